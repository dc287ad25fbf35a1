/* What the browser has laid out as HTML, drawn again as SVG at the same places: boxes, lines of text and the
   pictures in between. Enough for a key, markers and labels; no foreignObject, which few drawing programs read. */

import { drawn } from "./words.js";

/** @typedef {{ left: number, top: number }} Corner */

/**
 * @param {Element} node
 * @param {Corner} origin what becomes 0, 0
 * @returns {SVGElement[]}
 */
export function traced(node, origin) {
  const style = getComputedStyle(node), box = node.getBoundingClientRect();
  if (style.display === "none" || style.visibility === "hidden" || node instanceof HTMLInputElement) return [];
  const x = box.left - origin.left, y = box.top - origin.top;
  if (node instanceof SVGSVGElement) return [placed(node, x, y, box)];
  return [
    ...boxOf(style, x, y, box),
    ...[...node.childNodes].flatMap((child) => (child instanceof Element ? traced(child, origin)
      : child instanceof Text ? linesOf(child, style, origin) : [])),
  ];
}

/**
 * @param {SVGSVGElement} picture
 * @param {number} x
 * @param {number} y
 * @param {DOMRect} box
 */
function placed(picture, x, y, { width, height }) {
  const copy = /** @type {SVGSVGElement} */ (picture.cloneNode(true));
  for (const [key, value] of Object.entries({ x, y, width, height })) copy.setAttribute(key, value.toFixed(1));
  return copy;
}

/**
 * Background and borders; one that runs around is a rectangle, others are lines.
 * @param {CSSStyleDeclaration} style
 * @param {number} x
 * @param {number} y
 * @param {DOMRect} box
 */
function boxOf(style, x, y, { width, height }) {
  const sides = ["top", "right", "bottom", "left"].map((side) => ({
    width: style.getPropertyValue(`border-${side}-style`) === "none" ? 0 : parseFloat(style.getPropertyValue(`border-${side}-width`)),
    colour: style.getPropertyValue(`border-${side}-color`), dashed: style.getPropertyValue(`border-${side}-style`) !== "solid",
  }));
  const fill = clear(style.backgroundColor) ? "none" : style.backgroundColor;
  const [first] = sides, around = sides.every((side) => side.width === first.width && side.colour === first.colour);
  const border = around ? first.width : 0, radius = Math.min(parseFloat(style.borderTopLeftRadius) * (style.borderTopLeftRadius.endsWith("%") ? width / 100 : 1), width / 2);
  /** @param {typeof first} side */
  const stroke = (side) => ({ stroke: side.colour, "stroke-width": side.width, ...(side.dashed ? { "stroke-dasharray": `${2 * side.width} ${side.width}` } : {}) });
  const rectangle = fill === "none" && !border ? [] : [drawn("rect", {
    x: x + border / 2, y: y + border / 2, width: Math.max(0, width - border), height: Math.max(0, height - border), rx: Math.max(0, radius - border / 2), fill, ...(border ? stroke(first) : {}),
  })];
  const ends = [[x, y, x + width, y], [x + width, y, x + width, y + height], [x, y + height, x + width, y + height], [x, y, x, y + height]];
  return around ? rectangle : [...rectangle, ...sides.flatMap((side, k) => {
    const [x1, y1, x2, y2] = ends[k];
    return side.width && !clear(side.colour) ? [drawn("line", { x1, y1, x2, y2, ...stroke(side) })] : [];
  })];
}
/** @param {string} colour */
const clear = (colour) => colour === "transparent" || /^rgba\(.*, 0\)$/.test(colour);

/**
 * Each line of a text where the browser has broken it.
 * @param {Text} text
 * @param {CSSStyleDeclaration} style
 * @param {Corner} origin
 */
function linesOf(text, style, origin) {
  /** @type {{ words: string, left: number, right: number, middle: number }[]} */
  const lines = [];
  const range = document.createRange();
  for (const found of text.data.matchAll(/\S+\s*|\s+/g)) {
    range.setStart(text, found.index);
    range.setEnd(text, found.index + found[0].trimEnd().length || found.index + found[0].length);
    const [box] = range.getClientRects(), last = lines.at(-1);
    if (!box || !found[0].trim()) continue;
    const middle = (box.top + box.bottom) / 2 - origin.top;
    if (last && Math.abs(last.middle - middle) < 2) Object.assign(last, { words: `${last.words} ${found[0].trim()}`, right: box.right - origin.left });
    else lines.push({ words: found[0].trim(), left: box.left - origin.left, right: box.right - origin.left, middle });
  }
  const size = parseFloat(style.fontSize), halo = parseFloat(style.webkitTextStrokeWidth) > 0;
  return lines.map(({ words, left, right, middle }) => drawn("text", {
    x: left.toFixed(1), y: (middle + size * 0.36).toFixed(1), "font-size": size, "font-weight": style.fontWeight, fill: style.color,
    textLength: (right - left).toFixed(1), lengthAdjust: "spacingAndGlyphs",
    ...(halo ? { stroke: "#fff", "stroke-width": 3, "stroke-linejoin": "round", "paint-order": "stroke" } : {}),
  }, words));
}
