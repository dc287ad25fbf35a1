"""Travel by a planner's own matrix."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from hubplanner.language import Joined, Text
from hubplanner.travelling.matrix import Matrix
from hubplanner.travelling.road_network import RoadNetwork


@dataclass(frozen=True)
class MatrixTravel:
    """Travel by a planner's matrix; what it does not state comes from the network.

    Between regions the matrix counts. Other places (institutions) take the network's minutes,
    scaled by what the matrix says of the two regions in which the places lie.
    """

    matrix: Matrix
    network: RoadNetwork
    regions: pd.DataFrame

    def minutes(self, origins: pd.DataFrame, destinations: pd.DataFrame) -> pd.DataFrame:
        """Minutes, origins (their index) by destinations (theirs)."""
        return self.between(origins, destinations)[0]

    def km(self, origins: pd.DataFrame, destinations: pd.DataFrame) -> pd.DataFrame:
        """Kilometres: the matrix's where it has them, else the network's."""
        return self.between(origins, destinations)[1]

    def note(self) -> dict[str, Any]:
        """How the minutes come about: ``ko``, ``en`` and ``findings``."""
        stated = self.matrix.minutes.notna().to_numpy()
        among = ~np.eye(len(stated), dtype=bool)
        told = Text(
            "Minutes are those of the planner's matrix {name} ({given:,} of {pairs:,} pairs of"
            " regions); the rest, and those to institutions, are the offline road network's, scaled"
            " to the matrix.",
            name=self.matrix.name,
            given=stated[among].sum(),
            pairs=among.sum(),
        )
        whole = Joined(" ", [told, *(Joined("", [one, "."]) for one in self.matrix.findings)])
        both = [" · ".join(one.in_both().values()) for one in self.matrix.findings]
        return {**whole.in_both(), "findings": both}

    def between(
        self, origins: pd.DataFrame, destinations: pd.DataFrame
    ) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Minutes and kilometres at once."""
        own = self.network.between(origins, destinations)
        rows, columns = self._region_codes(origins), self._region_codes(destinations)
        at = self.regions.loc[rows], self.regions.loc[columns]
        between = self.network.between(*at)
        result = []
        stated = self.matrix.minutes, self.matrix.km
        for given, mine, whole in zip(stated, own, between, strict=True):
            values = given.loc[rows, columns].to_numpy()
            with np.errstate(divide="ignore", invalid="ignore"):
                scale = values / whole.to_numpy()
            known = np.isfinite(scale) & (whole.to_numpy() > 0)
            scaled = np.where(known, mine.to_numpy() * np.where(known, scale, 1), mine.to_numpy())
            result.append(pd.DataFrame(scaled, origins.index, destinations.index))
        return result[0], result[1]

    def _region_codes(self, places: pd.DataFrame) -> list[str]:
        if "region_code" in places:
            return [str(code) for code in places["region_code"]]
        if places.index.name == "region_code":
            return [str(code) for code in places.index]
        emd = self.network.areas["region_code"]
        return [str(code) for code in emd.iloc[self.network.locate(places)]]
