/* The page of one plan: the layers of its map in the order in which Folium calls them, then the
   tables and controls beside it. */

/** @import { Kind } from "./choice.js" */
/** @import { Switch } from "./legend.js" */
/** @import { Content } from "./words.js" */
import { redrawBar, stackedBar } from "./charts.js";
import { PLACE_KINDS, choosable, choose, retell } from "./choice.js";
import { designationWords, hubFacts, otherTechnology, parts, strongestFirst, tier } from "./details.js";
import {
  borders, everyRegion, features, fullName, index, lines, narrow, placeName, placeOf, pointOf, regionName, regionWords, repeats,
} from "./geography.js";
import { legend } from "./legend.js";
import { number } from "./numbers.js";
import { REST, keep, kept, openTab, rewrite, searchable, sortable } from "./panel.js";
import { designations, hubOf, inScope, institutions, links, narrowed, plan, regions } from "./plan.js";
import { BIVARIATE, SHADES, canCross, fills, shadeOf, shading, shadingPatterns } from "./shading.js";
import { published, standing, whenStandingChanges } from "./standing.js";
import { apart, KINDS, LINKS, hubNumber, symbol, withUnit } from "./symbols.js";
import { keysOf } from "./tables.js";
import { hideTies, showTies, tieLayers } from "./ties.js";
import { tileSwitch } from "./tiles.js";
import { toml } from "./toml.js";
import { whatIf } from "./whatif.js";
import { N_, both, button, byId, element, speak, speaking, t, words } from "./words.js";

const { hubs } = plan;
/** @type {Map<string, L.Polygon>} */
const shapes = new Map();
/** @param {number} i */
const shapeOf = (i) => /** @type {L.Polygon} */ (shapes.get(regions.code[i]));
/** @type {Switch[]} */
const switches = [];
let drawLegend = () => {};

/** @satisfies {Record<string, (map: L.Map) => void>} */
export const layers = {
  regions(map) {
    shadingPatterns();
    const points = plan.scope.map(pointOf);
    /* Beside the legend where there is room. */
    const left = () => (map.getSize().x > 800 ? 220 : 24);
    const fit = () => map.fitBounds(points, { paddingTopLeft: [left(), 24], paddingBottomRight: [24, 24], animate: false });
    fit();
    const first = fills();
    const layer = L.geoJSON(features, {
      style: (feature) => ({
        className: "region", weight: 0.5, color: "#6f7a83", fillOpacity: 1, fillColor: first[placeOf(String(feature?.id))],
      }),
      onEachFeature: (feature, made) => {
        const id = String(feature.id), i = placeOf(id), shape = /** @type {L.Polygon} */ (made);
        shapes.set(id, shape);
        shape.on("click", ({ latlng, originalEvent }) => choose("region", id, { at: latlng, event: originalEvent }));
        shape.bindTooltip(() => element("span", "", fullName(i), " ", ...shownValue(i)), { sticky: true });
        shape.on("add", () => mark(shape, id));
      },
    }).addTo(map);
    switches.push({ layer, mark: "", name: t("Regions") });
    const refit = () => { map.invalidateSize({ animate: false }); fit(); };
    new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(map.getContainer());
    window.addEventListener("beforeprint", () => { document.documentElement.classList.add("printing"); refit(); });
    window.addEventListener("afterprint", () => { document.documentElement.classList.remove("printing"); refit(); });
  },
  borders(map) {
    pane(map, "borders", 410);
    const outline = { pane: "borders", interactive: false, fill: false };
    const group = L.layerGroup().addTo(map);
    /** @type {Map<number, L.Polygon>} */
    const outlines = new Map();
    /**
     * Made when first needed, then shown or hidden: a slider asks for many at once.
     * @param {number} i
     */
    const show = (i) => outlines.get(i)?.getElement()?.classList.toggle("off", !standing.candidate[i]);
    const draw = () => everyRegion.forEach((i) => {
      if (outlines.has(i)) show(i);
      else if (standing.candidate[i]) {
        const shape = L.polygon(shapeOf(i).getLatLngs(), { ...outline, color: "#26323c", weight: 1.5 });
        outlines.set(i, shape.on("add", () => show(i)));
        group.addLayer(shape);
      }
    });
    draw();
    whenStandingChanges(draw);
    switches.push({ layer: group, mark: element("span", "swatch candidate"), name: t("Candidate outlines") });
    const coast = L.polyline(borders, { ...outline, color: "#3d4a55", weight: .9, opacity: .7 }).addTo(map);
    switches.push({ layer: coast, mark: element("span", "swatch border"), name: t("Province borders and coast") });
  },
  links(map) {
    pane(map, "links", 420);
    switches.push(...tieLayers(map));
  },
  institutions(map) {
    const everyone = institutions.id.map((_, i) => i);
    /**
     * @param {number} i
     * @param {string} className
     * @param {Element | string} html any element: only Leaflet's types ask for one of HTML
     * @param {number} size
     */
    const marker = (i, className, html, size) => L.marker([institutions.lat[i], institutions.lon[i]], {
      keyboard: false, icon: L.divIcon({ className, html: /** @type {HTMLElement | string} */ (html), iconSize: [size, size] }),
    });
    for (const kind of keysOf(KINDS)) {
      const members = everyone.filter((i) => institutions.kind[i] === kind);
      if (!members.length) continue;
      const group = L.layerGroup(members.map((i) => marker(i, "institution", symbol(kind), 12)
        .on("click", ({ originalEvent }) => choose("institution", institutions.id[i], { event: originalEvent }))
        .on("mouseover", () => showTies(map, institutions.id[i]))
        .on("mouseout", hideTies)
        .bindTooltip(() => element("span", "", both(institutions.ko[i], institutions.en[i])))));
      if (!narrow) group.addTo(map);  // a phone shows regions and hubs first
      switches.push({ layer: group, mark: symbol(kind), name: t(KINDS[kind].label) });
    }
    /* Programmes of the brief, off at first: a ring or a square around the complexes that are in them. */
    for (const [programme, message] of [["renewal", N_("Renewal districts for old complexes, 2009–2017")], ["smart", N_("Smart industrial complexes, 2019–")]]) {
      const members = everyone.filter((i) => institutions.programmes[i].includes(programme));
      if (!members.length) continue;
      const group = L.layerGroup(members.map((i) => marker(i, `programme ${programme}`, "", 20).setZIndexOffset(-10)));
      switches.push({ layer: group, mark: element("span", `programme ${programme}`), name: t(message) });
    }
    /* A layer for each kind of designation: a planner's own list may hold others than that of 2018. */
    const listed = designations.filter(({ region }) => index.has(region));
    for (const kind of new Set(listed.map((one) => one.kind))) {
      const designated = listed.filter((one) => one.kind === kind), [ko, en] = designationWords(kind);
      const begun = designated.map(({ start }) => start.slice(0, 4)).sort();
      const years = [...new Set([begun[0], begun.at(-1)])].join("–");
      const group = L.layerGroup(designated.map(({ region }) => L.polygon(shapeOf(placeOf(region)).getLatLngs(),
        { pane: "borders", interactive: false, fill: true, fillColor: "url(#designated)", fillOpacity: 1, color: "#5b1a8c", weight: 2, dashArray: "5 3" })));
      switches.push({ layer: group, mark: element("span", "swatch designated"),
        name: both(`${ko}(${years})`, `${en.charAt(0).toUpperCase()}${en.slice(1)}, ${years}`) });
    }
    const catchments = lines((i, j) => j !== undefined && regions.hub[i] !== regions.hub[j]);
    switches.push({ layer: L.polyline(catchments, { pane: "borders", interactive: false, color: "#12326b", weight: 2.5, dashArray: "1 5" }),
      mark: element("span", "swatch catchment"), name: t("Catchments of the hubs") });
  },
  hubs(map) {
    const list = byId("hub-list");
    const markers = hubs.map((hub) => {
      const i = placeOf(hub.code);
      const [ko, en] = words("Hub {n}", { n: hub.number });
      return L.marker([hub.lat, hub.lon], {
        zIndexOffset: 1000,
        icon: L.divIcon({ className: "hub-marker", html: hubNumber(hub.number), iconSize: [26, 26] }),
      })
        .on("click", ({ originalEvent }) => choose("hub", hub.code, { event: originalEvent }))
        .on("keypress", ({ originalEvent }) => {
          if (originalEvent.key === "Enter") choose("hub", hub.code, { event: originalEvent });
        })
        .on("mouseover", () => showTies(map, `hub:${hub.code}`))
        .on("mouseout", hideTies)
        .on("add", ({ target }) => {
          target.getElement().setAttribute("role", "button");
          speaking((lang) => target.getElement().setAttribute("aria-label",
            lang === "en" ? `${en} ${regions.en[i]}` : `${ko} ${regions.ko[i]}`));
        })
        .bindTooltip(() => element("span", "", t("Hub {n}", { n: hub.number }), " ", regionName(i)));
    });
    /* Hubs of neighbouring hosts would hide each other: markers stand apart, by zoom. */
    const spread = () => {
      const at = apart(hubs.map(({ lat, lon }) => map.project([lat, lon])), 38);
      markers.forEach((marker, k) => marker.setLatLng(map.unproject(at[k])));
    };
    map.whenReady(spread);
    map.on("zoomend", spread);
    switches.push({ layer: L.layerGroup(markers).addTo(map), mark: hubNumber("", true), name: t("Hubs") });
    const notes = hubs.map((hub) => {
      const i = placeOf(hub.code), note = element("span", "dropped-note");
      const text = element("span", "", regionName(i), " ", element("span", "note", placeName(i)),
        hub.host ? element("span", "host", both(...hub.host)) : "",
        element("span", "technology", both(...hub.technology), " · ", both(...hub.ministry)),
        tier(hub), otherTechnology(hub),
        element("span", "what", hubFacts(hub)), element("span", "on-paper", both(...hub.why)), note);
      const content = document.createDocumentFragment();
      content.append(hubNumber(hub.number), text);
      list.append(element("li", "", button("", content, (event) => choose("hub", hub.code, { event }))));
      return note;
    });
    /* While other weights are tried: hubs whose region, or whose regions, would be candidates no more. */
    const mark = () => hubs.forEach((hub, k) => {
      /** @param {number} i */
      const gone = (i) => published.candidate[i] && !standing.candidate[i];
      const own = gone(placeOf(hub.code));
      const served = everyRegion.filter((i) => regions.hub[i] === hub.number && gone(i)).length;
      markers[k].getElement()?.classList.toggle("dropped", own);
      list.children[k].classList.toggle("dropped", own);
      notes[k].replaceChildren(...(own ? [t("Its region is no candidate in this trial.")] : []),
        ...(served ? [" ", t("{n} of its candidates drop out in this trial.", { n: served })] : []));
    });
    whenStandingChanges(mark);
  },
  /* The worst five, of the scenario's provinces where it names any, by name; each label takes the first side where it covers no other. */
  labels(map) {
    /** @type {L.Tooltip[]} */
    let labels = [];
    const worst = () => everyRegion.flatMap((i) => {
      const rank = standing.rankHere[i];
      return rank !== null && rank <= 5 ? [{ i, rank }] : [];
    });
    const write = () => {
      labels.forEach((label) => label.remove());
      labels = worst().sort((a, b) => a.rank - b.rank)
        .map(({ i }) => L.tooltip(pointOf(i), {
          permanent: true, className: "region-label", interactive: false,
        }).setContent(element("span", "", repeats(i) ? fullName(i) : regionName(i))).addTo(map));
      arrange();
    };
    /**
     * Where Leaflet puts a tooltip of a size beside a point; its styles add six pixels of margin.
     * @param {L.Point} point
     * @param {{ width: number, height: number }} size
     * @param {Side} side
     */
    const boxAt = ({ x, y }, { width, height }, { direction, offset: [dx, dy] }) => {
      const left = x + dx + (direction === "right" ? 6 : direction === "left" ? -width - 6 : -width / 2);
      const top = y + dy + (direction === "bottom" ? 6 : direction === "top" ? -height - 6 : -height / 2);
      return { left, top, right: left + width, bottom: top + height };
    };
    /** @typedef {{ direction: L.Direction, offset: L.PointTuple }} Side */
    /** @type {Side[]} */
    const sides = [
      { direction: "right", offset: [14, 0] }, { direction: "left", offset: [-14, 0] },
      { direction: "bottom", offset: [0, 10] }, { direction: "top", offset: [0, -10] },
      { direction: "right", offset: [14, 16] }, { direction: "right", offset: [14, -16] },
      { direction: "left", offset: [-14, 16] }, { direction: "left", offset: [-14, -16] },
    ];
    const arrange = () => {
      const taken = hubs.map((hub) => {
        const { x, y } = map.latLngToContainerPoint([hub.lat, hub.lon]);
        return { left: x - 14, right: x + 14, top: y - 14, bottom: y + 14 };
      });
      const shown = labels.flatMap((label) => {
        const node = label.getElement(), where = label.getLatLng();
        return node && where ? [{ label, node, where, size: { width: node.offsetWidth, height: node.offsetHeight } }] : [];
      });
      for (const { label, node, where, size } of shown) {
        const point = map.latLngToContainerPoint(where);
        const side = sides.find((one) => !taken.some((other) => overlap(boxAt(point, size, one), other)));
        node.classList.toggle("crowded", !side);  // no room for a name is better than two in one
        if (!side) continue;
        Object.assign(label.options, { direction: side.direction, offset: L.point(side.offset) });
        taken.push(boxAt(point, size, side));
      }
      labels.forEach((label) => label.update());
    };
    /* Names do not jump about while a slider moves. */
    /** @type {number | undefined} */
    let later;
    let five = "";
    const rename = () => {
      const now = worst().map(({ i }) => i).join();
      if (now !== five) write();
      five = now;
    };
    map.on("zoomend resize", arrange);
    document.addEventListener("languagechosen", arrange);
    whenStandingChanges(() => { clearTimeout(later); later = setTimeout(rename, REST); });
    map.whenReady(rename);
  },
  furniture(map) {
    L.control.zoom({ position: "topleft", zoomInTitle: "확대 · Zoom in", zoomOutTitle: "축소 · Zoom out" }).addTo(map);
    L.control.attribution({ prefix: "Leaflet" }).addAttribution(element("span", "", t("Statistics Korea, KOGL type 1")).outerHTML).addTo(map);
    L.control.scale({ imperial: false, position: "bottomright" }).addTo(map);
    drawLegend = legend(map, [...switches, ...tileSwitch(map)], narrow);
    choosable(map, shapes, regionTable(), institutionTable(map));
    byId("scenario").textContent = toml(plan.scenario);
    shadeChoice();
    whenStandingChanges(repaint);
    whenStandingChanges(retell);
    restore();
  },
};

/**
 * @param {L.Map} map
 * @param {string} name
 * @param {number} level
 */
const pane = (map, name, level) =>
  Object.assign(map.createPane(name).style, { zIndex: String(level), pointerEvents: "none" });
/** @typedef {{ left: number, right: number, top: number, bottom: number }} Box */
/**
 * @param {Box} a
 * @param {Box} b
 */
const overlap = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
/** @param {number} i */
function shownValue(i) {
  if (shading.key !== BIVARIATE) {
    const shade = shadeOf(shading.key);
    return [withUnit(shade.values[i], shade.unit)];
  }
  return [t("Dependency"), " ", number(shadeOf("dependency").values[i], 2), " · ",
    t("Decline"), " ", number(shadeOf("decline").values[i], 2)];
}

/**
 * The table is the way to a region by keyboard; 229 stops on the map would be none.
 * @param {L.Polygon} shape
 * @param {string} id
 */
function mark(shape, id) {
  shape.getElement()?.setAttribute("data-region", id);
  shape.getElement()?.setAttribute("tabindex", "-1");
}

/* ---- shading ---- */
function repaint() {
  const next = fills();
  everyRegion.forEach((i) => {
    const shape = shapeOf(i);
    if (shape.options.fillColor === next[i]) return;
    shape.options.fillColor = next[i];
    shape.getElement()?.setAttribute("fill", next[i]);
  });
  drawLegend();
}
function shadeChoice() {
  const [shade, scheme] = ["shade", "scheme"].map((id) => byId(id, HTMLSelectElement));
  const [edges, patterned] = ["edges", "patterns"].map((id) => byId(id, HTMLInputElement));
  const [ko, en] = words("Dependency by decline");
  const options = SHADES.map(({ key, ko, en }) => ({ key, ko, en }));
  if (canCross) options.splice(4, 0, { key: BIVARIATE, ko, en });
  for (const { key, ko, en } of options) {
    const option = new Option("", key);
    shade.append(option);
    speaking((lang) => { option.textContent = lang === "en" ? en : ko; });
  }
  for (const option of scheme.options) {
    speaking((lang) => { option.textContent = (lang === "en" ? option.dataset.en : option.dataset.ko) ?? ""; });
  }
  const apply = () => {
    Object.assign(shading, { key: shade.value, scheme: scheme.value, patterns: patterned.checked });
    shading.given = edges.value.split(/[\s,;]+/).filter(Boolean).map((edge) => Number(edge.replace("−", "-")))
      .filter(Number.isFinite).map((edge) => edge / scaleOf(shade.value)).slice(0, 4);
    scheme.disabled = shading.key === BIVARIATE;
    edges.parentElement?.toggleAttribute("hidden", shading.scheme !== "given" || shading.key === BIVARIATE);
    keep("shade", shading.key === SHADES[0].key ? "" : shading.key);
    keep("classes", shading.scheme === "quantile" ? "" : shading.scheme);
    keep("edges", shading.scheme === "given" ? edges.value.trim() : "");
    keep("patterns", shading.patterns ? "1" : "");
    repaint();
  };
  const wanted = kept();
  const [asked, classes] = [wanted.get("shade") ?? "", wanted.get("classes") ?? ""];
  if (options.some(({ key }) => key === asked)) shade.value = asked;
  if (["natural", "equal", "given"].includes(classes)) scheme.value = classes;
  edges.value = wanted.get("edges") || "";
  patterned.checked = wanted.get("patterns") === "1";
  for (const control of [shade, scheme, patterned]) control.addEventListener("change", apply);
  edges.addEventListener("input", apply);
  apply();
}
/**
 * Shares are entered as they are shown, in per cent.
 * @param {string} key
 */
const scaleOf = (key) => (key !== BIVARIATE && ["share", "points"].includes(shadeOf(key).unit) ? 100 : 1);

/* ---- tables ---- */
/**
 * @param {Kind} kind
 * @param {string} key
 * @param {Content} content
 */
const choosing = (kind, key, content) => button("choose", content, (event) => choose(kind, key, { event }));
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
function regionTable() {
  /** @param {number} i */
  const site = (i) => hubOf(regions.hub[i]).code === regions.code[i];
  const table = byId("regions");
  const { rows, refresh } = sortable(table, [
    { head: narrowed ? t("Rank (nation)") : t("Rank"), number: true, value: (i) => standing.rank[i],
      cell: (i) => element("span", "", ranks(i), element("span", "note range", range(i))),
      update: (cell, i) => {
        const [figure, interval] = cell.firstElementChild?.childNodes ?? [];
        rewrite(figure, ranks(i));
        rewrite(interval, range(i));
      } },
    { head: t("Region"), value: (i) => regions.ko[i],
      cell: (i) => element("span", "", choosing("region", regions.code[i], regionName(i)), " ", element("span", "note", placeName(i))) },
    { head: t("Score"), number: true, descending: true, value: (i) => standing.crisis[i],
      cell: (i) => number(standing.crisis[i], 3), update: (cell, i) => rewrite(cell, number(standing.crisis[i], 3)) },
    { head: t("Parts"), value: (i) => standing.decline[i],
      cell: (i) => (standing.decline[i] === null ? "" : stackedBar(parts(i), { width: 68 })),
      update: (cell, i) => cell.firstElementChild && redrawBar(cell.firstElementChild, parts(i)) },
    { head: t("Hub"), number: true, value: (i) => regions.hub[i], cell: (i) => String(regions.hub[i]) },
    { head: t("Minutes"), number: true, value: (i) => regions.minutes[i], cell: (i) => (site(i) ? t("site") : number(regions.minutes[i])) },
  ], everyRegion, (i) => ({ "data-code": regions.code[i] }), 0, (i) => !inScope(i));
  table.classList.toggle("two-ranks", narrowed);
  const mark = () => rows.forEach((row, i) => row.classList.toggle("candidate", standing.candidate[i]));
  const only = byId("only-candidates", HTMLInputElement), here = byId("only-scope", HTMLInputElement);
  here.parentElement?.toggleAttribute("hidden", !narrowed);
  const search = searchable(byId("find-region", HTMLInputElement), byId("regions-found"),
    rows, regionWords, (i, wanted) => (!only.checked || standing.candidate[i])
      && (!here.checked || inScope(i) || wanted !== ""));  // who asks for a region by name finds it
  for (const box of [only, here]) box.addEventListener("change", search);
  mark();
  whenStandingChanges(() => { mark(); if (only.checked) search(); refresh(); });
  return rows;
}
/** @param {L.Map} map */
function institutionTable(map) {
  /** @param {number} i */
  const kind = (i) => KINDS[institutions.kind[i]].label;
  const strongest = new Map(links.slice().sort(strongestFirst).reverse().map((link) => [link.target, link]));
  /** @param {number} i */
  const tie = (i) => strongest.get(institutions.id[i]);
  const { rows } = sortable(byId("institutions"), [
    { head: t("Institution"), value: (i) => institutions.ko[i],
      cell: (i) => choosing("institution", institutions.id[i], both(institutions.ko[i], institutions.en[i])) },
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
  const unreached = byId("only-unreached", HTMLInputElement);
  const search = searchable(byId("find-institution", HTMLInputElement), byId("institutions-found"), rows,
    (i) => [institutions.ko[i], institutions.en[i], institutions.fields[i], ...regionWords(placeOf(institutions.region[i]))],
    (i) => !unreached.checked || institutions.lead[i] === null);
  unreached.addEventListener("change", search);
  return rows;
}

/* A link into the file points at a finding. */
function restore() {
  const wanted = kept();
  if (wanted.get("lang") === "en") speak("en");
  openTab(wanted.get("tab"));
  whatIf();
  for (const kind of PLACE_KINDS) choose(kind, wanted.get(kind) ?? "");
}
byId("print").addEventListener("click", () => window.print());
