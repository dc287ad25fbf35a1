/* How the regions stand: scores, ranks and candidates, as published or as the planner tries them. */

/** @import { Values } from "./composite.js" */
/** @import { Ways } from "./payload.js" */
import { candidates, contributions, ranked } from "./composite.js";
import { crisisScores, percentileRanks } from "./crisis.js";
import { inScope, plan, regions } from "./plan.js";
import { exposureScores } from "./two_ways.js";

/** @typedef {Record<string, number> & { area: number, top: number }} Choice weights of dimensions and of the area, number of candidates */
/**
 * @typedef {object} Standing
 * @property {Choice} choice
 * @property {boolean} tried whether these are the planner's trial
 * @property {Values} crisis
 * @property {Values} decline the decline path
 * @property {Values | null} exposure null where the score does not heed it
 * @property {Record<string, Values>} dimensions
 * @property {Record<string, Values>} scopes
 * @property {Values} rank
 * @property {Values} rankHere among the scenario's provinces, null outside
 * @property {boolean[]} candidate
 * @property {(i: number) => Record<string, number>} contributions
 */

const { composite, fixed, scenario } = plan;
const ways = /** @type {Ways} */ (scenario.scoring.ways);
/** @param {Values} rank */
const hereOf = (rank) => ranked(rank.map((one, i) => (one !== null && inScope(i) ? -one : null)));
const page = { composite, exposure: plan.exposure, ranks: percentileRanks(plan.ranks) };

const DIMENSIONS = Object.keys(composite.dimensions);
/** @type {Readonly<Choice>} */
export const PUBLISHED = Object.freeze({
  ...Object.fromEntries(DIMENSIONS.map((name) => [name, scenario.scoring.weights[name]])),
  area: scenario.scoring.area_weight,
  top: plan.counts.candidates,
});
/** @param {Choice} choice */
const exposureOf = (choice) => plan.exposure && exposureScores(plan.exposure, choice.area);
/**
 * @param {Choice} choice
 * @returns {Standing}
 */
function made(choice) {
  /* Where the page cannot make the scores again, they come with it, and nothing is tried. */
  if (fixed) {
    return {
      ...fixed, choice, tried: false, exposure: exposureOf(choice), rankHere: hereOf(fixed.rank),
      contributions: (i) => Object.fromEntries(Object.entries(fixed.contributions)
        .flatMap(([key, values]) => (values[i] === null ? [] : [[key, values[i]]]))),
    };
  }
  const { current, result, exposure, crisis, order } = crisisScores(page, { weights: choice, area_weight: choice.area, ways });
  return {
    choice, tried: Object.keys(PUBLISHED).some((key) => choice[key] !== PUBLISHED[key]),
    crisis, exposure, decline: result.score, dimensions: result.dimensions, scopes: result.scopes,
    rank: ranked(order), rankHere: hereOf(ranked(order)),
    candidate: candidates(order.map((one, i) => (regions.barred[i] === null ? one : null)), regions.code, choice.top),
    contributions: (i) => contributions(current, page.ranks, result, i),
  };
}
export const published = made(PUBLISHED);
/* The values that are shown and tabulated. */
export const standing = { ...published };

/** @type {(() => void)[]} */
const listeners = [];
/** @param {() => void} act */
export const whenStandingChanges = (act) => listeners.push(act);
/** @param {Choice} choice */
export function stand(choice) {
  Object.assign(standing, made(choice));
  for (const act of listeners) act();
}
/**
 * All weights at zero would be no score.
 * @param {Choice} choice
 */
export const possible = (choice) => DIMENSIONS.some((name) => choice[name] > 0);
