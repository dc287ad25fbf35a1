"""Indicators and composites: worked by hand, by property, and on the real data."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubplanner.errors import ScenarioError
from hubplanner.scoring import pick_candidates, score_regions
from hubplanner.scoring.composite import percentile_rank
from hubplanner.scoring.indicators import (
    growth_against_nation,
    location_quotient,
    observed,
    share,
)

amounts = st.floats(1, 1e6)


def series(**values):
    return pd.Series(values, dtype=float)


def test_location_quotient_by_hand():
    # Region a: 60 of 100 in manufacturing; nation: 90 of 300. LQ = 0.6 / 0.3 = 2.
    quotient = location_quotient(series(a=60, b=30, c=0), series(a=100, b=100, c=100))
    assert quotient.to_dict() == pytest.approx({"a": 2.0, "b": 1.0, "c": 0.0})


def test_growth_against_nation_by_hand():
    # The nation grows from 200 to 220 (+10 %); a falls by 20 %: 30 points below.
    shift = growth_against_nation(series(a=100, b=100), series(a=80, b=140))
    assert shift.to_dict() == pytest.approx({"a": -0.3, "b": 0.3})


def test_missing_stays_missing():
    assert share(series(a=1, b=2), series(a=4)).index.tolist() == ["a"]
    assert share(series(a=1), series(a=0)).empty
    assert growth_against_nation(series(a=0, b=5), series(a=4, b=5)).index.tolist() == ["b"]
    # c has no end, so it counts in neither national sum.
    shift = growth_against_nation(series(a=100, b=100, c=1e6), series(a=80, b=140))
    assert shift["a"] == pytest.approx(-0.3)


@given(st.lists(st.tuples(amounts, amounts), min_size=2, max_size=20), st.floats(0.01, 1000))
def test_a_unit_changes_nothing(pairs, factor):
    start = pd.Series([a for a, _ in pairs])
    end = pd.Series([b for _, b in pairs])
    for indicator in (growth_against_nation, location_quotient):
        assert np.allclose(indicator(start, end), indicator(start * factor, end * factor))


@given(st.lists(st.tuples(amounts, amounts), min_size=2, max_size=20))
def test_growth_weighted_by_start_adds_up_to_nothing(pairs):
    start, end = (pd.Series(column) for column in zip(*pairs, strict=True))
    shift = growth_against_nation(start, end)
    assert (shift * start).sum() == pytest.approx(0, abs=1e-6 * end.sum())


@given(st.lists(st.one_of(st.none(), st.floats(-100, 100)), min_size=2, max_size=30))
def test_percentile_rank_is_a_share_of_the_others(values):
    worse = pd.Series(values, dtype=float)
    ranks = percentile_rank(worse)
    assert (ranks.isna() == worse.isna()).all()
    seen = worse.dropna()
    for i in seen.index:
        beaten = (seen < seen[i]).sum() + ((seen == seen[i]).sum() - 1) / 2
        assert ranks[i] == pytest.approx(beaten / max(len(seen) - 1, 1))


def test_unreliable_figures_are_not_used(dataset):
    employed = dataset.statistics.query(
        "measure == 'employed' and industry == 'mining_and_manufacturing' and year == 2025"
    )
    unreliable = employed[employed["flag"] == "unreliable"]["region_code"]
    used = observed(dataset.statistics, "employed", "mining_and_manufacturing", 2025, "H1")
    assert len(unreliable) > 0
    assert not set(unreliable) & set(used.index)
    assert len(used) == len(employed) - len(unreliable)


@pytest.fixture(scope="module")
def scores(dataset):
    return score_regions(dataset.regions, dataset.statistics)


def test_every_region_has_a_row_and_says_what_it_could_not_see(scores, dataset):
    assert scores.table.index.equals(dataset.regions.index)
    missing = scores.table["missing"].str.split(";").map(lambda keys: len([k for k in keys if k]))
    assert (missing + scores.table["observed"] == scores.values.shape[1]).all()
    assert "29010" in scores.coverage.loc["employed_lq", "missing"]  # Sejong: not in the survey
    assert scores.table.loc["29010", "observed"] == 3


def test_geoje_by_hand(scores, dataset):
    """The score of Geoje recomputed from the raw figures without the package's functions."""
    table = dataset.statistics

    def pick(measure, industry, year, period="Y"):
        rows = table.query(
            "measure == @measure and industry == @industry and year == @year"
            " and period == @period and flag != 'unreliable'"
        )
        return rows.set_index("region_code")["value"]

    def rank(values, code="38090"):
        others = values.drop(code)
        return ((others < values[code]).sum() + (others == values[code]).sum() / 2) / len(others)

    made, total = pick("gva", "manufacturing", 2020), pick("gva", "total", 2020)
    e21 = pick("employed", "mining_and_manufacturing", 2021, "H1")
    e25 = pick("employed", "mining_and_manufacturing", 2025, "H1")
    all25 = pick("employed", "total", 2025, "H1")
    dependency = (rank((made / total).dropna()) + rank((e25 / all25).dropna())) / 2
    decline = (
        rank(-(e25 / e21).dropna())
        + rank(-(made / pick("gva", "manufacturing", 2015)).dropna())
        + rank(-(pick("population", "total", 2025) / pick("population", "total", 2015)).dropna())
    ) / 3
    row = scores.table.loc["38090"]
    assert row["dependency"] == pytest.approx(dependency)
    assert row["decline"] == pytest.approx(decline)
    assert row["crisis_score"] == pytest.approx((dependency * decline) ** 0.5)


def test_scores_lie_between_0_and_1(scores):
    for column in ("dependency", "decline", "crisis_score"):
        assert scores.table[column].between(0, 1).all()


def test_order_of_rows_changes_nothing(scores, dataset):
    shuffled = dataset.statistics.sample(frac=1, random_state=1)
    again = score_regions(dataset.regions, shuffled)
    pd.testing.assert_frame_equal(again.table, scores.table)


def test_without_one_dimension_there_is_no_score(dataset):
    no_output = dataset.statistics.query("measure == 'population'")
    table = score_regions(dataset.regions, no_output).table
    assert table["dependency"].isna().all()
    assert table["crisis_score"].isna().all()
    assert table["rank"].isna().all()
    with pytest.raises(ScenarioError, match="only 0 regions could be scored"):
        pick_candidates(table, 40)


def test_candidates_are_the_worst(scores):
    candidate = pick_candidates(scores.table, 40)
    assert candidate.sum() == 40
    table = scores.table
    assert table[candidate]["crisis_score"].min() >= table[~candidate]["crisis_score"].max()
