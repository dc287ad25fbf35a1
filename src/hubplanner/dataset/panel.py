"""The statistics as columns over regions: which figures are reliable and which period counts.

Scores, weights of demand, industries of the network, rules and draws all read them here.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from copy import copy
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from hubplanner.regions import read_reference

MIN_COVERAGE = 2 / 3
"""An indicator, period or labour-market area counts from this share of its regions on: below it a
region would be compared with another set of regions than the rest (OECD 2008, Handbook on
Constructing Composite Indicators, on missing data)."""

WINDOW_YEARS = 5
"""A change is read over at most this many years."""

Floats = npt.NDArray[np.float64]


class ReferencePeriod(NamedTuple):
    """A year (``Y``) or half-year (``H1``, ``H2``).

    >>> str(ReferencePeriod(2025, "H1")), str(ReferencePeriod(2020, "Y"))
    ('2025H1', '2020')
    """

    year: int
    part: str

    def __str__(self) -> str:
        return f"{self.year}{'' if self.part == 'Y' else self.part}"


Column = tuple[str, str, ReferencePeriod]
"""Measure, industry and period: one value a region."""


class Panel:
    """Reliable values by measure, industry and period, each an array over the regions.

    Parameters
    ----------
    regions
        Region codes; the order of every array.
    statistics
        Tidy statistics (see :class:`hubplanner.dataset.Dataset`). Rows that the publisher marks
        unreliable are left out, as are those of other regions.
    as_of
        Hides everything observed after this year.
    breaks
        By measure the first periods of a new series (see :func:`series_breaks`): what lies before
        one is not compared with what lies after it.

    Attributes
    ----------
    statistics
        All rows up to that year, unreliable ones too.
    """

    def __init__(
        self,
        regions: pd.Index[str],
        statistics: pd.DataFrame,
        as_of: int | None = None,
        breaks: Mapping[str, Sequence[ReferencePeriod]] = MappingProxyType({}),
    ) -> None:
        if as_of is not None:
            statistics = statistics[statistics["year"] <= as_of]
        self.regions = regions
        self.as_of = as_of
        self.statistics = statistics
        self._breaks = breaks
        row = regions.get_indexer(pd.Index(statistics["region_code"]))
        kept = (row >= 0) & (statistics["flag"] != "unreliable").to_numpy(bool)
        kept &= statistics["value"].notna().to_numpy(bool)
        keys = ("measure", "industry", "year", "period")
        group = np.zeros(len(statistics), dtype=np.int64)
        for key in keys:
            codes, names = pd.factorize(statistics[key])
            group = group * len(names) + codes
        order = np.flatnonzero(kept)[np.argsort(group[kept], kind="stable")]
        starts = np.unique(group[order], return_index=True)[1]
        ends = np.append(starts[1:], len(order))
        named = zip(*(statistics[key].to_numpy()[order[starts]] for key in keys), strict=True)
        self._rows = {
            (str(measure), str(industry), ReferencePeriod(int(year), str(part))): order[start:end]
            for (measure, industry, year, part), start, end in zip(
                named, starts, ends, strict=False
            )
        }
        self._region_row = row
        self._value = statistics["value"].to_numpy(float)
        self._rse = statistics["rse"].to_numpy(float) if self.states_errors else None
        self._source = statistics["source"].to_numpy()
        self._noted: set[Column] = set()

    @property
    def newest_year(self) -> float:
        """The year that the panel looks back from: `as_of`, else the last that enough regions have.

        One region's newer figure makes no other's old. Of all figures where no period has enough;
        nan without any.
        """
        if self.as_of is not None:
            return self.as_of
        enough = [
            when.year
            for (_, _, when), rows in self._rows.items()
            if is_enough(len(rows), len(self.regions))
        ]
        return float(max(enough)) if enough else float(self.statistics["year"].max())

    @property
    def states_errors(self) -> bool:
        """Whether a table came with relative standard errors."""
        return "rse" in self.statistics

    def noting(self, read: set[Column]) -> Panel:
        """The same panel, which adds to `read` every column whose values are asked of it."""
        noting = copy(self)
        noting._noted = read
        return noting

    def column(self, measure: str, industry: str, when: ReferencePeriod) -> Floats:
        """One value a region, NaN where none was observed."""
        self._noted.add((measure, industry, when))
        values = np.full(len(self.regions), np.nan)
        rows = self._rows.get((measure, industry, when))
        if rows is not None:
            values[self._region_row[rows]] = self._value[rows]
        return values

    def errors(self, measure: str, industry: str, when: ReferencePeriod) -> Floats:
        """Relative standard error of :meth:`column` as a fraction, 0 where none is stated."""
        errors = np.zeros(len(self.regions))
        rows = self._rows.get((measure, industry, when))
        if rows is not None and self._rse is not None:
            errors[self._region_row[rows]] = np.nan_to_num(self._rse[rows]) / 100
        return errors

    def series(self, measure: str, industry: str, when: ReferencePeriod) -> pd.Series[float]:
        """:meth:`column` indexed by region code."""
        return pd.Series(self.column(measure, industry, when), index=self.regions)

    def sources(self, measure: str, industry: str, when: ReferencePeriod) -> set[str]:
        """Ids of the sources of a column."""
        rows = self._rows.get((measure, industry, when))
        return set() if rows is None else {str(source) for source in set(self._source[rows])}

    def industries(self, measure: str, when: ReferencePeriod) -> list[str]:
        """Industries observed anywhere for a measure and period."""
        return sorted(i for m, i, p in self._rows if m == measure and p == when)

    def periods(self, measure: str, industries: Sequence[str]) -> dict[ReferencePeriod, int]:
        """By period, oldest first: in how many regions all of the industries have a row."""
        found: dict[ReferencePeriod, int] = {}
        for name, industry, when in self._rows:
            if name == measure and industry == industries[0]:
                found[when] = min(len(self._rows.get((name, i, when), ())) for i in industries)
        return {when: found[when] for when in sorted(found) if found[when]}

    def like(
        self, end: ReferencePeriod, measure: str, *industries: str
    ) -> tuple[ReferencePeriod, ...]:
        """Periods up to `end` of the same half-year and the same series, oldest first."""
        return tuple(
            when
            for when in self.periods(measure, industries)
            if when.part == end.part and when <= end and self._unbroken(measure, when, end)
        )

    def _unbroken(self, measure: str, start: ReferencePeriod, end: ReferencePeriod) -> bool:
        return unbroken(self._breaks.get(measure, ()), start, end)

    def latest(
        self, measure: str, *industries: str, until: int | None = None
    ) -> ReferencePeriod | None:
        """The last period that enough regions have, or the last at all, or None.

        `until` hides the years after it.
        """
        periods = self.periods(measure, industries)
        if until is not None:
            periods = {when: count for when, count in periods.items() if when.year <= until}
        return _last(periods, len(self.regions))

    def span(
        self, measure: str, *industries: str, years: int
    ) -> tuple[ReferencePeriod, ReferencePeriod] | None:
        """The latest period and the like one exactly so many years before, where both are there."""
        end = self.latest(measure, *industries)
        if end is None:
            return None
        start = end._replace(year=end.year - years)
        return (start, end) if start in self.like(end, measure, *industries) else None

    def newest(self, measure: str, industries: Sequence[str]) -> list[ReferencePeriod]:
        """Periods with any of the industries: the latest (as above), then the others backwards."""
        seen: dict[ReferencePeriod, set[int]] = {}
        for (name, industry, when), rows in self._rows.items():
            if name == measure and industry in industries:
                seen.setdefault(when, set()).update(self._region_row[rows].tolist())
        latest = _last({when: len(rows) for when, rows in seen.items()}, len(self.regions))
        return sorted(seen, key=lambda when: (when == latest, when), reverse=True)

    def window(
        self, measure: str, *industries: str, years: int = WINDOW_YEARS
    ) -> tuple[ReferencePeriod, ReferencePeriod] | None:
        """The change to read: the latest period and the earliest like one within `years` before.

        Like: the same half-year of the same series. None where there are not two such periods.
        """
        periods = self.periods(measure, industries)
        end = _last(periods, len(self.regions))
        if end is None:
            return None
        before = {
            when: count
            for when, count in periods.items()
            if when.part == end.part
            and end.year - years <= when.year < end.year
            and self._unbroken(measure, when, end)
        }
        if not before:
            return None
        enough = [when for when, count in before.items() if is_enough(count, len(self.regions))]
        return (enough or list(before))[0], end


@cache
def series_breaks() -> dict[str, list[ReferencePeriod]]:
    """By measure the first periods of a new series, from ``data/references/series_breaks.csv``."""
    breaks: dict[str, list[ReferencePeriod]] = {}
    for row in read_reference("series_breaks").to_dict("records"):
        first = ReferencePeriod(int(row["year"]), row["period"])
        breaks.setdefault(row["measure"], []).append(first)
    return breaks


def unbroken(
    breaks: Sequence[ReferencePeriod], start: ReferencePeriod, end: ReferencePeriod
) -> bool:
    """Whether two periods lie in one series, none of whose breaks is between them."""
    return not any(start < new <= end for new in breaks)


def is_enough(count: int, regions: int) -> bool:
    """Whether so many of the regions stand for all of them, see :data:`MIN_COVERAGE`."""
    return count >= least_of(regions)


def least_of(regions: int) -> int:
    """So many of the regions, and more, stand for all of them."""
    return math.ceil(MIN_COVERAGE * regions)


def _last(periods: dict[ReferencePeriod, int], regions: int) -> ReferencePeriod | None:
    enough = [when for when, count in periods.items() if is_enough(count, regions)]
    return max(enough or periods, default=None)
