"""The tab of the network: institutions and who works with whom; and places abroad to compare."""

from __future__ import annotations

import csv
from typing import Any

import numpy as np
import pandas as pd

from hubplanner.maps.payload import NetworkTab
from hubplanner.maps.plain import plain_numbers, rounded
from hubplanner.networking.functions import partners
from hubplanner.plan import Plan
from hubplanner.regions import data_folder


def network_payload(plan: Plan) -> NetworkTab:
    """Columns of institutions; ties of hubs to institutions, regions and each other."""
    institutions, number = plan.institutions, plan.hubs["number"]
    home = plan.hubs["region_code"]
    designations = plan.designations
    ties = _seen_from_hubs(plan.links, number.index)
    return {
        "institutions": {
            "id": institutions.index.tolist(),
            "kind": institutions["kind"].tolist(),
            "ko": institutions["name_ko"].tolist(),
            "en": institutions["name_en"].tolist(),
            "region": institutions["region_code"].tolist(),
            "lat": [rounded(lat, 4) for lat in institutions["lat"]],
            "lon": [rounded(lon, 4) for lon in institutions["lon"]],
            "fields": institutions["fields"].tolist(),
            "programmes": institutions["programmes"].tolist(),
            "confirmed": (institutions["confidence"] != "remembered").astype(int).tolist(),
            "source": institutions["source"].tolist(),
            "lead": plain_numbers(institutions["lead_hub"].map(number), 0),
            "nearest": plain_numbers(institutions["nearest_hub_minutes"], 0),
        },
        "links": {
            "hub": ties["source"].map(number).tolist(),
            "target": [home.get(target, target) for target in ties["target"]],
            "kind": ties["kind"].tolist(),
            "role": ties["role"].tolist(),
            "minutes": [rounded(minutes) for minutes in ties["minutes"]],
            "fit": plain_numbers(100 * ties["fit"], 0),
            "strength": [rounded(1000 * strength) for strength in ties["strength"]],
        },
        "designations": {
            "region": designations["region_code"].tolist(),
            "area": designations["area"].tolist(),
            "kind": designations["kind"].tolist(),
            "start": designations["start"].tolist(),
            "end": designations["end"].tolist(),
            "source": designations["source"].tolist(),
        },
    }


def _seen_from_hubs(links: pd.DataFrame, hubs: pd.Index[str]) -> pd.DataFrame:
    """Ties with a hub at either end, as the source: a planner may state them either way."""
    source, target = links["source"], links["target"]
    turned = target.isin(hubs) & ~source.isin(hubs)
    links = links.assign(source=source.mask(turned, target), target=target.mask(turned, source))
    return links[links["source"].isin(hubs)]


def functions_of_hubs(plan: Plan) -> list[dict[str, Any]]:
    """For the template, by hub: who supplies which function, and the smallest set of partners."""
    places, short = plan.institutions, plan.regions["sido_short"]
    both = zip(places["name_ko"], places["name_en"], strict=True)
    names = dict(zip(places.index, both, strict=True))
    table = plan.network.functions
    # Minutes are told of what is lacking, and so lie beyond the limit: never rounded down to it.
    table = table.assign(minutes=np.ceil(table["minutes"]))
    return [
        {
            "number": hub["number"],
            "names": (
                f"{short[hub['region_code']]} {hub['name_ko']}",
                f"{hub['name_en']}, {hub['sido_en']}",
            ),
            "functions": [
                {
                    "names": (row["function_ko"], row["function_en"]),
                    "suppliers": row["suppliers"],
                    "nearest": names[row["nearest"]] if row["nearest"] else None,
                    "minutes": row["minutes"],
                }
                for _, row in table.loc[[name]].iterrows()
            ],
            "partners": [
                (*names[partner], minutes)
                for partner, minutes in partners(table.loc[[name]]).items()
            ],
        }
        for name, hub in plan.hubs.iterrows()
    ]


def institutes_abroad() -> list[dict[str, str]]:
    """The institutes of Manufacturing USA that the brief looked at, for the template."""
    path = data_folder() / "references" / "manufacturing_usa.csv"
    with path.open(encoding="utf-8-sig", newline="") as table:
        return list(csv.DictReader(table))
