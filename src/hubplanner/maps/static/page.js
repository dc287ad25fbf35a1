/* The page of one plan: the layers of its map in the order in which Folium calls them, then the
   tables and controls beside it. */

import { redrawBar, stackedBar } from "./charts.js";
import { choosable, choose, retell } from "./choice.js";
import { designationWords, hubFacts, otherTechnology, parts } from "./details.js";
import { legend } from "./legend.js";
import { number } from "./numbers.js";
import { REST, keep, kept, openTab, rewrite, searchable, sortable } from "./panel.js";
import {
  borders, everyRegion, features, fullName, index, lines, narrow, placeName, plan, regionName, regions, regionWords, repeats,
} from "./plan.js";
import { BIVARIATE, SHADES, canCross, fills, shadeOf, shading, shadingPatterns } from "./shading.js";
import { published, standing, whenStandingChanges } from "./standing.js";
import { KINDS, LINKS, hubNumber, symbol, withUnit } from "./symbols.js";
import { hideTies, showTies, tieLayers } from "./ties.js";
import { tileSwitch } from "./tiles.js";
import { toml } from "./toml.js";
import { whatIf } from "./whatif.js";
import { N_, both, button, element, speak, speaking, t, words } from "./words.js";

const { hubs, institutions } = plan;
const shapes = new Map(), switches = [];
let drawLegend;

export const layers = {
  regions(map) {
    shadingPatterns();
    const points = regions.lat.map((lat, i) => [lat, regions.lon[i]]);
    /* Beside the legend where there is room. */
    const left = () => (map.getSize().x > 800 ? 220 : 24);
    const fit = () => map.fitBounds(points, { paddingTopLeft: [left(), 24], paddingBottomRight: [24, 24], animate: false });
    fit();
    const first = fills();
    const layer = L.geoJSON(features, {
      style: ({ id }) => ({
        className: "region", weight: 0.5, color: "#6f7a83", fillOpacity: 1, fillColor: first[index.get(id)],
      }),
      onEachFeature: ({ id }, shape) => {
        const i = index.get(id);
        shapes.set(id, shape);
        shape.on("click", ({ latlng, originalEvent }) => choose("region", id, { at: latlng, event: originalEvent }));
        shape.bindTooltip(() => element("span", "", fullName(i), " ", ...shownValue(i)), { sticky: true });
        shape.on("add", () => mark(shape, id));
      },
    }).addTo(map);
    switches.push([layer, "", t("Regions")]);
    const refit = () => { map.invalidateSize({ animate: false }); fit(); };
    new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(map.getContainer());
    window.addEventListener("beforeprint", () => { document.documentElement.classList.add("printing"); refit(); });
    window.addEventListener("afterprint", () => { document.documentElement.classList.remove("printing"); refit(); });
  },
  borders(map) {
    pane(map, "borders", 410);
    const outline = { pane: "borders", interactive: false, fill: false };
    const group = L.layerGroup().addTo(map), outlines = new Map();
    /* Made when first needed, then shown or hidden: a slider asks for many at once. */
    const show = (i) => outlines.get(i).getElement()?.classList.toggle("off", !standing.candidate[i]);
    const draw = () => everyRegion.forEach((i) => {
      if (outlines.has(i)) show(i);
      else if (standing.candidate[i]) {
        const shape = L.polygon(shapes.get(regions.code[i]).getLatLngs(), { ...outline, color: "#26323c", weight: 1.5 });
        outlines.set(i, shape.on("add", () => show(i)));
        group.addLayer(shape);
      }
    });
    draw();
    whenStandingChanges(draw);
    switches.push([group, element("span", "swatch candidate"), t("Candidate outlines")]);
    const coast = L.polyline(borders, { ...outline, color: "#3d4a55", weight: .9, opacity: .7 }).addTo(map);
    switches.push([coast, element("span", "swatch border"), t("Province borders and coast")]);
  },
  links(map) {
    pane(map, "links", 420);
    switches.push(...tieLayers(map));
  },
  institutions(map) {
    const everyone = institutions.id.map((_, i) => i);
    const marker = (i, className, html, size) => L.marker([institutions.lat[i], institutions.lon[i]], {
      keyboard: false, icon: L.divIcon({ className, html, iconSize: [size, size] }),
    });
    for (const kind of Object.keys(KINDS)) {
      const members = everyone.filter((i) => institutions.kind[i] === kind);
      if (!members.length) continue;
      const group = L.layerGroup(members.map((i) => marker(i, "institution", symbol(kind), 12)
        .on("click", ({ originalEvent }) => choose("institution", institutions.id[i], { event: originalEvent }))
        .on("mouseover", () => showTies(map, institutions.id[i]))
        .on("mouseout", hideTies)
        .bindTooltip(() => element("span", "", both(institutions.ko[i], institutions.en[i])))));
      if (!narrow) group.addTo(map);  // a phone shows regions and hubs first
      switches.push([group, symbol(kind), t(KINDS[kind].label)]);
    }
    /* Programmes of the brief, off at first: a ring or a square around the complexes that are in them. */
    for (const [programme, message] of [["renewal", N_("Renewal districts for old complexes, 2009–2017")], ["smart", N_("Smart industrial complexes, 2019–")]]) {
      const members = everyone.filter((i) => institutions.programmes[i].includes(programme));
      if (!members.length) continue;
      const group = L.layerGroup(members.map((i) => marker(i, `programme ${programme}`, "", 20).setZIndexOffset(-10)));
      switches.push([group, element("span", `programme ${programme}`), t(message)]);
    }
    /* A layer for each kind of designation: a planner's own list may hold others than that of 2018. */
    const listed = plan.designations.filter(([code]) => index.has(code));
    for (const kind of new Set(listed.map(([, , one]) => one))) {
      const designated = listed.filter(([, , one]) => one === kind), [ko, en] = designationWords(kind);
      const begun = designated.map(([, , , start]) => start.slice(0, 4)).sort();
      const years = [...new Set([begun[0], begun.at(-1)])].join("–");
      const group = L.layerGroup(designated.map(([code]) => L.polygon(shapes.get(code).getLatLngs(),
        { pane: "borders", interactive: false, fill: true, fillColor: "url(#designated)", fillOpacity: 1, color: "#5b1a8c", weight: 2, dashArray: "5 3" })));
      switches.push([group, element("span", "swatch designated"), both(`${ko}(${years})`, `${en.charAt(0).toUpperCase()}${en.slice(1)}, ${years}`)]);
    }
    const catchments = lines((i, j) => j !== undefined && regions.hub[i] !== regions.hub[j]);
    switches.push([L.polyline(catchments, { pane: "borders", interactive: false, color: "#12326b", weight: 2.5, dashArray: "1 5" }),
      element("span", "swatch catchment"), t("Catchments of the hubs, by travel time")]);
  },
  hubs(map) {
    const list = document.getElementById("hub-list");
    const markers = hubs.map((hub) => {
      const i = index.get(hub.code);
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
    switches.push([L.layerGroup(markers).addTo(map), hubNumber("", true), t("Hubs")]);
    const notes = hubs.map((hub) => {
      const i = index.get(hub.code), note = element("span", "dropped-note");
      const text = element("span", "", regionName(i), " ", element("span", "note", placeName(i)),
        element("span", "technology", both(...hub.technology), " · ", both(...hub.ministry)),
        otherTechnology(hub),
        element("span", "what", hubFacts(hub)), element("span", "on-paper", both(...hub.why)), note);
      const content = document.createDocumentFragment();
      content.append(hubNumber(hub.number), text);
      list.append(element("li", "", button("", content, (event) => choose("hub", hub.code, { event }))));
      return note;
    });
    /* While other weights are tried: hubs whose region, or whose regions, would be candidates no more. */
    const mark = () => hubs.forEach((hub, k) => {
      const gone = (i) => published.candidate[i] && !standing.candidate[i];
      const own = gone(index.get(hub.code));
      const served = everyRegion.filter((i) => regions.hub[i] === hub.number && gone(i)).length;
      markers[k].getElement()?.classList.toggle("dropped", own);
      list.children[k].classList.toggle("dropped", own);
      notes[k].replaceChildren(...(own ? [t("Its region is no candidate in this trial.")] : []),
        ...(served ? [" ", t("{n} of its candidates drop out in this trial.", { n: served })] : []));
    });
    whenStandingChanges(mark);
  },
  /* The worst five by name; each label takes the first side where it covers no other. */
  labels(map) {
    let labels = [];
    const write = () => {
      labels.forEach((label) => label.remove());
      labels = everyRegion.filter((i) => standing.rank[i] !== null && standing.rank[i] <= 5)
        .sort((a, b) => standing.rank[a] - standing.rank[b])
        .map((i) => L.tooltip([regions.lat[i], regions.lon[i]], {
          permanent: true, className: "region-label", interactive: false,
        }).setContent(element("span", "", repeats(i) ? fullName(i) : regionName(i))).addTo(map));
      arrange();
    };
    /* Where Leaflet puts a tooltip of a size beside a point; its styles add six pixels of margin. */
    const boxAt = ({ x, y }, [width, height], direction, [dx, dy]) => {
      const left = x + dx + ({ right: 6, left: -width - 6 }[direction] ?? -width / 2);
      const top = y + dy + ({ top: -height - 6, bottom: 6 }[direction] ?? -height / 2);
      return { left, top, right: left + width, bottom: top + height };
    };
    const sides = [["right", [14, 0]], ["left", [-14, 0]], ["bottom", [0, 10]], ["top", [0, -10]],
      ["right", [14, 16]], ["right", [14, -16]], ["left", [-14, 16]], ["left", [-14, -16]]];
    const arrange = () => {
      const taken = hubs.map((hub) => {
        const { x, y } = map.latLngToContainerPoint([hub.lat, hub.lon]);
        return { left: x - 14, right: x + 14, top: y - 14, bottom: y + 14 };
      });
      const sizes = labels.map((label) => [label.getElement().offsetWidth, label.getElement().offsetHeight]);
      labels.forEach((label, k) => {
        const point = map.latLngToContainerPoint(label.getLatLng());
        const free = ([direction, offset]) => !taken.some((other) => overlap(boxAt(point, sizes[k], direction, offset), other));
        const found = sides.find(free), [direction, offset] = found || sides[0];
        label.getElement().classList.toggle("crowded", !found);  // no room for a name is better than two in one
        if (!found) return;
        Object.assign(label.options, { direction, offset: L.point(offset) });
        taken.push(boxAt(point, sizes[k], direction, offset));
      });
      labels.forEach((label) => label.update());
    };
    /* Names do not jump about while a slider moves. */
    let five = "", later;
    const rename = () => {
      const now = everyRegion.filter((i) => standing.rank[i] <= 5 && standing.rank[i] !== null).join();
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
    document.getElementById("scenario").textContent = toml(plan.scenario);
    shadeChoice();
    whenStandingChanges(repaint);
    whenStandingChanges(retell);
    restore();
  },
};

function pane(map, name, level) {
  map.createPane(name).style.zIndex = level;
  map.getPane(name).style.pointerEvents = "none";
}
const overlap = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
function shownValue(i) {
  if (shading.key !== BIVARIATE) {
    const shade = shadeOf(shading.key);
    return [withUnit(shade.values[i], shade.unit)];
  }
  return [t("Dependency"), " ", number(shadeOf("dependency").values[i], 2), " · ",
    t("Decline"), " ", number(shadeOf("decline").values[i], 2)];
}

/* The table is the way to a region by keyboard; 229 stops on the map would be none. */
function mark(shape, id) {
  shape.getElement().setAttribute("data-region", id);
  shape.getElement().setAttribute("tabindex", "-1");
}

/* ---- shading ---- */
function repaint() {
  const next = fills();
  everyRegion.forEach((i) => {
    const shape = shapes.get(regions.code[i]);
    if (shape.options.fillColor === next[i]) return;
    shape.options.fillColor = next[i];
    if (shape.getElement()) shape.getElement().setAttribute("fill", next[i]);
  });
  drawLegend();
}
function shadeChoice() {
  const [shade, scheme, edges, patterned] = ["shade", "scheme", "edges", "patterns"].map((id) => document.getElementById(id));
  const options = SHADES.map((one) => [one.key, one.ko, one.en]);
  if (canCross) options.splice(4, 0, [BIVARIATE, ...words("Dependency by decline")]);
  for (const [key, ko, en] of options) {
    const option = new Option("", key);
    shade.append(option);
    speaking((lang) => { option.textContent = lang === "en" ? en : ko; });
  }
  for (const option of scheme.options) {
    speaking((lang) => { option.textContent = lang === "en" ? option.dataset.en : option.dataset.ko; });
  }
  const apply = () => {
    Object.assign(shading, { key: shade.value, scheme: scheme.value, patterns: patterned.checked });
    shading.given = edges.value.split(/[\s,;]+/).filter(Boolean).map((edge) => Number(edge.replace("−", "-")))
      .filter(Number.isFinite).map((edge) => edge / scaleOf(shade.value)).slice(0, 4);
    scheme.disabled = shading.key === BIVARIATE;
    edges.parentElement.hidden = shading.scheme !== "given" || shading.key === BIVARIATE;
    keep("shade", shading.key === SHADES[0].key ? "" : shading.key);
    keep("classes", shading.scheme === "quantile" ? "" : shading.scheme);
    keep("edges", shading.scheme === "given" ? edges.value.trim() : "");
    keep("patterns", shading.patterns ? "1" : "");
    repaint();
  };
  const wanted = kept();
  if (options.some(([key]) => key === wanted.get("shade"))) shade.value = wanted.get("shade");
  if (["natural", "equal", "given"].includes(wanted.get("classes"))) scheme.value = wanted.get("classes");
  edges.value = wanted.get("edges") || "";
  patterned.checked = wanted.get("patterns") === "1";
  for (const control of [shade, scheme, patterned]) control.addEventListener("change", apply);
  edges.addEventListener("input", apply);
  apply();
}
/* Shares are entered as they are shown, in per cent. */
const scaleOf = (key) => (key !== BIVARIATE && ["share", "points"].includes(shadeOf(key).unit) ? 100 : 1);

/* ---- tables ---- */
const choosing = (kind, key, content) => button("choose", content, (event) => choose(kind, key, { event }));
/* The rank's 90 % interval, which belongs to the weights as published. */
const range = (i) => (standing.tried || regions.rank_low[i] === null ? "" : `${regions.rank_low[i]}–${regions.rank_high[i]}`);
function regionTable() {
  const site = (i) => hubs[regions.hub[i] - 1].code === regions.code[i];
  const { rows, refresh } = sortable(document.getElementById("regions"), [
    { head: t("Rank"), number: true, value: (i) => standing.rank[i],
      cell: (i) => element("span", "", number(standing.rank[i]), element("span", "note range", range(i))),
      update: (cell, i) => { rewrite(cell.firstChild.firstChild, number(standing.rank[i])); rewrite(cell.firstChild.lastChild, range(i)); } },
    { head: t("Region"), value: (i) => regions.ko[i],
      cell: (i) => element("span", "", choosing("region", regions.code[i], regionName(i)), " ", element("span", "note", placeName(i))) },
    { head: t("Score"), number: true, descending: true, value: (i) => standing.crisis[i],
      cell: (i) => number(standing.crisis[i], 3), update: (cell, i) => rewrite(cell, number(standing.crisis[i], 3)) },
    { head: t("Parts"), value: (i) => standing.crisis[i],
      cell: (i) => (standing.crisis[i] === null ? "" : stackedBar(parts(i), { width: 68 })),
      update: (cell, i) => cell.firstElementChild && redrawBar(cell.firstElementChild, parts(i)) },
    { head: t("Hub"), number: true, value: (i) => regions.hub[i], cell: (i) => String(regions.hub[i]) },
    { head: t("Minutes"), number: true, value: (i) => regions.minutes[i], cell: (i) => (site(i) ? t("site") : number(regions.minutes[i])) },
  ], everyRegion, (i) => ({ "data-code": regions.code[i] }));
  const mark = () => rows.forEach((row, i) => row.classList.toggle("candidate", standing.candidate[i]));
  const only = document.getElementById("only-candidates");
  const search = searchable(document.getElementById("find-region"), document.getElementById("regions-found"),
    rows, regionWords, (i) => !only.checked || standing.candidate[i]);
  only.addEventListener("change", search);
  mark();
  whenStandingChanges(() => { mark(); if (only.checked) search(); refresh(); });
  return rows;
}
function institutionTable(map) {
  const kind = (i) => KINDS[institutions.kind[i]].label;
  const strongest = new Map();
  for (const link of plan.links) {
    if (!strongest.has(link[1]) || strongest.get(link[1])[6] < link[6]) strongest.set(link[1], link);
  }
  const tie = (i) => strongest.get(institutions.id[i]);
  const { rows } = sortable(document.getElementById("institutions"), [
    { head: t("Institution"), value: (i) => institutions.ko[i],
      cell: (i) => choosing("institution", institutions.id[i], both(institutions.ko[i], institutions.en[i])) },
    { head: t("Kind"), value: kind, cell: (i) => element("span", "", symbol(institutions.kind[i]), " ", t(kind(i))) },
    { head: t("Does"), value: (i) => (tie(i) ? tie(i)[2] : null), cell: (i) => (tie(i) ? t(LINKS[tie(i)[2]].label) : "–") },
    { head: t("Lead hub"), number: true, value: (i) => institutions.lead[i], cell: (i) => number(institutions.lead[i]) },
    { head: t("Strength"), number: true, descending: true, value: (i) => (tie(i) ? tie(i)[6] : null),
      cell: (i) => (tie(i) ? number(tie(i)[6] / 1000, 2) : "–") },
  ], institutions.id.map((_, i) => i));
  for (const [i, row] of rows) {
    for (const event of ["mouseenter", "focusin"]) row.addEventListener(event, () => showTies(map, institutions.id[i]));
    for (const event of ["mouseleave", "focusout"]) row.addEventListener(event, hideTies);
  }
  const unreached = document.getElementById("only-unreached");
  const search = searchable(document.getElementById("find-institution"), document.getElementById("institutions-found"), rows,
    (i) => [institutions.ko[i], institutions.en[i], institutions.fields[i], ...regionWords(index.get(institutions.region[i]))],
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
  for (const kind of ["region", "hub", "institution"]) {
    if (wanted.get(kind)) choose(kind, wanted.get(kind));
  }
}
document.getElementById("print").addEventListener("click", () => window.print());
