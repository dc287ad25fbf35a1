"""What manufacturing regions live off, as published: the evidence that hubplanner.industries reads.

Each table keeps its own universe (plants of 300 workers or more, of ten or more, complexes of one
operator, single plants): none may be added to another, and the figures of plants not at all.
"""

from __future__ import annotations

import re

import pandas as pd
from common import facts
from published import INDUSTRIES

from hubplanner.regions import resolve

# Groups of the trends in national industrial complexes, and the KSIC divisions that they hold; the
# pairing is the project's, by the names of both.
COMPLEX_GROUPS = {
    "음식료": "c10;c11;c12",
    "섬유의복": "c13;c14;c15",
    "목재종이": "c16;c17;c18",
    "석유화학": "c19;c20;c21;c22",
    "비금속": "c23",
    "철강": "c24",
    "기계": "c25;c29",
    "전기전자": "c26;c27;c28",
    "운송장비": "c30;c31",
    "기타": "c32;c33;c34",
    "비제조": "non_manufacturing",
    "계": "total",
}
SHARE_INDUSTRIES = {
    "조선": "c311",
    "반도체": "c261",
    "기계(기타기계+금속가공+기타운송 일부)": "c25;c29",
}
_CORRECTED = "CORRECTED"
_LARGEST = {
    "workers_all": "workers",
    "workers_mfg_all": "manufacturing",
    "workers_mfg_300plus": "manufacturing_300plus",
    "workers_mfg_1000plus": "manufacturing_1000plus",
    "top_division_all": "largest",
    "top_division_300plus": "largest_300plus",
    "top_division_share_of_300plus_pct": "largest_300plus_percent",
    "workers_top_division_300plus": "largest_300plus_workers",
    "top_division_1000plus": "largest_1000plus",
    "factories_named": "plants",
}


def tables() -> dict[str, pd.DataFrame]:
    """All tables of this module by their name in data/statistics/."""
    return {
        "largest_divisions": largest_divisions_table(),
        "province_divisions": province_divisions_table(),
        "complex_workers": complex_workers_table(),
        "plants": plants_table(),
        "regional_shares": regional_shares_table(),
        "national_industries": national_industries_table(),
    }


def largest_divisions_table() -> pd.DataFrame:
    """data/statistics/largest_divisions.csv: one row a region and year."""
    rows = facts("top_division_2014_2016").query("level == 'sigungu'")
    # The codes of the facts must be what the names mean in their year (인천 남구, 경남 고성군).
    for year, of_year in rows.groupby("year"):
        parts = of_year["sigungu"].replace("(전체)", "")  # Sejong has no sigungu below it
        names = (of_year["sido"] + " " + parts).str.strip().tolist()
        if resolve(names, year=int(year)) != of_year["region_code"].tolist():
            raise SystemExit(f"largest divisions {year}: codes and names differ")
    table = rows.rename(columns=_LARGEST)
    derived = table["note"].str.startswith("derived").map({True: "derived", False: ""})
    table["flag"] = derived.mask(table["note"].str.startswith(_CORRECTED), "corrected")
    table["plants"] = table["plants"].str.replace(r",\s*", ";", regex=True)
    table["source"] = "largest_divisions"
    columns = ["region_code", "year", *_LARGEST.values(), "flag", "source"]
    return table[columns].sort_values(["region_code", "year"], ignore_index=True)


def province_divisions_table() -> pd.DataFrame:
    """data/statistics/province_divisions.csv: plants of ten workers or more, 2024."""
    rows = facts("province_division_2024")
    return pd.DataFrame(
        {
            "sido_code": rows["region_code"],
            "year": rows["year"],
            "industry": rows["industry"].str.lower().replace("c", "manufacturing"),
            "measure": rows["measure"].replace("employees", "workers"),
            "value": rows["value"],
            "flag": rows["note"].replace("suppressed X", "suppressed"),
            "source": "province_divisions",
        }
    )


def complex_workers_table() -> pd.DataFrame:
    """data/statistics/complex_workers.csv: workers of complexes by industry group."""
    rows = facts("complex_industry_workers")
    year, part = rows["period"].str[:4], rows["period"].str[4:]
    table = pd.DataFrame(
        {
            "complex_ko": rows["complex"].replace("계", ""),
            "region_codes": rows["region_code"],
            "year": year,
            "period": part.replace({"-12": "M12"}),
            "group_ko": rows["industry10"],
            "industries": rows["industry10"].map(COMPLEX_GROUPS),
            "workers": rows["value"],
            "flag": rows["note"].str.startswith("X").map({True: "suppressed", False: ""}),
            "regions_basis": rows["region_basis"].map(
                {"": "whole", "multi": "several", "mainly": "mainly"}
            ),
            "source": "complex_workers",
        }
    )
    return table.fillna("")


def plants_table() -> pd.DataFrame:
    """data/statistics/plants.csv: plants whose figure can be used.

    Left out: figures of a whole company, of several plants together, of external suppliers, plans,
    years that are not known, and what the compilers graded low.
    """
    rows = facts("plants")
    text = rows["plant"] + " " + rows["note"]
    several = "회사 전체|합\\)|두 공장 합|3사|외부하청|광주 전체"
    usable = (
        rows["employees"].str.fullmatch(r"\d+")
        & rows["year"].str.fullmatch(r"\d{4}(-\d\d)?(\(등록\))?")
        & (rows["ksic"] != "")
        & (rows["confidence"] != "low")
        & ~text.str.contains(several)
        & ~rows["note"].str.contains("계획: ")
        & ~rows["plant"].str.endswith("협력업체")
    )
    rows = rows[usable].reset_index(drop=True)
    names = rows["sido"] + " " + rows["sigungu"]
    place = dict(zip(names, resolve(names.tolist()), strict=True))
    table = pd.DataFrame(
        {
            "plant_ko": rows["plant"],
            "region_code": names.map(place),
            "industries": [_keys(code) for code in rows["ksic"]],
            "year": rows["year"].str[:4],
            "period": rows["year"].str.extract(r"-(\d\d)")[0].map(lambda m: f"M{m}", "ignore"),
            "workers": rows["employees"],
            "registered": rows["year"].str.contains("등록").map({True: "yes", False: ""}),
            "subcontractors": rows["note"]
            .str.contains("협력|도급|하청")
            .map({True: "yes", False: ""}),
            "opened": rows["opened"].str.extract(r"^(\d{4})")[0],
            "closed": rows["closed"].str.extract(r"^(\d{4})")[0],
            "confidence": rows["confidence"],
            "source_title": rows["source_title"],
            "source": rows["url"],
        }
    )
    order = ["region_code", "plant_ko", "year", "period"]
    return table.fillna({"period": "Y"}).fillna("").sort_values(order, ignore_index=True)


def _keys(ksic: str) -> str:
    """``C31/311`` → ``c311``, ``C20;C13`` → ``c20;c13``."""
    return ";".join(re.sub(r"^C\d\d/", "C", code).lower() for code in ksic.split(";"))


def regional_shares_table() -> pd.DataFrame:
    """data/statistics/regional_shares.csv: regions' shares of a national industry, as printed."""
    rows = facts("industry_region_shares")
    rows = rows[(rows["share_pct"] != "") & (rows["national_workers"] != "")].reset_index(drop=True)
    names = rows["sido"] + " " + rows["sigungu"]
    return pd.DataFrame(
        {
            "region_code": resolve(names.tolist()),
            "place_ko": rows["sigungu"],
            "industries": rows["industry"].map(SHARE_INDUSTRIES),
            "year": rows["year"].str[:4],
            "period": rows["year"].str[4:].replace("", "Y"),
            "percent": rows["share_pct"],
            "national_workers": rows["national_workers"],
            "confidence": rows["confidence"],
            "source_title": rows["source_title"],
            "source": rows["url"],
        }
    )


def national_industries_table() -> pd.DataFrame:
    """data/statistics/national_industries.csv: workers, production and exports by division.

    Series, base and unit stay apart as printed: two of them are one series only where all agree.
    """
    parts = {
        "workers": pd.concat([facts("national_workers"), _survey_workers()]),
        "production": facts("national_production"),
        "exports": pd.concat([facts("national_exports"), facts("national_exports_total")]),
    }
    rows = pd.concat([table.assign(kind=kind) for kind, table in parts.items()], ignore_index=True)
    columns = ["kind", "series", "ksic", "period", "value", "unit", "base"]
    table = rows.rename(columns={"source_url_or_ref": "source"})
    return table[[*columns, "confidence", "source_title", "source", "note"]]


def _survey_workers() -> pd.DataFrame:
    """Workers of the mining and manufacturing survey that stand among the printed employment."""
    rows = facts("published_national")
    base = "광업제조업조사 10인 이상"
    keys = {"mining_manufacturing": "B+C", "manufacturing": "C", "shipbuilding": "C311"}
    keys |= {word: key.upper() for word, key in INDUSTRIES.items() if key.startswith("c")}
    of_survey = rows["survey"].str.startswith("광업제조업조사") & (rows["series"] == "workers")
    final = ~rows["note"].str.startswith("잠정")
    rows = rows[of_survey & final & rows["industry"].isin(keys)]
    return rows.assign(ksic=rows["industry"].map(keys), base=base)
