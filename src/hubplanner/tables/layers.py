"""A planner's map layers: the one door, behind which GDAL sees nothing but what was checked.

GDAL tells formats by content, and many of them name other files, hosts or databases. So the kind
is told here, by the file's name and first bytes; GeoJSON is read without GDAL, and of a GeoPackage
or Shapefile GDAL gets a copy in a folder of its own, under a name of ours.
"""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable, Collection
from contextlib import closing
from glob import escape
from itertools import chain, count
from pathlib import Path, PurePosixPath
from typing import Any

import geopandas as gpd
import numpy as np

from hubplanner.errors import DataError, HubplannerError
from hubplanner.limits import MAX_FILE, MAX_PARTS, MAX_UNPACKED, refuse_unfit
from hubplanner.tables.dbf import encoding_of

KOREA_CRS = "EPSG:5179"
_KOREA = (123.0, 32.0, 133.0, 40.0)  # degrees, the peninsula's south with all islands
_SHAPEFILE = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_SHP_MAGIC = b"\x00\x00\x27\x0a"
_SHAPE = "geometry"  # what the column of shapes is called here
_SQLITE_MAGIC = b"SQLite format 3\x00"
_GPKG_IDS = (b"GPKG", b"GP10", b"GP11")  # at byte 68 (OGC 12-128r18, requirement 2)

_ZIP_ERRORS = (OSError, zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError)
"""What the standard library raises on damaged, encrypted or unusual zip files."""


def is_layer(path: Path) -> bool:
    """Whether a file is a layer by its name; a zip file only where a shapefile is inside."""
    suffix = path.suffix.lower()
    if suffix != ".zip":
        return suffix in _READERS
    try:
        refuse_unfit(path)
        with zipfile.ZipFile(path) as parts:
            return any(name.lower().endswith(".shp") for name in parts.namelist())
    except (DataError, *_ZIP_ERRORS):
        return False


def read_layer(path: Path, layer: str | None = None, kind: str = "") -> gpd.GeoDataFrame:
    """Read a GeoPackage, a Shapefile (alone or zipped; CP949 or UTF-8), GeoJSON or TopoJSON.

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
        When the file is damaged, of another kind than its name says or too large, when parts of it
        are missing or name other files or addresses, or when it states no CRS (nothing is guessed).
    """
    suffix = path.suffix.lower()
    if suffix not in _READERS:
        raise DataError(
            "{path}: a layer is read from {suffixes}; save it so",
            path=path,
            suffixes=", ".join(_READERS),
        )
    try:
        refuse_unfit(path)
        shapes = _READERS[suffix](path, layer, kind)
    except HubplannerError:
        raise
    except OSError as error:
        raise DataError(
            "{path}: cannot be read ({reason}); check the path", path=path, reason=error.strerror
        ) from error
    except UnicodeDecodeError as error:
        raise DataError(
            "{path}: a text is cut in the middle of a letter, or not in the encoding stated; save"
            " the layer again in UTF-8",
            path=path,
        ) from error
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


def in_korea(path: Path, shapes: gpd.GeoDataFrame, *, in_part: bool = False) -> gpd.GeoDataFrame:
    """Shapes in EPSG:5179; refused where they don't lie in Korea, `in_part` where none does."""
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
    if in_part:
        inside = west < _KOREA[2] and south < _KOREA[3] and east > _KOREA[0] and north > _KOREA[1]
    if not np.isfinite(bounds).all() or not inside:
        raise DataError(
            "{path}: its shapes lie outside Korea (CRS stated: {name}); set the CRS"
            " in which they were drawn and save the layer again",
            path=path,
            name=shapes.crs.name,
        )
    return placed


# ---- kinds of file


def _geopackage(path: Path, layer: str | None, kind: str) -> gpd.GeoDataFrame:
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place) / "layer.gpkg"
        shutil.copyfile(path, copy)
        with copy.open("rb") as file:
            start = file.read(72)
        if not start.startswith(_SQLITE_MAGIC) or start[68:72] not in _GPKG_IDS:
            raise _mistaken(path, "GeoPackage")
        beside = path.with_name(f"{path.name}-wal")
        if beside.exists() and beside.stat().st_size:
            raise DataError(
                "{path}: is open in another program, which has not written all of it; close it"
                " there",
                path=path,
            )
        _refuse_computed(path, copy)
        return _read(path, copy, layer, kind)


def _refuse_computed(path: Path, copy: Path) -> None:
    """Refuse layers that are queries: these may call functions that reach files and hosts."""
    with closing(sqlite3.connect(f"{copy.as_uri()}?mode=ro", uri=True)) as database:
        parts = database.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
        systems = database.execute("SELECT definition FROM gpkg_spatial_ref_sys").fetchall()
    for sort, name, sql in parts:
        virtual = re.match(r"\s*CREATE\s+VIRTUAL\s+TABLE\b", sql or "", re.IGNORECASE)
        index = virtual and re.search(r"\bUSING\s+[\"'`\[]?rtree\b", sql, re.IGNORECASE)
        computed = sort == "table" and re.search(r"\bAS\s*\(", sql or "", re.IGNORECASE)
        if sort == "view" or (virtual and not index) or computed:
            raise DataError(
                "{path}: '{name}' is a query, not a stored layer; save the layer into a new"
                " GeoPackage",
                path=path,
                name=name,
            )
    if any("://" in str(definition).split("[")[0] for (definition,) in systems):
        raise _reaches_out(path)


def _shapefile(path: Path, layer: str | None, kind: str) -> gpd.GeoDataFrame:
    beside = {item.suffix.lower(): item for item in path.parent.glob(f"{escape(path.stem)}.*")}
    parts = {suffix: beside[suffix] for suffix in _SHAPEFILE if suffix in beside}
    if ".shx" not in parts:
        raise DataError(
            "{path}: its part .shx is missing; put all parts of the Shapefile beside it, or zip"
            " them",
            path=path,
        )
    if sum(map(refuse_unfit, parts.values())) > MAX_FILE:
        raise DataError(
            "{path}: is larger than {most:,} MB; keep the part that is needed",
            path=path,
            most=MAX_FILE >> 20,
        )
    with tempfile.TemporaryDirectory() as place:
        for suffix, part in parts.items():
            shutil.copyfile(part, Path(place) / f"{path.stem}{suffix}")
        return _read(path, Path(place) / f"{path.stem}.shp", layer, kind)


def _zipped(path: Path, layer: str | None, kind: str) -> gpd.GeoDataFrame:
    with tempfile.TemporaryDirectory() as place:
        try:
            with zipfile.ZipFile(path) as book:
                parts = [
                    part
                    for part in book.infolist()
                    if not part.is_dir()
                    and PurePosixPath(part.filename).suffix.lower() in _SHAPEFILE
                    and not PurePosixPath(part.filename).name.startswith("._")  # macOS's own
                ]
                # What a part says of its size is what is unpacked of it at most.
                if sum(part.file_size for part in parts) > MAX_UNPACKED or len(parts) > MAX_PARTS:
                    raise DataError(
                        "{path}: unpacks to more than {max_unpacked} MB",
                        path=path,
                        max_unpacked=MAX_UNPACKED >> 20,
                    )
                for part in parts:
                    name = PurePosixPath(part.filename.replace("\\", "/"))
                    copy = Path(place) / f"{name.stem}{name.suffix.lower()}"
                    if copy.exists():
                        raise DataError(
                            "{path}: holds {name} twice, in two folders; zip the one that is meant",
                            path=path,
                            name=copy.name,
                        )
                    with book.open(part) as packed, copy.open("xb") as file:
                        shutil.copyfileobj(packed, file)
        except _ZIP_ERRORS as error:
            if isinstance(error, DataError):
                raise
            raise DataError("{path}: damaged zip file; zip it again", path=path) from error
        return _read(path, Path(place), layer, kind)


def _geojson(path: Path, layer: str | None, kind: str) -> gpd.GeoDataFrame:
    """Read without GDAL, for which a JSON file may be many things (RFC 7946; crs as of 2008)."""

    def no_number(text: str) -> None:
        raise ValueError(f"{text} is no number")

    try:
        told: Any = json.loads(path.read_text("utf-8-sig"), parse_constant=no_number)
    except (ValueError, RecursionError) as error:
        raise _mistaken(path, "GeoJSON") from error
    if isinstance(told, dict) and told.get("type") == "Topology":
        return _topology(path, told, layer, kind)
    if layer not in (None, path.stem):
        raise DataError(
            "{path}: has no layer '{layer}'; layers: {layers}",
            path=path,
            layer=layer,
            layers=path.stem,
        )
    if not isinstance(told, dict) or told.get("type") not in ("FeatureCollection", "Feature"):
        raise _mistaken(path, "GeoJSON")
    features = told["features"] if told["type"] == "FeatureCollection" else [told]
    crs = told.get("crs", {"type": "name", "properties": {"name": "OGC:CRS84"}})
    if crs is not None:
        name = crs["properties"].get("name") if crs["type"] == "name" else None
        if not isinstance(name, str) or not re.fullmatch(r"[\w:.-]+", name):
            raise _reaches_out(path)
        crs = "EPSG:4326" if name.endswith("CRS84") else re.sub(r"^urn:.*:def:crs:", "", name)
        crs = re.sub(r":[\d.]*:", ":", crs)  # urn:ogc:def:crs:EPSG::5186, :6.9:
    return gpd.GeoDataFrame.from_features(map(_told_of, features), crs=crs)


def _told_of(feature: dict[str, Any]) -> dict[str, Any]:
    """A feature whose properties hold its id too, and none that takes the place of the shape."""
    told = dict(feature.get("properties") or {})
    if feature.get("id", told.get("id")) != told.get("id"):
        told = {_free("id", told): feature["id"], **told}
    if _SHAPE in told:
        further = _free(_SHAPE, told)
        told[further] = told.pop(_SHAPE)
    return {_SHAPE: feature[_SHAPE], "properties": told}


def _free(name: str, taken: Collection[str]) -> str:
    """A name for a further column: itself, or with the first number that is free."""
    ways = chain([name], (f"{name}_{number}" for number in count(1)))
    return next(way for way in ways if way not in taken)


def _topology(path: Path, told: dict[str, Any], layer: str | None, kind: str) -> gpd.GeoDataFrame:
    """TopoJSON, in degrees by its specification; GDAL sees nothing but its shapes."""
    kept = {key: told[key] for key in ("type", "objects", "arcs", "transform") if key in told}
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place) / "layer.topojson"
        copy.write_text(json.dumps(kept), encoding="utf-8")
        shapes = _read(path, copy, layer, kind)
    return shapes.set_crs("EPSG:4326", allow_override=True)


_READERS: dict[str, Callable[[Path, str | None, str], gpd.GeoDataFrame]] = {
    ".gpkg": _geopackage,
    ".shp": _shapefile,
    ".geojson": _geojson,
    ".json": _geojson,
    ".topojson": _geojson,
    ".zip": _zipped,
}


def _mistaken(path: Path, kind: str) -> DataError:
    return DataError(
        "{path}: cannot be read as {kind}, which its name says; save the layer again",
        path=path,
        kind=kind,
    )


def _reaches_out(path: Path) -> DataError:
    return DataError(
        "{path}: names its CRS by an address, which is not asked; set the layer's CRS in QGIS and"
        " save it again",
        path=path,
    )


# ---- GDAL, on copies only


def _read(path: Path, copy: Path, layer: str | None, kind: str) -> gpd.GeoDataFrame:
    import pyogrio

    for shp in copy.glob("*.shp") if copy.is_dir() else [copy] if copy.suffix == ".shp" else []:
        with shp.open("rb") as file:
            if file.read(4) != _SHP_MAGIC:
                raise _mistaken(path, "Shapefile")
    kinds = {str(name): str(geometry) for name, geometry in pyogrio.list_layers(copy)}
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
            "{path}: holds {layers}; choose one with --sheet", path=path, layers=", ".join(layers)
        )
    chosen = layer or layers[0]
    table = copy / f"{chosen}.dbf" if copy.is_dir() else copy.with_suffix(".dbf")
    encoding = _encoding(table)
    shapes = pyogrio.read_dataframe(copy, layer=chosen, encoding=encoding)
    fields = pyogrio.read_info(copy, layer=chosen, encoding=encoding)["fields"]
    if _SHAPE in fields:  # a column of that name, which the shapes have replaced
        one = pyogrio.read_dataframe(
            copy, layer=chosen, encoding=encoding, columns=[_SHAPE], read_geometry=False
        )
        shapes.insert(0, _free(_SHAPE, [*fields]), one[_SHAPE])
    return shapes


def _encoding(table: Path) -> str | None:
    """The encoding of a Shapefile's table, None of other layers."""
    if not table.exists():
        return None
    stated = table.with_suffix(".cpg")
    words = stated.read_bytes().decode("ascii", "ignore") if stated.exists() else ""
    return encoding_of(table.read_bytes(), words)
