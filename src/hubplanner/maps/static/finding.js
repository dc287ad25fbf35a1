/* Whether a place is meant by what was typed: every word of it stands in its names, or its initial
   consonants begin one of them (ㄱㅈㅅ: 거제시). */

const INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
const FIRST = "가".charCodeAt(0), EACH = 28 * 21;  // syllables of an initial consonant
/** @param {string} text */
const initials = (text) => text.replace(/[가-힣]/g, (syllable) => INITIALS[Math.floor((syllable.charCodeAt(0) - FIRST) / EACH)]);
/** @param {string} text */
const folded = (text) => text.normalize("NFC").toLowerCase();

/**
 * Tells of each query whether it means the place of these names.
 * @param {string[]} names
 */
export function finder(names) {
  const text = folded(names.join(" ")), first = " " + initials(text);
  /** @param {string} query */
  return (query) => folded(query).split(/[\s,]+/).every((word) =>
    text.includes(word) || (/^[ㄱ-ㅎ]+$/.test(word) && first.includes(" " + word)));
}
