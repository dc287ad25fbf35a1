/* The controls of a trial: weights, candidates, number of hubs and wishes; the page solves again at every move. */

/** @import { TrialChoice } from "./payload.js" */
import { download } from "./download.js";
import { finder } from "./finding.js";
import { everyRegion, fullWords, regionWords } from "./geography.js";
import { number } from "./numbers.js";
import { plan, regions } from "./plan.js";
import { toml } from "./toml.js";
import { trialScenario } from "./trial_scenario.js";
import { PUBLISHED, canRedo, canUndo, mostHubs, solvable, startTrial, trial, tryOut, whenTrialChanges } from "./trial_state.js";
import { choose } from "./selected_place.js";
import { pins, require } from "./wishes.js";
import { all, both, byId, named, speaking, spokenNow, t, words } from "./words.js";

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
/* A region is found by any of its names, or by its initial consonants, and taken where only one is meant. */
const place = byId("try-place", HTMLInputElement);
place.addEventListener("focus", () => byId("try-places").replaceChildren(
  ...everyRegion.map((i) => new Option(spokenNow(...fullWords(i))))));
place.addEventListener("change", () => {
  const wanted = place.value.trim(), exact = everyRegion.filter((i) => fullWords(i).includes(wanted));
  const meant = exact.length || !wanted ? exact : everyRegion.filter((i) => finder(regionWords(i))(wanted));
  place.setCustomValidity(wanted && meant.length !== 1 ? spokenNow(...words("{n} regions are called so: choose one from the list.", { n: meant.length })) : "");
  if (!place.reportValidity() || !wanted) return;
  place.value = "";
  choose("region", regions.code[meant[0]]);
  require(regions.code[meant[0]]);
});
place.addEventListener("input", () => place.setCustomValidity(""));
/** @param {boolean} open */
function show(open) {
  panel.hidden = !open;
  opener.setAttribute("aria-expanded", String(open));
}

/* Reads the address and makes the controls work. */
export function whatIf() {
  if (plan.fixed) {
    opener.hidden = true;
    return;
  }
  byId("try-hubs", HTMLInputElement).max = String(mostHubs);
  const { refused } = plan.trial, cannot = byId("try-cannot");
  for (const node of all(".solving", panel)) node.toggleAttribute("hidden", !solvable);
  cannot.toggleAttribute("hidden", solvable);
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
    const scenario = trialScenario(plan, trial.choice);
    download(`${scenario.name}.toml`, "application/toml", toml(scenario));
  });
  opener.addEventListener("click", () => show(Boolean(panel.hidden)));
  const more = byId("try-more", HTMLButtonElement);
  more.hidden = !solvable;
  more.addEventListener("click", () => { show(true); tryOut({ hubs: trial.choice.hubs + 1 }); });
  const follow = () => {
    for (const { write } of controls) write(trial.choice);
    byId("try-undo", HTMLButtonElement).disabled = !canUndo();
    byId("try-redo", HTMLButtonElement).disabled = !canRedo();
    more.disabled = trial.choice.hubs >= mostHubs;
    pins();
  };
  whenTrialChanges(follow);
  follow();
  startTrial();
  if (trial.tried) show(true);
}
