"""The page of a sweep in a real browser."""

from __future__ import annotations

import pypdfium2
import pytest
from axe_core import findings

from hubplanner.stages import Stages
from hubplanner.sweeping import Sweep, run_sweep
from hubplanner.sweeping.findings import find
from hubplanner.sweeping.page import write_page
from hubplanner.sweeping.results import load_results

pytestmark = pytest.mark.slow

SMALL = {
    "method": "morris",
    "draws": 16,
    "phases": [1, 3],
    "choices": {"siting.hubs": [3, 5]},
    "futures": {
        "scoring.weights.decline": {"from": 0.5, "to": 2.0},
        "future.shocks.c30": {"from": 0, "to": 40},
        "candidates.top": {"from": 25, "to": 45, "whole": True},
    },
}


@pytest.fixture(scope="module")
def found(dataset, tmp_path_factory):
    folder = tmp_path_factory.mktemp("sweeps") / "<b>작은 스윕"
    results = load_results(run_sweep(Sweep(**SMALL), folder, workers=1))
    stages = Stages(dataset)
    findings = find(results, stages)
    return findings, write_page(results, findings, stages)


@pytest.fixture(scope="module")
def opened(open_page, found):
    return open_page(found[1], reduced_motion="reduce")


@pytest.fixture
def page(opened):
    opened.again("")
    return opened


def hubs_of(found, choice: int):
    """The hubs that the map shows of a choice."""
    table = found[0].tables["hubs"]
    return table[(table["choice"] == choice) & (table["part"] != "rare")]


def shown_hubs(page) -> list[str]:
    return page.page.locator(".leaflet-marker-icon").all_inner_texts()


FILLS = (
    "[...document.querySelectorAll('path.region')]"
    ".map((path) => [path.dataset.region, path.getAttribute('fill')])"
)


def test_it_stands_beside_the_folder_and_opens_offline(page, found):
    assert found[1].name == "<b>작은 스윕.html"
    assert page.page.locator("path.region").count() == 229
    assert len(page.requests) == 1  # the file itself
    assert page.complaints == []
    assert page.page.title() == "<b>작은 스윕 – hubplanner"
    assert "스윕: <b>작은 스윕" in page.shown("h1")  # a name is text, not markup
    assert "128" in page.shown(".facts")


def test_another_choice_is_another_answer_and_kept_in_the_address(page, found):
    def expected(choice: int) -> list[str]:
        return [f"{round(100 * share)}" for share in hubs_of(found, choice)["share"]]

    def told(choice: int) -> list[str]:
        return [one.words.in_language("ko") for one in found[0].said if one.choice == choice]

    sentences = page.page.locator("#said li")
    assert shown_hubs(page) == expected(0)
    assert sentences.all_inner_texts() == told(0)
    fills = page.page.evaluate(FILLS)
    page.page.select_option("#choice", "1")
    assert shown_hubs(page) == expected(1) != expected(0)
    assert sentences.all_inner_texts() == told(1) != told(0)
    assert "choice=1" in page.page.evaluate("location.hash")
    assert page.page.evaluate(FILLS) == fills  # as many candidates, however many hubs
    rows = page.page.locator("#swept-hubs tbody tr").count()
    assert rows == (found[0].tables["hubs"]["choice"] == 1).sum()
    page.again("#choice=1&lang=en")
    assert page.page.input_value("#choice") == "1"
    assert "number of hubs = 5" in page.shown("#chosen-label")
    assert shown_hubs(page) == expected(1)
    assert page.complaints == []


def test_regions_are_shaded_by_how_often_they_are_candidates(page, found):
    shares = found[0].tables["candidates"].set_index("region_code")[0]
    fills = dict(page.page.evaluate(FILLS))
    for code, fill in fills.items():
        share = shares.get(code, 0.0)
        at = sum(share >= edge for edge in (1e-12, 0.2, 0.5, 0.8))
        assert fill == ("#f7f7f7", "#feedde", "#fdbe85", "#fd8d3c", "#d94701")[at], code
    page.page.check("#patterns")
    assert {fill for _, fill in page.page.evaluate(FILLS)} <= {f"url(#share-{c})" for c in range(5)}


def test_a_click_on_a_hub_tells_its_share_and_marks_its_row(page, found):
    hub = hubs_of(found, 0).iloc[0]
    page.page.locator(".leaflet-marker-icon").first.click()
    told = page.shown(".region-popup")
    assert f"{100 * hub['share']:.0f} %" in told
    assert hub["host_ko"] in told
    assert hub["technology_ko"] in told
    code = hub["region_code"]
    assert page.page.locator("#swept-hubs tr.chosen").get_attribute("data-code") == code
    assert f"region={code}" in page.page.evaluate("location.hash")
    box = page.page.locator(".leaflet-popup-content").bounding_box()
    close = page.page.locator(".popup-close").bounding_box()
    assert box["x"] <= close["x"]  # all of the button is seen
    assert close["x"] + close["width"] <= box["x"] + box["width"]
    assert box["y"] <= close["y"]
    page.page.click(".popup-close")
    page.page.keyboard.press("Escape")
    assert page.page.locator("#swept-hubs tr.chosen").count() == 0
    page.page.locator(".leaflet-marker-icon").first.focus()
    page.page.keyboard.press("Enter")
    assert page.page.locator(".region-popup").is_visible()


def test_plans_phases_and_assumptions_are_told(page, found):
    tables = found[0].tables
    plans = tables["plans"][tables["plans"]["choice"] == 0]
    assert page.page.locator("#swept-plans tbody tr").count() == min(len(plans), 10)
    assert plans["plan_ko"].iloc[0] in page.shown("#swept-plans tbody tr:first-child")
    assert page.page.locator("#swept-choices tbody tr").count() == 2
    assert page.page.locator("#front circle").count() == 2
    assert page.page.locator("#importance table").count() == 2
    assert page.page.locator("#importance tbody tr").count() == 2 * 3
    opened = tables["pathway"][tables["pathway"]["choice"] == 0]
    assert page.page.locator("#pathway tbody tr").count() == len(opened) == 3


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("width", [1400, 390])
def test_axe_finds_nothing(open_page, found, language, width):
    code = hubs_of(found, 0)["region_code"].iloc[0]
    page = open_page(
        found[1], width=width, reduced_motion="reduce", fragment=f"#lang={language}&region={code}"
    )
    page.page.wait_for_timeout(250)
    assert findings(page.page) == ""
    assert page.page.evaluate("document.documentElement.scrollWidth") <= width


def test_no_word_of_the_other_language_is_shown(page):
    page.page.click("text=English")
    assert "What holds" in page.shown("main")
    assert "스윕이 말하는 것" not in page.shown("main")
    assert "Cost" in page.page.locator("#front").text_content()
    page.page.click("text=한국어")
    assert "비용" in page.page.locator("#front").text_content()


@pytest.mark.parametrize("key", ["lang", "choice", "patterns", "region"])
def test_an_address_of_names_that_every_object_has_shows_the_default(page, key):
    for odd in ("__proto__", "constructor", "99"):
        page.again(f"#{key}={odd}")
        assert page.complaints == [], odd
        assert page.page.input_value("#choice") == "0"
        assert page.page.locator(".region-popup").count() == 0


def test_the_first_sheet_has_sentences_and_the_whole_map(page, tmp_path):
    path = tmp_path / "sweep.pdf"
    page.page.pdf(path=path, prefer_css_page_size=True)
    with pypdfium2.PdfDocument(path) as document:
        first = document[0].get_textpage().get_text_range()
        assert "80 %" in first
        assert "인쇄" not in first  # what only a screen needs
        assert 2 <= len(document) <= 6
    page.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.page.emulate_media(media="print")
    box = page.page.locator(".map").bounding_box()
    for left, top, right, bottom in page.page.locator("path.region").evaluate_all(
        "all => all.map((one) => one.getBoundingClientRect())"
        ".map(({ left, top, right, bottom }) => [left, top, right, bottom])"
    ):
        assert box["x"] <= left <= right <= box["x"] + box["width"]
        assert box["y"] <= top <= bottom <= box["y"] + box["height"]
    page.page.emulate_media(media="screen")
    page.page.evaluate("window.dispatchEvent(new Event('afterprint'))")
