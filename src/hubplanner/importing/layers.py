"""A planner's boundary layers: read with GDAL, checked, brought to EPSG:5179."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np

from hubplanner.errors import DataError
from hubplanner.importing.kinds import Kind, Request, Understood
from hubplanner.importing.report import ListReport
from hubplanner.importing.writing import about, write_folder
from hubplanner.tables.workbooks import MAX_UNPACKED

LAYER_SUFFIXES = (".gpkg", ".shp", ".geojson", ".json", ".zip")
KOREA_CRS = "EPSG:5179"
ZIP_ERRORS = (OSError, zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError)
"""What the standard library raises on damaged, encrypted or unusual zip files."""

_KOREA = (123.0, 32.0, 133.0, 40.0)  # degrees, the peninsula's south with all islands


def is_layer(path: Path) -> bool:
    """Whether a file is a layer by its name; a zip file only where a shapefile is inside."""
    suffix = path.suffix.lower()
    if suffix != ".zip":
        return suffix in LAYER_SUFFIXES
    try:
        with zipfile.ZipFile(path) as parts:
            return any(name.lower().endswith(".shp") for name in parts.namelist())
    except ZIP_ERRORS:
        return False


def read_layer(path: Path, layer: str | None = None) -> tuple[gpd.GeoDataFrame, str]:
    """Read a GeoPackage, a Shapefile (alone or zipped; CP949 or UTF-8) or GeoJSON.

    Returns
    -------
    GeoDataFrame, str
        In EPSG:5179, with the file's own columns; and the name of the CRS that the file states.

    Raises
    ------
    DataError
        When the file is damaged or parts of it are missing, when it states no CRS (nothing is
        guessed), or when its shapes don't lie in Korea.
    """
    import pyogrio

    if not path.exists():
        raise DataError("{path}: cannot be read (no such file); check the path", path=path)
    target = str(path)
    if path.suffix.lower() == ".zip":
        _refuse_bomb(path)
        target = f"/vsizip/{path}"
    try:
        layers = [str(name) for name in pyogrio.list_layers(target)[:, 0]]
        if layer is not None and layer not in layers:
            raise DataError(
                "{path}: has no layer '{layer}'; layers: {layers}",
                path=path,
                layer=layer,
                layers=", ".join(layers),
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
    return _in_korea(path, shapes), str(shapes.crs.name)


def _in_korea(path: Path, shapes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
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
    """CP949 for a Shapefile that states no encoding and isn't UTF-8, as Korean agencies save it."""
    if path.suffix.lower() == ".zip":
        try:
            with zipfile.ZipFile(path) as parts:
                names = {name.lower(): name for name in parts.namelist()}
                table = next((names[name] for name in names if name.endswith(".dbf")), None)
                if table is None or any(name.endswith(".cpg") for name in names):
                    return None
                return _of_bytes(parts.read(table))
        except ZIP_ERRORS:
            return None
    if path.suffix.lower() != ".shp":
        return None
    beside = {item.suffix.lower(): item for item in path.parent.glob(f"{path.stem}.*")}
    if ".dbf" not in beside or ".cpg" in beside:
        return None
    return _of_bytes(beside[".dbf"].read_bytes())


def _of_bytes(table: bytes) -> str:
    try:
        table[32:].decode("utf-8")
    except UnicodeDecodeError:
        return "cp949"
    return "utf-8"


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


def _read(request: Request) -> Understood:
    shapes, crs = read_layer(request.path, request.sheet)
    report = ListReport(
        file=request.path.name,
        form=f"{crs} → {KOREA_CRS}",
        kind="layer",
        rows=len(shapes),
        columns=tuple(str(column) for column in shapes.columns if column != "geometry"),
    )
    return Understood(report, "layers", shapes)


def _write(request: Request, understood: Understood, folder: Path) -> None:
    """Into a data folder's ``layers``."""
    path = request.path
    name = re.sub(r"[^0-9A-Za-z가-힣_-]+", "-", request.sheet or path.stem)
    write_folder(
        folder,
        lambda new: write_layer(new / "layers" / f"{name}.gpkg", understood.content),
        replaced=(),
        about=about(f"layer {name}", path, request.source or path.stem, request.licence),
    )


def write_layer(path: Path, shapes: gpd.GeoDataFrame) -> None:
    """A layer as GeoPackage; the same shapes give the same file."""
    import pyogrio

    options = {"OGR_CURRENT_DATE": "2000-01-01T00:00:00.000Z", "OGR_SQLITE_SYNCHRONOUS": "OFF"}
    path.parent.mkdir(parents=True, exist_ok=True)
    pyogrio.set_gdal_config_options(options)
    try:
        pyogrio.write_dataframe(shapes, path, layer=path.stem, driver="GPKG")
    finally:
        pyogrio.set_gdal_config_options(dict.fromkeys(options))


LAYER = Kind(recognise=lambda request: is_layer(request.path), read=_read, write=_write)
