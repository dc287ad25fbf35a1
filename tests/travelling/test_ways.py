"""Places by name, ways in words, catchments, and the command that tells them."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import geopandas as gpd
import pytest

from hubplanner.errors import RegionError
from hubplanner.travelling import RoadNetwork, catchment, explain_route, find_place


def hubplanner(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "hubplanner", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.parametrize(
    ("name", "label", "region"),
    [
        ("거제시", "경남 거제시", "38090"),
        ("Geoje-si", "경남 거제시", "38090"),
        ("경남", "경상남도청", "38110"),
        ("경상남도", "경상남도청", "38110"),
        ("Gyeongsangnam-do", "경상남도청", "38110"),
        ("서울", "서울특별시청", "11020"),
        ("충남", "충청남도청", "34360"),
        ("거제시 장목면", "경남 거제시 장목면", "38090"),
        ("경남 고성군 고성읍", "경남 고성군 고성읍", "38340"),
    ],
)
def test_a_place_by_its_name(dataset, name, label, region):
    place = find_place(name, dataset.regions)
    assert place["name"].tolist() == [label]
    assert place["region_code"].tolist() == [region]
    assert len(place["emd_code"].iloc[0]) == 7


@pytest.mark.parametrize("name", ["거제", "장목면", "거제시 없는면", ""])
def test_what_is_no_place_is_refused(dataset, name):
    with pytest.raises(RegionError):
        find_place(name, dataset.regions)


def test_every_province_has_its_office_in_it(dataset):
    for code, name in dataset.regions.groupby("sido_code")["sido_ko"].first().items():
        assert find_place(name, dataset.regions)["region_code"].iloc[0][:2] == code


def test_the_way_to_busan_crosses_the_bridge_that_matters(dataset):
    ends = [find_place(name, dataset.regions) for name in ("거제시", "부산 강서구")]
    route = explain_route(RoadNetwork(), *ends)
    assert "거가대교" in [part.name for part in route.stretches]
    assert sum(part.minutes for part in route.stretches) == pytest.approx(route.minutes, abs=0.1)
    assert sum(part.km for part in route.stretches) == pytest.approx(route.km, abs=0.1)
    assert max(route.detours, key=route.detours.get) == "거가대교"
    assert route.detours["거가대교"] - route.minutes > 60
    for before, after in zip(route.stretches, route.stretches[1:], strict=False):
        assert before.end == after.start


def test_a_catchment_grows_with_time_and_holds_its_place(dataset):
    start = find_place("거제시", dataset.regions)
    network = RoadNetwork()
    near, far = catchment(network, start, 30), catchment(network, start, 60)
    assert start["emd_code"].iloc[0] in near.areas["emd_code"].tolist()
    assert set(near.areas["emd_code"]) < set(far.areas["emd_code"])
    assert near.people == near.areas["population"].sum() < far.people
    assert near.areas["minutes"].max() <= 30
    assert near.shape.crs == "EPSG:5179"
    assert near.shape.geometry.iloc[0].within(far.shape.geometry.iloc[0].buffer(1))


def test_everything_within_a_day_is_the_country(dataset):
    whole = catchment(RoadNetwork(), find_place("서울", dataset.regions), 1440)
    assert len(whole.areas) == 3501
    # The published total of 2020 but for the dong of Gwangju (Gyeonggi) split after the census.
    assert whole.people == 51_829_136 - 172_375
    assert whole.unknown == 14


def test_the_command_tells_minutes_way_and_year(tmp_path):
    done = hubplanner("travel", "거제시", "부산 강서구", "--explain")
    assert done.returncode == 0, done.stderr
    assert "경남 거제시 → 부산 강서구: " in done.stdout
    assert re.search(r": \d+ min, \d+ km\n", done.stdout)
    assert "  without 거가대교: " in done.stdout
    told = [
        json.loads(hubplanner("travel", "거제시", "부산 강서구", "--json", *more).stdout)["minutes"]
        for more in ([], ["--as-of", "2009"], ["--without", "거가대교"])
    ]
    assert told[1] - told[0] > 60
    assert told[2] - told[0] > 60


def test_the_command_writes_a_catchment(tmp_path):
    path = tmp_path / "new" / "reach.gpkg"
    done = hubplanner("travel", "거제시", "--within", "30", "--out", path, "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    area = gpd.read_file(path)
    assert area["people"].tolist() == [told["people_2020"]]
    assert [item.name for item in path.parent.iterdir()] == ["reach.gpkg"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["거제시"], "name a destination, or give --within"),
        (["거제시", "통영시", "--within", "30"], "name a destination, or give --within"),
        (["거제", "통영시"], "did you mean '경남 거제시'"),
        (["거제시", "통영시", "--without", "거가교"], "거가대교"),
        (["거제시", "통영시", "--out", "area.gpkg"], "add --within MINUTES"),
        (["거제시", "--within", "30", "--out", "area.shp"], ".gpkg or .geojson"),
    ],
)
def test_wrong_wishes_are_refused_in_one_line(arguments, words):
    done = hubplanner("travel", *arguments)
    assert done.returncode == 2
    assert words in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
