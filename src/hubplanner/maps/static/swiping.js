/* Two maps on one place, the second behind the first up to a line that can be dragged; on paper, where nothing
   can be dragged, they stand beside each other. */

import { keep, kept } from "./panel.js";
import { all, byId, element, named, words } from "./words.js";

/** What the keys add to the boundary, in per cent of the width. */
const STEPS = { ArrowLeft: -2, ArrowDown: -2, ArrowRight: 2, ArrowUp: 2, PageDown: -10, PageUp: 10, Home: -100, End: 100 };

/** @param {() => void} resized after the maps have another size */
export function swipe(resized) {
  const box = byId("swipe", HTMLInputElement), slider = byId("swipe-at", HTMLInputElement);
  const [grid] = all(".grid"), line = boundary();
  grid.append(line);
  /** @param {number} at */
  const cut = (at) => {
    const value = Math.min(100, Math.max(0, Math.round(at)));
    slider.value = String(value);
    line.setAttribute("aria-valuenow", String(value));
    grid.style.setProperty("--cut", `${value}%`);
  };
  const apply = () => {
    grid.classList.toggle("swiping", box.checked);
    for (const node of [slider.parentElement, line]) node?.toggleAttribute("hidden", !box.checked);
    resized();
    keep("swipe", box.checked ? "1" : "");
  };
  line.addEventListener("pointerdown", (event) => {
    event.preventDefault();  // nothing is selected while it moves
    line.focus();
    line.setPointerCapture(event.pointerId);
  });
  line.addEventListener("pointermove", ({ pointerId, clientX }) => {
    if (!line.hasPointerCapture(pointerId)) return;
    const { left, width } = grid.getBoundingClientRect();
    cut(100 * (clientX - left) / width);
  });
  line.addEventListener("keydown", (event) => {
    const step = Object.entries(STEPS).find(([key]) => key === event.key)?.[1];
    if (step === undefined) return;
    event.preventDefault();
    cut(slider.valueAsNumber + step);
  });
  slider.addEventListener("input", () => cut(slider.valueAsNumber));
  box.addEventListener("change", apply);
  window.addEventListener("beforeprint", () => grid.classList.remove("swiping"));
  window.addEventListener("afterprint", apply);
  box.checked = kept().get("swipe") === "1";
  cut(slider.valueAsNumber);
  apply();
}
/* WAI-ARIA, window splitter. */
function boundary() {
  const line = element("div", "boundary");
  for (const [name, value] of Object.entries({
    "role": "separator", "tabindex": "0", "aria-orientation": "vertical", "aria-valuemin": "0", "aria-valuemax": "100",
  })) line.setAttribute(name, value);
  return named(line, ...words("Boundary between the two"));
}
