/* The page of one plan: its layers, popups and lists. */
"use strict";
const hubplanner = (() => {
  const {
    plan, narrow, element, both, t, label, number, index, regionName, placeName, fullName, repeats,
    features, provinceBorders,
  } = common;
  const { regions, institutions, hubs, indicators } = plan;

  /* ColorBrewer YlOrRd, five classes: sequential, safe for colour-blind eyes. */
  const RAMP = ["#ffffb2", "#fecc5c", "#fd8d3c", "#f03b20", "#bd0026"];
  const POPUP = narrow
    ? { maxWidth: 240, minWidth: 220, maxHeight: 220, autoPanPadding: [6, 6] }
    : { maxWidth: 320, minWidth: 250, maxHeight: 340, autoPanPadding: [52, 12] };
  const KINDS = {
    technopark: { label: "Technoparks", color: "#0f6b4f", shape: '<rect x="2" y="2" width="8" height="8"/>' },
    ccei: { label: "Creative economy centres (CCEI)", color: "#7a3e9d", shape: '<path d="M6 1 11 11 1 11z"/>' },
    university: { label: "Universities", color: "#1667b7", shape: '<circle cx="6" cy="6" r="4"/>' },
    institute: { label: "Research institutes", color: "#454545", shape: '<path d="M6 1 11 6 6 11 1 6z"/>' },
    complex: { label: "Industrial complexes", color: "#8a5a00", shape: '<path d="M1 4h10v4H1z"/>' },
  };

  function withUnit(value, unit) {
    if (value === null) return t("not observed");
    if (unit === "share") return number(value * 100, 1) + " %";
    if (unit === "points") return t("{n} points", { n: (value > 0 ? "+" : "") + number(value * 100, 1) });
    return number(value, 2);
  }
  const overlap = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  function fromSources(ids) {
    const titles = ids.map((id) => plan.sources[id] || { ko: id, en: id });
    return both(titles.map((s) => s.ko).join("; "), titles.map((s) => s.en).join("; "));
  }

  /* ---- popups ---- */
  function row(name, value, from) {
    const cell = element("td", "", name);
    if (from) cell.append(from);
    return element("tr", "", cell, element("td", "number", value));
  }
  function regionPopup(i) {
    const box = element("div", "region-popup");
    box.append(element("h2", "", regionName(i)));
    box.append(element("p", "note", placeName(i), " · ", t("KOSTAT code {code} (2020)", { code: regions.code[i] })));
    if (regions.score[i] === null) {
      box.append(element("p", "score", t("Crisis score not observable")));
    } else {
      box.append(element("p", "score", t("Crisis score {score}, rank {rank} of {n}",
        { score: number(regions.score[i], 3), rank: regions.rank[i], n: plan.counts.scored })));
      box.append(element("p", "", t("Dependency {a} · decline {b} (0–1)",
        { a: number(regions.dependency[i], 3), b: number(regions.decline[i], 3) })));
    }
    const body = element("tbody", "");
    for (const indicator of indicators) {
      const years = element("span", "note", " ", indicator.years);
      body.append(row(both(indicator.ko, indicator.en), withUnit(indicator.values[i], indicator.unit), years));
    }
    box.append(element("table", "", body));
    const hub = hubs[regions.hub[i] - 1];
    box.append(element("p", "", regions.candidate[i] ? t("Candidate region.") : t("Not a candidate region."), " ",
      t("Nearest hub:"), " ", String(hub.number), " ", regionName(index.get(hub.code)), ", ",
      t("about {n} min", { n: number(regions.minutes[i]) })));
    box.append(element("p", "from", t("Sources"), ": ", fromSources([...new Set(indicators.flatMap((one) => one.sources))])));
    return box;
  }
  function hubFacts(hub) {
    if (!hub.candidates) return t("nearest to no candidate; {k} institutions", { k: hub.institutions });
    return t("{n} candidates, mean {mean} min, longest {longest} min; {k} institutions",
      { n: hub.candidates, mean: number(hub.mean), longest: number(hub.longest), k: hub.institutions });
  }
  function hubPopup(hub) {
    const i = index.get(hub.code);
    const box = element("div", "hub-popup");
    box.append(element("h2", "", t("Hub {n}", { n: hub.number }), " ", regionName(i)));
    box.append(element("p", "note", placeName(i)));
    box.append(element("p", "", hubFacts(hub)));
    const served = plan.links.filter(([n, , kind]) => n === hub.number && kind === "user")
      .sort((a, b) => a[3] - b[3]);
    const body = element("tbody", "");
    for (const [, code, , minutes] of served) {
      body.append(row(fullName(index.get(code)), code === hub.code ? t("site") : t("{n} min", { n: minutes })));
    }
    if (served.length) box.append(element("p", "", t("Candidates served")), element("table", "", body));
    return box;
  }
  function institutionPopup(i) {
    const box = element("div", "institution-popup");
    box.append(element("h2", "", both(institutions.ko[i], institutions.en[i])));
    const home = index.get(institutions.region[i]);
    box.append(element("p", "note", t(KINDS[institutions.kind[i]].label), " · ", placeName(home), " ", regionName(home)));
    const lead = institutions.lead[i];
    box.append(element("p", "", lead === null ? t("No hub within reach.") :
      t("Lead hub: {n}", { n: lead }), lead === null ? "" : " ", lead === null ? "" : regionName(index.get(hubs[lead - 1].code))));
    box.append(element("p", "note", t("Location approximate."), " ",
      institutions.confirmed[i] ? "" : t("Address not yet confirmed in a published source.")));
    box.append(element("p", "from", t("Sources"), ": ", institutions.source[i]));
    return box;
  }
  const symbol = (kind) => `<svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true" fill="${KINDS[kind].color}" stroke="#fff" stroke-width="1">${KINDS[kind].shape}</svg>`;

  /* ---- layers ---- */
  const overlays = {};
  const regionLayers = new Map(), hubLayers = [];
  const layers = {
    regions(map) {
      /* Hatching says 'missing' without colour. */
      const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
      svg.setAttribute("width", "0"); svg.setAttribute("height", "0"); svg.setAttribute("aria-hidden", "true");
      svg.style.position = "absolute";
      svg.innerHTML = '<defs><pattern id="missing" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6" fill="#fff"/><line y2="6" stroke="#9aa5ad" stroke-width="2"/></pattern></defs>';
      document.body.append(svg);
      const layer = L.geoJSON(features(), {
        style: (feature) => {
          const i = index.get(feature.id), c = regions.class[i];
          return {
            className: "region", weight: 0.5, color: "#6f7a83", fillOpacity: 1,
            fillColor: c === null ? "url(#missing)" : RAMP[c],
          };
        },
        onEachFeature: (feature, shape) => {
          const i = index.get(feature.id);
          regionLayers.set(feature.id, shape);
          shape.bindPopup(() => regionPopup(i), POPUP);
          shape.bindTooltip(() => element("span", "", regionName(i), " ", number(regions.score[i], 3)), { sticky: true });
          shape.on("add", () => shape.getElement() && shape.getElement().setAttribute("data-region", feature.id));
        },
      }).addTo(map);
      overlays[label("Crisis score")] = layer;
      const points = regions.lat.map((lat, i) => [lat, regions.lon[i]]);
      const fit = () => map.fitBounds(points, { padding: [12, 12], animate: false });
      fit();
      window.addEventListener("beforeprint", () => { map.invalidateSize({ animate: false }); fit(); });
    },
    borders(map) {
      map.createPane("borders").style.zIndex = 410;
      map.getPane("borders").style.pointerEvents = "none";
      const outline = { pane: "borders", interactive: false, fill: false };
      const candidates = [...regionLayers].filter(([code]) => regions.candidate[index.get(code)])
        .map(([, shape]) => L.polygon(shape.getLatLngs(), { ...outline, color: "#26323c", weight: 1.5 }));
      overlays[label("Candidate outlines")] = L.layerGroup(candidates).addTo(map);
      overlays[label("Province borders and coast")] =
        L.polyline(provinceBorders(), { ...outline, color: "#3d4a55", weight: .9, opacity: .7 }).addTo(map);
    },
    links(map) {
      map.createPane("links").style.zIndex = 420;
      map.getPane("links").style.pointerEvents = "none";
      const where = new Map(institutions.id.map((id, i) => [id, [institutions.lat[i], institutions.lon[i]]]));
      regions.code.forEach((code, i) => where.set(code, [regions.lat[i], regions.lon[i]]));
      const lines = { user: [], other: [] };
      for (const [n, target, kind] of plan.links) {
        lines[kind === "user" ? "user" : "other"].push([[hubs[n - 1].lat, hubs[n - 1].lon], where.get(target)]);
      }
      const drawn = { pane: "links", interactive: false };
      overlays[label("Links to candidate regions")] =
        L.polyline(lines.user, { ...drawn, color: "#12326b", weight: 1.4, opacity: .75 }).addTo(map);
      overlays[label("Links to institutions")] =
        L.polyline(lines.other, { ...drawn, color: "#12326b", weight: .8, opacity: .35, dashArray: "3 3" }).addTo(map);
    },
    institutions(map) {
      for (const kind of Object.keys(KINDS)) {
        const members = institutions.id.map((_, i) => i).filter((i) => institutions.kind[i] === kind);
        if (!members.length) continue;
        const group = L.layerGroup(members.map((i) =>
          L.marker([institutions.lat[i], institutions.lon[i]], {
            keyboard: false,
            icon: L.divIcon({ className: "institution", html: symbol(kind), iconSize: [12, 12] }),
          })
            .bindPopup(() => institutionPopup(i), POPUP)
            .bindTooltip(() => element("span", "", both(institutions.ko[i], institutions.en[i])))));
        overlays[label(KINDS[kind].label, symbol(kind))] = group.addTo(map);
      }
    },
    hubs(map) {
      const group = L.layerGroup(hubs.map((hub) => {
        const i = index.get(hub.code);
        const marker = L.marker([hub.lat, hub.lon], {
          zIndexOffset: 1000,
          icon: L.divIcon({ className: "hub-marker", html: `<span class="hub-number">${Number(hub.number)}</span>`, iconSize: [26, 26] }),
        })
          .bindPopup(() => hubPopup(hub), POPUP)
          .bindTooltip(() => element("span", "", t("Hub {n}", { n: hub.number }), " ", regionName(i)));
        marker.on("add", () => {
          marker.getElement().setAttribute("role", "button");
          marker.getElement().setAttribute("aria-label", `${hub.number} ${regions.ko[i]} · ${regions.en[i]}`);
        });
        hubLayers.push(marker);
        return marker;
      })).addTo(map);
      overlays[label("Hubs", '<span class="hub-number" style="width:14px;height:14px;border:0;font-size:0"></span> ')] = group;
      const list = document.getElementById("hub-list");
      hubs.forEach((hub, k) => {
        const i = index.get(hub.code);
        const text = element("span", "", regionName(i), " ", element("span", "note", placeName(i)),
          element("span", "what", hubFacts(hub)));
        const button = element("button", "", element("span", "hub-number", String(hub.number)), text);
        button.type = "button";
        button.addEventListener("click", () => show(map, hubLayers[k], hubLayers[k].getLatLng()));
        list.append(element("li", "", button));
      });
    },
    /* The worst five by name; each label takes the first side where it covers no other. */
    labels(map) {
      const labels = regions.code.map((_, i) => i)
        .filter((i) => regions.rank[i] !== null && regions.rank[i] <= 5)
        .sort((a, b) => regions.rank[a] - regions.rank[b])
        .map((i) => L.tooltip([regions.lat[i], regions.lon[i]], {
          permanent: true, className: "region-label", interactive: false,
        }).setContent(element("span", "", repeats(i) ? fullName(i) : regionName(i))).addTo(map));
      const sides = [["right", [14, 0]], ["left", [-14, 0]], ["bottom", [0, 10]], ["top", [0, -10]],
        ["right", [14, 16]], ["right", [14, -16]], ["left", [-14, 16]], ["left", [-14, -16]]];
      const arrange = () => {
        const taken = [...document.querySelectorAll(".hub-marker")].map((node) => node.getBoundingClientRect());
        for (const label of labels) {
          for (const [direction, offset] of sides) {
            Object.assign(label.options, { direction, offset: L.point(offset) });
            label.update();
            const box = label.getElement().getBoundingClientRect();
            if (!taken.some((other) => overlap(box, other))) break;
          }
          taken.push(label.getElement().getBoundingClientRect());
        }
      };
      map.on("zoomend resize", arrange);
      document.addEventListener("languagechosen", arrange);
      map.whenReady(arrange);
    },
    furniture(map) {
      L.control.zoom({ position: "topleft" }).addTo(map);
      L.control.layers(null, overlays, { collapsed: narrow, position: "topright" }).addTo(map);
      L.control.attribution({ prefix: "Leaflet" }).addAttribution(label("Statistics Korea, KOGL type 1")).addTo(map);
      L.control.scale({ imperial: false, position: "bottomright" }).addTo(map);
      const legend = L.control({ position: "bottomright" });
      legend.onAdd = () => {
        const box = element("details", "legend");
        box.open = !narrow;
        box.append(element("summary", "", t("Crisis score")),
          element("span", "note", t("0–1, higher is worse; five classes of equal count")));
        for (let c = RAMP.length - 1; c >= 0; c--) {
          const swatch = element("span", "swatch");
          swatch.style.background = RAMP[c];
          box.append(element("div", "row", swatch, `${number(plan.breaks[c], 2)}–${number(plan.breaks[c + 1], 2)}`));
        }
        if (regions.class.includes(null)) box.append(element("div", "row", element("span", "swatch missing"), t("not observable")));
        box.append(element("div", "row", element("span", "swatch candidate"), t("candidate region")));
        L.DomEvent.disableClickPropagation(box);
        return box;
      };
      legend.addTo(map);
      /* A popup that scrolls must be reached by keyboard. */
      map.on("popupopen", ({ popup }) => { popup.getElement().querySelector(".leaflet-popup-content").tabIndex = 0; });
      document.addEventListener("keydown", (event) => { if (event.key === "Escape") map.closePopup(); });
      candidateTable(map);
    },
  };

  function show(map, layer, at) {
    if (!map.getBounds().contains(at)) map.panTo(at, { animate: false });
    layer.openPopup(at);
    document.querySelector(".stage").scrollIntoView({ block: "nearest" });
  }
  function candidateTable(map) {
    const body = document.querySelector("#candidates tbody");
    const members = regions.code.map((_, i) => i).filter((i) => regions.candidate[i])
      .sort((a, b) => regions.rank[a] - regions.rank[b] || (regions.code[a] < regions.code[b] ? -1 : 1));
    for (const i of members) {
      const button = element("button", "", regionName(i));
      button.type = "button";
      button.addEventListener("click", () =>
        show(map, regionLayers.get(regions.code[i]), L.latLng(regions.lat[i], regions.lon[i])));
      body.append(element("tr", "",
        element("td", "number", String(regions.rank[i])),
        element("td", "", button, " ", element("span", "note", placeName(i))),
        element("td", "number", number(regions.score[i], 3)),
        element("td", "number", String(regions.hub[i])),
        element("td", "number", hubs[regions.hub[i] - 1].code === regions.code[i] ? t("site") : number(regions.minutes[i]))));
    }
  }
  return { layers };
})();
