/* Institutions, by region where the map is small; programmes of the brief; designated areas. */

import { cased } from "./casing.js";
import { choose } from "./selected_place.js";
import { designationWords } from "./details.js";
import { index, placeOf } from "./geography.js";
import { layerSwitch } from "./legend.js";
import { designations, institutions } from "./plan.js";
import { shapeOf } from "./regions_layer.js";
import { KINDS, symbol } from "./symbols.js";
import { hideTies, showTies } from "./ties.js";
import { keysOf } from "./tables.js";
import { N_, both, element, t } from "./words.js";

/** @import { InstitutionKind } from "./payload.js" */
/** @import { Switch } from "./legend.js" */

/* From this zoom on each institution has its own symbol; before, those of a region share one. */
const APART = 9;

const everyone = institutions.id.map((_, i) => i);
/**
 * @param {number} i
 * @param {string} className
 * @param {Element | string} html any element: only Leaflet's types ask for one of HTML
 * @param {number} size
 */
const marker = (i, className, html, size) => L.marker([institutions.lat[i], institutions.lon[i]], {
  keyboard: false, icon: L.divIcon({ className, html: /** @type {HTMLElement | string} */ (html), iconSize: [size, size] }),
});

/**
 * @param {L.Map} map
 * @returns {Switch[]}
 */
export function institutionLayers(map) {
  const single = L.layerGroup().addTo(map), shared = L.layerGroup().addTo(map);
  /** @type {Map<number, L.Marker>} */
  const markers = new Map();
  /** @param {number} i */
  const markerOf = (i) => {
    const made = markers.get(i) ?? marker(i, "institution", symbol(institutions.kind[i]), 12)
      .on("click", ({ originalEvent }) => choose("institution", institutions.id[i], { event: originalEvent }))
      .on("mouseover", () => showTies(map, institutions.id[i]))
      .on("mouseout", hideTies)
      .on("add", ({ target }) => target.getElement().setAttribute("data-institution", institutions.id[i]))
      .bindTooltip(() => element("span", "", both(institutions.ko[i], institutions.en[i])));
    markers.set(i, made);
    return made;
  };
  /** @type {Set<InstitutionKind>} */
  const shown = new Set();
  const draw = () => {
    single.clearLayers();
    shared.clearLayers();
    const members = everyone.filter((i) => shown.has(institutions.kind[i]));
    if (map.getZoom() >= APART) members.forEach((i) => single.addLayer(markerOf(i)));
    else for (const some of byRegion(members)) {
      shared.addLayer(some.length > 1 ? together(map, some) : markerOf(some[0]));
    }
  };
  map.on("zoomend", draw);
  const kinds = keysOf(KINDS).filter((kind) => institutions.kind.includes(kind)).map((kind) => ({
    key: kind, shown: () => shown.has(kind), mark: () => symbol(kind), name: () => t(KINDS[kind].label),
    /** @param {boolean} on */
    show(on) {
      if (on === shown.has(kind)) return;
      if (on) shown.add(kind); else shown.delete(kind);
      draw();
    },
  }));
  return [...kinds, ...programmes(map), ...designated(map)];
}
/**
 * @param {number[]} members
 * @returns {number[][]}
 */
function byRegion(members) {
  /** @type {Map<string, number[]>} */
  const groups = new Map();
  for (const i of members) {
    const code = institutions.region[i], some = groups.get(code);
    if (some) some.push(i); else groups.set(code, [i]);
  }
  return [...groups.values()];
}
/**
 * One mark for the institutions of a region, as large as they are many; it zooms to them.
 * @param {L.Map} map
 * @param {number[]} members
 */
function together(map, members) {
  /** @param {number[]} of */
  const mean = (of) => members.reduce((sum, i) => sum + of[i], 0) / members.length;
  const at = L.latLng(mean(institutions.lat), mean(institutions.lon)), size = 16 + Math.min(members.length, 12);
  const face = element("span", "cluster-number", String(members.length));
  const open = () => map.setView(at, APART);
  return L.marker(at, { keyboard: false, icon: L.divIcon({ className: "cluster", html: face, iconSize: [size, size] }) })
    .on("click", open)
    .bindTooltip(() => element("span", "", element("strong", "", t("{n} institutions", { n: members.length })), element("br", ""), ...members.slice(0, 8).flatMap((i) => [symbol(institutions.kind[i]), " ",
      both(institutions.ko[i], institutions.en[i]), element("br", "")]),
      members.length > 8 ? t("and {n} more", { n: members.length - 8 }) : ""));
}
/**
 * Off at first: a ring or a square around the complexes that are in them.
 * @param {L.Map} map
 * @returns {Switch[]}
 */
function programmes(map) {
  return [["renewal", N_("Renewal districts for old complexes, 2009–2017")], ["smart", N_("Smart industrial complexes, 2019–")]]
    .flatMap(([programme, message]) => {
      const members = everyone.filter((i) => institutions.programmes[i].includes(programme));
      if (!members.length) return [];
      const group = L.layerGroup(members.map((i) => marker(i, `programme ${programme}`, "", 20).setZIndexOffset(-10)));
      return [layerSwitch(map, programme, group, () => element("span", `programme ${programme}`), () => t(message))];
    });
}
/**
 * A layer for each kind of designation: a planner's own list may hold others than that of 2018.
 * @param {L.Map} map
 * @returns {Switch[]}
 */
function designated(map) {
  const listed = designations.filter(({ region }) => index.has(region));
  return [...new Set(listed.map((one) => one.kind))].map((kind, k) => {
    const some = listed.filter((one) => one.kind === kind), [ko, en] = designationWords(kind);
    const begun = some.map(({ start }) => start.slice(0, 4)).sort();
    const years = [...new Set([begun[0], begun.at(-1)])].join("–");
    const group = L.layerGroup(some.flatMap(({ region }) => {
      const shape = shapeOf(placeOf(region)).getLatLngs(), below = { pane: "borders", interactive: false };
      return [L.polygon(shape, { ...below, stroke: false, fill: true, fillColor: "url(#designated)", fillOpacity: 1 }),
        cased((style) => L.polygon(shape, style), { ...below, fill: false, color: "#5b1a8c", weight: 2, dashArray: "5 3" })];
    }));
    return layerSwitch(map, `designated-${k}`, group, () => element("span", "swatch designated"),
      () => both(`${ko}(${years})`, `${en.charAt(0).toUpperCase()}${en.slice(1)}, ${years}`));
  });
}
