"""The comparison page: a map a scenario, one geometry for all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from hubplanner.comparison import COVERED_WITHIN_MINUTES, MOVED_WITHIN_MINUTES, Comparison
from hubplanner.maps.frame import Frame
from hubplanner.maps.layers import PageLayer, PageMap
from hubplanner.maps.plain import plain_number, plain_numbers, region_names
from hubplanner.plan import Plan


def render_comparison(comparison: Comparison) -> str:
    """Two to six scenarios as one HTML file that opens from disk without a network."""
    titles = " / ".join(plan.scenario.title_ko for plan in comparison.plans)
    frame = Frame("compare.html", "compare.js", f"{titles} – hubplanner")
    for position in range(len(comparison.plans)):
        page_map = PageMap()
        page_map.add_child(PageLayer("compare_js", "scenario", position))
        frame.add_child(page_map)
    return frame.render_page(_payload(comparison))


def _payload(comparison: Comparison) -> dict[str, Any]:
    regions = comparison.regions
    reference = comparison.plans[0]
    scenarios = []
    for plan, (name, row) in zip(comparison.plans, comparison.scenarios.iterrows(), strict=True):
        hubs = comparison.hubs[comparison.hubs["scenario"] == name]
        scenarios.append(
            {
                "title": {"ko": plan.scenario.title_ko, "en": plan.scenario.title_en},
                "numbers": {
                    key: plain_number(row[key], 1)
                    for key in ("objective", "mean_minutes", "longest_minutes")
                }
                | {"covered": plain_number(row["covered"], 4)},
                "counts": {
                    key: int(row[key]) for key in ("hubs", "kept", "moved", "gained", "lost")
                },
                "optimal": bool(row["optimal"]),
                "worst": row["worst_off"],
                "hubs": [
                    {
                        "code": hub.region_code,
                        "number": hub.number,
                        "lat": round(hub.lat, 4),
                        "lon": round(hub.lon, 4),
                    }
                    for hub in plan.hubs.itertuples()
                ],
                "changes": hubs[["region_code", "change", "counterpart", "moved_minutes"]]
                .round(0)
                .to_numpy()
                .tolist(),
                "minutes": plain_numbers(regions[f"minutes_{name}"], 0),
            }
        )
    return {
        **region_names(reference),
        "moved_within": MOVED_WITHIN_MINUTES,
        "covered_within": round(COVERED_WITHIN_MINUTES),
        "scenarios": scenarios,
        "candidate": regions["candidate"].astype(int).tolist(),
        "rank": plain_numbers(regions["rank"], 0),
        "attributions": _attributions(comparison.plans),
    }


def _attributions(plans: Sequence[Plan]) -> list[list[str]]:
    """What the licences ask for, once for all data sets that share it, with their names."""
    sources = pd.concat([plan.sources for plan in plans])
    sources = sources[~sources.index.duplicated()]
    lines = []
    for _, alike in sources.groupby(["attribution_ko", "attribution_en"], sort=False):
        line = []
        for language in ("ko", "en"):
            words = str(alike[f"attribution_{language}"].iloc[0])
            titles = alike[f"title_{language}"].tolist()
            names = "; ".join(title for title in titles if title not in words)
            line.append(f"{names}: {words}" if names else words)
        lines.append(line)
    return lines
