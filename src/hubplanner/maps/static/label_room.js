/* Where within an outline a name finds room. Lengths are the map's at zoom 0 (pixels of EPSG:3857): room grows with
   the scale, so it is found once and serves at every zoom. */

/**
 * @typedef {object} Outline edges in any order; what lies within is what a ray leaves through an odd number of them
 * @property {Float64Array} edges x, y, x, y of each
 * @property {number} left
 * @property {number} right
 * @property {number} top
 * @property {number} bottom
 */
/** @typedef {{ x: number, y: number, half: number }} Spot centre of a box that fits, and half of its greatest width */

/**
 * @param {[number, number][][]} lines
 * @returns {Outline}
 */
export function outlineOf(lines) {
  const count = lines.reduce((sum, line) => sum + line.length - 1, 0);
  const edges = new Float64Array(4 * count);
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity], k = 0;
  for (const line of lines) {
    for (let n = 0; n < line.length; n++) {
      const [x, y] = line[n];
      left = Math.min(left, x); right = Math.max(right, x); top = Math.min(top, y); bottom = Math.max(bottom, y);
      if (!n) continue;
      edges[k] = line[n - 1][0]; edges[k + 1] = line[n - 1][1]; edges[k + 2] = x; edges[k + 3] = y;
      k += 4;
    }
  }
  return { edges, left, right, top, bottom };
}

/**
 * Whether a point lies within, by the even-odd rule.
 * @param {Outline} outline
 * @param {number} x
 * @param {number} y
 */
export function within({ edges, left, right, top, bottom }, x, y) {
  if (x < left || x > right || y < top || y > bottom) return false;
  let odd = false;
  for (let k = 0; k < edges.length; k += 4) {
    const above = edges[k + 1] > y;
    if (above === edges[k + 3] > y) continue;
    if (x < edges[k] + (y - edges[k + 1]) / (edges[k + 3] - edges[k + 1]) * (edges[k + 2] - edges[k])) odd = !odd;
  }
  return odd;
}

/** @type {(t: number, ax: number, ay: number, dx: number, dy: number) => number} */
const farAt = (t, ax, ay, dx, dy) => (t > 0 && t < 1 ? Math.max(Math.abs(ax + t * dx), Math.abs(ay + t * dy)) : Infinity);
/**
 * Half the width of the greatest box about a point, `aspect` times as wide as high, that no edge enters: with heights
 * stretched by `aspect` the distance in the maximum norm. It is convex along an edge, and so least at an end or a bend.
 * @param {Float64Array} edges
 * @param {number} x
 * @param {number} y
 * @param {number} aspect
 */
function clearance(edges, x, y, aspect) {
  let least = Infinity;
  for (let k = 0; k < edges.length; k += 4) {
    const ax = edges[k] - x, ay = (edges[k + 1] - y) * aspect, bx = edges[k + 2] - x, by = (edges[k + 3] - y) * aspect;
    if (Math.min(ax, bx) >= least || Math.max(ax, bx) <= -least || Math.min(ay, by) >= least || Math.max(ay, by) <= -least) continue;
    const dx = bx - ax, dy = by - ay;
    least = Math.min(least, Math.max(Math.abs(ax), Math.abs(ay)), Math.max(Math.abs(bx), Math.abs(by)));
    /* Where it is right above or beside the point, and where it passes a corner of the box. */
    least = Math.min(least, farAt(-ax / dx, ax, ay, dx, dy), farAt(-ay / dy, ax, ay, dx, dy),
      farAt((ax - ay) / (dy - dx), ax, ay, dx, dy), farAt(-(ax + ay) / (dx + dy), ax, ay, dx, dy));
  }
  return least;
}

const MOST = 150;  // points looked at in one outline, once the roomiest is known

/**
 * Spots for boxes `aspect` times as wide as high, roomiest first. The first is the pole of inaccessibility in that norm, to
 * 5 %, found by splitting squares as Agafonkin's polylabel (2016) does; the others are where it looked, no coarser than
 * a tenth of the outline wherever there may be a third of the room.
 * @param {Outline} outline
 * @param {number} aspect
 * @returns {Spot[]}
 */
export function roomIn(outline, aspect) {
  const { edges, left, right, top, bottom } = outline;
  const high = (bottom - top) * aspect, size = Math.min(right - left, high) / 2;
  /** @type {Spot[]} */
  const spots = [];
  let best = 0, looked = 0;
  /** @typedef {{ x: number, y: number, size: number, most: number }} Square */
  /**
   * @param {number} x
   * @param {number} y
   * @param {number} size half a side
   * @returns {Square}
   */
  const look = (x, y, size) => {
    looked += 1;
    const far = clearance(edges, x, y, aspect), half = within(outline, x, y) ? far : -far;
    if (half > 0) spots.push({ x, y, half });
    best = Math.max(best, half);
    return { x, y, size, most: half + size };
  };
  /** @type {Square[]} */
  const squares = [];
  if (!(size > 0)) return [];
  for (let x = left + size; x - size < right; x += 2 * size) {
    for (let y = size; y - size < high; y += 2 * size) squares.push(look(x, top + y / aspect, size));
  }
  const fine = size / 5, least = size / 50;  // an outline that holds nothing comes to an end
  for (;;) {
    squares.sort((a, b) => a.most - b.most);
    const next = squares.pop();
    if (!next || (next.most <= best * 1.05 && (looked >= MOST || next.most <= best / 3))) break;
    if (next.size <= (next.most <= best * 1.05 ? fine : least)) continue;
    const part = next.size / 2;
    for (const [dx, dy] of [[-part, -part], [part, -part], [-part, part], [part, part]]) squares.push(look(next.x + dx, next.y + dy / aspect, part));
  }
  return spots.sort((a, b) => b.half - a.half);
}
