"""The indicators of the default score on one scale, before anything is weighed."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from hubplanner.dataset.panel import Panel
from hubplanner.errors import ScenarioError
from hubplanner.scenario_sections import ScoringChoice
from hubplanner.scoring.catalogue import AREA, CATALOGUE, base_key, read_indicators
from hubplanner.scoring.normalisation import Normaliser, national_targets, normaliser

DIMENSIONS: dict[str, tuple[str, ...]] = {
    "dependency": ("manufacturing_share", "employed_lq", "jobs_share"),
    "decline": ("employed_change", "gva_change", "large_plant_change"),
    "outflow": ("population_change",),
}
"""The indicators of the default score, written down in docs/en/explanation/scores.md before it was
measured."""

MAX_AGE_YEARS = {"dependency": 10, "decline": 5, "outflow": 5}
"""Indicators that end so many years before the newest figures still tell of today: a level changes
slowly, and a change that is over is none of today's."""


@dataclass(frozen=True)
class RankedIndicators:
    """The indicators of the default score before anything is weighed.

    Attributes
    ----------
    values, ranks, coverage
        As in :class:`hubplanner.scoring.composite.Scores`.
    old
        Indicators that are too old, see :data:`MAX_AGE_YEARS`.
    """

    values: pd.DataFrame
    ranks: pd.DataFrame
    coverage: pd.DataFrame
    old: set[str]


def rank_indicators(panel: Panel, km: pd.DataFrame, choice: ScoringChoice) -> RankedIndicators:
    """The indicators on their common scale; parameters as for
    :func:`hubplanner.scoring.score_regions`."""
    readings = read_indicators(
        [key for keys in DIMENSIONS.values() for key in keys],
        panel,
        km,
        reach_km=choice.reach_km,
        decay=choice.distance_decay,
    )
    values = readings.values
    normalise = scale(values, choice)
    ranks = pd.DataFrame(
        {
            key: normalise(values[key], key, CATALOGUE[base_key(key)].sign)
            if values[key].notna().any()
            else values[key]
            for key in map(str, values)
        }
    )
    old = too_old(readings.coverage, panel.newest_year)
    return RankedIndicators(values, ranks, readings.coverage, old)


def scale(values: pd.DataFrame, choice: ScoringChoice) -> Normaliser:
    """How the scenario brings indicators to 0–1; targets it leaves open are the middle region's.

    Parameters
    ----------
    values
        Regions × indicators.
    choice
        Normalisation and targets.
    """
    observed = [str(key) for key in values if values[key].notna().any()]
    targets = {**national_targets(values, observed), **_stated_targets(choice)}
    return normaliser(choice.normalisation, targets)


def too_old(coverage: pd.DataFrame, newest: float) -> set[str]:
    """Indicators whose figures end too long before the newest, see :data:`MAX_AGE_YEARS`."""
    ends = coverage["years"].str.extract(r".*(\d{4})")[0].astype(float)
    return set(coverage.index[ends + coverage["dimension"].map(MAX_AGE_YEARS) < newest])


def _stated_targets(choice: ScoringChoice) -> dict[str, float]:
    """A target holds for the region and for its labour-market area."""
    unknown = set(choice.targets) - {key for keys in DIMENSIONS.values() for key in keys}
    if unknown:
        raise ScenarioError(
            "scoring.targets names no indicator of the score: {unknown}; known: {values}",
            unknown=", ".join(sorted(unknown)),
            values=", ".join(key for keys in DIMENSIONS.values() for key in keys),
        )
    return {key + suffix: target for key, target in choice.targets.items() for suffix in ("", AREA)}
