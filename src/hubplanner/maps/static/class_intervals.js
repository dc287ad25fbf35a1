/* Class intervals of a choropleth map. Each scheme takes observed values in ascending order and the
   number of classes, and gives the edges from the least value to the greatest; a value on an inner
   edge belongs to the class above it. Inner edges that coincide are given once, so there may be
   fewer classes than asked for. */

/**
 * Classes of equal count (Evans 1977), by linear interpolation like numpy.quantile.
 * @param {number[]} sorted
 * @param {number} classes
 */
export function quantile(sorted, classes) {
  return distinct(range(classes).map((c) => {
    const at = ((sorted.length - 1) * c) / classes;
    const below = Math.floor(at);
    const above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  }));
}

/**
 * Classes of equal width.
 * @param {number[]} sorted
 * @param {number} classes
 */
export function equal(sorted, classes) {
  const [least, greatest] = [sorted[0], sorted[sorted.length - 1]];
  return distinct(range(classes).map((c) =>
    (c === classes ? greatest : least + ((greatest - least) * c) / classes)));
}

/**
 * Natural breaks: the partition of least squared deviation within classes (Fisher 1958, Jenks
 * 1977), exact by dynamic programming over the distinct values.
 * @param {number[]} sorted
 * @param {number} classes
 */
export function natural(sorted, classes) {
  const values = [...new Set(sorted)];
  const n = values.length, k = Math.min(classes, n);
  const weight = new Float64Array(n + 1), sum = new Float64Array(n + 1), squares = new Float64Array(n + 1);
  const shift = sorted[sorted.length >> 1];  // deviations from the median keep the sums exact
  /** @type {Map<number, number>} */
  const count = new Map();
  for (const value of sorted) count.set(value, (count.get(value) || 0) + 1);
  values.forEach((value, i) => {
    const [times, x] = [count.get(value) || 0, value - shift];
    weight[i + 1] = weight[i] + times;
    sum[i + 1] = sum[i] + times * x;
    squares[i + 1] = squares[i] + times * x * x;
  });
  /**
   * Squared deviation of values[from] … values[to - 1].
   * @param {number} from
   * @param {number} to
   */
  const within = (from, to) => {
    const s = sum[to] - sum[from];
    return squares[to] - squares[from] - (s * s) / (weight[to] - weight[from]);
  };
  let cost = new Float64Array(n + 1);
  for (let to = 1; to <= n; to++) cost[to] = within(0, to);
  const starts = [];
  for (let c = 2; c <= k; c++) {
    const next = new Float64Array(n + 1).fill(Infinity), start = new Int32Array(n + 1);
    for (let to = c; to <= n; to++) {
      for (let from = c - 1; from < to; from++) {
        const total = cost[from] + within(from, to);
        if (total < next[to]) { next[to] = total; start[to] = from; }
      }
    }
    cost = next;
    starts.push(start);
  }
  const edges = [values[n - 1]];
  for (let to = n, c = starts.length - 1; c >= 0; c--) {
    to = starts[c][to];
    edges.unshift(values[to]);
  }
  return distinct([values[0], ...edges]);
}

/**
 * Edges that the planner gives; those outside the values are of no use.
 * @param {number[]} sorted
 * @param {number[]} inner
 */
export function given(sorted, inner) {
  const [least, greatest] = [sorted[0], sorted[sorted.length - 1]];
  const usable = inner.filter((edge) => edge > least && edge <= greatest).sort((a, b) => a - b);
  return distinct([least, ...usable, greatest]);
}

/**
 * The class of a value, from 0; edges as the schemes give them.
 * @param {number[]} edges
 * @param {number} value
 */
export function classOf(edges, value) {
  let c = 0;
  while (c < edges.length - 2 && value >= edges[c + 1]) c++;
  return c;
}

/** @param {number} n */
const range = (n) => Array.from({ length: n + 1 }, (_, i) => i);
/**
 * The last edge always stays: the class above the one before it may hold the greatest value alone.
 * @param {number[]} edges
 */
const distinct = (edges) =>
  edges.filter((edge, i) => i === 0 || i === edges.length - 1 || edge > edges[i - 1]);
