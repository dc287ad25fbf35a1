"""The map as a picture: looked at pixel by pixel, and read as SVG."""

from __future__ import annotations

import shutil
import sys
import xml.etree.ElementTree as ET
from io import BytesIO

import numpy as np
import pytest
import shapely
from fontTools.ttLib import TTFont
from matplotlib.font_manager import fontManager
from PIL import Image
from pylopdf_fonts_ko import sans_path

import hubplanner as hp
from hubplanner.colours import RAMP, SEA
from hubplanner.errors import DataError
from hubplanner.regions import display_shapes
from hubplanner.report import drawing, report_files
from hubplanner.report.fonts import EVERYWHERE, font_for
from hubplanner.report.picture import _settings, hub_map, slide
from hubplanner.report.symbols import colours, quantile_breaks
from hubplanner.report.words import Speaker

SVG = "{http://www.w3.org/2000/svg}"


def rgb(colour):
    return tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5))


def pixels(png):
    return np.asarray(Image.open(BytesIO(png)).convert("RGB"))


@pytest.fixture(scope="module")
def korean(baseline):
    return slide(baseline, Speaker("ko"), "png")


@pytest.fixture(scope="module")
def svg(baseline):
    return slide(baseline, Speaker("ko"), "svg")


def test_a4_landscape_with_every_class_on_it(korean):
    image = pixels(korean)
    assert image.shape == (1654, 2338, 3)
    for colour in (*RAMP, SEA):
        share = (image == rgb(colour)).all(axis=2).mean()
        assert share > 0.003, colour  # one class is small, as many regions tie at ½


def test_each_region_has_the_colour_of_its_class(baseline):
    """Read from the drawn pixels at a point inside each larger region."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    scores = baseline.regions["crisis_score"]
    wanted = colours(scores, quantile_breaks(scores))
    page = Figure(figsize=(8, 8), dpi=200)
    canvas = FigureCanvasAgg(page)
    country = drawing.stage(page, (0, 0, 1, 1))
    drawing.fill(country, baseline, wanted)
    canvas.draw()
    drawn = np.asarray(canvas.buffer_rgba())
    shapes = display_shapes()
    large = shapes[shapes.area > 3e8].index
    assert len(large) > 100
    for code in large:
        # The centre of the widest part, away from drawn borders.
        inside = shapely.maximum_inscribed_circle(shapes[code], tolerance=500)
        column, row = country.transData.transform(inside.coords[0])
        assert tuple(drawn[drawn.shape[0] - 1 - int(row), int(column), :3]) == rgb(wanted[code])


def test_a_region_without_a_score_is_neither_shaded_nor_white(baseline):
    import dataclasses

    regions = baseline.regions.copy()
    regions["crisis_score"] = regions["crisis_score"].where(regions["sido_code"] != "39")
    plan = dataclasses.replace(
        baseline, tables=dataclasses.replace(baseline.tables, regions=regions)
    )
    root = ET.fromstring(slide(plan, Speaker("ko"), "svg"))
    assert "관측 안 됨" in {text.text for text in root.iter(f"{SVG}text")}
    assert len(list(root.iter(f"{SVG}pattern"))) >= 1


def test_svg_has_real_text_that_says_what_the_plan_says(svg, baseline):
    root = ET.fromstring(svg)
    texts = {"".join(text.itertext()) for text in root.iter(f"{SVG}text")}
    assert "왜 이 거점인가: 기준안" in texts
    for hub in baseline.hubs.itertuples():
        assert str(hub.number) in texts
        assert Speaker("ko").region(baseline, hub.region_code) in texts
    for code, row in baseline.regions.nsmallest(5, "rank").iterrows():
        assert Speaker("ko").place(baseline, code) in texts
        assert f"{row['crisis_score']:.3f}" in texts
    assert any("공공누리 제1유형" in text for text in texts)
    assert "100 km" in texts


def test_svg_asks_for_nothing_and_holds_no_date(svg):
    assert b"<script" not in svg
    assert b"<dc:date>" not in svg
    root = ET.fromstring(svg)
    links = [
        value for node in root.iter() for key, value in node.attrib.items() if key.endswith("href")
    ]
    assert all(link.startswith("#") for link in links)


def test_english_has_no_korean(baseline):
    root = ET.fromstring(slide(baseline, Speaker("en"), "svg"))
    words = "".join("".join(text.itertext()) for text in root.iter(f"{SVG}text"))
    assert baseline.hubs["name_en"].iloc[0] in words
    assert not any("가" <= letter <= "힣" for letter in words)


@pytest.mark.slow
def test_the_same_plan_gives_the_same_bytes(baseline, korean, svg):
    assert slide(baseline, Speaker("ko"), "png") == korean
    assert slide(baseline, Speaker("ko"), "svg") == svg


@pytest.mark.slow
@pytest.mark.parametrize("hubs", [1, 9, 20])
def test_any_number_of_hubs_fits(dataset, stages, hubs):
    scenario = hp.Scenario(name="n", siting={"hubs": hubs}, scoring={"draws": 100})
    plan = hp.make_plan(dataset, scenario, stages=stages)
    root = ET.fromstring(slide(plan, Speaker("ko"), "svg"))
    texts = ["".join(text.itertext()) for text in root.iter(f"{SVG}text")]
    assert f"거점 {hubs}곳" in texts
    assert ("외 7곳" in texts) == (hubs == 20)


def test_nasty_names_are_drawn_as_text(nasty):
    assert pixels(hub_map(nasty, Speaker("ko"))).std() > 10
    svg = slide(nasty, Speaker("ko"), "svg")
    assert b"<script" not in svg
    ET.fromstring(svg)


def hangul(face):
    with TTFont(face.path, fontNumber=face.index) as font:
        return {ord("가"), ord("힣")} <= set(font.getBestCmap())


@pytest.fixture
def without(monkeypatch):
    """A machine with matplotlib's own font alone; the folders and files given come on top."""

    def leave(*, shipped, folder=None):
        latin = [entry for entry in fontManager.ttflist if entry.name == EVERYWHERE]
        monkeypatch.setattr(fontManager, "ttflist", latin)
        found = [str(path) for path in folder.iterdir()] if folder else []
        monkeypatch.setattr("matplotlib.font_manager.findSystemFonts", lambda: found)
        if not shipped:
            monkeypatch.setitem(sys.modules, "pylopdf_fonts_ko", None)

    return leave


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_korean_font_comes_with_the_extra_and_goes_before_the_machines(baseline, language):
    font = font_for(language)
    assert font.family == "Noto Sans KR"
    assert font.regular.path == sans_path()
    assert hangul(font.regular)


@pytest.mark.slow
def test_a_machine_without_any_font_draws_korean(baseline, without):
    kinds = ("png", "svg", "pdf")
    with_fonts = report_files(baseline, kinds, "ko")
    without(shipped=True)
    assert report_files(baseline, kinds, "ko") == with_fonts


def test_a_font_installed_after_matplotlib_listed_them_is_found(without, tmp_path):
    (tmp_path / "broken.otf").write_bytes(b"no font")
    shutil.copy(sans_path(), tmp_path / "late.otf")
    without(shipped=False, folder=tmp_path)
    assert font_for("ko").regular.path == tmp_path / "late.otf"


def test_without_a_korean_font_it_says_so_and_english_still_works(baseline, without):
    without(shipped=False)
    with pytest.raises(DataError, match=r"no Korean font is installed.*fonts-noto-cjk"):
        slide(baseline, Speaker("ko"), "png")
    assert font_for("en").family == EVERYWHERE


@pytest.mark.parametrize("language", ["ko", "en"])
def test_no_name_of_the_worst_stands_on_a_region_that_it_does_not_name(baseline, language):
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    page = Figure(figsize=(6.7, 4.9), dpi=200)
    renderer = FigureCanvasAgg(page).get_renderer()
    say = Speaker(language)
    with _settings(language):
        axes = drawing.stage(page, (0, 0, 1, 1))
        drawing.draw_hub_map(axes, baseline, say, name_size=9)
        worst = baseline.worst(5).index
        extents = {text.get_text(): text.get_window_extent(renderer) for text in axes.texts}
        shapes = display_shapes()[baseline.regions.index]
        pixels = dict(
            zip(
                shapes.index,
                shapely.transform(shapes.to_numpy(), axes.transData.transform),
                strict=True,
            )
        )
        for code in worst:
            extent = extents[say.place(baseline, code)]
            name = shapely.box(*extent.extents)
            below = {other for other, shape in pixels.items() if shape.intersection(name).area > 1}
            assert below <= {code}
