"""The comparison page: a map a scenario, one geometry for all."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from importlib.metadata import version
from typing import Any

import pandas as pd

from hubplanner.comparison import COVERED_WITHIN_MINUTES, MOVED_WITHIN_MINUTES, Comparison
from hubplanner.language import Text
from hubplanner.maps.frame import Frame
from hubplanner.maps.layers import PageLayer, PageMap
from hubplanner.maps.payload_common import Bilingual, Names
from hubplanner.maps.payload_comparison import ComparedScenario, ComparisonPayload
from hubplanner.maps.plain import (
    attributions,
    in_both,
    plain_number,
    plain_numbers,
    provinces,
    region_columns,
    rounded,
)
from hubplanner.plan import Plan
from hubplanner.scenario import Scenario
from hubplanner.siting.problem import NEAR_MINUTES


def render_comparison(comparison: Comparison) -> str:
    """Two to six scenarios as one HTML file that opens from disk without a network."""
    scenarios = [plan.scenario for plan in comparison.plans]
    title = Bilingual(
        " / ".join(scenario.title_ko for scenario in scenarios),
        " / ".join(scenario.title_en for scenario in scenarios),
    )
    frame = Frame("compare.html", "compare.js", title)
    for position in range(len(comparison.plans)):
        page_map = PageMap()
        page_map.add_child(PageLayer("compare_js", "scenario", position))
        frame.add_child(page_map)
    return frame.render_page(_payload(comparison), {"dates": _dates(comparison.plans)})


def _payload(comparison: Comparison) -> ComparisonPayload:
    regions = comparison.regions
    reference = comparison.plans[0]
    sources = pd.concat([plan.sources for plan in comparison.plans])
    scenarios: list[ComparedScenario] = []
    for plan, (name, row) in zip(comparison.plans, comparison.scenarios.iterrows(), strict=True):
        hubs = comparison.hubs[comparison.hubs["scenario"] == name]
        numbers = hubs.set_index("region_code")["number"]
        scenarios.append(
            {
                "title": {"ko": plan.scenario.title_ko, "en": plan.scenario.title_en},
                "verdict": {"ko": row["verdict_ko"], "en": row["verdict_en"]},
                "numbers": {
                    "objective": plain_number(row["objective"], 1),
                    "jobs_reached": plain_number(row["jobs_reached"]),
                    "institutes_reached": plain_number(row["institutes_reached"]),
                    "mean_minutes": plain_number(row["mean_minutes"], 1),
                    "longest_minutes": plain_number(row["longest_minutes"], 1),
                    "covered": plain_number(row["covered"], 4),
                },
                "counts": {
                    "hubs": int(row["hubs"]),
                    "kept": int(row["kept"]),
                    "moved": int(row["moved"]),
                    "gained": int(row["gained"]),
                    "lost": int(row["lost"]),
                },
                "optimal": bool(row["optimal"]),
                "worst": row["worst_off"],
                "hubs": [
                    {
                        "code": hub.region_code,
                        "number": int(numbers[hub.region_code]),
                        "lat": rounded(hub.lat, 4),
                        "lon": rounded(hub.lon, 4),
                    }
                    for hub in plan.hubs.itertuples()
                ],
                "changes": [
                    {
                        "code": hub["region_code"],
                        "number": hub["number"],
                        "change": hub["change"],
                        "counterpart": hub["counterpart"],
                        "minutes": rounded(hub["moved_minutes"]),
                        "technology": _names(hub, "technology"),
                        "host": _names(hub, "host"),
                    }
                    for hub in hubs.to_dict("records")
                ],
                "minutes": [rounded(minutes) for minutes in regions[f"minutes_{name}"]],
            }
        )
    return {
        "version": version("hubplanner"),
        "provinces": provinces(reference.regions),
        "regions": region_columns(reference.regions),
        "moved_within": MOVED_WITHIN_MINUTES,
        "covered_within": round(COVERED_WITHIN_MINUTES),
        "near_minutes": round(NEAR_MINUTES),
        "counts_jobs": reference.sites.problem.offers is not None,
        "places": comparison.places.index.tolist(),
        "scenarios": scenarios,
        "candidate": regions["candidate"].astype(int).tolist(),
        "rank": plain_numbers(regions["rank"], 0),
        "attributions": attributions(sources[~sources.index.duplicated()]),
    }


def _names(hub: Mapping[Hashable, Any], of: str) -> Names | None:
    ko, en = hub[f"{of}_ko"], hub[f"{of}_en"]
    return {"ko": ko, "en": en} if ko else None


def _dates(plans: Sequence[Plan]) -> list[dict[str, Bilingual | None]]:
    """How new the figures are: once where all plans rest on the same, else with whose they are."""
    by_dates: dict[Text, list[Scenario]] = {}
    for plan in plans:
        by_dates.setdefault(plan.dates, []).append(plan.scenario)
    return [
        {
            "words": in_both(dates),
            "titles": Bilingual(
                ", ".join(scenario.title_ko for scenario in those),
                ", ".join(scenario.title_en for scenario in those),
            )
            if len(by_dates) > 1
            else None,
        }
        for dates, those in by_dates.items()
    ]
