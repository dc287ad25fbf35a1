"""Who a region is tied to and why, in sentences."""

from __future__ import annotations

from typing import Any

import pandas as pd

from hubplanner.industries.result import UNKNOWN
from hubplanner.industries.technologies import industry_fit
from hubplanner.language import Joined, Pair, Text
from hubplanner.networking.accessibility import PARTNERS
from hubplanner.networking.build import Network
from hubplanner.networking.links import partner_ties
from hubplanner.networking.technology_assignment import NEAR_TIE

KINDS = {
    "technopark": PARTNERS["technopark"],
    "ccei": Text("CCEIs", context="partners"),
    "university": PARTNERS["university"],
    "institute": PARTNERS["institute"],
    "complex": Text("industrial complexes"),
}
FEW = 3


def explain_region(
    code: str,
    network: Network,
    regions: pd.DataFrame,
    hubs: pd.DataFrame,
    institutions: pd.DataFrame,
) -> list[Text]:
    """Sentences on one region of a plan.

    Parameters
    ----------
    code
        Region code.
    network, regions, hubs, institutions
        The plan's.
    """
    region: Any = regions.loc[code]
    hub: Any = hubs[hubs["region_code"] == region["hub_region"]].iloc[0]
    return [
        _standing(region, len(regions)),
        _served(region, hub),
        _technology(hub),
        *_other_technology(hub, network),
        _industries(code, region, hub, network),
        *_partners(hub, network.links, institutions),
        *_lacks(hub),
        *_local(code, network.links, institutions),
        *_without(code, hub, network, hubs),
    ]


def _name(row: Any) -> Pair:
    return Pair(row["name_ko"], row["name_en"])


def _standing(region: Any, number: int) -> Text:
    name = Pair(f"{region['sido_short']} {region['name_ko']}", region["name_en"])
    standing = Text("is a candidate region")
    if not region["candidate"]:
        standing = Text("is not a candidate region")
    if pd.isna(region["crisis_score"]):
        return Text(
            "{region} {standing}: its crisis score cannot be observed.",
            region=name,
            standing=standing,
        )
    return Text(
        "{region} {standing}: crisis score {score:.2f}, rank {rank:.0f} of {number}.",
        region=name,
        standing=standing,
        score=region["crisis_score"],
        rank=region["rank"],
        number=number,
    )


def _served(region: Any, hub: Any) -> Text:
    return Text(
        "Hub {number}, {hub}, {serves} ({minutes:.0f} min).",
        number=hub["number"],
        hub=_name(hub),
        serves=Text("serves it") if region["candidate"] else Text("is the nearest"),
        minutes=region["hub_minutes"],
    )


def _technology(hub: Any) -> Text:
    return Text(
        "The hub's technology is {technology} (led by the {ministry}), fit {fit:.2f} (country"
        " 0.5). {why}",
        technology=Pair(hub["technology_ko"], hub["technology_en"]),
        ministry=Pair(hub["ministry_ko"], hub["ministry_en"]),
        fit=hub["technology_fit"],
        why=Pair(hub["technology_why_ko"], hub["technology_why_en"]),
    )


def _other_technology(hub: Any, network: Network) -> list[Text]:
    """What it would be instead, and whether the list of technologies can tell the two apart."""
    if network.runner_up is None:
        return []
    other: Any = network.runner_up.by_hub.loc[str(hub.name)]
    if not other["technology"]:
        return []
    told = Text(
        "The next best is {technology}, which lowers the summed fit of all hubs by {cost:.4f}.",
        technology=network.technologies.technologies[other["technology"]].name,
        cost=other["cost"],
    )
    if other["cost"] < NEAR_TIE:
        told = Joined(" ", [told, Text("That is a near tie: the technology is not settled.")])
    return [told]


def _industries(code: str, region: Any, hub: Any, network: Network) -> Text:
    technology = network.technologies.technologies[str(hub["technology"])]
    known = network.industries.shares.loc[[code]].drop(columns=UNKNOWN)
    return Text(
        "The manufacturing jobs of {region}: {industries}; {uses:.0f} % of all use this"
        " technology.",
        region=_name(region),
        industries=Joined("; ", network.industries.lines(code)[:FEW]),
        uses=100 * industry_fit(known, [technology]).to_numpy()[0, 0],
    )


def _partners(hub: Any, links: pd.DataFrame, institutions: pd.DataFrame) -> list[Text]:
    ties = partner_ties(links[links["source"] == hub.name])
    ties = ties.sort_values(["minutes", "target"])
    kind = ties["target"].map(institutions["kind"])
    sentences = []
    for key, name in KINDS.items():
        members = ties[kind == key]
        if members.empty:
            continue
        sentences.append(
            Text(
                "Through the hub it is tied to {count} {kind} of matching field; the nearest of"
                " these is {nearest} ({minutes:.0f} min from the hub).",
                count=len(members),
                kind=name,
                nearest=_name(institutions.loc[members["target"].iloc[0]]),
                minutes=members["minutes"].iloc[0],
            )
        )
    return sentences


def _lacks(hub: Any) -> list[Text]:
    if not hub["lacks_ko"]:
        return []
    return [Text("The hub lacks: {functions}.", functions=Pair(hub["lacks_ko"], hub["lacks_en"]))]


def _local(code: str, links: pd.DataFrame, institutions: pd.DataFrame) -> list[Text]:
    local = links[(links["target"] == code) & (links["role"] == "local")]
    if local.empty:
        return []
    places = [
        Text("{name} ({minutes:.0f} min)", name=_name(institutions.loc[source]), minutes=minutes)
        for source, minutes in zip(local["source"], local["minutes"], strict=True)
    ]
    return [Text("Local support comes from {places}.", places=Joined(Text(" and "), places))]


def _without(code: str, hub: Any, network: Network, hubs: pd.DataFrame) -> list[Text]:
    left = network.minutes.drop(index=str(hub.name))
    if code not in left.columns or left.empty:
        return []
    other: Any = hubs.loc[str(left[code].idxmin())]
    return [
        Text(
            "Without this hub, hub {number}, {hub}, takes over at {minutes:.0f} min.",
            number=other["number"],
            hub=_name(other),
            minutes=left[code].min(),
        )
    ]
