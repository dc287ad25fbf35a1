/* How the regions stand: scores, ranks and candidates, as published or as the planner tries them. */

/** @import { Values } from "./composite.js" */
/** @import { TrialChoice } from "./payload.js" */
import { candidates, contributions, ranked } from "./composite.js";
import { crisisScores, percentileRanks } from "./crisis.js";
import { inScope, plan, regions } from "./plan.js";
import { mayBe } from "./trial.js";
import { PUBLISHED, trial } from "./trial_state.js";
import { exposureScores } from "./two_ways.js";

/**
 * @typedef {object} Standing
 * @property {TrialChoice} choice
 * @property {boolean} tried whether these are the planner's trial
 * @property {Values} crisis
 * @property {Values} decline the decline path
 * @property {Values | null} exposure null where the score does not heed it
 * @property {Record<string, Values>} dimensions
 * @property {Record<string, Values>} scopes
 * @property {Values} rank
 * @property {Values} rankHere among the scenario's provinces, null outside
 * @property {boolean[]} may whether a region may be a candidate at all
 * @property {boolean[]} candidate
 * @property {(i: number) => Record<string, number>} contributions
 */

const { fixed } = plan;
/** @param {Values} rank */
const hereOf = (rank) => ranked(rank.map((one, i) => (one !== null && inScope(i) ? -one : null)));
const scores = { composite: plan.composite, ranks: percentileRanks(plan.ranks), exposure: plan.exposure };
const eligible = regions.barred.map((one) => one === null);

/**
 * @param {TrialChoice} choice
 * @returns {Standing}
 */
function made(choice) {
  const { tried } = trial, { tables } = plan.trial;
  /* Where the page cannot make the scores again, they come with it, and nothing is tried. */
  if (fixed) {
    return {
      ...fixed, choice, tried: false, rankHere: hereOf(fixed.rank), may: eligible,
      exposure: plan.exposure && exposureScores(plan.exposure, choice.area_weight),
      contributions: (i) => Object.fromEntries(Object.entries(fixed.contributions)
        .flatMap(([key, values]) => (values[i] === null ? [] : [[key, values[i]]]))),
    };
  }
  const { current, result, exposure, crisis, order } = crisisScores(scores, choice);
  const open = tables && tried ? mayBe(tables, choice, order) : order.map((one, i) => (eligible[i] ? one : null));
  return {
    choice, tried, crisis, exposure, decline: result.score, dimensions: result.dimensions, scopes: result.scopes,
    rank: ranked(order), rankHere: hereOf(ranked(order)), may: open.map((one) => one !== null),
    candidate: candidates(open, regions.code, choice.top),
    contributions: (i) => contributions(current, scores.ranks, result, i),
  };
}
export const published = made(PUBLISHED);
/* The values that are shown and tabulated. */
export const standing = { ...published };

/** @type {(() => void)[]} */
const listeners = [];
/** @param {() => void} act */
export const whenStandingChanges = (act) => listeners.push(act);
/** @param {TrialChoice} choice */
export function stand(choice) {
  Object.assign(standing, made(choice));
  for (const act of listeners) act();
}
