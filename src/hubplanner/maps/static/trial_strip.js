/* What a trial changed, in a line: which hubs came and went, who moved in rank, how many jobs are reached. */

/** @import { Hub } from "./payload.js" */
/** @import { Result } from "./trial.js" */
/** @import { Content } from "./words.js" */
import { everyRegion, placeOf, plainName } from "./geography.js";
import { number, signed } from "./numbers.js";
import { plan } from "./plan.js";
import { PUBLISHED_HUBS, sited } from "./sited.js";
import { published, standing } from "./standing.js";
import { N_, both, element, t } from "./words.js";

const MOVERS = 2;
/** @type {Record<string, string>} */
const KEYS = {
  "siting.required": N_("hubs that must stand somewhere"), "siting.forbidden": N_("places where none may stand"),
  "siting.at_most": N_("the most hubs a province"), "siting.hubs": N_("the number of hubs"),
  "network.fixed": N_("technologies that are fixed"), "candidates.top": N_("the number of candidates"),
};
/** @param {string} key */
const inWords = (key) => (Object.hasOwn(KEYS, key) ? t(KEYS[key]) : key);

/**
 * Codes of the regions with a hub that one list has and the other has not.
 * @param {{ code: string }[]} hubs
 * @param {{ code: string }[]} others
 */
const missingFrom = (hubs, others) => hubs.filter(({ code }) => !others.some((one) => one.code === code)).map(({ code }) => code);
/**
 * @param {Content} head
 * @param {string[]} codes
 * @param {Hub[]} hubs that have their technology
 */
const listed = (head, codes, hubs) => (codes.length ? [element("span", "", head, " ", ...codes.flatMap((code, k) => {
  const technology = hubs.find((one) => one.code === code)?.technology ?? ["", ""];
  return [k ? ", " : "", plainName(placeOf(code)), ...(technology[0] ? [" (", both(...technology), ")"] : [])];
}))] : []);

/* Candidates whose rank moved furthest. */
function movers() {
  return everyRegion.flatMap((i) => {
    const [before, after] = [published.rank[i], standing.rank[i]];
    const counts = published.candidate[i] || standing.candidate[i];
    return counts && before !== null && after !== null && before !== after ? [{ i, by: before - after }] : [];
  }).sort((a, b) => Math.abs(b.by) - Math.abs(a.by)).slice(0, MOVERS)
    .map(({ i, by }) => element("span", "", plainName(i), ` ${by > 0 ? "▲" : "▼"}${Math.abs(by)}`));
}
function reached() {
  const [before, now] = [PUBLISHED_HUBS.reached, sited.reached];
  if (!before || !now || !sited.tried) return [];
  return [t("{before} → {after} jobs at risk within {minutes} minutes ({change})", {
    before: number(before.near), after: number(now.near), minutes: now.minutes, change: signed(now.near - before.near),
  })];
}
/**
 * @param {Result | null} result null while nothing is solved again
 * @returns {Content[]}
 */
export function strip(result) {
  if (!result) return [t("Trial: ranks and candidates only, the hubs are those of the plan."), ...apart(movers())];
  if (result.status === "infeasible") {
    return [element("strong", "", t("Trial: no hubs keep all of this together:")), " ", ...result.keys.flatMap((key, k) => [k ? ", " : "", inWords(key)])];
  }
  if (result.status === "cannot") {
    return [element("strong", "", t("Trial: the page cannot solve this, `hubplanner plan` can:")), " ", ...result.keys.flatMap((key, k) => [k ? ", " : "", inWords(key)])];
  }
  const came = listed(t("in:"), missingFrom(sited.hubs, plan.hubs), sited.hubs), went = listed(t("out:"), missingFrom(plan.hubs, sited.hubs), plan.hubs);
  const changes = [...came, ...went, ...movers(), ...reached()];
  return [element("strong", "", result.status === "optimal" ? t("Trial, proven best:") : t("Trial, best found:")), " ",
    ...(changes.length ? apart(changes).slice(1) : [t("the same hubs as published")])];
}
/** @param {Content[]} parts */
const apart = (parts) => parts.flatMap((part) => [" · ", part]);
