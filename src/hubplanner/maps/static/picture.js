/* The map as it is shown, as a picture of its own: SVG, and PNG made of that. Nothing is loaded for it; a background
   map, which belongs to others, is left out. */

import { traced } from "./traced.js";
import { all, byId, drawn, spokenNow, spokenText } from "./words.js";
import { plan } from "./plan.js";

const MARGIN = 14, TITLE = 54, FOOT = 44;
/** What PNG has more of than the screen. */
const FINER = 2;
/** What style sheets may say of a path beside its attributes. */
const STYLED = ["fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray"];

/**
 * @param {L.Map} map
 * @returns {SVGSVGElement} with the size of the map and room for title and sources
 */
export function pictureOf(map) {
  const box = map.getContainer(), { width, height } = box.getBoundingClientRect();
  const origin = box.getBoundingClientRect();
  const whole = { width: width + 2 * MARGIN, height: height + TITLE + FOOT };
  const name = spokenNow(plan.title.ko, plan.title.en), key = document.querySelector(".legend summary");
  const sources = all(".leaflet-control-attribution", box).map((one) => spokenText(one)).join(" · ");
  return drawn("svg", {
    xmlns: "http://www.w3.org/2000/svg", ...whole, viewBox: `0 0 ${whole.width} ${whole.height}`, lang: document.documentElement.lang,
    "font-family": getComputedStyle(document.body).fontFamily,
  },
  drawn("title", {}, name),
  drawn("defs", {}, drawn("clipPath", { id: "frame" }, drawn("rect", { width, height })), ...[...document.querySelectorAll(".patterns pattern")].map((one) => one.cloneNode(true))),
  drawn("rect", { width: whole.width, height: whole.height, fill: "#fff" }),
  line(name, 24, 18, 700), ...(key ? [line(spokenText(key), 43, 13, 400)] : []),
  drawn("g", { transform: `translate(${MARGIN} ${TITLE})` },
    drawn("g", { "clip-path": "url(#frame)" },
      drawn("rect", { width, height, fill: getComputedStyle(box).backgroundColor }),
      ...panes(map).flatMap((pane) => contents(pane, origin)),
      ...all(".legend, .leaflet-control-scale", box).flatMap((one) => traced(one, origin)))),
  line(sources, whole.height - 25, 11, 400), line(`${spokenText(byId("as-of"))} · hubplanner ${plan.version}`, whole.height - 9, 11, 400));
}
/**
 * @param {string} words
 * @param {number} y
 * @param {number} size
 * @param {number} weight
 */
const line = (words, y, size, weight) => drawn("text", { x: MARGIN, y, "font-size": size, "font-weight": weight, fill: "#1b2733" }, words);

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
  for (const name of STYLED) if (path.hasAttribute(name) || name === "fill-opacity") copy.setAttribute(name, style.getPropertyValue(name));
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
