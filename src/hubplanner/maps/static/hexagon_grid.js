/* The geometry of a hexagonal grid with pointed tops, whose odd rows lie half a cell farther east ("odd-r"): as
   data/boundaries/hexagons.csv counts its cells. Lengths in cells: the middles of two beside each other are 1 apart. */

const RADIUS = 1 / Math.sqrt(3), DOWN = Math.sqrt(3) / 2;

/** @typedef {{ column: number[], row: number[] }} Cells of the regions, in their order */
/** @typedef {[x: number, y: number]} Point */

/**
 * The middle of a cell.
 * @param {number} column
 * @param {number} row
 * @returns {Point}
 */
export const middle = (column, row) => [column + (row % 2) / 2, row * DOWN];
/**
 * The six corners around a middle, clockwise from the top.
 * @param {number} size 1 fills the cell
 * @returns {Point[]}
 */
export const corners = (size = 1) => [0, 1, 2, 3, 4, 5].map((k) =>
  [Math.sin((k * Math.PI) / 3) * RADIUS * size, -Math.cos((k * Math.PI) / 3) * RADIUS * size]);
/**
 * What holds all cells.
 * @param {Cells} cells
 */
export function extent({ column, row }) {
  const middles = column.map((one, i) => middle(one, row[i]));
  const xs = middles.map(([x]) => x), ys = middles.map(([, y]) => y);
  const [left, top] = [Math.min(...xs) - .5, Math.min(...ys) - RADIUS];
  return { left, top, width: Math.max(...xs) + .5 - left, height: Math.max(...ys) + RADIUS - top };
}
/**
 * The rows from north to south, each its regions from west to east.
 * @param {Cells} cells
 */
export function rowsOf({ column, row }) {
  const numbers = [...new Set(row)].sort((a, b) => a - b);
  return numbers.map((number) => row.flatMap((one, i) => (one === number ? [i] : [])).sort((a, b) => column[a] - column[b]));
}

/**
 * Where an arrow leads: left and right along the row, up and down to the cell of the next row that lies nearest to
 * where one came from, so that several steps up go straight up. Home and End: the ends of the row; with Ctrl, of the map.
 * @param {Cells} cells
 * @param {number} from region
 * @param {string} key as a KeyboardEvent names it
 * @param {{ far?: boolean, goal?: number }} how `far` with Ctrl; `goal`: the place from west to east that is kept
 * @returns {{ to: number, goal: number } | undefined} nothing for another key
 */
export function step(cells, from, key, { far = false, goal } = {}) {
  const rows = rowsOf(cells), here = rows.findIndex((row) => row.includes(from)), row = rows[here];
  /** @param {number} i */
  const x = (i) => middle(cells.column[i], cells.row[i])[0];
  const aim = goal ?? x(from);
  /** @param {number} to */
  const across = (to) => ({ to, goal: x(to) });
  if (key === "ArrowLeft" || key === "ArrowRight") {
    const next = row[row.indexOf(from) + (key === "ArrowLeft" ? -1 : 1)];
    return across(next ?? from);
  }
  if (key === "Home") return across((far ? rows[0] : row)[0]);
  if (key === "End") return across(/** @type {number} */ ((far ? rows[rows.length - 1] : row).at(-1)));
  if (key !== "ArrowUp" && key !== "ArrowDown") return undefined;
  const next = rows[here + (key === "ArrowUp" ? -1 : 1)] ?? [from];
  return { to: next.reduce((best, i) => (Math.abs(x(i) - aim) < Math.abs(x(best) - aim) ? i : best)), goal: aim };
}

/**
 * Sides between cells beside each other for which parts(i, j) holds, as lines from corner to corner.
 * @param {Cells} cells
 * @param {(i: number, j: number) => boolean} parts
 * @returns {[Point, Point][]}
 */
export function sides({ column, row }, parts) {
  const at = new Map(column.map((one, i) => [`${one},${row[i]}`, i])), around = corners();
  /* East, south-east, south-west: each side once, by the corners that bound it. */
  const ways = [[1, 0, 1, 2], [0, 1, 2, 3], [-1, 1, 3, 4]];
  return column.flatMap((one, i) => ways.flatMap(([across, down, first, second]) => {
    const j = at.get(`${one + across + (down ? row[i] % 2 : 0)},${row[i] + down}`);
    if (j === undefined || !parts(i, j)) return [];
    const [x, y] = middle(one, row[i]);
    return [/** @type {[Point, Point]} */ ([first, second].map((k) => [x + around[k][0], y + around[k][1]]))];
  }));
}

/**
 * A region's name without its kind where that leaves two letters: 거제시 → 거제, Geoje-si → Geoje, but 동구.
 * @param {string} name
 */
export const shortName = (name) => name.replace(/-(si|gun|gu)$/, "").replace(/^(.{2,})[시군구]$/u, "$1");
/**
 * How wide a text is, in heights of its letters: a Korean one is as wide as high.
 * @param {string} text
 */
export const breadth = (text) => [...text].reduce((sum, letter) => sum + (letter > "\u1100" ? 1 : "mwMW".includes(letter) ? .9 : .58), 0);
