"""What a label stands for: a region, a province, the nation, or nothing that is known."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import pandas as pd

from hubplanner.language import Text
from hubplanner.regions import data_folder, match_regions
from hubplanner.regions.names import Meaning, find_units, sigungu
from hubplanner.regions.provinces import province_codes
from hubplanner.regions.vintages import home_of
from hubplanner.tables import words

NATION, PROVINCE, PART, UNKNOWN, AMBIGUOUS, BLANK, EXAMPLE = -1, -2, -3, -4, -5, -6, -7
"""What a row is about when it is no region; PART is a 일반구, which is inside its city."""

_NATION_WORDS = {
    words.fold(word)
    for word in (
        "전국",
        "계",
        "합계",
        "총계",
        "전체",
        "총수",
        "소계",
        "국내",
        "nation",
        "whole country",
        "total",
        "korea",
    )
}


@dataclass(frozen=True)
class Place:
    """What a label stands for: `kind` is 0 for a region, else one of the kinds above.

    `area` is the code of the region, of the province (two digits), or empty.
    """

    kind: int
    area: str = ""
    unit: str = ""
    problem: Text | None = None
    choices: tuple[Meaning, ...] = ()


def recognise(texts: Iterable[str]) -> set[str]:
    """Those texts that name a region of any year, a province, or the nation."""
    texts = list(texts)
    cleaned = {text: clean(text) for text in texts}
    found = find_units(cleaned.values())
    return {
        text
        for text, name in cleaned.items()
        if found.get(name)
        or province_of(name)
        or words.fold(name) in _NATION_WORDS
        or words.is_example(text)
    }


_SPELLED = re.compile(r"^(?P<code>'?\d{5}(?:0{5})?)\s*[.:)\]]?\s*(?P<name>\D.+)$")

_OF_EUPMYEONDONG = re.compile(r"'?(?P<region>\d{5})(?P<part>\d{2,3}|\d{5})")
"""A 읍면동's code begins with that of its 시군구: 7 or 8 digits of KOSTAT's, 8 or 10 legal ones."""

_PROVINCE_LAST = re.compile(r"^(?P<name>\S+)\s*[(\[](?P<province>[^()\[\]]+)[)\]]$")


def clean(text: str) -> str:
    """A name without bullets, footnote marks and a code written before it."""
    text = re.sub(r"^[\s\-·ㆍ∙•└├○◦*]+", "", text.strip().lstrip("'"))
    text = re.sub(r"\s*\(\d{10}\)\s*$", "", text)  # the residents' register
    text = re.sub(r"(?:\s*(?:\(?주?\s*\d{1,2}\)|\(?주\)|[¹²³⁴⁵⁶⁷⁸⁹]+⁾?|[*†‡※]+))+$", "", text)
    text = re.sub(r"^통합(?=..)|\s*\(?통합\)?$|통합(?=시$)", "", text)
    if match := _OF_EUPMYEONDONG.fullmatch(text):
        return match["region"]
    if match := _SPELLED.match(text):
        text = match["name"].strip()
    if (match := _PROVINCE_LAST.match(text)) and province_of(match["province"]):
        return f"{match['province']} {match['name']}"
    return text


def is_eupmyeondong_code(text: str) -> bool:
    """Whether a text is the code of a 읍면동, not of the 시군구 that it begins with.

    >>> is_eupmyeondong_code("4831010100"), is_eupmyeondong_code("4831000000")
    (True, False)
    """
    match = _OF_EUPMYEONDONG.fullmatch(text.strip())
    return match is not None and bool(match["part"].strip("0"))


def is_eupmyeondong_name(text: str) -> bool:
    """Whether a text is, or ends in, the name that a 읍면동 of some region had in 2020.

    >>> [is_eupmyeondong_name(text) for text in ("장평동", "거제시 장평동", "자동")]
    [True, True, False]
    """
    return (text.split() or [""])[-1] in _eupmyeondong_names()


@cache
def _eupmyeondong_names() -> frozenset[str]:
    path = data_folder() / "boundaries" / "emd.parquet"
    return frozenset(pd.read_parquet(path, columns=["name_ko"])["name_ko"].astype(str))


def province_of(name: str) -> str:
    """Two-digit KOSTAT code of a province's name or code; '00' where the name is that of two, ''
    where it is that of none."""
    codes = province_codes(name)
    return next(iter(codes)) if len(codes) == 1 else "00" if codes else ""


def look_up(labels: list[tuple[str, ...]], replaced: dict[str, str]) -> list[Place]:
    spellings: list[tuple[list[str], list[str]]] = []
    for label in labels:
        parts = [replaced.get(text, clean(text)) for text in label if text]
        codes = [part for part in parts if part.isdigit()]
        names = [part for part in parts if not part.isdigit()]
        spellings.append((codes, names))
    wanted = dict.fromkeys(
        spelling
        for codes, names in spellings
        for spelling in (*codes[-1:], *_ways(_without_totals(names)))
    )
    found = find_units(wanted)
    return [_place(codes, names, found) for codes, names in spellings]


def _without_totals(names: list[str]) -> list[str]:
    names = list(names)
    while len(names) > 1 and words.is_total(names[-1]):
        names.pop()
    return names


def _ways(names: list[str]) -> list[str]:
    """Spellings from the surest to the barest."""
    if not names:
        return []
    ways = [" ".join(names), f"{names[0]} {names[-1]}", names[-1]]
    if len(names) > 2:
        ways.insert(1, " ".join(names[-2:]))
    return list(dict.fromkeys(ways))


def _place(codes: list[str], names: list[str], found: dict[str, frozenset[Meaning]]) -> Place:
    totals_dropped = _without_totals(names)
    if names and words.fold(totals_dropped[-1]) in _NATION_WORDS:
        return Place(NATION)
    if not names and not codes:
        return Place(BLANK)
    if any(words.is_example(name) for name in names):
        return Place(EXAMPLE)
    code = codes[-1] if codes else ""
    if not names and (code == "0" * len(code)):
        return Place(NATION)
    by_code = _units(found.get(code, frozenset()))
    by_name, way = frozenset[Meaning](), ""
    for way in _ways(totals_dropped):
        if by_name := _units(found.get(way, frozenset())):
            break
    province = province_of(totals_dropped[-1] if names else code)
    if province and not by_name and not by_code:
        return Place(PROVINCE, province)
    if by_name and len(totals_dropped) > 1 and way == totals_dropped[-1]:
        # The name alone is known, but not in the area that stands before it.
        inside = province_of(totals_dropped[0])
        within = frozenset(m for m in by_name if inside and m.region_code.startswith(inside))
        if not within:
            shown = " ".join(totals_dropped)
            return Place(
                UNKNOWN, problem=Text("'{shown}': no {way} is known there", shown=shown, way=way)
            )
        by_name = within
    if by_name and by_code:
        regions = {meaning.region_code for meaning in by_code}
        agreed = frozenset(m for m in by_name if m.region_code in regions)
        if not agreed:
            shown = " ".join([code, *names])
            return Place(
                UNKNOWN, problem=Text("'{shown}': code and name mean different places", shown=shown)
            )
        by_name = agreed
    return _of_meanings(by_name or by_code, " ".join(totals_dropped) or code)


def _units(meanings: frozenset[Meaning]) -> frozenset[Meaning]:
    """A 일반구 is meant only where nothing else is."""
    whole = frozenset(m for m in meanings if m.unit not in districts())
    return whole or meanings


@cache
def districts() -> dict[str, str]:
    """일반구: unit to the region of its city."""
    table = sigungu()
    rows = table[table["kind"] == "일반구"]
    return dict(zip(rows["unit"], rows["region_code"], strict=True))


@cache
def city_of() -> dict[str, str]:
    """일반구: unit to the unit of its city."""
    table = sigungu()
    rows = table[table["kind"] == "일반구"]
    return dict(zip(rows["unit"], rows["parent"], strict=True))


def _of_meanings(meanings: frozenset[Meaning], label: str) -> Place:
    areas = {meaning.region_code for meaning in meanings}
    if len(areas) == 1 and areas != {""}:
        units = sorted({meaning.unit for meaning in meanings})
        kind = PART if units[0] in districts() else 0
        return Place(kind, areas.pop(), units[0], choices=tuple(sorted(meanings)))
    if len({meaning.unit for meaning in meanings}) == 1:
        # 제물포구 lies in two regions: its figures are divided, see `borders`.
        unit = next(iter(meanings)).unit
        return Place(PART, min(home_of(unit)), unit, choices=tuple(sorted(meanings)))
    problem = match_regions([label])[label].problem or Text(
        "'{label}' means several places", label=label
    )
    if not meanings or "" in areas:
        return Place(UNKNOWN, problem=problem)
    return Place(AMBIGUOUS, problem=problem, choices=tuple(sorted(meanings)))
