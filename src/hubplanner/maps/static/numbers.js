/* Numbers as a planner reads them: no more digits than the figure bears, a minus sign, a dash
   where a value is missing. */

const formats = new Map();

export function number(value, digits = 0) {
  if (value === null || value === undefined) return "–";
  if (!formats.has(digits)) {
    formats.set(digits, new Intl.NumberFormat("en-US", {
      minimumFractionDigits: digits, maximumFractionDigits: digits, signDisplay: "negative",
      roundingMode: "halfEven",  // as Python rounds the same figure elsewhere
    }));
  }
  return formats.get(digits).format(value).replace("-", "−");
}

/* A change: with its sign, and none on what rounds to zero. */
export function signed(value, digits = 0) {
  const text = number(value, digits);
  return value > 0 && Number(value.toFixed(digits)) > 0 ? "+" + text : text;
}
