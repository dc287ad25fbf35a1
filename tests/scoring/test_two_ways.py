"""Two ways into crisis: exposure by hand, the larger of both, ties, floors, who is affected."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import hubplanner as hp
from hubplanner.dataset.panel import Panel, ReferencePeriod
from hubplanner.industries import region_industries
from hubplanner.pipeline import score
from hubplanner.scenario_sections import CandidateChoice, ScoringChoice
from hubplanner.scoring import choose_candidates, jobs_of, score_regions, with_exposure
from hubplanner.scoring.aggregation import MIDDLE
from hubplanner.scoring.candidates import CAPITAL_REGION
from hubplanner.scoring.composite import with_middle
from hubplanner.scoring.normalisation import percentile_rank
from hubplanner.scoring.ranked_indicators import too_old
from hubplanner.scoring.shock_exposure import credible, exposure_scores, shock_exposure
from hubplanner.scoring.two_ways import way_in, worse_of

EVEN = np.array([[0.5, 0.5]])
OPEN = {"min_jobs_share": 0.0, "min_jobs": 0, "capital_region": True}


@pytest.fixture(scope="module")
def result(dataset):
    return score(dataset, hp.Scenario(), draws=300)


@pytest.fixture(scope="module")
def chosen(dataset, result):
    return choose_candidates(
        result.scores, CandidateChoice(), dataset.regions, dataset.panel()
    ).join(result.scores.table)


def choose(dataset, result, **keys):
    choice = CandidateChoice.model_validate(keys)
    return choose_candidates(result.scores, choice, dataset.regions, dataset.panel())


ranks = st.one_of(st.none(), st.floats(0.01, 0.99))


@given(st.lists(ranks, min_size=1, max_size=6))
def test_what_is_missing_pulls_to_the_middle(row):
    """Never beyond the mean of what is seen, nor across the middle; nothing missing, no change."""
    seen = np.array([row], dtype=float)
    mean = float(with_middle(seen, np.array([True])).mean())
    if np.isnan(seen).all():
        assert mean == MIDDLE
        return
    told = float(np.nanmean(seen))
    assert min(told, MIDDLE) - 1e-12 <= mean <= max(told, MIDDLE) + 1e-12
    share = np.isfinite(seen).mean()  # the shrinkage factor is the share observed
    assert mean - MIDDLE == pytest.approx(share * (told - MIDDLE))
    assert np.isnan(with_middle(seen, np.array([False]))).tolist() == np.isnan(seen).tolist()


def yearly(values, measure="employed"):
    same = {"measure": measure, "industry": "total", "unit": "", "source": "x", "flag": ""}
    rows = [
        {"region_code": code, "year": year, "period": "H1", "value": value, **same}
        for year, value in values.items()
        for code in ("a", "b", "c")
    ]
    return pd.DataFrame(rows)


def test_no_change_is_read_across_a_break():
    regions, statistics = pd.Index(["a", "b", "c"]), yearly({2021: 5.0, 2023: 6.0, 2025: 7.0})
    start, new, end = (ReferencePeriod(year, "H1") for year in (2021, 2023, 2025))
    assert Panel(regions, statistics).window("employed", "total") == (start, end)
    broken = Panel(regions, statistics, breaks={"employed": [ReferencePeriod(2022, "H2")]})
    assert broken.window("employed", "total") == (new, end)
    assert broken.like(end, "employed", "total") == (new, end)
    # The first period of the new series is comparable with what follows, not with what precedes.
    assert Panel(regions, statistics, breaks={"employed": [new]}).window("employed", "total") == (
        new,
        end,
    )
    assert (
        Panel(regions, statistics, breaks={"employed": [end]}).window("employed", "total") is None
    )
    other = Panel(regions, statistics, breaks={"gva": [new]})
    assert other.window("employed", "total") == (start, end)


def test_indicators_that_end_too_long_ago_are_not_used():
    coverage = pd.DataFrame(
        {
            "dimension": ["dependency", "dependency", "decline", "decline", "outflow", "outflow"],
            "years": ["2015", "2014", "2015–2020", "2017H1–2019H1", "2025", ""],
        },
        index=["level", "old_level", "change", "old_change", "now", "unseen"],
    )
    assert too_old(coverage, 2025) == {"old_level", "old_change"}
    assert too_old(coverage, 2019) == set()


def test_a_planner_s_newer_figures_make_an_old_change_too_old(dataset, km):
    newer = dataset.statistics.query("measure == 'population' and year == 2025")
    late = pd.concat([dataset.statistics, newer.assign(year=2031)])
    composite = score_regions(replace(dataset, statistics=late).panel(), km).composite
    assert {"gva_change", "employed_change"} <= set(composite.left_out)


def test_exposure_of_three_regions_by_hand():
    """Own ranks 1/6, 3/6, 5/6; area ranks 3/6, 1/6, 5/6: the first two tie below the third."""
    table = pd.DataFrame(
        {"exposed_share": [0.01, 0.02, 0.05], "exposed_share_area": [0.02, 0.01, 0.04]},
        index=list("abc"),
    )
    assert exposure_scores(table, EVEN)[0].tolist() == pytest.approx([1 / 3, 1 / 3, 5 / 6])
    own = exposure_scores(table, np.array([[1.0, 0.0]]))[0]
    assert own.tolist() == pytest.approx([1 / 6, 3 / 6, 5 / 6])
    # Where nothing fell, to stand still ranks high among those that rose: no more than the middle.
    risen = exposure_scores(table - 0.06, EVEN)[0]
    assert risen.tolist() == pytest.approx([1 / 3, 1 / 3, 0.5])


def test_exposure_follows_from_shares_shocks_and_jobs(dataset, result):
    exposure = result.scores.exposure
    geoje = exposure.industries.shares.loc["38090"]
    jobs = exposure.table.loc["38090"]
    lost = jobs["manufacturing_jobs"] * sum(
        share * exposure.shocks.get(industry, 0.0) for industry, share in geoje.items()
    )
    assert jobs["exposed_share"] == pytest.approx(lost / jobs["jobs"])
    assert np.allclose(exposure.parts.sum(axis=1), exposure.table["exposed_share"])
    # What is unknown, and an industry without a series, is expected to do as manufacturing does.
    assert (exposure.parts["unknown"] == 0).all()
    assert exposure.shocks["c33"] == 0
    told = {"relative": [-0.4, np.nan, 0.4], "weight": [0.25, 0.0, 1.0]}
    assert credible(pd.DataFrame(told, index=["c10", "c11", "c12"])).tolist() == pytest.approx(
        [0.1, 0.0, -0.4]
    )


def test_without_a_fall_exposure_is_no_more_than_the_middle(result):
    table = result.scores.exposure.table
    rose = table["exposed_share"] + table["exposed_share_area"] <= 0
    assert rose.any()
    assert (table.loc[rose, "exposure"] <= MIDDLE).all()
    assert (table.loc[~rose, "exposure"] > MIDDLE).any()


def test_the_score_is_the_larger_way_and_the_lesser_one_breaks_ties(result):
    table = result.scores.table
    percentile = percentile_rank(table["decline_path"])
    both = pd.concat([percentile, table["exposure"]], axis=1)
    assert np.allclose(table["crisis_score"], both.max(axis=1))
    order = (both.max(axis=1) + 1e-6 * both.min(axis=1)).rank(ascending=False, method="min")
    assert (table["rank"] == order).all()
    tied = table[table["crisis_score"].duplicated(keep=False)]
    assert len(tied) > 10
    assert tied["rank"].nunique() > tied["crisis_score"].nunique()
    assert worse_of(np.array([0.4, 0.9]), np.array([0.9, 0.2])).argmax() == 0


def test_one_way_alone(dataset, km, result):
    plain = score_regions(dataset.panel(), km)
    decline = with_exposure(plain, None)
    assert decline.table["crisis_score"].equals(plain.table["crisis_score"])
    assert decline.table["rank"].equals(plain.table["rank"])
    alone = with_exposure(plain, result.scores.exposure, alone=True).table
    assert np.allclose(alone["crisis_score"], alone["exposure"])
    assert set(way_in(alone, 0.9)) == {"exposure", ""}


def test_a_region_whose_decline_is_missing_is_scored_by_exposure(result):
    scores = result.scores
    table = scores.table[["dependency", "decline", "outflow", "crisis_own", "crisis_area"]].assign(
        crisis_score=scores.table["decline_path"], rank=scores.table["decline_rank"]
    )
    table.loc["38340", ["crisis_score", "rank"]] = np.nan
    told = with_exposure(replace(scores, table=table), scores.exposure).table.loc["38340"]
    assert pd.isna(told["decline_percentile"])
    assert told["crisis_score"] == max(told["exposure"], MIDDLE)
    table["crisis_score"] = np.nan  # nobody's decline: exposure decides, or the middle
    every = with_exposure(replace(scores, table=table), scores.exposure).table
    assert np.allclose(every["crisis_score"], every["exposure"].clip(lower=MIDDLE))


def test_ranks_lie_within_their_intervals(result):
    told = result.scores.table
    assert told["rank"].between(told["rank_low"], told["rank_high"]).all()
    # What exposure alone puts first stays first: the decline path's weights do not move it.
    yeosu = told[told["exposure_rank"] == 1].iloc[0]
    assert yeosu["rank_high"] <= 3


def test_the_way_in_is_the_way_that_reaches_the_edge(chosen):
    edge = chosen.loc[chosen["candidate"], "crisis_score"].min()
    for _, row in chosen[chosen["candidate"]].iterrows():
        ways = [way for way, column in WAYS.items() if row[column] >= edge]
        assert row["candidate_by"] == ("both" if len(ways) == 2 else ways[0])
        assert f"rank {row['rank']} by crisis score, by " in row["why_en"]
    assert (chosen.loc[~chosen["candidate"], "candidate_by"] == "").all()
    assert set(chosen["candidate_by"]) == {"", "both", "exposure", "decline"}


WAYS = {"decline": "decline_percentile", "exposure": "exposure"}


def test_floors_by_hand(dataset, result, chosen):
    jobs = jobs_of(dataset.panel())
    share = jobs["manufacturing_jobs"] / jobs["jobs"]
    large = (share >= 0.16) & (jobs["manufacturing_jobs"] >= 3000)
    outside = ~dataset.regions["sido_today_code"].isin(CAPITAL_REGION)
    assert (chosen["eligible"] == (large & outside)).all()
    open_to_all = choose(dataset, result, **OPEN)
    assert open_to_all["eligible"].all()
    assert not open_to_all["affected"].any()
    # Affected: its score would do, and its size alone keeps it out.
    edge = chosen.loc[chosen["candidate"], "crisis_score"].min()
    expected = (chosen["crisis_score"] >= edge) & outside & ~large
    assert (chosen["affected"] == expected).all()
    assert 0 < expected.sum() < 229
    assert not (chosen["affected"] & chosen["candidate"]).any()


def test_the_capital_region_comes_in_by_its_key_or_by_its_name(dataset, result):
    def provinces(**keys):
        chosen = choose(dataset, result, **keys)
        return set(dataset.regions.loc[chosen["candidate"], "sido_today_code"])

    assert not provinces() & set(CAPITAL_REGION)
    assert provinces(capital_region=True, top=100) & set(CAPITAL_REGION)
    assert provinces(provinces=("인천",), top=3) == {"23"}


def test_a_planner_s_workers_change_exposure_and_candidates(dataset, km, result):
    """Workers by division take the place of the estimate: a dormitory district makes ships."""
    code, year = "39010", 2024  # Jeju: neither industry nor floor as bundled
    bundled = jobs_of(dataset.panel())
    total = bundled["jobs"].copy()
    making = bundled["manufacturing_jobs"].copy()
    making[code] = 0.6 * total[code]
    frames = [("total", total), ("manufacturing", making)]
    rows = [
        {"region_code": region, "industry": industry, "value": value}
        for industry, column in frames
        for region, value in column.items()
    ]
    rows.append({"region_code": code, "industry": "c31", "value": making[code]})
    same = {"year": year, "period": "Y", "measure": "workers", "unit": "persons"}
    own = pd.DataFrame(rows).assign(**same, source="own", flag="")
    statistics = pd.concat([dataset.statistics, own], ignore_index=True)
    theirs = replace(dataset, statistics=statistics)
    jobs, industries = jobs_of(theirs.panel()), region_industries(theirs)
    exposure = shock_exposure(jobs, km, ScoringChoice(), industries)
    before = result.scores.exposure
    assert exposure.table.loc[code, "exposed_share"] == pytest.approx(0.6 * exposure.shocks["c31"])
    assert exposure.table.loc[code, "exposed_share"] != before.table.loc[code, "exposed_share"]
    assert exposure.industries.shares.loc[code, "c31"] == pytest.approx(1.0)
    choice = CandidateChoice(capital_region=True)
    args = (choice, dataset.regions)
    assert choose_candidates(result.scores, *args, dataset.panel())["eligible"][code] is np.False_
    assert choose_candidates(result.scores, *args, theirs.panel())["eligible"][code] is np.True_
