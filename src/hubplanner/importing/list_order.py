"""Ambiguous names, told by where they stand in a list that goes province by province."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np

from hubplanner.importing.looking_up import (
    AMBIGUOUS,
    NATION,
    PART,
    PROVINCE,
    Place,
    clean,
    districts,
    province_of,
)
from hubplanner.regions.names import Meaning, sigungu

_Ints = np.ndarray[Any, np.dtype[np.int64]]


def tell_by_place(
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
                kind = PART if meaning.unit in districts() else 0
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
        inside = [m for m in place.choices if m.unit in districts() and m.region_code == city]
        if headed:
            after = before
        near = {before, after} - {""}
        fitting = inside or [
            m
            for m in place.choices
            if m.region_code[:2] in near and m.region_code not in used and m.unit not in districts()
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
    return (
        province_of(clean(first[0])) if len(first) > 1 and province_of(first[0]) else place.area[:2]
    )


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
