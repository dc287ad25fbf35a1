"""Who a region is tied to and why, in sentences."""

from __future__ import annotations

from typing import Any

import pandas as pd

from hubplanner.industries.result import UNKNOWN
from hubplanner.industries.technologies import industry_fit
from hubplanner.networking.build import Network
from hubplanner.networking.links import partner_ties
from hubplanner.networking.technology_assignment import NEAR_TIE

KINDS = {
    "technopark": ("테크노파크", "technoparks"),
    "ccei": ("창조경제혁신센터", "CCEIs"),
    "university": ("대학", "universities"),
    "institute": ("연구기관", "research institutes"),
    "complex": ("산업단지", "industrial complexes"),
}
FEW = 3


def explain_region(
    code: str,
    network: Network,
    regions: pd.DataFrame,
    hubs: pd.DataFrame,
    institutions: pd.DataFrame,
) -> list[tuple[str, str]]:
    """Korean and English sentences on one region of a plan.

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


def particle(word: str, after_consonant: str, after_vowel: str) -> str:
    """The word with its particle: 은/는, 이/가 by its last Hangul syllable.

    >>> particle("거제시", "은", "는"), particle("고성군", "은", "는")
    ('거제시는', '고성군은')
    >>> particle("KAIST", "이", "가")
    'KAIST이(가)'
    """
    last = word[-1:]
    if not "가" <= last <= "힣":
        return f"{word}{after_consonant}({after_vowel})"
    return word + (after_consonant if (ord(last) - ord("가")) % 28 else after_vowel)


def _standing(region: Any, number: int) -> tuple[str, str]:
    name = f"{region['sido_short']} {region['name_ko']}"
    ko = "후보지역이다" if region["candidate"] else "후보지역이 아니다"
    en = "is a candidate region" if region["candidate"] else "is not a candidate region"
    if pd.isna(region["crisis_score"]):
        return (
            f"{particle(name, '은', '는')} 위기점수를 낼 수 없어 {ko}.",
            f"{region['name_en']} {en}: its crisis score cannot be observed.",
        )
    score, rank = f"{region['crisis_score']:.2f}", f"{region['rank']:.0f}"
    return (
        f"{particle(name, '은', '는')} 위기점수 {score}, {number}곳 중 {rank}위로 {ko}.",
        f"{region['name_en']} {en}: crisis score {score}, rank {rank} of {number}.",
    )


def _served(region: Any, hub: Any) -> tuple[str, str]:
    number, minutes = hub["number"], f"{region['hub_minutes']:.0f}"
    verb = ("맡는다", "serves it") if region["candidate"] else ("가장 가깝다", "is the nearest")
    name = f"거점 {number} {hub['name_ko']}"
    return (
        f"{particle(name, '이', '가')} {verb[0]}({minutes}분).",
        f"Hub {number}, {hub['name_en']}, {verb[1]} ({minutes} min).",
    )


def _technology(hub: Any) -> tuple[str, str]:
    return (
        f"이 거점의 핵심기술은 {hub['technology_ko']}(주관 {hub['ministry_ko']}), 적합도"
        f" {hub['technology_fit']:.2f}(전국 0.5)이다. {hub['technology_why_ko']}",
        f"The hub's technology is {hub['technology_en']} (led by the {hub['ministry_en']}), fit"
        f" {hub['technology_fit']:.2f} (country 0.5). {hub['technology_why_en']}",
    )


def _other_technology(hub: Any, network: Network) -> list[tuple[str, str]]:
    """What it would be instead, and whether the list of technologies can tell the two apart."""
    if network.runner_up is None:
        return []
    other: Any = network.runner_up.by_hub.loc[str(hub.name)]
    if not other["technology"]:
        return []
    technology = network.technologies.technologies[other["technology"]]
    tie_ko, tie_en = ("", "")
    if other["cost"] < NEAR_TIE:
        tie_ko = " 사실상 동률이므로 확정된 것이 아니다."
        tie_en = " That is a near tie: the technology is not settled."
    return [
        (
            f"차선은 {technology.name_ko}이며, 모든 거점의 적합도 합이 {other['cost']:.4f}"
            f" 낮아진다.{tie_ko}",
            f"The next best is {technology.name_en}, which lowers the summed fit of all hubs by"
            f" {other['cost']:.4f}.{tie_en}",
        )
    ]


def _industries(code: str, region: Any, hub: Any, network: Network) -> tuple[str, str]:
    name_ko, name_en = str(region["name_ko"]), str(region["name_en"])
    technology = network.technologies.technologies[str(hub["technology"])]
    known = network.industries.shares.loc[[code]].drop(columns=UNKNOWN)
    uses = 100 * industry_fit(known, [technology]).to_numpy()[0, 0]
    ko, en = ("; ".join(network.industries.lines(code, one)[:FEW]) for one in ("ko", "en"))
    return (
        f"{name_ko}의 제조업 일자리는 {ko}이며, 전체의 {uses:.0f} %가 이 기술을 쓰는 산업이다.",
        f"The manufacturing jobs of {name_en}: {en}; {uses:.0f} % of all use this technology.",
    )


def _partners(hub: Any, links: pd.DataFrame, institutions: pd.DataFrame) -> list[tuple[str, str]]:
    ties = partner_ties(links[links["source"] == hub.name])
    ties = ties.sort_values(["minutes", "target"])
    kind = ties["target"].map(institutions["kind"])
    sentences = []
    for key, (ko, en) in KINDS.items():
        members = ties[kind == key]
        if members.empty:
            continue
        nearest = members["target"].iloc[0]
        minutes = f"{members['minutes'].iloc[0]:.0f}"
        sentences.append(
            (
                f"거점을 통해 분야가 맞는 {ko} {len(members)}곳과 이어진다. 그 가운데"
                f" 가장 가까운 곳은 {institutions['name_ko'][nearest]}(거점에서 {minutes}분)이다.",
                f"Through the hub it is tied to {len(members)} {en} of matching field; the nearest"
                f" of these is {institutions['name_en'][nearest]} ({minutes} min from the hub).",
            )
        )
    return sentences


def _lacks(hub: Any) -> list[tuple[str, str]]:
    if not hub["lacks_ko"]:
        return []
    return [
        (f"거점 가까이에 없는 기능: {hub['lacks_ko']}.", f"The hub lacks: {hub['lacks_en']}."),
    ]


def _local(code: str, links: pd.DataFrame, institutions: pd.DataFrame) -> list[tuple[str, str]]:
    local = links[(links["target"] == code) & (links["role"] == "local")]
    if local.empty:
        return []
    ko = ", ".join(
        f"{institutions['name_ko'][source]}({minutes:.0f}분)"
        for source, minutes in zip(local["source"], local["minutes"], strict=True)
    )
    en = " and ".join(
        f"{institutions['name_en'][source]} ({minutes:.0f} min)"
        for source, minutes in zip(local["source"], local["minutes"], strict=True)
    )
    return [(f"지역 지원은 {ko}에서 맡는다.", f"Local support comes from {en}.")]


def _without(code: str, hub: Any, network: Network, hubs: pd.DataFrame) -> list[tuple[str, str]]:
    left = network.minutes.drop(index=str(hub.name))
    if code not in left.columns or left.empty:
        return []
    other: Any = hubs.loc[str(left[code].idxmin())]
    minutes = f"{left[code].min():.0f}"
    name = f"거점 {other['number']} {other['name_ko']}"
    return [
        (
            f"이 거점이 없어지면 {particle(name, '이', '가')} 이어받고 {minutes}분이 걸린다.",
            f"Without this hub, hub {other['number']}, {other['name_en']}, takes over at"
            f" {minutes} min.",
        )
    ]
