"""Which region each row is about: every distinct label is looked up once.

A label may be a name or a code, alone or spread over columns (province, city, 일반구). A name that
several regions share is told by its code, by the province row above it, or by its place in the
list; where none of these is certain, the rows stay out and the report says so.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np

from hubplanner.regions import match_regions, read_reference
from hubplanner.regions.names import Meaning, find_units, sigungu
from hubplanner.regions.vintages import home_of
from hubplanner.tables import words
from hubplanner.tables.grid import Column, Grid

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
        "total",
        "korea",
    )
}
_Ints = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True)
class Place:
    """What a label stands for: `kind` is 0 for a region, else one of the kinds above.

    `area` is the code of the region, of the province (two digits), or empty.
    """

    kind: int
    area: str = ""
    unit: str = ""
    problem: str = ""
    choices: tuple[Meaning, ...] = ()


@dataclass(frozen=True)
class RowRegions:
    """What each body row is about.

    Attributes
    ----------
    region
        By row: number in `codes`, or a kind below zero.
    codes
        Region codes, in order of appearance.
    province
        By row, for rows of a province: its two-digit code as a number; else 0.
    by_place
        Sentences on names that were told by their place in the list.
    label
        By row: number of its label.
    problems
        By number of a label that is no region: what is wrong with it, near matches included.
    part_of
        By row of a 일반구, number in `codes` of its city; else −1.
    unit
        By row: number in `units`.
    units
        Administrative units that a label may mean: several where a name passed on (창원시).
    """

    region: _Ints
    codes: list[str]
    province: _Ints
    part_of: _Ints
    unit: _Ints
    label: _Ints
    units: list[frozenset[str]]
    by_place: list[str] = field(default_factory=list)
    problems: dict[int, str] = field(default_factory=dict)


def recognise(texts: Iterable[str]) -> set[str]:
    """Those texts that name a region of any year, a province, or the nation."""
    texts = list(texts)
    cleaned = {text: _clean(text) for text in texts}
    found = find_units(cleaned.values())
    return {
        text
        for text, name in cleaned.items()
        if found.get(name)
        or _province(name)
        or words.fold(name) in _NATION_WORDS
        or words.is_example(text)
    }


def match_rows(
    grid: Grid, columns: list[int], body: range, replaced: dict[str, str] | None = None
) -> RowRegions:
    """Tell for each body row which region it is about.

    Parameters
    ----------
    grid, columns, body
        The table, its region columns from left to right, its body rows.
    replaced
        The planner's own names for regions: label to a name or code that is known.
    """
    labels, ids = _labels(grid, columns, body)
    places = _look_up(labels, replaced or {})
    by_place: list[str] = []
    if any(place.kind == AMBIGUOUS for place in places):
        labels, ids, places, by_place = _tell_by_place(labels, ids, places, body)
    return _as_rows(ids, places, by_place)


def match_heads(texts: list[str], replaced: dict[str, str] | None = None) -> RowRegions:
    """The same for regions that stand side by side in a head: a row a text."""
    distinct = list(dict.fromkeys(texts))
    codes = np.array([distinct.index(text) for text in texts], dtype=np.int32)
    grid = Grid([Column(distinct, codes)], len(texts), "")
    return match_rows(grid, [0], range(len(texts)), replaced)


def one_region(code: str, body: range) -> RowRegions:
    """All rows about the one region that the planner named."""
    zeros = np.zeros(len(body), dtype=np.int64)
    return RowRegions(zeros, [code], zeros, zeros - 1, zeros, zeros, [frozenset()])


# Labels


def _labels(grid: Grid, columns: list[int], body: range) -> tuple[list[tuple[str, ...]], _Ints]:
    """Distinct labels (codes first, then names from province to district) and each row's."""
    texts_of = {column: grid.columns[column].texts for column in columns}
    is_code = {column: _mostly_codes(texts_of[column]) for column in columns}
    ordered = sorted(columns, key=lambda column: (not is_code[column], column))
    ids = np.zeros(len(body), dtype=np.int64)
    labels: list[tuple[str, ...]] = [()]
    said = np.zeros(len(body), dtype=bool)
    for column in columns:
        present = np.array([bool(text) for text in texts_of[column]], dtype=bool)
        said |= present[grid.columns[column].codes[body.start :]]
    for kind in (True, False):
        # A code belongs to the names beside it: it goes down only to rows that name nothing.
        started = said.copy() if kind else np.zeros(len(body), dtype=bool)
        for column in (column for column in ordered if is_code[column] is kind):
            codes, texts = grid.columns[column].codes[body.start :], texts_of[column]
            filled, started = _filled_down(codes, texts, started)
            blank = next((number for number, text in enumerate(texts) if not text), len(texts))
            filled = np.where(filled < 0, blank, filled)
            pairs, ids = np.unique(ids * (len(texts) + 1) + filled, return_inverse=True)
            shown = [*texts, ""]
            labels = [
                (*labels[pair // (len(texts) + 1)], shown[pair % (len(texts) + 1)])
                for pair in pairs.tolist()
            ]
    return labels, ids


def _mostly_codes(texts: list[str]) -> bool:
    """Whether the regions of a column are codes; notes below a table are neither."""
    codes = [text for text in texts if text.lstrip("'").isdigit()]
    return bool(codes) and len(codes) > len(recognise(text for text in texts if text not in codes))


def _filled_down(
    codes: np.ndarray[Any, np.dtype[np.int32]], texts: list[str], started: Any
) -> tuple[_Ints, Any]:
    """Text numbers with blanks filled from above, afresh wherever a wider area starts.

    Returns the numbers (−1 for blank) and where this level or a wider one starts anew.
    """
    present = np.array([bool(text) for text in texts], dtype=bool)[codes]
    said = np.where(present, codes.astype(np.int64), -1)
    last = np.maximum.accumulate(np.where(present | started, np.arange(len(codes)), 0))
    filled = said[last]
    anew = started.copy()
    anew[1:] |= filled[1:] != filled[:-1]
    anew[:1] = True
    return filled, anew


# Looking up


_SPELLED = re.compile(r"^(?P<code>'?\d{5}(?:0{5})?)\s*[.:)\]]?\s*(?P<name>\D.+)$")

_PROVINCE_LAST = re.compile(r"^(?P<name>\S+)\s*[(\[](?P<province>[^()\[\]]+)[)\]]$")


def _clean(text: str) -> str:
    """A name without bullets, footnote marks and a code written before it."""
    text = re.sub(r"^[\s\-·ㆍ∙•└├○◦*]+", "", text.strip().lstrip("'"))
    text = re.sub(r"\s*(?:\d\)|[¹²³⁴⁵⁶⁷⁸⁹*]+)$", "", text)
    if match := _SPELLED.match(text):
        text = match["name"].strip()
    if (match := _PROVINCE_LAST.match(text)) and province_code(match["province"]):
        return f"{match['province']} {match['name']}"
    return text


@cache
def _provinces() -> dict[str, str]:
    """Two-digit KOSTAT code by folded spelling of a province."""
    table = read_reference("provinces")
    known: dict[str, str] = {}
    for row in table.to_dict("records"):
        for name in (row["name_ko"], row["short_ko"], row["name_en"], *row["also_ko"].split(";")):
            if name:
                folded = words.fold(name)
                known[folded] = "00" if folded in known else row["sido_code"]
    return known


def province_code(name: str) -> str:
    """Two-digit KOSTAT code of a province's name; '00' where it is made of two, '' if unknown."""
    return _provinces().get(words.fold(name), "")


def _province(name: str) -> str:
    if re.fullmatch(r"\d{2}", name) and name != "00":
        return name
    return province_code(name)


def _look_up(labels: list[tuple[str, ...]], replaced: dict[str, str]) -> list[Place]:
    spellings: list[tuple[list[str], list[str]]] = []
    for label in labels:
        parts = [replaced.get(text, _clean(text)) for text in label if text]
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
    province = _province(totals_dropped[-1] if names else code)
    if province and not by_name and not by_code:
        return Place(PROVINCE, province)
    if by_name and len(totals_dropped) > 1 and way == totals_dropped[-1]:
        # The name alone is known, but not in the area that stands before it.
        inside = _province(totals_dropped[0])
        within = frozenset(m for m in by_name if inside and m.region_code.startswith(inside))
        if not within:
            shown = " ".join(totals_dropped)
            return Place(UNKNOWN, problem=f"'{shown}': no {way} is known there")
        by_name = within
    if by_name and by_code:
        regions = {meaning.region_code for meaning in by_code}
        agreed = frozenset(m for m in by_name if m.region_code in regions)
        if not agreed:
            shown = " ".join([code, *names])
            return Place(UNKNOWN, problem=f"'{shown}': code and name mean different places")
        by_name = agreed
    return _of_meanings(by_name or by_code, " ".join(totals_dropped) or code)


def _units(meanings: frozenset[Meaning]) -> frozenset[Meaning]:
    """A 일반구 is meant only where nothing else is."""
    whole = frozenset(m for m in meanings if m.unit not in _districts())
    return whole or meanings


@cache
def _districts() -> dict[str, str]:
    """일반구: unit to the region of its city."""
    table = sigungu()
    rows = table[table["kind"] == "일반구"]
    return dict(zip(rows["unit"], rows["region_code"], strict=True))


def _of_meanings(meanings: frozenset[Meaning], label: str) -> Place:
    areas = {meaning.region_code for meaning in meanings}
    if len(areas) == 1 and areas != {""}:
        units = sorted({meaning.unit for meaning in meanings})
        kind = PART if units[0] in _districts() else 0
        return Place(kind, areas.pop(), units[0], choices=tuple(sorted(meanings)))
    if len({meaning.unit for meaning in meanings}) == 1:
        # 제물포구 lies in two regions: its figures are divided, see `borders`.
        unit = next(iter(meanings)).unit
        return Place(PART, min(home_of(unit)), unit, choices=tuple(sorted(meanings)))
    problem = match_regions([label])[label].problem or f"'{label}' means several places"
    if not meanings or "" in areas:
        return Place(UNKNOWN, problem=problem)
    return Place(AMBIGUOUS, problem=problem, choices=tuple(sorted(meanings)))


# By place


def _tell_by_place(
    labels: list[tuple[str, ...]], ids: _Ints, places: list[Place], body: range
) -> tuple[list[tuple[str, ...]], _Ints, list[Place], list[str]]:
    """Tell ambiguous names by where they stand in a list that goes province by province.

    The list is read in passes (a table by year repeats it). In each, all names that are certain
    must stand in one block a province, as in every official list; a name between two of one
    province is in that province, and one between two provinces is in the one that still has a
    region of that name to offer.
    """
    ids = ids.copy()
    starts = np.flatnonzero(np.diff(ids, prepend=-1))
    ends = [*starts[1:].tolist(), len(ids)]
    labels, places = list(labels), list(places)
    told: dict[str, list[str]] = defaultdict(list)
    number_of: dict[tuple[int, str], int] = {}
    runs = [int(ids[start]) for start in starts]
    for passed in _passes(runs, places):
        for run, meaning, beside in _of_pass([(run, runs[run]) for run in passed], places, labels):
            key = (runs[run], meaning.region_code)
            if key not in number_of:
                number_of[key] = len(labels)
                labels.append(labels[runs[run]])
                kind = PART if meaning.unit in _districts() else 0
                places.append(Place(kind, meaning.region_code, meaning.unit))
            ids[starts[run] : ends[run]] = number_of[key]
            label = " ".join(filter(None, labels[runs[run]]))
            row = body.start + int(starts[run]) + 1
            told[f"{label} → {_shown(meaning)}"].append(f"row {row}, {beside}")
    sentences = [f"{what} ({where[0]})" for what, where in told.items()]
    return labels, ids, places, sentences


def _shown(meaning: Meaning) -> str:
    table = sigungu()
    row = table[table["unit"] == meaning.unit].iloc[0]
    return f"{row['sido_ko']} {row['name_ko']}"


def _passes(runs: list[int], places: list[Place]) -> list[list[int]]:
    """Numbers of runs, cut wherever a certain label comes again."""
    passes: list[list[int]] = [[]]
    seen: set[int] = set()
    for run, label in enumerate(runs):
        if places[label].kind in (0, PROVINCE, NATION):
            if label in seen:
                passes.append([])
                seen = set()
            seen.add(label)
        passes[-1].append(run)
    return passes


def _of_pass(
    runs: list[tuple[int, int]], places: list[Place], labels: list[tuple[str, ...]]
) -> list[tuple[int, Meaning, str]]:
    """What the ambiguous runs of one pass mean: run, meaning, and between which names it stands."""
    provinces = [_anchor(places[label], labels[label]) for _, label in runs]
    blocks = [
        province
        for number, province in enumerate(provinces)
        if province and province != next(filter(None, reversed(provinces[:number])), "")
    ]
    if len(blocks) != len(set(blocks)):
        return []
    headed = any(places[label].kind == PROVINCE for _, label in runs)
    used = {places[label].area for _, label in runs if places[label].kind == 0}
    told = []
    before = city = ""
    for number, (run, label) in enumerate(runs):
        place = places[label]
        if place.kind != AMBIGUOUS:
            before = provinces[number] or before
            city = place.area if place.kind == 0 else city
            continue
        after = next(filter(None, provinces[number + 1 :]), "")
        inside = [m for m in place.choices if m.unit in _districts() and m.region_code == city]
        if headed:
            after = before
        near = {before, after} - {""}
        fitting = inside or [
            m
            for m in place.choices
            if m.region_code[:2] in near
            and m.region_code not in used
            and m.unit not in _districts()
        ]
        if len({m.region_code for m in fitting}) == 1:
            chosen = fitting[0]
            used.add(chosen.region_code)
            told.append((run, chosen, _between(number, runs, places, labels)))
            before = before if headed else chosen.region_code[:2]
    return told


def _anchor(place: Place, label: tuple[str, ...]) -> str:
    """The province that a certain label stands in, as the label itself says where it does."""
    if place.kind == PROVINCE:
        return place.area
    if place.kind not in (0, PART):
        return ""
    first = next(filter(None, label), "").split()
    return _province(_clean(first[0])) if len(first) > 1 and _province(first[0]) else place.area[:2]


def _between(
    number: int,
    runs: list[tuple[int, int]],
    places: list[Place],
    labels: list[tuple[str, ...]],
) -> str:
    def nearest(some: list[tuple[int, int]]) -> str:
        for _, label in some:
            if places[label].kind in (0, PROVINCE):
                return " ".join(filter(None, labels[label]))
        return "–"

    return f"between {nearest(runs[:number][::-1])} and {nearest(runs[number + 1 :])}"


# Rows


def _as_rows(ids: _Ints, places: list[Place], by_place: list[str]) -> RowRegions:
    present = set(np.unique(ids).tolist())
    codes = list(
        dict.fromkeys(
            place.area
            for number, place in enumerate(places)
            if number in present and place.kind in (0, PART)
        )
    )
    number_of = {code: number for number, code in enumerate(codes)}
    meant = [_meant(place) for place in places]
    units = {unit: number for number, unit in enumerate(dict.fromkeys(meant))}

    def by_label(value: Callable[[Place], int]) -> _Ints:
        return np.array(
            [value(place) if n in present else UNKNOWN for n, place in enumerate(places)],
            dtype=np.int64,
        )

    region = by_label(lambda place: number_of[place.area] if place.kind == 0 else place.kind)
    province = by_label(lambda place: int(place.area) if place.kind == PROVINCE else 0)
    part_of = by_label(lambda place: number_of[place.area] if place.kind == PART else -1)
    unit = np.array([units[one] for one in meant], dtype=np.int64)
    problems = {
        number: place.problem
        for number, place in enumerate(places)
        if number in present and place.problem and place.kind in (UNKNOWN, AMBIGUOUS)
    }
    return RowRegions(
        region=region[ids],
        codes=codes,
        province=province[ids],
        part_of=part_of[ids],
        unit=unit[ids],
        label=ids,
        units=list(units),
        by_place=by_place,
        problems=problems,
    )


def _meant(place: Place) -> frozenset[str]:
    if place.kind not in (0, PART):
        return frozenset()
    return frozenset(meaning.unit for meaning in place.choices) or frozenset({place.unit})
