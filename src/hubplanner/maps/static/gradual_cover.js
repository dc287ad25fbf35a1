/* Which site takes which type, as hubplanner.siting.multi_type solves it where no type is used twice:
   the objective is then a sum over pairs of site and type. Where the side constraints on sites nest
   (site, region, province), and those on types (technology, ministry), it is a min-cost flow: whole,
   exact, with a proof in its potentials. */

/** @import { Arc } from "./flow.js" */
import { dual, minCostFlow } from "./flow.js";

/** @typedef {{ of: number[], least: number, most: number, key: string }} Limit how many of these sites, or types, are used; `key` says who asks */
/**
 * @typedef {object} TypedProblem
 * @property {ArrayLike<number>[]} worth site × type: what a hub of the type there covers, at least 0
 * @property {ArrayLike<number>[]} [spared] site × type: of equals the one with most of this is taken
 * @property {(site: number, type: number) => boolean} allowed
 * @property {number} hubs in all, existing ones included
 * @property {Limit[]} sites
 * @property {Limit[]} types
 */
/**
 * @typedef {object} TypedSolution
 * @property {"optimal" | "infeasible" | "unproven" | "cannot"} status
 * @property {number[]} sites ascending
 * @property {number[]} types one a site
 * @property {number} objective
 * @property {number} bound no hubs cover more than this
 * @property {string[]} keys of the limits that do not nest, where it cannot be solved so
 */

/* Share of the objective that the bound may lie above it and still prove it. */
const PROOF = 1e-9;

/**
 * The sites and their types that cover most.
 * @param {TypedProblem} problem
 * @returns {TypedSolution}
 */
export function multiType({ worth, spared, allowed, hubs, sites, types }) {
  const nothing = { sites: [], types: [], objective: NaN, bound: NaN, keys: [] };
  const count = worth.length, kinds = worth[0]?.length ?? 0;
  const bySite = nested(sites, count), byType = nested(types, kinds);
  const overlap = [...bySite.overlap, ...byType.overlap];
  if (overlap.length) return { ...nothing, status: "cannot", keys: [...new Set(overlap)] };

  /* Nodes: the source, the limits of sites, sites, types, the limits of types, the sink. */
  const firstSite = 1 + sites.length, firstType = firstSite + count, firstCap = firstType + kinds;
  const sink = firstCap + types.length;
  /** @type {Arc[]} */
  const arcs = [];
  /** @param {number} from @param {number} to @param {number} least @param {number} most */
  const free = (from, to, least, most) => arcs.push({ from, to, least, most, cost: 0 });
  sites.forEach(({ least, most }, g) => free(1 + bySite.above[g], 1 + g, Math.max(0, least), Math.min(most, hubs)));
  for (let j = 0; j < count; j++) free(1 + bySite.of[j], firstSite + j, 0, 1);
  const first = arcs.length;
  /** @type {[number, number][]} */
  const pairs = [];
  for (let j = 0; j < count; j++) {
    for (let k = 0; k < kinds; k++) {
      if (!allowed(j, k)) continue;
      pairs.push([j, k]);
      arcs.push({ from: firstSite + j, to: firstType + k, least: 0, most: 1, cost: -worth[j][k] });
    }
  }
  /** @param {number} g the node of a limit of types, the sink where there is none */
  const cap = (g) => (g < 0 ? sink : firstCap + g);
  for (let k = 0; k < kinds; k++) free(firstType + k, cap(byType.of[k]), 0, 1);
  types.forEach(({ least, most }, g) => free(firstCap + g, cap(byType.above[g]), Math.max(0, least), Math.min(most, hubs)));
  /* A limit below its own lower bound is a clash of its own. */
  if (arcs.some(({ least, most }) => least > most)) return { ...nothing, status: "infeasible" };

  const best = minCostFlow(sink + 1, arcs, 0, sink, hubs);
  if (!best.feasible) return { ...nothing, status: "infeasible" };
  const { reduced, bound } = dual(arcs, best.potentials, 0, sink, hubs);
  /** @param {number[]} flow */
  const chosen = (flow) => pairs.filter((_, n) => flow[first + n] > 0);
  /** @param {[number, number][]} open */
  const value = (open) => open.reduce((sum, [j, k]) => sum + worth[j][k], 0);
  let open = chosen(best.flow);
  if (spared) {
    const others = firstOfEquals(arcs, reduced, first, pairs.map(([j, k]) => -spared[j][k]));
    const second = minCostFlow(sink + 1, others, 0, sink, hubs);
    if (second.feasible) open = chosen(second.flow);
  }
  const objective = value(open);
  const proven = -bound - objective <= PROOF * Math.max(1, Math.abs(objective));
  return {
    status: proven ? "optimal" : "unproven", sites: open.map(([j]) => j), types: open.map(([, k]) => k),
    objective, bound: Math.max(-bound, objective), keys: [],
  };
}
/**
 * The face of all optimal flows (complementary slackness), with another cost on pairs.
 * @param {Arc[]} arcs
 * @param {number[]} reduced
 * @param {number} first the arc of the first pair
 * @param {number[]} costs of pairs
 * @returns {Arc[]}
 */
function firstOfEquals(arcs, reduced, first, costs) {
  const slack = 1e-11 * arcs.reduce((most, { cost }) => Math.max(most, -cost), 1);
  return arcs.map((arc, a) => ({
    ...arc, cost: costs[a - first] ?? 0,
    least: reduced[a] < -slack ? arc.most : arc.least,
    most: reduced[a] > slack ? arc.least : arc.most,
  }));
}
/**
 * The tree of limits that nest: for each limit and each thing the next wider limit, −1 where there is
 * none; and the keys of limits that overlap without one lying within the other.
 * @param {Limit[]} limits
 * @param {number} count of things
 */
export function nested(limits, count) {
  const narrowFirst = limits.map((_, g) => g).sort((a, b) => limits[a].of.length - limits[b].of.length || a - b);
  const of = new Array(count).fill(-1), above = new Array(limits.length).fill(-1);
  /** @type {string[]} */
  const overlap = [];
  const top = new Array(count).fill(-1);
  for (const g of narrowFirst) {
    for (const j of limits[g].of) {
      if (top[j] < 0) of[j] = g;
      else if (above[top[j]] < 0) above[top[j]] = g;
      else if (above[top[j]] !== g) overlap.push(limits[above[top[j]]].key, limits[g].key);
    }
    /* Lying in it with one member means with all. */
    for (const h of new Set(limits[g].of.map((j) => top[j]))) {
      if (h >= 0 && !limits[h].of.every((j) => limits[g].of.includes(j))) overlap.push(limits[h].key, limits[g].key);
    }
    for (const j of limits[g].of) top[j] = g;
  }
  return { of, above, overlap };
}
