"""The tab of hubs: where they stand, whom they serve, and the proof."""

from __future__ import annotations

from typing import Any

from hubplanner.maps.plain import plain_number
from hubplanner.plan import Plan


def hubs_payload(plan: Plan) -> dict[str, Any]:
    """Hubs by number and the solver's outcome."""
    return {
        "siting": {
            "objective": round(plan.siting.objective, 1),
            "bound": round(plan.siting.bound, 1),
            "optimal": plan.siting.optimal,
        },
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
            for hub in plan.hubs.itertuples()
        ],
    }
