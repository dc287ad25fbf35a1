"""A planner's own roads: a layer of lines with a speed or a class."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from hubplanner.errors import DataError
from hubplanner.language import Joined, Text
from hubplanner.tables.layers import in_korea, read_layer
from hubplanner.travelling.paths import shortest
from hubplanner.travelling.points import as_places
from hubplanner.travelling.road_columns import RoadColumns, directions, speeds
from hubplanner.travelling.road_graph import Graph

if TYPE_CHECKING:
    import geopandas as gpd

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

SNAP_M = 1.0
"""Ends of lines that lie this close are one crossing."""

ACCESS_KM = 20.0
"""A place farther from any road of the layer cannot be reached over it."""

NAMED_AT_MOST = 3
"""Places off the roads that a finding names; of the others it gives the number."""

ACCESS_KMH, ACCESS_DETOUR = 30.0, 1.2
"""How a place reaches the nearest crossing (planning assumptions)."""


@dataclass(frozen=True)
class RoadLayer:
    """Travel over a planner's roads.

    Attributes
    ----------
    name
        Of the file.
    graph
        Crossings and roads, directed.
    xy
        Crossings in EPSG:5179, crossing by coordinate.
    findings
        What a planner should know: parts that do not hang together.
    """

    name: str
    graph: Graph
    xy: Floats
    findings: list[Text]

    def minutes(self, origins: pd.DataFrame, destinations: pd.DataFrame) -> pd.DataFrame:
        """Minutes, origins (their index) by destinations (theirs).

        Raises
        ------
        DataError
            When a place lies far from the layer, or no road leads from one to another.
        """
        return self.between(origins, destinations)[0]

    def km(self, origins: pd.DataFrame, destinations: pd.DataFrame) -> pd.DataFrame:
        """Kilometres along the fastest ways, as :meth:`minutes`."""
        return self.between(origins, destinations)[1]

    def note(self) -> dict[str, Any]:
        """How the minutes come about: ``ko``, ``en`` and ``findings``."""
        told = Text("Minutes are the fastest ways over the planner's roads {name}.", name=self.name)
        whole = Joined(" ", [told, *(Joined("", [one, "."]) for one in self.findings)])
        both = [" · ".join(one.in_both().values()) for one in self.findings]
        return {**whole.in_both(), "findings": both}

    @cached_property
    def _tree(self) -> shapely.STRtree:
        return shapely.STRtree(shapely.points(self.xy))

    def between(
        self, origins: pd.DataFrame, destinations: pd.DataFrame
    ) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Minutes and kilometres at once, as :meth:`minutes` and :meth:`km`."""
        origins, destinations = as_places(origins), as_places(destinations)
        start, from_km = self._snap(origins)
        end, to_km = self._snap(destinations)
        minutes, km = (table.astype(float) for table in shortest(self.graph, start, end))
        if np.isinf(minutes).any():
            row, column = np.argwhere(np.isinf(minutes))[0]
            known = Joined("; ", self.findings or [Text("mend the layer")])
            raise DataError(
                "{name}: no road leads from {index} to {index2}; {known}",
                name=self.name,
                index=origins.index[row],
                index2=destinations.index[column],
                known=known,
            )
        access = from_km[:, None] + to_km[None, :]
        minutes, km = minutes + access / ACCESS_KMH * 60, km + access
        same = np.logical_and.reduce(
            [
                origins[side].to_numpy()[:, None] == destinations[side].to_numpy()[None, :]
                for side in ("lon", "lat")
            ]
        )
        minutes[same], km[same] = 0.0, 0.0
        tables = [pd.DataFrame(one, origins.index, destinations.index) for one in (minutes, km)]
        return tables[0], tables[1]

    def leaving_out(self, places: pd.DataFrame) -> tuple[RoadLayer, pd.DataFrame]:
        """The places that the roads reach, and this layer with a finding on those that lie off it.

        For places that a plan can do without, as one institution among hundreds: a layer of one
        part of the country serves that part.
        """
        _, metres = self._nearest(as_places(places))
        off = metres > ACCESS_KM * 1000
        if not off.any():
            return self, places
        rows = np.flatnonzero(off)
        rows = rows[np.argsort(metres[rows], kind="stable")]
        more = len(rows) - NAMED_AT_MOST
        told = Text(
            "{count:,} institutions lie more than {km:g} km from these roads and are not reached,"
            " neither as sites nor as partners: {names}{more}",
            count=len(rows),
            km=ACCESS_KM,
            names=", ".join(_named(places, row) for row in rows[:NAMED_AT_MOST]),
            more=Text(" and {more:,} more", more=more) if more > 0 else "",
        )
        return replace(self, findings=[*self.findings, told]), places[~off]

    def _snap(self, places: pd.DataFrame) -> tuple[Ints, Floats]:
        """The nearest crossing of each place, and the kilometres to it."""
        node, metres = self._nearest(places)
        off = metres > ACCESS_KM * 1000
        if off.any():
            far = int(metres.argmax())
            many = Text(
                ", as {count:,} of {all:,} places lie more than {km:g} km away: check that the"
                " layer's coordinates are right",
                count=off.sum(),
                all=len(places),
                km=ACCESS_KM,
            )
            raise DataError(
                "{name}: {index} lies {metres:.0f} km from the"
                " nearest road{many}; add roads within {access_km:g} km or leave the layer out",
                name=self.name,
                index=_named(places, far),
                metres=metres[far] / 1000,
                many=many if off.sum() > 1 else "",
                access_km=ACCESS_KM,
            )
        return node, metres / 1000 * ACCESS_DETOUR

    def _nearest(self, places: pd.DataFrame) -> tuple[Ints, Floats]:
        """The nearest crossing of each place, and the metres to it as the crow flies."""
        import geopandas as gpd

        degrees = gpd.points_from_xy(places["lon"], places["lat"], crs="EPSG:4326")
        points = np.asarray(degrees.to_crs("EPSG:5179"))
        node = np.asarray(self._tree.nearest(points), np.int64)
        return node, np.hypot(*(shapely.get_coordinates(points) - self.xy[node]).T)


def _named(places: pd.DataFrame, row: int) -> str:
    """A place as a reader knows it: its name, where it has one, before its id."""
    name = places["name_ko"].iloc[row] if "name_ko" in places else ""
    return f"{name} ({places.index[row]})" if name else str(places.index[row])


def read_roads(path: str | Path) -> RoadLayer:
    """Read a layer of roads (GeoPackage, Shapefile, GeoJSON) as a network.

    Lines meet where their ends do (within a metre). Columns of speeds (``maxspeed``, ``속도``,
    ``speed_kph`` …; km/h, or the unit that head or cell states) or of classes (OpenStreetMap's
    ``highway``, ``ROAD_RANK`` of 표준노드링크) give the speed: of a list, as OSMnx joins roads, the
    least speed or the best class; a column ``oneway`` (yes, 1, F: along the line; −1, T: against
    it) and the links of 표준노드링크, which have a direction each, are respected.

    Raises
    ------
    DataError
        When the file cannot be read, has no CRS, no lines, or no speed, or lies elsewhere.
    """
    path = Path(path)
    layer, without_line = _read(path)
    columns = RoadColumns.of(layer)
    kmh, findings = speeds(path, layer, columns)
    along, against, unread = directions(path, layer, columns)
    findings += [*unread, *columns.told()]
    if without_line:
        findings.append(Text("{count:,} rows without a line are left out", count=without_line))
    lines, of_row = shapely.get_parts(np.asarray(layer.geometry), return_index=True)
    ends = np.vstack(
        [shapely.get_coordinates(shapely.get_point(lines, place)) for place in (0, -1)]
    )
    _, first, node = np.unique(
        np.round(ends / SNAP_M).astype(np.int64), axis=0, return_index=True, return_inverse=True
    )
    node = node.ravel()
    start, end = node[: len(lines)], node[len(lines) :]
    km = shapely.length(lines) / 1000
    roads = pd.DataFrame({"a": start, "b": end, "km": km, "minutes": km / kmh[of_row] * 60})
    back = roads.rename(columns={"a": "b", "b": "a"})
    edges = pd.concat([roads[along[of_row]], back[against[of_row]]], ignore_index=True)
    edges = edges[edges["a"] != edges["b"]].sort_values(["a", "b", "minutes"], kind="stable")
    edges = edges.drop_duplicates(["a", "b"]).reset_index(drop=True)
    # scipy takes an explicit 0 for no edge.
    edges["minutes"] = edges["minutes"].clip(lower=1e-9)
    if columns.one_way is not None and not (along & against).any():
        alone = Text("every road is one-way ({column}); mend the column", column=columns.one_way)
    else:
        alone = Text("no two roads meet; lines must share their ends")
    return _largest(path.name, edges, ends[first], findings, alone)


def _read(path: Path) -> tuple[gpd.GeoDataFrame, int]:
    """The roads of a layer, and how many of its rows have no line."""
    if path.suffix.lower() not in (".gpkg", ".shp", ".geojson"):
        raise DataError(
            "{path}: roads are read from .gpkg, .shp or .geojson; save them so", path=path
        )
    layer = read_layer(path, kind="LineString")
    lines = layer[~(layer.geometry.is_empty | layer.geometry.isna())].reset_index(drop=True)
    kinds = set(lines.geom_type)
    if lines.empty or not kinds <= {"LineString", "MultiLineString"}:
        raise DataError(
            "{path}: holds {kinds}; roads are lines, leave out the rest",
            path=path,
            kinds=", ".join(sorted(kinds)) or Text("nothing"),
        )
    return in_korea(path, lines, in_part=True), len(layer) - len(lines)


def _largest(
    name: str, edges: pd.DataFrame, xy: Floats, findings: list[Text], alone: Text
) -> RoadLayer:
    """The largest part that hangs together, with a word on what is left out; refused for the reason
    `alone` where no crossing hangs together with another."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    joined = coo_array((np.ones(len(edges)), (edges["a"], edges["b"])), shape=(len(xy),) * 2)
    count, part = connected_components(joined, directed=True, connection="strong")
    size = np.bincount(part, minlength=count)
    kept = part == size.argmax()
    if count > 1:
        findings.append(
            Text(
                "{parts:,} parts do not hang together both ways; the largest has {most:,} of"
                " {all:,} crossings, the rest is left out",
                parts=count,
                most=size.max(),
                all=len(xy),
            )
        )
    number = np.cumsum(kept) - 1
    inside = kept[edges["a"]] & kept[edges["b"]]
    edges = edges[inside].assign(a=lambda t: number[t["a"]], b=lambda t: number[t["b"]])
    if edges.empty:
        raise DataError("{name}: {alone}", name=name, alone=alone)
    return RoadLayer(name, Graph(int(kept.sum()), edges.reset_index(drop=True)), xy[kept], findings)
