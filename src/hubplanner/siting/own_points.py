"""A planner's own points as places where hubs may stand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from hubplanner.dataset import Dataset
from hubplanner.dataset.institutions import refuse_misplaced
from hubplanner.errors import DataError
from hubplanner.language import Text
from hubplanner.limits import MAX_POINTS
from hubplanner.regions import match_regions
from hubplanner.siting.surroundings import PLACE
from hubplanner.tables.coordinates import (
    EAST,
    EAST_HEADS,
    NORTH,
    NORTH_HEADS,
    Flags,
    Floats,
    in_degrees,
    same_places,
)
from hubplanner.tables.grid import hidden_told, read_grid
from hubplanner.tables.schema import (
    Column,
    Schema,
    find_head,
    read_table,
    refuse_more_rows,
    refuse_repeats,
    unread,
)
from hubplanner.tables.values import ANY, text

OFF_SHORE_M = 5000.0
"""A point of the planner's this far off the coast still lies in the region nearest to it."""

NAME_HEADS = (
    *("이름", "명칭", "name_ko", "기관명", "부지", "부지명", "후보지", "후보지명"),
    *("장소", "장소명", "site", "site name", "place", "place name"),
)

POINTS = Schema(
    (
        Column("name", text(mend="name the point"), NAME_HEADS),
        Column("lat", NORTH, NORTH_HEADS),
        Column("lon", EAST, EAST_HEADS),
        Column("name_en", ANY, ("영문명",), required=False, blank=""),
        Column("region", ANY, ("시군구", "지역", "region_code"), required=False, blank=""),
    ),
    strict=False,
)


def read_points(path: Path, dataset: Dataset) -> tuple[pd.DataFrame, list[Text]]:
    """The planner's own points: ``name``, ``lat``, ``lon``, and ``name_en`` where they have one.

    A ``region`` that is stated too is only held against where the point lies.

    Returns
    -------
    table : DataFrame
        By id, with ``region_code`` and how far off its coast (``off_shore_m``).
    told : list of Text
        What was understood of coordinates in metres, and which columns are not read.

    Raises
    ------
    DataError
        Naming file, row, column and value, and the mend.
    """
    import geopandas as gpd

    grid = read_grid(path)
    refuse_more_rows(path, grid.rows, MAX_POINTS)
    head = find_head(grid, POINTS, POINTS.required)
    table = read_table(path, POINTS, grid, head)
    ignored = unread(grid, head) if head else []
    refuse_repeats(table, ["name"], path)

    def fits(lon: Floats, lat: Floats) -> Flags:
        tried = gpd.GeoSeries.from_xy(lon, lat, crs="EPSG:4326").to_crs(5179)
        row, _ = dataset.regions.sindex.query(tried, predicate="intersects")
        return np.isin(np.arange(len(tried)), row)

    table, metres = in_degrees(path, table, grid, fits)
    stated = match_regions(table["region"], dataset.regions)
    named = table.assign(region_code=[stated[text].region_code for text in table["region"]])
    refuse_misplaced(named[named["region_code"] != ""], path, dataset.regions)
    places = table.set_index(pd.Index([f"point-{number + 1}" for number in range(len(table))]))
    places = places.rename(columns={"name": "name_ko"})
    places["name_en"] = places["name_en"].where(places["name_en"] != "", places["name_ko"])
    points = gpd.GeoSeries.from_xy(places["lon"], places["lat"], crs="EPSG:4326").to_crs(5179)
    row, region = dataset.regions.sindex.query(points, predicate="intersects")
    codes = pd.Series(dataset.regions.index[region], index=row).groupby(level=0).first()
    inside = codes.reindex(range(len(places)))
    places["off_shore_m"] = 0.0
    if inside.isna().any():
        # A pier lies off the simplified coast: such a point is in the region nearest to it.
        at_sea = np.flatnonzero(inside.isna())
        (row, region), off_shore = dataset.regions.sindex.nearest(
            points.iloc[at_sea], return_all=False, max_distance=OFF_SHORE_M, return_distance=True
        )
        inside.iloc[at_sea[row]] = dataset.regions.index[region]
        places.loc[places.index[at_sea[row]], "off_shore_m"] = off_shore
    if inside.isna().any():
        at = int(np.argmax(inside.isna()))
        raise DataError(
            "{path}: row {at}: '{name}' lies in no region of Korea;"
            " check whether lat and lon are exchanged",
            path=path,
            at=table.index[at] + 2,
            name=table["name"].iloc[at],
        )
    places["region_code"] = inside.to_numpy()
    told = [*([metres] if metres else []), *hidden_told(grid), *_twice(table)]
    if ignored:
        columns = ", ".join(ignored)
        told.append(Text("columns of the points that are not read: {columns}", columns=columns))
    return places.assign(emd_code="")[[*PLACE, "off_shore_m"]], told


def _twice(table: pd.DataFrame) -> list[Text]:
    """Points of one name, but for blanks and case, at one place."""
    names = table["name"].tolist()
    first = same_places(names, table["lon"].to_numpy(), table["lat"].to_numpy())
    return [
        Text("'{name}' and '{other}' are at the same place", name=names[one], other=names[at])
        for at, one in enumerate(first)
        if one != at
    ]
