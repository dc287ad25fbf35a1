"""A planner's map layers, read with GDAL."""

from __future__ import annotations

import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np

from hubplanner.errors import DataError
from hubplanner.tables.dbf import encoding_of
from hubplanner.tables.workbooks import MAX_UNPACKED

KOREA_CRS = "EPSG:5179"
_KOREA = (123.0, 32.0, 133.0, 40.0)  # degrees, the peninsula's south with all islands
_SUFFIXES = (".gpkg", ".shp", ".geojson", ".json", ".zip")

ZIP_ERRORS = (OSError, zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError)
"""What the standard library raises on damaged, encrypted or unusual zip files."""


def is_layer(path: Path) -> bool:
    """Whether a file is a layer by its name; a zip file only where a shapefile is inside."""
    suffix = path.suffix.lower()
    if suffix != ".zip":
        return suffix in _SUFFIXES
    try:
        with zipfile.ZipFile(path) as parts:
            return any(name.lower().endswith(".shp") for name in parts.namelist())
    except ZIP_ERRORS:
        return False


def read_layer(path: Path, layer: str | None = None, kind: str = "") -> gpd.GeoDataFrame:
    """Read a GeoPackage, a Shapefile (alone or zipped; CP949 or UTF-8) or GeoJSON.

    Parameters
    ----------
    path
        The file.
    layer
        Name of a layer of it.
    kind
        Geometry, as ``LineString``, of the layer that is meant where there are several.

    Raises
    ------
    DataError
        When the file is damaged or parts of it are missing, or when it states no CRS (nothing is
        guessed).
    """
    import pyogrio

    if not path.exists():
        raise DataError("{path}: cannot be read (no such file); check the path", path=path)
    target = str(path)
    if path.suffix.lower() == ".zip":
        _refuse_bomb(path)
        target = f"/vsizip/{path}"
    try:
        kinds = {str(name): str(geometry) for name, geometry in pyogrio.list_layers(target)}
        layers = [name for name in kinds if kind and kind in kinds[name]] or list(kinds)
        if layer is not None and layer not in kinds:
            raise DataError(
                "{path}: has no layer '{layer}'; layers: {layers}",
                path=path,
                layer=layer,
                layers=", ".join(kinds),
            )
        if layer is None and len(layers) > 1:
            raise DataError(
                "{path}: holds {layers}; choose one with --sheet",
                path=path,
                layers=", ".join(layers),
            )
        shapes = pyogrio.read_dataframe(target, layer=layer or layers[0], encoding=_encoding(path))
    except DataError:
        raise
    except Exception as error:  # GDAL's errors have no common parent
        detail = " ".join(str(error).split())[:160]
        raise DataError(
            "{path}: cannot be read as a map layer ({detail})", path=path, detail=detail
        ) from error
    if not isinstance(shapes, gpd.GeoDataFrame) or shapes.geometry.isna().all():
        raise DataError("{path}: holds no shapes; export the layer with its geometry", path=path)
    if shapes.crs is None:
        raise DataError(
            "{path}: states no coordinate reference system; in QGIS set the layer's CRS (for"
            " example EPSG:5186 or EPSG:5179) and save it again, for a Shapefile with its .prj",
            path=path,
        )
    return shapes


def in_korea(path: Path, shapes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Shapes in EPSG:5179; refused where they don't lie in Korea."""
    try:
        placed = shapes.to_crs(KOREA_CRS)
        west, south, east, north = placed.to_crs("EPSG:4326").total_bounds
    except Exception as error:  # pyproj's errors
        detail = " ".join(str(error).split())[:160]
        raise DataError(
            "{path}: its CRS cannot be transformed ({detail})", path=path, detail=detail
        ) from error
    bounds = np.array([west, south, east, north])
    inside = west >= _KOREA[0] and south >= _KOREA[1] and east <= _KOREA[2] and north <= _KOREA[3]
    if not np.isfinite(bounds).all() or not inside:
        raise DataError(
            "{path}: its shapes lie outside Korea (CRS stated: {name}); set the CRS"
            " in which they were drawn and save the layer again",
            path=path,
            name=shapes.crs.name,
        )
    return placed


def _encoding(path: Path) -> str | None:
    """The encoding of a Shapefile's table, None of other layers."""
    if path.suffix.lower() == ".zip":
        try:
            with zipfile.ZipFile(path) as parts:
                found = {Path(name).suffix.lower(): name for name in parts.namelist()}
                if ".dbf" not in found:
                    return None
                stated = parts.read(found[".cpg"]) if ".cpg" in found else b""
                return encoding_of(parts.read(found[".dbf"]), stated.decode("ascii", "ignore"))
        except ZIP_ERRORS:
            return None
    if path.suffix.lower() != ".shp":
        return None
    beside = {item.suffix.lower(): item for item in path.parent.glob(f"{path.stem}.*")}
    if ".dbf" not in beside:
        return None
    stated = beside[".cpg"].read_bytes() if ".cpg" in beside else b""
    return encoding_of(beside[".dbf"].read_bytes(), stated.decode("ascii", "ignore"))


def _refuse_bomb(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as parts:
            unpacked = sum(part.file_size for part in parts.infolist())
    except ZIP_ERRORS as error:
        raise DataError("{path}: damaged zip file; zip it again", path=path) from error
    if unpacked > MAX_UNPACKED:
        raise DataError(
            "{path}: unpacks to more than {max_unpacked} MB",
            path=path,
            max_unpacked=MAX_UNPACKED >> 20,
        )
