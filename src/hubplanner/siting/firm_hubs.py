"""How firm each hub is: how often it comes back under drawn assumptions, and who comes instead."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from hubplanner.language import Joined, Pair, Text
from hubplanner.siting.alternatives import next_door
from hubplanner.siting.problem import Problem
from hubplanner.siting.solution import Solution

FIRM, LIKELY = 0.8, 0.5
"""Shares of draws from which a hub is called firm, and likely; below it is contested."""

TIERS = {
    "required": Text("required place"),
    "firm": Text("firm"),
    "likely": Text("likely"),
    "contested": Text("contested"),
}
LEAST_RIVAL, MOST_RIVALS = 0.05, 3
"""A place that comes instead is told from this share of the draws on, and so many at most."""

Choice = tuple[tuple[int, int], ...]
"""Pairs of a site's column and a technology's."""


@dataclass(frozen=True)
class FirmHubs:
    """How firm the hubs of a plan are.

    Attributes
    ----------
    table
        By ``region_code`` of the hub: ``draw_share``, of the draws with a hub of its technology in
        its region; ``place_share``, with any hub in its region; ``tier`` (``required`` where the
        scenario asks for a hub in just that region, so that no draw speaks for the place; else
        ``firm`` from 80 %, ``likely`` from 50 %, and ``contested``); ``rivals_ko``, ``rivals_en``:
        where its technology goes instead, with shares; ``next_ko``, ``next_en``: the hub that comes
        in where none may stand in its region, and ``next_loss``, by how much the objective is less
        then (missing where there is no other way).
    rivals
        A row for each region in which a hub's technology stands instead in other draws:
        ``region_code`` of the hub, ``rival`` (region) and ``draw_share``.
    draws
        How many draws.
    varied
        What was drawn, in words.
    """

    table: pd.DataFrame
    rivals: pd.DataFrame
    draws: int
    varied: Text

    def tiers(self) -> Joined:
        """How many hubs are required, firm, likely and contested."""
        counts = self.table["tier"].value_counts()
        told = [
            Text("{tier} {count}", tier=words, count=int(counts[key]))
            for key, words in TIERS.items()
            if counts.get(key, 0)
        ]
        return Joined(", ", told)

    def sentence(self) -> Text:
        """The plan's headline: the same, with what was drawn."""
        return Text(
            "{told} in {draws} draws ({varied})",
            told=self.tiers(),
            draws=self.draws,
            varied=self.varied,
        )


def firm_hubs(
    problem: Problem, solution: Solution, chosen: Sequence[Choice], varied: Text
) -> FirmHubs:
    """How often each hub comes back, who comes instead, and what its region is worth.

    Parameters
    ----------
    problem, solution
        What was solved, and its hubs.
    chosen
        By draw: the best pairs of site and technology.
    varied
        What was drawn, in words.
    """
    regions = problem.sites["region_code"].tolist()
    places = [{(regions[site], kind) for site, kind in one} for one in chosen]
    required = _required(problem, regions)
    doors = next_door(problem, solution)
    names = problem.sites.drop_duplicates("region_code").set_index("region_code")
    rows, instead = [], []
    for site, kind in zip(solution.sites, solution.types, strict=True):
        region = regions[site]
        share = sum((region, kind) in one for one in places) / max(len(places), 1)
        there = sum(any(code == region for code, _ in one) for one in places)
        rivals = _rivals(places, region, kind, _regions_of(kind, regions, solution))
        instead += [(region, code, often) for code, often in rivals]
        rows.append(
            {
                "region_code": region,
                "draw_share": share,
                "place_share": there / max(len(places), 1),
                "tier": "required" if region in required else tier_of(share),
                **_rivals_in_words(names, places, rivals, kind),
                **_next(problem, solution, doors[site]),
            }
        )
    rivals_table = pd.DataFrame(instead, columns=["region_code", "rival", "draw_share"])
    return FirmHubs(pd.DataFrame(rows).set_index("region_code"), rivals_table, len(chosen), varied)


def tier_of(share: float) -> str:
    """``firm``, ``likely`` or ``contested``.

    >>> tier_of(0.8), tier_of(0.5), tier_of(0.49)
    ('firm', 'likely', 'contested')
    """
    return "firm" if share >= FIRM else "likely" if share >= LIKELY else "contested"


def _required(problem: Problem, regions: Sequence[str]) -> set[str]:
    """Regions in which the scenario asks for a hub, whatever the draws say."""
    asked = problem.requirements()
    alone = [{regions[column] for column in columns} for columns, n in asked.at_least if n]
    return set().union(
        *(where for where in alone if len(where) == 1), (regions[one] for one in asked.required)
    )


def _regions_of(kind: int, regions: Sequence[str], solution: Solution) -> set[str]:
    """Regions with a hub of this technology, one or several."""
    hubs = zip(solution.sites, solution.types, strict=True)
    return {regions[site] for site, one in hubs if one == kind}


def _rivals(
    places: Sequence[set[tuple[str, int]]], region: str, kind: int, of_kind: set[str]
) -> list[tuple[str, float]]:
    """Regions in which the technology stands instead in other draws, with the share of draws."""
    elsewhere = Counter(
        code
        for one in places
        if (region, kind) not in one
        for code, other in one
        if other == kind and code not in of_kind
    )
    shares = [(code, count / len(places)) for code, count in elsewhere.most_common(MOST_RIVALS)]
    return [(code, share) for code, share in shares if share >= LEAST_RIVAL]


def _rivals_in_words(
    names: pd.DataFrame,
    places: Sequence[set[tuple[str, int]]],
    rivals: Sequence[tuple[str, float]],
    kind: int,
) -> dict[str, str]:
    """The same by name, and how often the technology stands nowhere."""
    nowhere = sum(all(other != kind for _, other in one) for one in places) / max(len(places), 1)
    told: list[tuple[object, float]] = [
        (Pair(names.at[code, "place_ko"], names.at[code, "place_en"]), share)
        for code, share in rivals
    ]
    if nowhere >= LEAST_RIVAL:
        told.append((Text("no hub of this technology"), nowhere))
    words = Joined(
        ", ",
        [Text("{where} {percent:.0f} %", where=at, percent=100 * share) for at, share in told],
    )
    return words.columns("rivals")


def _next(problem: Problem, solution: Solution, other: Solution) -> dict[str, Any]:
    """The hubs that come in where none may stand in a region, and what that costs."""
    if other.status == "infeasible":
        return {"next_ko": "", "next_en": "", "next_loss": None}
    before = set(zip(solution.sites, solution.types, strict=True))
    after = set(zip(other.sites, other.types, strict=True))
    assert problem.offers is not None
    words = Joined(
        "; ",
        [
            Text(
                "{site} ({technology})",
                site=problem.site_name(site),
                technology=problem.offers.technology(kind).name,
            )
            for site, kind in sorted(after - before)
        ],
    )
    return {
        **words.columns("next"),
        "next_loss": max(solution.objective - other.objective, 0.0),
    }
