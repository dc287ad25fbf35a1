"""Scenarios side by side: worked by hand on the real plans, and refused where it makes no sense."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

import hubplanner as hp
from hubplanner.comparison.changes import nearest_pairs
from hubplanner.comparison.verdict import verdict
from hubplanner.errors import DataError, ScenarioError
from hubplanner.maps import render_comparison
from hubplanner.pipeline import write_comparison
from hubplanner.report.comparison_sheets import comparison_sheets


def scenario(name, **siting):
    return hp.Scenario(name=name, title_ko=name, title_en=name, siting=siting)


@pytest.fixture(scope="module")
def four(dataset, stages):
    return hp.make_plan(dataset, scenario("four", hubs=4, required=("경남 거제시",)), stages=stages)


@pytest.fixture(scope="module")
def comparison(baseline, four):
    return hp.compare([baseline, four])


def test_both_are_measured_on_the_candidates_of_the_first(comparison, baseline, four):
    served = baseline.regions[baseline.regions["candidate"]]
    for plan in (baseline, four):
        minutes = baseline.minutes.loc[served.index, plan.hubs["region_code"].tolist()].min(axis=1)
        row = comparison.scenarios.loc[plan.scenario.name]
        mean = (minutes * served["crisis_score"]).sum() / served["crisis_score"].sum()
        assert row["mean_minutes"] == pytest.approx(mean)
        assert row["longest_minutes"] == pytest.approx(minutes.max())
        assert row["worst_off"] == minutes.idxmax()


def test_every_plans_sources_are_named_once(baseline, four):
    own = four.sources.iloc[[0]].assign(title_ko="거제시 표", attribution_ko="거제시")
    other = replace(four, sources=pd.concat([four.sources, own.rename({own.index[0]: "own"})]))
    page = render_comparison(hp.compare([baseline, other]))
    told = page[page.index('<ul class="sources">') :].split("</ul>")[0]
    assert told.count("거제시 표: 거제시") == 1
    lines = [line.strip() for line in told.splitlines() if "<li>" in line]
    assert len(lines) == len(set(lines)) > 5


def test_the_reference_meets_its_own_objective(comparison, baseline):
    row = comparison.scenarios.loc["baseline"]
    assert row["objective"] == pytest.approx(baseline.siting.objective)
    assert row["own_objective"] == pytest.approx(baseline.siting.objective)


def test_a_narrower_scenario_does_not_look_better_than_it_is(dataset, stages, baseline):
    p_median = {"model": "p_median", "sites": "candidates", "weight": "crisis_score", "hubs": 6}
    whole = hp.make_plan(dataset, hp.Scenario(name="whole", siting=p_median), stages=stages)
    few = hp.Scenario(name="few", candidates={"top": 10}, siting=p_median)
    row = hp.compare([whole, hp.make_plan(dataset, few, stages=stages)]).scenarios.loc["few"]
    assert row["own_objective"] < whole.siting.objective  # easier: ten regions only
    assert row["objective"] >= whole.siting.objective  # by the same yardstick it is not


def test_other_hubs_serve_no_more_jobs_by_the_yardstick_of_the_best(dataset, stages, baseline):
    few = hp.Scenario(name="few", candidates={"top": 10}, siting={"hubs": 6})
    row = hp.compare([baseline, hp.make_plan(dataset, few, stages=stages)]).scenarios.loc["few"]
    assert 0 < row["objective"] <= baseline.siting.objective + 1e-6


def test_plans_on_the_same_regions_reach_by_the_yardstick_what_they_say_themselves(
    comparison, baseline, four
):
    for plan in (baseline, four):
        row = comparison.scenarios.loc[plan.scenario.name]
        assert row["jobs_reached"] == pytest.approx(plan.sites.jobs_reached)
        within_an_hour = plan.access.percentiles.loc[("institute", 60, 50), "after"]
        assert row["institutes_reached"] == within_an_hour


def test_jobs_are_not_counted_by_technologies_of_another_list(dataset, stages, baseline):
    other = hp.Scenario(
        name="other",
        siting={"model": "p_median", "sites": "candidates", "weight": "jobs_at_risk"},
        network={"technologies": "pcast"},
    )
    row = hp.compare([baseline, hp.make_plan(dataset, other, stages=stages)]).scenarios.loc["other"]
    assert pd.isna(row["jobs_reached"])
    assert pd.isna(row["objective"])
    assert row["institutes_reached"] > 0
    assert row["verdict_en"].startswith("Comparable in part: ")
    assert "technologies of another list" in row["verdict_en"]


def test_a_reference_without_jobs_at_risk_is_compared_by_minutes(dataset, stages):
    siting = {"model": "p_median", "sites": "candidates", "weight": "crisis_score"}
    plans = [
        hp.make_plan(dataset, scenario(name, hubs=n, **siting), stages=stages)
        for name, n in (("six", 6), ("two", 2))
    ]
    table = hp.compare(plans).scenarios
    assert table[["jobs_reached", "institutes_reached"]].isna().all(axis=None)
    assert table.loc["two", "verdict_en"].startswith("Worse: mean ")


@pytest.mark.parametrize(
    ("jobs", "minutes", "told"),
    [
        (1_260.0, 33.4, "Partly better, partly worse: 1,300 more jobs at risk within 45 minutes"),
        (1_260.0, 29.6, "Better: 1,300 more jobs at risk within 45 minutes"),
        (-40.0, 33.4, "Worse: as many jobs at risk within 45 minutes"),
        (-1_260.0, 30.2, "Worse: 1,300 fewer jobs at risk within 45 minutes"),
        (0.0, 30.2, "No better, no worse: as many jobs at risk within 45 minutes"),
    ],
)
def test_better_or_worse_by_figures_as_they_are_told(jobs, minutes, told, baseline):
    first = pd.Series({"jobs_reached": 5_000.0, "mean_minutes": 30.0})
    row = pd.Series({"jobs_reached": 5_000.0 + jobs, "mean_minutes": minutes})
    hubs = pd.DataFrame(
        [
            ("38090", "gained", ""),
            ("26020", "lost", ""),
            ("37390", "moved", "37050"),
            ("38110", "kept", ""),
        ],
        columns=["region_code", "change", "counterpart"],
    )
    words = verdict(row, first, hubs, baseline.regions)
    mean = {33.4: "3 min longer", 29.6: "minutes the same", 30.2: "minutes the same"}[minutes]
    assert str(words).startswith(told)
    assert str(words).endswith(
        f", mean {mean}. In: Geoje-si; Out: Nam-gu (Ulsan); Moved: Gumi-si → Chilgok-gun."
    )
    assert words.in_language("ko").endswith(
        "신설 경남 거제시; 폐지 울산 남구; 이동 경북 구미시 → 경북 칠곡군."
    )


def test_a_long_list_of_places_is_cut_and_counted(baseline):
    row = pd.Series({"jobs_reached": 0.0, "mean_minutes": 30.0})
    codes = baseline.regions.index[:6]
    hubs = pd.DataFrame({"region_code": codes, "change": "lost", "counterpart": ""})
    assert str(verdict(row, row, hubs, baseline.regions)).endswith(" and 3 more.")
    same = verdict(row, row, hubs[:0], baseline.regions)
    assert str(same).endswith("The same places.")


def test_places_of_most_scenarios_come_first(comparison, baseline, four):
    places = comparison.places
    both = set(baseline.hubs["region_code"]) & set(four.hubs["region_code"])
    assert set(places.index[places["scenarios"] == 2]) == both
    assert set(places.index) == {*baseline.hubs["region_code"], *four.hubs["region_code"]}
    order = list(zip(-places["scenarios"], places["number"], strict=True))
    assert order == sorted(order)


def test_the_workbook_says_of_hubs_and_verdicts_what_the_tables_say(comparison, four):
    sheets = {sheet.name.split()[-1]: sheet for sheet in comparison_sheets(comparison)}
    told = {column.heading.en: column.values for column in sheets["scenario"].columns}
    names = {code: row for row, code in enumerate(comparison.places.index)}
    for code, name in four.hubs.set_index("region_code")["technology_en"].items():
        assert name in told["four"][names[code]]
    lost = comparison.hubs.query("scenario == 'four' and change == 'lost'")["region_code"]
    assert all(told["four"][names[code]] == "폐지 · lost" for code in lost)
    verdicts = {column.heading.en: column.values for column in sheets["Scenarios"].columns}
    assert verdicts["Better or worse, in English"] == comparison.scenarios["verdict_en"].tolist()


def test_every_hub_of_either_is_accounted_for(comparison, baseline, four):
    changes = comparison.hubs[comparison.hubs["scenario"] == "four"]
    after = changes[changes["change"].isin(["kept", "moved", "gained"])]
    assert sorted(after["region_code"]) == sorted(four.hubs["region_code"])
    before = pd.concat(
        [
            changes.loc[changes["change"].isin(["kept", "lost"]), "region_code"],
            changes.loc[changes["change"] == "moved", "counterpart"],
        ]
    )
    assert sorted(before) == sorted(baseline.hubs["region_code"])
    counts = comparison.scenarios.loc["four", ["kept", "moved", "gained", "lost"]]
    assert counts.sum() == len(changes)


def test_a_place_keeps_its_number_in_every_scenario(comparison, baseline, four):
    table = comparison.hubs
    assert (table.groupby("region_code")["number"].nunique() == 1).all()
    number = table.drop_duplicates("region_code").set_index("region_code")["number"]
    first, second = baseline.hubs["region_code"], four.hubs["region_code"]
    assert number[first].tolist() == [1, 2, 3, 4, 5, 6]
    new = [code for code in second if code not in set(first)]
    assert number[new].tolist() == list(range(7, 7 + len(new)))


def test_pairs_by_hand():
    # b moves to y (10 minutes) before a may; then a takes x (40), and c is too far from all.
    minutes = pd.DataFrame(
        {"x": [40.0, 50.0, 90.0], "y": [20.0, 10.0, 80.0]}, index=["a", "b", "c"]
    )
    assert nearest_pairs(minutes) == [("b", "y", 10.0), ("a", "x", 40.0)]


def test_change_is_the_difference_of_minutes(comparison):
    regions = comparison.regions
    expected = regions["minutes_four"] - regions["minutes_baseline"]
    assert (regions["change_four"] == expected).all()


def test_a_scenario_against_its_twin_changes_nothing(dataset, baseline):
    twin = hp.make_plan(dataset, hp.Scenario(name="twin"))
    result = hp.compare([baseline, twin])
    assert result.scenarios.loc["twin", "kept"] == 6
    assert (result.regions["change_twin"] == 0).all()


def test_refused(baseline):
    with pytest.raises(ScenarioError, match="1 scenarios cannot be compared; name two to 6"):
        hp.compare([baseline])
    with pytest.raises(ScenarioError, match="both named 'baseline'"):
        hp.compare([baseline, baseline])


def test_a_scenario_is_no_plan_to_compare(baseline):
    with pytest.raises(DataError, match="no Scenario; make a plan of a scenario by make_plan"):
        hp.compare([baseline, hp.Scenario(name="two")])


def test_files(comparison, tmp_path):
    page = write_comparison(comparison, tmp_path)
    assert page.name == "compare-baseline-four.html"
    folder = tmp_path / "compare-baseline-four"
    assert sorted(p.name for p in folder.iterdir()) == [
        "compare.xlsx",
        "differences.csv",
        "hubs.csv",
        "regions.csv",
        "scenarios.csv",
    ]
    regions = pd.read_csv(folder / "regions.csv", dtype={"region_code": str})
    assert len(regions) == 229
    assert (folder / "hubs.csv").read_bytes().startswith(b"\xef\xbb\xbf")


@pytest.mark.slow
def test_six_scenarios_share_one_geometry(dataset, stages, baseline):
    others = [
        hp.make_plan(dataset, scenario(f"hubs{n}", hubs=n), stages=stages) for n in (2, 3, 4, 5, 7)
    ]
    page = render_comparison(hp.compare([baseline, *others]))
    assert len(page.encode()) < 1_600_000
    assert page.count('"Topology"') == 1
    assert page == render_comparison(hp.compare([baseline, *others]))
