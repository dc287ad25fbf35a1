/* What every page of hubplanner shares: words in two languages, numbers, names, shapes.
   All text from data goes into the page as text nodes. */
"use strict";
const common = (() => {
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const plan = read("plan"), topology = read("topology"), messages = read("messages");
  const { regions } = plan;
  const narrow = window.matchMedia("(max-width: 760px)").matches;

  /* ---- words and numbers ---- */
  function element(tag, className, ...children) {
    const node = document.createElement(tag);
    if (className) node.className = className;
    node.append(...children);
    return node;
  }
  /* Both languages stand in the page; the style sheet shows the chosen one. */
  function both(ko, en) {
    const pair = [element("span", "ko", ko), element("span", "en", en || ko)];
    pair[0].lang = "ko"; pair[1].lang = "en";
    const fragment = document.createDocumentFragment();
    fragment.append(...pair);
    return fragment;
  }
  function fill(text, values) {
    return text.replace(/\{(\w+)\}/g, (whole, key) => (key in values ? values[key] : whole));
  }
  function t(message, values = {}) {
    if (!(message in messages)) throw new Error("untranslated: " + message);
    return both(fill(messages[message], values), fill(message, values));
  }
  /* Words for one of Leaflet's controls, which takes markup: built here from our own words only. */
  function label(message, picture = "") {
    const span = element("span", "", t(message));
    span.insertAdjacentHTML("afterbegin", picture);
    return span.outerHTML;
  }
  function number(value, digits = 0) {
    if (value === null) return "–";
    return value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits }).replace("-", "−");
  }
  const index = new Map(regions.code.map((code, i) => [code, i]));
  const regionName = (i) => both(regions.ko[i], regions.en[i]);
  const placeName = (i) => {
    const [ko, en] = plan.provinces[regions.sido[i]];
    return both(ko, en);
  };
  /* A district's name alone says little: 울산 동구, not 동구. */
  const fullName = (i) => {
    const [ko, en, short] = plan.provinces[regions.sido[i]];
    return both(`${short} ${regions.ko[i]}`, `${regions.en[i]}, ${en}`);
  };
  const repeats = (i) => regions.ko.filter((name) => name === regions.ko[i]).length > 1;

  /* ---- geometry ---- */
  const arcs = topology.arcs.map((arc) => {
    const { scale: [sx, sy], translate: [tx, ty] } = topology.transform;
    let x = 0, y = 0;
    return arc.map(([dx, dy]) => [(x += dx) * sx + tx, (y += dy) * sy + ty]);
  });
  function ring(ids) {
    const points = [];
    for (const id of ids) {
      const arc = id < 0 ? arcs[~id].slice().reverse() : arcs[id];
      points.push(...(points.length ? arc.slice(1) : arc));
    }
    return points;
  }
  const shapes = topology.objects.regions.geometries;
  const polygons = (shape) => (shape.type === "Polygon" ? [shape.arcs] : shape.arcs);
  function features() {
    return shapes.map((shape) => ({
      type: "Feature", id: shape.id, properties: {},
      geometry: { type: "MultiPolygon", coordinates: polygons(shape).map((rings) => rings.map(ring)) },
    }));
  }
  /* Arcs with another province, or the sea, on the other side. */
  function provinceBorders() {
    const sides = new Map();
    for (const shape of shapes) {
      const province = regions.sido[index.get(shape.id)];
      for (const rings of polygons(shape)) for (const ids of rings) for (const id of ids) {
        const arc = id < 0 ? ~id : id;
        sides.set(arc, [...(sides.get(arc) || []), province]);
      }
    }
    return [...sides].filter(([, [a, b]]) => a !== b)
      .map(([arc]) => arcs[arc].map(([lon, lat]) => [lat, lon]));
  }

  function speak(language) {
    document.documentElement.lang = language;
    for (const button of document.querySelectorAll("[data-language]")) {
      button.setAttribute("aria-pressed", String(button.dataset.language === language));
    }
    document.dispatchEvent(new Event("languagechosen"));
  }
  for (const button of document.querySelectorAll("[data-language]")) {
    button.addEventListener("click", () => speak(button.dataset.language));
  }

  return {
    plan, narrow, element, both, t, label, number, index, regionName, placeName, fullName, repeats,
    features, provinceBorders, speak,
  };
})();
