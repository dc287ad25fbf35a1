"""data/statistics/statistics.parquet: every figure of every source in one tidy table."""

from __future__ import annotations

import numpy as np
import pandas as pd
from codes import FIRST_DAY, to_regions
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

CHEONGWON, CHEONGWON_IN_GRDP = "43710", "33044"

# Rows of sigungu in the census table of 2010: another universe than residents by eup-myeon-dong.
SIGUNGU_ROWS_2010 = 47_129_788

# Published totals of the nation; a sum that differs means a lost or a doubled row.
RESIDENTS = {2015: 51_069_375, 2020: 51_829_136, 2025: 51_817_499}


def statistics_table(
    census: pd.DataFrame,
    regions: pd.DataFrame,
    sigungu: pd.DataFrame,
    shares: pd.DataFrame,
    largest: pd.DataFrame,
) -> pd.DataFrame:
    """All measures together; a value that was not published has no row."""
    parts = [
        value_added(census, regions, sigungu, shares),
        population(census, regions, sigungu),
        population_2010(census, regions, sigungu, shares),
        employed(regions, sigungu),
        workers_at_workplaces(largest),
    ]
    table = pd.concat(parts, ignore_index=True)[COLUMNS]
    if table.isna().any(axis=None) or table.duplicated(KEY).any():
        raise SystemExit("statistics: a missing cell or a repeated key")
    table = table.astype({"year": "int64", "value": "float64"})
    return table.sort_values(["measure", "industry", "year", "period", "region_code"]).reset_index(
        drop=True
    )


def workers_at_workplaces(largest: pd.DataFrame) -> pd.DataFrame:
    """Workers where they work: at workplaces with employees, at plants of 300 and 1,000 or more.

    The universe stands in the measure, so that no reader takes one for another. Of the largest
    divisions only those of plants of 300 are counted; those of all sizes are names.
    """
    whole = "manufacturing"
    counts = [
        ("workers_employing", "total", "workers"),
        ("workers_employing", whole, whole),
        ("workers_300plus", whole, "manufacturing_300plus"),
        ("workers_1000plus", whole, "manufacturing_1000plus"),
    ]
    parts = [
        largest.assign(measure=measure, industry=industry, value=largest[column])
        for measure, industry, column in counts
    ]
    division, workers = largest["largest_300plus"], largest["largest_300plus_workers"]
    parts.append(largest.assign(measure="workers_300plus", industry=division, value=workers))
    rows = pd.concat(parts, ignore_index=True)
    rows["value"] = pd.to_numeric(rows["value"])
    return rows.dropna(subset="value").assign(period="Y", unit="persons")[COLUMNS]


def on_regions_of_2020(
    rows: pd.DataFrame, regions: pd.DataFrame, sigungu: pd.DataFrame, shares: pd.DataFrame
) -> pd.DataFrame:
    """Rows of 2010 and later by region: ``weight`` is the share of a unit that lies in it.

    Parts of 공주시 and 청원군 went to Sejong in 2012; ``rows`` has ``adm2_code`` and ``year``.
    """
    code = rows["adm2_code"].astype(str)
    home = rows.assign(region_code=to_regions(code, regions, sigungu), weight=1.0)
    parts = []
    for unit, moved in shares[shares["valid_to"] != ""].groupby("unit"):
        codes = sigungu.loc[
            (sigungu["unit"] == unit) & (sigungu["valid_from"] == FIRST_DAY), "kostat_code"
        ]
        # The GRDP table of 2010 gives the former 청원군 a code of later years.
        codes = {*codes, CHEONGWON_IN_GRDP} if unit == CHEONGWON else set(codes)
        chosen = code.isin(codes) & (home["year"] < int(moved["valid_to"].iloc[0][:4]))
        for region, share in zip(moved["region_code"], moved["share"], strict=True):
            parts.append(home[chosen].assign(region_code=region, weight=share))
        home, code = home[~chosen], code[~chosen]
    return pd.concat([home, *parts], ignore_index=True)


def value_added(
    census: pd.DataFrame, regions: pd.DataFrame, sigungu: pd.DataFrame, shares: pd.DataFrame
) -> pd.DataFrame:
    """GRDP, taxes and value added by sector, in million KRW at current prices.

    Flagged 'derived': the total value added of Gyeongbuk in 2010, not published but equal to GRDP
    less net taxes (an identity that holds within rounding everywhere else and, there, agrees with
    the sum of the sectors). Flagged 'estimated': Sejong, Gongju and Cheongju in 2010, whose borders
    moved in 2012, by the residents of the parts that moved.
    """
    rows = census[census["class1"] == "grdp"]
    published = rows.pivot(index=["adm2_code", "year"], columns="class2", values="value")
    no_total = published[TOTAL].isna()
    published[TOTAL] = published[TOTAL].fillna(published[GRDP] - published[TAXES])
    # A missing sector is nil or part of another one, for the others add up to the total.
    sectors = published.drop(columns=[GRDP, TAXES, TOTAL])
    if ((sectors.sum(axis=1) - published[TOTAL]).abs() > ROUNDING).any():
        raise SystemExit("value added: the sectors do not add up to the total")

    published = published.assign(no_total=no_total).reset_index()
    published = on_regions_of_2020(published, regions, sigungu, shares)
    weight = published.pop("weight")
    figures = list(published.columns.difference(["adm2_code", "year", "region_code", "no_total"]))
    published[figures] = (
        published[figures].mul(weight, axis=0).where(weight.ne(1), published[figures])
    )
    published["estimated"] = weight.ne(1)
    group = published.drop(columns="adm2_code").groupby(["region_code", "year"])
    # A sum with a missing part is missing, not smaller.
    wide = group.agg(lambda values: values.sum(skipna=False))
    lacked_total, estimated = wide.pop("no_total") > 0, wide.pop("estimated") > 0

    names = {GRDP: ("grdp", "total"), TAXES: ("net_taxes_on_products", "total")}
    names |= {TOTAL: ("gva", "total")}
    names |= {english: ("gva", key) for key, _, english, *_ in SECTORS if english in sectors}
    if set(names) != set(wide):
        raise SystemExit(f"value added: unknown sectors {sorted(set(wide) - set(names))}")
    long = wide.stack().rename("value").reset_index().dropna(subset="value")
    index = pd.MultiIndex.from_frame(long[["region_code", "year"]])
    is_total = (long["class2"] == TOTAL).to_numpy()
    is_derived = lacked_total.reindex(index).to_numpy() & is_total
    is_estimated = estimated.reindex(index).to_numpy()
    return long.assign(
        measure=long["class2"].map(lambda label: names[label][0]),
        industry=long["class2"].map(lambda label: names[label][1]),
        period="Y",
        unit="million KRW",
        source="grdp_sigungu",
        flag=np.select([is_estimated, is_derived], ["estimated", "derived"], ""),
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


def population_2010(
    census: pd.DataFrame, regions: pd.DataFrame, sigungu: pd.DataFrame, shares: pd.DataFrame
) -> pd.DataFrame:
    """Persons in the sigungu rows of 2010, a measure of its own: later years are not comparable."""
    rows = census[
        (census["type"] == "population")
        & (census["class1"] == "all households")
        & (census["class2"] == "total")
        & (census["year"] == 2010)
    ]
    cities = rows[rows["adm2_code"].astype(str).str.endswith("0")]
    if cities["value"].sum() != SIGUNGU_ROWS_2010:
        raise SystemExit(f"sigungu rows of 2010 add up to {cities['value'].sum():,}")
    parts = on_regions_of_2020(cities[["adm2_code", "year", "value"]], regions, sigungu, shares)
    parts["value"] *= parts["weight"]
    group = parts.assign(shared=parts["weight"].ne(1)).groupby(["region_code", "year"])
    total = group.agg(value=("value", "sum"), shared=("shared", "any")).reset_index()
    return total.assign(
        period="Y",
        measure="population_2010",
        industry="total",
        unit="persons",
        source="census_population",
        flag=np.where(total.pop("shared"), "estimated", ""),
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
