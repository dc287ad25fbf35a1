"""The few series that a region's profile draws, out of the statistics."""

from __future__ import annotations

import pandas as pd

SERIES = {
    "gva": ("manufacturing", "Y"),
    "employed": ("mining_and_manufacturing", "H1"),
    "population": ("total", "Y"),
}
"""Measure → industry and period: output, work and people."""


def trends(statistics: pd.DataFrame) -> pd.DataFrame:
    """Rows of the statistics that tell output, work and people through the years.

    Parameters
    ----------
    statistics
        Tidy statistics (see :class:`hubplanner.sources.Dataset`).

    Returns
    -------
    DataFrame
        ``region_code``, ``year``, ``measure``, ``value``, ``unit``, ``source``, ``flag``; a value
        that was not published is an absent row.
    """
    # Measure first: it leaves few rows for the other comparisons.
    known = statistics[statistics["measure"].isin(list(SERIES))]
    wanted = pd.Series(False, index=known.index)
    for measure, (industry, period) in SERIES.items():
        wanted |= (
            (known["measure"] == measure)
            & (known["industry"] == industry)
            & (known["period"] == period)
        )
    columns = ["region_code", "year", "measure", "value", "unit", "source", "flag"]
    return known.loc[wanted, columns].reset_index(drop=True)
