"""What one text of a table means by itself: a figure, a year, a measure, a unit, an industry.

Pure functions on one text; the tables of words hold what KOSIS downloads and planners' workbooks
call things.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from hubplanner.tables.measures import MEASURES, UNITS

# A figure, or why there is none.

BLANK, NUMBER, NONE, SUPPRESSED, UNKNOWN, UNREADABLE = range(6)
"""Kinds of a value cell. NONE is KOSIS's '-' (no such thing), SUPPRESSED its 'X' and '*' (held
back), UNKNOWN its '…' (not known); a '0' is a NUMBER."""

MISSING = {NONE: "none", SUPPRESSED: "suppressed", UNKNOWN: "unknown"}

_NONE_MARKS = {"-", "−", "–", "—", "ー", "－"}
_SUPPRESSED_MARKS = {"x", "*", "**", "***", "c", "(x)", "비공개", "비밀보호"}
_UNKNOWN_MARKS = {"...", "…", "..", "··", "···", "na", "n/a", "n.a.", "nan", "미상", "해당없음"}

_FIGURE = re.compile(
    r"(?P<sign>[-−▲△+]?)"
    r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d*)?|\d+(?:\.\d*)?|\.\d+)(?P<power>[eE][-+]?\d{1,3})?"
    r"\s*(?P<mark>p\)?|e\)?|r\)?|ｐ|ｅ|\*)?\s*(?:\d{1,2}\)|[¹²³⁴⁵⁶⁷⁸⁹]+|주\)?)?"
)
_MARK_FLAGS = {"p": "provisional", "e": "estimated", "r": "", "*": "unreliable", "": ""}


@dataclass(frozen=True)
class Figure:
    """A value cell's meaning: `kind` above, the number in the cell's own unit, and its flag."""

    kind: int
    number: float = float("nan")
    flag: str = ""


def figure(text: str) -> Figure:
    """Read a value cell.

    Thousands separators, a leading apostrophe, a sign before or brackets around a negative
    number, footnote marks (``12 1)``) and the marks p (provisional), e (estimated), r (revised)
    and * (unreliable) after a number are understood.

    Examples
    --------
    >>> figure("12,345 p").number, figure("12,345 p").flag
    (12345.0, 'provisional')
    >>> [figure(text).kind for text in ("0", "-", "X", "…", "", "약 300")] == [
    ...     NUMBER, NONE, SUPPRESSED, UNKNOWN, BLANK, UNREADABLE]
    True
    """
    text = text.lstrip("'").strip()
    if not text:
        return Figure(BLANK)
    folded = text.casefold()
    if folded in _NONE_MARKS:
        return Figure(NONE)
    if folded in _SUPPRESSED_MARKS:
        return Figure(SUPPRESSED)
    if folded in _UNKNOWN_MARKS:
        return Figure(UNKNOWN)
    bracketed = text[0] == "(" and text[-1] == ")"
    match = _FIGURE.fullmatch(text[1:-1] if bracketed else text)
    if not match:
        return Figure(UNREADABLE)
    number = float(match["number"].replace(",", "") + (match["power"] or ""))
    if number == float("inf"):
        return Figure(UNREADABLE)
    negative = bracketed or match["sign"] in {"-", "−", "▲", "△"}
    mark = unicodedata.normalize("NFKC", match["mark"] or "").rstrip(")")
    return Figure(NUMBER, -number if negative else number, _MARK_FLAGS[mark])


# A year or half-year.


@dataclass(frozen=True)
class Period:
    """A year, or a half of it; `part` is '' for what the statistics table does not hold (a month
    or a quarter)."""

    year: int
    part: str
    flag: str = ""


_YEAR = r"'?(?P<year>(?:19|20)\d{2})\s*(?:년도|년)?"
_WHOLE_YEAR = re.compile(_YEAR + r"\s*(?P<mark>p|e|r)?\)?")
_HALF = re.compile(
    _YEAR + r"\s*[.\-/ ]?\s*(?:(?P<half>[12])\s*/\s*2|(?P<word>상반기|하반기|전반기|후반기)"
    r"|[hH](?P<h>[12])|(?P<h2>[12])[hH]|(?P<h3>[12])\s*반기)(?:\s*(?P<mark>p|e|r)\)?)?"
)
_SHORTER = re.compile(
    _YEAR + r"\s*[.\-/ ]?\s*(?:[1-4]\s*/\s*4|[qQ][1-4]|[1-4][qQ]|[1-4]\s*분기"
    r"|(?:[1-9]|0[1-9]|1[0-2])\s*월?)(?:\s*(?:p|e|r)\)?)?"
)


@lru_cache(maxsize=4096)
def period(text: str) -> Period | None:
    """Read a year or half-year; None when it is neither.

    Examples
    --------
    >>> period("2019.1/2"), period("2024년")
    (Period(year=2019, part='H1', flag=''), Period(year=2024, part='Y', flag=''))
    >>> period("2025.01"), period("종로구")
    (Period(year=2025, part='', flag=''), None)
    """
    text = text.strip()
    if match := _WHOLE_YEAR.fullmatch(text):
        return Period(int(match["year"]), "Y", _MARK_FLAGS[match["mark"] or ""])
    if match := _HALF.fullmatch(text):
        first = (match["half"] or match["h"] or match["h2"] or match["h3"]) == "1"
        first = first or match["word"] in {"상반기", "전반기"}
        return Period(int(match["year"]), "H1" if first else "H2", _MARK_FLAGS[match["mark"] or ""])
    if match := _SHORTER.fullmatch(text):
        return Period(int(match["year"]), "")
    return None


# A measure and its unit.


# Heads of a table of travel times, in small letters.
FROM = ("from", "origin", "source", "from_id", "origin_id", "출발", "출발지", "기점")
TO = ("to", "destination", "target", "to_id", "destination_id", "도착", "도착지", "종점")
MINUTES = ("minutes", "minute", "min", "time", "분", "시간(분)", "소요시간", "소요시간(분)")


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Text without what varies from table to table: blanks, middle dots, width, case."""
    text = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[\s·ㆍ・‧∙•,./;_]", "", text)


_UNIT_FACTORS = {
    "persons": {"명": 1, "인": 1, "persons": 1, "person": 1, "천명": 1e3, "만명": 1e4},
    "thousand persons": {"천명": 1, "thousandpersons": 1, "1000명": 1, "명": 1e-3, "만명": 10},
    "establishments": {
        **dict.fromkeys(("개", "개소", "업체", "사업체", "establishments", "count", "개사"), 1),
        "천개": 1e3,
    },
    "million KRW": {
        "백만원": 1,
        "백만": 1,
        "millionkrw": 1,
        "millionwon": 1,
        "원": 1e-6,
        "천원": 1e-3,
        "억원": 100,
        "십억원": 1e3,
        "조원": 1e6,
        "10억원": 1e3,
    },
}
_UNIT_WORDS = {word for factors in _UNIT_FACTORS.values() for word in factors}
_OTHER_UNITS = {"%", "비율", "천톤", "톤", "ha", "㎡", "km2", "지수", "점", "세대", "가구", "호"}


def is_unit(text: str) -> bool:
    """Whether a text is nothing but a unit, known or not."""
    folded = fold(text.strip("[]()（）"))
    return folded in _UNIT_WORDS or folded in _OTHER_UNITS


def factor(unit: str, measure: str) -> float | None:
    """What a figure in `unit` is multiplied by to be in the measure's own unit; None if it can't.

    Examples
    --------
    >>> factor("천명", "workers"), factor("명", "employed"), factor("톤", "workers")
    (1000.0, 0.001, None)
    """
    known = _UNIT_FACTORS[UNITS[measure]].get(fold(unit.strip("[]()（）")))
    return None if known is None else float(known)


@dataclass(frozen=True)
class Item:
    """What a column or row counts: the measure's key, and the unit if the text states one."""

    measure: str
    unit: str = ""


QUALITY = "rse"
"""The item that states how reliable another one is (relative standard error)."""

_ITEM_UNIT = re.compile(
    r"^(?P<name>.*?)\s*[\[(（]\s*(?:단위\s*[:：]?\s*)?(?P<unit>[^\[\]()（）]*)[\])）]$"
)
_QUALITY_WORDS = {"rse", "상대표준오차", "cv", "변동계수"}


@lru_cache(maxsize=4096)
def item(text: str) -> Item | None:
    """Read the name of a measure, with its unit in brackets; None when it names none we hold.

    Examples
    --------
    >>> item("취업자[천명]"), item("종사자수 (명)").measure, item("교원수")
    (Item(measure='employed', unit='천명'), 'workers', None)
    """
    match = _ITEM_UNIT.match(text.strip())
    name, unit = (match["name"], match["unit"].strip()) if match else (text, "")
    if unit and not is_unit(unit):
        name, unit = text, ""
    folded = fold(re.sub(r"\d+\)$", "", name.strip()))
    if folded.split("(")[0] in _QUALITY_WORDS:
        return Item(QUALITY)
    measure = _measure_words().get(folded)
    return Item(measure, unit) if measure else None


@lru_cache(maxsize=1)
def _measure_words() -> dict[str, str]:
    words = {}
    for measure in MEASURES.values():
        for word in (measure.key, measure.name_ko, *measure.also_ko):
            words[fold(word)] = measure.key
    return words


def unit_in(text: str) -> str:
    """The unit that a note states, as in '(단위 : 천명)'; '' when it states none or several."""
    match = re.search(r"단위\s*[:：]\s*([^\s)\]）,]+(?:\s?원|\s?명)?)", text)
    return match[1].strip() if match and "," not in text[match.start() :] else ""


def measures_in(text: str) -> set[str]:
    """Measures whose Korean name stands somewhere in a title."""
    folded = fold(text)
    found = {
        word: key for word, key in _measure_words().items() if len(word) > 2 and word in folded
    }
    longest = {
        word for word in found if not any(word != other and word in other for other in found)
    }
    return {found[word] for word in longest}


_AT_CONSTANT_PRICES = {"기준년가격", "기준연도가격", "불변가격", "연쇄가격", "실질"}
_AT_CURRENT_PRICES = {"당해년가격", "당해연도가격", "경상가격", "명목", "경상"}


_YEAR_FIRST = re.compile(r"^(?P<year>(?:19|20)\d{2}\s*(?:년도|년)?)[\s_\-·.]*(?P<rest>\D.*)$")
_YEAR_LAST = re.compile(r"^(?P<rest>.*\D)[\s_\-·.(]*(?P<year>(?:19|20)\d{2}\s*(?:년도|년)?)\)?$")


def parts_of_head(text: str) -> list[str]:
    """A head that says two things, taken apart: '2023년 제조업 종사자수(명)' names three.

    Examples
    --------
    >>> parts_of_head("2023년 제조업 종사자수(명)")
    ['2023년', '제조업', '종사자수(명)']
    >>> parts_of_head("취업자[천명]")
    ['취업자[천명]']
    """
    if period(text) or item(text) or is_unit(text):
        return [text]
    for pattern in (_YEAR_FIRST, _YEAR_LAST):
        if match := pattern.match(text):
            return [match["year"], *parts_of_head(match["rest"].strip(" _-·("))]
    for start in range(1, len(text)):
        if text[start - 1] in " _-·" and item(text[start:]):
            return [text[:start].strip(" _-·"), text[start:]]
    return [text]


def price_basis(text: str) -> str:
    """``current`` or ``constant``, when the text says which prices; else ''."""
    folded = fold(text)
    if folded in _AT_CURRENT_PRICES:
        return "current"
    return "constant" if folded in _AT_CONSTANT_PRICES else ""


TOTAL_WORDS = {"계", "합계", "전체", "총계", "소계", "총수", "total"}


def is_total(text: str) -> bool:
    """Whether a text stands for all of whatever is broken down."""
    return fold(text) in TOTAL_WORDS


def is_example(text: str) -> bool:
    """Whether a cell marks its row as the example of a template."""
    return text.startswith(("예)", "예시"))


# An industry.

_SECTIONS = "ABCDEFGHIJKLMNOPQRSTU"
_LEADING_DIVISION = re.compile(r"^[A-U]?\s*(?P<digits>\d{2,5})\s*[.)\]:]?\s*(?P<name>\D.*)$")
_LEADING_SECTION = re.compile(r"^(?P<letter>[A-U])\s*[.)\]:]\s*(?P<name>.*)$")
_LEADING_LETTER = re.compile(r"^(?P<letter>[A-U])\s+(?P<name>\D.*)$")
_TRAILING_CODES = re.compile(
    r"^(?P<name>.*?)\s*[(\[]\s*(?P<codes>[A-U0-9][A-U0-9,~\-∼～\s]*)[)\]]$"
)


@dataclass(frozen=True)
class Industries:
    """The industry keys by what tables call them.

    Attributes
    ----------
    names
        Key to Korean names.
    ksic
        Key to its KSIC revision 10 sections ('B,C') or division ('31'); '' where it has none.
    """

    names: Mapping[str, tuple[str, ...]]
    ksic: Mapping[str, str]

    def key(self, text: str) -> str | None:
        """The industry key of a label; None when it is none we hold.

        Codes in the label decide before its words: ``31 기타 운송장비 제조업``,
        ``C.제조업(10~34)``, ``광업.제조업(B,C)``.
        """
        text = unicodedata.normalize("NFKC", text).strip().lstrip("'")
        if text.casefold() in self.names:
            return text.casefold()
        if re.fullmatch(r"[A-U]?\d{2}", text):
            return self._by_division.get(text[-2:])
        if re.fullmatch(r"[A-U]", text):
            return self._by_sections.get(frozenset(text))
        if match := _LEADING_DIVISION.match(text):
            # Three digits and more are a group or class, finer than what is held.
            return self._by_division.get(match["digits"]) if len(match["digits"]) == 2 else None
        if (match := _LEADING_SECTION.match(text)) and match["name"]:
            section = self._by_sections.get(frozenset(match["letter"]))
            if section:
                return section
        if match := _TRAILING_CODES.match(text):
            by_codes = self._by_codes(match["codes"])
            return by_codes or self._by_name.get(fold(match["name"]))
        if match := _LEADING_LETTER.match(text):
            return self._by_sections.get(frozenset(match["letter"]))
        return self._by_name.get(fold(text))

    def _by_codes(self, codes: str) -> str | None:
        """'B,C' and 'E,L~U' are sections, '10~34' divisions; one key must cover just these."""
        parts = [part.strip() for part in codes.split(",") if part.strip()]
        if all(re.fullmatch(r"[A-U](?:\s*[~\-∼～]\s*[A-U])?", part) for part in parts):
            sections: set[str] = set()
            for part in parts:
                first, last = _SECTIONS.index(part[0]), _SECTIONS.index(part[-1])
                sections |= set(_SECTIONS[first : last + 1])
            return self._by_sections.get(frozenset(sections))
        divisions: set[str] = set()
        for part in parts:
            span = re.fullmatch(r"(\d{2})(?:\s*[~\-∼～]\s*(\d{2}))?", part)
            if not span:
                return None
            last_division = int(span[2] or span[1])
            divisions |= {
                code for code in self._by_division if int(span[1]) <= int(code) <= last_division
            }
        whole = self._by_divisions.get(frozenset(divisions))
        return whole or (self._by_division.get(*divisions) if len(divisions) == 1 else None)

    @cached_property
    def _by_name(self) -> dict[str, str]:
        names: dict[str, str] = {}
        # Sectors stand first: where a division has its sector's name, the sector is meant.
        for key, labels in self.names.items():
            for label in labels:
                names.setdefault(fold(label), key)
        return names

    @cached_property
    def _by_division(self) -> dict[str, str]:
        return {code: key for key, code in self.ksic.items() if code.isdigit()}

    @cached_property
    def _by_sections(self) -> dict[frozenset[str], str]:
        return {
            frozenset(code.split(",")): key
            for key, code in self.ksic.items()
            if code and not code.isdigit()
        }

    @cached_property
    def _by_divisions(self) -> dict[frozenset[str], str]:
        """The divisions of each key made of sections, for labels like 제조업(10~34)."""
        of_section: dict[str, set[str]] = {}
        for key, code in self.ksic.items():
            if code.isdigit():
                of_section.setdefault(key[0].upper(), set()).add(code)
        return {
            frozenset().union(*(of_section.get(section, set()) for section in sections)): key
            for sections, key in self._by_sections.items()
        }


# What a column holds, by the head that stands over it.

REGION, PERIOD, ITEM, INDUSTRY, UNIT, VALUE, FLAG, SOURCE = (
    "region",
    "period",
    "item",
    "industry",
    "unit",
    "value",
    "flag",
    "source",
)

_HEADS = {
    REGION: "행정구역 지역 시군구 시도 시군 구군 지자체 자치단체 법정동 region",
    PERIOD: "시점 연도 년도 기준년 기준연도 조사년도 조사연도 통계연도 수록시점 반기 year period",
    ITEM: "항목 지표 통계항목 item measure",
    INDUSTRY: "산업 업종 경제활동 표준산업 industry",
    UNIT: "단위 단위명 unit",
    VALUE: "데이터 값 수치 통계값 통계치 자료값 value data dt",
    FLAG: "flag 부호 상태",
    SOURCE: "source 출처 자료출처 자료원",
}
_EXACT = {UNIT, VALUE, FLAG, SOURCE}


def head_role(text: str) -> str | None:
    """What a column head announces, by its usual Korean or English name.

    Examples
    --------
    >>> head_role("행정구역별(2)"), head_role("C산업별"), head_role("데이터"), head_role("비고")
    ('region', 'industry', 'value', None)
    """
    folded = re.sub(r"\(.*$", "", fold(text))
    if not folded:
        return None
    for role, words in _HEADS.items():
        for word in words.split():
            if folded == word or folded == f"{word}별" or folded == f"c{word}별":
                return role
            if (
                role not in _EXACT
                and len(word) > 1
                and folded.startswith(word)
                and len(folded) < 14
            ):
                return role
            if role == REGION and word in folded and folded.endswith(("코드", "명", "별")):
                return role
    return None
