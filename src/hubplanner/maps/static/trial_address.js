/* A trial in the address: only what differs from the plan, as try=hubs:7,decline:2,with:38090.37010,fixed:38090~ships */

/** @import { TrialChoice } from "./payload.js" */
import { entryOf } from "./tables.js";

/** @typedef {Record<string, string | number | boolean>} Flat */
/** Keys of single values in the address, with those of a choice. */
const SINGLE = /** @type {const} */ ({
  ways: "ways", area: "area_weight", top: "top", share: "min_jobs_share", jobs: "min_jobs", capital: "capital_region", hubs: "hubs",
});
const WAYS = ["either", "decline", "exposure"];

/**
 * @param {TrialChoice} choice
 * @param {TrialChoice} published
 */
export function addressOf(choice, published) {
  /** @type {string[]} */
  const parts = [];
  /** @param {string} key @param {string | number} value */
  const say = (key, value) => parts.push(`${key}:${value}`);
  for (const [dimension, weight] of Object.entries(choice.weights)) {
    if (weight !== published.weights[dimension]) say(dimension, weight);
  }
  for (const [short, key] of Object.entries(SINGLE)) {
    if (choice[key] !== published[key]) say(short, typeof choice[key] === "boolean" ? Number(choice[key]) : /** @type {string | number} */ (choice[key]));
  }
  if (choice.at_most_each !== published.at_most_each) say("each", choice.at_most_each ?? 0);
  if (!same(choice.required, published.required)) say("with", choice.required.join("."));
  if (!same(choice.forbidden, published.forbidden)) say("without", choice.forbidden.join("."));
  const fixed = Object.entries(choice.fixed).map(([code, technology]) => `${code}~${technology}`).sort();
  if (!same(fixed, Object.entries(published.fixed).map(([code, technology]) => `${code}~${technology}`))) say("fixed", fixed.join("."));
  return parts.join(",");
}

/**
 * The choice that an address tells; what it cannot mean is left as published.
 * @param {string} address
 * @param {TrialChoice} published
 * @param {{ regions: (code: string) => boolean, technologies: (key: string) => boolean, scored: number, most: number }} known
 * @returns {TrialChoice}
 */
export function choiceOf(address, published, known) {
  const told = Object.fromEntries(address.split(",").filter(Boolean).map((pair) => {
    const at = pair.indexOf(":");
    return at < 0 ? [pair, ""] : [pair.slice(0, at), pair.slice(at + 1)];
  }));
  /** @param {string} key @param {number} value @param {number} least @param {number} most @param {boolean} whole */
  const number = (key, value, least, most, whole = false) => {
    const text = entryOf(told, key), read = Number(text);
    return text === undefined || text === "" || !(read >= least && read <= most) || (whole && !Number.isInteger(read)) ? value : read;
  };
  /** @param {string} key @param {string[]} value @param {(one: string) => boolean} may */
  const list = (key, value, may) => {
    const text = entryOf(told, key);
    return text === undefined ? value : [...new Set(text.split(".").filter(may))];
  };
  const weights = Object.fromEntries(Object.entries(published.weights).map(([name, value]) => [name, number(name, value, 0, Math.max(5, value))]));
  const ways = entryOf(told, "ways") ?? "", each = entryOf(told, "each");
  const pairs = list("fixed", Object.entries(published.fixed).map((pair) => pair.join("~")), (one) => one.includes("~"))
    .map((one) => one.split("~")).filter(([code, technology]) => known.regions(code) && known.technologies(technology));
  const required = list("with", published.required, known.regions);
  return {
    weights: Object.values(weights).some((one) => one > 0) ? weights : published.weights,
    ways: /** @type {TrialChoice["ways"]} */ (WAYS.includes(ways) ? ways : published.ways),
    area_weight: number("area", published.area_weight, 0, 1),
    top: number("top", published.top, 1, known.scored, true),
    min_jobs_share: number("share", published.min_jobs_share, 0, 1),
    min_jobs: number("jobs", published.min_jobs, 0, 1e6, true),
    capital_region: number("capital", Number(published.capital_region), 0, 1, true) === 1,
    hubs: number("hubs", published.hubs, 1, known.most, true),
    required,
    forbidden: list("without", published.forbidden, known.regions).filter((code) => !required.includes(code)),
    at_most_each: each === undefined ? published.at_most_each : number("each", published.at_most_each ?? 0, 0, known.most, true) || null,
    fixed: Object.fromEntries(pairs),
  };
}
/**
 * @param {string[]} a
 * @param {string[]} b
 */
const same = (a, b) => a.length === b.length && [...a].sort().every((one, k) => one === [...b].sort()[k]);
