/* The tables of a comparison: measures, hubs by scenario, hubs, regions. */

/** @import { Change, ComparedScenario } from "./payload.js" */
/** @import { Column } from "./panel.js" */
import { CHANGES, becomes, candidate, change, comparison, numbers, rank, reference, regions, scenarios, title } from "./compared.js";
import { everyRegion, fullName, placeOf, regionWords } from "./geography.js";
import { number, percent, signed } from "./numbers.js";
import { searchable, sortable } from "./panel.js";
import { heads, line } from "./plain_tables.js";
import { hubNumber } from "./symbols.js";
import { both, button, byId, element, t } from "./words.js";

export function scenarioTable() {
  const { counts_jobs, covered_within, near_minutes } = comparison;
  const body = heads(byId("scenarios"), [
    t("Scenario"), t("Hubs"), t("Jobs at risk within {n} minutes of a hub of their own technology", { n: near_minutes }),
    t("Research institutes within an hour"), t("Mean minutes"), t("Longest minutes"), t("Worst-off region"),
    t("Within {n} minutes", { n: covered_within }),
    counts_jobs ? t("Objective (jobs, discounted by distance and fit)") : t("Objective (minutes × crisis score)"),
    t("Change"), t("places kept · moved · gained · lost"),
  ]);
  for (const one of scenarios) {
    const { numbers: measured, counts } = one, own = one === reference;
    const [now, before] = [measured.objective, reference.numbers.objective];
    const difference = now === null || before === null ? null : 100 * (now / before - 1);
    line(body, title(one), String(counts.hubs), number(measured.jobs_reached), number(measured.institutes_reached),
      number(measured.mean_minutes, 1), number(measured.longest_minutes), fullName(placeOf(one.worst)),
      `${percent(measured.covered, 1)} %`, number(measured.objective, 1),
      own ? t("reference") : difference === null ? "–" : `${signed(difference, 1)} %`,
      own ? "–" : [counts.kept, counts.moved, counts.gained, counts.lost].join(" · "));
  }
}
/**
 * Beside the words, so that a change is seen at a glance and without colour.
 * @type {Record<Change, string>}
 */
const MARKS = { reference: "●", kept: "●", moved: "→", gained: "+", lost: "×" };
/**
 * What a scenario has at a place: technology, and what became of the reference's hub.
 * @param {ComparedScenario} scenario
 * @param {string} code
 */
function cellOf(scenario, code) {
  const hub = becomes(scenario, code), left = scenario.changes.find((one) => one.counterpart === code);
  if (!hub) return left ? element("span", "note", t("moved to {n}", { n: left.number })) : "";
  const mark = element("span", `mark ${hub.change}`, MARKS[hub.change]);
  mark.setAttribute("aria-hidden", "true");
  return element("span", "", mark, " ", t(CHANGES[hub.change]), ...(hub.technology
    ? [element("span", "technology", both(hub.technology.ko, hub.technology.en))] : []));
}
export function hubMatrix() {
  const body = heads(byId("hub-matrix"), [t("Hub"), ...scenarios.map(title)], "");
  for (const code of comparison.places) {
    const hubs = scenarios.filter((one) => one.hubs.some((hub) => hub.code === code)).length;
    const head = element("th", "", hubNumber(numbers.get(code) ?? "", true), " ", fullName(placeOf(code)),
      element("span", "note", t("{n} of {of}", { n: hubs, of: scenarios.length })));
    head.scope = "row";
    body.append(element("tr", "", head, ...scenarios.map((one) => element("td", "", cellOf(one, code)))));
  }
}
export function hubTable() {
  const body = heads(byId("hub-changes"), [t("Scenario"), t("Hub"), t("Core technology"), t("Host"), t("Change"), t("From")], "");
  for (const one of scenarios) {
    for (const { code, number: own, change: became, counterpart, minutes, technology, host } of one.changes) {
      const cells = [title(one), element("span", "", `${own} `, fullName(placeOf(code))), technology ? both(technology.ko, technology.en) : "–",
        host ? both(host.ko, host.en) : "–", t(CHANGES[became]), counterpart
          ? element("span", "", `${numbers.get(counterpart)} `, fullName(placeOf(counterpart)), " (", t("{n} min", { n: minutes }), ")") : ""];
      body.append(element("tr", "", ...cells.map((content) => element("td", "", content))));
    }
  }
}
/**
 * Gives the row of each candidate region.
 * @param {(i: number) => void} choose
 */
export function regionTable(choose) {
  const others = scenarios.slice(1), last = scenarios[scenarios.length - 1];
  /**
   * @param {ComparedScenario} one
   * @returns {Column}
   */
  const minutes = (one) => ({ head: title(one), number: true, value: (i) => one.minutes[i], cell: (i) => number(one.minutes[i]) });
  /**
   * @param {ComparedScenario} one
   * @returns {Column}
   */
  const difference = (one) => ({ head: element("span", "", "Δ ", title(one)), number: true,
    value: (i) => change(one, i), cell: (i) => signed(change(one, i)) });
  const members = everyRegion.filter((i) => candidate[i])
    .sort((a, b) => change(last, a) - change(last, b) || Number(rank[a]) - Number(rank[b]));
  const { rows } = sortable(byId("region-changes"), [
    { head: t("Region"), value: (i) => regions.ko[i], cell: (i) => button("choose", fullName(i), () => choose(i)) },
    { head: t("Rank"), number: true, value: (i) => rank[i], cell: (i) => number(rank[i]) },
    ...others.map(difference), ...scenarios.map(minutes),
  ], members, (i) => ({ "data-code": regions.code[i] }), 1 + others.length);
  searchable(byId("find-region", HTMLInputElement), byId("regions-found"), rows, regionWords);
  return rows;
}
