/* Tables that neither sort nor search: heads in words, the first column words, the others figures. */

/** @import { Content } from "./words.js" */
import { element } from "./words.js";

/**
 * The heads of a table, in place of all that it held; gives its empty body.
 * @param {HTMLElement} table
 * @param {Content[]} cells
 * @param {string} className of all but the first
 */
export function heads(table, cells, className = "number") {
  const row = element("tr", "", ...cells.map((content, k) => {
    const cell = element("th", k ? className : "", content);
    cell.scope = "col";
    return cell;
  }));
  const body = element("tbody", "");
  table.replaceChildren(element("thead", "", row), body);
  return body;
}
/**
 * @param {HTMLElement} body
 * @param {Content[]} cells
 */
export function line(body, ...cells) {
  const row = element("tr", "", ...cells.map((content, k) => element("td", k ? "number" : "", content)));
  body.append(row);
  return row;
}
