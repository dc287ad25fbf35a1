/* Min-cost flow of a given value through a network without cycles, by successive shortest paths with
   potentials (Ahuja, Magnanti and Orlin 1993, chapters 9 and 10). Whole bounds give a whole flow. */

/**
 * @typedef {object} Arc
 * @property {number} from
 * @property {number} to
 * @property {number} least
 * @property {number} most
 * @property {number} cost
 */
/**
 * @typedef {object} Flow
 * @property {number[]} flow by arc
 * @property {boolean} feasible whether the value and every lower bound are kept
 * @property {Float64Array} potentials by node: the dual solution
 */

/**
 * The cheapest flow of `value` from `source` to `sink`.
 * @param {number} nodes how many
 * @param {Arc[]} arcs
 * @param {number} source
 * @param {number} sink
 * @param {number} value
 * @returns {Flow}
 */
export function minCostFlow(nodes, arcs, source, sink, value) {
  /* What a lower bound asks for is cheaper by more than any flow can cost: kept first. */
  const bonus = 1 + 2 * longest(arcs) * value;
  const net = residual(nodes, arcs, bonus);
  const potentials = distances(net, source);
  let left = value;
  while (left > 0) {
    const arcIn = dijkstra(net, potentials, source, sink);
    if (arcIn === null) break;
    let most = left;
    for (let v = sink; v !== source; v = net.to[arcIn[v] ^ 1]) most = Math.min(most, net.room[arcIn[v]]);
    for (let v = sink; v !== source; v = net.to[arcIn[v] ^ 1]) {
      net.room[arcIn[v]] -= most;
      net.room[arcIn[v] ^ 1] += most;
    }
    left -= most;
  }
  const flow = arcs.map((_, a) => net.of[a].reduce((sum, e) => sum + net.room[e ^ 1], 0));
  return { flow, potentials, feasible: left === 0 && arcs.every(({ least }, a) => flow[a] >= least) };
}

/**
 * Reduced costs under potentials, and the cost that no flow of `value` is below: the Lagrangian dual,
 * worked out from arcs and potentials alone, whatever these are.
 * @param {Arc[]} arcs
 * @param {Float64Array} potentials
 * @param {number} source
 * @param {number} sink
 * @param {number} value
 */
export function dual(arcs, potentials, source, sink, value) {
  const reduced = arcs.map(({ from, to, cost }) => cost + potentials[from] - potentials[to]);
  let bound = value * (potentials[sink] - potentials[source]);
  arcs.forEach(({ least, most }, a) => { bound += Math.min(least * reduced[a], most * reduced[a]); });
  return { reduced, bound };
}

/**
 * What a path can cost at most, lower bounds aside.
 * @param {Arc[]} arcs
 */
const longest = (arcs) => arcs.reduce((most, { cost }) => Math.max(most, Math.abs(cost)), 0);

/** @typedef {{ to: number[], room: number[], cost: number[], out: number[][], of: number[][] }} Net arcs by pairs: e and e ^ 1 are each other's reverse */
/**
 * @param {number} nodes
 * @param {Arc[]} arcs
 * @param {number} bonus
 * @returns {Net}
 */
function residual(nodes, arcs, bonus) {
  /** @type {Net} */
  const net = { to: [], room: [], cost: [], out: Array.from({ length: nodes }, () => []), of: [] };
  /** @param {Arc} arc @param {number} room @param {number} cost */
  const add = ({ from, to }, room, cost) => {
    const e = net.to.length;
    net.to.push(to, from);
    net.room.push(room, 0);
    net.cost.push(cost, -cost);
    net.out[from].push(e);
    net.out[to].push(e + 1);
    return e;
  };
  for (const arc of arcs) {
    const own = [add(arc, arc.most - arc.least, arc.cost)];
    if (arc.least > 0) own.push(add(arc, arc.least, arc.cost - bonus));
    net.of.push(own);
  }
  return net;
}
/**
 * Shortest distances in a network without cycles (Bellman and Ford, who need as many rounds as a path
 * has arcs); 0 for what cannot be reached, which no path leaves.
 * @param {Net} net
 * @param {number} source
 */
function distances(net, source) {
  const far = new Float64Array(net.out.length).fill(Infinity);
  far[source] = 0;
  for (let moved = true; moved;) {
    moved = false;
    for (let v = 0; v < far.length; v++) {
      if (far[v] === Infinity) continue;
      for (const e of net.out[v]) {
        if (net.room[e] > 0 && far[v] + net.cost[e] < far[net.to[e]]) {
          far[net.to[e]] = far[v] + net.cost[e];
          moved = true;
        }
      }
    }
  }
  const most = far.reduce((max, one) => (one === Infinity ? max : Math.max(max, one)), 0);
  return far.map((one) => (one === Infinity ? most : one));
}
/**
 * The arc by which a shortest path enters each node, null where none leads to the sink; moves the
 * potentials on. Dense, as every site is tied to every type.
 * @param {Net} net
 * @param {Float64Array} potentials
 * @param {number} source
 * @param {number} sink
 */
function dijkstra(net, potentials, source, sink) {
  const count = potentials.length;
  const far = new Float64Array(count).fill(Infinity);
  const arcIn = new Int32Array(count).fill(-1), done = new Uint8Array(count);
  far[source] = 0;
  for (;;) {
    let v = -1;
    for (let u = 0; u < count; u++) if (!done[u] && far[u] < Infinity && (v < 0 || far[u] < far[v])) v = u;
    if (v < 0) break;
    done[v] = 1;
    for (const e of net.out[v]) {
      const u = net.to[e];
      if (net.room[e] <= 0 || done[u]) continue;
      /* Never below zero but by rounding. */
      const length = far[v] + Math.max(0, net.cost[e] + potentials[v] - potentials[u]);
      if (length < far[u]) { far[u] = length; arcIn[u] = e; }
    }
  }
  if (far[sink] === Infinity) return null;
  const most = far.reduce((max, one) => (one === Infinity ? max : Math.max(max, one)), 0);
  for (let v = 0; v < count; v++) potentials[v] += Math.min(far[v], most);
  return arcIn;
}
