"""Insets: what is small on the map once more at a larger scale, where there is room for it."""

from __future__ import annotations

from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

MAP = Path(__file__).parents[2] / "maps" / "baseline.html"


@pytest.fixture(scope="module")
def opened(open_page):
    return open_page(MAP, width=1440, height=900)


def fills(page, selector: str, key: str) -> dict[str, str]:
    return dict(
        page.page.locator(selector).evaluate_all(
            f"all => all.map((one) => [one.getAttribute('{key}'), one.getAttribute('fill')])"
        )
    )


@pytest.mark.parametrize("tab", ["regions", "hubs"])
def test_insets_are_filled_as_the_map_is(opened, tab):
    opened.again(f"#tab={tab}")
    assert opened.page.locator(".insets figcaption").all_inner_texts() == [
        *("수도권", "대구", "부산·울산·창원")
    ]
    small, large = (
        fills(opened, ".insets path", "data-inset"),
        fills(opened, "path.region", "data-region"),
    )
    assert len(small) > 50
    assert small.items() <= large.items()
    assert {"11010", "22050", "21010", "26030", "38110"} <= set(small)


def test_a_region_is_large_enough_there_and_chosen_by_a_click(opened):
    opened.again("#tab=regions")
    box = opened.page.locator("[data-inset='11020']").bounding_box()  # Seoul Jung-gu
    on_map = opened.page.locator("path[data-region='11020']").bounding_box()
    assert box["width"] > 2.5 * on_map["width"]
    opened.page.dispatch_event("[data-inset='11020']", "click")
    assert "서울 중구" in opened.shown(".region-popup")


def test_insets_follow_a_trial_and_go_when_one_zooms_in(opened):
    opened.again("#tab=hubs&try=hubs:8")
    opened.page.wait_for_timeout(400)
    small, large = (
        fills(opened, ".insets path", "data-inset"),
        fills(opened, "path.region", "data-region"),
    )
    assert small.items() <= large.items()
    assert opened.page.locator(".insets").is_visible()
    opened.zoom_in(2)
    assert opened.page.locator(".insets").is_hidden()


def test_no_room_no_insets(open_page):
    for width, height in ((390, 844), (1100, 700)):
        page = open_page(MAP, width=width, height=height)
        assert page.page.locator(".insets").is_hidden()
        assert page.complaints == []


def test_none_lies_over_the_hexagons(open_page):
    page = open_page(MAP, width=1440, height=900, fragment="#tab=regions&map=hex")
    assert page.page.locator(".insets").is_hidden()
    page.page.click(".map-kinds button:last-child")
    assert page.page.locator(".insets").is_visible()
