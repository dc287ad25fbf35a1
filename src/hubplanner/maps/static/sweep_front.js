/* Choices on a plane of cost and jobs reached: the front filled, what others beat hollow; the table says the same. */

import { HUB } from "./colours.js";
import { number } from "./numbers.js";
import { choices, now } from "./swept.js";
import { drawn, spokenNow, words } from "./words.js";

const WIDTH = 560, HEIGHT = 260, LEFT = 70, RIGHT = 30, TOP = 14, FOOT = 44;
const GREY = "#4c5a68";

/** The chart; nothing where there is nothing to hold against each other. */
export function front() {
  const shown = choices.flatMap(({ jobs, jobs_low: low, jobs_high: high, ...one }) =>
    (jobs === null || low === null || high === null ? [] : [{ ...one, jobs, low, high }]));
  if (shown.length < 2) return null;
  const costs = shown.map(({ cost }) => cost);
  const x = scale(Math.min(...costs), Math.max(...costs), LEFT + 20, WIDTH - RIGHT);
  const y = scale(Math.min(...shown.map(({ low }) => low)), Math.max(...shown.map(({ high }) => high)), HEIGHT - FOOT - 6, TOP);
  const ahead = shown.filter(({ front: best }) => best).sort((a, b) => a.cost - b.cost);
  const line = ahead.map(({ cost, jobs }) => `${x.at(cost)},${y.at(jobs)}`).join(" ");
  return drawn("svg", { class: "front", width: WIDTH, height: HEIGHT, viewBox: `0 0 ${WIDTH} ${HEIGHT}`, "aria-hidden": "true" },
    drawn("path", { d: `M${LEFT} ${TOP}V${HEIGHT - FOOT}H${WIDTH - RIGHT}`, fill: "none", stroke: GREY }),
    ...x.ticks.map((value) => mark(number(value, x.digits), x.at(value), HEIGHT - FOOT + 16, "middle")),
    ...y.ticks.map((value) => mark(number(value, y.digits), LEFT - 6, y.at(value) + 4, "end")),
    mark(spokenNow(...words("Cost")), (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, "middle"),
    mark(spokenNow(...words("Jobs at risk")), 4, TOP - 2, "start"),
    drawn("polyline", { points: line, fill: "none", stroke: HUB, "stroke-width": 1.5 }),
    ...shown.flatMap(({ number: of, cost, jobs, low, high, front: best }) => {
      const chosen = of === now.choice.number;
      return [
        drawn("line", { x1: x.at(cost), x2: x.at(cost), y1: y.at(low), y2: y.at(high), stroke: GREY }),
        drawn("circle", { cx: x.at(cost), cy: y.at(jobs), r: chosen ? 8 : 5.5, fill: best ? HUB : "#fff", stroke: chosen ? "#b58900" : HUB, "stroke-width": chosen ? 3 : 1.5 }),
        mark(String(of), x.at(cost) + 10, y.at(jobs) - 7, "start", chosen ? 700 : 400)];
    }));
}
/**
 * @param {string} text
 * @param {number} x
 * @param {number} y
 * @param {"start" | "middle" | "end"} anchor
 */
const mark = (text, x, y, anchor, weight = 400) =>
  drawn("text", { x, y, "text-anchor": anchor, "font-size": 12, "font-weight": weight, fill: "#1b2733" }, text);

/**
 * A linear scale with a few round ticks.
 * @param {number} least
 * @param {number} greatest
 * @param {number} from pixels of the least
 * @param {number} to pixels of the greatest
 */
function scale(least, greatest, from, to) {
  const span = greatest - least || Math.abs(greatest) || 1;
  const rough = span / 4, unit = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((one) => one * unit).find((one) => one >= rough) ?? 10 * unit;
  const first = Math.ceil(least / step - 1e-9), count = Math.floor((greatest - first * step) / step + 1e-9) + 1;
  return {
    at: (/** @type {number} */ value) => Math.round((from + ((value - least) / span) * (to - from)) * 10) / 10,
    ticks: Array.from({ length: Math.max(count, 0) }, (_, k) => (first + k) * step),
    digits: Math.max(0, -Math.floor(Math.log10(step))),
  };
}
