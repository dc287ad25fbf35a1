"""The tab of the network: institutions and the links between them and the hubs."""

from __future__ import annotations

from typing import Any

from hubplanner.maps.plain import plain_numbers
from hubplanner.plan import Plan


def network_payload(plan: Plan) -> dict[str, Any]:
    """Columns of institutions; ties of hubs to them and to regions, sorted as in links.csv.

    A link is hub number, target, kind and minutes.
    """
    institutions, number = plan.institutions, plan.hubs["number"]
    links = plan.links[plan.links["role"].isin(("lead", "second", "serves"))]
    return {
        "institutions": {
            "id": institutions.index.tolist(),
            "kind": institutions["kind"].tolist(),
            "ko": institutions["name_ko"].tolist(),
            "en": institutions["name_en"].tolist(),
            "region": institutions["region_code"].tolist(),
            "lat": plain_numbers(institutions["lat"], 4),
            "lon": plain_numbers(institutions["lon"], 4),
            "confirmed": (institutions["confidence"] != "remembered").astype(int).tolist(),
            "source": institutions["source"].tolist(),
            "lead": plain_numbers(institutions["lead_hub"].map(number), 0),
        },
        "links": [
            [int(number[link.source]), link.target, link.kind, round(link.minutes)]
            for link in links.itertuples()
        ],
    }
