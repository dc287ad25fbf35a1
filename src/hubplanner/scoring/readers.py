"""From the panel to an indicator's values: which periods a formula reads, and of which figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

import pandas as pd
from pydantic import BaseModel, ConfigDict

from hubplanner.dataset.industry_tables import IndustryTables
from hubplanner.dataset.panel import Panel, ReferencePeriod
from hubplanner.scoring import indicators as formulas
from hubplanner.scoring.exposure import DivisionWeights, ailing_weights, linkage_weights
from hubplanner.scoring.labour_market_area import Amounts, Structure, View
from hubplanner.scoring.shift_share import dynamic_shift_share, esteban_marquillas
from hubplanner.tables.industries import DIVISION

MIN_DIVISIONS = 10
"""Fewer divisions are no picture of a region's industries."""


class Figures(BaseModel):
    """Which figures a formula reads; ``parts`` are the industries that share out the total."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    measures: tuple[str, ...]
    industry: str = "total"
    parts: tuple[str, ...] = ()
    period: Literal["latest", "window", "span", "history", "steps"]
    years: int = 0

    @property
    def measure(self) -> str:
        """The first of the measures; most formulas read no other."""
        return self.measures[0]


@dataclass(frozen=True)
class Reading:
    """An indicator's values with what they rest on.

    ``values`` holds only the regions observed; ``coverage`` is the observed share of a
    labour-market area (of a region: 1 or 0); ``years`` the periods read.
    """

    values: pd.Series[float]
    years: str
    sources: tuple[str, ...]
    coverage: pd.Series[float]


Reader = Callable[[Figures, View], Reading | None]
"""Gives None where the statistics hold nothing that the formula could be computed from."""


def _periods(figures: Figures, panel: Panel, *industries: str) -> tuple[ReferencePeriod, ...]:
    """The periods that the rule asks for, oldest first; none where they are not all there."""
    measure = figures.measure
    match figures.period:
        case "window":
            return panel.window(measure, *industries) or ()
        case "span":
            return panel.span(measure, *industries, years=figures.years) or ()
        case "history":
            end = panel.latest(measure, *industries)
            found = panel.like(end, measure, *industries) if end else ()
            return found if len(found) > 1 else ()
        case "steps":
            window = panel.window(measure, *industries)
            found = panel.like(window[1], measure, "total") if window else ()
            found = tuple(when for when in found if window and window[0] <= when)
            return found if len(found) > 2 else ()  # two periods are the plain split
    end = panel.latest(measure, *industries)
    return (end,) if end else ()


def _span(periods: tuple[ReferencePeriod, ...]) -> str:
    return str(periods[0]) if len(periods) == 1 else f"{periods[0]}–{periods[-1]}"


def _of_amounts(
    compute: Callable[[Amounts, tuple[ReferencePeriod, ...]], pd.Series[float]],
    *,
    total: bool = False,
) -> Reader:
    """A formula on the industry's amounts, period by period, with the total beside it if asked."""

    def read(figures: Figures, view: View) -> Reading | None:
        industries = (figures.industry, "total") if total else (figures.industry,)
        periods = _periods(figures, view.panel, *industries)
        if not periods:
            return None
        seen = view.amounts(*((figures.measure, i, when) for when in periods for i in industries))
        return Reading(compute(seen, periods), _span(periods), seen.sources, seen.coverage)

    return read


def _fall_from_peak(figures: Figures, view: View) -> Reading | None:
    periods = _periods(figures, view.panel, figures.industry)
    if not periods:
        return None
    seen = [view.amounts((figures.measure, figures.industry, when)) for when in periods]
    history = pd.concat([one.parts[0] for one in seen], axis="columns", keys=map(str, periods))
    sources = sorted({source for one in seen for source in one.sources})
    values = formulas.fall_from_peak(history)
    return Reading(values, _span(periods), tuple(sources), seen[-1].coverage)


def _net_migration(figures: Figures, view: View) -> Reading | None:
    came, went, residents = figures.measures
    when = view.panel.latest(came, "total")
    if when is None or when not in view.panel.periods(went, ["total"]):
        return None
    counted = view.panel.latest(residents, "total", until=when.year)
    if counted is None:
        return None
    seen = view.amounts((came, "total", when), (went, "total", when), (residents, "total", counted))
    rate = formulas.net_migration_rate(*seen.parts)
    return Reading(rate, str(when), seen.sources, seen.coverage)


def _change_per_job(figures: Figures, view: View) -> Reading | None:
    part, whole = figures.measures
    periods = _periods(figures, view.panel, figures.industry)
    counted = view.panel.latest(whole, figures.industry)
    if not periods or counted is None:
        return None
    seen = view.amounts(
        *((part, figures.industry, when) for when in periods), (whole, figures.industry, counted)
    )
    start, end, jobs = seen.parts
    x0, x1, m = seen.nation
    values = formulas.change_per_job(start, end, jobs, nation=(x0, x1, m))
    return Reading(values, _span(periods), seen.sources, seen.coverage)


def _parts(figures: Figures, panel: Panel, *periods: ReferencePeriod) -> list[str]:
    """The industries that share out the total and are observed throughout, or none."""
    there = [panel.industries(figures.measure, when) for when in periods]
    if figures.parts:
        # One sector that nobody publishes leaves a hole; the survey of 2019 has two of seven.
        return list(figures.parts) if all(set(figures.parts) <= set(one) for one in there) else []
    divisions = [[key for key in one if DIVISION.fullmatch(key)] for one in there]
    if min(map(len, divisions)) < MIN_DIVISIONS:
        return []
    return [key for key in divisions[0] if all(key in one for one in divisions)]


def _of_structure(compute: Callable[[pd.DataFrame], pd.Series[float]]) -> Reader:
    """A formula on the latest amounts by industry."""

    def read(figures: Figures, view: View) -> Reading | None:
        for when in view.panel.newest(figures.measure, ["total"]):
            if keys := _parts(figures, view.panel, when):
                seen = view.industries(figures.measure, keys, when)
                return Reading(compute(seen.tables[0]), str(when), seen.sources, seen.coverage)
        return None

    return read


def _of_split(split: Callable[[Structure], pd.DataFrame], part: str) -> Reader:
    """A part of a shift-share split, as a fraction of the start."""

    def read(figures: Figures, view: View) -> Reading | None:
        periods = _periods(figures, view.panel, figures.industry, "total")
        keys = _parts(figures, view.panel, *periods) if periods else []
        if not keys:
            return None
        seen = view.industries(figures.measure, keys, *periods)
        parts = split(seen)
        # What is the same for all regions must not differ in the last binary digit.
        values = formulas.share(parts[part], parts["start"]).round(12)
        return Reading(values, _span(periods), seen.sources, seen.coverage)

    return read


def _of_exposure(
    weigh: Callable[[IndustryTables, int | None], DivisionWeights | None],
) -> Reader:
    """Share of the first measure's total in each division times what it weighs, summed.

    ``years`` tells the period of the shares and that of the weights, as in '2024 × 2023'.
    """

    def read(figures: Figures, view: View) -> Reading | None:
        weights = weigh(view.tables, view.panel.as_of)
        if weights is None:
            return None
        for measure in figures.measures:
            for when in view.panel.newest(measure, ["total"]):
                # A division that the nation's table lacks would be a silent zero.
                if not set(weights.values) <= set(view.panel.industries(measure, when)):
                    continue
                seen = view.industries(measure, ["total", *weights.values], when)
                table = seen.tables[0]
                values = formulas.exposure(table, table["total"], pd.Series(weights.values))
                sources = (*seen.sources, *weights.sources)
                return Reading(values, f"{when} × {weights.years}", sources, seen.coverage)
        return None

    return read


def _split(seen: Structure) -> pd.DataFrame:
    return esteban_marquillas(*seen.tables, nation=(seen.nation[0], seen.nation[1]))


def _annual_growth(seen: Amounts, periods: tuple[ReferencePeriod, ...]) -> Any:
    start, end = seen.parts
    return formulas.annual_growth(start, end, periods[-1].year - periods[0].year)


READERS: dict[str, Reader] = {
    "share": _of_amounts(lambda seen, _: formulas.share(*seen.parts), total=True),
    "location_quotient": _of_amounts(
        lambda seen, _: formulas.location_quotient(*seen.parts, nation=seen.nation), total=True
    ),
    "contribution": _of_amounts(
        lambda seen, _: formulas.contribution(seen.parts[0], nation=seen.nation[0])
    ),
    "growth": _of_amounts(lambda seen, _: formulas.growth(*seen.parts)),
    "growth_against_nation": _of_amounts(
        lambda seen, _: formulas.growth_against_nation(*seen.parts, nation=seen.nation)
    ),
    "annual_growth": _of_amounts(_annual_growth),
    "change_per_job": _change_per_job,
    "fall_from_peak": _fall_from_peak,
    "net_migration_rate": _net_migration,
    "herfindahl": _of_structure(formulas.herfindahl),
    "entropy_diversity": _of_structure(formulas.entropy_diversity),
    "leading_share": _of_structure(formulas.leading_share),
    **{
        f"shift_share_{part}": _of_split(_split, part)
        for part in ("national", "mix", "local", "competitive", "allocation")
    },
    "dynamic_shift_share": _of_split(
        lambda seen: dynamic_shift_share(seen.tables, nation=seen.nation), "local"
    ),
    "ailing_exposure": _of_exposure(ailing_weights),
    "backward_exposure": _of_exposure(partial(linkage_weights, "backward")),
    "forward_exposure": _of_exposure(partial(linkage_weights, "forward")),
}
"""Every formula by its name in the catalogue."""
