"""The labour-market area: a region together with its neighbours, weighted by distance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import pandas as pd

from hubplanner.dataset.industry_tables import IndustryTables
from hubplanner.dataset.panel import MIN_COVERAGE, Floats, Panel, ReferencePeriod


def commuting_kernel(
    km: pd.DataFrame, reach_km: float, decay: Literal["normal", "exponential"] = "normal"
) -> pd.DataFrame:
    r"""How much a neighbour counts in a region's labour-market area.

    .. math:: w_{rs} = e^{-(d_{rs} / R)^2}

    the normal curve of distance decay (Ingram 1971): hardly less than 1 next door, next to
    nothing beyond 2R. The region itself has weight 1.

    Parameters
    ----------
    km
        Distances between regions, region by region, in km; a pair without a way between them may
        be infinite and gets weight 0.
    reach_km
        R: where the weight has fallen to 1/e.
    decay
        ``exponential`` takes :math:`e^{-d_{rs} / R}` (Wilson 1971) instead, whose tail is long.

    Examples
    --------
    >>> km = pd.DataFrame([[0.0, 15.0], [15.0, 0.0]], index=["a", "b"], columns=["a", "b"])
    >>> commuting_kernel(km, 30).round(3).loc["a"].to_dict()
    {'a': 1.0, 'b': 0.779}
    """
    weights = np.exp(-((km.to_numpy(float) / reach_km) ** (2 if decay == "normal" else 1)))
    np.fill_diagonal(weights, 1.0)
    return pd.DataFrame(weights, index=km.index, columns=km.columns)


def area_sums(amounts: pd.DataFrame, kernel: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series[float]]:
    """Kernel-weighted sums over each labour-market area, and how much of the area was observed.

    A region of which one of the amounts is missing counts in none of the sums, so that ratios
    compare like with like. An area of which less than :data:`MIN_COVERAGE` of the weight is
    observed has no sums.

    >>> km = pd.DataFrame([[0.0, 30.0], [30.0, 0.0]], index=["a", "b"], columns=["a", "b"])
    >>> amounts = pd.DataFrame({"made": [10.0, 20.0]}, index=["a", "b"])
    >>> area_sums(amounts, commuting_kernel(km, 30))[0]["made"].round(2).tolist()
    [17.36, 23.68]
    """
    values, weights = amounts.to_numpy(float), kernel.to_numpy(float)
    seen = ~np.isnan(values).any(axis=1)
    sums = weights[:, seen] @ values[seen]
    coverage = weights[:, seen].sum(axis=1) / weights.sum(axis=1)
    sums[coverage < MIN_COVERAGE] = np.nan
    return (
        pd.DataFrame(sums, index=amounts.index, columns=amounts.columns, copy=False),
        pd.Series(coverage, index=amounts.index),
    )


@dataclass(frozen=True)
class Amounts:
    """What an indicator computes on: amounts of the same regions, and their national sums.

    Of a panel whose columns are drawn many times, the parts are tables of regions × draws and the
    sums one number a draw.
    """

    parts: tuple[Any, ...]
    nation: tuple[Any, ...]
    coverage: pd.Series[float]
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Structure:
    """Amounts by industry (columns) at one or more periods, with the nation's."""

    tables: tuple[pd.DataFrame, ...]
    nation: tuple[pd.Series[float], ...]
    coverage: pd.Series[float]
    sources: tuple[str, ...]


@dataclass(frozen=True)
class View:
    """The panel as seen by region (no kernel) or by labour-market area, with the tables of the
    nation's industries that a planner gives."""

    panel: Panel
    kernel: pd.DataFrame | None = None
    tables: IndustryTables = field(default_factory=IndustryTables)

    def amounts(self, *columns: tuple[str, str, ReferencePeriod]) -> Amounts:
        """Columns (measure, industry, period) where all of them are observed, else missing.

        ``coverage`` is 1 or 0 by region, the observed share of the weight by area. ``nation`` are
        sums over regions either way: an area is compared with the nation, not with all areas.
        """
        read = [self.panel.column(*column) for column in columns]
        drawn = any(column.ndim > 1 for column in read)
        if drawn:  # side by side: all draws of the first amount, then those of the next
            draws = max(column.shape[-1] for column in read if column.ndim > 1)
            shape = (len(self.panel.regions), draws)
            read = [np.broadcast_to(c if c.ndim > 1 else c[:, None], shape) for c in read]
        values: Floats = np.column_stack(read)
        unseen = np.isnan(values).any(axis=1)
        sums = values[~unseen].sum(axis=0)
        values[unseen] = np.nan
        table = pd.DataFrame(values, index=self.panel.regions, copy=False)
        if self.kernel is None:
            coverage = table[0].notna().astype(float)
        else:
            table, coverage = area_sums(table, self.kernel)
        sources = sorted(set().union(*(self.panel.sources(*column) for column in columns)))
        if not drawn:
            nation = tuple(float(total) for total in sums)
            return Amounts(tuple(table[c] for c in table), nation, coverage, tuple(sources))
        each = [slice(i * draws, (i + 1) * draws) for i in range(len(columns))]
        parts = tuple(table.iloc[:, part].set_axis(range(draws), axis="columns") for part in each)
        return Amounts(parts, tuple(pd.Series(sums[p]) for p in each), coverage, tuple(sources))

    def industries(self, measure: str, keys: Sequence[str], *periods: ReferencePeriod) -> Structure:
        """Regions × industries at each period, a cell only where it is observed at all of them.

        ``coverage`` is the mean over industries of what :meth:`amounts` gives for one.
        """
        found = [self.amounts(*((measure, key, when) for when in periods)) for key in keys]
        tables = tuple(
            pd.concat([one.parts[i] for one in found], axis="columns", keys=keys)
            for i in range(len(periods))
        )
        nation = tuple(
            pd.Series([one.nation[i] for one in found], index=list(keys))
            for i in range(len(periods))
        )
        coverage = sum((one.coverage for one in found[1:]), start=found[0].coverage) / len(found)
        sources = sorted(set().union(*(one.sources for one in found)))
        return Structure(tables, nation, coverage, tuple(sources))
