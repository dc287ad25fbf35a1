"""Coordinates of lists: degrees with minutes, and metres of the systems of public lists."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest

from hubplanner.errors import DataError
from hubplanner.importing import import_file
from hubplanner.siting.own_points import read_points

PLACES = {"통영시": (128.43, 34.85), "군산시": (126.71, 35.97), "강릉시": (128.88, 37.75)}


def metres(code):
    lon, lat = zip(*PLACES.values(), strict=True)
    points = gpd.GeoSeries.from_xy(lon, lat, crs=4326).to_crs(code)
    return list(zip(points.x.round(2), points.y.round(2), strict=True))


def listed(tmp_path, pairs, head="X,Y"):
    path = tmp_path / "t.csv"
    rows = [
        f"{name} 연구소,연구소,{name},{x},{y}" for name, (x, y) in zip(PLACES, pairs, strict=False)
    ]
    path.write_text("\n".join([f"기관명,종류,시군구,{head}", *rows]), encoding="utf-8")
    report = import_file(path, into=tmp_path / "out")
    return report, pd.read_csv(tmp_path / "out" / "institutions.csv")


@pytest.mark.parametrize("code", [5179, 5186, 5187, 5185, 5174])
@pytest.mark.parametrize("head", ["X좌표,Y좌표", "경도,위도", "Y,X"])
def test_metres_are_recognised_by_the_regions_beside_them(tmp_path, code, head):
    report, table = listed(tmp_path, metres(code), head)
    assert [(one.lon, one.lat) for one in table.itertuples()] == [
        pytest.approx(place, abs=1e-5) for place in PLACES.values()
    ]
    assert f"EPSG:{code}" in str(report.notes[0])


def test_a_list_in_degrees_says_nothing_of_metres(tmp_path):
    report, _ = listed(tmp_path, PLACES.values())
    assert not report.notes


@pytest.mark.parametrize(
    ("lon", "lat"),
    [
        ('128°25\'48""E', '34°51\'00""N'),
        ("128-25-48", "34-51-00"),
        ("128도 25분 48초", "34도 51분 00초"),
        ("E128 25 48", "N34 51 00"),
        ("128:25:48", "34:51:0"),
        ("128° 25.8′", "34° 51′"),
        ("128.43E", "34.85°N"),
    ],
)
def test_degrees_with_minutes_and_seconds(tmp_path, lon, lat):
    _, table = listed(tmp_path, [(f'"{lon}"', f'"{lat}"')])
    assert (table["lon"][0], table["lat"][0]) == pytest.approx((128.43, 34.85))


@pytest.mark.parametrize(
    ("pair", "words"),
    [
        ((349123, 1286212), "none of the systems"),
        ((128.43, 350), "decimal degrees"),
        (("128-75-48", "34-51-00"), "decimal degrees"),
    ],
)
def test_what_is_neither_is_refused(tmp_path, pair, words):
    with pytest.raises(DataError, match=words):
        listed(tmp_path, [pair])


def test_metres_among_degrees_are_refused_with_their_row(tmp_path):
    with pytest.raises(DataError, match="row 3: coordinates in metres among degrees"):
        listed(tmp_path, [PLACES["통영시"], metres(5179)[1]])


def points(tmp_path, dataset, pairs, head="x,y"):
    path = tmp_path / "p.csv"
    rows = [f"{name},{x},{y}" for name, (x, y) in zip(PLACES, pairs, strict=False)]
    path.write_text("\n".join([f"name,{head}", *rows]), encoding="utf-8")
    return read_points(path, dataset)


def test_points_in_metres_are_told(tmp_path, dataset):
    table, told = points(tmp_path, dataset, metres(5179))
    assert dataset.regions.loc[table["region_code"], "name_ko"].tolist() == list(PLACES)
    assert "EPSG:5179" in str(told[0])
    assert points(tmp_path, dataset, PLACES.values())[1] == []


def test_points_that_may_be_in_several_systems_need_it_in_the_head(tmp_path, dataset):
    inland = gpd.GeoSeries.from_xy([127.7], [36.6], crs=4326).to_crs(5186).iloc[0]
    with pytest.raises(DataError, match=r"not certain \(EPSG:"):
        points(tmp_path, dataset, [(inland.x, inland.y)])
    head = "x (EPSG:5186),y (EPSG:5186)"
    table, told = points(tmp_path, dataset, [(inland.x, inland.y)], head)
    assert table["lon"].tolist() == pytest.approx([127.7])
    assert "EPSG:5186" in str(told[0])


def test_points_of_one_name_and_place_are_told(tmp_path, dataset):
    path = tmp_path / "p.csv"
    path.write_text("name,lat,lon\n부지 A,34.85,128.43\n부지a,34.8501,128.43\n", encoding="utf-8")
    _, told = read_points(path, dataset)
    assert [str(one) for one in told] == ["'부지 A' and '부지a' are at the same place"]


def test_a_point_lies_in_the_region_that_is_stated_beside_it(tmp_path, dataset):
    path = tmp_path / "p.csv"

    def read(region):
        path.write_text(f"name,시군구,lat,lon\n부지,{region},34.85,128.43\n", encoding="utf-8")
        return read_points(path, dataset)[0]["region_code"].tolist()

    assert read("통영시") == read("") == read("남쪽 부두") == ["38050"]
    with pytest.raises(DataError, match=r"row 2, .*lies in 경남 통영시, 185 km outside"):
        read("군산시")
