/* A siting solved again under a reader's choice: scores → candidates → hosts → needs → hubs, with a
   proof. Pure: the page and its worker run it, node tests it against hubplanner.

   inputsOf(page)                 Promise of the tables of a payload, unpacked; null where
                                  page.trial.refused says why it cannot be tried
   page.trial.tables.published    the choice that the plan was made with; a reader's is a copy of it
                                  with other values (payload.d.ts: TrialChoice)
   tried(inputs, choice)          what comes of it: a Result */

/** @import { Values } from "./composite.js" */
/** @import { Limit } from "./gradual_cover.js" */
/** @import { PlanPayload, TrialChoice, TrialTables } from "./payload.js" */
import { candidates } from "./composite.js";
import { crisisScores, percentileRanks } from "./crisis.js";
import { multiType } from "./gradual_cover.js";
import { pMedian } from "./p_median.js";
import { unpacked, unpackedMinutes } from "./packed.js";

/** @typedef {Pick<PlanPayload, "composite" | "ranks" | "exposure" | "trial" | "provinces"> & { regions: Pick<PlanPayload["regions"], "code" | "sido"> }} TrialPage the part of a payload that a trial reads */
/**
 * @typedef {object} Inputs
 * @property {TrialTables} tables
 * @property {Pick<PlanPayload, "composite" | "exposure"> & { ranks: Record<string, Values> }} scores
 * @property {string[]} codes of the regions
 * @property {string[]} province of each region
 * @property {Float64Array[]} minutes site × region
 * @property {Float64Array[]} jobs region × industry, the last of unknown industry
 * @property {Float64Array[]} capability site × technology
 */
/**
 * @typedef {object} TriedHub
 * @property {number} site its place in the tables' sites
 * @property {number} region
 * @property {number | null} technology its place in the tables' technologies; null in a p-median
 * @property {number | null} capability 0–1
 * @property {number | null} near jobs at risk of its own technology within near_minutes
 * @property {number | null} served what it adds to the objective
 */
/**
 * @typedef {object} Result
 * @property {"optimal" | "unproven" | "infeasible" | "cannot"} status
 * @property {string[]} keys of the scenario: what clashes (no hubs keep all of these, and some keep them with one left out), or cannot be tried
 * @property {Values} crisis score of every region
 * @property {boolean[]} candidate
 * @property {number} objective
 * @property {number} bound
 * @property {TriedHub[]} hubs in the order of the sites
 * @property {number[]} hub by region the place in `hubs` of the hub that serves it
 * @property {number[]} minutes by region to it
 * @property {Values} risk jobs at risk by region, null where it is no candidate or nothing counts them
 * @property {Values} served of these, discounted by distance and capability, null likewise
 * @property {{ reached: number, known: number } | null} headline jobs at risk near a hub of their own technology, of all whose industry is known; null in a p-median
 */
/** @typedef {{ status: Result["status"], keys: string[], objective: number, bound: number, sites: number[], types: number[] }} Outcome places among the tables' sites and technologies */

/**
 * @param {TrialPage} page
 * @returns {Promise<Inputs | null>}
 */
export async function inputsOf({ composite, ranks, exposure, trial, provinces, regions }) {
  const { tables } = trial;
  if (!tables) return null;
  const [minutes, jobs, capability] = await Promise.all([
    unpackedMinutes(tables.minutes, regions.code.length), unpacked(tables.jobs, tables.industries),
    unpacked(tables.capability, tables.technologies.length)]);
  return {
    tables, scores: { composite, exposure, ranks: percentileRanks(ranks) }, codes: regions.code,
    /* By name: one province may have two codes. */
    province: regions.sido.map((code) => provinces[code].ko), minutes, jobs, capability,
  };
}

/**
 * @param {Inputs} inputs
 * @param {TrialChoice} choice
 * @returns {Result}
 */
export function tried(inputs, choice) {
  const { tables, codes } = inputs, { crisis, order } = crisisScores(inputs.scores, choice);
  const open = mayBe(tables, choice, order);
  const asked = isUsual(tables, choice) ? choice.top : Math.min(choice.top, open.filter((one) => one !== null).length);
  const candidate = candidates(open, codes, asked);
  const demand = places(candidate);
  /** @param {Outcome["status"]} status @param {string[]} keys @returns {Result} */
  const nothing = (status, keys) => ({
    status, keys, crisis, candidate, objective: NaN, bound: NaN, hubs: [], hub: [], minutes: [], risk: [], served: [], headline: null });
  if (!tables.ways.includes(choice.ways)) return nothing("cannot", ["scoring.ways"]);
  if (demand.length < asked || !demand.length) return nothing("infeasible", ["candidates.top"]);
  const problem = tables.model === "p_median" ? medianOf(inputs, choice, demand, crisis) : coverOf(inputs, choice, demand, crisis);
  if (problem.cannot.length) return nothing("cannot", problem.cannot);
  const outcome = problem.solve(choice);
  if (outcome.status === "cannot") return nothing("cannot", outcome.keys);
  if (!outcome.sites.length) return nothing("infeasible", clash(choice, problem.solve));
  return { ...nothing(outcome.status, []), objective: outcome.objective, bound: outcome.bound, ...served(inputs, outcome, demand, crisis) };
}

/**
 * What orders the regions that may be candidates; null where a region may not be one, in the sense of
 * hubplanner.scoring.candidates.
 * @param {TrialTables} tables
 * @param {TrialChoice} choice
 * @param {Values} order
 * @returns {Values}
 */
export function mayBe({ outside, capital, share, manufacturing }, { min_jobs_share, min_jobs, capital_region }, order) {
  const out = new Set([...outside, ...(capital_region ? [] : capital)]);
  /* Before jobs were counted where the work is, no floor holds. */
  const floors = (min_jobs_share > 0 || min_jobs > 0) && share.some((one) => one !== null);
  return order.map((one, i) => {
    const part = share[i], jobs = manufacturing[i];
    const small = floors && (part === null || jobs === null || part < min_jobs_share || jobs < min_jobs);
    return out.has(i) || small ? null : one;
  });
}
/**
 * Whether only the number of candidates is asked for: there must be so many then.
 * @param {TrialTables} tables
 * @param {TrialChoice} choice
 */
const isUsual = ({ limits }, { min_jobs_share, min_jobs, capital_region }) => !limits.conditional
  && min_jobs_share === limits.usual_share && min_jobs === limits.usual_jobs && !capital_region;
/** @param {boolean[]} flags */
const places = (flags) => flags.flatMap((flag, i) => (flag ? [i] : []));

/**
 * The gradual cover of fit hosts; wishes are left to `solve`, so that clashes can be told apart.
 * @param {Inputs} inputs
 * @param {TrialChoice} choice
 * @param {number[]} demand
 * @param {Values} crisis
 */
function coverOf(inputs, choice, demand, crisis) {
  const { tables, minutes, capability, codes, province } = inputs, { limits, technologies } = tables;
  const fit = places(minutes.map((row) => demand.some((i) => row[i] <= limits.crisis_minutes)));
  const regionOf = fit.map((j) => tables.sites.region[j]);
  const need = needOf(inputs, demand, crisis);
  const reachable = fit.flatMap((j) => demand.map((i) => minutes[j][i])).filter((one) => one < Infinity);
  const highest = reachable.reduce((most, one) => Math.max(most, one), 1e-9);
  const kinds = technologies.map((_, k) => k);
  /** @param {(minutes: number) => number} share */
  const covered = (share) => fit.map((j) => kinds.map((k) =>
    demand.reduce((sum, i, at) => sum + need[at][k] * share(minutes[j][i]), 0)));
  const near = covered((one) => Math.min(1, Math.max(0, (limits.none_minutes - one) / (limits.none_minutes - limits.full_minutes))));
  const worth = near.map((row, at) => row.map((one, k) => one * capability[fit[at]][k]));
  const spared = covered((one) => (one < Infinity ? 1 - one / highest : 0));
  /* Elsewhere a scenario lets in what fails the criteria, which the page was not handed. */
  const cannot = choice.required.some((code) => !regionOf.includes(codes.indexOf(code))) ? ["siting.required"] : [];
  if (choice.hubs > technologies.length) cannot.push("siting.hubs");
  return {
    cannot,
    /** @param {TrialChoice} wished @returns {Outcome} */
    solve: (wished) => {
      const fixed = Object.fromEntries(Object.entries(wished.fixed).map(([code, key]) =>
        [codes.indexOf(code), technologies.findIndex((one) => one.key === key)]));
      const barred = new Set(wished.forbidden.map((code) => codes.indexOf(code)));
      const { sites, types, ...rest } = multiType({
        worth, spared, hubs: wished.hubs,
        allowed: (at, k) => !barred.has(regionOf[at]) && (fixed[regionOf[at]] === undefined
          ? capability[fit[at]][k] >= limits.min_fit : fixed[regionOf[at]] === k),
        sites: [
          ...grouped(regionOf, () => 1, "region", new Set(wished.required.map((code) => codes.indexOf(code)))),
          ...grouped(regionOf.map((r) => province[r]), () => wished.at_most_each ?? Infinity, "siting.at_most"),
        ],
        types: grouped(technologies.map((one) => one.ministry), () => limits.ministry_most || Infinity, "network.ministry_most"),
      });
      return { ...rest, sites: sites.map((at) => fit[at]), types };
    },
  };
}
/**
 * A limit for each distinct label.
 * @template Label
 * @param {Label[]} labels
 * @param {(label: Label) => number} most
 * @param {string} key
 * @param {Set<Label>} [needed] labels of which one must be used
 * @returns {Limit[]}
 */
const grouped = (labels, most, key, needed = new Set()) => [...new Set(labels)].map((label) => ({
  of: labels.flatMap((one, at) => (one === label ? [at] : [])), least: needed.has(label) ? 1 : 0, most: most(label), key }));
/**
 * Jobs at risk of candidates that each technology could help.
 * @param {Inputs} inputs
 * @param {number[]} demand
 * @param {Values} crisis
 */
const needOf = ({ tables, jobs }, demand, crisis) => demand.map((i) => tables.technologies.map(({ uses }) =>
  Object.entries(uses).reduce((sum, [d, part]) => sum + part * jobs[i][Number(d)] * Number(crisis[i]), 0)));

/**
 * The p-median of regions.
 * @param {Inputs} inputs
 * @param {TrialChoice} choice
 * @param {number[]} demand
 * @param {Values} crisis
 */
function medianOf({ tables, minutes, codes, province }, choice, demand, crisis) {
  const asked = choice.required.map((code) => codes.indexOf(code));
  const sites = tables.anywhere ? codes.map((_, i) => i) : [...demand, ...asked.filter((i) => !demand.includes(i))];
  const weights = demand.map((i) => (tables.weight === "stated" ? tables.stated[i]
    : tables.weight === "crisis_score" ? crisis[i] : Number(tables.manufacturing[i]) * Number(crisis[i])));
  const cost = sites.map((j) => demand.map((i, at) => Number(weights[at]) * minutes[j][i]));
  /** @param {string[]} names */
  const at = (names) => names.map((code) => sites.indexOf(codes.indexOf(code))).filter((j) => j >= 0);
  return {
    cannot: weights.some((one) => one === null) ? ["siting.weight"] : [],
    /** @param {TrialChoice} wished @returns {Outcome} */
    solve: (wished) => {
      /* A region that is no candidate is a site only while it is asked for. */
      const extra = asked.filter((i) => !demand.includes(i) && !tables.anywhere && !wished.required.includes(codes[i]));
      const found = pMedian({
        cost, hubs: wished.hubs, required: at(wished.required), forbidden: [...at(wished.forbidden), ...extra.map((i) => sites.indexOf(i))],
        groups: wished.at_most_each === null ? [] : grouped(sites.map((i) => province[i]), () => Number(wished.at_most_each), ""),
      });
      return { ...found, keys: [], sites: found.sites.map((j) => sites[j]), types: [] };
    },
  };
}

/* What a clash may be made of: the scenario's key, and the choice without the wish. */
/** @type {[string, (choice: TrialChoice) => TrialChoice][]} */
const WISHES = [
  ["siting.required", (choice) => ({ ...choice, required: [] })],
  ["siting.forbidden", (choice) => ({ ...choice, forbidden: [] })],
  ["siting.at_most", (choice) => ({ ...choice, at_most_each: null })],
  ["network.fixed", (choice) => ({ ...choice, fixed: {} })],
  ["siting.hubs", (choice) => ({ ...choice, hubs: Math.max(1, choice.required.length) })],
];
/**
 * A smallest set of wishes that clash: whatever can be left out without mending it is (the deletion
 * filter, Chinneck and Dravnieks 1991).
 * @param {TrialChoice} choice
 * @param {(choice: TrialChoice) => Outcome} solve
 */
function clash(choice, solve) {
  let kept = choice;
  return WISHES.flatMap(([key, without]) => {
    const less = without(kept);
    if (solve(less).sites.length) return [key];
    kept = less;
    return [];
  });
}

/**
 * Hubs, whom they serve by the rule of hubplanner.siting.chosen_sites, and the headline.
 * @param {Inputs} inputs
 * @param {Outcome} outcome
 * @param {number[]} demand
 * @param {Values} crisis
 * @returns {Pick<Result, "hubs" | "hub" | "minutes" | "risk" | "served" | "headline">}
 */
function served(inputs, { sites, types }, demand, crisis) {
  const { tables, minutes, capability, jobs, codes } = inputs, { limits } = tables;
  const typed = tables.model === "gradual_cover";
  const hub = codes.map((_, i) => sites.reduce((best, j, h) => (minutes[j][i] < minutes[sites[best]][i] ? h : best), 0));
  const need = typed ? needOf(inputs, demand, crisis) : [];
  /** @param {number} at @param {number} h */
  const serves = (at, h) => need[at][types[h]] * capability[sites[h]][types[h]]
    * Math.min(1, Math.max(0, (limits.none_minutes - minutes[sites[h]][demand[at]]) / (limits.none_minutes - limits.full_minutes)));
  if (typed) demand.forEach((i, at) => {
    const amounts = sites.map((_, h) => serves(at, h)), most = Math.max(...amounts);
    if (most > 0) hub[i] = amounts.indexOf(most);
  });
  const hubs = sites.map((j, h) => ({
    site: j, region: tables.sites.region[j], technology: typed ? types[h] : null, capability: typed ? capability[j][types[h]] : null,
    near: typed ? demand.reduce((sum, i, at) => sum + (minutes[j][i] <= limits.near_minutes ? need[at][types[h]] : 0), 0) : null,
    served: typed ? demand.reduce((sum, _, at) => sum + serves(at, h), 0) : null,
  }));
  const [risk, helped] = [0, 1].map(() => /** @type {Values} */ (codes.map(() => null)));
  if (typed) demand.forEach((i, at) => {
    risk[i] = jobs[i].reduce((sum, one) => sum + one, 0) * Number(crisis[i]);
    helped[i] = sites.reduce((sum, _, h) => sum + serves(at, h), 0);
  });
  return { hubs, hub, minutes: codes.map((_, i) => minutes[sites[hub[i]]][i]), risk, served: helped, headline: typed ? headline() : null };

  function headline() {
    let reached = 0, known = 0;
    for (const i of demand) {
      const near = types.filter((_, h) => minutes[sites[h]][i] <= limits.near_minutes);
      for (let d = 0; d < tables.industries - 1; d++) {
        const at_risk = jobs[i][d] * Number(crisis[i]);
        known += at_risk;
        if (near.some((k) => tables.technologies[k].uses[d] > 0)) reached += at_risk;
      }
    }
    return { reached, known };
  }
}
