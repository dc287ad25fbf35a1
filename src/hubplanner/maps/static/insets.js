/* Where regions are too small to be seen, the same map once more at a larger scale: three insets by the sea,
   as long as the map shows the whole country. */

import { HUB } from "./colours.js";
import { choose } from "./selected_place.js";
import { features, fullWords, placeOf } from "./geography.js";
import { regions } from "./plan.js";
import { fills } from "./choropleth.js";
import { sited } from "./sited.js";
import { apart } from "./symbols.js";
import { N_, drawn, element, spokenNow, t } from "./words.js";

const WIDTH = 164, ROOM = { width: 960, height: 680 };
/* West, south, east, north in degrees. */
/** @type {{ name: string, box: [number, number, number, number] }[]} */
const AREAS = [
  { name: N_("Capital region"), box: [126.58, 37.36, 127.2, 37.7] },
  { name: N_("Daegu"), box: [128.35, 35.7, 128.85, 36.05] },
  { name: N_("Busan, Ulsan, Changwon"), box: [128.45, 34.95, 129.5, 35.7] },
];

/**
 * @param {[number, number, number, number]} box
 */
function projection([west, south, east, north]) {
  /* A degree of longitude is shorter by the cosine of the latitude. */
  const scale = WIDTH / (east - west), tall = scale / Math.cos(((south + north) / 2) * Math.PI / 180);
  /** @param {number[]} point */
  const at = ([lon, lat]) => [(lon - west) * scale, (north - lat) * tall];
  return { at, height: Math.round((north - south) * tall) };
}

/**
 * Gives the function that draws them again.
 * @param {L.Map} map
 */
export function insets(map) {
  const control = new L.Control({ position: "bottomright" }), row = element("div", "insets"), first = map.getZoom();
  control.onAdd = () => {
    L.DomEvent.disableClickPropagation(row);
    return row;
  };
  control.addTo(map);
  const draw = () => AREAS.map(({ name, box }) => {
    const { at, height } = projection(box), [west, south, east, north] = box;
    const shown = features.flatMap((feature) => {
      const within = feature.geometry.coordinates.flat().filter((ring) => ring.some(([lon, lat]) => lon > west && lon < east && lat > south && lat < north));
      if (!within.length) return [];
      const i = placeOf(String(feature.id));
      const d = within.map((ring) => `M${ring.map((point) => at(point).map((one) => one.toFixed(1)).join()).join("L")}Z`).join("");
      const path = drawn("path", { d, stroke: "#6f7a83", "stroke-width": .6, "data-inset": regions.code[i] }, drawn("title"));
      path.addEventListener("click", () => choose("region", regions.code[i]));
      return [{ i, path }];
    });
    const hubs = drawn("g", { "pointer-events": "none" });
    const picture = drawn("svg", { width: WIDTH, height, viewBox: `0 0 ${WIDTH} ${height}`, "aria-hidden": "true" }, ...shown.map(({ path }) => path), hubs);
    row.append(element("figure", "", element("figcaption", "", t(name)), picture));
    return { at, shown, hubs };
  });
  /** @type {ReturnType<typeof draw> | undefined} */
  let drawings;
  return () => {
    const { x, y } = map.getSize();
    row.hidden = x < ROOM.width || y < ROOM.height || map.getZoom() > first + .5;
    if (row.hidden) return;
    drawings ??= draw();  // not where there is never room for them
    const now = fills();
    for (const { at, shown, hubs } of drawings) {
      for (const { i, path } of shown) {
        const [ko, en] = fullWords(i);
        path.setAttribute("fill", now[i]);
        if (path.firstChild) path.firstChild.textContent = spokenNow(ko, en);
      }
      const places = apart(sited.hubs.map(({ lat, lon }) => { const [x, y] = at([lon, lat]); return { x, y }; }), 18);
      hubs.replaceChildren(...sited.hubs.flatMap(({ number }, k) => {
        const { x, y } = places[k];
        return [drawn("circle", { cx: x, cy: y, r: 8, fill: HUB, stroke: "#fff", "stroke-width": 2 }),
          drawn("text", { x, y: y + 4, "text-anchor": "middle", fill: "#fff", "font-size": 11, "font-weight": 700 }, String(number))];
      }));
    }
  };
}
