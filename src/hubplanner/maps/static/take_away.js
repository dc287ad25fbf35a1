/* What a reader takes away: the view as a picture, the tables beside it, a link to both. */

import { download } from "./download.js";
import { linkOnPaper } from "./paper_link.js";
import { pictureOf, png, svgText } from "./picture.js";
import { plan } from "./plan.js";
import { tablesOf } from "./table_file.js";
import { button, byId, element, t } from "./words.js";

/** @param {L.Map} map */
export function takeAway(map) {
  const menu = byId("take-away", HTMLDetailsElement), told = byId("take-told");
  const view = () => document.documentElement.dataset.view ?? "";
  /** @param {string} file @param {string} type @param {string | Blob} content */
  const save = (file, type, content) => {
    const name = `${plan.scenario.name}-${file}`;
    download(name, type, content);
    told.replaceChildren(t("Saved: {file}", { file: name }));
  };
  const acts = {
    "take-svg": () => save(`${view()}.svg`, "image/svg+xml", svgText(pictureOf(map))),
    "take-png": async () => save(`${view()}.png`, "image/png", await png(pictureOf(map))),
    "take-link": async () => told.replaceChildren(await copied(location.href) ? t("The link is copied.") : byHand(location.href)),
  };
  for (const [id, act] of Object.entries(acts)) byId(id).addEventListener("click", act);
  const unfold = () => {
    told.replaceChildren();
    byId("take-tables").replaceChildren(...tablesOf(view()).map(({ id, title, content }) =>
      button("", element("span", "", t("Table (CSV):"), " ", title), () => save(`${id}.csv`, "text/csv;charset=utf-8", content()))));
  };
  menu.addEventListener("toggle", unfold);
  if (menu.open) unfold(); // by a reader who was quicker than the page
  linkOnPaper();
  document.addEventListener("keydown", ({ key }) => { if (key === "Escape") menu.open = false; });
  document.addEventListener("click", ({ target }) => { if (target instanceof Node && !menu.contains(target)) menu.open = false; });
}
/**
 * Whether the browser lets a page write to the clipboard.
 * @param {string} text
 */
const copied = (text) => Promise.resolve(navigator.clipboard?.writeText(text)).then(() => Boolean(navigator.clipboard), () => false);

/**
 * The link to copy oneself, chosen already.
 * @param {string} link
 */
function byHand(link) {
  const field = element("input", "");
  Object.assign(field, { value: link, readOnly: true });
  requestAnimationFrame(() => field.select());
  return element("label", "", t("Copy this link:"), " ", field);
}
