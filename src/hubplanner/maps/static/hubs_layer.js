/* The hubs on the map, each in a ring filled by its share of the draws, and where they stand in other draws. */

import { HUB } from "./colours.js";
import { choose } from "./selected_place.js";
import { fullName, placeOf, pointOf, regionName } from "./geography.js";
import { layerSwitch } from "./legend.js";
import { regions } from "./plan.js";
import { sited, whenHubsChange } from "./sited.js";
import { apart, hubNumber, ringed } from "./symbols.js";
import { hideTies, showTies } from "./ties.js";
import { element, spokenNow, t, words } from "./words.js";

/** @import { Hub } from "./payload.js" */

const SIZE = 36;
/**
 * The marker of a hub's number.
 * @type {Map<number, L.Marker>}
 */
export const hubMarkers = new Map();

/** @param {L.Map} map */
export function hubsLayer(map) {
  const group = L.layerGroup(), rivals = L.layerGroup(), ways = L.layerGroup();
  /* Hubs of neighbouring hosts would hide each other: markers stand apart, by zoom, each led to its place. */
  const spread = () => {
    const at = apart(sited.hubs.map(({ lat, lon }) => map.project([lat, lon])), SIZE + 4);
    ways.clearLayers();
    group.addLayer(ways);
    sited.hubs.forEach(({ number, lat, lon }, k) => {
      const shown = map.unproject(at[k]);
      hubMarkers.get(number)?.setLatLng(shown);
      if (map.project([lat, lon]).distanceTo(at[k]) < SIZE / 2) return;  // beneath its marker
      ways.addLayer(L.polyline([[lat, lon], shown], { color: HUB, weight: 2, interactive: false }));
      ways.addLayer(L.circleMarker([lat, lon], { radius: 4, color: "#fff", weight: 1.5, fillColor: HUB, fillOpacity: 1, interactive: false }));
    });
  };
  const draw = () => {
    group.clearLayers();
    rivals.clearLayers();
    hubMarkers.clear();
    for (const hub of sited.hubs) {
      const marker = markerOf(map, hub);
      hubMarkers.set(hub.number, marker);
      group.addLayer(marker);
    }
    for (const hub of sited.hubs) for (const ghost of ghosts(hub)) rivals.addLayer(ghost);
    spread();
  };
  map.whenReady(draw);
  map.on("zoomend", spread);
  whenHubsChange(draw);
  document.addEventListener("languagechosen", draw);
  return [
    layerSwitch(map, "rivals", rivals, () => element("span", "ghost", "n"), () => t("Where a hub's technology stands in other draws")),
    layerSwitch(map, "hubs", group.addTo(map), () => hubNumber("", true), () => (sited.hubs.some(({ firm }) => firm)
      ? t("Hubs, ring filled by their share of the draws") : t("Hubs"))),
  ];
}
/**
 * @param {L.Map} map
 * @param {Hub} hub
 */
function markerOf(map, hub) {
  const i = placeOf(hub.code);
  const [ko, en] = words("Hub {n}", { n: hub.number });
  return L.marker([hub.lat, hub.lon], {
    zIndexOffset: 1000,
    icon: L.divIcon({ className: "hub-marker", html: ringed(hub.number, hub.firm?.share), iconSize: [SIZE, SIZE] }),
  })
    .bindTooltip(() => element("span", "", t("Hub {n}", { n: hub.number }), " ", regionName(i)))
    .on("click", ({ originalEvent, target }) => {
      target.closeTooltip();  // which would stay after a tap: what is chosen says its name itself
      choose("hub", hub.code, { event: originalEvent });
    })
    .on("keypress", ({ originalEvent }) => {
      if (originalEvent.key === "Enter") choose("hub", hub.code, { event: originalEvent });
    })
    .on("mouseover", () => showTies(map, `hub:${hub.code}`))
    .on("mouseout", hideTies)
    .on("add", ({ target }) => {
      target.getElement().setAttribute("role", "button");
      target.getElement().setAttribute("aria-label", spokenNow(`${ko} ${regions.ko[i]}`, `${en} ${regions.en[i]}`));
    });
}
/** @param {Hub} hub */
const ghosts = (hub) => (hub.firm?.instead ?? []).map(({ region, share }) => L.marker(pointOf(region), {
  keyboard: false, icon: L.divIcon({ className: "ghost-marker", html: element("span", "ghost", String(hub.number)), iconSize: [20, 20] }),
}).on("click", () => choose("region", regions.code[region]))
  .bindTooltip(() => element("span", "", fullName(region), ": ", t("hub {n} in {share} % of the draws", { n: hub.number, share }))));
