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
  let shade = plan.shades[0];
  const valuesOf = (key) => plan.shades.find((one) => one.key === key).values;
  const score = valuesOf("crisis_score"), minutesToHub = valuesOf("hub_minutes");
  /* Classes of equal count, their edges from Python; a light colour is never worse than a dark one. */
  function colour(i) {
    const value = shade.values[i];
    if (value === null) return "url(#missing)";
    const c = shade.breaks.slice(1, -1).filter((edge) => value >= edge).length;
    return RAMP[shade.worse > 0 ? c : RAMP.length - 1 - c];
  }
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
    if (unit === "score") return number(value, 3);
    if (unit === "minutes") return t("{n} min", { n: number(value) });
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
    if (score[i] === null) {
      box.append(element("p", "score", t("Crisis score not observable")));
    } else {
      box.append(element("p", "score", t("Crisis score {score}, rank {rank} of {n}",
        { score: number(score[i], 3), rank: regions.rank[i], n: plan.counts.scored })));
      box.append(element("p", "", t("Dependency {a} · decline {b} · outflow {c} (0–1)",
        { a: number(valuesOf("dependency")[i], 3), b: number(valuesOf("decline")[i], 3),
          c: number(valuesOf("outflow")[i], 3) })));
    }
    const body = element("tbody", "");
    for (const indicator of indicators) {
      const years = element("span", "note", " ", indicator.years);
      body.append(row(both(indicator.ko, indicator.en), withUnit(valuesOf(indicator.key)[i], indicator.unit), years));
    }
    box.append(element("table", "", body));
    const hub = hubs[regions.hub[i] - 1];
    box.append(element("p", "", regions.candidate[i] ? t("Candidate region.") : t("Not a candidate region."), " ",
      t("Nearest hub:"), " ", String(hub.number), " ", regionName(index.get(hub.code)), ", ",
      t("about {n} min", { n: number(minutesToHub[i]) })));
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
    const served = plan.links.filter(([n, code]) => n === hub.number && index.has(code))
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
  const regionLayers = new Map(), hubLayers = [], institutionLayers = [];
  let shaded;
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
          return {
            className: "region", weight: 0.5, color: "#6f7a83", fillOpacity: 1,
            fillColor: colour(index.get(feature.id)),
          };
        },
        onEachFeature: (feature, shape) => {
          const i = index.get(feature.id);
          regionLayers.set(feature.id, shape);
          shape.bindPopup(() => regionPopup(i), POPUP);
          shape.bindTooltip(() => element("span", "", fullName(i), " ", withUnit(shade.values[i], shade.unit)), { sticky: true });
          shape.on("add", () => shape.getElement() && shape.getElement().setAttribute("data-region", feature.id));
        },
      }).addTo(map);
      shaded = layer;
      overlays[label("Regions")] = layer;
      const points = regions.lat.map((lat, i) => [lat, regions.lon[i]]);
      const fit = () => map.fitBounds(points, { padding: [28, 28], animate: false });
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
      for (const [n, target] of plan.links) {
        lines[index.has(target) ? "user" : "other"].push([[hubs[n - 1].lat, hubs[n - 1].lon], where.get(target)]);
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
        const group = L.layerGroup(members.map((i) => (institutionLayers[i] =
          L.marker([institutions.lat[i], institutions.lon[i]], {
            keyboard: false,
            icon: L.divIcon({ className: "institution", html: symbol(kind), iconSize: [12, 12] }),
          })
            .bindPopup(() => institutionPopup(i), POPUP)
            .bindTooltip(() => element("span", "", both(institutions.ko[i], institutions.en[i]))))));
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
        L.DomEvent.disableClickPropagation(box);
        return box;
      };
      legend.addTo(map);
      drawLegend();
      /* A popup that scrolls must be reached by keyboard. */
      map.on("popupopen", ({ popup }) => { popup.getElement().querySelector(".leaflet-popup-content").tabIndex = 0; });
      document.addEventListener("keydown", (event) => { if (event.key === "Escape") map.closePopup(); });
      regionTable(map);
      institutionTable(map);
      shadeChoice();
      restore(map);
    },
  };

  function drawLegend() {
    const scored = shade.unit === "score";
    const box = document.querySelector(".legend");
    box.replaceChildren(element("summary", "", both(shade.ko, shade.en)),
      element("span", "note", shade.years ? shade.years + " · " : "", t("darker is worse; five classes of equal count")));
    const edge = (value) => (scored ? number(value, 2) : shade.unit === "ratio" ? number(value, 2)
      : shade.unit === "minutes" ? number(value) : number(value * 100, 1));
    const unit = { share: " %", points: " %p", minutes: t("minutes") }[shade.unit] || "";
    const order = shade.worse > 0 ? [4, 3, 2, 1, 0] : [0, 1, 2, 3, 4];
    for (const c of order) {
      const swatch = element("span", "swatch");
      swatch.style.background = RAMP[shade.worse > 0 ? c : RAMP.length - 1 - c];
      box.append(element("div", "row", swatch, element("span", "", `${edge(shade.breaks[c])} – ${edge(shade.breaks[c + 1])}`)));
    }
    if (unit) box.append(element("span", "note", t("Unit"), ": ", unit));
    if (shade.values.includes(null)) box.append(element("div", "row", element("span", "swatch missing"), t("not observed")));
    box.append(element("div", "row", element("span", "swatch candidate"), t("candidate region")));
  }
  function shadeChoice() {
    const select = document.getElementById("shade");
    for (const one of plan.shades) {
      const option = new Option("", one.key);
      option.dataset.ko = one.ko; option.dataset.en = one.en;
      select.append(option);
    }
    /* An option holds text only, so its language is set, not styled. */
    const speak = () => { for (const option of select.options) option.textContent = option.dataset[document.documentElement.lang]; };
    document.addEventListener("languagechosen", speak);
    speak();
    select.addEventListener("change", () => shadeBy(select.value));
  }
  function shadeBy(key) {
    shade = plan.shades.find((one) => one.key === key) || plan.shades[0];
    document.getElementById("shade").value = shade.key;
    shaded.setStyle(shaded.options.style);
    drawLegend();
    panel.keep("shade", shade === plan.shades[0] ? "" : shade.key);
  }
  function show(map, layer, at) {
    if (!map.getBounds().contains(at)) map.panTo(at, { animate: false });
    if (!map.hasLayer(layer)) layer.addTo(map);
    layer.openPopup(at);
    document.querySelector(".stage").scrollIntoView({ block: "nearest" });
  }
  function chooser(content, act) {
    const button = element("button", "choose", content);
    button.type = "button";
    button.addEventListener("click", act);
    return button;
  }
  const showRegion = (map, i) =>
    show(map, regionLayers.get(regions.code[i]), L.latLng(regions.lat[i], regions.lon[i]));
  function regionTable(map) {
    const everyone = regions.code.map((_, i) => i);
    const site = (i) => hubs[regions.hub[i] - 1].code === regions.code[i];
    const rows = panel.sortable(document.getElementById("regions"), [
      { head: t("Rank"), number: true, value: (i) => regions.rank[i], cell: (i) => number(regions.rank[i]) },
      { head: t("Region"), value: (i) => regions.ko[i],
        cell: (i) => element("span", "", chooser(regionName(i), () => showRegion(map, i)), " ", element("span", "note", placeName(i))) },
      { head: t("Crisis score"), number: true, descending: true, value: (i) => score[i], cell: (i) => number(score[i], 3) },
      { head: t("Hub"), number: true, value: (i) => regions.hub[i], cell: (i) => String(regions.hub[i]) },
      { head: t("Minutes"), number: true, value: (i) => minutesToHub[i], cell: (i) => (site(i) ? t("site") : number(minutesToHub[i])) },
    ], everyone, (i) => ({ "data-code": regions.code[i], class: regions.candidate[i] ? "candidate" : "" }));

    const only = document.getElementById("only-candidates");
    const words = (i) => [regions.ko[i], regions.en[i], regions.code[i], ...plan.provinces[regions.sido[i]]].join(" ");
    const search = panel.searchable(document.getElementById("find-region"), document.getElementById("regions-found"),
      rows, words, (i) => !only.checked || regions.candidate[i]);
    only.addEventListener("change", search);

    /* Choosing a place shows its row, and the address keeps it. */
    for (const [code, shape] of regionLayers) {
      shape.on("popupopen", () => {
        const row = rows.get(index.get(code));
        row.classList.add("chosen");
        row.scrollIntoView({ block: "nearest" });
        panel.keep("region", code);
      });
      shape.on("popupclose", () => {
        rows.get(index.get(code)).classList.remove("chosen");
        panel.keep("region", "");
      });
    }
  }
  function institutionTable(map) {
    const kind = (i) => KINDS[institutions.kind[i]].label;
    const rows = panel.sortable(document.getElementById("institutions"), [
      { head: t("Institution"), value: (i) => institutions.ko[i],
        cell: (i) => chooser(both(institutions.ko[i], institutions.en[i]),
          () => show(map, institutionLayers[i], institutionLayers[i].getLatLng())) },
      { head: t("Kind"), value: kind, cell: (i) => t(kind(i)) },
      { head: t("Lead hub"), number: true, value: (i) => institutions.lead[i], cell: (i) => number(institutions.lead[i]) },
    ], institutions.id.map((_, i) => i));
    const place = (i) => index.get(institutions.region[i]);
    const words = (i) => [institutions.ko[i], institutions.en[i], regions.ko[place(i)], regions.en[place(i)],
      ...plan.provinces[regions.sido[place(i)]]].join(" ");
    panel.searchable(document.getElementById("find-institution"), document.getElementById("institutions-found"), rows, words);
  }
  /* A link into the file points at a finding. */
  function restore(map) {
    const wanted = panel.state();
    if (wanted.get("lang") === "en") common.speak("en");
    panel.openTab(wanted.get("tab"));
    if (wanted.get("shade")) shadeBy(wanted.get("shade"));
    const i = index.get(wanted.get("region"));
    if (i !== undefined) showRegion(map, i);
  }
  return { layers };
})();
