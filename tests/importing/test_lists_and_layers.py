"""Institutions, designated areas, boundary layers, and the templates that are filled by hand."""

from __future__ import annotations

import re

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook
from shapely.geometry import box
from typer.testing import CliRunner

import hubplanner as hp
from hubplanner.cli import app
from hubplanner.errors import DataError
from hubplanner.importing import import_file
from hubplanner.importing.templates import TEMPLATES
from hubplanner.travelling import RoadNetwork
from hubplanner.travelling.matrix import read_matrix
from tables import save

FILLED = {
    "employment": ["통영시", "31 기타 운송장비 제조업", 2023, "X", "1,234", "", "통영 연보", ""],
    "institutions": ["우리연구소", "연구소", "통영시", 34.85, 128.43, "", "조선", "", "", "누리집"],
    "designations": ["통영", "통영시", "고용위기지역", "2018.4.5", "2021-12-31", "고시"],
}


@pytest.mark.parametrize("kind", FILLED)
def test_a_filled_template_imports_back(kind, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, ["data", "template", kind])
    assert done.exit_code == 0, done.output
    sheet = CalamineWorkbook.from_path(f"{kind}.xlsx").get_sheet_by_index(0).to_python()
    assert sheet[0] == list(TEMPLATES[kind].heads)
    with xlsxwriter.Workbook("filled.xlsx") as book:
        page = book.add_worksheet("입력")
        for number, row in enumerate([*sheet, FILLED[kind]]):
            page.write_row(number, 0, row)
        book.add_worksheet("안내").write(0, 0, "머리글은 바꾸지 않는다")
    done = CliRunner().invoke(app, ["data", "import", "filled.xlsx", "--into", "own"])
    assert done.exit_code == 0, done.output
    own, bundled = hp.load_dataset(["own"]), hp.load_dataset()
    if kind == "employment":
        row = own.statistics.query("measure == 'workers'").iloc[0]
        assert (row["region_code"], row["industry"], row["value"]) == ("38050", "c31", 1234)
        assert own.sources.loc["통영 연보", "title_ko"] == row["source"] == "통영 연보"
        missing = pd.read_parquet("own/missing.parquet")
        assert missing["reason"].tolist() == ["suppressed"]
    if kind == "institutions":
        row = own.institutions.loc["filled-001"]
        assert (row["kind"], row["region_code"]) == ("institute", "38050")
        assert len(own.institutions) == len(bundled.institutions) + 1
    if kind == "designations":
        row = own.designations.iloc[-1]
        assert (row["region_code"], row["start"]) == ("38050", "2018-04-05")
        assert len(own.designations) == len(bundled.designations) + 1


def test_a_filled_travel_template_is_the_matrix_of_a_scenario(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(app, ["data", "template", "travel"]).exit_code == 0
    sheet = CalamineWorkbook.from_path("travel.xlsx").get_sheet_by_index(0).to_python()
    rows = [*sheet, ["거제시", "통영시", 41.5, ""], ["통영시", "거제시", "X", ""]]
    with xlsxwriter.Workbook("filled.xlsx") as book:
        page = book.add_worksheet("입력")
        for number, row in enumerate(rows[:3]):
            page.write_row(number, 0, row)
    regions, network = hp.load_dataset().regions, RoadNetwork()
    matrix = read_matrix("filled.xlsx", regions, network)
    assert matrix.minutes.loc["38090", "38050"] == 41.5
    assert pd.isna(matrix.minutes.loc["38090", "21120"])  # the example
    save(tmp_path / "bad.csv", rows)
    refused = CliRunner().invoke(app, ["data", "import", "filled.xlsx"])
    assert refused.exit_code == 2
    assert '[travel] matrix = "filled.xlsx"' in " ".join(refused.output.split())
    with pytest.raises(DataError, match="row 4"):
        read_matrix(tmp_path / "bad.csv", regions, network)


def test_every_kind_that_the_template_prints_is_read(tmp_path):
    note = next(one for one in TEMPLATES["institutions"].notes if one.startswith("종류는"))
    kinds = re.fullmatch(r"종류는 (.*) 가운데 하나다\.", note)[1].split(", ")
    rows = [f"기관{n},{kind},통영시,34.85,128.43\n" for n, kind in enumerate([*kinds, "창조센터"])]
    path = tmp_path / "list.csv"
    path.write_text("기관명,종류,시군구,위도,경도\n" + "".join(rows), "utf-8")
    import_file(path, into=tmp_path / "own")
    path.write_text("기관명,종류,시군구,위도,경도\n기관,센터,통영시,34.85,128.43\n", "utf-8")
    with pytest.raises(DataError, match=r"'ccei' \(창조경제혁신센터\).*'institute' \(연구소\)"):
        import_file(path, into=tmp_path / "other")


def test_a_template_never_overwrites(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "employment.xlsx").write_text("mine", encoding="utf-8")
    done = CliRunner().invoke(app, ["data", "template", "employment"])
    assert done.exit_code == 2
    assert "is there already" in done.output
    assert (tmp_path / "employment.xlsx").read_text(encoding="utf-8") == "mine"
    assert CliRunner().invoke(app, ["data", "template", "money"]).exit_code == 2


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (["가", "극장", "통영시", "34.8", "128.4"], "row 4, column 'kind': '극장'"),
        (["가", "연구소", "통영", "34.8", "128.4"], "row 4, column 'region': '통영'"),
        (["가", "연구소", "통영시", "128.4", "34.8"], "row 4, column 'lat': 128.4"),
    ],
)
def test_refused_rows_are_named_as_in_the_file(row, words, tmp_path):
    rows = [["우리 기관 목록"], ["기관명", "종류", "시군구", "위도", "경도"]]
    good = ["나", "연구소", "통영시", "34.8", "128.4"]
    file = save(tmp_path / "기관.csv", [*rows, good, row], "cp949")
    with pytest.raises(DataError) as caught:
        import_file(file, into=tmp_path / "own")
    assert words in str(caught.value)
    assert not (tmp_path / "own").exists()


def test_a_list_without_its_longitudes_is_told_as_a_list(tmp_path):
    file = save(
        tmp_path / "기관.csv",
        [["기관명", "종류", "시군구", "위도"], ["가", "연구소", "통영시", "34.8"]],
    )
    with pytest.raises(DataError, match=r"기관\.csv: column\(s\) lon missing"):
        import_file(file, into=tmp_path / "own")


def shapes(crs):
    area = gpd.GeoDataFrame(
        {"이름": ["가 단지", "나 단지"], "code": [1, 2]},
        geometry=[box(128.6, 34.8, 128.7, 34.9), box(128.8, 34.8, 128.9, 34.9)],
        crs="EPSG:4326",
    )
    return area.to_crs(crs) if crs else area.set_crs(None, allow_override=True)


def write(path, crs, **options):
    pyogrio.write_dataframe(shapes(crs), path, **options)
    return path


@pytest.mark.parametrize(
    ("name", "crs"),
    [
        ("areas.gpkg", "EPSG:5186"),
        ("areas.gpkg", "EPSG:5174"),
        ("areas.geojson", "EPSG:4326"),
        ("areas.shp", "EPSG:5179"),
    ],
)
def test_layers_come_to_one_crs(name, crs, tmp_path):
    options = {"encoding": "cp949"} if name.endswith("shp") else {}
    file = write(tmp_path / name, crs, **options)
    (tmp_path / "areas.cpg").unlink(missing_ok=True)  # as Korean agencies publish them
    report = import_file(file, into=tmp_path / "own", source="시청", licence="KOGL type 1")
    assert report.rows == 2
    layer = hp.load_dataset([tmp_path / "own"]).layers["areas"]
    assert layer.crs == "EPSG:5179"
    assert layer["이름"].tolist() == ["가 단지", "나 단지"]
    expected = shapes("EPSG:5179").geometry.area
    assert layer.geometry.area.tolist() == pytest.approx(expected.tolist(), rel=1e-3)
    moved = layer.geometry.centroid.distance(shapes("EPSG:5179").geometry.centroid)
    assert moved.max() < 20  # metres; the Bessel datum of EPSG:5174 is known to some metres
    again = import_file(file, into=tmp_path / "own", source="시청", licence="KOGL type 1")
    assert again == report


def test_a_layer_without_crs_is_refused(tmp_path):
    with pytest.warns(UserWarning, match="'crs' was not provided"):
        file = write(tmp_path / "areas.shp", None)
    with pytest.raises(DataError, match=r"states no coordinate reference system.*\.prj"):
        import_file(file, into=tmp_path / "own")


def test_a_layer_in_the_wrong_place_is_refused(tmp_path):
    moved = shapes("EPSG:4326").translate(-120, 0)
    gpd.GeoDataFrame(geometry=moved).to_file(tmp_path / "areas.gpkg")
    with pytest.raises(DataError, match="outside Korea"):
        import_file(tmp_path / "areas.gpkg", into=tmp_path / "own")


def test_a_plan_carries_the_planners_layers(tmp_path):
    import_file(write(tmp_path / "단지.gpkg", "EPSG:5186"), into=tmp_path / "own")
    plan = hp.make_plan(hp.load_dataset([tmp_path / "own"]), hp.Scenario())
    plan.save(tmp_path / "plan")
    layers = pyogrio.list_layers(tmp_path / "plan" / "plan.gpkg")[:, 0].tolist()
    assert "own_단지" in layers


def test_columns_that_a_geopackage_cannot_hold_side_by_side_are_renamed_and_told(tmp_path):
    shapes = [box(128.6 + step, 34.85, 128.65 + step, 34.9) for step in (0, 0.1)]
    columns = {"fid": [1, 1], "Name": ["a", "b"], "name": ["가", "나"], "GEOM": [5, 6]}
    file = tmp_path / "areas.geojson"
    gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:4326").to_file(file)
    promised = import_file(file, dry_run=True)
    report = import_file(file, into=tmp_path / "out")
    assert promised == report
    assert report.columns == ("fid_1", "Name", "name_2", "GEOM_1")
    told = [note.in_language("en") for note in report.notes]
    assert "column name is kept as name_2" in told
    kept = gpd.read_file(tmp_path / "out" / "layers" / "areas.gpkg")
    assert kept["fid_1"].tolist() == [1, 1]
    assert kept["name_2"].tolist() == ["가", "나"]
    assert kept["GEOM_1"].tolist() == [5, 6]


@pytest.mark.parametrize(
    "stated", ["", "MS949", "KSC5601", "x-windows-949", "ISO-8859-1", "EUC-KR", "CP949", "UTF-8"]
)
def test_names_of_a_shapefile_in_cp949_whatever_its_cpg_states(tmp_path, stated):
    file = tmp_path / "areas.shp"
    shapes = gpd.GeoDataFrame(
        {"이름": ["거제시"]}, geometry=[box(128.6, 34.8, 128.7, 34.9)], crs=4326
    )
    shapes.to_file(file, encoding="cp949")
    file.with_suffix(".cpg").write_text(stated)
    import_file(file, into=tmp_path / "out")
    assert gpd.read_file(tmp_path / "out" / "layers" / "areas.gpkg")["이름"].tolist() == ["거제시"]


def test_what_another_cpg_states_is_believed(tmp_path):
    file = tmp_path / "areas.shp"
    shapes = gpd.GeoDataFrame(
        {"name": ["Zürich"]}, geometry=[box(128.6, 34.8, 128.7, 34.9)], crs=4326
    )
    for encoding in ("cp1252", "utf-8"):
        shapes.to_file(file, encoding=encoding)
        import_file(file, into=tmp_path / encoding)
        kept = gpd.read_file(tmp_path / encoding / "layers" / "areas.gpkg")
        assert kept["name"].tolist() == ["Zürich"]


def test_a_shapefile_s_index_must_lie_beside_it(tmp_path):
    square = gpd.GeoDataFrame({"name": ["가"]}, geometry=[box(127, 36, 128, 37)], crs=4326)
    square.to_file(tmp_path / "a.shp")
    (tmp_path / "a.shx").unlink()
    with pytest.raises(DataError, match=r"a\.shp: its part \.shx is missing; put all parts"):
        import_file(tmp_path / "a.shp", dry_run=True)


def test_institutions_that_have_closed_are_left_out_and_told(tmp_path):
    head = ["기관명", "종류", "시군구", "위도", "경도", "설립일", "폐교일"]
    days = ["2019-02-28", "", "2999.12.31", "해당없음", "2020"]
    rows = [
        [f"대학 {n}", "대학", "통영시", "34.8", "128.4", "1998.03.01", day]
        for n, day in enumerate(days)
    ]
    report = import_file(save(tmp_path / "a.csv", [head, *rows]), into=tmp_path / "own")
    told = [str(note) for note in report.notes]
    assert told[:2] == [
        "row 2: 대학 0 closed on 2019-02-28, left out",
        "row 6: 대학 4 closed on 2020-12-31, left out",
    ]
    assert report.rows == 3
    kept = hp.load_dataset([tmp_path / "own"]).institutions
    assert kept.loc[kept["name_ko"].str.match("대학 "), "founded"].tolist() == ["1998.03.01"] * 3


@pytest.mark.parametrize("day", ["2999-01-01", "2999", "29990101"])
def test_an_institution_to_be_founded_is_refused(tmp_path, day):
    head = ["기관명", "종류", "시군구", "위도", "경도", "설립일"]
    row = ["대학", "대학", "통영시", "34.8", "128.4", day]
    with pytest.raises(DataError, match="row 2, column 'founded'"):
        import_file(save(tmp_path / "a.csv", [head, row]), into=tmp_path / "own")


def test_a_kind_of_designation_that_is_not_known_is_told(tmp_path):
    rows = [["시군구", "지정종류", "지정일"], ["통영시", "특별한지역", "2018-04-05"]]
    report = import_file(save(tmp_path / "d.csv", rows), into=tmp_path / "own")
    assert any("특별한지역" in str(note) for note in report.notes)
    rows[1][1] = "고용위기지역"
    report = import_file(save(tmp_path / "d.csv", rows), into=tmp_path / "own")
    assert not report.notes


def listed(tmp_path, kind, rows):
    report = import_file(save(tmp_path / "l.csv", rows), into=tmp_path / "own")
    return report, pd.read_csv(tmp_path / "own" / f"{kind}.csv", dtype=str)


def test_a_province_in_a_column_of_its_own_tells_the_region(tmp_path):
    head = ["시도", "시군구", "지정일"]
    rows = [["강원", "고성군", "2018-04-05"], ["경상남도", "경남 고성군", "2018-04-05"]]
    _, table = listed(tmp_path, "designations", [head, *rows])
    assert table["region_code"].tolist() == ["강원 고성군", "경남 고성군"]
    with pytest.raises(DataError, match="강원 거제시"):
        listed(tmp_path, "designations", [head, ["강원", "거제시", "2018-04-05"]])


def test_institutions_that_are_no_more_by_their_state_are_left_out_and_told(tmp_path):
    rows = [
        ["기관명", "종류", "시도", "시군구", "위도", "경도", "운영상태"],
        ["가연구소", "연구소", "경남", "거제시", "34.89", "128.62", "폐업"],
        ["나연구소", "연구소", "경남", "거제시", "34.88", "128.62", "운영중"],
        ["※ 출처: 거제시", "", "", "", "", "", ""],
    ]
    report, table = listed(tmp_path, "institutions", rows)
    assert table["name_ko"].tolist() == ["나연구소"]
    assert any("가연구소" in str(note) and "폐업" in str(note) for note in report.notes)
