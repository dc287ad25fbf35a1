"""Answers of routing services: OSRM, openrouteservice, Valhalla."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from hubplanner.errors import DataError
from hubplanner.travelling.matrix_checks import place_name

Floats = npt.NDArray[np.float64]


def read_answer(path: Path, regions: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    try:
        answer = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise DataError(
            "{path}: cannot be read ({reason}); check the path", path=path, reason=error.strerror
        ) from error
    except ValueError as error:
        raise DataError(
            "{path}: no JSON ({error}); save the service's answer as it is", path=path, error=error
        ) from error
    try:
        if isinstance(answer, dict) and "sources_to_targets" in answer:
            found = _valhalla(answer)
        elif isinstance(answer, dict) and "durations" in answer:
            found = _osrm(answer)
        else:
            raise DataError(
                "{path}: no answer of an OSRM table, Valhalla sources_to_targets or"
                " openrouteservice matrix service",
                path=path,
            )
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise DataError(
            "{path}: the answer lacks sources, destinations with their locations, or times"
            " ({name}: {error}); ask the service for them",
            path=path,
            name=type(error).__name__,
            error=error,
        ) from error
    sources, targets, minutes, km = found
    shape = (len(sources), len(targets))
    if minutes.shape != shape or km.shape != shape:
        raise DataError(
            "{path}: {shape} × {shape2} times for {shape3} sources and"
            " {shape4} destinations; save the whole answer",
            path=path,
            shape=minutes.shape[0],
            shape2=minutes.shape[1],
            shape3=shape[0],
            shape4=shape[1],
        )
    rows, columns = (_regions_at(path, side, regions) for side in (sources, targets))
    tables = []
    for values in (minutes, km):
        wide = pd.DataFrame(values, index=rows, columns=columns)
        tables.append(wide.reindex(index=regions.index, columns=regions.index))
    return tables[0], tables[1]


Answer = tuple[list[tuple[float, float]], list[tuple[float, float]], Floats, Floats]


def _osrm(answer: dict[str, Any]) -> Answer:
    """OSRM and openrouteservice: durations in seconds, distances in metres."""
    sources, targets = (
        [(float(place["location"][0]), float(place["location"][1])) for place in answer[side]]
        for side in ("sources", "destinations")
    )
    minutes = _floats(answer["durations"]) / 60
    given = answer.get("distances")
    metres = _floats(given) if given is not None else np.full(minutes.shape, np.nan)
    return sources, targets, minutes, metres / 1000


def _valhalla(answer: dict[str, Any]) -> Answer:
    """Valhalla: time in seconds, distance in the answer's units."""
    sources, targets = (
        [(float(place["lon"]), float(place["lat"])) for place in _flat(answer[side])]
        for side in ("sources", "targets")
    )
    cells = answer["sources_to_targets"]
    minutes = _floats([[cell["time"] for cell in row] for row in cells]) / 60
    distance = _floats([[cell.get("distance") for cell in row] for row in cells])
    miles = str(answer.get("units", "kilometers")).startswith("mi")
    return sources, targets, minutes, distance * (1.609344 if miles else 1.0)


def _flat(places: Iterable[Any]) -> list[dict[str, Any]]:
    """Valhalla wraps its places in one more list in some versions."""
    listed = list(places)
    return listed[0] if len(listed) == 1 and isinstance(listed[0], list) else listed


def _floats(rows: Any) -> Floats:
    values = np.array(rows, dtype=float)  # None becomes NaN: no way was found
    if values.ndim != 2:
        raise ValueError("times are no table")
    return values


def _regions_at(path: Path, points: list[tuple[float, float]], regions: pd.DataFrame) -> list[str]:
    import geopandas as gpd
    import shapely

    places = gpd.points_from_xy(*zip(*points, strict=True), crs="EPSG:4326").to_crs("EPSG:5179")
    shapes = np.asarray(regions["geometry"])
    place, region = shapely.STRtree(shapes).query(np.asarray(places), predicate="intersects")
    code: dict[int, str] = {}
    for at, of in zip(place, region, strict=True):
        code.setdefault(int(at), str(regions.index[of]))
    outside = [points[at] for at in range(len(points)) if at not in code]
    if outside:
        lon, lat = outside[0]
        raise DataError(
            "{path}: the place at {lat:.4f}, {lon:.4f} lies in no region of 2020",
            path=path,
            lat=lat,
            lon=lon,
        )
    codes = [code[at] for at in range(len(points))]
    repeated = pd.Index(codes)[pd.Index(codes).duplicated()]
    if len(repeated):
        raise DataError(
            "{path}: two places lie in {name}; send one place a region",
            path=path,
            name=place_name(regions, repeated[0]),
        )
    return codes
