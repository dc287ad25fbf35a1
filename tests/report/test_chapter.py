"""A chapter as files: each table once, the page in both languages, all of it or nothing."""

from __future__ import annotations

import pandas as pd
import pytest
from openpyxl import load_workbook

from hubplanner.errors import DataError
from hubplanner.language import LANGUAGES, Pair
from hubplanner.programme.portfolio_chapter import portfolio_chapter
from hubplanner.report.blocks import Document, Heading, Paragraph, Table
from hubplanner.report.chapter import Chapter, write_chapter
from hubplanner.report.columns import Heading as ColumnHeading
from hubplanner.report.pdf import as_pdf
from hubplanner.report.word import as_docx


def chapter(**changes) -> Chapter:
    table = pd.DataFrame({"hub_id": ["hub-1", "hub-2"], "spent": [12.5, float("nan")]})
    told = {
        "name": "spending",
        "title": Pair("돈 <b>", "Money <b>"),
        "subtitle": Pair("기준안", "Baseline"),
        "tables": {"By hub": table},
        "blocks": lambda say: [
            Heading(say.either("무엇", "What")),
            Paragraph(say.either("=SUM(1)", "</p><script>x</script>")),
            Table(["a", "b"], [["x", "1"]], [0.5, 0.5], frozenset({1})),
        ],
        "headings": {"spent": ColumnHeading("지출", "Spent", "number", "억 원")},
    }
    return Chapter(**{**told, **changes})


def test_it_writes_tables_workbook_page_and_what_it_has_besides(tmp_path):
    folder = write_chapter(chapter(more={"dates.ics": b"BEGIN"}), tmp_path)
    assert sorted(file.name for file in folder.iterdir()) == [
        "by_hub.csv",
        "dates.ics",
        "spending.html",
        "spending.xlsx",
    ]
    assert pd.read_csv(folder / "by_hub.csv")["spent"].tolist()[0] == 12.5
    sheet = load_workbook(folder / "spending.xlsx").worksheets[0]
    rows = list(sheet.values)
    assert rows[0][1] == "지출\nSpent\n억 원"
    assert rows[1:] == [("hub-1", 12.5), ("hub-2", None)]


def test_the_page_has_both_languages_and_no_markup_from_words(tmp_path):
    page = (write_chapter(chapter(), tmp_path) / "spending.html").read_text("utf-8")
    assert '<html lang="ko">' in page
    assert '<article class="en" lang="en">' in page
    assert "Money &lt;b&gt;" in page
    assert "<script" not in page
    assert "default-src 'none'" in page


def test_the_same_chapter_gives_the_same_bytes(tmp_path):
    first, second = (write_chapter(chapter(), tmp_path / name) for name in "ab")
    for file in first.iterdir():
        assert file.read_bytes() == (second / file.name).read_bytes(), file.name


def test_a_failure_leaves_what_stood_there(tmp_path):
    folder = write_chapter(chapter(), tmp_path)
    before = {file.name: file.read_bytes() for file in folder.iterdir()}

    def fails(say):
        raise DataError("no")

    with pytest.raises(DataError):
        write_chapter(chapter(blocks=fails), tmp_path)
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before


@pytest.mark.slow
def test_names_that_try_everything(nasty, tmp_path):
    chapter = portfolio_chapter(nasty)
    folder = write_chapter(chapter, tmp_path)
    page = (folder / "portfolio.html").read_text("utf-8")
    assert "<script" not in page
    assert "\x01" not in page
    for language in LANGUAGES:
        as_pdf(Document("t", "s", language, [], [chapter.document(language).blocks]))
        as_docx(Document("t", "s", language, [], [chapter.document(language).blocks]))
