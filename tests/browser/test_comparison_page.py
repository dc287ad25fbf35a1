"""The comparison page in a real browser."""

from __future__ import annotations

import pytest

import hubplanner as hp
from hubplanner.maps import render_comparison


@pytest.fixture(scope="module")
def four(dataset):
    scenario = hp.Scenario(name="four", title_ko="<b>네 곳</b>", title_en="4", siting={"hubs": 4})
    return hp.make_plan(dataset, scenario)


@pytest.fixture(scope="module")
def page(open_page, baseline, four, tmp_path_factory):
    comparison = hp.compare([baseline, four])
    path = tmp_path_factory.mktemp("compare") / "comparison.html"
    path.write_text(render_comparison(comparison), encoding="utf-8")
    return open_page(path)


def test_two_maps_without_a_request_or_a_complaint(page):
    assert page.page.locator(".stage").count() == 2
    assert page.page.locator("path.region").count() == 2 * 229
    assert page.page.locator(".leaflet-marker-icon:not(.lost)").count() == 6 + 4
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
        "() => [...document.querySelectorAll('.leaflet-marker-icon')]"
        ".map((n) => n.getBoundingClientRect().left)"
    )

    before = page.page.evaluate(places)
    page.page.click(".leaflet-control-zoom-in")
    page.page.wait_for_timeout(500)
    after = page.page.evaluate(places)
    moved = [abs(a - b) > 1 for a, b in zip(before, after, strict=True)]
    assert any(moved[:6])  # hubs of the first map
    assert any(moved[6:])  # and of the second


FILLS = (
    "[...document.querySelectorAll('.stage:nth-child({}) path.region')]"
    ".map((path) => path.getAttribute('fill'))"
)


def test_shading_by_change_is_a_map_of_differences(page):
    page.page.click("[data-shade=change]")
    first = set(page.page.evaluate(FILLS.format(1)))
    second = set(page.page.evaluate(FILLS.format(2)))
    assert first == {"#f5f5f5"}  # the reference does not differ from itself
    assert len(second) > 1
    assert "−30" in page.shown("#legend")
    page.page.check("#patterns")
    assert set(page.page.evaluate(FILLS.format(1))) == {"url(#change-2)"}
    page.page.uncheck("#patterns")
    page.page.click("[data-shade=minutes]")


def test_lost_hubs_stay_to_be_seen(page, baseline, four):
    counts = hp.compare([baseline, four]).scenarios.loc["four"]
    for change in ("lost", "moved", "gained"):
        assert page.page.locator(f".leaflet-marker-icon.{change}").count() == counts[change]


def test_coverage_and_objective_by_the_yardstick_of_the_first(page, baseline, four):
    row = hp.compare([baseline, four]).scenarios.loc["four"]
    text = page.shown("#scenarios tbody tr:nth-child(2)")
    assert f"{row['objective']:,.1f}" in text
    assert f"{row['covered'] * 100:.1f} %" in text


def test_a_region_is_chosen_on_all_maps_and_kept_in_the_address(page, open_page):
    page.page.locator("#region-changes tr[data-code='38090'] .choose").click()
    assert page.page.locator("path.chosen").count() == 2
    assert "거제시" in page.shown(".region-popup")
    assert "region=38090" in page.page.evaluate("location.hash")
    page.page.keyboard.press("Escape")
    assert page.page.locator("path.chosen").count() == 0
    page.page.fill("#find-region", "Geoje")
    assert page.page.locator("#region-changes tbody tr:visible").count() == 1
    page.page.fill("#find-region", "")


def test_one_map_over_the_other(page):
    page.page.check("#swipe")
    boxes = [page.page.locator(".stage").nth(k).bounding_box() for k in (0, 1)]
    assert boxes[0] == boxes[1]
    page.page.locator("#swipe-at").focus()
    page.page.keyboard.press("Home")
    cut = "getComputedStyle(document.querySelectorAll('.stage')[1]).clipPath"
    assert page.page.evaluate(cut) == "inset(0px 0px 0px 0%)"
    page.page.uncheck("#swipe")
    assert page.page.evaluate(cut) == "none"
    assert page.complaints == []


def test_six_scenarios_share_one_geometry(dataset, baseline):
    others = [
        hp.make_plan(dataset, hp.Scenario(name=f"h{n}", siting={"hubs": n})) for n in range(1, 6)
    ]
    page = render_comparison(hp.compare([baseline, *others]))
    assert len(page.encode()) <= 1_600_000


LONG = "부울경과 전남광주에 하나씩은 두고 수도권은 기존 기관에 맡기는 아주 긴 제목의 시나리오"


@pytest.fixture(scope="module")
def long_titles(open_page, dataset, baseline, tmp_path_factory):
    """Three scenarios, one of a title that takes several lines."""
    others = [
        hp.make_plan(
            dataset,
            hp.Scenario(name=f"h{n}", title_ko=title, title_en=title, siting={"hubs": n}),
        )
        for n, title in ((4, LONG * 2), (5, "다섯"))
    ]
    path = tmp_path_factory.mktemp("long") / "comparison.html"
    path.write_text(render_comparison(hp.compare([baseline, *others])), encoding="utf-8")
    return open_page(path, width=1280)


def maps_of(page):
    """Left, top, right, bottom of each map in pixels."""
    return page.page.locator(".grid .map").evaluate_all(
        "maps => maps.map((map) => map.getBoundingClientRect())"
        ".map(({ left, top, right, bottom }) => [left, top, right, bottom])"
    )


def test_maps_stand_level_however_long_a_title_is(long_titles):
    heights = [(top, bottom) for _, top, _, bottom in maps_of(long_titles)]
    captions = long_titles.page.locator(".grid figcaption").evaluate_all(
        "all => all.map((one) => one.scrollHeight <= one.clientHeight + 1)"
    )
    assert len(heights) == 3
    assert len(set(heights)) == 1
    assert all(captions)


def test_one_over_the_other_stands_level_too(open_page, dataset, baseline, tmp_path):
    long = hp.Scenario(name="long", title_ko=LONG * 2, title_en="Four", siting={"hubs": 4})
    path = tmp_path / "comparison.html"
    path.write_text(render_comparison(hp.compare([baseline, hp.make_plan(dataset, long)])), "utf-8")
    first, second = maps_of(open_page(path, width=1280, fragment="#swipe=1"))
    assert first == second


@pytest.mark.parametrize("width", [1280, 390])
def test_every_map_is_whole_on_paper(long_titles, width):
    """What was fitted before the sheet is laid out is what the sheet shows."""
    page = long_titles.page
    page.set_viewport_size({"width": width, "height": 900})
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    fitted = maps_of(long_titles)
    page.emulate_media(media="print")
    printed = maps_of(long_titles)
    regions = page.locator(".grid .map").evaluate_all(
        """maps => maps.map((map) => [...map.querySelectorAll("path.region")]
          .map((path) => path.getBoundingClientRect())
          .map(({ left, top, right, bottom }) => [left, top, right, bottom]))"""
    )
    page.emulate_media(media="screen")
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    page.set_viewport_size({"width": 1280, "height": 900})
    for before, (left, top, right, bottom), shapes in zip(fitted, printed, regions, strict=True):
        assert (right - left, bottom - top) == (before[2] - before[0], before[3] - before[1])
        assert right - left > 400
        for shape in shapes:
            assert left <= shape[0] <= shape[2] <= right
            assert top <= shape[1] <= shape[3] <= bottom


@pytest.mark.parametrize("key", ["lang", "shade", "patterns", "swipe", "region"])
def test_an_address_of_names_that_every_object_has_shows_the_default(page, key):
    for odd in ("__proto__", "constructor", "toString"):
        page.again(f"#{key}={odd}")
        assert page.complaints == [], odd
        assert page.page.get_attribute("[data-shade=minutes]", "aria-pressed") == "true"
        assert page.page.locator(".region-popup, path.chosen, .swiping").count() == 0
    page.again()


def test_the_windows_title_speaks_the_language_that_is_shown(page):
    assert page.page.title() == "기준안 / <b>네 곳</b> – hubplanner"
    page.page.click("text=English")
    assert page.page.title() == "Baseline / 4 – hubplanner"
    page.page.click("text=한국어")


def test_a_place_has_one_number_on_all_maps(page, baseline, four):
    shown = page.page.evaluate(
        """() => [...document.querySelectorAll(".grid .map")].map((map) =>
          [...map.querySelectorAll(".leaflet-marker-icon:not(.lost)")]
            .map((one) => one.getAttribute("aria-label").split(",")[0]))"""
    )
    first, second = (dict(label.split(" ", 1)[::-1] for label in labels) for labels in shown)
    assert {place: first[place] for place in first if place in second}.items() <= second.items()
    assert sorted(first.values(), key=int) == [str(n) for n in baseline.hubs["number"]]
    new = {number for place, number in second.items() if place not in first}
    assert not new & set(first.values())
    rows = page.page.locator("#hub-changes tbody tr td:nth-child(2)").all_inner_texts()
    for place, number in (first | second).items():
        assert f"{number} {place}" in rows
