"""What the page shows, as plain lists and numbers."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

import pandas as pd

from hubplanner.plan import Plan

SCORES = (
    ("crisis_score", "위기점수", "Crisis score"),
    ("dependency", "의존도", "Dependency"),
    ("decline", "쇠퇴도", "Decline"),
    ("outflow", "유출도", "Outflow"),
)


def map_payload(plan: Plan) -> dict[str, Any]:
    """Columns of regions, hubs, institutions and links, with their sources.

    Scores have three digits and minutes none: what is shown is what the figures can bear.
    """
    regions, hubs = plan.regions, plan.hubs
    hub_number = dict(zip(hubs["region_code"], hubs["number"], strict=True))
    names = region_names(plan)
    return {
        **names,
        "title": {"ko": plan.scenario.title_ko, "en": plan.scenario.title_en},
        "siting": {
            "objective": round(plan.siting.objective, 1),
            "bound": round(plan.siting.bound, 1),
            "optimal": plan.siting.optimal,
        },
        "travel": plan.travel,
        "network": plan.scenario.network.model_dump(),
        "counts": {
            "regions": len(regions),
            "candidates": int(regions["candidate"].sum()),
            "hubs": len(hubs),
            "scored": int(regions["crisis_score"].notna().sum()),
        },
        "shades": _shades(plan),
        "regions": {
            **names["regions"],
            "rank": plain_numbers(regions["rank"], 0),
            "candidate": regions["candidate"].astype(int).tolist(),
            "hub": regions["hub_region"].map(hub_number).tolist(),
        },
        "indicators": [
            {
                "key": key,
                "ko": row["name_ko"],
                "en": row["name_en"],
                "unit": row["unit"],
                "years": row["years"],
                "observed": row["observed"],
                "sources": row["sources"],
            }
            for key, row in plan.coverage.iterrows()
        ],
        "hubs": [
            {
                "number": hub.number,
                "code": hub.region_code,
                "lat": round(hub.lat, 4),
                "lon": round(hub.lon, 4),
                "candidates": hub.candidates,
                "mean": plain_number(hub.mean_minutes),
                "longest": plain_number(hub.longest_minutes),
                "institutions": hub.institutions,
            }
            for hub in hubs.itertuples()
        ],
        "institutions": {
            "id": plan.institutions.index.tolist(),
            "kind": plan.institutions["kind"].tolist(),
            "ko": plan.institutions["name_ko"].tolist(),
            "en": plan.institutions["name_en"].tolist(),
            "region": plan.institutions["region_code"].tolist(),
            "lat": plain_numbers(plan.institutions["lat"], 4),
            "lon": plain_numbers(plan.institutions["lon"], 4),
            "confirmed": (plan.institutions["confidence"] != "remembered").astype(int).tolist(),
            "source": plan.institutions["source"].tolist(),
            "lead": plain_numbers(plan.institutions["lead_hub"].map(hubs["number"]), 0),
        },
        "links": _links(plan),
        "sources": {
            source: {
                "ko": row["title_ko"],
                "en": row["title_en"],
                "attribution_ko": row["attribution_ko"],
                "attribution_en": row["attribution_en"],
            }
            for source, row in plan.sources.iterrows()
        },
    }


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


def _shades(plan: Plan) -> list[dict[str, Any]]:
    """What the map can be shaded by; popups and tables read the same values."""
    regions = plan.regions
    minutes = ("가까운 거점까지 분", "Minutes to the nearest hub", "minutes", "", +1)
    return [
        *(_shade(key, ko, en, "score", "", +1, regions[key]) for key, ko, en in SCORES),
        _shade("hub_minutes", *minutes, regions["hub_minutes"]),
        *(
            _shade(
                str(key),
                row["name_ko"],
                row["name_en"],
                row["unit"],
                row["years"],
                row["sign"],
                regions[str(key)],
            )
            for key, row in plan.coverage.iterrows()
        ),
    ]


def _shade(
    key: str, ko: str, en: str, unit: str, years: str, worse: int, values: pd.Series[float]
) -> dict[str, Any]:
    """One shade; ``worse`` is +1 where more is worse, −1 where less is."""
    digits = {"score": 3, "minutes": 0}.get(unit, 4)
    return {
        "key": key,
        "ko": ko,
        "en": en,
        "unit": unit,
        "years": years,
        "worse": worse,
        "values": plain_numbers(values, digits),
    }


def _links(plan: Plan) -> list[list[Any]]:
    """Hub number, target, kind, minutes; sorted as in links.csv."""
    number = plan.hubs["number"]
    return [
        [int(number[link.source]), link.target, link.kind, round(link.minutes)]
        for link in plan.links.itertuples()
    ]


def plain_numbers(values: pd.Series[float], digits: int) -> list[float | int | None]:
    """For JSON: rounded, missing as null."""
    return [plain_number(value, digits) for value in values]


def plain_number(value: float, digits: int = 0) -> float | int | None:
    """For JSON: rounded, missing as null."""
    if pd.isna(value):
        return None
    return round(float(value), digits) if digits else round(float(value))
