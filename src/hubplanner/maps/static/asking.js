/* Trials asked of a worker, so that the page stays at hand while hubs are sought.

   const ask = asker(plan);             once, for a page with trial.tables
   const result = await ask(choice, wanted);
                                        a Result of trial.js, or null where it is not wanted any more
                                        when its turn comes; one choice is solved at a time, in the
                                        order of asking

   The worker is made of the page's own script (frame.py puts what it needs first, up to WORKER_ENDS),
   by a blob: address, as a page from disk can load no other file. Where workers are refused the page
   solves by itself. */

/** @import { TrialChoice } from "./payload.js" */
/** @import { Result, TrialPage } from "./trial.js" */
/** @import { Answer, Question } from "./trial_worker.js" */
import { serve } from "./trial_worker.js";

const WORKER_ENDS = "/* Here the worker's part ends. */";

/** @typedef {{ postMessage: (question: Question) => void, onAnswer: (answer: Answer) => void, onRefusal: () => void }} Solver */

/**
 * @param {TrialPage} page
 * @returns {(choice: TrialChoice, wanted?: () => boolean) => Promise<Result | null>}
 */
export function asker({ composite, ranks, exposure, trial, provinces, regions }) {
  const question = { page: { composite, ranks, exposure, trial, provinces, regions: { code: regions.code, sido: regions.sido } } };
  /** @typedef {{ number: number, choice: TrialChoice, wanted: () => boolean, resolve: (result: Result | null) => void, reject: (error: Error) => void }} Asked */
  /** @type {Asked | null} */
  let solving = null;
  /** @type {Asked[]} */
  const waiting = [];
  let count = 0, solver = inWorker() ?? inPage();
  start();

  function start() {
    solver.onAnswer = ({ number, result, error }) => {
      if (!solving || solving.number !== number) return;
      const { resolve, reject } = solving;
      solving = null;
      if (result) resolve(result); else reject(new Error(error));
      next();
    };
    solver.onRefusal = () => { solver = inPage(); start(); };
    solver.postMessage(question);
    if (solving) solver.postMessage({ number: solving.number, choice: solving.choice });
  }
  function next() {
    while (!solving && waiting.length) {
      const first = /** @type {Asked} */ (waiting.shift());
      if (first.wanted()) solving = first; else first.resolve(null);
    }
    if (solving) solver.postMessage({ number: solving.number, choice: solving.choice });
  }
  return (choice, wanted = () => true) => new Promise((resolve, reject) => {
    waiting.push({ number: ++count, choice, wanted, resolve, reject });
    if (!solving) next();
  });
}
/** @returns {Solver | null} null where there are no workers */
function inWorker() {
  const text = document.querySelector('script[type="module"]')?.textContent ?? "";
  const end = text.indexOf(WORKER_ENDS);
  if (end < 0) return null;
  try {
    const address = URL.createObjectURL(new Blob([text.slice(0, end), "trial_worker_js.serve(self);"], { type: "text/javascript" }));
    const worker = new Worker(address);
    /** @type {Solver} */
    const solver = { postMessage: (question) => worker.postMessage(question), onAnswer: () => {}, onRefusal: () => {} };
    worker.onmessage = ({ data }) => solver.onAnswer(data);
    worker.onerror = () => { worker.terminate(); solver.onRefusal(); };
    return solver;
  } catch {
    return null;
  }
}
/** @returns {Solver} the same, in the page, a turn later so that it can draw first */
function inPage() {
  /** @type {{ onmessage: ((event: MessageEvent<Question>) => void) | null, postMessage: (answer: Answer) => void }} */
  const scope = { onmessage: null, postMessage: (answer) => solver.onAnswer(answer) };
  serve(scope);
  /** @type {Solver} */
  const solver = {
    postMessage: (data) => { setTimeout(() => scope.onmessage?.(/** @type {MessageEvent<Question>} */ ({ data }))); },
    onAnswer: () => {}, onRefusal: () => {},
  };
  return solver;
}
