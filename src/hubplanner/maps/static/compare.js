/* Scenarios side by side: one geometry, maps that move together, tables of differences. */

/** @import { Change, ComparedScenario, ComparisonPayload } from "./payload.js" */
/** @import { Column, Rows } from "./panel.js" */
/** @import { Content } from "./words.js" */
import { borders, everyRegion, features, fullName, fullWords, index, payload, placeOf, pointOf, regionWords } from "./geography.js";
import { number, percent, signed } from "./numbers.js";
import { keep, kept, searchable, sortable } from "./panel.js";
import { denser, diverging, keepPatterns } from "./patterns.js";
import { popupOn } from "./popups.js";
import { keysOf } from "./tables.js";
import { N_, all, both, button, byId, drawn, element, named, speak, t, words } from "./words.js";

const { scenarios, candidate, rank, regions, covered_within } = /** @type {ComparisonPayload} */ (payload);
const reference = scenarios[0];

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
    value: (scenario, i) => scenario.minutes[i] - reference.minutes[i],
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
/* A place has one number in all scenarios. */
const numbers = new Map(scenarios.flatMap(({ hubs }) => hubs.map(({ code, number }) => [code, number])));
/** @param {ComparedScenario} scenario */
const title = (scenario) => both(scenario.title.ko, scenario.title.en);
/**
 * @param {ComparedScenario} scenario
 * @param {number} i
 */
const change = (scenario, i) => scenario.minutes[i] - reference.minutes[i];

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
 * What became of each hub against the reference, in words beside its number.
 * @type {Record<Change, string>}
 */
const CHANGES = {
  reference: N_("reference"), kept: N_("Kept"), moved: N_("Moved"), gained: N_("Gained"), lost: N_("Lost"),
};
/**
 * @param {ComparedScenario} scenario
 * @param {string} code
 */
const becomes = (scenario, code) => scenario.changes.find((one) => one.code === code)?.change ?? "reference";
/**
 * @param {L.LatLngTuple} at
 * @param {string} mark
 * @param {string} code
 * @param {Change} became
 */
function hubMarker(at, mark, code, became) {
  const [ko, en] = fullWords(placeOf(code)), [changeKo, changeEn] = words(CHANGES[became]);
  return L.marker(at, {
    keyboard: false, interactive: true,
    icon: L.divIcon({ className: `hub-marker ${became}`, html: element("span", "hub-number", mark), iconSize: [26, 26] }),
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
        scenario.optimal ? t("proven optimal") : t("not proven optimal"))));
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
        shape.on("add", () => {
          shape.getElement()?.setAttribute("data-region", id);
          shape.getElement()?.setAttribute("tabindex", "-1");
        });
      },
    }).addTo(map);
    Object.assign(map.createPane("borders").style, { zIndex: "410", pointerEvents: "none" });
    L.polyline(borders, { pane: "borders", interactive: false, color: "#3d4a55", weight: .9, opacity: .7 }).addTo(map);
    for (const hub of scenario.hubs) {
      hubMarker([hub.lat, hub.lon], String(hub.number), hub.code, becomes(scenario, hub.code)).addTo(map);
    }
    for (const { code, change: became } of scenario.changes) {
      if (became === "lost") hubMarker(pointOf(placeOf(code)), "×", code, became).addTo(map);
    }
    if (position === 0) L.control.zoom({ position: "topleft", zoomInTitle: "확대 · Zoom in", zoomOutTitle: "축소 · Zoom out" }).addTo(map);
    L.control.attribution({ prefix: "Leaflet" }).addAttribution(element("span", "", t("Statistics Korea, KOGL type 1")).outerHTML).addTo(map);
    const fit = () => map.fitBounds(land.getBounds(), { padding: [4, 4], animate: false });
    fit();
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
    element("span", `hub-marker ${became}`, element("span", "hub-number small", became === "lost" ? "×" : "")), t(CHANGES[became]))));
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
/* Two maps on one place, the second behind the first up to where the slider stands. */
function swipe() {
  if (scenarios.length !== 2) return;
  const box = byId("swipe", HTMLInputElement), slider = byId("swipe-at", HTMLInputElement);
  const [grid] = all(".grid");
  const cut = () => grid.style.setProperty("--cut", `${slider.value}%`);
  const apply = () => {
    grid.classList.toggle("swiping", box.checked);
    slider.parentElement?.toggleAttribute("hidden", !box.checked);
    cut();
    maps.forEach(({ map }) => map.invalidateSize({ animate: false }));
    keep("swipe", box.checked ? "1" : "");
  };
  box.addEventListener("change", apply);
  slider.addEventListener("input", cut);
  box.checked = kept().get("swipe") === "1";
  apply();
}

/* ---- tables ---- */
/**
 * @param {HTMLElement} table
 * @param {Content[]} cells
 */
function heads(table, cells) {
  const row = element("tr", "", ...cells.map((content, k) => {
    const cell = element("th", k ? "number" : "", content);
    cell.scope = "col";
    return cell;
  }));
  const body = element("tbody", "");
  table.append(element("thead", "", row), body);
  return body;
}
/**
 * @param {HTMLElement} body
 * @param {Content[]} cells
 */
function line(body, ...cells) {
  body.append(element("tr", "", ...cells.map((content, k) => element("td", k ? "number" : "", content))));
}
function scenarioTable() {
  const body = heads(byId("scenarios"), [
    t("Scenario"), t("Hubs"), t("Objective (minutes × crisis score)"), t("Change"), t("Mean minutes"),
    t("Longest minutes"), t("Worst-off region"), t("Within {n} minutes", { n: covered_within }),
    t("Kept"), t("Moved"), t("Gained"), t("Lost"),
  ]);
  for (const one of scenarios) {
    const { numbers, counts } = one;
    const own = one === reference;
    const [now, before] = [numbers.objective, reference.numbers.objective];
    const difference = now === null || before === null ? null : 100 * (now / before - 1);
    line(body, title(one), String(counts.hubs), number(numbers.objective, 1),
      own ? t("reference") : `${signed(difference, 1)} %`,
      number(numbers.mean_minutes, 1), number(numbers.longest_minutes), fullName(placeOf(one.worst)),
      `${percent(numbers.covered, 1)} %`,
      .../** @type {const} */ (["kept", "moved", "gained", "lost"]).map((key) => (own ? "–" : String(counts[key]))));
  }
}
function hubTable() {
  const body = heads(byId("hub-changes"), [t("Scenario"), t("Hub"), t("Change"), t("From")]);
  for (const one of scenarios) {
    for (const { code, number: own, change: became, counterpart, minutes } of one.changes) {
      line(body, title(one), element("span", "", `${own} `, fullName(placeOf(code))), t(CHANGES[became]), counterpart
        ? element("span", "", `${numbers.get(counterpart)} `, fullName(placeOf(counterpart)), " (", t("{n} min", { n: minutes }), ")") : "");
    }
  }
}
function regionTable() {
  const others = scenarios.slice(1), last = scenarios[scenarios.length - 1];
  /**
   * @param {ComparedScenario} one
   * @returns {Column}
   */
  const minutes = (one) => ({ head: title(one), number: true, value: (i) => one.minutes[i], cell: (i) => number(one.minutes[i]) });
  /**
   * @param {ComparedScenario} one
   * @returns {Column}
   */
  const difference = (one) => ({ head: element("span", "", "Δ ", title(one)), number: true,
    value: (i) => change(one, i), cell: (i) => signed(change(one, i)) });
  const members = everyRegion.filter((i) => candidate[i])
    .sort((a, b) => change(last, a) - change(last, b) || Number(rank[a]) - Number(rank[b]));
  ({ rows } = sortable(byId("region-changes"), [
    { head: t("Region"), value: (i) => regions.ko[i], cell: (i) => button("choose", fullName(i), () => choose(i)) },
    { head: t("Rank"), number: true, value: (i) => rank[i], cell: (i) => number(rank[i]) },
    ...others.map(difference), ...scenarios.map(minutes),
  ], members, (i) => ({ "data-code": regions.code[i] }), 1 + others.length));
  searchable(byId("find-region", HTMLInputElement), byId("regions-found"), rows, regionWords);
}
/** @param {() => void} fit */
function finish(fit) {
  keepPatterns(...Object.entries(SHADES).flatMap(([key, one]) => one.patterns(key, one.colours)));
  scenarioTable();
  hubTable();
  regionTable();
  swipe();
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
