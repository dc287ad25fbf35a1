"""Every model with every constraint against enumeration, and answers worked by hand."""

from __future__ import annotations

from dataclasses import fields, replace
from itertools import combinations, pairwise
from typing import get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from siting_oracle import admissible, fair, keeps_constraints, limits, served
from siting_strategies import constraints_on, examples, instances, matrices

from hubplanner.scenario_siting import SitingChoice, SitingModel
from hubplanner.siting import (
    Constraints,
    CoveredWeight,
    FacilityTypes,
    OpeningCost,
    TotalCost,
    WorstCost,
    budgeted,
    capacitated_p_median,
    gradual_cover,
    lexicographic,
    max_cover,
    p_center,
    p_dispersion,
    p_median,
    set_cover,
    weighted,
)
from hubplanner.siting.constraints import ConstraintKeywords
from hubplanner.siting.models import MODELS
from hubplanner.siting.models import OBJECTIVES as KNOWN

many = examples(150)


def check(solution, expected, *, sign=1):
    """`expected`: the objective of every admissible set, by sites."""
    if not expected:
        assert solution.status == "infeasible"
        assert solution.sites == ()
        return
    best = min(sign * value for value in expected.values())
    assert solution.status == "optimal", solution
    assert solution.optimal
    assert solution.sites in expected
    assert expected[solution.sites] == pytest.approx(solution.objective, rel=1e-9, abs=1e-9)
    assert sign * solution.objective == pytest.approx(best, rel=1e-9, abs=1e-6)
    assert abs(solution.objective - solution.bound) <= 1e-6


def p_sizes(p, constraints):
    n_existing = len(constraints.get("existing", ()))
    return range(p + n_existing, p + n_existing + 1)


def total(weights, costs):
    return float(sum(w * c for w, c in zip(weights, costs, strict=True)))


@many
@given(instances())
def test_p_median(instance):
    cost, weights, p, constraints = instance
    solution = p_median(cost, p, weights=weights, **constraints)
    sets = admissible(cost, weights, constraints, p_sizes(p, constraints), p)
    check(solution, {sites: total(weights, costs) for sites, costs in sets})
    if solution.sites:
        at = cost[np.arange(len(cost)), list(solution.assignment)]
        assert (at == served(cost, solution.sites)).all()
        assert sorted(i for rows in solution.serves.values() for i in rows) == list(
            range(len(cost))
        )


@many
@given(instances())
def test_p_center(instance):
    cost, weights, p, constraints = instance
    solution = p_center(cost, p, weights=weights, **constraints)
    sets = admissible(cost, weights, constraints, p_sizes(p, constraints), p)
    check(solution, {sites: float(max(weights * costs)) for sites, costs in sets})


@many
@given(instances(), st.sampled_from([0.0, 1.0, 2.0, 400.0]), st.booleans())
def test_set_cover(instance, radius, priced):
    cost, _, _, constraints = instance
    n_sites = cost.shape[1]
    prices = [1 + j % 3 for j in range(n_sites)] if priced else [1] * n_sites
    solution = set_cover(cost, radius, opening_costs=prices if priced else None, **constraints)
    sets = admissible(cost, np.ones(len(cost)), constraints, range(n_sites + 1))
    existing = set(constraints.get("existing", ()))
    expected = {
        sites: float(sum(prices[j] for j in set(sites) - existing))
        for sites, costs in sets
        if (costs <= radius).all()
    }
    check(solution, expected)


@many
@given(instances(), st.data())
def test_max_cover(instance, data):
    cost, weights, p, constraints = instance
    needs_all = bool(constraints.get("equity"))
    sets = list(
        admissible(cost, weights, constraints, p_sizes(p, constraints), p, serves_all=needs_all)
    )
    if data.draw(st.booleans()):
        radius = data.draw(st.sampled_from([0.0, 1.0, 2.0, 400.0]))
        solution = max_cover(cost, p, radius=radius, weights=weights, **constraints)
        expected = {sites: float(weights[costs <= radius].sum()) for sites, costs in sets}
    else:
        degree = data.draw(matrices(*cost.shape, infinite=False)) / 1000
        solution = max_cover(cost, p, degree=degree, weights=weights, **constraints)
        expected = {
            sites: float(weights @ degree[:, list(sites)].max(axis=1)) if sites else 0.0
            for sites, _ in sets
        }
    check(solution, expected, sign=-1)


@many
@given(instances())
def test_budgeted(instance):
    cost, weights, _, constraints = instance
    n_sites = cost.shape[1]
    constraints.setdefault("budget", (np.arange(n_sites) % 3, 2))
    solution = budgeted(cost, weights=weights, **constraints)
    sets = admissible(cost, weights, constraints, range(n_sites + 1))
    check(solution, {sites: total(weights, costs) for sites, costs in sets})


@many
@given(st.data())
def test_p_dispersion(data):
    n = data.draw(st.integers(2, 6))
    apart = data.draw(matrices(n, n, infinite=False))
    constraints = data.draw(constraints_on(n, n, equity=False))
    constraints.pop("limit", None)
    existing = set(constraints.get("existing", ()))
    free = n - len(existing)
    least = 1 if existing else 2
    if free < least:
        return
    p = data.draw(st.integers(least, free))
    solution = p_dispersion(apart, p, **constraints)
    expected = {}
    for sites in combinations(range(n), p + len(existing)):
        if keeps_constraints(sites, n, constraints, p):
            expected[sites] = min(
                min(apart[j][k], apart[k][j])
                for j, k in combinations(sites, 2)
                if not (j in existing and k in existing)
            )
    check(solution, expected, sign=-1)


@examples(80)
@given(instances(most=4), st.data())
def test_capacitated(instance, data):
    cost, weights, p, constraints = instance
    n_demand, n_sites = cost.shape
    capacities = data.draw(
        st.lists(st.integers(0, 8) | st.just(float("inf")), min_size=n_sites, max_size=n_sites)
    )
    solution = capacitated_p_median(cost, p, capacities, weights=weights, **constraints)

    best, limit = None, limits(cost, constraints)
    for sites in combinations(range(n_sites), p_sizes(p, constraints)[0]):
        if not keeps_constraints(sites, n_sites, constraints, p):
            continue
        for assignment in np.ndindex(*[len(sites)] * n_demand) if sites else ():
            to = [sites[k] for k in assignment]
            costs = cost[np.arange(n_demand), to]
            load = [sum(weights[i] for i in range(n_demand) if to[i] == j) for j in sites]
            if (costs > limit).any() or not np.isfinite(costs).all():
                continue
            if any(one > capacities[j] for one, j in zip(load, sites, strict=True)):
                continue
            if fair(costs, weights, constraints):
                value = total(weights, costs)
                best = value if best is None else min(best, value)
    if best is None:
        assert solution.status == "infeasible"
        return
    assert solution.optimal
    assert solution.objective == pytest.approx(best, abs=1e-6)
    assert set(solution.assignment) <= set(solution.sites)
    for j in solution.sites:
        assert sum(weights[i] for i in solution.serves[j]) <= capacities[j] + 1e-9


OBJECTIVES = st.sampled_from(
    [TotalCost(), WorstCost(), CoveredWeight(1.0), CoveredWeight(300.0), OpeningCost()]
)


def value_of(objective, cost, weights, sites, costs, constraints):
    if isinstance(objective, TotalCost):
        return total(weights, costs)
    if isinstance(objective, WorstCost):
        return float(max(weights * costs))
    if isinstance(objective, CoveredWeight):
        return float(weights[costs <= objective.radius].sum())
    return float(len(set(sites) - set(constraints.get("existing", ()))))


@many
@given(instances(), st.lists(st.tuples(OBJECTIVES, st.integers(0, 3)), min_size=2, max_size=3))
def test_weighted(instance, pairs):
    cost, weights, p, constraints = instance
    solution = weighted(cost, p, pairs, weights=weights, **constraints)
    needs_all = bool(constraints.get("equity")) or not all(
        isinstance(one, CoveredWeight) for one, _ in pairs
    )
    sets = admissible(cost, weights, constraints, p_sizes(p, constraints), p, serves_all=needs_all)
    expected = {
        sites: sum(
            (-share if one.maximised else share)
            * value_of(one, cost, weights, sites, costs, constraints)
            for one, share in pairs
        )
        for sites, costs in sets
    }
    check(solution, expected)


@many
@given(instances(), st.lists(OBJECTIVES, min_size=2, max_size=3), st.booleans())
def test_lexicographic(instance, objectives, free):
    cost, weights, p, constraints = instance
    solution = lexicographic(cost, None if free else p, objectives, weights=weights, **constraints)
    needs_all = bool(constraints.get("equity")) or not all(
        isinstance(one, CoveredWeight) for one in objectives
    )
    sizes = range(cost.shape[1] + 1) if free else p_sizes(p, constraints)
    ranked = [
        [
            (-1 if one.maximised else 1) * value_of(one, cost, weights, sites, costs, constraints)
            for one in objectives
        ]
        for sites, costs in admissible(
            cost, weights, constraints, sizes, None if free else p, serves_all=needs_all
        )
    ]
    if not ranked:
        assert solution.status == "infeasible"
        return
    assert solution.optimal
    sign = -1 if objectives[-1].maximised else 1
    assert sign * solution.objective == pytest.approx(min(ranked)[-1], abs=1e-5)


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
    ("arguments", "words"),
    [
        ({"p": -1}, "between 0 and"),
        ({"p": 4}, "between 0 and"),
        ({"p": 1, "weights": [1, 1]}, "shape"),
        ({"p": 1, "weights": [1, 1, -1]}, "non-negative"),
        ({"p": 1, "weights": [1, 1, float("inf")]}, "finite"),
        ({"p": 1, "required": [3]}, "do not exist"),
        ({"p": 1, "at_least": [([5], 1)]}, "do not exist"),
        ({"p": 1, "spacing": ([[1.0]], 1)}, "site × site"),
        ({"p": 1, "limit": [1.0]}, "shape"),
    ],
)
def test_impossible_arguments_are_refused(arguments, words):
    with pytest.raises(ValueError, match=words):
        p_median(np.ones((3, 3)), **arguments)


def test_a_cost_that_is_no_number_is_refused():
    with pytest.raises(ValueError, match="non-negative"):
        p_median([[np.nan, 1.0]], 1)


@pytest.mark.parametrize(
    "constraints",
    [
        {"required": [0], "forbidden": [0]},
        {"required": [0, 1]},
        {"forbidden": [0, 1, 2]},
        {"at_least": [([0, 1], 2)]},
        {"limit": 0.5},
    ],
)
def test_clashing_constraints_are_infeasible(constraints):
    solution = p_median(np.ones((3, 3)), 1, **constraints)
    assert (solution.status, solution.sites, solution.optimal) == ("infeasible", (), False)


def test_solution_knows_what_is_proven():
    solution = p_median(np.ones((2, 2)), 1)
    assert solution.gap == 0
    unproven = replace(solution, bound=solution.objective - 0.1)
    assert not unproven.optimal
    assert unproven.gap == pytest.approx(0.1 / solution.objective)


def test_a_time_limit_gives_an_honest_gap():
    cost = np.random.default_rng(1).uniform(0, 100, (120, 120))
    solution = p_median(cost, 8, time_limit=0.0, at_least=[(range(5), 1)])
    assert (solution.status, solution.termination) == ("unknown", "time limit")
    assert not solution.optimal


# -- constraints and models as data ------------------------------------------------------------

EVEN = np.ones((3, 3))
CALLS = {
    "p_median": lambda **asked: p_median(EVEN, 1, **asked),
    "p_center": lambda **asked: p_center(EVEN, 1, **asked),
    "max_cover": lambda **asked: max_cover(EVEN, 1, radius=1.0, **asked),
    "gradual_cover": lambda **asked: gradual_cover(
        EVEN, 1, FacilityTypes("a", EVEN[:, :1], EVEN, EVEN[:, :1]), **asked
    ),
    "set_cover": lambda **asked: set_cover(EVEN, 1.0, **asked),
    "p_dispersion": lambda **asked: p_dispersion(EVEN, 2, **asked),
    "capacitated_p_median": lambda **asked: capacitated_p_median(
        np.ones((3, 3)), 1, [3] * 3, **asked
    ),
    "budgeted": lambda **asked: budgeted(EVEN, budget=([1] * 3, 2), **asked),
}


@pytest.mark.parametrize("model", CALLS)
def test_a_constraint_that_no_model_knows_is_refused(model):
    assert CALLS[model](required=[1]).optimal
    with pytest.raises(TypeError, match="unexpected keyword argument 'spacing_km'"):
        CALLS[model](spacing_km=80.0)


def test_every_constraint_is_a_keyword():
    assert set(ConstraintKeywords.__annotations__) == {one.name for one in fields(Constraints)}


def test_every_model_of_a_scenario_is_known():
    of_scenarios = tuple(name for name, model in MODELS.items() if model.unit)
    assert of_scenarios == get_args(SitingModel) == tuple(CALLS)
    assert tuple(MODELS)[: len(CALLS)] == of_scenarios
    assert {model.objective for model in MODELS.values() if model.objective} <= set(KNOWN)
    decide = get_args(get_args(SitingChoice.model_fields["then"].annotation)[0])
    assert set(decide) <= set(KNOWN)


def test_what_a_model_is_about_is_a_key_of_the_scenario():
    for model in MODELS.values():
        assert not model.parameter or model.parameter in SitingChoice.model_fields
        if model.parameter in ("budget", "capacity"):
            with pytest.raises(ValidationError, match=f"needs siting.{model.parameter}"):
                SitingChoice(model=model.name)


def test_constraints_together():
    near, far = np.array([[0.0, 2.0], [2.0, 0.0]]), np.array([[0.0, 9.0], [3.0, 0.0]])
    one = Constraints(required=[0], limit=5.0, spacing=(near, 4.0), at_least=[([0], 1)])
    other = Constraints(required=[1], limit=[3.0, 7.0], spacing=(far, 2.0), time_limit=9.0)
    both = one & other
    assert (tuple(both.required), tuple(both.at_least)) == ((0, 1), (([0], 1),))
    assert both.limit.tolist() == [3.0, 5.0]
    assert both.time_limit == 9.0
    apart, least = both.spacing
    assert apart[0, 1] / least == 0.5  # half of what the stricter of the two asks for
    budget = Constraints(budget=([1, 1], 2.0))
    assert (one & budget).budget == (budget & one).budget == ([1, 1], 2.0)
    with pytest.raises(ValueError, match="budget is set twice"):
        budget & budget
