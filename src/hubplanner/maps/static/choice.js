/* The one place that is chosen: outlined and named on the map, its row marked, told in full beside
   the map, kept in the address. */

import { hubBrief, hubDetail, institutionBrief, institutionDetail, regionBrief, regionDetail } from "./details.js";
import { keep } from "./panel.js";
import { index, lines, narrow, plan, regions } from "./plan.js";
import { popupOn } from "./popups.js";

const { hubs, institutions } = plan;
const pane = document.getElementById("detail"), told = document.getElementById("detail-text");

/* How each kind of place is found by the key that the address keeps. */
const PLACES = {
  region: { find: (code) => index.get(code), brief: regionBrief, detail: regionDetail,
    at: (i) => [regions.lat[i], regions.lon[i]] },
  hub: { find: (code) => hubs.find((hub) => hub.code === code), brief: hubBrief, detail: hubDetail,
    at: (hub) => [hub.lat, hub.lon] },
  institution: { find: (id) => { const i = institutions.id.indexOf(id); return i < 0 ? undefined : i; },
    brief: institutionBrief, detail: institutionDetail, at: (i) => [institutions.lat[i], institutions.lon[i]] },
};
let map, popup, outline, chosen, cameFrom;
const rows = { region: new Map(), institution: new Map() };
const shapes = new Map();

/* The map, the shape of each region, and the rows by key. */
export function choosable(on, regionShapes, regionRows, institutionRows) {
  map = on;
  for (const [code, shape] of regionShapes) shapes.set(code, shape);
  rows.region = regionRows;
  rows.institution = institutionRows;
  popup = popupOn(map);
  document.getElementById("detail-close").addEventListener("click", unchoose);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") unchoose(); });
}

export function choose(kind, key, { at, event } = {}) {
  const place = PLACES[kind], found = place.find(key);
  if (found === undefined) return;
  clear();
  chosen = { kind, key };
  keep(kind, key);
  const where = L.latLng(at || place.at(found));
  if (!map.getBounds().contains(where)) map.panTo(where, { animate: false });
  popup(where, place.brief(found));
  if (kind === "hub") {
    const mine = (i) => i !== undefined && regions.hub[i] === found.number;
    outline = L.polyline(lines((i, j) => mine(i) !== mine(j)), { pane: "borders", interactive: false, className: "chosen" }).addTo(map);
  }
  if (kind === "region") {
    outline = L.polygon(shapes.get(key).getLatLngs(), { pane: "borders", interactive: false, fill: false, className: "chosen" }).addTo(map);
  }
  told.replaceChildren(place.detail(found));
  pane.hidden = false;
  pane.scrollTop = 0;
  const row = rows[kind] && rows[kind].get(found);
  if (row) {
    row.classList.add("chosen");
    /* On a phone the answer stands below the map, and the table below that. */
    if (narrow) document.querySelector(".stage").scrollIntoView({ block: "start" });
    else row.scrollIntoView({ block: "nearest" });
  }
  /* A click without a pointer came from the keyboard: go on where the answer stands. */
  if (event && event.detail === 0) {
    cameFrom = document.activeElement;
    told.focus();
  }
}
function clear() {
  for (const kind of Object.keys(PLACES)) keep(kind, "");
  document.querySelectorAll("tr.chosen").forEach((row) => row.classList.remove("chosen"));
  if (outline) outline.remove();
  outline = chosen = undefined;
}
function unchoose() {
  clear();
  map.closePopup();
  pane.hidden = true;
  if (cameFrom) cameFrom.focus();
  cameFrom = undefined;
}
/* Told again, as a figure of it changed. */
export function retell() {
  if (chosen) told.replaceChildren(PLACES[chosen.kind].detail(PLACES[chosen.kind].find(chosen.key)));
}
