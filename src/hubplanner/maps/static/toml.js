/* A scenario as TOML: tables of strings, numbers, booleans and lists; what is null is left out. */

/**
 * @param {object} table
 * @param {string[]} path
 * @returns {string}
 */
export function toml(table, path = []) {
  const entries = Object.entries(table).filter(([, value]) => value !== null && value !== undefined);
  const [plain, tables] = [false, true].map((wanted) => entries.filter(([, value]) => isTable(value) === wanted));
  const lines = plain.map(([key, value]) => `${name(key)} = ${inline(value)}\n`);
  if (path.length && lines.length) lines.unshift(`\n[${path.map(name).join(".")}]\n`);
  return lines.join("") + tables.map(([key, value]) => toml(value, [...path, key])).join("");
}
/**
 * @param {unknown} value
 * @returns {value is object}
 */
const isMapping = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
/**
 * An empty table is a value like others: without a line of its own it would be lost.
 * @param {unknown} value
 */
const isTable = (value) => isMapping(value) && Object.keys(value).length > 0;
/** @param {string} key */
const name = (key) => (/^[\w-]+$/.test(key) ? key : inline(key));
/**
 * @param {unknown} value
 * @returns {string}
 */
function inline(value) {
  if (typeof value === "string") return quoted(value);
  if (Array.isArray(value)) return `[${value.map(inline).join(", ")}]`;
  if (isMapping(value)) return `{ ${Object.entries(value).map(([key, one]) => `${name(key)} = ${inline(one)}`).join(", ")} }`;
  return String(value);
}
/**
 * JSON's escapes are TOML's; of control characters TOML also wants DEL escaped.
 * @param {string} text
 */
const quoted = (text) => JSON.stringify(text).replace(/\u007f/g, "\\u007f");
