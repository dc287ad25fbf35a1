"""Where the bundled data and caches lie, and the region table with its two sets of boundaries."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import geopandas as gpd
import pandas as pd

from hubplanner.bundled import bundled


@cache
def data_folder() -> Path:
    """The data that comes with the package."""
    return bundled("data")


def cache_folder() -> Path:
    """Where caches lie: ``HUBPLANNER_CACHE``, else the system's cache folder of the user."""
    if chosen := os.environ.get("HUBPLANNER_CACHE"):
        return Path(chosen)
    from platformdirs import user_cache_path

    return user_cache_path("hubplanner", appauthor=False)


def read_reference(name: str) -> pd.DataFrame:
    """A bundled table of ``data/references``, all columns as text, an empty cell ``''``."""
    path = data_folder() / "references" / f"{name}.csv"
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def load_regions() -> gpd.GeoDataFrame:
    """All regions at analysis level, indexed by ``region_code``: borders of 2020, names of today.

    Returns
    -------
    GeoDataFrame
        229 rows, EPSG:5179: ``legal_code``, ``name_ko``, ``name_en``, ``sido_code`` and
        ``sido_2020_ko`` (the province of 2020), ``sido_ko`` (the official name of today's),
        ``sido_today_code`` (its KOSTAT code of 2020; of 전남광주통합특별시 that of the part),
        ``sido_en`` and ``sido_short`` (of that code), ``kind``, ``area_km2``, ``lon`` and ``lat``
        (degrees, WGS84) of the point from which the region's residents are nearest, and
        ``geometry``.
    """
    regions = gpd.read_parquet(data_folder() / "boundaries" / "regions.parquet")
    regions = regions.set_index("region_code")
    provinces = read_reference("provinces").set_index("sido_code")
    regions["sido_2020_ko"] = regions["sido_code"].map(provinces["name_ko"])
    regions["sido_ko"] = _provinces_of_today().reindex(regions.index)
    official = (provinces["name_ko"] + ";" + provinces["also_ko"]).str.split(";").to_dict()
    regions["sido_today_code"] = [
        code if name in official[code] else next(one for one in official if name in official[one])
        for code, name in zip(regions["sido_code"], regions["sido_ko"], strict=True)
    ]
    regions["sido_en"] = regions["sido_today_code"].map(provinces["name_en"])
    regions["sido_short"] = regions["sido_today_code"].map(provinces["short_ko"])
    return regions


def _provinces_of_today() -> pd.Series[str]:
    """By region of 2020: the official name of its province on the last day that is known."""
    sigungu = read_reference("sigungu")
    newest_last = sigungu.sort_values("valid_from", kind="stable").set_index("region_code")
    return newest_last.loc[~newest_last.index.duplicated(keep="last"), "sido_ko"]


def display_shapes() -> gpd.GeoSeries:
    """The regions by ``region_code``, EPSG:5179, simplified at 300 m: for display only."""
    shapes = gpd.read_parquet(data_folder() / "boundaries" / "regions_web.parquet")
    return shapes.set_index("region_code").geometry


def web_topology() -> str:
    """The regions as TopoJSON text (WGS84, simplified at 300 m): for display only."""
    return (data_folder() / "boundaries" / "regions_web.topo.json").read_text(encoding="utf-8")


def hexagon_cells() -> pd.DataFrame:
    """The equal-area hexagon map: the cell of every region, indexed by ``region_code``.

    Returns
    -------
    DataFrame
        229 rows of whole numbers from 0: ``column`` (eastwards) and ``row`` (southwards; odd rows
        lie half a cell farther east, "odd-r"). ``data/build/hexagons.py`` says how they are found.
    """
    path = data_folder() / "boundaries" / "hexagons.csv"
    return pd.read_csv(path, dtype={"region_code": str}).set_index("region_code")
