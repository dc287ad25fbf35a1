/* What if it were weighed otherwise: sliders that re-rank and re-shade, and the way back. */

/** @import { Choice } from "./standing.js" */
import { download } from "./download.js";
import { number } from "./numbers.js";
import { keep, kept } from "./panel.js";
import { plan } from "./plan.js";
import { PUBLISHED, possible, stand, standing } from "./standing.js";
import { toml } from "./toml.js";
import { all, byId, named, t } from "./words.js";

const sliders = Object.keys(PUBLISHED).map((key) => {
  const slider = byId("try-" + key, HTMLInputElement), digits = { area: 2, top: 0 }[key] ?? 1;
  return { key, slider, digits, label: /** @type {HTMLLabelElement} */ (slider.parentElement) };
});
const ribbon = byId("ribbon"), refusal = byId("try-refused");
let waiting = false;

/** @returns {Choice} */
function chosen() {
  return { ...PUBLISHED, ...Object.fromEntries(sliders.map(({ key, slider }) => [key, Number(slider.value)])) };
}
function tell() {
  for (const { slider, digits, label } of sliders) {
    label.querySelector("output")?.replaceChildren(number(Number(slider.value), digits));
  }
}
/* Many moves of a slider become one redrawing a frame. */
function move() {
  tell();
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => { waiting = false; apply(); });
}
function apply() {
  const choice = chosen();
  refusal.hidden = possible(choice);
  if (!possible(choice)) return;
  stand(choice);
  ribbon.hidden = !standing.tried;
  document.documentElement.classList.toggle("trial", standing.tried);
  const counts = { n: standing.candidate.filter(Boolean).length, published: plan.counts.candidates };
  byId("candidates").replaceChildren(standing.tried ? t("{n} candidates in the trial, {published} as published", counts)
    : t("{n} candidates", counts));
  const changed = sliders.filter(({ key }) => choice[key] !== PUBLISHED[key]).map(({ key }) => `${key}:${choice[key]}`);
  keep("try", changed.join(","));
}
/** @param {Choice} choice */
function set(choice) {
  for (const { key, slider } of sliders) slider.value = String(choice[key]);
  tell();
  apply();
}
/* The scenario that would be planned with these weights. */
function triedScenario() {
  const { area, top, ...weights } = standing.choice;
  const { scenario } = plan;
  return {
    ...scenario,
    name: `${scenario.name}-what-if`, title_ko: `${scenario.title_ko} (탐색)`, title_en: `${scenario.title_en} (what if)`,
    scoring: { ...scenario.scoring, area_weight: area, weights: { ...scenario.scoring.weights, ...weights } },
    candidates: { ...scenario.candidates, top },
  };
}

/* Reads the address and makes the controls work. */
export function whatIf() {
  if (plan.fixed) {
    byId("whatif").hidden = true;
    return;
  }
  for (const { slider, label } of sliders) {
    slider.addEventListener("input", move);
    const [ko, en] = [".ko", ".en"].map((language) => label.querySelector(`.name ${language}`)?.textContent ?? "");
    named(slider, ko, en);
  }
  for (const button of all(".as-published")) button.addEventListener("click", () => set(PUBLISHED));
  byId("try-download").addEventListener("click", () => {
    const scenario = triedScenario();
    download(`${scenario.name}.toml`, "application/toml", toml(scenario));
  });
  const wanted = Object.fromEntries((kept().get("try") || "").split(",").map((pair) => pair.split(":"))
    .filter(([key, value]) => Object.hasOwn(PUBLISHED, key) && value !== "" && Number.isFinite(Number(value)))
    .map(([key, value]) => [key, Number(value)]));
  if (Object.keys(wanted).length) {
    byId("whatif", HTMLDetailsElement).open = true;
    set({ ...PUBLISHED, ...wanted });
  } else tell();
}
