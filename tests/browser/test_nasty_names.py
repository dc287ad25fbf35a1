"""Names and texts from data stay text, in HTML, attributes, scripts, styles and the topology."""

from __future__ import annotations

from dataclasses import replace
from itertools import cycle

import pytest

import hubplanner as hp
from hubplanner.maps import render_comparison, render_map
from hubplanner.maps.frame import css_string

NASTY = (
    "</script><img src=x onerror=alert(1)>",
    "<script>alert(2)</script>",
    "\"><svg onload=alert(3)>'`${7*7}{{7*7}}{%raw%}",
    "<!--<script>]]>&amp;&#60;b&#62;",
    "</style><style>*{display:none}</style>",
    "؜مدينة جوجي‏ \u202egnp.txt",  # right to left, with an override
    "가" * 300,
    "W" * 300,
    "\\u003cimg src=x onerror=alert(4)\\u003e\u2028\u2029\t줄바꿈",
    "javascript:alert(5)//%0a",
)


@pytest.fixture(scope="module")
def spoilt(baseline):
    """The baseline with a nasty text in every place that data fills."""
    names = cycle(NASTY)
    regions = baseline.regions.copy()
    for column in ("name_ko", "name_en", "sido_ko", "sido_en", "sido_short"):
        regions[column] = [next(names) for _ in range(len(regions))]
    institutions = baseline.institutions.copy()
    for column in ("name_ko", "name_en", "source", "fields"):
        institutions[column] = [next(names) for _ in range(len(institutions))]
    hubs = baseline.hubs.copy()
    for column in ("name_ko", "technology_ko", "technology_en", "ministry_ko", "ministry_en"):
        hubs[column] = [next(names) for _ in range(len(hubs))]
    for column in ("technology_why_ko", "technology_why_en"):
        hubs[column] = [next(names) for _ in range(len(hubs))]
    sources = baseline.sources.copy()
    words = ("title_ko", "title_en", "publisher_ko", "attribution_ko", "licence", "note_ko")
    for column in (*words, "note_en"):
        sources[column] = [next(names) for _ in range(len(sources))]
    designations = baseline.designations.copy()
    designations["area"] = [next(names) for _ in range(len(designations))]
    tables = replace(baseline.tables, regions=regions, institutions=institutions, hubs=hubs)
    scenario = baseline.scenario.model_copy(
        update={"title_ko": NASTY[0], "title_en": NASTY[2], "name": "nasty"}
    )
    return replace(
        baseline,
        tables=tables,
        sources=sources,
        designations=designations,
        scenario=scenario,
    )


@pytest.fixture(scope="module")
def page(open_page, spoilt, tmp_path_factory):
    path = tmp_path_factory.mktemp("nasty") / "nasty.html"
    path.write_text(render_map(spoilt), encoding="utf-8")
    return open_page(path)


def test_the_page_stands_and_asks_and_says_nothing(page):
    assert page.page.locator("path.region").count() == 229
    assert page.page.locator("#regions tbody tr").count() == 229
    assert page.complaints == []
    assert len(page.requests) == 1


def test_no_name_became_markup(page):
    assert page.page.locator("img, body b, body style, svg[onload]").count() == 0
    assert page.page.evaluate("document.scripts.length") == 6


def test_the_title_is_text_everywhere(page):
    assert NASTY[0] in page.shown("h1")
    assert NASTY[0] in page.page.title()
    assert page.page.locator("#scenario").text_content().count("onerror=alert(1)") == 1


@pytest.mark.parametrize("k", range(len(NASTY)))
def test_a_region_is_told_by_its_name(page, spoilt, k):
    code, name = next(
        (code, name) for code, name in spoilt.regions["name_ko"].items() if name == NASTY[k]
    )
    page.page.locator(f"path[data-region='{code}']").dispatch_event("click")
    for place in (".region-popup", "#detail h2", f"#regions tr[data-code='{code}'] .choose"):
        assert name in page.page.locator(place).text_content()
    page.page.keyboard.press("Escape")


def test_institutions_and_hubs_too(page, spoilt):
    page.tab("network")
    page.page.locator("#institutions .choose").nth(3).click()
    shown = page.page.locator("#detail h2 .ko").text_content()
    assert shown in set(spoilt.institutions["name_ko"])
    page.tab("hubs")
    page.page.locator("#hub-list button").first.click()
    assert spoilt.hubs["technology_ko"].iloc[0] in page.page.locator("#detail").text_content()
    page.tab("sources")
    text = page.page.locator("#panel-sources").text_content()
    for title in spoilt.sources["title_ko"]:
        assert title in text
    page.page.keyboard.press("Escape")
    page.tab("regions")


@pytest.mark.parametrize("tab", ["regions", "hubs", "network", "sources"])
def test_long_names_leave_the_layout_intact(page, tab):
    page.tab(tab)
    for width in (1400, 360):
        page.page.set_viewport_size({"width": width, "height": 800})
        assert page.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        wide = page.page.evaluate(
            "document.getElementById('content').scrollWidth"
            " - document.getElementById('content').clientWidth"
        )
        assert wide <= 1
    page.page.set_viewport_size({"width": 1400, "height": 900})


def test_the_comparison_as_well(open_page, spoilt, dataset, stages, tmp_path):
    other = hp.make_plan(
        dataset, hp.Scenario(name="b", title_ko=NASTY[1], siting={"hubs": 4}), stages=stages
    )
    path = tmp_path / "nasty.html"
    path.write_text(render_comparison(hp.compare([spoilt, other])), encoding="utf-8")
    page = open_page(path)
    assert NASTY[0] in page.page.locator("#scenarios").text_content()
    assert NASTY[1] in page.page.locator("#scenarios").text_content()
    assert page.page.locator("img, body b, body style").count() == 0
    assert page.complaints == []
    assert len(page.requests) == 1
    assert page.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("text", [*NASTY, '"; } body { display: none', "\\", "\n"])
def test_a_string_in_the_style_sheet_cannot_end(text):
    quoted = css_string(text)
    assert quoted[0] == quoted[-1] == '"'
    assert not set('"\n\r<>{};') & set(quoted[1:-1])
