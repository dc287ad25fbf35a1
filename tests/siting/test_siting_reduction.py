"""Covering made small: the same least number of sites, bounds that hold."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from siting_strategies import examples, matrices

from hubplanner.siting import max_cover, p_center, row_generation, set_cover
from hubplanner.siting.reduction import essential, greedy_cover, packing


@st.composite
def reaches(draw):
    n, m = draw(st.integers(1, 7)), draw(st.integers(1, 7))
    cells = draw(st.lists(st.booleans(), min_size=n * m, max_size=n * m))
    return np.array(cells, dtype=bool).reshape(n, m)


def least(reach):
    """The size of the smallest cover, None where there is none."""
    for size in range(reach.shape[1] + 1):
        for some in combinations(range(reach.shape[1]), size):
            if reach[:, some].any(axis=1).all():
                return size
    return None


@examples(300)
@given(reaches())
def test_what_decides_needs_as_many_sites(reach):
    rows, columns = essential(reach)
    small = reach[np.ix_(rows, columns)]
    assert least(small) == least(reach)
    for i, k in combinations(range(len(rows)), 2):
        assert not (small[i] <= small[k]).all()
        assert not (small[k] <= small[i]).all()


@examples(300)
@given(reaches())
def test_greedy_and_packing_bound_the_least(reach):
    exact, cover = least(reach), greedy_cover(reach)
    if exact is None:
        assert cover is None
        return
    assert reach[:, cover].any(axis=1).all()
    assert packing(reach) <= exact <= len(cover)


@examples(150)
@given(st.integers(2, 12), st.integers(1, 4), st.integers(0, 99))
def test_with_and_without_reduction(n, p, seed):
    at = np.random.default_rng(seed).integers(0, 20, (n, 2)).astype(float)
    cost = np.hypot(*(at[:, None, :] - at[None, :, :]).transpose(2, 0, 1))
    # A group of all sites asks for nothing, but takes the way without reduction.
    idle = {"at_least": [(range(n), 0)]}
    p = min(p, n)
    assert p_center(cost, p).objective == p_center(cost, p, **idle).objective
    assert set_cover(cost, 6.0).objective == set_cover(cost, 6.0, **idle).objective
    assert len(p_center(cost, p).sites) == p


@examples(150)
@given(reaches(), st.data())
def test_maximal_cover_with_and_without_reduction(reach, data):
    """Also where sites are fixed, and where fewer sites decide than are asked for."""
    n, m = reach.shape
    few = st.sets(st.integers(0, m - 1), max_size=2)
    fixed = {name: data.draw(few) for name in ("required", "forbidden", "existing")}
    p = data.draw(st.integers(0, m - len(fixed["existing"])))
    weights = data.draw(st.lists(st.integers(0, 5), min_size=n, max_size=n))
    asked = {"radius": 1, "weights": weights, **fixed}
    reduced = max_cover(np.where(reach, 1, 2), p, **asked)
    plain = max_cover(np.where(reach, 1, 2), p, **asked, at_least=[(range(m), 0)])
    assert reduced.status == plain.status
    if plain.sites:
        assert reduced.optimal
        assert reduced.objective == plain.objective
        assert len(reduced.sites) == len(plain.sites)


@examples(300)
@given(
    matrices(7, 8, infinite=True), st.integers(1, 6), st.sets(st.integers(0, 7), max_size=2),
    st.sets(st.integers(0, 7), max_size=3), st.sampled_from([0, 3]), st.integers(1, 3),
)  # fmt: skip
def test_the_farthest_of_all_asked_of_row_generation(cost, p, existing, forbidden, first, more):
    """With few rows to begin with and few added at a time, against enumeration."""
    existing, forbidden = existing - forbidden, forbidden - existing
    free = sorted(set(range(8)) - existing - forbidden)
    reached = [cost[:, [*existing, *some]].min(axis=1).max() for some in combinations(free, p)] or [
        np.inf
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(row_generation, "FIRST", first)
        patch.setattr(row_generation, "MORE", more)
        solution = p_center(cost, p, existing=existing, forbidden=forbidden)
    if min(reached) == np.inf:
        assert solution.status == "infeasible"
    else:
        assert solution.optimal
        assert solution.objective == min(reached)
