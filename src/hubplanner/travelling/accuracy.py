"""How close the offline road network comes to published times (data/references/road_times.csv)."""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from hubplanner.regions import data_folder
from hubplanner.travelling.great_circle import great_circle_km
from hubplanner.travelling.paths import shortest
from hubplanner.travelling.road_graph import (
    RoadGraph,
    RoadModel,
    RoadTables,
    build_graph,
    load_road_tables,
)

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

BUS_FACTOR = 1.09
"""Minutes of an express bus over those of a car, fitted with the speeds (data/build/fit_travel.py):
it stops on the way out of town and keeps to its timetable."""

FIT, HELD_OUT = "fit", "held-out"


@cache
def road_times() -> pd.DataFrame:
    """Published times: ``mode``, ends, ``year`` of the roads, ``minutes``, ``km``, ``half``,
    ``crosses`` (water, range or ''), ``source``, and ``great_circle_km`` between the ends."""
    path = data_folder() / "references" / "road_times.csv"
    times = pd.read_csv(path, dtype={"from_emd": str, "to_emd": str})
    times["crosses"] = times["crosses"].fillna("")
    emd = load_road_tables().emd.set_index("emd_code")
    ends = [emd.loc[times[end], ["lon", "lat"]].to_numpy().T for end in ("from_emd", "to_emd")]
    times["great_circle_km"] = great_circle_km(*ends[0], *ends[1])
    return times


def estimates(
    times: pd.DataFrame, model: RoadModel, bus_factor: float = BUS_FACTOR
) -> pd.DataFrame:
    """The network's minutes and kilometres for published times, each over the roads of its year.

    An interchange is the expressway's own node where its year has one, all else the point of its
    eup-myeon-dong. Express buses take `bus_factor` times the minutes of a car.
    """
    tables = load_road_tables()
    result = pd.DataFrame(np.nan, index=times.index, columns=["minutes", "km"])
    for year, rows in times.groupby("year"):
        graph = build_graph(tables.of_year(int(str(year))), model)
        start, end = (_nodes(graph, tables, rows, side) for side in ("from", "to"))
        sources, of_row = np.unique(start, return_inverse=True)
        minutes, km = shortest(graph, sources, np.arange(graph.size))
        result.loc[rows.index, "minutes"] = minutes[of_row, end]
        result.loc[rows.index, "km"] = km[of_row, end]
    result["minutes"] *= np.where(times["mode"] == "express bus", bus_factor, 1.0)
    return result


def _nodes(graph: RoadGraph, tables: RoadTables, rows: pd.DataFrame, side: str) -> Ints:
    first = len(tables.emd)
    at = np.asarray(pd.Index(tables.emd["emd_code"]).get_indexer(rows[f"{side}_emd"]), np.int64)
    interchanges = pd.Index(graph.node_emd[first:])
    nodes = np.asarray(interchanges.get_indexer(pd.Index(at)), np.int64)
    there = (rows[f"{side}_kind"] == "interchange").to_numpy() & (nodes >= 0)
    return np.where(there, first + nodes, at)


def compared(times: pd.DataFrame, model: RoadModel | None = None) -> pd.DataFrame:
    """`times` with the network's ``estimate`` and the ``baseline``, and their relative errors.

    The baseline is the great circle × the constant (minutes per km, median) of the fit half.
    """
    fit = times[times["half"] == FIT]
    pace = float(np.median(fit["minutes"] / fit["great_circle_km"]))
    result = times.assign(
        estimate=estimates(times, model or RoadModel())["minutes"],
        baseline=times["great_circle_km"] * pace,
    )
    for name in ("estimate", "baseline"):
        result[f"{name}_error"] = result[name] / result["minutes"] - 1
    return result


def absolute_errors(errors: pd.Series[float]) -> tuple[float, float]:
    """Median and 90th percentile of the absolute relative error."""
    size = errors.abs()
    return float(size.median()), float(size.quantile(0.9))
