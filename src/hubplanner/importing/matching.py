"""Which region each row is about: every distinct label is looked up once.

A label may be a name or a code, alone or spread over columns (province, city, 일반구). A name that
several regions share is told by its code, by the province row above it, or by its place in the
list; where none of these is certain, the rows stay out and the report says so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from hubplanner.importing.labels import labels_of
from hubplanner.importing.list_order import tell_by_place
from hubplanner.importing.looking_up import AMBIGUOUS, PART, PROVINCE, UNKNOWN, Place, look_up
from hubplanner.language import Text
from hubplanner.tables.grid import Column, Grid

_Ints = np.ndarray[Any, np.dtype[np.int64]]


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
    problems: dict[int, Text] = field(default_factory=dict)


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
    labels, ids = labels_of(grid, columns, body)
    places = look_up(labels, replaced or {})
    by_place: list[str] = []
    if any(place.kind == AMBIGUOUS for place in places):
        labels, ids, places, by_place = tell_by_place(labels, ids, places, body)
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
