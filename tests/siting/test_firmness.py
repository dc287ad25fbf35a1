"""Many drawn objectives under the same constraints: each draw against enumeration."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from siting_oracle import admissible, choices, covered
from siting_strategies import examples, instances, typed

from hubplanner.siting import Constraints, FacilityTypes, firmness
from hubplanner.siting.drawn_objectives import firmness_of_several
from hubplanner.siting.instance import Instance
from hubplanner.siting.multi_type import solve_gradual_cover


@examples(100)
@given(instances(most=4), st.integers(0, 2**32 - 1), st.data())
def test_every_draw_is_the_best(instance, seed, data):
    cost, weights, p, constraints = instance
    given = {**data.draw(typed(*cost.shape)), "uses": 1}
    types = FacilityTypes(names="abc"[: given["need"].shape[1]], **given)
    rng = np.random.default_rng(seed)
    # Whole numbers tie often; some sites are worth less than nothing.
    worths = rng.integers(-2, 6, (5, *given["fit"].shape)).astype(float)
    checked = Instance.checked(cost, p, weights, Constraints(**constraints), serves_all=False)
    draws = firmness(checked, types, worths)

    hubs = p + len(constraints.get("existing", ()))
    needs_all = bool(constraints.get("equity"))
    sets = admissible(cost, weights, constraints, [hubs], p, serves_all=needs_all)
    possible = [pairs for sites, _ in sets for pairs in choices(sites, given)]
    assert draws.unproven == ()
    assert len(draws.chosen) == len(worths)
    for worth, chosen, objective in zip(worths, draws.chosen, draws.objectives, strict=True):
        if not possible:
            assert chosen == ()
            assert math.isnan(objective)
            continue
        assert list(chosen) in possible
        best = max(sum(worth[pair] for pair in pairs) for pairs in possible)
        assert objective == pytest.approx(best, abs=1e-6)
        assert sum(worth[pair] for pair in chosen) == pytest.approx(best, abs=1e-6)


@examples(60)
@given(instances(most=4), st.integers(0, 2**32 - 1), st.data())
def test_every_draw_of_several_hubs_a_type_is_the_best(instance, seed, data):
    cost, weights, p, constraints = instance
    given = {**data.draw(typed(*cost.shape)), "uses": 2}
    types = FacilityTypes(names="abc"[: given["need"].shape[1]], **given)
    rng = np.random.default_rng(seed)
    n_sites, n_types = given["fit"].shape
    drawn = [
        replace(
            types,
            need=rng.integers(0, 6, (users, n_types)).astype(float),
            closeness=rng.uniform(0, 1, (users, n_sites)),
        )
        for users in (3, 5)
    ]
    checked = Instance.checked(cost, p, weights, Constraints(**constraints), serves_all=False)
    draws = firmness_of_several(checked, types, drawn)

    hubs = p + len(constraints.get("existing", ()))
    needs_all = bool(constraints.get("equity"))
    sets = admissible(cost, weights, constraints, [hubs], p, serves_all=needs_all)
    possible = [pairs for sites, _ in sets for pairs in choices(sites, given)]
    assert draws.unproven == ()
    for one, chosen, objective in zip(drawn, draws.chosen, draws.objectives, strict=True):
        if not possible:
            assert chosen == ()
            assert math.isnan(objective)
            continue
        as_drawn = {**given, "need": one.need, "closeness": one.closeness}
        assert sorted(chosen) in [sorted(pairs) for pairs in possible]
        best = max(covered(pairs, as_drawn) for pairs in possible)
        assert objective == pytest.approx(best, abs=1e-6)
        assert covered(chosen, as_drawn) == pytest.approx(best, abs=1e-6)


def country(n_sites=40, n_types=5, p=4, **constraints):
    """Sites in ten regions of four provinces, one hub a region."""
    rng = np.random.default_rng(0)
    minutes = rng.uniform(0, 150, (30, n_sites))
    regions = [([*range(j, n_sites, 10)], 1) for j in range(10)]
    worth = rng.gamma(1, 1000, (n_sites, n_types))
    types = FacilityTypes("abcde", np.ones((30, n_types)), np.ones((30, n_sites)), worth / 1e5)
    side = Constraints(at_most=[*regions, *constraints.pop("at_most", [])], **constraints)
    instance = Instance.checked(minutes, p, None, side, serves_all=False)
    return instance, types, worth * np.exp(rng.normal(0, 0.5, (60, n_sites, n_types)))


def by_itself(instance, types, worth):
    """The same with the worths as need of one place: no code of firmness."""
    single = Instance.checked(np.zeros((1, worth.shape[0])), None, None, Constraints(),
                              serves_all=False)  # fmt: skip
    single = replace(
        instance, costs=single.costs, weights=single.weights, reach=single.reach,
        served=single.served,
    )  # fmt: skip
    most = worth.max()
    alone = FacilityTypes(
        types.names, [[most] * worth.shape[1]], [[1.0] * worth.shape[0]], worth / most
    )
    return solve_gradual_cover(single, alone)


@pytest.mark.parametrize(
    "constraints",
    [
        {},
        {"at_least": [(range(8), 2)], "required": [11], "existing": [39]},
        {"spacing": (abs(np.subtract.outer(np.arange(40), np.arange(40))), 9.0)},
        {"budget": (np.arange(40) % 7 + 1, 12.0)},
    ],
)
def test_whole_or_branched_the_answer_is_that_of_the_model(constraints):
    instance, types, worths = country(**constraints)
    draws = firmness(instance, types, worths)
    assert draws.unproven == ()
    for worth, chosen, objective in zip(worths, draws.chosen, draws.objectives, strict=True):
        solution = by_itself(instance, types, worth)
        assert solution.objective == pytest.approx(objective, abs=1e-5)
        assert chosen == tuple(zip(solution.sites, solution.types, strict=True))


def test_what_cannot_be_drawn_is_refused():
    instance, types, worths = country()
    with pytest.raises(ValueError, match="finite and draws ×"):
        firmness(instance, types, worths[0])
    with pytest.raises(ValueError, match="finite and draws ×"):
        firmness(instance, types, np.full_like(worths, np.nan))
    with pytest.raises(ValueError, match="adds up only where"):
        firmness(instance, replace(types, uses=2), worths)


def test_a_stopped_search_says_which_draws_are_not_proven():
    apart = abs(np.subtract.outer(np.arange(40), np.arange(40)))
    instance, types, worths = country(spacing=(apart, 9.0), time_limit=0.0)
    free, _, _ = country(spacing=(apart, 9.0))
    stopped, proven = firmness(instance, types, worths), firmness(free, types, worths)
    assert stopped.unproven
    assert set(stopped.unproven) == {d for d, pairs in enumerate(stopped.chosen) if not pairs}
    for draw in set(range(len(worths))) - set(stopped.unproven):
        assert stopped.objectives[draw] == pytest.approx(proven.objectives[draw])
