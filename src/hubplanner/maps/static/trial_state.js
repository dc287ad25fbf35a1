/* The trial of the reader: what is chosen, how to go back and forth, and whom to tell. */

/** @import { TrialChoice } from "./payload.js" */
import { index } from "./geography.js";
import { keep, kept } from "./panel.js";
import { plan } from "./plan.js";
import { addressOf, choiceOf } from "./trial_address.js";

const { tables } = plan.trial;
export const solvable = tables !== null;
const { scoring, candidates } = plan.scenario;
/**
 * As published; where the page cannot solve, the weights and the number of candidates can still be tried.
 * @type {TrialChoice}
 */
export const PUBLISHED = Object.freeze(tables?.published ?? {
  ways: /** @type {TrialChoice["ways"]} */ (scoring.ways), weights: scoring.weights, area_weight: scoring.area_weight,
  top: plan.counts.candidates, min_jobs_share: Number(candidates.min_jobs_share), min_jobs: Number(candidates.min_jobs),
  capital_region: Boolean(candidates.capital_region), hubs: plan.counts.hubs, required: [], forbidden: [], at_most_each: null, fixed: {},
});
const technologies = new Set(tables?.technologies.map(({ key }) => key));
/* More hubs than technologies would use one twice, which is another model. */
export const mostHubs = Math.max(PUBLISHED.hubs, tables?.technologies.length || Math.min(12, plan.counts.regions));
const known = {
  regions: (/** @type {string} */ code) => index.has(code), technologies: (/** @type {string} */ key) => technologies.has(key),
  scored: plan.counts.scored, most: mostHubs,
};

export const trial = { choice: PUBLISHED, tried: false };
/** @type {((choice: TrialChoice) => void)[]} */
const listeners = [];
/** @param {(choice: TrialChoice) => void} act */
export const whenTrialChanges = (act) => listeners.push(act);
/** @param {TrialChoice} choice */
function take(choice) {
  trial.choice = choice;
  trial.tried = addressOf(choice, PUBLISHED) !== "";
  for (const act of listeners) act(choice);
}
/* ---- back and forth: the browser's own Back and Forward ---- */
let at = 0, last = 0;
export const canUndo = () => at > 0;
export const canRedo = () => at < last;
/**
 * @param {Partial<TrialChoice>} change
 * @param {boolean} settled whether it is a step to come back to: a slider at rest, not one on its way
 */
export function tryOut(change, settled = true) {
  const choice = { ...trial.choice, ...change };
  if (settled && addressOf(choice, PUBLISHED) !== settledAddress) {
    at += 1;
    last = at;
    history.pushState({ step: at }, "", location.href);
    settledAddress = addressOf(choice, PUBLISHED);
  }
  keep("try", addressOf(choice, PUBLISHED));
  take(choice);
}
let settledAddress = "";
/**
 * A choice that was made elsewhere: no step of this reader's to come back to.
 * @param {TrialChoice} choice
 */
export function adopt(choice) {
  settledAddress = addressOf(choice, PUBLISHED);
  keep("try", settledAddress);
  take(choice);
}
/** @param {string} address */
export const choiceAt = (address) => choiceOf(address, PUBLISHED, known);
const fromAddress = () => choiceAt(kept().get("try") ?? "");
window.addEventListener("popstate", ({ state }) => {
  at = state?.step ?? 0;
  const choice = fromAddress();
  settledAddress = addressOf(choice, PUBLISHED);
  take(choice);
});
/* What the address asks for when the page is opened. */
export function startTrial() {
  const choice = fromAddress();
  settledAddress = addressOf(choice, PUBLISHED);
  if (settledAddress) take(choice);
}
