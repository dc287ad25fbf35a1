"""Values as JSON for the page: rounded, missing as null; the names of the regions, the sources."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import pandas as pd

from hubplanner.language import Text
from hubplanner.maps.payload_common import Bilingual, Province, RegionColumns
from hubplanner.regions.names import sigungu, sigungu_shares
from hubplanner.regions.provinces import province_names


def in_both(text: Text) -> Bilingual:
    """A text as a pair of Korean and English."""
    return Bilingual(**text.in_both())


def plain_numbers(values: pd.Series[float], digits: int) -> list[float | None]:
    """For JSON: rounded, missing as null."""
    return [plain_number(value, digits) for value in values]


def plain_number(value: float, digits: int = 0) -> float | None:
    """For JSON: rounded, missing as null."""
    return None if pd.isna(value) else rounded(value, digits)


def rounded(value: float, digits: int = 0) -> float:
    """For JSON, of what is never missing: a whole number where no digits are asked for."""
    return round(float(value), digits or None)


def provinces(regions: pd.DataFrame) -> dict[str, Province]:
    """Names of the provinces by code."""
    rows = regions.drop_duplicates("sido_today_code").set_index("sido_today_code")
    return {
        str(code): {
            "ko": row["sido_ko"],
            "en": row["sido_en"],
            "short": row["sido_short"],
            "also": _others(province_names()[str(code)], row.loc[["sido_ko", "sido_en"]]),
        }
        for code, row in rows.iterrows()
    }


def region_columns(regions: pd.DataFrame) -> RegionColumns:
    """What every page says of a region: code, names, province, place."""
    return {
        "code": regions.index.tolist(),
        "ko": regions["name_ko"].tolist(),
        "en": regions["name_en"].tolist(),
        "also": [
            _others(_names_of_any_year().get(str(code), ()), (ko, en))
            for code, ko, en in zip(
                regions.index, regions["name_ko"], regions["name_en"], strict=True
            )
        ],
        "sido": regions["sido_today_code"].tolist(),
        "lat": [rounded(lat, 4) for lat in regions["lat"]],
        "lon": [rounded(lon, 4) for lon in regions["lon"]],
    }


def attributions(sources: pd.DataFrame) -> list[Bilingual]:
    """What the licences ask for, once for all data sets that share it, with their names."""
    lines = []
    for _, alike in sources.groupby(["attribution_ko", "attribution_en"], sort=False):
        line = {}
        for language in ("ko", "en"):
            words = str(alike[f"attribution_{language}"].iloc[0])
            titles = alike[f"title_{language}"].tolist()
            names = "; ".join(title for title in titles if title not in words)
            line[language] = f"{names}: {words}" if names else words
        lines.append(Bilingual(**line))
    return lines


@cache
def _names_of_any_year() -> dict[str, list[str]]:
    """Korean and English names of all units since 2010 that a region holds any of, by its code."""
    units = sigungu()[["unit", "region_code", "name_ko", "name_en"]]
    parts = units.drop(columns="region_code").merge(sigungu_shares()[["unit", "region_code"]])
    every = pd.concat([units, parts])
    names: dict[str, list[str]] = {}
    for language in ("name_ko", "name_en"):
        for code, name in zip(every["region_code"], every[language], strict=True):
            names.setdefault(code, []).append(name)
    return names


def _others(names: Iterable[str], shown: Iterable[str]) -> str:
    """The names that are not shown already, each once."""
    return " ".join(name for name in dict.fromkeys(names) if name not in set(shown))
