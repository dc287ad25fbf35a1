"""Any table of places as points in degrees."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

from hubplanner.errors import DataError


def as_places(given: pd.DataFrame) -> pd.DataFrame:
    """A table with ``lon`` and ``lat`` (WGS84 degrees), which every way of travel reads.

    Parameters
    ----------
    given
        A table that has both already, or a GeoDataFrame in any CRS: of other shapes than points a
        point inside is taken.

    Raises
    ------
    DataError
        When there are neither degrees nor shapes with a CRS, or a place has no point.
    """
    if {"lon", "lat"} <= set(given.columns):
        return given
    if not isinstance(given, gpd.GeoDataFrame):
        raise DataError("places need the columns lon and lat, or shapes (a GeoDataFrame)")
    if given.crs is None:
        raise DataError("the places have no coordinate system; set it with GeoDataFrame.set_crs")
    lacking = given.index[given.geometry.isna() | given.geometry.is_empty]
    if len(lacking):
        raise DataError("the place {place!r} has no shape; drop it", place=lacking[0])
    shapes = given.geometry
    points = shapes.where(shapes.geom_type == "Point", shapes.representative_point())
    degrees = points.to_crs("EPSG:4326")
    return pd.DataFrame(given.drop(columns=given.geometry.name)).assign(
        lon=degrees.x, lat=degrees.y
    )
