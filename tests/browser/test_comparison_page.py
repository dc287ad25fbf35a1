"""The comparison page in a real browser."""

from __future__ import annotations

import re

import pypdfium2
import pytest
from playwright.sync_api import expect
from test_accessibility import violations

import hubplanner as hp
from hubplanner.maps import render_comparison

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def four(dataset, stages):
    scenario = hp.Scenario(name="four", title_ko="<b>네 곳</b>", title_en="4", siting={"hubs": 4})
    return hp.make_plan(dataset, scenario, stages=stages)


@pytest.fixture(scope="module")
def path(baseline, four, tmp_path_factory):
    file = tmp_path_factory.mktemp("compare") / "comparison.html"
    file.write_text(render_comparison(hp.compare([baseline, four])), encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def page(open_page, path):
    return open_page(path)


def test_two_maps_without_a_request_or_a_complaint(page):
    assert page.page.locator(".stage").count() == 2
    assert page.page.locator("path.region").count() == 2 * 229
    assert page.page.locator(".leaflet-marker-icon:not(.lost)").count() == 6 + 4
    assert len(page.requests) == 1
    assert page.complaints == []


def test_what_stands_below_the_maps_is_a_click_away(page):
    for below in ("기준과 다른 점", "가까워진 곳과 멀어진 곳"):
        head = page.page.get_by_role("heading", name=below)
        page.page.locator("main").evaluate("main => main.scrollTo(0, 0)")
        expect(head).not_to_be_in_viewport()
        page.page.get_by_role("link", name=below).click()
        expect(head).to_be_in_viewport()
    page.page.locator("main").evaluate("main => main.scrollTo(0, 0)")


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
    cut = "getComputedStyle(document.querySelectorAll('.stage .map')[1]).clipPath"
    assert page.page.evaluate(cut) == "inset(0px 0px 0px 0%)"
    page.page.uncheck("#swipe")
    assert page.page.evaluate(cut) == "none"
    assert page.complaints == []


def seen_in(page, share: float) -> int:
    """Whose map is seen so far from the left, by its place among the scenarios."""
    return page.page.evaluate(
        """(share) => {
          const map = document.querySelector(".map").getBoundingClientRect();
          const x = map.left + share * map.width, y = map.top + 0.9 * map.height;
          const node = document.elementFromPoint(x, y);
          return [...document.querySelectorAll(".stage")].indexOf(node.closest(".stage"));
        }""",
        share,
    )


def test_the_line_between_two_maps_is_dragged(page):
    page.page.evaluate("document.querySelector('main').scrollTop = 0")
    page.page.check("#swipe")
    line = page.page.locator("[role=separator]")
    page.page.locator("#swipe-at").fill("50")
    assert line.get_attribute("aria-valuenow") == "50"
    assert [seen_in(page, share) for share in (0.2, 0.4, 0.6, 0.8)] == [0, 0, 1, 1]
    box, grid = line.bounding_box(), page.page.locator(".grid").bounding_box()
    page.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 40)
    page.page.mouse.down()
    page.page.mouse.move(grid["x"] + 0.7 * grid["width"], box["y"] + 60, steps=4)
    page.page.mouse.up()
    page.page.mouse.move(grid["x"], box["y"] + 60)  # let go: it stays
    assert line.get_attribute("aria-valuenow") == "70"
    assert page.page.input_value("#swipe-at") == "70"
    assert [seen_in(page, share) for share in (0.2, 0.4, 0.6, 0.8)] == [0, 0, 0, 1]
    page.page.uncheck("#swipe")
    assert line.is_hidden()


def test_the_line_between_two_maps_moves_by_keys(page):
    page.page.check("#swipe")
    page.page.locator("#swipe-at").fill("50")
    line = page.page.locator("[role=separator]")
    line.focus()
    steps = {"ArrowRight": 52, "ArrowLeft": 50, "PageUp": 60, "PageDown": 50, "Home": 0, "End": 100}
    for key, value in steps.items():
        page.page.keyboard.press(key)
        assert line.get_attribute("aria-valuenow") == str(value)
    page.page.keyboard.press("ArrowRight")
    assert line.get_attribute("aria-valuenow") == "100"
    assert line.get_attribute("aria-label") == "두 지도의 경계"
    page.page.uncheck("#swipe")
    assert page.complaints == []


def test_captions_of_two_maps_in_one_place_stand_beside_each_other(page):
    page.page.check("#swipe")
    first, second = (page.page.locator("figcaption").nth(k).bounding_box() for k in (0, 1))
    page.page.uncheck("#swipe")
    assert first["x"] + first["width"] <= second["x"] + 1
    assert (first["y"], first["height"]) == (second["y"], second["height"])


def test_better_or_worse_stands_above_each_map(page, baseline, four):
    table = hp.compare([baseline, four]).scenarios
    assert page.page.locator("figcaption .verdict").all_inner_texts() == list(table["verdict_ko"])
    page.page.click("text=English")
    assert page.page.locator("figcaption .verdict").all_inner_texts() == list(table["verdict_en"])
    page.page.click("text=한국어")
    measures = page.shown("#scenarios tbody tr:nth-child(2)").split("\t")
    row = table.loc["four"]
    assert f"{row['jobs_reached']:,.0f}" in measures
    assert f"{row['institutes_reached']:.0f}" in measures


def test_hubs_by_scenario_tell_technology_and_change_without_colour(page, baseline, four):
    comparison = hp.compare([baseline, four])
    rows = page.page.locator("#hub-matrix tbody tr")
    numbers = rows.locator(".hub-number").all_inner_texts()
    assert numbers == [str(n) for n in comparison.places["number"]]
    words = {
        "reference": "● 기준",
        "kept": "● 유지",
        "moved": "→ 이동",
        "gained": "+ 신설",
        "lost": "× 폐지",
    }
    place = {code: k for k, code in enumerate(comparison.places.index)}
    for hub in comparison.hubs.itertuples():
        column = 1 + list(comparison.scenarios.index).index(hub.scenario)
        cell = rows.nth(place[hub.region_code]).locator("th, td").nth(column).inner_text()
        assert cell.split("\n") == [words[hub.change], *filter(None, [hub.technology_ko])]
    for hub in comparison.hubs.query("change == 'moved'").itertuples():
        cell = rows.nth(place[hub.counterpart]).locator("td").nth(1).inner_text()
        assert cell == f"{hub.number}번으로 이동"


@pytest.mark.parametrize("language", ["ko", "en"])
def test_axe_finds_nothing(open_page, path, language):
    page = open_page(path, reduced_motion="reduce")
    page.page.click(f"[data-language={language}]")
    page.page.locator("path.region").nth(3).dispatch_event("click")
    assert violations(page) == ""
    page.page.keyboard.press("Escape")
    page.page.check("#swipe")
    assert violations(page) == ""


@pytest.mark.parametrize("width", [1400, 390])
def test_axe_finds_nothing_in_six_scenarios(open_page, six_scenarios, width):
    page = open_page(six_scenarios, width=width, reduced_motion="reduce")
    assert violations(page) == ""
    assert page.complaints == []
    assert len(page.requests) == 1


@pytest.fixture(scope="module")
def six(open_page, six_scenarios):
    return open_page(six_scenarios)


@pytest.mark.parametrize("width", [390, 1000, 1400])
def test_six_scenarios_fit_every_width(open_page, six_scenarios, width):
    page = open_page(six_scenarios, width=width, has_touch=width == 390)
    assert page.page.evaluate(
        "[document.documentElement, document.querySelector('main')]"
        ".every((one) => one.scrollWidth <= one.clientWidth)"
    )
    lefts = {left for left, *_ in maps_of(page)}
    assert len(lefts) == (1 if width == 390 else 3)
    assert page.complaints == []


def test_on_a_phone_the_first_column_stays_and_maps_let_the_page_scroll(open_page, six_scenarios):
    page = open_page(six_scenarios, width=390, height=740, has_touch=True, is_mobile=True)
    head = page.page.locator("#hub-matrix tbody tr:first-child th")
    before = head.bounding_box()["x"]
    scrolled = page.page.evaluate(
        """() => { const box = document.querySelector("#hub-matrix").parentElement;
          box.scrollLeft = 300; return box.scrollLeft; }"""
    )
    assert scrolled > 200
    assert head.bounding_box()["x"] == before
    touch = page.page.locator(".map").evaluate_all(
        "maps => maps.map((one) => getComputedStyle(one).touchAction)"
    )
    assert set(touch) == {"pan-x pan-y"}  # one finger scrolls, two zoom the map


def test_hubs_of_neighbours_do_not_hide_each_other(six):
    nearest = six.page.locator(".grid .map").evaluate_all(
        """maps => maps.map((map) => {
          const at = [...map.querySelectorAll(".hub-marker")]
            .map((one) => one.getBoundingClientRect());
          return Math.min(...at.flatMap((a, i) =>
            at.slice(i + 1).map((b) => Math.hypot(a.x - b.x, a.y - b.y))));
        })"""
    )
    assert min(nearest) > 25


@pytest.fixture(scope="module", params=["ko", "en"])
def paper(request, six):
    six.again(f"#lang={request.param}")
    printed = six.page.pdf(format="A4", landscape=True, print_background=True)
    return request.param, pypdfium2.PdfDocument(printed)


def words_on(document, number: int) -> str:
    """Without spaces: a PDF places letters one by one."""
    return "".join(document[number].get_textpage().get_text_range().split())


def test_paper_starts_with_the_scenarios_and_the_dates_of_their_figures(paper, six):
    language, document = paper
    first = words_on(document, 0)
    for title in six.page.locator(f".names .{language}").all_text_contents():
        assert title.replace(" ", "") in first
    newest = {"ko": "2025년상반기취업자", "en": "employedpersonsfirsthalfof2025"}[language]
    assert newest in first


def test_every_map_is_printed_whole_beneath_its_caption(paper):
    _, document = paper
    end = "Leaflet|"
    pages = [words_on(document, number) for number in range(len(document))]
    proven = re.compile("최적해증명됨|provenoptimal")
    counts = [(len(proven.findall(text)), text.count(end)) for text in pages]
    assert all(captions == ends for captions, ends in counts)
    assert sum(captions for captions, _ in counts) == 6
    assert counts[0][0] > 0  # maps start on page one


def test_no_sheet_is_empty_and_the_hubs_by_scenario_stay_on_one(paper):
    language, document = paper
    pages = [words_on(document, number) for number in range(len(document))]
    shortest = min(len(text) for text in pages)
    assert shortest > 400, [len(text) for text in pages]
    first, last = {
        "ko": ("시나리오별거점", "부산사상구6개중1"),
        "en": ("Hubsbyscenario", "Busan1of6"),
    }[language]
    assert sum(first in text and last in text for text in pages) == 1


def test_one_over_the_other_is_printed_side_by_side(page):
    page.page.check("#swipe")
    page.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    first, second = maps_of(page)
    page.page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert first[2] <= second[0]
    assert page.page.locator(".grid.swiping").count() == 1
    page.page.uncheck("#swipe")


LONG = "부울경과 전남광주에 하나씩은 두고 수도권은 기존 기관에 맡기는 아주 긴 제목의 시나리오"


@pytest.fixture(scope="module")
def long_titles(open_page, dataset, stages, baseline, tmp_path_factory):
    """Three scenarios, one of a title that takes several lines."""
    others = [
        hp.make_plan(
            dataset,
            hp.Scenario(name=f"h{n}", title_ko=title, title_en=title, siting={"hubs": n}),
            stages=stages,
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


def test_one_over_the_other_stands_level_too(open_page, dataset, stages, baseline, tmp_path):
    long = hp.Scenario(name="long", title_ko=LONG * 2, title_en="Four", siting={"hubs": 4})
    path = tmp_path / "comparison.html"
    plans = [baseline, hp.make_plan(dataset, long, stages=stages)]
    path.write_text(render_comparison(hp.compare(plans)), "utf-8")
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
