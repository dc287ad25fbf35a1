/* Fills that say without colour what colour says: density for more or less, direction for which way. */

import { drawn } from "./words.js";

const INK = "#1b2733";
/**
 * @param {number} size
 * @param {string} ink
 * @param {number} width
 */
const line = (size, ink, width, upright = false) => drawn("line", upright
  ? { y2: size, x1: size / 2, x2: size / 2, stroke: ink, "stroke-width": width }
  : { x2: size, y1: size / 2, y2: size / 2, stroke: ink, "stroke-width": width });
/**
 * @param {string} id
 * @param {number} size
 * @param {string} background
 * @param {number} turned degrees
 * @param {SVGElement[]} marks
 */
function pattern(id, size, background, turned, ...marks) {
  return drawn("pattern", {
    id, width: size, height: size, patternUnits: "userSpaceOnUse",
    ...(turned ? { patternTransform: `rotate(${turned})` } : {}),
  }, drawn("rect", { width: size, height: size, fill: background }), ...marks);
}

/**
 * Five classes from blank to cross-hatched.
 * @param {string} prefix
 * @param {string[]} colours
 */
export function denser(prefix, [a, b, c, d, e]) {
  return [
    pattern(`${prefix}-0`, 8, a, 0),
    pattern(`${prefix}-1`, 8, b, 0, drawn("circle", { cx: 4, cy: 4, r: 1, fill: INK })),
    pattern(`${prefix}-2`, 8, c, 45, line(8, INK, 1)),
    pattern(`${prefix}-3`, 4, d, 45, line(4, INK, 1)),
    pattern(`${prefix}-4`, 5, e, 45, line(5, "#fff", 1), line(5, "#fff", 1, true)),
  ];
}
/**
 * Five others, told from those of `denser` by their marks.
 * @param {string} prefix
 * @param {string[]} colours
 */
export function denserAcross(prefix, [a, b, c, d, e]) {
  return [
    pattern(`${prefix}-0`, 12, a, 0, line(12, INK, .6, true)),
    pattern(`${prefix}-1`, 8, b, 0, drawn("circle", { cx: 4, cy: 4, r: 1.8, fill: "none", stroke: INK, "stroke-width": .7 })),
    pattern(`${prefix}-2`, 8, c, 135, line(8, INK, 1)),
    pattern(`${prefix}-3`, 4, d, 135, line(4, "#fff", 1)),
    pattern(`${prefix}-4`, 5, e, 0, line(5, "#fff", 1), line(5, "#fff", 1, true)),
  ];
}
/**
 * Five classes around a middle: one way below, the other way above, denser further out.
 * @param {string} prefix
 * @param {string[]} colours
 */
export function diverging(prefix, [a, b, c, d, e]) {
  return [
    pattern(`${prefix}-0`, 4, a, 45, line(4, "#fff", 1)),
    pattern(`${prefix}-1`, 8, b, 45, line(8, INK, 1)),
    pattern(`${prefix}-2`, 8, c, 0),
    pattern(`${prefix}-3`, 8, d, 135, line(8, INK, 1)),
    pattern(`${prefix}-4`, 4, e, 135, line(4, "#fff", 1)),
  ];
}
/**
 * Two dimensions: heavier lines across for one, upright for the other.
 * @param {string} prefix
 * @param {string[][]} square
 */
export function crossed(prefix, square) {
  return square.flatMap((row, up) => row.map((colour, right) => pattern(`${prefix}-${up}-${right}`, 8, colour, 0,
    ...(up ? [line(8, INK, up)] : []), ...(right ? [line(8, INK, right, true)] : []))));
}
/**
 * @param {string} id
 * @param {string} colour
 * @param {string} ink
 */
export const hatched = (id, colour, ink, size = 6, width = 2) => pattern(id, size, colour, 45, line(size, ink, width));

/**
 * Where a page keeps its patterns.
 * @param {SVGElement[]} patterns
 */
export function keepPatterns(...patterns) {
  document.body.append(drawn("svg", { width: 0, height: 0, "aria-hidden": "true", class: "patterns" },
    drawn("defs", {}, ...patterns)));
}
