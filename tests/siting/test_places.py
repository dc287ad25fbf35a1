"""The p-median place by place, against enumeration, and where the places prove it alone."""

from __future__ import annotations

import importlib
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from siting_strategies import examples

from hubplanner.siting import p_median, places
from hubplanner.siting.lagrangian import Search, solve

module = importlib.import_module("hubplanner.siting.p_median")


def clusters(n, of, seed, *, alike=False, whole=False, apart=60.0):
    """Distances between points that lie in n places, the same in each or not."""
    rng = np.random.default_rng(seed)
    centres = rng.permutation(16)[:n]
    centres = apart * np.column_stack([centres // 4, centres % 4])
    shape = rng.uniform(0, 20, (1 if alike else n, of, 2))
    at = (centres[:, None] + shape).reshape(-1, 2)
    costs = np.hypot(*(at[:, None] - at[None]).transpose(2, 0, 1))
    return np.floor(costs) if whole else costs


def least(costs, weights, p, required=()):
    return min(
        float(weights @ costs[:, list(sites)].min(axis=1))
        for sites in combinations(range(costs.shape[1]), p)
        if set(required) <= set(sites)
    )


@examples(150)
@given(
    st.integers(3, 5), st.integers(1, 3), st.integers(0, 99), st.booleans(),
    st.sampled_from([5.0, 20.0, 60.0]), st.data(),
)  # fmt: skip
def test_bound_and_sites_against_enumeration(n, of, seed, whole, apart, data):
    """Places far apart, near and one in the other; whatever the places say holds."""
    costs = clusters(n, of, seed, whole=whole, apart=apart)
    rng = np.random.default_rng(seed)
    weights = rng.integers(0, 4, n * of).astype(float)
    p = data.draw(st.integers(1, n * of))
    required = np.sort(rng.choice(n * of, size=data.draw(st.integers(0, min(p, 2))), replace=False))
    best = least(costs, weights, p, required)
    weighed = np.ascontiguousarray((weights[:, None] * costs).T)
    allowed = np.setdiff1d(np.arange(n * of), required)
    search = Search(weighed, p, required, allowed, most=-1, again=0, seed=seed)
    solve(search)
    if not search.stopped or not (apart := places.apart(search)):
        return
    places.solve(search, apart, module._cheapest_of_place)
    value, sites = search.found[0]
    assert set(required) <= set(sites)
    assert len(sites) == p
    assert value >= best - 1e-9
    assert search.bound <= best + 1e-9
    if not search.stopped:
        assert value == pytest.approx(best, abs=1e-6)


@pytest.mark.parametrize("p", [13, 14, 18])
def test_places_alike_are_proven_without_the_whole(p, monkeypatch):
    """Four times the same place: the relaxation of all mixes their numbers, and nothing else."""
    costs = clusters(4, 25, p, alike=True, whole=True, apart=1000.0)
    by_number = [0.0] + [p_median(costs[:25, :25], k).objective for k in range(1, p - 2)]
    best = min(
        sum(by_number[k] for k in numbers)
        for numbers in product(range(1, p - 2), repeat=4)
        if sum(numbers) == p
    )
    close = module.BranchAndCut.close

    def never_of_all(self, iterations):
        assert iterations == 0 or len(self._instance.costs) < 100
        return close(self, iterations)

    monkeypatch.setattr(module, "WORK", -1.0)
    monkeypatch.setattr(module, "FIRST", 0)
    monkeypatch.setattr(module.BranchAndCut, "close", never_of_all)
    solution = p_median(costs, p)
    assert solution.optimal
    assert solution.objective == best
    assert solution == p_median(costs, p)


def test_the_numbers_are_the_cheapest():
    rng = np.random.default_rng(1)
    for _ in range(50):
        tables = [-np.sort(-rng.integers(0, 30, rng.integers(1, 5))).astype(float) for _ in "abc"]
        some = [
            places.Place(np.zeros((len(one), 0)), np.arange(len(one) - 1), 0, one) for one in tables
        ]
        p = int(rng.integers(0, sum(len(one) - 1 for one in tables) + 1))
        value, numbers = places._cheapest(some, p)
        every = [
            (sum(one[k] for one, k in zip(tables, ks, strict=True)), ks)
            for ks in product(*(range(len(one)) for one in tables))
            if sum(ks) == p
        ]
        assert value == pytest.approx(min(every)[0], rel=1e-12)
        assert sum(numbers) == p
        assert sum(one[k] for one, k in zip(tables, numbers, strict=True)) == min(every)[0]


def test_a_deadline_among_places_gives_a_bound(monkeypatch):
    costs = clusters(6, 40, 3, alike=True)
    monkeypatch.setattr(module, "WORK", -1.0)
    best = p_median(costs, 32).objective
    for limit in (0.02, 0.1, 0.3):
        solution = p_median(costs, 32, time_limit=limit)
        assert solution.bound <= best + 1e-6 <= solution.objective + 2e-6
