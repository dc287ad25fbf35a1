/* Solves a trial. */

/** @import { TrialChoice } from "./payload.js" */
/** @import { Result } from "./trial.js" */
import { plan } from "./plan.js";
import { inputsOf, tried } from "./trial.js";

const inputs = inputsOf(plan);
/**
 * @param {TrialChoice} choice
 * @returns {Promise<Result | null>}
 */
export async function askWorker(choice) {
  const ready = await inputs;
  return ready && tried(ready, choice);
}
