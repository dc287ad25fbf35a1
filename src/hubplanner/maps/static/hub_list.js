/* The hubs beside the map: in short for the first look, in full in their tab. */

/** @import { Firm, Hub } from "./payload.js" */
import { choose } from "./selected_place.js";
import { hubFacts, otherTechnology, tier } from "./details.js";
import { everyRegion, fullName, placeName, placeOf, regionName } from "./geography.js";
import { term } from "./glossary.js";
import { number } from "./numbers.js";
import { inTime } from "./panel.js";
import { plan } from "./plan.js";
import { sited, whenHubsChange } from "./sited.js";
import { published, standing, whenStandingChanges } from "./standing.js";
import { hubNumber, ringed } from "./symbols.js";
import { all, both, button, byId, element, t } from "./words.js";

/**
 * @param {Hub} hub
 * @param {Node} mark
 * @param {Node} text
 */
function entry(hub, mark, text) {
  const content = document.createDocumentFragment();
  content.append(mark, text);
  return element("li", "", button("", content, (event) => choose("hub", hub.code, { event })));
}
/** @param {Hub} hub */
const inShort = (hub) => entry(hub, ringed(hub.number, hub.firm?.share), element("span", "",
  element("span", "technology", both(...hub.technology)),
  element("span", "host", hub.host ? both(...hub.host) : fullName(placeOf(hub.code))),
  element("span", "what", ...(hub.host ? [fullName(placeOf(hub.code)), " · "] : []),
    ...(hub.jobs === null ? [t("{n} candidates", { n: hub.candidates })] : [t("{n} jobs at risk near", { n: number(hub.jobs) })]),
    ...(hub.firm ? [" · ", both(...hub.firm.tier), ` ${hub.firm.share} %`, ...rivalled(hub.firm)] : []))));
/**
 * Where the technology stands more often than here, if it does: that this place is contested would not say it.
 * @param {Firm} firm
 */
function rivalled({ instead, share }) {
  const [first] = instead;
  return first && first.share > share ? [" (", fullName(first.region), ` ${first.share} %)`] : [];
}

/**
 * @param {Hub} hub
 * @param {Node} note
 */
const inFull = (hub, note) => entry(hub, hubNumber(hub.number), element("span", "",
  regionName(placeOf(hub.code)), " ", element("span", "note", placeName(placeOf(hub.code))),
  hub.host ? element("span", "host", both(...hub.host)) : "",
  element("span", "technology", both(...hub.technology), " · ", both(...hub.ministry)),
  tier(hub), otherTechnology(hub),
  element("span", "what", hubFacts(hub)), element("span", "on-paper", both(...hub.why)), note));

export function hubLists() {
  const short = byId("glance-hubs"), counts = all(".hub-count");
  const write = () => {
    for (const count of counts) count.textContent = String(sited.hubs.length);
    short.replaceChildren(...sited.hubs.map(inShort));
  };
  write();
  whenHubsChange(write);
  inTime("hubs", fullList);
}
function fullList() {
  const full = byId("hub-list");
  /** @type {HTMLElement[]} */
  let notes = [];
  /* While other weights are tried: hubs whose region, or whose regions, would be candidates no more. */
  const mark = () => sited.hubs.forEach((hub, k) => {
    /** @param {number} i */
    const gone = (i) => !sited.tried && published.candidate[i] && !standing.candidate[i];
    const own = gone(placeOf(hub.code));
    const served = everyRegion.filter((i) => sited.hub[i] === hub.number && gone(i)).length;
    full.children[k].classList.toggle("dropped", own);
    notes[k].replaceChildren(...(own ? [t("Its region is no candidate in this trial.")] : []),
      ...(served ? [" ", t("{n} of its candidates drop out in this trial.", { n: served })] : []));
  });
  const write = () => {
    notes = sited.hubs.map(() => element("span", "dropped-note"));
    full.replaceChildren(...sited.hubs.map((hub, k) => inFull(hub, notes[k])));
    mark();
  };
  write();
  whenHubsChange(write);
  whenStandingChanges(mark);
}

/* ---- the first look ---- */
/**
 * How many hubs are firm, likely and contested: the firmest first.
 * @param {Hub[]} hubs
 */
function tiers(hubs) {
  const firms = hubs.flatMap(({ firm }) => (firm ? [firm] : [])).sort((a, b) => b.share - a.share);
  return [...new Set(firms.map(({ tier }) => tier[1]))].flatMap((name, k) => {
    const some = firms.filter(({ tier }) => tier[1] === name);
    return [k ? ", " : "", both(...some[0].tier), ` ${some.length}`];
  });
}
/**
 * @param {Node | string} value
 * @param {(Node | string)[]} label
 */
const tile = (value, ...label) => element("li", "", element("strong", "", value), element("span", "", ...label));

function finding() {
  const { hubs, reached } = sited, n = hubs.length;
  const served = everyRegion.filter((i) => standing.candidate[i]);
  const far = served.map((i) => Number(sited.minutes[i]));
  const mean = far.reduce((sum, one) => sum + one, 0) / far.length;
  const firm = tiers(hubs);
  if (!reached) {
    const values = { n, k: served.length, mean: number(mean), longest: number(Math.max(...far)) };
    return {
      sentence: element("span", "", t("{n} hubs for {k} candidate regions: {mean} minutes to the nearest on average, {longest} at most", values), "."),
      tiles: [tile(String(n), term("hub", t("Hubs"))), tile(String(served.length), term("candidate", t("Candidate regions"))),
        tile(t("{n} min", { n: number(mean) }), t("to the nearest hub, on average")),
        tile(t("{n} min", { n: number(Math.max(...far)) }), t("to the nearest hub, at most"))],
    };
  }
  const percent = number((100 * reached.near) / reached.known);
  return {
    sentence: element("span", "", t("{percent} % of the {known} jobs at risk of known industry (jobs of {year}) lie within {minutes} minutes of a hub of their own technology; {n} hubs", {
      n, percent, year: reached.year, known: number(reached.known), minutes: reached.minutes,
    }), ...(firm.length ? [": ", ...firm] : []), "."),
    tiles: [tile(String(n), term("hub", t("Hubs")), ...(firm.length ? [": ", term("draws", element("span", "", ...tiers(hubs)))] : [])),
      tile(number(reached.near), term("own_technology", t("jobs at risk within {minutes} minutes of a hub of their own technology", { minutes: reached.minutes }))),
      tile(`${percent} %`, term("jobs_at_risk", t("of {known} jobs at risk of known industry", { known: number(reached.known) }))),
      tile(String(served.length), term("candidate", t("Candidate regions")), ", ", t("of {n} regions", { n: plan.counts.regions }))],
  };
}
export function firstLook() {
  const write = () => {
    const { sentence, tiles } = finding();
    byId("finding").replaceChildren(sentence);
    byId("tiles").replaceChildren(...tiles);
  };
  write();
  whenHubsChange(write);
  whenStandingChanges(write);
}
