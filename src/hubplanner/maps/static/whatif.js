/* The controls of a trial: weights, candidates, number of hubs and wishes; the page solves again at every move. */

/** @import { TrialChoice } from "./payload.js" */
import { download } from "./download.js";
import { fullName, placeOf } from "./geography.js";
import { number } from "./numbers.js";
import { plan } from "./plan.js";
import { savedWith } from "./saved_page.js";
import { toml } from "./toml.js";
import { triedScenario } from "./trial.js";
import { PUBLISHED, canRedo, canUndo, mostHubs, solvable, startTrial, trial, tryOut, whenTrialChanges } from "./trial_state.js";
import { all, both, button, byId, element, named, speaking, t } from "./words.js";

/**
 * @typedef {object} Control
 * @property {HTMLInputElement | HTMLSelectElement} node
 * @property {() => Partial<TrialChoice>} read
 * @property {(choice: TrialChoice) => void} write
 */
/**
 * @param {string} id
 * @param {number} digits
 * @param {(choice: TrialChoice) => number} from
 * @param {(value: number) => Partial<TrialChoice>} into
 * @returns {Control[]}
 */
function slider(id, digits, from, into) {
  if (!document.getElementById(`try-${id}`)) return [];  // a dimension that the composite does without
  const node = byId(`try-${id}`, HTMLInputElement), label = /** @type {HTMLElement} */ (node.closest("label"));
  const [ko, en] = [".ko", ".en"].map((language) => label.querySelector(`.name ${language}`)?.textContent ?? "");
  named(node, ko, en);
  return [{
    node, read: () => into(Number(node.value)),
    write(choice) {
      node.value = String(from(choice));
      label.querySelector("output")?.replaceChildren(number(from(choice), digits));
    },
  }];
}
/** @param {string} name */
const weight = (name) => slider(name, 1, (choice) => choice.weights[name],
  (value) => ({ weights: { ...trial.choice.weights, [name]: value } }));
const ways = byId("try-ways", HTMLSelectElement), each = byId("try-each", HTMLSelectElement), capital = byId("try-capital", HTMLInputElement);
/** @type {Control[]} */
const controls = [
  ...slider("hubs", 0, ({ hubs }) => hubs, (hubs) => ({ hubs })),
  ...["dependency", "decline", "outflow"].flatMap(weight),
  ...slider("area", 2, ({ area_weight }) => area_weight, (area_weight) => ({ area_weight })),
  ...slider("top", 0, ({ top }) => top, (top) => ({ top })),
  ...slider("share", 0, ({ min_jobs_share }) => Math.round(100 * min_jobs_share), (value) => ({ min_jobs_share: value / 100 })),
  ...slider("jobs", 0, ({ min_jobs }) => min_jobs, (min_jobs) => ({ min_jobs })),
  { node: ways, read: () => ({ ways: /** @type {TrialChoice["ways"]} */ (ways.value) }), write: (choice) => { ways.value = choice.ways; } },
  { node: each, read: () => ({ at_most_each: Number(each.value) || null }), write: ({ at_most_each }) => { each.value = String(at_most_each ?? 0); } },
  { node: capital, read: () => ({ capital_region: capital.checked }), write: ({ capital_region }) => { capital.checked = capital_region; } },
];
const refusal = byId("try-refused"), panel = byId("whatif"), opener = byId("try-open");

/** @param {Partial<TrialChoice>} change */
const possible = ({ weights }) => !weights || Object.values(weights).some((one) => one > 0);
let waiting = false;
/**
 * Many moves of a slider become one trial a frame, and one step to go back to when it rests.
 * @param {Control} control
 * @param {boolean} settled
 */
function move(control, settled) {
  const change = control.read();
  refusal.hidden = possible(change);
  if (!possible(change)) return;
  if (settled) tryOut(change);
  else if (!waiting) {
    waiting = true;
    requestAnimationFrame(() => { waiting = false; tryOut(control.read(), false); });
  }
}
/** @param {boolean} open */
function show(open) {
  panel.hidden = !open;
  opener.setAttribute("aria-expanded", String(open));
}

/* ---- what is asked of single regions ---- */
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
/**
 * @param {string} code
 * @param {string} technology none takes it back
 */
function fix(code, technology) {
  const { [code]: _, ...fixed } = trial.choice.fixed;
  tryOut({ fixed: technology ? { ...fixed, [code]: technology } : fixed });
}
/**
 * A hub here, never here, or with a technology: for the profile of a region.
 * @param {string} code
 */
export function wishesFor(code) {
  if (!solvable) return "";
  const { required, forbidden, fixed } = trial.choice;
  /** @param {"required" | "forbidden"} which @param {Node} words */
  const press = (which, words) => {
    const node = button("wish", words, () => toggle(which, code));
    node.setAttribute("aria-pressed", String(trial.choice[which].includes(code)));
    return node;
  };
  const technologies = plan.trial.tables?.technologies ?? [];
  const select = element("select", "", new Option("", ""));
  for (const { key, ko, en } of technologies) {
    const option = new Option("", key);
    option.append(both(ko, en));
    select.append(option);
  }
  named(select, "기술", "Technology");
  select.value = fixed[code] ?? "";
  select.addEventListener("change", () => fix(code, select.value));
  return element("p", "wishes", press("required", t("A hub here")), " ", press("forbidden", t("Never here")),
    ...(technologies.length && required.includes(code) && !forbidden.includes(code) ? [" ", element("label", "", t("with"), " ", select)] : []));
}
function pins() {
  const { required, forbidden, fixed } = trial.choice;
  /** @param {"required" | "forbidden"} which @param {Node} words @param {string} code */
  const pin = (which, words, code) => element("li", "", words, " ", fullName(placeOf(code)),
    fixed[code] ? `, ${fixed[code]}` : "", " ", named(button("drop", "×", () => toggle(which, code)), "빼기", "Take out"));
  byId("try-pins").replaceChildren(...required.map((code) => pin("required", t("A hub here:"), code)),
    ...forbidden.map((code) => pin("forbidden", t("Never here:"), code)));
}

/* Reads the address and makes the controls work. */
export function whatIf() {
  if (plan.fixed) {
    opener.hidden = true;
    return;
  }
  byId("try-hubs", HTMLInputElement).max = String(mostHubs);
  const { refused } = plan.trial, cannot = byId("try-cannot");
  for (const node of all(".solving", panel)) node.hidden = !solvable;
  cannot.hidden = solvable;
  cannot.append(t("The page does not site hubs again for this plan; weights can be tried, and `hubplanner plan` solves the scenario:"), " ",
    ...refused.flatMap(({ key, why }, k) => [k ? "; " : "", key, " – ", both(...why)]));
  for (const option of [...ways.options, ...each.options]) {
    if (option.dataset.ko) speaking((lang) => { option.textContent = (lang === "en" ? option.dataset.en : option.dataset.ko) ?? ""; });
  }
  named(ways, "위기 경로", "Way into crisis");
  named(each, "시도마다 거점 최대", "Most hubs a province");
  for (const control of controls) {
    if (control.node.type === "range") control.node.addEventListener("input", () => move(control, false));
    control.node.addEventListener("change", () => move(control, true));
  }
  for (const press of all(".as-published")) press.addEventListener("click", () => tryOut(PUBLISHED));
  byId("try-undo").addEventListener("click", () => history.back());
  byId("try-redo").addEventListener("click", () => history.forward());
  byId("try-download").addEventListener("click", () => {
    const scenario = triedScenario(trial.choice);
    download(`${scenario.name}.toml`, "application/toml", toml(scenario));
  });
  byId("try-save").addEventListener("click", () => download(`${plan.scenario.name}-trial.html`, "text/html", savedWith(location.hash)));
  opener.addEventListener("click", () => show(panel.hidden));
  const follow = () => {
    for (const { write } of controls) write(trial.choice);
    byId("try-undo", HTMLButtonElement).disabled = !canUndo();
    byId("try-redo", HTMLButtonElement).disabled = !canRedo();
    pins();
  };
  whenTrialChanges(follow);
  follow();
  startTrial();
  if (trial.tried) show(true);
}
