/* What the page shows: the plan's columns, and the names of its regions. */

import { both } from "./words.js";
import { geometry } from "./topology.js";

const read = (id) => JSON.parse(document.getElementById(id).textContent);

export const plan = read("plan");
export const regions = plan.regions;
export const narrow = window.matchMedia("(max-width: 760px)").matches;
/* Nothing glides where the reader's system asks for less motion. */
export const motion = window.matchMedia("(prefers-reduced-motion: reduce)").matches
  ? { zoomAnimation: false, fadeAnimation: false, markerZoomAnimation: false, inertia: false } : {};
export const index = new Map(regions.code.map((code, i) => [code, i]));
export const everyRegion = regions.code.map((_, i) => i);
const shapes = geometry(read("topology"));
export const features = shapes.features;
/* Arcs between regions i and j (j is undefined at the sea) for which parts(i, j) holds. */
export const lines = (parts) => shapes.lines((a, b) => parts(index.get(a), index.get(b)));
export const borders = lines((i, j) => regions.sido[i] !== regions.sido[j]);

export const regionName = (i) => both(regions.ko[i], regions.en[i]);
export const placeName = (i) => {
  const [ko, en] = plan.provinces[regions.sido[i]];
  return both(ko, en);
};
/* A district's name alone says little: 울산 동구, not 동구. */
export const fullWords = (i) => {
  const [, en, short] = plan.provinces[regions.sido[i]];
  return [`${short} ${regions.ko[i]}`, `${regions.en[i]}, ${en}`];
};
export const fullName = (i) => both(...fullWords(i));
export const repeats = (i) => regions.ko.filter((name) => name === regions.ko[i]).length > 1;
/* What a search looks through. */
export const regionWords = (i) =>
  [regions.ko[i], regions.en[i], regions.code[i], ...plan.provinces[regions.sido[i]]];
