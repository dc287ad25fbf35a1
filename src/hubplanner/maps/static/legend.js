/* The legend: what the shading means, and the layers with their symbols. */

import { BIVARIATE, MISSING, SIDE, edgesOf, paint, paintSquare, shadeOf, shading, stepOf } from "./shading.js";
import { bare, unitWords } from "./symbols.js";
import { N_, both, drawn, element, t } from "./words.js";

const SCHEME_WORDS = {
  quantile: N_("classes of equal count"), natural: N_("natural breaks"),
  equal: N_("classes of equal width"), given: N_("classes as given"),
};

function swatch(fill) {
  return drawn("svg", { class: "swatch", width: 22, height: 13, "aria-hidden": "true" },
    drawn("rect", { width: 22, height: 13, fill, stroke: "#8a949c" }));
}
const line = (mark, ...content) => element("li", "", mark, element("span", "", ...content));

function classes() {
  const shade = shadeOf(shading.key);
  const edges = edgesOf(shade.values);
  const count = edges.length - 1;
  const lines = [];
  for (let c = 0; c < count; c++) {
    lines.push(line(swatch(paint(stepOf(c, count, shade.worse))),
      `${bare(edges[c], shade.unit)} – ${bare(edges[c + 1], shade.unit)}`));
  }
  if (shade.worse > 0) lines.reverse();  // the worst stands first
  if (shade.values.includes(null)) lines.push(line(swatch(MISSING), t("not observed")));
  const note = element("p", "note", shade.years ? shade.years + " · " : "", t(SCHEME_WORDS[shading.scheme]), ", ", t("darker is worse"));
  if (unitWords(shade.unit)) note.append(" · ", t("Unit"), ": ", unitWords(shade.unit));
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

/* A control of the map; `layers` are [Leaflet layer, mark, name] that can be switched
   on and off, some with [… , what must be known before]. */
export function legend(map, layers, folded) {
  const control = L.control({ position: folded ? "topright" : "bottomleft" });
  const shaded = element("div", "classes"), title = element("summary", "");
  control.onAdd = () => {
    const box = element("details", "legend", title, shaded, layerList(map, layers));
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
function layerList(map, layers) {
  const list = element("ul", "layers", ...layers.map(([layer, mark, name, before]) => {
    const box = element("input", "");
    box.type = "checkbox";
    box.checked = map.hasLayer(layer);
    box.addEventListener("change", () => (box.checked ? layer.addTo(map) : layer.remove()));
    box.disabled = Boolean(before && before.impossible);
    return element("li", "", element("label", "", box, mark, name), ...(before ? [before.note] : []));
  }));
  const box = element("details", "heading", element("summary", "", t("Layers")), list);
  box.open = window.innerHeight >= 800;
  return box;
}
