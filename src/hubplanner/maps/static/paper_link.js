/* How to come back from paper to what is printed. */

import { correction, generate } from "./lean_qr.js";
import { byId, drawn, element, t } from "./words.js";

/* The code is 26 mm wide: beyond this many modules each is under a quarter of a millimetre, which no phone reads. */
const FINEST = 97, QUIET = 4;

export function linkOnPaper() {
  window.addEventListener("beforeprint", () => {
    byId("link").replaceChildren(...link());
    byId("qr").replaceChildren(...code());
  });
}
const served = location.protocol.startsWith("http");
/* A path on one's own disk leads nobody anywhere; what follows # brings the view back in any copy of the file. */
function link() {
  if (served) return [location.href];
  const file = decodeURIComponent(location.pathname.split("/").pop() ?? "");
  return location.hash ? [t("To see this view again, open {file} and write this behind its address: {state}", { file, state: location.hash })] : [];
}
/* For a phone, hence only where another device can ask the server, and said to be so: many stand in a network of their own. */
function code() {
  if (!served || /^(localhost|127\.|\[::1\])/.test(location.hostname)) return [];
  const bits = drawnBits(location.href);
  return bits ? [bits, element("p", "note", t("By phone, where {host} can be reached", { host: location.host }))] : [];
}
/** @param {string} text */
function drawnBits(text) {
  if (text.length > 900) return null;  // more than FINEST holds
  const { size, get } = generate(text, { minCorrectionLevel: correction.M });
  if (size > FINEST) return null;
  let dark = "";
  for (let y = 0; y < size; y++) for (let x = 0; x < size; x++) if (get(x, y)) dark += `M${x} ${y}h1v1h-1z`;
  return drawn("svg", { viewBox: [-QUIET, -QUIET, size + 2 * QUIET, size + 2 * QUIET].join(" "), "shape-rendering": "crispEdges", "aria-hidden": "true" },
    drawn("path", { d: dark }));
}
