/* One popup a map, closed by a button that has a name in the chosen language. */

import { narrow } from "./plan.js";
import { button, element, named } from "./words.js";

/* Gives the function that opens it at a place with a content. */
export function popupOn(map) {
  const popup = L.popup({
    closeButton: false, maxWidth: narrow ? 230 : 280, minWidth: 180, autoPanPadding: [52, 12],
  });
  const close = named(button("popup-close", "×", () => map.closePopup(popup)), "닫기", "Close");
  /* A popup with long names scrolls, so the keyboard must reach it. */
  map.on("popupopen", () => { popup.getElement().querySelector(".leaflet-popup-content").tabIndex = 0; });
  return (where, content) => {
    popup.options.autoPanPaddingTopLeft = besideLegend(map, where);
    popup.setLatLng(where).setContent(element("div", "", close, content)).openOn(map);
  };
}
/* The legend lies over popups: the map moves until one that would be under it stands beside it. */
function besideLegend(map, where) {
  const box = map.getContainer().querySelector(".leaflet-left .legend[open]");
  const under = box && map.latLngToContainerPoint(where).y > map.getSize().y - box.offsetHeight;
  return under ? [box.offsetWidth + 20, 12] : [52, 12];
}
