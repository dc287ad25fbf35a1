"""Effects by reassignment against slow ways that share no code, and against figures by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubplanner.effects.estimates import staggered, two_way
from hubplanner.effects.randomisation import (
    by_chance,
    path,
    placebo_in_time,
    reassignments,
    without_effects,
)
from hubplanner.effects.simulated import Design, simulated_panel

SMALL = Design(cohorts={2: 2, 4: 3}, regions=40, periods=7)


def panel(seed=1, design=SMALL):
    return simulated_panel(design, np.random.default_rng(seed))


def slow_average(outcomes, first):
    """The definition, cell by cell."""
    never = [unit for unit in range(len(first)) if first[unit] < 0]
    effects = []
    for unit, begun in enumerate(first):
        for t in range(begun, outcomes.shape[1]) if begun >= 0 else ():
            own = outcomes[unit][t] - outcomes[unit][begun - 1]
            others = sum(outcomes[one][t] - outcomes[one][begun - 1] for one in never)
            effects.append(own - others / len(never))
    return sum(effects) / len(effects)


def test_two_by_two_by_hand():
    outcomes = np.array([[1.0, 4.0], [2.0, 3.0], [2.0, 2.5]])  # +3, +1, +0.5
    first = np.array([1, -1, -1])
    assert by_chance(outcomes, first, np.random.default_rng(0), 99).effect == pytest.approx(2.25)


@pytest.mark.parametrize("seed", range(5))
def test_the_estimate_is_the_librarys_and_the_definition(seed):
    outcomes, first, _ = panel(seed)
    ours = by_chance(outcomes, first, np.random.default_rng(0), 99).effect
    assert ours == pytest.approx(staggered(outcomes, first).effect, abs=1e-10)
    assert ours == pytest.approx(slow_average(outcomes, first), abs=1e-10)


@pytest.mark.parametrize("seed", range(3))
def test_the_interval_is_what_a_search_finds(seed):
    """Each supposed effect tried by itself, each assignment by the definition."""
    outcomes, first, _ = panel(seed)
    count = 199
    told = by_chance(outcomes, first, np.random.default_rng(7), count)
    assignments = reassignments(first, count, np.random.default_rng(7))
    cleared = without_effects(outcomes, first)
    treated = np.zeros_like(outcomes)
    for unit, begun in enumerate(first):
        if begun >= 0:
            treated[unit, begun:] = 1

    def p_value(supposed):
        shifted = cleared + (told.effect - supposed) * treated
        figures = [abs(slow_average(shifted, one)) for one in assignments]
        return np.mean([figure >= figures[0] - 1e-12 for figure in figures])

    step = 1e-4
    assert p_value(told.low + step) >= 0.05 > p_value(told.low - step)
    assert p_value(told.high - step) >= 0.05 > p_value(told.high + step)
    assert told.p_value == pytest.approx(p_value(0.0))


def test_what_is_cleared_has_no_effect_left():
    outcomes, first, _ = panel()
    cleared = without_effects(outcomes, first)
    assert slow_average(cleared, first) == pytest.approx(0, abs=1e-12)
    assert (cleared[first < 0] == outcomes[first < 0]).all()


@given(st.floats(-1, 1))
def test_a_further_effect_moves_estimate_and_interval_as_far(more):
    outcomes, first, _ = panel()
    rng = np.random.default_rng
    before = by_chance(outcomes, first, rng(3), 99)
    moved = outcomes.copy()
    for unit, begun in enumerate(first):
        if begun >= 0:
            moved[unit, begun:] += more
    after = by_chance(moved, first, rng(3), 99)
    for name in ("effect", "low", "high"):
        assert getattr(after, name) == pytest.approx(getattr(before, name) + more, abs=1e-9)
    assert after.spread == pytest.approx(before.spread)


@given(st.floats(-5, 5), st.floats(-5, 5))
def test_what_all_regions_share_drops_out(level, jump):
    outcomes, first, _ = panel()
    shared = outcomes + level
    shared[:, 3:] += jump
    one, two = (by_chance(y, first, np.random.default_rng(3), 99) for y in (outcomes, shared))
    assert two.effect == pytest.approx(one.effect, abs=1e-9)
    assert two.low == pytest.approx(one.low, abs=1e-9)


def test_the_event_study_is_flat_before_and_steps_after_without_noise():
    outcomes, first, _ = panel(design=Design(cohorts={3: 4}, regions=40, periods=6, noise=1e-9))
    told = path(outcomes, first, np.random.default_rng(0), 199)
    assert list(told.periods) == [-3, -2, -1, 0, 1, 2]
    assert told.effect == pytest.approx([0, 0, 0, 0.05, 0.05, 0.05], abs=1e-6)


def test_regions_that_parted_before_are_found_out():
    outcomes, first, _ = panel(design=Design(effect=0.0))
    assert path(outcomes, first, np.random.default_rng(0), 499).before_p_value > 0.05
    outcomes[first >= 0] += 0.05 * np.arange(outcomes.shape[1])
    assert path(outcomes, first, np.random.default_rng(0), 499).before_p_value < 0.05
    _, p_value = placebo_in_time(outcomes, first, 3, np.random.default_rng(0), 499)
    assert p_value < 0.05


def test_a_placebo_needs_years_before():
    outcomes, first, _ = panel(design=Design(cohorts={1: 4}, regions=40, periods=4))
    assert placebo_in_time(outcomes, first, 1, np.random.default_rng(0), 99) is None


def test_without_never_treated_regions_there_is_nothing_to_compare():
    with pytest.raises(ValueError, match="never treated"):
        by_chance(np.zeros((2, 2)), np.array([1, -1]), np.random.default_rng(0))


def test_two_way_fixed_effects_are_the_regression_with_dummies():
    outcomes, first, _ = panel()
    n, periods = outcomes.shape
    rows, columns = np.divmod(np.arange(n * periods), periods)
    treated = (first[rows] >= 0) & (columns >= first[rows])
    design = np.column_stack(
        [treated, *(rows == unit for unit in range(n)), *(columns == t for t in range(1, periods))]
    ).astype(float)
    slope = np.linalg.lstsq(design, outcomes.ravel(), rcond=None)[0][0]
    told = two_way(outcomes, first)
    assert told.estimate.effect == pytest.approx(slope, abs=1e-9)
    assert 0 < told.forbidden < 1


def test_with_one_cohort_nothing_is_compared_with_treated_regions():
    outcomes, first, _ = panel(design=Design(cohorts={5: 9}))
    told = two_way(outcomes, first)
    assert told.forbidden == pytest.approx(0)
