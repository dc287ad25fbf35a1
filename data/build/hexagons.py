"""An equal-area hexagon map: one cell of a hexagonal grid for each region.

On a map true to scale a district of Seoul is a hundredth of a county. Here every region has the
same area. The cells are found in three steps:

1. *Spread.* Centroids become circles of one cell's area, pushed apart where they overlap and pulled
   towards their neighbours (Dorling 1996, Area Cartograms: Their Use and Creation), so that crowded
   districts find room before cells are given out.
2. *Assign.* Circles to the cells of a grid: the exact assignment of least squared displacement
   (Kuhn 1955, The Hungarian Method), as the R package geogrid does for centroids.
3. *Improve.* Exchanges of nearby cells, by simulated annealing with a fixed seed. What is sought is
   that neighbours stay neighbours and a province stays in one piece: criteria of McNeill and Hale
   2017, Generating Tile Maps (of the three papers none was at hand; geogrid's manual was).

Columns run east, rows south, and an odd row lies half a cell farther east ("odd-r").

    python data/build/hexagons.py

tells how true the committed map is.
"""

from __future__ import annotations

import math
import random
from functools import cache
from itertools import combinations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from common import DATA_DIR
from scipy.optimize import linear_sum_assignment
from scipy.spatial import cKDTree

Cell = tuple[int, int]  # column, row

# Islands far out are set apart by open cells, once all others have theirs.
FAR_ISLANDS = (("37430",), ("39010", "39020"))  # Ulleung; Jeju, Seogwipo

ROUNDS = 1500
GROWING = 0.8  # of the rounds; in the others the circles have their full size
PULL = 0.1  # of the gap between two neighbours, each round

SEED = 1
MOVES = 250_000
WARM, COLD = 0.8, 0.03  # temperature at the first and at the last move, in units of the cost
REACH = 4  # cells; a neighbour farther away is lost, however far

# The cost: a neighbour costs what it stands farther off than beside; the rest is measured by that.
SAME_PROVINCE = 1.5
DISPLACEMENT = 0.1  # a squared cell of displacement from the spread centroid
OPEN_SIDE = 0.2  # a side towards an open cell: fewer make a calmer coast and no holes
BROKEN = 6.0  # a piece of a province beyond its first


def hexagons_table(regions: gpd.GeoDataFrame) -> pd.DataFrame:
    """data/boundaries/hexagons.csv: the cell of every region of data/boundaries/regions.parquet."""
    regions = regions.sort_values("region_code", ignore_index=True)
    cells = np.array(layout(regions))
    cells -= [cells[:, 0].min(), cells[:, 1].min() - cells[:, 1].min() % 2]  # odd rows stay odd
    return pd.DataFrame(
        {"region_code": regions["region_code"], "column": cells[:, 0], "row": cells[:, 1]}
    )


def layout(regions: gpd.GeoDataFrame) -> list[Cell]:
    """The cell of every region, in their order."""
    codes = regions["region_code"].tolist()
    far = [[codes.index(code) for code in island] for island in FAR_ISLANDS]
    main = [i for i in range(len(codes)) if not any(i in island for island in far)]
    pairs = neighbours(regions.geometry.to_numpy())
    spread = spread_out(centroids(regions), pairs)
    cells = assigned(spread[main])
    place = {i: k for k, i in enumerate(main)}
    kept = [(place[a], place[b]) for a, b in pairs if a in place and b in place]
    provinces = regions["sido_code"].iloc[main].tolist()
    found = dict(zip(main, improved(cells, kept, provinces, spread[main]), strict=True))
    for island in far:
        found.update(set_apart(island, spread, set(found.values())))
    return [found[i] for i in range(len(codes))]


def neighbours(shapes: np.ndarray) -> list[tuple[int, int]]:
    """Pairs of regions that share a border on land, each once."""
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    touching = [(int(a), int(b)) for a, b in zip(first, second, strict=True) if a < b]
    one, other = np.array(touching).T
    shared = shapely.length(shapely.intersection(shapes[one], shapes[other]))
    return sorted(pair for pair, metres in zip(touching, shared, strict=True) if metres > 0)


def centroids(regions: gpd.GeoDataFrame) -> np.ndarray:
    """Centroids in cells, y to the south: the land of an average region is one cell's area."""
    cell_area = regions.geometry.area.sum() / len(regions)
    apart = math.sqrt(cell_area / (math.sqrt(3) / 2))
    return shapely.get_coordinates(regions.geometry.centroid.to_numpy()) * [1, -1] / apart


def spread_out(points: np.ndarray, pairs: list[tuple[int, int]]) -> np.ndarray:
    """Points moved until hardly two are nearer than a cell, with neighbours as near as may be.

    The circles grow from nothing, so that crowded ones push their surroundings before them instead
    of leaping over them.
    """
    points = points.copy()
    near = np.array(pairs)
    for size in np.minimum(1, np.arange(1, ROUNDS + 1) / (GROWING * ROUNDS)):
        close = cKDTree(points).query_pairs(size, output_type="ndarray")
        close = close[np.lexsort(close.T[::-1])]
        for members, apart, share in ((close, size, 0.5), (near, 1.0, PULL / 2)):
            between = points[members[:, 1]] - points[members[:, 0]]
            far = np.sqrt((between**2).sum(axis=1))
            gap = far - apart if apart is size else np.maximum(far - apart, 0)
            step = between * (share * gap / far)[:, None]
            np.add.at(points, members[:, 0], step)
            np.add.at(points, members[:, 1], -step)
    return np.round(points, 6)


@cache
def middle(cell: Cell) -> tuple[float, float]:
    """The middle of a cell; the middles of two beside each other are 1 apart."""
    column, row = cell
    return column + row % 2 / 2, row * math.sqrt(3) / 2


@cache
def around(cell: Cell) -> tuple[Cell, ...]:
    """The six cells beside a cell."""
    column, row = cell
    shift = row % 2
    beside = ((column - 1, row), (column + 1, row))
    return beside + tuple((column + d + shift, row + e) for e in (-1, 1) for d in (-1, 0))


def steps(a: Cell, b: Cell) -> int:
    """How many cells one goes from one cell to another."""
    rows = abs(a[1] - b[1])
    ahead = abs(2 * (a[0] - b[0]) + a[1] % 2 - b[1] % 2)  # in half cells
    return rows + max(0, ahead - rows) // 2


def assigned(points: np.ndarray) -> list[Cell]:
    """A cell each, of least squared displacement altogether."""
    (left, top), (right, bottom) = np.floor(points.min(axis=0)), np.ceil(points.max(axis=0))
    down = 2 / math.sqrt(3)
    rows = range(int(top * down) - 2, int(bottom * down) + 3)
    grid = [(c, r) for r in rows for c in range(int(left) - 2, int(right) + 3)]
    middles = np.array([middle(cell) for cell in grid])
    cost = ((points[:, None] - middles[None]) ** 2).sum(axis=2)
    return [grid[k] for k in linear_sum_assignment(cost)[1]]


class Board:
    """Regions on cells, with what a change of cells would cost."""

    def __init__(
        self,
        cells: list[Cell],
        pairs: list[tuple[int, int]],
        provinces: list[str],
        wanted: np.ndarray,
    ) -> None:
        self.cells = list(cells)
        self.on = {cell: i for i, cell in enumerate(cells)}
        self.provinces = provinces
        self.members: dict[str, list[int]] = {}
        self.near: list[list[tuple[int, float]]] = [[] for _ in cells]
        self.wanted = [(float(x), float(y)) for x, y in wanted]
        for i, province in enumerate(provinces):
            self.members.setdefault(province, []).append(i)
        for a, b in pairs:
            weight = SAME_PROVINCE if provinces[a] == provinces[b] else 1.0
            self.near[a].append((b, weight))
            self.near[b].append((a, weight))

    def _cost(self, regions: set[int]) -> float:
        """What depends on where these regions are."""
        cost = 0.0
        for i in regions:
            cell = self.cells[i]
            x, y = middle(cell)
            cost += DISPLACEMENT * ((x - self.wanted[i][0]) ** 2 + (y - self.wanted[i][1]) ** 2)
            cost += OPEN_SIDE * 2 * sum(side not in self.on for side in around(cell))
            for other, weight in self.near[i]:
                half = 0.5 if other in regions else 1.0  # counted from both ends
                cost += weight * half * (min(steps(cell, self.cells[other]), REACH) - 1)
        provinces = {self.provinces[i] for i in regions}
        if (
            len(regions) == 2 and len(provinces) == 1
        ):  # an exchange within leaves a province its cells
            return cost
        return cost + BROKEN * sum(self._pieces(name) - 1 for name in provinces)

    def _pieces(self, province: str) -> int:
        left = {self.cells[i] for i in self.members[province]}
        pieces = 0
        while left:
            reached = [left.pop()]
            pieces += 1
            while reached:
                for side in around(reached.pop()):
                    if side in left:
                        left.remove(side)
                        reached.append(side)
        return pieces

    def _put(self, i: int, cell: Cell) -> None:
        """Region i to a cell; whoever is there goes to where it was."""
        other, old = self.on.get(cell), self.cells[i]
        self.cells[i], self.on[cell] = cell, i
        if other is None:
            del self.on[old]
        else:
            self.cells[other], self.on[old] = old, other

    def exchange(self, i: int, cell: Cell, patience: float) -> None:
        """Try region i on a cell; keep it where the cost grows by no more than `patience`."""
        old, other = self.cells[i], self.on.get(cell)
        touched = {i} if other is None else {i, other}
        before = self._cost(touched)
        self._put(i, cell)
        if self._cost(touched) - before > patience:
            self._put(i, old)


def improved(
    cells: list[Cell], pairs: list[tuple[int, int]], provinces: list[str], wanted: np.ndarray
) -> list[Cell]:
    """Simulated annealing of exchanges between cells at most two apart."""
    draw = random.Random(SEED)
    board = Board(cells, pairs, provinces, wanted)
    for move in range(MOVES):
        temperature = WARM * (COLD / WARM) ** (move / MOVES)
        i = draw.randrange(len(cells))
        cell = draw.choice(around(board.cells[i]))
        if draw.random() < 0.3:
            cell = draw.choice(around(cell))
        if cell != board.cells[i]:
            board.exchange(i, cell, -temperature * math.log(1.0 - draw.random()))
    return board.cells


def set_apart(island: list[int], spread: np.ndarray, taken: set[Cell]) -> dict[int, Cell]:
    """Cells of an island, beside each other: of those one open cell off the coast the nearest."""
    coast = {side for cell in taken for side in around(cell)} - taken
    free = {side for cell in coast for side in around(cell)} - taken - coast

    def far(i: int, cell: Cell) -> float:
        return float(((spread[i] - middle(cell)) ** 2).sum())

    first, *others = island
    ways = []
    for cell in sorted(free):
        found = {first: cell}
        for i in others:
            beside = [side for side in around(cell) if side in free - set(found.values())]
            found[i] = min(beside, key=lambda side: far(i, side), default=cell)
        if len(set(found.values())) == len(island):
            ways.append(found)
    return min(ways, key=lambda found: sum(far(i, cell) for i, cell in found.items()))


def measured(regions: gpd.GeoDataFrame, table: pd.DataFrame) -> dict[str, float]:
    """How true the map is to neighbours, directions and places.

    ``neighbours``: share of the pairs with a border on land whose cells are beside each other;
    ``beside``: share of the pairs of cells beside each other that are such neighbours;
    ``direction``: degrees by which the direction between neighbours is turned, on average;
    ``displacement``: mean in cells from the centroids, both about their middle.
    """
    regions = regions.sort_values("region_code", ignore_index=True)
    cells = [(int(c), int(r)) for c, r in zip(table["column"], table["row"], strict=True)]
    pairs = neighbours(regions.geometry.to_numpy())
    near = {(a, b) for a, b in combinations(range(len(cells)), 2) if steps(cells[a], cells[b]) == 1}
    true, drawn = centroids(regions), np.array([middle(cell) for cell in cells])
    turned = []
    for a, b in pairs:
        one, other = (np.arctan2(*(points[b] - points[a])) for points in (true, drawn))
        turned.append(abs(math.degrees((one - other + math.pi) % (2 * math.pi) - math.pi)))
    apart = (true - true.mean(axis=0)) - (drawn - drawn.mean(axis=0))
    return {
        "neighbours": len(near & set(pairs)) / len(pairs),
        "beside": len(near & set(pairs)) / len(near),
        "direction": float(np.mean(turned)),
        "displacement": float(np.hypot(*apart.T).mean()),
    }


if __name__ == "__main__":
    committed = DATA_DIR / "boundaries"
    shapes = gpd.read_parquet(committed / "regions.parquet")
    for name, value in measured(shapes, pd.read_csv(committed / "hexagons.csv")).items():
        print(f"{name:<14}{value:8.3f}")
