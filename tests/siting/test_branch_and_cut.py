"""What the Lagrangian search leaves open, handed over at once; many weights; sites part by part."""

from __future__ import annotations

import importlib
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from siting_strategies import examples, matrices

from hubplanner.siting import drawn_p_medians, p_median, popmusic
from hubplanner.siting.branch_and_cut import BranchAndCut
from hubplanner.siting.constraints import Constraints
from hubplanner.siting.drawn_multipliers import Lockstep
from hubplanner.siting.instance import Instance
from hubplanner.siting.interchange import Near, interchange
from hubplanner.siting.lagrangian import Search, solve

module = importlib.import_module("hubplanner.siting.p_median")


def placed(n, seed):
    at = np.random.default_rng(seed).uniform(0, 100, (n, 2))
    return np.hypot(*(at[:, None, :] - at[None, :, :]).transpose(2, 0, 1))


@st.composite
def weighed(draw):
    m, n = draw(st.integers(2, 8)), draw(st.integers(1, 8))
    costs = draw(matrices(n, m, infinite=False))
    weights = np.array(draw(st.lists(st.integers(0, 9), min_size=n, max_size=n)), dtype=float)
    return costs, weights, draw(st.integers(1, m))


def least(costs, weights, p):
    return min(
        float(weights @ costs[:, list(sites)].min(axis=1))
        for sites in combinations(range(costs.shape[1]), p)
    )


@examples(300)
@given(weighed(), st.integers(0, 3))
def test_what_is_handed_over_at_once_is_proven(instance, seed):
    costs, weights, p = instance
    checked = Instance.checked(costs, p, weights, Constraints())
    search = module.search_for(checked)
    search.seed, search.work, search.again = seed, -1, 0
    solve(search)
    if not search.stopped:
        return
    rest = BranchAndCut(checked, search)
    assert rest.close()
    solution = module._concluded(checked, rest.outcome)
    assert solution.optimal
    assert solution.objective == pytest.approx(least(costs, weights, p), abs=1e-6)


@pytest.mark.parametrize("p", [3, 8, 20])
def test_both_halves_agree_and_repeat(p, monkeypatch):
    """On whole costs, where many choices tie, with the hand-over at once and never."""
    costs = np.floor(placed(120, p))
    required, forbidden = [5], [7, 9]
    asked = {"required": required, "forbidden": forbidden}
    monkeypatch.setattr(module, "WORK", np.inf)
    searched = p_median(costs, p, **asked)
    monkeypatch.setattr(module, "WORK", -1.0)
    runs = [p_median(costs, p, **asked) for _ in range(2)]
    assert searched.optimal
    assert all(run.optimal and run.objective == searched.objective for run in runs)
    assert runs[0] == runs[1]
    assert 5 in runs[0].sites
    assert not {7, 9} & set(runs[0].sites)


def test_a_deadline_after_the_hand_over_gives_a_bound(monkeypatch):
    costs = placed(250, 3)
    monkeypatch.setattr(module, "WORK", -1.0)
    best = p_median(costs, 30).objective
    for limit in (0.05, 0.3, 1.0):
        solution = p_median(costs, 30, time_limit=limit)
        assert solution.bound <= best + 1e-6
        assert solution.objective >= best - 1e-6


def test_part_by_part_is_never_worse():
    costs = placed(300, 4)
    nobody, free = np.arange(0), np.arange(300)
    for p in (1, 2, 30, 60):
        start, before = interchange(costs, np.arange(p), free, 0)
        sites, value = popmusic.improve(costs, start, free, 0)
        assert len(set(sites.tolist())) == p
        assert value == pytest.approx(costs[sites].min(axis=0).sum())
        assert value <= before
    search = solve(Search(costs, 30, nobody, free))
    start, before = interchange(costs, np.arange(30), free, 3)
    sites, value = popmusic.improve(costs, start, free[3:], 3)
    assert sites[:3].tolist() == [0, 1, 2]
    assert search.found[0][0] <= value <= before


@examples(200)
@given(weighed(), st.integers(0, 3))
def test_what_exchanges_gain_is_kept_as_if_worked_out_anew(instance, locked):
    """With every site near, what is kept makes the exchanges that looking at all pairs makes."""
    costs, weights, p = instance
    if p < 2:
        return
    weighted = (weights[:, None] * costs).T
    free = np.arange(locked, len(weighted))
    near = Near.of(weighted, np.arange(len(weighted)), len(weighted))
    start = np.arange(p)
    anew = interchange(weighted, start, free, min(locked, p))
    kept = interchange(weighted, start, free, min(locked, p), near=near)
    assert kept[1] == pytest.approx(anew[1])
    assert kept[0].tolist() == anew[0].tolist()


def test_few_near_sites_are_enough_to_exchange():
    costs = placed(400, 6)
    everywhere = np.arange(400)
    near = Near.of(costs, everywhere, 40)
    assert (near.limits == np.sort(costs, axis=0)[39]).all()
    for p in (20, 60):
        sites, value = interchange(costs, everywhere[:p], everywhere, 5, near=near)
        assert sites[:5].tolist() == [0, 1, 2, 3, 4]
        assert value == pytest.approx(costs[sites].min(axis=0).sum())
        assert value <= interchange(costs, everywhere[:p], everywhere, 5)[1] * 1.02
    parts, value = popmusic.improve(costs, sites, everywhere[5:], 5, near=near)
    assert value <= costs[sites].min(axis=0).sum()
    assert value == pytest.approx(costs[parts].min(axis=0).sum())


@examples(150)
@given(weighed(), st.integers(0, 9), st.booleans())
def test_many_weights_as_each_by_itself(instance, seed, constrained):
    costs, weights, p = instance
    m = costs.shape[1]
    drawn = weights * np.random.default_rng(seed).integers(0, 5, (4, len(costs)))
    asked = {"at_most": [(range(m), p)], "limit": float(costs.max())} if constrained else {}
    together = drawn_p_medians(costs, p, drawn, **asked)
    assert len(together) == 4
    for one, solution in zip(drawn, together, strict=True):
        assert solution.optimal
        assert solution.objective == pytest.approx(least(costs, one, p), abs=1e-6)


def test_many_weights_on_places_as_each_by_itself():
    costs = placed(60, 5)[:, :40]
    drawn = np.random.default_rng(3).gamma(1.0, 1.0, (25, 60)) * np.array([0.0, 1.0, 3.0] * 20)
    for p in (1, 4, 11):
        for asked in ({}, {"required": [2, 7]} if p > 1 else {"forbidden": [0]}):
            together = drawn_p_medians(costs, p, drawn, **asked)
            for one, solution in zip(drawn, together, strict=True):
                alone = p_median(costs, p, weights=one, **asked)
                assert solution.optimal
                assert alone.optimal
                assert solution.objective == pytest.approx(alone.objective, rel=1e-9)
                assert set(asked.get("required", [])) <= set(solution.sites)
            again = drawn_p_medians(costs, p, drawn, **asked)
            assert [one.sites for one in again] == [one.sites for one in together]


def test_bounds_are_raised_together_and_sites_get_no_dearer():
    costs = placed(60, 5)[:, :40].T
    weights = np.random.default_rng(4).gamma(1.0, 1e6, (5, 60)) * np.array([0.0, 1.0, 3.0] * 20)
    weights[2] = 0.0
    for locked, p in ((0, 1), (0, 6), (2, 2), (2, 7), (0, 40)):
        asked = {"required": list(range(locked))} if locked else {}
        best = [p_median(costs.T, p, weights=w, **asked) for w in weights]
        for start in ([range(p)] * 5, [one.sites for one in best]):
            together = Lockstep(costs, locked, 8)
            sites, multipliers = together.raised(weights, np.array(start), costs.mean(axis=0))
            for w, of, old, new, raised in zip(
                weights, best, start, sites.tolist(), multipliers, strict=True
            ):
                value = (costs[new].min(axis=0) * w).sum()
                assert set(range(locked)) <= set(new)
                assert len(set(new)) == p
                assert value <= (costs[list(old)].min(axis=0) * w).sum() * (1 + 1e-6)
                above = bound(costs * w, locked, p, raised) - of.objective
                assert above <= 1e-6 * of.objective
                if tuple(old) == of.sites:
                    assert above >= -0.01 * of.objective


def bound(costs, locked, p, multipliers):
    """The Lagrangian bound, by its definition."""
    saved = np.minimum(costs - multipliers, 0).sum(axis=1)
    return multipliers.sum() + saved[:locked].sum() + np.sort(saved[locked:])[: p - locked].sum()


def test_many_weights_that_nothing_fits():
    wanting = drawn_p_medians([[0, 9], [9, 0]], 1, [[1, 1], [2, 3]], limit=1.0)
    assert [one.status for one in wanting] == ["infeasible", "infeasible"]
    with pytest.raises(ValueError, match="draw × demand"):
        drawn_p_medians([[0, 9], [9, 0]], 1, [1, 1])
