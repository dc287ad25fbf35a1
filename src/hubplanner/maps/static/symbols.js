/* Kinds of places and links, told apart by shape first and colour second; figures with their units. */

/** @import { InstitutionKind, LinkKind, Measure, Role } from "./payload.js" */
import { HUB } from "./colours.js";
import { number, percent, signed } from "./numbers.js";
import { N_, drawn, element, t } from "./words.js";

/** @type {Record<InstitutionKind, { label: string, color: string, shape: string }>} */
export const KINDS = {
  technopark: { label: N_("Technoparks"), color: "#0f6b4f", shape: "M2 2h8v8H2z" },
  ccei: { label: N_("Creative economy centres (CCEI)"), color: "#7a3e9d", shape: "M6 1 11 11 1 11z" },
  university: { label: N_("Universities"), color: "#1667b7", shape: "M6 2a4 4 0 1 0 .01 0z" },
  institute: { label: N_("Research institutes"), color: "#454545", shape: "M6 1 11 6 6 11 1 6z" },
  complex: { label: N_("Industrial complexes"), color: "#8a5a00", shape: "M1 4h10v4H1z" },
};
/**
 * What a partner does for a hub, with the dashes of its line: told apart without colour.
 * @type {Record<LinkKind, { label: string, color: string, dashes: string }>}
 */
export const LINKS = {
  user: { label: N_("Users: regions and industrial complexes"), color: HUB, dashes: "" },
  rnd: { label: N_("Research"), color: "#8a1c5c", dashes: "6 3" },
  training: { label: N_("Training"), color: "#0f4d8c", dashes: "2 3" },
  local_support: { label: N_("Local support"), color: "#0b5640", dashes: "8 3 2 3" },
  hub_to_hub: { label: N_("Between hubs"), color: "#5a3a00", dashes: "12 5" },
};
/** @type {Record<Role, string>} */
export const ROLES = {
  lead: N_("lead hub"), second: N_("further tie"), serves: N_("serves"), peer: N_("peer"), own: N_("the planner's own tie"),
};
/** @type {Record<Measure, string>} */
export const TREND_UNITS = { gva: N_("100m KRW"), employed: N_("thousand persons"), population: N_("persons") };
/** @param {LinkKind} kind */
export const linkSwatch = (kind) => drawn("svg", { width: 28, height: 8, "aria-hidden": "true" },
  drawn("line", { x2: 28, y1: 4, y2: 4, stroke: LINKS[kind].color, "stroke-width": 2, ...(LINKS[kind].dashes ? { "stroke-dasharray": LINKS[kind].dashes } : {}) }));
/** @param {InstitutionKind} kind */
export function symbol(kind) {
  return drawn("svg", { width: 12, height: 12, viewBox: "0 0 12 12", "aria-hidden": "true" },
    drawn("path", { d: KINDS[kind].shape, fill: KINDS[kind].color, stroke: "#fff" }));
}
/** @param {number | string} n */
export const hubNumber = (n, small = false) =>
  element("span", small ? "hub-number small" : "hub-number", String(n));

/**
 * A hub's number in a ring that is filled by its share of the draws; a plain one where none were made.
 * @param {number} n
 * @param {number | undefined} share in per cent
 */
export function ringed(n, share) {
  const round = 2 * Math.PI * 15;
  return drawn("svg", { class: "ringed", width: 36, height: 36, viewBox: "0 0 36 36", "aria-hidden": "true" },
    drawn("circle", { cx: 18, cy: 18, r: 18, fill: "#fff" }),
    ...(share === undefined ? [] : [
      drawn("circle", { cx: 18, cy: 18, r: 15, fill: "none", stroke: "#c5cfdd", "stroke-width": 4 }),
      drawn("circle", { cx: 18, cy: 18, r: 15, fill: "none", stroke: HUB, "stroke-width": 4, transform: "rotate(-90 18 18)",
        "stroke-dasharray": `${(round * share) / 100} ${round}` })]),
    drawn("circle", { class: "core", cx: 18, cy: 18, r: share === undefined ? 15 : 12, fill: HUB }),
    drawn("text", { x: 18, y: 22.5, "text-anchor": "middle", fill: "#fff", "font-size": 13, "font-weight": 700 }, String(n)));
}

/**
 * @param {number | null} value
 * @param {string} unit
 */
export function withUnit(value, unit) {
  if (value === null) return t("not observed");
  if (unit === "score") return number(value, 3);
  if (unit === "minutes") return t("{n} min", { n: number(value) });
  if (unit === "share") return percent(value, 1) + " %";
  if (unit === "points") return t("{n} points", { n: signed(value * 100, 1) });
  return number(value, 2);
}
/**
 * Edges of classes, in the legend.
 * @param {number} value
 * @param {string} unit
 */
export function bare(value, unit) {
  if (unit === "share" || unit === "points") return percent(value, 1);
  return number(value, unit === "minutes" ? 0 : 2);
}
/** @param {string} unit */
export function unitWords(unit) {
  if (unit === "share") return " %";
  if (unit === "points") return " %p";
  if (unit === "minutes") return t("minutes");
  return unit === "score" ? "0–1" : "";
}

/**
 * Points moved as little as it takes that no two are nearer than `least` pixels.
 * @template {{ x: number, y: number }} P
 * @param {P[]} points
 * @param {number} least
 * @returns {P[]}
 */
export function apart(points, least) {
  for (let round = 0; round < 50; round++) {
    let moved = false;
    points.forEach((a, i) => points.slice(i + 1).forEach((b) => {
      const dx = b.x - a.x, dy = b.y - a.y, far = Math.hypot(dx, dy);
      if (far >= least - 1e-6) return;
      /* Two at one place part sideways. */
      const [ux, uy] = far > 0 ? [dx / far, dy / far] : [1, 0], step = (least - far) / 2;
      a.x -= ux * step; a.y -= uy * step; b.x += ux * step; b.y += uy * step;
      moved = true;
    }));
    if (!moved) break;
  }
  return points;
}
