/* Small pictures of numbers that stand beside them in words. */

import { HUB } from "./colours.js";
import { drawn } from "./words.js";

/**
 * Dark, hatched, light: the parts are told apart without colour.
 * @type {Record<string, string>}
 */
export const PARTS = { dependency: HUB, decline: "url(#part-decline)", outflow: "#9cc3e6" };
/** @typedef {[dimension: string, value: number]} Part of a score */

const LEAST = -0.2;
/**
 * Parts of a score on a scale from −0.2 to 1: those that add to it right of the zero line, those that
 * hold it down left of it; what stands right less what stands left is the score.
 * @param {Part[]} parts
 */
export function stackedBar(parts, { width = 84, height = 10 } = {}) {
  const zero = (-LEAST / (1 - LEAST)) * width;
  const svg = drawn("svg", { class: "bar", width, height, "aria-hidden": "true" },
    ...parts.map(([name]) => drawn("rect", { height, fill: PARTS[name] })),
    drawn("line", { x1: zero, x2: zero, y2: height, stroke: "#4c5a68" }));
  return redrawBar(svg, parts);
}
/**
 * @param {Element} svg
 * @param {Part[]} parts
 */
export function redrawBar(svg, parts) {
  const unit = Number(svg.getAttribute("width")) / (1 - LEAST);
  let right = 0, left = 0;
  parts.forEach(([, value], k) => {
    const from = value >= 0 ? right : left + value;
    if (value >= 0) right += value; else left += value;
    svg.children[k].setAttribute("x", ((from - LEAST) * unit).toFixed(1));
    svg.children[k].setAttribute("width", (Math.abs(value) * unit).toFixed(1));
  });
  return svg;
}

/**
 * Values by year from their least to their greatest; a year without a value is a gap, a value that
 * its publisher calls unreliable is a hollow point.
 * @param {number[]} years
 * @param {(number | null)[]} values
 * @param {Set<number>} doubtful years
 * @param {number[]} span first and last year of the axis
 */
export function sparkline(years, values, doubtful, [first, last], { width = 110, height = 26 } = {}) {
  const seen = values.filter((value) => value !== null);
  const [least, greatest] = [Math.min(...seen), Math.max(...seen)];
  /** @param {number} year */
  const x = (year) => (4 + ((year - first) / (last - first || 1)) * (width - 8)).toFixed(1);
  /** @param {number} value */
  const y = (value) => (height - 5 - ((value - least) / (greatest - least || 1)) * (height - 10)).toFixed(1);
  let path = "", pen = "M";
  /** @type {SVGElement[]} */
  const points = [];
  years.forEach((year, k) => {
    const value = values[k];
    if (value === null) { pen = "M"; return; }
    path += `${pen}${x(year)} ${y(value)}`;
    pen = "L";
    points.push(drawn("circle", { cx: x(year), cy: y(value), r: 2.2, fill: doubtful.has(year) ? "#fff" : HUB, stroke: HUB }));
  });
  return drawn("svg", { class: "spark", width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" },
    drawn("path", { d: path, fill: "none", stroke: HUB, "stroke-width": 1.4 }), ...points);
}
