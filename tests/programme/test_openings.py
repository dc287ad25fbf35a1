"""Years of opening against every possible sequence, and by hand."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubplanner.programme.openings import NEVER, openings

FLAT = np.array([100.0, 100.0, 0.0, 0.0, 0.0, 0.0])


def test_two_years_of_money_each_under_a_ceiling_for_one():
    """By hand: 100 a year for two years each, 100 for all: one after the other."""
    found = openings(np.tile(FLAT, (3, 1)), [0, 0, 0], years=6, ceiling=100)
    assert found.tolist() == [0, 2, 4]


def test_a_ceiling_below_one_hub_opens_none_even_at_the_end():
    """Its second year would break the ceiling, though it lies beyond the years of opening."""
    rising = np.array([[50.0, 100.0, 0.0]])
    assert openings(rising, [0], years=1, ceiling=60).tolist() == [NEVER]


def test_limits_of_openings_and_what_must_stand_before():
    public = np.tile(FLAT, (4, 1))
    assert openings(public, [1, 1, 1, 1], years=6, per_year=2).tolist() == [1, 1, 2, 2]
    assert openings(public, [0, 0, 0, 0], [(2, 0, 3)], years=6).tolist() == [3, 0, 0, 0]


@st.composite
def programmes(draw):
    hubs, years, life = draw(st.integers(1, 3)), draw(st.integers(1, 4)), draw(st.integers(1, 3))
    money = st.lists(st.integers(0, 6), min_size=life, max_size=life)
    public = np.zeros((hubs, years + life))
    public[:, :life] = draw(st.lists(money, min_size=hubs, max_size=hubs))
    earliest = draw(st.lists(st.integers(0, years), min_size=hubs, max_size=hubs))
    pairs = st.tuples(st.integers(0, hubs - 1), st.integers(0, hubs - 1), st.integers(0, 2))
    after = [one for one in draw(st.lists(pairs, max_size=2)) if one[0] < one[1]]
    ceiling = draw(st.none() | st.integers(0, 12))
    return public, earliest, after, years, ceiling, draw(st.none() | st.integers(1, 2))


def allowed(opened, public, earliest, after, years, ceiling, per_year):
    for hub, year in enumerate(opened):
        if year is not None and year < earliest[hub]:
            return False
    for first, then, gap in after:
        if opened[then] is not None and (
            opened[first] is None or opened[then] < opened[first] + gap
        ):
            return False
    for year in range(public.shape[1]):
        paid = sum(
            public[hub, year - start]
            for hub, start in enumerate(opened)
            if start is not None and start <= year
        )
        if ceiling is not None and paid > ceiling:
            return False
        if per_year is not None and opened.count(year) > per_year:
            return False
    return True


@given(programmes())
def test_no_sequence_opens_more_hubs_or_waits_less(programme):
    public, earliest, after, years, ceiling, per_year = programme
    found = [
        None if year == NEVER else int(year)
        for year in openings(
            public, earliest, after, years=years, ceiling=ceiling, per_year=per_year
        )
    ]
    assert allowed(found, *programme)

    def worth(opened):
        there = [year for year in opened if year is not None]
        return -len(there), sum(there)

    best = min(
        worth(opened)
        for opened in product([None, *range(years)], repeat=len(public))
        if allowed(opened, *programme)
    )
    assert worth(found) == best


@pytest.mark.parametrize("ceiling", [250, 375, 800])
def test_a_higher_ceiling_never_waits_longer(ceiling):
    life = np.zeros((5, 26))
    life[:, :6] = [62.5, 125, 125, 125, 83, 42]
    order = [(hub, hub + 1, 0) for hub in range(4)]
    low = openings(life, [1] * 5, order, years=20, ceiling=ceiling)
    high = openings(life, [1] * 5, order, years=20, ceiling=ceiling * 1.5)
    assert (low >= 1).all()
    assert high.sum() <= low.sum()
