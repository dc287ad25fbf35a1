/* The page as one file again, opening on what is shown now. Imported first: the file's own text is what stands
   here before any other script has touched it. */

const original = document.documentElement.outerHTML;

const START = '<script type="application/json" id="start">';
/**
 * The file's own text, with the address that it opens on when none is given.
 * @param {string} address #try=…
 */
export function savedWith(address) {
  const at = original.indexOf(START) + START.length, end = original.indexOf("<\/script>", at);
  const safe = JSON.stringify(address).replaceAll("<", "\\u003c");
  return `<!DOCTYPE html>\n${original.slice(0, at)}${safe}${original.slice(end)}\n`;
}
