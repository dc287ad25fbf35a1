"""Damaged files of every door, each read by the function that commands read it by."""

from __future__ import annotations

import csv
import io
import json
import os
import random
import shutil
import sys
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import xlsxwriter
from killers import HEADS, NUMBERS, TEXTS, TOML
from shapely.geometry import LineString, box

sys.path.insert(0, str(Path(__file__).parents[1] / "importing"))
from fuzz import damaged

import hubplanner as hp
from hubplanner.dataset.folders import read_folder
from hubplanner.dataset.inventory import changed_since_import
from hubplanner.errors import HubplannerError
from hubplanner.importing import Mapping, import_file
from hubplanner.industries.technologies import load_technologies
from hubplanner.language import CONTROL
from hubplanner.networking.own_links import read_own_links
from hubplanner.regions import data_folder
from hubplanner.scenario import Scenario
from hubplanner.scenario_check import check_scenario
from hubplanner.scoring.rules import load_rule
from hubplanner.siting.demand_and_sites import _read_points
from hubplanner.travelling import RoadNetwork
from hubplanner.travelling.matrix import read_matrix
from hubplanner.travelling.own_roads import read_roads

STATISTICS = """region,year,measure,industry,value,unit,source,rse
경남 거제시,2024,insured,total,"91,200",명,고용행정통계 2024,1.2
경남 거제시,2024,insured,c31,"40,100",명,고용행정통계 2024,2.5
38100,2023,workers,total,120,persons,시청,
"""
INSTITUTIONS = """institution_id,kind,name_ko,region,lat,lon,source,fields
own-1,institute,우리연구소,통영시,34.85,128.43,시청,조선;로봇
own-2,대학,우리대학교,군산시,35.97,126.74,시청,
"""
DESIGNATIONS = """시군구,지정일,만료일,종류,출처
거제시,2018-05-29,2023-05-28,고용위기지역,고시
군산시,2018-04-05,,,고시
"""
POINTS = "이름,위도,경도\n거제 조선소,34.9,128.62\n군산 공장,35.97,126.62\n"
MATRIX = "출발,도착,분,거리(km)\n거제시,통영시,30,25\n통영시,거제시,31,25\n거제시,창원시,61,60.5\n"
LINKS = (
    "출발,도착,종류,소요시간,적합도,세기\n거제시,통영시,rnd,30,0.5,\n창원시,군산시,training,,,0.2\n"
)
FIGURES = """행정구역별,산업별,항목,단위,2022,2023
거제시,제조업,종사자수,명,"51,200",48100
군산시,제조업,종사자수,명,21000 p,X
경남 고성군,31 기타 운송장비 제조업,종사자수,명,4000,-
"""
AILING = "industry,period,index,source\nc30,2018,95.5,통계\nc31,2018,60.5,통계\n"
MAPPING = """[columns]
"우리 지역" = "region"
[regions]
"우리시" = "경남 거제시"
[industries]
"조선업" = "c31"
[constants]
measure = "workers"
year = 2023
unit = "명"
[source]
title_ko = "거제시 통계연보 2024"
"""
SCENARIO = """title_ko = "안"
[siting]
hubs = 4
required = ["경남 거제시"]
at_most = { each = 2, "전북" = 1 }
[siting.groups]
west = ["전북", "전남"]
[candidates]
top = 30
"""
OSRM = {
    "code": "Ok",
    "durations": [[0, 1800.0], [1790.5, 0]],
    "distances": [[0, 25000], [25000, 0]],
    "sources": [{"location": [128.62, 34.88]}, {"location": [128.43, 34.85]}],
    "destinations": [{"location": [128.62, 34.88]}, {"location": [128.43, 34.85]}],
}


@cache
def _world() -> SimpleNamespace:
    dataset = hp.load_dataset()
    institutions = dataset.institutions
    if "institution_id" in institutions:
        institutions = institutions.set_index("institution_id")
    hubs = pd.Index(["hub-38090", "hub-35020"])
    ends = [*institutions.index, *dataset.regions.index, *hubs]
    minutes = pd.DataFrame(np.full((len(ends), len(ends)), 30.0), ends, ends)
    gravity = SimpleNamespace(strength=lambda kinds, minutes, fit: np.exp(-minutes / 60))
    return SimpleNamespace(
        dataset=dataset, institutions=institutions, hubs=hubs, minutes=minutes, gravity=gravity,
        network=RoadNetwork(),
    )  # fmt: skip


@cache
def _layers() -> dict[str, bytes]:
    """A small sound layer in every format, and roads: suffix to bytes (parts of .shp in a zip)."""
    import tempfile

    areas = gpd.GeoDataFrame(
        {"이름": ["가", "나"], "값": [1.5, 2.0]},
        geometry=[box(128, 35, 128.1, 35.1), box(128.1, 35, 128.2, 35.1)],
        crs="EPSG:4326",
    )
    ways = gpd.GeoDataFrame(
        {"maxspeed": ["60", "50 mph", "80"], "oneway": ["no", "no", "no"]},
        geometry=[
            LineString([(128 + i / 9, 35 + i % 2 / 9), (128 + (i + 1) / 9, 35 + (i + 1) % 2 / 9)])
            for i in range(3)
        ],
        crs="EPSG:4326",
    )
    made = {}
    with tempfile.TemporaryDirectory() as place:
        for what, layer in (("areas", areas), ("roads", ways)):
            for suffix in (".shp", ".gpkg", ".geojson", ".kml"):
                try:
                    pyogrio.write_dataframe(layer, Path(place) / f"{what}{suffix}")
                except Exception:
                    continue  # no driver for it in this build of GDAL
            packed = io.BytesIO()
            with zipfile.ZipFile(packed, "w") as file:
                for path in Path(place).glob(f"{what}.*"):
                    if path.suffix in (".shp", ".shx", ".dbf", ".prj", ".cpg"):
                        file.write(path, f"sub/{path.name}")
            if what == "areas":
                made["areas.zip"] = packed.getvalue()
            for suffix in (".gpkg", ".geojson", ".kml"):
                if (path := Path(place) / f"{what}{suffix}").exists():
                    made[f"{what}{suffix}"] = path.read_bytes()
    topology = {
        "type": "Topology",
        "arcs": [[[0, 0], [0, 999], [999, 0], [0, -999], [-999, 0]]],
        "transform": {"scale": [0.0001, 0.0001], "translate": [128, 35]},
        "objects": {"a": {"type": "GeometryCollection", "geometries": [
            {"type": "Polygon", "arcs": [[0]], "properties": {"이름": "가"}}]}},
    }  # fmt: skip
    made["areas.json"] = json.dumps(topology).encode()
    return made


def _input_output() -> str:
    keys = [f"c{number}" for number in range(10, 35)]
    rows = [",".join(["부문", *keys])]
    rows += [
        ",".join([key, *(f"0.{(i * 7 + j * 3) % 5:02d}1" for j in range(25))])
        for i, key in enumerate(keys)
    ]
    return "\n".join(["투입계수표 2023", *rows]) + "\n"


@dataclass(frozen=True)
class Door:
    """A file by its name, what it holds when it is sound, and what reads it."""

    name: str
    sound: bytes
    read: Callable[[Path], object]
    imported: bool = False


def _in_folder(path: Path) -> object:
    changed_since_import([path.parent])
    return read_folder(path.parent, _world().dataset.regions)


def _imported(path: Path) -> object:
    return import_file(path, into=path.parent.parent / "out", source="시청")


def _mapped(path: Path) -> object:
    table = path.parent / "table.csv"
    table.write_text("우리 지역,조선업\n우리시,12\n", encoding="utf-8")
    return import_file(table, into=path.parent.parent / "out", mapping=Mapping.from_toml(path))


def _scenario(path: Path) -> object:
    with_problems = check_scenario(path)
    return with_problems, Scenario.from_toml(path)


def _links(path: Path) -> object:
    w = _world()
    return read_own_links(path, w.hubs, w.institutions, w.dataset.regions, w.minutes, w.gravity)


@cache
def doors() -> tuple[Door, ...]:
    references = data_folder() / "references"
    rule = (references / "rules" / "preemptive_area_2025.toml").read_bytes()
    technologies = (references / "technologies.toml").read_bytes()[:6000]
    technologies = technologies[: technologies.rindex(b"[[lists")]
    layers = _layers()
    matrix = lambda path: read_matrix(path, _world().dataset.regions, _world().network)  # noqa: E731
    tables = {
        "statistics.csv": (STATISTICS, _in_folder),
        "institutions.csv": (INSTITUTIONS, _in_folder),
        "designations.csv": (DESIGNATIONS, _in_folder),
        "ailing_industries.csv": (AILING, _in_folder),
        "input_output_2023.csv": (_input_output(), _in_folder),
        "points.csv": (POINTS, lambda path: _read_points(path, _world().dataset)),
        "minutes.csv": (MATRIX, matrix),
        "minutes.json": (json.dumps(OSRM), matrix),
        "links.csv": (LINKS, _links),
        "mapping.toml": (MAPPING, _mapped),
        "scenario.toml": (SCENARIO, _scenario),
    }
    found = [Door(name, text.encode(), read) for name, (text, read) in tables.items()]
    found += [
        Door("rule.toml", rule, load_rule),
        Door("technologies.toml", technologies, lambda path: load_technologies(str(path))),
        *(
            Door(name, sound, read_roads if name.startswith("roads") else _imported,
                 imported=not name.startswith("roads"))
            for name, sound in layers.items()
        ),
        Door("layers/own.gpkg", layers["areas.gpkg"], lambda path: _in_folder(path.parent)),
        Door("table.csv", FIGURES.encode(), _imported, imported=True),
        Door("list.csv", INSTITUTIONS.encode(), _imported, imported=True),
        Door("areas.csv", DESIGNATIONS.encode(), _imported, imported=True),
        Door("io.csv", _input_output().encode(), _imported, imported=True),
        *(
            Door(name.replace(".csv", ".xlsx"), text.encode(), read, imported=read is _imported)
            for name, text, read in (
                ("minutes.csv", MATRIX, matrix), ("table.csv", FIGURES, _imported),
                ("input_output_2023.csv", _input_output(), _in_folder),
                ("list.csv", INSTITUTIONS, _imported),
                ("points.csv", POINTS, tables["points.csv"][1]),
            )
        ),
        Door("datapackage.json", b"", _in_folder),
        Door("statistics.parquet", b"", _in_folder),
    ]  # fmt: skip
    return tuple(found)


@cache
def _own_folder() -> dict[str, bytes]:
    """A folder that an import has written, file by file."""
    import tempfile

    with tempfile.TemporaryDirectory() as place:
        table = Path(place) / "table.csv"
        table.write_text(FIGURES, encoding="utf-8")
        import_file(table, into=Path(place) / "own")
        return {path.name: path.read_bytes() for path in (Path(place) / "own").iterdir()}


def spoilt(text: str, dice: random.Random) -> str:
    """A table or document of text with cells, heads and rows exchanged."""
    rows = [line.split(",") for line in text.split("\n")]
    for _ in range(dice.randint(1, 4)):
        row = dice.choice(rows)
        match dice.randrange(8):
            case 0:
                row[dice.randrange(len(row))] = dice.choice(HEADS)
            case 1:
                rows.append(list(row))
            case 2:
                rows[0][dice.randrange(len(rows[0]))] = dice.choice(HEADS)
            case 3:
                del row[dice.randrange(len(row)) :]
                row = row or [""]
            case 4:
                row += dice.sample(TEXTS, 3)
            case _:
                killer = dice.choice([dice.choice(TEXTS), str(dice.choice(NUMBERS))])
                row[dice.randrange(len(row))] = killer if dice.random() < 0.7 else f'"{killer}"'
        rows = [one or [""] for one in rows]
    return "\n".join(map(",".join, rows))


def spoilt_values(text: str, dice: random.Random) -> str:
    """TOML or JSON with some of its words, numbers and marks exchanged."""
    import re

    parts = re.split(r'("[^"\n]*"|-?\d[\d.]*|[\[\]{}=:,])', text)
    for _ in range(dice.randint(1, 4)):
        at = dice.randrange(len(parts))
        killer = dice.choice(
            [json.dumps(dice.choice(TEXTS), ensure_ascii=False), str(dice.choice(NUMBERS)), "[]",
             "{}", '"', "[" * 3000, "null", "true", "2018-05-29", "1e309", "9" * 5000]
        )  # fmt: skip
        parts[at] = killer if dice.random() < 0.8 else ""
    return "".join(parts)


def as_workbook(text: str, dice: random.Random) -> bytes:
    """A table of text as a workbook, its numbers as numbers, with odd cells among them."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"nan_inf_to_errors": True}) as book:
        sheet = book.add_worksheet()
        for number, cells in enumerate(csv.reader(text.replace("\r", " ").split("\n")[:2000])):
            for column, cell in enumerate(cells[:300]):
                try:
                    sheet.write_number(number, column, float(cell))
                except (ValueError, OverflowError, TypeError):
                    sheet.write_string(number, column, cell[:32_000])
        if dice.random() < 0.3:
            cell = dice.choice(["=1/0", "=NA()", '=HYPERLINK("http://a")'])
            sheet.write_formula(
                dice.randrange(9), dice.randrange(9), cell, None, dice.choice(["#N/A", 3, ""])
            )
    return out.getvalue()


def _make(door: Door, dice: random.Random, path: Path) -> None:
    """Put the damaged file in its place; now and then what is no file at all."""
    if dice.random() < 0.04:
        match dice.randrange(6):
            case 0:
                path.mkdir()
            case 1:
                path.symlink_to(path.name)
            case 2:
                path.symlink_to("nowhere")
            case 3:
                path.symlink_to("/dev/zero")
            case 4:
                os.mkfifo(path)
            case 5:
                path.write_bytes(
                    dice.choice([b"", bytes(1000), b"\xff\xfe", b"\xef\xbb\xbf", b"a" * (3 << 20)])
                )
        return
    sound = door.sound or _own_folder()[door.name]
    suffix = path.suffix
    if suffix == ".xlsx":
        text = sound.decode()
        data = as_workbook(spoilt(text, dice) if dice.random() < 0.8 else text, dice)
        path.write_bytes(damaged(data, dice) if dice.random() < 0.3 else data)
        return
    if suffix in (".gpkg", ".zip", ".parquet"):
        path.write_bytes(damaged(sound, dice))
        return
    text = sound.decode("utf-8")
    if suffix == ".toml" and dice.random() < 0.1:
        text = dice.choice(TOML)
    elif suffix == ".csv":
        text = spoilt(text, dice)
    elif dice.random() < 0.7:
        text = spoilt_values(text, dice)
    encoding = dice.choice(["utf-8"] * 6 + ["cp949", "utf-16", "utf-8-sig", "utf-16-be", "latin-1"])
    data = text.encode(encoding, errors="replace")
    path.write_bytes(damaged(data, dice) if dice.random() < 0.25 else data)


LAYERS = (".gpkg", ".geojson", ".kml", ".zip", ".json")


def survive(seed: int, place: Path) -> str:
    """Read the damaged file of a seed; it is read, or refused in one line, and nothing is half."""
    dice = random.Random(seed)
    door = doors()[seed % len(doors())]
    here = place / "here"
    shutil.rmtree(here, ignore_errors=True)
    path = here / "in" / door.name
    path.parent.mkdir(parents=True)
    if door.name in ("datapackage.json", "statistics.parquet"):
        for name, data in _own_folder().items():
            if name != door.name:
                (path.parent / name).write_bytes(data)
    _make(door, dice, path)
    before = path.lstat()
    refused = ""
    with warnings.catch_warnings():
        # GDAL warns of what it repairs.
        warnings.simplefilter("ignore" if path.suffix in LAYERS else "error")
        try:
            door.read(path)
        except HubplannerError as error:
            for language in ("ko", "en"):
                refused = error.text.in_language(language)
                assert refused
                assert len(refused.splitlines()) == 1 or path.suffix != ".csv", refused[:500]
    assert path.lstat().st_mtime_ns == before.st_mtime_ns
    out = here / "out"
    assert not list(here.rglob(".*"))
    if door.imported:
        assert out.exists() == (not refused)
        if out.exists():
            read_folder(out, _world().dataset.regions)
            report = out / "report.txt"
            assert not report.exists() or not CONTROL.search(report.read_text("utf-8"))
    return f"{door.name} {'refused' if refused else 'read'}"
