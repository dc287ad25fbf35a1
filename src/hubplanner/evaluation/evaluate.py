"""All that reports of a year say: the sheet, trends, flags, outliers, and what is not known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from hubplanner.errors import DataError
from hubplanner.evaluation.flags import Flag, find_flags, find_outliers
from hubplanner.evaluation.indicators import Indicators
from hubplanner.evaluation.measures import FIGURES, PROGRAMME, series, table_one, trends
from hubplanner.evaluation.reports import Reports
from hubplanner.evaluation.targets import first_years, in_years
from hubplanner.language import Pair, Text


@dataclass(frozen=True)
class Evaluation:
    """What reports say of one year.

    Attributes
    ----------
    year, years
        The year judged, and all years that are reported.
    indicators
        By which it is judged.
    names
        Hubs by id, in the order of the reports, each by its newest name.
    reports
        What was read, with what was odd about it and what was not used.
    table_one, trends, outliers, flags
        See :mod:`hubplanner.evaluation.measures` and :mod:`hubplanner.evaluation.flags`.
    series
        Every figure by year, hub and indicator, computed ones and the programme's included.
    first_years
        By hub of the plan, the first year of work, from which targets count (None where it does
        not begin); None without targets.
    """

    year: int
    years: tuple[int, ...]
    indicators: Indicators
    names: Mapping[str, Text]
    reports: Reports
    table_one: pd.DataFrame
    series: pd.DataFrame
    trends: pd.DataFrame
    outliers: pd.DataFrame
    flags: list[Flag]
    first_years: Mapping[str, int | None] | None

    @property
    def planned(self) -> bool:
        """Whether there were targets."""
        return self.first_years is not None

    def of(self, hub: str) -> pd.DataFrame:
        """The sheet of one hub (or ``programme``), by indicator."""
        return self.table_one[self.table_one["hub_id"] == hub].set_index("indicator")

    def name(self, hub: str) -> Text:
        """A hub's name; of the programme 'all hubs'."""
        return self.names[hub] if hub != PROGRAMME else Text("all hubs")


def evaluate(
    reports: Reports,
    indicators: Indicators,
    targets: pd.DataFrame | None = None,
    *,
    year: int | None = None,
    first_year: int | None = None,
) -> Evaluation:
    """Judge reports that hold nothing to refuse.

    Parameters
    ----------
    reports
        From :func:`hubplanner.evaluation.reports.read_reports`.
    targets
        By year of work, from :func:`hubplanner.evaluation.targets.read_targets`.
    year
        Which year; the last one reported where omitted.
    first_year
        The first year of work of all hubs, for the targets; by hub, as of
        :func:`hubplanner.evaluation.targets.first_years`, where omitted.

    Raises
    ------
    ReportError
        When the reports hold what no figure can be told with.
    DataError
        When the year is not reported.
    """
    reports.refuse()
    figures = reports.rows[FIGURES]
    years = tuple(sorted(int(one) for one in figures["year"].unique()))
    year = years[-1] if year is None else year
    if year not in years:
        raise DataError(
            "no report states figures of {year}; years reported: {years}",
            year=year,
            years=", ".join(map(str, years)),
        )
    if targets is None:
        first = None
        dated = pd.DataFrame(columns=["year", "hub_id", "indicator", "target"])
    else:
        first = first_years(targets, years, first_year)
        dated = in_years(targets, first, years)
    until = figures[figures["year"] <= year]
    return Evaluation(
        year=year,
        years=years,
        indicators=indicators,
        names=_names(reports.rows, targets),
        reports=reports,
        table_one=table_one(until, dated, indicators, year),
        series=series(until, indicators),
        trends=trends(until, indicators),
        outliers=find_outliers(until, indicators, year),
        flags=find_flags(until, dated, indicators, year),
        first_years=first,
    )


def results_by_hub(evaluation: Evaluation) -> pd.DataFrame:
    """What a year's reports come to, hub by hub.

    Returns
    -------
    DataFrame
        By ``hub_id``: ``year``, ``targets`` (how many it has figures for), ``targets_met`` of
        these, ``leverage`` (co-investment a national won; missing where not stated), ``flags``.
    """
    sheet = evaluation.table_one[evaluation.table_one["hub_id"] != PROGRAMME]
    flags = pd.Series([flag.hub_id for flag in evaluation.flags], dtype=object).value_counts()
    rows = {}
    for hub, own in sheet.groupby("hub_id", sort=False):
        met = own["met"].dropna()
        leverage = own.loc[own["indicator"] == "leverage", "value"]
        rows[hub] = {
            "year": evaluation.year,
            "targets": len(met),
            "targets_met": int(met.astype(bool).sum()),
            "leverage": float(leverage.iloc[0]) if len(leverage) else float("nan"),
            "flags": int(flags.get(hub, 0)),
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("hub_id")


def _names(rows: pd.DataFrame, targets: pd.DataFrame | None) -> dict[str, Text]:
    """The newest name by hub; the plan's English beside it where the name is the plan's."""
    named = rows[rows["hub"] != ""].sort_values("year", kind="stable")
    newest = dict(zip(named["hub_id"], named["hub"], strict=True))
    english: dict[tuple[str, str], str] = {}
    if targets is not None:
        keys = zip(targets["hub_id"], targets["hub_ko"], strict=True)
        english = dict(zip(keys, targets["hub_en"], strict=True))
    return {
        hub: Pair(newest.get(hub, hub), english.get((hub, newest.get(hub, hub)), ""))
        for hub in dict.fromkeys(rows["hub_id"])
    }
