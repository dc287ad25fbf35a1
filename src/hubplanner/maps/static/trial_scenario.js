/* A reader's choice as the scenario that `hubplanner plan` solves to the same hubs; for toml.js. */

/** @import { PlanPayload, TrialChoice } from "./payload.js" */

/**
 * @param {Pick<PlanPayload, "scenario" | "provinces"> & { regions: Pick<PlanPayload["regions"], "code" | "ko" | "sido"> }} page
 * @param {TrialChoice} choice
 */
export function trialScenario({ scenario, provinces, regions }, choice) {
  /** @param {string} code the name with its province, which no other region has */
  const named = (code) => {
    const i = regions.code.indexOf(code);
    return `${provinces[regions.sido[i]].short} ${regions.ko[i]}`;
  };
  const { ways, weights, area_weight, top, min_jobs_share, min_jobs, capital_region } = choice;
  return {
    ...scenario,
    name: `${scenario.name}-what-if`, title_ko: `${scenario.title_ko} (탐색)`, title_en: `${scenario.title_en} (what if)`,
    scoring: { ...scenario.scoring, ways, area_weight, weighting: "given", weights: { ...scenario.scoring.weights, ...weights } },
    candidates: { ...scenario.candidates, top, min_jobs_share, min_jobs, capital_region },
    siting: {
      ...scenario.siting, hubs: choice.hubs, required: choice.required.map(named), forbidden: choice.forbidden.map(named),
      at_most: choice.at_most_each === null ? {} : { each: choice.at_most_each },
    },
    network: { ...scenario.network, fixed: Object.fromEntries(Object.entries(choice.fixed).map(([code, key]) => [named(code), key])) },
  };
}
