/* What is said of one region, hub or institution: briefly on the map, in full beside it. */

import { number } from "./numbers.js";
import { fullName, index, placeName, plan, regionName, regions } from "./plan.js";
import { shadeOf } from "./shading.js";
import { KINDS, hubNumber, symbol, withUnit } from "./symbols.js";
import { both, element, t } from "./words.js";

const { hubs, institutions, indicators } = plan;
const score = shadeOf("crisis_score").values, minutes = shadeOf("hub_minutes").values;

function row(name, value, note) {
  const cell = element("td", "", name);
  if (note) cell.append(" ", element("span", "note", note));
  return element("tr", "", cell, element("td", "number", value));
}
const table = (...rows) => element("table", "", element("tbody", "", ...rows));
function fromSources(ids) {
  const titles = ids.map((id) => plan.sources[id] || { ko: id, en: id });
  return both(titles.map((s) => s.ko).join("; "), titles.map((s) => s.en).join("; "));
}
const sourceNote = (...content) => element("p", "from", t("Sources"), ": ", ...content);

/* ---- a region ---- */
function standing(i) {
  if (score[i] === null) return t("Crisis score not observable");
  return t("Crisis score {score}, rank {rank} of {n}",
    { score: number(score[i], 3), rank: regions.rank[i], n: plan.counts.scored });
}
function servedBy(i) {
  const hub = hubs[regions.hub[i] - 1];
  return element("span", "", regions.candidate[i] ? t("Candidate region.") : t("Not a candidate region."), " ",
    t("Nearest hub:"), " ", String(hub.number), " ", regionName(index.get(hub.code)), ", ",
    t("about {n} min", { n: number(minutes[i]) }));
}
export function regionBrief(i) {
  return element("div", "region-popup", element("p", "title", fullName(i)),
    element("p", "score", standing(i)), element("p", "", servedBy(i)));
}
export function regionDetail(i) {
  const box = document.createDocumentFragment();
  box.append(element("h2", "", regionName(i)));
  box.append(element("p", "note", placeName(i), " · ", t("KOSTAT code {code} (2020)", { code: regions.code[i] })));
  box.append(element("p", "score", standing(i)));
  if (score[i] !== null) {
    const [a, b, c] = ["dependency", "decline", "outflow"].map((key) => number(shadeOf(key).values[i], 3));
    box.append(element("p", "", t("Dependency {a} · decline {b} · outflow {c} (0–1)", { a, b, c })));
  }
  box.append(table(...indicators.map((one) =>
    row(both(one.ko, one.en), withUnit(shadeOf(one.key).values[i], one.unit), one.years))));
  box.append(element("p", "", servedBy(i)));
  box.append(sourceNote(fromSources([...new Set(indicators.flatMap((one) => one.sources))])));
  return box;
}

/* ---- a hub ---- */
export function hubFacts(hub) {
  if (!hub.candidates) return t("nearest to no candidate; {k} institutions", { k: hub.institutions });
  return t("{n} candidates, mean {mean} min, longest {longest} min; {k} institutions",
    { n: hub.candidates, mean: number(hub.mean), longest: number(hub.longest), k: hub.institutions });
}
export function hubBrief(hub) {
  return element("div", "hub-popup", element("p", "title", t("Hub {n}", { n: hub.number }), " ", fullName(index.get(hub.code))),
    element("p", "", hubFacts(hub)));
}
const ties = (hub, toRegions) =>
  plan.links.filter(([n, target]) => n === hub.number && index.has(target) === toRegions)
    .sort((a, b) => a[3] - b[3]);
export function hubDetail(hub) {
  const box = document.createDocumentFragment();
  const i = index.get(hub.code);
  box.append(element("h2", "", hubNumber(hub.number, true), " ", regionName(i)));
  box.append(element("p", "note", placeName(i), " · ", t("Hub {n}", { n: hub.number })));
  box.append(element("p", "", hubFacts(hub)));
  const served = ties(hub, true);
  if (served.length) {
    box.append(element("h3", "", t("Candidates served")), table(...served.map(([, code, , far]) =>
      row(fullName(index.get(code)), code === hub.code ? t("site") : t("{n} min", { n: far })))));
  }
  const partners = ties(hub, false);
  const where = new Map(institutions.id.map((id, k) => [id, k]));
  for (const kind of Object.keys(KINDS)) {
    const members = partners.filter(([, id]) => institutions.kind[where.get(id)] === kind);
    if (!members.length) continue;
    box.append(element("h3", "", symbol(kind), " ", t(KINDS[kind].label)), table(...members.map(([, id, , far]) =>
      row(both(institutions.ko[where.get(id)], institutions.en[where.get(id)]), t("{n} min", { n: far })))));
  }
  return box;
}

/* ---- an institution ---- */
function ledBy(i) {
  const lead = institutions.lead[i];
  if (lead === null) return t("No hub within reach.");
  return element("span", "", t("Lead hub: {n}", { n: lead }), " ", regionName(index.get(hubs[lead - 1].code)));
}
export function institutionBrief(i) {
  return element("div", "institution-popup", element("p", "title", both(institutions.ko[i], institutions.en[i])),
    element("p", "", ledBy(i)), element("p", "note", t("Location approximate.")));
}
export function institutionDetail(i) {
  const box = document.createDocumentFragment();
  const home = index.get(institutions.region[i]);
  box.append(element("h2", "", symbol(institutions.kind[i]), " ", both(institutions.ko[i], institutions.en[i])));
  box.append(element("p", "note", t(KINDS[institutions.kind[i]].label), " · ", placeName(home), " ", regionName(home)));
  box.append(element("p", "", ledBy(i)));
  const reached = plan.links.filter(([, id]) => id === institutions.id[i]).sort((a, b) => a[3] - b[3]);
  if (reached.length) {
    box.append(element("h3", "", t("Hubs within reach")), table(...reached.map(([n, , , far]) =>
      row(element("span", "", hubNumber(n, true), " ", fullName(index.get(hubs[n - 1].code))), t("{n} min", { n: far })))));
  }
  box.append(element("p", "note", t("Location approximate."), " ",
    institutions.confirmed[i] ? "" : t("Address not yet confirmed in a published source.")));
  box.append(sourceNote(institutions.source[i]));
  return box;
}
