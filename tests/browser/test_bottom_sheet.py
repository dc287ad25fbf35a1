"""On a phone the chosen place is told in a sheet at the bottom of the window."""

from __future__ import annotations

from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

MAP = Path(__file__).parents[2] / "maps" / "baseline.html"
WIDTH, HEIGHT = 390, 844
SHARES = [0.3, 0.55, 0.92]

# Buttons and links that can be seen but not hit, as something else lies there.
COVERED = """
  () => [...document.querySelectorAll("#detail button, #detail summary")]
    .filter((one) => {
      const { left, top, width, height } = one.getBoundingClientRect();
      const x = left + width / 2, y = top + height / 2;
      return one.checkVisibility() && y > 0 && y < innerHeight
        && !one.contains(document.elementFromPoint(x, y));
    }).map((one) => one.outerHTML.slice(0, 80))
"""


@pytest.fixture(scope="module")
def opened(open_page):
    return open_page(MAP, width=WIDTH, height=HEIGHT, reduced_motion="reduce", has_touch=True)


@pytest.fixture
def page(opened):
    opened.again("#tab=regions&region=38090")
    return opened


def share(page) -> float:
    """Of the window that the sheet takes; it ends at the window's bottom."""
    box = page.page.locator("#detail").bounding_box()
    assert box["x"] == 0
    assert box["width"] == WIDTH
    assert box["y"] + box["height"] == pytest.approx(HEIGHT, abs=1)
    return box["height"] / HEIGHT


@pytest.mark.parametrize("place", ["region=38090", "hub=26020", "institution=technopark-01"])
def test_it_tells_the_place_and_no_popup_does(page, place):
    page.again(f"#tab=network&{place}")
    assert share(page) == pytest.approx(SHARES[0], abs=0.01)
    assert page.page.locator("#detail h2").is_visible()
    assert page.page.locator(".leaflet-popup").count() == 0


def test_after_a_tap_on_a_hub_nothing_lies_over_its_number(page):
    page.again("#tab=hubs")
    page.page.locator(".hub-marker").nth(2).tap()
    assert "500번 가운데 39 %" in page.shown("#detail")
    assert page.page.locator(".leaflet-tooltip").count() == 0


def test_buttons_and_arrow_keys_change_its_height(page):
    for expected in SHARES[1:]:
        page.page.click("#detail-larger")
        assert share(page) == pytest.approx(expected, abs=0.01)
        assert page.page.evaluate(COVERED) == []
    assert page.page.is_disabled("#detail-larger")
    page.page.focus("#detail-smaller")
    for expected in (SHARES[1], SHARES[0], SHARES[0]):
        page.page.keyboard.press("ArrowDown")
        assert share(page) == pytest.approx(expected, abs=0.01)
    page.page.focus("#detail-larger")
    page.page.keyboard.press("Enter")
    assert share(page) == pytest.approx(SHARES[1], abs=0.01)
    page.page.keyboard.press("Escape")
    assert page.page.locator("#detail").is_hidden()


def test_dragged_it_rests_at_the_nearest_height(page):
    for to, expected in ((0.5, SHARES[1]), (0.95, SHARES[2]), (0.2, SHARES[0])):
        top = page.page.locator("#detail").bounding_box()["y"]
        page.page.mouse.move(WIDTH / 2, top + 5)
        page.page.mouse.down()
        page.page.mouse.move(WIDTH / 2, HEIGHT * (1 - to) + 5, steps=4)
        assert share(page) == pytest.approx(to, abs=0.02)
        page.page.mouse.up()
        assert share(page) == pytest.approx(expected, abs=0.01)


@pytest.mark.parametrize("code", ["39010", "11010", "32030", "38090"])
def test_it_does_not_lie_over_what_was_chosen(page, code):
    page.again(f"#tab=regions&region={code}")
    inside = page.page.evaluate(
        """() => {
          const { top, bottom } = document.querySelector("path.chosen").getBoundingClientRect();
          const sheet = document.getElementById("detail").getBoundingClientRect();
          const map = document.querySelector(".map").getBoundingClientRect();
          return [(top + bottom) / 2 - map.top, sheet.top - (top + bottom) / 2];
        }"""
    )
    assert min(inside) > 0


def test_nothing_of_it_lies_under_a_switch_wherever_the_page_is_scrolled(page):
    for scrolled in (0, 300, 100_000):
        page.page.evaluate(f"document.querySelector('main').scrollTop = {scrolled}")
        assert page.page.evaluate(COVERED) == []
    last = page.page.locator("#panel-regions tbody tr:visible").last.bounding_box()
    assert last["y"] + last["height"] <= page.page.locator("#detail").bounding_box()["y"]


def test_a_wide_window_has_no_sheet(open_page):
    page = open_page(MAP, width=1000, height=800, fragment="#tab=regions&region=38090")
    assert page.page.locator("#detail-larger").is_hidden()
    assert page.page.locator(".region-popup").is_visible()
    box = page.page.locator("#detail").bounding_box()
    assert box["x"] > 500
