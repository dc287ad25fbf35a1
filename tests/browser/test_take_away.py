"""What a reader takes away: pictures of the map, tables, a link, one printed sheet."""

from __future__ import annotations

import base64
import csv
import functools
import http.server
import io
import threading
from pathlib import Path
from xml.etree import ElementTree

import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import expect

pytestmark = pytest.mark.slow

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
        page.page.click(button)
    assert waiting.value.suggested_filename in page.page.locator("#take-told").inner_text()
    page.page.click("#take-away summary")
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


def texts(picture: ElementTree.Element) -> str:
    return " ".join(" ".join(node.itertext()) for node in picture.iter(f"{SVG}text"))


def spoken(page, selector: str) -> str:
    """The text of a node in the language that is shown, whether it is seen or not."""
    return str(
        page.page.evaluate(
            """(selector) => {
              const copy = document.querySelector(selector).cloneNode(true);
              const other = document.documentElement.lang === "en" ? ".ko" : ".en";
              for (const one of copy.querySelectorAll(other)) one.remove();
              return copy.textContent.replace(/\\s+/g, " ").trim();
            }""",
            selector,
        )
    )


@pytest.mark.parametrize(
    "fragment", ["#tab=regions", "#tab=regions&patterns=1&lang=en", "#tab=hubs"]
)
def test_the_map_as_svg_has_the_regions_as_shown_and_says_what_it_is(page, baseline, fragment):
    page.again(fragment)
    name, content = taken(page, "#take-svg")
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
    assert page.page.locator("#finding").text_content()
    assert spoken(page, "#finding") in words
    assert not list(picture.iter(f"{SVG}foreignObject"))
    leaders = [node for node in picture.iter(f"{SVG}path") if node.get("class") == "leader"]
    assert len(leaders) == page.page.locator(".leader").count()
    assert all(node.get("stroke") == "rgb(27, 39, 51)" for node in leaders)
    rings = [node for node in picture.iter(f"{SVG}svg") if node.get("class") == "ringed"]
    assert len(rings) >= len(baseline.hubs)
    assert not page.complaints


def test_the_hexagons_are_drawn_as_they_are_shown(page, baseline):
    page.again("#tab=regions&map=hex&lang=en")
    _, content = taken(page, "#take-svg")
    picture = ElementTree.fromstring(content)
    assert not [node for node in picture.iter(f"{SVG}path") if node.get("data-region")]
    drawn = {
        cell.get("data-cell"): next(iter(cell)).get("fill")
        for cell in picture.iter(f"{SVG}g")
        if cell.get("data-cell")
    }
    shown = page.page.eval_on_selector_all(
        ".hexagon",
        "all => Object.fromEntries(all.map(one =>"
        " [one.dataset.cell, getComputedStyle(one.querySelector('.ground')).fill]))",
    )
    assert drawn == shown
    assert len(drawn) == 229
    outlined = [
        cell
        for cell in picture.iter(f"{SVG}g")
        if cell.get("class") == "candidate" and cell.find(f"{SVG}polygon") is not None
    ]
    assert len(outlined) == baseline.regions["candidate"].sum()
    words = texts(picture)
    assert spoken(page, "#finding") in words
    assert "Statistics Korea" in words
    assert str(baseline.dates) in words
    assert "Crisis score" in words
    assert not page.complaints


# Where something can be seen that nothing lies on: x, y from the map's corner, and its colour.
SPOTS = """
  ([selector, down]) => {
    const box = document.querySelector(".map").getBoundingClientRect();
    return [...document.querySelectorAll(selector)].flatMap((one) => {
      const { left, top, width, height } = one.getBoundingClientRect();
      const x = left + width / 2, y = top + down * height;
      if (document.elementFromPoint(x, y) !== one || width < 20) return [];
      return [[x - box.left, y - box.top, getComputedStyle(one).fill]];
    });
  }
"""
COLOURS_AT = """
  async ([data, spots]) => {
    const image = new Image();
    image.src = "data:image/png;base64," + data;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0);
    return spots.map(([x, y]) => {
      const [r, g, b] = context.getImageData(Math.round(2 * x), Math.round(2 * y), 1, 1).data;
      return `rgb(${r}, ${g}, ${b})`;
    });
  }
"""


@pytest.mark.parametrize(
    ("fragment", "selector", "down"),
    [("#tab=regions", "path.region", 0.5), ("#tab=regions&map=hex", ".hexagon .ground", 0.75)],
)
def test_the_map_as_png_has_the_colours_of_the_page(page, fragment, selector, down):
    page.again(fragment)
    name, content = taken(page, "#take-png")
    assert name == "baseline-regions.png"
    _, svg = taken(page, "#take-svg")
    inner = ElementTree.fromstring(svg).find(f"{SVG}g[@class='map']")
    left, top = map(float, inner.get("transform")[len("translate(") : -1].split())
    spots = page.page.evaluate(SPOTS, [selector, down])
    assert len(spots) > 20
    at = [(x + left, y + top) for x, y, _ in spots]
    seen = page.page.evaluate(COLOURS_AT, [base64.b64encode(content).decode(), at])
    same = sum(colour == found for (_, _, colour), found in zip(spots, seen, strict=True))
    assert same >= 0.9 * len(spots)  # a name or a border may lie on the rest


@pytest.mark.parametrize("kind", ["", "&map=hex"])
def test_on_a_phone_the_picture_has_its_whole_key(open_page, file, kind):
    phone = open_page(file, width=390, height=844, fragment=f"#tab=regions&lang=en{kind}")
    _, content = taken(phone, "#take-svg")
    words = texts(ElementTree.fromstring(content))
    for expected in ("Crisis score", "Candidate outlines", spoken(phone, "#finding")[:20]):
        assert expected in words
    assert phone.page.locator(".legend[open], .pictured").count() == 0


def table(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def table_taken(page, heading: str) -> tuple[str, list[list[str]]]:
    """Name and rows of the file that the menu gives of what stands under a heading."""
    name, content = taken(page, f'#take-tables button:has-text("{heading}")')
    return name, table(content)


def test_the_table_of_regions_as_shown(page, baseline):
    page.again("#tab=regions&lang=en&only-candidates=1&sort=regions:2:up")
    name, (head, *rows) = table_taken(page, "Regions")
    assert name == "baseline-regions.csv"
    assert head[:6] == ["KOSTAT", "Rank", "90 % interval", "Region", "Province", "Score"]
    candidates = baseline.regions[baseline.regions["candidate"]]
    assert sorted(row[0] for row in rows) == sorted(candidates.index)
    scores = [float(row[5]) for row in rows]
    assert scores == sorted(scores)
    ranks = candidates["rank"].astype(int).astype(str).to_dict()
    assert {row[0]: row[1] for row in rows} == ranks


def test_the_tables_of_hubs_institutions_and_unsettled_regions(page, baseline):
    page.again("#tab=hubs")
    name, (head, *rows) = table_taken(page, "거점")
    assert name == "baseline-hubs.csv"
    assert head[:3] == ["거점", "지역", "KOSTAT"]
    assert [row[2] for row in rows] == list(baseline.hubs["region_code"])
    page.again("#tab=network")
    _, rows = table_taken(page, "기관")
    assert len(rows) == 1 + page.page.locator("#institutions tbody tr").count()
    page.again("#tab=draws")
    _, rows = table_taken(page, "후보지역은")
    assert len(rows) == 1 + page.page.locator("#unsettled tbody tr").count()


def test_each_table_that_is_seen_can_be_taken_and_none_that_is_not(page, baseline):
    page.again("#tab=draws&lang=en")
    name, (head, *rows) = table_taken(page, "How firm the hubs are")
    assert name == "baseline-firm-hubs.csv"
    assert head[:2] == ["Hub", "Draws"]
    shares = [f"{100 * share:.0f} %" for share in baseline.hubs["draw_share"]]
    assert [row[1][: len(share)] for row, share in zip(rows, shares, strict=True)] == shares
    page.again("#tab=hubs&lang=en")
    page.page.click("#take-away summary")
    menu = page.page.locator("#take-tables button")
    expect(menu).to_have_text(
        [
            "Table (CSV): Hubs",
            "Table (CSV): Technologies without a hub",
            "Table (CSV): What the hubs bring within reach",
        ],
        use_inner_text=True,
    )
    page.again("#tab=hubs&lang=en&try=hubs:7")  # what is of the plan is hidden in a trial
    page.page.wait_for_selector("html.trial")
    page.page.click("#take-away summary")
    expect(menu).to_have_text(["Table (CSV): Hubs"], use_inner_text=True)


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


def printed(page) -> pypdfium2.PdfDocument:
    paper = page.page.pdf(format="A4", landscape=True, print_background=True)
    return pypdfium2.PdfDocument(paper)


def words_on(document, number: int) -> str:
    """Without spaces: a PDF places letters one by one."""
    return "".join(document[number].get_textpage().get_text_range().split())


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("code", ["38090", "11010", "34030"])
def test_a_region_is_printed_on_one_sheet(page, baseline, code, language):
    region = baseline.regions.loc[code]
    page.again(f"#tab=regions&region={code}&lang={language}")
    page.page.evaluate("window.print = () => {}")
    page.page.click("#print-sheet")
    assert page.page.locator("#locator svg text").text_content() == page.page.evaluate(
        f"document.querySelector('#regions tr[data-code=\"{code}\"]').cells[4].textContent"
    ).strip("()")
    document = printed(page)  # and says after it that it has printed
    assert len(document) == 1
    words = words_on(document, 0)
    dates = str(baseline.dates) if language == "en" else baseline.dates.in_language("ko")
    name = region["name_en"] if language == "en" else region["name_ko"]
    for expected in (name, f"{region['crisis_score']:.3f}", dates):
        assert expected.replace(" ", "") in words
    assert not page.page.locator("html.sheet").count()
    assert not page.page.locator("#locator svg").count()


@pytest.mark.parametrize("language", ["ko", "en"])
def test_at_a_glance_is_one_printed_sheet(page, baseline, language):
    page.again(f"#lang={language}")
    document = printed(page)
    assert len(document) == 1
    words = words_on(document, 0)
    finding = page.page.locator("#finding").inner_text()
    dates = str(baseline.dates) if language == "en" else baseline.dates.in_language("ko")
    hosts = page.page.locator("#glance-hubs .host").all_inner_texts()
    assert len(hosts) == len(baseline.hubs)
    for expected in (finding, dates, baseline.scenario.name, *hosts):
        assert "".join(expected.split()) in words


def test_the_printed_plan_has_no_empty_page_and_every_hub_on_its_map(page, baseline):
    page.again("#tab=hubs")
    document = printed(page)
    first = words_on(document, 0)
    assert baseline.dates.in_language("ko").replace(" ", "") in first
    running = len("hubplanner") + len("기준안·Baseline–hubplanner") + len("17/17")
    assert all(len(words_on(document, number)) > running + 40 for number in range(len(document)))
    page.page.emulate_media(media="print")
    page.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    outside = page.page.evaluate(
        """() => {
          const map = document.querySelector(".map").getBoundingClientRect();
          return [...document.querySelectorAll(".hub-marker")].filter((one) => {
            const { left, right, top, bottom } = one.getBoundingClientRect();
            return left < map.left || right > map.right || top < map.top || bottom > map.bottom;
          }).length;
        }"""
    )
    page.page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.page.emulate_media(media="screen")
    assert outside == 0


def test_on_a_phone_one_finger_scrolls_the_page_and_nothing_lies_under_a_button(open_page, file):
    phone = open_page(file, width=390, height=844, has_touch=True).page
    assert phone.locator(".map.leaflet-touch-zoom:not(.leaflet-touch-drag)").count() == 1
    wide = "document.documentElement.scrollWidth"
    assert phone.evaluate(wide) == 390
    phone.click("#take-away summary")
    for button in ("#take-svg", "#take-png", "#take-tables button", "#take-link"):
        phone.click(button, trial=True)
    assert phone.evaluate(wide) == 390


def codes_on(paper: pypdfium2.PdfDocument) -> list[str]:
    """What a phone reads on the first sheet."""
    image = paper[0].render(scale=3).to_pil()
    return [code.text for code in zxingcpp.read_barcodes(image)]


def on_a_server(browser, file):
    """A tab in which the page stands at every address of a server."""
    page = browser.new_context(viewport={"width": 1400, "height": 900}).new_page()
    page.route("http://plans.example/**", lambda route: route.fulfill(path=file))
    return page


@pytest.mark.parametrize(
    "state",
    [
        "",
        "#try=hubs%3A8",
        "#tab=hubs&lang=en&try=hubs%3A7%2Cwith%3A35020.38090%2Cwithout%3A21010.31020.37010"
        "&at=36.3%2C127.8%2C7.5&kept=hubs%3A7%3Bhubs%3A8&layers=%2Btechnopark.-borders",
    ],
)
def test_a_phone_reads_the_link_from_paper(browser, file, state):
    page = on_a_server(browser, file)
    page.goto(f"http://plans.example/plans/plan.html{state}")
    page.wait_for_selector(".hub-marker:visible")
    if "try" in state:
        page.wait_for_selector("#strip:not(:empty)")
    paper = pypdfium2.PdfDocument(page.pdf(format="A4", landscape=True, print_background=True))
    assert codes_on(paper) == [page.evaluate("location.href")] == [page.url]
    assert page.url.endswith(state)
    assert "plans.example" in words_on(paper, 0)
    assert "Leaflet|" in words_on(paper, 0)  # the map's last line: it is not cut
    if "tab" not in state:
        assert len(paper) == 1
    page.context.close()


@pytest.mark.parametrize("code", ["38090", "34030"])
def test_a_phone_reads_the_link_from_the_sheet_of_a_region(browser, file, code):
    page = on_a_server(browser, file)
    page.goto(f"http://plans.example/plan.html#tab=regions&region={code}")
    page.evaluate("window.print = () => {}")
    page.click("#print-sheet")
    paper = pypdfium2.PdfDocument(page.pdf(format="A4", landscape=True, print_background=True))
    assert codes_on(paper) == [page.url]
    assert f"region={code}" in page.url
    assert len(paper) == 1
    page.context.close()


@pytest.mark.parametrize("served", [True, False])
def test_the_link_is_printed_where_it_leads_somewhere(browser, file, served):
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Quiet, directory=file.parent)
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/{file.name}" if served else file.as_uri()
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    page = context.new_page()
    page.goto(f"{address}#region=38090")
    page.wait_for_selector(".hub-marker:visible")
    paper = pypdfium2.PdfDocument(page.pdf(format="A4", landscape=True, print_background=True))
    assert len(paper) == 1
    assert (f"{address}#region=38090" in words_on(paper, 0)) == served
    assert "#region=38090" in words_on(paper, 0)
    assert not codes_on(paper)  # a phone can ask neither this disk nor this machine
    context.close()
    server.shutdown()
    server.server_close()
