"""The p-median model against brute force, hand-worked answers and a planner's wishes."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubplanner.errors import ScenarioError, SitingError
from hubplanner.scenario import SitingChoice
from hubplanner.siting import p_median, site_hubs


def brute_force(cost, p, weights, required, forbidden):
    """The least objective over every admissible set of p sites, by enumeration."""
    free = [j for j in range(cost.shape[1]) if j not in forbidden]
    return min(
        float((cost[:, list(sites)].min(axis=1) * weights).sum())
        for sites in combinations(free, p)
        if set(required) <= set(sites)
    )


@st.composite
def instances(draw):
    """Small problems, rectangular, with ties, zero weights, equal rows and wishes."""
    n_demand, n_sites = draw(st.integers(1, 7)), draw(st.integers(1, 7))
    # Few distinct costs make many ties and duplicates.
    values = draw(st.sampled_from([st.integers(0, 3), st.integers(0, 1000)]))
    cost = draw(st.lists(values, min_size=n_demand * n_sites, max_size=n_demand * n_sites))
    weights = draw(st.lists(st.integers(0, 5), min_size=n_demand, max_size=n_demand))
    p = draw(st.integers(1, n_sites))
    order = draw(st.permutations(range(n_sites)))
    n_required = draw(st.integers(0, p))
    n_forbidden = draw(st.integers(0, n_sites - p))
    required = order[:n_required]
    forbidden = order[n_required:][: min(n_forbidden, n_sites - n_required)]
    matrix = np.array(cost, dtype=float).reshape(n_demand, n_sites)
    return matrix, p, np.array(weights, dtype=float), required, forbidden


@settings(max_examples=400, deadline=None)
@given(instances())
def test_equals_brute_force(instance):
    cost, p, weights, required, forbidden = instance
    solution = p_median(cost, p, weights=weights, required=required, forbidden=forbidden)

    assert solution.objective == pytest.approx(
        brute_force(cost, p, weights, required, forbidden), abs=1e-6
    )
    assert solution.optimal
    assert len(solution.sites) == p
    assert set(required) <= set(solution.sites)
    assert not set(forbidden) & set(solution.sites)
    served = cost[np.arange(len(cost)), list(solution.assignment)]
    assert (served == cost[:, list(solution.sites)].min(axis=1)).all()


def test_hand_worked_line():
    # Five villages on a road at 0, 1, 5, 6, 20: with two hubs the far one stands alone and the
    # other stands at the median of the rest, 1 or 5: 1 + 0 + 4 + 5 = 10.
    at = np.array([0, 1, 5, 6, 20], dtype=float)
    solution = p_median(abs(at[:, None] - at[None, :]), 2)
    assert solution.objective == 10
    assert 4 in solution.sites


def test_more_sites_never_cost_more():
    cost = np.random.default_rng(0).uniform(0, 100, (15, 15))
    objectives = [p_median(cost, p).objective for p in range(1, 16)]
    assert all(after <= before + 1e-9 for before, after in pairwise(objectives))


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ({"p": 0}, ValueError, "between 1 and"),
        ({"p": 4}, ValueError, "between 1 and"),
        ({"p": 1, "weights": [1, 1]}, ValueError, "shape"),
        ({"p": 1, "weights": [1, 1, -1]}, ValueError, "non-negative"),
        ({"p": 1, "required": [3]}, ValueError, "do not exist"),
        ({"p": 2, "required": [0], "forbidden": [0]}, SitingError, "both required and forbidden"),
        ({"p": 1, "required": [0, 1]}, SitingError, "only 1 may be opened"),
        ({"p": 2, "forbidden": [0, 1]}, SitingError, "only 1 are not forbidden"),
    ],
)
def test_impossible_calls_are_refused(arguments, error, words):
    with pytest.raises(error, match=words):
        p_median(np.ones((3, 3)), **arguments)


def test_infinite_cost_is_refused():
    with pytest.raises(ValueError, match="finite"):
        p_median([[np.inf, 1.0]], 1)


@pytest.fixture(scope="module")
def country(dataset, baseline):
    scores = baseline.regions[["crisis_score", "candidate"]]
    from hubplanner.travel import travel_minutes

    minutes = travel_minutes(dataset.regions, dataset.regions, circuity=1.26, speed_kmh=60.0)
    return dataset.regions, scores, minutes


def test_wishes_are_kept(country):
    regions, scores, minutes = country
    free = site_hubs(SitingChoice(), regions, scores, minutes)
    dropped = free.regions[0]
    wish = SitingChoice(required=("전북 전주시",), forbidden=(dropped,))
    sites = site_hubs(wish, regions, scores, minutes)

    assert "35010" in sites.regions  # Jeonju is no candidate, but the planner wants it
    assert not scores.loc["35010", "candidate"]
    assert dropped not in sites.regions
    assert sites.solution.objective >= free.solution.objective


def test_every_region_is_served_by_its_nearest_hub(country):
    regions, scores, minutes = country
    sites = site_hubs(SitingChoice(), regions, scores, minutes)
    to_hubs = minutes[sites.regions]
    assert (sites.serves["hub_minutes"] == to_hubs.min(axis=1)).all()
    demand = scores[scores["candidate"]]
    by_hand = (sites.serves.loc[demand.index, "hub_minutes"] * demand["crisis_score"]).sum()
    assert sites.solution.objective == pytest.approx(by_hand)


def test_sites_anywhere_is_never_worse(country):
    regions, scores, minutes = country
    inside = site_hubs(SitingChoice(), regions, scores, minutes).solution.objective
    anywhere = site_hubs(SitingChoice(sites="regions"), regions, scores, minutes)
    assert anywhere.solution.optimal
    assert anywhere.solution.objective <= inside + 1e-9


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        (SitingChoice(hubs=41), "siting.hubs = 41 is refused: there are only 40 candidates"),
        (SitingChoice(required=("없는시",)), "siting.required: '없는시' is no region"),
        (SitingChoice(required=("고성군",)), "'고성군' is ambiguous"),
        (SitingChoice(required=("거제시",), forbidden=("38090",)), "both name 거제시"),
        (
            SitingChoice(hubs=1, required=("거제시", "군산시")),
            "names 2 regions but siting.hubs = 1",
        ),
    ],
)
def test_impossible_wishes_name_the_key(country, choice, words):
    with pytest.raises(ScenarioError, match=words.replace("(", r"\(")):
        site_hubs(choice, *country)


def test_forbidding_too_much_is_explained(country):
    regions, scores, minutes = country
    candidates = scores.index[scores["candidate"]]
    with pytest.raises(ScenarioError, match="leaves only 3 sites"):
        site_hubs(SitingChoice(forbidden=tuple(candidates[3:])), regions, scores, minutes)


def test_solution_knows_what_is_proven():
    from dataclasses import replace

    solution = p_median(np.ones((2, 2)), 1)
    assert solution.gap == 0
    unproven = replace(solution, bound=solution.objective - 0.1)
    assert not unproven.optimal
    assert unproven.gap == pytest.approx(0.1 / solution.objective)
    assert pd.notna(unproven.gap)
