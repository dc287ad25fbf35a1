/* On a phone one finger moves the page past a map, two move and zoom the map. */

import { narrow } from "./geography.js";

/** @param {L.Map} map */
export function letThePageScroll(map) {
  if (narrow) map.dragging.disable();
}
/**
 * Dragging is off while something else is drawn on the map.
 * @param {L.Map} map
 * @param {boolean} drawing
 */
export function dragUnless(map, drawing) {
  if (drawing) map.dragging.disable();
  else if (!narrow) map.dragging.enable();
}
