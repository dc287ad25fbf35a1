/* What a term means, told at the term itself: on pointing, focus or click; Escape puts it away. All of them
   stand once more, in a list. */

/** @import { Content } from "./words.js" */
import { keysOf } from "./tables.js";
import { N_, all, byId, element, t } from "./words.js";

/** @type {Record<string, [name: string, meaning: string]>} */
const TERMS = {
  crisis_score: [N_("Crisis score"), N_("0–1, higher is worse: the larger of two percentile ranks, that of the decline path and that of exposure.")],
  decline_path: [N_("Decline path"), N_("The chronic way into crisis: dependency on manufacturing, its decline and people moving out, together.")],
  exposure: [N_("Exposure"), N_("The share of all jobs that the fall of a region's own industries would take, were it to fall as they fell in the nation.")],
  dependency: [N_("Dependency"), N_("How much of a region's output and jobs is manufacturing, against the nation.")],
  candidate: [N_("Candidate region"), N_("A region among the highest crisis scores that meets the scenario's conditions: enough manufacturing jobs, and outside the capital region unless named.")],
  jobs_at_risk: [N_("Jobs at risk"), N_("Manufacturing jobs of the candidates, each weighed by the crisis score of its region.")],
  hub: [N_("Hub"), N_("An innovation hub with one core technology, at a host that exists: a technopark, public institute, university or complex.")],
  own_technology: [N_("Technology of their own"), N_("One that the industry of these jobs uses; a job that several technologies could help is shared out between them.")],
  draws: [N_("Draws"), N_("All is solved again many times with weights, minutes and shares of industries drawn within their doubt. Firm: back in at least 80 % of them; likely: 50 to 80 %; contested: fewer. A required place is the scenario's own wish. Where another place comes back more often, the proof still holds: it is of the figures as they are.")],
  interval: [N_("90 % interval"), N_("Where a rank lies in nine of ten draws.")],
  labour_market_area: [N_("Labour-market area"), N_("A region together with its neighbours within commuting reach, weighted by distance.")],
  fit: [N_("Fit"), N_("0–1: what the host itself is able to do for the technology, and what there is of it around.")],
  catchment: [N_("Catchment"), N_("The regions that a hub serves: most of their jobs at risk, or the nearest hub where none serves any.")],
  proven: [N_("Proven"), N_("No other choice reaches more, for this question and these figures: bound and objective meet.")],
  gap: [N_("Gap"), N_("How far the bound lies from the objective; at zero nothing better exists.")],
};

/**
 * A term that tells its meaning.
 * @param {string} key
 * @param {Content} content
 */
export function term(key, content) {
  const node = element("button", "term", content);
  node.type = "button";
  node.dataset.term = key;
  return node;
}

const box = byId("glossary");
/** @type {Element | undefined} */
let at;
/** @param {HTMLElement} node */
function tell(node) {
  const [name, meaning] = TERMS[node.dataset.term ?? ""];
  box.replaceChildren(element("strong", "", t(name)), " ", t(meaning));
  box.hidden = false;
  at = node;
  node.setAttribute("aria-describedby", "glossary");
  const { left, bottom, top } = node.getBoundingClientRect(), { offsetWidth, offsetHeight } = box;
  const under = bottom + 6 + offsetHeight <= window.innerHeight;
  box.style.left = `${Math.max(8, Math.min(left, window.innerWidth - offsetWidth - 8))}px`;
  box.style.top = `${under ? bottom + 6 : Math.max(8, top - offsetHeight - 6)}px`;
}
function hush() {
  at?.removeAttribute("aria-describedby");
  at = undefined;
  box.hidden = true;
}
/** @param {Event} event */
const termOf = ({ target }) => (target instanceof Element ? target.closest(".term") : null);

export function glossary() {
  for (const event of ["mouseover", "focusin", "click"]) {
    document.addEventListener(event, (one) => { const node = termOf(one); if (node instanceof HTMLElement) tell(node); });
  }
  for (const event of ["mouseout", "focusout"]) document.addEventListener(event, (one) => { if (termOf(one)) hush(); });
  document.addEventListener("keydown", ({ key }) => { if (key === "Escape") hush(); });
  for (const scrolled of all(".panel, .detail, main")) scrolled.addEventListener("scroll", hush);
  byId("terms").replaceChildren(...keysOf(TERMS).flatMap((key) => {
    const [name, meaning] = TERMS[key];
    return [element("dt", "", t(name)), element("dd", "", t(meaning))];
  }));
}
