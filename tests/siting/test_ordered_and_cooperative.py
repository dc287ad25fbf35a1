"""Ordered medians, cooperative cover and filled sites by enumeration."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from siting_oracle import admissible, keeps_constraints, subsets
from siting_strategies import examples, instances
from test_models_of_peers import check, opening, sizes, split_instance, total, unit_flows, whole

from hubplanner.siting import (
    capacitated_fixed_charge,
    capacitated_max_cover,
    capacitated_p_median,
    capacitated_set_cover,
    centdian,
    cooperative_cover,
    k_centrum,
    ordered_median,
    p_center,
    p_median,
    single_source_fixed_charge,
)

many = examples(80)


def ordered(weights, costs, lambdas):
    borne = sorted(w * c for w, c in zip(weights, costs, strict=True))
    return total(lambdas, borne)


@many
@given(instances(), st.data())
def test_ordered_median(instance, data):
    cost, weights, p, constraints = instance
    lambdas = whole(data, len(cost), 4)
    kind = data.draw(st.sampled_from(["any", "rising", "falling"]))
    if kind != "any":
        lambdas = np.sort(lambdas)[:: 1 if kind == "rising" else -1]
    solution = ordered_median(cost, p, lambdas, weights=weights, **constraints)
    sets = admissible(cost, weights, constraints, sizes(p, cost.shape[1], constraints), p)
    check(solution, {one: ordered(weights, at, lambdas) for one, at in sets})


@many
@given(instances(equity=False), st.data())
def test_k_centrum_and_centdian(instance, data):
    cost, weights, p, constraints = instance
    k = data.draw(st.integers(1, len(cost)))
    share = data.draw(st.sampled_from([0.0, 0.25, 0.5, 1.0]))
    counted = sizes(p, cost.shape[1], constraints)
    sets = list(admissible(cost, weights, constraints, counted, p))
    solution = k_centrum(cost, p, k, weights=weights, **constraints)
    check(solution, {one: math.fsum(sorted(weights * at)[-k:]) for one, at in sets})
    solution = centdian(cost, p, share, weights=weights, **constraints)
    check(
        solution,
        {one: share * total(weights, at) + (1 - share) * max(weights * at) for one, at in sets},
    )


def test_special_cases_are_the_median_and_the_center():
    rng = np.random.default_rng(5)
    cost = rng.integers(0, 100, (15, 15)).astype(float)
    median, center = p_median(cost, 4).objective, p_center(cost, 4).objective
    assert k_centrum(cost, 4, 15).objective == median
    assert k_centrum(cost, 4, 1).objective == center
    assert centdian(cost, 4, 1.0).objective == median
    assert centdian(cost, 4, 0.0).objective == center


def test_the_highest_of_many_costs():
    """More thresholds than are looked at; and none at all."""
    at = np.random.default_rng(7).uniform(0, 100, (14, 2))
    cost = np.hypot(*(at[:, None] - at[None]).transpose(2, 0, 1))
    for k in (2, 5, 13):
        best = min(
            math.fsum(np.sort(cost[:, list(one)].min(axis=1))[-k:]) for one in subsets(14, [3])
        )
        solution = k_centrum(cost, 3, k)
        assert solution.optimal
        assert solution.objective == pytest.approx(best, rel=1e-12)
    assert k_centrum(np.full((3, 2), math.inf), 1, 2).status == "infeasible"
    stopped = k_centrum(cost, 3, 5, time_limit=0.0)
    assert stopped.status in ("unknown", "feasible")
    assert stopped.bound <= k_centrum(cost, 3, 5).objective


@many
@given(instances(equity=False, infinite=False), st.booleans(), st.data())
def test_cooperative_cover(instance, counted, data):
    signal, weights, p, constraints = instance
    constraints.pop("limit", None)
    n_sites, p = signal.shape[1], p if counted else None
    threshold = data.draw(st.sampled_from([0.5, 1.0, 3.0, 900.0]))
    if data.draw(st.booleans()):
        threshold = threshold * (1 + whole(data, len(signal), 2))
    solution = cooperative_cover(signal, threshold, p=p, weights=weights, **constraints)
    expected = {}
    for one in subsets(n_sites, sizes(p, n_sites, constraints)):
        if keeps_constraints(one, n_sites, constraints, p):
            received = [math.fsum(row[j] for j in one) for row in signal]
            covered = np.array(received) >= np.broadcast_to(threshold, len(signal)) - 1e-9
            if counted:
                expected[one] = math.fsum(weights[covered])
            elif covered.all():
                expected[one] = opening(np.ones(n_sites), one, constraints)
    check(solution, expected, sign=-1 if counted else 1)
    assert solution.assignment == ()


# -- sites that are filled -------------------------------------------------------------------------


def loads_of(to, volumes, sites):
    return {j: math.fsum(v for v, at in zip(volumes, to, strict=True) if at == j) for j in sites}


@many
@given(instances(equity=False, most=4), st.booleans(), st.data())
def test_filled_sites_of_whole_demand(instance, counted, data):
    cost, weights, p, constraints = instance
    n, n_sites = cost.shape
    volumes, capacities = whole(data, n, 3), whole(data, n_sites, 5)
    filled = data.draw(st.sets(st.integers(0, n_sites - 1), min_size=1, max_size=2))
    prices = np.zeros(n_sites) if counted else whole(data, n_sites, 9)
    asked = {"weights": weights, "volumes": volumes, "filled": filled, **constraints}
    if counted:
        solution = capacitated_p_median(cost, p, capacities, **asked)
    else:
        p = None
        solution = single_source_fixed_charge(cost, prices, capacities, **asked)
    limit = np.broadcast_to(constraints.get("limit", np.inf), n)
    expected = {}
    for one, _ in admissible(cost, weights, constraints, sizes(p, n_sites, constraints), p):
        values = []
        for to in product(one, repeat=n):
            at, loads = cost[range(n), to], loads_of(to, volumes, one)
            kept = all(loads[j] <= capacities[j] for j in one)
            full = all(j in one and loads[j] == capacities[j] for j in filled)
            if kept and full and np.isfinite(at).all() and (at <= limit).all():
                values.append(total(weights, at))
        if values:
            expected[one] = min(values) + opening(prices, one, constraints)
    check(solution, expected)


@many
@given(instances(equity=False, infinite=False, most=3), st.sampled_from("acm"), st.data())
def test_filled_sites_of_split_demand(instance, kind, data):
    cost, weights, p, constraints = instance
    n, n_sites = cost.shape
    if kind == "m":
        constraints.pop("limit", None)
    else:
        p = None
    volumes, capacities = split_instance(data, n_sites, n)
    filled = data.draw(st.sets(st.integers(0, n_sites - 1), min_size=1, max_size=2))
    radius = math.inf if kind == "a" else data.draw(st.sampled_from([1.0, 400.0]))
    asked = {"volumes": volumes, "filled": filled, **constraints}
    if kind == "a":
        solution = capacitated_fixed_charge(
            cost, np.ones(n_sites), capacities, weights=weights, **asked
        )
    elif kind == "c":
        solution = capacitated_set_cover(cost, radius, capacities, **asked)
    else:
        solution = capacitated_max_cover(cost, p, radius, capacities, weights=weights, **asked)
    limit = np.minimum(np.broadcast_to(constraints.get("limit", np.inf), n), radius)
    expected = {}
    for one, _ in admissible(
        cost, weights, constraints, sizes(p, n_sites, constraints), p, serves_all=kind != "m"
    ):
        values = []
        for flow in unit_flows(one, volumes, capacities, served_all=kind != "m"):
            to = [j for _, j in flow]
            full = all(j in one and to.count(j) == capacities[j] for j in filled)
            if full and all(j is None or cost[i, j] <= limit[i] for i, j in flow):
                given = [(i, j) for i, j in flow if j is not None]
                values.append(
                    math.fsum(
                        weights[i] / volumes[i] * {"a": cost[i, j], "c": 0.0, "m": -1.0}[kind]
                        for i, j in given
                    )
                )
        if values:
            opened = 0.0 if kind == "m" else opening(np.ones(n_sites), one, constraints)
            expected[one] = abs(min(values) + opened)
    check(solution, expected, sign=-1 if kind == "m" else 1)


COST = np.array([[0.0, 4.0], [4.0, 0.0]])


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: ordered_median(COST, 1, [1.0]), "lambdas"),
        (lambda: ordered_median(COST, 1, [1.0, -1.0]), "lambdas"),
        (lambda: k_centrum(COST, 1, 3), "k = 3"),
        (lambda: k_centrum(COST, 1, 1.5), "whole number"),
        (lambda: centdian(COST, 1, 1.5), "share"),
        (lambda: cooperative_cover(COST, 0.0), "threshold"),
        (lambda: cooperative_cover(COST, 1.0, p=3), "p = 3"),
        (lambda: cooperative_cover([[math.inf]], 1.0), "signal"),
        (lambda: cooperative_cover(COST, 1.0, limit=2.0), "limit"),
        (lambda: capacitated_p_median(COST, 1, [1, math.inf], filled=[1]), "finite capacity"),
        (lambda: capacitated_p_median(COST, 1, [1, 1], filled=[2]), "filled"),
    ],
)
def test_impossible_arguments_are_refused(call, words):
    with pytest.raises(ValueError, match=words):
        call()
