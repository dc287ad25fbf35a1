"""Targets by hand from a small plan, from a saved plan old and new, and in calendar years."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from openpyxl import load_workbook

import hubplanner as hp
from hubplanner.chapters import make_targets
from hubplanner.errors import DataError
from hubplanner.evaluation.targets import (
    COLUMNS,
    derive_targets,
    first_years,
    hub_names,
    in_years,
    not_running,
    read_targets,
    rounded,
    targets_of,
)
from hubplanner.language import Pair
from hubplanner.pipeline import write_plan
from hubplanner.programme.roadmap_chapter import roadmap_of


def small_plan(**changes):
    hub = {
        "hub_id": "hub-1",
        "name_ko": "남구",
        "name_en": "Nam-gu",
        "sido_ko": "울산",
        "sido_en": "Ulsan",
        "jobs_near": 54_971.0,
        "jobs_served": 48_390.0,
    }
    partners = [("training", "a"), ("training", "b"), ("rnd", "c"), ("local_support", "d")]
    links = [{"source": "hub-1", "target": one, "kind": kind} for kind, one in partners]
    # Users and other hubs supply nothing, and a technopark's own ties are not the hub's.
    links += [
        {"source": "hub-1", "target": "hub-2", "kind": "hub_to_hub"},
        {"source": "hub-1", "target": "26010", "kind": "user"},
        {"source": "d", "target": "26010", "kind": "local_support"},
    ]
    return pd.DataFrame([{**hub, **changes}]), pd.DataFrame(links)


def year_of(targets, year):
    return targets[targets["operating_year"] == year].set_index("indicator")["target"].to_dict()


def test_targets_by_hand(indicators):
    targets = targets_of(*small_plan(), indicators)
    assert list(targets) == list(COLUMNS)
    assert year_of(targets, 5) == {
        "universities": 2,
        "government": 2,
        "large_firms": 3,  # 4 × 0.66 = 2.64
        "smes": 5,  # 4 × 1.23 = 4.92
        "partners": 12,
        "leverage": 1.5,
        "projects": 20,  # 19.5, two digits
        "project_targets_met": 80,
        "students": 2700,  # 54,971 × 5 % = 2,748.55
        "certificates": 310,
        "trainers": 93,
        "jobs_kept": 480,  # 48,390 × 1 %
    }
    first = year_of(targets, 1)
    assert (first["students"], first["universities"], first["leverage"]) == (550, 1, 1.0)
    why = targets.set_index(["indicator", "operating_year"])["why_en"]["students", 5]
    assert "(54,971 × 0.05 × 1)" in why
    assert "an assumption, nothing observed" in why


def test_what_the_plan_does_not_tell_gets_no_target(indicators):
    hubs, links = small_plan()
    without = targets_of(hubs.drop(columns=["jobs_near", "jobs_served"]), links, indicators)
    assert not {"students", "jobs_kept"} & set(without["indicator"])
    assert "partners" in set(without["indicator"])
    no_university = targets_of(hubs, links[links["kind"] != "training"], indicators)
    found = year_of(no_university, 5)
    assert "universities" not in found
    assert found["partners"] == found["government"] + found["large_firms"] + found["smes"]


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("students", 0.3, 1),
        ("students", 12_499.0, 12_000),
        ("leverage", 1.005, 1.0),
        ("leverage", 1.245, 1.2),
        ("rd_spending", 0.0474, 0.047),
    ],
)
def test_targets_pretend_no_precision(indicators, key, value, told):
    assert rounded(value, indicators[key]) == pytest.approx(told)


def test_calendar_years_begin_with_the_first_and_the_last_holds_on(indicators):
    targets = targets_of(*small_plan(), indicators)
    years = [2027, 2028, 2032, 2040]
    dated = in_years(targets, first_years(targets, years, 2028), years)
    students = dated[dated["indicator"] == "students"].set_index("year")["target"].to_dict()
    assert students == {2028: 550, 2032: 2700, 2040: 2700}
    one_year = dated[dated["indicator"] == "project_targets_met"]
    assert one_year["year"].tolist() == [2028, 2032, 2040]


def test_a_plan_saves_them_and_an_old_one_is_read_without(baseline, indicators, tmp_path):
    write_plan(baseline, tmp_path)
    folder = tmp_path / "baseline"
    derived = make_targets(baseline)
    assert set(derived["hub_id"]) == set(baseline.hubs.index)
    saved = read_targets(folder, indicators)
    pd.testing.assert_frame_equal(saved, derived, check_dtype=False)
    sheet = load_workbook(folder / "plan.xlsx", read_only=True)["목표 Targets"]
    assert sum(1 for _ in sheet.rows) == len(derived) + 1
    (folder / "targets.csv").unlink()
    without_years = derive_targets(baseline)
    assert without_years["operation_begins"].isna().all()
    old = read_targets(folder, indicators)
    pd.testing.assert_frame_equal(old, without_years, check_dtype=False)
    assert hub_names(saved)["hub-26020"] == ("울산광역시 남구", "Nam-gu, Ulsan")
    assert hp.compare([folder, folder]).plans  # still a saved plan to other commands


def two_hubs(indicators, begins):
    hubs, links = small_plan()
    both = pd.concat([hubs, hubs.assign(hub_id="hub-2", name_ko="중구")], ignore_index=True)
    links = pd.concat([links, links.replace({"source": {"hub-1": "hub-2"}})], ignore_index=True)
    return targets_of(both, links, indicators, begins)


def test_each_hub_has_targets_from_its_own_first_year(indicators):
    targets = two_hubs(indicators, {"hub-1": 2029, "hub-2": 2030})
    years = [2028, 2029, 2030]
    first = first_years(targets, years)
    assert first == {"hub-1": 2029, "hub-2": 2030}
    dated = in_years(targets, first, years)
    students = dated[dated["indicator"] == "students"].set_index(["hub_id", "year"])["target"]
    assert students.to_dict() == {("hub-1", 2029): 550, ("hub-1", 2030): 1100, ("hub-2", 2030): 550}
    # A year that is given is that of all hubs, and without a roadmap it is the earliest.
    assert first_years(targets, years, 2027) == {"hub-1": 2027, "hub-2": 2027}
    assert first_years(two_hubs(indicators, None), years) == {"hub-1": 2028, "hub-2": 2028}


def test_a_hub_that_does_not_open_has_no_targets_and_is_said_so(indicators):
    targets = two_hubs(indicators, {"hub-1": 2029, "hub-2": None})
    first = first_years(targets, [2029])
    assert set(in_years(targets, first, [2029, 2045])["hub_id"]) == {"hub-1"}
    names = {hub: Pair(*both) for hub, both in hub_names(targets).items()}
    assert not_running(first, names, 2028).in_language("ko") == (
        "2028년에는 아직 운영하지 않아 목표가 없음: 울산 남구(2029년부터) / "
        "울산 중구(로드맵의 기간 안에 열지 않음)"
    )
    assert "Nam-gu" in str(not_running(first, names, 2028))
    assert not_running({"hub-1": 2029}, {"hub-1": names["hub-1"]}, 2029) is None


def test_a_plans_targets_begin_when_its_roadmap_says(baseline, dataset):
    tasks = roadmap_of(baseline).schedule.tasks
    runs = tasks[tasks["phase"] == "run"].set_index("hub_id")["start"]
    targets = make_targets(baseline)
    begins = targets.groupby("hub_id")["operation_begins"].first()
    assert begins.to_dict() == runs.to_dict()
    assert begins.nunique() > 1
    # A hub that stands already runs from the first year on.
    standing = baseline.sites.hubs.assign(existing=True)
    old = replace(baseline, sites=replace(baseline.sites, hubs=standing))
    assert set(make_targets(old)["operation_begins"]) == {baseline.scenario.roadmap.start}


def test_a_roadmap_that_does_not_fit_leaves_targets_without_years(baseline):
    roadmap = baseline.scenario.roadmap.model_copy(update={"waves": (("서울 종로구",),)})
    scenario = baseline.scenario.model_copy(update={"roadmap": roadmap})
    targets = make_targets(replace(baseline, scenario=scenario))
    assert targets["operation_begins"].isna().all()


def test_a_planners_own_targets_count(baseline, indicators, tmp_path):
    write_plan(baseline, tmp_path)
    path = tmp_path / "baseline" / "targets.csv"
    table = pd.read_csv(path)
    table.loc[table["indicator"] == "projects", "target"] = 7
    table.loc[0, "operation_begins"] += 1
    table.to_csv(path, index=False)
    with pytest.raises(DataError, match="states more than one year in the column operation_begins"):
        read_targets(path.parent, indicators)
    table.loc[0, "operation_begins"] -= 1
    table.to_csv(path, index=False)
    found = read_targets(path.parent, indicators)
    assert set(found.loc[found["indicator"] == "projects", "target"]) == {7}
    table.loc[3, "indicator"] = "projcts"
    table.to_csv(path, index=False)
    with pytest.raises(DataError, match="row 5, column 'indicator': 'projcts' is no known"):
        read_targets(path.parent, indicators)
    table.loc[3, "indicator"] = table.loc[2, "indicator"]
    table.to_csv(path, index=False)
    with pytest.raises(DataError, match="rows 4, 5 state the same"):
        read_targets(path.parent, indicators)


def test_a_folder_without_a_plan_is_refused(indicators, tmp_path):
    with pytest.raises(DataError, match=r"neither targets\.csv nor hubs\.csv"):
        read_targets(tmp_path, indicators)
