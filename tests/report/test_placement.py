"""Names on a map: none on another, none on a hub, none outside."""

from __future__ import annotations

from itertools import combinations

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from hubplanner.report.placement import Box, place_labels

FRAME = Box(0, 0, 1000, 1000)
coordinates = st.tuples(st.floats(200, 800), st.floats(200, 800))


@pytest.mark.slow
@settings(deadline=None)
@given(st.lists(coordinates, min_size=1, max_size=5))
def test_five_names_never_overlap(points):
    hubs = [Box(x - 15, y - 15, x + 15, y + 15) for x, y in points[:2]]
    spots = place_labels(points, [(90, 20)] * len(points), obstacles=hubs, frame=FRAME, near=14)
    boxes = [spot.box for spot in spots]
    assert not any(a.overlap(b) for a, b in combinations(boxes, 2))
    assert not any(box.overlap(hub) for box in boxes for hub in hubs)
    assert not any(box.outside(FRAME) for box in boxes)


def test_a_name_at_the_edge_turns_inwards():
    (spot,) = place_labels([(990, 500)], [(90, 20)], obstacles=[], frame=FRAME, near=10)
    assert (spot.box.left, spot.box.right) == (890, 980)


def test_where_nothing_is_free_the_least_overlap_is_taken():
    small = Box(0, 0, 100, 30)
    spots = place_labels([(50, 15)] * 2, [(80, 25)] * 2, obstacles=[], frame=small, near=5)
    assert len(spots) == 2


def test_areas():
    box = Box(0, 0, 10, 4)
    assert box.overlap(Box(5, 2, 20, 20)) == 10
    assert box.overlap(Box(10, 0, 20, 4)) == 0
    assert box.outside(Box(5, 0, 50, 50)) == 20


def test_a_name_stands_on_no_land_but_its_own():
    """Nine lands of 60 by 60 in the sea: a name of 90 by 20 fits on none, so it goes to sea."""
    lands = [
        shapely.box(400 + 60 * x, 400 + 60 * y, 460 + 60 * x, 460 + 60 * y)
        for x in range(3)
        for y in range(3)
    ]
    points = [(490, 490), (550, 490), (430, 430)]
    spots = place_labels(points, [(90, 20)] * 3, obstacles=[], frame=FRAME, near=14, lands=lands)
    for point, spot in zip(points, spots, strict=True):
        others = [land for land in lands if not land.contains(shapely.Point(point))]
        assert not any(land.intersection(spot.box.shape()).area for land in others)
        start, foot = spot.leader
        assert start == point
        assert spot.box.shape().boundary.distance(shapely.Point(foot)) == 0
    for a, b in combinations(spots, 2):
        leaders = [shapely.LineString(spot.leader) for spot in (a, b)]
        assert not leaders[0].intersects(leaders[1])
        assert not leaders[0].intersects(b.box.shape())
        assert not leaders[1].intersects(a.box.shape())


def test_a_name_that_fits_stays_on_its_own_land():
    lands = [shapely.box(300, 300, 700, 700), shapely.box(700, 300, 900, 700)]
    (spot,) = place_labels(
        [(500, 500)], [(90, 20)], obstacles=[], frame=FRAME, near=14, lands=lands
    )
    assert spot.box == Box(514, 490, 604, 510)
