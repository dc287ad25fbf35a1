/* The p-median to proof, by the steps of hubplanner.siting.lagrangian: Lagrangian bounds (Cornuéjols,
   Fisher and Nemhauser 1977), interchange (Teitz and Bart 1968), fixing by reduced cost (Christofides
   and Beasley 1982), branching on sites. Here no more than so many sites of a group (a province) may
   be open besides: sites that keep such limits are independent sets of a partition matroid, so the
   greedy choice still solves the relaxation exactly (Edmonds 1971). */

/**
 * @typedef {object} MedianProblem
 * @property {ArrayLike<number>[]} cost site × demand, weighted, finite
 * @property {number} hubs in all, required ones included
 * @property {number[]} [required] sites
 * @property {number[]} [forbidden] sites
 * @property {{ of: number[], most: number }[]} [groups] that share no site
 * @property {number} [nodes] so many are looked at before it stops without proof
 */
/**
 * @typedef {object} MedianSolution
 * @property {"optimal" | "infeasible" | "unproven"} status
 * @property {number[]} sites ascending
 * @property {number} objective
 * @property {number} bound nothing costs less
 * @property {number} nodes
 */

/* Share of the objective that the bound may lie below it and still prove it. */
const PROOF = 1e-9;
const ROOT = { rounds: 900, pace: 1.5 }, CHILD = { rounds: 30, pace: 1 };
/* Rounds without gain after which the step gets shorter. */
const PATIENCE = 10;
/* Rounds after which the relaxation's sites are made a solution of. */
const POLISH = 10;

/** @typedef {{ inside: number[], free: number[], multipliers: Float64Array, bound: number }} Node */

/**
 * The sites that cost least.
 * @param {MedianProblem} problem
 * @returns {MedianSolution}
 */
export function pMedian({ cost, hubs, required = [], forbidden = [], groups = [], nodes: mostNodes = 3000 }) {
  const search = searchOf(cost, hubs, groups);
  const barred = new Set([...required, ...forbidden]);
  const inside = [...new Set(required)];
  const free = cost.map((_, j) => j).filter((j) => !barred.has(j));
  const clash = required.some((j) => forbidden.includes(j));
  if (clash || hubs < 1 || !search.canReach(inside, free)) {
    return { status: "infeasible", sites: [], objective: NaN, bound: NaN, nodes: 0 };
  }
  search.offer(search.improved(search.guess(inside, free), inside, free));
  /** @type {Node} */
  const root = { inside, free, multipliers: search.firstMultipliers(), bound: -Infinity };
  let nodes = 0, bound = Infinity;
  const waiting = [root];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (node.bound >= search.cutoff()) { bound = Math.min(bound, node.bound); continue; }
    if (nodes > mostNodes) { bound = Math.min(bound, node.bound, ...waiting.map((one) => one.bound)); break; }
    nodes += 1;
    const usage = search.ascend(node, nodes === 1 ? ROOT : CHILD);
    if (node.bound >= search.cutoff() || search.isLeaf(node)) { bound = Math.min(bound, search.settled(node)); continue; }
    waiting.push(...search.children(node, usage));
  }
  const { sites, value } = search.best;
  /* What was fixed on the way may cost as little as the cutoff. */
  bound = bound < search.cutoff() ? bound : search.proven();
  const proven = value - bound <= PROOF * Math.max(1, Math.abs(value));
  return { status: proven ? "optimal" : "unproven", sites: [...sites].sort((a, b) => a - b), objective: value, bound, nodes };
}

/**
 * @param {ArrayLike<number>[]} cost
 * @param {number} hubs
 * @param {{ of: number[], most: number }[]} groups
 */
function searchOf(cost, hubs, groups) {
  const count = cost[0].length;
  const rows = cost.map((row) => Float64Array.from(row));
  const group = new Int32Array(cost.length).fill(-1);
  groups.forEach(({ of }, g) => { for (const j of of) group[j] = g; });
  /** @type {{ sites: number[], value: number }} */
  let best = { sites: [], value: Infinity };
  /** @type {Set<string>} */
  const tried = new Set();

  /** @param {number[]} sites */
  const total = (sites) => {
    let sum = 0;
    for (let i = 0; i < count; i++) {
      let least = Infinity;
      for (const j of sites) if (rows[j][i] < least) least = rows[j][i];
      sum += least;
    }
    return sum;
  };
  /** @param {number[]} sites how many more each group takes, the sites taken */
  const roomBeside = (sites) => {
    const room = groups.map(({ most }) => most);
    for (const j of sites) if (group[j] >= 0) room[group[j]] -= 1;
    return room;
  };
  /**
   * Those inside and of the free ones the first in an order, as many as hubs and groups allow.
   * @param {number[]} inside
   * @param {number[]} order
   */
  const greedy = (inside, order) => {
    const room = roomBeside(inside), chosen = [...inside];
    for (const j of order) {
      if (chosen.length >= hubs) break;
      if (group[j] >= 0 && room[group[j]] <= 0) continue;
      if (group[j] >= 0) room[group[j]] -= 1;
      chosen.push(j);
    }
    return chosen;
  };
  /** @param {number[]} inside @param {number[]} free */
  const canReach = (inside, free) =>
    roomBeside(inside).every((room) => room >= 0) && inside.length <= hubs && greedy(inside, free).length === hubs;

  /* One after the other the site that helps most. */
  /** @param {number[]} inside @param {number[]} free */
  const guess = (inside, free) => {
    const chosen = [...inside], room = roomBeside(inside), left = new Set(free);
    const now = new Float64Array(count).fill(Infinity);
    for (const j of inside) for (let i = 0; i < count; i++) now[i] = Math.min(now[i], rows[j][i]);
    while (chosen.length < hubs) {
      let at = -1, least = Infinity;
      for (const j of left) {
        if (group[j] >= 0 && room[group[j]] <= 0) continue;
        let sum = 0;
        for (let i = 0; i < count; i++) sum += Math.min(now[i], rows[j][i]);
        if (sum < least) { least = sum; at = j; }
      }
      left.delete(at);
      chosen.push(at);
      if (group[at] >= 0) room[group[at]] -= 1;
      for (let i = 0; i < count; i++) now[i] = Math.min(now[i], rows[at][i]);
    }
    return chosen;
  };

  /**
   * Exchanges one site for another while that helps; those inside stay.
   * @param {number[]} start
   * @param {number[]} inside
   * @param {number[]} free
   */
  const improved = (start, inside, free) => {
    const sites = [...start], held = new Set(inside);
    const nearest = new Int32Array(count), first = new Float64Array(count), second = new Float64Array(count);
    const loss = new Float64Array(hubs);
    for (;;) {
      loss.fill(0);
      for (let i = 0; i < count; i++) {
        first[i] = Infinity; second[i] = Infinity;
        sites.forEach((j, s) => {
          const c = rows[j][i];
          if (c < first[i]) { second[i] = first[i]; first[i] = c; nearest[i] = s; } else if (c < second[i]) second[i] = c;
        });
        loss[nearest[i]] += second[i] - first[i];
      }
      const room = roomBeside(sites), open = new Set(sites);
      let gain = 1e-9 * Math.max(1, best.value === Infinity ? 1 : best.value), out = -1, into = -1;
      const again = new Float64Array(hubs);
      for (const j of free) {
        if (open.has(j)) continue;
        again.fill(0);
        let saved = 0;
        const row = rows[j];
        for (let i = 0; i < count; i++) {
          if (row[i] < first[i]) { saved += first[i] - row[i]; again[nearest[i]] += second[i] - first[i]; }
          else if (row[i] < second[i]) again[nearest[i]] += second[i] - row[i];
        }
        const full = group[j] >= 0 && room[group[j]] <= 0;
        for (let s = 0; s < hubs; s++) {
          if (held.has(sites[s]) || (full && group[sites[s]] !== group[j])) continue;
          /* With one hub there is no second nearest: what the new one costs instead. */
          const won = hubs === 1 ? total(sites) - total([j]) : saved + again[s] - loss[s];
          if (won > gain) { gain = won; out = s; into = j; }
        }
      }
      if (out < 0) return sites;
      sites[out] = into;
    }
  };
  /** @param {number[]} sites */
  const offer = (sites) => {
    const value = total(sites);
    if (value < best.value) best = { sites: [...sites], value };
  };
  /* At a bound of this or more nothing better is left; whole costs make whole objectives. */
  const whole = rows.every((row) => row.every((one) => one === Math.floor(one)));
  const cutoff = () => (whole ? best.value - 1 + 1e-6 : best.value - 0.5 * PROOF * Math.max(1, Math.abs(best.value)));

  const firstMultipliers = () => Float64Array.from({ length: count }, (_, i) => {
    const costs = best.sites.map((j) => rows[j][i]).sort((a, b) => a - b);
    return (costs[0] + (costs[1] ?? costs[0])) / 2;
  });

  /** @param {Node} node */
  const isLeaf = ({ inside, free }) => inside.length === hubs || inside.length + free.length === hubs;
  /**
   * A lower bound of all below a node that needs no branching: if all is decided, what that costs.
   * @param {Node} node
   */
  const settled = (node) => {
    if (node.bound >= cutoff()) return node.bound;
    const sites = node.inside.length === hubs ? node.inside : [...node.inside, ...node.free];
    if (roomBeside(sites).some((room) => room < 0)) return Infinity;
    offer(sites);
    return total(sites);
  };

  /**
   * Raises the bound by subgradient steps (Held, Wolfe and Crowder 1974; along part of the step before,
   * Camerini, Fratta and Maffioli 1975), fixing sites on the way. Gives how often each was chosen.
   * @param {Node} node
   * @param {{ rounds: number, pace: number }} wish
   */
  const ascend = (node, { rounds, pace: firstPace }) => {
    let pace = firstPace, quiet = 0, top = -Infinity;
    let multipliers = Float64Array.from(node.multipliers);
    const direction = new Float64Array(count), scale = new Float64Array(count);
    const mean = multipliers.reduce((sum, one) => sum + one, 0) / count;
    for (let i = 0; i < count; i++) scale[i] = Math.max(multipliers[i], 0.01 * mean + 1e-12);
    const usage = new Float64Array(rows.length), rho = new Float64Array(rows.length);
    for (let turn = 1; turn <= rounds && !isLeaf(node); turn++) {
      for (const j of [...node.inside, ...node.free]) {
        let sum = 0;
        const row = rows[j];
        for (let i = 0; i < count; i++) { const below = row[i] - multipliers[i]; if (below < 0) sum += below; }
        rho[j] = sum;
      }
      node.free.sort((a, b) => rho[a] - rho[b]);
      const chosen = greedy(node.inside, node.free);
      let value = 0;
      for (let i = 0; i < count; i++) value += multipliers[i];
      for (const j of chosen) value += rho[j];
      for (let j = 0; j < usage.length; j++) usage[j] *= 0.95;
      for (const j of chosen) usage[j] += 0.05;
      if (turn % POLISH === 0) polish(node, turn % (2 * POLISH) ? chosen
        : greedy(node.inside, [...node.free].sort((a, b) => usage[b] - usage[a])));
      quiet = value > top + 3e-4 * (best.value - top) ? 0 : quiet + 1;
      if (value > top) {
        top = value;
        node.multipliers = Float64Array.from(multipliers);
        node.bound = Math.max(node.bound, value);
        if (node.bound >= cutoff()) break;
        fix(node, value, rho, chosen);
        if (!canReach(node.inside, node.free)) { node.bound = Infinity; break; }
      }
      if (quiet >= PATIENCE) {
        pace *= 0.7; quiet = 0;
        multipliers = Float64Array.from(node.multipliers);
        direction.fill(0);
        if (pace < 0.005) break;
      }
      let length = 0;
      for (let i = 0; i < count; i++) {
        let served = 0;
        for (const j of chosen) if (rows[j][i] < multipliers[i]) served += 1;
        direction[i] = 1 - served + 0.7 * direction[i];
        length += direction[i] * direction[i] * scale[i];
      }
      if (length === 0) break;
      const step = (pace * Math.max(best.value - value, 0)) / length;
      for (let i = 0; i < count; i++) multipliers[i] += step * direction[i] * scale[i];
    }
    return usage;
  };
  /**
   * Fixes what the bound allows: an exchange of the greedy choice bounds what a site's choice, or its
   * absence, would cost.
   * @param {Node} node
   * @param {number} value
   * @param {Float64Array} rho
   * @param {number[]} chosen
   */
  const fix = (node, value, rho, chosen) => {
    const taken = new Set(chosen), limit = cutoff();
    const open = node.free.filter((j) => taken.has(j)), closed = node.free.filter((j) => !taken.has(j));
    const dearest = open.reduce((most, j) => Math.max(most, rho[j]), -Infinity);
    const cheapest = closed.reduce((least, j) => Math.min(least, rho[j]), Infinity);
    const into = open.filter((j) => value - rho[j] + cheapest >= limit);
    const out = new Set(closed.filter((j) => value + rho[j] - dearest >= limit));
    if (!into.length && !out.size) return;
    const held = new Set(into);
    node.inside = [...node.inside, ...into];
    node.free = node.free.filter((j) => !held.has(j) && !out.has(j));
  };
  /** @param {Node} node @param {number[]} sites */
  const polish = (node, sites) => {
    const key = [...sites].sort((a, b) => a - b).join();
    if (tried.has(key)) return;
    tried.add(key);
    offer(improved(sites, node.inside, node.free));
  };
  /**
   * Without and with the site that the relaxations could decide on least, the better looked at first.
   * @param {Node} node
   * @param {Float64Array} usage
   * @returns {Node[]}
   */
  const children = ({ inside, free, multipliers, bound }, usage) => {
    const at = free.reduce((one, j) => (Math.abs(usage[j] - 0.5) < Math.abs(usage[one] - 0.5) ? j : one), free[0]);
    const rest = free.filter((j) => j !== at);
    return [{ inside, free: rest }, { inside: [...inside, at], free: rest }]
      .filter((child) => canReach(child.inside, child.free))
      .map((child) => ({ ...child, multipliers, bound }));
  };
  return {
    proven: () => (whole ? best.value : cutoff()), canReach, guess, improved, offer, cutoff, firstMultipliers, isLeaf, settled, ascend, children,
    get best() { return best; },
  };
}
