"""The comparison page: a map a scenario, one geometry for all."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from importlib.metadata import version
from typing import Any

from hubplanner.comparison import COVERED_WITHIN_MINUTES, MOVED_WITHIN_MINUTES, Comparison
from hubplanner.comparison.compared import Compared
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
from hubplanner.siting.problem import NEAR_MINUTES


def render_comparison(comparison: Comparison) -> str:
    """Two to six plans as one HTML file that opens from disk without a network."""
    plans = comparison.plans
    frame = Frame("compare.html", "compare.js", _titles(plans, " / "))
    for position in range(len(plans)):
        page_map = PageMap()
        page_map.add_child(PageLayer("compare_js", "scenario", position))
        frame.add_child(page_map)
    told = {
        "dates": _dates(plans),
        "differences": _differences(comparison),
        "from_files": plans[0].plan is None,
    }
    return frame.render_page(_payload(comparison), told)


def _titles(plans: Sequence[Compared], mark: str) -> Bilingual:
    return Bilingual(
        mark.join(plan.title_ko for plan in plans), mark.join(plan.title_en for plan in plans)
    )


def _payload(comparison: Comparison) -> ComparisonPayload:
    regions = comparison.regions
    reference = comparison.plans[0]
    scenarios: list[ComparedScenario] = []
    for plan, (name, row) in zip(comparison.plans, comparison.scenarios.iterrows(), strict=True):
        hubs = comparison.hubs[comparison.hubs["scenario"] == name]
        numbers = hubs.set_index("region_code")["number"]
        scenarios.append(
            {
                "title": {"ko": plan.title_ko, "en": plan.title_en},
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
                        "code": hub["region_code"],
                        "number": int(numbers[hub["region_code"]]),
                        "lat": rounded(hub["lat"], 4),
                        "lon": rounded(hub["lon"], 4),
                    }
                    for hub in plan.hubs.to_dict("records")
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
        "counts_jobs": reference.own_jobs_reached is not None,
        "places": comparison.places.index.tolist(),
        "scenarios": scenarios,
        "candidate": regions["candidate"].astype(int).tolist(),
        "rank": plain_numbers(regions["rank"], 0),
        "attributions": attributions(comparison.sources),
    }


def _names(hub: Mapping[Hashable, Any], of: str) -> Names | None:
    ko, en = hub[f"{of}_ko"], hub[f"{of}_en"]
    return {"ko": ko, "en": en} if ko else None


def _differences(comparison: Comparison) -> list[dict[str, Any]]:
    """Of each scenario but the reference, what differs, in sentences."""
    table = comparison.differences
    return [
        {
            "title": _titles([plan], ""),
            "sentences": [
                Bilingual(ko, en)
                for ko, en in table.loc[
                    table["scenario"] == plan.name, ["difference_ko", "difference_en"]
                ].itertuples(index=False)
            ],
        }
        for plan in comparison.plans[1:]
    ]


def _dates(plans: Sequence[Compared]) -> list[dict[str, Bilingual | None]]:
    """How new the figures are: once where all plans rest on the same, else with whose they are."""
    by_dates: dict[Text, list[Compared]] = {}
    for plan in plans:
        by_dates.setdefault(plan.dates, []).append(plan)
    return [
        {
            "words": in_both(dates),
            "titles": _titles(those, ", ") if len(by_dates) > 1 else None,
        }
        for dates, those in by_dates.items()
    ]
