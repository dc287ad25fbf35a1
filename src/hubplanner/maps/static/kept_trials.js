/* Up to four trials kept beside each other, in the address too. */

/** @import { Result } from "./trial.js" */
import { fullName, placeOf } from "./geography.js";
import { number } from "./numbers.js";
import { keep, kept } from "./panel.js";
import { plan } from "./plan.js";
import { PUBLISHED_HUBS } from "./sited.js";
import { addressOf } from "./trial_address.js";
import { PUBLISHED, choiceAt, trial, tryOut } from "./trial_state.js";
import { button, byId, element, named, t } from "./words.js";

const MOST_KEPT = 4;
/** @type {string[]} */
let addresses = [];
/** @type {Map<string, Result>} */
const results = new Map();

/**
 * @param {(address: string) => Promise<Result | null>} solve
 */
export async function keepTrials(solve) {
  addresses = (kept().get("kept") ?? "").split(";").filter(Boolean).slice(0, MOST_KEPT);
  byId("try-keep").addEventListener("click", () => void add(addressOf(trial.choice, PUBLISHED), solve));
  write();
  for (const address of addresses) {
    await told(address, solve);
    write();
  }
}
/**
 * @param {string} address
 * @param {(address: string) => Promise<Result | null>} solve
 */
async function told(address, solve) {
  const result = await solve(address);
  if (result) results.set(address, result);
}
/**
 * @param {string} address
 * @param {(address: string) => Promise<Result | null>} solve
 */
async function add(address, solve) {
  if (!address || addresses.includes(address)) return;
  await told(address, solve);
  addresses = [...addresses, address].slice(-MOST_KEPT);
  write();
}
/** @param {string} address */
function drop(address) {
  addresses = addresses.filter((one) => one !== address);
  write();
}
/** @param {Result} result */
const where = ({ hubs }) => element("span", "", ...hubs.flatMap(({ region }, k) => [k ? ", " : "", fullName(region)]));
function write() {
  keep("kept", addresses.join(";"));
  const table = byId("try-kept");
  table.hidden = !addresses.length;
  const heads = ["", t("Hubs"), t("Jobs near"), t("Objective"), ""].map((head) => {
    const cell = element("th", "", head);
    cell.scope = "col";
    return cell;
  });
  const plans = element("tr", "", element("td", "", t("Plan")), element("td", "", ...plan.hubs.flatMap(({ code }, k) => [k ? ", " : "", fullName(placeOf(code))])),
    element("td", "number", number(PUBLISHED_HUBS.reached?.near ?? null)), element("td", ""), element("td", ""));
  const rows = addresses.map((address, k) => {
    const result = results.get(address), show = button("choose", t("Trial {n}", { n: k + 1 }), () => tryOut(choiceAt(address)));
    show.title = address;
    return element("tr", "", element("td", "", show), element("td", "", result?.hubs.length ? where(result) : "–"),
      element("td", "number", number(result?.headline ? Math.round(result.headline.reached / 100) * 100 : null)),
      element("td", "number", number(result && Number.isFinite(result.objective) ? result.objective : null)),
      element("td", "", named(button("drop", "×", () => drop(address)), "빼기", "Take out")));
  });
  table.replaceChildren(element("thead", "", element("tr", "", ...heads)), element("tbody", "", plans, ...rows));
}
