"""The comparison page in a real browser."""

from __future__ import annotations

import pytest

import hubplanner as hp
from hubplanner.maps import render_comparison


@pytest.fixture(scope="module")
def page(open_page, dataset, baseline, tmp_path_factory):
    four = hp.Scenario(name="four", title_ko="<b>네 곳</b>", title_en="Four", siting={"hubs": 4})
    comparison = hp.compare([baseline, hp.make_plan(dataset, four)])
    path = tmp_path_factory.mktemp("compare") / "comparison.html"
    path.write_text(render_comparison(comparison), encoding="utf-8")
    return open_page(path)


def test_two_maps_without_a_request_or_a_complaint(page):
    assert page.page.locator(".stage").count() == 2
    assert page.page.locator("path.region").count() == 2 * 229
    assert page.page.locator(".hub-marker").count() == 6 + 4
    assert len(page.requests) == 1
    assert page.complaints == []


def test_tables_say_what_changed(page):
    text = page.shown("#scenarios")
    assert "기준안" in text
    assert "<b>네 곳</b>" in text  # a title is text, not markup
    assert page.page.locator("#region-changes tbody tr").count() == 40
    assert page.page.locator("#hub-changes tbody tr").count() >= 6 + 4
    page.page.click("text=English")
    assert "Worst-off region" in page.shown("#scenarios")
    assert "가장 먼 지역" not in page.shown("#scenarios")
    page.page.click("text=한국어")


def test_maps_move_together(page):
    places = (
        "() => [...document.querySelectorAll('.hub-marker')]"
        ".map((n) => n.getBoundingClientRect().left)"
    )

    before = page.page.evaluate(places)
    page.page.click(".leaflet-control-zoom-in")
    page.page.wait_for_timeout(500)
    after = page.page.evaluate(places)
    moved = [abs(a - b) > 1 for a, b in zip(before, after, strict=True)]
    assert any(moved[:6])  # hubs of the first map
    assert any(moved[6:])  # and of the second


def test_shading_by_change(page):
    fills = (
        "[...document.querySelectorAll('.stage:nth-child({}) path.region')]"
        ".map((path) => path.getAttribute('fill'))"
    )
    page.page.click("[data-shade=change]")
    first = set(page.page.evaluate(fills.format(1)))
    second = set(page.page.evaluate(fills.format(2)))
    assert first == {"#f5f5f5"}  # the reference does not differ from itself
    assert len(second) > 1
    assert "−30" in page.shown("#legend")
