"""Yearly reports of hubs: the workbook to fill in, filled ones dropped in, what they come to."""

from __future__ import annotations

import io
import re
import shutil
import time

import pytest
from openpyxl import Workbook, load_workbook

from hubplanner.pipeline import write_plan

HEADS = ["연도", "거점 ID", "거점", "지표 ID", "값", "단위", "비고"]


@pytest.fixture(scope="session")
def written(baseline, tmp_path_factory):
    """A plan as the desk would have written it."""
    return write_plan(baseline, tmp_path_factory.mktemp("written"))


@pytest.fixture
def planned(visitor, written):
    visitor.post("/scenarios", {"example": "baseline", "name": ""})
    shutil.copytree(written.parent, visitor.workspace.maps)
    return visitor


def over(visitor):
    while visitor.jobs.unfinished():
        time.sleep(0.05)
    assert [job.refusal for job in visitor.jobs.remembered() if job.refusal] == []


def book(*rows):
    made = Workbook()
    made.active.title = "보고 2028"
    for row in (HEADS, *rows):
        made.active.append(row)
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


SOUND = [[2028, "hub-1", None, "students", 500, None, None]]


def drop(visitor, content, name="보고.xlsx"):
    answer = visitor.post("/yearly/upload", {"name": "baseline"}, files={"file": (name, content)})
    over(visitor)
    return answer


def test_without_a_plan_there_are_no_targets(visitor):
    visitor.post("/scenarios", {"example": "baseline", "name": "a"})
    assert "compute it first" in visitor.get("/scenario/a/yearly").text
    assert visitor.post("/scenario/a/template", {"from": "2028"}).status_code == 422
    answer = visitor.post("/yearly/upload", {"name": "a"}, files={"file": ("a.xlsx", book())})
    assert answer.status_code == 422


@pytest.mark.slow
def test_the_workbook_to_fill_in_is_made_for_years(planned):
    planned.post("/scenario/baseline/template", {"from": "2028", "to": "2029"})
    over(planned)
    page = planned.get("/scenario/baseline/yearly").text
    file = re.search(r'href="(/results/programme/baseline/reports-2028-2029\.xlsx)"', page)[1]
    sheets = load_workbook(io.BytesIO(planned.get(file).content)).sheetnames
    assert any("2028" in name for name in sheets)
    assert any("2029" in name for name in sheets)
    planned.post("/scenario/baseline/template", {"from": "2028", "to": "2029"})
    over(planned)  # made anew, of the plan as it is now
    for years in ({"from": "x"}, {"from": "2029", "to": "2028"}, {"from": "2000", "to": "2050"}):
        assert planned.post("/scenario/baseline/template", years).status_code == 422


def test_all_problems_stand_in_a_table_and_nothing_is_judged(planned):
    rows = [
        [2028, "hub-99", None, "students", 500, None, None],
        [2028, "hub-1", None, "students", "many", None, None],
    ]
    drop(planned, book(*rows))
    page = planned.get("/scenario/baseline/yearly").text
    assert "Nothing is judged" in page
    cells = re.findall(r"<tr><td>(.*?)</td></tr>", page)
    told = [one.split("</td><td>") for one in cells]
    assert {one[2] for one in told} >= {"2", "3"}
    for file, sheet, row, _, _, what, mend in told:
        assert file == "보고.xlsx"
        assert sheet == "보고 2028" or not row
        assert what
        assert mend
    assert "evaluation.html" not in page


def test_several_files_at_once_are_all_kept_or_none(planned):
    def send(*names):
        files = [("file", (name, book(*SOUND))) for name in names]
        return planned.post("/yearly/upload", {"name": "baseline"}, files=files)

    assert send("하나.xlsx", "둘.pdf").status_code == 422
    assert send("하나.xlsx", "하나.xlsx").status_code == 422
    assert "하나.xlsx" not in planned.get("/scenario/baseline/yearly").text
    send("하나.xlsx", "둘.xlsx")
    over(planned)
    page = planned.get("/scenario/baseline/yearly").text
    for name in ("하나.xlsx", "둘.xlsx"):
        assert name in page
        planned.post("/scenario/baseline/yearly/remove", {"file": name})


def test_sound_reports_are_judged_shown_and_come_into_the_brief(planned):
    drop(planned, book(*SOUND))
    page = planned.get("/scenario/baseline/yearly").text
    assert "Nothing is judged" not in page
    source = re.search(r'<iframe class="result" src="([^"]+)"', page)[1]
    assert planned.get(source).status_code == 200
    answer = planned.get("/results/programme/baseline/evaluation/evaluation.xlsx")
    named = answer.headers["content-disposition"]
    assert re.search(r"evaluation%20\d{4}-\d\d-\d\d\.xlsx", named)
    assert 'name="evaluation"' in planned.get("/scenario/baseline").text


@pytest.mark.slow
def test_a_workbook_dropped_in_again_takes_the_place_of_the_first_which_is_kept(planned):
    drop(planned, book(*SOUND))
    again = book([2028, "hub-1", None, "students", 600, None, None])
    drop(planned, again)
    kept = planned.workspace.programme / "baseline" / "reports"
    assert [one.name for one in kept.glob("*.xlsx")] == ["보고.xlsx"]
    assert (kept / "보고.xlsx").read_bytes() == again
    assert len(list((kept / ".bin").iterdir())) == 1
    planned.post("/scenario/baseline/yearly/remove", {"file": "보고.xlsx"})
    assert "No report yet" in planned.get("/scenario/baseline/yearly").text
    assert len(list((kept / ".bin").iterdir())) == 2


@pytest.mark.parametrize("name", ["a.exe", "a", "..", "../../a.txt"])
def test_only_workbooks_are_taken(planned, name):
    assert drop(planned, b"x", name).status_code == 422
    assert not (planned.workspace.programme / "baseline" / "reports").exists()


def test_no_other_file_is_removed(planned):
    for told in ("../../../scenarios/baseline.toml", "none.xlsx", ""):
        answer = planned.post("/scenario/baseline/yearly/remove", {"file": told})
        assert answer.status_code == 422
    assert planned.workspace.names() == ["baseline"]


def test_one_region_is_opened_to_print(planned):
    page = planned.get("/scenario/baseline").text
    assert '<option value="38090">' in page
    answer = planned.get("/scenario/baseline/sheet?region=38090", follow_redirects=False)
    assert answer.headers["location"] == "/results/maps/baseline.html#tab=regions&region=38090"
    assert planned.get("/scenario/baseline/sheet?region=none").status_code == 404


def test_files_are_named_by_plan_and_day(planned):
    told = planned.get("/results/maps/baseline/plan.xlsx").headers["content-disposition"]
    assert re.search(r"baseline%20plan%20\d{4}-\d\d-\d\d\.xlsx", told)
