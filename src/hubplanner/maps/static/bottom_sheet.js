/* On a phone the chosen place is told in a sheet at the bottom of the window (Material Design's bottom sheet): it peeks
   in, takes half of the window or nearly all of it; buttons, arrow keys and dragging its bar change that. */

import { byId } from "./words.js";

/** Shares of the window: peek, half, full. */
const SHARES = [.3, .55, .92];

/**
 * Gives the function that tells how many pixels at the window's bottom the sheet covers.
 * @param {HTMLElement} sheet
 */
export function bottomSheet(sheet) {
  const bar = byId("detail-bar"), larger = byId("detail-larger", HTMLButtonElement), smaller = byId("detail-smaller", HTMLButtonElement);
  let size = 0;
  /** @param {string} height */
  const reach = (height) => sheet.style.setProperty("--sheet", height);
  /** @param {number} next */
  const set = (next) => {
    size = Math.max(0, Math.min(next, SHARES.length - 1));
    reach(`${100 * SHARES[size]}dvh`);
    larger.disabled = size === SHARES.length - 1;
    smaller.disabled = size === 0;
  };
  set(0);
  larger.addEventListener("click", () => set(size + 1));
  smaller.addEventListener("click", () => set(size - 1));
  bar.addEventListener("keydown", (event) => {
    const step = event.key === "ArrowUp" ? 1 : event.key === "ArrowDown" ? -1 : 0;
    if (!step) return;
    event.preventDefault();
    set(size + step);
  });
  /** @type {number | undefined} */
  let held;  // pixels from the sheet's top to where the bar is held
  bar.addEventListener("pointerdown", (event) => {
    if (event.target instanceof Element && event.target.closest("button")) return;
    held = event.clientY - sheet.getBoundingClientRect().top;
    bar.setPointerCapture(event.pointerId);
  });
  bar.addEventListener("pointermove", ({ clientY }) => {
    if (held !== undefined) reach(`${window.innerHeight - clientY + held}px`);
  });
  for (const end of ["pointerup", "pointercancel"]) bar.addEventListener(end, () => {
    if (held === undefined) return;
    held = undefined;
    const share = sheet.offsetHeight / window.innerHeight, off = SHARES.map((one) => Math.abs(one - share));
    set(off.indexOf(Math.min(...off)));
  });
  return () => window.innerHeight - sheet.getBoundingClientRect().top;
}
