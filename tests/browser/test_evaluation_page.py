"""The page of an evaluation in a real browser: offline, accessible, in two languages."""

from __future__ import annotations

import pytest
from test_accessibility import violations
from typer.testing import CliRunner

from hubplanner.cli import app

pytestmark = pytest.mark.slow

FIGURES = """year,hub id,hub,indicator,value
2030,hub-26020,울산광역시 남구,partners,30
2031,hub-26020,울산광역시 남구,partners,20
2030,hub-26020,울산광역시 남구,students,500
2031,hub-26020,울산광역시 남구,students,610
2031,hub-22050,대구광역시 북구,projects,3
"""


@pytest.fixture(scope="module")
def opened(open_page, tmp_path_factory):
    place = tmp_path_factory.mktemp("evaluation")
    (place / "reports.csv").write_text(FIGURES, "utf-8")
    for words in (
        ["plan", "--out", place],
        ["evaluate", place / "reports.csv", "--plan", place / "baseline", "--out", place],
    ):
        assert CliRunner().invoke(app, [*map(str, words)]).exit_code == 0
    page = place / "evaluation" / "evaluation.html"
    return open_page(page, width=360, height=740, ready="h1", reduced_motion="reduce")


def test_it_reads_in_both_languages_without_a_request_or_a_complaint(opened):
    page = opened.page
    assert page.locator("h1:visible").all_inner_texts() == ["거점 평가, 2031년"]
    assert page.locator("img:visible").count() == 2
    assert all(one.get_attribute("alt") for one in page.locator("img").all())
    assert violations(opened) == ""
    page.locator("#in-ko").focus()
    page.keyboard.press("ArrowRight")
    assert page.locator("h1:visible").all_inner_texts() == ["Evaluation of the hubs, 2031"]
    assert "Partner organisations: 20 (organisations), −33.3 % against 2030" in page.inner_text(
        "article:visible"
    )
    assert violations(opened) == ""
    assert opened.requests == [opened.address]
    assert opened.complaints == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
