/* The page of one plan: the layers of its map in the order in which Folium calls them, then the
   tables and controls beside it. */

/** @import { Switch } from "./legend.js" */
import { savedWith } from "./saved_page.js";
import { download } from "./download.js";
import { PLACE_KINDS, choosable, choose, retell } from "./selected_place.js";
import { listenToDesk } from "./framed.js";
import { letThePageScroll } from "./gestures.js";
import { glossary } from "./glossary.js";
import { filters, whenFiltered } from "./filter.js";
import { firstLook, hubLists } from "./hub_list.js";
import { drawnHere, hexagonMap } from "./hexagons.js";
import { hubsLayer } from "./hubs_layer.js";
import { insets } from "./insets.js";
import { institutionTable } from "./institution_table.js";
import { institutionLayers } from "./institutions_layer.js";
import { keepView } from "./kept_view.js";
import { layerList, legend } from "./legend.js";
import { namesLayer } from "./names_layer.js";
import { inTime, kept, openTab } from "./panel.js";
import { plan } from "./plan.js";
import { regionTable } from "./region_table.js";
import { bordersLayer, paintRegions, regionsLayer, shapes } from "./regions_layer.js";
import { selectable } from "./several_regions.js";
import { shadeChoice } from "./shade_choice.js";
import { whenHubsChange } from "./sited.js";
import { whenStandingChanges } from "./standing.js";
import { tieLayers } from "./ties.js";
import { regionSheet } from "./sheet.js";
import { takeAway } from "./take_away.js";
import { tileSwitch } from "./tiles.js";
import { toml } from "./toml.js";
import { unsettledTable } from "./unsettled_table.js";
import { runTrials } from "./trial_run.js";
import { drawByTab, switchedByHand } from "./views.js";
import { whatIf } from "./whatif.js";
import { byId, element, speak, t } from "./words.js";

/** @type {Switch[]} */
const switches = [];

/** @satisfies {Record<string, (map: L.Map) => void>} */
export const layers = {
  regions(map) { switches.push(...regionsLayer(map)); },
  borders(map) {
    pane(map, "borders", 410);
    switches.push(...bordersLayer(map));
  },
  links(map) {
    pane(map, "links", 420);
    pane(map, "reach", 425);
    switches.push(...tieLayers(map));
  },
  institutions(map) { switches.push(...institutionLayers(map)); },
  hubs(map) {
    switches.push(...hubsLayer(map));
    hubLists();
    firstLook();
  },
  labels: namesLayer,
  furniture(map) {
    letThePageScroll(map);
    L.control.zoom({ position: "topleft", zoomInTitle: "확대 · Zoom in", zoomOutTitle: "축소 · Zoom out" }).addTo(map);
    L.control.attribution({ prefix: "Leaflet" }).addAttribution(element("span", "", t("Statistics Korea, KOGL type 1")).outerHTML).addTo(map);
    L.control.scale({ imperial: false, position: "bottomright" }).addTo(map);
    const all = [...switches, ...tileSwitch(map)];
    const drawKey = legend(map, all, drawnHere), paintHexagons = hexagonMap(map, all, drawKey);
    const paintInsets = insets(map), repaint = () => { paintRegions(); paintHexagons(); paintInsets(); drawKey(); };
    map.on("zoomend resize", paintInsets);
    const tick = layerList(map, all, (key, on) => { switchedByHand(key, on); repaint(); });
    choosable(map, shapes, inTime("regions", regionTable), inTime("network", () => institutionTable(map)));
    inTime("draws", unsettledTable);
    byId("scenario").textContent = toml(plan.scenario);
    shadeChoice(repaint);
    whenStandingChanges(repaint);
    whenHubsChange(repaint);
    for (const changes of [whenStandingChanges, whenHubsChange]) changes(retell);
    document.addEventListener("languagechosen", retell);
    whenFiltered(repaint);
    filters();
    drawByTab(all, () => { repaint(); tick(); });
    glossary();
    selectable(map);
    takeAway(map);
    regionSheet(map);
    restore();
    keepView(map);
  },
};

/**
 * @param {L.Map} map
 * @param {string} name
 * @param {number} level
 */
const pane = (map, name, level) =>
  Object.assign(map.createPane(name).style, { zIndex: String(level), pointerEvents: "none" });

/* A link into the file points at a finding. */
function restore() {
  const wanted = kept();
  if (wanted.get("lang") === "en") speak("en");
  openTab(wanted.get("tab"));
  runTrials();
  whatIf();
  listenToDesk();
  for (const kind of PLACE_KINDS) choose(kind, wanted.get(kind) ?? "");
}
byId("try-save").addEventListener("click", () => download(`${plan.scenario.name}-trial.html`, "text/html", savedWith(location.hash)));
byId("print").addEventListener("click", () => window.print());
