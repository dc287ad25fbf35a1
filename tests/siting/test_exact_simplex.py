"""Linear programs finished in fractions: any basis leads to the optimum, which is exact."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from siting_strategies import examples

from hubplanner.siting.exact_simplex import exact_least, exact_optimum
from hubplanner.siting.instance import Row
from hubplanner.siting.relaxation import Relaxation

SIZES = st.floats(-9, 12).map(lambda power: 10.0**power)


def knapsack(costs, values, least):
    """Continuous columns of 0 to 1 whose values come to so much at least."""
    n = len(costs)
    ones, never = np.ones(n), np.zeros(n, dtype=bool)
    row = Row(np.arange(n), values, least, math.inf)
    return Relaxation(costs, 0 * ones, ones, ones, never, [row])


def cheapest(costs, values, least):
    """By going through which column is left at a share, and which others are whole."""
    best = None
    for at in range(len(costs)):
        others = [k for k in range(len(costs)) if k != at]
        for whole in product((0, 1), repeat=len(others)):
            chosen = dict(zip(others, whole, strict=True))
            left = Fraction(least) - sum(Fraction(values[k]) * v for k, v in chosen.items())
            share = max(Fraction(0), left / Fraction(values[at]))
            if share <= 1:
                value = Fraction(costs[at]) * share
                value += sum(Fraction(costs[k]) * v for k, v in chosen.items())
                best = value if best is None else min(best, value)
    return best


@examples(200)
@given(st.integers(1, 5), st.data())
def test_the_optimum_is_exact_whatever_the_sizes(n, data):
    costs, values = (np.array(data.draw(st.lists(SIZES, min_size=n, max_size=n))) for _ in range(2))
    least = float(values.sum()) * data.draw(st.sampled_from([0.0, 0.1, 0.5, 0.9]))
    lp = knapsack(costs, values, least)
    assert lp.run(math.inf) == "optimal"
    found = exact_optimum(lp, lp.lower, lp.upper)
    assert found is not None
    value = sum(Fraction(c) * x for c, x in zip(costs, found, strict=True))
    assert value == cheapest(costs, values, least)
    assert Fraction(exact_least(lp, lp.lower, lp.upper)) <= value


def test_a_basis_that_is_not_the_best_is_left():
    """Of a run for other costs; the steps go on from there."""
    lp = knapsack(np.array([1.0, 2.0, 3.0]), np.ones(3), 1.5)
    assert lp.run(math.inf) == "optimal"
    lp.costs = np.array([3.0, 2.0, 1.0])
    assert exact_optimum(lp, lp.lower, lp.upper) == [0, Fraction(1, 2), 1]
