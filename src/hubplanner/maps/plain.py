"""Values as JSON for the page: rounded, missing as null; and the names of the regions."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

import pandas as pd

from hubplanner.plan import Plan


def plain_numbers(values: pd.Series[float], digits: int) -> list[float | int | None]:
    """For JSON: rounded, missing as null."""
    return [plain_number(value, digits) for value in values]


def plain_number(value: float, digits: int = 0) -> float | int | None:
    """For JSON: rounded, missing as null."""
    if pd.isna(value):
        return None
    return round(float(value), digits) if digits else round(float(value))


def region_names(plan: Plan) -> dict[str, Any]:
    """What every page says of a region: code, names, province, place; and the version."""
    regions = plan.regions
    provinces = regions.drop_duplicates("sido_code").set_index("sido_code")
    return {
        "version": version("hubplanner"),
        "provinces": {
            code: [row["sido_ko"], row["sido_en"], row["sido_short"]]
            for code, row in provinces.iterrows()
        },
        "regions": {
            "code": regions.index.tolist(),
            "ko": regions["name_ko"].tolist(),
            "en": regions["name_en"].tolist(),
            "sido": regions["sido_code"].tolist(),
            "lat": plain_numbers(regions["lat"], 4),
            "lon": plain_numbers(regions["lon"], 4),
        },
    }
