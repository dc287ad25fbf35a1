"""Styles inside the plan's GeoPackage, where QGIS looks for them."""

from __future__ import annotations

import errno
import sqlite3
from contextlib import closing
from pathlib import Path

from hubplanner.plan import Plan
from hubplanner.report.qgis import layer_styles

_WRITTEN = "2000-01-01T00:00:00.000Z"
"""Instead of today, so that the same plan gives the same bytes."""

# As QGIS creates it when a style is saved into a GeoPackage.
_TABLE = """
CREATE TABLE "layer_styles" (
  "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  "f_table_catalog" TEXT(256),
  "f_table_schema" TEXT(256),
  "f_table_name" TEXT(256),
  "f_geometry_column" TEXT(256),
  "styleName" TEXT(30),
  "styleQML" TEXT,
  "styleSLD" TEXT,
  "useAsDefault" BOOLEAN,
  "description" TEXT,
  "owner" TEXT(30),
  "ui" TEXT(30),
  "update_time" DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now'))
)
"""


def style_geopackage(plan: Plan, path: Path) -> None:
    """Give each layer of a plan's GeoPackage the style it opens with in QGIS.

    Parameters
    ----------
    plan
        The plan that the file holds.
    path
        The GeoPackage that :meth:`hubplanner.plan.Plan.save` has written; it gains the table
        ``layer_styles``, registered as a table of attributes.

    Raises
    ------
    OSError
        When SQLite cannot open or write the file, as where its path has more than 512 bytes.
    """
    try:
        _style(layer_styles(plan), path)
    except sqlite3.OperationalError as error:
        raise OSError(errno.EIO, str(error), str(path)) from error


def _style(styles: dict[str, str], path: Path) -> None:
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("PRAGMA synchronous = OFF")  # a new file, moved into place when whole
        geometry_columns = dict(
            database.execute("SELECT table_name, column_name FROM gpkg_geometry_columns")
        )
        database.execute(_TABLE)
        database.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, last_change)"
            " VALUES ('layer_styles', 'attributes', 'layer_styles', ?)",
            (_WRITTEN,),
        )
        database.executemany(
            "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name,"
            " f_geometry_column, styleName, styleQML, styleSLD, useAsDefault, description, owner,"
            " update_time) VALUES ('', '', ?, ?, 'hubplanner', ?, '', 1, ?, '', ?)",
            [
                (layer, geometry_columns[layer], qml, f"hubplanner: {layer}", _WRITTEN)
                for layer, qml in styles.items()
            ],
        )
