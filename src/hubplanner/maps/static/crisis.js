/* The crisis score of every region from the ranks in the payload, under any weights: what the page
   shows and what a trial sites hubs for. Pure, so that a worker runs it too. */

/** @import { Scored, Values } from "./composite.js" */
/** @import { CompositeWeights, Exposure, Ways } from "./payload.js" */
import { reweighted, scored } from "./composite.js";
import { exposureScores, percentiles, worseOf } from "./two_ways.js";

/**
 * Ranks come as twice the rank (ties stand between two) and become (rank − ½) / n.
 * @param {Record<string, Values>} twice
 * @returns {Record<string, Values>}
 */
export function percentileRanks(twice) {
  return Object.fromEntries(Object.entries(twice).map(([key, values]) => {
    const n = values.filter((one) => one !== null).length;
    return [key, values.map((one) => (one === null ? null : (one / 2 - 0.5) / n))];
  }));
}
/**
 * @param {{ composite: CompositeWeights, ranks: Record<string, Values>, exposure: Exposure | null }} page its ranks as {@link percentileRanks} makes them
 * @param {{ weights: Record<string, number>, area_weight: number, ways: Ways }} choice
 * @returns {{ current: CompositeWeights, result: Scored, exposure: Values | null, crisis: Values, order: Values }} `order` ranks them: the score with the lesser way deciding between equals
 */
export function crisisScores({ composite, ranks, exposure: shares }, { weights, area_weight, ways }) {
  const current = reweighted(composite, weights, area_weight), result = scored(current, ranks);
  const exposure = shares && ways !== "decline" ? exposureScores(shares, area_weight) : null;
  const { crisis, order } = exposure ? worseOf(percentiles(result.score), exposure, ways === "exposure")
    : { crisis: result.score, order: result.score };
  return { current, result, exposure, crisis, order };
}
