"""Layers as other programs write them: nothing of them is lost or garbled without a word."""

from __future__ import annotations

import json
import zipfile

import geopandas as gpd
import pytest
from shapely.geometry import Point, box, mapping

from hubplanner.errors import DataError
from hubplanner.importing import import_file

SQUARES = [box(128.6 + step, 34.8, 128.65 + step, 34.9) for step in (0, 0.1)]
NAMES = ["거제시", "통영시"]


def layer(**columns):
    return gpd.GeoDataFrame(columns, geometry=SQUARES, crs="EPSG:4326")


def geojson(path, features):
    told = {"type": "FeatureCollection", "features": features}
    path.write_text(json.dumps(told), encoding="utf-8")
    return path


def feature(shape, **more):
    return {"type": "Feature", "geometry": shape and mapping(shape), "properties": {}, **more}


def kept(path, tmp_path):
    report = import_file(path, into=tmp_path / "out")
    found = next((tmp_path / "out" / "layers").glob("*.gpkg"))
    return gpd.read_file(found), [str(note) for note in report.notes]


@pytest.mark.parametrize("encoding", ["cp949", "utf-8"])
@pytest.mark.parametrize("stated", ["", "UTF-8", "1252", "ANSI 1252", "OEM 949", "LDID/87"])
def test_texts_of_a_shapefile_are_read_whatever_is_stated_and_however_wide(
    tmp_path, encoding, stated
):
    """GDAL makes the column as wide as its longest text; 180 is no byte of UTF-8."""
    file = tmp_path / "areas.shp"
    layer(이름=NAMES, 설명=["가" * 60, "나"]).to_file(file, encoding=encoding)
    file.with_suffix(".cpg").write_text(stated)
    table, _ = kept(file, tmp_path)
    assert table["이름"].tolist() == NAMES


def test_a_letter_cut_in_two_is_refused_for_that(tmp_path):
    file = tmp_path / "areas.shp"
    layer(이름=NAMES, 설명=["가" * 60, "나"]).to_file(file, encoding="utf-8")
    table = file.with_suffix(".dbf")
    whole = table.read_bytes()
    at = whole.rindex("가".encode())
    table.write_bytes(whole[: at + 2] + b" " + whole[at + 3 :])
    with pytest.raises(DataError, match="cut in the middle of a letter"):
        import_file(file, dry_run=True)


def test_ids_of_features_are_kept(tmp_path):
    codes = ["38090", "38050"]
    path = geojson(
        tmp_path / "a.geojson",
        [feature(shape, id=code) for shape, code in zip(SQUARES, codes, strict=True)],
    )
    assert kept(path, tmp_path)[0]["id"].tolist() == codes


@pytest.mark.parametrize("suffix", [".geojson", ".shp"])
def test_a_column_called_geometry_takes_no_shape_away(tmp_path, suffix):
    path = tmp_path / f"a{suffix}"
    if suffix == ".geojson":
        geojson(path, [feature(one, properties={"geometry": "사각형"}) for one in SQUARES])
    else:
        layer(geometrie=["사각형"] * 2).to_file(path, encoding="utf-8")
        table = path.with_suffix(".dbf")
        table.write_bytes(table.read_bytes().replace(b"geometrie", b"geometry\0"))
    table, _ = kept(path, tmp_path)
    assert table["geometry_1"].tolist() == ["사각형"] * 2
    assert table.area.min() > 1e7


def test_shapes_that_may_not_be_meant_are_told(tmp_path):
    bow = {
        "type": "Polygon",
        "coordinates": [[[127, 36], [128, 37], [128, 36], [127, 37], [127, 36]]],
    }
    shapes = [feature(SQUARES[0]), feature(None), feature(Point(128, 36)), feature(SQUARES[1])]
    shapes[3]["geometry"] = bow
    _, told = kept(geojson(tmp_path / "a.geojson", shapes), tmp_path)
    assert told == [
        "1 rows without a shape, the first is row 2",
        "1 shapes cross themselves, the first in row 4; mend them in QGIS (Fix geometries)",
        "shapes of several kinds: Polygon (2), Point (1)",
    ]
    _, told = kept(geojson(tmp_path / "a.geojson", [feature(SQUARES[0])]), tmp_path)
    assert told == []


def test_zips_of_a_mac_and_with_a_layer_in_two_folders(tmp_path):
    layer(이름=NAMES).to_file(tmp_path / "a.shp", encoding="utf-8")
    parts = sorted(tmp_path.glob("a.*"))
    with zipfile.ZipFile(tmp_path / "mac.zip", "w") as book:
        for part in parts:
            book.write(part, f"경계/{part.name}")
            book.writestr(f"__MACOSX/경계/._{part.name}", b"\0\5\x16\7")
    assert kept(tmp_path / "mac.zip", tmp_path)[0]["이름"].tolist() == NAMES
    with zipfile.ZipFile(tmp_path / "two.zip", "w") as book:
        for part in parts:
            book.write(part, f"2020/{part.name}")
            book.write(part, f"2024/{part.name}")
    with pytest.raises(DataError, match="twice, in two folders"):
        import_file(tmp_path / "two.zip", dry_run=True)


def test_topojson_by_its_name(tmp_path):
    ring = [list(corner) for corner in SQUARES[0].exterior.coords]
    shape = {"type": "Polygon", "arcs": [[0]], "properties": {"이름": "거제시"}}
    told = {"type": "Topology", "objects": {"areas": shape}, "arcs": [ring]}
    (tmp_path / "a.topojson").write_text(json.dumps(told), encoding="utf-8")
    assert kept(tmp_path / "a.topojson", tmp_path)[0]["이름"].tolist() == ["거제시"]
