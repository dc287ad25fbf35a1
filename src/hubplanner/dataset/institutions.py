"""Lists of institutions: their columns, and what is refused."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from hubplanner.errors import DataError
from hubplanner.language import Text, listed
from hubplanner.limits import is_to_come
from hubplanner.regions import data_folder
from hubplanner.tables.coordinates import (
    EAST,
    EAST_HEADS,
    NORTH,
    NORTH_HEADS,
    Flags,
    Floats,
    in_degrees,
)
from hubplanner.tables.grid import Grid
from hubplanner.tables.schema import Column, Head, Schema, read_table, refuse_repeats
from hubplanner.tables.values import (
    ANY,
    DAY,
    LAT,
    LON,
    PROVINCE_HEADS,
    each,
    one_of,
    plain,
    refused,
    region,
    region_of_address,
    text,
)
from hubplanner.tables.words import fold

KINDS = {
    "technopark": ("테크노파크", "tp"),
    "ccei": ("창조경제혁신센터", "혁신센터", "창조센터"),
    "university": ("대학", "대학교", "전문대학"),
    "institute": ("연구소", "연구원", "연구기관", "연구센터", "출연연", "분원"),
    "complex": ("산업단지", "국가산단", "산단", "일반산업단지", "국가산업단지"),
}
"""Kinds, with what lists call them."""

SAME = ["kind", "name_ko", "region_code"]
"""What tells an institution from another where ids do not."""

_KIND_HEADS = ("종류", "기관종류", "기관유형", "유형", "학교구분명", "학교종류", "단지유형", "type")

ASTRAY_KM = 5.0
"""How far a point may lie outside its region: borders are simplified, and campuses and islets lie
across them, but a wrong region or a mistyped degree is farther off."""


def institutions_schema(regions: pd.DataFrame, *, strict: bool = True) -> Schema:
    """The columns of a list of institutions.

    Where it is not `strict`, further columns are left unread, ids and sources may be lacking, and
    the region may be told by the address alone.
    """

    def optional(name: str, *heads: str) -> Column:
        return Column(name, ANY, heads, required=False, blank="")

    by_road, by_lot = ("도로명주소", "소재지도로명주소"), ("지번주소", "소재지지번주소")
    addresses = ("주소", "소재지", *by_road, *by_lot)
    blank = None if strict else ""
    gone = ("폐지일", "폐지일자", "폐교일", "폐교일자", "폐업일", "폐업일자", "폐쇄일", "해산일")
    closed = Column("closed", each(_closed), gone, required=False, blank="")
    states = ("운영상태", "영업상태", "상태")
    names = ("기관명", "기관", "이름", "명칭", "시설명", "학교명", "단지명", "name", "site name")
    return Schema(
        (
            Column(
                "institution_id",
                text(r"[\w-]+", "letters, digits, _ and - only"),
                ("기관코드", "기관번호", "관리번호"),
                required=strict,
                blank=blank,
            ),
            Column("kind", one_of(KINDS), _KIND_HEADS),
            Column("name_ko", text(), names),
            Column(
                "region",
                region(regions) if strict else region_of_address(regions),
                (
                    *("region_code", "시군구", "시군구명", "지역", "소재지역", "지역명"),
                    # where nothing else names the region
                    *(() if strict else (*addresses, "법정동코드", "행정동코드")),
                ),
                within="" if strict else "province",
            ),
            *(() if strict else (optional("province", *PROVINCE_HEADS),)),
            Column("lat", LAT if strict else NORTH, NORTH_HEADS),
            Column("lon", LON if strict else EAST, EAST_HEADS),
            Column("source", text(), ("출처", "자료출처"), required=strict, blank=blank),
            optional("name_en", "영문명", "영문기관명"),
            optional("sigungu_code"),
            optional("address", *addresses),
            optional("fields", "분야", "전문분야", "연구분야"),
            optional("standing"),
            optional("industries"),
            optional("programmes"),
            Column(
                "founded",
                each(_founded),
                ("설립연도", "설립년도", "지정연도", "설립일", "설립일자", "개교일", "개교일자"),
                required=False,
                blank="",
            ),
            optional("founded_source"),
            optional("location_basis"),
            optional("confidence"),
            *(() if strict else (closed, optional("state", *states))),
        ),
        strict=strict,
        importable=strict,
    )


def _founded(text: str) -> object:
    """A date that starts with its year, as it stands."""
    if not re.search(r"\d", text):
        return text
    year = re.match(r"'?((?:1[5-9]|20)\d\d)(?!\d{1,3}(?!\d))", plain(text))
    if not year:
        return refused(text, "write the year in four digits, as 2005, or leave the cell empty")
    day = DAY([text])[0]
    if is_to_come(int(year[1])) or (isinstance(day, str) and day > f"{date.today()}"):
        return refused(text, "it has not come; leave the cell empty to count it all the same")
    return text


def _closed(text: str) -> object:
    """The day on which it closed, a year's last where the year alone stands there."""
    if not re.search(r"\d", text):
        return ""
    year = re.fullmatch(r"((?:19|20)\d\d)년?", plain(text))
    return f"{year[1]}-12-31" if year else DAY([text])[0]


def read_institutions(path: Path, regions: pd.DataFrame) -> pd.DataFrame:
    """Institutions of a data folder with their region codes.

    A point may lie ``ASTRAY_KM`` outside the region stated.

    Raises
    ------
    DataError
        Naming file, row, column and value, and the mend.
    """
    table = read_table(path, institutions_schema(regions))
    table.insert(1, "region_code", table.pop("region"))
    refuse_repeats(table, ["institution_id"], path)
    refuse_repeats(table, [*SAME, "lat", "lon"], path)
    refuse_misplaced(table, path, regions)
    return table


def read_list(
    path: Path, regions: pd.DataFrame, grid: Grid, head: Head
) -> tuple[pd.DataFrame, list[Text]]:
    """The same of any list of institutions, with what was understood of its coordinates.

    Raises
    ------
    DataError
        As :func:`read_institutions`.
    """
    table = read_table(path, institutions_schema(regions, strict=False), grid, head)
    table = table.drop(columns="province")
    table.insert(1, "region_code", table.pop("region"))

    def fits(lon: Floats, lat: Floats) -> Flags:
        return _astray(lon, lat, table["region_code"], regions) <= ASTRAY_KM

    table, told = in_degrees(path, table, grid, fits)
    refuse_misplaced(table, path, regions)
    standing, gone = _standing(table)
    return standing, [*([told] if told else []), *gone]


def _standing(table: pd.DataFrame) -> tuple[pd.DataFrame, list[Text]]:
    """Those that have not closed by today, and which have."""
    closed = table["closed"].between("0", f"{date.today()}")
    gone = ~closed & table["state"].str.contains(_GONE)
    told = [
        Text("row {row}: {name} closed on {day}, left out", row=row + 2, name=name, day=day)
        for row, name, day in table.loc[closed, ["name_ko", "closed"]].itertuples(name=None)
    ] + [
        Text("row {row}: {name} is '{state}', left out", row=row + 2, name=name, state=state)
        for row, name, state in table.loc[gone, ["name_ko", "state"]].itertuples(name=None)
    ]
    return table[~closed & ~gone].drop(columns=["closed", "state"]), told


_GONE = r"^(?:폐[업교쇄지]|해산|취소|말소)"
"""States in which an institution is no more."""


def bundled_institutions() -> pd.DataFrame:
    """The institutions that come with the package, all columns as text."""
    path = data_folder() / "facilities" / "institutions.csv"
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def founding_year(institutions: pd.DataFrame) -> pd.Series[float]:
    """The first year that ``founded`` states, missing where it states none.

    >>> founding_year(pd.DataFrame({"founded": ["2005", "2019-03", ""]})).tolist()
    [2005.0, 2019.0, nan]
    """
    return institutions["founded"].str.extract(r"(\d{4})", expand=False).astype(float)


def founded_by(institutions: pd.DataFrame, year: int) -> pd.Series[bool]:
    """Which institutions were there at the end of a year, those of unknown founding year too."""
    return ~(founding_year(institutions) > year)


def same_as(institutions: pd.DataFrame) -> pd.MultiIndex:
    """What tells them apart; blanks, width and case of names do not matter."""
    return pd.MultiIndex.from_frame(
        institutions[SAME].assign(name_ko=institutions["name_ko"].map(fold))
    )


def lay_over(below: pd.DataFrame, above: pd.DataFrame) -> pd.DataFrame:
    """Institutions of two lists; one of `above` takes the place of the same one of `below`."""
    if above.empty:
        return below
    same = same_as(below).isin(same_as(above))
    same |= below["institution_id"].isin(above["institution_id"]).to_numpy()
    return pd.concat([below[~same], above], ignore_index=True).fillna("")


def refuse_misplaced(table: pd.DataFrame, path: Path, regions: pd.DataFrame) -> None:
    """Refuse points that lie more than ``ASTRAY_KM`` outside the region stated beside them.

    Parameters
    ----------
    table
        ``lat``, ``lon`` and ``region_code``; ``index + 2`` is the row of the file.

    Raises
    ------
    DataError
        Naming the rows, where they lie, and how far outside.
    """
    import shapely

    points, shapes = _points(table["lon"], table["lat"]), np.asarray(regions["geometry"])
    astray = _astray(table["lon"], table["lat"], table["region_code"], regions)
    problems = []
    for at in np.flatnonzero(astray > ASTRAY_KM).tolist():
        around = regions.index[shapely.intersects(shapes, points[at])].tolist()
        where = (
            Text("lies in {region}", region=_place(regions, around[0]))
            if around
            else Text("lies in no region")
        )
        own = _place(regions, table["region_code"].iloc[at])
        problems.append(
            Text(
                "row {index}, columns 'lat', 'lon': {iloc:g},"
                " {iloc2:g} {where}, {astray:.0f} km outside {own} of column"
                " 'region'; mend the point or the region",
                index=table.index[at] + 2,
                iloc=table["lat"].iloc[at],
                iloc2=table["lon"].iloc[at],
                where=where,
                astray=astray[at],
                own=own,
            )
        )
    if problems:
        raise DataError("{path}: {listed}", path=path, listed=listed(problems))


def _astray(lon: Any, lat: Any, codes: pd.Series[str], regions: pd.DataFrame) -> Floats:
    """Kilometres from each point to the region of its code."""
    import shapely

    stated = np.asarray(regions["geometry"])[regions.index.get_indexer(pd.Index(codes))]
    return np.asarray(shapely.distance(_points(lon, lat), stated) / 1000)


def _points(lon: Any, lat: Any) -> Any:
    return np.asarray(gpd.points_from_xy(lon, lat, crs="EPSG:4326").to_crs("EPSG:5179"))


def _place(regions: pd.DataFrame, code: str) -> str:
    place = regions.loc[[code]]
    return f"{place['sido_short'].iloc[0]!s} {place['name_ko'].iloc[0]!s}"
