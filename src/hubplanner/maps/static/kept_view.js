/* Where the reader has moved the map, kept in the address: at=36.35,127.8,7.5 (latitude, longitude, zoom). */

import { keep, kept } from "./panel.js";

const MOVES = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "+", "-", "="];

/** @param {L.Map} map */
export function keepView(map) {
  const box = map.getContainer();
  let byHand = false;
  const moving = () => { byHand = true; };
  map.on("dragstart", moving);
  for (const event of ["wheel", "dblclick"]) box.addEventListener(event, moving, true);
  box.addEventListener("touchstart", ({ touches }) => { if (touches.length > 1) moving(); }, { capture: true, passive: true });
  box.addEventListener("keydown", ({ key }) => { if (MOVES.includes(key)) moving(); }, true);
  box.querySelector(".leaflet-control-zoom")?.addEventListener("click", moving, true);
  map.on("moveend", () => {
    if (!byHand) return;
    byHand = false;
    const { lat, lng } = map.getCenter();
    keep("at", [lat.toFixed(4), lng.toFixed(4), map.getZoom()].join());
  });
  window.addEventListener("afterprint", () => show(map));  // paper has a view of its own
  show(map);
}
/** @param {L.Map} map */
function show(map) {
  const [lat, lon, zoom, ...rest] = (kept().get("at") ?? "").split(",").map(Number);
  if (!rest.length && [lat, lon, zoom].every(Number.isFinite)) map.setView([lat, lon], zoom, { animate: false });
}
