"""Travel between whatever a data person has: shapes in any CRS, tables of degrees, names."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from hubplanner.errors import DataError, RegionError
from hubplanner.scenario_sections import TravelChoice
from hubplanner.travelling import GreatCircle, RoadNetwork, travel

DEGREES = pd.DataFrame({"lon": [128.62, 129.08], "lat": [34.88, 35.18]}, index=["yard", "city"])


def shapes(crs="EPSG:4326"):
    points = gpd.points_from_xy(DEGREES["lon"], DEGREES["lat"], crs="EPSG:4326")
    return gpd.GeoDataFrame(index=DEGREES.index, geometry=points).to_crs(crs)


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:5179", "EPSG:5186"])
@pytest.mark.parametrize("travel", [RoadNetwork(), GreatCircle(1.26, 60)])
def test_shapes_in_any_crs_are_as_far_as_their_degrees(travel, crs):
    by_degrees = travel.minutes(DEGREES, DEGREES)
    by_shapes = travel.minutes(shapes(crs), shapes(crs))
    pd.testing.assert_frame_equal(by_degrees, by_shapes, atol=0.01)
    assert by_shapes.index.tolist() == by_shapes.columns.tolist() == ["yard", "city"]


def test_a_polygon_is_as_far_as_a_point_in_it():
    areas = shapes("EPSG:5179")
    areas["geometry"] = areas.buffer(10)
    exact = travel(shapes()).minutes
    assert (travel(areas).minutes - exact).abs().to_numpy().max() < 0.5


def test_names_labels_and_the_long_form():
    times = travel(["거제시", "Gunsan-si"], ["부산"])
    assert times.minutes.index.tolist() == ["거제시", "Gunsan-si"]
    long = times.to_frame()
    assert long.index.names == ["origin", "destination"]
    assert long.loc[("거제시", "부산"), "minutes"] == times.minutes.loc["거제시", "부산"]
    assert repr(times) == "<TravelTimes: 2 × 1 places, median 148 minutes>"
    assert "거제시" in times._repr_html_()


def test_the_choice_is_heeded():
    straight = travel(DEGREES, choice=TravelChoice(method="great_circle"))
    assert straight.minutes.loc["yard", "city"] != travel(DEGREES).minutes.loc["yard", "city"]
    assert "1.26" in straight.note["en"]


@pytest.mark.parametrize(
    ("places", "message"),
    [
        (DEGREES.drop(columns="lat"), "lon and lat, or shapes"),
        (shapes().set_crs(None, allow_override=True), "no coordinate system; set it with"),
        (
            shapes().assign(geometry=[shapely.Point(), shapely.Point(129, 35)]),
            "'yard' has no shape",
        ),
    ],
)
def test_what_is_no_place_is_told(places, message):
    with pytest.raises(DataError, match=message):
        travel(places)


def test_an_unknown_name_is_told():
    with pytest.raises(RegionError, match="없는시"):
        travel(["없는시"])
