/* A background map from a server, if the planner asked for one: nothing is requested until the
   reader switches it on. */

/** @import { Switch } from "./legend.js" */
import { layerSwitch } from "./legend.js";
import { plan } from "./plan.js";
import { both, element, t } from "./words.js";

/**
 * @param {L.Map} map
 * @returns {Switch[]}
 */
export function tileSwitch(map) {
  if (!plan.tiles) return [];
  const { name, url, attribution, zooms, key, needs_key, needs_server } = plan.tiles;
  /** @type {L.TileLayerOptions & { key: string }} */
  const options = {
    key: encodeURIComponent(key), minNativeZoom: zooms[0], maxNativeZoom: zooms[1], opacity: 1,
    attribution: element("span", "", both(...attribution)).outerHTML,
  };
  const layer = L.tileLayer(url, options);
  layer.on("add remove", ({ type }) => map.getContainer().classList.toggle("with-tiles", type === "add"));
  const impossible = needs_server && location.protocol === "file:";
  const note = document.createDocumentFragment();
  if (impossible) {
    note.append(element("p", "note", t("Only where the page is opened from a web server: the tile policy asks for a Referer.")));
  }
  if (needs_key && !key) {
    const input = element("input", "");
    Object.assign(input, { type: "text", autocomplete: "off", spellcheck: false, id: "tile-key" });
    input.addEventListener("change", () => {
      Object.assign(layer.options, { key: encodeURIComponent(input.value.trim()) });
      if (map.hasLayer(layer)) layer.redraw();
    });
    note.append(element("label", "key", t("Your key"), " ", input));
  }
  return [{ ...layerSwitch(map, "tiles", layer, () => "", () => both(...name)), before: { impossible, note } }];
}
