"""Fixed-charge, capacitated, repeated, competitive, hub and stochastic models by enumeration."""

from __future__ import annotations

import math
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from siting_oracle import admissible, keeps_constraints, served, subsets
from siting_strategies import constraints_on, examples, instances, matrices

from hubplanner.siting import (
    GroupMean,
    backup_cover,
    capacitated_fixed_charge,
    capacitated_max_cover,
    capacitated_set_cover,
    expected_cover,
    expected_p_median,
    fixed_charge,
    market_share,
    maximal_capture,
    minimax_regret_p_median,
    p_dispersion_sum,
    p_hub_median,
    single_source_fixed_charge,
)

many = examples(80)
RADII = st.sampled_from([0.0, 1.0, 2.0, 400.0])


def check(solution, expected, *, sign=1):
    """`expected`: the best value of every admissible set, by sites."""
    if not expected:
        assert solution.status == "infeasible"
        assert solution.sites == ()
        return
    best = min(sign * value for value in expected.values())
    assert solution.status == "optimal", solution
    assert expected[solution.sites] == pytest.approx(solution.objective, rel=1e-8, abs=1e-8)
    assert sign * solution.objective == pytest.approx(best, rel=1e-8, abs=1e-6)


def total(weights, costs):
    return math.fsum(w * c for w, c in zip(weights, costs, strict=True))


def opening(prices, sites, constraints):
    return math.fsum(prices[j] for j in sites if j not in constraints.get("existing", ()))


def sizes(p, n_sites, constraints):
    if p is None:
        return range(n_sites + 1)
    count = p + len(constraints.get("existing", ()))
    return range(count, count + 1)


def whole(data, n, most):
    return np.array(data.draw(st.lists(st.integers(0, most), min_size=n, max_size=n)), dtype=float)


@many
@given(instances(), st.data())
def test_fixed_charge(instance, data):
    cost, weights, p, constraints = instance
    n_sites = cost.shape[1]
    p = data.draw(st.sampled_from([None, p]))
    prices = whole(data, n_sites, 9)
    solution = fixed_charge(cost, prices, weights=weights, p=p, **constraints)
    sets = admissible(cost, weights, constraints, sizes(p, n_sites, constraints), p)
    check(
        solution,
        {one: total(weights, at) + opening(prices, one, constraints) for one, at in sets},
    )


@many
@given(instances(equity=False, most=4), st.data())
def test_single_source(instance, data):
    cost, weights, _, constraints = instance
    n, n_sites = cost.shape
    prices, capacities = whole(data, n_sites, 9), whole(data, n_sites, 8)
    volumes = whole(data, n, 3)
    solution = single_source_fixed_charge(
        cost, prices, capacities, weights=weights, volumes=volumes, **constraints
    )
    expected = {}
    limit = np.broadcast_to(constraints.get("limit", np.inf), n)
    for one, _ in admissible(cost, weights, constraints, sizes(None, n_sites, constraints)):
        values = [
            total(weights, cost[range(n), at])
            for at in product(one, repeat=n)
            if (cost[range(n), at] <= limit).all()
            and np.isfinite(cost[range(n), at]).all()
            and all(volumes[np.array(at) == j].sum() <= capacities[j] for j in one)
        ]
        if values:
            expected[one] = min(values) + opening(prices, one, constraints)
    check(solution, expected)
    if solution.sites:
        at = np.array(solution.assignment)
        assert all(volumes[at == j].sum() <= capacities[j] for j in solution.sites)


# -- split demand: with whole volumes and capacities the best flows are whole too -----------------


def unit_flows(sites, volumes, capacities, *, served_all):
    """All ways to send each unit of volume to one of these sites, or to none, within capacities."""
    units = [i for i, volume in enumerate(volumes) for _ in range(int(volume))]
    targets = sites if served_all else (*sites, None)
    for to in product(targets, repeat=len(units)):
        if all(to.count(j) <= capacities[j] for j in sites):
            yield list(zip(units, to, strict=True))


def split_instance(data, n_sites, n):
    volumes = np.array(data.draw(st.lists(st.integers(1, 2), min_size=n, max_size=n)), dtype=float)
    return volumes, whole(data, n_sites, 4)


@many
@given(instances(equity=False, infinite=False, most=3), st.data())
def test_capacitated_fixed_charge(instance, data):
    cost, weights, _, constraints = instance
    n, n_sites = cost.shape
    volumes, capacities = split_instance(data, n_sites, n)
    prices = whole(data, n_sites, 9)
    solution = capacitated_fixed_charge(
        cost, prices, capacities, weights=weights, volumes=volumes, **constraints
    )
    limit = np.broadcast_to(constraints.get("limit", np.inf), n)
    expected = {}
    for one, _ in admissible(cost, weights, constraints, sizes(None, n_sites, constraints)):
        values = [
            math.fsum(weights[i] * cost[i, j] / volumes[i] for i, j in flow)
            for flow in unit_flows(one, volumes, capacities, served_all=True)
            if all(cost[i, j] <= limit[i] for i, j in flow)
        ]
        if values:
            expected[one] = min(values) + opening(prices, one, constraints)
    check(solution, expected)
    if solution.sites:
        shares = np.zeros(cost.shape)
        for i, j, share in solution.shares:
            shares[i, j] = share
        assert shares.sum(axis=1) == pytest.approx(1)
        assert (volumes @ shares <= capacities + 1e-6).all()


@many
@given(instances(equity=False, most=3), RADII, st.data())
def test_capacitated_set_cover(instance, radius, data):
    cost, _, _, constraints = instance
    n, n_sites = cost.shape
    volumes, capacities = split_instance(data, n_sites, n)
    solution = capacitated_set_cover(cost, radius, capacities, volumes=volumes, **constraints)
    limit = np.minimum(np.broadcast_to(constraints.get("limit", np.inf), n), radius)
    sets = admissible(cost, np.ones(n), constraints, sizes(None, n_sites, constraints))
    expected = {
        one: opening(np.ones(n_sites), one, constraints)
        for one, _ in sets
        if any(
            all(cost[i, j] <= limit[i] for i, j in flow)
            for flow in unit_flows(one, volumes, capacities, served_all=True)
        )
    }
    check(solution, expected)


@many
@given(instances(equity=False, most=3), RADII, st.data())
def test_capacitated_max_cover(instance, radius, data):
    cost, weights, p, constraints = instance
    constraints.pop("limit", None)
    n, n_sites = cost.shape
    volumes, capacities = split_instance(data, n_sites, n)
    solution = capacitated_max_cover(
        cost, p, radius, capacities, weights=weights, volumes=volumes, **constraints
    )
    sets = admissible(
        cost, weights, constraints, sizes(p, n_sites, constraints), p, serves_all=False
    )
    expected = {
        one: max(
            math.fsum(weights[i] / volumes[i] for i, j in flow if j is not None)
            for flow in unit_flows(one, volumes, capacities, served_all=False)
            if all(j is None or cost[i, j] <= radius for i, j in flow)
        )
        for one, _ in sets
    }
    check(solution, expected, sign=-1)


# -- repeated cover --------------------------------------------------------------------------------


@many
@given(instances(), RADII, st.booleans())
def test_backup_cover(instance, radius, counted):
    cost, weights, p, constraints = instance
    n_sites, p = cost.shape[1], p if counted else None
    solution = backup_cover(cost, radius, p=p, weights=weights, **constraints)
    sets = admissible(cost, weights, constraints, sizes(p, n_sites, constraints), p)
    covering = [one for one, costs in sets if (costs <= radius).all()]
    if p is None:
        fewest = min(map(len, covering), default=0)
        covering = [one for one in covering if len(one) == fewest]
    expected = {
        one: math.fsum(weights[(cost[:, list(one)] <= radius).sum(axis=1) >= 2]) for one in covering
    }
    check(solution, expected, sign=-1)


@many
@given(instances(), RADII, st.sampled_from([0.0, 0.3, 0.5, 0.9]))
def test_expected_cover(instance, radius, busy):
    cost, weights, p, constraints = instance
    serving = bool(constraints.get("equity"))
    solution = expected_cover(cost, p, radius, busy, weights=weights, **constraints)
    sets = admissible(
        cost, weights, constraints, sizes(p, cost.shape[1], constraints), p, serves_all=serving
    )
    expected = {
        one: math.fsum(
            w * (1 - busy ** sum(row[j] <= radius for j in one))
            for w, row in zip(weights, cost, strict=True)
        )
        for one, _ in sets
    }
    check(solution, expected, sign=-1)


# -- competitors -----------------------------------------------------------------------------------


@many
@given(instances(), st.data())
def test_maximal_capture(instance, data):
    cost, weights, p, constraints = instance
    rival = data.draw(matrices(len(cost), 1))[:, 0]
    solution = maximal_capture(cost, p, rival, weights=weights, **constraints)
    serving = bool(constraints.get("equity"))
    sets = admissible(
        cost, weights, constraints, sizes(p, cost.shape[1], constraints), p, serves_all=serving
    )
    expected = {
        one: math.fsum(
            w * (1.0 if own < other else 0.5 if own == other < math.inf else 0.0)
            for w, own, other in zip(weights, served(cost, one), rival, strict=True)
        )
        for one, _ in sets
    }
    check(solution, expected, sign=-1)


@many
@given(instances(equity=False, infinite=False), st.data())
def test_market_share(instance, data):
    attraction, weights, p, constraints = instance
    constraints.pop("limit", None)
    rival = data.draw(matrices(len(attraction), 1, infinite=False))[:, 0]
    solution = market_share(attraction, p, rival, weights=weights, **constraints)
    n_sites = attraction.shape[1]
    expected = {}
    for one in subsets(n_sites, sizes(p, n_sites, constraints)):
        if keeps_constraints(one, n_sites, constraints, p):
            own = attraction[:, list(one)].sum(axis=1)
            expected[one] = math.fsum(
                w * u / (u + r) for w, u, r in zip(weights, own, rival, strict=True) if u > 0
            )
    check(solution, expected, sign=-1)
    assert solution.assignment == ()


# -- dispersion, hubs ------------------------------------------------------------------------------


@many
@given(st.data())
def test_p_dispersion_sum(data):
    n = data.draw(st.integers(1, 6))
    distances = data.draw(matrices(n, n, infinite=False))
    constraints = data.draw(constraints_on(n, n, equity=False))
    constraints.pop("limit", None)
    existing = set(constraints.get("existing", ()))
    p = data.draw(st.integers(0, n - len(existing)))
    solution = p_dispersion_sum(distances, p, **constraints)
    expected = {
        one: math.fsum(
            min(distances[j, k], distances[k, j])
            for j, k in combinations(one, 2)
            if not {j, k} <= existing
        )
        for one in subsets(n, sizes(p, n, constraints))
        if keeps_constraints(one, n, constraints, p)
    }
    check(solution, expected, sign=-1)


@many
@given(st.data())
def test_p_hub_median(data):
    n = data.draw(st.integers(1, 4))
    distances = data.draw(matrices(n, n, infinite=False))
    np.fill_diagonal(distances, 0.0)
    flows = data.draw(matrices(n, n, infinite=False))
    constraints = data.draw(constraints_on(n, n, equity=False))
    p = data.draw(st.integers(0, n - len(constraints.get("existing", ()))))
    collection, transfer, distribution = (
        data.draw(st.sampled_from([0.0, 0.5, 1.0, 2.0])) for _ in range(3)
    )
    solution = p_hub_median(
        flows, distances, p,
        transfer=transfer, collection=collection, distribution=distribution, **constraints,
    )  # fmt: skip
    limit = np.broadcast_to(constraints.get("limit", np.inf), n)
    expected = {}
    for one in subsets(n, sizes(p, n, constraints)):
        if not one or not keeps_constraints(one, n, constraints, p):
            continue
        values = [
            math.fsum(
                flows[i, j]
                * (
                    collection * distances[i, of[i]]
                    + transfer * distances[of[i], of[j]]
                    + distribution * distances[of[j], j]
                )
                for i in range(n)
                for j in range(n)
            )
            for of in product(one, repeat=n)
            if all(of[k] == k for k in one) and (distances[range(n), of] <= limit).all()
        ]
        if values:
            expected[one] = min(values)
    check(solution, expected)


# -- scenarios -------------------------------------------------------------------------------------


@st.composite
def uncertain(draw):
    cost, weights, p, constraints = draw(instances(equity=False, most=4))
    assume(np.ndim(constraints.get("limit", 0.0)) == 0)
    n_scenarios = draw(st.integers(1, 3))
    costs = np.stack([cost, *(draw(matrices(*cost.shape)) for _ in range(n_scenarios - 1))])
    if draw(st.booleans()):
        weights = draw(matrices(n_scenarios, len(cost), infinite=False))
    return costs, weights, p, constraints


def in_each(costs, weights, sites):
    weights = np.broadcast_to(weights, costs.shape[:2])
    return [total(w, served(cost, sites)) for cost, w in zip(costs, weights, strict=True)]


def sets_of(costs, p, constraints):
    rows = costs.reshape(-1, costs.shape[2])
    count = sizes(p, costs.shape[2], constraints)
    return [one for one, _ in admissible(rows, np.ones(len(rows)), constraints, count, p)]


@many
@given(uncertain(), st.data())
def test_expected_p_median(instance, data):
    costs, weights, p, constraints = instance
    shares = whole(data, len(costs), 4) / 4
    solution = expected_p_median(costs, p, probabilities=shares, weights=weights, **constraints)
    expected = {
        one: total(shares, in_each(costs, weights, one)) for one in sets_of(costs, p, constraints)
    }
    check(solution, expected)


@many
@given(uncertain())
def test_minimax_regret(instance):
    costs, weights, p, constraints = instance
    solution = minimax_regret_p_median(costs, p, weights=weights, **constraints)
    in_all = {one: in_each(costs, weights, one) for one in sets_of(costs, p, constraints)}
    least = np.min(list(in_all.values()), axis=0) if in_all else []
    check(solution, {one: max(0.0, *(np.array(at) - least)) for one, at in in_all.items()})


# -- what is refused -------------------------------------------------------------------------------

COST = np.array([[0.0, 4.0], [4.0, 0.0]])


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: fixed_charge(COST, [1.0]), "opening costs"),
        (lambda: fixed_charge(COST, [1.0, -1.0]), "opening costs"),
        (lambda: capacitated_fixed_charge(COST, [1, 1], [-1, 1]), "capacities"),
        (
            lambda: capacitated_fixed_charge(COST, [1, 1], [1, 1], equity=[GroupMean("ab", 1.0)]),
            "equity",
        ),
        (lambda: capacitated_max_cover(COST, 1, math.nan, [1, 1]), "radius"),
        (lambda: expected_cover(COST, 1, 2.0, 1.0), "busy"),
        (lambda: backup_cover(COST, 2.0, p=3), "p = 3"),
        (lambda: maximal_capture(COST, 1, [1.0]), "rival_cost"),
        (lambda: market_share(COST, 1, [1.0, math.inf]), "rival_attraction"),
        (lambda: market_share([[math.inf]], 1, [1.0]), "attraction"),
        (lambda: market_share(COST, 1, [1.0, 1.0], limit=1.0), "limit"),
        (lambda: p_dispersion_sum([[0.0, 1.0]], 1), "site × site"),
        (lambda: p_hub_median(COST, [[1.0, 2.0], [2.0, 0.0]], 1, transfer=0.5), "itself"),
        (lambda: p_hub_median([[1.0]], COST, 1, transfer=0.5), "flows"),
        (lambda: p_hub_median(COST, COST, 1, transfer=-0.5), "rates"),
        (lambda: expected_p_median(COST, 1), "scenario × demand × site"),
        (lambda: expected_p_median([COST], 1, probabilities=[0.5, 0.5]), "probabilities"),
        (lambda: minimax_regret_p_median([COST], 1, weights=[[1.0]]), "weights"),
    ],
)
def test_impossible_arguments_are_refused(call, words):
    with pytest.raises(ValueError, match=words):
        call()
