"""The solver-free p-median against enumeration: best, k best, first among equals, any seed."""

from __future__ import annotations

import sys
import tracemalloc
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from siting_strategies import examples, matrices

from hubplanner.siting import lagrangian, node, p_median, savings
from hubplanner.siting.constraints import Constraints
from hubplanner.siting.instance import Instance
from hubplanner.siting.lagrangian import Search, solve
from hubplanner.siting.p_median import _penalised, search_for
from hubplanner.siting.remaining import choices_within


@st.composite
def searches(draw):
    m, n = draw(st.integers(1, 8)), draw(st.integers(1, 8))
    costs = draw(matrices(m, n, infinite=False))
    p = draw(st.integers(1, m))
    order = draw(st.permutations(range(m)))
    required = order[: draw(st.integers(0, p))]
    forbidden = order[len(required) :][: draw(st.integers(0, m - p))]
    allowed = sorted(set(range(m)) - set(required) - set(forbidden))
    return costs, p, required, allowed


def by_hand(costs, p, required, allowed):
    return sorted(
        (float(costs[[*required, *some]].min(axis=0).sum()), tuple(sorted([*required, *some])))
        for some in combinations(allowed, p - len(required))
    )


@examples(600)
@given(
    searches(), st.integers(1, 5), st.integers(0, 9), st.sampled_from([1, 3, 400]),
    st.sampled_from([None, 1, 2]),
)  # fmt: skip
def test_the_k_cheapest(instance, keep, seed, few, margin):
    costs, p, required, allowed = instance
    expected = by_hand(*instance)[:keep]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(node, "FEW", few)  # branching, not only enumeration
        if margin:  # only near sites, as where many are open
            patch.setattr(savings, "MARGIN", margin)
            patch.setattr(savings, "DENSE", 0.8)
            patch.setattr(savings, "BLOCK", 0)
            patch.setattr(lagrangian, "BLOCK", 0)
        found = solve(
            Search(
                costs,
                p,
                np.array(required, dtype=np.intp),
                np.array(allowed, dtype=np.intp),
                keep=keep,
                seed=seed,
            )
        )
    assert [value for value, _ in found.found] == pytest.approx([v for v, _ in expected], abs=1e-6)
    assert len({sites for _, sites in found.found}) == len(found.found)
    assert found.bound == pytest.approx(expected[0][0], abs=1e-6)


@examples(200)
@given(searches(), st.sampled_from([0.0, 0.1, 0.5]))
def test_all_below_an_edge(instance, share):
    costs, p, required, allowed = instance
    everything = by_hand(*instance)
    edge = everything[0][0] * (1 + share) + 1e-9
    search = Search(costs, p, np.array(required, dtype=np.intp), np.array(allowed, dtype=np.intp))
    search.keep, search.edge = 1000, edge
    found = {sites for _, sites in solve(search).found}
    assert found == {sites for value, sites in everything if value <= edge}


@examples(200)
@given(searches())
def test_the_first_among_equals(instance):
    costs, p, required, allowed = instance
    everything = by_hand(*instance)
    least = everything[0][0]
    solution = p_median(
        costs.T, p, required=required, forbidden=set(range(len(costs))) - {*required, *allowed}
    )
    assert solution.optimal
    assert solution.sites == min(s for value, s in everything if value <= least + 1e-9)


@pytest.mark.parametrize("seed", range(5))
def test_the_seed_does_not_matter(seed):
    at = np.random.default_rng(7).uniform(0, 100, (90, 2))
    costs = np.hypot(*(at[:, None, :] - at[None, :, :]).transpose(2, 0, 1))
    search = Search(costs, 9, np.arange(0), np.arange(90), seed=seed)
    assert solve(search).found[0][0] == pytest.approx(p_median(costs, 9).objective)
    assert search.bound == pytest.approx(search.found[0][0], abs=1e-6)


def test_both_ways_of_solving_agree():
    """Lagrangian search, and Benders cuts with a constraint that costs nothing."""
    at = np.random.default_rng(8).uniform(0, 100, (60, 2))
    costs = np.hypot(*(at[:, None, :] - at[None, :, :]).transpose(2, 0, 1))
    weights = np.random.default_rng(9).integers(0, 9, 60)
    for p in (2, 7, 20):
        search = p_median(costs, p, weights=weights)
        program = p_median(costs, p, weights=weights, at_least=[(range(60), 1)])
        assert program.size.rows > 0
        assert search.objective == pytest.approx(program.objective)
        assert search.optimal
        assert program.optimal


def test_a_deadline_gives_a_bound():
    at = np.random.default_rng(1).uniform(0, 100, (300, 2))
    costs = np.hypot(*(at[:, None, :] - at[None, :, :]).transpose(2, 0, 1))
    solution = p_median(costs, 5, time_limit=0.0)
    assert (solution.status, solution.termination) == ("feasible", "time limit")
    assert solution.bound <= p_median(costs, 5).objective <= solution.objective
    assert 0 < solution.gap < 1


def test_a_plain_plan_needs_no_solver():
    import subprocess

    code = (
        "import sys; from hubplanner.siting import p_median;"
        "p_median([[0, 4], [4, 0]], 1); assert 'highspy' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("share", [0.2, 0.35, 0.6])
def test_a_limit_is_kept_with_and_without_a_solver(share):
    """The way by penalties and the integer program agree, also on who is weightless or far."""
    rng = np.random.default_rng(7)
    agreed = 0
    for n, p in [(20, 3), (30, 4), (30, 5)]:
        at = rng.random((n, 2)) * 100
        cost = np.hypot(*(at[:, None, :] - at[None, :, :]).transpose(2, 0, 1))
        weights = rng.integers(0, 4, n).astype(float)
        limit = float(np.quantile(cost, share))
        asked = {"limit": limit, "required": [0], "forbidden": [1]}
        quick = _penalised(Instance.checked(cost, p, weights, Constraints(**asked)))
        exact = p_median(cost, p, weights=weights, **asked, at_least=[(range(n), 0)])
        any_way = p_median(cost, p, weights=weights, **asked)
        assert any_way.objective == pytest.approx(exact.objective, nan_ok=True)
        if quick is not None:
            agreed += 1
            assert quick.optimal
            assert quick.objective == pytest.approx(exact.objective)
            assert cost[np.arange(n), list(quick.assignment)].max() <= limit
    assert agreed or share < 0.3


def test_a_matrix_between_points_is_held_once():
    at = np.random.default_rng(1).uniform(0, 1000, (1500, 2))
    between = np.hypot(*(at[:, None, :] - at[None, :, :]).transpose(2, 0, 1))
    weights = np.arange(1500.0)

    def peak(cost, weights=None):
        """Of matrices beside the one that is given."""
        tracemalloc.start()
        search = search_for(Instance.checked(cost, 9, weights, Constraints()))
        most = tracemalloc.get_traced_memory()[1] / cost.nbytes
        tracemalloc.stop()
        return most, search.costs

    most, costs = peak(between)
    assert most < 0.5
    assert np.array_equal(costs, between)
    # One that is none between points, though it almost is, and one that is weighed.
    askew = between.copy()
    askew[650, 3] += 1
    most, costs = peak(askew)
    assert most < 2
    assert np.array_equal(costs, askew.T)
    most, costs = peak(between, weights)
    assert most < 2
    assert np.array_equal(costs, (weights[:, None] * between).T)


@examples(200)
@given(st.lists(st.integers(-9, 0), min_size=1, max_size=9), st.integers(0, 9), st.integers(1, 12))
def test_all_choices_within_a_gap(rho, p, gap):
    rho = np.sort(np.array(rho, dtype=float))
    p = min(p, len(rho))
    least = rho[:p].sum()
    expected = {
        some for some in combinations(range(len(rho)), p) if rho[[*some]].sum() - least < gap
    }
    found = choices_within(rho[:p], rho[p:], gap, most=10_000)
    assert found.shape == (len(expected), p)
    assert set(map(tuple, found.tolist())) == expected
    if len(expected) > 1:
        assert choices_within(rho[:p], rho[p:], gap, most=len(expected) - 1) is None


def test_what_is_too_large_to_branch_on_has_a_true_bound_and_says_why(monkeypatch):
    ended = set()
    for seed in range(8):
        cost = np.random.default_rng(seed).uniform(0, 100, (50, 40))
        best = p_median(cost, 6).objective
        with monkeypatch.context() as patch:
            patch.setattr(node, "LARGE", 0)
            patch.setattr(lagrangian, "LARGE", 0)
            patch.setattr(lagrangian, "SAMPLE", 500)  # ten of the sites, or 10 p
            found = p_median(cost, 6)
        assert found.bound <= best + 1e-6 <= found.objective + 2e-6
        assert found.optimal == (found.termination == "proven")
        ended.add(found.termination)
    assert ended >= {"size"}
