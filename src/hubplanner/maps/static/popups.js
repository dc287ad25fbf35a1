/* One popup a map, closed by a button that has a name in the chosen language. */

/** @import { Content } from "./words.js" */
import { narrow } from "./geography.js";
import { all, button, element, named } from "./words.js";

/**
 * Gives the function that opens it at a place with a content.
 * @param {L.Map} map
 */
export function popupOn(map) {
  const popup = L.popup({
    closeButton: false, maxWidth: narrow ? 230 : 280, minWidth: 180, autoPanPadding: [52, 12],
  });
  const close = named(button("popup-close", "×", () => map.closePopup(popup)), "닫기", "Close");
  /* A popup with long names scrolls, so the keyboard must reach it. */
  map.on("popupopen", () => popup.getElement()?.querySelector(".leaflet-popup-content")?.setAttribute("tabindex", "0"));
  /**
   * @param {L.LatLngExpression} where
   * @param {Content} content
   */
  return (where, content) => {
    popup.options.autoPanPaddingTopLeft = besideLegend(map, where);
    popup.setLatLng(where).setContent(element("div", "", close, content)).openOn(map);
  };
}
/**
 * The legend lies over popups: the map moves until one that would be under it stands beside it.
 * @param {L.Map} map
 * @param {L.LatLngExpression} where
 * @returns {L.PointTuple}
 */
function besideLegend(map, where) {
  const [box] = all(".leaflet-left .legend[open]", map.getContainer());
  const under = box && map.latLngToContainerPoint(where).y > map.getSize().y - box.offsetHeight;
  return under ? [box.offsetWidth + 20, 12] : [52, 12];
}
