/* What the regions are shaded by: a value, a scheme of classes, colours and, if wished, patterns. */

/** @import { Values } from "./composite.js" */
/** @import { Trend } from "./payload.js" */
import { classOf, equal, given, natural, quantile } from "./class_intervals.js";
import { everyRegion } from "./geography.js";
import { crossed, denser, denserAcross, hatched, keepPatterns } from "./patterns.js";
import { plan, regions } from "./plan.js";
import { helped, sited } from "./sited.js";
import { standing } from "./standing.js";
import { N_, words } from "./words.js";

/* ColorBrewer YlOrRd, five classes: sequential, safe for colour-blind eyes, and darker is worse in grey. */
const RAMP = ["#ffffb2", "#fecc5c", "#fd8d3c", "#f03b20", "#bd0026"];
/* ColorBrewer RdBu, ten classes, for values on both sides of zero: further from it is darker, red is worse. */
const RAMPS = {
  class: RAMP,
  worse: ["#fddbc7", "#f4a582", "#d6604d", "#b2182b", "#67001f"],
  better: ["#d1e5f0", "#92c5de", "#4393c3", "#2166ac", "#053061"],
};
const CLASSES = RAMP.length, ON_A_SIDE = 3;
/* Dependency (across) by decline (up), three classes each: blue and pink that mix to purple. */
const SQUARE = [
  ["#e8e8e8", "#ace4e4", "#5ac8c8"], ["#dfb0d6", "#a5add3", "#5698b9"], ["#be64ac", "#8c62aa", "#3b4994"],
];
/* A light colour a hub: ColorBrewer Set3 without its grey; more hubs begin anew. */
const HUES = ["#8dd3c7", "#ffffb3", "#bebada", "#fb8072", "#80b1d3", "#fdb462", "#b3de69", "#fccde5", "#bc80bd", "#ccebc5", "#ffed6f"];
const LAND = "#f3f1ea", CANDIDATE = "#e7d9b4";
export const SIDE = SQUARE.length;
export const BIVARIATE = "bivariate";
const SCHEMES = { quantile, natural, equal };

/**
 * @typedef {object} Shade what the map can be shaded by
 * @property {string} key
 * @property {string} ko
 * @property {string} en
 * @property {string} unit
 * @property {string} years
 * @property {number} worse 1 where more is worse and −1 where less is
 * @property {Values} values
 * @property {string[]} [steps] the spans of years that it can be read for
 */
/** @typedef {keyof typeof SCHEMES | "given" | "candidates"} Scheme of classes; `candidates` parts the crisis score at the last candidate's */
/** @typedef {"shade" | "catchments" | "plain" | "chance"} Fill what the colours of regions tell */
/** @type {{ fill: Fill, step: number, key: string, scheme: Scheme, given: number[], patterns: boolean }} */
export const shading = { fill: "shade", step: 0, key: "crisis_score", scheme: "quantile", given: [], patterns: false };

/**
 * Scores change as the planner tries other weights; one that is never told is left out.
 * @param {string} key
 * @param {string} message
 * @param {() => Values | null} values
 * @returns {Shade}
 */
const score = (key, message, values) => {
  const [ko, en] = words(message);
  return { key, ko, en, unit: "score", years: "", worse: 1, get values() { return /** @type {Values} */ (values()); } };
};
/**
 * The change of a series from one of its years to the next, of the year that is chosen.
 * @param {Trend} series
 * @returns {Shade}
 */
function changeShade({ key, ko, en, years, values, changes }) {
  const until = () => changes[Math.min(shading.step, changes.length - 1)];
  const [change, its] = words("change");
  return {
    key: `trend_${key}`, ko: `${ko} ${change}`, en: `${en}, ${its}`, unit: "share", worse: -1,
    steps: changes.map((k) => `${years[k - 1]}–${years[k]}`),
    get years() { return `${years[until() - 1]}–${years[until()]}`; },
    get values() {
      const [before, after] = [values[until() - 1], values[until()]];
      return after.map((value, i) => {
        const was = before[i];
        return value === null || !was ? null : value / was - 1;
      });
    },
  };
}
const [ko, en] = words("Minutes to the nearest hub");
/** @type {Shade[]} */
export const SHADES = [
  score("crisis_score", N_("Crisis score"), () => standing.crisis),
  score("decline_path", N_("Decline path"), () => (standing.exposure ? standing.decline : null)),
  score("exposure", N_("Exposure to a shock of its industries"), () => standing.exposure),
  score("dependency", N_("Dependency"), () => standing.dimensions.dependency),
  score("decline", N_("Decline"), () => standing.dimensions.decline),
  score("outflow", N_("Outflow"), () => standing.dimensions.outflow),
  score("crisis_own", N_("Decline path, the region itself"), () => standing.scopes[""]),
  score("crisis_area", N_("Decline path, its labour-market area"), () => standing.scopes._area),
  { key: "hub_minutes", ko, en, unit: "minutes", years: "", worse: 1, get values() { return /** @type {Values} */ (sited.minutes); } },
  ...plan.trends.filter(({ changes }) => changes.length).map(changeShade),
  ...plan.indicators,
].filter((one) => one.values);
/** @param {string} key */
export const shadeOf = (key) => SHADES.find((one) => one.key === key) ?? SHADES[0];
export const canCross = ["dependency", "decline"].every((key) => SHADES.some((one) => one.key === key));

/** @param {Values} values */
const observed = (values) => values.filter((value) => value !== null).sort((a, b) => a - b);
/** @param {Values} values */
function edgesOf(values, scheme = shading.scheme, classes = CLASSES) {
  const sorted = observed(values);
  if (!sorted.length) return [];
  if (scheme === "candidates") return quantile(sorted, classes);
  return scheme === "given" ? given(sorted, shading.given) : SCHEMES[scheme](sorted, classes);
}

/**
 * One fill a class, always from the lightest to the darkest.
 * @param {keyof typeof RAMPS} ramp
 * @param {number} classes
 */
const ramped = (ramp, classes) => Array.from({ length: classes }, (_, c) => {
  const step = classes > 1 ? Math.round((c * (CLASSES - 1)) / (classes - 1)) : CLASSES - 1;
  return shading.patterns ? `url(#${ramp}-${step})` : RAMPS[ramp][step];
});
/**
 * Where the classes of a shade part: at zero where values lie on both sides of it, or at the score of the last
 * candidate where that is asked for.
 * @param {Shade} shade
 */
function lineOf({ key, values }) {
  const sorted = observed(values), line = key === "crisis_score" && shading.scheme === "candidates"
    ? Math.min(...observed(values.filter((_, i) => standing.candidate[i]))) : 0;
  return sorted[0] < line && sorted[sorted.length - 1] > line ? line : undefined;
}
/**
 * Edges of the classes of a shade and a fill for each. Values on both sides of a line (see above) are classed on each
 * side by itself: a change for the worse never looks like one for the better. `at` is then the place of its edge.
 * @param {Shade} shade
 * @returns {{ edges: number[], fills: string[], at?: number }}
 */
export function classesOf(shade) {
  const { values, worse } = shade, line = lineOf(shade);
  if (line === undefined) {
    const edges = edgesOf(values), fills = ramped("class", Math.max(edges.length - 1, 0));
    return { edges, fills: worse > 0 ? fills : fills.reverse() };
  }
  const sorted = observed(values), ends = shading.scheme === "equal" ? [line] : [];  // equal widths are counted from the line
  const below = edgesOf([...sorted.filter((value) => value < line), ...ends], shading.scheme, ON_A_SIDE);
  const above = edgesOf([...ends, ...sorted.filter((value) => value >= line)], shading.scheme, ON_A_SIDE);
  const [down, up] = worse > 0 ? /** @type {const} */ (["better", "worse"]) : /** @type {const} */ (["worse", "better"]);
  return {
    edges: [...below.slice(0, -1), line, ...above.slice(1)], at: below.length - 1,
    fills: [...ramped(down, below.length - 1).reverse(), ...ramped(up, above.length - 1)],
  };
}
/**
 * @param {number} up
 * @param {number} across
 */
export const paintSquare = (up, across) =>
  (shading.patterns ? `url(#class-${up}-${across})` : SQUARE[up][across]);
export const MISSING = "url(#missing)";

/* ---- what is shown instead of a shade ---- */
/** @param {number} n a hub's number */
export const catchmentColour = (n) => HUES[(n - 1) % HUES.length];
/** @param {string} colour @param {number} share of white */
const paler = (colour, share) => "#" + [1, 3, 5].map((k) => parseInt(colour.slice(k, k + 2), 16))
  .map((one) => Math.round(one + (255 - one) * share).toString(16).padStart(2, "0")).join("");
/** @param {number} i whether the draws leave open if region i is a candidate */
export const doubtful = (i) => regions.barred[i] === null && Number(regions.chance[i]) >= .25 && Number(regions.chance[i]) <= .75;
export const CHANCES = [
  { fill: "#bd0026", message: N_("in more than 75 % of the draws") },
  { fill: "url(#perhaps)", message: N_("in 25 to 75 %: not settled") },
  { fill: "#fff3c4", message: N_("in fewer than 25 %") },
  { fill: "#dcdcdc", message: N_("may be none by the scenario's conditions") },
];
/** @param {number} i */
function chanceOf(i) {
  if (regions.barred[i] !== null || regions.chance[i] === null) return 3;
  return doubtful(i) ? 1 : Number(regions.chance[i]) > .75 ? 0 : 2;
}
/** @type {Record<Exclude<Fill, "shade">, (i: number) => string>} */
const PLAINLY = {
  catchments: (i) => paler(catchmentColour(sited.hub[i]), standing.candidate[i] && helped(i) ? 0 : .72),
  plain: (i) => (standing.candidate[i] ? CANDIDATE : LAND),
  chance: (i) => CHANCES[chanceOf(i)].fill,
};

/* The fill of every region, as the choice stands now. */
export function fills() {
  if (shading.fill !== "shade") return everyRegion.map(PLAINLY[shading.fill]);
  if (shading.key === BIVARIATE) {
    const [right, above] = ["dependency", "decline"].map((key) => shadeOf(key).values);
    const [across, up] = [right, above].map((values) => edgesOf(values, "quantile", SIDE));
    return right.map((value, i) => {
      const other = above[i];
      return value === null || other === null ? MISSING : paintSquare(classOf(up, other), classOf(across, value));
    });
  }
  const shade = shadeOf(shading.key), { edges, fills } = classesOf(shade);
  return shade.values.map((value) => (value === null ? MISSING : fills[classOf(edges, value)]));
}

/* Hatching says 'missing'; with patterns on, nothing depends on colour. */
export function shadingPatterns() {
  keepPatterns(hatched("missing", "#fff", "#9aa5ad"), hatched("designated", "none", "#5b1a8c", 7, 1.2), hatched("part-decline", "#d9772b", "#fff", 4, 1), hatched("perhaps", "#fff3c4", "#bd0026", 7, 2.5),
    ...denser("class", RAMP), ...denser("worse", RAMPS.worse), ...denserAcross("better", RAMPS.better), ...crossed("class", SQUARE));
}
