/* Two ways into crisis, by the same arithmetic as hubplanner.scoring.two_ways and shock_exposure
   (docs/en/explanation/scores.md, section 5): decline, and exposure to a shock of a region's industries. */

/** @import { Values } from "./composite.js" */
/** @import { Exposure } from "./payload.js" */
import { MIDDLE } from "./composite.js";

/* Weight of the lesser way: it decides between regions alike by the greater one. */
const TIE_BREAK = 1e-6;

/**
 * The share of the others that fare better, ties and the region itself counted half.
 * @param {Values} values
 * @returns {Values}
 */
export function percentiles(values) {
  const seen = values.flatMap((value) => (value === null ? [] : [value])).sort((a, b) => a - b);
  /** @type {Map<number | null, number>} */
  const below = new Map(), upTo = new Map();
  seen.forEach((value, k) => { if (!below.has(value)) below.set(value, k); upTo.set(value, k + 1); });
  return values.map((value) => (value === null ? null : (Number(below.get(value)) + upTo.get(value)) / 2 / seen.length));
}

/**
 * Percentile rank of the mean of the ranks of region and area, no more than ½ without a fall.
 * @param {Pick<Exposure, "share" | "share_area">} exposure
 * @param {number} areaWeight
 * @returns {Values}
 */
export function exposureScores({ share, share_area }, areaWeight) {
  /** @param {Values} own @param {Values} area @returns {Values} */
  const mean = (own, area) => own.map((one, i) => {
    const other = area[i];
    return one === null || other === null ? null : (1 - areaWeight) * one + areaWeight * other;
  });
  const falls = mean(share, share_area);
  /* Rounded, as ranks tie often and the last digit of a sum would decide between them. */
  const ranks = mean(percentiles(share), percentiles(share_area)).map((one) => one && Math.round(one * 1e9));
  return percentiles(ranks).map((score, i) =>
    (score === null || Number(falls[i]) > 0 ? score : Math.min(score, MIDDLE)));
}

/**
 * The larger of the percentile ranks, and what orders the regions; a way that is missing counts ½.
 * @param {Values} decline percentile rank of the decline path
 * @param {Values} exposure
 * @param {boolean} alone whether exposure counts alone
 * @returns {{ crisis: Values, order: Values }}
 */
export function worseOf(decline, exposure, alone) {
  const ways = exposure.map((exposed, i) => {
    if (exposed === null && (alone || decline[i] === null)) return null;
    return alone ? [Number(exposed)] : [decline[i] ?? MIDDLE, exposed ?? MIDDLE];
  });
  return {
    crisis: ways.map((both) => both && Math.max(...both)),
    order: ways.map((both) => both && Math.max(...both) + TIE_BREAK * Math.min(...both)),
  };
}
