/* What a comparison holds, and what became of each hub: for its maps and its tables. */

/** @import { Change, ComparedScenario, ComparisonPayload } from "./payload.js" */
import { payload } from "./geography.js";
import { N_, both } from "./words.js";

export const comparison = /** @type {ComparisonPayload} */ (payload);
export const scenarios = comparison.scenarios;
export const candidate = comparison.candidate;
export const rank = comparison.rank;
export const regions = comparison.regions;
export const reference = scenarios[0];

/** A place has one number in all scenarios. */
export const numbers = new Map(scenarios.flatMap(({ changes }) => changes.map(({ code, number }) => [code, number])));
/**
 * What became of each hub against the reference, in words beside its number.
 * @type {Record<Change, string>}
 */
export const CHANGES = {
  reference: N_("reference"), kept: N_("Kept"), moved: N_("Moved"), gained: N_("Gained"), lost: N_("Lost"),
};
/** @param {ComparedScenario} scenario */
export const title = (scenario) => both(scenario.title.ko, scenario.title.en);
/**
 * @param {ComparedScenario} scenario
 * @param {string} code
 */
export const becomes = (scenario, code) => scenario.changes.find((one) => one.code === code);
/**
 * Minutes to the nearest hub against the reference.
 * @param {ComparedScenario} scenario
 * @param {number} i
 */
export const change = (scenario, i) => scenario.minutes[i] - reference.minutes[i];
