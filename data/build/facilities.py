"""data/facilities/: institutions, programmes of industrial complexes, institutes of the US."""

from __future__ import annotations

import re

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
    "complex": "complexes",
}
FIELDS = {"university": "focus", "complex": "main_industry"}  # else 'fields'
FOUNDED = {"technopark": "year_designated", "complex": "founded"}
DIGITS = {"technopark": 2, "ccei": 2, "university": 3, "institute": 3, "complex": 2}

# KSIC revision 10 divisions by the words that complexes are described with: the project's reading.
# Arms stand in division 25 (group 252), explosives in 20, industrial robots in 29, carbon fibre in
# 23, parts of ships in 31.
INDUSTRY_WORDS = {
    "c10": "식품|음식료",
    "c13": "섬유",
    "c14": "의류|의복",
    "c15": "신발|피혁",
    "c16": "목재",
    "c17": "제지",
    "c18": "인쇄",
    "c19": "정유",
    "c20": "화학|화장품|뷰티|화약|이차전지소재",
    "c21": "의약|바이오|BT",
    "c22": "고무",
    "c23": "탄소",
    "c24": "철강|비철금속|금속소재|1차금속",
    "c25": "(?<![철귀])금속(?!소재)|도금|뿌리|방산|방위산업",
    "c26": "전자|반도체|디스플레이|IT|ICT",
    "c27": "의료기기|안경|광산업",
    "c28": "전기|이차전지(?!소재)",
    "c29": "(?<!수송)기계|베어링|로봇",
    "c30": "자동차|완성차|미래차",
    "c31": "조선|항공|수송기계|운송장비",
    "c33": "귀금속",
}


def institutions_table(coverage: Coverage, regions: gpd.GeoDataFrame) -> pd.DataFrame:
    """One row an institution, in the order of the fact tables; each point in its sigungu."""
    table = pd.concat([_of_kind(kind) for kind in KINDS], ignore_index=True)
    table["founded"], table["founded_source"] = _founded(table)
    complexes = table["name_ko"].where(table["kind"] == "complex")
    table["programmes"] = complexes.map(_programmes()).fillna("")
    dong = _dong(table, coverage)
    outside = _outside(table, coverage, regions, dong)
    if outside:
        raise SystemExit(f"institutions outside the sigungu of their address: {outside}")
    table.insert(6, "emd_code", coverage.emd_code[dong])
    return table


def programmes_table(institutions: pd.DataFrame) -> pd.DataFrame:
    """Renewal areas and smart complexes as chosen, each with the complexes that it covers."""
    ids = institutions[institutions["kind"] == "complex"].set_index("name_ko")["institution_id"]
    tables = []
    for programme, raw in (
        ("renewal", facts("renewal_complexes")),
        ("smart", facts("smart_complexes")),
    ):
        covered = [";".join(ids[name.split(";")]) for name in raw["complexes"]]
        sigungu = raw["kostat_adm2_2020"].str.split(";")
        regions = [";".join(dict.fromkeys(code[:4] + "0" for code in codes)) for codes in sigungu]
        tables.append(
            pd.DataFrame(
                {
                    "programme": programme,
                    "year": raw["year_chosen"],
                    "round": raw.get("round", ""),
                    "name_ko": raw["name_ko"],
                    "region_codes": regions,
                    "institution_ids": covered,
                    "candidate": raw.get("candidate", ""),
                    "fields": raw["main_industry"],
                    "fields_confidence": raw["main_industry_confidence"],
                    "note": raw["note"],
                    "confidence": raw["confidence"],
                    "source": raw["source"],
                }
            )
        )
    return pd.concat(tables, ignore_index=True)


def manufacturing_usa_table() -> pd.DataFrame:
    """The fourteen institutes of September 2017."""
    raw = facts("manufacturing_usa")
    if raw["department"].value_counts().to_dict() != {"Defense": 8, "Energy": 5, "Commerce": 1}:
        raise SystemExit("manufacturing_usa: expected Defense 8, Energy 5, Commerce 1")
    return raw


def _of_kind(kind: str) -> pd.DataFrame:
    raw = facts(KINDS[kind])
    number = pd.Series(range(1, len(raw) + 1)).astype(str).str.zfill(DIGITS[kind])
    fields = raw[FIELDS.get(kind, "fields")]
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
            "fields": fields,
            "standing": raw.get("standing", ""),
            "industries": [_industries(words) if kind == "complex" else "" for words in fields],
            "programmes": "",
            "founded": raw[FOUNDED[kind]] if kind in FOUNDED else "",
            "founded_source": "",
            "location_basis": raw["coord_basis"],
            "confidence": raw["confidence"],
            "source": raw["source"],
        }
    )


def _industries(words: str) -> str:
    return ";".join(code for code, known in INDUSTRY_WORDS.items() if re.search(known, words))


def _founded(table: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Year and its source: the row's own (technoparks, complexes), else facts/founding.csv."""
    known = facts("founding").set_index("name_ko")
    if unknown := sorted(set(known.index) - set(table["name_ko"])):
        raise SystemExit(f"founding: no such institutions: {unknown}")
    year = table["founded"].where(table["founded"] != "", table["name_ko"].map(known["founded"]))
    own = (table["founded"] != "").map({True: "source", False: ""})
    source = own.where(own != "", table["name_ko"].map(known["source"]))
    return year.fillna(""), source.fillna("")


def _programmes() -> dict[str, str]:
    """By complex: 'renewal 2014;smart 2019'; candidates for a programme are not in it."""
    found: dict[str, list[str]] = {}
    for programme, name in (("renewal", "renewal_complexes"), ("smart", "smart_complexes")):
        for row in facts(name).to_dict("records"):
            for complex_name in row["complexes"].split(";"):
                if not row.get("candidate"):
                    year = f"{programme} {row['year_chosen']}"
                    found.setdefault(complex_name, []).append(year)
    return {name: ";".join(years) for name, years in found.items()}


def _dong(table: pd.DataFrame, coverage: Coverage) -> np.ndarray:
    """The eup-myeon-dong (rows of the coverage) in which the points lie, or the nearest."""
    points = points_from(table["lon"], table["lat"])
    return np.asarray(shapely.STRtree(coverage.geometry).nearest(points))


def _outside(
    table: pd.DataFrame, coverage: Coverage, regions: gpd.GeoDataFrame, dong: np.ndarray
) -> list[str]:
    """Ids of points outside their sigungu (exact shape) or their region (as published)."""
    points = points_from(table["lon"], table["lat"])
    by_region = dict(zip(regions["region_code"], regions.geometry, strict=True))
    in_region = shapely.contains(
        np.array([by_region[code] for code in table["region_code"]], dtype=object), points
    )
    in_dong = shapely.contains(coverage.geometry[dong], points)
    sigungu = coverage.sigungu_code[dong]
    wrong = ~in_region | ~in_dong | (sigungu != table["sigungu_code"].to_numpy())
    return list(table.loc[wrong, "institution_id"])
