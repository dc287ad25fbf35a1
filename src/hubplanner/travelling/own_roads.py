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
from hubplanner.tables.layers import read_layer
from hubplanner.travelling.paths import shortest
from hubplanner.travelling.points import as_places
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

SPEED = (
    *("speed", "speed_kmh", "maxspeed", "max_spd", "속도", "제한속도", "최고제한속도"),
    "speed_kph",  # OSMnx's, filled in where `maxspeed` is not
)
KM_IN_MILE = 1.609344
SLOW_KMH = 40.0
"""Below the limit of streets in towns; a network with nothing faster is in another unit."""
CLASS = ("highway", "class", "fclass", "road_rank", "도로등급")
ONE_WAY = ("oneway", "one_way", "일방통행")
ALONG = ("yes", "1", "1.0", "true", "y", "f", "ft", "예", "일방", "일방통행")
AGAINST = ("-1", "-1.0", "reverse", "t", "tf", "역방향")
BOTH_WAYS = (
    *("no", "0", "0.0", "false", "n", "b", "", "nan", "none", "<na>"),
    *("아니오", "양방향", "양방", "reversible", "alternating"),
)
NODES = ("f_node", "t_node")

CLASS_KMH = {
    # OpenStreetMap's highway tag: planning assumptions, below the usual limits.
    **{"motorway": 95, "trunk": 75, "primary": 55, "secondary": 45, "tertiary": 40},
    **{"unclassified": 35, "residential": 25, "living_street": 15, "service": 15, "road": 35},
    **{f"{name}_link": 45 for name in ("motorway", "trunk", "primary", "secondary", "tertiary")},
    # ROAD_RANK of the Korean standard node and link layer (표준노드링크).
    **{"101": 95, "102": 65, "103": 60, "104": 35, "105": 45, "106": 45, "107": 35},
}


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
        if (metres > ACCESS_KM * 1000).any():
            far = int(metres.argmax())
            raise DataError(
                "{name}: {index} lies {metres:.0f} km from the"
                " nearest road; add roads within {access_km:g} km or leave the layer out",
                name=self.name,
                index=_named(places, far),
                metres=metres[far] / 1000,
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

    Lines meet where their ends do (within a metre). Columns of km/h or mph (``maxspeed``, ``속도``,
    ``speed_kph`` …) or of classes (OpenStreetMap's ``highway``, ``ROAD_RANK`` of 표준노드링크) give
    the speed: of a list, as OSMnx joins roads, the least speed or the best class; a column
    ``oneway`` (yes, 1, T, F: along the line; −1: against it) and the links of 표준노드링크, which
    have a direction each, are respected.

    Raises
    ------
    DataError
        When the file cannot be read, has no CRS, no lines, or no speed.
    """
    path = Path(path)
    layer = _read(path)
    columns = {str(name).casefold(): str(name) for name in layer.columns}
    kmh, findings = _speeds(path, layer, columns)
    along, against, unread = _directions(layer, columns)
    findings += unread
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
    if not (along & against).any() and not all(name in columns for name in NODES):
        alone = Text("every road is one-way ({column}); mend the column", column=", ".join(ONE_WAY))
    else:
        alone = Text("no two roads meet; lines must share their ends")
    return _largest(path.name, edges, ends[first], findings, alone)


def _read(path: Path) -> gpd.GeoDataFrame:
    if path.suffix.lower() not in (".gpkg", ".shp", ".geojson"):
        raise DataError(
            "{path}: roads are read from .gpkg, .shp or .geojson; save them so", path=path
        )
    layer = read_layer(path, kind="LineString")
    kinds = set(layer.geom_type.dropna())
    if layer.empty or not kinds <= {"LineString", "MultiLineString"}:
        raise DataError(
            "{path}: holds {kinds}; roads are lines, leave out the rest",
            path=path,
            kinds=", ".join(sorted(kinds)) or Text("nothing"),
        )
    layer = layer[~(layer.geometry.is_empty | layer.geometry.isna())].reset_index(drop=True)
    return layer.to_crs("EPSG:5179")


def _speeds(
    path: Path, layer: gpd.GeoDataFrame, columns: dict[str, str]
) -> tuple[Floats, list[Text]]:
    """km/h by row: from the columns of speeds, where these are empty from the class; and what was
    made of lists."""
    speeds = [columns[name] for name in SPEED if name in columns]
    rank = next((columns[name] for name in CLASS if name in columns), None)
    if not speeds and rank is None:
        raise DataError(
            "{path}: no column of speeds ({speed} …) or classes ({class_} …); add one",
            path=path,
            speed=", ".join(SPEED[:4]),
            class_=", ".join(CLASS[:4]),
        )
    kmh = pd.Series(np.nan, index=layer.index)
    several = 0
    if rank is not None:
        names = _each(layer[rank].astype(str).str.casefold(), r"(\w+)")[0]
        classes = names.map(CLASS_KMH).astype(float)
        kmh = classes.groupby(level=0).max().reindex(layer.index)
        several += int((classes.groupby(level=0).nunique() > 1).sum())
    for speed in reversed(speeds):
        parts = _each(layer[speed].astype(str), r"(-?\d+(?:\.\d*|,\d(?!\d))?)\s*(mph)?")
        each = pd.to_numeric(parts[0].str.replace(",", ".")) * np.where(
            parts[1] == "mph", KM_IN_MILE, 1.0
        )
        stated = each.groupby(level=0).min().reindex(layer.index)
        several += int((each.groupby(level=0).nunique() > 1).sum())
        wrong = stated.notna() & ~stated.between(0, 130)
        if wrong.any():
            row = int(wrong.to_numpy().argmax())
            raise DataError(
                "{path}: row {row}, column '{speed}': '{iloc}' is no speed"
                " in km/h (over 0, at most 130)",
                path=path,
                row=row + 1,
                speed=speed,
                iloc=layer[speed].iloc[row],
            )
        kmh = stated.where(stated > 0, kmh)
    if kmh.isna().any():
        row = int(kmh.isna().to_numpy().argmax())
        told = ", ".join(
            f"{name} '{layer[name].iloc[row]}'" for name in (*speeds, rank) if name is not None
        )
        raise DataError(
            "{path}: {count:,} roads without a speed or a known class, the first in row"
            " {row} ({told}); fill them in or leave them out",
            path=path,
            count=kmh.isna().sum(),
            row=row + 1,
            told=told,
        )
    findings = []
    if (fastest := float(kmh.max())) < SLOW_KMH:
        findings.append(
            Text(
                "the fastest road has {fastest:g} km/h: check whether speeds are in m/s",
                fastest=fastest,
            )
        )
    if several:
        findings.append(
            Text(
                "{several:,} roads state several speeds or classes: the least or the best one is"
                " taken",
                several=several,
            )
        )
    return np.asarray(kmh, np.float64), findings


def _each(texts: pd.Series[str], pattern: str) -> pd.DataFrame:
    """Every match of a pattern in each text, a row a match, indexed by the text's row."""
    return texts.str.extractall(pattern).droplevel(1)


def _directions(
    layer: gpd.GeoDataFrame, columns: dict[str, str]
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_], list[Text]]:
    """Whether each row may be driven along its line, and against it; what could not be read."""
    every = np.ones(len(layer), dtype=bool)
    if all(name in columns for name in NODES):
        return every, ~every, []
    column = next((columns[name] for name in ONE_WAY if name in columns), None)
    if column is None:
        return every, every, []
    value = layer[column].astype(str).str.strip().str.casefold().str.replace("−", "-")
    reverse, forward = (value.isin(words).to_numpy() for words in (AGAINST, ALONG))
    unknown = ~(reverse | forward | value.isin(BOTH_WAYS).to_numpy())
    return ~reverse, ~forward, _told_unread(column, layer[column][unknown])


def _told_unread(column: str, values: pd.Series[Any]) -> list[Text]:
    if values.empty:
        return []
    return [
        Text(
            "{count:,} roads are taken for two-way, as column {column} holds {names}",
            count=len(values),
            column=column,
            names=", ".join(f"'{one}'" for one in values.drop_duplicates()[:NAMED_AT_MOST]),
        )
    ]


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
