"""Codes of provinces beside names of regions: rows where they contradict are left out."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np

from hubplanner.importing.layout import CODES, Layout
from hubplanner.importing.looking_up import PROVINCE, UNKNOWN, province_of
from hubplanner.importing.matching import RowRegions
from hubplanner.language import Text
from hubplanner.regions import load_regions
from hubplanner.regions.names import region_name, sigungu
from hubplanner.regions.provinces import province_names
from hubplanner.tables.grid import Grid
from hubplanner.tables.words import REGION

Numbers = np.ndarray[Any, np.dtype[np.int64]]


def without_contradictions(grid: Grid, layout: Layout, rows: RowRegions) -> RowRegions:
    """Rows without those whose region lies in another province than the code beside it says.

    A code is KOSTAT's or the legal one. Columns of other codes stay out of it, as serial numbers,
    which few rows agree with and which change within a province.
    """
    if layout.across is not None:
        return rows
    for column in (*layout.columns(CODES), *layout.columns(REGION)):
        texts = grid.columns[column].texts
        codes = grid.columns[column].codes[layout.body.start :].astype(np.int64)
        filled = {texts[code] for code in np.unique(codes).tolist()} - {""}
        if filled and all(map(_provinces().get, filled)):
            rows = _compared(rows, codes, texts)
    return rows


def _compared(rows: RowRegions, codes: Numbers, texts: list[str]) -> RowRegions:
    """Each pair of label and code is looked at once, however many rows it stands in."""
    both, first, back = np.unique(
        rows.label * len(texts) + codes, return_index=True, return_inverse=True
    )
    pairs = [
        (_lies_in(rows, row), texts[pair % len(texts)])
        for pair, row in zip(both.tolist(), first.tolist(), strict=True)
    ]
    stated = np.array([bool(places and code) for places, code in pairs])
    wrong = np.array([bool(p and c) and not p & _provinces()[c] for p, c in pairs])
    of_province = {pair for pair, says in zip(pairs, stated.tolist(), strict=True) if says}
    serial = len(of_province) > len({places for places, _ in of_province})
    if not wrong.any() or (serial and wrong[back].sum() * 2 > stated[back].sum()):
        return rows
    region, label, problems = rows.region.copy(), rows.label.copy(), dict(rows.problems)
    free = max(int(label.max()), *problems, 0) + 1
    for number in np.flatnonzero(wrong).tolist():
        index = int(rows.region[first[number]])
        name = region_name(rows.codes[index]) if index >= 0 else ""
        problems[free] = Text(
            "'{shown}': code and name mean different places",
            shown=f"{pairs[number][1]} {name}".strip(),
        )
        label[back == number], region[back == number] = free, UNKNOWN
        free += 1
    return replace(rows, region=region, label=label, problems=problems)


def _lies_in(rows: RowRegions, row: int) -> frozenset[str]:
    """Provinces, by two-digit KOSTAT code, that a row's region lies in: of 2020 and of today."""
    number = int(rows.region[row])
    if number == PROVINCE:
        code = f"{int(rows.province[row]):02d}"
        return frozenset({code} - {"00"})
    return _of_region(rows.codes[number]) if number >= 0 else frozenset()


@cache
def _of_region(code: str) -> frozenset[str]:
    return frozenset({code[:2], str(load_regions().at[code, "sido_today_code"])})


@cache
def _provinces() -> dict[str, frozenset[str]]:
    """KOSTAT codes of the provinces that a two-digit code may mean, in either system."""
    meant = {code: {code} for code in province_names() if re.fullmatch(r"\d\d", code)}
    for legal, province in zip(sigungu()["legal_code"], sigungu()["sido_ko"], strict=True):
        code = province_of(str(province))
        meant.setdefault(str(legal)[:2], set()).update({"24", "36"} if code == "00" else {code})
    return {code: frozenset(provinces) for code, provinces in meant.items()}
