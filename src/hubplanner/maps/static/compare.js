/* Scenarios side by side: one geometry, maps that move together, tables of differences. */

import { number, signed } from "./numbers.js";
import { borders, features, fullName, index, placeName, plan, regionName } from "./plan.js";
import { popupOn } from "./popups.js";
import { N_, both, element, t } from "./words.js";

const { scenarios, candidate, rank } = plan;
const reference = scenarios[0];

/* Minutes: ColorBrewer PuBu, sequential. Change: BrBG, diverging; both safe for colour-blind eyes. */
const SHADES = {
  minutes: {
    edges: [15, 30, 60, 90], colours: ["#f1eef6", "#bdc9e1", "#74a9cf", "#2b8cbe", "#045a8d"],
    value: (scenario, i) => scenario.minutes[i],
    words: ["< 15", "15–30", "30–60", "60–90", "≥ 90"],
  },
  change: {
    edges: [-30, -5, 5, 30], colours: ["#018571", "#80cdc1", "#f5f5f5", "#dfc27d", "#a6611a"],
    value: (scenario, i) => scenario.minutes[i] - reference.minutes[i],
    words: ["< −30", "−30 – −5", "−5 – 5", "5–30", "≥ 30"],
  },
};
let shade = "minutes";
const colour = (value) => SHADES[shade].colours[SHADES[shade].edges.filter((edge) => value >= edge).length];
const title = (scenario) => both(scenario.title.ko, scenario.title.en);

const maps = [], painted = [];
let moving = false;
function follow(source) {
  if (moving) return;
  moving = true;
  for (const map of maps) if (map !== source) map.setView(source.getCenter(), source.getZoom(), { animate: false });
  moving = false;
}
function details(scenario, i) {
  const box = element("div", "region-popup");
  box.append(element("p", "title", regionName(i)), element("p", "note", placeName(i)));
  const body = element("tbody", "");
  for (const one of scenarios) {
    const change = one === reference ? "" : ` (${signed(one.minutes[i] - reference.minutes[i])})`;
    body.append(element("tr", "", element("td", "", title(one)),
      element("td", "number", t("{n} min", { n: number(one.minutes[i]) }), change)));
  }
  box.append(element("table", "", body));
  return box;
}
export const layers = {
  scenario(map, position) {
    const scenario = scenarios[position];
    const caption = element("figcaption", "", element("strong", "", title(scenario)), " ",
      element("span", "note", t("{n} hubs", { n: scenario.counts.hubs }), " · ",
        scenario.optimal ? t("proven optimal") : t("not proven optimal")));
    map.getContainer().before(caption);
    map.invalidateSize({ animate: false });
    const open = popupOn(map);
    const layer = L.geoJSON(features, {
      style: (feature) => {
        const i = index.get(feature.id);
        return {
          className: "region", fillOpacity: 1, fillColor: colour(SHADES[shade].value(scenario, i)),
          weight: candidate[i] ? 1.2 : 0.3, color: candidate[i] ? "#26323c" : "#6f7a83",
        };
      },
      onEachFeature: (feature, shape) => {
        const i = index.get(feature.id);
        shape.bindPopup(() => details(scenario, i), { maxWidth: 260 });
        shape.bindTooltip(() => element("span", "", fullName(i), " ", number(scenario.minutes[i])), { sticky: true });
        shape.on("add", () => shape.getElement() && shape.getElement().setAttribute("data-region", feature.id));
      },
    }).addTo(map);
    painted.push(layer);
    map.createPane("borders").style.zIndex = 410;
    map.getPane("borders").style.pointerEvents = "none";
    L.polyline(borders, { pane: "borders", interactive: false, color: "#3d4a55", weight: .9, opacity: .7 }).addTo(map);
    for (const hub of scenario.hubs) {
      L.marker([hub.lat, hub.lon], {
        keyboard: false,
        icon: L.divIcon({ className: "hub-marker", html: element("span", "hub-number", String(hub.number)), iconSize: [26, 26] }),
      }).bindTooltip(() => element("span", "", t("Hub {n}", { n: hub.number }), " ", regionName(index.get(hub.code)))).addTo(map);
    }
    if (position === 0) L.control.zoom({ position: "topleft" }).addTo(map);
    L.control.attribution({ prefix: "Leaflet" }).addAttribution(element("span", "", t("Statistics Korea, KOGL type 1")).outerHTML).addTo(map);
    map.fitBounds(plan.regions.lat.map((lat, i) => [lat, plan.regions.lon[i]]), { padding: [8, 8], animate: false });
    maps.push(map);
    map.on("move", () => follow(map));
    if (maps.length === scenarios.length) finish();
  },
};

function legend() {
  const row = document.getElementById("legend");
  row.replaceChildren(...SHADES[shade].words.map((words, k) => {
    const swatch = element("span", "swatch");
    swatch.style.background = SHADES[shade].colours[k];
    return element("span", "item", swatch, words);
  }), element("span", "item", element("span", "swatch candidate"), t("candidate region")), element("span", "item", t("Unit"), ": ", t("minutes")));
}
function repaint() {
  for (const layer of painted) layer.setStyle(layer.options.style);
  for (const button of document.querySelectorAll("[data-shade]")) {
    button.setAttribute("aria-pressed", String(button.dataset.shade === shade));
  }
  legend();
}
function heads(table, cells) {
  const row = element("tr", "", ...cells.map((content, k) => {
    const cell = element("th", k ? "number" : "", content);
    cell.scope = "col";
    return cell;
  }));
  table.append(element("thead", "", row));
  const body = element("tbody", "");
  table.append(body);
  return body;
}
function line(body, ...cells) {
  body.append(element("tr", "", ...cells.map((content, k) => element("td", k ? "number" : "", content))));
}
function scenarioTable() {
  const body = heads(document.getElementById("scenarios"), [
    t("Scenario"), t("Hubs"), t("Objective (minutes × crisis score)"), t("Change"), t("Mean minutes"),
    t("Longest minutes"), t("Worst-off region"), t("Kept"), t("Moved"), t("Gained"), t("Lost"),
  ]);
  for (const one of scenarios) {
    const { numbers, counts } = one;
    const change = 100 * (numbers.objective / reference.numbers.objective - 1);
    const own = one === reference;
    line(body, title(one), String(counts.hubs), number(numbers.objective, 1),
      own ? t("reference") : `${signed(change, 1)} %`,
      number(numbers.mean_minutes, 1), number(numbers.longest_minutes), fullName(index.get(one.worst)),
      ...["kept", "moved", "gained", "lost"].map((key) => (own ? "–" : String(counts[key]))));
  }
}
const CHANGES = {
  reference: N_("reference"), kept: N_("Kept"), moved: N_("Moved"), gained: N_("Gained"), lost: N_("Lost"),
};
function hubTable() {
  const body = heads(document.getElementById("hub-changes"), [t("Scenario"), t("Hub"), t("Change"), t("From")]);
  for (const one of scenarios) {
    for (const [code, change, counterpart, minutes] of one.changes) {
      line(body, title(one), fullName(index.get(code)), t(CHANGES[change]), counterpart
        ? element("span", "", fullName(index.get(counterpart)), " (", t("{n} min", { n: minutes }), ")") : "");
    }
  }
}
function regionTable() {
  const others = scenarios.slice(1);
  const body = heads(document.getElementById("region-changes"), [
    t("Region"), t("Rank"), ...scenarios.map(title), ...others.map((one) => element("span", "", "Δ ", title(one))),
  ]);
  const last = scenarios[scenarios.length - 1];
  const change = (one, i) => one.minutes[i] - reference.minutes[i];
  const members = candidate.map((_, i) => i).filter((i) => candidate[i])
    .sort((a, b) => change(last, a) - change(last, b) || rank[a] - rank[b]);
  for (const i of members) {
    line(body, fullName(i), String(rank[i]), ...scenarios.map((one) => number(one.minutes[i])),
      ...others.map((one) => signed(change(one, i))));
  }
}
function finish() {
  for (const button of document.querySelectorAll("[data-shade]")) {
    button.addEventListener("click", () => { shade = button.dataset.shade; repaint(); });
  }
  legend();
  scenarioTable();
  hubTable();
  regionTable();
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") maps.forEach((map) => map.closePopup()); });
}
