/* The legend: what the shading means, and the layers with their symbols. */

/** @import { Content } from "./words.js" */
import { BIVARIATE, MISSING, SIDE, classesOf, paintSquare, shadeOf, shading } from "./shading.js";
import { bare, unitWords } from "./symbols.js";
import { N_, both, drawn, element, t } from "./words.js";

/**
 * @typedef {object} Switch of a layer that can be shown or hidden
 * @property {L.Layer} layer
 * @property {Content} mark
 * @property {Content} name
 * @property {{ impossible: boolean, note: Content }} [before] what must be known before
 */

const SCHEME_WORDS = {
  quantile: N_("classes of equal count"), natural: N_("natural breaks"),
  equal: N_("classes of equal width"), given: N_("classes as given"),
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
  const { edges, fills, zero } = classesOf(shade);
  const lines = fills.map((fill, c) => line(swatch(fill), `${bare(edges[c], shade.unit)} – ${bare(edges[c + 1], shade.unit)}`));
  if (zero !== undefined) lines.splice(zero, 0, element("li", "zero", "0"));
  if (shade.worse > 0) lines.reverse();  // the worst stands first
  if (shade.values.includes(null)) lines.push(line(swatch(MISSING), t("not observed")));
  const note = element("p", "note", shade.years ? shade.years + " · " : "", t(SCHEME_WORDS[shading.scheme]), ", ",
    zero === undefined ? t("darker is worse") : t("on each side of zero; red is worse, blue is better"));
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

/**
 * A control of the map; gives the function that draws it again.
 * @param {L.Map} map
 * @param {Switch[]} switches
 * @param {boolean} folded
 */
export function legend(map, switches, folded) {
  const control = new L.Control({ position: folded ? "topright" : "bottomleft" });
  const shaded = element("div", "classes"), title = element("summary", "");
  control.onAdd = () => {
    const box = element("details", "legend", title, shaded, layerList(map, switches));
    box.open = !folded;
    L.DomEvent.disableClickPropagation(box);
    L.DomEvent.disableScrollPropagation(box);
    return box;
  };
  control.addTo(map);
  return () => {
    const bivariate = shading.key === BIVARIATE;
    const shade = shadeOf(shading.key);
    title.replaceChildren(bivariate ? t("Dependency by decline") : both(shade.ko, shade.en));
    shaded.replaceChildren(...(bivariate ? square() : classes()));
  };
}
/**
 * @param {L.Map} map
 * @param {Switch[]} switches
 */
function layerList(map, switches) {
  const list = element("ul", "layers", ...switches.map(({ layer, mark, name, before }) => {
    const box = element("input", "");
    box.type = "checkbox";
    box.checked = map.hasLayer(layer);
    box.addEventListener("change", () => (box.checked ? layer.addTo(map) : layer.remove()));
    box.disabled = Boolean(before?.impossible);
    return element("li", "", element("label", "", box, mark, name), ...(before ? [before.note] : []));
  }));
  const box = element("details", "heading", element("summary", "", t("Layers")), list);
  box.open = window.innerHeight >= 800;
  return box;
}
