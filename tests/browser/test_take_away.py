"""What a reader takes away: pictures of the map, tables, a link, one printed sheet."""

from __future__ import annotations

import base64
import csv
import io
from pathlib import Path
from xml.etree import ElementTree

import pytest

MAP = Path(__file__).parents[2] / "maps" / "baseline.html"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def file(baseline, tmp_path_factory):
    from hubplanner.maps import render_map

    path = tmp_path_factory.mktemp("take_away") / "plan.html"
    path.write_text(render_map(baseline), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def page(open_page, file):
    return open_page(file)


def taken(page, button: str) -> tuple[str, bytes]:
    """Name and content of the file that a button of the menu gives."""
    page.page.click("#take-away summary")
    with page.page.expect_download() as waiting:
        page.page.click(f"#{button}")
    page.page.click("#take-away summary")
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


def texts(picture: ElementTree.Element) -> str:
    return " ".join(" ".join(node.itertext()) for node in picture.iter(f"{SVG}text"))


@pytest.mark.parametrize(
    "fragment", ["#tab=regions", "#tab=regions&patterns=1&lang=en", "#tab=hubs"]
)
def test_the_map_as_svg_has_the_regions_as_shown_and_says_what_it_is(page, baseline, fragment):
    page.again(fragment)
    name, content = taken(page, "take-svg")
    assert name == f"baseline-{'hubs' if 'hubs' in fragment else 'regions'}.svg"
    picture = ElementTree.fromstring(content)
    drawn = {
        node.get("data-region"): node.get("fill")
        for node in picture.iter(f"{SVG}path")
        if node.get("data-region")
    }
    shown = page.page.eval_on_selector_all(
        "path.region",
        "all => Object.fromEntries(all.map(p => [p.dataset.region, p.getAttribute('fill')]))",
    )
    assert drawn == shown
    assert len(drawn) == 229
    patterns = {node.get("id") for node in picture.iter(f"{SVG}pattern")}
    named = {fill[5:-1].strip('"') for fill in drawn.values() if fill.startswith("url(")}
    assert named <= patterns
    words = texts(picture)
    english = "lang=en" in fragment
    scenario = baseline.scenario
    assert (scenario.title_en if english else scenario.title_ko) in words
    assert ("Statistics Korea" if english else "통계청") in words
    assert (str(baseline.dates) if english else baseline.dates.in_language("ko")) in words
    assert not list(picture.iter(f"{SVG}foreignObject"))
    rings = [node for node in picture.iter(f"{SVG}svg") if node.get("class") == "ringed"]
    assert len(rings) >= len(baseline.hubs)
    assert not page.complaints


def test_the_map_as_png_has_the_colours_of_the_page(page):
    page.again("#tab=regions")
    name, content = taken(page, "take-png")
    assert name == "baseline-regions.png"
    spots = page.page.evaluate(
        """() => {
          const box = document.querySelector(".map").getBoundingClientRect();
          return [...document.querySelectorAll("path.region")].flatMap((path) => {
            const { left, top, width, height } = path.getBoundingClientRect();
            const x = left + width / 2, y = top + height / 2;
            if (document.elementFromPoint(x, y) !== path || width < 20) return [];
            return [[x - box.left, y - box.top, getComputedStyle(path).fill]];
          });
        }"""
    )
    assert len(spots) > 20
    seen = page.page.evaluate(
        """async ([data, spots]) => {
          const image = new Image();
          image.src = "data:image/png;base64," + data;
          await image.decode();
          const canvas = new OffscreenCanvas(image.width, image.height),
            context = canvas.getContext("2d");
          context.drawImage(image, 0, 0);
          return spots.map(([x, y]) => {
            const [r, g, b] = context.getImageData(
              Math.round(2 * (x + 14)), Math.round(2 * (y + 54)), 1, 1).data;
            return `rgb(${r}, ${g}, ${b})`;
          });
        }""",
        [base64.b64encode(content).decode(), spots],
    )
    same = sum(colour == found for (_, _, colour), found in zip(spots, seen, strict=True))
    assert same >= 0.9 * len(spots)  # a name or a border may lie on the rest


def table(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_the_table_of_regions_as_shown(page, baseline):
    page.again("#tab=regions&lang=en&only-candidates=1&sort=regions:2:up")
    name, content = taken(page, "take-csv")
    assert name == "baseline-regions.csv"
    head, *rows = table(content)
    assert head[:6] == ["KOSTAT", "Rank", "90 % interval", "Region", "Province", "Score"]
    candidates = baseline.regions[baseline.regions["candidate"]]
    assert sorted(row[0] for row in rows) == sorted(candidates.index)
    scores = [float(row[5]) for row in rows]
    assert scores == sorted(scores)
    ranks = candidates["rank"].astype(int).astype(str).to_dict()
    assert {row[0]: row[1] for row in rows} == ranks


def test_the_tables_of_hubs_institutions_and_unsettled_regions(page, baseline):
    page.again("#tab=hubs")
    _, content = taken(page, "take-csv")
    head, *rows = table(content)
    assert head[:3] == ["거점", "지역", "KOSTAT"]
    assert [row[2] for row in rows] == list(baseline.hubs["region_code"])
    page.again("#tab=network")
    _, content = taken(page, "take-csv")
    assert len(table(content)) == 1 + page.page.locator("#institutions tbody tr").count()
    page.again("#tab=draws")
    _, content = taken(page, "take-csv")
    assert len(table(content)) == 1 + page.page.locator("#unsettled tbody tr").count()


def test_a_link_brings_back_what_was_shown(page):
    page.again("#tab=regions")
    page.page.click("#regions th:nth-child(2) button")
    page.page.click("#regions th:nth-child(2) button")
    page.page.check("#only-candidates")
    page.page.fill("#find-region", "경남")
    assert "at=" not in page.page.evaluate("location.hash")
    page.zoom_in(2)
    state = """() => {
      const box = document.querySelector(".map").getBoundingClientRect();
      const place = document.querySelector("path.region").getBoundingClientRect();
      const rows = [...document.querySelectorAll("#regions tbody tr")].filter((row) => !row.hidden);
      return [rows.map((row) => row.dataset.code),
        Math.round(place.x - box.x), Math.round(place.width)];
    }"""
    before, link = page.page.evaluate(state), page.page.evaluate("location.hash")
    assert "at=" in link
    assert "sort=" in link
    page.again(link)
    rows, left, width = page.page.evaluate(state)
    assert rows == before[0]
    assert abs(left - before[1]) <= 2
    assert abs(width - before[2]) <= 2
    assert page.page.evaluate("location.hash") == link


def test_the_link_is_copied_and_said_to_be(page):
    page.again("#tab=hubs")
    page.page.click("#take-away summary")
    page.page.click("#take-link")
    page.page.wait_for_selector("#take-told:not(:empty)")
    if page.page.locator("#take-told input").count():
        assert page.page.input_value("#take-told input").endswith("#tab=hubs")
    else:
        assert "복사됨" in page.shown("#take-told")
    page.page.keyboard.press("Escape")
    assert page.page.locator("#take-away[open]").count() == 0
