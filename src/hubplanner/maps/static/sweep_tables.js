/* The tables of a sweep: of the choice that is looked at hubs, plans, assumptions and phases; all choices. */

/** @import { Index, SweptHub } from "./payload.js" */
/** @import { Content } from "./words.js" */
import { HUB } from "./colours.js";
import { fullName, placeOf } from "./geography.js";
import { number, percent } from "./numbers.js";
import { heads, line } from "./plain_tables.js";
import { PARTS, choices, look, now } from "./swept.js";
import { front } from "./sweep_front.js";
import { N_, both, button, byId, drawn, element, t } from "./words.js";

/** @param {{ ko: string, en: string }} names */
const name = ({ ko, en }) => both(ko, en);
/** @param {number | null} share */
const share = (share) => `${percent(share)} %`;

/**
 * Gives the row of each region that has a hub.
 * @param {(i: number) => void} choose
 */
export function hubTable(choose) {
  const body = heads(byId("swept-hubs"), [t("Region"), t("Share of the futures"), t("Part"), t("Host"), t("Technology"), t("Most often together with")], "");
  /** @type {Map<number, HTMLTableRowElement>} */
  const rows = new Map();
  for (const hub of now.choice.hubs) {
    const i = placeOf(hub.code);
    const cells = [button("choose", fullName(i), () => choose(i)), bar(hub.share, 1, share(hub.share)), t(PARTS[hub.part]),
      name(hub.host), technology(hub), together(hub)];
    const row = element("tr", "", ...cells.map((content) => element("td", "", content)));
    row.dataset.code = hub.code;
    body.append(row);
    rows.set(i, row);
  }
  return rows;
}
/** @param {SweptHub} hub */
export const technology = (hub) => (hub.technology
  ? element("span", "", name(hub.technology), ` (${share(hub.technology_share)})`) : "–");
/** @param {SweptHub} hub */
export const together = (hub) => (hub.with_hub
  ? element("span", "", fullName(placeOf(hub.with_hub)), ` (${share(hub.with_share)})`) : "–");

/**
 * A bar as long as a value, and the value in words behind it.
 * @param {number} value
 * @param {number} most
 * @param {Content} words
 */
const bar = (value, most, words) => element("span", "measured",
  drawn("svg", { class: "bar", width: 90, height: 10, "aria-hidden": "true" },
    drawn("rect", { width: 90, height: 10, fill: "#e6ebef" }),
    drawn("rect", { width: Math.max(0, Math.min(90, (90 * value) / (most || 1))).toFixed(1), height: 10, fill: HUB })), words);

export function planTable() {
  const { plans, plan_count: count } = now.choice;
  byId("of-plans").hidden = !plans.length;
  byId("plans-shown").replaceChildren(count > plans.length ? t("The first {n} of {all}; all are in plans.csv.", { n: plans.length, all: number(count) }) : "");
  const body = heads(byId("swept-plans"), [t("Plan"), t("Worst regret"), t("Mean regret"), t("Best in")]);
  for (const one of plans) {
    line(body, element("span", one.minimax ? "why" : "", name(one.plan), ...(one.minimax ? [" · ", t("least worst regret")] : [])),
      `${number(one.worst)} (${percent(one.worst_share, 1)} %)`, `${number(one.mean)} (${percent(one.mean_share, 1)} %)`, share(one.best_in));
  }
}
export function choiceTable() {
  const chart = front();
  byId("front").replaceChildren(...(chart ? [chart] : []));
  const body = heads(byId("swept-choices"), [t("Choice"), t("Front"), t("Hubs"), t("Cost"), t("Jobs within 45 min"), t("5th–95th percentile"),
    t("Jobs within 60 min"), t("Mean minutes"), t("Futures solved"), t("Proven optimal")]);
  for (const one of choices) {
    const row = line(body, button("choose", element("span", "", `${one.number} `, name(one.label)), () => look(String(one.number))), one.front ? t("yes") : "–",
      number(one.hub_count, one.hub_count % 1 ? 1 : 0), number(one.cost, one.cost % 1 ? 1 : 0), number(one.jobs), one.jobs_low === null ? "–" : `${number(one.jobs_low)}–${number(one.jobs_high)}`,
      number(one.jobs_far), number(one.minutes, 1), `${number(one.solved)} / ${number(one.futures)}`, number(one.proven));
    row.classList.toggle("chosen", one === now.choice);
  }
}
/** @type {Record<Index, string>} */
const MEASURES = {
  total: N_("Total Sobol' indices."), effect: N_("Mean absolute elementary effects (Morris)."), first_order: N_("First-order indices."),
};
export function importanceTables() {
  const outcomes = now.choice.importance;
  byId("of-importance").hidden = !outcomes.length;
  byId("measure").replaceChildren(...[...new Set(outcomes.map(({ keys }) => keys[0].measure))].map((one) => t(MEASURES[one])));
  byId("importance").replaceChildren(...outcomes.map(({ name: of, keys }) => {
    const table = element("table", ""), most = Math.max(...keys.map(({ value }) => value));
    table.append(element("caption", "", name(of)));
    const rows = keys.map(({ key, value, interval }) => {
      const head = element("th", "", name(key));
      head.scope = "row";
      return element("tr", "", head, element("td", "", bar(value, most, `${number(value, 2)}${interval === null ? "" : ` ± ${number(interval, 2)}`}`)));
    });
    table.append(element("tbody", "", ...rows));
    return table;
  }));
}
/** @param {(i: number) => void} choose */
export function pathwayTable(choose) {
  const opened = now.choice.pathway;
  byId("of-pathway").hidden = !opened.length;
  const body = heads(byId("pathway"), [t("Phase"), t("Region"), t("Host"), t("Technology"), t("Share of the futures"), t("Given away by then")], "");
  for (const one of opened) {
    const i = placeOf(one.code);
    body.append(element("tr", "", ...[String(one.phase), button("choose", fullName(i), () => choose(i)), name(one.host), name(one.technology),
      share(one.share), `${number(one.lost_percent, 1)} %`].map((content) => element("td", "", content))));
  }
}
