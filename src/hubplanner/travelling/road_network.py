"""Travel over the offline road network."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from hubplanner.language import Joined, Text
from hubplanner.limits import refuse_to_come
from hubplanner.regions import data_folder
from hubplanner.travelling.cache import cached
from hubplanner.travelling.great_circle import great_circle_km
from hubplanner.travelling.paths import shortest
from hubplanner.travelling.points import as_places
from hubplanner.travelling.road_graph import (
    Graph,
    RoadGraph,
    RoadModel,
    RoadTables,
    build_graph,
    load_areas,
    load_road_tables,
    ordinary_kmh,
)

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Pair = tuple[Floats, Floats]

MEASURED = {"times": 118, "median": 0.074, "p90": 0.221}
"""Relative error against the held-out half of the published times, as a test holds it."""

BUNDLED, BUNDLED_EDGES = "region_to_emd.parquet", "edges.parquet"
DIGITS = 1
"""Minutes and kilometres are kept to a tenth: more than the model can bear."""


@dataclass(frozen=True)
class RoadNetwork:
    """Minutes and kilometres by road and, where nothing else leads, by ferry.

    A place is its eup-myeon-dong's point, or, where it has coordinates of its own beside a region's
    point, that point and the way to it by ordinary roads.

    Attributes
    ----------
    year
        The network as of the end of this year; None: all that is open.
    without
        Fixed links or expressways that are taken out.
    model
        Speeds and detours.
    """

    year: int | None = None
    without: Sequence[str] = ()
    model: RoadModel = field(default_factory=RoadModel)

    def __post_init__(self) -> None:
        refuse_to_come(self.year)

    def minutes(self, origins: pd.DataFrame, destinations: pd.DataFrame) -> pd.DataFrame:
        """Minutes of the fastest ways, origins (their index) by destinations (theirs).

        Parameters
        ----------
        origins, destinations
            Tables with ``lon`` and ``lat`` (WGS84 degrees) or GeoDataFrames in any CRS and, where
            known, ``emd_code``; rows without one are placed by their point.
        """
        origins, destinations = as_places(origins), as_places(destinations)
        return self._whole(origins, destinations, self._minutes_between, (0,))[0]

    def km(self, origins: pd.DataFrame, destinations: pd.DataFrame) -> pd.DataFrame:
        """Kilometres along the fastest ways (ferries included), as :meth:`minutes`."""
        return self.between(origins, destinations)[1]

    def note(self) -> dict[str, Any]:
        """How the minutes come about, for the reader of a plan: ``ko``, ``en``, ``accuracy``."""
        return {"accuracy": MEASURED, **self.in_words().in_both()}

    def in_words(self) -> Text:
        """How the minutes come about, in a few sentences."""
        roads = []
        if self.year is not None:
            roads.append(Text(" Roads as of the end of {year}.", year=self.year))
        if self.without:
            roads.append(Text(" Without {names}.", names=", ".join(self.without)))
        return Text(
            "Minutes by car are estimates: roads between eup-myeon-dong, bridges to islands,"
            " expressways, and ferries (with an assumed wait of an hour) to islands without a"
            " road.{roads} Against {times} published times the median error is {median:.0f} %, and"
            " nine in ten are within {ninth:.0f} %.",
            roads=Joined("", roads),
            times=MEASURED["times"],
            median=100 * MEASURED["median"],
            ninth=100 * MEASURED["p90"],
        )

    @cached_property
    def areas(self) -> pd.DataFrame:
        """The eup-myeon-dong: all that answers from the bundled table need."""
        return load_areas()

    @cached_property
    def _codes(self) -> pd.Index[str]:
        """Of the eup-myeon-dong, as an index that is asked often."""
        codes: pd.Index[str] = pd.Index(self.areas["emd_code"])
        return codes

    @cached_property
    def tables(self) -> RoadTables:
        """The tables of the scenario's year, less its removed links."""
        return load_road_tables().of_year(self.year, self.without)

    @cached_property
    def graph(self) -> RoadGraph:
        """The network itself, built when first asked for."""
        return build_graph(self.tables, self.model)

    @cached_property
    def links(self) -> Graph:
        """The edges of the network alone, bundled for the network of today."""
        if self != RoadNetwork():
            return self.graph
        edges = pd.read_parquet(data_folder() / "travel" / BUNDLED_EDGES)
        return Graph(int(edges["a"].max()) + 1, edges)

    def locate(self, places: pd.DataFrame) -> Ints:
        """Rows of the eup-myeon-dong in which places lie (nearest where none holds a point)."""
        codes = places.get("emd_code", pd.Series("", index=places.index)).fillna("")
        rows = np.asarray(self._codes.get_indexer(pd.Index(codes)), np.int64)
        if (unknown := rows < 0).any():
            rows[unknown] = emd_at(places.loc[unknown, "lon"], places.loc[unknown, "lat"])
        return rows

    def between(
        self, origins: pd.DataFrame, destinations: pd.DataFrame
    ) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Minutes and kilometres at once."""
        origins, destinations = as_places(origins), as_places(destinations)
        minutes, km = self._whole(origins, destinations, self._between, (0, 1))
        return minutes, km

    def _whole(
        self,
        origins: pd.DataFrame,
        destinations: pd.DataFrame,
        between: Callable[[Ints, Ints], Sequence[Floats]],
        of: Sequence[int],
    ) -> list[pd.DataFrame]:
        """What lies between eup-myeon-dong, with the ways to their points (0 minutes, 1 km)."""
        start, end = self.locate(origins), self.locate(destinations)
        legs_a, legs_b = self._access(origins, start), self._access(destinations, end)
        i, j = np.nonzero(start[:, None] == end[None, :])
        direct = self._direct(origins, destinations, i, j, start[i])
        tables = []
        for values, kind in zip(between(start, end), of, strict=True):
            values += legs_a[kind][:, None] + legs_b[kind][None, :]
            values[i, j] = direct[kind]
            tables.append(pd.DataFrame(values, index=origins.index, columns=destinations.index))
        return tables

    def _access(self, places: pd.DataFrame, rows: Ints) -> Pair:
        """Minutes and kilometres from places to the points of their eup-myeon-dong."""
        emd = self.areas
        km = great_circle_km(
            places["lon"].to_numpy(float),
            places["lat"].to_numpy(float),
            emd["lon"].to_numpy()[rows],
            emd["lat"].to_numpy()[rows],
        )
        return self._ordinary(km, rows)

    def _direct(
        self, origins: pd.DataFrame, destinations: pd.DataFrame, i: Ints, j: Ints, rows: Ints
    ) -> Pair:
        """Minutes and kilometres between places in one eup-myeon-dong."""
        km = great_circle_km(
            origins["lon"].to_numpy(float)[i],
            origins["lat"].to_numpy(float)[i],
            destinations["lon"].to_numpy(float)[j],
            destinations["lat"].to_numpy(float)[j],
        )
        return self._ordinary(km, rows)

    def _ordinary(self, km: Floats, rows: Ints) -> Pair:
        road = km * self.model.detour
        return road / ordinary_kmh(self.areas, self.model)[rows] * 60, road

    def _between(self, start: Ints, end: Ints) -> Pair:
        """Minutes and kilometres between eup-myeon-dong, by rows of their table."""
        regions = self._regions
        for rows, others, turned in ((start, end, False), (end, start, True)):
            known = regions.index.get_indexer(pd.Index(rows))
            if (known >= 0).all():
                # The network has no one-way roads: a table read either way is the same.
                minutes = regions.minutes[known[:, None], others] / 10.0
                km = regions.km[known[:, None], others] / 10.0
                return (minutes.T, km.T) if turned else (minutes, km)
        ways = shortest(self.graph, start, end)
        rounded = [np.round(table.astype(float), DIGITS) for table in ways]
        return rounded[0], rounded[1]

    def _minutes_between(self, start: Ints, end: Ints) -> list[Floats]:
        """Minutes alone: no predecessor is needed where nobody asks for the way."""
        regions = self._regions
        if any((regions.index.get_indexer(pd.Index(rows)) >= 0).all() for rows in (start, end)):
            return [self._between(start, end)[0]]
        if len(end) < len(start):  # the network has no one-way roads
            return [self._minutes_between(end, start)[0].T.copy()]
        sources, row = np.unique(start, return_inverse=True)
        minutes = self._from_nodes(sources.tolist())[row][:, end]
        return [np.round(minutes, DIGITS)]

    def _from_nodes(self, nodes: Sequence[int]) -> Floats:
        """Minutes from nodes to all others, found once: a plan asks for its hosts often."""
        found = self._found
        if new := [node for node in nodes if node not in found]:
            from scipy.sparse.csgraph import dijkstra

            found.update(zip(new, dijkstra(self.links.matrix, indices=new), strict=True))
        return np.array([found[node] for node in nodes])

    @cached_property
    def _found(self) -> dict[int, Floats]:
        """By node the minutes to all others, as far as they were asked for."""
        return {}

    @cached_property
    def _regions(self) -> _RegionRows:
        """From each region's point to all eup-myeon-dong: bundled, from the cache, or computed."""
        rows = region_rows(self.areas)
        size = (len(rows), len(self.areas))
        if self == RoadNetwork():
            minutes, km = read_bundled(size)
        else:
            key = (self.year, sorted(self.without), self.model)
            minutes, km = cached("regions", key, size, lambda: region_table(self.graph, rows))
        return _RegionRows(pd.Index(rows), minutes, km)


@dataclass(frozen=True)
class _RegionRows:
    """Tenths of minutes and kilometres, regions (rows of their places) by eup-myeon-dong."""

    index: pd.Index[int]
    minutes: npt.NDArray[np.uint16]
    km: npt.NDArray[np.uint16]


def region_rows(emd: pd.DataFrame) -> Ints:
    """Rows of the eup-myeon-dong at whose points the regions lie, in the order of regions."""
    path = data_folder() / "boundaries" / "regions.parquet"
    codes = pd.read_parquet(path, columns=["emd_code"])["emd_code"]
    return np.asarray(pd.Index(emd["emd_code"]).get_indexer(pd.Index(codes)), np.int64)


def region_table(
    graph: RoadGraph, rows: Ints
) -> tuple[npt.NDArray[np.uint16], npt.NDArray[np.uint16]]:
    """Tenths of minutes and kilometres, regions (their rows) by all eup-myeon-dong."""
    minutes, km = shortest(graph, rows, np.arange(len(graph.tables.emd)))
    if not np.isfinite(minutes).all():
        raise AssertionError("the ferries leave a place without a way")
    tenths = [np.round(table * 10).astype(np.uint16) for table in (minutes, km)]
    return tenths[0], tenths[1]


def read_bundled(
    size: tuple[int, int],
) -> tuple[npt.NDArray[np.uint16], npt.NDArray[np.uint16]]:
    """The default network's table, built by data/build."""
    table = pd.read_parquet(data_folder() / "travel" / BUNDLED, columns=["minutes", "km"])
    return table["minutes"].to_numpy().reshape(size), table["km"].to_numpy().reshape(size)


def emd_at(lon: pd.Series[float], lat: pd.Series[float]) -> Ints:
    """Rows of the eup-myeon-dong that hold points (WGS84 degrees), else of the nearest."""
    import geopandas as gpd
    import shapely

    shapes = gpd.read_parquet(data_folder() / "boundaries" / "emd.parquet", columns=["geometry"])
    points = gpd.points_from_xy(lon, lat, crs="EPSG:4326").to_crs(shapes.crs)
    tree = shapely.STRtree(shapes.geometry.to_numpy())
    return np.asarray(tree.nearest(np.asarray(points)), np.int64)
