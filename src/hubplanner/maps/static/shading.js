/* What the regions are shaded by: a value, a scheme of classes, colours and, if wished, patterns. */

import { classOf, equal, given, natural, quantile } from "./classes.js";
import { plan, regions } from "./plan.js";
import { standing } from "./standing.js";
import { N_, drawn, words } from "./words.js";

/* ColorBrewer YlOrRd, five classes: sequential, safe for colour-blind eyes, and darker is worse in grey. */
export const RAMP = ["#ffffb2", "#fecc5c", "#fd8d3c", "#f03b20", "#bd0026"];
export const CLASSES = RAMP.length;
/* Dependency (across) by decline (up), three classes each: blue and pink that mix to purple. */
const SQUARE = [
  ["#e8e8e8", "#ace4e4", "#5ac8c8"], ["#dfb0d6", "#a5add3", "#5698b9"], ["#be64ac", "#8c62aa", "#3b4994"],
];
export const SIDE = SQUARE.length;
export const BIVARIATE = "bivariate";
const SCHEMES = { quantile, natural, equal, given };

/* What the map can be shaded by; scores change as the planner tries other weights. `worse` is 1
   where more is worse and −1 where less is. */
const score = (key, message, values) => {
  const [ko, en] = words(message);
  return { key, ko, en, unit: "score", years: "", worse: 1, get values() { return values(); } };
};
const [ko, en] = words("Minutes to the nearest hub");
export const SHADES = [
  score("crisis_score", N_("Crisis score"), () => standing.crisis),
  score("dependency", N_("Dependency"), () => standing.dimensions.dependency),
  score("decline", N_("Decline"), () => standing.dimensions.decline),
  score("outflow", N_("Outflow"), () => standing.dimensions.outflow),
  score("crisis_own", N_("Crisis score, the region itself"), () => standing.scopes[""]),
  score("crisis_area", N_("Crisis score, its labour-market area"), () => standing.scopes._area),
  { key: "hub_minutes", ko, en, unit: "minutes", years: "", worse: 1, values: regions.minutes },
  ...plan.indicators,
].filter((one) => one.values);
export const shadeOf = (key) => SHADES.find((one) => one.key === key);
export const shading = { key: SHADES[0].key, scheme: "quantile", given: [], patterns: false };
export const canCross = Boolean(shadeOf("dependency") && shadeOf("decline"));

const observed = (values) => values.filter((value) => value !== null).sort((a, b) => a - b);
export function edgesOf(values, scheme = shading.scheme, classes = CLASSES) {
  const sorted = observed(values);
  if (!sorted.length) return [];
  return scheme === "given" ? given(sorted, shading.given) : SCHEMES[scheme](sorted, classes);
}

/* From class to step of the ramp: always from the lightest to the darkest, and darker is worse. */
export function stepOf(c, classes, worse) {
  const step = classes > 1 ? Math.round((c * (CLASSES - 1)) / (classes - 1)) : CLASSES - 1;
  return worse > 0 ? step : CLASSES - 1 - step;
}
export const paint = (step) => (shading.patterns ? `url(#class-${step})` : RAMP[step]);
export const paintSquare = (up, across) =>
  (shading.patterns ? `url(#class-${up}-${across})` : SQUARE[up][across]);
export const MISSING = "url(#missing)";

/* The fill of every region, as the choice stands now. */
export function fills() {
  if (shading.key === BIVARIATE) {
    const [right, above] = ["dependency", "decline"].map((key) => shadeOf(key).values);
    const [across, up] = [right, above].map((values) => edgesOf(values, "quantile", SIDE));
    return right.map((value, i) => (value === null || above[i] === null
      ? MISSING : paintSquare(classOf(up, above[i]), classOf(across, value))));
  }
  const { values, worse } = shadeOf(shading.key);
  const edges = edgesOf(values);
  return values.map((value) =>
    (value === null ? MISSING : paint(stepOf(classOf(edges, value), edges.length - 1, worse))));
}

/* Hatching says 'missing'; with patterns on, density says the class, and in two directions for two
   dimensions, so that nothing depends on colour. */
function pattern(id, size, background, turned, ...lines) {
  return drawn("pattern", {
    id, width: size, height: size, patternUnits: "userSpaceOnUse",
    ...(turned ? { patternTransform: `rotate(${turned})` } : {}),
  }, drawn("rect", { width: size, height: size, fill: background }), ...lines);
}
const across = (size, ink, width = 1) =>
  drawn("line", { x2: size, y1: size / 2, y2: size / 2, stroke: ink, "stroke-width": width });
const upright = (size, ink, width = 1) =>
  drawn("line", { y2: size, x1: size / 2, x2: size / 2, stroke: ink, "stroke-width": width });
export function patterns() {
  const ink = "#1b2733";
  const classes = [
    pattern("class-0", 8, RAMP[0], 0),
    pattern("class-1", 8, RAMP[1], 0, drawn("circle", { cx: 4, cy: 4, r: 1, fill: ink })),
    pattern("class-2", 8, RAMP[2], 45, across(8, ink)),
    pattern("class-3", 4, RAMP[3], 45, across(4, ink)),
    pattern("class-4", 5, RAMP[4], 45, across(5, "#fff"), upright(5, "#fff")),
  ];
  SQUARE.forEach((row, up) => row.forEach((colour, right) => classes.push(pattern(`class-${up}-${right}`, 8, colour, 0,
    ...(up ? [across(8, ink, up)] : []), ...(right ? [upright(8, ink, right)] : [])))));
  const missing = pattern("missing", 6, "#fff", 45, across(6, "#9aa5ad", 2));
  const hatched = pattern("part-decline", 4, "#d9772b", 45, across(4, "#fff", 1));
  return drawn("svg", { width: 0, height: 0, "aria-hidden": "true", class: "patterns" },
    drawn("defs", {}, missing, hatched, ...classes));
}
