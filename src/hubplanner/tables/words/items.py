"""A measure and its unit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from hubplanner.tables.measures import MEASURES, UNITS
from hubplanner.tables.words.labels import fold

_UNIT_FACTORS = {
    "persons": {"명": 1, "인": 1, "persons": 1, "person": 1, "천명": 1e3, "만명": 1e4, "만": 1e4},
    "thousand persons": {
        "천명": 1,
        "thousandpersons": 1,
        "thousandperson": 1,
        "1000명": 1,
        "명": 1e-3,
        "만명": 10,
        "만": 10,
    },
    "establishments": {
        **dict.fromkeys(("개", "개소", "업체", "사업체", "establishments", "count", "개사"), 1),
        "천개": 1e3,
    },
    "million KRW": {
        "백만원": 1,
        "백만": 1,
        "krwmillion": 1,
        "millionkrw": 1,
        "millionwon": 1,
        "원": 1e-6,
        "천원": 1e-3,
        "만원": 1e-2,
        "천만원": 10,
        "억원": 100,
        "억": 100,
        "krw100million": 100,
        "십억원": 1e3,
        "십억": 1e3,
        "10억원": 1e3,
        "천억원": 1e5,
        "천억": 1e5,
        "조원": 1e6,
        "조": 1e6,
    },
}
_UNIT_WORDS = {word for factors in _UNIT_FACTORS.values() for word in factors}
_OTHER_UNITS = {
    *("%", "비율", "천톤", "톤", "ha", "㎡", "km2", "지수", "점", "세대", "가구", "호"),
    *(f"{many}{money}" for many in ("", "천", "백만", "억") for money in ("달러", "불", "usd")),
}


@lru_cache(maxsize=4096)
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


@lru_cache(maxsize=4096)
def carried(unit: str, into: str) -> float | None:
    """What a figure in one unit is multiplied by to be in another; None where it can't.

    >>> carried("백만원", "억 원"), carried("명", "persons"), carried("명", "억 원")
    (0.01, 1.0, None)
    """
    one, other = (fold(text.strip("[]()（）")) for text in (unit, into))
    if one == other:
        return 1.0
    for factors in _UNIT_FACTORS.values():
        if one in factors and other in factors:
            return float(factors[one] / factors[other])
    return None


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
        for word in (measure.key, measure.name_ko, *measure.also_ko, *measure.also_en):
            words[fold(word)] = measure.key
    return words


def unit_in(text: str) -> str:
    """The unit that a note states, as in '(단위 : 천명)', or a title in brackets at its end.

    '' where it states none or several.

    >>> unit_in("(단위 : 천명)"), unit_in("여성 취업자 (천명)"), unit_in("취업자 (2024)")
    ('천명', '천명', '')
    """
    if several_units_in(text):
        return ""
    if (match := _ITEM_UNIT.match(text.strip())) and is_unit(match["unit"].strip()):
        return match["unit"].strip()
    match = re.search(r"단위\s*[:：]\s*([^\s)\]）,]+(?:\s?원|\s?명)?)", text)
    return match[1].strip() if match and "," not in text[match.start() :] else ""


def several_units_in(text: str) -> str:
    """The units that a note states where they are several, as in '(단위: 천명, %)'; else ''.

    >>> several_units_in("(단위: 천명, %)"), several_units_in("(단위: 천명)")
    ('천명, %', '')
    """
    match = re.search(r"단위\s*[:：]\s*([^)\]）]+)", text)
    parts = [part.strip() for part in re.split(r"[,，/·]", match[1])] if match else []
    return ", ".join(parts) if len(parts) > 1 and all(map(is_unit, parts)) else ""


def without_measures(text: str) -> str:
    """A title without the names of measures, longest first, which may hold what else would name a
    part.

    >>> without_measures("2024 종사자수(300인 이상 사업체)")
    '2024  '
    """
    for name in measure_names():
        text = text.replace(name, " ")
    return text


@lru_cache(maxsize=1)
def measure_names() -> list[str]:
    """Korean names of measures, longest first."""
    names = {name for one in MEASURES.values() for name in (one.name_ko, *one.also_ko)}
    return sorted(names, key=len, reverse=True)


def measures_in(text: str) -> set[str]:
    """Measures whose Korean name stands somewhere in a title; a short one as a word of its own.

    >>> measures_in("시군구별 인구 현황"), measures_in("인구감소지역 현황")
    ({'population'}, set())
    """
    folded, alone = fold(text), {fold(word) for word in re.split(r"[^0-9A-Za-z가-힣]+", text)}
    found = {
        word: key
        for word, key in _measure_words().items()
        if (word in folded if len(word) > 2 else word in alone)
    }
    longest = {
        word for word in found if not any(word != other and word in other for other in found)
    }
    return {found[word] for word in longest}
