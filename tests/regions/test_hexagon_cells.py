"""The equal-area hexagon map: a cell for each region, neighbours kept together where it can be."""

from __future__ import annotations

from collections.abc import Iterable

import networkx as nx
import pytest
import shapely

from hubplanner.regions import hexagon_cells, load_regions

ULLEUNG, JEJU = "37430", ("39010", "39020")


def _beside(column: int, row: int) -> list[tuple[int, int]]:
    """The cells whose middles are one apart; odd rows lie half a cell east."""
    x, y = column + row % 2 / 2, row * 3**0.5 / 2
    cells = [(column + c, row + r) for c in (-1, 0, 1) for r in (-1, 0, 1)]
    return [
        (c, r)
        for c, r in cells
        if abs((c + r % 2 / 2 - x) ** 2 + (r * 3**0.5 / 2 - y) ** 2 - 1) < 1e-9
    ]


@pytest.fixture(scope="module")
def cells() -> dict[str, tuple[int, int]]:
    return {str(row.Index): (int(row.column), int(row.row)) for row in hexagon_cells().itertuples()}


@pytest.fixture(scope="module")
def drawn(cells) -> nx.Graph:
    """Regions whose cells are beside each other."""
    on = {cell: code for code, cell in cells.items()}
    graph = nx.Graph()
    graph.add_nodes_from(cells)
    graph.add_edges_from(
        (code, on[side]) for code, cell in cells.items() for side in _beside(*cell) if side in on
    )
    return graph


@pytest.fixture(scope="module")
def true() -> nx.Graph:
    """Regions that share a border on land."""
    regions = load_regions()
    shapes = regions.geometry.to_numpy()
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    shared = shapely.length(shapely.intersection(shapes[first], shapes[second]))
    codes = regions.index
    return nx.Graph(
        (codes[a], codes[b])
        for a, b, metres in zip(first, second, shared, strict=True)
        if a < b and metres > 0
    )


def test_every_region_has_a_cell_of_its_own_from_zero(cells):
    assert set(cells) == set(load_regions().index)
    assert len(set(cells.values())) == 229
    assert [min(cell[k] for cell in cells.values()) for k in (0, 1)] == [0, 0]


def test_seven_of_ten_neighbours_stay_neighbours(drawn, true):
    kept = sum(drawn.has_edge(*pair) for pair in true.edges)
    assert kept / true.number_of_edges() > 0.7


def _pieces(graph: nx.Graph, members: Iterable[str]) -> int:
    return nx.number_connected_components(graph.subgraph(members))


def test_provinces_are_in_one_piece_and_far_islands_apart(drawn):
    provinces = load_regions().drop(ULLEUNG).groupby("sido_code").groups
    assert {_pieces(drawn, codes) for codes in provinces.values()} == {1}
    assert drawn.degree(ULLEUNG) == 0
    assert set(drawn.neighbors(JEJU[0])) == {JEJU[1]}
    assert set(drawn.neighbors(JEJU[1])) == {JEJU[0]}
    assert nx.number_connected_components(drawn) == 3  # the mainland has no gap through it


def test_the_map_is_the_right_way_round(cells):
    """Seoul in the north-west, Busan in the south-east, Jeju below all."""
    regions = load_regions()

    def middle(short: str) -> tuple[float, float]:
        of_province = [cells[str(code)] for code in regions.index[regions["sido_short"] == short]]
        columns, rows = zip(*of_province, strict=True)
        return sum(columns) / len(columns), sum(rows) / len(rows)

    seoul, busan, jeju = map(middle, ("서울", "부산", "제주"))
    assert seoul[0] < busan[0]
    assert seoul[1] < busan[1]
    assert jeju[1] == max(row for _, row in cells.values())
