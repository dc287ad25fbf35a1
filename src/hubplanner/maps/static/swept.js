/* What a sweep holds, and which of its choices is looked at: for its map and its tables. */

/** @import { Part, SweepPayload } from "./payload.js" */
import { payload } from "./geography.js";
import { keep, kept } from "./panel.js";
import { N_ } from "./words.js";

export const sweep = /** @type {SweepPayload} */ (payload);
export const choices = sweep.choices;

/**
 * What a place is to a choice, by its share of the futures.
 * @type {Record<Part, string>}
 */
export const PARTS = { core: N_("Core"), likely: N_("Likely"), swing: N_("Swing"), rare: N_("Rare") };

const wanted = choices.find(({ number }) => String(number) === kept().get("choice"));
/** The choice that is looked at. */
export const now = { choice: wanted ?? choices[0] };

/** @type {(() => void)[]} */
const listeners = [];
/** @param {() => void} act now and at each change of the choice */
export function whenChosen(act) {
  listeners.push(act);
  act();
}
/** @param {string} number */
export function look(number) {
  now.choice = choices.find((one) => String(one.number) === number) ?? now.choice;
  keep("choice", now.choice === choices[0] ? "" : String(now.choice.number));
  for (const act of listeners) act();
}
/**
 * The hub that the choice has in a region, in some future.
 * @param {string} code
 */
export const hubIn = (code) => now.choice.hubs.find((hub) => hub.code === code);
