/* The hubs as they are shown: those of the plan, or those of the reader's trial. */

/** @import { Values } from "./composite.js" */
/** @import { Hub, Reached } from "./payload.js" */
import { plan, regions } from "./plan.js";

/**
 * @typedef {object} Sited
 * @property {boolean} tried whether these are the reader's
 * @property {Hub[]} hubs by number
 * @property {number[]} hub its number, by region
 * @property {Values} minutes to it, by region
 * @property {Values} risk jobs at risk, by region
 * @property {Values} served of these, by region
 * @property {Reached | null} reached
 */
/** @type {Readonly<Sited>} */
export const PUBLISHED_HUBS = Object.freeze({
  tried: false, hubs: plan.hubs, hub: regions.hub, minutes: regions.minutes,
  risk: regions.risk, served: regions.served, reached: plan.reached,
});
/** @type {Sited} */
export const sited = { ...PUBLISHED_HUBS };

/**
 * Whether a hub of its own technology serves any job at risk of a region: where none does, the hub is only the nearest.
 * @param {number} i
 */
export const helped = (i) => sited.risk[i] === null || Number(sited.served[i]) > 0;

/** @type {(() => void)[]} */
const listeners = [];
/** @param {() => void} act */
export const whenHubsChange = (act) => listeners.push(act);
/** @param {Sited} next */
export function showHubs(next) {
  Object.assign(sited, next);
  for (const act of listeners) act();
}
/**
 * The hub of a number.
 * @param {number} n
 */
export const hubOf = (n) => /** @type {Hub} */ (sited.hubs.find(({ number }) => number === n));
