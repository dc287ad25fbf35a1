"""data/statistics/statistics.parquet: every figure of every source in one tidy table."""

from __future__ import annotations

import pandas as pd
from codes import to_regions
from common import facts
from industries import SECTORS
from regions import residents_by_dong

COLUMNS = [
    "region_code",
    "year",
    "period",
    "measure",
    "industry",
    "value",
    "unit",
    "source",
    "flag",
]
KEY = ["region_code", "year", "period", "measure", "industry"]

GRDP = "gross regional domestic product at market prices"
TAXES = "net taxes on products"
TOTAL = "total value added at basic prices"
ROUNDING = 5  # million KRW
YEONGI = 34320  # KOSTAT code of 연기군 in 2010

# Published totals of the nation; a sum that differs means a lost or a doubled row.
RESIDENTS = {2015: 51_069_375, 2020: 51_829_136, 2025: 51_817_499}


def statistics_table(
    census: pd.DataFrame, regions: pd.DataFrame, sigungu: pd.DataFrame
) -> pd.DataFrame:
    """All measures together; a value that was not published has no row."""
    parts = [
        value_added(census, regions, sigungu),
        population(census, regions, sigungu),
        employed(regions, sigungu),
    ]
    table = pd.concat(parts, ignore_index=True)[COLUMNS]
    if table.isna().any(axis=None) or table.duplicated(KEY).any():
        raise SystemExit("statistics: a missing cell or a repeated key")
    table = table.astype({"year": "int64", "value": "float64"})
    return table.sort_values(["measure", "industry", "year", "period", "region_code"]).reset_index(
        drop=True
    )


def value_added(census: pd.DataFrame, regions: pd.DataFrame, sigungu: pd.DataFrame) -> pd.DataFrame:
    """GRDP, taxes and value added by sector, in million KRW at current prices.

    Two kinds of figures are flagged 'derived': the total value added of Gyeongbuk in 2010, not
    published but equal to GRDP less net taxes (an identity that holds within rounding everywhere
    else and, there, agrees with the sum of the sectors); and Cheongju in 2010, the sum of the city
    and of Cheongwon-gun, one city since 2014.
    """
    rows = census[census["class1"] == "grdp"]
    published = rows.pivot(index=["adm2_code", "year"], columns="class2", values="value")
    no_total = published[TOTAL].isna()
    published[TOTAL] = published[TOTAL].fillna(published[GRDP] - published[TAXES])
    # A missing sector is nil or part of another one, for the others add up to the total.
    sectors = published.drop(columns=[GRDP, TAXES, TOTAL])
    if ((sectors.sum(axis=1) - published[TOTAL]).abs() > ROUNDING).any():
        raise SystemExit("value added: the sectors do not add up to the total")

    published = published.reset_index()
    published["region_code"] = to_regions(published["adm2_code"].astype(str), regions, sigungu)
    published["no_total"] = no_total.to_numpy()
    # Sejong, founded in 2012, is larger than the county that it grew from.
    published = published[published["adm2_code"] != YEONGI].drop(columns="adm2_code")
    group = published.groupby(["region_code", "year"])
    # A sum with a missing part is missing, not smaller.
    wide = group.agg(lambda values: values.sum(skipna=False))
    lacked_total = wide.pop("no_total") > 0
    summed = group.size() > 1

    names = {GRDP: ("grdp", "total"), TAXES: ("net_taxes_on_products", "total")}
    names |= {TOTAL: ("gva", "total")}
    names |= {english: ("gva", key) for key, _, english, *_ in SECTORS if english in sectors}
    if set(names) != set(wide):
        raise SystemExit(f"value added: unknown sectors {sorted(set(wide) - set(names))}")
    long = wide.stack().rename("value").reset_index().dropna(subset="value")
    index = pd.MultiIndex.from_frame(long[["region_code", "year"]])
    is_derived = summed.reindex(index).to_numpy() | (
        lacked_total.reindex(index).to_numpy() & (long["class2"] == TOTAL).to_numpy()
    )
    return long.assign(
        measure=long["class2"].map(lambda label: names[label][0]),
        industry=long["class2"].map(lambda label: names[label][1]),
        period="Y",
        unit="million KRW",
        source="grdp_sigungu",
        flag=pd.Series(is_derived, index=long.index).map({True: "derived", False: ""}),
    )


def population(census: pd.DataFrame, regions: pd.DataFrame, sigungu: pd.DataFrame) -> pd.DataFrame:
    """Residents of the regions: sums of eup-myeon-dong, never the sigungu rows beside them."""
    parts = []
    for year, digits in ((2015, 7), (2020, 7), (2025, 8)):
        dong = residents_by_dong(census, year, digits)
        region = to_regions(pd.Series(dong.index.str[:5]), regions, sigungu)
        total = dong.groupby(region.to_numpy()).sum()
        if total.sum() != RESIDENTS[year] or len(total) != len(regions):
            raise SystemExit(f"residents of {year}: {total.sum():,} in {len(total)} regions")
        parts.append(
            pd.DataFrame({"region_code": total.index, "year": year, "value": total.to_numpy()})
        )
    return pd.concat(parts, ignore_index=True).assign(
        period="Y",
        measure="population",
        industry="total",
        unit="persons",
        source="census_population",
        flag="",
    )


def employed(regions: pd.DataFrame, sigungu: pd.DataFrame) -> pd.DataFrame:
    """Employed persons by residence, first half-years, in thousands as published."""
    raw = facts("employed_lfs")
    industries = {
        "total": "employed_total_thousand",
        "mining_and_manufacturing": "employed_mining_manufacturing_thousand",
    }
    parts = [
        pd.DataFrame(
            {
                "region_code": to_regions(raw["region_code_kostat2020"], regions, sigungu),
                "year": raw["half_year"].str[:4].astype(int),
                "period": raw["half_year"].str[4:],
                "industry": industry,
                "value": pd.to_numeric(raw[column]),
                # The publisher marks the figure of the sector, not the total.
                "flag": raw["mining_manufacturing_flag"] if industry != "total" else "",
            }
        )
        for industry, column in industries.items()
    ]
    table = pd.concat(parts, ignore_index=True).dropna(subset="value")
    return table.assign(measure="employed", unit="thousand persons", source="employed_lfs")
