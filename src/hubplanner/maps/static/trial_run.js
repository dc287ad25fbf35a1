/* At every move: ranks and candidates at once, then the hubs, as soon as they are solved again. */

/** @import { TrialChoice } from "./payload.js" */
import { asker } from "./asking.js";
import { keepTrials } from "./kept_trials.js";
import { number } from "./numbers.js";
import { plan } from "./plan.js";
import { PUBLISHED_HUBS, showHubs, sited } from "./sited.js";
import { stand, standing } from "./standing.js";
import { strip } from "./trial_strip.js";
import { choiceAt, solvable, trial, whenTrialChanges } from "./trial_state.js";
import { sitedBy } from "./tried_hubs.js";
import { byId, t } from "./words.js";

/** @type {ReturnType<typeof asker> | undefined} */
let asking;  // a worker is made when it is first needed
/**
 * @param {TrialChoice} choice
 * @param {() => boolean} [wanted] whether still, when its turn comes
 */
const solved = async (choice, wanted) => (solvable ? (asking ??= asker(plan))(choice, wanted) : null);
/** @param {TrialChoice} choice */
async function follow(choice) {
  document.documentElement.classList.toggle("trial", trial.tried);
  stand(choice);
  const counts = { n: standing.candidate.filter(Boolean).length, published: plan.counts.candidates };
  byId("candidates").replaceChildren(trial.tried ? t("{n} candidates in the trial, {published} as published", { ...counts, n: number(counts.n) })
    : t("{n} candidates", counts));
  byId("ribbon").hidden = !trial.tried;
  byId("strip").ariaBusy = String(trial.tried);
  if (!trial.tried) {
    if (sited.tried) showHubs(PUBLISHED_HUBS);
    return;
  }
  const current = () => choice === trial.choice, result = await solved(choice, current);
  if (!current()) return;
  byId("strip").ariaBusy = "false";
  if (result?.hubs.length) showHubs(sitedBy(result));
  else if (sited.tried) showHubs(PUBLISHED_HUBS);
  byId("strip").replaceChildren(...strip(result));
}
export function runTrials() {
  whenTrialChanges((choice) => void follow(choice));
  if (solvable) void keepTrials((address) => solved(choiceAt(address)));
}
