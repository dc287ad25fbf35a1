"""Why a hub takes its technology, in sentences."""

from __future__ import annotations

from functools import cache

import pandas as pd

from hubplanner.network.weave import Network
from hubplanner.regions import data_folder

FEW = 3


def hub_technologies(
    network: Network, institutions: pd.DataFrame, regions: pd.DataFrame
) -> pd.DataFrame:
    """By hub: ``technology`` (key), names, lead ministry, ``technology_fit``, and why.

    Parameters
    ----------
    network
        From :func:`hubplanner.network.weave_network`.
    institutions, regions
        With ``name_ko`` and ``name_en``, indexed by id and region code.
    """
    rows = []
    for hub, key in network.assignment.technology.items():
        technology = network.technologies.technologies[key]
        ministry_ko, ministry_en = network.technologies.ministries[technology.ministry]
        why_ko, why_en = _why(str(hub), key, network, institutions, regions)
        rows.append(
            {
                "hub_id": hub,
                "technology": key,
                "technology_ko": technology.name_ko,
                "technology_en": technology.name_en,
                "ministry_ko": ministry_ko,
                "ministry_en": ministry_en,
                "technology_fit": network.hub_fit.fit.at[hub, key],
                "technology_why_ko": why_ko,
                "technology_why_en": why_en,
            }
        )
    return pd.DataFrame(rows).set_index("hub_id")


def _why(
    hub: str, key: str, network: Network, institutions: pd.DataFrame, regions: pd.DataFrame
) -> tuple[str, str]:
    """The users that live off matching industries, then the institutions that feed it."""
    ko, en = [], []
    if hub in network.fixed:
        ko.append("국가계획으로 정해진 기술.")
        en.append("Fixed by a national plan.")
    links = network.links[network.links["source"] == hub].sort_values(
        ["strength", "target"], ascending=[False, True]
    )
    served = links[links["role"] == "serves"]
    users = served[served["fit"] > 0]["target"].head(FEW)
    if len(users):
        named = [_industries_of(region, key, network) for region in users]
        ko.append(
            "쓰는 산업: "
            + ", ".join(
                f"{regions['name_ko'][region]}({'; '.join(names_ko)})"
                for region, (names_ko, _) in zip(users, named, strict=True)
            )
            + "."
        )
        en.append(
            "Used by: "
            + ", ".join(
                f"{regions['name_en'][region]} ({'; '.join(names_en)})"
                for region, (_, names_en) in zip(users, named, strict=True)
            )
            + "."
        )
    elif served["fit"].isna().all():
        ko.append("담당 지역의 산업을 알 수 없어 기관만 보았다.")
        en.append("The industries of its regions are not known; institutions alone were weighed.")
    else:
        ko.append("담당 지역 가운데 산업이 알려진 곳에는 쓰는 산업이 없다.")
        en.append("None of its regions whose industries are known uses it.")
    fed = links[links["kind"].isin(["training", "rnd", "local_support"]) & (links["fit"] > 0)]
    feeds = fed["target"].head(FEW)
    if len(feeds):
        ko.append(f"받치는 기관: {', '.join(institutions.loc[feeds, 'name_ko'])}.")
        en.append(f"Fed by: {', '.join(institutions.loc[feeds, 'name_en'])}.")
    return " ".join(ko), " ".join(en)


def _industries_of(region: str, key: str, network: Network) -> tuple[list[str], list[str]]:
    """The region's largest industries that use the technology, in both languages."""
    shares: pd.Series[float] = network.industries.shares.T[region]
    uses = shares[shares.index.isin(network.technologies.technologies[key].industries)]
    largest = uses[uses > 0].sort_values(ascending=False, kind="stable").index[:2]
    names = industry_names()
    return [names[code][0] for code in largest], [names[code][1] for code in largest]


@cache
def industry_names() -> dict[str, tuple[str, str]]:
    """Short Korean and English names by KSIC division, from the bundled table of industries."""
    table = pd.read_csv(
        data_folder() / "references" / "industries.csv", dtype=str, keep_default_na=False
    )
    return {
        code: (ko.split(";")[0].removesuffix(" 제조업"), en.split(", except")[0])
        for code, ko, en in zip(table["industry"], table["name_ko"], table["name_en"], strict=True)
    }
