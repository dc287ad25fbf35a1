"""Everything within so many minutes of a place: areas and people."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from hubplanner.regions import data_folder
from hubplanner.travelling.road_network import RoadNetwork


@dataclass(frozen=True)
class Catchment:
    """What lies within reach of a place.

    Attributes
    ----------
    minutes
        The limit.
    areas
        Eup-myeon-dong within it: ``emd_code``, ``name_ko``, ``region_code``, ``population``
        (residents of 2020; missing where not published), ``minutes``, nearest first.
    people
        Their residents together, as far as published.
    unknown
        Areas among them without published residents.
    shape
        One row, EPSG:5179: the areas dissolved.
    """

    minutes: float
    areas: pd.DataFrame
    people: int
    unknown: int
    shape: gpd.GeoDataFrame


def catchment(network: RoadNetwork, origin: pd.DataFrame, minutes: float) -> Catchment:
    """The eup-myeon-dong whose points are at most `minutes` from a place.

    Parameters
    ----------
    network
        The roads.
    origin
        One row with ``lon``, ``lat`` and, where known, ``emd_code``.
    minutes
        The limit.
    """
    emd = gpd.read_parquet(data_folder() / "boundaries" / "emd.parquet").set_index("emd_code")
    places = network.areas.set_index("emd_code", drop=False)
    emd["minutes"] = network.minutes(origin, places).iloc[0]
    within = emd[emd["minutes"] <= minutes].sort_values(["minutes", "name_ko"])
    columns = ["name_ko", "region_code", "population", "minutes"]
    dissolved = within.geometry.union_all() if len(within) else None
    shape = gpd.GeoDataFrame(
        {
            "minutes": [float(minutes)],
            "areas": [len(within)],
            "people": [int(within["population"].sum())],
        },
        geometry=[dissolved],
        crs=emd.crs,
    )
    return Catchment(
        minutes=minutes,
        areas=pd.DataFrame(within[columns]).reset_index(),
        people=int(within["population"].sum()),
        unknown=int(np.asarray(within["population"].isna()).sum()),
        shape=shape,
    )
