"""Effects of staggered treatment and how far chance alone goes: plain functions on arrays.

Every figure here is one weighted sum of changes, so thousands of reassignments of the treatment
are one matrix product.

Outcomes are n × T: regions, periods. ``first`` holds the column of each region's first treated
period, −1 where there never is one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]

LEVEL = 0.05
"""Of tests; intervals are of 1 − LEVEL."""
REASSIGNMENTS = 1999
_POWER = 0.8
_Z_LEVEL, _Z_POWER = 1.959964, 0.841621  # of the standard normal: 97.5 % and 80 %


@dataclass(frozen=True)
class Contrast:
    """A weighted sum of changes of treated regions against never treated ones.

    Attributes
    ----------
    changes
        n × G: for each cohort (regions that begin in one period) the change that counts, of every
        region; zero for a cohort that has no part in the figure.
    cells
        G: how many changes of one region are summed in it.
    """

    changes: Floats
    cells: Floats

    def of(self, weights: Floats, sizes: Floats) -> Floats:
        """The figure under each assignment: R, of the R × n × G :func:`weights_of`."""
        sums = np.tensordot(weights, self.changes, axes=([1, 2], [0, 1]))
        told: Floats = sums / float(sizes @ self.cells)
        return told


@dataclass(frozen=True)
class Chance:
    """An effect with what reassignments of the treatment say of it.

    Attributes
    ----------
    effect
        The estimate, in the unit of the outcome.
    low, high
        Interval of 95 %: the effects that reassignments do not rule out.
    p_value
        Share of assignments whose figure is as far from nothing.
    least_visible
        Minimum detectable effect: found in four of five cases where it is there (Bloom 1995).
    spread
        Standard deviation of the figure where there is no effect.
    """

    effect: float
    low: float
    high: float
    p_value: float
    least_visible: float
    spread: float


def cohorts_of(first: Places) -> Places:
    """The periods in which treatment begins somewhere, ascending."""
    return np.unique(first[first >= 0])


def average_effect(outcomes: Floats, first: Places) -> Contrast:
    r"""The effect averaged over all treated region-periods.

    .. math:: \frac{\sum_g n_g \sum_{t \ge g} ATT(g,t)}{\sum_g n_g (T - g)}

    with :math:`ATT(g,t) = E[Y_t - Y_{g-1} | g] - E[Y_t - Y_{g-1} | never]` (Callaway and Sant'Anna
    2021, never treated regions as controls, without covariates; the same as Sun and Abraham 2021).
    """
    starts = cohorts_of(first)
    changes = [(outcomes[:, g:] - outcomes[:, [g - 1]]).sum(axis=1) for g in starts]
    cells = outcomes.shape[1] - starts
    return Contrast(np.stack(changes, axis=1), cells.astype(np.float64))


def effect_after(outcomes: Floats, first: Places, periods: int) -> Contrast | None:
    """The effect `periods` after the first treated one; before it where negative.

    None where no region is observed then. −1 is the base and always zero.
    """
    starts = cohorts_of(first)
    seen = (starts + periods >= 0) & (starts + periods < outcomes.shape[1])
    if not seen.any():
        return None
    changes = np.zeros((len(outcomes), len(starts)))
    for column in np.flatnonzero(seen):
        g = starts[column]
        changes[:, column] = outcomes[:, g + periods] - outcomes[:, g - 1]
    return Contrast(changes, seen.astype(float))


def earlier_effect(outcomes: Floats, first: Places, periods: int) -> Contrast | None:
    """The 'effect' of a treatment moved `periods` earlier, measured before the true one begins.

    A placebo in time: none is expected. None where no region was observed so early.
    """
    starts = cohorts_of(first)
    seen = starts - periods >= 1
    if not seen.any():
        return None
    changes = np.zeros((len(outcomes), len(starts)))
    for column in np.flatnonzero(seen):
        g = starts[column]
        base = outcomes[:, [g - periods - 1]]
        changes[:, column] = (outcomes[:, g - periods : g] - base).sum(axis=1)
    return Contrast(changes, (seen * periods).astype(np.float64))


def weights_of(assignments: Places, starts: Places) -> Floats:
    """R × n × G: 1 for a region of the cohort, −(size of it)/(never treated) for these."""
    member = assignments[:, :, None] == starts
    never = assignments < 0
    sizes, controls = member.sum(axis=1, keepdims=True), never.sum(axis=1)[:, None, None]
    weights: Floats = member - never[:, :, None] * sizes / controls
    return weights


def reassignments(first: Places, count: int, rng: np.random.Generator) -> Places:
    """The true assignment in the first row, then `count` in which chance gives it to others."""
    shuffled = rng.permuted(np.tile(first, (count, 1)), axis=1)
    return np.vstack([first, shuffled])


def without_effects(outcomes: Floats, first: Places) -> Floats:
    """Outcomes of treated regions with each cohort's own estimated effects taken out."""
    cleared = outcomes.copy()
    never = first < 0
    for g in cohorts_of(first):
        member = first == g
        change = outcomes[:, g:] - outcomes[:, [g - 1]]
        cleared[np.ix_(member, range(g, outcomes.shape[1]))] -= change[member].mean(
            axis=0
        ) - change[never].mean(axis=0)
    return cleared


def treated_cells(first: Places, periods: int) -> Floats:
    """n × T: 1 where treatment has begun."""
    told: Floats = ((first[:, None] >= 0) & (np.arange(periods) >= first[:, None])).astype(float)
    return told


def by_chance(
    outcomes: Floats, first: Places, rng: np.random.Generator, count: int = REASSIGNMENTS
) -> Chance:
    r"""The average effect with the interval that randomisation inference gives.

    A cluster-robust variance is an average over treated regions: of nine it says little, and too
    little (Conley and Taber 2011; MacKinnon and Webb 2020). What the figure does by chance is read
    from the other regions instead: the treatment is given to regions drawn at random, as many and
    at the same times, and the same figure is taken.

    Under the supposition that the average effect is :math:`\tau`, the estimated effects, shifted
    so that their average is :math:`\tau`, are taken out of the outcomes; with
    :math:`\delta = \hat\tau - \tau`, assignment :math:`\pi` then gives
    :math:`a_\pi + \delta b_\pi` and the true one :math:`\delta`, where :math:`a_\pi` is the figure
    of the outcomes without effects and :math:`b_\pi` that of the treated cells. The interval
    holds each :math:`\tau` at which at least 5 % of the assignments are as far from zero. As the
    figure is linear, each assignment is as far out on one interval of :math:`\delta` around zero,
    whose ends are :math:`a/(1-b)` and :math:`-a/(1+b)`, so that the ends of the interval are order
    statistics of these: no grid.

    Parameters
    ----------
    outcomes
        n × T without gaps.
    first
        Of each region.
    rng, count
        What draws the reassignments, and how many.

    Raises
    ------
    ValueError
        Where fewer than two regions are never treated.
    """
    if (first < 0).sum() < 2:
        raise ValueError("never treated regions are needed")
    starts = cohorts_of(first)
    sizes = (first[:, None] == starts).sum(axis=0).astype(float)
    weights = weights_of(reassignments(first, count, rng), starts)
    effect = float(average_effect(outcomes, first).of(weights[:1], sizes)[0])
    cleared = average_effect(without_effects(outcomes, first), first)
    a = cleared.of(weights, sizes)[1:]
    b = average_effect(treated_cells(first, outcomes.shape[1]), first).of(weights, sizes)[1:]
    same = np.isclose(np.abs(b), 1)  # the true assignment drawn again rules nothing out
    a, b = np.where(same, np.inf, a), np.where(same, 0, b)
    ends = np.stack([a / (1 - b), -a / (1 + b)])
    most, least = ends.max(axis=0), ends.min(axis=0)
    needed = int(np.ceil(round(LEVEL * (count + 1), 6))) - 1  # beside the true assignment
    high_delta, low_delta = np.sort(most)[-needed], np.sort(least)[needed - 1]
    p_value = (1 + int((np.abs(a + effect * b) >= abs(effect)).sum())) / (count + 1)
    spread = float(a[~same].std())
    return Chance(
        effect=effect,
        low=effect - float(high_delta),
        high=effect - float(low_delta),
        p_value=p_value,
        least_visible=(_Z_LEVEL + _Z_POWER) * spread,
        spread=spread,
    )


@dataclass(frozen=True)
class Path:
    """Effects by periods since the first treated one, −1 the base.

    Attributes
    ----------
    periods, effect, low, high
        One each; the interval is of 95 % at each period by itself.
    before_p_value
        Of all periods before the base together, missing where there are none: how often chance
        sets treated regions as far apart from the others before anything has begun.
    """

    periods: Sequence[int]
    effect: Floats
    low: Floats
    high: Floats
    before_p_value: float


def path(
    outcomes: Floats, first: Places, rng: np.random.Generator, count: int = REASSIGNMENTS
) -> Path:
    """The event study: effects by time since treatment, with intervals by reassignment.

    The interval at a period is the estimate ± the 95 % quantile of what reassignments give there.
    The test of the periods before is one on the sum of squares of these effects, each over its
    spread under reassignment.
    """
    starts = cohorts_of(first)
    sizes = (first[:, None] == starts).sum(axis=0).astype(float)
    weights = weights_of(reassignments(first, count, rng), starts)
    cleared = without_effects(outcomes, first)
    periods = [
        e for e in range(-int(starts.max()), outcomes.shape[1] - int(starts.min())) if e != -1
    ]
    told: list[tuple[int, float, float]] = []
    before: list[Floats] = []
    for e in periods:
        real, drawn = effect_after(outcomes, first, e), effect_after(cleared, first, e)
        assert real is not None
        assert drawn is not None
        effect = float(real.of(weights[:1], sizes)[0])
        chance = drawn.of(weights, sizes)
        told.append((e, effect, float(np.quantile(np.abs(chance[1:]), 1 - LEVEL))))
        if e < -1:
            before.append(chance / chance[1:].std())
    joint = np.nan
    if before:
        squares = np.square(before).sum(axis=0)
        joint = float((squares >= squares[0] * (1 - 1e-12)).mean())
    told = sorted([*told, (-1, 0.0, 0.0)])
    effects = np.array([effect for _, effect, _ in told])
    half = np.array([half for *_, half in told])
    return Path([e for e, *_ in told], effects, effects - half, effects + half, joint)


def placebo_in_time(
    outcomes: Floats,
    first: Places,
    periods: int,
    rng: np.random.Generator,
    count: int = REASSIGNMENTS,
) -> tuple[float, float] | None:
    """The 'effect' of a treatment moved earlier and its p-value; None where too little is seen."""
    moved = earlier_effect(outcomes, first, periods)
    if moved is None:
        return None
    starts = cohorts_of(first)
    sizes = (first[:, None] == starts).sum(axis=0).astype(float)
    figures = moved.of(weights_of(reassignments(first, count, rng), starts), sizes)
    far = np.abs(figures) >= abs(figures[0]) * (1 - 1e-12)
    return float(figures[0]), float(far.mean())
