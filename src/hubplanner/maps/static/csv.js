/* Tables as CSV, by the same rules as hubplanner.tables.safe_csv: no text in them becomes a formula. */

/* What a spreadsheet takes for a formula when it opens the file (OWASP, CSV injection); the full-width signs too,
   which Excel takes for the others where Korean is set. */
const LIKE_A_FORMULA = /^'*[=+\-@\t\n＝＋－＠]/;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)$/;

/** @param {string} text */
function field(text) {
  const lines = text.replace(/\r\n?/g, "\n");
  const safe = LIKE_A_FORMULA.test(lines) && !NUMBER.test(lines) ? `'${lines}` : lines;
  return /[",\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/**
 * RFC 4180, UTF-8 with the mark by which Excel knows it.
 * @param {string[][]} rows
 */
export const csv = (rows) => "\ufeff" + rows.map((row) => row.map(field).join(",") + "\n").join("");

/**
 * A figure as the page shows it (1,234.5, −2), as a spreadsheet reads it; the dash of a missing one is an empty cell.
 * @param {string} text
 */
export function figure(text) {
  if (text === "–") return "";
  const plain = text.replace(/^−/, "-").replace(/^\+/, "");
  return /^-?\d{1,3}(,\d{3})*(\.\d+)?$/.test(plain) ? plain.replaceAll(",", "") : text;
}
