/* The decline path, by the same arithmetic as hubplanner.scoring.composite (docs/en/explanation/scores.md,
   section 4): percentile ranks → means within a dimension → the weighted geometric mean of the
   dimensions within a scope (the region, its labour-market area) → the weighted mean of the scopes.
   A rank that is missing counts ½ in a region of which every dimension is told in either scope. */

/** @import { CompositeWeights } from "./payload.js" */
/** @typedef {(number | null)[]} Values one a region, null where not observed */
/** @typedef {{ dimensions: Record<string, number[]>, score: number[] }} Place scores within a scope, NaN where not observable */
/**
 * @typedef {object} Scored
 * @property {Values} score
 * @property {Record<string, Values>} dimensions
 * @property {Record<string, Values>} scopes
 * @property {Record<string, Place>} places by the suffix of the scope
 */

export const MIDDLE = 0.5;

/**
 * The weights a planner may move, as those of a composite; only proportions matter.
 * @param {CompositeWeights} composite
 * @param {Record<string, number>} weights by dimension
 * @param {number} areaWeight
 * @returns {CompositeWeights}
 */
export function reweighted(composite, weights, areaWeight) {
  const total = Object.keys(composite.dimensions).reduce((sum, name) => sum + weights[name], 0);
  const dimensions = Object.fromEntries(
    Object.keys(composite.dimensions).map((name) => [name, weights[name] / total]));
  return { ...composite, dimensions, scopes: { "": 1 - areaWeight, _area: areaWeight } };
}

/**
 * Score, dimensions and scopes of every region; null where not observable.
 * @param {CompositeWeights} composite
 * @param {Record<string, Values>} ranks by indicator
 * @returns {Scored}
 */
export function scored(composite, ranks) {
  const count = Object.values(ranks)[0].length;
  const suffixes = Object.keys(composite.scopes), names = Object.keys(composite.dimensions);
  const told = Array.from({ length: count }, (_, i) => isTold(composite, ranks, i));
  const places = Object.fromEntries(suffixes.map((suffix) => [suffix, place(composite, ranks, suffix, told)]));
  /** @param {(place: Place) => number[]} pick */
  const mixed = (pick) => Array.from({ length: count }, (_, i) => {
    let sum = 0;
    for (const suffix of suffixes) {
      if (composite.scopes[suffix] > 0) sum += composite.scopes[suffix] * pick(places[suffix])[i];
    }
    return plain(sum);
  });
  return {
    score: mixed((one) => one.score),
    dimensions: Object.fromEntries(names.map((name) => [name, mixed((one) => one.dimensions[name])])),
    scopes: Object.fromEntries(suffixes.map((suffix) => [suffix, places[suffix].score.map(plain)])),
    places,
  };
}
/**
 * Whether every dimension of region i is observed, for the region or for its area.
 * @param {CompositeWeights} composite
 * @param {Record<string, Values>} ranks
 * @param {number} i
 */
function isTold(composite, ranks, i) {
  const scopes = Object.keys(composite.scopes).filter((suffix) => composite.scopes[suffix] > 0);
  return Object.values(composite.indicators).every((keys) =>
    scopes.some((suffix) => keys.some((key) => ranks[key + suffix][i] !== null)));
}
/**
 * @param {CompositeWeights} composite
 * @param {Record<string, Values>} ranks
 * @param {string} suffix
 * @param {boolean[]} told by region
 * @returns {Place}
 */
function place(composite, ranks, suffix, told) {
  /** @type {Record<string, number[]>} */
  const dimensions = {};
  /** @type {number[]} */
  const score = new Array(told.length);
  for (const [name, keys] of Object.entries(composite.indicators)) {
    dimensions[name] = told.map((all, i) => {
      let sum = 0;
      for (const key of keys) sum += ranks[key + suffix][i] ?? (all ? MIDDLE : NaN);
      return sum / keys.length;
    });
  }
  for (let i = 0; i < told.length; i++) {
    let sum = 0;
    for (const name of Object.keys(dimensions)) sum += composite.dimensions[name] * Math.log(dimensions[name][i]);
    score[i] = Math.exp(sum);
  }
  return { dimensions, score };
}
/** @param {number} value */
const plain = (value) => (Number.isNaN(value) ? null : value);

/**
 * What each indicator adds to the score of region i; the sum is the score. Exact split by
 * the logarithmic mean Divisia index (Ang 2004).
 * @param {CompositeWeights} composite
 * @param {Record<string, Values>} ranks
 * @param {Scored} result
 * @param {number} i
 */
export function contributions(composite, ranks, result, i) {
  /** @type {Record<string, number>} */
  const parts = {};
  if (result.score[i] === null) return parts;
  for (const [suffix, share] of Object.entries(composite.scopes)) {
    const { dimensions, score } = result.places[suffix];
    for (const [name, keys] of Object.entries(composite.indicators)) {
      const weight = composite.dimensions[name] / keys.length;
      const scale = logMean(score[i], MIDDLE) / logMean(dimensions[name][i], MIDDLE);
      for (const key of keys) {
        const rank = ranks[key + suffix][i] ?? MIDDLE;
        parts[key + suffix] = share * weight * (MIDDLE + scale * (rank - MIDDLE));
      }
    }
  }
  return parts;
}
/**
 * @param {number} a
 * @param {number} b
 */
function logMean(a, b) {
  const ratio = Math.log(a / b);
  return Math.abs(ratio) < 1e-9 ? (a + b) / 2 : (a - b) / ratio;
}

/**
 * Rank from the worst (1); ties share the better rank.
 * @param {Values} values
 * @returns {Values}
 */
export function ranked(values) {
  const sorted = values.filter((value) => value !== null).sort((a, b) => b - a);
  /** @type {Map<number | null, number>} */
  const first = new Map();
  sorted.forEach((value, k) => { if (!first.has(value)) first.set(value, k + 1); });
  return values.map((value) => first.get(value) ?? null);
}

/**
 * The `top` regions with the highest score; ties at the edge go by region code.
 * @param {Values} values
 * @param {string[]} codes
 * @param {number} top
 */
export function candidates(values, codes, top) {
  const order = values.map((_, i) => i).filter((i) => values[i] !== null)
    .sort((a, b) => Number(values[b]) - Number(values[a]) || (codes[a] < codes[b] ? -1 : 1));
  const chosen = new Set(order.slice(0, top));
  return values.map((_, i) => chosen.has(i));
}
