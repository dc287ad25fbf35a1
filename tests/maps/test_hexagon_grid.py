"""The grid of the map of hexagons, run in node: geometry by hand, steps by arrow keys."""

from __future__ import annotations

import pytest
from test_maps_scripts import in_node

from hubplanner.regions import hexagon_cells, load_regions

# Three rows:   0 1 .      row 0
#                2 . 3     row 1, half a cell farther east
#              4 5 6       row 2
SMALL = {"column": [0, 1, 0, 2, 0, 1, 2], "row": [0, 0, 1, 1, 2, 2, 2]}


def test_cells_beside_each_other_are_one_apart():
    around = in_node(
        "hexagon_grid.js", "[[1, 0], [0, 1], [-1, 1]].map(([c, r]) => middle(4 + c, 2 + r))"
    )
    x, y = in_node("hexagon_grid.js", "middle(4, 2)")
    assert [(a - x) ** 2 + (b - y) ** 2 for a, b in around] == pytest.approx([1, 1, 1])


def test_corners_bound_a_hexagon_as_broad_as_a_cell():
    corners = in_node("hexagon_grid.js", "corners()")
    xs, ys = zip(*corners, strict=True)
    assert (max(xs) - min(xs), max(ys) - min(ys)) == pytest.approx((1, 2 / 3**0.5))


def test_what_holds_all_cells():
    # Columns 0 … 2 and half a cell; three rows of √3/2 from middle to middle.
    box = in_node("hexagon_grid.js", "extent(data)", SMALL)
    wanted = {"left": -0.5, "top": -(3**-0.5), "width": 3.5, "height": 3**0.5 + 2 / 3**0.5}
    assert box == pytest.approx(wanted)


@pytest.mark.parametrize(
    ("start", "key", "end"),
    [
        (0, "ArrowRight", 1),
        (1, "ArrowRight", 1),  # the end of the row
        (2, "ArrowRight", 3),  # over the gap
        (3, "ArrowLeft", 2),
        (3, "ArrowDown", 6),
        (6, "ArrowUp", 3),
        (0, "ArrowUp", 0),
        (5, "Home", 4),
        (5, "End", 6),
    ],
)
def test_arrows_lead_to_the_cell_beside(start, key, end):
    assert in_node("hexagon_grid.js", f"step(data, {start}, '{key}')", SMALL)["to"] == end


def test_several_steps_up_go_straight_up():
    walk = """(() => {
        let at = 5, goal; const way = [];
        for (const key of ["ArrowUp", "ArrowUp"]) {
            ({ to: at, goal } = step(data, at, key, { goal })); way.push(at);
        }
        return way;
    })()"""
    assert in_node("hexagon_grid.js", walk, SMALL) == [2, 1]


def test_with_ctrl_home_and_end_lead_over_the_whole_map():
    keys = "['Home', 'End'].map((key) => step(data, 3, key, { far: true }).to)"
    assert in_node("hexagon_grid.js", keys, SMALL) == [0, 6]
    assert in_node("hexagon_grid.js", "step(data, 3, 'x') ?? null", SMALL) is None


def test_every_region_is_reached_by_arrows():
    cells = hexagon_cells().to_dict("list")
    reached = in_node(
        "hexagon_grid.js",
        """(() => {
            const seen = new Set([0]), queue = [0];
            for (const from of queue) for (const way of ["Up", "Down", "Left", "Right"]) {
                const { to } = step(data, from, "Arrow" + way);
                if (!seen.has(to)) { seen.add(to); queue.push(to); }
            }
            return seen.size;
        })()""",
        cells,
    )
    assert reached == 229


def test_sides_between_parts_are_drawn_once():
    # 0 and 1 share an upright side at x = ½; 2 lies below both.
    lines = in_node("hexagon_grid.js", "sides(data, (i, j) => i === 0 && j === 1)", SMALL)
    assert len(lines) == 1
    assert [x for x, _ in lines[0]] == pytest.approx([0.5, 0.5])
    # All sides: 0-1, 0-2, 1-2, 2-4, 2-5, 3-6, 4-5, 5-6; 3 lies at x = 2½.
    every = in_node("hexagon_grid.js", "sides(data, () => true)", SMALL)
    assert len(every) == 8


def test_short_names():
    names = ["거제시", "동구", "서대문구", "Geoje-si", "Jung-gu"]
    assert in_node("hexagon_grid.js", "data.map(shortName)", names) == [
        "거제",
        "동구",
        "서대문",
        "Geoje",
        "Jung",
    ]
    korean = load_regions()["name_ko"].tolist()
    assert all(
        2 <= len(name) <= 4 for name in in_node("hexagon_grid.js", "data.map(shortName)", korean)
    )
