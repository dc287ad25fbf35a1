/* What a reader takes away: the view as a picture, the table beside it, a link to both. */

import { download } from "./download.js";
import { pictureOf, png, svgText } from "./picture.js";
import { plan } from "./plan.js";
import { tableOf } from "./table_file.js";
import { byId, element, t } from "./words.js";

/** @param {L.Map} map */
export function takeAway(map) {
  const menu = byId("take-away", HTMLDetailsElement), told = byId("take-told");
  const view = () => document.documentElement.dataset.view ?? "";
  /** @param {string} ending */
  const name = (ending) => `${plan.scenario.name}-${view()}.${ending}`;
  /** @param {string} ending @param {string} type @param {string | Blob} content */
  const save = (ending, type, content) => {
    download(name(ending), type, content);
    told.replaceChildren(t("Saved: {file}", { file: name(ending) }));
  };
  const acts = {
    "take-svg": () => save("svg", "image/svg+xml", svgText(pictureOf(map))),
    "take-png": async () => save("png", "image/png", await png(pictureOf(map))),
    "take-csv": () => save("csv", "text/csv;charset=utf-8", tableOf(view())),
    "take-link": async () => told.replaceChildren(await copied(location.href) ? t("The link is copied.") : byHand(location.href)),
  };
  for (const [id, act] of Object.entries(acts)) byId(id).addEventListener("click", act);
  /* A path on one's own disk leads nobody anywhere. */
  window.addEventListener("beforeprint", () => { byId("link").textContent = location.protocol.startsWith("http") ? location.href : ""; });
  menu.addEventListener("toggle", () => { if (!menu.open) told.replaceChildren(); });
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
