/* The key: what the map draws just now, and what it means. The layers stand apart, in a list of their own. */

/** @import { Content } from "./words.js" */
import { BIVARIATE, CHANCES, MISSING, SIDE, catchmentColour, classesOf, paintSquare, shadeOf, shading } from "./choropleth.js";
import { narrow } from "./geography.js";
import { sited } from "./sited.js";
import { bare, hubNumber, unitWords } from "./symbols.js";
import { number } from "./numbers.js";
import { N_, both, drawn, element, t } from "./words.js";

/**
 * @typedef {object} Switch of a layer that can be shown or hidden
 * @property {string} key
 * @property {() => boolean} shown
 * @property {(on: boolean) => void} show
 * @property {() => Content} mark
 * @property {() => Content} name
 * @property {{ impossible: boolean, note: Content }} [before] what must be known before
 */
/**
 * The switch of a layer of Leaflet's.
 * @param {L.Map} map
 * @param {string} key
 * @param {L.Layer} layer
 * @param {() => Content} mark
 * @param {() => Content} name
 * @returns {Switch}
 */
export const layerSwitch = (map, key, layer, mark, name) => ({
  key, mark, name, shown: () => map.hasLayer(layer),
  show: (on) => { if (on) layer.addTo(map); else layer.remove(); },
});

const SCHEME_WORDS = {
  quantile: N_("classes of equal count"), natural: N_("natural breaks"),
  equal: N_("classes of equal width"), given: N_("classes as given"), candidates: N_("classes of equal count"),
};

/** @param {string} fill */
function swatch(fill) {
  return drawn("svg", { class: "swatch", width: 22, height: 13, "aria-hidden": "true" },
    drawn("rect", { width: 22, height: 13, fill, stroke: "#8a949c" }));
}
/**
 * @param {Content} mark
 * @param {Content[]} content
 */
const line = (mark, ...content) => element("li", "", mark, element("span", "", ...content));

function classes() {
  const shade = shadeOf(shading.key);
  const { edges, fills, at } = classesOf(shade), parted = at !== undefined, byCandidates = parted && edges[at] !== 0;
  const lines = fills.map((fill, c) => line(swatch(fill), `${bare(edges[c], shade.unit)} – ${bare(edges[c + 1], shade.unit)}`));
  if (parted) lines.splice(at, 0, element("li", "zero", byCandidates ? t("last candidate: {score}", { score: number(edges[at], 3) }) : "0"));
  if (shade.worse > 0) lines.reverse();  // the worst stands first
  if (shade.values.includes(null)) lines.push(line(swatch(MISSING), t("not observed")));
  const note = element("p", "note", shade.years ? shade.years + " · " : "", t(SCHEME_WORDS[shading.scheme]), ", ",
    !parted ? t("darker is worse") : byCandidates ? t("on each side of the last candidate's score; red from it up, blue below")
      : t("on each side of zero; red is worse, blue is better"));
  const unit = unitWords(shade.unit);
  if (unit) note.append(" · ", t("Unit"), ": ", unit);
  return [note, element("ul", "", ...lines)];
}
function square() {
  const size = 22;
  const cells = [];
  for (let up = 0; up < SIDE; up++) for (let across = 0; across < SIDE; across++) {
    cells.push(drawn("rect", { x: across * size, y: (SIDE - 1 - up) * size, width: size, height: size, fill: paintSquare(up, across), stroke: "#8a949c" }));
  }
  const picture = drawn("svg", { width: SIDE * size, height: SIDE * size, "aria-hidden": "true" }, ...cells);
  return [element("p", "note", t("Up: more decline. Right: more dependency. Three classes of equal count each.")),
    element("div", "square", picture), element("ul", "", line(swatch(MISSING), t("not observed")))];
}
const catchments = () => [element("p", "note", t("Candidates with jobs that a hub of their technology serves in its colour; the others, by the nearest hub, paler.")),
  element("ul", "", ...sited.hubs.map((hub) => line(swatch(catchmentColour(hub.number)), hubNumber(hub.number, true), " ", both(...hub.technology))))];
const chances = () => [element("ul", "", ...CHANCES.map(({ fill, message }) => line(swatch(fill), t(message))))];

/**
 * Title and content of the key, by what the regions are filled with.
 * @returns {[title: Content, content: Content[]]}
 */
function key() {
  if (shading.fill === "catchments") return [t("Hubs and whom they serve"), catchments()];
  if (shading.fill === "chance") return [t("Chance of being a candidate"), chances()];
  if (shading.fill === "plain") return [t("Network"), [element("ul", "", line(swatch("#e7d9b4"), t("Candidate regions")))]];
  if (shading.key === BIVARIATE) return [t("Dependency by decline"), square()];
  const shade = shadeOf(shading.key);
  return [both(shade.ko, shade.en), classes()];
}

/**
 * Where the key leaves the land to be seen; "" where it does not, and waits to be unfolded.
 * @param {L.Map} map
 */
export function roomForKey(map) {
  const { x, y } = map.getSize();
  return x > 800 ? "beside" : !narrow && y > 2 * x ? "below" : "";
}

/**
 * The key as a control of the map; gives the function that draws it again.
 * @param {L.Map} map
 * @param {Switch[]} switches
 * @param {(key: string) => boolean} seen whether the layer of a key is drawn on the map that is shown
 */
export function legend(map, switches, seen) {
  const folded = !roomForKey(map);
  const control = new L.Control({ position: folded ? "topright" : "bottomleft" });
  const content = element("div", "classes"), title = element("summary", "");
  control.onAdd = () => {
    const box = element("details", "legend", title, content);
    box.open = !folded;
    L.DomEvent.disableClickPropagation(box);
    L.DomEvent.disableScrollPropagation(box);
    return box;
  };
  control.addTo(map);
  return () => {
    const [words, told] = key();
    title.replaceChildren(words);
    const marks = switches.filter((one) => one.shown() && seen(one.key)).flatMap((one) => {
      const mark = one.mark();
      return mark ? [line(mark, one.name())] : [];
    });
    content.replaceChildren(...told, ...(marks.length ? [element("ul", "symbols", ...marks)] : []));
  };
}
/**
 * The list of layers, folded until it is asked for; gives the function that ticks it again.
 * @param {L.Map} map
 * @param {Switch[]} switches
 * @param {(key: string, on: boolean) => void} chosen
 */
export function layerList(map, switches, chosen) {
  const boxes = switches.map((one) => {
    const box = element("input", "");
    box.type = "checkbox";
    box.addEventListener("change", () => { one.show(box.checked); chosen(one.key, box.checked); });
    box.disabled = Boolean(one.before?.impossible);
    return box;
  });
  const control = new L.Control({ position: "topright" });
  control.onAdd = () => {
    const list = element("ul", "layers", ...switches.map(({ mark, name, before }, k) =>
      element("li", "", element("label", "", boxes[k], mark(), name()), ...(before ? [before.note] : []))));
    const box = element("details", "layer-list", element("summary", "", t("Layers")), list);
    L.DomEvent.disableClickPropagation(box);
    L.DomEvent.disableScrollPropagation(box);
    return box;
  };
  control.addTo(map);
  return () => switches.forEach((one, k) => { boxes[k].checked = one.shown(); });
}
