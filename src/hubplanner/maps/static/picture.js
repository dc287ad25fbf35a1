/* The map as it is shown, as a picture of its own: SVG, and PNG made of that. Nothing is loaded for it; a background
   map, which belongs to others, is left out. */

import { traced } from "./traced.js";
import { all, byId, drawn, spokenNow, spokenText } from "./words.js";
import { plan } from "./plan.js";

const MARGIN = 14, LINE = 1.35;
/** What PNG has more of than the screen. */
const FINER = 2;
/** What style sheets may say of a shape beside its attributes. */
const STYLED = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "stroke-linecap"];
const OF_TEXT = ["fill", "stroke", "stroke-width", "stroke-linejoin", "paint-order", "font-size", "font-weight", "text-anchor"];

/**
 * @param {L.Map} map
 * @returns {SVGSVGElement} the map with title and finding above, sources and dates below
 */
export function pictureOf(map) {
  const box = map.getContainer(), key = /** @type {HTMLDetailsElement} */ (box.querySelector("details.legend")), { open } = key;
  /* The key whole, even where it scrolls; where it is folded, below the map. */
  box.classList.add("pictured");
  key.open = true;
  const picture = framed(box, map, key, open);
  key.open = open;
  box.classList.remove("pictured");
  return picture;
}
/**
 * @param {HTMLElement} box
 * @param {L.Map} map
 * @param {HTMLElement} key
 * @param {boolean} onMap whether the key lies on the map
 */
function framed(box, map, key, onMap) {
  const origin = box.getBoundingClientRect(), { width, height } = origin, keys = key.getBoundingClientRect();
  const family = getComputedStyle(document.body).fontFamily, hexagons = box.querySelector(".hexagons:not([hidden]) > svg");
  const name = spokenNow(plan.title.ko, plan.title.en), heading = spokenText(/** @type {Element} */ (key.querySelector("summary")));
  const sources = all(".leaflet-control-attribution", box).map((one) => spokenText(one)).join(" · ");
  const above = lines([[name, 18, 700], [spokenText(byId("finding")), 14, 400], [heading, 13, 700]], width, family);
  const below = lines([[sources, 11, 400], [`${spokenText(byId("as-of"))} · hubplanner ${plan.version}`, 11, 400]], width, family);
  const top = above.height + MARGIN, bottom = top + height + (onMap ? 0 : MARGIN / 2 + keys.height);
  const whole = { width: width + 2 * MARGIN, height: bottom + below.height + MARGIN };
  return drawn("svg", {
    xmlns: "http://www.w3.org/2000/svg", ...whole, viewBox: `0 0 ${whole.width} ${whole.height}`, lang: document.documentElement.lang, "font-family": family,
  },
  drawn("title", {}, name),
  drawn("defs", {}, drawn("clipPath", { id: "frame" }, drawn("rect", { width, height })), ...[...document.querySelectorAll(".patterns pattern")].map((one) => one.cloneNode(true))),
  drawn("rect", { width: whole.width, height: whole.height, fill: "#fff" }),
  ...above.at(MARGIN / 2),
  drawn("g", { transform: `translate(${MARGIN} ${top})`, class: "map" },
    drawn("g", { "clip-path": "url(#frame)" },
      drawn("rect", { width, height, fill: getComputedStyle(box).backgroundColor }),
      ...(hexagons instanceof SVGSVGElement ? [asShown(hexagons, origin)] : panes(map).flatMap((pane) => contents(pane, origin))),
      ...all(".leaflet-control-scale", box).flatMap((one) => traced(one, origin)), ...(onMap ? traced(key, origin) : []))),
  ...(onMap ? [] : [drawn("g", { transform: `translate(${MARGIN} ${bottom - keys.height})` }, ...traced(key, keys))]),
  ...below.at(bottom + MARGIN / 4));
}
/**
 * Texts under each other, broken where the map ends.
 * @param {[words: string, size: number, weight: number][]} texts
 * @param {number} width
 * @param {string} family
 */
function lines(texts, width, family) {
  const pen = /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));
  const broken = texts.filter(([words]) => words).flatMap(([words, size, weight]) => {
    pen.font = `${weight} ${size}px ${family}`;
    const rows = [""];
    for (const word of words.split(" ")) {
      const longer = `${rows[rows.length - 1]} ${word}`.trim();
      if (pen.measureText(longer).width <= width) rows[rows.length - 1] = longer; else rows.push(word);
    }
    return rows.filter(Boolean).map((row) => ({ row, size, weight }));
  });
  return {
    height: broken.reduce((sum, { size }) => sum + size * LINE, 0),
    /** @param {number} y */
    at: (y) => broken.map(({ row, size, weight }) => drawn("text", { x: MARGIN, y: (y += size * LINE), "font-size": size, "font-weight": weight, fill: "#1b2733" }, row)),
  };
}

/**
 * A drawing with what style sheets say of it written into it, where it stands.
 * @param {SVGSVGElement} drawing
 * @param {{ left: number, top: number }} origin
 */
function asShown(drawing, origin) {
  const m = drawing.getScreenCTM() ?? new DOMMatrix();
  /** @param {Element} node @returns {SVGElement[]} */
  const shown = (node) => {
    const style = getComputedStyle(node), copy = /** @type {SVGElement} */ (node.cloneNode());
    if (style.display === "none") return [];
    const leaf = !(node instanceof SVGGElement);
    if (leaf) for (const name of node instanceof SVGTextElement ? OF_TEXT : STYLED) copy.setAttribute(name, style.getPropertyValue(name));
    for (const name of ["role", "tabindex", "aria-label", "aria-selected", "aria-colindex", "aria-rowindex"]) copy.removeAttribute(name);
    if (leaf) copy.textContent = node.textContent; else copy.append(...[...node.children].flatMap(shown));
    return [copy];
  };
  return drawn("g", { transform: `matrix(${m.a} ${m.b} ${m.c} ${m.d} ${m.e - origin.left} ${m.f - origin.top})` }, ...[...drawing.children].flatMap(shown));
}

/**
 * In the order in which they lie on each other; popups are no part of the picture.
 * @param {L.Map} map
 */
const panes = (map) => Object.entries(map.getPanes()).filter(([name]) => !["mapPane", "tilePane", "shadowPane", "popupPane"].includes(name))
  .map(([, pane]) => pane).sort((a, b) => Number(getComputedStyle(a).zIndex) - Number(getComputedStyle(b).zIndex));

/**
 * @param {HTMLElement} pane
 * @param {{ left: number, top: number }} origin
 */
function contents(pane, origin) {
  return [...pane.children].sort((a, b) => Number(getComputedStyle(a).zIndex) - Number(getComputedStyle(b).zIndex) || 0).flatMap((child) => {
    if (!(child instanceof SVGSVGElement)) return child.matches(".leaflet-tooltip:not(.region-label)") ? [] : traced(child, origin);
    const { left, top } = child.getBoundingClientRect(), [x, y] = (child.getAttribute("viewBox") ?? "0 0").split(" ").map(Number);
    return [drawn("g", { transform: `translate(${left - origin.left - x} ${top - origin.top - y})` }, ...[...child.querySelectorAll("path")].flatMap(plain))];
  });
}
/** @param {SVGPathElement} path */
function plain(path) {
  const style = getComputedStyle(path), copy = /** @type {SVGPathElement} */ (path.cloneNode());
  if (style.display === "none") return [];
  for (const name of STYLED) if (name !== "fill" || !path.hasAttribute(name)) copy.setAttribute(name, style.getPropertyValue(name));
  for (const name of ["tabindex", "style"]) copy.removeAttribute(name);
  return [copy];
}

/** @param {SVGSVGElement} picture */
export const svgText = (picture) => `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(picture)}\n`;

/**
 * @param {SVGSVGElement} picture
 * @returns {Promise<Blob>}
 */
export async function png(picture) {
  const image = new Image(), { width, height } = picture.viewBox.baseVal;
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svgText(picture))}`;
  await image.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width: Math.round(FINER * width), height: Math.round(FINER * height) });
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done, failed) => canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error("no picture"))), "image/png"));
}
