"""Import of a boundary layer: checked, brought to EPSG:5179."""

from __future__ import annotations

import re
from itertools import count
from pathlib import Path

import geopandas as gpd

from hubplanner.importing.kinds import Kind, Request, Understood
from hubplanner.importing.report import ListReport
from hubplanner.importing.writing import about, write_folder
from hubplanner.language import Text
from hubplanner.tables.layers import KOREA_CRS, in_korea, is_layer, read_layer

_OWN = ("fid", "geom")  # columns that a GeoPackage adds


def _read(request: Request) -> Understood:
    stated = read_layer(request.path, request.sheet)
    shapes, notes = with_names_of_a_geopackage(in_korea(request.path, stated))
    report = ListReport(
        file=request.path.name,
        form=f"{stated.crs.name} → {KOREA_CRS}",
        kind="layer",
        rows=len(shapes),
        columns=tuple(str(column) for column in shapes.columns if column != "geometry"),
        notes=(*notes, *_odd(shapes)),
    )
    return Understood(report, "layers", shapes)


def _odd(shapes: gpd.GeoDataFrame) -> list[Text]:
    """What of the shapes themselves may not be meant."""
    lacking = shapes.geometry.isna() | shapes.geometry.is_empty
    crossed = ~lacking & ~shapes.geometry.is_valid
    kinds = shapes.geom_type[~lacking].str.removeprefix("Multi").value_counts()
    told = []
    if lacking.any():
        told.append(
            Text(
                "{count:,} rows without a shape, the first is row {row}",
                count=lacking.sum(),
                row=int(lacking.argmax()) + 1,
            )
        )
    if crossed.any():
        told.append(
            Text(
                "{count:,} shapes cross themselves, the first in row {row}; mend them in QGIS"
                " (Fix geometries)",
                count=crossed.sum(),
                row=int(crossed.argmax()) + 1,
            )
        )
    if len(kinds) > 1:
        told.append(
            Text(
                "shapes of several kinds: {kinds}",
                kinds=", ".join(f"{kind} ({number:,})" for kind, number in kinds.items()),
            )
        )
    return told


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


def with_names_of_a_geopackage(
    shapes: gpd.GeoDataFrame,
) -> tuple[gpd.GeoDataFrame, list[Text]]:
    """Columns under names that a GeoPackage can hold side by side, and what was renamed: it has a
    ``fid`` and a ``geom`` of its own, and capitals tell no column from another."""
    taken, renamed = set(_OWN), {}
    for column in shapes.columns:
        name = str(column)
        if column == shapes.geometry.name:
            continue
        ways = (f"{name}_{number}" for number in count(1 if name.casefold() in _OWN else 2))
        new = (
            name
            if name.casefold() not in taken
            else next(way for way in ways if way.casefold() not in taken)
        )
        taken.add(new.casefold())
        if new != name:
            renamed[column] = new
    told = [Text("column {old} is kept as {new}", old=old, new=new) for old, new in renamed.items()]
    return shapes.rename(columns=renamed), told


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
