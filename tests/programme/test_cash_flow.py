"""Cash flow and break-even against sheets worked by hand, to the won, and what must always hold."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import openpyxl
import pytest
from hand_sheet import BOOK, FIRST_ROW, FLOWS, WON, YEARS, HandSheet
from hypothesis import given
from hypothesis import strategies as st

from hubplanner.programme.cash_flow import (
    Assumptions,
    cash_flow,
    present_value,
    self_sufficient_in,
)

CASES = ("middle", "slow", "fast", "flat")
WON_OF_UNIT = 1e8
END = FIRST_ROW + YEARS


def assumed_in(sheet: HandSheet) -> tuple[Assumptions, float]:
    given = dict(sheet.assumed)
    rate = given.pop("discount_rate")
    return Assumptions(**given), rate


def test_the_sheets_are_these():
    assert tuple(openpyxl.load_workbook(BOOK).sheetnames) == CASES


@pytest.mark.parametrize("case", CASES)
def test_every_year_is_the_hand_sheet_s_to_the_won(case):
    sheet = HandSheet(case)
    flow = cash_flow(assumed_in(sheet)[0], YEARS)
    for name, letter in FLOWS.items():
        won = [round(one * WON_OF_UNIT) for one in getattr(flow, name)]
        assert won == [round(one * WON_OF_UNIT) for one in sheet.column(letter)], name
        assert won == sheet.column(WON[name]), name  # the values beside the formulas


@pytest.mark.parametrize("case", CASES)
def test_break_even_and_present_values_are_the_hand_sheet_s(case):
    sheet = HandSheet(case)
    assumed, rate = assumed_in(sheet)
    flow = cash_flow(assumed, YEARS)
    told = {
        "K": present_value(flow.public, rate, 1),
        "L": present_value(flow.balance, rate, 1),
        "I": flow.balance.cumsum().min(),
    }
    for letter, value in told.items():
        assert value == pytest.approx(sheet.value(f"{letter}{END}"), abs=1e-8)
    beside = {"K": "N", "L": "O", "I": "Q"}
    for letter, column in beside.items():
        assert round(told[letter] * WON_OF_UNIT) == sheet.value(f"{column}{END}")
    assert self_sufficient_in(assumed, YEARS) == sheet.value(f"M{END}") == sheet.value(f"P{END}")


def test_the_middle_case_breaks_even_in_its_ninth_year():
    """By hand: 50 are to be earned beside the 75 that stay; 20 · 1.2⁵ = 49.8, 20 · 1.2⁶ = 59.7."""
    assumed, _ = assumed_in(HandSheet("middle"))
    assert self_sufficient_in(assumed, 20) == 9
    assert cash_flow(assumed, 6).public.sum() == pytest.approx(125 * (0.5 + 3 + 2 / 3 + 1 / 3))


# -- what holds whatever is assumed ------------------------------------------------------

shares = st.floats(0, 1)
assumptions = st.builds(
    Assumptions,
    public=st.floats(0, 1000),
    years=st.integers(1, 10),
    ramp_years=st.integers(1, 5),
    taper_years=st.integers(0, 5),
    co_investment=st.floats(0, 4),
    staying=shares,
    running_cost=shares,
    revenue=st.floats(0, 200),
    revenue_start=st.integers(0, 5),
    revenue_growth=st.floats(0, 1),
)


@given(assumptions)
def test_money_is_never_negative_and_ends_when_it_should(assumed):
    flow = cash_flow(assumed, 25)
    for part in flow:
        assert (part >= 0).all()
    assert (flow.public[assumed.years :] == 0).all()
    assert (flow.public <= assumed.public).all()
    assert (flow.co_investment >= assumed.co_investment * flow.public - 1e-9).all()


@given(assumptions, st.integers(1, 4))
def test_a_slower_start_never_makes_a_hub_self_sufficient_earlier(assumed, more):
    slower = replace(assumed, ramp_years=assumed.ramp_years + more)
    assert self_sufficient_in(slower, 30) >= self_sufficient_in(assumed, 30)


@given(assumptions, st.floats(0, 100))
def test_more_revenue_never_makes_it_later(assumed, more):
    richer = replace(assumed, revenue=assumed.revenue + more)
    assert self_sufficient_in(richer, 30) <= self_sufficient_in(assumed, 30)


@given(assumptions)
def test_a_self_sufficient_hub_lacks_nothing(assumed):
    """From its year on what comes in without public money carries what it needs."""
    first = int(self_sufficient_in(assumed, 25))
    flow = cash_flow(assumed, 25)
    after = slice(max(first - 1, assumed.years), None)
    assert (flow.balance[after] >= -1e-6).all()


@given(assumptions, st.floats(0.25, 4))
def test_money_in_another_unit_is_the_same_money(assumed, factor):
    other = replace(assumed, public=factor * assumed.public, revenue=factor * assumed.revenue)
    for one, many in zip(cash_flow(assumed, 20), cash_flow(other, 20), strict=True):
        assert many == pytest.approx(factor * one, abs=1e-6)


amounts = st.lists(st.floats(-1000, 1000), min_size=8, max_size=8).map(np.array)


@given(amounts, amounts, st.floats(-3, 3), st.floats(0, 0.3), st.integers(0, 9))
def test_present_value_is_linear(one, other, factor, rate, first):
    both = present_value(one + factor * other, rate, first)
    apart = present_value(one, rate, first) + factor * present_value(other, rate, first)
    assert both == pytest.approx(apart, abs=1e-6)


@given(st.lists(assumptions, min_size=2, max_size=4))
def test_draws_side_by_side_are_each_draw_alone(several):
    together = Assumptions(
        **{name: [getattr(one, name) for one in several] for name in vars(several[0])}
    )
    flows, years = cash_flow(together, 15), self_sufficient_in(together, 15)
    for row, alone in enumerate(several):
        for many, one in zip(flows, cash_flow(alone, 15), strict=True):
            assert many[row] == pytest.approx(one)
        assert years[row] == self_sufficient_in(alone, 15)
