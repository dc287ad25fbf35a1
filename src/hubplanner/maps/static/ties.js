/* The lines of the network: by kind and strength, and those of one place when it is pointed at. */

/** @import { LinkKind } from "./payload.js" */
/** @import { Switch } from "./legend.js" */
/** @import { Link } from "./plan.js" */
import { narrow, pointOf } from "./geography.js";
import { hubOf, institutions, links, plan, regions } from "./plan.js";
import { LINKS, linkSwatch } from "./symbols.js";
import { keysOf } from "./tables.js";
import { t } from "./words.js";

/** @type {Map<string, L.LatLngTuple>} */
const where = new Map(institutions.id.map((id, i) => [id, [institutions.lat[i], institutions.lon[i]]]));
regions.code.forEach((code, i) => where.set(code, pointOf(i)));
/** @type {Map<string, L.LatLngTuple>} */
const hubAt = new Map(plan.hubs.map((hub) => [hub.code, [hub.lat, hub.lon]]));
/**
 * @param {Link} link
 * @returns {L.LatLngTuple[]}
 */
const ends = ({ hub, target, role }) => {
  const { lat, lon } = hubOf(hub), end = (role === "peer" ? hubAt : where).get(target);
  return end ? [[lat, lon], end] : [];
};
/* Thirds of the strengths: weaker ties are thinner and fainter. */
const ordered = links.map((link) => link.strength).sort((a, b) => a - b);
const thirds = [1, 2].map((k) => ordered[Math.floor((ordered.length * k) / 3)]);
/** @param {Link} link */
const level = ({ strength }) => thirds.filter((edge) => strength >= edge).length;
const WEIGHTS = [0.7, 1.3, 2.2], OPACITIES = [0.35, 0.5, 0.7];
/**
 * @param {LinkKind} kind
 * @param {number} k
 */
const style = (kind, k) => ({
  color: LINKS[kind].color, weight: WEIGHTS[k], opacity: OPACITIES[k],
  ...(LINKS[kind].dashes ? { dashArray: LINKS[kind].dashes } : {}),
});

/**
 * One layer a kind.
 * @param {L.Map} map
 * @returns {Switch[]}
 */
export function tieLayers(map) {
  return keysOf(LINKS).flatMap((kind) => {
    const members = links.filter((link) => link.kind === kind);
    if (!members.length) return [];
    const layer = L.layerGroup(WEIGHTS.map((_, k) => L.polyline(members.filter((link) => level(link) === k).map(ends),
      { pane: "links", interactive: false, ...style(kind, k) })));
    if (kind === "user" || !narrow) layer.addTo(map);
    return [{ layer, mark: linkSwatch(kind), name: t(LINKS[kind].label) }];
  });
}

/* ---- pointing ---- */
/** @type {L.LayerGroup | undefined} */
let shown;
/**
 * The ties of an institution, a region or a hub (by the code of its region with "hub:" before).
 * @param {L.Map} map
 * @param {string} key
 */
export function showTies(map, key) {
  hideTies();
  /** @param {Link} link */
  const ofHub = ({ hub, target, role }) => `hub:${hubOf(hub).code}` === key || (role === "peer" && `hub:${target}` === key);
  /** @param {Link} link */
  const ofPlace = ({ target, role }) => target === key && role !== "peer";
  const members = links.filter(key.startsWith("hub:") ? ofHub : ofPlace);
  if (!members.length) return;
  shown = L.layerGroup(members.map((link) => L.polyline([ends(link)], {
    ...style(link.kind, level(link)), pane: "links", interactive: false, opacity: 1, weight: 3.5, className: "pointed",
  }))).addTo(map);
}
export function hideTies() {
  if (shown) shown.remove();
  shown = undefined;
}
