"""The pages on money and roadmap in a real browser, in both languages, on a phone's width."""

from __future__ import annotations

import pytest
from test_accessibility import violations

from hubplanner.programme.funding_chapter import funding_chapter, funding_of
from hubplanner.programme.roadmap_chapter import roadmap_chapter, roadmap_of
from hubplanner.report.chapter import write_chapter

pytestmark = pytest.mark.slow

CHAPTERS = {
    "funding": lambda plan: funding_chapter(funding_of(plan)),
    "roadmap": lambda plan: roadmap_chapter(roadmap_of(plan)),
}


@pytest.fixture(scope="module", params=list(CHAPTERS))
def opened(request, open_page, baseline, tmp_path_factory):
    chapter = CHAPTERS[request.param](baseline)
    folder = write_chapter(chapter, tmp_path_factory.mktemp("programme"))
    file = folder / f"{chapter.name}.html"
    return open_page(file, width=360, height=740, ready="h1", reduced_motion="reduce")


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_page_passes_the_checks_of_the_map(opened, language):
    page = opened.page
    page.locator(f"label[for=in-{language}]").click()
    assert page.locator("h1:visible").count() == 1
    assert page.locator("img:visible").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert violations(opened) == ""
    assert opened.requests == [opened.address]
    assert opened.complaints == []
