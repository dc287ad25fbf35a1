/* Names on the map: of hubs, of the worst five (of the scenario's provinces where it names any), of candidates once one
   zooms in, of all regions further in, of provinces where the map is small. */

/** @import { Label, Placed } from "./label_placement.js" */
/** @import { Outline, Spot } from "./label_room.js" */
/** @import { Position } from "geojson" */
import { everyRegion, features, lines, payload, placeOf, plainName } from "./geography.js";
import { hubMarkers } from "./hubs_layer.js";
import { placeLabels } from "./label_placement.js";
import { outlineOf, roomIn } from "./label_room.js";
import { REST, whenTabOpens } from "./panel.js";
import { regions } from "./plan.js";
import { choose } from "./selected_place.js";
import { sited, whenHubsChange } from "./sited.js";
import { standing, whenStandingChanges } from "./standing.js";
import { both, drawn, element } from "./words.js";

/** @import { Content } from "./words.js" */
/** @import { Hub } from "./payload.js" */

const WITH_HUBS = new Set(["glance", "hubs", "proof"]), WITH_PROVINCES = new Set(["glance", "hubs"]);
/* Levels of zoom beyond the first view from which the names of candidates and of all regions are shown. */
const CANDIDATES = 1, ALL = 2;
const BESIDE_MARKER = 22;  // pixels from a hub's point to the name beside its marker
const ANCHOR = 2;  // pixels of its own land, at least, about the end of a line

/** @param {L.Map} map */
export function namesLayer(map) {
  const first = map.getZoom();
  const pane = map.createPane("names");
  Object.assign(pane.style, { zIndex: "610", pointerEvents: "none" });  // above the markers, which may hide the land a line leads to
  pane.classList.add("leaflet-zoom-hide");
  const leaders = pane.appendChild(drawn("svg", { class: "leaders", "aria-hidden": "true" }));

  /* ---- outlines, in the map's own pixels at zoom 0, and the room in them ---- */
  /** @param {Position} position */
  const project = ([lon, lat]) => {
    const { x, y } = map.project([lat, lon], 0);
    return /** @type {[number, number]} */ ([x, y]);
  };
  /** @type {Outline[]} */
  let land = [];
  const trace = () => {
    land = everyRegion.map(() => outlineOf([]));
    for (const { id, geometry } of features) land[placeOf(String(id))] = outlineOf(geometry.coordinates.flat().map((ring) => ring.map(project)));
  };
  /** @param {string} code */
  const provinceOutline = (code) => outlineOf(lines((i, j) => (regions.sido[i] === code) !== (j !== undefined && regions.sido[j] === code))
    .map((line) => line.map(([lat, lon]) => project([lon, lat]))));
  /**
   * @template V
   * @param {Map<string, V>} known
   * @param {string} key
   * @param {() => V} make
   */
  const once = (known, key, make) => {
    const value = known.get(key) ?? make();
    known.set(key, value);
    return value;
  };
  /** @type {Map<string, Spot[]>} */
  const rooms = new Map();
  /**
   * @param {string} key
   * @param {Outline} outline
   * @param {number} aspect
   */
  const room = (key, outline, aspect) => once(rooms, `${key} ${aspect}`, () => roomIn(outline, aspect));

  /** @param {string} key @param {Outline} outline @returns {[number, number][]} */
  const anchorsIn = (key, outline) => {
    const scale = map.getZoomScale(map.getZoom(), 0);
    return room(key, outline, 1).filter(({ half }, k) => k === 0 || half * scale >= ANCHOR).map(({ x, y }) => [x, y]);
  };

  /* ---- which names, the most wanted first ---- */
  /** @typedef {{ key: string, className: string, content: () => Content[], chosen?: (event: MouseEvent) => void, place: (size: Size) => Partial<Label> }} Name */
  /** @typedef {{ width: number, height: number }} Size */
  /** @param {string} key @param {Outline} outline @returns {(size: Size) => Partial<Label>} */
  const onLand = (key, outline) => ({ width, height }) => ({ room: () => {
    const scale = map.getZoomScale(map.getZoom(), 0);
    if ((outline.right - outline.left) * scale < width || (outline.bottom - outline.top) * scale < height) return [];
    return room(key, outline, Math.max(.5, Math.floor(width / height * 4) / 4));
  } });
  /**
   * @param {number} i
   * @param {boolean} worst
   * @returns {Name}
   */
  const regionsName = (i, worst) => {
    const key = `region:${regions.code[i]}`, outline = land[i], within = onLand(key, outline);
    return {
      key, className: worst ? "map-name region-label worst" : "map-name region-label",
      content: () => [plainName(i)],
      place: (size) => ({
        ...within(size),
        ...(worst ? { anchors: () => anchorsIn(key, outline) } : {}),
      }),
    };
  };
  /**
   * @param {Hub} hub
   * @returns {Name}
   */
  const hubsName = ({ number, code, technology }) => {
    const i = placeOf(code);
    return {
      key: `hub:${number}`, className: "map-name hub-label",
      content: () => [element("strong", "", plainName(i)), both(...technology)],
      chosen: (event) => choose("hub", code, { event }),
      place: () => ({ beside: BESIDE_MARKER, anchors: () => {
        const { x, y } = map.project(/** @type {L.Marker} */ (hubMarkers.get(number)).getLatLng(), 0);
        return [[x, y]];
      } }),
    };
  };
  /** @type {Map<string, Outline>} */
  const ofProvinces = new Map();
  /**
   * @param {string} code
   * @returns {Name}
   */
  const provincesName = (code) => {
    const key = `province:${code}`, { short, en } = payload.provinces[code];
    return { key, className: "map-name province-label", content: () => [both(short, en)], place: onLand(key, once(ofProvinces, key, () => provinceOutline(code))) };
  };
  /** @returns {Name[]} */
  const wanted = () => {
    const { view = "" } = document.documentElement.dataset, nearer = map.getZoom() - first;
    const hubs = WITH_HUBS.has(view) ? sited.hubs.filter(({ number }) => {
      const marker = hubMarkers.get(number);
      return marker && map.hasLayer(marker);
    }) : [];
    const hosts = new Set(hubs.map(({ code }) => code));  // named beside their markers
    const rank = (/** @type {number} */ i) => standing.rankHere[i] ?? Infinity;
    const isWorst = (/** @type {number} */ i) => rank(i) <= 5;
    const { min, max } = map.getPixelBounds(), scale = map.getZoomScale(map.getZoom(), 0);
    /** @param {Outline} outline */
    const inView = ({ left, right, top, bottom }) => min && max
      && right * scale > min.x && left * scale < max.x && bottom * scale > min.y && top * scale < max.y;
    const named = everyRegion.filter((i) => !hosts.has(regions.code[i]) && inView(land[i])
      && (isWorst(i) || nearer >= ALL || (nearer >= CANDIDATES && standing.candidate[i])));
    const order = (/** @type {number} */ i) => (isWorst(i) ? 0 : standing.candidate[i] ? 1 : 2);
    return [
      ...hubs.map(hubsName),
      ...named.sort((i, j) => order(i) - order(j) || rank(i) - rank(j) || i - j).map((i) => regionsName(i, isWorst(i))),
      ...(WITH_PROVINCES.has(view) && nearer < CANDIDATES ? Object.keys(payload.provinces).map(provincesName) : []),
    ];
  };

  /* ---- drawing ---- */
  /** @type {Map<string, { node: HTMLElement, size: Size | null }>} */
  const nodes = new Map();
  /**
   * Labels with their sizes; all that are new are laid out at once.
   * @param {Name[]} names
   * @returns {Label[]}
   */
  const measured = (names) => {
    const made = names.map(({ key, className, content, chosen }) => {
      const one = once(nodes, `${key} ${className}`, () => {
        const node = element("div", className, ...content());
        if (chosen) node.addEventListener("click", chosen);
        return { node, size: /** @type {Size | null} */ (null) };
      });
      if (!one.size) { one.node.dataset.label = key; pane.append(one.node); }
      return one;
    });
    for (const one of made) one.size ??= { width: one.node.offsetWidth, height: one.node.offsetHeight };
    return names.map(({ key, className, place }, k) => {
      const size = /** @type {Size} */ (made[k].size);
      return { key: `${key} ${className}`, ...size, ...place(size) };
    });
  };
  /* What no name may lie under, in pixels of the window of the map. Markers by where Leaflet puts them: they may still be gliding there. */
  const obstacles = () => {
    const { left, top } = map.getContainer().getBoundingClientRect();
    const markers = [...map.getPane("markerPane")?.children ?? []].flatMap((one) => {
      if (!(one instanceof HTMLElement)) return [];
      const { width, height } = (one.firstElementChild ?? one).getBoundingClientRect();
      const { x, y } = map.layerPointToContainerPoint(L.DomUtil.getPosition(one));
      return [{ left: x - width / 2 - 1, right: x + width / 2 + 1, top: y - height / 2 - 1, bottom: y + height / 2 + 1 }];
    });
    const controls = [...map.getContainer().querySelectorAll(".leaflet-control")].map((node) => {
      const box = node.getBoundingClientRect();
      /* On paper the key is never cut short. */
      const hidden = node.matches(".printing .legend") ? node.scrollHeight - node.clientHeight : 0;
      return { left: box.left - left - 2, right: box.right - left + 2, top: box.top - top - 2 - hidden, bottom: box.bottom - top + 2 };
    });
    return [...markers, ...controls];
  };
  /** @param {Placed[]} placed */
  const draw = (placed) => {
    const origin = map.layerPointToContainerPoint([0, 0]);
    const shown = placed.map(({ key, box, line }) => {
      const { node } = /** @type {{ node: HTMLElement }} */ (nodes.get(key));
      node.classList.toggle("led", line !== undefined);
      L.DomUtil.setPosition(node, L.point(box.left, box.top).subtract(origin));
      return node;
    });
    const ways = placed.flatMap(({ line }, k) => (line ? [{
      d: `M${line[0] - origin.x} ${line[1] - origin.y}L${line[2] - origin.x} ${line[3] - origin.y}`, "data-label": shown[k].dataset.label ?? "",
    }] : []));
    leaders.replaceChildren(drawn("path", { d: ways.map(({ d }) => d).join("") }), ...ways.map((way) => drawn("path", { class: "leader", ...way })));
    pane.replaceChildren(leaders, ...shown);
  };
  /** @type {{ zoom: number, corner: L.Point, placed: Placed[] }} */
  let last = { zoom: NaN, corner: L.point(0, 0), placed: [] };
  let anew = true;
  /* A name keeps its place while the map is moved under the window. */
  const lay = () => {
    if (!land.length) trace();
    const zoom = map.getZoom(), { x, y } = map.getSize(), corner = /** @type {L.Point} */ (map.getPixelBounds().min);
    const labels = measured(wanted());
    const moved = last.corner.subtract(corner);
    const kept = anew || zoom !== last.zoom ? [] : last.placed.map(({ key, box, line }) => ({
      key, box: { left: box.left + moved.x, right: box.right + moved.x, top: box.top + moved.y, bottom: box.bottom + moved.y },
      ...(line ? { line: /** @type {import("./label_placement.js").Line} */ (line.map((one, k) => one + (k % 2 ? moved.y : moved.x))) } : {}),
    }));
    const placed = placeLabels(labels, {
      frame: { left: 3, right: x - 3, top: 3, bottom: y - 3 }, obstacles: obstacles(), land,
      view: { scale: map.getZoomScale(zoom, 0), x: corner.x, y: corner.y },
    }, kept);
    last = { zoom, corner, placed };
    anew = false;
    draw(placed);
  };

  /* ---- when ---- */
  let asked = 0;
  let mapDrawn = false;  // the map itself is drawn first, its names in the next frame
  requestAnimationFrame(() => { mapDrawn = true; soon(); });
  const soon = () => { cancelAnimationFrame(asked); if (mapDrawn) asked = requestAnimationFrame(lay); };
  const again = () => { anew = true; soon(); };
  const afresh = () => { nodes.clear(); again(); };
  map.on("moveend", soon);
  map.on("zoomend", again);
  map.on("resize", afresh);
  map.on("layeradd layerremove", ({ layer }) => { if (layer instanceof L.LayerGroup) soon(); });
  document.addEventListener("languagechosen", afresh);
  whenTabOpens(again);
  whenHubsChange(afresh);
  /* Names do not jump about while a slider moves. */
  /** @type {number | undefined} */
  let later;
  whenStandingChanges(() => { clearTimeout(later); later = setTimeout(again, REST); });
  for (const edge of ["beforeprint", "afterprint"]) window.addEventListener(edge, () => { afresh(); lay(); });
}
