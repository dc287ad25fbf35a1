/* The one place that is chosen: outlined and named on the map, its row marked, told in full beside
   the map, kept in the address. */

/** @import { Rows } from "./panel.js" */
import { bottomSheet } from "./bottom_sheet.js";
import { cased } from "./casing.js";
import { hubBrief, hubDetail, institutionBrief, institutionDetail, regionBrief, regionDetail } from "./details.js";
import { index, lines, narrow, pointOf } from "./geography.js";
import { keep } from "./panel.js";
import { institutions } from "./plan.js";
import { popupOn } from "./popups.js";
import { sited } from "./sited.js";
import { keysOf } from "./tables.js";
import { lightTies } from "./ties.js";
import { all, byId } from "./words.js";

/**
 * @typedef {object} Place
 * @property {L.LatLngTuple} at
 * @property {() => Node} brief
 * @property {() => Node} detail
 * @property {L.Layer} [outline]
 * @property {HTMLTableRowElement | undefined} [row]
 */
const pane = byId("detail"), told = byId("detail-text"), covered = bottomSheet(pane);
const outlined = { pane: "borders", interactive: false, fill: false, weight: 2.5, className: "chosen" };

/** @typedef {"region" | "hub" | "institution"} Kind of place */
/**
 * A place by the key that the address keeps.
 * @type {Record<Kind, (key: string) => Place | undefined>}
 */
const PLACES = {
  region(code) {
    const i = index.get(code), shape = shapes.get(code);
    return i === undefined || !shape ? undefined : {
      at: pointOf(i), brief: () => regionBrief(i), detail: () => regionDetail(i),
      outline: cased((style) => L.polygon(shape.getLatLngs(), style), outlined), row: regionRows().get(i),
    };
  },
  hub(code) {
    const hub = sited.hubs.find((one) => one.code === code);
    if (!hub) return undefined;
    /** @param {number | undefined} i */
    const mine = (i) => i !== undefined && sited.hub[i] === hub.number;
    return {
      at: [hub.lat, hub.lon], brief: () => hubBrief(hub), detail: () => hubDetail(hub),
      outline: cased((style) => L.polyline(lines((i, j) => mine(i) !== mine(j)), style), outlined),
    };
  },
  institution(id) {
    const i = institutions.id.indexOf(id);
    return i < 0 ? undefined : {
      at: [institutions.lat[i], institutions.lon[i]], brief: () => institutionBrief(i), detail: () => institutionDetail(i),
      row: institutionRows().get(i),
    };
  },
};
export const PLACE_KINDS = keysOf(PLACES);

/** @type {L.Map} */
let map;
/** @type {ReturnType<typeof popupOn>} */
let popup;
/** @type {Map<string, L.Polygon>} */
let shapes;
/** @type {() => Rows} */
let regionRows;
/** @type {() => Rows} */
let institutionRows;
/** @type {Place | undefined} */
let chosen;
/** @type {L.LatLng | undefined} */
let namedAt;
/** @type {string | undefined} */
let lit;
/** @type {Element | null} */
let cameFrom = null;
/** @type {((kind?: Kind, key?: string) => void)[]} */
const listeners = [];
/**
 * Told what is chosen, and with nothing that nothing is.
 * @param {(kind?: Kind, key?: string) => void} act
 */
export const whenChosen = (act) => listeners.push(act);

/**
 * @param {L.Map} on
 * @param {Map<string, L.Polygon>} regionShapes by code
 * @param {() => Rows} ofRegions
 * @param {() => Rows} ofInstitutions
 */
export function choosable(on, regionShapes, ofRegions, ofInstitutions) {
  map = on;
  shapes = regionShapes;
  regionRows = ofRegions;
  institutionRows = ofInstitutions;
  /* On a phone the sheet names the place. */
  popup = narrow ? () => {} : popupOn(map);
  map.on("zoomend", () => lightTies(map, lit));
  byId("detail-close").addEventListener("click", unchoose);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") unchoose(); });
}

/**
 * @param {Kind} kind
 * @param {string} key
 * @param {{ at?: L.LatLng, event?: UIEvent }} how where it was pointed at, and by what
 */
export function choose(kind, key, { at, event } = {}) {
  const place = PLACES[kind](key);
  if (!place) return;
  clear();
  chosen = place;
  keep(kind, key);
  for (const act of listeners) act(kind, key);
  const where = L.latLng(at || place.at);
  namedAt = where;
  if (!map.getBounds().contains(where)) map.panTo(where, { animate: false });
  popup(where, place.brief());
  place.outline?.addTo(map);
  lit = kind === "hub" ? `hub:${key}` : key;
  lightTies(map, lit);
  told.replaceChildren(place.detail());
  pane.hidden = false;
  pane.scrollTop = 0;
  if (narrow) moveAboveSheet(where);
  if (place.row) {
    place.row.classList.add("chosen");
    if (!narrow) place.row.scrollIntoView({ block: "nearest" });
  }
  /* A click without a pointer came from the keyboard: go on where the answer stands. */
  if (event && event.detail === 0) {
    cameFrom = document.activeElement;
    told.focus();
  }
}
/** @param {L.LatLng} where */
function moveAboveSheet(where) {
  const under = map.getContainer().getBoundingClientRect().bottom - window.innerHeight + covered();
  if (under < map.getSize().y) map.panInside(where, { paddingTopLeft: [50, 90], paddingBottomRight: [50, 40 + Math.max(0, under)], animate: false });
}
function clear() {
  for (const kind of PLACE_KINDS) keep(kind, "");
  for (const row of all("tr.chosen")) row.classList.remove("chosen");
  chosen?.outline?.remove();
  chosen = lit = undefined;
  for (const act of listeners) act();
  lightTies(map);
}
function unchoose() {
  clear();
  map.closePopup();
  pane.hidden = true;
  if (cameFrom instanceof HTMLElement || cameFrom instanceof SVGElement) cameFrom.focus();
  cameFrom = null;
}
/* Told again, as a figure of it changed. */
export function retell() {
  if (!chosen) return;
  told.replaceChildren(chosen.detail());
  if (namedAt && map.getContainer().querySelector(".leaflet-popup")) popup(namedAt, chosen.brief());
}
