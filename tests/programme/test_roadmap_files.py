"""The roadmap's files against Microsoft's order and another reader; national plans and levels of
readiness; the chapters of a whole plan."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from xml.etree import ElementTree

import icalendar
import pandas as pd
import pytest
from typer.testing import CliRunner

import hubplanner as hp
from hubplanner.cli import app
from hubplanner.fingerprint import fingerprint
from hubplanner.programme.calendar_file import as_calendar
from hubplanner.programme.funding_chapter import funding_chapter, funding_of
from hubplanner.programme.national_plans import (
    load_plans,
    plans_by_hub,
    plans_by_province,
    plans_by_technology,
)
from hubplanner.programme.project_file import NAMESPACE, as_project
from hubplanner.programme.readiness import levels_due, load_levels
from hubplanner.programme.roadmap_chapter import roadmap_chapter, roadmap_of
from hubplanner.regions.boundaries import data_folder
from hubplanner.report.blocks import Paragraph, Picture, Table
from hubplanner.report.chapter import write_chapter
from hubplanner.report.words import Speaker
from hubplanner.scenario import Scenario
from hubplanner.siting.firm_hubs import TIERS

# Microsoft's published order of what we write (learn.microsoft.com, Project 2007 XML Data
# Interchange Schema: 'Project', 'Calendar' and 'Task Elements and XML Structure').
ORDER = {
    "Project": "SaveVersion UID Name Title Subject Category Company Manager Author CreationDate"
    " Revision LastSaved ScheduleFromStart StartDate FinishDate FYStartDate CriticalSlackLimit"
    " CurrencyDigits CurrencySymbol CurrencyCode CurrencySymbolPosition CalendarUID"
    " DefaultStartTime DefaultFinishTime MinutesPerDay MinutesPerWeek DaysPerMonth DefaultTaskType"
    " OutlineCodes WBSMasks ExtendedAttributes Calendars Tasks Resources Assignments",
    "Calendar": "UID Name IsBaseCalendar BaseCalendarUID WeekDays Exceptions WorkWeeks",
    "WeekDay": "DayType DayWorking TimePeriod WorkingTimes",
    "WorkingTime": "FromTime ToTime",
    "Task": "UID ID Name Type IsNull CreateDate Contact WBS WBSLevel OutlineNumber OutlineLevel"
    " Priority Start Finish Duration DurationFormat Work Stop Resume ResumeValid EffortDriven"
    " Recurring OverAllocated Estimated Milestone Summary Critical IsSubproject"
    " IsSubprojectReadOnly SubprojectName ExternalTask ExternalTaskProject EarlyStart EarlyFinish"
    " LateStart LateFinish StartVariance FinishVariance WorkVariance FreeSlack TotalSlack FixedCost"
    " FixedCostAccrual PercentComplete PercentWorkComplete Cost ConstraintType CalendarUID"
    " ConstraintDate Deadline Hyperlink Notes HideBar Rollup PredecessorLink",
    "PredecessorLink": "PredecessorUID Type CrossProject CrossProjectName LinkLag LagFormat",
}


KOREAN = Speaker("ko")


@pytest.fixture(scope="module")
def told(baseline):
    return roadmap_of(baseline)


@pytest.fixture(scope="module")
def names(baseline):
    return baseline.hubs["name_ko"]


@pytest.fixture(scope="module")
def project(told, names):
    return ElementTree.fromstring(as_project(told.schedule, names, "시험 <안>", KOREAN))


def bare(element):
    return element.tag.removeprefix(f"{{{NAMESPACE}}}")


def texts(element):
    return {bare(child): child.text for child in element}


def test_elements_stand_in_microsoft_s_order(project):
    seen = set()
    for element in project.iter():
        assert element.tag.startswith(f"{{{NAMESPACE}}}")
        if (known := ORDER.get(bare(element))) is not None:
            places = [known.split().index(bare(child)) for child in element]
            assert places == sorted(places), bare(element)
            seen.add(bare(element))
    assert seen == set(ORDER)


def test_every_reference_of_the_project_file_is_there(project, told):
    tasks = [texts(one) for one in project.iter(f"{{{NAMESPACE}}}Task")]
    uids = [one["UID"] for one in tasks]
    assert len(set(uids)) == len(uids)
    calendars = {one.text for one in project.findall("{*}Calendars/{*}Calendar/{*}UID")}
    links = [one.text for one in project.iter(f"{{{NAMESPACE}}}PredecessorUID")]
    assert set(links) <= set(uids)
    assert len(links) == told.schedule.graph.number_of_edges()
    assert {one["CalendarUID"] for one in tasks if "CalendarUID" in one} == calendars
    numbers = [one["OutlineNumber"] for one in tasks]
    assert len(set(numbers)) == len(numbers)
    assert all(n.rpartition(".")[0] in {"", *numbers} for n in numbers)


def test_the_project_file_says_what_the_schedule_says(project, told):
    tasks = [texts(one) for one in project.iter(f"{{{NAMESPACE}}}Task")]
    phases = [one for one in tasks if one["Summary"] == "0" and one["Milestone"] == "0"]
    assert [one["Start"][:4] for one in phases] == told.schedule.tasks["start"].astype(str).tolist()
    ends = (told.schedule.tasks["end"] + 1).astype(str)
    assert [one["Finish"][:4] for one in phases] == ends.tolist()
    # Amounts in hundredths, as Project keeps them.
    cost = sum(float(one["FixedCost"]) for one in phases) / 100
    assert cost == pytest.approx(told.schedule.tasks["public"].sum())
    for one in phases:
        hours = int(one["Duration"].removeprefix("PT").removesuffix("H0M0S"))
        first, last = (date.fromisoformat(one[key][:10]) for key in ("Start", "Finish"))
        assert hours == 24 * (last - first).days


def test_the_calendar_reads_back(told, names):
    content = as_calendar(told.schedule, names, "baseline", KOREAN)
    assert content == as_calendar(told.schedule, names, "baseline", KOREAN)
    calendar = icalendar.Calendar.from_ical(content)
    events = {str(one["uid"]).partition("@")[0]: one for one in calendar.walk("VEVENT")}
    milestones = told.schedule.milestones.dropna()
    assert len(events) == len(told.schedule.tasks) + len(milestones)
    for task, row in told.schedule.tasks.iterrows():
        event = events[task]
        assert event.decoded("dtstart") == date(row["start"], 1, 1)
        assert event.decoded("dtend") == date(row["end"] + 1, 1, 1)
        assert str(event["summary"]).startswith(names[row["hub_id"]])
    ends = milestones[milestones["milestone"] == "public_ends"].iloc[0]
    carried = milestones[milestones["milestone"] == "self_sufficient"].iloc[0]
    event = events[f"{carried['hub_id']}/self_sufficient"]
    assert event.decoded("dtstart") == date(carried["year"], 1, 1)
    assert events[f"{ends['hub_id']}/public_ends"].decoded("dtstart") == date(ends["year"], 12, 31)


def test_a_hub_carries_itself_from_the_first_day_of_one_year(told, names):
    """The year of the tables, in the files as well; until then it lives on what it put aside."""
    year = told.money.funding.hubs["self_sufficient"]
    project = ElementTree.fromstring(as_project(told.schedule, names, "시험", KOREAN))
    tasks = [texts(one) for one in project.iter(f"{{{NAMESPACE}}}Task")]
    starts = [one["Start"] for one in tasks if one["Name"] == "자립"]
    assert starts == [f"{one}-01-01T00:00:00" for one in year]
    until = told.money.funding.hubs[["public_ends", "self_sufficient"]]
    flows = told.money.funding.flows.join(until, on="hub_id")
    between = (flows["year"] > flows["public_ends"]) & (flows["year"] < flows["self_sufficient"])
    drawn = -flows.loc[between, "balance"].sum()
    said = funding_chapter(told.money).blocks(KOREAN)[3].text
    assert f"{drawn:,.1f}억 원을 그때까지 남은 돈에서" in said


def test_files_for_other_programs_are_in_one_language(told):
    """And say how long a task takes: Project counts a year as 365 days."""
    more = roadmap_chapter(told).more
    assert set(more) == {"roadmap.ics", "roadmap.xml", "roadmap.en.ics", "roadmap.en.xml"}
    korean, english = (icalendar.Calendar.from_ical(more[f"roadmap{e}.ics"]) for e in ("", ".en"))
    for one, other in zip(korean.walk("VEVENT"), english.walk("VEVENT"), strict=True):
        assert one["uid"] == other["uid"]
        assert " · " not in one["summary"]
        assert str(other["summary"]).isascii()
    descriptions = [str(one.get("description")) for one in korean.walk("VEVENT")]
    assert "2029–2033년(5년 동안), 공공자금 500억 원" in descriptions
    project = ElementTree.fromstring(more["roadmap.xml"])
    said = [texts(one) for one in project.iter(f"{{{NAMESPACE}}}Task")]
    assert {one["Name"] for one in said} >= {"선정", "구축", "운영"}
    assert "2029–2033년(5년 동안), 공공자금 500억 원" in [one.get("Notes") for one in said]
    assert project.findtext("{*}Calendars/{*}Calendar/{*}Name") == "매일 24시간"


# -- national plans and readiness --------------------------------------------------------


def test_every_row_on_plans_has_its_source_and_a_known_technology():
    plans = load_plans()
    assert (plans["source"] != "").all()
    assert set(plans["plan"]) == {"root", "future_cars", "chemistry", "robots", "iot", "ships"}
    for of_list, rows in plans[plans["technology"] != ""].groupby("list"):
        assert set(rows["technology"]) <= technologies_of(of_list)
    places = plans["sido_codes"] != ""
    assert (places == (plans["places_ko"] != "")).all()
    assert (places != (plans["technology"] != "")).all()


def technologies_of(of_list):
    raw = tomllib.loads((data_folder() / "references" / "technologies.toml").read_text("utf-8"))
    return {one["key"] for one in raw["lists"][of_list]["technologies"]}


def test_overlaps_and_gaps_by_hand():
    """Metals stand in the plans on root industries, robots and ships; textiles in none. A hub of
    chemistry in Ulsan has the chemistry plan with both its technology and its province."""
    plans = load_plans()
    table = plans_by_technology(plans, ["metals", "textiles", "ships"], "korea")
    assert table["status"].tolist() == ["overlap", "gap", "one"]
    hubs = pd.DataFrame({"technology": ["chemistry"], "sido_code": ["26"]}, index=["hub-26010"])
    fits = plans_by_hub(plans, hubs, "korea").set_index("plan")
    assert fits.at["chemistry", "fits"] == "both"
    assert fits.at["root", "fits"] == "none"
    assert pd.isna(fits.at["ships", "names_province"])
    assert not plans_by_hub(plans, hubs, "own.toml")["names_technology"].any()


def test_provinces_by_hand():
    """Reports name Ulsan in the chemistry plan alone, and Sejong in none."""
    table = plans_by_province(load_plans(), pd.Series({"26": 2, "29": 0, "38": 1}))
    assert table.loc["26", ["chemistry", "root", "plans", "status"]].tolist() == [1, 0, 1, "one"]
    assert table.loc["29", ["plans", "status", "hubs"]].tolist() == [0, "gap", 0]
    assert table.at["38", "root"] == 1  # Jinju


def test_levels_are_nine_and_ten_and_due_from_building_to_the_end_of_money(told):
    levels = load_levels()
    assert levels.loc["TRL"].index.tolist() == list(range(1, 10))
    assert levels.loc["MRL"].index.tolist() == list(range(1, 11))
    due = levels_due(told.schedule).pivot(index="hub_id", columns="level", values="year")
    tasks = told.schedule.tasks.set_index(["hub_id", "phase"])["end"].unstack()
    assert due[4].to_dict() == tasks["build"].to_dict()
    assert due[7].to_dict() == tasks["run"].to_dict()
    # By hand: built by 2028, money to 2033: five years in three steps, rounded up.
    assert due[due[4] == 2028].iloc[0].tolist() == [2028, 2030, 2032, 2033]


# -- the chapters ------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["ko", "en"])
def test_both_chapters_find_first_and_show_tables_and_a_picture(baseline, told, language):
    for chapter in (funding_chapter(funding_of(baseline)), roadmap_chapter(told)):
        blocks = chapter.blocks(Speaker(language))
        assert isinstance(blocks[0], Paragraph)
        pictures = [one for one in blocks if isinstance(one, Picture)]
        assert len(pictures) == 1
        assert pictures[0].alternative
        for table in (one for one in blocks if isinstance(one, Table)):
            assert sum(table.widths) == pytest.approx(1, abs=0.02)
            assert all(len(row) == len(table.headings) == len(table.widths) for row in table.rows)


def test_the_finding_is_the_table_s(baseline):
    chapter = funding_chapter(funding_of(baseline))
    public = chapter.tables["By hub"]["public"].sum()
    assert f"{public:,.0f}억 원" in chapter.blocks(Speaker("ko"))[0].text
    assert f"KRW {public:,.0f} hundred million" in chapter.blocks(Speaker("en"))[0].text
    assert chapter.tables["By ministry"]["public"].sum() == pytest.approx(public)
    assert chapter.tables["By province"]["public"].sum() == pytest.approx(public)
    assert (chapter.tables["By hub"]["number"].nunique()) == len(baseline.hubs)


def test_amounts_add_up_as_they_are_shown(told):
    """Six times 562.5 is 3,375; rounded to 562 it was not. Thirds are told to a tenth."""
    for chapter in (funding_chapter(told.money), roadmap_chapter(told)):
        tables = [one for one in chapter.blocks(KOREAN) if isinstance(one, Table)]
        summed = [one for one in tables if one.rows and one.rows[-1][0] == "합계"]
        assert len(summed) == 2
        for table in summed:
            amounts = [[float(one.replace(",", "")) for one in row[1:]] for row in table.rows]
            for *parts, total in zip(*amounts, strict=True):
                assert sum(parts) == pytest.approx(total, abs=0.05 * len(parts))
    public = [row[-1] for row in roadmap_chapter(told).blocks(KOREAN)[2].rows]
    assert set(public) == {"562.5"}


def test_jobs_stand_beside_money_and_why_a_hub_is_first(baseline, told):
    blocks = funding_chapter(told.money).blocks(KOREAN)
    place = blocks[1].headings.index("45분 안 위기 일자리")
    shown = [int(row[place].replace(",", "")) for row in blocks[1].rows]
    jobs = baseline.hubs.loc[told.money.order.hubs, "jobs_near"]
    assert shown == [round(one) for one in jobs]
    first = baseline.hubs.loc[told.money.order.hubs[0]]
    for chapter in (funding_chapter(told.money), roadmap_chapter(told)):
        said = [one.text for one in chapter.blocks(KOREAN) if isinstance(one, Paragraph)]
        reason = next(one for one in said if "입지가 확실한 거점부터" in one)
        assert f"{100 * first['draw_share']:.1f} %" in reason
        assert first["name_ko"] in reason


def test_no_sentence_leaves_the_particle_open(baseline):
    funding = baseline.scenario.funding.model_copy(update={"province_share": 0.3})
    scenario = baseline.scenario.model_copy(update={"funding": funding})
    plan = hp.Plan(**{**vars_of(baseline), "scenario": scenario})
    for chapter in (funding_chapter(funding_of(plan)), roadmap_chapter(roadmap_of(plan))):
        said = " ".join(one.text for one in chapter.blocks(KOREAN) if isinstance(one, Paragraph))
        assert not any(one in said for one in ("은(는)", "을(를)", "이(가)"))


def test_the_headline_says_how_surely_a_ceiling_is_kept(baseline):
    funding = baseline.scenario.funding.model_copy(update={"ceiling": 500.0})
    scenario = baseline.scenario.model_copy(update={"funding": funding})
    told = funding_of(hp.Plan(**{**vars_of(baseline), "scenario": scenario}))
    over = told.funding.share_above(500.0)
    assert over > 0
    headline = funding_chapter(told).blocks(Speaker("en"))[0].text
    assert f"exceeded in {100 * over:.1f} % of the draws" in headline


def test_firm_hubs_are_built_first(baseline, told):
    tiers = baseline.hubs.loc[told.money.order.hubs, "tier"].map(list(TIERS).index)
    assert tiers.is_monotonic_increasing


def test_files_are_written(told, tmp_path):
    folder = write_chapter(roadmap_chapter(told), tmp_path)
    files = {path.name for path in folder.iterdir()}
    assert {"roadmap.html", "roadmap.xlsx", "roadmap.ics", "roadmap.xml", "tasks.csv"} <= files


def test_a_plan_that_leaves_no_room_says_so(baseline):
    scenario = baseline.scenario.model_copy(
        update={"funding": baseline.scenario.funding.model_copy(update={"ceiling": 10.0})}
    )
    plan = hp.Plan(**{**vars_of(baseline), "scenario": scenario})
    for chapter in (funding_chapter(funding_of(plan)), roadmap_chapter(roadmap_of(plan))):
        assert chapter.blocks(Speaker("en"))[0].text.startswith("No hub opens")
        assert "roadmap.ics" not in chapter.more


def vars_of(plan):
    return {name: getattr(plan, name) for name in plan.__dataclass_fields__}


# -- what no plan depends on -------------------------------------------------------------


def test_money_and_time_change_no_fingerprint_and_no_saved_plan(dataset, baseline):
    other = Scenario(funding={"public": [1.0, 2.0, 3.0], "ceiling": 5.0}, roadmap={"start": 2040})
    assert fingerprint(other) == fingerprint(Scenario())
    assert fingerprint(Scenario(siting={"hubs": 5})) != fingerprint(Scenario())
    told = baseline.summary()["scenario"]
    assert "funding" not in told
    assert "roadmap" not in told
    assert json.dumps(other.of_plan()) == json.dumps(Scenario().of_plan())


@pytest.mark.slow
def test_the_commands_refuse_in_one_line(tmp_path):
    wrong = tmp_path / "wrong.toml"
    wrong.write_text('[roadmap]\nafter = { "서울 종로구" = ["부산 중구"] }\n', encoding="utf-8")
    for command in ("fund", "roadmap"):
        result = CliRunner().invoke(app, [command, str(wrong), "--out", str(tmp_path)])
        assert result.exit_code == 2
        assert "roadmap.after: 서울 종로구 is no hub of this plan" in result.output


def test_tables_hold_key_words_in_both_languages(baseline, told):
    tables = roadmap_chapter(told).tables
    assert set(tables["Tasks"]["phase"]) == {
        "선정 · select",
        "구축 · build",
        "운영 · run",
        "공공자금 뒤 · after public money",
    }
    assert tables["Plans by technology"]["status"].notna().all()
    assert set(funding_chapter(funding_of(baseline)).tables["Draws"]["series"]) == {
        "공공자금 · Public money",
        "그때까지 남은 돈 · Left over so far",
    }
