"""plan.qgz: what QGIS opens beside plan.gpkg. The tests marked `qgis` ask QGIS itself."""

from __future__ import annotations

import dataclasses
import json
import re
import subprocess
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from PIL import Image

from hubplanner.colours import RAMP
from hubplanner.report import PROJECT_FILE, make_ready_for_qgis
from hubplanner.report.qgis_project import project, shown_extent, write_project

# Debian's python3-qgis belongs to the system's Python, not to that of a virtual environment.
PYTHON = "/usr/bin/python3"


@pytest.fixture(scope="module")
def plan(baseline):
    """The baseline with two layers of the planner's own."""
    places = baseline.institutions.head(20)[["name_ko", "geometry"]]
    own = {"관심 지역": baseline.regions.head(9)[["name_ko", "geometry"]], "sites & more": places}
    return dataclasses.replace(baseline, layers=own)


@pytest.fixture(scope="module")
def folder(plan, tmp_path_factory):
    folder = tmp_path_factory.mktemp("plan")
    plan.save(folder)
    make_ready_for_qgis(plan, folder)
    return folder


def test_the_project_knows_nothing_of_the_machine_and_is_the_same_each_time(plan, folder, tmp_path):
    with zipfile.ZipFile(folder / PROJECT_FILE) as archive:
        assert archive.namelist() == ["plan.qgs"]
        text = archive.read("plan.qgs").decode()
    root = ET.fromstring(text)
    sources = {one.text for one in root.iter("datasource")}
    assert len(sources) == 6
    assert all(one.startswith("./plan.gpkg|layername=") for one in sources)
    assert str(folder) not in text
    assert not re.search(r"/home|/tmp|/root|[A-Z]:\\", text)
    write_project(plan, tmp_path / "again.qgz")
    assert (tmp_path / "again.qgz").read_bytes() == (folder / PROJECT_FILE).read_bytes()


def test_projects_of_two_plans_share_no_id(baseline):
    other = dataclasses.replace(
        baseline, scenario=baseline.scenario.model_copy(update={"name": "other"})
    )
    first, second = (
        {one.text for one in project(plan).findall("projectlayers/maplayer/id")}
        for plan in (baseline, other)
    )
    assert len(first) == len(second) == 4
    assert not first & second


def test_the_map_shows_the_named_provinces_and_their_hubs(baseline):
    here = baseline.regions.index[baseline.regions["sido_ko"].str.startswith("경상남도")]
    jeju = baseline.regions.index[baseline.regions["sido_ko"].str.startswith("제주")]
    scenario = baseline.scenario.model_copy(
        update={
            "candidates": baseline.scenario.candidates.model_copy(update={"provinces": ("경남",)})
        }
    )
    plan = dataclasses.replace(baseline, scenario=scenario)
    left, bottom, right, top = shown_extent(plan)
    for shown in (baseline.regions.loc[here], baseline.regions.loc[baseline.hubs["region_code"]]):
        west, south, east, north = shown.total_bounds
        assert left < west < east < right
        assert bottom < south < north < top
    assert baseline.regions.loc[jeju].total_bounds[3] < bottom


def test_names_of_any_kind_leave_the_project_whole(nasty, tmp_path):
    write_project(nasty, tmp_path / PROJECT_FILE)
    with zipfile.ZipFile(tmp_path / PROJECT_FILE) as archive:
        root = ET.fromstring(archive.read("plan.qgs"))
    assert "<script>" in root.findtext("title")


@pytest.fixture(scope="module")
def seen(folder):
    """What QGIS says of the folder."""
    ask = [PYTHON, "-c", "import qgis.core"]
    if not Path(PYTHON).exists() or subprocess.run(ask, capture_output=True).returncode:
        pytest.skip("QGIS is not installed (Debian: python3-qgis)")
    done = subprocess.run(
        [PYTHON, Path(__file__).with_name("open_in_qgis.py"), folder],
        capture_output=True,
        text=True,
        env={"QT_QPA_PLATFORM": "offscreen", "HOME": str(folder), "LC_ALL": "C.UTF-8"},
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.qgis
def test_qgis_opens_every_layer_styled_and_named_in_korean(plan, seen):
    assert seen["opened"]
    assert (seen["crs"], seen["title"]) == ("EPSG:5179", plan.scenario.title_ko)
    assert not seen["complaints"]
    told = seen["layers"]
    assert set(told) == {
        "거점 · Hubs",
        "연계 · Links",
        "종류별 기관 · Institutions by kind",
        "시군구 위기점수 · Crisis score of regions",
        "관심 지역",
        "sites & more",
    }
    for name, layer in told.items():
        assert layer["valid"], name
        assert layer["crs"] == "EPSG:5179"
        assert layer["rules"], name
    sizes = {name.partition(" · ")[2]: layer["features"] for name, layer in told.items()}
    assert sizes["Hubs"] == len(plan.hubs)
    assert sizes["Crisis score of regions"] == 229
    regions = told["시군구 위기점수 · Crisis score of regions"]
    assert len([rule for rule in regions["rules"] if rule.startswith("위기점수")]) == len(RAMP)
    assert {"이름", "위기점수", "순위"} <= set(regions["aliases"])
    assert regions["labels"]
    assert list(seen["groups"].values()) == [
        ["거점 · Hubs", "연계 · Links"],
        ["종류별 기관 · Institutions by kind"],
        ["관심 지역", "sites & more"],
        ["시군구 위기점수 · Crisis score of regions"],
    ]
    assert all(re.match("[가-힣]", name) for name in seen["groups"])


@pytest.mark.qgis
def test_qgis_opens_the_geopackage_alone_styled(seen):
    assert len(seen["alone"]) == 4
    for layer in seen["alone"].values():
        assert layer == {"valid": True, "renderer": "RuleRenderer"}


@pytest.mark.qgis
def test_qgis_draws_the_map_in_the_colours_of_the_classes(folder, seen):
    image = Image.open(folder / "map.png").convert("RGB")
    found = {colour for _, colour in image.getcolors(600 * 600)}
    ramp = {tuple(int(colour[n : n + 2], 16) for n in (1, 3, 5)) for colour in RAMP}
    assert ramp <= found


@pytest.mark.qgis
def test_qgis_prints_both_layouts(plan, folder, seen):
    assert list(seen["layouts"]) == ["인쇄 A4 한국어", "Print A4 English"]
    for layout in seen["layouts"].values():
        assert layout["exported"]
        with pdfium.PdfDocument(folder / layout["file"]) as document:
            assert len(document) == 1
            width, height = document[0].get_size()
            assert (round(width / 72 * 25.4), round(height / 72 * 25.4)) == (297, 210)
            picture = document[0].render(scale=1).to_pil().convert("RGB")
        # Map, legend and table are drawn, within the page: its last centimetre stays white.
        assert len(picture.getcolors(picture.width * picture.height)) > 100
        right = picture.crop((picture.width - 15, 0, picture.width, picture.height))
        assert right.getcolors() == [(15 * picture.height, (255, 255, 255))]
