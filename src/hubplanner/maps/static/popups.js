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
  return (where, content) => popup.setLatLng(where).setContent(element("div", "", close, content)).openOn(map);
}
