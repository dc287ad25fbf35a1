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
        Tidy statistics (see :class:`hubplanner.dataset.Dataset`).

    Returns
    -------
    DataFrame
        ``region_code``, ``year``, ``measure``, ``value``, ``unit``, ``source``, ``flag``; a value
        that was not published is an absent row.
    """
    measure = statistics["measure"]
    industry = measure.map({name: industry for name, (industry, _) in SERIES.items()})
    period = measure.map({name: period for name, (_, period) in SERIES.items()})
    wanted = (statistics["industry"] == industry) & (statistics["period"] == period)
    columns = ["region_code", "year", "measure", "value", "unit", "source", "flag"]
    return statistics.loc[wanted, columns].reset_index(drop=True)
