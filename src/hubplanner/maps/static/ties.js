/* The lines of the network: by kind and strength, and those of one place when it is pointed at. */

import { narrow, plan, regions } from "./plan.js";
import { LINKS, linkSwatch } from "./symbols.js";
import { t } from "./words.js";

const { hubs, institutions, links } = plan;
const where = new Map(institutions.id.map((id, i) => [id, [institutions.lat[i], institutions.lon[i]]]));
regions.code.forEach((code, i) => where.set(code, [regions.lat[i], regions.lon[i]]));
const hubAt = new Map(hubs.map((hub) => [hub.code, [hub.lat, hub.lon]]));
const ends = ([n, target, , role]) =>
  [[hubs[n - 1].lat, hubs[n - 1].lon], role === "peer" ? hubAt.get(target) : where.get(target)];
/* Thirds of the strengths: weaker ties are thinner and fainter. */
const ordered = links.map((link) => link[6]).sort((a, b) => a - b);
const thirds = [1, 2].map((k) => ordered[Math.floor((ordered.length * k) / 3)]);
const level = ([, , , , , , strength]) => thirds.filter((edge) => strength >= edge).length;
const WEIGHTS = [0.7, 1.3, 2.2], OPACITIES = [0.35, 0.5, 0.7];
const style = (kind, k) => ({
  color: LINKS[kind].color, weight: WEIGHTS[k], opacity: OPACITIES[k],
  ...(LINKS[kind].dashes ? { dashArray: LINKS[kind].dashes } : {}),
});

/* One layer a kind, as [layer, mark, name] for the legend. */
export function tieLayers(map) {
  return Object.keys(LINKS).flatMap((kind) => {
    const members = links.filter((link) => link[2] === kind);
    if (!members.length) return [];
    const layer = L.layerGroup(WEIGHTS.map((_, k) => L.polyline(members.filter((link) => level(link) === k).map(ends),
      { pane: "links", interactive: false, ...style(kind, k) })));
    if (kind === "user" || !narrow) layer.addTo(map);
    return [[layer, linkSwatch(kind), t(LINKS[kind].label)]];
  });
}

/* ---- pointing ---- */
let shown;
/* The ties of an institution, a region or a hub (by the code of its region with "hub:" before). */
export function showTies(map, key) {
  hideTies();
  const of = key.startsWith("hub:") ? (link) => `hub:${hubs[link[0] - 1].code}` === key || (link[3] === "peer" && `hub:${link[1]}` === key)
    : (link) => link[1] === key && link[3] !== "peer";
  const members = links.filter(of);
  if (!members.length) return;
  shown = L.layerGroup(members.map((link) => L.polyline([ends(link)], {
    ...style(link[2], level(link)), pane: "links", interactive: false, opacity: 1, weight: 3.5, className: "pointed",
  }))).addTo(map);
}
export function hideTies() {
  if (shown) shown.remove();
  shown = undefined;
}
