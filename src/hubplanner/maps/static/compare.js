/* Scenarios side by side: one geometry, maps that move together, tables of differences. */

/** @import { Change, ComparedScenario } from "./payload.js" */
/** @import { Rows } from "./panel.js" */
import { CHANGES, becomes, candidate, change, reference, regions, scenarios, title } from "./compared.js";
import { hubMatrix, hubTable, regionTable, scenarioTable } from "./compared_tables.js";
import { features, fullName, fullWords, index, placeOf, pointOf } from "./geography.js";
import { letThePageScroll } from "./gestures.js";
import { number, signed } from "./numbers.js";
import { keep, kept } from "./panel.js";
import { denser, diverging, keepPatterns } from "./patterns.js";
import { drawBorders, findable } from "./plain_map.js";
import { popupOn } from "./popups.js";
import { apart, hubNumber } from "./symbols.js";
import { swipe } from "./swiping.js";
import { keysOf } from "./tables.js";
import { all, both, byId, drawn, element, named, speak, t, words } from "./words.js";

/** @typedef {"minutes" | "change"} Shade */
/**
 * Minutes: ColorBrewer PuBu, sequential. Change: BrBG, diverging; both safe for colour-blind eyes.
 * @type {Record<Shade, {
 *   edges: number[], colours: string[], patterns: typeof denser, words: string[],
 *   value: (scenario: ComparedScenario, i: number) => number,
 * }>}
 */
const SHADES = {
  minutes: {
    edges: [15, 30, 60, 90], colours: ["#f1eef6", "#bdc9e1", "#74a9cf", "#2b8cbe", "#045a8d"], patterns: denser,
    value: (scenario, i) => scenario.minutes[i],
    words: ["< 15", "15–30", "30–60", "60–90", "≥ 90"],
  },
  change: {
    edges: [-30, -5, 5, 30], colours: ["#018571", "#80cdc1", "#f5f5f5", "#dfc27d", "#a6611a"], patterns: diverging,
    value: change,
    words: ["< −30", "−30 – −5", "−5 – 5", "5–30", "≥ 30"],
  },
};
/** @type {{ shade: Shade, patterns: boolean }} */
const view = { shade: "minutes", patterns: false };
/** @param {number} c */
const paint = (c) => (view.patterns ? `url(#${view.shade}-${c})` : SHADES[view.shade].colours[c]);
/**
 * @param {ComparedScenario} scenario
 * @param {number} i
 */
const fill = (scenario, i) => {
  const { edges, value } = SHADES[view.shade];
  return paint(edges.filter((edge) => value(scenario, i) >= edge).length);
};

/* ---- maps ---- */
/** @typedef {{ map: L.Map, shapes: Map<number, L.Polygon>, popup: ReturnType<typeof popupOn> }} Drawn */
/**
 * One a scenario, in their order.
 * @type {Drawn[]}
 */
const maps = [];
/** @type {L.Layer[]} */
const outlines = [];
/** @type {Rows} */
let rows = new Map();
let moving = false;
/** @param {L.Map} source */
function follow(source) {
  if (moving) return;
  moving = true;
  for (const { map } of maps) if (map !== source) map.setView(source.getCenter(), source.getZoom(), { animate: false });
  moving = false;
}
/** @param {number} i */
function details(i) {
  const body = element("tbody", "");
  for (const one of scenarios) {
    body.append(element("tr", "", element("td", "", title(one)), element("td", "number",
      t("{n} min", { n: number(one.minutes[i]) }), one === reference ? "" : ` (${signed(change(one, i))})`)));
  }
  return element("div", "region-popup", element("p", "title", fullName(i)), element("table", "", body));
}
/**
 * The same region on every map, its row, and the address.
 * @param {number} i
 * @param {L.LatLngExpression} at
 */
function choose(i, on = maps[0], at = pointOf(i)) {
  unchoose();
  on.popup(at, details(i));
  for (const { map, shapes } of maps) {
    outlines.push(L.polygon(shapes.get(i)?.getLatLngs() ?? [],
      { pane: "borders", interactive: false, fill: false, className: "chosen" }).addTo(map));
  }
  rows.get(i)?.classList.add("chosen");
  rows.get(i)?.scrollIntoView({ block: "nearest" });
  on.map.getContainer().scrollIntoView({ block: "nearest" });
  keep("region", regions.code[i]);
}
function unchoose() {
  outlines.splice(0).forEach((outline) => outline.remove());
  for (const { map } of maps) map.closePopup();
  for (const row of all("tr.chosen")) row.classList.remove("chosen");
  keep("region", "");
}
/**
 * @param {L.LatLngTuple} at
 * @param {number} mark
 * @param {string} code
 * @param {Change} became
 */
function hubMarker(at, mark, code, became) {
  const [ko, en] = fullWords(placeOf(code)), [changeKo, changeEn] = words(CHANGES[became]);
  return L.marker(at, {
    keyboard: false, interactive: true,
    icon: L.divIcon({ className: `hub-marker ${became}`, html: hubNumber(mark), iconSize: [26, 26] }),
  })
    .on("add", ({ target }) => named(target.getElement(), `${mark} ${ko}, ${changeKo}`, `${mark} ${en}, ${changeEn}`))
    .bindTooltip(() => element("span", "", fullName(placeOf(code)), " · ", t(CHANGES[became])));
}
export const layers = {
  /**
   * @param {L.Map} map
   * @param {number} position
   */
  scenario(map, position) {
    const scenario = scenarios[position];
    map.getContainer().before(element("figcaption", "", element("strong", "", title(scenario)), " ",
      element("span", "note", t("{n} hubs", { n: scenario.counts.hubs }), " · ",
        scenario.optimal ? t("proven optimal") : t("not proven optimal")),
      element("p", "verdict", both(scenario.verdict.ko, scenario.verdict.en))));
    letThePageScroll(map);
    map.invalidateSize({ animate: false });
    /** @type {Drawn} */
    const one = { map, popup: popupOn(map), shapes: new Map() };
    maps.push(one);
    const land = L.geoJSON(features, {
      style: (feature) => {
        const i = placeOf(String(feature?.id));
        return {
          className: "region", fillOpacity: 1, fillColor: fill(scenario, i),
          weight: candidate[i] ? 1.2 : 0.3, color: candidate[i] ? "#26323c" : "#6f7a83",
        };
      },
      onEachFeature: (feature, layer) => {
        const id = String(feature.id), i = placeOf(id), shape = /** @type {L.Polygon} */ (layer);
        one.shapes.set(i, shape);
        shape.on("click", ({ latlng }) => choose(i, one, latlng));
        shape.bindTooltip(() => element("span", "", fullName(i), " ", t("{n} min", { n: number(scenario.minutes[i]) }),
          scenario === reference ? "" : ` (${signed(change(scenario, i))})`), { sticky: true });
        findable(shape, id);
      },
    }).addTo(map);
    drawBorders(map);
    const gone = reference.hubs.filter(({ code }) => becomes(scenario, code)?.change === "lost");
    const places = [...scenario.hubs, ...gone].sort((a, b) => a.number - b.number);
    const markers = places.map(({ code, number: own, lat, lon }) =>
      hubMarker([lat, lon], own, code, becomes(scenario, code)?.change ?? "reference").addTo(map));
    /* Hubs of neighbours would hide each other: markers stand apart, by zoom. */
    const spread = () => {
      const at = apart(places.map(({ lat, lon }) => map.project([lat, lon])), 27);
      markers.forEach((marker, k) => marker.setLatLng(map.unproject(at[k])));
    };
    map.on("zoomend", spread);
    if (position === 0) L.control.zoom({ position: "topleft", zoomInTitle: "확대 · Zoom in", zoomOutTitle: "축소 · Zoom out" }).addTo(map);
    L.control.attribution({ prefix: "Leaflet" }).addAttribution(element("span", "", t("Statistics Korea, KOGL type 1")).outerHTML).addTo(map);
    const fit = () => map.fitBounds(land.getBounds(), { padding: [4, 4], animate: false });
    fit();
    spread();
    new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(map.getContainer());
    map.on("move", () => follow(map));
    if (maps.length === scenarios.length) finish(fit);
  },
};

/* ---- controls ---- */
function legend() {
  const box = byId("legend");
  box.replaceChildren(...SHADES[view.shade].words.map((range, c) => element("li", "",
    drawn("svg", { class: "swatch", width: 22, height: 13, "aria-hidden": "true" },
      drawn("rect", { width: 22, height: 13, fill: paint(c), stroke: "#8a949c" })), range)),
  element("li", "", element("span", "swatch candidate"), t("candidate region")),
  element("li", "", t("Unit"), ": ", t("minutes")),
  .../** @type {Change[]} */ (["gained", "moved", "lost"]).map((became) => element("li", "",
    element("span", `hub-marker ${became}`, element("span", "hub-number small", became === "lost" ? "1" : "")), t(CHANGES[became]))));
}
function repaint() {
  maps.forEach(({ shapes }, k) => shapes.forEach((shape, i) => shape.setStyle({ fillColor: fill(scenarios[k], i) })));
  for (const choice of all("[data-shade]")) {
    choice.setAttribute("aria-pressed", String(choice.dataset.shade === view.shade));
  }
  legend();
  keep("shade", view.shade === "minutes" ? "" : view.shade);
  keep("patterns", view.patterns ? "1" : "");
}
/** @param {() => void} fit */
function finish(fit) {
  keepPatterns(...Object.entries(SHADES).flatMap(([key, one]) => one.patterns(key, one.colours)));
  scenarioTable();
  hubMatrix();
  hubTable();
  rows = regionTable(choose);
  if (scenarios.length === 2) swipe(() => maps.forEach(({ map }) => map.invalidateSize({ animate: false })));
  const wanted = kept(), patterned = byId("patterns", HTMLInputElement);
  if (wanted.get("lang") === "en") speak("en");
  view.shade = keysOf(SHADES).find((key) => key === wanted.get("shade")) ?? view.shade;
  view.patterns = patterned.checked = wanted.get("patterns") === "1";
  repaint();
  for (const key of keysOf(SHADES)) {
    document.querySelector(`[data-shade=${key}]`)?.addEventListener("click", () => { view.shade = key; repaint(); });
  }
  patterned.addEventListener("change", () => { view.patterns = patterned.checked; repaint(); });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") unchoose(); });
  const place = index.get(wanted.get("region") ?? "");
  if (place !== undefined) choose(place);
  for (const event of ["beforeprint", "afterprint"]) {
    window.addEventListener(event, () => {
      document.documentElement.classList.toggle("printing", event === "beforeprint");
      maps.forEach(({ map }) => map.invalidateSize({ animate: false }));
      fit();
    });
  }
}
byId("print").addEventListener("click", () => window.print());
