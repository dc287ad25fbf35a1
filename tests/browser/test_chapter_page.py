"""The page of a chapter in a real browser: offline, in two languages, without a script."""

from __future__ import annotations

import pytest
from test_accessibility import violations

from hubplanner.language import Pair
from hubplanner.report.blocks import Heading, Paragraph, Table
from hubplanner.report.chapter import Chapter, write_chapter

WIDE = Table(
    ["거점 Hub", *(f"{year}" for year in range(2020, 2045))],
    [["통영시", *["12,345"] * 25]],
    [1 / 26] * 26,
    frozenset(range(1, 26)),
)


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    chapter = Chapter(
        "wide",
        Pair("넓은 표", "A wide table"),
        Pair("기준안", "Baseline"),
        {},
        lambda say: [Heading(say.either("제목", "Heading")), Paragraph("…", note=True), WIDE],
    )
    return write_chapter(chapter, tmp_path_factory.mktemp("chapter")) / "wide.html"


@pytest.fixture(scope="module")
def opened(open_page, file):
    return open_page(file, width=360, height=740, ready="h1", reduced_motion="reduce")


def test_a_reader_switches_the_language_by_keyboard(opened):
    page = opened.page
    assert page.locator("h1:visible").all_inner_texts() == ["넓은 표"]
    page.locator("#in-ko").focus()
    page.keyboard.press("ArrowRight")
    assert page.locator("h1:visible").all_inner_texts() == ["A wide table"]
    assert violations(opened) == ""
    page.keyboard.press("ArrowLeft")
    assert page.locator("h1:visible").all_inner_texts() == ["넓은 표"]


def test_a_wide_table_scrolls_within_the_page(opened):
    page = opened.page
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate(
        "(() => { const t = document.querySelector('.table');"
        " return t.scrollWidth > t.clientWidth; })()"
    )


def test_axe_finds_nothing_and_no_request_is_made(opened):
    assert violations(opened) == ""
    assert opened.requests == [opened.address]
    assert opened.complaints == []
