/* Numbers as a planner reads them: no more digits than the figure bears, a minus sign, a dash
   where a value is missing. */

/** @type {Map<number, Intl.NumberFormat>} */
const formats = new Map();

/** @param {number} digits */
function formatOf(digits) {
  let format = formats.get(digits);
  if (!format) {
    format = new Intl.NumberFormat("en-US", {
      minimumFractionDigits: digits, maximumFractionDigits: digits, signDisplay: "negative",
      roundingMode: "halfEven",  // as Python rounds the same figure elsewhere
    });
    formats.set(digits, format);
  }
  return format;
}

/**
 * @param {number | null} value
 * @param {number} digits
 */
export const number = (value, digits = 0) =>
  (value === null ? "–" : formatOf(digits).format(value).replace("-", "−"));

/**
 * A share (0–1) in per cent.
 * @param {number | null} share
 * @param {number} digits
 */
export const percent = (share, digits = 0) => number(share === null ? null : share * 100, digits);

/**
 * A change: with its sign, and none on what rounds to zero.
 * @param {number | null} value
 * @param {number} digits
 */
export function signed(value, digits = 0) {
  const text = number(value, digits);
  return value !== null && value > 0 && Number(value.toFixed(digits)) > 0 ? "+" + text : text;
}

/**
 * The least number of digits at which two figures read differently; null for equal ones, apart from what
 * arithmetic leaves of them.
 * @param {number} a
 * @param {number} b
 */
export function digitsApart(a, b) {
  for (let digits = 0; digits <= 12; digits++) if (number(a, digits) !== number(b, digits)) return digits;
  return null;
}
