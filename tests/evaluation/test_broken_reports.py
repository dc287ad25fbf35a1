"""Ten broken files, made as real workbooks: every problem at once, with its place and its mend."""

from __future__ import annotations

import datetime
import re

import pytest
from openpyxl import Workbook, load_workbook
from report_books import FIGURES, HEADS, rows_of, write_book

from hubplanner.evaluation.evaluate import evaluate
from hubplanner.evaluation.findings import ReportError
from hubplanner.evaluation.reports import read_reports

PLAN = {"hub-1": ("울산 남구", "Nam-gu, Ulsan"), "hub-2": ("경남 창원시", "Changwon-si")}

VALUE, ROW_OF = "값", {key: number for number, key in enumerate(FIGURES, start=2)}
"""The head of the figures, and the row of each indicator in a sheet of one hub."""


def read(path, indicators, hubs=PLAN):
    return read_reports([path], indicators, hubs)


def places(reports, *, refused: bool) -> list[tuple]:
    """Sheet, row, column and value of each refusal, or of each warning, as they come."""
    return [
        (one.place.sheet, one.place.row, one.place.column, one.value)
        for one in reports.findings
        if one.refused is refused
    ]


def told(reports) -> str:
    return "\n".join(str(one.told()) for one in reports.findings)


def assert_nothing_is_lost(reports, path):
    """Every filled row of the file counts, or is listed with its reason."""
    book = load_workbook(path)
    filled = {
        (sheet.title, number)
        for sheet in book.worksheets
        for number, row in enumerate(sheet.values, start=1)
        if number > 1 and any(cell is not None for cell in row)
    }
    used = set(zip(reports.rows["sheet"], reports.rows["row"], strict=True))
    listed = set(zip(reports.unused["sheet"], reports.unused["row"], strict=True))
    assert used | listed == filled
    assert not used & listed
    assert reports.unused["reason_ko"].str.contains("[가-힣]").all()
    for one in reports.findings:
        assert str(one.mend), str(one.what)
        assert re.search("[가-힣]", one.told().in_language("ko"))


@pytest.fixture
def broken(tmp_path, indicators):
    """Writes sheets, reads them, checks that no row is lost."""

    def make(plan=None, **sheets):
        path = write_book(tmp_path / "reports.xlsx", **sheets)
        reporting = {row[1] for rows in sheets.values() for row in rows}
        hubs = {hub: names for hub, names in PLAN.items() if hub in reporting}
        reports = read(path, indicators, plan or hubs)
        assert_nothing_is_lost(reports, path)
        return reports

    return make


def test_sound_reports_have_no_finding(broken):
    reports = broken(보고_2028=rows_of(2028) + rows_of(2028, "hub-2"))
    assert not reports.findings
    assert reports.unused.empty
    assert len(reports.rows) == 2 * len(FIGURES)


def test_1_words_errors_and_dates_for_numbers(broken):
    date = datetime.date(2028, 1, 5)
    rows = rows_of(2028, partners="약 20", projects="#N/A", students="5백", jobs_kept=date)
    rows += rows_of(2028, "hub-2", students="1,291", products=True)
    reports = broken(보고_2028=rows)
    assert places(reports, refused=True) == [
        ("보고 2028", ROW_OF["partners"], VALUE, "약 20"),
        ("보고 2028", ROW_OF["projects"], VALUE, "#N/A"),
        ("보고 2028", ROW_OF["students"], VALUE, "5백"),
        ("보고 2028", ROW_OF["jobs_kept"], VALUE, "2028-01-05"),
        ("보고 2028", ROW_OF["products"] + len(FIGURES), VALUE, "True"),
    ]
    assert "a number is needed" in told(reports)
    # A number kept as text is read all the same.
    kept = reports.rows.query("hub_id == 'hub-2' and indicator == 'students'")
    assert kept["value"].tolist() == [1291]


def test_2_negative_figures_and_figures_that_cannot_be(broken):
    rows = rows_of(2028, rd_spending=-3, projects=4.5, project_targets_met=104, students=-1)
    reports = broken(보고_2028=rows)
    assert places(reports, refused=True) == [
        ("보고 2028", ROW_OF["projects"], VALUE, "4.5"),
        ("보고 2028", ROW_OF["rd_spending"], VALUE, "-3"),
        ("보고 2028", ROW_OF["project_targets_met"], VALUE, "104"),
        ("보고 2028", ROW_OF["students"], VALUE, "-1"),
    ]
    assert "must be 0 or more" in told(reports)
    assert "a whole number is needed" in told(reports)
    assert "must lie between 0 and 100" in told(reports)


def test_problems_stand_in_the_order_of_the_files_and_name_hub_and_indicator(tmp_path, indicators):
    now = rows_of(2028, "hub-2", products=-3, students="많음", smes=50)
    before = rows_of(2027, projects=4.5)
    first = write_book(tmp_path / "b.xlsx", 보고_2028=now)
    second = write_book(tmp_path / "a.xlsx", 보고_2027=before)
    reports = read_reports([first, second], indicators)
    refused = [one for one in reports.findings if one.refused]
    assert [(one.place.file, one.place.row) for one in refused] == [
        ("b.xlsx", ROW_OF["smes"]),
        ("b.xlsx", ROW_OF["products"]),
        ("b.xlsx", ROW_OF["students"]),
        ("a.xlsx", ROW_OF["projects"]),
    ]
    row, name = ROW_OF["products"], indicators["products"].name
    assert f"{row}행(경남 창원시, {name.ko}), '값' 열: '-3'" in refused[1].told().in_language("ko")
    assert f"row {row} (경남 창원시, {name}), column '값': '-3'" in str(refused[1].told())
    # A finding about the hub names no indicator.
    other = rows_of(2028)[:9] + rows_of(2028, name="부산 사하구")[9:]
    mixed = read(write_book(tmp_path / "c.xlsx", 보고_2028=other), indicators)
    assert "row 11 (부산 사하구), column '거점'" in str(mixed.findings[0].told())


def test_3_parts_above_their_whole(broken):
    rows = rows_of(2028, partners_crisis=21, smes=25) + rows_of(2028, "hub-2", smes=10)
    reports = broken(보고_2028=rows)
    assert places(reports, refused=True) == [
        ("보고 2028", ROW_OF["smes"], VALUE, "25"),
        ("보고 2028", ROW_OF["partners_crisis"], VALUE, "21"),
        ("보고 2028", ROW_OF["partners"] + len(FIGURES), VALUE, "20"),
    ]
    assert "a part above its whole, Partner organisations: 20; mend" in told(reports)
    assert "less than its parts together, 21; mend the whole or a part (Large firms" in told(
        reports
    )
    # Fewer than the whole is odd, and said.
    less = broken(보고_2028=rows_of(2028, smes=8))
    assert places(less, refused=False) == [("보고 2028", ROW_OF["partners"], VALUE, "20")]


def test_4_missing_figures_and_missing_rows(broken):
    rows = rows_of(2028, partners="", students="-", trainers=None, certificates=None)
    reports = broken(보고_2028=rows)
    assert not places(reports, refused=True)
    assert places(reports, refused=False)[:2] == [
        ("보고 2028", ROW_OF["partners"], VALUE, ""),
        ("보고 2028", ROW_OF["students"], VALUE, "-"),
    ]
    blank, dash = [one.told().in_language("ko") for one in reports.findings[:2]]
    assert "값이 적혀 있지 않음; 값을 적을 것" in blank
    assert "모른다고 적음" in dash
    assert "적을 것" not in dash
    assert (
        "hub 울산 남구 has no row in 2028 for Certificates and apprenticeships, Trainers; add"
        in told(reports)
    )
    assert len(reports.rows) == len(FIGURES) - 4


def test_5_rows_stated_twice(broken):
    rows = rows_of(2028)
    again = [[2028, "hub-1", "울산 남구", "partners", 20, None, None]]
    other = [[2028, "hub-1", "울산 남구", "students", 501, None, None]]
    end = len(rows) + 1
    reports = broken(보고_2028=rows + again, 더_2028=other)
    assert places(reports, refused=True) == [("더 2028", 2, VALUE, "501")]
    assert places(reports, refused=False) == [("보고 2028", end + 1, VALUE, "20")]
    assert f"(보고 2028 {ROW_OF['students']}, 더 2028 2)" in told(reports)


def test_6_two_years_mixed(broken):
    rows = rows_of(2028)
    rows[3][0], rows[7][0] = 2027, "이천이십팔"
    mixed = rows_of(2026, "hub-2")[:10] + rows_of(2027, "hub-2")[10:]
    reports = broken(보고_2028=rows, 그밖=mixed)
    assert places(reports, refused=True) == [
        ("보고 2028", 5, "연도", "2027"),
        ("보고 2028", 9, "연도", "이천이십팔"),
    ]
    assert "another year than that of the sheet, 2028" in told(reports)
    assert ("그밖", 12, "연도", "2027") in places(reports, refused=False)
    assert "check whether two years are mixed" in told(reports)


def test_7_jumps(broken):
    before, now = rows_of(2027), rows_of(2028, students=3435, public_funds=12, products=9)
    reports = broken(보고_2027=before, 보고_2028=now)
    assert not places(reports, refused=True)
    # 1 to 9 products are many times as many, but few; 500 to 3,435 and 100 to 12 are jumps.
    assert places(reports, refused=False) == [
        ("보고 2028", ROW_OF["public_funds"], VALUE, "12"),
        ("보고 2028", ROW_OF["students"], VALUE, "3,435"),
    ]
    assert "a jump from last year's 500 (more than 5 times" in told(reports)


def test_8_other_units_and_other_definitions(tmp_path, indicators):
    book = Workbook()
    sheet = book.active
    sheet.append(["연도", "거점 ID", "거점", "지표 ID", "값", "단위", "정의"])
    for row in rows_of(2028):
        sheet.append([*row[:5], None, None])
    sheet["F9"], sheet["F10"] = "백만 원", "억 원"
    sheet["G2"], sheet["G3"] = (
        "양해각서를 맺은 기관까지 센다",
        indicators["large_firms"].definition_ko,
    )
    book.save(tmp_path / "reports.xlsx")
    reports = read(tmp_path / "reports.xlsx", indicators, {"hub-1": PLAN["hub-1"]})
    assert places(reports, refused=True) == [("Sheet", 9, "단위", "백만 원")]
    assert places(reports, refused=False) == [("Sheet", 2, "정의", "양해각서를 맺은 기관까지 센다")]
    assert "state the figure in that unit" in told(reports)


def test_9_hubs_renamed_mixed_up_and_new(broken):
    before = rows_of(2027) + rows_of(2027, "hub-2")
    now = rows_of(2028, name="울산 미래차 거점") + rows_of(2028, "hub-02", name="경남 창원시")
    reports = broken(보고_2027=before, 보고_2028=now)
    assert not places(reports, refused=True)
    second = 2 + len(FIGURES)
    assert places(reports, refused=False) == [
        ("보고 2028", 2, "거점", "울산 미래차 거점"),
        ("보고 2028", second, "거점 ID", "hub-02"),
        ("", None, "", ""),
    ]
    assert "Changwon-si (hub-2) of the plan does not report for 2028" in told(reports)
    assert "hub hub-1 was called 울산 남구 before" in told(reports)
    assert "if it is the same hub, write id hub-2" in told(reports)
    mixed = rows_of(2028)[:9] + rows_of(2028, name="부산 사하구")[9:]
    reports = broken(보고_2028=mixed)
    assert places(reports, refused=True) == [("보고 2028", 11, "거점", "부산 사하구")]
    unknown = broken(PLAN, 보고_2028=rows_of(2028, "hub-9", name="강원 원주시"))
    assert "not a hub of the plan: it has no targets" in told(unknown)


def test_10_everything_at_once_in_several_sheets(tmp_path, indicators):
    path = tmp_path / "reports.xlsx"
    rows = rows_of(2028, partners_crisis=30, students="많음")
    rows.append([2028, "hub-1", "울산 남구", "studnets", 7, None, None])
    rows.append([None, None, "울산 남구", "trainers", 7, None, None])
    write_book(path, 보고_2028=rows, 보고_2027=rows_of(2027, project_targets_met=0.8))
    book = load_workbook(path)
    odd = book.create_sheet("연락처")
    odd.append(["담당", "전화"])
    odd.append(["김", "1"])
    book.save(path)
    reports = read(path, indicators)
    end = len(FIGURES) + 2
    assert places(reports, refused=True) == [
        ("보고 2028", ROW_OF["partners_crisis"], VALUE, "30"),
        ("보고 2028", ROW_OF["students"], VALUE, "많음"),
        ("보고 2028", end, "지표 ID", "studnets"),
        ("보고 2028", end + 1, "연도", ""),
        ("보고 2028", end + 1, "거점 ID", ""),
    ]
    assert "is it students?" in told(reports)
    assert "write 79 for 79 %" in told(reports)
    lost = reports.unused[reports.unused["sheet"] == "연락처"]
    assert len(lost) == 1
    assert pd_none(lost["row"].iloc[0])
    used = len(reports.rows) + len(reports.unused) - 1
    assert used == 2 * len(FIGURES) + 2
    with pytest.raises(ReportError) as refused:
        evaluate(reports, indicators)
    assert len(refused.value.findings) == 5
    for words in ("많음", "studnets", "partners_crisis", "보고 2028"):
        assert words in str(refused.value) or words == "partners_crisis"


def pd_none(value) -> bool:
    return value is None or value != value


def test_files_that_are_none_stand_beside_the_others(tmp_path, indicators):
    good = write_book(tmp_path / "good.xlsx", 보고_2028=rows_of(2028, partners=-1))
    (tmp_path / "bad.xlsx").write_bytes(b"no workbook")
    heads = Workbook()
    heads.active.append(HEADS)
    heads.save(tmp_path / "empty.xlsx")
    paths = [tmp_path / "bad.xlsx", tmp_path / "none.xlsx", tmp_path / "empty.xlsx", good]
    reports = read_reports(paths, indicators)
    files = [one.place.file for one in reports.findings if one.refused]
    assert files == ["bad.xlsx", "none.xlsx", "good.xlsx"]
    assert reports.unused["reason_en"].iloc[0] == "no row below its heads"
    assert "no figure was found" in str(read_reports(paths[2:3], indicators).findings[0].told())


def test_a_file_without_any_figure_is_refused(tmp_path, indicators):
    path = write_book(
        tmp_path / "reports.xlsx", 보고_2028=rows_of(2028, **dict.fromkeys(FIGURES, ""))
    )
    reports = read(path, indicators)
    assert reports.findings[0].refused
    assert "no figure was found" in str(reports.findings[0].told())


def test_a_hub_of_the_plan_that_does_not_report_is_named(tmp_path, indicators):
    path = write_book(tmp_path / "reports.xlsx", 보고_2028=rows_of(2028))
    reports = read(path, indicators)
    assert told(reports) == (
        "reports.xlsx: Changwon-si (hub-2) of the plan does not report for 2028;"
        " add its report; until then sums are without it"
    )


def test_what_a_workbook_hides_is_told(tmp_path, indicators):
    sheets = {"보고_2027": rows_of(2027), "보고_2028": rows_of(2028), "보고_2029": rows_of(2029)}
    path = write_book(tmp_path / "r.xlsx", **sheets)
    book = load_workbook(path)
    book["보고 2028"].row_dimensions[3].hidden = True
    book["보고 2029"].sheet_state = "hidden"
    book.save(path)
    reports = read(path, indicators, {"hub-1": PLAN["hub-1"]})
    assert set(reports.rows["year"]) == {2027, 2028}
    assert len(reports.rows) == 2 * len(FIGURES)
    told = [str(one.told()) for one in reports.findings]
    assert [one for one in told if "hidden or filtered rows, read like the others: 1 (3)" in one]
    assert len([one for one in told if "hidden sheets, not read: 1 (보고 2029)" in one]) == 1
