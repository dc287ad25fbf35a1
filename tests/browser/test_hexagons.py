"""The map of hexagons as a planner meets it: to see, to point at, to walk through, to print."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from test_accessibility import violations

from hubplanner.maps import render_map

pytestmark = pytest.mark.slow

CELL = ".hexagon[data-cell='{}']"
GEOJE = CELL.format("38090")


@pytest.fixture(scope="module")
def path(baseline, tmp_path_factory):
    file = tmp_path_factory.mktemp("hexagons") / "plan.html"
    file.write_text(render_map(baseline), encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def opened(open_page, path):
    return open_page(path, width=1280, height=800, reduced_motion="reduce")


@pytest.fixture
def page(opened):
    opened.again("#map=hex&tab=regions")
    return opened


def fills(page, selector: str, attribute: str) -> dict[str, str]:
    return dict(
        page.page.eval_on_selector_all(
            selector,
            "(all, attribute) => all.map((one) => [one.getAttribute(attribute),"
            " (one.querySelector('.ground') ?? one).getAttribute('fill')])",
            attribute,
        )
    )


def sizes(page) -> list[float]:
    script = (
        "(all) => all.flatMap((one) => { const box = one.getBoundingClientRect();"
        " return [box.width, box.height]; })"
    )
    return page.page.eval_on_selector_all(".hexagon .ground", script)


def focused(page) -> str:
    return str(page.page.evaluate("document.activeElement.getAttribute('data-cell')"))


def test_the_switch_changes_the_map_and_the_address(opened):
    opened.again("#tab=regions")
    assert not opened.page.is_visible(".hexagons")
    opened.page.click("text=육각형 지도")
    assert opened.page.is_visible(".hexagons")
    assert "map=hex" in opened.page.url
    opened.page.click(".map-kinds >> text=/^지도$/")
    assert not opened.page.is_visible(".hexagons")
    assert "map=hex" not in opened.page.url
    assert opened.complaints == []


@pytest.mark.parametrize(
    "state", ["tab=regions", "tab=hubs", "tab=draws", "tab=regions&shade=decline"]
)
def test_cells_have_the_colours_of_the_map(opened, state):
    opened.again(f"#map=hex&{state}")
    cells = fills(opened, ".hexagon", "data-cell")
    assert len(cells) == 229
    assert cells == fills(opened, "path.region", "data-region")
    assert len(set(cells.values())) > 2


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (360, 740)])
def test_every_region_is_large_enough_and_reachable(open_page, path, width, height):
    page = open_page(path, width=width, height=height, fragment="#map=hex&tab=regions")
    assert min(sizes(page)) >= 24
    for code in ("38090", "39020", "37430", "23310"):  # corners of the country
        cell = page.page.locator(CELL.format(code))
        cell.scroll_into_view_if_needed()
        cell.click()
        expect(page.page).to_have_url(re.compile(f"region={code}"), timeout=30_000)


def test_hubs_and_candidates_are_marked(page, baseline):
    numbers = page.page.locator(".hexagon.is-hub .hub").all_text_contents()
    assert sorted(numbers) == ["1", "2", "3", "4", "5", "6"]
    assert page.page.locator(".hexagon.is-candidate").count() == baseline.regions["candidate"].sum()
    label = page.page.get_attribute(GEOJE, "aria-label")
    assert label.startswith("경남 거제시, 후보지역")
    page.page.click("[data-language=en]")
    assert page.page.get_attribute(GEOJE, "aria-label").startswith(
        "Geoje-si, Gyeongsangnam-do, candidate"
    )


def test_names_stay_within_their_cells(page):
    for language in ("ko", "en"):
        page.page.click(f"[data-language={language}]")
        wider = page.page.eval_on_selector_all(
            ".hexagon",
            """(cells) => {
                const width = (cell, part) =>
                    cell.querySelector(part).getBoundingClientRect().width;
                return cells.filter((cell) => width(cell, ".name") > width(cell, ".ground"))
                    .map((cell) => cell.getAttribute("aria-label"));
            }""",
        )
        assert wider == []
    page.page.click("[data-language=ko]")
    assert page.page.text_content(f"{CELL.format('38060')} .name") == "사천"


def test_pointing_tells_what_the_map_tells(page, baseline):
    page.page.hover(f"{GEOJE} .ground")
    assert (
        page.shown(".hexagon-tip")
        == f"경남 거제시 {baseline.regions.at['38090', 'crisis_score']:.3f}"
    )


def test_a_click_chooses_and_outlines(page):
    page.page.click(f"{GEOJE} .ground", position={"x": 8, "y": 20})
    assert "거제시" in page.shown("#detail")
    assert page.page.locator(".hexagon[aria-selected=true]").get_attribute("data-cell") == "38090"
    page.page.click("#detail-close")
    assert page.page.locator(".hexagon[aria-selected=true]").count() == 0


def test_the_keyboard_walks_chooses_and_comes_back(page):
    assert page.page.locator(".hexagon[tabindex='0']").count() == 1
    page.page.focus(GEOJE)
    x = page.page.locator(GEOJE).bounding_box()["x"]
    page.page.keyboard.press("ArrowLeft")
    left = focused(page)
    assert page.page.locator(CELL.format(left)).bounding_box()["x"] < x
    page.page.keyboard.press("ArrowRight")
    assert focused(page) == "38090"
    page.page.keyboard.press("ArrowUp")
    page.page.keyboard.press("ArrowDown")
    assert focused(page) == "38090"
    page.page.keyboard.press("Enter")
    assert "거제시" in page.shown("#detail-text")
    page.page.keyboard.press("Escape")
    assert focused(page) == "38090"
    page.page.keyboard.press("Control+End")
    assert focused(page) in ("39010", "39020")
    assert page.page.locator(".hexagon[tabindex='0']").count() == 1


@pytest.mark.parametrize("language", ["ko", "en"])
def test_axe_finds_nothing(opened, language):
    opened.again(f"#map=hex&lang={language}&tab=regions&region=38090")
    assert violations(opened) == ""


def test_the_key_names_what_the_hexagons_show(opened):
    opened.again("#map=hex&tab=network")
    symbols = ".legend .symbols li"
    with_hexagons = opened.page.locator(symbols).count()
    opened.page.click(".map-kinds >> text=/^지도$/")
    assert opened.page.locator(symbols).count() > with_hexagons


def test_prints_the_map_that_is_shown(page):
    page.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.page.emulate_media(media="print")
    assert page.page.is_visible(".hexagons")
    frame = page.page.locator(".map").bounding_box()
    sheet = page.page.locator(".hexagons svg").bounding_box()
    assert sheet["height"] <= frame["height"]
    assert not page.page.is_visible(".map-kinds")
    page.page.emulate_media(media="screen")
    page.page.evaluate("window.dispatchEvent(new Event('afterprint'))")


@pytest.mark.parametrize("map_kind", ["map=hex", "map="])
def test_the_candidate_line_parts_candidates_from_the_rest(opened, baseline, map_kind):
    opened.again(f"#{map_kind}&tab=regions&classes=candidates")
    regions = baseline.regions
    last = regions.loc[regions["candidate"], "crisis_score"].min()
    seen = fills(opened, "path.region", "data-region")
    scored = regions["crisis_score"].dropna()
    reds = {seen[code] for code in scored.index[scored >= last]}
    blues = {seen[code] for code in scored.index[scored < last]}
    assert (len(reds), len(blues)) == (3, 3)
    assert not reds & blues
    assert f"{last:.3f}" in opened.shown(".legend")
    opened.page.select_option("#shade", "decline")
    assert opened.page.input_value("#scheme") == "quantile"
    assert "classes=" not in opened.page.url


def test_every_line_of_the_map_lies_on_a_casing(opened):
    ties = ("user", "rnd", "training", "local_support", "hub_to_hub")
    shown = ".".join(
        f"%2B{key}" for key in ("candidates", "borders", "catchments", "designated-0", *ties)
    )
    opened.again(f"#tab=regions&layers={shown}&region=38090")
    bare = """(paths) => paths.filter((one) => one.getAttribute("stroke") !== "none"
        && !one.classList.contains("casing")).filter((one) => {
            const casing = one.previousElementSibling;
            return !casing?.classList.contains("casing")
                || casing.getAttribute("d") !== one.getAttribute("d");
        }).map((one) => one.outerHTML.slice(0, 80))"""
    panes = ".leaflet-borders-pane path, .leaflet-links-pane path"
    assert opened.page.eval_on_selector_all(panes, bare) == []
    assert opened.page.locator("path.casing").count() > 50


def test_the_list_of_layers_unfolds_beside_the_hexagons(open_page, path):
    page = open_page(path, width=1440, height=900, fragment="#tab=draws&map=hex").page
    page.click(".layer-list summary")
    covered = page.evaluate(
        """() => {
          const list = document.querySelector(".layer-list").getBoundingClientRect();
          return [...document.querySelectorAll(".hexagon .ground")].filter((one) => {
            const { left, right, top, bottom } = one.getBoundingClientRect();
            return left < list.right && right > list.left && top < list.bottom && bottom > list.top;
          }).length;
        }"""
    )
    assert covered == 0
