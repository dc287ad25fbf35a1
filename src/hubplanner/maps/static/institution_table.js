/* The table of institutions; pointing at one shows its ties. */

import { choose } from "./selected_place.js";
import { strongestFirst } from "./details.js";
import { placeOf, regionWords } from "./geography.js";
import { number } from "./numbers.js";
import { keptInput, searchable, sortable } from "./panel.js";
import { institutions, links } from "./plan.js";
import { KINDS, LINKS, symbol } from "./symbols.js";
import { hideTies, showTies } from "./ties.js";
import { both, button, byId, element, t } from "./words.js";

/** @param {L.Map} map */
export function institutionTable(map) {
  /** @param {number} i */
  const kind = (i) => KINDS[institutions.kind[i]].label;
  const strongest = new Map(links.slice().sort(strongestFirst).reverse().map((link) => [link.target, link]));
  /** @param {number} i */
  const tie = (i) => strongest.get(institutions.id[i]);
  const { rows } = sortable(byId("institutions"), [
    { head: t("Institution"), value: (i) => institutions.ko[i],
      cell: (i) => button("choose", both(institutions.ko[i], institutions.en[i]), (event) => choose("institution", institutions.id[i], { event })) },
    { head: t("Kind"), value: kind, cell: (i) => element("span", "", symbol(institutions.kind[i]), " ", t(kind(i))) },
    { head: t("Does"), value: (i) => tie(i)?.kind ?? null,
      cell: (i) => { const link = tie(i); return link ? t(LINKS[link.kind].label) : "–"; } },
    { head: t("Lead hub"), number: true, value: (i) => institutions.lead[i], cell: (i) => number(institutions.lead[i]) },
    { head: t("Strength"), number: true, descending: true, value: (i) => tie(i)?.strength ?? null,
      cell: (i) => { const link = tie(i); return number(link ? link.strength / 1000 : null, 2); } },
  ], institutions.id.map((_, i) => i));
  for (const [i, row] of rows) {
    for (const event of ["mouseenter", "focusin"]) row.addEventListener(event, () => showTies(map, institutions.id[i]));
    for (const event of ["mouseleave", "focusout"]) row.addEventListener(event, hideTies);
  }
  const unreached = keptInput(byId("only-unreached", HTMLInputElement));
  const search = searchable(keptInput(byId("find-institution", HTMLInputElement)), byId("institutions-found"), rows,
    (i) => [institutions.ko[i], institutions.en[i], institutions.fields[i], ...regionWords(placeOf(institutions.region[i]))],
    (i) => !unreached.checked || institutions.lead[i] === null);
  unreached.addEventListener("change", search);
  return rows;
}
