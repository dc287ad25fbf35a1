/* Lines that can be seen on any fill: dark on a wider white one. */

/**
 * @param {(style: L.PolylineOptions) => L.Path} make
 * @param {L.PolylineOptions & { weight: number }} style
 */
export const cased = (make, style) => L.layerGroup([
  make({ ...style, color: "#fff", weight: style.weight + 2, dashArray: undefined, className: "casing" }), make(style)]);
