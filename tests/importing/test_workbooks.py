"""What of a workbook is not seen on its sheet: hidden parts, and the year in the sheet's name."""

from __future__ import annotations

import pandas as pd
import pytest
import xlsxwriter

from hubplanner.errors import DataError
from hubplanner.importing import import_file

HEAD = ["시군구", "연도", "종사자수(명)", "인구(명)"]
ROWS = [["거제시", 2023, 100, 1000], ["군산시", 2023, 200, 2000], ["통영시", 2023, 300, 3000]]


def book(path, rows=ROWS, head=HEAD, sheet="Sheet1", title=(), hide=lambda sheet: None):
    with xlsxwriter.Workbook(path) as made:
        one = made.add_worksheet(sheet)
        for number, row in enumerate([*([title] if title else []), head, *rows]):
            one.write_row(number, 0, row)
        hide(one)
    return path


def filtered(sheet):
    sheet.autofilter(0, 0, 3, 3)
    sheet.filter_column_list(0, ["거제시"])
    sheet.set_row(2, None, None, {"hidden": True})
    sheet.set_row(3, None, None, {"hidden": True})


@pytest.mark.parametrize(
    ("hide", "told"),
    [
        (lambda sheet: sheet.set_row(2, None, None, {"hidden": True}), r"rows, .*: 1 \(3\)"),
        (filtered, r"filtered rows, .*: 2 \(3, 4\)"),
        (lambda sheet: sheet.set_column(3, 3, None, None, {"hidden": True}), r": 1 \(D\)"),
        (lambda sheet: sheet.set_column(7, 9, None, None, {"hidden": True}), None),
        (lambda sheet: sheet.set_row(9, None, None, {"hidden": True}), None),
    ],
)
def test_what_a_sheet_hides_is_read_and_told(tmp_path, hide, told):
    path = book(tmp_path / "t.xlsx", hide=hide)
    report = import_file(path, into=tmp_path / "out")
    assert len(pd.read_parquet(tmp_path / "out" / "statistics.parquet")) == 6
    notes = [str(note) for note in report.notes if "hidden" in str(note)]
    if told is None:
        assert not notes
    else:
        assert pd.Series(notes).str.contains(told).tolist() == [True]


def test_hidden_sheets_are_told(tmp_path):
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(path) as made:
        for name in ("자료", "지난해"):
            for number, row in enumerate([HEAD, *ROWS]):
                (made.get_worksheet_by_name(name) or made.add_worksheet(name)).write_row(
                    number, 0, row
                )
        made.get_worksheet_by_name("지난해").very_hidden()
    report = import_file(path, dry_run=True)
    assert report.sheets_left == ()
    assert "hidden sheets, not read: 1 (지난해)" in " ".join(map(str, report.notes))


def test_hidden_rows_of_a_list_are_told_too(tmp_path):
    path = book(
        tmp_path / "t.xlsx",
        [["거제시", "2018-05-29"], ["군산시", "2018-04-05"]],
        ["시군구", "지정일"],
        hide=lambda sheet: sheet.set_row(1, None, None, {"hidden": True}),
    )
    report = import_file(path, dry_run=True)
    assert report.rows == 2
    assert ": 1 (2)" in str(report.notes[0])


@pytest.mark.parametrize(
    ("sheet", "title", "year", "read", "told"),
    [
        ("2022년", "", None, 2022, "year read from the name of the sheet: 2022"),
        ("2022년", "", 2023, 2023, "the name of the sheet says 2022"),
        ("2022년", "2023년 종사자수", None, 2023, "the name of the sheet says 2022"),
        ("자료", "2021년 종사자수", 2023, 2023, "the title says 2021"),
        ("자료", "2023년 종사자수", 2023, 2023, None),
    ],
)
def test_a_year_that_the_sheet_or_title_states(tmp_path, sheet, title, year, read, told):
    rows = [["거제시", 100], ["군산시", 200]]
    head = ["시군구", "종사자수(명)"]
    path = book(tmp_path / "t.xlsx", rows, head, sheet, [title] if title else ())
    report = import_file(path, into=tmp_path / "out", year=year)
    assert report.periods == (str(read),)
    notes = " ".join(map(str, report.notes))
    assert told in notes if told else "check which" not in notes


def test_a_year_that_no_row_has_is_told(tmp_path):
    report = import_file(book(tmp_path / "t.xlsx"), into=tmp_path / "out", year=2021)
    assert report.periods == ("2023",)
    assert "--year says 2021" in " ".join(map(str, report.notes))


@pytest.mark.parametrize("sheet", ["여성", "남자", "300인 이상", "조선업"])
def test_a_sheet_whose_name_is_of_a_part_is_no_whole(tmp_path, sheet):
    rows = [["시군구", "2023 종사자수"], ["거제시", 5], ["통영시", 6]]
    with pytest.raises(DataError, match=sheet):
        import_file(book(tmp_path / "t.xlsx", rows[1:], rows[0], sheet), into=tmp_path / "out")


@pytest.mark.parametrize(
    ("sheet", "industry"), [("C31 기타 운송장비 제조업", "c31"), ("경남", "total"), ("1", "total")]
)
def test_a_sheet_may_name_the_industry_of_all_figures(tmp_path, sheet, industry):
    rows = [["시군구", "2023 종사자수"], ["거제시", 5], ["통영시", 6]]
    import_file(book(tmp_path / "t.xlsx", rows[1:], rows[0], sheet), into=tmp_path / "out")
    table = pd.read_parquet(tmp_path / "out" / "statistics.parquet")
    assert set(table["industry"]) == {industry}
