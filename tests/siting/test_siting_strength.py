"""Siting with the network in mind: by hand, against brute force, and on the country."""

from __future__ import annotations

import math
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from siting_strategies import P_MEDIAN, examples

import hubplanner as hp
from hubplanner.pipeline import study_siting
from hubplanner.scenario_siting import SitingChoice
from hubplanner.siting import TotalCost, weighted
from hubplanner.siting.objectives import SiteWorth
from hubplanner.siting.strength import site_strength
from hubplanner.siting.study import Questions


class Straight:
    """Minutes as the difference of longitudes."""

    def minutes(self, origins, destinations):
        apart = np.abs(origins["lon"].to_numpy()[:, None] - destinations["lon"].to_numpy()[None])
        return pd.DataFrame(apart, index=origins.index, columns=destinations.index)


def test_strength_by_hand():
    sites = pd.DataFrame({"lon": [0.0, 60.0]})
    institutions = pd.DataFrame(
        {"kind": ["university", "institute", "complex"], "lon": [0.0, 120.0, 0.0]}
    )
    strength = site_strength(sites, institutions, Straight(), 60.0)
    # The complex is a user, no partner.
    assert strength.tolist() == pytest.approx([1 + math.exp(-2), 2 * math.exp(-1)])


@examples(40)
@given(data=st.data())
def test_the_weighted_optimum_against_brute_force(data):
    demand, sites = data.draw(st.integers(1, 6)), data.draw(st.integers(2, 6))
    p = data.draw(st.integers(1, sites))
    numbers = st.integers(0, 50)
    cost = np.array(
        data.draw(st.lists(numbers, min_size=demand * sites, max_size=demand * sites)), float
    ).reshape(demand, sites)
    value = np.array(data.draw(st.lists(numbers, min_size=sites, max_size=sites)), float)
    worth = data.draw(st.sampled_from([0.1, 1.0, 5.0]))
    found = weighted(cost, p, [(TotalCost(), 1.0), (SiteWorth(value), worth)])
    best = min(
        cost[:, list(chosen)].min(axis=1).sum() - worth * value[list(chosen)].sum()
        for chosen in combinations(range(sites), p)
    )
    assert found.optimal
    assert found.objective == pytest.approx(best)


def a_study(worth=0.0, pareto=()):
    choice = {"siting": {**P_MEDIAN, "network_worth": worth}}
    questions = Questions(pareto=pareto)
    return study_siting(hp.load_dataset(), hp.Scenario.model_validate(choice), questions)


def test_more_worth_gives_stronger_sites_farther_from_need():
    plain, drawn = a_study(), a_study(worth=5.0)

    def of(study, objective):
        problem, sites = study.problem, list(study.solution.sites)
        if objective == "network":
            return problem.strength()[sites].sum()
        return (problem.weights * problem.minutes[:, sites].min(axis=1)).sum()

    assert of(drawn, "network") > of(plain, "network")
    assert of(drawn, "need") > of(plain, "need")
    assert plain.solution.objective == pytest.approx(of(plain, "need"))
    whole = of(drawn, "need") - 5.0 * of(drawn, "network")
    assert drawn.solution.optimal
    assert drawn.solution.objective == pytest.approx(whole)
    assert "less 5 for each unit of network strength" in str(drawn.problem.unit)


def test_the_front_of_need_and_capacity_is_a_front():
    study = a_study(pareto=("p_median", "network"))
    front = study.tables["pareto"]
    assert study.notes["pareto_complete"]
    assert len(front) > 5
    ordered = front.sort_values("p_median")
    assert ordered["p_median"].is_monotonic_increasing
    assert ordered["network"].is_monotonic_increasing  # what costs more is stronger
    assert ordered["p_median"].iloc[0] == pytest.approx(study.solution.objective, abs=0.01)
    # What the weighting method finds lies on the front.
    drawn = a_study(worth=5.0)
    strength = drawn.problem.strength()[list(drawn.solution.sites)].sum()
    assert np.abs(ordered["network"] - strength).min() < 0.01


def test_worth_goes_with_the_p_median_only():
    for other in ({"model": "p_center"}, {"model": "p_median", "then": ("p_center",)}):
        with pytest.raises(ValidationError, match=r"network_worth goes with model = 'p_median'"):
            SitingChoice(network_worth=1.0, **other)
    with pytest.raises(ValidationError, match="less than or equal to 1000000"):
        SitingChoice(network_worth=1e308)  # beyond what the solver can weigh against minutes
