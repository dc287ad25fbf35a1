/* What a reader asks of single regions: a hub here, never here, with which technology. */

import { desk } from "./framed.js";
import { fullName, placeOf } from "./geography.js";
import { plan } from "./plan.js";
import { solvable, trial, tryOut } from "./trial_state.js";
import { button, byId, element, named, spokenNow, t, words } from "./words.js";

/**
 * @param {"required" | "forbidden"} which
 * @param {string} code
 */
function toggle(which, code) {
  const other = which === "required" ? "forbidden" : "required", now = trial.choice[which];
  const next = now.includes(code) ? now.filter((one) => one !== code) : [...now, code];
  const { [code]: _, ...fixed } = trial.choice.fixed;
  tryOut({ [which]: next, [other]: trial.choice[other].filter((one) => one !== code),
    ...(which === "required" && next.includes(code) ? {} : { fixed }) });
}
/** @param {string} code */
export const require = (code) => { if (!trial.choice.required.includes(code)) toggle("required", code); };
/**
 * @param {string} code
 * @param {string} technology none takes it back
 */
function fix(code, technology) {
  const { [code]: _, ...fixed } = trial.choice.fixed;
  tryOut({ fixed: technology ? { ...fixed, [code]: technology } : fixed });
}
/**
 * A hub here, never here, or with a technology: for the profile of a region, or of what stands in it.
 * @param {string} code
 */
export function wishesFor(code, withName = false) {
  if (!solvable && !desk.speaks) return "";
  const { required, forbidden, fixed } = trial.choice;
  /** @param {"required" | "forbidden"} which @param {Node} words */
  const press = (which, words) => {
    const node = button("wish", words, () => toggle(which, code));
    node.setAttribute("aria-pressed", String(trial.choice[which].includes(code)));
    return node;
  };
  const technologies = plan.trial.tables?.technologies ?? [];
  const [ko, en] = words("whichever is best");
  const select = element("select", "", new Option(spokenNow(ko, en), ""),
    ...technologies.map((one) => new Option(spokenNow(one.ko, one.en), one.key)));
  named(select, "기술", "Technology");
  select.value = fixed[code] ?? "";
  select.addEventListener("change", () => fix(code, select.value));
  return element("p", "wishes", ...(withName ? [fullName(placeOf(code)), ": "] : []), press("required", t("A hub here")), " ", press("forbidden", t("Never here")),
    ...(technologies.length && required.includes(code) && !forbidden.includes(code) ? [" ", element("label", "", t("with"), " ", select)] : []));
}
/* All of them, each with a way to take it back. */
export function pins() {
  const { required, forbidden, fixed } = trial.choice;
  /** @param {"required" | "forbidden"} which @param {Node} words @param {string} code */
  const pin = (which, words, code) => element("li", "", words, " ", fullName(placeOf(code)),
    fixed[code] ? `, ${fixed[code]}` : "", " ", named(button("drop", "×", () => toggle(which, code)), "빼기", "Take out"));
  byId("try-pins").replaceChildren(...required.map((code) => pin("required", t("A hub here:"), code)),
    ...forbidden.map((code) => pin("forbidden", t("Never here:"), code)));
}
