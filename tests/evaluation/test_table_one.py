"""Table 1: published figures, sums worked by hand, and oracles that share no code."""

from __future__ import annotations

import math
import statistics

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_books import NO_TARGETS, figures_of

from hubplanner.evaluation.flags import find_flags, find_outliers, modified_z
from hubplanner.evaluation.manufacturing_usa import (
    implied_leverage,
    manufacturing_usa,
    misprints,
    printed_change,
)
from hubplanner.evaluation.measures import PROGRAMME, programme, series, table_one, trends

PRINTED = {
    "partners": "55.5",
    "large_firms": "57.8",
    "smes": "52.1",
    "universities": "67.8",
    "government": "42.9",
    "co_investment": "-18.8",
    "projects": "42.9",
    "rd_spending": "-10.6",
    "project_targets_met": "-3.7",
    "students": "687.0",
    "certificates": "27.1",
    "trainers": "27.0",
}
"""The changes of the brief's Table 1, typed here from the brief, not read from data."""


def test_table_1_comes_out_to_the_last_printed_digit():
    table = manufacturing_usa().set_index("indicator")
    assert table["computed_percent"].to_dict() == PRINTED
    assert table["change_percent"].to_dict() == PRINTED
    assert misprints(manufacturing_usa()).empty


@pytest.mark.parametrize("column", ["value_2016", "value_2017", "change_percent"])
@pytest.mark.parametrize("key", ["partners", "students", "co_investment", "trainers"])
def test_a_wrong_digit_is_found(column, key):
    table = manufacturing_usa()
    row = table.index[table["indicator"] == key][0]
    text = table.at[row, column]
    place = text.index(next(digit for digit in text if digit.isdigit()))
    table.loc[row, column] = text[:place] + str((int(text[place]) + 1) % 10) + text[place + 1 :]
    table["computed_percent"] = [
        printed_change(a, b) for a, b in zip(table["value_2016"], table["value_2017"], strict=True)
    ]
    assert misprints(table)["indicator"].tolist() == [key]


def test_the_four_kinds_of_partners_are_all_partners():
    table = manufacturing_usa().set_index("indicator")
    for year in ("value_2016", "value_2017"):
        kinds = table.loc[["large_firms", "smes", "universities", "government"], year]
        assert sum(map(int, kinds)) == int(table.at["partners", year])


def test_the_same_figures_as_reports_give_the_same_sheet(indicators):
    table = manufacturing_usa()
    figures = figures_of(
        usa={
            year: dict(zip(table["indicator"], table[f"value_{year}"], strict=True))
            for year in (2016, 2017)
        }
    )
    sheet = table_one(figures, NO_TARGETS, indicators, 2017)
    for hub in (PROGRAMME, "usa"):
        changes = sheet[sheet["hub_id"] == hub].set_index("indicator")["change_percent"]
        assert changes.map("{:.1f}".format).to_dict() == PRINTED


def test_one_to_one_and_a_half_follows_if_spending_is_federal_money_and_co_investment():
    federal, ratio = implied_leverage(manufacturing_usa())[2017]
    assert federal == pytest.approx(120.7)
    assert f"{ratio:.1f}" == "1.5"
    federal, ratio = implied_leverage(manufacturing_usa())[2016]
    assert federal == pytest.approx(114.9)
    assert round(ratio) == 2  # as the programme's own report of 2016 rounds it


def test_the_programme_by_hand(indicators):
    figures = figures_of(
        a={2028: {"partners": 10, "projects": 4, "project_targets_met": 50, "public_funds": 100}},
        b={2028: {"partners": 20, "projects": 1, "project_targets_met": 100, "co_investment": 90}},
        c={2028: {"public_funds": 50, "co_investment": 75, "project_targets_met": 10}},
    )
    found = programme(figures, indicators).set_index("indicator")
    assert found.loc["partners", ["value", "hubs"]].tolist() == [30, 2]
    assert found.at["project_targets_met", "value"] == pytest.approx((4 * 50 + 100) / 5)
    # Only c states both funds and co-investment.
    assert found.loc["leverage", ["value", "hubs"]].tolist() == [1.5, 1]
    assert "crisis_share" not in found.index


def test_parts_are_told_as_shares_of_their_whole(indicators):
    figures = figures_of(a={2028: {"partners": 40, "smes": 10, "projects": 3}})
    shares = table_one(figures, NO_TARGETS, indicators, 2028).set_index(["hub_id", "indicator"])
    assert shares.at[(PROGRAMME, "smes"), "share_percent"] == 25
    assert shares["share_percent"].notna().sum() == 2  # of the programme and of the hub


def test_change_is_told_of_all_and_of_the_same_hubs(indicators):
    figures = figures_of(
        a={2027: {"partners": 100}, 2028: {"partners": 90}},
        new={2028: {"partners": 60}},
    )
    row = table_one(figures, NO_TARGETS, indicators, 2028).iloc[0]
    assert (row["hub_id"], row["before"], row["value"]) == (PROGRAMME, 100, 150)
    assert (row["hubs_before"], row["hubs"]) == (1, 2)
    assert row["change_percent"] == pytest.approx(50)
    assert row["same_hubs_change_percent"] == pytest.approx(-10)


def targets_of(**by_hub) -> pd.DataFrame:
    return figures_of(**by_hub).rename(columns={"value": "target"})


def test_targets_are_compared_with_the_hubs_that_state_the_figure(indicators):
    figures = figures_of(a={2028: {"partners": 8}}, b={2028: {"projects": 2}})
    aims = targets_of(a={2028: {"partners": 10}}, b={2028: {"partners": 99, "projects": 2}})
    sheet = table_one(figures, aims, indicators, 2028).set_index(["hub_id", "indicator"])
    whole = sheet.loc[(PROGRAMME, "partners")]
    assert (whole["target"], whole["value_with_target"]) == (10, 8)
    assert whole["met_percent"] == pytest.approx(80)
    assert not whole["met"]
    assert sheet.loc[("b", "projects"), "met"]
    # A target without a figure is told, and neither met nor missed.
    assert pd.isna(sheet.loc[("b", "partners"), "met"])


def test_leverage_of_the_programme_is_weighed_by_funds(indicators):
    figures = figures_of(
        a={2028: {"public_funds": 100, "co_investment": 100}},
        b={2028: {"public_funds": 300, "co_investment": 600}},
    )
    aims = targets_of(a={2028: {"leverage": 1.0}}, b={2028: {"leverage": 1.5}})
    row = (
        table_one(figures, aims, indicators, 2028)
        .set_index(["hub_id", "indicator"])
        .loc[(PROGRAMME, "leverage")]
    )
    assert row["value"] == pytest.approx(700 / 400)
    assert row["target"] == pytest.approx((100 * 1.0 + 300 * 1.5) / 400)


def test_trends_are_compound(indicators):
    figures = figures_of(a={2026: {"students": 100}, 2028: {"students": 121}})
    row = trends(figures, indicators).set_index("hub_id").loc["a"]
    assert row["yearly_percent"] == pytest.approx(10)


amounts = st.integers(0, 10**6)


@given(st.lists(st.tuples(amounts, amounts), min_size=1, max_size=9))
def test_sums_are_those_of_plain_python(indicators, pairs):
    figures = figures_of(
        **{
            f"h{n}": {2027: {"students": a}, 2028: {"students": b}}
            for n, (a, b) in enumerate(pairs)
        }
    )
    row = table_one(figures, NO_TARGETS, indicators, 2028).iloc[0]
    before, now = (sum(column) for column in zip(*pairs, strict=True))
    assert (row["before"], row["value"]) == (before, now)
    if before:
        assert row["change_percent"] == pytest.approx(100 * (now / before - 1))
    else:
        assert math.isnan(row["change_percent"])


@given(st.lists(st.integers(-1000, 1000), min_size=3, max_size=30))
def test_modified_z_is_that_of_the_statistics_module(values):
    found = modified_z(np.array(values, dtype=float))
    middle = statistics.median(values)
    spread = statistics.median(abs(v - middle) for v in values)
    if spread:
        assert found == pytest.approx([0.6745 * (v - middle) / spread for v in values])
    assert (np.sign(found) == np.sign(np.array(values) - middle)).all()


def photonics(**jump) -> pd.DataFrame:
    """Nine institutes whose spending hardly changes, and one with a one-off of 2016."""
    quiet = {
        f"institute-{n}": {2016: {"rd_spending": 20 + n}, 2017: {"rd_spending": 21 + 1.1 * n}}
        for n in range(9)
    }
    return figures_of(**quiet, **{"AIM Photonics": {2016: {"rd_spending": 110}, 2017: jump}})


def test_a_one_off_is_found_and_the_programme_told_without_it(indicators):
    found = find_outliers(photonics(rd_spending=30), indicators, 2017)
    assert found["hub_id"].tolist() == ["AIM Photonics"]
    row = found.iloc[0]
    before, now = sum(20 + n for n in range(9)), sum(21 + 1.1 * n for n in range(9))
    assert row["without_percent"] == pytest.approx(100 * (now / before - 1))
    assert row["change_percent"] == pytest.approx(100 * ((now + 30) / (before + 110) - 1))
    assert row["change_percent"] < 0 < row["without_percent"]


def test_a_change_like_the_others_is_none(indicators):
    assert find_outliers(photonics(rd_spending=112), indicators, 2017).empty
    few = figures_of(
        a={2027: {"students": 1}, 2028: {"students": 2}},
        b={2027: {"students": 1}, 2028: {"students": 9000}},
    )
    assert find_outliers(few, indicators, 2028).empty  # of two, none is the odd one


def flagged(figures, targets, indicators, year=2028):
    return {
        (flag.hub_id, flag.rule): str(flag.told)
        for flag in find_flags(figures, targets, indicators, year)
    }


def test_flags_come_by_rule_with_their_figures(indicators):
    figures = figures_of(
        a={
            2027: {"partners": 40, "public_funds": 100, "co_investment": 120},
            2028: {"partners": 36, "public_funds": 100, "co_investment": 90},
        },
        b={2027: {"partners": 40}, 2028: {"partners": 39}},
    )
    aims = targets_of(
        a={2027: {"partners": 50}, 2028: {"partners": 50}},
        b={2027: {"partners": 41}, 2028: {"partners": 50}},
    )
    found = flagged(figures, aims, indicators)
    assert set(found) == {
        ("a", "targets_missed"),
        ("a", "leverage_falling"),
        ("a", "network_shrinking"),
        (PROGRAMME, "leverage_falling"),
        (PROGRAMME, "network_shrinking"),
        (PROGRAMME, "targets_missed"),
    }
    assert "2027: 40 of 50; 2028: 36 of 50" in found["a", "targets_missed"]
    assert "from 1.20 in 2027 to 0.90 in 2028: −25.0 %" in found["a", "leverage_falling"]
    assert "from 40 in 2027 to 36 in 2028: −10.0 %" in found["a", "network_shrinking"]


def test_one_missed_year_or_one_unknown_is_no_flag(indicators):
    figures = figures_of(a={2027: {"projects": 5}, 2028: {"projects": 1}})
    aims = targets_of(a={2027: {"projects": 5}, 2028: {"projects": 5}})
    assert not flagged(figures, aims, indicators)
    assert not flagged(figures, targets_of(a={2028: {"projects": 5}}), indicators)
    assert not flagged(figures, NO_TARGETS, indicators)


def test_a_new_hub_hides_no_shrinking_network(indicators):
    figures = figures_of(
        a={2027: {"partners": 100}, 2028: {"partners": 80}}, new={2028: {"partners": 60}}
    )
    found = flagged(figures, NO_TARGETS, indicators)
    assert "from 100 in 2027 to 80 in 2028" in found[PROGRAMME, "network_shrinking"]


def test_the_series_has_every_figure_and_the_ratios(indicators):
    figures = figures_of(a={2028: {"partners": 10, "partners_crisis": 4}})
    table = series(figures, indicators).set_index(["hub_id", "indicator"])["value"]
    assert table["a", "crisis_share"] == table[PROGRAMME, "crisis_share"] == 0.4
