"""From a plan to a filled first-year sheet and its page, by the commands of evaluation.md."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pandas as pd
import pytest
from docx import Document
from openpyxl import load_workbook
from report_books import FIGURES, rows_of, write_book
from test_template import columns
from typer.testing import CliRunner

from hubplanner.cli import app

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/en/explanation/evaluation.md").read_text("utf-8")


def run(*words, language="en"):
    return CliRunner().invoke(app, ["--lang", language, *map(str, words)])


def fill(path: Path) -> None:
    """As a planner does in Excel, which keeps the formulas' results."""
    book = load_workbook(path, data_only=True)
    sheet = book.worksheets[0]
    at = columns(sheet)
    for row in range(5, sheet.max_row + 1):
        sheet.cell(row, at["값"]).value = FIGURES[sheet.cell(row, at["지표 ID"]).value]
    book.save(path)


def documented() -> list[list[str]]:
    """The commands of the page's shell blocks, in order."""
    blocks = re.findall(r"```sh\n(.*?)```", PAGE, flags=re.DOTALL)
    return [shlex.split(line)[1:] for block in blocks for line in block.split("\n") if line.strip()]


@pytest.fixture(scope="module")
def first_year(tmp_path_factory):
    """The folder after the page's first-year evaluation, and what the last command said."""
    place = tmp_path_factory.mktemp("first_year")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(place)
        for words in documented():
            done = run(*words)
            assert done.exit_code == 0, done.output
            if "template" in words:
                fill(place / "reports-2029.xlsx")
    return place, done.output


def test_the_page_is_there_by_the_docs_alone(first_year):
    place, said = first_year
    assert [words[0] for words in documented()] == ["plan", "evaluate", "evaluate"]
    folder = place / "programme" / "evaluation"
    assert "evaluation.html" in said
    page = (folder / "evaluation.html").read_text("utf-8")
    for words in ("거점 평가, 2029년", "Evaluation of the hubs, 2029", "표 1: 거점 전체", "687.0"):
        assert words in page
    assert "<script" not in page
    for name in re.findall(r"`(\w+\.(?:csv|xlsx|html))`", PAGE.split("## Files")[1]):
        assert (folder / name).is_file(), name


def test_the_tables_say_what_was_filled_in(first_year):
    folder = first_year[0] / "programme" / "evaluation"
    table = pd.read_csv(folder / "table_1.csv").set_index("indicator")
    assert table.at["students", "value"] == 6 * FIGURES["students"]
    assert table.at["leverage", "value"] == pytest.approx(1.105)
    assert table.at["partners", "hubs"] == 6
    hubs = pd.read_csv(folder / "by_hub.csv")
    kept = hubs.query("hub_id == 'hub-26010' and indicator == 'students'").iloc[0]
    assert (kept["target"], kept["met"]) == (160, "충족 · met")
    # 울산 남구 is still being built in 2029.
    assert hubs.loc[hubs["hub_id"] == "hub-26020", "target"].isna().all()
    page = (folder / "evaluation.html").read_text("utf-8")
    assert "2029년에는 아직 운영하지 않아 목표가 없음: 울산광역시 남구(2030년부터) / " in page
    assert "Not yet running in 2029, so without targets: Nam-gu, Ulsan (from 2030) / " in page
    sheets = load_workbook(folder / "evaluation.xlsx", read_only=True).sheetnames
    assert sheets[:2] == ["표 1 Table 1", "거점별 By hub"]
    usa = pd.read_csv(folder / "manufacturing_usa.csv")
    assert usa["printed_percent"].tolist() == usa["computed_percent"].tolist()


def test_the_reference_lists_every_column(first_year, columns_are_described):
    files = list((first_year[0] / "programme" / "evaluation").glob("*.csv"))
    assert len(files) == 9
    for file in files:
        columns_are_described("evaluate", file.name, list(pd.read_csv(file).columns))


def test_the_same_reports_give_the_same_bytes(tmp_path):
    path = write_book(tmp_path / "reports.xlsx", 보고_2027=rows_of(2027), 보고_2028=rows_of(2028))
    for name in "ab":
        assert run("evaluate", path, "--out", tmp_path / name).exit_code == 0
    first, second = (tmp_path / name / "evaluation" for name in "ab")
    for file in first.iterdir():
        assert file.read_bytes() == (second / file.name).read_bytes(), file.name


@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_problem_is_a_line_and_nothing_is_written(tmp_path, language):
    rows = rows_of(2028, partners="약 20", partners_crisis=-1, projects=1.5)
    path = write_book(tmp_path / "reports.xlsx", 보고_2028=rows)
    done = run("evaluate", path, "--out", tmp_path / "out", language=language)
    assert done.exit_code == 2
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 3
    where = {
        "ko": "시트 '보고 2028', 2행(울산 남구, 참여 기관), '값' 열: '약 20'",
        "en": "row 2 (울산 남구, Partner organisations), column '값': '약 20'",
    }
    assert where[language] in lines[0]
    assert not (tmp_path / "out").exists()


def test_two_years_in_two_files_with_flags_and_notes(tmp_path):
    first = write_book(tmp_path / "a.xlsx", 보고_2027=rows_of(2027) + rows_of(2027, "hub-2"))
    now = rows_of(2028, partners=15, smes=4, co_investment=80, students=4000)
    second = write_book(tmp_path / "b.xlsx", 보고_2028=now + rows_of(2028, "hub-2", products=""))
    done = run("evaluate", second, first, "--out", tmp_path)
    assert done.exit_code == 0, done.output
    assert (
        "flag: 울산 남구: Partner organisations (organisations) fell from 20 in 2027" in done.output
    )
    assert "note: b.xlsx, sheet '보고 2028'" in done.output
    assert "a jump from last year's 500" in done.output
    flags = pd.read_csv(tmp_path / "evaluation" / "flags.csv")
    assert len(flags) == 4  # network and leverage, of the hub and of all
    page = (tmp_path / "evaluation" / "evaluation.html").read_text("utf-8")
    assert page.count("<img") == 2  # the trend, in both languages; no plan, no targets
    earlier = run("evaluate", second, first, "--year", "2027", "--out", tmp_path)
    assert earlier.exit_code == 0
    assert "flag:" not in earlier.output
    nothing = run("evaluate", first, "--year", "2030", "--out", tmp_path)
    assert nothing.exit_code == 2
    assert "no report states figures of 2030; years reported: 2027" in nothing.stderr


def test_hub_names_become_no_markup_and_no_formula(tmp_path):
    rows = rows_of(2028, name="=1+1<b>x</b>")
    path = write_book(tmp_path / "reports.xlsx", 보고_2028=rows)
    book = load_workbook(path)
    for row in range(2, len(rows) + 2):
        book.active.cell(row, 3).value = "'=1+1<b>x</b>"
    book.save(path)
    assert run("evaluate", path, "--out", tmp_path).exit_code == 0
    page = (tmp_path / "evaluation" / "evaluation.html").read_text("utf-8")
    assert "<b>x</b>" not in page
    assert "=1+1&lt;b&gt;x&lt;/b&gt;" in page
    table = (tmp_path / "evaluation" / "by_hub.csv").read_text("utf-8-sig")
    assert ",=1+1" not in table


def test_it_stands_behind_the_two_pages_of_the_brief(first_year):
    place = first_year[0]
    reports, plan = place / "reports-2029.xlsx", place / "maps" / "baseline"
    words = ("report", "--format", "docx", "--evaluation", reports, "--targets", plan)
    done = run(*words, "--out", place)
    assert done.exit_code == 0, done.output
    document = Document(place / "baseline.en.docx")
    titles = [one.text for one in document.paragraphs if one.style.name == "Title"]
    assert titles[1] == "Evaluation of the hubs, 2029"
    cells = [cell.text for table in document.tables for cell in table.rows[1].cells]
    assert "Partner organisations" in cells


def test_help_names_both_commands():
    done = run("evaluate", "--help")
    assert "template" in done.output
    assert "run" in done.output
    typed = run("evaluate", "templat")
    assert typed.exit_code == 2
