/* Which names a map shows, and where: each on its own land, or beside it with a line that leads there. Greedy, in the
   order given; pixels of the map's window, y downwards. */

/** @import { Outline, Spot } from "./label_room.js" */
import { within } from "./label_room.js";

/** @typedef {{ left: number, right: number, top: number, bottom: number }} Box */
/** @typedef {[x1: number, y1: number, x2: number, y2: number]} Line */
/** @typedef {{ scale: number, x: number, y: number }} View a point of zoom 0 stands at scale · point − (x, y) */
/**
 * @typedef {object} Label
 * @property {string} key
 * @property {number} width
 * @property {number} height
 * @property {() => Spot[]} [room] on its own land, roomiest first; none for what names a point
 * @property {() => [number, number][]} [anchors] where a line may lead, best first; without, the name waits for room
 * @property {number} [beside] radius of the marker that it may stand beside without a line
 */
/** @typedef {{ key: string, box: Box, line?: Line }} Placed */
/** @typedef {{ frame: Box, obstacles: Box[], view: View, land: Outline[] }} Scene */

/**
 * @param {Box} a
 * @param {Box} b
 */
export const overlap = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
/**
 * @param {Box} box
 * @param {number} x
 * @param {number} y
 */
const holds = (box, x, y) => box.left <= x && x <= box.right && box.top <= y && y <= box.bottom;
/**
 * @param {Box} inner
 * @param {Box} outer
 */
const inside = (inner, outer) => inner.left >= outer.left && inner.right <= outer.right && inner.top >= outer.top && inner.bottom <= outer.bottom;
/**
 * @param {number} x
 * @param {number} y
 * @param {{ width: number, height: number }} size
 * @returns {Box}
 */
const boxAbout = (x, y, { width, height }) => ({ left: x - width / 2, right: x + width / 2, top: y - height / 2, bottom: y + height / 2 });

/**
 * The middle of a marker, where its number stands: a line may end at its rim but not strike the number through.
 * @param {Box} box
 * @returns {Box}
 */
const middle = ({ left, right, top, bottom }) => boxAbout((left + right) / 2, (top + bottom) / 2, { width: (right - left) / 2, height: (bottom - top) / 2 });

/**
 * Whether a line meets a box: what is left of it between the box's sides (Liang and Barsky 1984).
 * @param {Line} line
 * @param {Box} box
 */
export function crosses([x1, y1, x2, y2], box) {
  let from = 0, to = 1;
  const dx = x2 - x1, dy = y2 - y1;
  for (const [p, q] of [[-dx, x1 - box.left], [dx, box.right - x1], [-dy, y1 - box.top], [dy, box.bottom - y1]]) {
    if (p === 0) { if (q < 0) return false; continue; }
    if (p < 0) from = Math.max(from, q / p); else to = Math.min(to, q / p);
  }
  return from <= to;
}
/**
 * Whether two lines cross: each has its ends on both sides of the other.
 * @param {Line} a
 * @param {Line} b
 */
export function cross([ax, ay, bx, by], [cx, cy, dx, dy]) {
  /** @type {(px: number, py: number, qx: number, qy: number, rx: number, ry: number) => number} */
  const side = (px, py, qx, qy, rx, ry) => Math.sign((qx - px) * (ry - py) - (qy - py) * (rx - px));
  return side(ax, ay, bx, by, cx, cy) !== side(ax, ay, bx, by, dx, dy) && side(cx, cy, dx, dy, ax, ay) !== side(cx, cy, dx, dy, bx, by);
}

/* Beside a marker or at the end of a line: the eight positions of Imhof (1975), right first, then those between. */
const ANGLES = [0, 180, 315, 45, 225, 135, 270, 90, 337.5, 22.5, 202.5, 157.5, 292.5, 67.5, 247.5, 112.5].map((one) => one * Math.PI / 180);
const RADII = [18, 30, 44, 60, 80, 100, 125, 150, 180, 220];
const ON_LAND = 50;  // pixels that a line may be longer for a name to lie at sea, on nobody's land
const FROM_EDGE = 2;  // pixels between a name and its land's edge

/**
 * Places for the labels that find one. What was placed before keeps its place as long as nothing speaks against it.
 * @param {Label[]} labels
 * @param {Scene} scene
 * @param {Placed[]} kept
 * @returns {Placed[]}
 */
export function placeLabels(labels, { frame, obstacles, view, land }, kept = []) {
  /** @type {Placed[]} */
  const placed = [];
  /** @type {Map<string, { x: number, y: number }>} */
  const ends = new Map();
  /**
   * @param {Label} label
   * @param {Box[]} under
   */
  const endOf = ({ anchors }, under) => {
    const found = anchors?.().map(([x, y]) => ({ x: x * view.scale - view.x, y: y * view.scale - view.y }))
      .filter(({ x, y }) => holds(frame, x, y)) ?? [];
    /** @param {Box[]} boxes */
    const outside = (boxes) => found.find(({ x, y }) => !boxes.some((one) => holds(one, x, y)));
    return outside(under) ?? outside(under.map(middle)) ?? found[0];
  };
  /**
   * Nor does a name lie where the line of another is to end.
   * @param {string} key
   * @param {Box} box
   * @param {Line} [line]
   */
  const free = (key, box, line) => inside(box, frame)
    && ![...ends].some(([other, { x, y }]) => other !== key && holds(box, x, y))
    && !obstacles.some((one) => overlap(box, one) || (line && crosses(line, holds(one, line[0], line[1]) ? middle(one) : one)))
    && !placed.some((one) => overlap(box, one.box) || (one.line && crosses(one.line, box))
      || (line && (crosses(line, one.box) || (one.line && cross(line, one.line)))));
  const wanted = new Set(labels.map(({ key }) => key));
  for (const label of labels) {
    const end = endOf(label, obstacles);
    if (end) ends.set(label.key, end);
  }
  for (const one of kept) if (wanted.has(one.key) && free(one.key, one.box, one.line)) placed.push(one);
  const settled = new Set(placed.map(({ key }) => key));

  /**
   * @param {Label} label
   * @returns {Placed | undefined}
   */
  const onOwnLand = ({ key, width, height, room }) => {
    for (const { x, y, half } of room?.() ?? []) {
      if (half * view.scale < width / 2 + FROM_EDGE) return undefined;
      const box = boxAbout(x * view.scale - view.x, y * view.scale - view.y, { width, height });
      if (free(key, box)) return { key, box };
    }
    return undefined;
  };
  /** @param {Box} box */
  const atSea = (box) => {
    const [x1, x2, xm] = [box.left, box.right, (box.left + box.right) / 2].map((x) => (x + view.x) / view.scale);
    const [y1, y2] = [box.top, box.bottom].map((y) => (y + view.y) / view.scale);
    return ![[x1, y1], [x2, y1], [x1, y2], [x2, y2], [xm, y1], [xm, y2]].some(([x, y]) => land.some((one) => within(one, x, y)));
  };
  /**
   * @param {Label} label
   * @returns {Placed | undefined}
   */
  const ledThere = ({ key, width, height, beside }) => {
    const end = ends.get(key);
    if (!end) return undefined;
    const { x, y } = end;
    let best, least = Infinity;
    for (const radius of beside ? [beside, ...RADII.map((one) => beside + one)] : RADII) for (const angle of ANGLES) {
      if (radius >= least) return best;
      const [dx, dy] = [Math.cos(angle), Math.sin(angle)], out = 1 / Math.max(Math.abs(dx), Math.abs(dy));
      const box = boxAbout(x + dx * out * (radius + width / 2), y + dy * out * (radius + height / 2), { width, height });
      if (radius === beside) { if (free(key, box)) return { key, box }; continue; }
      const [endX, endY] = [Math.min(Math.max(x, box.left), box.right), Math.min(Math.max(y, box.top), box.bottom)];
      const start = (beside ?? 0) / Math.hypot(endX - x, endY - y);  // from the marker's edge
      /** @type {Line} */
      const line = [x + start * (endX - x), y + start * (endY - y), endX, endY];
      if (!free(key, box, line)) continue;
      const cost = radius + (atSea(box) ? 0 : ON_LAND);
      if (cost < least) { best = { key, box, line }; least = cost; }
    }
    return best;
  };
  for (const label of labels) {
    if (settled.has(label.key)) continue;
    const one = onOwnLand(label) ?? ledThere(label);
    if (one) placed.push(one);
  }
  return placed;
}
