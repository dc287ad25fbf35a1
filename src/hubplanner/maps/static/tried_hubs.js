/* The hubs of a trial as the page shows hubs: a hub of the plan keeps its number, new ones take those that are free. */

/** @import { Hub } from "./payload.js" */
/** @import { Sited } from "./sited.js" */
/** @import { Result, TriedHub } from "./trial.js" */
import { pointOf } from "./geography.js";
import { institutions, plan, regions } from "./plan.js";
import { PUBLISHED_HUBS } from "./sited.js";

const place = new Map(institutions.id.map((id, i) => [id, i]));

/* Estimates bear no more than hundreds. */
/** @param {number} jobs */
const hundreds = (jobs) => Math.round(jobs / 100) * 100;
/**
 * @param {Result} result
 * @returns {Sited}
 */
export function sitedBy(result) {
  const { hubs, candidate, minutes, risk, served, headline } = result;
  const numbers = hubs.map(({ region }) => plan.hubs.find(({ code }) => code === regions.code[region])?.number);
  const free = hubs.map((_, k) => k + 1).filter((one) => !numbers.includes(one));
  const number = numbers.map((one) => one ?? free.shift() ?? 0);
  const shown = hubs.map((hub, h) => hubOfTrial(hub, number[h], result, h));
  return {
    tried: true, hubs: shown.sort((a, b) => a.number - b.number), hub: result.hub.map((h) => number[h]), minutes,
    risk: risk.map((one, i) => (candidate[i] ? one : null)), served,
    reached: headline && PUBLISHED_HUBS.reached && { ...PUBLISHED_HUBS.reached, known: hundreds(headline.known), near: hundreds(headline.reached) },
  };
}
/**
 * @param {TriedHub} hub
 * @param {number} number
 * @param {Result} result
 * @param {number} h its place in the result
 * @returns {Hub}
 */
function hubOfTrial({ site, region, technology, capability, near }, number, { hub, candidate, minutes }, h) {
  const { sites, technologies } = /** @type {import("./payload.js").TrialTables} */ (plan.trial.tables);
  const i = place.get(sites.id[site]), one = technology === null ? undefined : technologies[technology];
  const mine = candidate.flatMap((is, r) => (is && hub[r] === h ? [minutes[r]] : []));
  const [lat, lon] = i === undefined ? pointOf(region) : [institutions.lat[i], institutions.lon[i]];
  return {
    number, code: regions.code[region], lat, lon, candidates: mine.length,
    mean: mine.length ? mine.reduce((a, b) => a + b, 0) / mine.length : null, longest: mine.length ? Math.max(...mine) : null,
    institutions: null, technology: one ? [one.ko, one.en] : ["", ""],
    ministry: one ? one.led_by : ["", ""],
    fit: capability, why: ["", ""], other: null, host: i === undefined ? null : [institutions.ko[i], institutions.en[i]], jobs: near === null ? null : hundreds(near), firm: null,
  };
}
