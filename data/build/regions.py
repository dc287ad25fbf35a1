"""The table of regions and the table of eup-myeon-dong: names, codes, points, residents."""

from __future__ import annotations

import boundaries
import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from boundaries import Coverage
from common import KOREA_CRS, lon_lat

NATIONAL_POPULATION_2020 = 51_829_136

KIND_BY_LETTER = {"시": "시", "군": "군", "구": "자치구"}

# The census of 1 November 2020 still knew three dong in Gwangju (Gyeonggi); the boundary file,
# drawn later, has the six that they were split into. Each of the six lies in its old dong of the
# 2015 boundary layer by 90 to 100 % of its area.
SPLIT_DONG = {
    "3125054": "3125051",
    "3125055": "3125052",
    "3125056": "3125051",
    "3125057": "3125052",
    "3125058": "3125053",
    "3125059": "3125053",
}

NO_ROW_DMZ = (
    "not published: along the demilitarised zone; no row in any year or table of the source, and"
    " the rows of the census add up to the published national total without it"
)
COUNTED_ELSEWHERE = {
    **dict.fromkeys(
        ("3120021", "3120026"),
        "not published: beyond the civilian control line; no row of its own in 2015 and 2020, most"
        " likely counted in Gunnae-myeon (516 in 2020), the only row of the Jangdan area, called"
        " Jangdan-myeon in 2025; inhabited: deaths or companies of 2020 are published",
    ),
    "3120027": NO_ROW_DMZ + "; if anyone, most likely counted in Gunnae-myeon of the same area",
    **dict.fromkeys(("3236026", "3236027", "3236028", "3236029", "3240026"), NO_ROW_DMZ),
}


def residents_by_dong(census: pd.DataFrame, year: int, digits: int) -> pd.Series:
    """Residents (all households, both sexes) by eup-myeon-dong code of so many digits.

    Rows without a dong code are sigungu totals of another universe and are left out. 2020 stands
    there twice, once with 7 digits and once with 8 (the codes of 2022, partly repeated).
    """
    rows = census[
        (census["type"] == "population")
        & (census["class1"] == "all households")
        & (census["class2"] == "total")
        & (census["year"] == year)
        & census["adm3_code"].notna()
    ]
    codes = rows["adm3_code"].astype(str)
    chosen = codes.str.len() == digits
    values = pd.Series(rows["value"].to_numpy(), index=codes.to_numpy())[chosen.to_numpy()]
    if values.isna().any() or values.index.has_duplicates:
        raise SystemExit(f"residents of {year} by {digits}-digit codes: repeated or missing rows")
    return values.astype("int64").sort_index()


def emd_table(coverage: Coverage, census: pd.DataFrame) -> gpd.GeoDataFrame:
    """data/boundaries/emd.parquet."""
    residents = residents_by_dong(census, 2020, 7)
    table = pd.DataFrame(
        {
            "emd_code": coverage.emd_code,
            "name_ko": coverage.name["emd"],
            "region_code": coverage.region_code,
            "sigungu_code": coverage.sigungu_code,
        }
    )
    table["population"] = table["emd_code"].map(residents).astype("Int64")
    table["population_note"] = _population_notes(table, residents)
    table["area_km2"] = (shapely.area(coverage.geometry) / 1e6).round(3)
    shape = boundaries.without_islets(coverage.geometry, boundaries.EMD_ISLAND_M2)
    shape = boundaries.simplify(shape, boundaries.EMD_TOLERANCE_M, decimals=1)
    points = boundaries.inner_points(shape, coverage.geometry)
    table[["lon", "lat"]] = lon_lat(points)
    return gpd.GeoDataFrame(table, geometry=list(shape), crs=KOREA_CRS)


def _population_notes(table: pd.DataFrame, residents: pd.Series) -> list[str]:
    notes = []
    for code, name, count in zip(
        table["emd_code"], table["name_ko"], table["population"], strict=True
    ):
        if not pd.isna(count):
            notes.append("")
        elif code in SPLIT_DONG:
            old = SPLIT_DONG[code]
            new = sorted(key for key, value in SPLIT_DONG.items() if value == old)
            notes.append(
                f"not published: {name} was split from {old} after the census of 2020"
                f" ({residents[old]:,} residents together in {' and '.join(new)})"
            )
        else:
            notes.append(COUNTED_ELSEWHERE[code])
    unused = set(residents.index) - set(table["emd_code"]) - set(SPLIT_DONG.values())
    if unused or residents.sum() != NATIONAL_POPULATION_2020:
        raise SystemExit(f"residents of 2020 without a polygon: {sorted(unused)}")
    return notes


def _weights(emd: pd.DataFrame, census: pd.DataFrame) -> np.ndarray:
    """Residents as weights for a region's point.

    A split dong takes its part of the old dong's residents by the residents of 2025; a dong whose
    residents are counted elsewhere weighs nothing. Used for the point only, never published.
    """
    old, later = residents_by_dong(census, 2020, 7), residents_by_dong(census, 2025, 8)
    weight = emd["population"].astype("float64").fillna(0).to_numpy().copy()
    for index, code in enumerate(emd["emd_code"]):
        if code in SPLIT_DONG:
            siblings = [key for key, value in SPLIT_DONG.items() if value == SPLIT_DONG[code]]
            share = later[code + "0"] / sum(later[sibling + "0"] for sibling in siblings)
            weight[index] = old[SPLIT_DONG[code]] * share
    return weight


def region_table(
    coverage: Coverage, emd: gpd.GeoDataFrame, census: pd.DataFrame, legal: pd.DataFrame
) -> gpd.GeoDataFrame:
    """data/boundaries/regions.parquet, with the exact shapes still in column geometry."""
    codes, exact = boundaries.dissolve(coverage.geometry, coverage.region_code)
    first = pd.Series(range(len(coverage.emd_code)), index=coverage.region_code)
    first = first[~first.index.duplicated()].loc[codes].to_numpy()
    name = coverage.name["sigungu"].str.split(" ").str[0].iloc[first].to_numpy()
    table = pd.DataFrame({"region_code": codes, "sido": coverage.name["sido"].iloc[first].array})
    table["name_ko"] = name
    table["legal_code"] = _legal_codes(table, legal)
    table["name_en"] = table["region_code"].map(_english_names(census))
    table["sido_code"] = table["region_code"].str[:2]
    table["kind"] = table["name_ko"].str[-1].map(KIND_BY_LETTER)
    table.loc[table["sido_code"] == "29", "kind"] = "특별자치시"
    table["area_km2"] = (shapely.area(exact) / 1e6).round(2)
    points, weight = _points(emd), _weights(emd, census)
    of_region = [np.flatnonzero(emd["region_code"] == code) for code in codes]
    centres = [i[boundaries.residents_point(points[i], weight[i])] for i in of_region]
    table["emd_code"] = emd["emd_code"].to_numpy()[centres]
    table[["lon", "lat"]] = lon_lat(points[centres])
    if table.drop(columns="sido").isna().any(axis=None):
        raise SystemExit("a region lacks a name, a legal code or a kind")
    columns = ["region_code", "legal_code", "name_ko", "name_en", "sido_code", "kind"]
    columns += ["area_km2", "emd_code", "lon", "lat"]
    return gpd.GeoDataFrame(table[columns], geometry=list(exact), crs=KOREA_CRS)


def _points(emd: gpd.GeoDataFrame) -> np.ndarray:
    degrees = gpd.GeoSeries(gpd.points_from_xy(emd["lon"], emd["lat"]), crs="EPSG:4326")
    return np.asarray(degrees.to_crs(KOREA_CRS).array)


def _legal_codes(table: pd.DataFrame, legal: pd.DataFrame) -> pd.Series:
    """Join on province and sigungu name together; one to one, or the build stops."""
    merged = table.merge(
        legal, how="left", left_on=["sido", "name_ko"], right_on=["sido", "sigungu"]
    )
    found = merged["legal_code"]
    if len(merged) != len(table) or found.isna().any() or found.duplicated().any():
        wrong = merged[found.isna() | found.duplicated(keep=False)]
        raise SystemExit(f"legal codes are not one to one:\n{wrong[['sido', 'name_ko']]}")
    return found


def _english_names(census: pd.DataFrame) -> pd.Series:
    """The names beside GRDP of 2020: one row a region, and the official spelling.

    Other tables of the package romanise four of them otherwise (Cheolwon, Geojae, Yeonjae,
    Cheongseong).
    """
    rows = census[(census["class1"] == "grdp") & (census["year"] == 2020)]
    names = rows[["adm2_code", "adm2"]].drop_duplicates()
    return pd.Series(names["adm2"].to_numpy(), index=names["adm2_code"].astype(str).to_numpy())


def gu_table(coverage: Coverage, census: pd.DataFrame) -> pd.DataFrame:
    """The 일반구 of 2020: code, sido, name_ko (수원시 장안구), name_en (Jangan-gu, Suwon-si)."""
    table = pd.DataFrame(
        {
            "code": coverage.sigungu_code,
            "sido": coverage.name["sido"],
            "name_ko": coverage.name["sigungu"],
        }
    ).drop_duplicates("code", ignore_index=True)
    table = table[table["code"] != table["code"].str[:4] + "0"].reset_index(drop=True)
    # 'Jangan-gu Suwon-si' beside the newer tables, 'Jangan-gu' alone beside the older ones.
    names = census.loc[census["adm2"].str.contains(" ", na=False), ["adm2_code", "adm2"]]
    names = names.drop_duplicates("adm2_code").astype({"adm2_code": str}).set_index("adm2_code")
    english = names["adm2"].str.replace(" ", ", ")
    return table.assign(name_en=table["code"].map(english))
