"""Shift-share, structure and exposure: published and hand-worked figures, and that parts add up."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import hubplanner as hp
from hubplanner.dataset.industry_tables import IndustryTables
from hubplanner.dataset.panel import Panel
from hubplanner.pipeline import indicators
from hubplanner.scoring import CATALOGUE, read_indicators
from hubplanner.scoring.catalogue import AREA
from hubplanner.scoring.exposure import ailing_weights, linkage_weights
from hubplanner.scoring.indicators import entropy_diversity, herfindahl, location_quotient
from hubplanner.scoring.shift_share import dynamic_shift_share, esteban_marquillas, shift_share

INDUSTRIES = ["I", "II", "III", "IV"]


def test_krumme_holukuluku():
    """G. Krumme, University of Washington, Geography 350, 'Shift & Share Table with Excel
    Explanations' (faculty.washington.edu/krumme/350/ssexcel.html, read there): employment 1985 and
    1995, with the location quotients of 1985."""
    start = pd.DataFrame([[500.0, 100, 200, 200]], columns=INDUSTRIES, index=["Holukuluku"])
    end = pd.DataFrame([[1000.0, 100, 250, 280]], columns=INDUSTRIES, index=["Holukuluku"])
    # The nation's composition in per cent, and its growth of 10, 20, 30 and 40 %.
    before = pd.Series([10.0, 20, 40, 30], index=INDUSTRIES)
    after = before * [1.1, 1.2, 1.3, 1.4]
    parts = shift_share(start, end, nation=(before, after)).loc["Holukuluku"]
    assert parts["change"] == pytest.approx(630)  # regional employment growth
    assert parts["national"] == pytest.approx(290)  # national growth effect
    assert parts["change"] - parts["national"] == pytest.approx(340)  # total shift
    assert parts["local"] == pytest.approx(420)  # differential effect
    assert parts["mix"] == pytest.approx(-80)  # composition effect
    quotients = [
        location_quotient(start[key], start.sum(axis=1), nation=(before[key], before.sum())).iloc[0]
        for key in INDUSTRIES
    ]
    assert quotients == pytest.approx([5, 0.5, 0.5, 0.667], abs=5e-4)


def test_esteban_marquillas_by_hand():
    start = pd.DataFrame({"x": [80.0], "y": [20.0]}, index=["a"])
    end = pd.DataFrame({"x": [96.0], "y": [18.0]}, index=["a"])
    nation = (pd.Series({"x": 500.0, "y": 500.0}), pd.Series({"x": 550.0, "y": 500.0}))
    # Own growth 20 % and −10 %, the nation's 10 % and 0: leads of +10 and −10 points.
    # Homothetic: 50 each, so competitive 50·0.1 − 50·0.1 = 0, allocation 30·0.1 + 30·0.1 = 6.
    parts = esteban_marquillas(start, end, nation=nation).loc["a"]
    assert parts["local"] == pytest.approx(6)
    assert parts["competitive"] == pytest.approx(0)
    assert parts["allocation"] == pytest.approx(6)


amounts = st.floats(1, 1000)


@given(
    st.integers(2, 5).flatmap(
        lambda n: st.lists(
            st.lists(st.lists(amounts, min_size=3, max_size=3), min_size=n, max_size=n),
            min_size=3,
            max_size=4,
        )
    ),
    st.floats(0.01, 100),
)
@settings(max_examples=40, deadline=None)
def test_parts_add_up_and_a_unit_changes_nothing(steps, factor):
    history = [pd.DataFrame(step, columns=["x", "y", "z"]) for step in steps]
    parts = esteban_marquillas(history[0], history[-1])
    assert np.allclose(parts[["national", "mix", "local"]].sum(axis=1), parts["change"])
    assert np.allclose(parts["competitive"] + parts["allocation"], parts["local"])
    # Over all regions together mix and local effects cancel out.
    assert parts[["mix", "local"]].sum().to_numpy() == pytest.approx([0, 0], abs=1e-6)
    scaled = esteban_marquillas(history[0] * factor, history[-1] * factor)
    assert np.allclose(scaled, parts * factor)
    moving = dynamic_shift_share(history)
    assert np.allclose(moving[["national", "mix", "local"]].sum(axis=1), moving["change"])
    assert np.allclose(moving["change"], parts["change"])


def test_two_tables_make_the_dynamic_the_plain_one():
    a = pd.DataFrame({"x": [1.0, 2], "y": [3.0, 1]})
    b = pd.DataFrame({"x": [2.0, 2], "y": [2.0, 2]})
    columns = ["start", "change", "national", "mix", "local"]
    pd.testing.assert_frame_equal(dynamic_shift_share([a, b])[columns], shift_share(a, b)[columns])
    with pytest.raises(ValueError, match="at least two"):
        dynamic_shift_share([a])


def test_a_missing_industry_counts_in_no_part():
    start = pd.DataFrame({"x": [10.0, 10], "y": [np.nan, 10.0]})
    end = pd.DataFrame({"x": [12.0, 10], "y": [50.0, 12.0]})
    parts = shift_share(start, end)
    assert parts.loc[0, "change"] == pytest.approx(2)
    assert np.allclose(parts[["national", "mix", "local"]].sum(axis=1), parts["change"])


@pytest.mark.parametrize(
    ("shares", "index"),
    [
        ([30, 30, 20, 20], 2600),
        ([10, 9, 12, 15, 12, 11, 15, 16], 1296),
    ],
)
def test_published_concentrations(shares, index):
    """The first is the example of the U.S. Department of Justice ('Herfindahl–Hirschman Index',
    justice.gov/atr/herfindahl-hirschman-index), read where others quote it (a Managerial Economics
    textbook at rhayden.us, info-nlr, and two documents word for word), not on the page; the second
    was read at its source, Investopedia ('Herfindahl–Hirschman Index – HHI', transcript of the
    video). Both count in squared per cent."""
    assert herfindahl(pd.DataFrame([shares]))[0] * 1e4 == pytest.approx(index)


def test_entropy_of_shannon_1948():
    """Shannon (1948), A Mathematical Theory of Communication, Bell System Technical Journal 27,
    379–423, section 10 of the reprint (read in full): A, B, C, D with probabilities 1/2, 1/4, 1/8,
    1/8 have 7/4 bits per symbol, of 2 at most. Ours is in natural units, ln 2 a bit."""
    letters = pd.DataFrame([[4.0, 2, 1, 1], [2.0, 2, 2, 2]])
    assert (entropy_diversity(letters) / np.log(2)).tolist() == pytest.approx([7 / 4, 2])


@pytest.fixture(scope="module")
def readings(dataset):
    return indicators(dataset, hp.Scenario())


def test_the_split_of_output_adds_up_to_its_growth(readings, dataset):
    values = readings.values
    parts = values[["gva_national", "gva_mix", "gva_local"]].sum(axis=1)
    gva = dataset.statistics.query("measure == 'gva' and year in (2015, 2020)")
    table = gva.pivot(index=["region_code", "industry"], columns="year", values="value").dropna()
    kept = table[~table.index.get_level_values(1).isin(["total"])].groupby(level=0).sum()
    assert np.allclose(parts, kept[2020] / kept[2015] - 1)
    assert np.allclose(values["gva_competitive"] + values["gva_allocation"], values["gva_local"])


def test_what_needs_detail_is_not_observable_and_says_so(readings):
    for key in ("net_migration", "ailing_exposure", "backward_exposure", "workers_hhi"):
        assert readings.coverage.loc[key, "observed"] == 0
        assert readings.coverage.loc[key, "years"] == ""
    assert set(readings.coverage.index) == {
        key + suffix for key in CATALOGUE for suffix in ("", "_area")
    }


def made_up(workers, extra=()):
    """The panel of two regions 30 km apart with workers by division, and other rows."""
    rows = [
        (code, 2024, "Y", "workers", key, value)
        for code, by_division in workers.items()
        for key, value in by_division.items()
    ]
    table = pd.DataFrame(
        [(*row, "persons", "made_up", "") for row in (*rows, *extra)],
        columns=[
            *("region_code", "year", "period", "measure", "industry", "value"),
            *("unit", "source", "flag"),
        ],
    )
    codes = pd.Index(list(workers), name="region_code")
    km = pd.DataFrame([[0.0, 30], [30, 0]], index=codes, columns=codes)
    return Panel(codes, table), km


def test_exposure_to_ailing_industries_by_hand():
    """The brief's Figure 1: ships 62.6, cars 85.9, steel 96.9."""
    weights = ailing_weights(IndustryTables())
    assert weights.values == pytest.approx({"c31": 0.374, "c30": 0.141, "c24": 0.031})
    workers = {
        "geoje": {"total": 100.0, "c31": 50.0, "c30": 10.0, "c24": 0.0},
        "pohang": {"total": 200.0, "c31": 0.0, "c30": 0.0, "c24": 100.0},
    }
    found = read_indicators(["ailing_exposure"], *made_up(workers), reach_km=30)
    values = found.values["ailing_exposure"]
    assert values["geoje"] == pytest.approx(0.5 * 0.374 + 0.1 * 0.141)
    assert values["pohang"] == pytest.approx(0.5 * 0.031)
    assert found.coverage.loc["ailing_exposure", "sources"] == ["made_up", "ailing_industries"]
    assert found.coverage.loc["ailing_exposure", "years"] == "2024 × 2018Q3"
    w = np.exp(-1)
    area = (50 * 0.374 + 10 * 0.141 + w * 100 * 0.031) / (100 + w * 200)
    assert found.values.loc["geoje", "ailing_exposure_area"] == pytest.approx(area)


def test_linkages_are_those_of_the_last_table():
    weights = linkage_weights("backward", IndustryTables())
    worth = weights.values
    # Bank of Korea, table of 2023: transport equipment 1.27617, ships and cars alike.
    assert worth["c30"] == worth["c31"] == pytest.approx(1.27617)
    assert (weights.sources, weights.years) == (("bok_linkages",), "2023")
    workers = {code: {"total": 100.0, **dict.fromkeys(worth, 1.0)} for code in ("a", "b")}
    found = read_indicators(["backward_exposure"], *made_up(workers), reach_km=30)
    assert found.values["backward_exposure"].tolist() == pytest.approx(
        [sum(worth.values()) / 100] * 2
    )


def test_a_division_that_is_missing_makes_the_exposure_unobservable():
    workers = {
        "a": {"total": 100.0, "c31": 50.0, "c30": 10.0, "c24": 5.0},
        "b": {"total": 100.0, "c31": 50.0, "c30": 10.0},
    }
    values = read_indicators(["ailing_exposure"], *made_up(workers), reach_km=30).values
    assert values["ailing_exposure"].notna().tolist() == [True, False]


def test_net_migration_by_hand():
    extra = [
        (code, 2024, "Y", measure, "total", value)
        for code, came, went in (("a", 90.0, 100.0), ("b", 55.0, 50.0))
        for measure, value in (
            ("in_migrants", came),
            ("out_migrants", went),
            ("population", 1000.0),
        )
    ]
    workers = {"a": {"total": 1.0}, "b": {"total": 1.0}}
    found = read_indicators(["net_migration"], *made_up(workers, extra), reach_km=30)
    assert found.values["net_migration"].tolist() == pytest.approx([-0.01, 0.005])


SURVEY = [(year, half) for year in range(2019, 2026) for half in ("H1", "H2")]


@pytest.mark.parametrize("last", range(len(SURVEY)))
def test_every_half_year_of_the_survey_serves_every_employment_indicator(last):
    """The seven industries and fourteen half-years of the local area labour force survey."""
    rows = [
        (code, year, half, "employed", industry, base + i + place * (t % 3))
        for t, (year, half) in enumerate(SURVEY[: last + 1])
        for place, (code, base) in enumerate((("geoje", 40.0), ("gunsan", 30.0)))
        for i, industry in enumerate((*CATALOGUE["employed_hhi"].parts, "total"))
    ]
    keys = [key for key in CATALOGUE if key.startswith("employed_")]
    found = read_indicators(keys, *made_up({"geoje": {}, "gunsan": {}}, rows), reach_km=30)
    years = last // 2  # like half-years that lie behind
    needs = {"change": 1, "annual_growth": 1, "from_peak": 1, "change_1y": 1, "change_3y": 3}
    needs |= dict.fromkeys(("national", "mix", "local", "competitive", "allocation"), 1)
    needs |= {"local_dynamic": 2}
    year, half = SURVEY[last]
    for key in keys:
        seen = years >= needs.get(key.removeprefix("employed_"), 0)
        for place in (key, key + AREA):
            assert found.coverage.loc[place, "observed"] == (2 if seen else 0), place
            assert found.coverage.loc[place, "years"].endswith(f"{year}{half}") == seen, place
