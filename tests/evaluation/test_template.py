"""The workbook to fill in: read back, the same bytes, and what its formulas say of a figure."""

from __future__ import annotations

import re

import pytest
from openpyxl import load_workbook
from report_books import FIGURES
from test_targets import small_plan

from hubplanner.errors import DataError
from hubplanner.evaluation.evaluate import evaluate
from hubplanner.evaluation.reports import read_reports
from hubplanner.evaluation.targets import hub_names, targets_of
from hubplanner.evaluation.template import write_template


@pytest.fixture(scope="module")
def targets(indicators):
    return targets_of(*small_plan(), indicators)


@pytest.fixture
def blank(tmp_path, targets, indicators):
    path = tmp_path / "blank.xlsx"
    write_template(targets, indicators, [2028, 2029], path)
    return path


def columns(sheet) -> dict[str, int]:
    """By head, the number of the column from 1."""
    return {str(cell.value).split(" (")[0]: cell.column for cell in sheet[4] if cell.value}


def fill(path, into, figures) -> None:
    """As a planner fills: the yellow column only; the checks keep the results that they had."""
    book = load_workbook(path, data_only=True)
    for sheet in book.worksheets[:2]:
        at = columns(sheet)
        for row in range(5, sheet.max_row + 1):
            key = sheet.cell(row, at["지표 ID"]).value
            sheet.cell(row, at["값"]).value = figures[key]
    book.save(into)


def test_it_comes_back_whole_once_filled(blank, tmp_path, targets, indicators):
    fill(blank, tmp_path / "filled.xlsx", FIGURES)
    reports = read_reports([tmp_path / "filled.xlsx"], indicators, hub_names(targets))
    assert not reports.findings
    assert reports.unused.empty
    assert len(reports.rows) == 2 * len(FIGURES)
    found = evaluate(reports, indicators, targets)
    assert found.years == (2028, 2029)
    assert found.of("hub-1").at["students", "target"] == 1100


def test_checks_that_were_never_calculated_do_not_matter(blank, tmp_path, targets, indicators):
    path = tmp_path / "filled.xlsx"
    book = load_workbook(blank)  # keeps formulas, drops their results
    for sheet in book.worksheets[:2]:
        at = columns(sheet)
        for row in range(5, sheet.max_row + 1):
            sheet.cell(row, at["값"]).value = FIGURES[sheet.cell(row, at["지표 ID"]).value]
    book.save(path)
    reports = read_reports([path], indicators, hub_names(targets))
    assert not reports.findings
    assert len(reports.rows) == 2 * len(FIGURES)
    # In the column that is read it matters, and the cell is named, the file once.
    sheet.cell(7, at["값"]).value = "=1+1"
    book.save(path)
    found = read_reports([path], indicators, hub_names(targets)).findings[0]
    assert found.refused
    told = found.told().in_language("ko")
    assert told.startswith("filled.xlsx, 시트 '보고 2029', 7행(울산 남구, ")
    assert "'값 (value)' 열: 결과 없는 수식" in told
    assert told.count("filled.xlsx") == 1


def test_a_file_that_cannot_be_read_is_named_once(tmp_path, indicators):
    path = tmp_path / "reports.xlsx"
    path.write_bytes(b"no workbook")
    (found,) = read_reports([path], indicators).findings
    assert str(found.told()).count("reports.xlsx") == 1


def test_a_blank_one_is_refused_and_every_row_listed(blank, indicators):
    reports = read_reports([blank], indicators)
    assert "no figure was found" in str(reports.findings[0].told())
    assert len(reports.unused) == 2 * len(FIGURES)


def test_a_clean_reader_sees_targets_definitions_and_validation(blank, indicators, targets):
    book = load_workbook(blank)
    assert book.sheetnames == ["보고 2028", "보고 2029", "정의 Definitions", "목표 Targets"]
    sheet = book["보고 2028"]
    assert len(sheet.data_validations.dataValidation) == len(FIGURES)
    assert sheet.freeze_panes
    words = {cell.value for row in book["정의 Definitions"].iter_rows() for cell in row}
    for one in indicators:
        assert f"{one.definition_ko}\n{one.definition_en}" in words
    told = [row[5].value for row in book["목표 Targets"].iter_rows(min_row=4)]
    assert any("54,971 × 0.05 × 0.2" in one and "가정이며 관측이 아니다" in one for one in told)


def test_hubs_that_do_not_run_yet_are_named_above_and_have_no_targets(tmp_path, indicators):
    path = tmp_path / "early.xlsx"
    targets = targets_of(*small_plan(), indicators, {"hub-1": 2029})
    write_template(targets, indicators, [2028, 2029], path)
    book = load_workbook(path)
    by_year = {}
    for year in (2028, 2029):
        sheet = book[f"보고 {year}"]
        column = columns(sheet)["목표"]
        by_year[year] = [sheet.cell(row, column).value for row in range(5, sheet.max_row + 1)]
    assert not any(by_year[2028])
    assert 550 in by_year[2029]
    above = " ".join(str(cell.value) for cell in book["보고 2028"][1])
    assert "아직 운영하지 않아 목표가 없음: 울산 남구(2029년부터)" in above
    assert "Not yet running" not in " ".join(str(cell.value) for cell in book["보고 2029"][1])
    assert "운영 첫해: 2029년(모든 거점)" in book["목표 Targets"]["A1"].value


def test_the_same_template_gives_the_same_bytes(tmp_path, targets, indicators):
    for name in ("a.xlsx", "b.xlsx"):
        write_template(targets, indicators, [2028], tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_a_workbook_that_is_there_stays(blank, targets, indicators):
    with pytest.raises(DataError, match="is there already; name another file with --out"):
        write_template(targets, indicators, [2028], blank)


class Cell:
    """A value as a formula of Excel compares it: a blank is 0, a text above every number."""

    def __init__(self, value):
        self.value = value

    def key(self):
        is_text = isinstance(self.value, str)
        return (is_text, self.value if is_text else self.value or 0)

    def __lt__(self, other):
        return self.key() < as_cell(other).key()

    def __gt__(self, other):
        return self.key() > as_cell(other).key()

    def __eq__(self, other):
        return self.key() == as_cell(other).key()

    def __ne__(self, other):
        return not self == other

    __hash__ = None


def as_cell(value):
    return value if isinstance(value, Cell) else Cell(value)


def numbers(cells):
    return [one.value for one in cells if isinstance(one.value, int | float)]


EXCEL = {
    "IF": lambda condition, this, other: this if condition else other,
    "OR": lambda *all_of: any(all_of),
    "AND": lambda *all_of: all(all_of),
    "NOT": lambda one: not one,
    "ISBLANK": lambda one: one.value is None,
    "ISNUMBER": lambda one: isinstance(one.value, int | float),
    "INT": lambda one: Cell(one.value // 1) if isinstance(one.value, int | float) else one,
    "COUNT": lambda *cells: len(numbers(cells)),
    "SUM": lambda *cells: Cell(sum(numbers(cells))),
}


def calculate(sheet, formula: str):
    """What Excel would show, by Python's own parser."""
    python = re.sub(r"(?<![<>])=(?!=)", "==", formula.removeprefix("=")).replace("<>", "!=")
    cells = {name: Cell(sheet[name].value) for name in re.findall(r"\b[A-Z]\d+\b", formula)}
    return eval(python, {"__builtins__": {}}, {**EXCEL, **cells})


@pytest.mark.parametrize(
    ("changes", "key", "said"),
    [
        ({}, "partners", "✓"),
        ({}, "project_targets_met", "✓"),
        ({"students": None}, "students", "미입력 · no figure yet"),
        ({"students": "-"}, "students", "미입력 · no figure yet"),
        ({"students": "약 5"}, "students", "숫자가 아님 · not a number"),
        ({"rd_spending": -0.1}, "rd_spending", "음수 · negative"),
        ({"rd_spending": 0.1}, "rd_spending", "✓"),
        ({"projects": 1.5}, "projects", "정수가 아님 · no whole number"),
        ({"project_targets_met": 100.1}, "project_targets_met", "100 % 초과 · above 100 %"),
        ({"partners_crisis": 21}, "partners_crisis", "전체보다 큼 · above its whole"),
        ({"partners_crisis": 21, "partners": None}, "partners_crisis", "✓"),
        ({"smes": 8}, "partners", "부분의 합과 다름 · its parts add up to another figure"),
        ({"smes": None}, "partners", "✓"),
    ],
)
def test_the_checks_beside_the_figures(blank, tmp_path, changes, key, said):
    fill(blank, tmp_path / "filled.xlsx", {**FIGURES, **changes})
    filled = load_workbook(tmp_path / "filled.xlsx")["보고 2028"]
    formulas = load_workbook(blank)["보고 2028"]
    at = columns(filled)
    row = 5 + list(FIGURES).index(key)
    assert filled.cell(row, at["지표 ID"]).value == key
    assert calculate(filled, formulas.cell(row, at["점검"]).value) == said
