"""The p-median of points without their matrix, against enumeration and against the matrix."""

from __future__ import annotations

import tracemalloc
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from siting_strategies import examples

from hubplanner.siting import limited_savings, many_points, node, p_median, p_median_of_points
from hubplanner.siting.limited_savings import HeldSavings, LimitedSavings, SoughtSavings
from hubplanner.siting.point_costs import PointCosts, cells
from hubplanner.siting.savings import Savings


def distances(demand, sites, rounded_down=False):
    away = np.sqrt(((demand[:, None] - sites[None]) ** 2).sum(axis=2))
    return np.floor(away) if rounded_down else away


@st.composite
def coordinates(draw, most):
    n = draw(st.integers(1, most))
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    scale = draw(st.sampled_from([1e-3, 1.0, 1e6]))
    # On a grid many distances are equal and points lie on each other.
    return scale * (rng.integers(0, 4, (n, 2)) if draw(st.booleans()) else rng.normal(0, 9, (n, 2)))


@st.composite
def instances(draw):
    demand = np.asarray(draw(coordinates(30)), dtype=float)
    sites = np.asarray(draw(coordinates(9)), dtype=float) if draw(st.booleans()) else demand[:9]
    m, n = len(sites), len(demand)
    weights = np.array(draw(st.lists(st.sampled_from([0.0, 1.0, 2.5]), min_size=n, max_size=n)))
    p = draw(st.integers(1, m))
    order = draw(st.permutations(range(m)))
    required = order[: draw(st.integers(0, p))]
    forbidden = order[len(required) :][: draw(st.integers(0, m - p))]
    return demand, sites, weights, p, list(required), list(forbidden), draw(st.booleans())


def by_hand(demand, sites, weights, p, required, forbidden, rounded_down):
    costs = weights[:, None] * distances(demand, sites, rounded_down)
    free = sorted(set(range(len(sites))) - {*required, *forbidden})
    return min(
        float(costs[:, [*required, *some]].min(axis=1).sum())
        for some in combinations(free, p - len(required))
    )


def solved(instance):
    demand, sites, weights, p, required, forbidden, rounded_down = instance
    return p_median_of_points(
        demand, p, sites=sites, weights=weights, required=required, forbidden=forbidden,
        rounded_down=rounded_down,
    )  # fmt: skip


def look_at_blocks(patch, held=10**9):
    """Points are many, and levels coarse, from the first on."""
    for name, value in (("LARGE", 0), ("COARSE", 1), ("CROWDED", 1)):
        patch.setattr(many_points, name, value)
    patch.setattr(limited_savings, "CHUNK", 8)
    patch.setattr(limited_savings, "HELD", held)


def is_true(solution, instance, least):
    demand, sites, weights, p, required, forbidden, rounded_down = instance
    costs = weights[:, None] * distances(demand, sites, rounded_down)
    served = costs[np.arange(len(demand)), list(solution.assignment)]
    assert solution.objective == pytest.approx(served.sum())
    assert solution.objective == pytest.approx(costs[:, list(solution.sites)].min(axis=1).sum())
    assert len(set(solution.sites)) == p
    assert set(required) <= set(solution.sites)
    assert not set(forbidden) & set(solution.sites)
    assert 0 <= solution.bound <= least * (1 + 1e-9) + 1e-9
    assert solution.objective >= least * (1 - 1e-9)


@examples(50)
@given(instances())
def test_few_points_are_proven_as_a_matrix(instance):
    solution, least = solved(instance), by_hand(*instance)
    is_true(solution, instance, least)
    assert solution.optimal
    assert solution.objective == pytest.approx(least)


@examples(100)
@given(instances(), st.sampled_from([0, 10**9]))
def test_by_blocks_nothing_better_is_overlooked(instance, held):
    least = by_hand(*instance)
    with pytest.MonkeyPatch.context() as patch:
        look_at_blocks(patch, held)
        solution = solved(instance)
        is_true(solution, instance, least)
        assert solution.optimal
        assert solution.objective == pytest.approx(least)
        patch.setattr(node, "LARGE", 0)  # what is left is no matrix either
        solution = solved(instance)
    is_true(solution, instance, least)
    assert solution.optimal == (solution.termination == "proven")


def test_blocks_come_as_near_as_the_matrix(monkeypatch):
    at = np.random.default_rng(3).uniform(0, 1000, (150, 2))
    for p in (3, 12):
        best = p_median(distances(at, at), p)
        assert best.optimal
        with monkeypatch.context() as patch:
            look_at_blocks(patch)
            patch.setattr(many_points, "COARSE", 30)
            patch.setattr(limited_savings, "CHUNK", 1000)
            proven = p_median_of_points(at, p)
            patch.setattr(node, "LARGE", 0)
            near = p_median_of_points(at, p)
        assert proven.optimal
        assert proven.objective == pytest.approx(best.objective)
        assert near.bound <= best.objective * (1 + 1e-12)
        assert near.objective <= best.objective * 1.01
        assert near.bound >= best.objective * 0.98


def test_no_matrix_is_held(monkeypatch):
    at = np.random.default_rng(1).uniform(0, 1000, (3000, 2))
    monkeypatch.setattr(many_points, "LARGE", 0)
    monkeypatch.setattr(node, "LARGE", 0)
    tracemalloc.start()
    solution = p_median_of_points(at, 60, time_limit=3.0)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert solution.gap < 0.2
    assert most < 8 * len(at) ** 2 / 3


def test_without_time_there_are_sites_and_a_bound(monkeypatch):
    at = np.random.default_rng(1).uniform(0, 1000, (500, 2))
    monkeypatch.setattr(many_points, "LARGE", 0)
    solution = p_median_of_points(at, 7, time_limit=0.0)
    assert (solution.status, solution.termination, solution.bound) == ("feasible", "time limit", 0)
    assert len(solution.sites) == 7


@examples(100)
@given(coordinates(40), coordinates(12), st.integers(0, 10**6), st.booleans())
def test_costs_and_pairs_are_those_of_the_matrix(demand, sites, seed, rounded_down):
    rng = np.random.default_rng(seed)
    demand, sites = np.asarray(demand, dtype=float), np.asarray(sites, dtype=float)
    m, n = len(sites), len(demand)
    weights = rng.choice([0.0, 1.0, 0.3], n)
    costs = PointCosts(sites, demand, weights, rounded_down)
    matrix = (weights[:, None] * distances(demand, sites, rounded_down)).T
    np.testing.assert_allclose(costs[:], matrix, rtol=1e-12)
    matrix = costs[:]
    some, few = rng.integers(0, m, 5), rng.integers(0, n, 3)
    assert (costs[some] == matrix[some]).all()
    assert (costs[int(some[0])] == matrix[some[0]]).all()
    assert (costs[some[:, None], few] == matrix[some[:, None], few]).all()
    assert (costs.of_demand(few)[some] == matrix[some[:, None], few]).all()
    # On a limit is not below it.
    limits = matrix[rng.integers(0, m, n), np.arange(n)] * rng.choice([1.0, 1.1, 0.0], n)
    order = np.flatnonzero(rng.random(m) < 0.8)
    found = {
        (int(order[start + at]), int(i), float(c))
        for start, _, site, demand_of, cost in costs.below(order, limits)
        for at, i, c in zip(site, demand_of, cost, strict=True)
    }
    rows, columns = np.nonzero(matrix[order] < limits)
    assert found == {
        (int(order[j]), int(i), float(matrix[order[j], i]))
        for j, i in zip(rows, columns, strict=True)
    }


@examples(60)
@given(st.integers(2, 40), st.integers(0, 10**6))
def test_what_sites_save_is_as_of_the_matrix(n, seed):
    rng = np.random.default_rng(seed)
    at = rng.uniform(0, 9, (n, 2))
    costs = PointCosts(at, at, rng.uniform(0, 2, n), False)
    limits = rng.uniform(0, 9, n)
    multipliers = limits * rng.uniform(0, 1, n)
    kept = np.flatnonzero(rng.random(n) < 0.7)
    first = costs[[0, 1]].min(axis=0)
    dense = Savings(costs[:]).taking(kept, first)
    with pytest.MonkeyPatch.context() as patch:
        for chunk, held, kind in ((1, 10**9, HeldSavings), (1, 0, SoughtSavings)):
            patch.setattr(limited_savings, "CHUNK", chunk)
            patch.setattr(limited_savings, "HELD", held)
            savings = LimitedSavings(costs, limits).taking(kept, first)
            assert isinstance(savings, kind) or len(kept) < 10
            again = savings.taking(np.arange(1, len(kept) + 1))
            total = float(multipliers.sum())
            rho = savings.against(multipliers, total)
            assert rho == pytest.approx(dense.against(multipliers, total), abs=1e-9)
            assert again.against(multipliers, total) == pytest.approx(rho[1:], abs=1e-9)
            some = rng.permutation(len(kept) + 1)[:3]
            assert (savings.users(some, multipliers) == dense.users(some, multipliers)).all()


def test_neighbours_are_in_one_cell():
    at = np.random.default_rng(0).uniform(0, 1, (257, 2))
    found = cells(at, 20)
    assert sorted(np.concatenate(found).tolist()) == list(range(257))
    assert max(map(len, found)) <= 20
    assert np.mean([np.ptp(at[cell], axis=0).max() for cell in found]) < 0.4
    firsts = np.cumsum([0, *map(len, found)])[:-1]
    assert many_points._firsts(257, 20).tolist() == firsts.tolist()


@pytest.mark.parametrize(
    ("demand", "asked", "told"),
    [
        ([[0, 1, 2]], {}, "point × 2"),
        ([[0.0, 1.0], [np.nan, 2.0]], {}, "row 1"),
        ([[0.0, 1.0]], {"sites": [[np.inf, 0.0]]}, "sites must have finite"),
        ([[0.0, 1.0]], {"p": 2}, "p = 2"),
        ([[0.0, 1.0]], {"p": 1.5}, "whole number"),
        ([[0.0, 1.0]], {"weights": [-1]}, "weights"),
        ([[0.0, 1.0]], {"required": [1]}, "do not exist"),
        ([[0.0, 1.0]], {"time_limit": "1"}, "time_limit"),
    ],
)
def test_what_is_no_instance_is_refused(demand, asked, told):
    with pytest.raises(ValueError, match=told):
        p_median_of_points(demand, **{"p": 1, **asked})


def test_a_wish_that_does_not_go_with_points_is_refused():
    with pytest.raises(TypeError, match="spacing"):
        p_median_of_points([[0, 0], [1, 1]], 1, spacing=(np.ones((2, 2)), 1.0))


@pytest.mark.parametrize("large", [0, 10**9])
def test_what_clashes_is_infeasible(monkeypatch, large):
    monkeypatch.setattr(many_points, "LARGE", large)
    at = [[0, 0], [1, 1], [2, 2]]
    for asked in (
        {"p": 1, "required": [0, 1]},
        {"p": 2, "forbidden": [0, 1]},
        {"p": 1, "required": [0], "forbidden": [0]},
    ):
        assert p_median_of_points(at, **asked).status == "infeasible"
