/* A sweep: what holds in most futures of a choice, in sentences, on a map and in tables. */

/** @import { About, Part, SweptHub } from "./payload.js" */
import { features, fullName, fullWords, index, placeOf, pointOf } from "./geography.js";
import { letThePageScroll } from "./gestures.js";
import { percent } from "./numbers.js";
import { keep, kept } from "./panel.js";
import { denser, keepPatterns } from "./patterns.js";
import { drawBorders, findable } from "./plain_map.js";
import { popupOn } from "./popups.js";
import { choiceTable, hubTable, importanceTables, pathwayTable, planTable, technology, together } from "./sweep_tables.js";
import { PARTS, choices, hubIn, look, now, sweep, whenChosen } from "./swept.js";
import { apart } from "./symbols.js";
import { N_, both, byId, drawn, element, named, speak, speaking, t, words } from "./words.js";

const { regions } = sweep;
/** Shares of the futures in which a region is a candidate: never, then ColorBrewer Oranges, sequential. */
const EDGES = [Number.EPSILON, .2, .5, .8];
const COLOURS = ["#f7f7f7", "#feedde", "#fdbe85", "#fd8d3c", "#d94701"];
const SHARES = ["0 %", "< 20 %", "20–50 %", "50–80 %", "≥ 80 %"];
const view = { patterns: false };
/** @param {number} c */
const paint = (c) => (view.patterns ? `url(#share-${c})` : COLOURS[c]);
/** @param {number} i */
const fill = (i) => paint(EDGES.filter((edge) => now.choice.candidates[i] >= edge).length);

/* ---- sentences ---- */
/** @type {[heading: string, about: About[]][]} */
const GROUPS = [
  [N_("Hubs"), ["core", "likely", "swing"]], [N_("Least regret"), ["regret"]], [N_("Which hubs first"), ["pathway"]],
  [N_("What matters most"), ["importance"]], [N_("Where hubs come"), ["where"]],
];
function sentences() {
  const { said, label } = now.choice;
  byId("chosen-label").replaceChildren(both(label.ko, label.en));
  byId("said").replaceChildren(...GROUPS.flatMap(([heading, about]) => {
    const those = said.filter((one) => about.includes(one.about));
    return those.length ? [element("h3", "", t(heading)), element("ul", "", ...those.map((one) => element("li", "", both(one.words.ko, one.words.en))))] : [];
  }));
}

/* ---- the map ---- */
/** @type {L.Map} */
let map;
/** @type {Map<number, L.Polygon>} */
const shapes = new Map();
/** @type {{ hub: SweptHub, marker: L.Marker }[]} */
let markers = [];
/** @type {ReturnType<typeof popupOn>} */
let popup;
/** @type {L.Polygon | undefined} */
let outline;
/** @type {Map<number, HTMLTableRowElement>} */
let rows = new Map();

/** @param {number} i */
function details(i) {
  const hub = hubIn(regions.code[i]);
  return element("div", "region-popup", element("p", "title", fullName(i)),
    element("p", "", t("A candidate in {n} % of the futures", { n: percent(now.choice.candidates[i]) })),
    ...(hub ? [
      element("p", "score", t("A hub in {n} % of the futures", { n: percent(hub.share) }), " · ", t(PARTS[hub.part])),
      element("p", "", both(hub.host.ko, hub.host.en)), element("p", "", technology(hub)),
      element("p", "", t("Most often together with"), ": ", together(hub))] : [element("p", "", t("Never a hub"))]));
}
/**
 * A region on the map, with the row of its hub, and in the address.
 * @param {number} i
 * @param {L.LatLngExpression} at
 */
function choose(i, at = pointOf(i)) {
  unchoose();
  popup(at, details(i));
  outline = L.polygon(shapes.get(i)?.getLatLngs() ?? [], { pane: "borders", interactive: false, fill: false, className: "chosen" }).addTo(map);
  rows.get(i)?.classList.add("chosen");
  map.getContainer().scrollIntoView({ block: "nearest" });
  keep("region", regions.code[i]);
}
function unchoose() {
  outline?.remove();
  map.closePopup();
  for (const row of rows.values()) row.classList.remove("chosen");
  keep("region", "");
}
/**
 * Its area by its share; core filled, likely ringed, swing dashed: told apart without colour.
 * @param {Part} part
 * @param {number} share
 */
function circle(part, share) {
  const size = Math.round(26 + 14 * Math.sqrt(share)), node = element("span", `hub-share ${part}`, percent(share));
  node.style.width = node.style.height = `${size}px`;
  return { node, size };
}
function drawHubs() {
  for (const { marker } of markers) marker.remove();
  const shown = now.choice.hubs.filter(({ part }) => part !== "rare");
  markers = shown.map((hub) => {
    const i = placeOf(hub.code), [ko, en] = fullWords(i), { node, size } = circle(hub.part, hub.share);
    const [partKo, partEn] = words(PARTS[hub.part]), told = `${percent(hub.share)} %`;
    const marker = L.marker(pointOf(i), { icon: L.divIcon({ className: `hub-marker ${hub.part}`, html: node, iconSize: [size, size] }) })
      .on("add", ({ target }) => named(target.getElement(), `${ko}, ${partKo}, ${told}`, `${en}, ${partEn}, ${told}`))
      .on("click", () => choose(i))
      .on("keypress", ({ originalEvent }) => { if (originalEvent.key === "Enter") choose(i); })
      .bindTooltip(() => element("span", "", fullName(i), " · ", t(PARTS[hub.part]), ` · ${told}`));
    return { hub, marker: marker.addTo(map) };
  });
  spread();
}
/** Hubs of neighbours would hide each other: they stand apart, by zoom. */
function spread() {
  const at = apart(markers.map(({ hub }) => map.project(pointOf(placeOf(hub.code)))), 36);
  markers.forEach(({ marker }, k) => marker.setLatLng(map.unproject(at[k])));
}
function drawRegions() {
  shapes.forEach((shape, i) => shape.setStyle({ fillColor: fill(i) }));
}
function legend() {
  byId("legend").replaceChildren(element("li", "", t("Regions: share of the futures in which they are candidates")),
    ...SHARES.map((range, c) => element("li", "", drawn("svg", { class: "swatch", width: 22, height: 13, "aria-hidden": "true" },
      drawn("rect", { width: 22, height: 13, fill: paint(c), stroke: "#8a949c" })), range)),
    element("li", "", t("Circles: share of the futures with a hub there, in %")),
    .../** @type {Part[]} */ (["core", "likely", "swing"]).map((part) => element("li", "", element("span", `hub-share small ${part}`), t(PARTS[part]))));
}
export const layers = {
  /** @param {L.Map} shown */
  sweep(shown) {
    map = shown;
    popup = popupOn(map);
    letThePageScroll(map);
    map.invalidateSize({ animate: false });
    const land = L.geoJSON(features, {
      style: (feature) => ({ className: "region", fillOpacity: 1, fillColor: fill(placeOf(String(feature?.id))), weight: .5, color: "#6f7a83" }),
      onEachFeature: (feature, layer) => {
        const id = String(feature.id), i = placeOf(id), shape = /** @type {L.Polygon} */ (layer);
        shapes.set(i, shape);
        shape.on("click", ({ latlng }) => choose(i, latlng));
        shape.bindTooltip(() => element("span", "", fullName(i), ` ${percent(now.choice.candidates[i])} %`), { sticky: true });
        findable(shape, id);
      },
    }).addTo(map);
    drawBorders(map);
    L.control.zoom({ position: "topleft", zoomInTitle: "확대 · Zoom in", zoomOutTitle: "축소 · Zoom out" }).addTo(map);
    L.control.attribution({ prefix: "Leaflet" }).addAttribution(element("span", "", t("Statistics Korea, KOGL type 1")).outerHTML).addTo(map);
    const fit = () => map.fitBounds(land.getBounds(), { padding: [4, 4], animate: false });
    fit();
    map.on("zoomend", spread);
    new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(map.getContainer());
    start(fit);
  },
};

/* ---- controls ---- */
function choiceSelect() {
  const select = byId("choice", HTMLSelectElement);
  select.append(...choices.map(({ number, label }) => {
    const option = new Option("", String(number));
    speaking((lang) => { option.text = `${number} · ${lang === "en" ? label.en : label.ko}`; });
    return option;
  }));
  select.addEventListener("change", () => look(select.value));
  whenChosen(() => { select.value = String(now.choice.number); });
}
/** @param {() => void} fit */
function start(fit) {
  keepPatterns(...denser("share", COLOURS));
  const wanted = kept(), patterned = byId("patterns", HTMLInputElement), place = index.get(wanted.get("region") ?? "");
  if (wanted.get("lang") === "en") speak("en");
  view.patterns = patterned.checked = wanted.get("patterns") === "1";
  const repaint = () => { drawRegions(); legend(); keep("patterns", view.patterns ? "1" : ""); };
  patterned.addEventListener("change", () => { view.patterns = patterned.checked; repaint(); });
  choiceSelect();
  whenChosen(() => {
    unchoose();
    sentences();
    rows = hubTable(choose);
    planTable();
    choiceTable();
    importanceTables();
    pathwayTable(choose);
    repaint();
    drawHubs();
  });
  document.addEventListener("languagechosen", choiceTable);  // a chart holds one language
  if (place !== undefined) choose(place);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") unchoose(); });
  for (const event of ["beforeprint", "afterprint"]) {
    window.addEventListener(event, () => {
      document.documentElement.classList.toggle("printing", event === "beforeprint");
      map.invalidateSize({ animate: false });
      fit();
    });
  }
}
byId("print").addEventListener("click", () => window.print());
