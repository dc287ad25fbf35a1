/* The lines of the network: by kind and strength, and those of one place when it is pointed at or chosen. */

/** @import { LinkKind } from "./payload.js" */
/** @import { Switch } from "./legend.js" */
/** @import { Link } from "./plan.js" */
import { cased } from "./casing.js";
import { everyRegion, fullName, index, placeOf, pointOf } from "./geography.js";
import { layerSwitch } from "./legend.js";
import { institutions, links, regions } from "./plan.js";
import { hubOf, sited } from "./sited.js";
import { LINKS, linkSwatch } from "./symbols.js";
import { keysOf } from "./tables.js";
import { both, element, t } from "./words.js";

const placeOfInstitution = new Map(institutions.id.map((id, i) => [id, i]));
/**
 * @param {string} target of a tie
 * @returns {L.LatLngTuple | undefined}
 */
function where(target) {
  const i = placeOfInstitution.get(target);
  if (i !== undefined) return [institutions.lat[i], institutions.lon[i]];
  return index.has(target) ? pointOf(placeOf(target)) : undefined;
}
/** @param {Link} link */
function other({ target, role }) {
  const hub = role === "peer" ? sited.hubs.find(({ code }) => code === target) : undefined;
  return hub ? /** @type {L.LatLngTuple} */ ([hub.lat, hub.lon]) : where(target);
}
/**
 * @param {Link} link
 * @returns {L.LatLngTuple[]}
 */
const ends = (link) => {
  const { lat, lon } = hubOf(link.hub), end = other(link);
  return end ? [[lat, lon], end] : [];
};
/* Thirds of the strengths: weaker ties are thinner; fainter ones would be lost on the darker fills. */
const ordered = links.map((link) => link.strength).sort((a, b) => a - b);
const thirds = [1, 2].map((k) => ordered[Math.floor((ordered.length * k) / 3)]);
/** @param {Link} link */
const level = ({ strength }) => thirds.filter((edge) => strength >= edge).length;
const WEIGHTS = [0.7, 1.3, 2.2];
/**
 * @param {LinkKind} kind
 * @param {number} k
 */
const style = (kind, k) => ({
  color: LINKS[kind].color, weight: WEIGHTS[k],
  ...(LINKS[kind].dashes ? { dashArray: LINKS[kind].dashes } : {}),
});

/**
 * All ties, one layer a kind.
 * @param {L.Map} map
 * @returns {Switch[]}
 */
export function tieLayers(map) {
  return keysOf(LINKS).flatMap((kind) => {
    const members = links.filter((link) => link.kind === kind);
    if (!members.length) return [];
    const layer = L.layerGroup(WEIGHTS.map((_, k) => cased((one) => L.polyline(members.filter((link) => level(link) === k).map(ends), one),
      { pane: "links", interactive: false, ...style(kind, k) })));
    return [layerSwitch(map, kind, layer, () => linkSwatch(kind), () => t(LINKS[kind].label))];
  });
}

/* ---- of one place ---- */
/**
 * The ties of an institution, a region or a hub (by the code of its region with "hub:" before). In a trial the
 * page knows whom its hubs serve; their partners are found by `hubplanner plan`.
 * @param {string} key
 * @returns {Link[]}
 */
function tiesOf(key) {
  /** @param {Link} link */
  const ofHub = ({ hub, target, role }) => `hub:${hubOf(hub).code}` === key || (role === "peer" && `hub:${target}` === key);
  /** @param {Link} link */
  const ofPlace = ({ target, role }) => target === key && role !== "peer";
  return (sited.tried ? triedTies() : links).filter(key.startsWith("hub:") ? ofHub : ofPlace);
}
/** @returns {Link[]} */
const triedTies = () => everyRegion.filter((i) => (sited.served[i] ?? 0) > 0).map((i) => ({
  hub: sited.hub[i], target: regions.code[i], kind: "user", role: "serves", minutes: Number(sited.minutes[i]), fit: null, strength: 1000,
}));
/** @param {Link} link */
function told(link) {
  const { hub, target, kind, minutes } = link, i = placeOfInstitution.get(target);
  return element("span", "", t("Hub {n}", { n: hub }), " – ",
    i === undefined ? fullName(placeOf(target)) : both(institutions.ko[i], institutions.en[i]), ": ", t(LINKS[kind].label), ", ", t("{n} min", { n: minutes }));
}
/**
 * @param {string} key
 * @param {string} className
 */
const lit = (key, className) => L.layerGroup(tiesOf(key).flatMap((link) => {
  const line = ends(link);
  if (!line.length) return [];
  const drawn = cased((one) => L.polyline(line, { ...one, className: `${one.className ?? ""} ${className}` }),
    { ...style(link.kind, level(link)), pane: "links", interactive: false, weight: 3 });
  /* A wide line that can't be seen is one that can be pointed at. */
  const reach = L.polyline(line, { pane: "reach", weight: 12, opacity: 0, className: "reach" });
  return [drawn, reach.bindTooltip(() => told(link), { sticky: true })];
}));

/** @type {L.LayerGroup | undefined} */
let pointed;
/** @type {L.LayerGroup | undefined} */
let chosen;
/**
 * While it is pointed at.
 * @param {L.Map} map
 * @param {string} key
 */
export function showTies(map, key) {
  hideTies();
  pointed = lit(key, "pointed").addTo(map);
}
export function hideTies() {
  pointed?.remove();
  pointed = undefined;
}
/**
 * As long as it is chosen, and in print; everything else is dimmed.
 * @param {L.Map} map
 * @param {string} [key] nothing puts the lines out
 */
export function lightTies(map, key) {
  chosen?.remove();
  chosen = key === undefined ? undefined : lit(key, "lit").addTo(map);
  const partners = new Set(key === undefined ? [] : tiesOf(key).map(({ target }) => target));
  map.getContainer().classList.toggle("choosing", partners.size > 0);
  for (const node of map.getContainer().querySelectorAll("[data-institution]")) {
    const id = node.getAttribute("data-institution") ?? "";
    node.classList.toggle("partner", partners.has(id) || id === key);
  }
}
