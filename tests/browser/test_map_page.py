"""The committed map as a planner meets it: opened from disk, with no network."""

from __future__ import annotations

from pathlib import Path

import pytest

MAP = Path(__file__).parents[2] / "maps" / "baseline.html"


@pytest.fixture(scope="module")
def opened(open_page):
    return open_page(MAP)


@pytest.fixture
def page(opened):
    opened.again()
    return opened


def choose(page, code):
    page.page.locator(f"path[data-region='{code}']").dispatch_event("click")
    page.page.wait_for_selector(".region-popup")


def test_opens_with_the_network_blocked_and_asks_for_nothing(page):
    assert page.requests == [MAP.resolve().as_uri()]
    assert page.complaints == []


def test_shows_229_regions_and_six_hubs(page):
    assert page.page.locator("path.region").count() == 229
    assert page.page.locator(".hub-marker").count() == 6
    page.page.wait_for_selector("#hub-list li", state="attached")  # made after the first frame
    assert page.page.locator("#hub-list li").count() == 6
    assert page.page.locator("#regions tbody tr").count() == 229
    assert page.page.locator("#regions tbody tr.candidate").count() == 40


def test_every_institution_stands_on_the_map(page, baseline):
    """In the tab of the network: by region where the map is small, each by itself further in."""
    assert page.page.locator(".institution").count() == 0
    page.page.click("#tab-network")
    single = page.page.locator(".institution").count()
    groups = page.page.locator(".cluster").all_inner_texts()
    assert single + sum(map(int, groups)) == len(baseline.institutions)
    assert single < len(baseline.institutions) / 4
    page.zoom_in()
    assert page.page.locator(".cluster").count() == 0
    assert page.page.locator(".institution").count() == len(baseline.institutions)


def test_the_popup_of_geoje_shows_the_score_of_the_table(page, baseline):
    choose(page, "38090")
    geoje = baseline.regions.loc["38090"]
    brief, text = page.shown(".region-popup"), page.shown("#detail")
    assert f"위기점수 {geoje['crisis_score']:.3f}" in brief
    assert "거제시" in text
    assert f"위기점수 {geoje['crisis_score']:.3f}" in text
    assert f"229곳 중 {geoje['rank']}위" in text
    assert f"{geoje['manufacturing_share'] * 100:.1f} %" in text
    assert "2015–2020" in text
    assert "지역내총생산" in text


def test_a_missing_value_is_said_to_be_missing(page):
    choose(page, "29010")  # Sejong is not in the employment survey
    assert "관측 없음" in page.shown("#detail")


def test_a_popup_of_an_institution_says_that_its_place_is_approximate(page):
    page.page.click("#tab-network")
    page.page.locator(".institution").nth(0).dispatch_event("click")
    assert "위치는 근사값" in page.shown(".institution-popup")
    assert "출처" in page.shown("#detail")


def test_language_switch(page):
    assert "후보지역만" in page.shown(".panel")
    assert "Candidates only" not in page.shown(".panel")
    page.page.click("text=English")
    assert page.page.get_attribute("html", "lang") == "en"
    assert "Candidates only" in page.shown(".panel")
    assert "후보지역만" not in page.shown(".panel")
    assert page.page.locator("#shade option").first.text_content() == "Crisis score"
    assert "Crisis score" in page.shown(".legend")
    choose(page, "38090")
    assert "Geoje-si" in page.shown(".region-popup")
    assert "거제시" not in page.shown(".region-popup")
    page.page.click("text=한국어")
    assert "후보지역만" in page.shown(".panel")


def test_a_hub_in_the_list_opens_on_the_map(page, baseline):
    page.page.click("#tab-hubs")
    page.page.locator("#hub-list button").nth(1).click()
    hub = baseline.hubs.iloc[1]
    short = baseline.regions.loc[hub["region_code"], "sido_short"]
    assert f"거점 2 {short} {hub['name_ko']}" in page.shown(".hub-popup")
    assert f"후보지역 {hub['candidates']}곳" in page.shown("#detail")


def test_hubs_and_language_work_by_keyboard(page):
    page.page.locator("[data-language=en]").focus()
    page.page.keyboard.press("Enter")
    assert page.page.get_attribute("html", "lang") == "en"
    page.page.locator(".hub-marker").nth(0).focus()
    page.page.keyboard.press("Enter")
    assert page.page.locator(".hub-popup").count() == 1


def test_layers_can_be_switched_off(page, baseline):
    others = (baseline.institutions["kind"] != "university").sum()
    page.page.click("#tab-network")
    page.zoom_in()
    page.switch("대학교")
    page.switch("지역")
    assert page.page.locator("path.region").count() == 0
    assert page.page.locator(".institution").count() == others


def test_the_legend_and_sources_are_there(page, baseline):
    assert "위기점수" in page.shown(".legend")
    page.again("#tab=sources")
    for attribution in baseline.sources["attribution_ko"]:
        assert attribution in page.shown("#panel-sources")
    assert "공공누리" in page.shown(".leaflet-control-attribution")


def test_labels_of_the_worst_regions_do_not_cover_each_other(page):
    boxes = page.page.evaluate(
        "[...document.querySelectorAll('.region-label')].map((n) => n.getBoundingClientRect())"
        ".map((b) => [b.left, b.right, b.top, b.bottom])"
    )
    assert len(boxes) == 5
    for i, (left, right, top, bottom) in enumerate(boxes):
        for other in boxes[:i]:
            apart = right <= other[0] or other[1] <= left or bottom <= other[2] or other[3] <= top
            assert apart, f"labels {i} and another overlap"


def test_table_popup_and_csv_agree_on_a_score(page, baseline):
    row = page.page.locator("#regions tr[data-code='38090']")
    score = f"{baseline.regions.loc['38090', 'crisis_score']:.3f}"
    assert score in row.inner_text()
    row.locator("button").click()
    assert score in page.shown(".region-popup")
    assert "chosen" in row.get_attribute("class")


def test_a_place_on_the_map_finds_its_row(page):
    choose(page, "39020")  # far down the table
    row = page.page.locator("#regions tr.chosen")
    assert row.get_attribute("data-code") == "39020"
    box, panel = row.bounding_box(), page.page.locator(".panel").bounding_box()
    assert panel["y"] <= box["y"] <= panel["y"] + panel["height"]


def test_search_and_candidates_only(page):
    rows = page.page.locator("#regions tbody tr:visible")
    page.page.fill("#find-region", "고성")
    assert rows.count() == 2
    page.page.fill("#find-region", "Ulsan")
    assert rows.count() == 5
    assert "229곳 중 5곳" in page.shown("#regions-found")
    page.page.fill("#find-region", "")
    page.page.check("#only-candidates")
    assert rows.count() == 40


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("경남 거제시", ["거제시"]),
        ("경상남도 고성군", ["고성군"]),
        ("마산", ["창원시"]),  # merged in 2010
        ("청원군", ["청주시", "세종시"]),  # parted in 2012 and 2014
        ("Masan-si", ["창원시"]),
        ("경남 ㄱㅈㅅ", ["거제시"]),
    ],
)
def test_search_knows_the_names_that_the_page_shows_and_those_of_other_years(page, query, names):
    page.page.fill("#find-region", query)
    shown = page.page.locator("#regions tbody tr:visible .choose .ko").all_inner_texts()
    assert shown == names


def test_a_province_is_found_by_any_of_its_names(page, baseline):
    there = baseline.regions["sido_short"] == "전북"
    for name in ("전북특별자치도", "전라북도", "전북", "Jeollabuk-do"):
        page.page.fill("#find-region", name)
        assert page.page.locator("#regions tbody tr:visible").count() == there.sum() == 14


def test_enter_takes_the_first_hit(page, baseline):
    page.page.fill("#find-region", "고성군")
    first = page.page.locator("#regions tbody tr:visible").first
    code = first.get_attribute("data-code")
    page.page.press("#find-region", "Enter")
    assert page.page.locator("#regions tr.chosen").get_attribute("data-code") == code
    assert f"region={code}" in page.page.evaluate("location.hash")
    assert page.page.evaluate("document.activeElement.id") == "detail-text"
    page.page.fill("#find-region", "nowhere")
    page.page.press("#find-region", "Enter")
    assert f"region={code}" in page.page.evaluate("location.hash")
    page.page.click("#tab-network")
    page.page.fill("#find-institution", "경남테크노파크")
    page.page.press("#find-institution", "Enter")
    assert "경남테크노파크" in page.shown("#detail")
    assert page.complaints == []


def test_sorting_by_a_column_and_back(page, baseline):
    scores = baseline.regions["crisis_score"]
    head = page.page.locator("#regions th button", has_text="위기점수")
    first = page.page.locator("#regions tbody tr").first
    head.click()
    assert first.get_attribute("data-code") == scores.idxmax()
    head.click()
    assert first.get_attribute("data-code") == scores.idxmin()
    assert page.page.locator("#regions th[aria-sort=ascending]").count() == 1


@pytest.mark.parametrize("shade", ["dependency", "hub_minutes", "employed_lq"])
def test_shading_follows_the_choice_and_the_legend_follows_it(page, baseline, shade):
    page.page.select_option("#shade", shade)
    values = baseline.regions["hub_minutes" if shade == "hub_minutes" else shade]
    dark = page.page.locator("path.region[fill='#bd0026']").evaluate_all(
        "paths => paths.map((path) => path.dataset.region)"
    )
    light = page.page.locator("path.region[fill='#ffffb2']").evaluate_all(
        "paths => paths.map((path) => path.dataset.region)"
    )
    assert len(dark) == pytest.approx(values.notna().sum() / 5, abs=4)
    assert values[dark].min() > values[light].max()
    name = page.page.locator(f"#shade option[value={shade}]").text_content()
    assert name in page.shown(".legend summary")
    hatched = page.page.locator("path.region[fill='url(#missing)']").count()
    assert hatched == values.isna().sum()


WORSE = ["#fddbc7", "#d6604d", "#67001f"]  # from zero outwards
BETTER = ["#d1e5f0", "#4393c3", "#053061"]


def shaded(page, fill):
    return page.page.locator(f"path.region[fill='{fill}']").evaluate_all(
        "paths => paths.map((path) => path.dataset.region)"
    )


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["quantile", "natural", "equal"])
@pytest.mark.parametrize("shade", ["gva_change", "employed_change"])
def test_a_change_is_shaded_on_both_sides_of_zero(page, baseline, shade, scheme):
    page.page.select_option("#shade", shade)
    page.page.select_option("#scheme", scheme)
    values, sign = baseline.regions[shade], baseline.coverage.at[shade, "sign"]
    assert values.min() < 0 < values.max()
    worse = values * sign
    sides = [[worse[shaded(page, fill)] for fill in ramp] for ramp in (WORSE, BETTER)]
    assert sum(len(part) for side in sides for part in side) == values.notna().sum()
    for near, middle, far in [sides[0], [-part for part in sides[1]]]:
        assert near.min() >= -5e-5  # the page has values of four digits
        assert near.max() <= middle.min()
        assert middle.max() <= far.min()
    assert page.page.locator(".legend .zero").inner_text() == "0"
    above = page.page.evaluate(
        """() => [...document.querySelectorAll(".legend .classes li")].map((line) =>
          line.querySelector("rect")?.getAttribute("fill") ?? line.className)"""
    )
    order = [*reversed(WORSE), "zero", *BETTER]
    assert above[:7] == order
    assert "붉을수록 심각" in page.shown(".legend")


def test_edges_as_given_are_parted_at_zero_too(page):
    page.page.select_option("#shade", "gva_change")
    page.page.select_option("#scheme", "given")
    page.page.fill("#edges", "-20, 10")
    lines = page.page.locator(".legend .classes li").all_inner_texts()
    assert lines[0].endswith("– −20.0")
    assert lines[1].startswith("−20.0 – ")
    assert lines[1].rstrip().endswith(" 0.0")
    assert lines[2] == "0"
    assert lines[3].strip() == "0.0 – 10.0"


def test_tabs_by_keyboard(page):
    page.page.focus("#tab-regions")
    page.page.keyboard.press("ArrowRight")
    assert page.page.locator("#panel-hubs").is_visible()
    assert page.page.locator("#panel-regions").is_hidden()
    page.page.keyboard.press("End")
    assert page.page.locator("#panel-network").is_visible()
    assert page.page.evaluate("document.activeElement.id") == "tab-network"
    page.page.keyboard.press("ArrowRight")  # round to the first, within the level
    assert page.page.locator("#panel-regions").is_visible()


def test_institutions_are_found_by_name(page):
    page.page.click("#tab-network")
    page.page.fill("#find-institution", "경남테크노파크")
    rows = page.page.locator("#institutions tbody tr:visible")
    assert rows.count() == 1
    rows.first.locator("button").click()
    assert "경남테크노파크" in page.shown(".institution-popup")


@pytest.mark.slow
def test_the_address_points_at_a_finding(page, open_page):
    page.page.click("text=English")
    page.page.select_option("#shade", "decline")
    choose(page, "26030")
    address = page.page.evaluate("location.hash")
    assert address == "#tab=regions&lang=en&shade=decline&region=26030"

    again = open_page(MAP, fragment=address)
    assert again.page.get_attribute("html", "lang") == "en"
    assert "Dong-gu" in again.shown(".region-popup")
    assert again.page.input_value("#shade") == "decline"
    assert again.complaints == []


@pytest.mark.slow
@pytest.mark.parametrize("size", [(1400, 900), (360, 740)])
def test_the_picture_is_not_blank_and_fits(open_page, size):
    page = open_page(MAP, width=size[0], height=size[1])
    colours = page.page.evaluate(
        "[...new Set([...document.querySelectorAll('path.region')]"
        ".map((path) => path.getAttribute('fill')))].length"
    )
    assert colours == 5
    picture = page.page.screenshot()
    blank = page.context.new_page()
    blank.set_viewport_size({"width": size[0], "height": size[1]})
    assert len(picture) > 4 * len(blank.screenshot())
    assert page.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


ODD = [
    "__proto__",
    "constructor",
    "toString",
    "__proto__:1",
    "constructor:1,toString:2",
    "valueOf:3",
]
# What cannot hide one another: of three chosen places only one would be shown.
KEYS = [
    ("lang", "shade", "classes", "edges", "patterns", "try", "layers", "region"),
    ("tab",),
    ("hub",),
    ("institution",),
]


@pytest.mark.slow
@pytest.mark.parametrize("keys", KEYS, ids=" ".join)
def test_an_address_of_names_that_every_object_has_shows_the_default(opened, keys):
    """``#try=__proto__:1`` opened a trial of nothing."""
    start = "" if "tab" in keys else "tab=regions&"
    for odd in ODD:
        opened.again("#" + start + "&".join(f"{key}={odd}" for key in keys))
        assert opened.complaints == [], odd
        assert opened.page.input_value("#shade") == "crisis_score"
        assert opened.page.input_value("#scheme") == "quantile"
        assert opened.page.locator(f"#panel-{'regions' if start else 'glance'}").is_visible()
        assert opened.page.locator("#whatif[open]").count() == 0
        assert opened.page.locator("#ribbon").is_hidden()
        assert opened.page.locator("#detail").is_hidden()


def test_the_windows_title_speaks_the_language_that_is_shown(page):
    assert page.page.title() == "기준안 – hubplanner"
    page.page.click("[data-language=en]")
    assert page.page.title() == "Baseline – hubplanner"
    page.page.click("[data-language=ko]")
    assert page.page.title() == "기준안 – hubplanner"


@pytest.fixture(scope="module")
def window(open_page):
    return open_page(MAP, width=1000, height=700, reduced_motion="reduce")


@pytest.mark.slow
@pytest.mark.parametrize("code", ["11010", "32030", "39010", "31380", "23320", "37430", "36330"])
def test_no_popup_lies_under_a_control(window, code):
    window.again(f"#tab=regions&region={code}")
    window.page.wait_for_selector(".region-popup")
    under = window.page.evaluate(
        """() => {
          const box = document.querySelector(".leaflet-popup-content-wrapper")
            .getBoundingClientRect();
          const map = document.querySelector(".map").getBoundingClientRect();
          const over = [...document.querySelectorAll(".leaflet-control")].filter((one) => {
            const { left, right, top, bottom } = one.getBoundingClientRect();
            return left < box.right && right > box.left && top < box.bottom && bottom > box.top;
          }).map((one) => one.className);
          return box.top < map.top || box.bottom > map.bottom || box.left < map.left
            || box.right > map.right ? [...over, "edge"] : over;
        }"""
    )
    assert under == []
