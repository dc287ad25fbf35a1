"""A planner's own roads: snapped, one-way, in parts, refused."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import LineString, Point

import hubplanner as hp
from hubplanner.errors import DataError, ScenarioError
from hubplanner.scenario_sections import TravelChoice
from hubplanner.travelling import choose_travel, reached
from hubplanner.travelling.own_roads import read_roads

EAST, NORTH = 1_000_000, 1_800_000


def line(*corners):
    return LineString([(EAST + 1000 * x, NORTH + 1000 * y) for x, y in corners])


def square(**columns):
    """Four roads of 10 km round a square, and a spur of two roads a long way off."""
    corners = [(0, 0), (10, 0), (10, 10), (0, 10)]
    sides = [line(a, b) for a, b in zip(corners, corners[1:] + corners[:1], strict=True)]
    spur = [line((50, 50), (51, 50)), line((51, 50), (52, 50))]
    return gpd.GeoDataFrame(geometry=sides + spur, crs="EPSG:5179").assign(**columns)


def places(*corners):
    points = gpd.GeoSeries(
        [Point(EAST + 1000 * x, NORTH + 1000 * y) for x, y in corners], crs="EPSG:5179"
    ).to_crs("EPSG:4326")
    return pd.DataFrame({"lon": points.x, "lat": points.y})


@pytest.mark.parametrize("suffix", [".gpkg", ".shp", ".geojson"])
def test_minutes_by_speed_in_every_format(tmp_path, suffix):
    path = tmp_path / f"roads{suffix}"
    layer = square(maxspeed=[60, 60, 30, 30, 60, 60])
    (layer if suffix != ".geojson" else layer.to_crs("EPSG:4326")).to_file(path)
    roads = read_roads(path)
    at = places((0, 0), (10, 0), (10, 10), (0, 10))
    minutes = roads.minutes(at, at)
    assert minutes.loc[0].round(1).tolist() == [0, 10, 20, 20]
    assert roads.km(at, at).loc[0].round(1).tolist() == [0, 10, 20, 10]
    [finding] = roads.findings
    ko, en = finding.in_both().values()
    assert "parts do not hang together" in en
    assert "4 of 7 crossings" in en
    assert "교차점 7개 중 4개" in ko


def test_one_way_roads_are_driven_one_way(tmp_path):
    path = tmp_path / "round.gpkg"
    square(highway="primary", oneway=["yes", "1", "F", "T", "no", "no"]).to_file(path)
    with pytest.raises(DataError, match=r"no two roads meet|no road leads|lies"):
        # The last side turns against the rest: there is no way round.
        read_roads(path).minutes(places((0, 0)), places((10, 10)))
    layer = square(highway="primary", oneway=["yes", "1", "F", "yes", "no", "no"])
    layer.to_file(path)
    roads = read_roads(path)
    at = places((0, 0), (10, 0))
    there, back = roads.minutes(at, at).to_numpy()[[0, 1], [1, 0]]
    assert back == pytest.approx(3 * there)


def test_links_of_the_korean_standard_have_a_direction(tmp_path):
    path = tmp_path / "MOCT_LINK.shp"
    both = pd.concat([square(ROAD_RANK="103"), square(ROAD_RANK="103").iloc[:4]])
    both.loc[:, "F_NODE"], both.loc[:, "T_NODE"] = "1", "2"
    turned = both.geometry.to_numpy().copy()
    turned[6:] = [road.reverse() for road in turned[6:]]
    both.set_geometry(gpd.GeoSeries(turned, crs="EPSG:5179").array).to_file(path)
    at = places((0, 0), (10, 0))
    minutes = read_roads(path).minutes(at, at).to_numpy()
    np.testing.assert_allclose(minutes, [[0, 10], [10, 0]], rtol=1e-3)


def test_a_place_beside_the_road_walks_to_it(tmp_path):
    path = tmp_path / "roads.gpkg"
    square(speed="60 km/h").to_file(path)
    roads = read_roads(path)
    near, far = places((0, -5)), places((0, -30))
    # 5 km × 1.2 at 30 km/h are 12 minutes, then 10 km at 60 km/h.
    assert roads.minutes(near, places((10, 0))).iloc[0, 0] == pytest.approx(22, abs=0.05)
    with pytest.raises(DataError, match="lies 30 km from the nearest road"):
        roads.minutes(far, near)


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
@pytest.mark.parametrize(
    ("layer", "words"),
    [
        (square(name="길"), "no column of speeds"),
        (square(maxspeed=[60, 60, -5, 60, 60, 60]), r"row 3, column 'maxspeed': '-5' is no speed"),
        (square(maxspeed=[60, 60, 999, 60, 60, 60]), "'999' is no speed"),
        (square(highway=["primary"] * 5 + ["footway"]), r"1 roads without a speed.*row 6"),
        (
            square(maxspeed=60).set_crs(None, allow_override=True),
            "states no coordinate ref",
        ),
        (
            gpd.GeoDataFrame({"maxspeed": [60]}, geometry=[Point(1, 1)], crs="EPSG:5179"),
            "holds Point; roads are lines",
        ),
    ],
)
def test_faults_are_refused(tmp_path, layer, words):
    path = tmp_path / "roads.gpkg"
    layer.to_file(path)
    with pytest.raises(DataError, match=words) as caught:
        read_roads(path)
    assert "\n" not in str(caught.value)


def test_the_layer_of_lines_is_taken(tmp_path):
    """As OSMnx writes a graph: crossings and roads in one GeoPackage."""
    path = tmp_path / "roads.gpkg"
    crossings = gpd.GeoDataFrame({"osmid": [1]}, geometry=[Point(0, 0)], crs="EPSG:5179")
    crossings.to_file(path, layer="nodes")
    square(maxspeed=60).to_file(path, layer="edges")
    assert len(read_roads(path).xy) == 4


def test_korean_columns_of_a_shapefile_without_its_encoding(tmp_path):
    path = tmp_path / "roads.shp"
    square(**{"제한속도": 60}).to_file(path, encoding="cp949")
    path.with_suffix(".cpg").unlink()
    assert len(read_roads(path).xy) == 4


def test_what_is_no_layer_is_refused(tmp_path):
    (tmp_path / "roads.gpkg").write_bytes(b"no layer")
    for name, words in (
        ("roads.gpkg", "cannot be read"),
        ("gone.gpkg", "cannot be read"),
        ("roads.dwg", ".gpkg, .shp or .geojson"),
    ):
        with pytest.raises(DataError, match=words):
            read_roads(tmp_path / name)


def test_a_scenario_brings_its_roads_but_no_matrix_beside(tmp_path):
    path = tmp_path / "roads.gpkg"
    square(maxspeed=60).to_file(path)
    travel = choose_travel(TravelChoice(roads=str(path)))
    assert travel.minutes(places((0, 0)), places((10, 0))).iloc[0, 0] == pytest.approx(10, rel=1e-3)
    assert "roads.gpkg" in travel.note()["en"]
    with pytest.raises(ScenarioError, match="both given"):
        choose_travel(TravelChoice(roads=str(path), matrix="m.csv"))


def minutes_of_first_side(path):
    roads = read_roads(path)
    at = places((0, 0), (10, 0))
    return roads.minutes(at, at).iloc[0, 1], [*map(str, roads.findings)]


@pytest.mark.parametrize(
    ("columns", "kmh"),
    [
        ({"speed_kph": 80.0}, 80),
        ({"highway": "residential", "speed_kph": 80.0}, 80),
        ({"maxspeed": ["60", *[None] * 5], "speed_kph": 80.0}, 60),
        ({"maxspeed": "50 mph"}, 50 * 1.609344),
    ],
)
def test_speeds_as_openstreetmap_and_osmnx_state_them(tmp_path, columns, kmh):
    square(**columns).to_file(tmp_path / "roads.gpkg")
    minutes, _ = minutes_of_first_side(tmp_path / "roads.gpkg")
    assert minutes == pytest.approx(10 / kmh * 60)


def test_of_lists_the_least_speed_and_the_best_class_are_taken_and_told(tmp_path):
    joined = ["['80', '50 mph', '90']", *["60"] * 5]
    square(maxspeed=joined).to_file(tmp_path / "roads.gpkg")
    minutes, told = minutes_of_first_side(tmp_path / "roads.gpkg")
    assert minutes == pytest.approx(10 / 80 * 60)
    assert told[0].startswith("1 roads state several")
    classes = ["['residential', 'primary']", *["residential"] * 5]
    square(highway=classes).to_file(tmp_path / "roads.gpkg")
    minutes, told = minutes_of_first_side(tmp_path / "roads.gpkg")
    assert minutes == pytest.approx(10 / 55 * 60)
    assert told[0].startswith("1 roads state several")


def test_refusals_name_the_cause_and_the_place(tmp_path):
    path = tmp_path / "roads.gpkg"
    square(maxspeed=60, oneway=["yes", "yes", "no", "yes", "yes", "yes"]).to_file(path)
    far = (
        places((0, 0), (90, 90))
        .assign(name_ko=["거제시", "통영시"])
        .set_index(pd.Index(["a", "b"]))
    )
    with pytest.raises(DataError, match=r"통영시 \(b\) lies"):
        read_roads(path).minutes(far, far)
    lines = square(maxspeed=60, oneway="true").iloc[[0, 1, 4, 5]]
    lines.to_file(path)
    with pytest.raises(DataError, match="every road is one-way"):
        read_roads(path)


def test_institutions_off_the_roads_are_told_and_left_out(tmp_path):
    path = tmp_path / "roads.gpkg"
    square(maxspeed=60).to_file(path)
    roads = read_roads(path)
    off = {f"far-{n}": (0, -30 - n) for n in range(5)}
    table = places((0, 0), (0, -19), *off.values()).set_axis(["at", "near", *off])
    table["name_ko"] = [f"기관 {name}" for name in table.index]
    told, kept = reached(roads, table)
    assert list(kept.index) == ["at", "near"]
    finding = told.note()["findings"][-1]
    assert "5 institutions lie more than 20 km from these roads" in finding
    assert "기관 far-0 (far-0), 기관 far-1 (far-1), 기관 far-2 (far-2) and 2 more" in finding
    assert "기관 5곳" in finding
    assert roads.findings != told.findings
    again, all_of_them = reached(roads, kept)
    assert again is roads
    assert all_of_them is kept


def test_a_plan_goes_on_where_an_institution_lies_off_the_roads(tmp_path):
    """Roads to all places but for one on the sea, where an institute stands."""
    dataset = hp.load_dataset()
    both = pd.concat([table[["lon", "lat"]] for table in (dataset.regions, dataset.institutions)])
    points = gpd.GeoSeries(gpd.points_from_xy(*both.to_numpy().T, crs="EPSG:4326"))
    spokes = [LineString([points.iloc[0], point]) for point in points.iloc[1:].drop_duplicates()]
    path = tmp_path / "roads.gpkg"
    gpd.GeoDataFrame({"maxspeed": [120] * len(spokes)}, geometry=spokes, crs="EPSG:4326").to_file(
        path
    )
    institutions = dataset.institutions.copy()
    far = institutions.index[institutions["kind"] == "institute"][0]
    institutions.loc[far, ["lon", "lat"]] = [124.0, 33.0]
    dataset = replace(dataset, institutions=institutions)
    scenario = hp.Scenario(siting={"hubs": 2}, travel={"roads": str(path)})
    plan = hp.make_plan(dataset, scenario)
    assert any(f"({far})" in finding for finding in plan.travel["findings"])
    assert len(plan.hubs) == 2
    assert plan.institutions.at[far, "lead_hub"] == ""
    assert far not in set(plan.links["target"])


def told(tmp_path, **columns):
    layer = square(**columns)
    layer.to_file(tmp_path / "r.gpkg")
    roads = read_roads(tmp_path / "r.gpkg")
    return roads, " ".join(map(str, roads.findings))


def test_one_way_words_are_read_and_unknown_ones_told(tmp_path):
    ways = ["일방통행", "양방향", "no", "B", "False", ""]
    roads, words = told(tmp_path, speed=60, oneway=ways)
    assert "two-way, as column" not in words
    pairs = set(roads.graph.edges[["a", "b"]].itertuples(index=False, name=None))
    assert len(pairs) == 7
    _, words = told(tmp_path, speed=60, oneway=["회전", "양방향", "no", "B", "회전", ""])
    assert "2 roads are taken for two-way, as column oneway holds '회전'" in words


def test_speeds_in_metres_a_second_are_told(tmp_path):
    _, words = told(tmp_path, speed=16.7)
    assert "the fastest road has 16.7 km/h: check whether speeds are in m/s" in words
    assert "m/s" not in told(tmp_path, speed=60)[1]


def test_a_comma_may_be_a_decimal_point(tmp_path):
    roads, words = told(tmp_path, speed="62,5")
    assert roads.graph.edges["minutes"].iloc[0] == pytest.approx(10 / 62.5 * 60)
    assert "several" not in words


@pytest.mark.parametrize(
    ("columns", "kmh"),
    [
        ({"maxspeed": "50 MPH"}, 50 * 1.609344),
        ({"maxspeed": "50 mi/h"}, 50 * 1.609344),
        ({"maxspeed": "50 knots"}, 50 * 1.852),
        ({"maxspeed": "20 m/s"}, 72),
        ({"maxspeed": "50 km/h"}, 50),
        ({"speed_mph": 50}, 50 * 1.609344),
        ({"Speed (mph)": 50}, 50 * 1.609344),
        ({"speed_mph": "50 km/h"}, 50),
        ({"제한 속도(km/h)": 50}, 50),
        ({"max_speed": "５０"}, 50),
    ],
)
def test_units_of_speeds_in_heads_and_cells(tmp_path, columns, kmh):
    square(highway="residential", **columns).to_file(tmp_path / "roads.gpkg")
    minutes, told = minutes_of_first_side(tmp_path / "roads.gpkg")
    assert minutes == pytest.approx(10 / kmh * 60)
    assert not any("assumed" in one for one in told)


@pytest.mark.parametrize("speed", ["50 furlongs", "5e1", "1/2"])
def test_speeds_in_no_known_unit_are_refused(tmp_path, speed):
    square(highway="primary", maxspeed=speed).to_file(tmp_path / "roads.gpkg")
    with pytest.raises(DataError, match=f"row 1, column 'maxspeed': '{speed}' is no speed"):
        read_roads(tmp_path / "roads.gpkg")


def test_speeds_by_class_and_columns_that_are_not_read_are_told(tmp_path):
    speeds = ["50", "KR:urban", None, "signals", "60", "60"]
    _, words = told(tmp_path, highway="primary", maxspeed=speeds, avg_speed=30, dir_방향="E")
    assert "of 3 of 6 roads the speed is assumed by the class (highway)" in words
    assert "columns of the roads that are not read: avg_speed, dir_방향" in words


def test_true_and_false_in_one_letter_are_no_directions(tmp_path):
    path = tmp_path / "roads.gpkg"
    square(speed=60, oneway=["T", "F", "F", "F", "F", None]).to_file(path)
    with pytest.raises(DataError, match="'oneway' holds T and F alone"):
        read_roads(path)
    _, words = told(tmp_path, speed=60, 일방통행여부=["Y", "N", "N", "N", "N", None])
    assert "taken for two-way" not in words
    assert "4 of 7 crossings" in words


def test_roads_that_lie_elsewhere_are_refused_for_that(tmp_path):
    layer = square(speed=60)
    turned = layer.to_crs("EPSG:4326")
    turned.geometry = turned.geometry.map(lambda one: LineString([xy[::-1] for xy in one.coords]))
    for wrong in (turned, layer.set_crs("EPSG:32633", allow_override=True)):
        wrong.to_file(tmp_path / "roads.gpkg")
        with pytest.raises(DataError, match=r"outside Korea \(CRS stated: WGS 84"):
            read_roads(tmp_path / "roads.gpkg")


def test_rows_without_a_line_are_told(tmp_path):
    layer = square(speed=60)
    layer.loc[4, "geometry"] = None
    layer.loc[5, "geometry"] = LineString()
    layer.to_file(tmp_path / "roads.gpkg")
    findings = [str(one) for one in read_roads(tmp_path / "roads.gpkg").findings]
    assert "2 rows without a line are left out" in findings
    layer.geometry = [None] * len(layer)
    layer.to_file(tmp_path / "none.gpkg")
    with pytest.raises(DataError, match="holds no shapes"):
        read_roads(tmp_path / "none.gpkg")


def test_of_roads_far_from_all_places_the_coordinates_are_doubted(tmp_path):
    square(speed=60).to_file(tmp_path / "roads.gpkg")
    roads = read_roads(tmp_path / "roads.gpkg")
    far = places((100, 0), (110, 0), (5, 0))
    with pytest.raises(DataError, match=r"2 of 3 places .* coordinates are right"):
        roads.minutes(far, far)
    with pytest.raises(DataError) as refusal:
        roads.minutes(places((100, 0)), places((0, 0)))
    assert "coordinates" not in str(refusal.value)
