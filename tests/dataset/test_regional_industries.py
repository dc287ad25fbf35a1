"""Tables of what regions live off: sums that their publishers state, and figures from elsewhere."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from hubplanner.regions import resolve

DATA = Path(__file__).parents[2] / "data"


def read(name: str, **types: str) -> pd.DataFrame:
    table = pd.read_csv(DATA / "statistics" / f"{name}.csv", dtype=str, keep_default_na=False)
    return table.assign(**{column: pd.to_numeric(table[column]) for column in types})


@pytest.fixture(scope="module")
def largest() -> pd.DataFrame:
    names = ["year", "workers", "manufacturing", "manufacturing_300plus", "largest_300plus_workers"]
    return read("largest_divisions", **dict.fromkeys(names, ""))


def test_largest_divisions_of_every_region_and_year(largest: pd.DataFrame) -> None:
    assert largest.groupby("year")["region_code"].nunique().to_dict() == dict.fromkeys(
        (2014, 2015, 2016), 229
    )
    newest = largest[largest["year"] == 2016]
    assert newest["manufacturing"].sum() == 3_861_943
    assert (newest["largest_300plus"] == "").sum() == 109
    assert (newest["largest"] != "").all()
    assert (newest["manufacturing_300plus"] <= newest["manufacturing"]).all()
    assert newest["workers"].sum() == 17_362_903
    # Two slips of the copy: their plants of 300 or more stay unknown in the first two years.
    corrected = largest[largest["flag"] == "corrected"]
    assert sorted(set(corrected["region_code"])) == ["37320", "38340"]


def test_regions_add_up_to_their_provinces(largest: pd.DataFrame) -> None:
    facts = pd.read_csv(DATA / "build" / "facts" / "top_division_2014_2016.csv", dtype=str)
    provinces = facts[facts["level"] == "province"]
    newest = largest[largest["year"] == 2016]
    ours = newest.groupby(newest["region_code"].str[:2])[["workers", "manufacturing_300plus"]].sum()
    theirs = provinces[provinces["year"] == "2016"].replace({"lab2050_code": {"27": "29"}})
    theirs = theirs.set_index("lab2050_code")[["workers_all", "workers_mfg_300plus"]].astype(float)
    assert (ours.to_numpy() == theirs.loc[ours.index].to_numpy()).all()


@pytest.mark.parametrize(
    ("name", "division"),
    [
        ("거제시", "c31"),
        ("울산 동구", "c31"),
        ("울산 북구", "c30"),
        ("포항시", "c24"),
        ("광양시", "c24"),
        ("여수시", "c20"),
        ("구미시", "c26"),
        ("군산시", "c30"),
        ("경남 고성군", "c31"),
    ],
)
def test_what_everyone_knows_of_2016(largest: pd.DataFrame, name: str, division: str) -> None:
    row = largest[(largest["region_code"] == resolve(name)) & (largest["year"] == 2016)]
    assert row["largest"].tolist() == [division]


def test_provinces_add_up_to_the_nation() -> None:
    table = read("province_divisions", value="")
    wide = table.pivot(index=["measure", "industry"], columns="sido_code", values="value")
    parts = wide.drop(columns="00")
    gap = wide["00"] - parts.sum(axis=1)
    hidden = table[table["flag"] == "suppressed"]
    assert len(hidden) == 38
    assert hidden["value"].isna().all()
    open_rows = ~wide.index.isin(pd.MultiIndex.from_frame(hidden[["measure", "industry"]]))
    assert (gap[open_rows] == 0).all()
    assert (gap >= 0).all()
    # The press release on the survey rounds the nation's workers, with mining, to 3,046 thousand.
    assert wide.loc[("workers", "manufacturing"), "00"] == 3_037_018
    printed = read("national_industries", value="")
    press = printed[(printed["series"] == "workers") & (printed["ksic"] == "B+C")]
    assert press.set_index("period").loc["2024", "value"] == pytest.approx(3_037_018, rel=0.004)


def test_complexes_add_up_to_all_that_are_managed() -> None:
    table = read("complex_workers", workers="")
    named = table[table["complex_ko"] != ""]
    assert named.groupby("year")["complex_ko"].nunique().to_dict() == {"2023": 38, "2026": 40}
    total = table["industries"] == "total"
    key = ["complex_ko", "year"]
    groups = table[~total].groupby(key)["workers"].sum()
    assert groups.equals(table[total].groupby(key)["workers"].sum())
    # What is missing of the whole lies in the complexes whose figures are suppressed.
    whole = table[table["complex_ko"] == ""].set_index(["year", "group_ko"])["workers"]
    gap = whole - named.groupby(["year", "group_ko"])["workers"].sum()
    assert (gap >= 0).all()
    assert gap.max() < 0.005 * whole.max()


def test_plants_hold_no_company_plan_or_doubt() -> None:
    plants = read("plants", workers="", year="")
    assert not plants["plant_ko"].str.contains("회사 전체|협력업체").any()
    assert set(plants["confidence"]) == {"high", "medium"}
    assert plants["year"].between(2000, 2026).all()
    assert (plants["workers"] > 0).all()
    row = plants[plants["plant_ko"] == "HD현대삼호"]
    assert row[["region_code", "industries", "workers"]].to_numpy().tolist() == [
        ["36410", "c311", 13000]
    ]


def test_printed_shares_are_shares_of_the_nation() -> None:
    shares = read("regional_shares", percent="", national_workers="")
    geoje = shares[(shares["region_code"] == "38090") & (shares["year"] == "2016")]
    assert geoje["percent"].tolist() == [41.2]
    assert (shares.groupby(["industries", "year"])["percent"].sum() < 100).all()


def test_national_series_keep_their_base() -> None:
    table = read("national_industries", value="")
    of_ships = table[(table["kind"] == "production") & (table["ksic"] == "C311")]
    assert set(of_ships["base"]) == {"2015=100", "KIET 물량/금액 실적"}
    assert (table[["series", "period", "unit", "base", "source"]] != "").all(axis=None)
