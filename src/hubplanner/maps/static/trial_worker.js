/* What runs in the worker: a page once, then choices, each answered by its number. Pure. */

/** @import { TrialChoice } from "./payload.js" */
/** @import { Result, TrialPage } from "./trial.js" */
import { inputsOf, tried } from "./trial.js";

/** @typedef {{ page: TrialPage } | { number: number, choice: TrialChoice }} Question */
/** @typedef {{ number: number, result?: Result, error?: string }} Answer */

/** @param {{ onmessage: ((event: MessageEvent<Question>) => void) | null, postMessage: (answer: Answer) => void }} scope */
export function serve(scope) {
  /** @type {ReturnType<typeof inputsOf>} */
  let inputs = Promise.resolve(null);
  scope.onmessage = async ({ data }) => {
    if ("page" in data) { inputs = inputsOf(data.page); return; }
    const { number, choice } = data;
    try {
      const ready = await inputs;
      if (!ready) throw new Error("nothing to try");
      scope.postMessage({ number, result: tried(ready, choice) });
    } catch (error) {
      scope.postMessage({ number, error: String(error) });
    }
  };
}
