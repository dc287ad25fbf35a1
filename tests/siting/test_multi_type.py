"""Sites and their types at once: against enumeration, as an assignment problem, and by hand."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment
from siting_oracle import admissible
from siting_strategies import examples, instances

from hubplanner.siting import FacilityTypes, gradual_cover, linear_decay

# 300 instances; 20,000 under `--hypothesis-profile oracle`.
many = settings(max_examples=20_000 if settings.default.max_examples > 100 else 300, deadline=None)


@st.composite
def typed(draw, n_demand, n_sites):
    """Types with whatever may be asked of them, as plain values for the oracle."""
    n_types = draw(st.integers(1, 3))
    shares = st.sampled_from([0.0, 0.25, 0.5, 1.0]) | st.integers(0, 1000).map(lambda k: k / 1000)

    def matrix(values, n_rows, n_columns):
        cells = draw(st.lists(values, min_size=n_rows * n_columns, max_size=n_rows * n_columns))
        return np.array(cells).reshape(n_rows, n_columns)

    given = {
        "need": matrix(st.integers(0, 4).map(float), n_demand, n_types),
        "closeness": matrix(shares, n_demand, n_sites),
        "fit": matrix(shares, n_sites, n_types),
        "uses": draw(st.integers(1, 3)),
    }
    types, sites = st.integers(0, n_types - 1), st.integers(0, n_sites - 1)
    if draw(st.booleans()):
        given["allowed"] = matrix(st.booleans(), n_sites, n_types)
        given["allowed"][0, 0] = True  # where nothing at all is allowed, it is refused
    if draw(st.booleans()):
        given["caps"] = draw(st.lists(st.tuples(st.sets(types), st.integers(0, 2)), max_size=2))
    if draw(st.booleans()):
        given["fixed"] = draw(st.dictionaries(sites, types, max_size=2))
    return given


def choices(sites, given):
    """All ways to give these sites types."""
    n_types = given["need"].shape[1]
    for types in product(range(n_types), repeat=len(sites)):
        uses = [types.count(k) for k in range(n_types)]
        if max(uses) > given["uses"]:
            continue
        if any(sum(uses[k] for k in some) > most for some, most in given.get("caps", ())):
            continue
        pairs = list(zip(sites, types, strict=True))
        fixed, allowed = given.get("fixed", {}), given.get("allowed")
        if all(fixed[j] == k if j in fixed else allowed is None or allowed[j, k] for j, k in pairs):
            yield pairs


def covered(pairs, given):
    total = 0.0
    for i, needs in enumerate(given["need"]):
        for k, need in enumerate(needs):
            shares = [given["fit"][j, k] * given["closeness"][i, j] for j, of in pairs if of == k]
            total += need * max(shares, default=0.0)
    return total


def minutes(pairs, given, cost):
    """To the hub of one's own type, or the farthest of all where there is none."""
    farthest = max((c for c in cost.ravel() if np.isfinite(c)), default=0.0)
    total = 0.0
    for i, needs in enumerate(given["need"]):
        for k, need in enumerate(needs):
            ways = [cost[i, j] for j, of in pairs if of == k and np.isfinite(cost[i, j])]
            total += need * min(ways, default=farthest)
    return total


@many
@given(instances(most=4), st.data())
def test_against_enumeration(instance, data):
    cost, weights, p, constraints = instance
    given = data.draw(typed(*cost.shape))
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
