"""Constraints of a planner on the bundled data: kept, refused by key, or told which clash."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from siting_strategies import P_MEDIAN, examples

import hubplanner as hp
from hubplanner.errors import DataError, ScenarioError, SitingError
from hubplanner.language import Text
from hubplanner.scenario_siting import SitingChoice
from hubplanner.siting import site_hubs
from hubplanner.siting.alternatives import prices
from hubplanner.siting.clashes import explain
from hubplanner.siting.constraints import Requirements
from hubplanner.siting.demand_and_sites import DemandAndSites
from hubplanner.siting.from_scenario import problem_from_scenario
from hubplanner.siting.problem import Constraint, Problem
from hubplanner.siting.study import refuse_nothing, standing
from hubplanner.travelling import GreatCircle


@pytest.fixture(scope="module")
def country(dataset, baseline):
    return dataset, baseline.regions[["crisis_score", "candidate"]], GreatCircle(1.26, 60.0)


def sited(country, choice, **provinces):
    dataset, _, travel = country
    return site_hubs(problem_from_scenario(choice, *country, **provinces), dataset, travel)


def asking(**wishes):
    """These wishes of hubs that have no technology, in candidates where nothing else is said."""
    return SitingChoice.model_validate({**P_MEDIAN, **wishes})


@pytest.fixture(scope="module")
def free(country):
    return sited(country, asking())


def site(country, **wishes):
    return sited(country, asking(**wishes))


def between(country, sites, unit="km"):
    table = getattr(country[2], unit)(sites.hubs, sites.hubs).to_numpy()
    return min(table[j, k] for j, k in combinations(range(len(table)), 2))


def test_a_hub_that_exists_already_has_a_price_below_zero(country, free):
    problem = problem_from_scenario(asking(existing=("technopark-12",)), *country)
    solution = problem.solve()
    [price] = [one for one in prices(problem, solution) if one.constraint.key == "siting.existing"]
    assert price.without == pytest.approx(free.solution.objective)
    assert price.price == pytest.approx(solution.objective - price.without)
    assert price.price < 0
    assert not price.binds


def test_required_and_forbidden(country, free):
    dropped = free.regions[0]
    sites = site(country, required=("전북 전주시",), forbidden=(dropped,))
    assert "35010" in sites.regions  # Jeonju is no candidate, but the planner wants it
    assert not country[1].loc["35010", "candidate"]
    assert dropped not in sites.regions
    assert sites.solution.objective >= free.solution.objective


def test_every_region_is_served_by_its_nearest_hub(country, free):
    dataset, scores, travel = country
    to_hubs = travel.minutes(dataset.regions, free.hubs).round(1)  # siting takes tenths
    assert (free.serves["hub_minutes"] == to_hubs.min(axis=1)).all()
    demand = scores[scores["candidate"]]
    by_hand = (free.serves.loc[demand.index, "hub_minutes"] * demand["crisis_score"]).sum()
    assert free.solution.objective == pytest.approx(by_hand)
    assert str(free.problem.unit) == "minutes x crisis score, summed over candidates"


@pytest.mark.parametrize("demand", ["regions", "emd"])
def test_whom_the_hubs_of_a_province_serve(country, demand):
    """All of the province and nobody else, which one hub shows by enumeration."""
    choice = asking(demand=demand, weight="population", hubs=1)
    sites = sited(country, choice, provinces=("전북",))
    demand_rows = sites.problem.demand
    assert set(demand_rows["region_code"].str[:2]) == {"35"}
    assert demand_rows["region_code"].nunique() == 14
    minutes = country[2].minutes(demand_rows, sites.problem.sites).to_numpy().round(1)
    totals = (demand_rows["weight"].to_numpy()[:, None] * minutes).sum(axis=0)
    assert sites.solution.objective == pytest.approx(totals.min())
    assert sites.problem.sites["region_code"].iloc[totals.argmin()] == sites.regions[0]


@pytest.mark.parametrize("demand", ["nation", "nation_emd"])
def test_a_whole_nation_is_served_only_where_that_is_asked(country, demand):
    choice = asking(demand=demand, weight="population")
    problem = problem_from_scenario(choice, *country, provinces=("전북",))
    assert problem.demand["region_code"].nunique() == 229
    everybody = replace_demand(choice, {"nation": "regions", "nation_emd": "emd"}[demand])
    same = problem_from_scenario(everybody, *country)
    pd.testing.assert_frame_equal(problem.demand, same.demand)


def replace_demand(choice, demand):
    return choice.model_copy(update={"demand": demand})


def test_whom_the_hubs_serve_is_told(country):
    def told(demand, *provinces):
        choice = asking(demand=demand, weight="population")
        served = problem_from_scenario(choice, *country, provinces=provinces).served_in_words()
        return served["serves_ko"], served["serves_en"]

    panel = country[0].panel()
    people = panel.series("population", "total", panel.latest("population", "total"))
    jeonbuk = int(people[people.index.str.startswith("35")].sum())
    assert told("regions", "전북") == (
        f"전북 시군구 14곳, 주민 {jeonbuk:,}명",
        f"Jeollabuk-do: 14 regions, {jeonbuk:,} residents",
    )
    nation = f"시군구 229곳, 주민 {int(people.sum()):,}명"
    assert told("nation", "전북")[0] == told("regions")[0] == f"전국 {nation}"
    assert told("candidates")[0].startswith("전국 후보지역 40곳, 주민 ")
    daegu = told("regions", "대구")[0]
    assert daegu.startswith("대구(현재 경계, 군위군 포함) 시군구 9곳")


def test_sites_anywhere_is_never_worse(country, free):
    anywhere = site(country, sites="regions")
    assert anywhere.solution.optimal
    assert anywhere.solution.objective <= free.solution.objective + 1e-9


def test_the_sentence_of_a_planner(country):
    """Six hubs; one in Jeonbuk whatever happens; none closer than 80 km; a technopark stays."""
    sites = site(country, at_least={"전북": 1}, spacing_km=80.0, existing=("technopark-12",))
    provinces = country[0].regions.loc[sites.regions, "sido_short"]
    assert (provinces == "전북").any()
    assert between(country, sites) >= 80
    assert sites.hubs["existing"].sum() == 1
    assert len(sites.regions) == 7  # six new ones beside the one that stands
    assert sites.solution.optimal


def test_groups_and_every_province(country):
    south = {"동남권": ("부산", "울산", "경남")}
    sites = site(country, sites="regions", groups=south, at_most={"동남권": 1, "each": 2})
    provinces = country[0].regions.loc[sites.regions, "sido_short"]
    assert provinces.isin(["부산", "울산", "경남"]).sum() <= 1
    assert provinces.value_counts().max() <= 2


def test_wide_areas_are_known_and_a_group_of_one_s_own_goes_first(country):
    sites = site(country, sites="regions", at_most={"동남권": 1}, forbidden=("부울경", "호남권"))
    codes = country[0].regions.loc[sites.regions, "sido_code"]
    assert not codes.isin(["21", "26", "38", "24", "36"]).any()
    told = {one.key: str(one.text) for one in sites.problem.constraints}
    assert told["siting.forbidden"] == "no hub in Southeast Region, Honam Region"
    own = {"동남권": ("부산",)}
    choice = asking(sites="regions", groups=own, opening_cost={"default": 2.0, "동남권": 3.0})
    table = problem_from_scenario(choice, *country).sites.set_index("region_code")["opening_cost"]
    assert set(table[table == 3.0].index.str[:2]) == {"21"}


def test_a_group_takes_no_province_s_name(country):
    with pytest.raises(ScenarioError, match=r"groups\.경남: is the name of a province"):
        site(country, sites="regions", groups={"경남": ("부산",)})


def test_a_province_or_group_is_required_or_forbidden(country):
    regions, groups = country[0].regions, {"호남": ("전북", "광주", "전남")}
    sites = site(country, required=("호남", "충북"), forbidden=("대구", "서울"), groups=groups)
    codes = regions.loc[sites.regions, "sido_code"]
    assert codes.isin(["35", "24", "36"]).any()
    assert (codes == "33").any()
    assert not codes.isin(["11", "22"]).any()
    told = {one.key: str(one.text) for one in sites.problem.constraints}
    assert told["siting.forbidden"] == ("no hub in Daegu (today's borders, with Gunwi-gun), Seoul")
    bound = [str(one.text) for one in sites.problem.constraints if one.key == "siting.required"]
    assert bound == ["a hub in 호남", "a hub in Chungcheongbuk-do"]
    # The same in the words of at_least and at_most.
    other = site(
        country, groups=groups, at_least={"호남": 1, "충북": 1}, at_most={"대구": 0, "서울": 0}
    )
    assert other.solution.objective == pytest.approx(sites.solution.objective)


def test_a_required_province_without_candidates_is_let_in(country):
    regions, scores = country[0].regions, country[1]
    empty = set(regions["sido_short"]) - set(regions.loc[scores["candidate"], "sido_short"])
    name = min(empty)
    assert name in set(regions.loc[site(country, required=(name,)).regions, "sido_short"])
    with pytest.raises(ScenarioError, match=f"both name {name}"):
        site(country, required=(name,), forbidden=(name,))


def test_a_province_where_hubs_stand(country):
    sites = site(country, existing=("울산",), hubs=2)
    standing = sites.hubs.index[sites.hubs["existing"]]
    assert set(standing) == {code for code in country[0].regions.index if code.startswith("26")}
    assert len(sites.regions) == len(standing) + 2


def test_what_a_hub_costs_by_region_group_and_province(country):
    costs = {"default": 2.0, "경남": 5.0, "거제시": 9.0, "동남권": 3.0}
    choice = asking(
        sites="regions", opening_cost=costs, groups={"동남권": ("부산", "울산", "경남")}
    )
    table = problem_from_scenario(choice, *country).sites.set_index("region_code")["opening_cost"]
    assert table["38090"] == 9.0  # the region
    assert set(table[table.index.str.startswith("38")].drop("38090")) == {5.0}  # its province
    assert set(table[table.index.str[:2].isin(["21", "26"])]) == {3.0}  # their group
    assert table["11010"] == 2.0
    groups = {"가": ("부산", "울산"), "나": ("울산", "경남")}
    with pytest.raises(ScenarioError, match="'가' and '나' both price 울산"):
        site(country, opening_cost={"가": 1.0, "나": 2.0}, groups=groups)


def test_two_spacings_and_a_limit(country):
    sites = site(country, spacing_km=50.0, spacing_minutes=70.0, max_minutes=150.0)
    assert between(country, sites) >= 50
    assert between(country, sites, "minutes") >= 70
    assert sites.serves.loc[country[1]["candidate"], "hub_minutes"].max() <= 150


def test_equity_terms(country, free):
    most = 80.0
    sites = site(country, worst_province_minutes=most)
    dataset, scores, _ = country
    demand = sites.serves[scores["candidate"]].join(scores["crisis_score"])
    demand["sido"] = dataset.regions["sido_ko"]
    demand["burden"] = demand["hub_minutes"] * demand["crisis_score"]
    sums = demand.groupby("sido")[["burden", "crisis_score"]].sum()
    assert (sums["burden"] / sums["crisis_score"]).max() <= most + 1e-6
    assert sites.solution.objective >= free.solution.objective


def test_a_budget_with_costs_by_region(country, free):
    dear = free.regions[0]
    costs = {"default": 10.0, dear: 100.0}
    sites = site(country, model="budgeted", budget=60.0, opening_cost=costs)
    assert dear not in sites.regions
    assert len(sites.regions) == 6


@pytest.mark.parametrize("kind", ["institutions", "regions"])
def test_no_region_has_two_hubs(country, kind):
    sites = site(country, sites=kind, weight="population", hubs=8)
    assert len(set(sites.regions)) == 8
    assert sites.solution.optimal


@pytest.mark.slow
def test_every_model_runs_on_regions(country):
    results = {
        model: site(country, model=model, **more).solution
        for model, more in {
            "p_center": {},
            "max_cover": {},
            "set_cover": {"radius_minutes": 90.0},
            "p_dispersion": {},
            "capacitated_p_median": {"capacity": 7.0},
        }.items()
    }
    assert all(one.optimal for one in results.values())
    assert results["max_cover"].maximised


@pytest.mark.slow
def test_a_capacitated_plan_serves_by_assignment(country):
    sites = site(country, model="capacitated_p_median", capacity=7.0)
    scores = country[1]
    demand = sites.serves[scores["candidate"]].join(scores["crisis_score"])
    assert demand.groupby("hub_region")["crisis_score"].sum().max() <= 7.0 + 1e-9
    total = (demand["hub_minutes"] * demand["crisis_score"]).sum()
    assert sites.solution.objective == pytest.approx(total)


def test_then_decides_among_equals(country):
    first = site(country, model="max_cover", radius_minutes=90.0)
    then = site(country, model="max_cover", radius_minutes=90.0, then=("p_median",))
    problem = then.problem
    covered = problem.weights[problem.minutes[:, then.solution.sites].min(axis=1) <= 90].sum()
    assert covered == pytest.approx(first.solution.objective)


def test_demand_of_all_eup_myeon_dong(country):
    problem = problem_from_scenario(
        asking(demand="emd", weight="population", sites="candidates", hubs=2), *country
    )
    assert len(problem.demand) == 3487  # fourteen have no published residents
    assert problem.minutes.shape == (3487, 40)
    assert problem.solve().optimal


def test_points_of_the_planner(country, tmp_path):
    path = tmp_path / "points.csv"
    path.write_text(
        "name,lat,lon\n거제,34.88,128.62\n군산,35.97,126.74\n안산,37.32,126.83\n", "utf-8"
    )
    sites = site(country, sites="points", points=str(path), hubs=2)
    assert set(sites.regions) <= {"38090", "35020", "31090"}
    assert sites.hubs["name_ko"].isin(["거제", "군산", "안산"]).all()
    path.write_text("name,lat,lon\n바다,34.0,131.5\n", "utf-8")
    with pytest.raises(DataError, match="row 2: '바다' lies in no region"):
        site(country, sites="points", points=str(path), hubs=1)
    path.write_text("name,lat,lon\n거제,128.62,34.88\n", "utf-8")
    with pytest.raises(DataError, match=r"row 2, column 'lat': 128\.62 is refused"):
        site(country, sites="points", points=str(path), hubs=1)
    path.write_text("name,lat\n거제,34.88\n", "utf-8")
    with pytest.raises(DataError, match=r"column\(s\) lon missing; add"):
        site(country, sites="points", points=str(path), hubs=1)


def test_points_of_one_region_take_one_hub(country, tmp_path):
    path = tmp_path / "points.csv"
    path.write_text("name,lat,lon\n가,34.89,128.62\n나,34.88,128.63\n", "utf-8")
    assert len(site(country, sites="points", points=str(path), hubs=1).hubs) == 1
    with pytest.raises(ScenarioError, match=r"lie in 1 region\(s\) \(경남 거제시\), and"):
        site(country, sites="points", points=str(path), hubs=2)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("", "holds no row"),
        (",35.2,128.6\n", "row 2, column 'name': '' is refused"),
        ("a,35.2,128.6\na,35.9,128.6\n", "rows 2, 3 state the same name more than once"),
        ("a,35.2,128.6,7\n", "row 2 holds 1 more cells than the 3 columns"),
    ],
)
def test_points_are_refused_with_the_row(country, tmp_path, rows, words):
    path = tmp_path / "points.csv"
    path.write_text("name,lat,lon\n" + rows, "utf-8")
    with pytest.raises(DataError, match=re.escape(words)):
        site(country, sites="points", points=str(path), hubs=1)


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        ({"hubs": 41}, "siting.hubs = 41 is refused: there are only 40 candidates"),
        ({"required": ("없는시",)}, "siting.required: '없는시' is no region"),
        ({"required": ("고성군",)}, "'고성군' is ambiguous"),
        ({"required": ("거제시",), "forbidden": ("38090",)}, "both name 거제시"),
        ({"hubs": 1, "required": ("거제시", "군산시")}, "names 2 regions but siting.hubs = 1"),
        ({"at_least": {"호남": 1}}, "siting.at_least: '호남' is no province and no group"),
        ({"existing": ("없는 기관",)}, "'없는 기관' is no institution"),
        ({"model": "p_dispersion", "gini": 0.3}, "gini do not go with model = 'p_dispersion'"),
        ({"opening_cost": {"없는시": 1.0}}, "siting.opening_cost: '없는시' is no region"),
    ],
)
def test_impossible_constraints_name_the_key(country, choice, words):
    with pytest.raises(ScenarioError, match=words):
        site(country, **choice)


def test_data_that_a_constraint_needs_is_asked_for(country):
    dataset, *rest = country
    institutions, statistics = dataset.institutions, dataset.statistics
    bare = replace(
        dataset,
        institutions=institutions[institutions["kind"] != "complex"],
        statistics=statistics[statistics["measure"] != "workers"],
    )
    with pytest.raises(ScenarioError, match=r"siting\.sites = 'complexes': .* holds none; add"):
        site((bare, *rest), sites="complexes")
    with pytest.raises(ScenarioError, match=r"siting\.weight = 'workers': .* no figure of"):
        site((bare, *rest), weight="workers")


def test_forbidding_too_much_is_explained(country):
    candidates = country[1].index[country[1]["candidate"]]
    with pytest.raises(ScenarioError, match="leaves only 3 sites"):
        site(country, forbidden=tuple(candidates[3:]))


def test_each_constraint_says_itself_in_both_languages(country):
    choice = asking(
        required=("경남 거제시",),
        existing=("technopark-12",),
        forbidden=("서울 금천구", "서울 중구"),
        at_most={"each": 2, "전북": 1},
        spacing_minutes=30.5,
        fairness_minutes=90.0,
    )
    institution = country[0].institutions.loc["technopark-12"]
    told = [
        tuple(one.text.in_language(language) for language in ("ko", "en"))
        for one in problem_from_scenario(choice, *country).constraints
    ]
    assert told == [
        ("거점 6곳", "6 hubs"),
        ("경남 거제시에 거점", "a hub in Geoje-si"),
        (f"{institution['name_ko']} 유지", f"{institution['name_en']} stays"),
        ("2개 지역에는 두지 않음", "no hub in 2 regions"),
        ("모든 시도에 거점 2곳 이하", "at most 2 in every province"),
        ("전북에 거점 1곳 이하", "at most 1 in Jeollabuk-do"),
        ("거점 간 30.5분 이상", "hubs 30.5 minutes apart"),
        (
            "형평 등가 90분 이내(α = 1)",
            "an equally distributed equivalent of 90 minutes (α = 1)",
        ),
    ]


def test_gunwi_lies_in_daegu_today(country):
    with pytest.raises(SitingError) as caught:
        site(country, required=("대구 군위군",), at_most={"대구": 0})
    [clash] = caught.value.conflict.clashes
    assert {one.key for one in clash} == {"siting.required", "siting.at_most.대구"}
    assert site(country, required=("군위군",), at_most={"경북": 0}).solution.optimal


def test_each_province_is_one_of_today(country):
    """광주 and 전남 are one province since 2026-07-01; as groups each part is still meant."""
    regions = country[0].regions
    sites = site(country, sites="regions", hubs=16, at_least={"each": 1}, at_most={"each": 1})
    assert regions.loc[sites.regions, "sido_ko"].nunique() == 16
    parts = site(country, sites="regions", at_least={"광주": 1, "전남": 1})
    assert {"24", "36"} <= set(regions.loc[parts.regions, "sido_code"])


# -- what clashes ------------------------------------------------------------------------------


def test_clashes_are_looked_for_no_longer_than_is_allowed(country):
    wishes = asking(sites="regions", hubs=12, spacing_km=200.0, at_least={"each": 1})
    problem = problem_from_scenario(wishes, *country)
    assert explain(problem).seconds is None
    cut = explain(replace(problem, time_limit=1e-9))
    assert (cut.clashes, cut.relaxations, cut.seconds) == ((), (), 1e-9)
    assert "which of them clash was not found in 1e-09 seconds" in str(cut.text)
    short = explain(replace(problem, time_limit=0.15))
    assert short.seconds in {0.15, None}  # by how fast the machine is, and then it is said
    assert ("not all was looked at" in str(short.text)) == (
        short.seconds is not None and short.clashes != ()
    )


def test_a_search_ends_where_no_time_limit_is_set(country, monkeypatch):
    """A Gini coefficient that no hubs keep cannot be disproved in hours."""
    monkeypatch.setattr("hubplanner.siting.problem.SECONDS", 1.5)
    problem = problem_from_scenario(asking(model="p_median", gini=0.05), *country)
    with pytest.raises(TimeoutError):
        problem.feasible(problem.constraints)
    with pytest.raises(SitingError, match=r"time_limit_seconds = 1\.5 ran out before any hubs"):
        refuse_nothing(problem, problem.solve())


def test_what_is_not_proven_says_why_and_by_how_much(country):
    problem = problem_from_scenario(asking(model="p_median"), *country)
    best = problem.solve()
    assert str(standing(problem, best)) == "proven optimal"
    cut = replace(best, status="feasible", termination="time limit", bound=0.75 * best.objective)
    assert str(standing(problem, cut)) == (
        "not proven: siting.time_limit_seconds = 300 came first; gap 25 %"
    )
    assert standing(problem, replace(cut, bound=-np.inf)).template.endswith("is not known")
    blurred = replace(cut, termination="precision")
    assert "its numbers are too far apart" in str(standing(problem, blurred))


def test_the_clash_of_spacing_number_and_provinces(country):
    """Spacing 200 km, 12 hubs, at least one a province: named in Korean and English."""
    with pytest.raises(SitingError) as caught:
        site(country, sites="regions", hubs=12, spacing_km=200.0, at_least={"each": 1})
    english, korean = (caught.value.text.in_language(language) for language in ("en", "ko"))
    conflict = caught.value.conflict
    keys = [{one.key for one in clash} for clash in conflict.clashes]
    assert {"siting.hubs", "siting.at_least.each"} in keys  # sixteen provinces today
    assert {"siting.hubs", "siting.spacing_km"} in keys
    assert {"siting.spacing_km", "siting.at_least.each"} in keys
    assert str(caught.value) == english
    for words in (
        "wishes that clash: [12 hubs (siting.hubs) + at least 1 in every province (siting.at_",
        "; [12 hubs (siting.hubs) + hubs 200 km apart (siting.spacing_km)]",
        "; cheapest way out: ",
    ):
        assert words in english
    for words in (
        "함께 지킬 수 없는 조건: [거점 12곳 (siting.hubs) + 모든 시도에 거점 1곳 이상 (siting.at_",
        "; [거점 12곳 (siting.hubs) + 거점 간 200km 이상 (siting.spacing_km)]",
        "; 가장 적은 양보: ",
    ):
        assert words in korean
    assert "\n" not in english + korean
    # No single constraint is enough: of each pair, both are loosened as little as can be.
    ways = [[(w.key, number) for w, number in way.changes] for way in conflict.relaxations]
    assert {len(way) for way in ways} == {2}
    assert [("siting.hubs", 16), ("siting.spacing_km", 31)] in ways


def test_the_cheapest_way_out_loosens_a_number(country):
    with pytest.raises(SitingError) as caught:
        site(country, hubs=6, spacing_km=150.0)
    nearer, fewer = caught.value.conflict.relaxations
    [(one, km)] = nearer.changes
    assert one.key == "siting.spacing_km"
    assert f"cheapest way out: hubs 150 → {km:g} km apart (siting.spacing_km)" in str(caught.value)
    korean = caught.value.text.in_language("ko")
    assert f"가장 적은 양보: 거점 간 150 → {km:g}km 이상 (siting.spacing_km)" in korean
    assert site(country, hubs=6, spacing_km=km).solution.optimal
    with pytest.raises(SitingError):
        site(country, hubs=6, spacing_km=km + 1)
    [(one, hubs)] = fewer.changes
    assert one.key == "siting.hubs"
    assert site(country, hubs=hubs, spacing_km=150.0).solution.optimal
    with pytest.raises(SitingError):
        site(country, hubs=hubs + 1, spacing_km=150.0)


@examples(60)
@given(
    st.lists(st.sets(st.integers(0, 4), min_size=1, max_size=3), min_size=1, max_size=5),
    st.integers(1, 3),
    st.sets(st.integers(0, 4), max_size=3),
)
def test_clashes_are_irreducible_and_complete(groups, hubs, forbidden):
    """Against all subsets: at least one hub in each group, so many hubs, none there."""
    wanted = Text("{number} hubs")
    constraints = [Constraint("hubs", wanted, lambda n: Requirements(p=int(n)), float(hubs))]
    for k, group in enumerate(groups):
        at_least = Requirements(at_least=[(sorted(group), 1)])
        constraints.append(Constraint(f"g{k}", Text(f"g{k}"), lambda _, asked=at_least: asked))
    nowhere = Requirements(forbidden=sorted(forbidden))
    constraints.append(Constraint("no", Text("no"), lambda _: nowhere))
    at = np.arange(5.0)
    places = pd.DataFrame({"weight": 1.0, "opening_cost": 1.0}, index=list("abcde"))
    minutes = abs(at[:, None] - at)
    problem = Problem(
        "p_median", places, places, minutes, minutes, tuple(constraints), "equal", "regions"
    )

    def fits(some):
        for sites in (c for n in range(1, 6) for c in combinations(range(5), n)):
            kept = {
                "hubs": len(sites) == hubs,
                "no": not set(sites) & forbidden,
                **{f"g{k}": bool(set(sites) & group) for k, group in enumerate(groups)},
            }
            if all(kept[one.key] for one in some):
                return True
        return False

    if fits(constraints):
        assert problem.solve().optimal
        return
    conflict = explain(problem)
    minimal = [
        {one.key for one in some}
        for size in (1, 2, 3)
        for some in combinations(constraints, size)
        if not fits(some) and all(fits([w for w in some if w is not one]) for one in some)
    ]
    found = [{one.key for one in clash} for clash in conflict.clashes]
    for clash in conflict.clashes:
        assert not fits(clash)
        assert all(fits([w for w in clash if w is not one]) for one in clash)
    if minimal:
        assert sorted(map(sorted, found)) == sorted(map(sorted, minimal))
    for way in conflict.relaxations:
        gone = [one for one, number in way.changes if number is None]
        assert fits([one for one in constraints if one not in gone])


def test_a_clash_reaches_the_planner_as_one_line(tmp_path):
    from typer.testing import CliRunner

    from hubplanner.cli import app

    path = tmp_path / "clash.toml"
    path.write_text(
        '[siting]\nmodel = "p_median"\nsites = "regions"\nhubs = 12\n'
        "spacing_km = 200.0\nat_least = {each = 1}\n",
        "utf-8",
    )
    result = CliRunner().invoke(app, ["plan", str(path), "--out", str(tmp_path)])
    assert result.exit_code == 2
    assert "wishes that clash: [" in result.output
    assert not (tmp_path / "clash.html").exists()


def test_a_plan_at_an_institution_stands_there(country):
    plan = hp.make_plan(
        country[0], hp.Scenario.model_validate({"siting": {"sites": "institutions", "hubs": 3}})
    )
    institutions = country[0].institutions
    for hub in plan.hubs.itertuples():
        same = (institutions["lat"] == hub.lat) & (institutions["lon"] == hub.lon)
        assert same.any()


def test_later_figures_are_not_read(dataset):
    """As of 2017, whatever was published afterwards makes no difference."""
    statistics = dataset.statistics
    later = statistics["year"] > 2017
    doubled = statistics["value"].where(~later, 2 * statistics["value"])
    other = replace(dataset, statistics=statistics.assign(value=doubled))
    scores = pd.DataFrame(
        {"crisis_score": 0.5, "candidate": dataset.regions["sido_code"] == "35"},
        index=dataset.regions.index,
    )
    choice = hp.Scenario.model_validate(
        {"siting": {"model": "p_median", "sites": "candidates", "weight": "population", "hubs": 2}}
    ).siting
    travel = GreatCircle(1.26, 60.0)
    then, changed, now = (
        problem_from_scenario(choice, data, scores, travel, as_of=year)
        for data, year in ((dataset, 2017), (other, 2017), (other, None))
    )
    assert then.weights.tolist() == changed.weights.tolist()
    assert str(then.served) == str(changed.served)
    assert then.weights.tolist() != now.weights.tolist()


def test_an_existing_hub_that_the_roads_do_not_reach_is_called_so(dataset):
    far = dataset.institutions.index[0]
    why = Text("lies too far from the roads of travel.roads")
    kept = dataset.institutions.index.to_series() != far
    choice = SitingChoice(existing=(str(dataset.institutions.at[far, "name_ko"]),))
    places = DemandAndSites(choice, dataset.only(kept, why), pd.DataFrame())
    with pytest.raises(ScenarioError, match=r"lies too far from the roads of travel\.roads"):
        _ = places.existing
    near = DemandAndSites(SitingChoice(existing=("울산 동구",)), dataset, pd.DataFrame())
    assert near.existing["울산 동구"]["region_code"].tolist() == ["26030"]
