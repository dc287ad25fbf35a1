/* The equal-area map: every region a hexagon, in the colours of the map, in its place. A grid (WAI-ARIA): one cell is
   in the order of focus, arrows move, Enter chooses. */

/** @import { Switch } from "./legend.js" */
import { whenChosen } from "./selected_place.js";
import { filtered } from "./filter.js";
import { everyRegion, fullWords } from "./geography.js";
import { breadth, corners, extent, middle, rowsOf, shortName, sides, step } from "./hexagon_grid.js";
import { keep, kept } from "./panel.js";
import { regions } from "./plan.js";
import { clicked, tooltipOf } from "./regions_layer.js";
import { fills } from "./choropleth.js";
import { sited } from "./sited.js";
import { standing } from "./standing.js";
import { button, drawn, element, named, spokenNow, t, words } from "./words.js";

const CELL = 32, MARGIN = 4;  // units of the drawing: a cell's breadth, and room for outlines around all
const LEAST = 26;  // pixels of a cell's breadth, so that a finger finds it; below that the map scrolls
const LONGEST = 3;  // letters of a name that a cell holds

/* The layers that it draws as well; of the others the key says nothing while it is shown. */
const DRAWN = ["regions", "candidates", "borders", "catchments", "hubs"];
let shown = false;
/** @param {string} key whether the layer of this key can be seen on the map that is shown */
export const drawnHere = (key) => !shown || DRAWN.includes(key);

/** @param {number} size */
const ring = (size) => corners(size).map(([x, y]) => `${(x * CELL).toFixed(2)},${(y * CELL).toFixed(2)}`).join(" ");
const WHOLE = ring(.97), INSIDE = ring(.84);
/** @param {string} className */
const outline = (className) => drawn("g", { class: className },
  drawn("polygon", { points: INSIDE, class: "casing" }), drawn("polygon", { points: INSIDE, class: "line" }));

/**
 * The switch between both maps, over the map; gives the function that paints the hexagons anew.
 * @param {L.Map} map
 * @param {Switch[]} switches of the layers
 * @param {() => void} switched what else is drawn anew when the other map is shown
 */
export function hexagonMap(map, switches, switched) {
  const container = map.getContainer(), paper = element("div", "hexagons"), tooltip = element("div", "hexagon-tip");
  tooltip.hidden = true;
  paper.hidden = true;
  container.append(paper, tooltip);
  L.DomEvent.disableClickPropagation(paper);
  L.DomEvent.disableScrollPropagation(paper);
  /** @type {{ cells: SVGGElement[], sheet: SVGSVGElement } | undefined} */
  let made;
  let chosen = kept().get("region") ?? undefined;
  const mark = () => made?.cells.forEach((cell, i) => cell.setAttribute("aria-selected", String(regions.code[i] === chosen)));
  whenChosen((kind, key) => { chosen = kind === "region" ? key : undefined; mark(); });
  /* Made when first shown. */
  const drawing = () => {
    if (made) return made;
    const cells = everyRegion.map(cellOf), sheet = drawSheet(cells);
    paper.append(sheet);
    walkable(sheet, cells);
    pointable(container, cells, tooltip);
    made = { cells, sheet };
    mark();
    return made;
  };
  const paint = () => {
    if (!shown) return;
    const layers = new Set(switches.filter((one) => one.shown()).map(({ key }) => key)), { cells, sheet } = drawing();
    paintCells(cells, layers);
    drawLines(sheet, layers);
  };
  document.addEventListener("languagechosen", paint);
  const show = switchOf(map, (hexagons) => {
    shown = hexagons;
    paper.hidden = !shown;
    tooltip.hidden = true;
    container.classList.toggle("as-hexagons", hexagons);
    keep("map", hexagons ? "hex" : "");
    paint();
    switched();
  });
  show(kept().get("map") === "hex");
  return paint;
}

/**
 * @param {L.Map} map
 * @param {(hexagons: boolean) => void} act
 */
function switchOf(map, act) {
  /** @param {boolean} hexagons */
  const show = (hexagons) => {
    buttons.forEach((one, k) => one.setAttribute("aria-pressed", String(hexagons === (k === 0))));
    act(hexagons);
  };
  const buttons = [button("", t("Hexagons"), () => show(true)), button("", t("Map"), () => show(false))];
  const [ko, en] = words("Kind of map");
  const box = named(element("div", "toggle map-kinds", ...buttons), ko, en);
  box.setAttribute("role", "group");
  const control = new L.Control({ position: "topleft" });
  control.onAdd = () => { L.DomEvent.disableClickPropagation(box); return box; };
  control.addTo(map);
  return show;
}

/* ---- drawing ---- */
/** @param {number} i */
function cellOf(i) {
  const [x, y] = middle(regions.column[i], regions.row[i]);
  return drawn("g", { role: "gridcell", class: "hexagon", "data-cell": regions.code[i], tabindex: -1, "aria-selected": "false",
    "aria-colindex": regions.column[i] + 1, transform: `translate(${(x * CELL).toFixed(2)} ${(y * CELL).toFixed(2)})` },
  drawn("polygon", { points: WHOLE, class: "ground" }), outline("candidate"), outline("focus"),
  drawn("circle", { class: "core", cy: -6.5, r: 7.5 }), drawn("text", { class: "hub", y: -3.2 }), drawn("text", { class: "name" }));
}
/** @param {SVGGElement[]} cells */
function drawSheet(cells) {
  const { left, top, width, height } = extent(regions);
  const size = { width: width * CELL + 2 * MARGIN, height: height * CELL + 2 * MARGIN };
  const [ko, en] = words("Regions as hexagons of one size; arrows move, Enter chooses");
  const sheet = named(drawn("svg", { role: "grid",
    viewBox: [left * CELL - MARGIN, top * CELL - MARGIN, size.width, size.height].map((one) => one.toFixed(2)).join(" ") }), ko, en);
  Object.assign(sheet.style, { minWidth: `${(size.width * LEAST) / CELL}px`, minHeight: `${(size.height * LEAST) / CELL}px` });
  sheet.append(...rowsOf(regions).map((row) => drawn("g", { role: "row", "aria-rowindex": regions.row[row[0]] + 1 }, ...row.map((i) => cells[i]))),
    drawn("g", { class: "lines", "aria-hidden": "true" }));
  return sheet;
}
/**
 * Between provinces and between the regions of different hubs, where these layers are shown.
 * @param {SVGSVGElement} sheet
 * @param {Set<string>} shown
 */
function drawLines(sheet, shown) {
  /** @type {[key: string, of: (string | number)[]][]} */
  const layers = [["borders", regions.sido], ["catchments", sited.hub]];
  sheet.querySelector(".lines")?.replaceChildren(...layers.filter(([key]) => shown.has(key)).flatMap(([key, of]) => {
    const d = sides(regions, (i, j) => of[i] !== of[j])
      .map((ends) => `M${ends.flat().map((one) => (one * CELL).toFixed(2)).join(" ")}`).join("");
    return [drawn("path", { class: "casing", d }), drawn("path", { class: key, d })];
  }));
}
/**
 * @param {SVGGElement[]} cells
 * @param {Set<string>} shown keys of the layers that are shown
 */
function paintCells(cells, shown) {
  const colours = fills(), numbers = new Map(sited.hubs.map(({ code, number }) => [code, String(number)]));
  cells.forEach((cell, i) => {
    const [ground, , , , hub, name] = cell.children, number = shown.has("hubs") ? numbers.get(regions.code[i]) : undefined;
    const candidate = standing.candidate[i], short = shortName(spokenNow(regions.ko[i], regions.en[i]));
    ground.setAttribute("fill", colours[i]);
    cell.classList.toggle("is-candidate", candidate && shown.has("candidates"));
    cell.classList.toggle("is-hub", number !== undefined);
    cell.classList.toggle("dimmed", !filtered(i));
    hub.textContent = number ?? "";
    /* No name is better than half a one. */
    name.textContent = breadth(short) <= LONGEST ? short : "";
    name.classList.toggle("long", breadth(short) > 2);
    name.setAttribute("y", number === undefined ? "3.6" : "11");
    const [ko, en] = fullWords(i), facts = [spokenNow(ko, en), ...(candidate ? [spokenNow(...words("candidate"))] : []),
      ...(number === undefined ? [] : [spokenNow(...words("Hub {n}", { n: number }))])];
    cell.setAttribute("aria-label", facts.join(", "));
  });
}

/* ---- pointer and keyboard ---- */
/**
 * @param {SVGSVGElement} sheet
 * @param {SVGGElement[]} cells
 */
function walkable(sheet, cells) {
  let here = rowsOf(regions)[0][0];
  /** @type {number | undefined} */
  let goal;
  /** @param {number} i */
  const stop = (i) => {
    cells[here].setAttribute("tabindex", "-1");
    cells[i].setAttribute("tabindex", "0");
    here = i;
  };
  stop(here);
  cells.forEach((cell, i) => {
    cell.addEventListener("click", (event) => { stop(i); goal = undefined; clicked(i, event); });
    cell.addEventListener("focus", () => stop(i));
  });
  sheet.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      clicked(here, event);
      return;
    }
    const next = step(regions, here, event.key, { far: event.ctrlKey, ...(goal === undefined ? {} : { goal }) });
    if (!next) return;
    event.preventDefault();
    event.stopPropagation();  // the arrows move the other map
    goal = next.goal;
    stop(next.to);
    cells[next.to].focus();
  });
}
/**
 * The words of the map's tooltip, beside what is pointed at or has the focus.
 * @param {HTMLElement} container
 * @param {SVGGElement[]} cells
 * @param {HTMLElement} tooltip
 */
function pointable(container, cells, tooltip) {
  const hide = () => { tooltip.hidden = true; };
  /** @param {number} i */
  const show = (i) => {
    const box = cells[i].getBoundingClientRect(), frame = container.getBoundingClientRect();
    tooltip.replaceChildren(tooltipOf(i));
    tooltip.hidden = false;
    const right = box.right - frame.left + 6 + tooltip.offsetWidth < frame.width;
    tooltip.style.left = `${right ? box.right - frame.left + 6 : Math.max(0, box.left - frame.left - 6 - tooltip.offsetWidth)}px`;
    tooltip.style.top = `${Math.max(0, box.top - frame.top)}px`;
  };
  cells.forEach((cell, i) => {
    for (const event of ["mouseenter", "focus"]) cell.addEventListener(event, () => show(i));
    for (const event of ["mouseleave", "blur"]) cell.addEventListener(event, hide);
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
}
