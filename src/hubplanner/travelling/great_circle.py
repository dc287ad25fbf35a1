"""Minutes estimated from the great circle: no roads, no sea, no mountains."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from hubplanner.language import Text
from hubplanner.travelling.points import as_places

EARTH_RADIUS_KM = 6371.0088
"""Mean radius of the Earth (Moritz 2000, Geodetic Reference System 1980)."""


@dataclass(frozen=True)
class GreatCircle:
    r"""Travel as the crow flies, stretched by a constant.

    .. math:: t_{ij} = 60 \, c \, d_{ij} / v

    with the great-circle distance d (haversine), circuity c and speed v. The defaults of a
    scenario are c = 1.26, the national circuity factor of South Korea (Kim, Shin, Lee and Suh
    2015, J. Korean Soc. Agric. Eng. 57(4), 39–49; 1.22 in Gyeonggi, 1.44 in Gangwon), and
    v = 60 km/h, the limit on single-lane general roads outside towns (도로교통법 시행규칙 제19조),
    a planning assumption. Sea, mountains and ferries are not seen.

    Attributes
    ----------
    circuity
        Road distance as a multiple of the great-circle distance.
    speed_kmh
        Average speed, km/h.

    Examples
    --------
    >>> places = pd.DataFrame({"lon": [0.0, 1.0], "lat": [0.0, 0.0]}, index=["a", "b"])
    >>> float(GreatCircle(1.0, 60).minutes(places, places).loc["a", "b"].round(3))
    111.195
    """

    circuity: float
    speed_kmh: float

    def km(self, origins: pd.DataFrame, destinations: pd.DataFrame) -> pd.DataFrame:
        """Kilometres by road, origins by destinations (see :func:`as_places`)."""
        origins, destinations = as_places(origins), as_places(destinations)
        km = great_circle_km(
            origins["lon"].to_numpy(float)[:, None],
            origins["lat"].to_numpy(float)[:, None],
            destinations["lon"].to_numpy(float)[None, :],
            destinations["lat"].to_numpy(float)[None, :],
        )
        return pd.DataFrame(km * self.circuity, index=origins.index, columns=destinations.index)

    def minutes(self, origins: pd.DataFrame, destinations: pd.DataFrame) -> pd.DataFrame:
        """Minutes by road, origins by destinations (see :func:`as_places`)."""
        return self.between(origins, destinations)[0]

    def between(
        self, origins: pd.DataFrame, destinations: pd.DataFrame
    ) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Minutes and kilometres at once."""
        km = self.km(origins, destinations)
        return km / self.speed_kmh * 60, km

    def note(self) -> dict[str, Any]:
        """How the minutes come about, for the reader of a plan: ``ko`` and ``en``."""
        told = Text(
            "Minutes are estimates: great-circle distance × {circuity:g} at {speed:g} km/h. Sea,"
            " mountains and ferries are not seen.",
            circuity=self.circuity,
            speed=self.speed_kmh,
        )
        return told.in_both()


def great_circle_km(
    lon_a: npt.NDArray[np.float64],
    lat_a: npt.NDArray[np.float64],
    lon_b: npt.NDArray[np.float64],
    lat_b: npt.NDArray[np.float64],
) -> npt.NDArray[np.float64]:
    """Haversine distance in km between points in degrees; shapes broadcast."""
    lon_a, lat_a, lon_b, lat_b = map(np.radians, (lon_a, lat_a, lon_b, lat_b))
    half_chord = (
        np.sin((lat_b - lat_a) / 2) ** 2
        + np.cos(lat_a) * np.cos(lat_b) * np.sin((lon_b - lon_a) / 2) ** 2
    )
    # Rounding can push antipodes a hair beyond 1.
    angle: npt.NDArray[np.float64] = 2 * np.arcsin(np.sqrt(np.minimum(half_chord, 1.0)))
    return EARTH_RADIUS_KM * angle
