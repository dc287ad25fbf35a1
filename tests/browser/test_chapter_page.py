"""The page of a chapter in a real browser: offline, in two languages, without a script."""

from __future__ import annotations

import pandas as pd
import pytest
from test_accessibility import violations
from typer.testing import CliRunner

from hubplanner.chapters import CHAPTERS, make_chapter, make_evaluation
from hubplanner.cli import app
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


@pytest.fixture(scope="module")
def written(baseline, dataset, tmp_path_factory):
    """The pages of all chapters that a plan has, and of the two that need tables of their own."""
    folder = tmp_path_factory.mktemp("chapters")
    chapters = {name: make_chapter(baseline, name) for name in CHAPTERS}
    reports = folder / "reports.csv"
    rows = [
        (year, hub, "projects", figure + 3 * n)
        for n, hub in enumerate(baseline.hubs.index)
        for year, figure in ((2028, 5), (2029, 4))
    ]
    table = pd.DataFrame(rows, columns=["연도", "거점 ID", "지표 ID", "값"])
    table.to_csv(reports, index=False)
    chapters["evaluation"] = make_evaluation(baseline, [reports])
    pages = {name: write_chapter(one, folder) / f"{name}.html" for name, one in chapters.items()}
    done = CliRunner().invoke(app, ["effect", "--out", str(folder)])
    assert done.exit_code == 0, done.output
    return {**pages, "effect": folder / "effect" / "effect.html"}


@pytest.mark.slow
@pytest.mark.parametrize("width", [1400, 360])
@pytest.mark.parametrize("name", [*CHAPTERS, "evaluation", "effect"])
def test_every_chapter_is_for_everyone_and_asks_for_nothing(open_page, written, name, width):
    opened = open_page(written[name], width=width, ready="h1", reduced_motion="reduce")
    for language in ("ko", "en"):
        opened.page.check(f"#in-{language}", force=True)
        assert violations(opened) == "", language
        assert opened.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        pictures = opened.page.locator("img:visible")
        assert all(text.strip() for text in pictures.evaluate_all("all => all.map(one => one.alt)"))
    assert opened.requests == [opened.address]
    assert opened.complaints == []
