"""Room for names on their own land, and their places: run in node, held against shapely."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from test_maps_scripts import in_node

FRAME = {"left": 0, "right": 400, "top": 0, "bottom": 300}
ROOM = "roomIn(outlineOf(data.lines), data.aspect)"


def star(seed: int, corners: int = 14) -> list[list[float]]:
    """A closed line round a point, as jagged as a coast."""
    rng = np.random.default_rng(seed)
    angles = np.sort(rng.random(corners)) * 2 * np.pi
    radii = rng.uniform(20, 100, corners)
    points = np.column_stack([100 + radii * np.cos(angles), 100 + radii * np.sin(angles)])
    return [*points.tolist(), points[0].tolist()]


@pytest.mark.parametrize("aspect", [1, 3, 5])
def test_the_roomiest_place_of_a_rectangle_is_its_middle(aspect):
    ring = [[0, 0], [90, 0], [90, 20], [0, 20], [0, 0]]
    best = in_node("label_room.js", ROOM, {"lines": [ring], "aspect": aspect})[0]
    assert best["half"] == pytest.approx(min(45, 10 * aspect), rel=0.06)
    assert best["y"] == pytest.approx(10, abs=10.6 - best["half"] / aspect)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("aspect", [1, 4])
def test_every_place_holds_its_box_and_the_first_is_the_roomiest(seed, aspect):
    ring, hole = star(seed), [[95, 95], [105, 95], [105, 105], [95, 105], [95, 95]]
    land = shapely.Polygon(ring).difference(shapely.Polygon(hole))
    spots = in_node("label_room.js", ROOM, {"lines": [ring, hole], "aspect": aspect})

    def box(x: float, y: float, half: float) -> shapely.Polygon:
        return shapely.box(x - half, y - half / aspect, x + half, y + half / aspect)

    for spot in spots:
        assert land.buffer(1e-6).contains(box(spot["x"], spot["y"], spot["half"]))
    left, top, right, bottom = land.bounds
    best = spots[0]["half"]
    # No place of a fine grid has a box that is much larger.
    for x in np.linspace(left, right, 40):
        for y in np.linspace(top, bottom, 40):
            assert not land.contains(box(x, y, best * 1.15))


def test_an_outline_that_holds_nothing_has_no_room():
    flat = [[0, 0], [50, 30], [0, 0]]
    assert in_node("label_room.js", ROOM, {"lines": [flat], "aspect": 2}) == []


def scene(obstacles: list[dict[str, float]]) -> dict[str, object]:
    return {"frame": FRAME, "obstacles": obstacles, "view": {"scale": 1, "x": 0, "y": 0}}


def placed(
    labels: list[dict[str, object]],
    obstacles: list[dict[str, float]],
    kept: list[dict[str, object]] | None = None,
) -> dict[str, dict[str, object]]:
    """Labels as placed; `room` and `anchors` are lists here."""
    expression = """placeLabels(data.labels.map(({ room, anchors, ...one }) => ({ ...one,
        ...(room ? { room: () => room } : {}), ...(anchors ? { anchors: () => anchors } : {}) })),
        { ...data.scene, land: [] }, data.kept)"""
    given = {"labels": labels, "scene": scene(obstacles), "kept": kept or []}
    return {one["key"]: one for one in in_node("label_placement.js", expression, given)}


def box(left: float, top: float, right: float, bottom: float) -> dict[str, float]:
    return {"left": left, "top": top, "right": right, "bottom": bottom}


def label(key: str, **more: object) -> dict[str, object]:
    return {"key": key, "width": 60, "height": 16, **more}


def test_a_name_lies_in_the_roomiest_place_that_is_free():
    room = [{"x": 100, "y": 100, "half": 50}, {"x": 100, "y": 140, "half": 40}]
    assert placed([label("a", room=room)], [])["a"]["box"] == box(70, 92, 130, 108)
    other = placed([label("a", room=room)], [box(90, 90, 110, 110)])["a"]
    assert other == {"key": "a", "box": box(70, 132, 130, 148)}


def test_a_name_without_room_waits_or_is_led_to_its_land():
    room = [{"x": 100, "y": 100, "half": 20}]
    assert placed([label("a", room=room)], []) == {}
    led = placed([label("a", room=room, anchors=[[100, 100]])], [])["a"]
    assert led["line"][:2] == [100, 100]
    x, y = led["line"][2:]
    b = led["box"]
    assert b["left"] <= x <= b["right"]
    assert b["top"] <= y <= b["bottom"]


def test_a_line_ends_where_no_marker_hides_its_land():
    led = placed([label("a", anchors=[[100, 100], [140, 100]])], [box(80, 80, 120, 120)])["a"]
    assert led["line"][:2] == [140, 100]


def test_a_line_ends_at_the_rim_of_a_marker_and_never_strikes_its_number_through():
    marker = box(80, 80, 120, 120)
    # Both ends are under the marker, one of them where its number stands: only the other will do.
    led = placed([label("a", anchors=[[100, 100], [116, 100]])], [marker])["a"]
    assert led["line"][:2] == [116, 100]
    number = shapely.box(90, 90, 110, 110)
    assert not shapely.LineString(np.reshape(led["line"], (2, 2))).intersects(number)
    assert placed([label("a", anchors=[[100, 100]])], [marker]) == {}
    # Nor does a line on its way to another place.
    wall = [box(0, 0, 400, 90), box(0, 110, 400, 300), box(120, 0, 400, 300)]
    assert placed([label("a", anchors=[[118, 100]])], [marker, *wall]) == {}


def test_a_name_stands_beside_its_marker_without_a_line():
    hub = label("hub", anchors=[[100, 100]], beside=20)
    assert placed([hub], [box(82, 82, 118, 118)])["hub"] == {
        "key": "hub",
        "box": box(120, 92, 180, 108),
    }


@pytest.mark.parametrize("seed", range(8))
def test_names_and_lines_keep_clear_of_each_other(seed):
    rng = np.random.default_rng(seed)
    points = rng.uniform([40, 40], [360, 260], (12, 2)).tolist()
    markers = [box(x - 10, y - 10, x + 10, y + 10) for x, y in points[:4]]
    labels = [label(str(k), anchors=[point]) for k, point in enumerate(points)]
    found = list(placed(labels, markers).values())
    assert len(found) >= 6
    boxes = [shapely.box(*(b[k] for k in ("left", "top", "right", "bottom"))) for b in markers]
    names = [
        shapely.box(*(one["box"][k] for k in ("left", "top", "right", "bottom"))) for one in found
    ]
    lines = [shapely.LineString(np.reshape(one["line"], (2, 2))) for one in found]
    for i, (name, line) in enumerate(zip(names, lines, strict=True)):
        assert not any(name.overlaps(other) for other in boxes)
        assert shapely.box(0, 0, 400, 300).contains(name)
        for j in range(i):
            assert name.intersection(names[j]).area == 0
            assert not line.crosses(names[j])
            assert not lines[j].crosses(name)
            assert not line.crosses(lines[j])


def test_what_was_placed_stays_unless_something_lies_there_now():
    room = [{"x": 100, "y": 100, "half": 50}]
    kept = [{"key": "a", "box": box(200, 92, 260, 108)}]
    assert placed([label("a", room=room)], [], kept)["a"] == kept[0]
    moved = placed([label("a", room=room)], [box(190, 80, 240, 120)], kept)["a"]
    assert moved["box"] == box(70, 92, 130, 108)
    assert placed([label("b", room=room)], [], kept).keys() == {"b"}
