"""The few series that a region's profile draws, out of the statistics."""

from __future__ import annotations

import pandas as pd

from hubplanner.dataset.panel import Panel

SERIES = {
    "gva": ("manufacturing", "Y"),
    "employed": ("mining_and_manufacturing", "H1"),
    "population": ("total", "Y"),
}
"""Measure → industry and period: output, work and people."""


def trends(panel: Panel) -> pd.DataFrame:
    """Rows of the statistics that tell output, work and people through the years.

    Unreliable figures are among them: they are drawn with their mark, though nothing counts them.

    Returns
    -------
    DataFrame
        ``region_code``, ``year``, ``measure``, ``value``, ``unit``, ``source``, ``flag``; a value
        that was not published is an absent row.
    """
    statistics = panel.statistics
    columns = ["region_code", "year", "measure", "value", "unit", "source", "flag"]
    return statistics.loc[is_drawn(statistics), columns].reset_index(drop=True)


def is_drawn(statistics: pd.DataFrame) -> pd.Series[bool]:
    """By row of the statistics: whether it is of one of `SERIES`."""
    measure = statistics["measure"]
    industry = measure.map({name: industry for name, (industry, _) in SERIES.items()})
    period = measure.map({name: period for name, (_, period) in SERIES.items()})
    return (statistics["industry"] == industry) & (statistics["period"] == period)
