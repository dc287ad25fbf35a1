/* The controls of what the regions are shaded by, kept in the address. */

import { keep, kept } from "./panel.js";
import { BIVARIATE, SHADES, canCross, shadeOf, shading } from "./choropleth.js";
import { byId, speaking, words } from "./words.js";

/** @param {() => void} repaint */
export function shadeChoice(repaint) {
  const [shade, scheme] = ["shade", "scheme"].map((id) => byId(id, HTMLSelectElement));
  const [edges, patterned] = ["edges", "patterns"].map((id) => byId(id, HTMLInputElement)), year = byId("shade-year", HTMLInputElement);
  const [ko, en] = words("Dependency by decline");
  const options = SHADES.map(({ key, ko, en }) => ({ key, ko, en }));
  if (canCross) options.splice(4, 0, { key: BIVARIATE, ko, en });
  for (const { key, ko, en } of options) {
    const option = new Option("", key);
    shade.append(option);
    speaking((lang) => { option.textContent = lang === "en" ? en : ko; });
  }
  for (const option of scheme.options) {
    speaking((lang) => { option.textContent = (lang === "en" ? option.dataset.en : option.dataset.ko) ?? ""; });
  }
  const apply = () => {
    const ofScore = shade.value === "crisis_score";  // other values have no candidates
    for (const option of scheme.options) if (option.value === "candidates") option.disabled = !ofScore;
    if (scheme.value === "candidates" && !ofScore) scheme.value = "quantile";
    Object.assign(shading, { key: shade.value, scheme: scheme.value, patterns: patterned.checked });
    shading.given = edges.value.split(/[\s,;]+/).filter(Boolean).map((edge) => Number(edge.replace("−", "-")))
      .filter(Number.isFinite).map((edge) => edge / scaleOf(shade.value)).slice(0, 4);
    scheme.disabled = shading.key === BIVARIATE;
    const { steps } = shading.key === BIVARIATE ? {} : shadeOf(shading.key);
    year.parentElement?.toggleAttribute("hidden", !steps || steps.length < 2);
    year.max = String((steps?.length ?? 1) - 1);
    shading.step = Number(year.value);
    byId("shade-years").textContent = steps?.[shading.step] ?? "";
    keep("step", steps && shading.step ? String(shading.step) : "");
    edges.parentElement?.toggleAttribute("hidden", shading.scheme !== "given" || shading.key === BIVARIATE);
    keep("shade", shading.key === SHADES[0].key ? "" : shading.key);
    keep("classes", shading.scheme === "quantile" ? "" : shading.scheme);
    keep("edges", shading.scheme === "given" ? edges.value.trim() : "");
    keep("patterns", shading.patterns ? "1" : "");
    repaint();
  };
  const wanted = kept();
  const [asked, classes] = [wanted.get("shade") ?? "", wanted.get("classes") ?? ""];
  if (options.some(({ key }) => key === asked)) shade.value = asked;
  if (["natural", "equal", "candidates", "given"].includes(classes)) scheme.value = classes;
  const step = Number(wanted.get("step"));
  year.max = "9";
  year.value = String(Number.isInteger(step) && step > 0 ? step : 0);
  edges.value = wanted.get("edges") || "";
  patterned.checked = wanted.get("patterns") === "1";
  for (const control of [shade, scheme, patterned]) control.addEventListener("change", apply);
  for (const control of [edges, year]) control.addEventListener("input", apply);
  apply();
}
/**
 * Shares are entered as they are shown, in per cent.
 * @param {string} key
 */
const scaleOf = (key) => (key !== BIVARIATE && ["share", "points"].includes(shadeOf(key).unit) ? 100 : 1);

