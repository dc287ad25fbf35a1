"""Indicators and composites: worked by hand, by property, and on the real data."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubplanner.dataset.panel import Panel, ReferencePeriod
from hubplanner.errors import ScenarioError
from hubplanner.scenario import Scenario
from hubplanner.scenario_sections import ScoringChoice
from hubplanner.scoring import pick_candidates, score_regions
from hubplanner.scoring.aggregation import log_mean
from hubplanner.scoring.indicators import (
    annual_growth,
    contribution,
    entropy_diversity,
    fall_from_peak,
    growth_against_nation,
    herfindahl,
    leading_share,
    location_quotient,
    share,
)
from hubplanner.scoring.labour_market_area import area_sums, commuting_kernel
from hubplanner.scoring.normalisation import percentile_rank

amounts = st.floats(1, 1e6)
SCOPES = ("", "_area")


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
        beaten = (seen < seen[i]).sum() + (seen == seen[i]).sum() / 2
        assert ranks[i] == pytest.approx(beaten / len(seen))


def test_unreliable_figures_are_not_used(dataset):
    employed = dataset.statistics.query(
        "measure == 'employed' and industry == 'mining_and_manufacturing' and year == 2025"
    )
    unreliable = employed[employed["flag"] == "unreliable"]["region_code"]
    panel = dataset.panel()
    used = panel.series(
        "employed", "mining_and_manufacturing", ReferencePeriod(2025, "H1")
    ).dropna()
    assert len(unreliable) > 0
    assert not set(unreliable) & set(used.index)
    assert len(used) == len(employed) - len(unreliable)


def test_periods_move_with_the_data(dataset):
    panel = dataset.panel()
    employed = ("employed", "mining_and_manufacturing")
    # The survey's series breaks in 2022H2: no change is read across it.
    assert panel.window(*employed) == (ReferencePeriod(2023, "H1"), ReferencePeriod(2025, "H1"))
    assert panel.window("population", "total") == (
        ReferencePeriod(2020, "Y"),
        ReferencePeriod(2025, "Y"),
    )
    then = dataset.panel(2017)
    assert then.latest("gva", "manufacturing") == ReferencePeriod(2015, "Y")
    assert then.window("gva", "manufacturing") == (
        ReferencePeriod(2010, "Y"),
        ReferencePeriod(2015, "Y"),
    )
    assert then.window("population", "total") is None
    assert then.latest(*employed) is None


def test_a_figure_for_a_few_regions_does_not_move_the_period(dataset):
    newer = dataset.statistics.query("measure == 'gva' and year == 2020").head(40)
    both = pd.concat([dataset.statistics, newer.assign(year=2024)])
    panel = Panel(dataset.regions.index, both)
    assert panel.latest("gva", "manufacturing", "total") == ReferencePeriod(2020, "Y")


def test_every_region_has_a_row_and_says_what_it_could_not_see(scores, dataset):
    assert scores.table.index.equals(dataset.regions.index)
    missing = scores.table["missing"].str.split(";").map(lambda keys: len([k for k in keys if k]))
    assert (missing + scores.table["observed"] == scores.values.shape[1]).all()
    assert "29010" in scores.coverage.loc["employed_lq", "missing"]  # Sejong: not in the survey
    # Its two employment indicators are missing; those of its area come from the neighbours.
    assert scores.table.loc["29010", "missing"] == "employed_lq;employed_change"


def test_geoje_by_hand(scores, dataset, km):
    """The score of Geoje recomputed from the raw figures without the package's functions."""
    table = dataset.statistics.query("flag != 'unreliable'")
    kernel = np.exp(-((km / 30) ** 2))

    def pick(measure, industry, year):
        rows = table.query("measure == @measure and industry == @industry and year == @year")
        return rows.set_index("region_code")["value"].reindex(km.index)

    def ratios(above, below):
        both = above.notna() & below.notna()
        above, below = above.where(both, 0), below.where(both, 0)
        seen = (kernel * both).sum(axis=1) / kernel.sum(axis=1)
        area = (kernel @ above) / (kernel @ below)
        return (above / below).where(both), area.where(seen >= 2 / 3)

    def ranks(above, below, worse):
        return [rank(worse * values.dropna()) for values in ratios(above, below)]

    def rank(values, code="38090"):
        better = (values < values[code]).sum() + (values == values[code]).sum() / 2
        return better / len(values)

    jobs = {year: pick("employed", "mining_and_manufacturing", year) for year in (2023, 2025)}
    share = ranks(pick("gva", "manufacturing", 2020), pick("gva", "total", 2020), +1)
    quotient = ranks(jobs[2025], pick("employed", "total", 2025), +1)
    at_work = [pick("workers_employing", kind, 2016) for kind in ("manufacturing", "total")]
    workplaces = ranks(*at_work, +1)
    employed = ranks(jobs[2025], jobs[2023], -1)
    output = ranks(pick("gva", "manufacturing", 2020), pick("gva", "manufacturing", 2015), -1)
    people = ranks(pick("population", "total", 2025), pick("population", "total", 2020), -1)
    own, area = (
        (
            np.mean([share[i], quotient[i], workplaces[i]])
            * np.mean([employed[i], output[i]])
            * people[i]
        )
        ** (1 / 3)
        for i in (0, 1)
    )
    row = scores.table.loc["38090"]
    assert row["crisis_own"] == pytest.approx(own)
    assert row["crisis_area"] == pytest.approx(area)
    assert row["crisis_score"] == pytest.approx((own + area) / 2)
    assert row["dependency"] == pytest.approx(np.mean([*share, *quotient, *workplaces]))


def test_scores_lie_between_0_and_1(scores):
    for column in ("dependency", "decline", "outflow", "crisis_own", "crisis_area", "crisis_score"):
        assert scores.table[column].between(0, 1).all()


def test_contributions_add_up_to_the_score(scores):
    total = scores.contributions.sum(axis=1)
    assert np.allclose(total, scores.table["crisis_score"], atol=1e-12)
    # A missing rank counts ½ and adds what ½ adds; an indicator that is left out adds nothing.
    used = [
        key + s for keys in scores.composite.indicators.values() for key in keys for s in SCOPES
    ]
    assert scores.contributions[used].notna().all(axis=None)
    assert scores.contributions.drop(columns=used).isna().all(axis=None)


def test_contributions_of_the_middle_are_the_weights():
    # One region alone is in the middle of everything: ½ from weights 1/3, shared by indicators.
    regions, statistics, km = small_country(regions=1)
    split = score_regions(Panel(regions.index, statistics), km).contributions.iloc[0]
    assert split["manufacturing_share"] == pytest.approx(0.5 * 0.5 / 3)
    assert split.sum() == pytest.approx(0.5)


def small_country(regions=12, seed=0):
    """Output and residents of a made-up country; no employment figures."""
    rng = np.random.default_rng(seed)
    codes = [f"{11000 + i}" for i in range(regions)]
    columns = [
        *(
            ("gva", industry, year)
            for industry in ("manufacturing", "total")
            for year in (2015, 2020)
        ),
        ("population", "total", 2020),
        ("population", "total", 2025),
    ]
    rows = [
        (
            code,
            year,
            "Y",
            measure,
            industry,
            rng.uniform(1, 9) + 10 * (industry == "total"),
            "",
            "made_up",
            "",
        )
        for measure, industry, year in columns
        for code in codes
    ]
    names = [
        "region_code",
        "year",
        "period",
        "measure",
        "industry",
        "value",
        "unit",
        "source",
        "flag",
    ]
    x = rng.uniform(0, 200, (regions, 2))
    km = np.hypot(*(x[:, None] - x[None]).transpose(2, 0, 1))
    return (
        pd.DataFrame(index=pd.Index(codes, name="region_code")),
        pd.DataFrame(rows, columns=names),
        pd.DataFrame(km, index=codes, columns=codes),
    )


@given(st.integers(2, 15), st.integers(0, 1000), st.floats(0.1, 1e3))
@settings(max_examples=20, deadline=None)
def test_contributions_add_up_and_units_and_order_change_nothing(count, seed, factor):
    regions, statistics, km = small_country(count, seed)
    scores = score_regions(Panel(regions.index, statistics), km)
    assert np.allclose(scores.contributions.sum(axis=1), scores.table["crisis_score"])
    scaled = statistics.assign(value=statistics["value"] * factor)
    shuffled = scaled.sample(frac=1, random_state=seed)
    again = score_regions(Panel(regions.index, shuffled), km)
    assert np.allclose(again.table["crisis_score"], scores.table["crisis_score"])
    turned = regions.sample(frac=1, random_state=seed)
    permuted = score_regions(Panel(turned.index, statistics), km.loc[turned.index, turned.index])
    assert np.allclose(
        permuted.table["crisis_score"].reindex(regions.index), scores.table["crisis_score"]
    )


def test_what_too_few_have_is_left_out_and_told():
    regions, statistics, km = small_country()
    composite = score_regions(Panel(regions.index, statistics), km).composite
    assert composite.indicators["dependency"] == ("manufacturing_share",)
    assert composite.left_out == (
        "employed_lq",
        "jobs_share",
        "employed_change",
        "large_plant_change",
    )
    nobody = statistics[statistics["measure"] != "population"]
    scores = score_regions(Panel(regions.index, nobody), km)
    assert "outflow" in scores.composite.left_out
    assert scores.composite.dimensions == {"dependency": 0.5, "decline": 0.5}
    assert scores.table["outflow"].isna().all()
    assert scores.table["crisis_score"].notna().all()


def test_a_region_that_lacks_a_dimension_has_no_score():
    regions, statistics, km = small_country()
    unseen = (statistics["region_code"] == "11003") & (statistics["measure"] == "population")
    table = score_regions(Panel(regions.index, statistics[~unseen]), km).table
    assert table["crisis_score"].isna().tolist() == [code == "11003" for code in table.index]
    assert pd.isna(table.loc["11003", "rank"])


def test_weights_and_reach_are_the_planners():
    regions, statistics, km = small_country()
    choice = ScoringChoice.model_validate(
        {"area_weight": 0.0, "weights": {"dependency": 1.0, "decline": 0.0, "outflow": 0.0}}
    )
    scores = score_regions(Panel(regions.index, statistics), km, choice)
    assert np.allclose(scores.table["crisis_score"], scores.ranks["manufacturing_share"])
    # With a reach of a few metres the area is the region.
    alone = score_regions(Panel(regions.index, statistics), km, ScoringChoice(reach_km=0.1))
    assert np.allclose(alone.table["crisis_own"], alone.table["crisis_area"])
    for weights in ({"dependency": -1.0}, {"dependency": 0.0, "decline": 0.0, "outflow": 0.0}):
        with pytest.raises(ValueError, match="weights"):
            Scenario.model_validate({"scoring": {"weights": weights}})


def test_the_page_can_compute_the_score_again(scores):
    """From ranks and the composite's data alone, as a script would."""
    composite = scores.composite.as_data()
    total = 0
    for suffix, scope_weight in composite["scopes"].items():
        product = 1
        for name, weight in composite["dimensions"].items():
            keys = [key + suffix for key in composite["indicators"][name]]
            # What was not observed counts ½: every region is told in one of the scopes.
            product = product * scores.ranks[keys].fillna(0.5).mean(axis=1) ** weight
        total = total + scope_weight * product
    assert np.allclose(total, scores.table["crisis_score"])


def test_area_sums_by_hand():
    km = pd.DataFrame([[0.0, 30], [30, 0]], index=["a", "b"], columns=["a", "b"])
    kernel = commuting_kernel(km, 30)
    amounts = pd.DataFrame({"x": [1.0, 2.0], "y": [3.0, np.nan]}, index=["a", "b"])
    # b lacks y, so it counts in neither sum; b's own area is then 0.37 of 1.37 observed.
    sums, coverage = area_sums(amounts, kernel)
    assert coverage.tolist() == pytest.approx([1 / (1 + np.exp(-1)), np.exp(-1) / (1 + np.exp(-1))])
    assert sums.loc["a"].tolist() == pytest.approx([1.0, 3.0])
    assert sums.loc["b"].isna().all()
    # No way between them: no weight.
    assert commuting_kernel(km.replace(30.0, np.inf), 30).loc["a", "b"] == 0


def test_commuting_kernel_has_a_reach():
    km = pd.DataFrame([[0.0, 15, 60]] * 3, columns=["a", "b", "c"], index=["a", "b", "c"])
    assert commuting_kernel(km, 30).loc["a"].tolist() == pytest.approx(
        [1.0, np.exp(-1 / 4), np.exp(-4)]
    )
    assert commuting_kernel(km, 30, "exponential").loc["a"].tolist() == pytest.approx(
        [1.0, np.exp(-1 / 2), np.exp(-2)]
    )


def test_log_mean():
    assert log_mean(np.array([0.5, 0.5 + 1e-13, 1.0, 0.2]), 0.5) == pytest.approx(
        [0.5, 0.5, 0.5 / np.log(2), 0.3 / np.log(2.5)]
    )


def test_changes_by_hand():
    assert annual_growth(series(a=100, b=0), series(a=144, b=5), 2).to_dict() == {
        "a": pytest.approx(0.2)
    }
    history = pd.DataFrame({1: [4.0, 9.0, 5.0], 2: [8.0, np.nan, 6.0], 3: [6.0, np.nan, 7.0]})
    assert fall_from_peak(history).to_dict() == pytest.approx({0: -0.25, 2: 0.0})
    assert contribution(series(a=1, b=3)).to_dict() == {"a": 0.25, "b": 0.75}


def test_concentration_by_hand():
    # Shares ½, ¼, ¼: HHI 0.375, entropy 1.5 ln 2.
    amounts = pd.DataFrame({"x": [2.0, 7, 0], "y": [1.0, 0, 0], "z": [1.0, np.nan, 0]})
    assert herfindahl(amounts).to_dict() == pytest.approx({0: 0.375, 1: 1.0})
    assert entropy_diversity(amounts).to_dict() == pytest.approx({0: 1.5 * np.log(2), 1: 0.0})
    assert leading_share(amounts).to_dict() == pytest.approx({0: 0.5, 1: 1.0})


def test_without_figures_there_is_no_score(dataset, km):
    nothing = dataset.statistics.query("year == 1900")
    table = score_regions(Panel(dataset.regions.index, nothing), km).table
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
