"""Where the bundled data and caches lie, and the region table with its two sets of boundaries."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import geopandas as gpd
import pandas as pd


@cache
def data_folder() -> Path:
    """The data that comes with the package: inside an installed wheel, else in the repository."""
    package = Path(__file__).parents[1]
    installed = package / "data"
    return installed if installed.is_dir() else package.parents[1] / "data"


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
    """All regions at analysis level, indexed by ``region_code``.

    Returns
    -------
    GeoDataFrame
        229 rows, EPSG:5179: ``legal_code``, ``name_ko``, ``name_en``, ``sido_code``, ``sido_ko``,
        ``sido_en``, ``sido_short``, ``sido_today_ko`` (the province that the region lies
        in today), ``kind``, ``area_km2``, ``lon`` and ``lat`` (degrees, WGS84)
        of the point from which the region's residents are nearest, and ``geometry``.
    """
    regions = gpd.read_parquet(data_folder() / "boundaries" / "regions.parquet")
    provinces = (
        read_reference("provinces")
        .drop(columns="also_ko")
        .rename(columns={"name_ko": "sido_ko", "name_en": "sido_en", "short_ko": "sido_short"})
    )
    merged = regions.merge(provinces, on="sido_code", how="left", validate="many_to_one")
    merged["sido_today_ko"] = merged["region_code"].map(_provinces_of_today())
    return merged.set_index("region_code")


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
