"""Every model with every wish against enumeration, and answers worked by hand."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from siting_oracle import admissible, fair, keeps_wishes, limits, served
from siting_strategies import examples, instances, matrices, wishes

from hubplanner.siting import (
    CoveredWeight,
    OpeningCost,
    TotalCost,
    WorstCost,
    budgeted,
    capacitated_p_median,
    lexicographic,
    max_cover,
    p_center,
    p_dispersion,
    p_median,
    set_cover,
    weighted,
)

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


def p_sizes(p, conditions):
    n_existing = len(conditions.get("existing", ()))
    return range(p + n_existing, p + n_existing + 1)


def total(weights, costs):
    return float(sum(w * c for w, c in zip(weights, costs, strict=True)))


@many
@given(instances())
def test_p_median(instance):
    cost, weights, p, conditions = instance
    solution = p_median(cost, p, weights=weights, **conditions)
    sets = admissible(cost, weights, conditions, p_sizes(p, conditions), p)
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
    cost, weights, p, conditions = instance
    solution = p_center(cost, p, weights=weights, **conditions)
    sets = admissible(cost, weights, conditions, p_sizes(p, conditions), p)
    check(solution, {sites: float(max(weights * costs)) for sites, costs in sets})


@many
@given(instances(), st.sampled_from([0.0, 1.0, 2.0, 400.0]), st.booleans())
def test_set_cover(instance, radius, priced):
    cost, _, _, conditions = instance
    n_sites = cost.shape[1]
    prices = [1 + j % 3 for j in range(n_sites)] if priced else [1] * n_sites
    solution = set_cover(cost, radius, opening_costs=prices if priced else None, **conditions)
    sets = admissible(cost, np.ones(len(cost)), conditions, range(n_sites + 1))
    existing = set(conditions.get("existing", ()))
    expected = {
        sites: float(sum(prices[j] for j in set(sites) - existing))
        for sites, costs in sets
        if (costs <= radius).all()
    }
    check(solution, expected)


@many
@given(instances(), st.data())
def test_max_cover(instance, data):
    cost, weights, p, conditions = instance
    needs_all = bool(conditions.get("equity"))
    sets = list(
        admissible(cost, weights, conditions, p_sizes(p, conditions), p, serves_all=needs_all)
    )
    if data.draw(st.booleans()):
        radius = data.draw(st.sampled_from([0.0, 1.0, 2.0, 400.0]))
        solution = max_cover(cost, p, radius=radius, weights=weights, **conditions)
        expected = {sites: float(weights[costs <= radius].sum()) for sites, costs in sets}
    else:
        degree = data.draw(matrices(*cost.shape, infinite=False)) / 1000
        solution = max_cover(cost, p, degree=degree, weights=weights, **conditions)
        expected = {
            sites: float(weights @ degree[:, list(sites)].max(axis=1)) if sites else 0.0
            for sites, _ in sets
        }
    check(solution, expected, sign=-1)


@many
@given(instances())
def test_budgeted(instance):
    cost, weights, _, conditions = instance
    n_sites = cost.shape[1]
    conditions.setdefault("budget", (np.arange(n_sites) % 3, 2))
    solution = budgeted(cost, weights=weights, **conditions)
    sets = admissible(cost, weights, conditions, range(n_sites + 1))
    check(solution, {sites: total(weights, costs) for sites, costs in sets})


@many
@given(st.data())
def test_p_dispersion(data):
    n = data.draw(st.integers(2, 6))
    apart = data.draw(matrices(n, n, infinite=False))
    conditions = data.draw(wishes(n, n, equity=False))
    conditions.pop("limit", None)
    existing = set(conditions.get("existing", ()))
    free = n - len(existing)
    least = 1 if existing else 2
    if free < least:
        return
    p = data.draw(st.integers(least, free))
    solution = p_dispersion(apart, p, **conditions)
    expected = {}
    for sites in combinations(range(n), p + len(existing)):
        if keeps_wishes(sites, n, conditions, p):
            expected[sites] = min(
                min(apart[j][k], apart[k][j])
                for j, k in combinations(sites, 2)
                if not (j in existing and k in existing)
            )
    check(solution, expected, sign=-1)


@examples(80)
@given(instances(most=4), st.data())
def test_capacitated(instance, data):
    cost, weights, p, conditions = instance
    n_demand, n_sites = cost.shape
    capacities = data.draw(
        st.lists(st.integers(0, 8) | st.just(float("inf")), min_size=n_sites, max_size=n_sites)
    )
    solution = capacitated_p_median(cost, p, capacities, weights=weights, **conditions)

    best, limit = None, limits(cost, conditions)
    for sites in combinations(range(n_sites), p_sizes(p, conditions)[0]):
        if not keeps_wishes(sites, n_sites, conditions, p):
            continue
        for assignment in np.ndindex(*[len(sites)] * n_demand) if sites else ():
            to = [sites[k] for k in assignment]
            costs = cost[np.arange(n_demand), to]
            load = [sum(weights[i] for i in range(n_demand) if to[i] == j) for j in sites]
            if (costs > limit).any() or not np.isfinite(costs).all():
                continue
            if any(one > capacities[j] for one, j in zip(load, sites, strict=True)):
                continue
            if fair(costs, weights, conditions):
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


def value_of(objective, cost, weights, sites, costs, conditions):
    if isinstance(objective, TotalCost):
        return total(weights, costs)
    if isinstance(objective, WorstCost):
        return float(max(weights * costs))
    if isinstance(objective, CoveredWeight):
        return float(weights[costs <= objective.radius].sum())
    return float(len(set(sites) - set(conditions.get("existing", ()))))


@many
@given(instances(), st.lists(st.tuples(OBJECTIVES, st.integers(0, 3)), min_size=2, max_size=3))
def test_weighted(instance, pairs):
    cost, weights, p, conditions = instance
    solution = weighted(cost, p, pairs, weights=weights, **conditions)
    needs_all = bool(conditions.get("equity")) or not all(
        isinstance(one, CoveredWeight) for one, _ in pairs
    )
    sets = admissible(cost, weights, conditions, p_sizes(p, conditions), p, serves_all=needs_all)
    expected = {
        sites: sum(
            (-share if one.maximised else share)
            * value_of(one, cost, weights, sites, costs, conditions)
            for one, share in pairs
        )
        for sites, costs in sets
    }
    check(solution, expected)


@many
@given(instances(), st.lists(OBJECTIVES, min_size=2, max_size=3), st.booleans())
def test_lexicographic(instance, objectives, free):
    cost, weights, p, conditions = instance
    solution = lexicographic(cost, None if free else p, objectives, weights=weights, **conditions)
    needs_all = bool(conditions.get("equity")) or not all(
        isinstance(one, CoveredWeight) for one in objectives
    )
    sizes = range(cost.shape[1] + 1) if free else p_sizes(p, conditions)
    ranked = [
        [
            (-1 if one.maximised else 1) * value_of(one, cost, weights, sites, costs, conditions)
            for one in objectives
        ]
        for sites, costs in admissible(
            cost, weights, conditions, sizes, None if free else p, serves_all=needs_all
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
    "conditions",
    [
        {"required": [0], "forbidden": [0]},
        {"required": [0, 1]},
        {"forbidden": [0, 1, 2]},
        {"at_least": [([0, 1], 2)]},
        {"limit": 0.5},
    ],
)
def test_clashing_conditions_are_infeasible(conditions):
    solution = p_median(np.ones((3, 3)), 1, **conditions)
    assert (solution.status, solution.sites, solution.optimal) == ("infeasible", (), False)


def test_solution_knows_what_is_proven():
    from dataclasses import replace

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
