/* Several regions at once: chosen with Ctrl and a click, or with a lasso, and added up; two stand side by side. */

/** @import { Content } from "./words.js" */
import { everyRegion, fullName, index, pointOf } from "./geography.js";
import { dragUnless } from "./gestures.js";
import { outlineOf, within } from "./label_room.js";
import { number, signed } from "./numbers.js";
import { keep, kept } from "./panel.js";
import { plan, regions } from "./plan.js";
import { shapeOf, whenChosenToo } from "./regions_layer.js";
import { sited, whenHubsChange } from "./sited.js";
import { standing, whenStandingChanges } from "./standing.js";
import { TREND_UNITS, withUnit } from "./symbols.js";
import { both, button, byId, element, t } from "./words.js";

/** @type {Set<number>} */
const some = new Set();
/** @type {Map<number, L.Polygon>} */
const outlines = new Map();
/** @type {L.Map} */
let map;

/**
 * @param {number} i
 * @param {boolean} on
 */
function mark(i, on) {
  outlines.get(i)?.remove();
  outlines.delete(i);
  if (on) {
    some.add(i);
    outlines.set(i, L.polygon(shapeOf(i).getLatLngs(), { pane: "borders", interactive: false, fill: true,
      fillColor: "#0b57d0", fillOpacity: .25, color: "#0b57d0", weight: 2, className: "selected" }).addTo(map));
  } else some.delete(i);
}
function tell() {
  const members = everyRegion.filter((i) => some.has(i)), box = byId("selection");
  keep("some", members.map((i) => regions.code[i]).join("."));
  box.hidden = !members.length;
  if (!members.length) return;
  byId("selection-text").replaceChildren(
    element("h2", "", t("{n} regions chosen", { n: members.length })),
    element("p", "note", ...members.slice(0, 12).flatMap((i, k) => [k ? ", " : "", fullName(i)]),
      members.length > 12 ? element("span", "", " ", t("and {n} more", { n: members.length - 12 })) : ""),
    sums(members), ...(members.length === 2 ? [sideBySide(members[0], members[1])] : []));
}

/**
 * A sum of what was observed, and of how many it was not.
 * @param {number[]} members
 * @param {(i: number) => number | null} value
 */
function sum(members, value) {
  const seen = members.map(value).filter((one) => one !== null);
  const missing = members.length - seen.length;
  return element("span", "", number(seen.length ? seen.reduce((a, b) => a + Number(b), 0) : null),
    ...(missing ? [" ", element("span", "note", t("({n} not observed)", { n: missing }))] : []));
}
/** @param {Content[]} cells */
const row = ([head, ...cells]) => {
  const name = element("th", "", head);
  name.scope = "row";
  return element("tr", "", name, ...cells.map((cell) => element("td", "number", cell)));
};
/** @param {number[]} members */
function sums(members) {
  const served = sited.reached !== null;
  return element("table", "sums", element("tbody", "",
    row([t("Candidates"), String(members.filter((i) => standing.candidate[i]).length)]),
    ...(served ? [row([t("Jobs at risk"), sum(members, (i) => (standing.candidate[i] ? sited.risk[i] : 0))]),
      row([t("of these, served by hubs of their technology"), sum(members, (i) => (standing.candidate[i] ? sited.served[i] : 0))])] : []),
    ...plan.trends.map((one) => {
      const last = one.years.length - 1;
      return row([element("span", "", both(one.ko, one.en), " ", element("span", "note", String(one.years[last]), " ", t(TREND_UNITS[one.key]))),
        sum(members, (i) => one.values[last][i])]);
    })));
}
/**
 * Two regions, figure by figure.
 * @param {number} a
 * @param {number} b
 */
function sideBySide(a, b) {
  /** @param {Content} name @param {(i: number) => Content} value */
  const line = (name, value) => row([name, value(a), value(b)]);
  const heads = ["", fullName(a), fullName(b)].map((head) => {
    const cell = element("th", "number", head);
    cell.scope = "col";
    return cell;
  });
  return element("table", "pair", element("thead", "", element("tr", "", ...heads)), element("tbody", "",
    line(t("Rank"), (i) => number(standing.rank[i])),
    line(t("Crisis score"), (i) => number(standing.crisis[i], 3)),
    line(t("Hub"), (i) => String(sited.hub[i])),
    line(t("Minutes"), (i) => number(sited.minutes[i])),
    ...plan.indicators.map((one) => line(element("span", "", both(one.ko, one.en), " ", element("span", "note", one.years)), (i) => withUnit(one.values[i], one.unit))),
    ...plan.trends.map((one) => line(element("span", "", both(one.ko, one.en), " ", element("span", "note", changeYears(one.years))), (i) => change(one.values, i)))));
}
/** @param {number[]} years */
const changeYears = (years) => years.slice(-2).join("–");
/**
 * @param {import("./composite.js").Values[]} values
 * @param {number} i
 */
function change(values, i) {
  const [before, after] = values.slice(-2).map((year) => year[i]);
  return before && after !== null ? `${signed(100 * (after / before - 1))} %` : number(null);
}

/* ---- choosing ---- */
/** @param {number} i */
function toggle(i) {
  mark(i, !some.has(i));
  tell();
}
function clear() {
  for (const i of [...some]) mark(i, false);
  tell();
}
/**
 * A lasso: drawn with the pointer while its button is on; regions whose point lies inside are added.
 * @param {HTMLElement} press
 */
function lasso(press) {
  /** @type {L.Polyline | undefined} */
  let line;
  const set = (/** @type {boolean} */ on) => {
    press.setAttribute("aria-pressed", String(on));
    map.getContainer().classList.toggle("lassoing", on);
    dragUnless(map, on);
  };
  const active = () => press.getAttribute("aria-pressed") === "true";
  press.addEventListener("click", () => set(!active()));
  const container = map.getContainer();
  /** @param {PointerEvent} event */
  const at = (event) => map.mouseEventToLatLng(event);
  container.addEventListener("pointerdown", (event) => {
    if (!active() || !(event.target instanceof Element) || event.target.closest(".leaflet-control")) return;
    line = L.polyline([at(event)], { pane: "reach", color: "#0b57d0", weight: 2, dashArray: "4 4", interactive: false }).addTo(map);
    container.setPointerCapture(event.pointerId);
  });
  container.addEventListener("pointermove", (event) => line?.addLatLng(at(event)));
  container.addEventListener("pointerup", () => {
    if (!line) return;
    const drawn = /** @type {L.LatLng[]} */ (line.getLatLngs());
    const ring = outlineOf([[...drawn, drawn[0]].map(({ lng, lat }) => /** @type {[number, number]} */ ([lng, lat]))]);
    line.remove();
    line = undefined;
    set(false);
    for (const i of everyRegion) {
      const [lat, lon] = pointOf(i);
      if (within(ring, lon, lat)) mark(i, true);
    }
    tell();
  });
}
/** @param {L.Map} on */
export function selectable(on) {
  map = on;
  const control = new L.Control({ position: "topleft" });
  control.onAdd = () => {
    const press = button("lasso", t("Lasso"), () => {});
    press.setAttribute("aria-pressed", "false");
    L.DomEvent.disableClickPropagation(press);
    lasso(press);
    return press;
  };
  control.addTo(map);
  byId("selection-clear").addEventListener("click", clear);
  whenChosenToo(toggle);
  whenStandingChanges(tell);
  whenHubsChange(tell);
  for (const code of (kept().get("some") ?? "").split(".")) {
    const i = index.get(code);
    if (i !== undefined) mark(i, true);
  }
  tell();
}
