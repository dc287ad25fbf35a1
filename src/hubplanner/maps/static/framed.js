/* In a frame of the desk, the trial and the form beside it are one: the desk tells what its form states,
   the page what its reader tries. Only a window of the page's own server is heard and told; a page
   opened from disk, or framed by another site, hears nobody and tells nothing. */

/** @import { TrialChoice } from "./payload.js" */
import { addressOf } from "./trial_address.js";
import { PUBLISHED, adopt, solvable, trial, whenTrialChanges } from "./trial_state.js";

/** @typedef {{ hubplanner: "trial", choice: TrialChoice, solvable: boolean }} Told */

/* Of a sandboxed page this is still where it came from; its own origin is nobody's. */
const home = location.origin, outside = window.parent;
const mayBeFramed = outside !== window && /^https?:/.test(location.protocol);
let heard = "";
/** Whether the desk has spoken. */
export const desk = { speaks: false };

export function listenToDesk() {
  if (!mayBeFramed) return;
  window.addEventListener("message", ({ source, origin, data }) => {
    if (source !== outside || origin !== home || data?.hubplanner !== "form" || !isChoice(data.choice)) return;
    desk.speaks = true;
    heard = addressOf(data.choice, PUBLISHED);
    if (heard !== addressOf(trial.choice, PUBLISHED)) adopt(data.choice);
  });
  whenTrialChanges((choice) => { if (desk.speaks && addressOf(choice, PUBLISHED) !== heard) tell(choice); });
  tell(trial.choice);
}
/** @param {TrialChoice} choice */
function tell(choice) {
  heard = addressOf(choice, PUBLISHED);
  outside.postMessage(/** @type {Told} */ ({ hubplanner: "trial", choice, solvable }), home);
}
/**
 * Whether it has all keys of a choice, each of its type.
 * @param {any} choice
 * @returns {choice is TrialChoice}
 */
const isChoice = (choice) => Object.entries(PUBLISHED).every(([key, value]) =>
  (key === "at_most_each" ? choice?.[key] === null || Number.isInteger(choice?.[key])
    : typeof choice?.[key] === typeof value && Array.isArray(choice[key]) === Array.isArray(value)));
