"""The tab of the network: institutions and who works with whom; and places abroad to compare."""

from __future__ import annotations

import csv
from typing import Any

import pandas as pd

from hubplanner.maps.plain import plain_numbers
from hubplanner.plan import Plan
from hubplanner.regions import data_folder


def network_payload(plan: Plan) -> dict[str, Any]:
    """Columns of institutions; ties of hubs to institutions, regions and each other.

    A tie is hub number, target (an institution, a region, or another hub's region), kind, role,
    minutes, fit in per cent (null where unknown) and strength in thousandths, as in links.csv.
    """
    institutions, number = plan.institutions, plan.hubs["number"]
    home = plan.hubs["region_code"]
    ties = plan.links[plan.links["source"].isin(number.index)]
    return {
        "institutions": {
            "id": institutions.index.tolist(),
            "kind": institutions["kind"].tolist(),
            "ko": institutions["name_ko"].tolist(),
            "en": institutions["name_en"].tolist(),
            "region": institutions["region_code"].tolist(),
            "lat": plain_numbers(institutions["lat"], 4),
            "lon": plain_numbers(institutions["lon"], 4),
            "fields": institutions["fields"].tolist(),
            "programmes": institutions["programmes"].tolist(),
            "confirmed": (institutions["confidence"] != "remembered").astype(int).tolist(),
            "source": institutions["source"].tolist(),
            "lead": plain_numbers(institutions["lead_hub"].map(number), 0),
        },
        "links": [
            [
                int(number[tie.source]),
                home.get(tie.target, tie.target),
                tie.kind,
                tie.role,
                round(tie.minutes),
                None if pd.isna(tie.fit) else round(100 * tie.fit),
                round(1000 * tie.strength),
            ]
            for tie in ties.itertuples()
        ],
        "designations": plan.designations[["region_code", "area", "kind", "start", "end", "source"]]
        .to_numpy()
        .tolist(),
    }


def institutes_abroad() -> list[dict[str, str]]:
    """The institutes of Manufacturing USA that the brief looked at, for the template."""
    path = data_folder() / "references" / "manufacturing_usa.csv"
    with path.open(encoding="utf-8-sig", newline="") as table:
        return list(csv.DictReader(table))
