/* The crisis score, by the same arithmetic as hubplanner.scoring.composite (docs/method.md,
   section 2): percentile ranks → means within a dimension → the weighted geometric mean of the
   dimensions within a scope (the region, its labour-market area) → the weighted mean of the scopes.

   `composite` is what Composite.as_data() gives; `ranks` holds, by indicator key, one number a
   region, null where it was not observed. */

const MIDDLE = 0.5;

/* The weights a planner may move, as those of a composite; only proportions matter. */
export function reweighted(composite, weights, areaWeight) {
  const total = Object.keys(composite.dimensions).reduce((sum, name) => sum + weights[name], 0);
  const dimensions = Object.fromEntries(
    Object.keys(composite.dimensions).map((name) => [name, weights[name] / total]));
  return { ...composite, dimensions, scopes: { "": 1 - areaWeight, _area: areaWeight } };
}

/* Crisis score, dimensions and scopes of every region; null where not observable. */
export function scored(composite, ranks) {
  const count = Object.values(ranks)[0].length;
  const suffixes = Object.keys(composite.scopes), names = Object.keys(composite.dimensions);
  const places = Object.fromEntries(suffixes.map((suffix) => [suffix, place(composite, ranks, suffix, count)]));
  const mixed = (pick) => Array.from({ length: count }, (_, i) => {
    let sum = 0;
    for (const suffix of suffixes) {
      if (composite.scopes[suffix] > 0) sum += composite.scopes[suffix] * pick(places[suffix])[i];
    }
    return plain(sum);
  });
  return {
    crisis: mixed((one) => one.score),
    dimensions: Object.fromEntries(names.map((name) => [name, mixed((one) => one.dimensions[name])])),
    scopes: Object.fromEntries(suffixes.map((suffix) => [suffix, places[suffix].score.map(plain)])),
    places,
  };
}
function place(composite, ranks, suffix, count) {
  const dimensions = {}, score = new Array(count);
  for (const [name, keys] of Object.entries(composite.indicators)) {
    dimensions[name] = Array.from({ length: count }, (_, i) => {
      let sum = 0, seen = 0;
      for (const key of keys) {
        const rank = ranks[key + suffix][i];
        if (rank !== null) { sum += rank; seen += 1; }
      }
      return seen ? sum / seen : NaN;
    });
  }
  for (let i = 0; i < count; i++) {
    let sum = 0;
    for (const name of Object.keys(dimensions)) sum += composite.dimensions[name] * Math.log(dimensions[name][i]);
    score[i] = Math.exp(sum);
  }
  return { dimensions, score };
}
const plain = (value) => (Number.isNaN(value) ? null : value);

/* What each indicator adds to the crisis score of region i; the sum is the score. Exact split by
   the logarithmic mean Divisia index (Ang 2004). */
export function contributions(composite, ranks, result, i) {
  const parts = {};
  if (result.crisis[i] === null) return parts;
  for (const [suffix, share] of Object.entries(composite.scopes)) {
    const { dimensions, score } = result.places[suffix];
    for (const [name, keys] of Object.entries(composite.indicators)) {
      const seen = keys.filter((key) => ranks[key + suffix][i] !== null);
      const weight = composite.dimensions[name] / Math.max(seen.length, 1);
      const scale = logMean(score[i], MIDDLE) / logMean(dimensions[name][i], MIDDLE);
      for (const key of seen) {
        parts[key + suffix] = share * weight * (MIDDLE + scale * (ranks[key + suffix][i] - MIDDLE));
      }
    }
  }
  return parts;
}
function logMean(a, b) {
  const ratio = Math.log(a / b);
  return Math.abs(ratio) < 1e-9 ? (a + b) / 2 : (a - b) / ratio;
}

/* Rank from the worst (1); ties share the better rank. */
export function ranked(values) {
  const sorted = values.filter((value) => value !== null).sort((a, b) => b - a);
  const first = new Map();
  sorted.forEach((value, k) => { if (!first.has(value)) first.set(value, k + 1); });
  return values.map((value) => (value === null ? null : first.get(value)));
}

/* The `top` regions with the highest score; ties at the edge go by region code. */
export function candidates(values, codes, top) {
  const order = values.map((_, i) => i).filter((i) => values[i] !== null)
    .sort((a, b) => values[b] - values[a] || (codes[a] < codes[b] ? -1 : 1));
  const chosen = new Set(order.slice(0, top));
  return values.map((_, i) => chosen.has(i));
}
