"""Iterative proportional fitting against tables worked by hand, and its properties."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubplanner.errors import DataError
from hubplanner.industries.raking import rake


def test_odds_ratio_of_the_seed_is_kept() -> None:
    # The 2 × 2 table with all sums 3 and odds ratio 4: x² = 4 (3 − x)², so x = 2.
    found = rake(np.array([[1.0, 1.0], [1.0, 4.0]]), np.array([3.0, 3.0]), np.array([3.0, 3.0]))
    assert found == pytest.approx(np.array([[2.0, 1.0], [1.0, 2.0]]), abs=1e-8)


def test_even_seed_gives_independence() -> None:
    found = rake(np.ones((2, 3)), np.array([40.0, 60.0]), np.array([20.0, 30.0, 50.0]))
    assert found == pytest.approx(np.array([[8.0, 12.0, 20.0], [12.0, 18.0, 30.0]]))


def test_a_table_that_fits_is_left_alone() -> None:
    seed = np.array([[5.0, 0.0], [2.0, 3.0]])
    assert rake(seed, seed.sum(axis=1), seed.sum(axis=0)).tolist() == seed.tolist()


@given(
    st.integers(1, 8),
    st.integers(1, 8),
    st.integers(0, 2**32 - 1),
)
def test_margins_are_met_and_no_cell_turns_negative(n: int, m: int, number: int) -> None:
    random = np.random.default_rng(number)
    seed, other = random.uniform(0.01, 1.0, (2, n, m))
    rows, columns = other.sum(axis=1), other.sum(axis=0)
    found = rake(seed, rows, columns)
    assert np.abs(found.sum(axis=1) - rows).max() <= 1e-9 * rows.sum()
    assert np.abs(found.sum(axis=0) - columns).max() <= 1e-9 * rows.sum()
    assert (found >= 0).all()
    # The cross-product ratios are the seed's: scaling rows and columns cannot change them.
    if n > 1 and m > 1:
        ratio = found[0, 0] * found[1, 1] / (found[0, 1] * found[1, 0])
        assert ratio == pytest.approx(seed[0, 0] * seed[1, 1] / (seed[0, 1] * seed[1, 0]))


def test_margins_of_two_totals_are_refused() -> None:
    with pytest.raises(DataError, match=r"rows add up to 2\.0 and columns to 3\.0"):
        rake(np.ones((1, 1)), np.array([2.0]), np.array([3.0]))


def test_zeros_that_no_margins_fit_are_refused() -> None:
    with pytest.raises(DataError, match="no table has these margins"):
        rake(np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([1.0, 3.0]), np.array([2.0, 2.0]))
