"""Whom of a region figures cover, where a title or head says that it is not all: a part, an
industry, a change."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from hubplanner.tables.words.items import measure_names, without_measures

_SEXES = re.compile(r"(?<![가-힣])(?P<which>남성?|여성?)자?만?(?![가-힣])|(?P<both>남녀|성별)")
_NATIONS = re.compile(r"내외국인|내국인\s*[·,및]\s*외국인")
_BOUND = r"\d[\d,]*\s*(?:세|인|명|대)"
_PART = re.compile(
    rf"{_BOUND}\s*(?:이상|이하|미만|초과)|\d+\s*[~\-∼～]\s*{_BOUND}"
    r"|(?<![가-힣])(?:등록|거주|체류)?(?:외국인|내국인)|(?<![가-힣])청년층?|청소년|고령(?:자|층|인구)|노인"
    r"|장애인|상용(?:직|근로자)?|임시(?:직|근로자|일용)|일용(?:직|근로자)|비?정규직|시간제|비?임금근로자"
    r"|자영업자?|무급가족|소상공인|(?:중소|중견|대|벤처|여성|사회적)기업|(?:창|폐|휴)업|(?:[가-힣]{2})?산업단지"
    r"|(?:국가|일반|농공)단지|(?:국가|일반)산단|전년|전월|증감|증가|감소|근무지"
    r"|(?<![가-힣])(?:본사|지사|소기업|원청|하청|협력(?:업체|사)|신규|신설|예상|전망|목표|추계|누적|민간)(?![가-힣])"
    r"|공공(?:부문|기관)|농(?:어)?촌지역|도시지역|읍부|면부|(?:전망|추계|목표)치?$"
    r"|구성비|비율|비중|[가-힣]{2}[률율](?![가-힣])|지수|순위|밀도|오차|특화도|입지계수"
    r"|(?:\d|[천만백]\s*명|인|체|세대|가구)\s?당(?![가-힣])"
)
_UNIVERSES = re.compile(r"15\s*세\s*이상|(?<!\d)1\s*(?:인|명)\s*이상")
"""What is the whole: of those at work (15 years and over), of places of work."""
_SURVEYED = re.compile(r"광\s*[·.ㆍ]?\s*(?:공업|제조업|업)|출하액|부가가치|유형자산")
_TEN_AND_OVER = re.compile(r"(?<!\d)10\s*(?:인|명)\s*이상")
"""The whole of the mining and manufacturing survey."""


@lru_cache(maxsize=4096)
def part_named(text: str) -> str:
    """The part of a region's whole that a title or head names; '' where it names none.

    What is a survey's whole is no part: people of 15 and over who are at work, plants of ten and
    more in the mining and manufacturing survey; nor is what a measure held here has in its name.
    Another quantity made of a measure, as its share or rank, is no whole either.

    Examples
    --------
    >>> [part_named(one) for one in ("여성 인구", "50인 이상 사업체", "고령군", "산업단지 인구")]
    ['여성', '50인 이상', '', '산업단지']
    >>> part_named("주: 여성만 집계")
    '여성만'
    >>> [part_named(one) for one in ("생활인구", "종사자수 구성비", "취업자(근무지 기준)")]
    ['생활인구', '구성비', '근무지']
    >>> [part_named(one) for one in ("거제시인구", "주민등록인구", "월평균종사자수")]
    ['', '', '']
    >>> [part_named(one) for one in ("15세 이상 취업자", "성별 인구", "남성, 여성", "남녀 인구")]
    ['', '', '', '']
    """
    if compound := _compound(text):
        return compound
    rest = _UNIVERSES.sub(" ", without_measures(text))
    if _SURVEYED.search(text):
        rest = _TEN_AND_OVER.sub(" ", rest)
    sexes = list(_SEXES.finditer(rest))
    if len({one["both"] or one["which"][0] for one in sexes}) == 1 and not sexes[0]["both"]:
        return sexes[0][0].strip()
    found = _PART.search(_NATIONS.sub(" ", rest))
    return found[0].strip() if found else ""


_ALONE = re.compile(r"[가-힣]*[가-힣](?<![백천십])만(?![가-힣])")


def restricts(text: str) -> str:
    """What a note says that the figures are of alone; '' where it says nothing of the kind.

    >>> restricts("* 제조업만 해당"), restricts("주: 단위는 백만 원")
    ('제조업만', '')
    """
    match = _ALONE.search(text)
    return match[0] if match and (part_named(text) or match[0].endswith("업만")) else ""


def qualified_measure(title: str) -> str:
    """A measure in a title with the word before it, where that is not known to leave it as it is.

    >>> qualified_measure("2023년 가족 종사자수"), qualified_measure("2023년 시군구별 종사자수")
    ('가족 종사자수', '')
    """
    for name in measure_names():
        if match := re.search(rf"(?P<word>[가-힣]+) {re.escape(name)}", title):
            return match[0] if narrows(match["word"]) else ""
    return ""


_NEUTRAL = re.compile(
    r"\w*별|\w*조사|\w*통계|\w*현황|\w*기준|\w*평균|[\d년월말/.~-]+|전체|총|연간|주민등록|상주|고용보험|연말|합계|소계|계|전산업|모든|전국|by"
)


@lru_cache(maxsize=4096)
def narrows(text: str) -> bool:
    """Whether what stands before a measure in one cell makes it less than the whole, as '조선업' in
    '조선업 종사자수': whatever is not known to leave it as it is.

    >>> narrows("조선업"), narrows("시군구별 월평균"), narrows("2024년")
    (True, False, False)
    """
    return not all(map(_NEUTRAL.fullmatch, re.split(r"[\s()\[\],·]+", text.strip(" ()[]·,"))))


_BEFORE_ITS_MEASURE = re.compile(r"[가-힣]*(?:시|군|구|도|읍|면|동|업|및|와|과|말)")
"""What stands before a measure in one word and leaves it as it is: a place, an industry (which is
read as such), another item."""


def _compound(text: str) -> str:
    """The first word that is a measure's name with more before it, as '생활인구'."""
    for match in re.finditer(r"[가-힣]+", text):
        word = match[0]
        name = next((name for name in measure_names() if word.endswith(name)), "")
        before = word.removesuffix(name)
        if name and before and not _BEFORE_ITS_MEASURE.fullmatch(before) and narrows(before):
            return word
    return ""


_NO_INDUSTRIES = re.compile(
    r"(?:취|실|사|작|직|기|졸|학|수|협|파|영|개|부|조|겸|창|폐|휴|자영|대기|소기|중소기|공|산)업|(?:전|모든|전체)산업|비농업"
)
_LONGEST = 6


def industries_named(text: str, key: Callable[[str], str | None]) -> tuple[set[str], list[str]]:
    """The industries that a title names: keys of those known to `key`, and what else ends as an
    industry does.

    >>> industries_named("거제시 조선업 종사자", {}.get)
    (set(), ['조선업'])
    >>> industries_named("C 제조업 사업체", {"C 제조업": "manufacturing"}.get)
    ({'manufacturing'}, [])
    """
    words = [word for word in re.split(r"[\s()\[\]「」『』,]+", without_measures(text)) if word]
    known, unknown, start = set(), [], 0
    while start < len(words):
        for stop in range(min(len(words), start + _LONGEST), start, -1):
            phrase = " ".join(words[start:stop])
            if found := key(phrase):
                known.add(found)
                start = stop - 1
                break
        else:
            word = words[start]
            if re.fullmatch(r"[가-힣]+(?:업|산업)", word) and not _NO_INDUSTRIES.fullmatch(word):
                unknown.append(word)
            elif word == "산업" and start and re.fullmatch(r"[가-힣]+", words[start - 1]):
                unknown.append(f"{words[start - 1]} 산업")
        start += 1
    return known - {"total"}, unknown
