"""data/facilities/institutions.csv: technoparks, CCEIs, universities, research institutes."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from boundaries import Coverage
from common import facts, points_from

KINDS = {
    "technopark": "technoparks",
    "ccei": "ccei",
    "university": "universities",
    "institute": "institutes",
}
FIELDS = {"university": "focus"}  # else 'fields'
FOUNDED = {"technopark": "year_designated"}
DIGITS = {"technopark": 2, "ccei": 2, "university": 3, "institute": 3}


def institutions_table(coverage: Coverage, regions: gpd.GeoDataFrame) -> pd.DataFrame:
    """One row an institution, in the order of the fact tables; each point in its sigungu."""
    table = pd.concat([_of_kind(kind) for kind in KINDS], ignore_index=True)
    outside = _outside(table, coverage, regions)
    if outside:
        raise SystemExit(f"institutions outside the sigungu of their address: {outside}")
    return table


def _of_kind(kind: str) -> pd.DataFrame:
    raw = facts(KINDS[kind])
    number = pd.Series(range(1, len(raw) + 1)).astype(str).str.zfill(DIGITS[kind])
    return pd.DataFrame(
        {
            "institution_id": f"{kind}-" + number,
            "kind": kind,
            "name_ko": raw["name_ko"],
            "name_en": raw["name_en"],
            "region_code": raw["kostat_adm2_2020"].str[:4] + "0",
            "sigungu_code": raw["kostat_adm2_2020"],
            "address": raw["sido"] + " " + raw["sigungu"] + " " + raw["legal_dong"],
            "lat": raw["lat"].astype(float),
            "lon": raw["lon"].astype(float),
            "fields": raw[FIELDS.get(kind, "fields")],
            "founded": raw[FOUNDED[kind]] if kind in FOUNDED else "",
            "location_basis": raw["coord_basis"],
            "confidence": raw["confidence"],
            "source": raw["source"],
        }
    )


def _outside(table: pd.DataFrame, coverage: Coverage, regions: gpd.GeoDataFrame) -> list[str]:
    """Ids of points outside their sigungu (exact shape) or their region (as published)."""
    points = points_from(table["lon"], table["lat"])
    by_region = dict(zip(regions["region_code"], regions.geometry, strict=True))
    in_region = shapely.contains(
        np.array([by_region[code] for code in table["region_code"]], dtype=object), points
    )
    dong, point = shapely.STRtree(points).query(coverage.geometry, predicate="contains")
    sigungu = pd.Series(coverage.sigungu_code[dong], index=point).reindex(range(len(points)))
    wrong = ~in_region | (sigungu.to_numpy() != table["sigungu_code"].to_numpy())
    return list(table.loc[wrong, "institution_id"])
