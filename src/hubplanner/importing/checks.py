"""What looks wrong in figures that can be read: jumps, totals that don't add up; and whether they
are of enough regions to be read by a plan."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from hubplanner.dataset import load_dataset
from hubplanner.dataset.panel import least_of
from hubplanner.importing.cells import FLAGS, PARTS, Cells
from hubplanner.importing.looking_up import province_of
from hubplanner.importing.tidy import Tidy
from hubplanner.importing.vocabulary import MEASURE_KEYS
from hubplanner.language import Joined, Text
from hubplanner.regions import load_regions
from hubplanner.regions.names import region_name, sigungu
from hubplanner.tables.measures import UNITS

FEW = 1000
"""Below so many a count is not published with a fraction, as yearly means of months are."""
JUMP = 1000
"""A figure so many times the last one, or so small a part of it, is rather in another unit."""

_ALL_SECTIONS = set("ABCDEFGHIJKLMNOPQRSTU")
_Array = np.ndarray[Any, Any]


def suspicions(tidy: Tidy, ksic: Mapping[str, str]) -> list[Text]:
    """Sentences, one a finding."""
    if not len(tidy.values):
        return []
    return [
        *_no_counts(tidy),
        *_jumps(tidy),
        *_totals_of_areas(tidy),
        *_totals_of_industries(tidy, ksic),
    ]


_KEY = ["measure", "industry", "year", "period"]


def too_few(tidy: Tidy) -> Text | None:
    """That scores and weights read none of the figures, where no period of them, the bundled ones
    of the same added, has enough regions; None where one has."""
    cells, least = tidy.values, least_of(len(load_regions()))
    figures = pd.DataFrame(
        {
            "measure": np.array(MEASURE_KEYS)[cells.measure],
            "industry": np.array(tidy.industries, dtype=object)[cells.industry],
            "year": cells.year,
            "period": np.array(PARTS)[cells.part],
            "region": np.array(tidy.regions, dtype=object)[cells.region],
        }
    )[cells.flag != FLAGS.index("unreliable")]
    own = figures.groupby(_KEY)["region"].agg(frozenset)
    if own.empty or own.map(len).max() >= least:
        return None
    bundled = _bundled_regions()
    most = max(len(codes | bundled.get(key, frozenset())) for key, codes in own.items())
    if most >= least:
        return None
    told = Text(
        "scores and weights read a period of {least} regions or more; none here has more than"
        " {regions}, the bundled figures of the same period included: they read none of these,"
        " unless another data folder has the rest",
        least=least,
        regions=most,
    )
    if not figures["industry"].str.fullmatch(r"c\d+").any():
        return told
    return Joined("; ", (told, Text("shares of industries are read region by region")))


@cache
def _bundled_regions() -> dict[Any, frozenset[str]]:
    """The regions with a reliable figure, by measure, industry, year and period."""
    rows = load_dataset().statistics
    rows = rows[(rows["flag"] != "unreliable") & rows["value"].notna()]
    return rows.groupby(_KEY)["region_code"].agg(frozenset).to_dict()


def _what(tidy: Tidy, cells: Cells, number: int) -> str:
    part = PARTS[cells.part[number]]
    return (
        f"{cells.year[number]}{'' if part == 'Y' else part}"
        f" {MEASURE_KEYS[cells.measure[number]]} {tidy.industries[cells.industry[number]]}"
    )


def _no_counts(tidy: Tidy) -> list[Text]:
    """What cannot be a region's whole: nobody at all, or a small number with a fraction, as a
    share stored for a percentage or a point for the thousands."""
    cells = tidy.values
    counted = [
        n for n, key in enumerate(MEASURE_KEYS) if UNITS[key] in ("persons", "establishments")
    ]
    whole = [n for n, key in enumerate(tidy.industries) if key == "total"]
    read = FLAGS.index("derived") != cells.flag
    small = np.isin(cells.measure, counted) & (cells.value < FEW) & read
    nobody = (cells.value == 0) & np.isin(cells.industry, whole) & read
    return [
        Text(
            sentence,
            count=int(found.sum()),
            region=region_name(tidy.regions[cells.region[first]]),
            what=_what(tidy, cells, first),
            value=cells.value[first],
            row=cells.row[first] + 1,
        )
        for sentence, found in (
            ("{region} {what}: 0 (row {row}; {count:,} such figures); a cell left empty says that"
             " nothing is known", nobody),
            ("{region} {what}: {value:,.10g} (row {row}; {count:,} such figures) counts no whole"
             " number; is it a share, or in another unit?", small & (cells.value % 1 != 0)),
        )
        if found.any()
        for first in [int(np.argmax(found))]
    ]  # fmt: skip


def _jumps(tidy: Tidy) -> list[Text]:
    """Figures a thousand times the last one of the same region, measure, industry and half."""
    cells = tidy.values
    group = _number(cells.region, cells.measure, cells.industry, cells.part)
    order = np.lexsort((cells.year, group))
    now, before = order[1:], order[:-1]
    both = (group[now] == group[before]) & (cells.value[now] > 0) & (cells.value[before] > 0)
    now, before = now[both], before[both]
    ratio = cells.value[now] / cells.value[before]
    jumped = (ratio >= JUMP) | (ratio <= 1 / JUMP)
    return [
        Text(
            "{region} {what}: {before:,.10g} → {value:,.10g} (row {row}), {jump:,} times the last"
            " or more",
            region=region_name(tidy.regions[cells.region[number]]),
            what=_what(tidy, cells, number),
            before=cells.value[last],
            value=cells.value[number],
            row=cells.row[number] + 1,
            jump=JUMP,
        )
        for number, last in zip(now[jumped].tolist(), before[jumped].tolist(), strict=True)
    ]


def _totals_of_areas(tidy: Tidy) -> list[Text]:
    """Rows of provinces and the nation against the sums of their regions, where all are there."""
    values, stated = tidy.values, tidy.aggregates
    if not len(stated):
        return []
    groups = _number(values.year, values.part, values.measure, values.industry)
    wanted = _number(stated.year, stated.part, stated.measure, stated.industry)
    order = np.argsort(groups, kind="stable")
    ordered = groups[order]
    rounding = _rounding(values.value)
    found = []
    for number in range(len(stated)):
        first, last = np.searchsorted(ordered, [wanted[number], wanted[number] + 1])
        inside = order[first:last]
        year, province = int(stated.year[number]), int(stated.region[number])
        provinces = _province_of(year)
        if province:
            own = np.array([provinces.get(code) == f"{province:02d}" for code in tidy.regions])
            inside = inside[own[values.region[inside]]]
        if not len(inside) or len(inside) != _regions_in(year, province):
            continue
        total, said = float(values.value[inside].sum()), float(stated.value[number])
        if abs(total - said) > rounding * (len(inside) + 1) + 1e-9 * abs(said):
            area = Text("province {code:02d}", code=province) if province else Text("nation")
            found.append(
                Text(
                    "{area} {what}: {said:,.10g}, sum of regions {total:,.10g} (row {row})",
                    area=area,
                    what=_what(tidy, stated, number),
                    said=said,
                    total=total,
                    row=stated.row[number] + 1,
                )
            )
    return found


def _totals_of_industries(tidy: Tidy, ksic: Mapping[str, str]) -> list[Text]:
    """The stated total of all industries against their sum, where the table holds them all."""
    parts = _covering(tidy.industries, ksic)
    if "total" not in tidy.industries or not parts:
        return []
    cells = tidy.values
    total = tidy.industries.index("total")
    chosen = np.isin(cells.industry, [total, *parts])
    group, industry = (
        _number(cells.region, cells.year, cells.part, cells.measure)[chosen],
        cells.industry[chosen],
    )
    numbers = np.flatnonzero(chosen)
    _, first, back, times = np.unique(
        group, return_index=True, return_inverse=True, return_counts=True
    )
    is_total = industry == total
    said = np.bincount(back, np.where(is_total, cells.value[chosen], 0.0))
    summed = np.bincount(back, np.where(is_total, 0.0, cells.value[chosen]))
    # A missing industry makes the sum smaller without anything being wrong.
    whole = times == len(parts) + 1
    allowed = _rounding(cells.value) * (len(parts) + 1) + 1e-9 * np.abs(said)
    off = np.flatnonzero(whole & (np.abs(said - summed) > allowed))
    return [
        Text(
            "{region} {what}: total {said:,.10g}, sum of industries {summed:,.10g}",
            region=region_name(tidy.regions[cells.region[number]]),
            what=_what(tidy, cells, number),
            said=said[one],
            summed=summed[one],
        )
        for one, number in zip(off.tolist(), numbers[first[off]].tolist(), strict=True)
    ]


def _covering(industries: list[str], ksic: Mapping[str, str]) -> list[int]:
    """Numbers of industries that make up the whole economy without overlap; empty if none do."""
    sections = {
        number: set(ksic.get(key, "").split(","))
        for number, key in enumerate(industries)
        if ksic.get(key, "") and not ksic[key].isdigit()
    }
    chosen: list[int] = []
    covered: set[str] = set()
    for number in sorted(sections, key=lambda number: -len(sections[number])):
        if not sections[number] & covered:
            chosen.append(number)
            covered |= sections[number]
    return chosen if covered == _ALL_SECTIONS else []


def _number(*arrays: _Array) -> _Array:
    """One whole number for each combination."""
    whole = np.zeros(len(arrays[0]), dtype=np.int64)
    for array in arrays:
        whole = whole * 10_000 + array
    return whole


def _rounding(values: _Array) -> float:
    """Half a step of the last published digit: what each figure may be off by rounding."""
    for digits in range(4):
        if np.allclose(values, np.round(values, digits), rtol=0, atol=1e-9):
            return float(0.5 * 10.0**-digits)
    return 0.0


@cache
def _province_of(year: int) -> dict[str, str]:
    """Province (two-digit KOSTAT code) of each region in a year: Gunwi moved in 2023."""
    table = sigungu()
    end = f"{year}-12-31"
    stood = (table["valid_from"] <= end) & ((table["valid_to"] == "") | (table["valid_to"] > end))
    rows = table[stood & (table["kind"] != "일반구") & (table["region_code"] != "")]
    return {
        str(code): province_of(str(province))
        for code, province in zip(rows["region_code"], rows["sido_ko"], strict=True)
    }


def _regions_in(year: int, province: int) -> int:
    provinces = _province_of(year).values()
    return len(provinces) if not province else sum(p == f"{province:02d}" for p in provinces)
