"""Minutes estimated from the great circle, where no road network is at hand."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

EARTH_RADIUS_KM = 6371.0088
"""Mean radius of the Earth (Moritz 2000, Geodetic Reference System 1980)."""


def travel_minutes(
    origins: pd.DataFrame, destinations: pd.DataFrame, *, circuity: float, speed_kmh: float
) -> pd.DataFrame:
    r"""Estimated minutes by road between two sets of points.

    .. math:: t_{ij} = 60 \, c \, d_{ij} / v

    with the great-circle distance d (haversine), circuity c and speed v. The defaults of a
    scenario are c = 1.26, the national circuity factor of South Korea (Kim, Shin, Lee and Suh
    2015, J. Korean Soc. Agric. Eng. 57(4), 39–49; 1.22 in Gyeonggi, 1.44 in Gangwon), and
    v = 60 km/h, the limit on single-lane general roads outside towns (도로교통법 시행규칙 제19조),
    a planning assumption. Where hubs go does not depend on either, as both only scale all
    minutes; what lies within reach of a hub does. Sea, mountains and ferries are not seen.

    Parameters
    ----------
    origins, destinations
        Tables with ``lon`` and ``lat`` in degrees (WGS84).
    circuity
        Road distance as a multiple of the great-circle distance.
    speed_kmh
        Average speed, km/h.

    Returns
    -------
    DataFrame
        Minutes, origins (their index) by destinations (theirs).

    Examples
    --------
    >>> places = pd.DataFrame({"lon": [0.0, 1.0], "lat": [0.0, 0.0]}, index=["a", "b"])
    >>> float(travel_minutes(places, places, circuity=1.0, speed_kmh=60).loc["a", "b"].round(3))
    111.195
    """
    km = _haversine_km(
        origins["lon"].to_numpy(float)[:, None],
        origins["lat"].to_numpy(float)[:, None],
        destinations["lon"].to_numpy(float)[None, :],
        destinations["lat"].to_numpy(float)[None, :],
    )
    return pd.DataFrame(
        km * circuity / speed_kmh * 60, index=origins.index, columns=destinations.index
    )


def _haversine_km(
    lon_a: npt.NDArray[np.float64],
    lat_a: npt.NDArray[np.float64],
    lon_b: npt.NDArray[np.float64],
    lat_b: npt.NDArray[np.float64],
) -> npt.NDArray[np.float64]:
    lon_a, lat_a, lon_b, lat_b = map(np.radians, (lon_a, lat_a, lon_b, lat_b))
    half_chord = (
        np.sin((lat_b - lat_a) / 2) ** 2
        + np.cos(lat_a) * np.cos(lat_b) * np.sin((lon_b - lon_a) / 2) ** 2
    )
    # Rounding can push antipodes a hair beyond 1.
    angle: npt.NDArray[np.float64] = 2 * np.arcsin(np.sqrt(np.minimum(half_chord, 1.0)))
    return EARTH_RADIUS_KM * angle
