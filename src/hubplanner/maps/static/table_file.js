/* The tables beside the map as files: the rows that are shown, in their order, in the language that is spoken. */

/** @import { Content } from "./words.js" */
/** @import { Sorted } from "./panel.js" */
import { csv, figure } from "./csv.js";
import { fullName, placeOf } from "./geography.js";
import { sortedTables } from "./panel.js";
import { sited } from "./sited.js";
import { byId, spokenNow, spokenText, t } from "./words.js";

/** Tabs whose hubs stand in a list, which as a file is a table. */
const LISTED = ["glance", "hubs"];

/**
 * All that a tab shows, by what each stands under, with the trials kept and the regions chosen beside it.
 * @param {string} tab
 */
export function tablesOf(tab) {
  const listed = LISTED.includes(tab) ? [{ id: "hubs", title: spoken(t("Hubs")), content: () => csv(hubRows()) }] : [];
  const seen = [byId(`panel-${tab}`), byId("selection"), byId("whatif")].flatMap((part) => (part.hidden ? [] : [...part.querySelectorAll("table")]))
    .filter((table) => !table.hidden && !table.matches(".trial .published-only *"));
  return [...listed, ...seen.map((table) => {
    const sorted = sortedTables.get(table.id);
    return { id: table.id || table.closest("[id]")?.id || tab, title: titleOf(table), content: () => csv(sorted ? sortedRows(sorted) : plainRows(table)) };
  })];
}
/**
 * What the table stands under: the last heading before it, or what unfolds it; else its tab.
 * @param {Element} table
 */
function titleOf(table) {
  const part = /** @type {Element} */ (table.closest("section"));
  const heads = [...part.querySelectorAll("h2, h3, summary")].filter((head) => head.compareDocumentPosition(table) & Node.DOCUMENT_POSITION_FOLLOWING);
  return spoken(heads[heads.length - 1] ?? byId(part.getAttribute("aria-labelledby") ?? ""));
}
/** @param {HTMLTableElement} table */
const plainRows = (table) => [...table.rows].map((row) => [...row.cells].map((cell) =>
  [figure(spokenText(cell, ".note, .drop")), ...[...cell.querySelectorAll(".note")].map((one) => spokenText(one))].join(" ")));
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
