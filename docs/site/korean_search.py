"""Korean in the site's search: a word is found whatever particle stands behind it.

Sphinx knows no Korean, and finds words of two syllables only as they are written: 예산 would not
be found in 예산을. The ending goes, in the index and in what is typed, by the same rule; words of
a question that stand everywhere are passed over. So are words that no page has together with the
others: Sphinx, which asks for all of them, would find nothing. `scorer.js` orders what is found.
"""

from __future__ import annotations

import json
import re

from sphinx.search import SearchLanguage

# 조사, and the endings of 하다.
_PARTICLES = """
은 는 이 가 을 를 의 에 로 와 과 도 만
에서 으로 에는 까지 부터 에게 처럼 보다 이나 마다 이란 란 에서는 으로는
"""
_ENDINGS_OF_VERBS = "하다 한다 하는 하기 하고 하면 하려면 려면 하는지 하나요 되나요 인가요 기"
_LONGEST_FIRST = sorted([*_PARTICLES.split(), *_ENDINGS_OF_VERBS.split()], key=len, reverse=True)
_ENDING = re.compile(f"^([가-힣]{{2,}}?)(?:{'|'.join(_LONGEST_FIRST)})$")

_OF_QUESTIONS = """
어떻게 무엇 무엇을 무엇이 무엇인가 무엇인가요 무슨 왜 어디 어디에 어디서 언제 누가 얼마나 하나요
하나 하면 하려면 하는 하고 되나요 되나 있나요 있나 있는 없나요 인가요 또는 그리고 같은 대해
다른가요 다른지 쓰려면 쓰는 보려면 보기 열려면 여는 되는지
the and for are is how what why
"""
# Sphinx asks for all words of a query but those of two letters, and finds a part of a word only
# where it has three: so every Korean word gets a mark before it, and is found by its beginning.
MARK = "ㆍ"
STOPWORDS = frozenset(_OF_QUESTIONS.split())


def stem(word: str) -> str:
    """The word without its ending, where two syllables or more are left, a mark before it.

    >>> [stem(word) for word in ("예산을", "예산", "비교하려면", "시도만", "QGIS", "한글에")]
    ['ㆍ예산', 'ㆍ예산', 'ㆍ비교', 'ㆍ시도', 'qgis', 'ㆍ한글']
    """
    word = word.lower()
    if not re.fullmatch("[가-힣]+", word):
        return word
    # Twice, as in 가져오기로.
    return MARK + _ENDING.sub(r"\1", _ENDING.sub(r"\1", word))


class SearchKorean(SearchLanguage):
    """Words as they are split at blanks and between letters of different scripts."""

    lang = "ko"
    language_name = "Korean"
    stopwords = STOPWORDS
    # QGIS에서 is two words: a name, and a particle that says nothing.
    _word_re = re.compile(r"[가-힣]+|[^\W가-힣]+")
    js_splitter_code = r"""
var splitQuery = (query) => {
  const words = (query.match(/[가-힣]+|(?:(?![가-힣])[\p{L}\p{N}_])+/gu) || [])
    .filter((word) => (word.length > 1 || !/[가-힣]/.test(word)) && !/^\d+$/.test(word));
  // The rarest first; then each that some page has together with those before it.
  const found = words.map((word) => [word, pagesWith(word)]);
  found.sort(([, a], [, b]) => a.size - b.size);
  let pages = null;
  const asked = new Set();
  for (const [word, having] of found) {
    const all = pages ? new Set([...having].filter((page) => pages.has(page))) : having;
    if (!all.size) continue;
    pages = all;
    asked.add(word);
  }
  return words.filter((word) => !asked.size || asked.has(word));
};
var pagesWith = (word) => {
  const stem = new Stemmer().stemWord(word.toLowerCase());
  const pages = new Set();
  for (const terms of [Search._index.terms, Search._index.titleterms]) {
    const parts = Object.keys(terms).filter((term) => stem.length > 2 && term.includes(stem));
    for (const term of Object.hasOwn(terms, stem) ? [stem] : parts)
      [terms[term]].flat().forEach((page) => pages.add(page));
  }
  return pages;
};
"""
    js_stemmer_code = f"""
var Stemmer = function () {{
  const ending = new RegExp({json.dumps(_ENDING.pattern, ensure_ascii=False)});
  this.stemWord = (word) => {{
    const lower = word.toLowerCase();
    if (!/^[가-힣]+$/.test(lower)) return lower;
    const stem = lower.replace(ending, "$1").replace(ending, "$1");
    return {json.dumps(MARK, ensure_ascii=False)} + stem;
  }};
}};
"""

    def stem(self, word: str) -> str:
        """As in the script."""
        return stem(word)

    def word_filter(self, word: str) -> bool:
        """Single syllables are particles and counters."""
        word = word.removeprefix(MARK)
        return super().word_filter(word) and not re.fullmatch("[가-힣]", word)
