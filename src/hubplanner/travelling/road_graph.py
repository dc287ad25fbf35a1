"""The offline road network: eup-myeon-dong that touch, fixed links, expressways, ferries."""

from __future__ import annotations

import difflib
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from hubplanner.errors import ScenarioError
from hubplanner.regions import data_folder
from hubplanner.travelling.great_circle import great_circle_km

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

TOUCH_M = 100.0
"""Areas that share less of a border than this only meet at a corner: no road is assumed there."""

RURAL_DENSITY, URBAN_DENSITY = 50.0, 15_000.0
"""Residents per km² at which an area counts as wholly rural or wholly urban (Seoul as a whole)."""

FERRY_KMH = 30.0
FERRY_WAIT_MINUTES = 60.0
"""Planning assumptions: about 16 knots, and an hour for waiting, boarding and landing."""


@dataclass(frozen=True)
class RoadModel:
    """The few figures that turn lengths into minutes.

    The detour and the speeds outside towns are fitted to published times
    (docs/en/explanation/travel.md), the ramp is an assumption, and the urban speeds are published
    themselves: the mean speeds in Seoul in 2015 on all roads and on its urban expressways (서울시
    2015년 차량통행속도, news1.kr 2619297).

    Attributes
    ----------
    detour
        Road length over the geodesic between two neighbouring areas.
    kmh_rural, kmh_urban
        Speed on ordinary roads; between the two, it follows the logarithm of density.
    kmh_expressway, kmh_city_expressway
        Speed between interchanges; lengths there are geodesics from interchange to interchange.
    ramp_minutes
        From an area's point onto its expressway, or off it.
    """

    detour: float = 1.2
    kmh_rural: float = 61.0
    kmh_expressway: float = 101.0
    ramp_minutes: float = 2.0
    kmh_urban: float = 25.2
    kmh_city_expressway: float = 56.6


@dataclass(frozen=True)
class RoadTables:
    """What the network is made of; codes are those of ``emd``.

    Attributes
    ----------
    emd
        One row an eup-myeon-dong: ``emd_code``, ``name_ko``, ``region_code``, ``lon``, ``lat``
        (WGS84 degrees), ``density`` (residents per km²).
    borders
        ``emd_a``, ``emd_b``, ``length_m`` of the border they share over land.
    links
        Fixed links: ``link`` (name), ``road`` (ordinary or expressway), ``from_emd``, ``to_emd``,
        ``opened`` (year).
    expressways
        Sections: ``route``, ``road`` (expressway or city expressway), ``from_name``, ``to_name``,
        ``from_emd``, ``to_emd``, ``opened``, ``link`` (the fixed link that the section crosses,
        else '').
    ferries
        ``from_emd``, ``to_emd``.
    """

    emd: pd.DataFrame
    borders: pd.DataFrame
    links: pd.DataFrame
    expressways: pd.DataFrame
    ferries: pd.DataFrame

    def of_year(self, year: int | None, without: Collection[str] = ()) -> RoadTables:
        """The tables as of the end of a year (None: all that is open), less the links named.

        Raises
        ------
        ScenarioError
            When a link is unknown.
        """
        names = [*self.links["link"], *self.expressways["link"], *self.expressways["route"]]
        known = sorted(set(names) - {""})
        if unknown := [name for name in without if name not in known]:
            near = difflib.get_close_matches(unknown[0], known, n=3, cutoff=0.4)
            mend = (
                f"did you mean {' or '.join(near)}?"
                if near
                else "names stand in fixed_links.csv and expressways.csv of data/references"
            )
            raise ScenarioError(
                "travel.without_links names {map}, which no link is called; {mend}",
                map=", ".join(map(repr, unknown)),
                mend=mend,
            )
        links, sections = self.links, self.expressways
        links = links[~links["link"].isin(without)]
        sections = sections[~(sections["link"].isin(without) | sections["route"].isin(without))]
        if year is not None:
            links = links[links["opened"] <= year]
            sections = sections[sections["opened"] <= year]
        return RoadTables(self.emd, self.borders, links, sections, self.ferries)


def load_road_tables(folder: Path | None = None) -> RoadTables:
    """The bundled tables (boundaries/ and references/ of the data folder)."""
    data = folder or data_folder()
    boundaries, references = data / "boundaries", data / "references"
    tables = {
        name: pd.read_csv(references / f"{name}.csv", dtype=str, keep_default_na=False)
        for name in ("fixed_links", "expressways", "ferries")
    }
    return RoadTables(
        emd=load_areas(data),
        borders=pd.read_parquet(boundaries / "emd_borders.parquet"),
        links=tables["fixed_links"].astype({"opened": int}),
        expressways=tables["expressways"].astype({"opened": int}),
        ferries=tables["ferries"],
    )


def load_areas(folder: Path | None = None) -> pd.DataFrame:
    """The eup-myeon-dong alone, as :class:`RoadTables` has them."""
    columns = ["emd_code", "name_ko", "region_code", "population", "area_km2", "lon", "lat"]
    path = (folder or data_folder()) / "boundaries" / "emd.parquet"
    emd = pd.read_parquet(path, columns=columns)
    emd["density"] = _density(emd)
    return emd.drop(columns=["population", "area_km2"])


def _density(emd: pd.DataFrame) -> pd.Series[float]:
    """Residents per km²; where they are not published, the density of the rest of the region."""
    people, area, region = emd["population"].astype(float), emd["area_km2"], emd["region_code"]
    rest = people.groupby(region).sum() / area[people.notna()].groupby(region).sum()
    return (people / area).fillna(region.map(rest))


def ordinary_kmh(emd: pd.DataFrame, model: RoadModel) -> Floats:
    """Speed on ordinary roads in each area, by its density of residents."""
    density = np.maximum(emd["density"].to_numpy(float), RURAL_DENSITY)
    urban = np.minimum(np.log(density / RURAL_DENSITY) / np.log(URBAN_DENSITY / RURAL_DENSITY), 1)
    return np.asarray(model.kmh_rural * (model.kmh_urban / model.kmh_rural) ** urban)


@dataclass(frozen=True)
class Graph:
    """A directed graph of roads.

    Attributes
    ----------
    size
        Number of nodes.
    edges
        ``a``, ``b`` (nodes), ``km``, ``minutes``, sorted by ``a`` and ``b``, each pair once.
    """

    size: int
    edges: pd.DataFrame

    @cached_property
    def matrix(self) -> csr_array:
        """Minutes as a sparse matrix, node by node; its data follow the order of ``edges``."""
        from scipy.sparse import csr_array

        edges = self.edges
        # Older versions of scipy find paths in 32-bit indices only.
        start = np.searchsorted(edges["a"].to_numpy(), np.arange(self.size + 1)).astype(np.int32)
        values = (edges["minutes"].to_numpy(float), edges["b"].to_numpy(np.int32), start)
        return csr_array(values, shape=(self.size, self.size))


@dataclass(frozen=True)
class RoadGraph(Graph):
    """The offline network; its first nodes are the eup-myeon-dong, in the order of their table.

    Its edges have ``kind`` (road, link, expressway, ramp, ferry) and ``name`` beside the rest; both
    directions stand there, and of parallel edges the fastest.

    Attributes
    ----------
    tables, model
        What it was built from.
    node_emd
        By node, the row of its eup-myeon-dong; beyond the first, nodes are interchanges.
    """

    tables: RoadTables
    model: RoadModel
    node_emd: Ints


def build_graph(tables: RoadTables, model: RoadModel) -> RoadGraph:
    """The road network of these tables.

    * Two areas that share a border of at least :data:`TOUCH_M` are joined by ordinary roads:
      geodesic between their points × detour, half at the speed of either area.
    * A fixed link makes two areas touch, at the expressway's speed where it carries one.
    * An expressway runs between interchanges, one an area; area and interchange are joined by a
      ramp.
    * Ferries always stand beside the roads, with a wait: no link ever replaces one, so that
      adding a link can lengthen nothing. Where the table leaves a group of islands without a
      way, a ferry is assumed over the shortest water.
    """
    emd = tables.emd
    row = pd.Series(np.arange(len(emd)), index=emd["emd_code"])
    lon, lat = emd["lon"].to_numpy(float), emd["lat"].to_numpy(float)
    kmh = ordinary_kmh(emd, model)

    def lay(
        table: pd.DataFrame, ends: tuple[str, str], kind: str, name: npt.ArrayLike, road: Any
    ) -> pd.DataFrame:
        """Edges between areas by roads of these classes."""
        a, b = (_rows(table[end], row) for end in ends)
        km = great_circle_km(lon[a], lat[a], lon[b], lat[b])
        km = np.where(np.asarray(road) == "ordinary", km * model.detour, km)
        minutes = np.select(
            [np.asarray(road) == "expressway", np.asarray(road) == "city expressway"],
            [km * 60 / model.kmh_expressway, km * 60 / model.kmh_city_expressway],
            km * 30 / kmh[a] + km * 30 / kmh[b],
        )
        return _edges(a, b, km, minutes, kind, name)

    ends = "from_emd", "to_emd"
    borders = tables.borders[tables.borders["length_m"] >= TOUCH_M]
    by_land = lay(borders, ("emd_a", "emd_b"), "road", "", "ordinary")
    # Of two bridges side by side the newer one is named.
    links = tables.links.sort_values("opened", ascending=False, kind="stable")
    bridges = lay(links, ends, "link", links["link"], links["road"])

    sections = tables.expressways
    names = sections["link"].where(sections["link"] != "", sections["route"])
    runs = lay(sections, ends, "expressway", names, sections["road"])
    places = np.unique(runs[["a", "b"]])
    first = len(emd)
    for side in ("a", "b"):
        runs[side] = first + np.searchsorted(places, runs[side])
    none = np.zeros(len(places))
    nodes = first + np.arange(len(places))
    ramps = _edges(places, nodes, none, none + model.ramp_minutes, "ramp", "")

    ports = _rows(tables.ferries["from_emd"], row), _rows(tables.ferries["to_emd"], row)
    ferries = []
    for (a, b), name in ((ports, ""), (_shortest_waters(by_land, ports, lon, lat), "assumed")):
        km = great_circle_km(lon[a], lat[a], lon[b], lat[b])
        wait = FERRY_WAIT_MINUTES + km * 60 / FERRY_KMH
        ferries.append(_edges(a, b, km, wait, "ferry", name))

    node_emd = np.concatenate([np.arange(first), places])
    edges = _both_ways(pd.concat([by_land, bridges, runs, ramps, *ferries]))
    return RoadGraph(len(node_emd), edges, tables, model, node_emd)


def _rows(codes: pd.Series[str], row: pd.Series[int]) -> Ints:
    return np.asarray(row.loc[codes], np.int64)


def _edges(
    a: Ints, b: Ints, km: Floats, minutes: Floats, kind: str, name: npt.ArrayLike
) -> pd.DataFrame:
    names = name if isinstance(name, str) else np.asarray(name, dtype=object)
    return pd.DataFrame({"a": a, "b": b, "km": km, "minutes": minutes, "kind": kind, "name": names})


def _both_ways(edges: pd.DataFrame) -> pd.DataFrame:
    """Each edge in both directions, the fastest of parallel ones, in the order of a CSR matrix."""
    back = edges.rename(columns={"a": "b", "b": "a"})
    both = pd.concat([edges, back], ignore_index=True)
    both = both.sort_values(["a", "b", "minutes"], kind="stable")
    return both.drop_duplicates(["a", "b"]).reset_index(drop=True)


def _shortest_waters(
    by_land: pd.DataFrame, listed: tuple[Ints, Ints], lon: Floats, lat: Floats
) -> tuple[Ints, Ints]:
    """The fewest and shortest ferries that join what land and listed ferries leave apart.

    Reckoned without fixed links on purpose: the same ferries stand in every year and scenario.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    a = np.concatenate([by_land["a"].to_numpy(), listed[0]])
    b = np.concatenate([by_land["b"].to_numpy(), listed[1]])
    starts: list[int] = []
    ends: list[int] = []
    while True:
        joined = coo_array(
            (np.ones(len(a) + len(starts)), (np.append(a, starts), np.append(b, ends))),
            shape=(len(lon), len(lon)),
        )
        count, group = connected_components(joined, directed=False)
        if count == 1:
            return np.array(starts, np.int64), np.array(ends, np.int64)
        # The smallest group, to whatever lies nearest.
        small = int(np.bincount(group).argmin())
        inside, outside = np.flatnonzero(group == small), np.flatnonzero(group != small)
        km = great_circle_km(lon[inside][:, None], lat[inside][:, None], lon[outside], lat[outside])
        i, j = np.unravel_index(int(km.argmin()), km.shape)
        starts.append(int(inside[i]))
        ends.append(int(outside[j]))
