/* What all pages show: the regions of the payload, their shapes and their names. */

/** @import { ComparisonPayload, PlanPayload, SweepPayload } from "./payload.js" */
import { both } from "./words.js";
import { geometry } from "./topology.js";

/** @param {string} id */
const read = (id) => JSON.parse(document.getElementById(id)?.textContent ?? "");

/** @type {PlanPayload | ComparisonPayload | SweepPayload} */
export const payload = read("plan");
const { regions, provinces } = payload;
export const narrow = window.matchMedia("(max-width: 760px)").matches;
/* Nothing glides where the reader's system asks for less motion. */
export const motion = window.matchMedia("(prefers-reduced-motion: reduce)").matches
  ? { zoomAnimation: false, fadeAnimation: false, markerZoomAnimation: false, inertia: false } : {};
export const index = new Map(regions.code.map((code, i) => [code, i]));
/**
 * The place of a region that the payload names.
 * @param {string} code
 */
export function placeOf(code) {
  const i = index.get(code);
  if (i === undefined) throw new Error(`no region ${code}`);
  return i;
}
export const everyRegion = regions.code.map((_, i) => i);
/**
 * @param {number} i
 * @returns {[number, number]}
 */
export const pointOf = (i) => [regions.lat[i], regions.lon[i]];
const shapes = geometry(read("topology"));
export const features = shapes.features;
/**
 * Arcs between regions i and j (j is undefined at the sea) for which parts(i, j) holds.
 * @param {(i: number, j: number | undefined) => boolean} parts
 */
export const lines = (parts) =>
  shapes.lines((a, b) => parts(placeOf(a), b === undefined ? undefined : placeOf(b)));
export const borders = lines((i, j) => j === undefined || regions.sido[i] !== regions.sido[j]);

/** @param {number} i */
export const regionName = (i) => both(regions.ko[i], regions.en[i]);
/** @param {number} i */
export const placeName = (i) => {
  const { ko, en } = provinces[regions.sido[i]];
  return both(ko, en);
};
/**
 * A district's name alone says little: 울산 동구, not 동구.
 * @param {number} i
 * @returns {[ko: string, en: string]}
 */
export const fullWords = (i) => {
  const { en, short } = provinces[regions.sido[i]];
  return [`${short} ${regions.ko[i]}`, `${regions.en[i]}, ${en}`];
};
/** @param {number} i */
export const fullName = (i) => {
  const [ko, en] = fullWords(i);
  return both(ko, en);
};
/** @param {number} i */
const repeats = (i) => regions.ko.filter((name) => name === regions.ko[i]).length > 1;
/**
 * A region's name alone, with its province where the name is that of several.
 * @param {number} i
 */
export const plainName = (i) => (repeats(i) ? fullName(i) : regionName(i));
/**
 * What a search looks through: the names that the page shows, those of other years, and its parts.
 * @param {number} i
 */
export const regionWords = (i) => {
  const { ko, en, short, also } = provinces[regions.sido[i]];
  return [regions.ko[i], regions.en[i], regions.code[i], ko, en, short, also, short + regions.ko[i], regions.also[i]];
};
