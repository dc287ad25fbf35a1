/* One region on one printed sheet: its profile as it stands beside the map, where it lies, the dates and sources. */

import { HUB } from "./colours.js";
import { borders, everyRegion, fullName, index } from "./geography.js";
import { kept } from "./panel.js";
import { shapeOf } from "./regions_layer.js";
import { hubOf, sited } from "./sited.js";
import { all, byId, drawn, element } from "./words.js";

/** @param {L.Map} map */
export function regionSheet(map) {
  const press = byId("print-sheet"), root = document.documentElement, locator = byId("locator");
  const chosen = () => index.get(kept().get("region") ?? "");
  press.addEventListener("click", () => {
    const i = chosen();
    if (i === undefined) return;
    locator.replaceChildren(whereItLies(map, i), element("p", "note", fullName(i)), byId("as-of").cloneNode(true));
    locator.querySelector("#as-of")?.removeAttribute("id");
    /* Paper cannot unfold anything; only the official rules, which are long, stay as the reader has them. */
    const folded = all("#detail details.fold:not([open])").map((one) => /** @type {HTMLDetailsElement} */ (one));
    for (const one of folded) one.open = true;
    root.classList.add("sheet");
    window.addEventListener("afterprint", () => {
      root.classList.remove("sheet");
      for (const one of folded) one.open = false;
      locator.replaceChildren();
    }, { once: true });
    window.print();
  });
  /* Hubs and institutions have no sheet of their own. */
  const offer = () => { press.hidden = chosen() === undefined; };
  new MutationObserver(offer).observe(byId("detail-text"), { childList: true });
  offer();
}
/**
 * The rings of a polygon however deep Leaflet nests them.
 * @param {any[]} nested
 * @returns {L.LatLng[][]}
 */
const ringsIn = (nested) => (nested[0] instanceof L.LatLng ? [nested] : nested.flatMap(ringsIn));

/**
 * The region dark, its hub as a dot, the borders of provinces around.
 * @param {L.Map} map
 * @param {number} i
 */
function whereItLies(map, i) {
  /** @param {L.LatLng} at */
  const spot = (at) => map.project(at, 7);
  /** @param {L.LatLng[]} line */
  const trace = (line) => `M${line.map(spot).map(({ x, y }) => `${x.toFixed(1)} ${y.toFixed(1)}`).join("L")}`;
  /** @param {number} k */
  const ringsOf = (k) => ringsIn(shapeOf(k).getLatLngs());
  /** @param {number[]} some */
  const land = (some) => some.flatMap(ringsOf).map((ring) => trace(ring) + "Z").join("");
  const between = borders.map((line) => trace(line.map((at) => L.latLng(at)))).join("");
  const hub = hubOf(sited.hub[i]), at = spot(L.latLng(hub.lat, hub.lon));
  const points = everyRegion.flatMap((k) => ringsOf(k).flat()).map(spot);
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
  const [left, top, right, bottom] = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)].map(Math.round);
  return drawn("svg", { viewBox: `${left - 4} ${top - 4} ${right - left + 8} ${bottom - top + 8}`, "aria-hidden": "true" },
    drawn("path", { d: land(everyRegion), fill: "#e6ebef" }),
    drawn("path", { d: between, fill: "none", stroke: "#8a949c", "stroke-width": .7 }),
    drawn("path", { d: land([i]), fill: HUB }),
    drawn("circle", { cx: at.x, cy: at.y, r: 9, fill: "#fff", stroke: HUB, "stroke-width": 2 }),
    drawn("text", { x: at.x, y: at.y + 4, "text-anchor": "middle", "font-size": 11, "font-weight": 700, fill: HUB }, String(hub.number)));
}
