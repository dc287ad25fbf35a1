"""From the scenario's wish to one object that tells how far places are."""

from __future__ import annotations

from typing import Any, Protocol

import pandas as pd

from hubplanner.errors import DataError, ScenarioError
from hubplanner.regions import load_regions
from hubplanner.scenario import TravelChoice
from hubplanner.travel.great_circle import GreatCircle
from hubplanner.travel.network import RoadNetwork


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


def choose_travel(choice: TravelChoice) -> Travel:
    """The scenario's ``[travel]`` as an object.

    A planner's matrix or roads step into the place of the offline network.

    Raises
    ------
    ScenarioError
        When a link to be taken out is unknown, or wishes exclude each other.
    DataError
        When the planner's matrix or roads are refused, or the matrix is incomplete and
        ``missing`` does not say that the network fills it.
    """
    if choice.matrix and choice.roads:
        raise ScenarioError("travel.matrix and travel.roads are both given; keep one")
    if choice.roads:
        from hubplanner.travel.roads import read_roads

        return read_roads(choice.roads)
    if choice.method == "great_circle" and not choice.matrix:
        return GreatCircle(choice.circuity, choice.speed_kmh)
    network = RoadNetwork(choice.as_of, choice.without_links)
    if not choice.matrix:
        return network
    from hubplanner.travel.matrix import read_matrix
    from hubplanner.travel.matrix_travel import MatrixTravel

    regions = load_regions()
    matrix = read_matrix(choice.matrix, regions, network)
    if choice.missing == "refuse" and matrix.minutes.isna().to_numpy().any():
        raise DataError(
            "{matrix}: {findings}; add them, or write travel.missing ="
            ' "network" to take the offline network\'s',
            matrix=choice.matrix,
            findings=matrix.findings[0][1],
        )
    return MatrixTravel(matrix, network, regions)
