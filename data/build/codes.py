"""From the KOSTAT sigungu codes of any year in the sources to the regions of 2020."""

from __future__ import annotations

import pandas as pd

COLUMNS = ["system", "year", "code", "region_code", "name_ko", "reason"]

# Codes whose region cannot be told by rule: year, code, region, name at the time, reason.
SINGLE_CHANGES = [
    (
        2010,
        "33044",
        "33040",
        "청원군",
        "the GRDP table of 2010 gives the former Cheongwon-gun this code; merged into Cheongju in"
        " 2014 (Buyong-myeon had gone to Sejong in 2012)",
    ),
    (
        2010,
        "34320",
        "",
        "연기군",
        "became the core of Sejong in 2012, but Sejong is larger: its values of 2010 are left out",
    ),
    (2015, "23030", "23090", "남구", "Incheon Nam-gu, renamed Michuhol-gu in 2018"),
    (2015, "31051", "31050", "부천시 원미구", "일반구 abolished in 2016, restored in 2024"),
    (2015, "31052", "31050", "부천시 소사구", "일반구 abolished in 2016, restored in 2024"),
    (2015, "31053", "31050", "부천시 오정구", "일반구 abolished in 2016, restored in 2024"),
    (2023, "22520", "37310", "군위군", "moved from Gyeongbuk to Daegu on 1 July 2023"),
]


def code_changes(regions: pd.DataFrame, sigungu_names: dict[str, str]) -> pd.DataFrame:
    """data/references/code_changes.csv.

    ``year`` is the year of statistics (old codes) or of the change (new ones). Each code stands
    for one region whatever the year, so a look-up by code alone is safe within this system.
    """
    rows = [("kostat", *change) for change in SINGLE_CHANGES]
    for code, name in sigungu_names.items():
        if not code.endswith("0"):
            rows.append(
                ("kostat", 2020, code, code[:4] + "0", name, "일반구, merged into its city")
            )
    counties = regions[regions["kind"] == "군"]
    for code, name in zip(counties["region_code"], counties["name_ko"], strict=True):
        new = str(int(code) + 200)  # 21310 -> 21510, 36410 -> 36610
        rows.append(("kostat", 2022, new, code, name, "KOSTAT renumbered all 군 in 2022"))
    table = pd.DataFrame(rows, columns=COLUMNS).sort_values(["year", "code"], ignore_index=True)
    clash = set(table["code"]) & set(regions["region_code"])
    unknown = set(table["region_code"]) - set(regions["region_code"]) - {""}
    ambiguous = table.groupby("code")["region_code"].nunique() > 1
    if clash or unknown or ambiguous.any():
        raise SystemExit(f"code changes: {clash or unknown or list(ambiguous[ambiguous].index)}")
    return table


def to_regions(sigungu_codes: pd.Series, regions: pd.DataFrame, changes: pd.DataFrame) -> pd.Series:
    """Region code of each sigungu code ('' where the table of changes says so); fail otherwise."""
    known = {code: code for code in regions["region_code"]}
    known |= dict(zip(changes["code"], changes["region_code"], strict=True))
    found = sigungu_codes.map(known)
    if found.isna().any():
        unknown = sorted(set(sigungu_codes[found.isna()]))
        raise SystemExit(f"codes that are neither a region nor a known change: {unknown}")
    return found
