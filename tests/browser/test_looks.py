"""How the page looks: at three sizes, in both languages, on paper; by what covers what.

Pictures are held against what must be true of them (how much is sea, land, paper; what lies where),
not against stored pixels, which change with every Chromium, font and figure.
"""

from __future__ import annotations

import base64
import os
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from pylopdf_fonts_ko import sans_path

MAP = Path(__file__).parents[2] / "maps" / "baseline.html"
SIZES = {"desk": (1440, 900), "phone": (360, 740), "wall": (3840, 2160)}
SEA = (220, 231, 238)
RAMP = ((255, 255, 178), (254, 204, 92), (253, 141, 60), (240, 59, 32), (189, 0, 38))

# Pixels of a picture without a library for pictures: the browser decodes its own screenshots.
PIXELS = """
  async (data) => {
    const image = new Image();
    image.src = "data:image/png;base64," + data;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width / 2, image.height / 2);
    const context = canvas.getContext("2d");
    context.imageSmoothingEnabled = false;
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    const pixels = context.getImageData(0, 0, canvas.width, canvas.height).data;
    const counts = {};
    for (let k = 0; k < pixels.length; k += 4) {
      const colour = pixels.slice(k, k + 3).join();
      counts[colour] = (counts[colour] || 0) + 1;
    }
    return counts;
  }
"""


@pytest.fixture(scope="module")
def pages(open_page):
    return {name: open_page(MAP, width=w, height=h) for name, (w, h) in SIZES.items()}


@pytest.fixture(scope="module")
def shares(browser):
    blank = browser.new_page()

    def of(page) -> dict[str, float]:
        """Shares of the window: the sea, the five colours of land, and paper."""
        picture = base64.b64encode(page.page.screenshot()).decode()
        counts = blank.evaluate(PIXELS, picture)
        total = sum(counts.values())

        def share(*colours) -> float:
            return sum(counts.get(",".join(map(str, c)), 0) for c in colours) / total

        return {"sea": share(SEA), "land": share(*RAMP), "paper": share((255, 255, 255))}

    yield of
    blank.close()


def box(page, selector):
    found = page.page.locator(selector).first.bounding_box()
    return found["x"], found["y"], found["x"] + found["width"], found["y"] + found["height"]


def apart(a, b) -> bool:
    return a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


@pytest.mark.slow
@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("size", SIZES)
def test_the_window_is_filled_as_it_should_be(pages, shares, size, language):
    page = pages[size]
    page.page.click(f"[data-language={language}]")
    found = shares(page)
    least = {"desk": (0.25, 0.04, 0.2), "phone": (0.25, 0.03, 0.15), "wall": (0.25, 0.08, 0.12)}
    assert found["sea"] >= least[size][0], found
    assert found["land"] >= least[size][1], found
    assert found["paper"] >= least[size][2], found
    assert sum(found.values()) > 0.6, found  # the rest is ink, lines and edges


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("size", SIZES)
def test_nothing_lies_on_anything_else(pages, size, language):
    page = pages[size]
    page.page.click(f"[data-language={language}]")
    furniture = [".leaflet-control-zoom", ".legend", ".leaflet-control-scale"]
    boxes = [box(page, selector) for selector in furniture]
    boxes.append(box(page, ".leaflet-control-attribution"))
    for i, one in enumerate(boxes):
        for other in boxes[:i]:
            assert apart(one, other)
    width, height = SIZES[size]
    stage = box(page, ".map")
    for one in boxes:
        assert stage[0] <= one[0] <= one[2] <= stage[2] + 1
        assert stage[1] <= one[1] <= one[3] <= stage[3] + 1
    assert page.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    if size == "phone":  # Jeju lies at the lower left
        assert boxes[1][3] < (stage[1] + stage[3]) / 2
    else:
        assert apart(stage, box(page, ".side"))
        assert box(page, ".side")[3] <= height + 1
        marks = page.page.locator(".hub-marker").all()
        legend = boxes[1]
        for mark in marks:
            place = mark.bounding_box()
            at = (place["x"], place["y"], place["x"] + 26, place["y"] + 26)
            assert apart(at, legend)
    assert width == page.page.evaluate("window.innerWidth")


@pytest.mark.slow
@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize(("width", "height"), [(390, 844), (768, 1024), (1440, 900), (1920, 1080)])
def test_all_land_is_seen_and_the_header_is_not_squeezed(open_page, width, height, language):
    page = open_page(MAP, width=width, height=height, fragment=f"#lang={language}")
    stage, key = box(page, ".map"), box(page, ".legend")
    land = page.page.locator("path.region").evaluate_all(
        """all => all.map((one) => one.getBoundingClientRect())
          .map(({ top, bottom }) => [top, bottom])"""
    )
    assert len(land) == 229
    assert stage[1] <= min(top for top, _ in land)
    assert max(bottom for _, bottom in land) <= stage[3] + 1
    jeju = box(page, "path.region[data-region='39010']")
    assert apart(jeju, key)
    title = box(page, "h1")
    assert title[3] - title[1] < 40
    assert page.shown(".facts").startswith("6 hubs" if language == "en" else "거점 6곳")
    header = box(page, "header.bar")
    assert header[3] - header[1] <= (130 if width < 1000 else 90)


def test_the_map_is_enlarged_in_both_languages(pages):
    names = (
        pages["desk"]
        .page.locator(".leaflet-control-zoom a")
        .evaluate_all("all => all.map(one => one.getAttribute('aria-label'))")
    )
    assert names == ["확대 · Zoom in", "축소 · Zoom out"]


@pytest.mark.parametrize("size", SIZES)
def test_text_is_never_smaller_than_it_may_be(pages, size):
    small = pages[size].page.evaluate(
        """() => [...document.querySelectorAll("body *")].filter((node) =>
          [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim())
          && node.checkVisibility() && parseFloat(getComputedStyle(node).fontSize) < 12
          && !node.closest("svg"))
          .map((node) => node.outerHTML.slice(0, 80))"""
    )
    assert small == []


@pytest.mark.parametrize("size", ["desk", "wall"])
def test_controls_are_large_enough_to_hit(pages, size):
    """WCAG 2.2, 2.5.8: at least 24 by 24 pixels, or as much room around."""
    small = pages[size].page.evaluate(
        """() => [...document.querySelectorAll("button, select, summary, input")]
          .filter((node) => node.type !== "checkbox" && node.checkVisibility()
            && node.getBoundingClientRect().height < 19)
          .map((node) => node.outerHTML.slice(0, 80))"""
    )
    assert small == []


@pytest.fixture(scope="module", params=["A4", "A3"])
def paper(request, pages):
    page = pages["desk"]
    page.again()
    printed = page.page.pdf(format=request.param, landscape=True, print_background=True)
    return pypdfium2.PdfDocument(printed)


def text_of(document, number: int) -> str:
    """Without spaces: a PDF places letters one by one."""
    return "".join(document[number].get_textpage().get_text_range().split())


@pytest.mark.slow
def test_on_paper_the_map_fills_page_one_with_its_legend(paper):
    picture = paper[0].render(scale=1).to_numpy()[..., :3][..., ::-1]
    sea = (np.abs(picture.astype(int) - SEA).max(axis=-1) <= 3).mean()
    land = sum((np.abs(picture.astype(int) - c).max(axis=-1) <= 3).mean() for c in RAMP)
    assert sea > 0.3
    assert land > 0.02
    first = text_of(paper, 0)
    assert "위기점수" in first
    assert "기준안" in first
    assert "찾기" not in first  # controls stay on the screen


@pytest.mark.slow
def test_on_paper_hubs_and_reasons_follow_and_sources_come_last(paper, baseline):
    second = text_of(paper, 1) + text_of(paper, 2)
    for hub in baseline.hubs.itertuples():
        assert hub.technology_ko.replace(" ", "") in second
    whole = [text_of(paper, number) for number in range(len(paper))]
    order = [
        next(k for k, t in enumerate(whole) if words in t) for words in ("차선책", "[scoring.ahp]")
    ]
    assert order == sorted(order)
    assert baseline.sources["attribution_ko"].iloc[-1].replace(" ", "")[:12] in "".join(whole[-5:])


@pytest.mark.slow
def test_every_sheet_has_a_header_and_its_number(paper):
    for number in range(len(paper)):
        text = text_of(paper, number)
        assert f"{number + 1}/{len(paper)}" in text
        assert "기준안·Baseline" in text


@pytest.mark.slow
def test_only_candidates_are_printed(paper, baseline):
    whole = "".join(text_of(paper, number) for number in range(len(paper)))
    last = baseline.regions["crisis_score"].idxmin()
    assert f"{baseline.regions.at[last, 'crisis_score']:.3f}" not in whole


@pytest.mark.slow
def test_the_whole_scenario_is_on_paper(paper):
    """On the screen it scrolls; a sheet that ended after twenty lines would keep the rest back."""
    whole = "".join(text_of(paper, number) for number in range(len(paper)))
    for words in ("[scoring.ahp]", "[siting.opening_cost]", "takeover_minutes=180"):
        assert words in whole


@pytest.mark.slow
def test_korean_shows_no_empty_boxes_with_noto_sans_kr_alone(launch, tmp_path):
    only = tmp_path / "fonts"
    only.mkdir()
    (only / sans_path().name).symlink_to(sans_path())
    config = tmp_path / "fonts.conf"
    config.write_text(
        f"<fontconfig><dir>{only}</dir><cachedir>{tmp_path / 'cache'}</cachedir></fontconfig>"
    )
    alone = launch(env={**os.environ, "FONTCONFIG_FILE": str(config)})
    page = alone.new_page()
    page.goto(MAP.resolve().as_uri())
    page.wait_for_selector(".hub-marker")
    boxes = page.evaluate(
        """() => {
          const canvas = new OffscreenCanvas(40, 40);
          const context = canvas.getContext("2d", { willReadFrequently: true });
          context.font = `20px ${getComputedStyle(document.body).fontFamily}`;
          const drawn = (character) => {
            context.clearRect(0, 0, 40, 40);
            context.fillText(character, 5, 28);
            return context.getImageData(0, 0, 40, 40).data.join();
          };
          const box = drawn("\\u{10fffd}");
          const all = new Set(document.body.textContent.replace(/\\s/g, ""));
          return [all.size, [...all].filter((one) => drawn(one) === box).join("")];
        }"""
    )
    alone.close()
    assert boxes[0] > 300
    assert boxes[1] == ""
