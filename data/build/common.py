"""What every step of the build shares: folders, coordinate systems, ways of writing a file."""

from __future__ import annotations

import csv
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

BUILD_DIR = Path(__file__).resolve().parent
DATA_DIR = BUILD_DIR.parent
FACTS_DIR = BUILD_DIR / "facts"
CACHE_DIR = BUILD_DIR / ".cache"

KOREA_CRS = "EPSG:5179"
WGS84 = "EPSG:4326"


def facts(name: str) -> pd.DataFrame:
    """One committed table of facts, every cell a string and an empty cell ''."""
    return pd.read_csv(FACTS_DIR / f"{name}.csv", dtype=str, keep_default_na=False)


def write_csv(table: pd.DataFrame, path: Path) -> None:
    """UTF-8 without BOM and LF line ends, so that a rebuild gives the same bytes anywhere."""
    path.parent.mkdir(parents=True, exist_ok=True)
    table.to_csv(
        path, index=False, encoding="utf-8", lineterminator="\n", quoting=csv.QUOTE_MINIMAL
    )


def write_parquet(table: pd.DataFrame, path: Path) -> None:
    """Parquet, or GeoParquet where the table has geometry."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(table, gpd.GeoDataFrame):
        table.to_parquet(
            path, index=False, compression="zstd", compression_level=19, schema_version="1.1.0"
        )
    else:
        table.to_parquet(path, index=False, compression="zstd", compression_level=19)


def rounded(geometries: np.ndarray, decimals: int) -> np.ndarray:
    """Round every vertex alike; neighbours that share a vertex still share it afterwards."""
    return np.asarray(shapely.transform(geometries, lambda xy: np.round(xy, decimals)))


def lon_lat(points: np.ndarray) -> pd.DataFrame:
    """Columns lon and lat (WGS84, five decimals, about a metre) of points in EPSG:5179."""
    degrees = gpd.GeoSeries(points, crs=KOREA_CRS).to_crs(WGS84)
    return pd.DataFrame({"lon": degrees.x.round(5), "lat": degrees.y.round(5)})


def points_from(lon: pd.Series, lat: pd.Series) -> np.ndarray:
    """Points in EPSG:5179 from WGS84 degrees."""
    degrees = gpd.GeoSeries(gpd.points_from_xy(lon.astype(float), lat.astype(float)), crs=WGS84)
    return np.asarray(degrees.to_crs(KOREA_CRS).array)
