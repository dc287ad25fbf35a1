"""A planner's own figures by division, in place of the estimate."""

from __future__ import annotations

import pandas as pd

from hubplanner.industries.evidence import DIVISIONS
from hubplanner.industries.result import UNKNOWN

OWN_MEASURES = {"workers": 1.0, "employed": 1000.0, "insured": 1.0}
"""Measures of a planner's own figures that take the estimate's place, and persons a unit of each;
for each region the first that it has."""


def rows_of_shares(statistics: pd.DataFrame, as_of: int | None) -> pd.DataFrame:
    """The rows of a planner's statistics that tell the divisions of a region, in ``persons``.

    Of each region one measure, year and period, the newest that tells a division, with its figure
    for manufacturing where there is one.
    """
    rows = statistics[
        statistics["measure"].isin(OWN_MEASURES)
        & statistics["industry"].isin([*DIVISIONS, "manufacturing"])
        & (statistics["flag"] != "unreliable")
    ]
    rows = rows if as_of is None else rows[rows["year"] <= as_of]
    told = set(rows.loc[rows["industry"] != "manufacturing", "region_code"])
    rows = rows[rows["region_code"].isin(told)]
    rows = rows.assign(
        persons=rows["value"] * rows["measure"].map(OWN_MEASURES).astype(float),
        choice=rows["measure"].map(list(OWN_MEASURES).index),
    )
    order = ["region_code", "choice", "year", "period"]
    rows = rows.sort_values(order, ascending=[True, True, False, False], kind="stable")
    divisions = rows[rows["industry"] != "manufacturing"]
    return rows.merge(divisions.drop_duplicates("region_code")[order], on=order)


def own_shares(
    statistics: pd.DataFrame, totals: pd.Series[float], as_of: int | None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A planner's own figures by division as shares of the region's manufacturing.

    The whole is the figure for manufacturing of the same table and year; where there is none, the
    region's total, or the sum of the figures where that is larger.
    """
    rows = rows_of_shares(statistics, as_of)
    cells = rows.pivot(index="region_code", columns="industry", values="persons")
    cells = cells.reindex(columns=["manufacturing", *DIVISIONS]).astype(float)
    figures = cells[list(DIVISIONS)]
    stated = cells["manufacturing"].fillna(totals.reindex(cells.index))
    own = figures.div(stated.clip(lower=figures.sum(axis=1)), axis=0)
    basis = rows[rows["industry"] != "manufacturing"].set_index(["region_code", "industry"])
    basis = basis.assign(kinds="statistics", sources=basis["source"], status="observed")
    return own, basis[["kinds", "sources", "year", "status"]].astype({"year": "Int64"})


def with_own(shares: pd.DataFrame, own: pd.DataFrame) -> pd.DataFrame:
    """The planner's cells in place of the estimate's; the rest of the row fills up to 1."""
    rows = {}
    for code in own.index:
        figures = own.loc[code].dropna()
        rest = shares.loc[code].drop(figures.index)
        left = max(1.0 - float(figures.sum()), 0.0)
        held = float(rest.sum())
        rest = rest * (left / held) if held > 0 else rest.mask(rest.index == UNKNOWN, left)
        rows[code] = pd.concat([figures, rest])
    replaced = pd.DataFrame.from_dict(rows, orient="index").reindex(columns=shares.columns)
    return pd.concat([shares.drop(own.index), replaced]).loc[shares.index]
