/* The table of regions: the way to each of them by keyboard. */

import { choose } from "./selected_place.js";
import { filtered, whenFiltered } from "./filter.js";
import { redrawBar, stackedBar } from "./charts.js";
import { parts } from "./details.js";
import { everyRegion, placeName, regionName, regionWords } from "./geography.js";
import { number } from "./numbers.js";
import { keptInput, rewrite, searchable, sortable } from "./panel.js";
import { inScope, narrowed, regions } from "./plan.js";
import { helped, hubOf, sited, whenHubsChange } from "./sited.js";
import { standing, whenStandingChanges } from "./standing.js";
import { button, byId, element, t } from "./words.js";

/**
 * The rank's 90 % interval, which belongs to the weights as published.
 * @param {number} i
 */
const range = (i) => (standing.tried || regions.rank_low[i] === null ? "" : `${regions.rank_low[i]}–${regions.rank_high[i]}`);
/**
 * A region's rank; among the scenario's provinces with the nation's behind: 1 (12).
 * @param {number} i
 */
const ranks = (i) => (!narrowed || standing.rank[i] === null ? number(standing.rank[i])
  : `${inScope(i) ? number(standing.rankHere[i]) + " " : ""}(${number(standing.rank[i])})`);
export function regionTable() {
  /** @param {number} i */
  const site = (i) => hubOf(sited.hub[i]).code === regions.code[i];
  /** @param {number} i */
  const minutes = (i) => element("span", "", number(sited.minutes[i]), ...(site(i) ? [" ", element("span", "note", t("site"))] : []));
  /** @param {number} i */
  const hub = (i) => (helped(i) ? String(sited.hub[i]) : `(${sited.hub[i]})`);
  let wasTried = sited.tried;  // minutes change with the hubs only
  const table = byId("regions");
  const { rows, refresh } = sortable(table, [
    { head: narrowed ? t("Rank (nation)") : t("Rank"), note: t("90 % interval"), number: true, value: (i) => standing.rank[i],
      cell: (i) => element("span", "", ranks(i), element("span", "note range", range(i))),
      update: (cell, i) => {
        const [figure, interval] = cell.firstElementChild?.childNodes ?? [];
        rewrite(figure, ranks(i));
        rewrite(interval, range(i));
      } },
    { head: t("Region"), note: t("Province"), value: (i) => regions.ko[i],
      cell: (i) => element("span", "", button("choose", regionName(i), (event) => choose("region", regions.code[i], { event })), " ", element("span", "note", placeName(i))) },
    { head: t("Score"), number: true, descending: true, value: (i) => standing.crisis[i],
      cell: (i) => number(standing.crisis[i], 3), update: (cell, i) => rewrite(cell, number(standing.crisis[i], 3)) },
    { head: t("Parts"), value: (i) => standing.decline[i],
      cell: (i) => (standing.decline[i] === null ? "" : stackedBar(parts(i), { width: 68 })),
      update: (cell, i) => cell.firstElementChild && redrawBar(cell.firstElementChild, parts(i)) },
    { head: t("Hub"), note: t("(n): nearest, serves none"), number: true, value: (i) => sited.hub[i], cell: hub, update: (cell, i) => rewrite(cell, hub(i)) },
    { head: t("Minutes"), number: true, value: (i) => sited.minutes[i], cell: (i) => minutes(i), update: (cell, i) => { if (sited.tried || wasTried) cell.replaceChildren(minutes(i)); } },
  ], everyRegion, (i) => ({ "data-code": regions.code[i] }), 0, (i) => !inScope(i));
  table.classList.toggle("two-ranks", narrowed);
  const mark = () => rows.forEach((row, i) => row.classList.toggle("candidate", standing.candidate[i]));
  const only = keptInput(byId("only-candidates", HTMLInputElement)), here = keptInput(byId("only-scope", HTMLInputElement));
  here.parentElement?.toggleAttribute("hidden", !narrowed);
  const search = searchable(keptInput(byId("find-region", HTMLInputElement)), byId("regions-found"),
    rows, regionWords, (i, wanted) => (!only.checked || standing.candidate[i]) && filtered(i)
      && (!here.checked || inScope(i) || wanted !== ""));  // who asks for a region by name finds it
  for (const box of [only, here]) box.addEventListener("change", search);
  whenFiltered(search);
  mark();
  whenStandingChanges(() => { mark(); if (only.checked) search(); refresh(); });
  whenHubsChange(() => { search(); refresh(); wasTried = sited.tried; });
  return rows;
}
