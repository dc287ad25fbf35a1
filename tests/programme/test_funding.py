"""The money of a programme: parts add up, ceilings hold, draws lie around the middle."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubplanner.programme.cash_flow import cash_flow
from hubplanner.programme.draws import DRAWN, drawn, middle
from hubplanner.programme.funding import FLOWS, SOURCES, ceilings, fund
from hubplanner.programme.order import BuildingOrder
from hubplanner.scenario_programme import FundingChoice, RoadmapChoice

FEW = FundingChoice(draws=200)
ROADMAP = RoadmapChoice()


def order_of(hubs, waves=1):
    names = [f"h{number}" for number in range(hubs)]
    wave = pd.Series([1 + number * waves // hubs for number in range(hubs)], names)
    return BuildingOrder(names, wave, [])


def test_one_hub_by_hand():
    """125 억 원 a year, six years: half in the first, two and one third in the last two. At 4.5 %,
    a year after the base year: 487.50 (the hand sheet says so as well)."""
    found = fund(order_of(1), FEW, ROADMAP)
    hub = found.hubs.loc["h0"]
    assert (hub["opens"], hub["public_ends"], hub["self_sufficient"]) == (2028, 2033, 2036)
    assert hub["public"] == pytest.approx(562.5)
    assert hub["public_present"] == pytest.approx(487.4986761, abs=1e-6)
    assert hub["co_during"] == pytest.approx(93.75 + 3 * 187.5 + 125 + 75)
    assert hub["co_after"] == pytest.approx(13 * 75)  # 2034–2046, the part that stays
    assert hub["leverage"] == pytest.approx((93.75 + 3 * 187.5 + 125 + 75) / 562.5)
    peak = found.years.set_index("year")["public"]
    assert peak[[2027, 2028, 2029, 2034]].tolist() == pytest.approx([0, 62.5, 125, 0])


programmes = st.builds(
    lambda hubs, waves, ceiling, horizon: (order_of(hubs, min(waves, hubs)), ceiling, horizon),
    st.integers(1, 6),
    st.integers(1, 3),
    st.none() | st.integers(100, 700),
    st.integers(5, 25),
)


@settings(max_examples=40)
@given(programmes)
def test_parts_add_up_and_the_ceiling_holds(programme):
    order, ceiling, horizon = programme
    choice = FEW.model_copy(update={"ceiling": ceiling, "horizon": horizon, "draws": 100})
    found = fund(order, choice, ROADMAP)
    opened = found.hubs.dropna(subset="opens")
    for name in (*SOURCES, "spending"):
        assert found.years[name].sum() == pytest.approx(opened[name].sum())
    of_hubs = pd.DataFrame({"side": ["left", "right"] * 3}, index=[f"h{n}" for n in range(6)])
    parts = found.money_by(of_hubs.loc[order.hubs])
    assert parts[list(SOURCES)].sum().tolist() == pytest.approx(
        opened[list(SOURCES)].sum().tolist()
    )
    split = opened[["co_during", "co_after"]].sum(axis=1)
    assert split.tolist() == pytest.approx(opened["co_investment"].tolist())
    balance = found.years[list(SOURCES)].sum(axis=1) - found.years["spending"]
    assert found.years["balance"].to_numpy() == pytest.approx(balance.to_numpy(), abs=1e-6)
    if ceiling is not None:
        assert found.years["public"].max() <= ceiling * (1 + 1e-6)
    assert (found.hubs["opens"].dropna() >= found.opening.earliest[opened.index]).all()


def test_a_hub_s_own_cost_is_its_middle():
    costs = pd.Series({"h0": 100.0, "h1": 150.0})
    found = fund(order_of(2), FEW, ROADMAP, costs)
    share = 0.5 + 3 + 2 / 3 + 1 / 3
    assert found.hubs["public"].tolist() == pytest.approx([100 * share, 150 * share])


def test_the_ladder_of_ceilings_is_the_schedule_under_each():
    table = ceilings(order_of(4), FEW, ROADMAP)
    assert table["ceiling"].tolist() == [125, 250, 375, 500]
    assert table["opened"].tolist() == sorted(table["opened"])
    for row in table.to_dict("records"):
        alone = fund(order_of(4), FEW.model_copy(update={"ceiling": row["ceiling"]}), ROADMAP)
        assert alone.hubs["opens"].notna().sum() == row["opened"]
        assert alone.hubs["opens"].max() == row["last_opens"]
    assert table["waiting"].iloc[-1] == 0


def test_too_low_a_ceiling_opens_nothing_and_says_so():
    found = fund(order_of(2), FEW.model_copy(update={"ceiling": 50.0}), ROADMAP)
    assert found.hubs["opens"].isna().all()
    assert (found.years["public"] == 0).all()


# -- draws -------------------------------------------------------------------------------


def test_draws_are_triangular_between_low_and_high():
    """Mean (low + middle + high) / 3 and variance of a triangular distribution (Kotz and van Dorp
    2004); whole years within their ends."""
    choice = FundingChoice(draws=50_000)
    found = drawn(choice)
    low, mode, high = choice.public
    assert found.public.mean() == pytest.approx((low + mode + high) / 3, rel=2e-3)
    spread = (low**2 + mode**2 + high**2 - low * mode - low * high - mode * high) / 18
    assert found.public.var() == pytest.approx(spread, rel=2e-2)
    assert set(np.unique(found.years)) == {5, 6, 7}
    assert np.abs(np.corrcoef([getattr(found, name) for name in DRAWN]) - np.eye(10)).max() < 0.02


def test_draws_are_the_same_again_and_ranges_do_not_disturb_each_other():
    one = drawn(FundingChoice(draws=500))
    assert (drawn(FundingChoice(draws=500)).public == one.public).all()
    other = drawn(FundingChoice(draws=500, public=(1.0, 1.0, 1.0)))
    assert (other.public == 1.0).all()
    assert (other.revenue == one.revenue).all()


def test_ranges_without_width_give_the_middle_case_in_every_draw():
    usual = FundingChoice()
    fixed = {name: (getattr(usual, name)[1],) * 3 for name in DRAWN}
    choice = FundingChoice(draws=100, **fixed)
    found = fund(order_of(3, 2), choice, ROADMAP)
    for series, values in found.draws.items():
        assert values == pytest.approx(np.tile(found.years[series], (100, 1)))
    flow = cash_flow(middle(choice), 20)
    assert cash_flow(drawn(choice), 20).public == pytest.approx(np.tile(flow.public, (100, 1)))


def test_quantiles_rise_and_are_those_of_the_draws():
    found = fund(order_of(2), FEW, ROADMAP)
    quantiles = found.quantiles[["p5", "p25", "p50", "p75", "p95"]].to_numpy()
    assert (np.diff(quantiles, axis=1) >= 0).all()
    of_public = found.quantiles.query("series == 'public'").set_index("year")
    values = sorted(found.draws["public"][:, 3])
    assert values[99] <= of_public.at[2030, "p50"] <= values[100]
    assert list(FLOWS) == [name for name in found.flows.columns if name in FLOWS]


def test_a_ceiling_of_what_is_enough_in_nine_of_ten_draws():
    """Counted draw by draw; the least such amount of the draws."""
    found = fund(order_of(3), FEW, ROADMAP)
    peaks = sorted(values.max() for values in found.draws["public"])
    most = found.yearly_most(0.9)
    assert most in peaks
    assert sum(one <= most for one in peaks) >= 180
    assert sum(one < most for one in peaks) < 181
    assert found.share_above(most) <= 0.1
    assert found.share_above(peaks[0] / 2) == 1
    assert found.share_above(peaks[-1]) == 0


def test_where_all_hubs_stand_already_nothing_is_to_be_paid():
    nobody = BuildingOrder([], pd.Series(dtype=int), [])
    found = fund(nobody, FEW, ROADMAP)
    assert found.hubs.empty
    assert (found.years["public"] == 0).all()
    assert ceilings(nobody, FEW, ROADMAP).empty
