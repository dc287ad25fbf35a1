"""Panels whose true effect is known: bias, coverage, alarms."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from hubplanner.effects.estimates import staggered, synthetic
from hubplanner.effects.randomisation import by_chance
from hubplanner.effects.simulated import Design, simulated_panel

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

NINE = "nine regions, the same effect at once"
GROWS = "nine regions, an effect that grows"
NOTHING = "nine regions, no effect"
MANY = "160 regions, an effect that grows"
MANY_NOTHING = "160 regions, no effect"
UNSTEADY = "nine regions, twice as unsteady as the others"
DECIDED = "as the command decides"
RANDOM, ROBUST = "staggered, by randomisation", "staggered, cluster-robust"
TWO_WAY = "two-way fixed effects"


def test_a_few_draws_find_the_effect_and_seldom_cry_wolf():
    """Bounds that 60 right draws break less than once in ten thousand."""
    errors, covered, alarms = [], 0, 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        outcomes, first, truth = simulated_panel(Design(), rng)
        told = by_chance(outcomes, first, rng, 199)
        errors.append(told.effect - truth)
        covered += told.low <= truth <= told.high
        outcomes, first, _ = simulated_panel(Design(effect=0.0), rng)
        none = by_chance(outcomes, first, rng, 199)
        alarms += not none.low <= 0 <= none.high
    assert abs(np.mean(errors)) < 4 * np.std(errors) / np.sqrt(60)
    assert covered >= 48
    assert alarms <= 12


def test_the_least_visible_effect_is_found_four_times_in_five():
    rng = np.random.default_rng(5)
    visible = by_chance(*simulated_panel(Design(effect=0.0), rng)[:2], rng).least_visible
    found = 0
    for _ in range(100):
        outcomes, first, _ = simulated_panel(Design(effect=visible), rng)
        told = by_chance(outcomes, first, rng, 199)
        found += told.low > 0
    assert 65 <= found <= 93


def test_synthetic_differences_find_an_effect_under_a_common_factor():
    """Regions that load on a common factor part before; weights that match them still find it."""
    rng = np.random.default_rng(0)
    loads, factor = rng.uniform(0, 2, 60), np.cumsum(rng.normal(0.05, 0.05, 14))
    first = np.full(60, -1)
    first[np.argsort(-loads)[5:9]] = 9
    outcomes = 9 + np.outer(loads, factor) + rng.normal(0, 0.003, (60, 14))
    outcomes[first >= 0, 9:] += 0.05
    told = synthetic(outcomes, first, seed=1, draws=40)
    assert told.effect == pytest.approx(0.05, abs=0.01)
    assert abs(staggered(outcomes, first).effect - 0.05) > 2 * abs(told.effect - 0.05)


def test_synthetic_differences_need_two_years_before():
    outcomes, first, _ = simulated_panel(
        Design(cohorts={1: 4}, regions=40, periods=4), np.random.default_rng(0)
    )
    assert synthetic(outcomes, first, seed=1) is None


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_500_draws_hold_what_the_documents_promise():
    from effects import measured

    told = measured(500)
    for design in (NINE, GROWS, MANY):
        assert abs(told.at[(design, DECIDED), "bias_percent"]) < 10
    for design in (NINE, GROWS, NOTHING, MANY, MANY_NOTHING, UNSTEADY):
        assert 0.93 <= told.at[(design, DECIDED), "covered"] <= 0.97
    for design in (NOTHING, MANY_NOTHING):
        assert 0.03 <= told.at[(design, DECIDED), "found"] <= 0.07
    assert told.at[(NOTHING, ROBUST), "found"] > 0.07
    assert told.at[(UNSTEADY, RANDOM), "covered"] < 0.85
    assert told.at[(MANY, TWO_WAY), "bias_percent"] < -20
    assert told.at[(MANY, TWO_WAY), "covered"] < 0.5
