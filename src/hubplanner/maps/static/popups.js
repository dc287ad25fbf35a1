/* One popup a map, closed by a button that has a name in the chosen language. */

/** @import { Content } from "./words.js" */
import { narrow } from "./geography.js";
import { all, button, element, named } from "./words.js";

/**
 * Gives the function that opens it at a place with a content.
 * @param {L.Map} map
 */
export function popupOn(map) {
  const popup = L.popup({ closeButton: false, maxWidth: narrow ? 230 : 280, minWidth: 180 });
  const close = named(button("popup-close", "×", () => map.closePopup(popup)), "닫기", "Close");
  /* A popup with long names scrolls, so the keyboard must reach it. */
  map.on("popupopen", () => popup.getElement()?.querySelector(".leaflet-popup-content")?.setAttribute("tabindex", "0"));
  /**
   * @param {L.LatLngExpression} where
   * @param {Content} content
   */
  return (where, content) => {
    popup.options.autoPan = false;
    popup.setLatLng(where).setContent(element("div", "", close, content)).openOn(map);
    Object.assign(popup.options, { autoPan: true, ...besideControls(map, /** @type {HTMLElement} */ (popup.getElement())) });
    popup.update();
  };
}
const EDGE = 12;  // pixels between a popup and the map's edges, or what lies over it
/**
 * Controls lie over popups: how far from the map's left and right one must stand to lie beside those at its height.
 * @param {L.Map} map
 * @param {HTMLElement} popup
 * @returns {L.PopupOptions}
 */
function besideControls(map, popup) {
  const frame = map.getContainer().getBoundingClientRect(), box = popup.getBoundingClientRect();
  const down = Math.max(0, frame.top + EDGE - box.top);  // as far as the map will move for its upper edge
  let [left, right] = [EDGE, EDGE];
  for (const control of all(".leaflet-control", map.getContainer())) {
    const over = control.getBoundingClientRect();
    if (over.bottom <= box.top + down || over.top >= box.bottom + down) continue;
    if (over.left + over.right < frame.left + frame.right) left = Math.max(left, over.right - frame.left + EDGE);
    else right = Math.max(right, frame.right - over.left + EDGE);
  }
  return { autoPanPaddingTopLeft: [left, EDGE], autoPanPaddingBottomRight: [right, EDGE] };
}
