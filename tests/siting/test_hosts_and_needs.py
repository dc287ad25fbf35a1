"""Hubs that choose host and technology: needs, hosts and wishes, by hand and in general."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import hubplanner as hp
from hubplanner.errors import ScenarioError, SitingError
from hubplanner.industries.capability import capability
from hubplanner.industries.technologies import load_technologies
from hubplanner.maps import render_map
from hubplanner.pipeline import make_plan
from hubplanner.plan import Plan
from hubplanner.scenario_siting import HostCriteria
from hubplanner.scoring.jobs_at_risk import jobs_at_risk, need_of, reached, uses_of
from hubplanner.siting.firm_hubs import tier_of
from hubplanner.siting.hosts import judge_hosts
from hubplanner.siting.surroundings import Surroundings
from hubplanner.travelling import GreatCircle

KOREA = list(load_technologies("korea").technologies.values())


def planned(dataset: hp.Dataset, **choices: object) -> Plan:
    return make_plan(dataset, hp.Scenario.model_validate(choices))


# -- needs ---------------------------------------------------------------------------


def test_jobs_at_risk_by_hand() -> None:
    shares = pd.DataFrame({"c311": [0.5], "unknown": [0.5]}, index=["38090"])
    jobs = jobs_at_risk(pd.Series({"38090": 1000.0}), shares, pd.Series({"38090": 0.9}))
    assert jobs.loc["38090"].tolist() == [450.0, 450.0]


@given(st.lists(st.floats(0, 1e5), min_size=25, max_size=25), st.floats(0, 1e5))
def test_needs_add_up_to_the_known_jobs_that_any_technology_uses(
    known: list[float], unknown: float
) -> None:
    keys = [f"c{number}" for number in range(10, 35)]
    jobs = pd.DataFrame([[*known, unknown]], index=["R"], columns=[*keys, "unknown"])
    used = uses_of(pd.Index(keys), KOREA).sum(axis=1) > 0
    total = need_of(jobs, KOREA).to_numpy().sum()
    assert total == pytest.approx(jobs[keys].loc["R"][used.to_numpy()].sum(), abs=1e-6)


def test_a_job_with_two_hubs_of_its_own_counts_once() -> None:
    jobs = pd.DataFrame({"c28": [30.0], "c311": [5.0]}, index=["R"])
    near = pd.DataFrame({"batteries": [True], "energy": [True]}, index=["R"])
    assert reached(jobs, near, KOREA) == 30.0
    assert reached(jobs, near & False, KOREA) == 0.0


def test_capability_by_hand() -> None:
    own = pd.DataFrame({"ships": [1.0, np.nan]}, index=["host", "silent"])
    around = pd.DataFrame({"ships": [0.5, np.nan, 0.5]})
    near = np.array([[1.0, 0.0, 0.5], [0.0, 0.0, 0.0]])
    # 1 - (1 - 0.5)(1 - 0.25) = 0.625; an unknown own fit counts as the mean, 0.5.
    assert capability(own, around, near, 0.5).ravel().tolist() == [0.8125, 0.25]


def test_tiers() -> None:
    assert [tier_of(share) for share in (1.0, 0.8, 0.79, 0.5, 0.1)] == [
        *("firm", "firm", "likely", "likely", "contested")
    ]


# -- hosts ---------------------------------------------------------------------------


def test_hosts_are_judged_by_each_criterion(dataset: hp.Dataset) -> None:
    regions = dataset.regions
    institutions = dataset.institutions.loc[["institute-021", "technopark-01"]]
    around = Surroundings(regions, dataset.institutions, GreatCircle(1.26, 60.0))
    judged = judge_hosts(around, regions.loc[["38090"]], HostCriteria())
    hosts = pd.DataFrame(judged.met, index=judged.places.index)
    assert set(institutions.index) <= set(hosts.index)
    assert hosts.at["institute-021", "crisis_minutes"]  # it stands in Geoje, the only candidate
    assert not hosts.at["technopark-01", "crisis_minutes"]
    assert "technopark-01" not in judged.fit
    assert "60분 안에 후보지역이 없음" in judged.why("technopark-01").in_language("ko")
    assert judged.fit.equals(hosts.index[hosts.all(axis=1)])
    assert all((str(judged.why(one)) == "") == (one in judged.fit) for one in hosts.index)


def test_every_hub_of_the_default_stands_at_a_fit_host(baseline: Plan) -> None:
    problem = baseline.sites.problem
    assert problem.hosts is not None
    assert set(baseline.sites.hubs["site_id"]) <= set(problem.hosts.fit)
    assert baseline.hubs["technology"].is_unique
    assert baseline.hubs["region_code"].is_unique
    assert (baseline.hubs["technology_fit"] >= baseline.scenario.siting.min_fit).all()


# -- wishes ---------------------------------------------------------------------------


def test_wishes_are_kept_by_hosts_too(dataset: hp.Dataset) -> None:
    plan = planned(
        dataset,
        siting={
            "hubs": 5,
            "required": ("군산시",),
            "forbidden": ("대구",),
            "at_most": {"동남권": 2},
            "at_least": {"대경권": 1},
            "spacing_km": 20.0,
        },
        network={"fixed": {"군산시": "ships"}, "ministry_most": 4},
    )
    regions = dataset.regions.loc[plan.hubs["region_code"]]
    assert "35020" in regions.index
    assert not (regions["sido_today_code"] == "22").any()
    assert regions["sido_today_code"].isin(["21", "26", "38"]).sum() <= 2
    assert regions["sido_today_code"].isin(["22", "37"]).sum() >= 1
    assert plan.hubs.set_index("region_code").at["35020", "technology"] == "ships"
    assert plan.hubs["ministry_ko"].value_counts().max() <= 4
    assert plan.siting.optimal


@pytest.mark.parametrize("named", ["단양군", "춘천시"])
def test_a_required_region_without_a_fit_host_is_let_in_and_that_is_said(
    dataset: hp.Dataset, named: str
) -> None:
    plan = planned(dataset, siting={"hubs": 3, "required": (named,), "min_fit": 0.0})
    hub = plan.hubs.set_index("name_ko").loc[named]
    assert plan.siting.optimal
    assert set(plan.sites.let_in) == {hub["region_code"]}
    hosts = plan.sites.problem.hosts
    assert hosts is not None
    site = plan.sites.hubs.at[hub["region_code"], "site_id"]
    fails = hosts.why(site).in_language("ko") if named == "춘천시" else "맡을 기관이 없음"
    assert (site in hosts.places.index) == (named == "춘천시")
    for told in (hub["technology_why_ko"], plan.summary()["siting"]["let_in"][0]["ko"]):
        assert "siting.required가 여기 거점을 요구하나" in told
        assert fails in told
    others = plan.hubs[plan.hubs["name_ko"] != named]
    assert not others["technology_why_ko"].str.contains("siting.required").any()
    assert "siting.required asks for a hub here" in render_map(plan)


def test_hubs_at_fit_hosts_need_no_excuse(baseline: Plan) -> None:
    assert baseline.sites.let_in == {}
    assert "let_in" not in baseline.summary()["siting"]


def test_impossible_wishes_are_explained(dataset: hp.Dataset) -> None:
    with pytest.raises((ScenarioError, SitingError), match="at least 4 in"):
        planned(dataset, siting={"hubs": 3, "at_least": {"동남권": 4}})
    with pytest.raises((ScenarioError, SitingError), match="technolog"):
        planned(dataset, siting={"hubs": 20}, network={"technology_uses": 1})


@pytest.mark.slow
def test_a_technology_may_be_taken_twice_where_that_is_said(dataset: hp.Dataset) -> None:
    once = planned(dataset, siting={"hubs": 3})
    twice = planned(
        dataset, siting={"hubs": 3}, network={"technology_uses": 2}, scoring={"draws": 100}
    )
    assert twice.siting.objective >= once.siting.objective - 1e-6
    assert twice.hubs["technology"].value_counts().max() <= 2
    assert twice.sites.firm is not None
    assert twice.sites.firm.draws == 100
    assert twice.sites.firm.table["draw_share"].between(0, 1).all()
    assert replace(twice.sites, firm=None).not_drawn is not None


def test_the_best_three_of_few_hosts_by_enumeration(baseline: Plan) -> None:
    """Against a brute force that shares no code with the model."""
    types = baseline.sites.problem.types
    assert types is not None
    regions = baseline.sites.problem.sites["region_code"].to_numpy()
    worth = np.where(types.may, types.fit * (types.closeness.T @ types.need), -np.inf)
    some = np.argsort(-worth.max(axis=1))[:9]
    best = max(
        sum(worth[site, kind] for site, kind in zip(sites, kinds, strict=True))
        for sites in itertools.combinations(some.tolist(), 2)
        if len(set(regions[list(sites)])) == 2
        for kinds in itertools.permutations(range(worth.shape[1]), 2)
    )
    from hubplanner.siting.multi_type import FacilityTypes, gradual_cover

    few = FacilityTypes(
        types.names, types.need, types.closeness[:, some], types.fit[some], types.may[some]
    )
    minutes = baseline.sites.problem.minutes[:, some]
    groups = [(np.flatnonzero(regions[some] == code).tolist(), 1) for code in set(regions[some])]
    assert gradual_cover(minutes, 2, few, at_most=groups).objective == pytest.approx(best)


# -- what it is good for ---------------------------------------------------------------------------


def test_more_jobs_are_near_a_hub_of_their_own_than_with_technologies_assigned_afterwards(
    dataset: hp.Dataset, baseline: Plan
) -> None:
    """The sites of the p-median, their technologies assigned after, measured on the same need."""
    siting = {"model": "p_median", "sites": "candidates", "weight": "crisis_score", "hubs": 6}
    old = planned(dataset, siting=siting, network={"technologies": "korea"})
    offers = baseline.sites.problem.offers
    assert offers is not None
    near = baseline.minutes.loc[offers.jobs.index, old.hubs["region_code"].tolist()] <= 45
    table = pd.DataFrame(
        {
            key: near.loc[:, (old.hubs["technology"] == key).to_numpy()].any(axis=1)
            for key in old.hubs["technology"]
        }
    )
    before = reached(offers.jobs, table, KOREA)
    now = baseline.sites.jobs_reached
    assert now is not None
    print(f"jobs at risk within 45 minutes: {now:,.0f}; technologies afterwards: {before:,.0f}")
    assert now > before


def test_the_same_seed_draws_the_same(dataset: hp.Dataset, baseline: Plan) -> None:
    again = make_plan(dataset, baseline.scenario)
    assert baseline.sites.firm is not None
    assert again.sites.firm is not None
    pd.testing.assert_frame_equal(baseline.sites.firm.table, again.sites.firm.table)
    assert baseline.sites.firm.table["draw_share"].between(0, 1).all()
    assert (
        baseline.sites.firm.table["draw_share"] <= baseline.sites.firm.table["place_share"]
    ).all()
