/* What the maps of comparison and sweep have in common: shapes that can be found, and borders. */
import { borders } from "./geography.js";

/** A region's shape bears its code, and can be given the focus.
 * @param {L.Polygon} shape @param {string} id */
export function findable(shape, id) {
  shape.on("add", () => {
    shape.getElement()?.setAttribute("data-region", id);
    shape.getElement()?.setAttribute("tabindex", "-1");
  });
}

/** Province borders and coast over the regions.
 * @param {L.Map} map */
export function drawBorders(map) {
  Object.assign(map.createPane("borders").style, { zIndex: "410", pointerEvents: "none" });
  L.polyline(borders, { pane: "borders", interactive: false, color: "#3d4a55", weight: .9, opacity: .7 }).addTo(map);
}
