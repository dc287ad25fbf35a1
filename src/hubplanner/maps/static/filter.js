/* Regions of one province or of one hub only: in the table, and on the map, where the others are dimmed. */

import { keep, kept } from "./panel.js";
import { plan, regions } from "./plan.js";
import { sited, whenHubsChange } from "./sited.js";
import { byId, spokenNow, words } from "./words.js";

const province = byId("only-province", HTMLSelectElement), hub = byId("only-hub", HTMLSelectElement);
/** @param {number} i whether region i is among those asked for */
export const filtered = (i) => (!province.value || regions.sido[i] === province.value)
  && (!hub.value || String(sited.hub[i]) === hub.value);

/** @type {(() => void)[]} */
const listeners = [];
/** @param {() => void} act */
export const whenFiltered = (act) => listeners.push(act);

/**
 * @param {HTMLSelectElement} select
 * @param {[value: string, ko: string, en: string][]} choices
 */
function offer(select, choices) {
  const before = select.value, [ko, en] = words("all");
  select.replaceChildren(...[["", ko, en], ...choices].map(([value, inKorean, inEnglish]) =>
    new Option(spokenNow(inKorean, inEnglish), value)));
  select.value = [...select.options].some(({ value }) => value === before) ? before : "";
}
const offerProvinces = () => {
  const present = new Set(regions.sido);
  offer(province, Object.entries(plan.provinces).filter(([code]) => present.has(code)).map(([code, { ko, en }]) => [code, ko, en]));
};
const offerHubs = () => offer(hub, sited.hubs.map(({ number, technology: [ko, en] }) => [String(number), `${number} ${ko}`, `${number} ${en}`]));

export function filters() {
  for (const act of [offerProvinces, offerHubs]) {
    act();
    document.addEventListener("languagechosen", act);
  }
  const wanted = kept();
  for (const [select, key] of /** @type {const} */ ([[province, "province"], [hub, "of"]])) {
    const asked = wanted.get(key) ?? "";
    if ([...select.options].some(({ value }) => value === asked)) select.value = asked;
    select.addEventListener("change", () => { keep(key, select.value); apply(); });
  }
  whenHubsChange(() => { offerHubs(); apply(); });
  apply();
}
function apply() {
  for (const act of listeners) act();
}
