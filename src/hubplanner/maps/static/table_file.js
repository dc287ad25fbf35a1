/* The table beside the map as a file: the rows that are shown, in their order, in the language that is spoken. */

/** @import { Content } from "./words.js" */
/** @import { Sorted } from "./panel.js" */
import { csv, figure } from "./csv.js";
import { fullName, placeOf } from "./geography.js";
import { sortedTables } from "./panel.js";
import { sited } from "./sited.js";
import { spokenNow, spokenText, t } from "./words.js";

/** The table of each tab; every other tab tells of the hubs. */
const TABLES = { regions: "regions", network: "institutions", draws: "unsettled" };

/** @param {string} tab */
export function tableOf(tab) {
  const table = sortedTables.get(Object.entries(TABLES).find(([name]) => name === tab)?.[1] ?? "");
  return csv(table ? sortedRows(table) : hubRows());
}

/**
 * Notes become a column of their own, and what is a picture only is left out.
 * @param {Sorted} table
 */
function sortedRows({ columns, shown }) {
  const rows = shown();
  const parts = columns.flatMap(({ head, note }, k) => [
    { head, text: (/** @type {Node} */ cell) => spokenText(cell, note ? ".note" : undefined), k },
    ...(note ? [{ head: note, text: (/** @type {Element} */ cell) => [...cell.querySelectorAll(".note")].map((one) => spokenText(one)).join(" "), k }] : []),
  ]).filter(({ text, k }) => rows.some((row) => text(row.cells[k])));
  return [["KOSTAT", ...parts.map(({ head }) => spoken(head))], ...rows.map((row) =>
    [row.dataset.code ?? "", ...parts.map(({ text, k }) => figure(text(row.cells[k])))])].map((row) => (rows[0]?.dataset.code ? row : row.slice(1)));
}
function hubRows() {
  const drawn = sited.hubs.some(({ firm }) => firm);
  return [
    [t("Hub"), t("Region"), "KOSTAT", t("Technology"), t("Host"), t("Ministry"), t("Candidates"), t("Jobs at risk"), ...(drawn ? [t("Of the draws")] : [])].map(spoken),
    ...sited.hubs.map((hub) => [
      String(hub.number), spoken(fullName(placeOf(hub.code))), hub.code, spokenNow(...hub.technology), hub.host ? spokenNow(...hub.host) : "",
      spokenNow(...hub.ministry), String(hub.candidates), hub.jobs === null ? "" : String(Math.round(hub.jobs)), ...(drawn ? [hub.firm ? `${hub.firm.share} %` : ""] : [])]),
  ];
}
/** @param {Content} content */
const spoken = (content) => (typeof content === "string" ? content : spokenText(content));
