/* The side panel: tabs, tables that sort and search, and the address that keeps what is shown. */

/** @import { Content } from "./words.js" */
import { finder } from "./finding.js";
import { all, byId, element, t } from "./words.js";

/* ---- the address: #lang=en&tab=hubs&region=38090&sort=regions:2:down ---- */
/* A page with a trial saved in it opens on that trial. */
const start = JSON.parse(byId("start").textContent ?? "");
if (start && !location.hash) history.replaceState(null, "", start);
export const kept = () => new URLSearchParams(location.hash.slice(1));
/**
 * @param {string} key
 * @param {string} [value] nothing takes the key out
 */
export function keep(key, value) {
  const next = kept();
  if (value) next.set(key, value); else next.delete(key);
  history.replaceState(history.state, "", next.size ? "#" + next : location.pathname + location.search);
}
document.addEventListener("languagechosen", () => {
  const lang = document.documentElement.lang;
  keep("lang", lang === "ko" ? "" : lang);
});

/* ---- reading levels, each with its tabs (WAI-ARIA: arrows move, one tab is in the order of focus) ---- */
const tabs = all("[role=tab]"), levels = all("[data-level]");
/** @type {((tab: string) => void)[]} */
const opened = [];
/** @param {(tab: string) => void} act */
export const whenTabOpens = (act) => opened.push(act);
/* Safari has no idle callbacks. */
const whenIdle = window.requestIdleCallback ?? ((/** @type {() => void} */ act) => setTimeout(act, 200));
/**
 * What a tab holds, made when the tab opens or when asked for, else once the page has been drawn.
 * @template Made
 * @param {string} tab
 * @param {() => Made} make
 * @returns {() => Made}
 */
export function inTime(tab, make) {
  /** @type {{ made: Made } | undefined} */
  let done;
  const get = () => (done ??= { made: make() }).made;
  whenTabOpens((name) => { if (name === tab) get(); });
  window.addEventListener("beforeprint", get, { once: true });
  whenIdle(get);
  return get;
}
/** @param {HTMLElement} tab */
const nameOf = (tab) => tab.dataset.tab ?? "";
/**
 * The tab of a level that was open last.
 * @type {Map<string | undefined, HTMLElement>}
 */
const latest = new Map();
/** @param {HTMLElement} tab */
function open(tab, focus = false) {
  const level = tab.dataset.of;
  for (const other of tabs) {
    const chosen = other === tab;
    other.setAttribute("aria-selected", String(chosen));
    other.tabIndex = chosen ? 0 : -1;
    other.hidden = other.dataset.of !== level;
    byId(other.getAttribute("aria-controls") ?? "").hidden = !chosen;
  }
  for (const one of levels) one.setAttribute("aria-pressed", String(one.dataset.level === level));
  document.documentElement.dataset.reading = level;
  latest.set(level, tab);
  if (focus) tab.focus();
  keep("tab", tab === tabs[0] ? "" : nameOf(tab));
  for (const act of opened) act(nameOf(tab));
}
/** @param {HTMLElement} tab */
const beside = (tab) => tabs.filter((one) => one.dataset.of === tab.dataset.of);
for (const tab of tabs) {
  tab.addEventListener("click", () => open(tab));
  tab.addEventListener("keydown", (event) => {
    const near = beside(tab), k = near.indexOf(tab);
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    const to = event.key === "Home" ? 0 : event.key === "End" ? near.length - 1
      : step ? (k + step + near.length) % near.length : -1;
    if (to >= 0) { event.preventDefault(); open(near[to], true); }
  });
}
for (const one of levels) {
  const { level } = one.dataset;
  one.addEventListener("click", () => open(latest.get(level) ?? tabs.find((tab) => tab.dataset.of === level) ?? tabs[0]));
}
/** @param {string | null | undefined} name */
export const openTab = (name) => open(tabs.find((tab) => tab.dataset.tab === name) ?? tabs[0]);
for (const link of all("[data-open]")) link.addEventListener("click", () => openTab(link.dataset.open));

/* ---- tables ---- */
/**
 * @typedef {object} Column
 * @property {Content} head
 * @property {(i: number) => number | string | null} value to sort by; missing values sort last
 * @property {(i: number) => Content} cell to show
 * @property {boolean} [number]
 * @property {boolean} [descending] when first sorted by
 * @property {(cell: HTMLTableCellElement, i: number) => void} [update]
 * @property {Content} [note] head of the column that a file has for the notes in this one
 */
/**
 * @typedef {object} Sorted a table as it is sorted and filtered now
 * @property {{ head: Node, note: Content | undefined }[]} columns
 * @property {() => HTMLTableRowElement[]} shown
 */
/** @type {Map<string, Sorted>} by the table's id */
export const sortedTables = new Map();
/** @typedef {Map<number, HTMLTableRowElement>} Rows by member */
export const REST = 150;  // milliseconds without a move
const IN_VIEW = 30;
/**
 * Gives the row of each member, and `refresh` for when values changed. A slider asks for that at
 * every move, so the rows in view come first and the others when it rests.
 * @param {HTMLElement} table
 * @param {Column[]} columns
 * @param {number[]} members
 * @param {(i: number) => Record<string, string>} attributes of a row
 * @param {number} first the column to sort by at first
 * @param {(i: number) => boolean} behind whether a member stands behind all others, however they are sorted
 */
export function sortable(table, columns, members, attributes = () => ({}), first = 0, behind = () => false) {
  const body = element("tbody", "");
  /** @type {Rows} */
  const rows = new Map(members.map((i) => {
    const row = element("tr", "", ...columns.map((column) =>
      element("td", column.number ? "number" : "", column.cell(i))));
    for (const [key, value] of Object.entries(attributes(i))) row.setAttribute(key, value);
    return [i, row];
  }));
  /** @param {number} i */
  const rowOf = (i) => /** @type {HTMLTableRowElement} */ (rows.get(i));
  /** @type {number[]} */
  let order = [];
  let sorted = first, direction = 1;
  const [of, column, way] = (kept().get("sort") ?? "").split(":");
  if (of === table.id && column in columns) {
    sorted = Number(column);
    direction = way === "down" ? -1 : 1;
  }
  /**
   * @param {number} a
   * @param {number} b
   */
  const compare = (a, b) => {
    if (behind(a) !== behind(b)) return behind(a) ? 1 : -1;
    const [x, y] = [columns[sorted].value(a), columns[sorted].value(b)];
    if (x === y) return a - b;
    if (x === null) return 1;
    if (y === null) return -1;
    return direction * (typeof x === "number" ? x - Number(y) : x.localeCompare(String(y), "ko"));
  };
  const heads = columns.map((column, k) => {
    const press = element("button", "", column.head);
    press.type = "button";
    const head = element("th", column.number ? "number" : "", press);
    head.scope = "col";
    press.addEventListener("click", () => {
      direction = sorted === k ? -direction : column.descending ? -1 : 1;
      sorted = k;
      keep("sort", `${table.id}:${k}:${direction > 0 ? "up" : "down"}`);
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
    if (next.some((i, k) => i !== order[k])) body.replaceChildren(...next.map(rowOf));
    order = next;
  }
  /** @param {number[]} some */
  const update = (some) => columns.forEach((column, k) => {
    if (column.update) for (const i of some) column.update(rowOf(i).cells[k], i);
  });
  /** @type {number | undefined} */
  let later;
  function refresh() {
    clearTimeout(later);
    later = setTimeout(() => { order = []; update(members); arrange(); }, REST);
    const first = members.filter((i) => !rowOf(i).hidden).sort(compare).slice(0, IN_VIEW);
    update(first);
    body.prepend(...first.map(rowOf));
  }
  arrange();
  table.append(element("thead", "", element("tr", "", ...heads)), body);
  sortedTables.set(table.id, { columns: columns.map(({ note }, k) => ({ head: heads[k], note })), shown: () => [...body.rows].filter((row) => !row.hidden) });
  return { rows, refresh };
}

/**
 * Writes a figure into a cell or text, if it is another than the one that stands there.
 * @param {Node} node
 * @param {string} text
 */
export function rewrite(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/**
 * Hides the rows whose words do not hold what is looked for; tells how many are left. Enter chooses the first.
 * @param {HTMLInputElement} input
 * @param {HTMLElement} count
 * @param {Rows} rows
 * @param {(i: number) => string[]} wordsOf
 * @param {(i: number, wanted: string) => boolean} admits
 */
export function searchable(input, count, rows, wordsOf, admits = () => true) {
  const means = new Map([...rows.keys()].map((i) => [i, finder(wordsOf(i))]));
  const search = () => {
    const wanted = input.value.trim();
    let found = 0;
    for (const [i, row] of rows) {
      row.hidden = !(admits(i, wanted) && means.get(i)?.(wanted));
      if (!row.hidden) found += 1;
    }
    count.replaceChildren(t("{n} of {all} shown", { n: found, all: rows.size }));
  };
  input.addEventListener("input", search);
  input.addEventListener("keydown", ({ key, isComposing }) => {
    if (key !== "Enter" || isComposing || !input.value.trim()) return;
    const [row] = [...rows.values()].filter((one) => !one.hidden)
      .sort((a, b) => a.sectionRowIndex - b.sectionRowIndex);
    row?.querySelector("button")?.click();
  });
  search();
  return search;
}

/**
 * A box to tick, or a text to look for, that the address keeps.
 * @param {HTMLInputElement} input
 */
export function keptInput(input) {
  const [value, usual] = input.type === "checkbox" ? /** @type {const} */ (["checked", "defaultChecked"]) : /** @type {const} */ (["value", "defaultValue"]);
  const asked = kept().get(input.id);
  if (asked !== null) Object.assign(input, { [value]: value === "checked" ? asked === "1" : asked });
  input.addEventListener("input", () => keep(input.id, input[value] === input[usual] ? undefined : value === "checked" ? String(Number(input[value])) : String(input[value])));
  return input;
}
