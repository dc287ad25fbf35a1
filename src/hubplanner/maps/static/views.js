/* What the map draws for each tab, until the reader switches a layer by hand. */

/** @import { Fill } from "./choropleth.js" */
/** @import { Switch } from "./legend.js" */
import { keep, kept, whenTabOpens } from "./panel.js";
import { shading } from "./choropleth.js";
import { KINDS } from "./symbols.js";
import { keysOf } from "./tables.js";

const EVERYWHERE = ["regions", "borders", "hubs"];
/** @type {Record<string, { fill: Fill, layers: string[] }>} */
const VIEWS = {
  glance: { fill: "shade", layers: EVERYWHERE },
  regions: { fill: "shade", layers: [...EVERYWHERE, "candidates"] },
  hubs: { fill: "catchments", layers: [...EVERYWHERE, "catchments"] },
  network: { fill: "plain", layers: [...EVERYWHERE, ...keysOf(KINDS)] },
  proof: { fill: "catchments", layers: [...EVERYWHERE, "catchments"] },
  draws: { fill: "chance", layers: [...EVERYWHERE, "rivals"] },
  sources: { fill: "shade", layers: [...EVERYWHERE, "candidates"] },
};

/* In the address: layers=+technopark.-borders */
const byHand = new Map((kept().get("layers") ?? "").split(".").filter(Boolean)
  .map((one) => [one.slice(1), one.startsWith("+")]));

/**
 * @param {Switch[]} switches
 * @param {() => void} redraw what the map shows besides its layers
 */
export function drawByTab(switches, redraw) {
  whenTabOpens((tab) => {
    const view = VIEWS[tab];
    for (const one of switches) {
      const wanted = byHand.get(one.key) ?? view.layers.includes(one.key);
      if (wanted !== one.shown()) one.show(wanted);
    }
    shading.fill = view.fill;
    document.documentElement.dataset.view = tab;
    redraw();
  });
}
/**
 * @param {string} key
 * @param {boolean} on
 */
export function switchedByHand(key, on) {
  byHand.set(key, on);
  keep("layers", [...byHand].map(([one, shown]) => (shown ? "+" : "-") + one).join("."));
}
