"""The page for everyone: axe-core's WCAG rules, the keyboard alone, no need of colour or motion."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_core import findings

pytestmark = pytest.mark.slow

MAP = Path(__file__).parents[2] / "maps" / "baseline.html"
TABS = ["glance", "regions", "hubs", "network", "proof", "draws", "sources"]


@pytest.fixture(scope="module")
def opened(open_page):
    return open_page(MAP, reduced_motion="reduce")


@pytest.fixture
def page(opened):
    opened.again()
    return opened


def violations(page) -> str:
    """What axe-core finds, or nothing; Leaflet's fades are over before it looks.

    The panel is scrolled to its top: what stands half under the tabs is no small target.
    """
    page.page.evaluate("document.querySelectorAll('.panel').forEach((one) => (one.scrollTop = 0))")
    page.page.wait_for_timeout(250)
    return findings(page.page)


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("tab", TABS)
def test_axe_finds_nothing(opened, tab, language):
    place = {"hubs": "hub=26020", "network": "institution=technopark-01"}.get(tab, "region=38090")
    opened.again(f"#lang={language}&tab={tab}&{place}")
    assert violations(opened) == ""


@pytest.fixture(scope="module")
def phone(open_page):
    return open_page(MAP, width=390, height=844, reduced_motion="reduce", has_touch=True)


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("tab", TABS)
def test_axe_finds_nothing_on_a_phone(phone, tab, language):
    """With a chosen place in the sheet over the map and the menu of the header open."""
    place = {"hubs": "hub=26020", "network": "institution=technopark-01"}.get(tab, "region=38090")
    phone.again(f"#lang={language}&tab={tab}&{place}")
    phone.page.click("#take-away summary")
    assert violations(phone) == ""


def press(page, *keys: str) -> None:
    for key in keys:
        page.page.keyboard.press(key)


def focused(page, attribute: str = "id") -> str:
    return str(page.page.evaluate(f"document.activeElement.getAttribute('{attribute}') || ''"))


def tab_to(page, selector: str, limit: int = 60) -> None:
    """Walk with the Tab key, as a keyboard user does, until the wanted thing has the focus."""
    for _ in range(limit):
        press(page, "Tab")
        if page.page.evaluate("(s) => document.activeElement.matches(s)", selector):
            return
    raise AssertionError(f"{selector} was not reached with {limit} times Tab")


def test_the_first_stop_skips_the_map(page):
    press(page, "Tab")
    assert page.page.locator(".skip").is_visible()
    press(page, "Enter")
    assert focused(page) == "content"
    assert "content" not in page.page.evaluate("location.hash")


def test_every_function_by_keyboard_alone(page):
    tab_to(page, "[data-language=en]")
    press(page, "Enter")
    assert page.page.get_attribute("html", "lang") == "en"
    tab_to(page, "#print")
    page.again("#lang=en&tab=regions")

    # The map itself: arrows move it, plus and minus zoom.
    tab_to(page, ".map")
    before = page.page.locator(".hub-marker").first.bounding_box()
    press(page, "ArrowRight")
    page.page.wait_for_timeout(100)
    assert page.page.locator(".hub-marker").first.bounding_box() != before

    # A hub on the map, its detail, and back.
    tab_to(page, ".hub-marker")
    press(page, "Enter")
    assert focused(page) == "detail-text"
    assert "candidates" in page.shown("#detail")
    press(page, "Escape")
    assert page.page.locator("#detail").is_hidden()
    assert "hub-marker" in focused(page, "class")

    # Layers and the legend.
    tab_to(page, ".layer-list summary")
    assert page.page.locator(".layers").is_hidden()
    press(page, "Enter")
    tab_to(page, ".layers input")
    press(page, "Space")
    assert page.page.locator("path.region").count() == 0
    press(page, "Space")

    # Tabs, shading, search, sorting, choosing.
    tab_to(page, "#tab-regions")
    press(page, "ArrowRight", "ArrowLeft")
    tab_to(page, "#shade")
    press(page, "ArrowDown")
    assert page.page.input_value("#shade") == "decline_path"
    tab_to(page, "#scheme")
    press(page, "End")
    tab_to(page, "#edges")
    page.page.keyboard.type("0.3, 0.6")
    assert page.page.locator(".legend .classes ul:not(.symbols) li").count() == 3
    tab_to(page, "#patterns")
    press(page, "Space")
    assert page.page.locator("path.region[fill^='url(#class']").count() > 200
    tab_to(page, "#find-region")
    page.page.keyboard.type("Geoje")
    assert page.page.locator("#regions tbody tr:visible").count() == 1
    tab_to(page, "#regions th button")
    press(page, "Enter")
    assert page.page.locator("#regions th[aria-sort=descending]").count() == 1
    tab_to(page, "#regions .choose")
    press(page, "Enter")
    assert focused(page) == "detail-text"
    assert "Geoje-si" in page.shown("#detail")
    press(page, "Escape")
    assert "choose" in focused(page, "class")

    # The other tabs.
    page.page.focus("#tab-regions")
    press(page, "ArrowRight")
    tab_to(page, "#hub-list button")
    press(page, "Enter")
    assert "Hub 1" in page.shown("#detail")
    press(page, "Escape")
    page.page.focus("#tab-hubs")
    press(page, "ArrowRight")
    tab_to(page, "#find-institution")
    page.page.keyboard.type("Ulsan")
    tab_to(page, "#institutions .choose")
    press(page, "Enter")
    assert "Ulsan" in page.shown("#detail")
    assert page.complaints == []


def test_the_focus_is_seen_wherever_it_is(page):
    """A ring of at least two pixels on everything that the Tab key reaches before the table."""
    seen = []
    for _ in range(45):
        press(page, "Tab")
        seen.append(
            page.page.evaluate(
                "() => { const s = getComputedStyle(document.activeElement);"
                " return [document.activeElement.outerHTML.slice(0, 80),"
                " parseFloat(s.outlineWidth), s.outlineStyle]; }"
            )
        )
    assert len({name for name, _, _ in seen}) > 10
    for name, width, style in seen:
        assert width >= 2, name
        assert style != "none", name


def test_nothing_moves_where_less_motion_is_asked_for(page):
    moving = page.page.evaluate(
        "[...document.querySelectorAll('*')].filter((node) => {"
        " const s = getComputedStyle(node);"
        " return parseFloat(s.transitionDuration) > 0 || s.animationName !== 'none'; }).length"
    )
    assert moving == 0
    assert page.page.locator(".leaflet-fade-anim, .leaflet-zoom-anim").count() == 0


def test_patterns_tell_the_classes_apart_without_colour(page):
    page.page.check("#patterns")
    fills = page.page.locator("path.region").evaluate_all(
        "paths => [...new Set(paths.map((path) => path.getAttribute('fill')))].sort()"
    )
    assert fills == [f"url(#class-{c})" for c in range(5)]
    swatches = page.page.locator(".legend .classes rect").evaluate_all(
        "all => all.map((one) => one.getAttribute('fill'))"
    )
    assert sorted(swatches) == fills
    page.page.select_option("#shade", "bivariate")
    squares = page.page.locator(".legend .square rect").evaluate_all(
        "all => all.map((one) => one.getAttribute('fill'))"
    )
    assert len(set(squares)) == 9
    assert all(fill.startswith("url(#class-") for fill in squares)


def test_names_for_assistive_technology_speak_the_chosen_language(page):
    assert page.page.get_by_role("button", name="거점 1").count() >= 1
    assert page.page.get_by_role("tablist", name="보기").count() == 1
    page.page.click("text=English")
    assert page.page.get_by_role("button", name="Hub 1").count() >= 1
    assert page.page.get_by_role("tablist", name="View").count() == 1
