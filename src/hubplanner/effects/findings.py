"""Everything measured of an effect, and what it comes to in one plain word."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd

from hubplanner.effects.estimates import (
    Estimate,
    TwoWay,
    staggered,
    synthetic,
    two_way,
    with_few_clusters,
)
from hubplanner.effects.panel import EvenPanel
from hubplanner.effects.randomisation import (
    LEVEL,
    REASSIGNMENTS,
    Chance,
    Floats,
    Path,
    Places,
    average_effect,
    by_chance,
    path,
    placebo_in_time,
    weights_of,
)

SEED = 1
UNEVEN = 1.5
"""Ratio of spreads from which treated regions are called more, or less, unsteady than others."""


class Verdict(StrEnum):
    """What the figures allow to be said."""

    NOTHING = "not distinguishable from no effect"
    HIGHER = "higher"
    LOWER = "lower"
    APART = "apart already"
    UNTOLD = "not told from what began before"


@dataclass(frozen=True)
class Findings:
    """An effect and all that speaks for and against it; effects in logarithmic points.

    Attributes
    ----------
    chance
        The estimate with its interval by randomisation inference.
    robust
        The same estimate with its cluster-robust interval, Student's t with few clusters.
    interval
        The one that counts (:func:`deciding_interval`).
    two_way, synthetic
        Two-way fixed effects; synthetic difference-in-differences, None where it cannot be fitted.
    path
        The event study.
    earlier
        A placebo in time: periods moved, 'effect', p-value; None where too little is observed.
    without
        By region code, the effect without that treated region.
    told_apart
        Whether the years observed can tell an effect from what began before: more than one of them
        before the treatment, and none missing between.
    unsteadiness
        Spread of yearly changes before the treatment, treated over never treated; missing with
        fewer than two changes.
    """

    chance: Chance
    robust: Estimate
    interval: tuple[float, float]
    two_way: TwoWay
    synthetic: Estimate | None
    path: Path
    earlier: tuple[int, float, float] | None
    without: pd.Series[float]
    told_apart: bool
    unsteadiness: float

    @property
    def verdict(self) -> Verdict:
        """In one word: by the interval, and by whether regions were apart before already."""
        if self.interval[0] <= 0 <= self.interval[1]:
            return Verdict.NOTHING
        if self.path.before_p_value < LEVEL:
            return Verdict.APART
        if not self.told_apart:
            return Verdict.UNTOLD
        return Verdict.HIGHER if self.chance.effect > 0 else Verdict.LOWER


def find(panel: EvenPanel, *, count: int = REASSIGNMENTS, with_synthetic: bool = True) -> Findings:
    """Measure the effect on a panel, the same way each time (fixed seed).

    Parameters
    ----------
    panel
        From :func:`hubplanner.effects.panel.even`.
    count
        Reassignments.
    with_synthetic
        Whether synthetic difference-in-differences is fitted, which takes seconds.
    """
    outcomes, first = panel.outcomes, panel.first
    rng = np.random.default_rng(SEED)
    before = int(first[first >= 0].min())
    moved = before // 2
    earlier = placebo_in_time(outcomes, first, moved, rng, count) if moved else None
    chance = by_chance(outcomes, first, rng, count)
    robust = with_few_clusters(staggered(outcomes, first), len(panel.treated))
    ratio = unsteadiness(outcomes, first)
    return Findings(
        chance=chance,
        robust=robust,
        interval=deciding_interval(chance, robust, ratio),
        two_way=two_way(outcomes, first),
        synthetic=synthetic(outcomes, first, seed=SEED) if with_synthetic else None,
        path=path(outcomes, first, rng, count),
        told_apart=before > 1 and not panel.years_unseen,
        earlier=None if earlier is None else (moved, *earlier),
        without=_without_each(panel),
        unsteadiness=ratio,
    )


def deciding_interval(chance: Chance, robust: Estimate, ratio: float) -> tuple[float, float]:
    """The interval that a verdict rests on.

    By randomisation inference; where treated regions were more than :data:`UNEVEN` times as
    unsteady before, chance read from the others is too small (Ferman and Pinto 2019), and the
    interval reaches as far as the cluster-robust one, which rests on their own residuals.
    """
    if not ratio > UNEVEN:
        return chance.low, chance.high
    return min(chance.low, robust.low), max(chance.high, robust.high)


def _without_each(panel: EvenPanel) -> pd.Series[float]:
    places = np.flatnonzero(panel.first >= 0)
    effects = {}
    for place in places if len(places) > 1 else ():
        outcomes = np.delete(panel.outcomes, place, axis=0)
        first = np.delete(panel.first, place)
        starts = np.unique(first[first >= 0])
        sizes = (first[:, None] == starts).sum(axis=0).astype(float)
        weights = weights_of(first[None, :], starts)
        effects[panel.codes[place]] = float(average_effect(outcomes, first).of(weights, sizes)[0])
    return pd.Series(effects, dtype=float)


def unsteadiness(outcomes: Floats, first: Places) -> float:
    """Spread of changes up to the first treatment anywhere, treated over never treated regions.

    Each change less the mean of its group in that period; missing with fewer than two treated
    regions, or one period before.
    """
    treated = first >= 0
    changes = np.diff(outcomes[:, : int(first[treated].min())], axis=1)
    if changes.shape[1] < 1:
        return float("nan")
    spreads = [
        np.sqrt(np.square(group - group.mean(axis=0)).sum() / (group.size - group.shape[1]))
        if len(group) > 1
        else np.nan
        for group in (changes[treated], changes[~treated])
    ]
    return float(spreads[0] / spreads[1])
