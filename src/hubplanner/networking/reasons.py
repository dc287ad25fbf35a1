"""Why a hub takes its technology, in sentences."""

from __future__ import annotations

import math
from functools import cache

import pandas as pd

from hubplanner.industries.result import GROUP_NAMES
from hubplanner.networking.build import Network
from hubplanner.networking.functions import lacks
from hubplanner.tables.industries import industry_names

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
        language: {
            str(place): str(name)
            for table in (institutions, regions)
            for place, name in zip(table.index, table[column], strict=True)
        }
        for language, column in (("ko", "name_ko"), ("en", "name_en"))
    }
    links = network.links.sort_values(["strength", "target"], ascending=[False, True])
    ties: dict[str, list[Tie]] = {}
    columns = (links[column] for column in ("source", "kind", "role", "target", "fit"))
    for source, *tie in zip(*columns, strict=True):
        ties.setdefault(source, []).append((tie[0], tie[1], tie[2], tie[3]))
    rows = []
    for hub, key in network.assignment.technology.items():
        technology = network.technologies.technologies[key]
        ministry_ko, ministry_en = network.technologies.ministries[technology.ministry]
        why_ko, why_en = _why(str(hub), key, ties.get(str(hub), []), network, names)
        rows.append(
            {
                "hub_id": hub,
                "technology": key,
                "technology_ko": technology.name_ko,
                "technology_en": technology.name_en,
                "ministry_ko": ministry_ko,
                "ministry_en": ministry_en,
                "technology_fit": network.hub_fit.at[hub, key],
                "technology_why_ko": why_ko,
                "technology_why_en": why_en,
            }
        )
    return pd.DataFrame(rows).set_index("hub_id").join(lacks(network.functions, institutions))


def _why(
    hub: str, key: str, ties: list[Tie], network: Network, names: dict[str, dict[str, str]]
) -> tuple[str, str]:
    """The users that live off matching industries, then the institutions that feed it."""
    ko, en = [], []
    if hub in network.fixed:
        ko.append("국가계획으로 정해진 기술.")
        en.append("Fixed by a national plan.")
    fits = [fit for _, role, _, fit in ties if role == "serves"]
    users = [target for _, role, target, fit in ties if role == "serves" and fit > 0][:FEW]
    if users:
        uses = [_industries_of(region, key, network) for region in users]
        for words, language, start in ((ko, "ko", "쓰는 산업"), (en, "en", "Used by")):
            gap = "" if language == "ko" else " "
            listed = (
                f"{names[language][region]}{gap}({'; '.join(use[language])})"
                for region, use in zip(users, uses, strict=True)
            )
            words.append(f"{start}: {', '.join(listed)}.")
    elif all(math.isnan(fit) for fit in fits):
        ko.append("담당 지역의 산업을 알 수 없어 기관만 보았다.")
        en.append("The industries of its regions are not known; institutions alone were weighed.")
    else:
        ko.append("담당 지역 가운데 산업이 알려진 곳에는 쓰는 산업이 없다.")
        en.append("None of its regions whose industries are known uses it.")
    feeds = [target for kind, _, target, fit in ties if kind in FEEDS and fit > 0][:FEW]
    if feeds:
        ko.append(f"받치는 기관: {', '.join(names['ko'][target] for target in feeds)}.")
        en.append(f"Fed by: {', '.join(names['en'][target] for target in feeds)}.")
    return " ".join(ko), " ".join(en)


def _industries_of(region: str, key: str, network: Network) -> dict[str, list[str]]:
    """The region's largest industries that use the technology, in both languages."""
    shares = network.industries.shares
    row = dict(zip(shares.columns, shares.to_numpy()[shares.index.get_loc(region)], strict=True))
    industries = network.technologies.technologies[key].industries
    uses = [code for code in row if row[code] and code.startswith(industries)]
    largest = sorted(uses, key=lambda code: (-row[code], code))[:2]
    names = short_industry_names()
    return {
        "ko": [names[code][0] for code in largest],
        "en": [names[code][1] for code in largest],
    }


@cache
def short_industry_names() -> dict[str, tuple[str, str]]:
    """Short Korean and English names by KSIC division, from the bundled table of industries."""
    short = {
        code: (ko.split(";")[0].removesuffix(" 제조업"), en.split(", except")[0])
        for code, (ko, en) in industry_names().items()
    }
    groups = {code: (name.in_language("ko"), str(name)) for code, name in GROUP_NAMES.items()}
    return short | groups
