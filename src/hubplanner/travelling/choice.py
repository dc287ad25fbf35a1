"""From the scenario's choice to one object that tells how far places are; the door for others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import pandas as pd

from hubplanner.errors import DataError, ScenarioError
from hubplanner.regions import load_regions
from hubplanner.scenario_sections import TravelChoice
from hubplanner.travelling.great_circle import GreatCircle
from hubplanner.travelling.places import find_places
from hubplanner.travelling.points import as_places
from hubplanner.travelling.road_network import RoadNetwork

if TYPE_CHECKING:
    import geopandas as gpd


class Travel(Protocol):
    """How far places are: built once for a plan, asked by every stage.

    Tables of places have ``lon`` and ``lat`` (WGS84 degrees), and ``emd_code`` and
    ``region_code`` where known. Results are origins (their index) by destinations (theirs).
    """

    def minutes(self, origins: pd.DataFrame, destinations: pd.DataFrame) -> pd.DataFrame:
        """Minutes by road."""

    def km(self, origins: pd.DataFrame, destinations: pd.DataFrame) -> pd.DataFrame:
        """Kilometres along the same way."""

    def between(
        self, origins: pd.DataFrame, destinations: pd.DataFrame
    ) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Minutes and kilometres at once."""

    def note(self) -> dict[str, Any]:
        """How the minutes come about: ``ko`` and ``en``, and ``accuracy`` where it is measured."""


def choose_travel(choice: TravelChoice, drawn: int = 0) -> Travel:
    """The scenario's ``[travel]`` as an object.

    A planner's matrix or roads step into the place of the offline network.

    Parameters
    ----------
    choice
        The scenario's.
    drawn
        Which draw of the errors of the network's links is taken for true; 0: none.

    Raises
    ------
    ScenarioError
        When a link to be taken out is unknown, or wishes exclude each other: only the network has
        links whose errors can be drawn.
    DataError
        When the planner's matrix or roads are refused, or the matrix is incomplete and
        ``missing`` does not say that the network fills it.
    """
    if choice.matrix and choice.roads:
        raise ScenarioError("travel.matrix and travel.roads are both given; keep one")
    if drawn and (choice.matrix or choice.roads or choice.method != "network"):
        raise ScenarioError(
            "future.drawn_travel draws errors of the offline road network's links, which"
            " travel.{key} takes the place of; drop one",
            key="matrix" if choice.matrix else "roads" if choice.roads else "method",
        )
    if choice.roads:
        from hubplanner.travelling.own_roads import read_roads

        return read_roads(choice.roads)
    if choice.method == "great_circle" and not choice.matrix:
        return GreatCircle(choice.circuity, choice.speed_kmh)
    network = RoadNetwork(choice.as_of, choice.without_links)
    if drawn:
        from hubplanner.travelling.link_errors import DrawnRoads

        return DrawnRoads(network, drawn)
    if not choice.matrix:
        return network
    from hubplanner.travelling.matrix import read_matrix
    from hubplanner.travelling.matrix_travel import MatrixTravel

    regions = load_regions()
    matrix = read_matrix(choice.matrix, regions, network)
    if choice.missing == "refuse" and matrix.minutes.isna().to_numpy().any():
        raise DataError(
            "{matrix}: {findings}; add them, or write travel.missing ="
            ' "network" to take the offline network\'s',
            matrix=choice.matrix,
            findings=matrix.findings[0],
        )
    return MatrixTravel(matrix, network, regions)


def reached(travel: Travel, institutions: gpd.GeoDataFrame) -> tuple[Travel, gpd.GeoDataFrame]:
    """The institutions that travel leads to, and travel with a word on the others.

    All of them, except over a planner's own roads: an institution far off these is neither a site
    nor a partner, and no reason to refuse the roads.
    """
    from hubplanner.travelling.own_roads import RoadLayer

    if not isinstance(travel, RoadLayer):
        return travel, institutions
    return travel.leaving_out(institutions)


@dataclass(frozen=True)
class TravelTimes:
    """How far places are from each other.

    Attributes
    ----------
    minutes, km
        Origins (their labels) by destinations (theirs).
    note
        How the minutes come about: ``ko`` and ``en``, and ``accuracy`` where it is measured.
    """

    minutes: pd.DataFrame
    km: pd.DataFrame
    note: dict[str, Any]

    def to_frame(self) -> pd.DataFrame:
        """One row a pair, indexed by ``origin`` and ``destination``: ``minutes`` and ``km``."""
        pairs = {"minutes": self.minutes, "km": self.km}
        table = pd.DataFrame({name: one.stack() for name, one in pairs.items()})
        return table.rename_axis(["origin", "destination"])

    def __repr__(self) -> str:
        rows, columns = self.minutes.shape
        median = self.minutes.stack().median()
        return f"<TravelTimes: {rows} × {columns} places, median {median:.0f} minutes>"

    def _repr_html_(self) -> str:
        return f"<p>{self.note['en']}</p>{self.minutes.round(1).to_html()}"


Places = pd.DataFrame | Sequence[str]
"""A GeoDataFrame, a table with ``lon`` and ``lat`` (WGS84 degrees), or names of places."""


def travel(
    origins: Places, destinations: Places | None = None, choice: TravelChoice | None = None
) -> TravelTimes:
    """Minutes and kilometres by car between any places in Korea.

    Parameters
    ----------
    origins, destinations
        GeoDataFrames in any CRS (of polygons a point inside is taken), tables with ``lon`` and
        ``lat``, or names as :func:`find_place` takes them. Labels come out as they went in. The
        origins themselves where destinations are omitted.
    choice
        A scenario's ``[travel]``; the offline road network where omitted.

    Raises
    ------
    DataError, RegionError
        When places have neither degrees nor a CRS, or a name is unknown.

    Examples
    --------
    >>> times = travel(["거제시", "군산시"], ["부산"])
    >>> times.minutes.round().astype(int).loc["거제시", "부산"] in range(60, 100)
    True
    """
    start = _placed(origins)
    end = start if destinations is None else _placed(destinations)
    travel = choose_travel(choice or TravelChoice())
    minutes, km = travel.between(start, end)
    return TravelTimes(minutes, km, travel.note())


def regions_of(places: Places) -> list[str]:
    """Codes of the regions in which places lie (the nearest where a point is off the coast)."""
    placed = _placed(places)
    network = RoadNetwork()
    return [str(code) for code in network.areas["region_code"].iloc[network.locate(placed)]]


def _placed(places: Places) -> pd.DataFrame:
    if isinstance(places, pd.DataFrame):
        return as_places(places)
    return find_places([places] if isinstance(places, str) else list(places), load_regions())
