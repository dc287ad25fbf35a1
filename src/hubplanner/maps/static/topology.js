/* From TopoJSON to what Leaflet draws: one geometry for all maps of a page. */

/** @import { Feature, MultiPolygon, Position } from "geojson" */
/**
 * @typedef {object} Topology of regions, quantised
 * @property {{ scale: [number, number], translate: [number, number] }} transform
 * @property {Position[][]} arcs
 * @property {{ regions: { geometries: Shape[] } }} objects
 */
/** @typedef {{ type: "Polygon", id: string, arcs: number[][] } | { type: "MultiPolygon", id: string, arcs: number[][][] }} Shape */

/** @param {Topology} topology */
function decoded(topology) {
  const { scale: [sx, sy], translate: [tx, ty] } = topology.transform;
  return topology.arcs.map((arc) => {
    let x = 0, y = 0;
    return arc.map(([dx, dy]) => [(x += dx) * sx + tx, (y += dy) * sy + ty]);
  });
}
/** @param {Shape} shape */
const polygonsOf = (shape) => (shape.type === "Polygon" ? [shape.arcs] : shape.arcs);

/**
 * GeoJSON features, one a region, and `lines(parts)`: the arcs between the regions a and b (b is
 * undefined at the sea) for which parts(a, b) holds, as [latitude, longitude] lines.
 * @param {Topology} topology
 */
export function geometry(topology) {
  const arcs = decoded(topology);
  const shapes = topology.objects.regions.geometries;
  /** @param {number[]} ids */
  const ring = (ids) => {
    /** @type {Position[]} */
    const points = [];
    for (const id of ids) {
      const arc = id < 0 ? arcs[~id].slice().reverse() : arcs[id];
      points.push(...(points.length ? arc.slice(1) : arc));
    }
    return points;
  };
  /** @type {Feature<MultiPolygon>[]} */
  const features = shapes.map((shape) => ({
    type: "Feature", id: shape.id, properties: {},
    geometry: { type: "MultiPolygon", coordinates: polygonsOf(shape).map((rings) => rings.map(ring)) },
  }));
  /** @type {Map<number, string[]>} */
  const sides = new Map();
  for (const shape of shapes) {
    for (const id of polygonsOf(shape).flat(2)) {
      const arc = id < 0 ? ~id : id;
      sides.set(arc, [...(sides.get(arc) || []), shape.id]);
    }
  }
  /**
   * @param {(a: string, b: string | undefined) => boolean} parts
   * @returns {[number, number][][]}
   */
  const lines = (parts) => [...sides].filter(([, [a, b]]) => parts(a, b))
    .map(([arc]) => arcs[arc].map(([lon, lat]) => [lat, lon]));
  return { features, lines };
}
