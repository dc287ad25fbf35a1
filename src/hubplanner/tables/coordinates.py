"""Coordinates as planners' lists have them: decimal degrees, degrees with minutes, or metres."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from hubplanner.errors import DataError
from hubplanner.language import Text
from hubplanner.tables.grid import Grid
from hubplanner.tables.values import LAT, LON, Kind, each, plain
from hubplanner.tables.words import fold

Floats = np.ndarray[Any, np.dtype[np.float64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]

METRES = 1_000.0
"""A coordinate from here on, or below its negative, is one in metres."""

SYSTEMS = {
    5179: "Korea 2000 / Unified CS (UTM-K)",
    5186: "Korea 2000 / Central Belt 2010",
    5187: "Korea 2000 / East Belt 2010",
    5185: "Korea 2000 / West Belt 2010",
    5174: "Korean 1985 / Modified Central Belt",
}
"""What public lists in metres are in, by EPSG code. Belts of other false northings lie 50 km and
more off these; those of another datum with the same northing (5181 for 5174) some 300 m."""

MOSTLY = 0.5
"""Of a list in metres, at least so many points lie where they should in the system it is in."""
AS_GOOD = 0.1
"""A system whose share is this near to the best one's may be meant as well."""

SAME_M = 100.0
"""So near to each other two of the same name are the same, located twice."""

_CELL = 0.002
"""Degrees: more than :data:`SAME_M` either way in Korea."""

_SIXTIETHS = re.compile(
    r"[NE]?\s*(?P<degrees>\d{2,3})\s*[°º˚도:\s-]\s*(?P<minutes>[0-5]?\d(?:\.\d+)?)"
    r"(?:\s*['′’분:\s-]\s*(?:(?P<seconds>[0-5]?\d(?:\.\d+)?)\s*(?:\"|″|”|초|''|′′)?)?)?\s*[NE]?",
    re.IGNORECASE,
)
_DEGREES = re.compile(r"[NE]?\s*(\d{2,3}(?:\.\d+)?)\s*[°º˚도]?\s*[NE]?", re.IGNORECASE)
_EPSG = re.compile(r"EPSG\s*[:：]?\s*(\d{4,6})", re.IGNORECASE)
HEAD_ROWS = 30


def decimal(text: str) -> str:
    """Degrees with minutes and seconds as decimal degrees; any other text as it stands.

    >>> decimal("35°10'23\\"N"), decimal("128-25-48"), decimal("35도 30분"), decimal("34.85N")
    ('35.173056', '128.43', '35.5', '34.85')
    """
    if match := _SIXTIETHS.fullmatch(text.strip()):
        degrees, minutes, seconds = (float(part or 0) for part in match.groups())
        return f"{degrees + minutes / 60 + seconds / 3600:.6f}".rstrip("0").rstrip(".")
    match = _DEGREES.fullmatch(text.strip())
    return match[1] if match else text


def _coordinate(in_degrees: Kind) -> Kind:
    def read(text: str) -> object:
        if re.fullmatch(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?", plain(text)):
            number = float(plain(text).replace(",", ""))
            if METRES <= abs(number) < 1e7:
                return number
        return in_degrees([decimal(text)])[0]

    return each(read)


NORTH, EAST = _coordinate(LAT), _coordinate(LON)
"""Degrees within Korea in any notation, or metres, which :func:`in_degrees` turns to degrees."""

NORTH_HEADS = ("위도", "latitude", "y", "y좌표", "좌표y", "위도y", "coordy", "northing")
EAST_HEADS = ("lng", "경도", "longitude", "x", "x좌표", "좌표x", "경도x", "coordx", "easting")


def in_degrees(
    path: Path, table: pd.DataFrame, grid: Grid, fits: Callable[[Floats, Floats], Flags]
) -> tuple[pd.DataFrame, Text | None]:
    """``lat`` and ``lon`` in decimal degrees, and what was understood of those in metres.

    The system is the one that the file states near its top (``EPSG:5186``), else the only one of
    :data:`SYSTEMS` in which the points lie where they should. Either column may be the northing.

    Parameters
    ----------
    path, grid
        The file and its cells.
    table
        Its rows, ``lat`` and ``lon`` read by :data:`NORTH` and :data:`EAST`.
    fits
        By longitudes and latitudes, whether each point lies where it should.

    Raises
    ------
    DataError
        Where some rows are in metres and some in degrees, or the system is not certain.
    """
    lat, lon = (table[name].to_numpy(float) for name in ("lat", "lon"))
    metres = (np.abs(lat) >= METRES) | (np.abs(lon) >= METRES)
    if not metres.any():
        return table, None
    if not metres.all():
        raise DataError(
            "{path}: row {row}: coordinates in metres among degrees; write all in decimal degrees",
            path=path,
            row=table.index[int(metres.argmax())] + 2,
        )
    stated = _stated(grid)
    tried = {
        (code, swapped): _to_degrees(lat, lon, code) if swapped else _to_degrees(lon, lat, code)
        for code in ([stated] if stated else SYSTEMS)
        for swapped in (False, True)
    }
    shares = {key: float(np.mean(fits(*places))) for key, places in tried.items()}
    best = max(shares.values())
    likely = [key for key, share in shares.items() if share >= max(best - AS_GOOD, MOSTLY)]
    if len(likely) != 1:
        codes = ", ".join(f"EPSG:{code}" for code in dict.fromkeys(code for code, _ in likely))
        raise DataError(
            "{path}: row {row}: coordinates in metres, of {which}; write the system into the head"
            " as 'X (EPSG:5186)', or give decimal degrees",
            path=path,
            row=table.index[0] + 2,
            which=Text("a system that is not certain ({codes})", codes=codes)
            if codes
            else Text("none of the systems that are known here"),
        )
    code, _ = likely[0]
    found_lon, found_lat = tried[likely[0]]
    told = Text(
        "coordinates in metres, read as EPSG:{code} ({name})",
        code=code,
        name=SYSTEMS.get(code, "EPSG"),
    )
    return table.assign(lat=found_lat.round(6), lon=found_lon.round(6)), told


def same_places(names: Sequence[str], lon: Floats, lat: Floats) -> list[int]:
    """By place, the position of the first of the same name, blanks and case aside, within
    :data:`SAME_M` metres.

    >>> near, far = np.array([128.0, 128.0005]), np.array([128.0, 128.1])
    >>> names, lat = ["A 연구소", "a연구소"], np.array([35.0, 35.0])
    >>> same_places(names, near, lat), same_places(names, far, lat)
    ([0, 0], [0, 1])
    """
    firsts: dict[tuple[str, int, int], list[int]] = {}
    found = []
    for at, name in enumerate(map(fold, names)):
        row, column = int(lat[at] // _CELL), int(lon[at] // _CELL)
        around = [
            one
            for north in (row - 1, row, row + 1)
            for east in (column - 1, column, column + 1)
            for one in firsts.get((name, north, east), ())
            if _metres(lon[at], lat[at], lon[one], lat[one]) <= SAME_M
        ]
        if not around:
            firsts.setdefault((name, row, column), []).append(at)
        found.append(min(around, default=at))
    return found


def _metres(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """Between two near points, on a plane."""
    east = (lon - other_lon) * math.cos(math.radians(lat))
    return 111_195 * math.hypot(east, lat - other_lat)


def _to_degrees(east: Floats, north: Floats, code: int) -> tuple[Floats, Floats]:
    import pyproj

    lon, lat = pyproj.Transformer.from_crs(code, 4326, always_xy=True).transform(east, north)
    known = np.isfinite(lon) & np.isfinite(lat)
    return np.where(known, lon, 0.0), np.where(known, lat, 0.0)


def _stated(grid: Grid) -> int | None:
    """The EPSG code that a cell near the top states."""
    import pyproj

    for row in range(min(grid.rows, HEAD_ROWS)):
        for text in grid.row(row):
            if match := _EPSG.search(text):
                code = int(match[1])
                try:
                    pyproj.CRS.from_epsg(code)
                except pyproj.exceptions.CRSError as error:
                    raise DataError("EPSG:{code} is not known", code=code) from error
                return code
    return None
