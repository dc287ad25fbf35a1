/* The side panel: tabs, tables that sort and search, and the address that keeps what is shown. */

import { element, t } from "./words.js";

/* ---- the address: #lang=en&tab=hubs&region=38090 ---- */
export const kept = () => new URLSearchParams(location.hash.slice(1));
export function keep(key, value) {
  const next = kept();
  if (value) next.set(key, value); else next.delete(key);
  history.replaceState(null, "", next.size ? "#" + next : location.pathname + location.search);
}
document.addEventListener("languagechosen", () => {
  const lang = document.documentElement.lang;
  keep("lang", lang === "ko" ? "" : lang);
});

/* ---- tabs (WAI-ARIA: arrows move, one tab is in the order of focus) ---- */
const tabs = [...document.querySelectorAll("[role=tab]")];
function open(tab, focus = false) {
  for (const other of tabs) {
    const chosen = other === tab;
    other.setAttribute("aria-selected", String(chosen));
    other.tabIndex = chosen ? 0 : -1;
    document.getElementById(other.getAttribute("aria-controls")).hidden = !chosen;
  }
  if (focus) tab.focus();
  keep("tab", tab === tabs[0] ? "" : tab.dataset.tab);
}
tabs.forEach((tab, k) => {
  tab.addEventListener("click", () => open(tab));
  tab.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const to = event.key === "Home" ? 0 : event.key === "End" ? tabs.length - 1
      : step ? (k + step + tabs.length) % tabs.length : -1;
    if (to >= 0) { event.preventDefault(); open(tabs[to], true); }
  });
});
export const openTab = (name) => open(tabs.find((tab) => tab.dataset.tab === name) || tabs[0]);

/* ---- tables ----
   columns: [{ head, value(i) to sort by, cell(i) to show, number, update(cell, i) }]; missing values
   sort last. Gives the row of each member, and `refresh` for when values changed. A slider asks for
   that at every move, so the rows in view come first and the others when it rests. */
export const REST = 150;  // milliseconds without a move
const IN_VIEW = 30;
export function sortable(table, columns, members, attributes = () => ({}), first = 0) {
  const body = element("tbody", "");
  const rows = new Map(members.map((i) => {
    const row = element("tr", "", ...columns.map((column) =>
      element("td", column.number ? "number" : "", column.cell(i))));
    for (const [key, value] of Object.entries(attributes(i))) row.setAttribute(key, value);
    return [i, row];
  }));
  let sorted = first, direction = 1, order = [];
  const compare = (a, b) => {
    const [x, y] = [columns[sorted].value(a), columns[sorted].value(b)];
    if (x === y) return a - b;
    if (x === null) return 1;
    if (y === null) return -1;
    return direction * (typeof x === "number" ? x - y : x.localeCompare(y, "ko"));
  };
  const heads = columns.map((column, k) => {
    const press = element("button", "", column.head);
    press.type = "button";
    const head = element("th", column.number ? "number" : "", press);
    head.scope = "col";
    press.addEventListener("click", () => {
      direction = sorted === k ? -direction : column.descending ? -1 : 1;
      sorted = k;
      arrange();
    });
    return head;
  });
  function arrange() {
    heads.forEach((head, k) => {
      if (k === sorted) head.setAttribute("aria-sort", direction > 0 ? "ascending" : "descending");
      else head.removeAttribute("aria-sort");
    });
    const next = members.slice().sort(compare);
    if (next.some((i, k) => i !== order[k])) body.replaceChildren(...next.map((i) => rows.get(i)));
    order = next;
  }
  const update = (some) => columns.forEach((column, k) => {
    if (column.update) for (const i of some) column.update(rows.get(i).cells[k], i);
  });
  let later;
  function refresh() {
    clearTimeout(later);
    later = setTimeout(() => { order = []; update(members); arrange(); }, REST);
    const first = members.filter((i) => !rows.get(i).hidden).sort(compare).slice(0, IN_VIEW);
    update(first);
    body.prepend(...first.map((i) => rows.get(i)));
  }
  arrange();
  table.append(element("thead", "", element("tr", "", ...heads)), body);
  return { rows, refresh };
}

/* Writes a figure into a cell or text, if it is another than the one that stands there. */
export function rewrite(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/* Hides the rows whose words do not hold what is looked for; tells how many are left. */
export function searchable(input, count, rows, wordsOf, admits = () => true) {
  const texts = new Map([...rows.keys()].map((i) => [i, wordsOf(i).join(" ").toLowerCase()]));
  const search = () => {
    const wanted = input.value.trim().toLowerCase();
    let found = 0;
    for (const [i, row] of rows) {
      row.hidden = !(admits(i) && texts.get(i).includes(wanted));
      found += !row.hidden;
    }
    count.replaceChildren(t("{n} of {all} shown", { n: found, all: rows.size }));
  };
  input.addEventListener("input", search);
  search();
  return search;
}
