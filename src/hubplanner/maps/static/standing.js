/* How the regions stand: scores, ranks and candidates, as published or as the planner tries them. */

import { candidates, contributions, ranked, reweighted, scored } from "./composite.js";
import { plan, regions } from "./plan.js";

const { composite, fixed, scenario } = plan;
/* Ranks come as twice the rank (ties stand between two) and become (rank − ½) / n. */
const ranks = Object.fromEntries(Object.entries(plan.ranks).map(([key, twice]) => {
  const n = twice.filter((one) => one !== null).length;
  return [key, twice.map((one) => (one === null ? null : (one / 2 - 0.5) / n))];
}));

export const PUBLISHED = Object.freeze({
  ...Object.fromEntries(Object.keys(composite.dimensions).map((name) => [name, scenario.scoring.weights[name]])),
  area: scenario.scoring.area_weight,
  top: plan.counts.candidates,
});
const DIMENSIONS = Object.keys(composite.dimensions);
/* The values that are shown and tabulated; `standing.tried` says whether they are the planner's trial. */
export const standing = {};
const listeners = [];
export const whenStandingChanges = (act) => listeners.push(act);

export function stand(choice) {
  /* Where the page cannot make the scores again, they come with it, and nothing is tried. */
  if (fixed) {
    Object.assign(standing, {
      ...fixed, choice, tried: false, rank: ranked(fixed.crisis),
      contributions: (i) => Object.fromEntries(Object.entries(fixed.contributions)
        .map(([key, values]) => [key, values[i]]).filter(([, value]) => value !== null)),
    });
    for (const act of listeners) act();
    return;
  }
  const current = reweighted(composite, choice, choice.area);
  const result = scored(current, ranks);
  Object.assign(standing, {
    choice, tried: Object.keys(PUBLISHED).some((key) => choice[key] !== PUBLISHED[key]),
    crisis: result.crisis, dimensions: result.dimensions, scopes: result.scopes,
    rank: ranked(result.crisis),
    candidate: candidates(result.crisis, regions.code, choice.top),
    contributions: (i) => contributions(current, ranks, result, i),
  });
  for (const act of listeners) act();
}
/* All weights at zero would be no score. */
export const possible = (choice) => DIMENSIONS.some((name) => choice[name] > 0);

stand(PUBLISHED);
export const published = { ...standing };
