/* What is said of one region, hub or institution: briefly on the map, in full beside it. */

/** @import { Part } from "./charts.js" */
/** @import { Flag, Hub, Measure, OfficialRule, Trend } from "./payload.js" */
/** @import { Link } from "./plan.js" */
/** @import { Content } from "./words.js" */
import { ranked } from "./composite.js";
import { PARTS, sparkline, stackedBar } from "./charts.js";
import { fullName, index, placeName, placeOf, regionName } from "./geography.js";
import { term } from "./glossary.js";
import { digitsApart, number, percent, signed } from "./numbers.js";
import { designations, inScope, institutions, links, narrowed, plan, regions } from "./plan.js";
import { helped, hubOf, sited } from "./sited.js";
import { published, standing } from "./standing.js";
import { KINDS, LINKS, ROLES, TREND_UNITS, hubNumber, symbol, withUnit } from "./symbols.js";
import { entryOf, keysOf, rowsOf } from "./tables.js";
import { percentiles } from "./two_ways.js";
import { wishesFor } from "./wishes.js";
import { N_, both, drawn, element, t, words } from "./words.js";

const { indicators } = plan;
const trends = plan.trends.map((one) => ({ ...one, marked: rowsOf(one.marked) }));

/**
 * @param {Content} name
 * @param {Content} value
 * @param {string} note
 */
function row(name, value, note) {
  const cell = element("td", "", name);
  if (note) cell.append(" ", element("span", "note", note));
  return element("tr", "", cell, element("td", "number", value));
}
/** @param {Node[]} rows */
const table = (...rows) => element("table", "", element("tbody", "", ...rows));
/* How deep the reader reads: what lies deeper is folded. */
const DEPTHS = ["glance", "explore", "examine"];
/**
 * @param {"explore" | "examine"} depth from which on it stands open
 * @param {Content} title
 * @param {Content[]} content
 */
function fold(depth, title, ...content) {
  const box = element("details", "fold", element("summary", "", title), ...content);
  box.open = DEPTHS.indexOf(document.documentElement.dataset.reading ?? "") >= DEPTHS.indexOf(depth);
  return box;
}
/** @param {string[]} ids */
function fromSources(ids) {
  const titles = ids.map((id) => entryOf(plan.sources, id) ?? [id, id]);
  return both(titles.map(([ko]) => ko).join("; "), titles.map(([, en]) => en).join("; "));
}
/** @param {Content[]} content */
const sourceNote = (...content) => element("p", "from", t("Sources"), ": ", ...content);

/* ---- a region ---- */
const scoredHere = published.rankHere.filter((rank) => rank !== null).length;
/** @param {number} i */
function placing(i) {
  if (standing.crisis[i] === null) return t("Crisis score not observable");
  const now = t("Crisis score {score}, rank {rank} of {n}",
    { score: number(standing.crisis[i], 3), rank: standing.rank[i], n: plan.counts.scored });
  if (narrowed && inScope(i)) now.append(", ", t("{rank} of {n} in the plan's provinces", { rank: standing.rankHere[i], n: scoredHere }));
  const before = { score: number(published.crisis[i], 3), rank: published.rank[i] };
  if (before.rank !== standing.rank[i] || before.score !== number(standing.crisis[i], 3)) now.append(" ", element("span", "note", t("(as published: {score}, rank {rank})", before)));
  return now;
}
const STATUS_WORDS = [N_("met"), N_("not met"), N_("not observable")];
const UNSEEN = 2;
const STATUS_MARKS = ["●", "○", "–"];
/**
 * Each rule with its outcome, and on opening each condition with the figures or why there are none.
 * @param {number} i
 */
function rules(i) {
  const unseen = plan.rules.filter(({ status }) => status[i] === UNSEEN).length;
  return element("div", "rules", ...plan.rules.filter(({ status }) => status[i] !== UNSEEN).map(told), ...(unseen
    ? [element("details", "unseen", element("summary", "", t("{n} rules are not observable with the figures there are", { n: unseen })),
      ...plan.rules.filter(({ status }) => status[i] === UNSEEN).map(told))] : []));
  /** @param {OfficialRule} rule */
  function told(rule) {
    const lines = rule.conditions[rule.conditions.length > 1 ? i : 0];
    const status = rule.status[i];
    return element("details", "", element("summary", "", `${STATUS_MARKS[status]} `, both(rule.ko, rule.en), ": ", element("strong", "", t(STATUS_WORDS[status]))),
      element("ul", "", ...lines.map((line, k) => element("li", "", both(...line), ...printed(rule, i, k)))),
      element("p", "note", rule.basis, " · ", `${rule.since} –${rule.until ? " " + rule.until : ""}`),
      ...(rule.note[0] ? [element("p", "note", both(...rule.note))] : []));
  }
}
/**
 * What was printed of the region beside a condition: to be seen, never counted.
 * @param {OfficialRule} rule
 * @param {number} i
 * @param {number} k
 */
const printed = (rule, i, k) => rule.printed
  .filter(({ region, condition }) => region === i && condition === k)
  .map(({ ko, en }) => element("p", "note", t("Printed figure (decides nothing):"), " ", both(ko, en)));
/** @param {number} i */
const hasInterval = (i) => regions.rank_low[i] !== null;
/** @param {number} i */
const interval = (i) => t("(90 % interval {low}–{high}; a candidate in {chance} % of the draws)",
  { low: regions.rank_low[i], high: regions.rank_high[i], chance: percent(regions.chance[i]) });
/**
 * Why it is a candidate or not: the score against that of the last candidate.
 * @param {number} i
 */
function candidacy(i) {
  const { choice, candidate, crisis, may } = standing, barred = regions.barred[i];
  if (crisis[i] === null) return t("No candidate: it has no score.");
  if (!may[i] && (standing.tried || barred === null)) return t("No candidate: the conditions of the trial leave it out.");
  if (barred !== null && !may[i]) {
    const reason = element("span", "", t("No candidate:"), " ", both(...plan.reasons[barred]), ".");
    if (regions.affected.includes(i)) {
      reason.append(" ", element("strong", "", t("Affected:")), " ", t("but for its size its score would make it a candidate."));
    }
    return reason;
  }
  const edge = Math.min(...crisis.filter((score, k) => candidate[k] && score !== null).map(Number));
  const values = { top: choice.top, edge: number(edge, 3), score: number(crisis[i], 3) };
  if (candidate[i]) return t(CANDIDATE_BY[wayIn(i, edge)], values);
  if (values.edge !== values.score) return t("No candidate: not among the {top} highest scores (down to {edge}).", values);
  /* Two figures that read alike would contradict the sentence. */
  const digits = digitsApart(edge, crisis[i]);
  return digits === null ? t("No candidate: level with the last of the {top} candidates, which the region code puts first.", values)
    : t("No candidate: {score} is not among the {top} highest scores (down to {edge}).",
      { top: choice.top, edge: number(edge, digits), score: number(crisis[i], digits) });
}
const CANDIDATE_BY = {
  both: N_("A candidate by exposure and decline: among the {top} highest scores of those that may be one (down to {edge})."),
  exposure: N_("A candidate by exposure: among the {top} highest scores of those that may be one (down to {edge})."),
  decline: N_("A candidate by decline: among the {top} highest scores of those that may be one (down to {edge})."),
  any: N_("A candidate: among the {top} highest scores of those that may be one (down to {edge})."),
};
/**
 * By which way region i reaches a score.
 * @param {number} i
 * @param {number} least
 */
function wayIn(i, least) {
  if (!standing.exposure) return "any";
  const decline = standing.choice.ways !== "exposure" && Number(percentiles(standing.decline)[i]) >= least;
  const exposed = Number(standing.exposure[i]) >= least;
  return decline && exposed ? "both" : exposed ? "exposure" : decline ? "decline" : "any";
}
/**
 * Both ways in words, where the score heeds both.
 * @param {number} i
 */
function bothWays(i) {
  if (!standing.exposure) return "";
  const largest = plan.exposure?.largest[i];
  return element("p", "ways", term("decline_path", t("Decline path rank {rank}", { rank: number(ranked(standing.decline)[i]) })), " · ",
    term("exposure", t("exposure to a shock of its industries rank {rank}", { rank: number(ranked(standing.exposure)[i]) })),
    ...(largest ? [": ", both(...largest)] : []));
}
/**
 * The largest industries of manufacturing there, with what is known of them and what is not.
 * @param {number} i
 */
const industries = (i) => (plan.exposure ? [fold("explore", t("Industries (share of manufacturing jobs)"),
  element("ul", "industries", ...plan.exposure.industries.largest[i].map((one) => element("li", "", industry(one))),
    element("li", "", t("unknown {percent} %", { percent: plan.exposure.industries.unknown[i] }))))] : []);
/** @param {import("./payload.js").IndustryShare} share */
function industry([name, percent, basis]) {
  const { names, bases } = /** @type {import("./payload.js").Exposure} */ (plan.exposure).industries;
  const [ko, en] = words("{industry} {percent} % ({basis})", { percent });
  /** @param {string} text @param {number} k */
  const filled = (text, k) => text.replace("{industry}", names[name][k]).replace("{basis}", bases[basis][k]);
  return both(filled(ko, 0), filled(en, 1));
}
/** @param {number} i */
function servedBy(i) {
  const hub = hubOf(sited.hub[i]);
  const risk = sited.risk[i];
  return element("span", "", helped(i) ? t("Its hub:") : t("No hub of its technologies in reach; the nearest:"), " ", String(hub.number), " ", fullName(placeOf(hub.code)), ", ",
    t("about {n} min", { n: number(sited.minutes[i]) }), risk === null ? ""
      : t("; of {risk} jobs at risk hubs of their own technology serve {served}", { risk: number(risk), served: number(sited.served[i] ?? 0) }));
}
/** @param {number} i */
export function regionBrief(i) {
  return element("div", "region-popup", element("p", "title", fullName(i)),
    element("p", "score", placing(i)), ...livesOff(i), element("p", "", servedBy(i)));
}
/**
 * What it lives off, in one line: the largest industry that is known.
 * @param {number} i
 */
function livesOff(i) {
  const [largest] = plan.exposure?.industries.largest[i] ?? [];
  return largest ? [element("p", "", t("Lives off:"), " ", industry(largest))] : [];
}

/** @type {[Measure, string][]} */
const CHANGES = [
  ["gva", N_("manufacturing value added {from}–{to} {change} %")], ["population", N_("population {from}–{to} {change} %")],
];
/**
 * The sentence that a director reads: share, output, people, rank; what was not observed is left out.
 * @param {number} i
 */
function sentence(i) {
  /** @type {[ko: string, en: string][]} */
  const parts = [];
  const share = indicators.find((one) => one.key === "manufacturing_share");
  if (share && share.values[i] !== null) {
    parts.push(words("manufacturing {a} % of value added ({year}; nation {b} %)", {
      a: percent(share.values[i]), b: percent(plan.nation.manufacturing_share), year: share.years,
    }));
  }
  for (const [key, message] of CHANGES) {
    const change = trends.filter((one) => one.key === key).map((one) => lastChange(one, i))[0];
    if (change) parts.push(words(message, { ...change, change: signed(change.change * 100) }));
  }
  if (standing.rank[i] !== null) {
    const values = { rank: standing.rank[i], n: plan.counts.scored, low: regions.rank_low[i], high: regions.rank_high[i] };
    parts.push(standing.tried || !hasInterval(i) ? words("rank {rank} of {n}", values)
      : words("rank {rank} of {n} (90 % interval {low}–{high})", values));
  }
  const [ko, en] = [0, 1].map((k) => parts.map((part) => part[k]).join(", "));
  return element("p", "why", both(`${ko}.`, `${en.charAt(0).toUpperCase()}${en.slice(1)}.`));
}
/**
 * Between the last two years that a series has for region i.
 * @param {Pick<Trend, "years" | "values">} series
 * @param {number} i
 */
function lastChange({ years, values }, i) {
  const seen = years.map((_, k) => k).filter((k) => values[k][i] !== null);
  if (seen.length < 2) return null;
  const [from, to] = seen.slice(-2);
  const [before, after] = [Number(values[from][i]), Number(values[to][i])];
  return before > 0 ? { from: years[from], to: years[to], change: after / before - 1 } : null;
}

/** @type {Record<string, string>} */
const DIMENSION_WORDS = { dependency: N_("Dependency"), decline: N_("Decline"), outflow: N_("Outflow") };
/**
 * What each dimension adds; the parts add up to the score.
 * @param {number} i
 * @returns {Part[]}
 */
export function parts(i) {
  const all = standing.contributions(i);
  return Object.keys(standing.dimensions).map((name) => [name,
    indicators.filter((one) => one.dimension === name && one.key in all).reduce((sum, one) => sum + all[one.key], 0)]);
}
/** @param {number} i */
function contributionList(i) {
  const all = standing.contributions(i);
  const lines = [];
  for (const [name, value] of parts(i)) {
    lines.push(element("li", "", swatch(PARTS[name]), element("strong", "", t(DIMENSION_WORDS[name])), element("strong", "number", number(value, 3))));
    for (const one of indicators.filter((other) => other.dimension === name && other.key in all)) {
      lines.push(element("li", "", element("span", ""), element("span", "", both(one.ko, one.en), " ", element("span", "note", one.years)), element("span", "number", number(all[one.key], 3))));
    }
  }
  const sum = element("li", "sum", element("span", ""), element("span", "", standing.exposure ? t("Decline path") : t("Crisis score")), element("span", "number", number(standing.decline[i], 3)));
  return element("ul", "parts", ...lines, sum);
}
/** @param {string} fill */
const swatch = (fill) => drawn("svg", { width: 12, height: 12, "aria-hidden": "true" }, drawn("rect", { width: 12, height: 12, fill }));

/** @type {Record<Flag, string>} */
const MARKS = { unreliable: "*", estimated: "†" };
const span = [Math.min(...trends.flatMap((one) => one.years)), Math.max(...trends.flatMap((one) => one.years))];
/** @param {number} i */
function trendRows(i) {
  return trends.map((one) => {
    const values = one.values.map((year) => year[i]);
    const seen = one.years.filter((_, k) => values[k] !== null);
    const name = element("td", "", both(one.ko, one.en), " ", element("span", "note", t(TREND_UNITS[one.key])));
    if (!seen.length) return element("tr", "", name, element("td", "", t("not observed")), element("td", ""));
    const marks = new Map(one.marked.filter(({ region }) => region === i).map(({ year, flag }) => [year, MARKS[flag]]));
    const doubtful = new Set(marks.keys());
    const digits = one.key === "employed" ? 1 : 0;
    const told = one.years.map((year, k) => element("span", "point", element("span", "note", String(year)), " ",
      number(values[k], digits), marks.get(year) ?? ""));
    return element("tr", "", name, element("td", "", sparkline(one.years, values, doubtful, span)),
      element("td", "points", ...told.flatMap((node) => [node, " "])));
  });
}
/**
 * Official kinds of designation; another is told in the planner's own words.
 * @type {Record<string, string>}
 */
const DESIGNATIONS = {
  "": N_("designated area"),
  "산업위기대응특별지역": N_("special area for industrial crisis response"),
  "산업위기선제대응지역": N_("area for pre-emptive response to industrial crisis"),
  "고용위기지역": N_("employment-crisis area"),
  "고용위기 선제대응지역": N_("area for pre-emptive response to employment crisis"),
};
/**
 * @param {string} kind
 * @returns {[ko: string, en: string]}
 */
export function designationWords(kind) {
  const message = entryOf(DESIGNATIONS, kind);
  return message ? words(message) : [kind, kind];
}

/** @param {number} i */
export function regionDetail(i) {
  const box = document.createDocumentFragment();
  box.append(element("h2", "", regionName(i)));
  box.append(element("p", "note", placeName(i), " · ", t("KOSTAT code {code} (2020)", { code: regions.code[i] })));
  box.append(sentence(i), wishesFor(regions.code[i]));
  box.append(element("p", "", placing(i), ...(standing.tried || !hasInterval(i) ? [] : [" ", element("span", "note", interval(i))]), ". ", candidacy(i), " ", servedBy(i), "."));
  box.append(bothWays(i));
  for (const { area, kind, start, end, source } of designations.filter(({ region }) => region === regions.code[i])) {
    box.append(element("p", "", element("strong", "", t("Designated:")), " ", both(...designationWords(kind)), " (", area, "), ", `${start} – ${end}`, " ",
      element("span", "from", "(", t("Sources"), ": ", source, ")")));
  }
  if (standing.decline[i] !== null) {
    box.append(fold("explore", standing.exposure ? t("What makes up the decline path") : t("What makes up the score"), stackedBar(parts(i), { width: 320, height: 16 }), contributionList(i)));
  }
  box.append(...industries(i));
  if (plan.rules.length) box.append(fold("explore", t("Official rules of designation"), rules(i)));
  const trend = fold("explore", t("Trends"), element("table", "trends", element("tbody", "", ...trendRows(i))));
  box.append(trend);
  const flags = new Set(trends.flatMap((one) => one.marked.filter(({ region }) => region === i).map(({ flag }) => flag)));
  if (flags.has("unreliable")) trend.append(element("p", "note", t("* unreliable by the publisher's own mark; not used in the score")));
  if (flags.has("estimated")) trend.append(element("p", "note", t("† estimated, carried from other borders")));
  const used = [...new Set([...indicators, ...trends].flatMap((one) => one.sources))];
  box.append(fold("explore", t("Indicators"), table(...indicators.map((one) =>
    row(both(one.ko, one.en), withUnit(one.values[i], one.unit), one.years))), sourceNote(fromSources(used))));
  return box;
}

/* ---- a hub ---- */
/** @param {Hub} hub */
export function hubFacts(hub) {
  if (hub.institutions === null) return t("{n} candidates, mean {mean} min, longest {longest} min", { n: hub.candidates, mean: number(hub.mean), longest: number(hub.longest) });
  if (!hub.candidates) return t("serves no candidate; {k} institutions", { k: hub.institutions });
  return t("{n} candidates, mean {mean} min, longest {longest} min; {k} institutions",
    { n: hub.candidates, mean: number(hub.mean), longest: number(hub.longest), k: hub.institutions });
}
/**
 * What the hub would take instead: near ties are told with the technology, not only in the study.
 * @param {Hub} hub
 */
export function otherTechnology({ other }) {
  if (!other) return "";
  return element("span", "other-technology", other.tie ? t("Near tie with") : t("Next best:"), " ",
    both(...other.names), " ", t("(summed fit {cost} lower)", { cost: number(other.cost, 4) }));
}
/**
 * How often the hub comes back when weights, minutes and figures are drawn, as a chip.
 * @param {Hub} hub
 */
export function tier({ firm }) {
  if (!firm) return "";
  return element("span", "tier", both(...firm.tier), ": ", t("again here in {n} % of {draws} draws", { n: firm.share, draws: plan.draws ?? 0 }));
}
/** @param {Hub} hub */
function jobsNear({ jobs }) {
  if (jobs === null) return "";
  return element("p", "jobs", t("{n} jobs at risk of its own technology within 45 minutes", { n: number(jobs) }));
}
/**
 * Where its technology goes in other draws, and what comes in where none may stand here.
 * @param {Hub} hub
 */
function rivals({ firm }) {
  if (!firm) return [];
  const lines = [];
  if (firm.rivals[0]) lines.push(element("p", "", t("In other draws:"), " ", both(...firm.rivals)));
  lines.push(element("p", "", firm.loss === null ? t("No other hub is possible instead.")
    : element("span", "", t("Next door instead:"), " ", both(...firm.next), " ", t("(objective of all hubs {n} % below the plan's)", { n: number(firm.loss, 1) }))));
  return lines;
}
/* Where the page cannot site hubs again they stay those of the plan, whatever is tried. */
const asPublished = () => (sited.tried ? "" : element("span", "in-trial note", " ", t("(as published)")));
/** @param {Hub} hub */
export function hubBrief(hub) {
  return element("div", "hub-popup", element("p", "title", t("Hub {n}", { n: hub.number }), " ", fullName(placeOf(hub.code))),
    hub.host ? element("p", "", both(...hub.host)) : "",
    element("p", "", element("strong", "", both(...hub.technology)), " ", tier(hub)), jobsNear(hub),
    element("p", "", otherTechnology(hub)), element("p", "", hubFacts(hub), asPublished()));
}
const place = new Map(institutions.id.map((id, k) => [id, k]));
/**
 * @param {Link} a
 * @param {Link} b
 */
export const strongestFirst = (a, b) => b.strength - a.strength;
/**
 * A tie in a table: partner, what it is to the hub, fit of its fields, minutes, strength as a bar.
 * @param {Content} name
 * @param {Link} link
 */
function tieRow(name, { kind, role, minutes, fit, strength }, home = false) {
  return element("tr", "", element("td", "", name),
    element("td", "note", role === "serves" ? "" : t(ROLES[role]), fit === null || role === "serves" ? "" : " · ",
      fit === null ? "" : fit === 0 ? t("no common field, not counted") : t("fit {n} %", { n: fit })),
    element("td", "number", home ? t("site") : t("{n} min", { n: minutes })),
    element("td", "", strengthBar(strength, LINKS[kind].color)));
}
/**
 * @param {number} strength
 * @param {string} fill
 */
const strengthBar = (strength, fill) => drawn("svg", { width: 44, height: 8, role: "img", "aria-label": `${number(strength / 1000, 2)}` },
  drawn("rect", { width: 44, height: 8, fill: "#e6ebef" }), drawn("rect", { width: (44 * strength) / 1000, height: 8, fill }));
/** @param {Node[]} rows */
const tieTable = (...rows) => element("table", "ties", element("thead", "", element("tr", "",
  ...[t("Partner"), t("Role"), t("Minutes"), t("Strength")].map((head) => {
    const cell = element("th", "", head);
    cell.scope = "col";
    return cell;
  }))), element("tbody", "", ...rows));

/** @param {Hub} hub */
export function hubDetail(hub) {
  const box = document.createDocumentFragment();
  const i = placeOf(hub.code);
  box.append(element("h2", "", hubNumber(hub.number, true), " ", regionName(i)));
  box.append(element("p", "note", placeName(i), " · ", t("Hub {n}", { n: hub.number })));
  if (hub.host) box.append(element("p", "host", t("Host:"), " ", both(...hub.host)));
  box.append(element("p", "why", both(...hub.technology), " · ", both(...hub.ministry), " ",
    hub.fit === null ? "" : term("fit", t("(fit {n} of 1)", { n: number(hub.fit, 2) }))));
  box.append(element("p", "", hub.firm ? term("draws", tier(hub)) : ""), jobsNear(hub), ...rivals(hub));
  box.append(element("p", "", otherTechnology(hub)));
  if (hub.why[0]) box.append(element("p", "", both(...hub.why)));
  box.append(element("p", "", hubFacts(hub), asPublished()), wishesFor(hub.code, true));
  if (sited.tried) {
    box.append(element("p", "note", t("Its partners and how firm it is are worked out by `hubplanner plan` (scenario as TOML).")));
    return box;
  }
  const ties = links.filter((tie) => tie.hub === hub.number).sort(strongestFirst);
  const served = ties.filter(({ target, role }) => role === "serves" && index.has(target));
  if (served.length) {
    box.append(element("h3", "", t("Candidates served")), tieTable(...served.map((tie) =>
      tieRow(fullName(placeOf(tie.target)), tie, tie.target === hub.code))));
  }
  const partners = ties.flatMap((tie) => {
    const k = place.get(tie.target);
    return k === undefined ? [] : [{ tie, k }];
  });
  for (const kind of keysOf(KINDS)) {
    const members = partners.filter(({ k }) => institutions.kind[k] === kind);
    if (!members.length) continue;
    box.append(element("h3", "", symbol(kind), " ", t(KINDS[kind].label)), tieTable(...members.map(({ tie, k }) =>
      tieRow(both(institutions.ko[k], institutions.en[k]), tie))));
  }
  const peers = links.filter((tie) => tie.role === "peer" && (tie.hub === hub.number || tie.target === hub.code));
  if (peers.length) {
    box.append(element("h3", "", t("Other hubs")), tieTable(...peers.map((tie) => {
      const other = tie.hub === hub.number ? sited.hubs.find((one) => one.code === tie.target) ?? hub : hubOf(tie.hub);
      return tieRow(element("span", "", hubNumber(other.number, true), " ", fullName(placeOf(other.code))), tie);
    })));
  }
  return box;
}

/* ---- an institution ---- */
/** @param {number} i */
function ledBy(i) {
  const lead = institutions.lead[i];
  if (lead === null) {
    const minutes = institutions.nearest[i];
    if (minutes === null) return t("Not reached over the planner's own roads.");
    const nearest = { n: minutes };
    return ["technopark", "ccei"].includes(institutions.kind[i])
      ? t("No lead hub: {n} min to the nearest hub.", nearest)
      : t("No hub within reach needs its fields; {n} min to the nearest hub.", nearest);
  }
  return element("span", "", t("Lead hub: {n}", { n: lead }), " ", regionName(placeOf(hubOf(lead).code)));
}
/** @param {number} i */
export function institutionBrief(i) {
  return element("div", "institution-popup", element("p", "title", both(institutions.ko[i], institutions.en[i])),
    element("p", "", ledBy(i)), element("p", "note", t("Location approximate.")));
}
/** @type {Record<string, string>} */
const PROGRAMMES = { renewal: N_("renewal district for old industrial complexes"), smart: N_("smart industrial complex") };
/** @param {number} i */
export function institutionDetail(i) {
  const box = document.createDocumentFragment();
  const home = placeOf(institutions.region[i]);
  box.append(element("h2", "", symbol(institutions.kind[i]), " ", both(institutions.ko[i], institutions.en[i])));
  box.append(element("p", "note", t(KINDS[institutions.kind[i]].label), " · ", placeName(home), " ", regionName(home)));
  if (institutions.fields[i]) box.append(element("p", "", t("Fields:"), " ", institutions.fields[i].replaceAll(";", ", ")));
  for (const one of institutions.programmes[i].split(";").filter(Boolean)) {
    const [programme, year] = one.split(" "), message = entryOf(PROGRAMMES, programme);
    box.append(element("p", "", message ? t(message) : programme, " (", year, ")"));
  }
  box.append(element("p", "", ledBy(i)), wishesFor(institutions.region[i], true));
  const reached = links.filter((tie) => tie.target === institutions.id[i]).sort(strongestFirst);
  if (reached.length) {
    box.append(element("h3", "", t("Ties to hubs")), tieTable(...reached.map((tie) =>
      tieRow(element("span", "", hubNumber(tie.hub, true), " ", fullName(placeOf(hubOf(tie.hub).code))), tie))));
  }
  box.append(element("p", "note", t("Location approximate."), " ",
    institutions.confirmed[i] ? "" : t("Address not yet confirmed in a published source.")));
  box.append(sourceNote(institutions.source[i]));
  return box;
}
