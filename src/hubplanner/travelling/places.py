"""From a planner's words to a place on the network."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from hubplanner.errors import RegionError
from hubplanner.regions import data_folder, resolve
from hubplanner.regions.provinces import province_codes
from hubplanner.travelling.road_graph import load_areas


def find_places(names: Sequence[str], regions: pd.DataFrame) -> pd.DataFrame:
    """:func:`find_place` for several, indexed by the names asked for."""
    found = [find_place(name, regions) for name in names]
    return pd.concat(found).set_axis(pd.Index(names, name="place")) if found else pd.DataFrame()


def find_place(name: str, regions: pd.DataFrame) -> pd.DataFrame:
    """One row for a region, a province's main office or an eup-myeon-dong.

    Parameters
    ----------
    name
        Whatever :func:`hubplanner.regions.resolve` takes; a province alone (``경남``) means its
        main office; ``거제시 장목면`` an eup-myeon-dong of 2020.
    regions
        Region table indexed by ``region_code``.

    Returns
    -------
    DataFrame
        ``name``, ``region_code``, ``emd_code``, ``lon``, ``lat`` (WGS84 degrees).

    Raises
    ------
    RegionError
        When the name is none of these, or several.
    """
    office = _office(name)
    if office is not None:
        return office
    try:
        code = resolve([name], regions)[0]
    except RegionError:
        area = _area(name, regions)
        if area is None:
            raise
        return area
    place = regions.loc[[code]]
    return _row(f"{place['sido_short'].iloc[0]} {place['name_ko'].iloc[0]}", place.reset_index())


def _office(name: str) -> pd.DataFrame | None:
    codes = sorted(province_codes(name))
    if not codes or name.strip().isdigit():
        return None
    path = data_folder() / "references" / "provincial_offices.csv"
    office = pd.read_csv(path, dtype=str).set_index("sido_code").loc[codes[0]]
    emd = load_areas()
    return _row(str(office["office"]), emd[emd["emd_code"] == office["emd_code"]])


def _area(name: str, regions: pd.DataFrame) -> pd.DataFrame | None:
    """'거제시 장목면', with or without the province before it."""
    words = name.split()
    if len(words) < 2:
        return None
    try:
        code = resolve([" ".join(words[:-1])], regions)[0]
    except RegionError:
        return None
    emd = load_areas()
    found = emd[(emd["region_code"] == code) & (emd["name_ko"] == words[-1])].head(1)
    if found.empty:
        return None
    region = regions.loc[[code]]
    return _row(f"{region['sido_short'].iloc[0]} {region['name_ko'].iloc[0]} {words[-1]}", found)


def _row(label: str, place: pd.DataFrame) -> pd.DataFrame:
    columns = ["region_code", "emd_code", "lon", "lat"]
    return place[columns].assign(name=label).reset_index(drop=True)
