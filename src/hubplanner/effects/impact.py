"""What hubs would mean beforehand: their spending, and the jobs around them if these were lost."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from hubplanner.dataset.panel import Floats
from hubplanner.effects.multipliers import Production, from_demand, from_output
from hubplanner.effects.national_table import NationalTable
from hubplanner.effects.regional_inputs import DELTAS, regional
from hubplanner.industries.result import UNKNOWN

JOBS_UNIT = 10.0
"""Coefficients of jobs are per billion won, money is in 100 million won (억 원)."""
REACH_MINUTES = 45.0


@dataclass(frozen=True)
class Around:
    """A hub's catchment.

    Attributes
    ----------
    sizes
        Of each sector there (:func:`hubplanner.effects.national_table.sector_sizes`).
    jobs
        Persons at risk there by industry of the project, ``unknown`` among them.
    regions
        How many regions it holds.
    """

    sizes: Floats
    jobs: pd.Series[float]
    regions: int


def catchment(
    minutes: pd.Series[float], sizes: pd.DataFrame, jobs: pd.DataFrame, reach: float
) -> Around:
    """The regions within `reach` minutes of a hub's region, that one always among them."""
    near = minutes.index[(minutes <= reach).to_numpy()].intersection(sizes.index)
    return Around(
        sizes.loc[near].sum(axis=0, min_count=1).to_numpy(float),
        jobs.reindex(near).fillna(0.0).sum(),
        len(near),
    )


def spending_impact(
    table: NationalTable, around: Around, nation: Floats, sector: int, spending: tuple[float, float]
) -> pd.DataFrame:
    """What a year's spending of a hub sets in motion; money in 억 원.

    Parameters
    ----------
    table, sector
        The national table, and the sector that the spending is output of.
    around, nation
        Where the hub stands; sizes of the sectors in the nation.
    spending
        The least and the most a year.

    Returns
    -------
    DataFrame
        Rows ``region_low`` (least spending, δ = 0.4), ``region_high`` (most spending, δ = 0.1),
        ``nation_low``, ``nation_high``; columns as :func:`told`.
    """
    rows = {}
    for end, delta, amount in zip(("low", "high"), DELTAS, spending, strict=True):
        demand = np.zeros(len(table.sectors))
        demand[sector] = amount
        home = regional(table.inputs, around.sizes, nation, delta)
        rows[f"region_{end}"] = told(table, from_demand(home, demand))
        rows[f"nation_{end}"] = told(table, from_demand(table.inputs, demand))
    order = ["region_low", "region_high", "nation_low", "nation_high"]
    return pd.DataFrame(rows).T.loc[order]


def loss_impact(table: NationalTable, around: Around, nation: Floats) -> pd.DataFrame:
    """What would follow if the jobs at risk around a hub were lost; money in 억 원.

    The output of each sector is its jobs at risk over jobs per output. Suppliers among the same
    sectors are part of what is lost; only sectors that hold no jobs at risk follow
    (:func:`hubplanner.effects.multipliers.from_output`). Jobs of unknown industry are left out.

    Returns
    -------
    DataFrame
        Rows ``region_low``, ``region_high``, ``nation``; columns as :func:`told`.
    """
    output = output_of(table, around.jobs)
    cut = {
        f"region_{end}": regional(table.inputs, around.sizes, nation, delta)
        for end, delta in zip(("low", "high"), DELTAS, strict=True)
    }
    inputs = {**cut, "nation": table.inputs}
    return pd.DataFrame(
        {row: told(table, from_output(matrix, output)) for row, matrix in inputs.items()}
    ).T


def output_of(table: NationalTable, jobs: pd.Series[float]) -> Floats:
    """Output (억 원) that jobs by industry stand for, sector by sector."""
    known = jobs.drop(labels=UNKNOWN, errors="ignore")
    divisions = known.groupby(known.index.str[:3]).sum()
    held = np.array(
        [divisions.reindex(list(sector)).sum() for sector in table.sectors["industries"]]
    )
    per_output = table.sectors["jobs"].to_numpy(float)
    output = np.zeros(len(held))
    np.divide(held * JOBS_UNIT, per_output, out=output, where=(held > 0) & (per_output > 0))
    return output


def told(table: NationalTable, made: Production) -> dict[str, float]:
    """Output and value added in 억 원, jobs in persons: direct, indirect and both."""
    value = made.weighed(table.sectors["value_added"].to_numpy(float))
    jobs = made.weighed(table.sectors["jobs"].to_numpy(float) / JOBS_UNIT)
    output = float(made.direct.sum()), float(made.indirect.sum())
    return {
        f"{what}_{part}": amount
        for what, both in (("output", output), ("value_added", value), ("jobs", jobs))
        for part, amount in zip(("direct", "indirect", "total"), (*both, sum(both)), strict=True)
    }
