"""The worked scenarios: each solves, and says what its story promises."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

import hubplanner as hp
from hubplanner.cli import app
from hubplanner.dataset.institutions import founding_year
from hubplanner.documents import worked_scenarios
from hubplanner.errors import SitingError
from hubplanner.regions.provinces import members
from hubplanner.report.scenario_stories import as_markdown
from hubplanner.scenario_page import story
from hubplanner.siting.certificate_checker import check, read
from hubplanner.siting.solution import tolerance

pytestmark = pytest.mark.slow

FOLDER = Path(__file__).parents[1] / "scenarios"
ON_OWN_DATA = {"employment"}
"""Runs on a download of the planner's."""


@pytest.fixture(scope="module")
def plan_of(dataset, stages, baseline):
    """The plan of a shipped scenario by its name, made once."""
    plans = {"baseline": baseline}

    def made(name):
        if name not in plans:
            scenario = hp.Scenario.from_toml(FOLDER / f"{name}.toml")
            plans[name] = hp.make_plan(dataset, scenario, stages=stages)
        return plans[name]

    return made


@pytest.fixture(scope="module")
def then(plan_of):
    return plan_of("brief_2018")


def in_area(plan, name):
    return set(plan.hubs["region_code"]) & set(members([name], plan.regions))


def test_every_scenario_tells_its_story_and_has_a_test_here():
    names = {path.stem for path in FOLDER.glob("*.toml")} - ON_OWN_DATA - {"baseline"}
    told = Path(__file__).read_text(encoding="utf-8")
    for name in names:
        assert f'"{name}"' in told
    for path in FOLDER.glob("*.toml"):
        both = story(path)
        assert re.search("[가-힣]", both.ko), path
        assert re.search("[a-z]", both.template), path
        assert not re.search(r"[가-힣]{2,} [가-힣]{2,} [가-힣]{2,}", both.template), path


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


def test_sites_first_and_technologies_after(plan_of):
    plan = plan_of("p_median")
    assert plan.siting.optimal
    assert "host_ko" not in plan.hubs
    assert (plan.hubs["technology"] != "").all()
    assert set(plan.hubs["region_code"]) <= set(plan.regions.index[plan.regions["candidate"]])


def test_jeonbuk_has_three_real_hosts_of_its_own(dataset, plan_of):
    plan = plan_of("jeonbuk")
    assert plan.siting.optimal
    assert set(plan.hubs["name_ko"]) <= {"전주시", "익산시", "군산시", "완주군"}
    assert set(plan.hubs["host_ko"]) <= set(dataset.institutions["name_ko"])
    assert (plan.hubs["technology_why_ko"] != "").all()


@pytest.mark.parametrize(
    ("name", "hubs", "areas"),
    [
        ("eight_hubs", 8, ()),
        ("gunsan", 6, ("전북",)),
        ("southeast", 4, ("동남권",)),
        ("equity", 6, ()),
        ("budget", 6, ()),
        ("ships", 3, ("경남", "울산", "전북")),
        ("geoje_gunsan", 4, ("경남", "전북")),
        ("every_area", 6, ("동남권", "대경권", "중부권", "호남권", "전북")),
    ],
)
def test_hubs_are_as_many_and_where_they_are_asked_for(plan_of, name, hubs, areas):
    plan = plan_of(name)
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


def test_equity_first_leaves_nobody_far_and_serves_fewer_jobs(plan_of, baseline):
    plan = plan_of("equity")
    limit = plan.scenario.siting.max_minutes
    nearest = plan.sites.problem.minutes[:, list(plan.siting.sites)].min(axis=1)
    assert nearest.max() <= limit
    before = baseline.sites.problem.minutes[:, list(baseline.siting.sites)].min(axis=1)
    assert before.max() > limit
    assert plan.siting.objective < baseline.siting.objective


def test_one_wide_area_serves_its_own_regions_alone(plan_of):
    plan = plan_of("southeast")
    candidates = set(plan.regions.index[plan.regions["candidate"]])
    assert candidates
    assert candidates <= set(hp.regions.provinces.members(["동남권"], plan.regions))
    assert set(plan.hubs["sido_en"]) <= {"Busan", "Ulsan", "Gyeongsangnam-do"}


def test_the_budget_is_kept_and_holds_back(plan_of, baseline):
    plan = plan_of("budget")
    choice = plan.scenario.siting

    def spent(hubs):
        cities = hubs["sido_ko"].str.endswith("광역시")
        return cities.map({True: 150.0, False: choice.opening_cost["default"]}).sum()

    assert spent(plan.hubs) <= choice.budget < spent(baseline.hubs)
    costs = plan.sites.problem.sites["opening_cost"]
    assert set(costs) == {100.0, 150.0}
    assert plan.siting.objective < baseline.siting.objective


@pytest.fixture(scope="module")
def worked(plan_of):
    paths = sorted(FOLDER.glob("*.toml"))
    return worked_scenarios(paths, lambda scenario: plan_of(scenario.name))


@pytest.mark.docs
@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_page_of_scenarios_states_what_the_code_gives(worked, plan_of, language):
    page = as_markdown(worked, language)
    for hub in plan_of("ships").hubs.to_dict("records"):
        assert f"| {hub['number']} | {hub[f'host_{language}']}, " in page
    place = f"docs/{language}/reference/scenarios.md"
    assert (FOLDER.parent / place).read_text("utf-8") == page, (
        f"stale: run `hubplanner scenario show scenarios/*.toml --lang {language} > {place}`"
    )


def test_a_planners_own_scenarios_are_shown_the_same_way(tmp_path):
    path = tmp_path / "own.toml"
    text = """# 우리 안: 두 곳만.
# Ours: p_median or not, 두 곳.

title_ko = "우리 안"
[data]
folders = ["nowhere"]
"""
    path.write_text(text, encoding="cp949")
    for language, title, words, runs_on in (
        ("ko", "우리 안", "우리 안: 두 곳만.", "자료 폴더를 가져와야 돈다."),
        ("en", "own", "Ours: p_median or not, 두 곳.", "It runs on a data folder of your own."),
    ):
        done = CliRunner().invoke(app, ["--lang", language, "scenario", "show", str(path)])
        assert done.exit_code == 0, done.output
        told = done.output.split(f"## {title}\n")[1]
        assert told.splitlines()[1::2] == [
            '`own.toml`: `data.folders = ["nowhere"]`',
            words,
            runs_on,
        ]


@pytest.mark.parametrize(
    "name", sorted({path.stem for path in FOLDER.glob("*.toml")} - ON_OWN_DATA)
)
def test_the_hubs_of_every_scenario_are_certified(plan_of, name):
    plan = plan_of(name)
    assert plan.siting.optimal
    objective, bound = check(read(plan.sites.problem.certificate(plan.siting)))
    assert float(objective) == pytest.approx(plan.siting.objective, rel=1e-12)
    assert abs(objective - bound) <= tolerance(plan.siting.objective)


def test_the_command_writes_a_certificate(tmp_path):
    file = tmp_path / "proof.json"
    scenario = str(FOLDER / "jeonbuk.toml")
    said = CliRunner().invoke(app, ["site", scenario, "--certificate", str(file)])
    assert said.exit_code == 0, said.output
    assert "certificate_checker" in said.output
    check(read(file.read_text(encoding="utf-8")))


def test_a_place_that_the_scenario_requires_is_called_so_and_not_firm(plan_of):
    plan = plan_of("gunsan")
    (gunsan,) = plan.regions.index[plan.regions["name_ko"] == "군산시"]
    assert plan.hubs.set_index("region_code")["tier"].eq("required").to_dict() == {
        code: code == gunsan for code in plan.hubs["region_code"]
    }
    assert "필수 1" in plan.sites.firm.sentence().in_language("ko")


def test_where_the_candidates_and_their_jobs_lie_is_what_the_documents_say(baseline):
    """docs/*/explanation/limits.md: why the hubs crowd in the south-east."""
    candidates = baseline.regions[baseline.regions["candidate"]]
    inside = candidates.index.isin(members(["동남권", "대경권"], baseline.regions))
    assert (inside.sum(), len(candidates)) == (28, 40)
    jobs = candidates["jobs_at_risk"]
    assert jobs[inside].sum() / jobs.sum() == pytest.approx(0.75, abs=0.05)
