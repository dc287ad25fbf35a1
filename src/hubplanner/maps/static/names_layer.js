/* The worst five, of the scenario's provinces where it names any, by name; each label takes the first side where
   it covers no other. */

import { everyRegion, fullName, pointOf, regionName, repeats } from "./geography.js";
import { REST } from "./panel.js";
import { sited, whenHubsChange } from "./sited.js";
import { standing, whenStandingChanges } from "./standing.js";
import { element } from "./words.js";

/** @typedef {{ left: number, right: number, top: number, bottom: number }} Box */
/**
 * @param {Box} a
 * @param {Box} b
 */
const overlap = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

/** @param {L.Map} map */
export function namesLayer(map) {
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
    const taken = sited.hubs.map((hub) => {
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
  whenHubsChange(arrange);
  map.whenReady(rename);
}
