"""Regions over years, and which of them are treated from when: read, checked, made even."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from hubplanner.dataset import Dataset
from hubplanner.dataset.panel import series_breaks
from hubplanner.effects.randomisation import Floats, Places
from hubplanner.errors import DataError
from hubplanner.language import Joined, Pair, Text
from hubplanner.tables.schema import Column, Schema, read_table, refuse_repeats
from hubplanner.tables.values import number, region, whole_region

LEAST_CONTROLS = 20
"""Never treated regions: with fewer, chance alone cannot be told at a level of 5 %."""

_YEAR = number(1900, 2100, whole=True, after="년도?")
_YEARS = ("연도", "년도", "시점")
_REGIONS = ("region_code", "시군구", "지역", "행정구역")


@dataclass(frozen=True)
class RegionPanel:
    """One value a region and year, and the first treated year of each region.

    Attributes
    ----------
    values
        Region × year (ascending), in levels; missing where not observed.
    first
        First treated year by region code; regions that are not in it are never treated.
    what
        What is measured.
    names
        Of the regions by code (:func:`names_of`).
    """

    values: pd.DataFrame
    first: pd.Series[int]
    what: Text
    names: Mapping[str, Text]


@dataclass(frozen=True)
class EvenPanel:
    """What estimators take: no gaps, logarithms, treatment within what is observed.

    Attributes
    ----------
    codes, years
        Rows and columns of `outcomes`.
    outcomes
        n × T logarithms.
    first
        Column of the first treated year of each region, −1 where never.
    notes
        What was left out, and what the years do not show.
    years_unseen
        Between the last year observed before a treatment and its beginning, at most; 0 where
        every year is observed.
    """

    codes: list[str]
    years: list[int]
    outcomes: Floats
    first: Places
    notes: list[Text]
    years_unseen: int = 0

    @property
    def treated(self) -> list[str]:
        """Codes of the treated regions."""
        return [code for code, first in zip(self.codes, self.first, strict=True) if first >= 0]


def names_of(regions: pd.DataFrame) -> dict[str, Text]:
    """Province and name of each region by code: '경남 거제시', 'Geoje-si, Gyeongnam'."""
    return {
        str(row.Index): Pair(f"{row.sido_short} {row.name_ko}", f"{row.name_en}, {row.sido_en}")
        for row in regions.itertuples()
    }


def read_panel(path: Path, regions: pd.DataFrame) -> pd.DataFrame:
    """Region × year of a planner's table with ``region``, ``year`` and ``value``.

    Raises
    ------
    DataError
        Naming file, row, column, value and mend.
    """
    observed = number(1900, date.today().year, whole=True, after="년도?")
    schema = Schema(
        (
            Column("region", whole_region(regions), _REGIONS),
            Column("year", observed, _YEARS),
            Column("value", number(0), ("값", "수치", "데이터")),
        )
    )
    table = read_table(path, schema)
    refuse_repeats(table, ["region", "year"], path)
    return table.pivot(index="region", columns="year", values="value").sort_index(axis=1)


def read_treated(path: Path, regions: pd.DataFrame) -> pd.Series[int]:
    """First treated year by region of a planner's table with ``region`` and ``year``.

    Raises
    ------
    DataError
        Naming file, row, column, value and mend.
    """
    schema = Schema(
        (
            Column("region", region(regions), _REGIONS),
            Column("year", _YEAR, (*_YEARS, "개소연도", "지정연도")),
        )
    )
    table = read_table(path, schema)
    refuse_repeats(table, ["region"], path)
    return table.set_index("region")["year"].astype(int)


def designated(dataset: Dataset) -> pd.Series[int]:
    """First year of the designated special areas, by region: the nine of 2018."""
    told = dataset.designations
    years = told["start"].astype(str).str[:4].astype(int)
    return years.groupby(told["region_code"].astype(str)).min()


def from_statistics(dataset: Dataset, measure: str, industry: str) -> pd.DataFrame:
    """Region × year of the dataset's own figures.

    Raises
    ------
    DataError
        Where the dataset has none, naming what it has.
    """
    panel = dataset.panel()
    periods = panel.periods(measure, [industry])
    if not periods:
        held = dataset.statistics[["measure", "industry"]].drop_duplicates()
        there = held[held["measure"] == measure]["industry"]
        raise DataError(
            "no {measure} of {industry} in the data; there is {held}",
            measure=measure,
            industry=industry,
            held=", ".join(there if len(there) else held["measure"].unique()),
        )
    part = max(periods).part  # whole years, or the half-year that is observed last
    columns = {
        when.year: panel.series(measure, industry, when)
        for when in sorted(periods)
        if when.part == part
    }
    return pd.DataFrame(columns).sort_index(axis=1)


def first_year_for_most(panel: RegionPanel) -> int:
    """The year from which on most treated regions can be compared; the earliest of equal ones.

    Of data alone: a treated region counts where it has a figure above zero in every year from then
    on, and a year before its treatment among them. No estimate is looked at.
    """
    years = [int(year) for year in panel.values.columns]
    first = panel.first[panel.first.index.isin(panel.values.index)]
    figures = panel.values.loc[first.index] > 0
    carried = {
        year: int((figures.loc[:, year:].all(axis=1) & (first > year) & (first <= years[-1])).sum())
        for year in years
    }
    return max(years, key=lambda year: (carried[year], -year))


def from_year(panel: RegionPanel, year: int) -> RegionPanel:
    """The panel without the years before `year`."""
    return replace(panel, values=panel.values.loc[:, year:])


def breaks_within(measure: str, years: Sequence[int]) -> list[Text]:
    """A note on each new series of a measure that begins after the first year, up to the last."""
    return [
        Text(
            "the series begins anew in {year}: a jump that all regions share drops out, one that"
            " differs between them counts as an effect",
            year=when.year,
        )
        for when in series_breaks().get(measure, [])
        if years[0] < when.year + (when.part == "H2") <= years[-1]
    ]


def even(panel: RegionPanel) -> EvenPanel:
    """The regions and years that can be compared.

    Regions with a gap or a zero are left out, as are those treated from the first year on, and
    those treated only after the last.

    Raises
    ------
    DataError
        Where nothing is left to compare, with why.
    """
    values = panel.values
    notes: list[Text] = []
    years = [int(year) for year in values.columns]
    if len(years) < 2:
        raise DataError(
            "effects cannot be measured: {what} is observed in {count} year; at least one year"
            " before the treatment and one after it are needed",
            what=panel.what,
            count=len(years),
        )
    whole = (values > 0).all(axis=1)
    if not whole.all():
        notes.append(
            Text("{count} regions with a gap or a zero are left out", count=int((~whole).sum()))
        )
    first = panel.first.astype(float).reindex(values.index)
    early, late = first <= years[0], first > years[-1]
    _refuse_unseen(panel, first, years)
    if early.any():
        notes.append(
            Text(
                "treated before anything was observed, so left out: {regions}",
                regions=_named(panel, values.index[early.to_numpy()]),
            )
        )
    if late.any():
        notes.append(
            Text(
                "treated only after the last year, so left out: {regions}",
                regions=_named(panel, values.index[late.to_numpy()]),
            )
        )
    lost = values.index[(~whole & first.notna() & ~early & ~late).to_numpy()]
    if len(lost):
        notes.append(
            Text(
                "treated, but left out for a gap or a zero: {regions}", regions=_named(panel, lost)
            )
        )
    if absent := sorted(set(panel.first.index) - set(values.index)):
        notes.append(
            Text("treated, but without any figure: {regions}", regions=_named(panel, absent))
        )
    kept = whole & ~early & ~late
    values, first = values[kept], first[kept]
    begun = np.where(first.isna(), -1, np.searchsorted(years, first.fillna(years[0])))
    if (begun < 0).sum() < LEAST_CONTROLS:
        raise DataError(
            "effects cannot be measured: only {count} regions are never treated and without gaps;"
            " {least} are needed to tell an effect from chance",
            count=int((begun < 0).sum()),
            least=LEAST_CONTROLS,
        )
    if not (begun >= 0).any():
        raise DataError(
            "effects cannot be measured: no treated region has a figure above zero in every year"
            " ({years}); leave out the years with gaps",
            years=", ".join(map(str, years)),
        )
    gaps = _gaps(years, begun, first)
    notes += [
        Text(
            "treatment begins in {first}, and the last year observed before it is {base}: what"
            " happened between them is taken for its effect",
            first=year,
            base=base,
        )
        for year, base in gaps
    ]
    outcomes = np.log(values.to_numpy(float))
    unseen = max((year - base - 1 for year, base in gaps), default=0)
    return EvenPanel(values.index.astype(str).tolist(), years, outcomes, begun, notes, unseen)


def _refuse_unseen(panel: RegionPanel, first: pd.Series[float], years: list[int]) -> None:
    inside = (first > years[0]) & (first <= years[-1])
    if inside.any():
        return
    begins = panel.first
    if begins.empty or not len(first.dropna()):
        raise DataError(
            "effects cannot be measured: no treated region is among those with {what}",
            what=panel.what,
        )
    if (first.dropna() <= years[0]).all():
        raise DataError(
            "effects cannot be measured: {what} is observed from {year} on, and treatment begins in"
            " {begins}; without a year before it nothing tells an effect from what was there",
            what=panel.what,
            year=years[0],
            begins=int(begins.max()),
        )
    raise DataError(
        "effects cannot be measured yet: {what} is observed up to {year}, and treatment begins in"
        " {begins}",
        what=panel.what,
        year=years[-1],
        begins=int(begins.min()),
    )


def _gaps(years: list[int], begun: Places, first: pd.Series[float]) -> list[tuple[int, int]]:
    """First treated years with the last year observed before, where that is not the year before."""
    told = {
        (int(year), years[place - 1])
        for year, place in zip(first, begun, strict=True)
        if place > 0 and year - years[place - 1] > 1
    }
    return sorted(told)


def _named(panel: RegionPanel, codes: Iterable[object]) -> Text:
    return Joined(", ", [panel.names[str(code)] for code in codes])
