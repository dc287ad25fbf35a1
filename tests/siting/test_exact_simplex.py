"""Linear programs finished in fractions: any basis leads to the optimum, which is exact."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from siting_strategies import examples

from hubplanner.siting.exact_simplex import ExactProgram
from hubplanner.siting.instance import Row
from hubplanner.siting.relaxation import Relaxation

SIZES = st.floats(-9, 12).map(lambda power: 10.0**power)


def knapsack(costs, values, least):
    """Continuous columns of 0 to 1 whose values come to so much at least; solved by HiGHS too."""
    n = len(costs)
    ones, never = np.ones(n), np.zeros(n, dtype=bool)
    rows = [Row(np.arange(n), values, least, math.inf)]
    lp = Relaxation(costs, 0 * ones, ones, ones, never, rows)
    assert lp.run(math.inf) == "optimal"
    return ExactProgram(costs, 0 * ones, ones, rows), lp


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
    program, lp = knapsack(costs, values, least)
    found = program.optimum(lp.highs)
    assert found is not None
    value = sum(Fraction(c) * x for c, x in zip(costs, found, strict=True))
    assert value == cheapest(costs, values, least)
    assert Fraction(program.least(lp.multipliers)) <= value
    ending, multipliers = program.multipliers(lp.highs)
    assert ending == "optimal"
    assert bound(program, multipliers, costs) == value


def bound(program, multipliers, costs):
    """By weak duality, in fractions, of columns from 0 to 1 and rows with a lower side."""
    (row,), (pi,) = program.rows, multipliers
    assert pi >= 0
    left = [Fraction(c) - pi * Fraction(v) for c, v in zip(costs, row.values, strict=True)]
    return pi * Fraction(row.lower) + sum(min(one, 0) for one in left)


@examples(100)
@given(st.integers(1, 4), st.data())
def test_a_basis_of_another_program_leads_there_too(n, data):
    """Its columns lie outside of their bounds at first, and cost another thing."""
    values = np.array(data.draw(st.lists(st.integers(1, 9), min_size=n, max_size=n)), dtype=float)
    costs, others = (
        np.array(data.draw(st.lists(st.integers(0, 9), min_size=n, max_size=n)), dtype=float)
        for _ in range(2)
    )
    _, lp = knapsack(others, values, float(values.sum()) / 4)
    least = float(values.sum()) * data.draw(st.sampled_from([0.1, 0.9, 1.0]))
    row = Row(np.arange(n), values, least, math.inf)
    program = ExactProgram(costs, np.zeros(n), np.ones(n), [row])
    found = program.optimum(lp.highs)
    assert found is not None
    value = sum(Fraction(c) * x for c, x in zip(costs, found, strict=True))
    assert value == cheapest(costs, values, least)


@examples(100)
@given(st.integers(1, 4), st.data())
def test_what_is_too_much_is_proven_to_be(n, data):
    values = np.array(data.draw(st.lists(SIZES, min_size=n, max_size=n)))
    _, lp = knapsack(np.ones(n), values, float(values.sum()) / 4)
    row = Row(np.arange(n), values, float(values.sum()) * 1.001, math.inf)
    program = ExactProgram(np.ones(n), np.zeros(n), np.ones(n), [row])
    assert program.optimum(lp.highs) is None
    ending, multipliers = program.multipliers(lp.highs)
    assert ending == "infeasible"
    assert bound(program, multipliers, np.zeros(n)) > 0


def test_figures_are_what_they_are_read_as():
    row = Row(np.arange(1), np.array([0.1]), 0.3 * 0.1, math.inf)
    ones = np.ones(1)
    _, lp = knapsack(ones, row.values, row.lower)
    double = ExactProgram(ones, 0 * ones, ones, [row]).optimum(lp.highs)
    decimal = ExactProgram(ones, 0 * ones, ones, [row], lambda one: Fraction(repr(one))).optimum(
        lp.highs
    )
    assert double == [Fraction(row.lower) / Fraction(0.1)]
    assert decimal == [Fraction("0.03") / Fraction("0.1")]
