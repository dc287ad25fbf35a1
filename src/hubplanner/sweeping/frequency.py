"""How often each region is a candidate and each place has a hub, over the futures of a choice."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import pandas as pd

from hubplanner.siting.firm_hubs import FIRM, LIKELY
from hubplanner.sweeping.results import SweepResults

Pair = tuple[str, str]

LEAST = 0.05
"""A place that has a hub in fewer futures is neither core nor swing."""


def candidate_shares(results: SweepResults) -> pd.DataFrame:
    """Region × choice: in which share of the futures the region is a candidate."""
    counts: dict[int, Counter[str]] = {}
    choice = results.solved["choice"]
    of = dict(zip(choice.index, choice.tolist(), strict=True))
    for part in results.batches(["candidates"]):
        for id_, codes in part[["candidates"]].itertuples():
            counts.setdefault(of[id_], Counter()).update(codes)
    futures = choice.value_counts()
    shares = {number: pd.Series(found) / futures[number] for number, found in counts.items()}
    return pd.DataFrame(shares).fillna(0.0).sort_index(axis=1).rename_axis("region_code")


def hub_shares(results: SweepResults) -> pd.DataFrame:
    """One row a choice and region that ever has a hub, the most frequent first.

    Returns
    -------
    DataFrame
        ``choice``, ``region_code``, ``share`` (of the futures with a hub there), ``part``: ``core``
        from 80 %, ``likely`` from 50 %, ``swing`` from 5 %, else ``rare``; ``host`` and
        ``technology`` that it has most often, with ``technology_share`` (of its hubs);
        ``with_hub``: the region that most often has a hub together with it, and ``with_share``
        (of its futures).
    """
    rows = []
    for choice, found in results.solved.groupby("choice"):
        hubs: Counter[str] = Counter()
        techs, hosts, pairs = Counter[Pair](), Counter[Pair](), Counter[Pair]()
        for one in found[["hubs", "hosts", "technologies"]].to_dict("records"):
            codes = list(one["hubs"])
            hubs.update(codes)
            hosts.update(zip(codes, one["hosts"], strict=True))
            if one["technologies"] is not None:
                techs.update(zip(codes, one["technologies"], strict=True))
            pairs.update((a, b) for a, b in combinations(sorted(codes), 2))
        for code, times in sorted(hubs.items(), key=lambda item: (-item[1], item[0])):
            with_hub, together = _most(
                {(set(pair) - {code}).pop(): n for pair, n in pairs.items() if code in pair}
            )
            technology, as_such = _most({t: n for (c, t), n in techs.items() if c == code})
            host, _ = _most({h: n for (c, h), n in hosts.items() if c == code})
            rows.append(
                {
                    "choice": choice,
                    "region_code": code,
                    "share": times / len(found),
                    "part": part_of(times / len(found)),
                    "host": host,
                    "technology": technology,
                    "technology_share": as_such / times,
                    "with_hub": with_hub,
                    "with_share": together / times,
                }
            )
    return pd.DataFrame(rows)


def part_of(share: float) -> str:
    """What a place is to a choice: ``core``, ``likely``, ``swing`` or ``rare``."""
    bounds = {"core": FIRM, "likely": LIKELY, "swing": LEAST}
    return next((name for name, least in bounds.items() if share >= least), "rare")


def _most(counts: dict[str, int]) -> tuple[str, int]:
    """What is counted most often, the first by name among equals."""
    return min(counts.items(), key=lambda item: (-item[1], item[0]), default=("", 0))
