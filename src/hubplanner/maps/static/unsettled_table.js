/* Regions that are neither clearly candidates nor clearly none. */

import { choose } from "./selected_place.js";
import { everyRegion, fullName } from "./geography.js";
import { percent } from "./numbers.js";
import { sortable } from "./panel.js";
import { regions } from "./plan.js";
import { doubtful } from "./choropleth.js";
import { published } from "./standing.js";
import { button, byId, t } from "./words.js";

export function unsettledTable() {
  sortable(byId("unsettled"), [
    { head: t("Region"), value: (i) => regions.ko[i],
      cell: (i) => button("choose", fullName(i), (event) => choose("region", regions.code[i], { event })) },
    { head: t("Candidate"), value: (i) => Number(published.candidate[i]), cell: (i) => (published.candidate[i] ? t("yes") : t("no")) },
    { head: t("Of the draws"), number: true, descending: true, value: (i) => regions.chance[i], cell: (i) => `${percent(regions.chance[i])} %` },
  ], everyRegion.filter((i) => doubtful(i)), () => ({}), 2);
}
