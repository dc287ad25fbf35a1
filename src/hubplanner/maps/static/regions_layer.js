/* The regions on the map, in the colours of what is shown, and the lines between them. */

import { cased } from "./casing.js";
import { HUB } from "./colours.js";
import { choose } from "./selected_place.js";
import { filtered } from "./filter.js";
import { borders, everyRegion, features, fullName, lines, placeOf, pointOf } from "./geography.js";
import { layerSwitch, roomForKey } from "./legend.js";
import { number } from "./numbers.js";
import { plan, regions } from "./plan.js";
import { BIVARIATE, fills, shadeOf, shading, shadingPatterns } from "./choropleth.js";
import { sited, whenHubsChange } from "./sited.js";
import { standing, whenStandingChanges } from "./standing.js";
import { withUnit } from "./symbols.js";
import { element, t } from "./words.js";

/** @type {Map<string, L.Polygon>} */
export const shapes = new Map();
/** @type {(i: number) => void} */
let chosenToo = () => {};
/**
 * What a click with Ctrl does.
 * @param {(i: number) => void} act
 */
export const whenChosenToo = (act) => { chosenToo = act; };
/**
 * What a click on a region does, on either map.
 * @param {number} i
 * @param {MouseEvent | KeyboardEvent} event
 * @param {L.LatLng} [at]
 */
export function clicked(i, event, at) {
  if (event.ctrlKey || event.metaKey) chosenToo(i);
  else choose("region", regions.code[i], { event, ...(at ? { at } : {}) });
}
/** @param {number} i */
export const tooltipOf = (i) => element("span", "", fullName(i), " ", ...shownValue(i));
/** @param {number} i */
export const shapeOf = (i) => /** @type {L.Polygon} */ (shapes.get(regions.code[i]));

/** @param {L.Map} map */
export function regionsLayer(map) {
  shadingPatterns();
  const first = fills();
  const layer = L.geoJSON(features, {
    style: (feature) => ({
      className: "region", weight: 0.5, color: "#6f7a83", fillOpacity: 1, fillColor: first[placeOf(String(feature?.id))],
    }),
    onEachFeature: (feature, made) => {
      const id = String(feature.id), i = placeOf(id), shape = /** @type {L.Polygon} */ (made);
      shapes.set(id, shape);
      shape.on("click", ({ latlng, originalEvent }) => clicked(i, originalEvent, latlng));
      shape.bindTooltip(() => tooltipOf(i), { sticky: true });
      shape.on("add", () => mark(shape, id));
    },
  });
  /* From the northernmost land to the southernmost, but no wider than the regions' points: rocks lie far off at sea. */
  const whole = plan.scope.flatMap((i) => {
    const [, lon] = pointOf(i), land = shapeOf(i).getBounds();
    return [L.latLng(land.getNorth(), lon), L.latLng(land.getSouth(), lon)];
  });
  const fit = () => {
    const key = roomForKey(map);
    map.fitBounds(L.latLngBounds(whole), { paddingTopLeft: [key === "beside" ? 220 : 24, 12], paddingBottomRight: [24, key === "below" ? 240 : 12], animate: false });
  };
  /* A frame may have no room yet when its page is ready. */
  const hasRoom = () => { const { x, y } = map.getSize(); return x > 260 && y > 40; };
  let fitted = hasRoom();
  fit();
  layer.addTo(map);
  const refit = () => { map.invalidateSize({ animate: false }); fit(); };
  new ResizeObserver(() => {
    map.invalidateSize({ animate: false });
    if (!fitted && hasRoom()) { fitted = true; fit(); }
  }).observe(map.getContainer());
  window.addEventListener("beforeprint", () => { document.documentElement.classList.add("printing"); refit(); });
  window.addEventListener("afterprint", () => { document.documentElement.classList.remove("printing"); refit(); });
  return [layerSwitch(map, "regions", layer, () => "", () => t("Regions"))];
}
/**
 * The table is the way to a region by keyboard; 229 stops on the map would be none.
 * @param {L.Polygon} shape
 * @param {string} id
 */
function mark(shape, id) {
  shape.getElement()?.setAttribute("data-region", id);
  shape.getElement()?.setAttribute("tabindex", "-1");
}
/** @param {number} i */
function shownValue(i) {
  if (shading.fill === "catchments") return [t("Hub {n}", { n: sited.hub[i] }), ", ", t("about {n} min", { n: number(sited.minutes[i]) })];
  if (shading.fill !== "shade") return [withUnit(standing.crisis[i], "score")];
  if (shading.key !== BIVARIATE) {
    const shade = shadeOf(shading.key);
    return [withUnit(shade.values[i], shade.unit)];
  }
  return [t("Dependency"), " ", number(shadeOf("dependency").values[i], 2), " · ",
    t("Decline"), " ", number(shadeOf("decline").values[i], 2)];
}
export function paintRegions() {
  const next = fills();
  everyRegion.forEach((i) => {
    const shape = shapeOf(i);
    shape.getElement()?.classList.toggle("dimmed", !filtered(i));
    if (shape.options.fillColor === next[i]) return;
    shape.options.fillColor = next[i];
    shape.getElement()?.setAttribute("fill", next[i]);
  });
}

/**
 * Outlines of candidates, of provinces and of catchments: each dark on a white casing, to be seen on any fill.
 * @param {L.Map} map
 */
export function bordersLayer(map) {
  const outline = { pane: "borders", interactive: false, fill: false };
  const candidates = L.layerGroup();
  /** @type {Map<number, L.LayerGroup>} */
  const outlines = new Map();
  /* Made when first needed, then shown or hidden: a slider asks for many at once. */
  const draw = () => map.hasLayer(candidates) && everyRegion.forEach((i) => {
    const made = outlines.get(i);
    if (!standing.candidate[i]) {
      if (made) candidates.removeLayer(made);
      return;
    }
    const shape = made ?? cased((style) => L.polygon(shapeOf(i).getLatLngs(), style), { ...outline, color: "#26323c", weight: 1.5 });
    outlines.set(i, shape);
    candidates.addLayer(shape);
  });
  candidates.on("add", draw);
  whenStandingChanges(draw);
  const coast = cased((style) => L.polyline(borders, style), { ...outline, color: "#3d4a55", weight: .9 });
  const catchments = L.layerGroup();
  const part = () => {
    if (!map.hasLayer(catchments)) return;
    const between = lines((i, j) => j !== undefined && sited.hub[i] !== sited.hub[j]);
    catchments.clearLayers();
    catchments.addLayer(cased((style) => L.polyline(between, style), { ...outline, color: HUB, weight: 2 }));
  };
  catchments.on("add", part);
  whenHubsChange(part);
  return [
    layerSwitch(map, "candidates", candidates, () => element("span", "swatch candidate"), () => t("Candidate outlines")),
    layerSwitch(map, "borders", coast, () => element("span", "swatch border"), () => t("Province borders and coast")),
    layerSwitch(map, "catchments", catchments, () => element("span", "swatch catchment"), () => t("Catchments of the hubs")),
  ];
}
