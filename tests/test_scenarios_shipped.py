"""The worked scenarios: each solves, and says what its story promises."""

from __future__ import annotations

from pathlib import Path

import pytest

import hubplanner as hp
from hubplanner.dataset.institutions import founding_year
from hubplanner.errors import SitingError

FOLDER = Path(__file__).parents[1] / "scenarios"
ON_OWN_DATA = {"employment"}
"""Runs on a download of the planner's."""


def plan_of(dataset, name):
    return hp.make_plan(dataset, hp.Scenario.from_toml(FOLDER / f"{name}.toml"))


@pytest.fixture(scope="module")
def then(dataset):
    return plan_of(dataset, "brief_2018")


def in_area(plan, name):
    from hubplanner.regions.provinces import members

    return set(plan.hubs["region_code"]) & set(members([name], plan.regions))


def test_every_scenario_tells_its_story_and_has_a_test_here():
    names = {path.stem for path in FOLDER.glob("*.toml")} - ON_OWN_DATA - {"baseline"}
    told = Path(__file__).read_text(encoding="utf-8")
    for name in names:
        story = (FOLDER / f"{name}.toml").read_text(encoding="utf-8")
        assert story.startswith("# ")
        assert f'"{name}"' in told


def test_as_of_2018_the_regions_of_the_brief_are_candidates(then):
    regions = then.regions
    for place in ("경남 거제시", "전북 군산시", "울산 동구", "전남 영암군"):
        code = hp.regions.resolve([place], regions)[0]
        assert regions["candidate"][code], f"{place}: {regions['why_ko'][code]}"
    ships = then.hubs[then.hubs["technology_ko"].str.contains("선박")]
    assert set(ships["name_ko"]) == {"거제시"}


def test_as_of_2018_nothing_later_is_read(then, dataset):
    assert then.trends["year"].max() <= 2018
    assert not (founding_year(then.institutions) > 2018).any()
    later = dataset.institutions.index[founding_year(dataset.institutions) > 2018]
    assert len(later) == len(dataset.institutions) - len(then.institutions) > 0
    assert not set(then.links["target"]) & set(later)
    years = then.coverage["years"].str.findall(r"\d{4}").explode().dropna().astype(int)
    assert years.max() <= 2018
    told = then.dates.in_language("ko")
    assert told.startswith("2018년 말 기준: ")
    unknown = founding_year(then.institutions).isna().sum()
    assert f"설립연도를 모르는 {unknown}곳" in told


def test_the_date_of_each_kind_of_figure_is_told(baseline):
    assert baseline.dates.in_language("ko") == (
        "기준: 2025년 상반기 취업자, 2020년 부가가치, 2025년 인구, 2016년 일자리, 2016–2026년 업종,"
        " 2020–2025년 업종별 충격, 도로 현재, 기관 현재"
    )
    assert baseline.summary()["dates"]["en"] == str(baseline.dates)


def test_sites_first_and_technologies_after(dataset):
    plan = plan_of(dataset, "p_median")
    assert plan.siting.optimal
    assert "host_ko" not in plan.hubs
    assert (plan.hubs["technology"] != "").all()
    assert set(plan.hubs["region_code"]) <= set(plan.regions.index[plan.regions["candidate"]])


def test_jeonbuk_has_three_real_hosts_of_its_own(dataset):
    plan = plan_of(dataset, "jeonbuk")
    assert plan.siting.optimal
    assert set(plan.hubs["name_ko"]) <= {"전주시", "익산시", "군산시", "완주군"}
    assert set(plan.hubs["host_ko"]) <= set(dataset.institutions["name_ko"])
    assert (plan.hubs["technology_why_ko"] != "").all()


@pytest.mark.parametrize(
    ("name", "hubs", "areas"),
    [
        ("eight_hubs", 8, ()),
        ("gunsan", 6, ("전북",)),
        ("ships", 3, ("경남", "울산", "전북")),
        ("geoje_gunsan", 4, ("경남", "전북")),
        ("every_area", 6, ("동남권", "대경권", "중부권", "호남권", "전북")),
    ],
)
def test_hubs_are_as_many_and_where_they_are_asked_for(dataset, name, hubs, areas):
    plan = plan_of(dataset, name)
    assert plan.siting.optimal
    assert len(plan.hubs) == hubs
    for area in areas:
        assert in_area(plan, area)
    for place in plan.scenario.siting.required:
        assert set(hp.regions.resolve([place], plan.regions)) <= set(plan.hubs["region_code"])


def test_there_is_no_host_for_gangwon_or_jeju(dataset):
    for area in ("강원", "제주"):
        with pytest.raises(SitingError, match=f"at_least.{area}"):
            hp.make_plan(dataset, hp.Scenario(siting={"at_least": {area: 1}}))
