/* Tables as hubplanner.maps.trial_payload packs them: bytes, deflated, base64. */

/* Tenths of minutes that stand for no way at all. */
const NO_WAY = 0xffff;

/**
 * @param {string} text
 * @returns {Promise<Uint8Array>}
 */
async function inflated(text) {
  const bytes = Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
/**
 * Numbers by row.
 * @param {string} text
 * @param {number} columns
 * @returns {Promise<Float64Array[]>}
 */
export async function unpacked(text, columns) {
  if (!text) return [];
  const view = new DataView((await inflated(text)).buffer);
  return Array.from({ length: view.byteLength / 8 / columns }, (_, i) =>
    Float64Array.from({ length: columns }, (_, k) => view.getFloat64(8 * (i * columns + k), true)));
}
/**
 * Minutes by column (site), each a list by row (region).
 * @param {string} text
 * @param {number} rows
 * @returns {Promise<Float64Array[]>}
 */
export async function unpackedMinutes(text, rows) {
  const bytes = await inflated(text), half = bytes.length / 2;
  return Array.from({ length: half / rows }, (_, j) => {
    let tenths = 0;
    return Float64Array.from({ length: rows }, (_, i) => {
      const at = j * rows + i;
      tenths = (tenths + 256 * bytes[at] + bytes[half + at]) % 65536;
      return tenths === NO_WAY ? Infinity : tenths / 10;
    });
  });
}
