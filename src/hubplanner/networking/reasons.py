"""Why a hub takes its technology, in sentences."""

from __future__ import annotations

import math

import pandas as pd

from hubplanner.industries.result import short_industry_names
from hubplanner.language import Joined, Pair, Text
from hubplanner.networking.build import Network
from hubplanner.networking.functions import lacks

FEW = 3
FEEDS = ("training", "rnd", "local_support")


Tie = tuple[str, str, str, float]
"""Kind, role, target and fit of a link."""


def hub_technologies(
    network: Network, institutions: pd.DataFrame, regions: pd.DataFrame
) -> pd.DataFrame:
    """By hub: ``technology`` (key), names, lead ministry, ``technology_fit``, why; what it lacks.

    Parameters
    ----------
    network
        From :func:`hubplanner.networking.build_network`.
    institutions, regions
        With ``name_ko`` and ``name_en``, indexed by id and region code.
    """
    names = {
        str(place): Pair(*both)
        for table in (institutions, regions)
        for place, *both in table[["name_ko", "name_en"]].itertuples(name=None)
    }
    links = network.links.sort_values(["strength", "target"], ascending=[False, True])
    ties: dict[str, list[Tie]] = {}
    columns = (links[column] for column in ("source", "kind", "role", "target", "fit"))
    for source, *tie in zip(*columns, strict=True):
        ties.setdefault(source, []).append((tie[0], tie[1], tie[2], tie[3]))
    rows = []
    for hub, key in network.assignment.technology.items():
        technology = network.technologies.technologies[key]
        why = _why(str(hub), key, ties.get(str(hub), []), network, names)
        rows.append(
            {
                "hub_id": hub,
                "technology": key,
                **technology.name.columns("technology"),
                **network.technologies.ministries[technology.ministry].columns("ministry"),
                "technology_fit": network.hub_fit.at[hub, key],
                **why.columns("technology_why"),
            }
        )
    return pd.DataFrame(rows).set_index("hub_id").join(lacks(network.functions, institutions))


def _why(hub: str, key: str, ties: list[Tie], network: Network, names: dict[str, Pair]) -> Text:
    """The users that live off matching industries, then the institutions that feed it."""
    told = [Text("Fixed by a national plan.")] if hub in network.fixed else []
    fits = [fit for _, role, _, fit in ties if role == "serves"]
    users = [target for _, role, target, fit in ties if role == "serves" and fit > 0][:FEW]
    if users:
        uses = [
            Text(
                "{region} ({industries})",
                region=names[region],
                industries=_industries_of(region, key, network),
            )
            for region in users
        ]
        told.append(Text("Used by: {regions}.", regions=Joined(", ", uses)))
    elif all(math.isnan(fit) for fit in fits):
        told.append(
            Text("The industries of its regions are not known; institutions alone were weighed.")
        )
    else:
        told.append(Text("None of its regions whose industries are known uses it."))
    feeds = [names[target] for kind, _, target, fit in ties if kind in FEEDS and fit > 0][:FEW]
    if feeds:
        told.append(Text("Fed by: {institutions}.", institutions=Joined(", ", feeds)))
    return Joined(" ", told)


def _industries_of(region: str, key: str, network: Network) -> Joined:
    """The region's largest industries that use the technology."""
    shares = network.industries.shares
    row = dict(zip(shares.columns, shares.to_numpy()[shares.index.get_loc(region)], strict=True))
    industries = network.technologies.technologies[key].industries
    uses = [code for code in row if row[code] and code.startswith(industries)]
    largest = sorted(uses, key=lambda code: (-row[code], code))[:2]
    return Joined("; ", [short_industry_names()[code] for code in largest])
