"""Sites and their types at once: against enumeration, as an assignment problem, and by hand."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment
from siting_oracle import admissible, choices, covered
from siting_strategies import examples, instances, typed

from hubplanner.errors import ScenarioError, SitingError
from hubplanner.language import Text
from hubplanner.siting import FacilityTypes, GroupMean, gradual_cover, linear_decay
from hubplanner.siting.alternatives import alternatives, curve, next_door, prices
from hubplanner.siting.clashes import explain
from hubplanner.siting.constraints import Memory, Requirements
from hubplanner.siting.pareto import pareto
from hubplanner.siting.problem import Constraint, Problem
from hubplanner.siting.study import study

# 300 instances; more than 20,000 under `--hypothesis-profile oracle`.
many = settings(max_examples=7000 if settings.default.max_examples > 100 else 100, deadline=None)


def minutes(pairs, given, cost):
    """To the hub of one's own type, or the farthest of all where there is none."""
    farthest = max((c for c in cost.ravel() if np.isfinite(c)), default=0.0)
    total = 0.0
    for i, needs in enumerate(given["need"]):
        for k, need in enumerate(needs):
            ways = [cost[i, j] for j, of in pairs if of == k and np.isfinite(cost[i, j])]
            total += need * min(ways, default=farthest)
    return total


@pytest.mark.parametrize("uses", [1, 2, 3])
@many
@given(instances(most=4), st.data())
def test_against_enumeration(uses, instance, data):
    cost, weights, p, constraints = instance
    given = {**data.draw(typed(*cost.shape)), "uses": uses}
    types = FacilityTypes(names="abc"[: given["need"].shape[1]], **given)
    hubs = p + len(constraints.get("existing", ()))
    if hubs > types.most:
        with pytest.raises(ValueError, match="need a type each"):
            gradual_cover(cost, p, types, weights=weights, **constraints)
        return
    solution = gradual_cover(cost, p, types, weights=weights, **constraints)

    needs_all = bool(constraints.get("equity"))
    sets = admissible(cost, weights, constraints, [hubs], p, serves_all=needs_all)
    possible = [pairs for sites, _ in sets for pairs in choices(sites, given)]
    if not possible:
        assert (solution.status, solution.sites, solution.types) == ("infeasible", (), ())
        return
    best = max(covered(pairs, given) for pairs in possible)
    chosen = list(zip(solution.sites, solution.types, strict=True))
    assert solution.optimal
    assert chosen in possible
    assert solution.objective == pytest.approx(covered(chosen, given), abs=1e-9)
    assert solution.objective == pytest.approx(best, abs=1e-6)
    equal = [pairs for pairs in possible if covered(pairs, given) > best - 1e-9]
    least = min(minutes(pairs, given, cost) for pairs in equal)
    assert minutes(chosen, given, cost) <= least + 1e-5 * max(least, 1.0)


@examples(50)
@given(st.integers(0, 2**32 - 1))
def test_one_hub_a_type_is_an_assignment_problem(seed):
    rng = np.random.default_rng(seed)
    n_sites, n_types = rng.integers(2, 15), rng.integers(1, 7)
    need, cost = rng.gamma(1, 100, (20, n_types)), rng.uniform(0, 200, (20, n_sites))
    fit = rng.uniform(0, 1, (n_sites, n_types))
    types = FacilityTypes(range(n_types), need, linear_decay(cost, 30, 120), fit)
    p = min(n_sites, n_types)
    solution = gradual_cover(cost, p, types)
    rows, columns = linear_sum_assignment(types.worth, maximize=True)
    assert solution.objective == pytest.approx(types.worth[rows, columns].sum(), abs=1e-6)


def test_a_free_number_of_hubs_takes_all_that_cover():
    types = FacilityTypes("ab", [[2.0, 1.0]], [[1.0, 0.5, 0.0]], [[1, 0], [0, 1], [1, 1]])
    solution = gradual_cover([[1.0, 2.0, 3.0]], None, types, forbidden=[2])
    assert (solution.sites, solution.types, solution.objective) == ((0, 1), (0, 1), 2.5)
    assert solution.assignment == (0,)


def test_a_time_limit_gives_no_proof():
    types = FacilityTypes("a", [[1.0]], [[1.0, 0.5]], [[1.0], [1.0]])
    solution = gradual_cover([[1.0, 2.0]], 1, types, time_limit=0.0)
    assert (solution.status, solution.sites, solution.types) == ("unknown", (), ())


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"need": [[1.0, -1.0]]}, "need must be non-negative"),
        ({"need": [[1.0, np.nan]]}, "need must be non-negative"),
        ({"closeness": [[0.0, 1.5]]}, "closeness must be non-negative, at most 1"),
        ({"fit": [[1.0, 0.0]]}, "fit must be .* shape"),
        ({"allowed": [[True, False]]}, "allowed must have shape"),
        ({"allowed": [[False] * 2] * 2}, "no site is allowed any type"),
        ({"uses": 0}, "at least 1"),
        ({"caps": [([2], 1)]}, r"types \[2\] do not exist"),
        ({"fixed": {0: 5}}, r"types \[5\] do not exist"),
        ({"fixed": {2: 0}}, r"fixed sites \[2\] do not exist"),
    ],
)
def test_impossible_types_are_refused(change, words):
    given = {"need": [[1.0, 2.0]], "closeness": [[1.0, 0.5]], "fit": np.eye(2)}
    with pytest.raises(ValueError, match=words):
        FacilityTypes("ab", **{**given, **change})


def test_types_of_other_sites_are_refused():
    types = FacilityTypes("a", [[1.0]], [[1.0, 0.5]], [[1.0], [1.0]])
    with pytest.raises(ValueError, match="closeness must have shape"):
        gradual_cover([[1.0, 2.0, 3.0]], 1, types)


def test_cover_falls_between_two_costs():
    assert linear_decay([0, 30, 60, 120, np.inf], 30, 120) == pytest.approx([1, 1, 2 / 3, 0, 0])
    with pytest.raises(ValueError, match="begins to fall"):
        linear_decay([1.0], 30, 30)


# -- as a problem of a scenario ----------------------------------------------------------------


def problem(seed=0, hubs=2, **more):
    """Six sites in three regions, one hub a region, three types."""
    rng = np.random.default_rng(seed)
    minutes = rng.uniform(0, 150, (8, 6)).round()
    regions = [0, 0, 1, 1, 2, 2]
    names = list("abcdef")
    places = {"region_code": regions, "name_ko": names, "label": names, "opening_cost": 1.0}
    given = {
        "need": rng.integers(0, 9, (8, 3)).astype(float),
        "closeness": linear_decay(minutes, 30, 120),
        "fit": rng.uniform(0, 1, (6, 3)).round(2),
        "uses": 1,
    }
    given.update({key: more.pop(key) for key in ("uses", "allowed", "caps") if key in more})
    constraints = (
        Constraint("siting.hubs", Text("{number} hubs"), lambda p: Requirements(p=int(p)), hubs,
                   lambda: range(hubs - 1, 0, -1)),
        Constraint("first", Text("first"), lambda _: Requirements(at_least=[([0, 1], 1)])),
    )  # fmt: skip
    one_a_region = Requirements(at_most=[([0, 1], 1), ([2, 3], 1), ([4, 5], 1)])
    posed = Problem(
        "gradual_cover", pd.DataFrame({"weight": np.ones(8)}), pd.DataFrame(places), minutes,
        np.zeros((0, 0)), constraints, "equal", "regions", fixed=one_a_region,
        types=FacilityTypes(("ships", "cars", "steel"), **given), **more,
    )  # fmt: skip
    return posed, given


def best_of(given, p, keeps):
    """The most that any sites cover which keep what is asked, by sites."""
    values = {
        sites: max((covered(pairs, given) for pairs in choices(sites, given)), default=-1.0)
        for sites in combinations(range(6), p)
        if len({site // 2 for site in sites}) == p and keeps(sites)
    }
    return {sites: value for sites, value in values.items() if value >= 0}


def first(sites):
    return bool({0, 1} & set(sites))


@pytest.mark.parametrize("uses", [1, 2])
@pytest.mark.parametrize("seed", range(4))
def test_what_lies_beyond_the_answer(seed, uses):
    posed, given = problem(seed, uses=uses)
    values = best_of(given, 2, first)
    solution = posed.solve()
    assert solution.objective == pytest.approx(max(values.values()))

    found = alternatives(posed, 4).solutions
    ranked = sorted(values.values(), reverse=True)[:4]
    assert [one.objective for one in found] == pytest.approx(ranked)
    assert len({one.sites for one in found}) == 4

    price = {one.constraint.key: one for one in prices(posed, solution)}
    free = max(best_of(given, 2, lambda sites: True).values())
    assert price["first"].without == pytest.approx(free)
    assert price["siting.hubs"].without == pytest.approx(max(best_of(given, 3, first).values()))

    for hub, other in next_door(posed, solution).items():
        kept = best_of(
            given, 2, lambda s, hub=hub: first(s) and hub // 2 not in {j // 2 for j in s}
        )
        if kept:
            assert other.objective == pytest.approx(max(kept.values()))
        else:
            assert other.status == "infeasible"


def test_further_objectives_decide_among_equals():
    posed, given = problem(then=("p_center",))
    nobody = FacilityTypes(posed.types.names, **{**given, "need": np.zeros((8, 3))})
    solution = replace(posed, types=nobody).solve()
    values = [posed.minutes[:, sites].min(axis=1).max() for sites in best_of(given, 2, first)]
    assert posed.minutes[:, solution.sites].min(axis=1).max() == min(values)


def test_other_models_do_not_look_at_technologies():
    posed, _ = problem(hubs=3, uses=1, allowed=np.array([[True, False, False]] * 6))
    other = replace(posed, model="p_median")
    assert other.feasible(other.constraints)
    assert other.solve().types == ()
    assert pareto(other, ("p_median", "p_center")).complete


def test_cuts_of_costs_are_not_taken_for_cuts_of_shares():
    # Farthest-off groups need cuts in minutes; without them the same memory serves cover alone.
    posed, _ = problem(seed=2, uses=2, hubs=2)
    memory = Memory()
    fair = Constraint("fair", Text("fair"), lambda _: Requirements(
        equity=[GroupMean(tuple("aabbccdd"), 120.0)]))  # fmt: skip
    posed.solve([*posed.constraints, fair], memory=memory)
    assert posed.solve(memory=memory).objective == pytest.approx(posed.solve().objective)


def test_too_few_technologies_are_told():
    two = np.array([[True, True, False]] * 6)
    posed, _ = problem(hubs=3, allowed=two)
    assert [one.status for one in curve(posed, 3)] == ["optimal", "optimal", "infeasible"]
    assert not posed.feasible(posed.constraints)
    with pytest.raises(SitingError, match=r"3 hubs need a technology each, .* make 2;"):
        study(posed)
    (clash,) = explain(posed).clashes
    assert [one.key for one in clash] == ["siting.hubs"]
    assert "3 → 2" in str(explain(posed).text)


def test_caps_clash_with_the_number_of_hubs():
    posed, _ = problem(hubs=3, caps=[((0, 1), 1)])
    assert posed.solve().status == "infeasible"
    assert "3 → 2" in str(explain(posed).text)


def test_what_does_not_go_with_types_is_refused():
    posed, _ = problem()
    with pytest.raises(SitingError, match="no Pareto front"):
        pareto(posed, ("p_median", "p_center"))
    with pytest.raises(ScenarioError, match="needs technologies"):
        replace(posed, types=None)
