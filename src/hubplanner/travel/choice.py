"""From the scenario's wish to one object that tells how far places are."""

from __future__ import annotations

from typing import Any, Protocol

import pandas as pd

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

    def note(self) -> dict[str, Any]:
        """How the minutes come about: ``ko`` and ``en``, and ``accuracy`` where it is measured."""


def choose_travel(choice: TravelChoice) -> Travel:
    """The scenario's ``[travel]`` as an object.

    Raises
    ------
    ScenarioError
        When a link to be taken out is unknown.
    """
    if choice.method == "great_circle":
        return GreatCircle(choice.circuity, choice.speed_kmh)
    return RoadNetwork(choice.as_of, choice.without_links)
