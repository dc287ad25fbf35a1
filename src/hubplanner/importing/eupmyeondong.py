"""Figures by 읍면동 added up to their region, where all of its 읍면동 are there."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Self

import numpy as np
import pandas as pd

from hubplanner.importing.cells import Cells
from hubplanner.importing.layout import Layout
from hubplanner.importing.looking_up import is_eupmyeondong_code
from hubplanner.importing.outcomes import CARRIED, INCOMPLETE
from hubplanner.language import Joined, Text
from hubplanner.regions import data_folder, load_regions
from hubplanner.tables import words
from hubplanner.tables.grid import Grid

_Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Eupmyeondong:
    """Which 읍면동 each body row is about: `number` into `texts`, −1 where it is a whole region."""

    number: _Array
    texts: list[str]

    @classmethod
    def of_rows(cls, grid: Grid, layout: Layout, column: int | None, label: _Array) -> Self:
        """From the table's column of names or codes of 읍면동; a blank is that of the row above, of
        one region, and a region's code in a column of codes is the whole."""
        if column is None:
            return cls(np.full(len(layout.body), -1), [])
        texts = grid.columns[column].texts
        if column in layout.columns(words.REGION):
            texts = [_name_of_code(text) for text in texts]
        codes = grid.columns[column].codes[layout.body.start :].astype(np.int64)
        starts = np.ones(len(codes), dtype=bool)
        if len(label) == len(codes):
            starts[1:] = label[1:] != label[:-1]
        says = np.array([bool(text) for text in texts], dtype=bool)[codes]
        codes = codes[np.maximum.accumulate(np.where(says | starts, np.arange(len(codes)), 0))]
        is_part = [bool(text) and not words.is_total(text) for text in texts]
        return cls(np.where(np.array(is_part, dtype=bool)[codes], codes, -1), texts)

    def names(self, rows: _Array) -> list[str]:
        return [self.texts[number] for number in self.number[rows].tolist()]


KEY = ["region", "year", "part", "measure", "industry", "source"]
TOLD_AT_MOST = 3
"""Regions, and 읍면동 of each, that a sentence names; of the others it gives the number."""


def add_up(
    cells: Cells, names: list[str], totals: Cells, regions: list[str]
) -> tuple[Cells, dict[str, Cells], list[Text]]:
    """Sums by region, each in the place of its first cell.

    All measures held are counts or amounts, which add up. The 읍면동 are those of 2020, as all
    regions are: where one has been divided since, the sum is not certain, and is not made.

    Parameters
    ----------
    cells
        Figures of 읍면동, and NaN where none is stated; `Cells.region` is their region.
    names
        The 읍면동 of each cell.
    totals
        Figures that the table states of whole regions: what stands there is not added up again.
    regions
        Region codes that `Cells.region` counts into.

    Returns
    -------
    tuple
        Sums; the cells that are not among them, by outcome; sentences.
    """
    table = pd.DataFrame({name: vars(cells)[name] for name in [*KEY, "value"]})
    codes = np.array(regions, dtype=object)[cells.region]
    spelled = {name: folded(name) for name in dict.fromkeys(names)}
    table["name"] = [spelled[name] for name in names]
    known = _regions_of_names()
    table["known"] = [pair in known for pair in zip(codes, table["name"], strict=True)]
    groups = table.groupby(KEY, sort=False)
    expected = pd.Series(codes).map(_counts()).to_numpy()
    size = groups["name"].transform("size").to_numpy()
    complete = (
        groups["known"].transform("all").to_numpy()
        & (groups["value"].transform("count").to_numpy() == size)
        & (size == expected)
        & (groups["name"].transform("nunique").to_numpy() == size)
    )
    stated = pd.MultiIndex.from_arrays([vars(totals)[name] for name in KEY])
    has_total = pd.MultiIndex.from_frame(table[KEY]).isin(stated)
    added = complete & ~has_total
    first = ~table.duplicated(KEY).to_numpy()
    sums = cells.where(added & first)
    flags = table.assign(flag=cells.flag).groupby(KEY, sort=False)["flag"].transform("max")
    sums = replace(
        sums,
        value=groups["value"].transform("sum").to_numpy()[added & first],
        flag=flags.to_numpy()[added & first],
    )
    lacking = ~complete & ~has_total
    left = {
        CARRIED: cells.where(added & ~first),
        "breakdown": cells.where(has_total),
        INCOMPLETE: cells.where(lacking),
    }
    sentences = []
    if len(sums):
        count = len(np.unique(sums.region))
        sentences.append(
            Text("figures of 읍면동 added up to their region: {count} regions", count=count)
        )
    sentences += _lacking(codes[lacking], table[lacking])
    return sums, {outcome: some for outcome, some in left.items() if len(some)}, sentences


def _name_of_code(text: str) -> str:
    """The 읍면동 that a KOSTAT code of 2020 means, another code as it stands; '' for a whole
    region's."""
    code = text.strip()
    if not is_eupmyeondong_code(code):
        return ""
    return _names_of_codes().get(code.removesuffix("0") if len(code) == 8 else code, code)


@cache
def _names_of_codes() -> dict[str, str]:
    path = data_folder() / "boundaries" / "emd.parquet"
    table = pd.read_parquet(path, columns=["emd_code", "name_ko"])
    return dict(zip(table["emd_code"].astype(str), table["name_ko"].astype(str), strict=True))


def _lacking(codes: _Array, table: pd.DataFrame) -> list[Text]:
    """A sentence a region on what keeps its 읍면동 from being added up."""
    told = []
    names_ko = load_regions()["name_ko"]
    for code in list(dict.fromkeys(codes))[:TOLD_AT_MOST]:
        stated = table[codes == code]
        here = {name: shown for (area, name), shown in _regions_of_names().items() if area == code}
        with_figures = set(stated.loc[stated["value"].notna(), "name"])
        missing = [shown for name, shown in here.items() if name not in with_figures]
        unknown = sorted(set(stated["name"]) - set(here))
        why = []
        if missing:
            why.append(
                Text(
                    "{missing} of {all} are missing ({names})",
                    missing=len(missing),
                    all=len(here),
                    names=_some(missing),
                )
            )
        if unknown:
            why.append(Text("not known there in 2020: {names}", names=_some(unknown)))
        if not why:
            why.append(Text("not all in every year, or some twice"))
        told.append(
            Text(
                "읍면동 of {region} not added up: {why}",
                region=names_ko[code],
                why=Joined(Text("; "), why),
            )
        )
    more = len(set(codes)) - len(told)
    if more > 0:
        told.append(Text("nor are those of {more} other regions", more=more))
    return told


def _some(names: list[str]) -> str:
    shown = ", ".join(names[:TOLD_AT_MOST])
    return f"{shown}, …" if len(names) > TOLD_AT_MOST else shown


def folded(name: str) -> str:
    """A 읍면동's name without dots, blanks and 제 before a number.

    >>> folded("종로1·2·3·4가동") == folded("종로1.2.3.4가동"), folded("상계제1동")
    (True, '상계1동')
    """
    return re.sub(r"제(?=\d)|[^0-9가-힣]", "", words.fold(name))


@cache
def _regions_of_names() -> dict[tuple[str, str], str]:
    """Region code and folded name of each 읍면동 of 2020 to its name."""
    path = data_folder() / "boundaries" / "emd.parquet"
    table = pd.read_parquet(path, columns=["region_code", "name_ko"])
    return {
        (str(code), folded(name)): str(name)
        for code, name in zip(table["region_code"], table["name_ko"], strict=True)
    }


@cache
def _counts() -> dict[str, int]:
    """How many 읍면동 each region had in 2020."""
    codes = pd.Series([code for code, _ in _regions_of_names()])
    return {str(code): int(count) for code, count in codes.value_counts().items()}
