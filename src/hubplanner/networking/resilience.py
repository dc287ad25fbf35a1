"""What is cut off when parts of the network are lost, and who takes over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from hubplanner.networking.adjacency import Adjacency, Ints, adjacency
from hubplanner.networking.leads import ALWAYS_LED, lead_hubs

if TYPE_CHECKING:
    import networkx as nx

    from hubplanner.networking.build import Network

Words = npt.NDArray[np.uint64]

WORDS_AT_ONCE = 32_000_000
"""Words of 64 losses that are spread along ties at once: 256 MB."""

PAIRS_EXACT = 2_000
"""Up to so many nodes every pair is lost in turn; beyond, pairs are drawn."""


@dataclass(frozen=True)
class Resilience:
    """Losses of nodes and what they cut off.

    A node is cut off when it had a way to some hub, is not lost itself, and has none left.

    Attributes
    ----------
    singles
        By node, worst first: ``kind``, ``cut_off`` (how many).
    pairs
        ``first``, ``second``, ``cut_off``, and ``beyond``: how many more than both losses alone.
        Pairs of hubs and technoparks only, worst first.
    random
        By number of nodes lost at random (1, 2): ``expected`` share of the others cut off,
        ``worst``, ``losses`` looked at and ``error``: 0 where all were, else a bound on the
        error of ``expected`` that holds with 95 % (Maurer and Pontil 2009).
    attack
        By number of nodes lost, most ties first: ``node``, ``attached`` (share of all others
        that still reach a hub), ``largest_component`` (share of all others), and for as many
        lost at random the mean of ``attached``.
    """

    singles: pd.DataFrame
    pairs: pd.DataFrame
    random: pd.DataFrame
    attack: pd.DataFrame


def resilience(graph: nx.Graph[str], *, seed: int = 0, attacks: int = 10) -> Resilience:
    """Lose any one node, any two, at random and by attack (Albert, Jeong and Barabási 2000).

    Parameters
    ----------
    graph
        Nodes with ``kind``.
    seed
        Of what is drawn at random.
    attacks
        Nodes lost by attack, one after another.
    """
    arrays = adjacency(graph)
    n = arrays.size
    key = arrays.of_kind("hub", "technopark")
    alone = np.arange(n)[:, None]
    if n > PAIRS_EXACT:
        drawn = np.random.default_rng(seed).choice(n, (1024, 1))
        alone = np.unique(np.concatenate([key[:, None], drawn]), axis=0)
    cut = cut_off(arrays, alone)
    single = pd.Series(cut, index=alone[:, 0])
    singles = pd.DataFrame(
        {"kind": arrays.kinds[alone[:, 0]], "cut_off": cut},
        index=pd.Index(arrays.names[alone[:, 0]], name="node"),
    ).sort_values("cut_off", ascending=False, kind="stable")

    couples = np.array(list(combinations(key, 2)), dtype=np.int64).reshape(-1, 2)
    both = cut_off(arrays, couples)
    pairs = pd.DataFrame(
        {
            "first": arrays.names[couples[:, 0]],
            "second": arrays.names[couples[:, 1]],
            "cut_off": both,
            "beyond": both - single[couples[:, 0]].to_numpy() - single[couples[:, 1]].to_numpy(),
        }
    ).sort_values("cut_off", ascending=False, kind="stable", ignore_index=True)
    return Resilience(
        singles,
        pairs,
        pd.DataFrame(
            [_random_loss(arrays, count, seed) for count in (1, 2) if count < n]
        ).set_index("lost"),
        _attack(arrays, min(attacks, n - 2), seed),
    )


def cut_off(graph: Adjacency, losses: Ints) -> Ints:
    """How many nodes each loss cuts off from all hubs.

    Losses are worked on 64 at a time in the bits of a word: whether a node still reaches a hub
    spreads along ties by bitwise *or*, stopped at nodes that are lost in that bit's loss.

    Parameters
    ----------
    graph
        Nodes of kind ``hub`` are what must be reached.
    losses
        Losses × nodes lost together (positions).

    Returns
    -------
    array of int
        By loss.
    """
    before = _spread(graph, np.zeros((1, 0), dtype=np.int64))[1][:, 0].astype(bool)
    counts = np.zeros(len(losses), dtype=np.int64)
    width = 64 * max(1, min(WORDS_AT_ONCE // max(graph.matrix.nnz, 1), 256))
    for start in range(0, len(losses), width):
        part = losses[start : start + width]
        alive, reached = _spread(graph, part)
        lost = (alive & ~reached)[before]
        # Most losses cut nobody off: only words with a bit set are opened.
        words = np.flatnonzero(lost.any(axis=0))
        found = _bits(np.ascontiguousarray(lost[:, words])).sum(axis=0)
        whole = np.zeros(alive.shape[1] * 64, dtype=np.int64)
        whole[(words[:, None] * 64 + np.arange(64)).ravel()] = found
        counts[start : start + len(part)] = whole[: len(part)]
    return counts


def _attached(graph: Adjacency, losses: Ints) -> npt.NDArray[np.int64]:
    """By loss: how many nodes are left that reach a hub."""
    counts: Ints = _bits(_spread(graph, losses)[1])[:, : len(losses)].sum(axis=0, dtype=np.int64)
    return counts


def _spread(graph: Adjacency, losses: Ints) -> tuple[Words, Words]:
    """Nodes × words: in bit k of the words, whether the node is left by loss k; reaches a hub."""
    scenarios = len(losses)
    alive = np.full((graph.size, -(-scenarios // 64)), np.uint64(2**64 - 1))
    which, nodes = np.repeat(np.arange(scenarios), losses.shape[1]), losses.ravel()
    bit = np.left_shift(np.uint64(1), (which % 64).astype(np.uint64))
    np.bitwise_and.at(alive, (nodes, which // 64), ~bit)

    reached = np.zeros_like(alive)
    hubs = graph.of_kind("hub")
    reached[hubs] = alive[hubs]
    start, partner = graph.matrix.indptr, graph.matrix.indices
    tied = np.flatnonzero(np.diff(start))
    while len(tied):
        spread: Words = np.bitwise_or.reduceat(reached[partner], start[tied], axis=0)
        more = reached[tied] | (spread & alive[tied])
        if np.array_equal(more, reached[tied]):
            break
        reached[tied] = more
    return alive, reached


def _bits(words: Words) -> npt.NDArray[np.uint8]:
    return np.unpackbits(words.view(np.uint8), axis=1, bitorder="little")


def _random_loss(graph: Adjacency, count: int, seed: int) -> dict[str, Any]:
    n = graph.size
    if count == 1 and n <= PAIRS_EXACT:
        losses, error = np.arange(n)[:, None], 0.0
    elif count == 2 and n <= PAIRS_EXACT:
        losses, error = np.column_stack(np.triu_indices(n, k=1)), 0.0
    else:
        rng = np.random.default_rng(seed)
        losses = np.array([rng.choice(n, count, replace=False) for _ in range(1024)])
        error = np.nan
    share = cut_off(graph, losses) / (n - count)
    if np.isnan(error):
        log, draws = np.log(4 / 0.05), len(losses)
        error = float(np.sqrt(2 * share.var(ddof=1) * log / draws) + 7 * log / (3 * (draws - 1)))
    return {
        "lost": count,
        "expected": float(share.mean()),
        "worst": float(share.max()),
        "losses": len(losses),
        "error": error,
    }


def _attack(graph: Adjacency, most: int, seed: int) -> pd.DataFrame:
    from scipy.sparse.csgraph import connected_components

    n = graph.size
    degree = np.diff(graph.matrix.indptr)
    order = np.lexsort((np.arange(n), -degree))[:most]
    rng = np.random.default_rng(seed)
    rows = []
    for count in range(1, most + 1):
        lost = order[:count]
        kept = np.setdiff1d(np.arange(n), lost)
        part = graph.matrix[kept][:, kept]
        _, label = connected_components(part, directed=False)
        draws = np.array([rng.choice(n, count, replace=False) for _ in range(100)])
        others = n - count
        rows.append(
            {
                "lost": count,
                "node": graph.names[lost[-1]],
                "attached": _attached(graph, lost[None, :])[0] / others,
                "largest_component": np.bincount(label).max() / others,
                "attached_random": _attached(graph, draws).mean() / others,
            }
        )
    return pd.DataFrame(rows).set_index("lost") if rows else pd.DataFrame()


def redundancy(links: pd.DataFrame, kinds: pd.Series[str]) -> pd.DataFrame:
    """By kind of partner: how many have no hub, one, and two or more.

    Parameters
    ----------
    links
        A plan's links.
    kinds
        Kind by institution and candidate region (``region``).
    """
    ties = links[links["role"].isin(["lead", "second", "serves"])].groupby("target").size()
    number = ties.reindex(kinds.index, fill_value=0)
    table = pd.DataFrame(
        {"none": number == 0, "one": number == 1, "two_or_more": number >= 2}
    ).groupby(kinds)
    return table.sum().assign(mean_hubs=number.groupby(kinds).mean())


def take_over(
    network: Network, kinds: pd.Series[str], lost: Sequence[str], *, balance: float, limit: float
) -> pd.DataFrame:
    """Who takes over the technoparks, CCEIs and regions of hubs that are lost.

    Technoparks and CCEIs are assigned anew among the hubs left, as in the plan (min-cost flow
    with balance), with the limit; regions go to the nearest hub left.

    Parameters
    ----------
    network
        The plan's.
    kinds
        Kind by institution and candidate region (``region``).
    lost
        Hub ids.
    balance
        The scenario's ``lead_balance``.
    limit
        The scenario's ``takeover_minutes``.

    Returns
    -------
    DataFrame
        By place that was led or served by a lost hub: ``kind``, ``was``, ``hub`` (empty where no
        hub takes over), ``minutes_before``, ``minutes``, and ``cut_off``: no hub within the limit.
    """
    served = network.links[network.links["role"] == "serves"].set_index("target")["source"]
    was = pd.concat([network.lead_hub, served])
    left = network.minutes.drop(index=list(lost))
    now: dict[str, str] = {}
    if len(left):
        leads, _ = lead_hubs(
            left, network.same_province.loc[left.index], kinds, limit=limit, balance=balance
        )
        now.update(zip(leads.index, leads, strict=True))
        nearest = left[served.index].to_numpy().argmin(axis=0)
        now.update(zip(served.index, left.index[nearest], strict=True))
    places = [
        place
        for place in [*kinds.index[kinds.isin(ALWAYS_LED)], *served.index]
        if was[place] in lost
    ]
    table = pd.DataFrame(
        {
            "kind": kinds[places].to_numpy(),
            "was": [was[place] for place in places],
            "hub": [now.get(place, "") for place in places],
            "minutes_before": [network.minutes.at[was[place], place] for place in places],
            "minutes": [
                network.minutes.at[now[place], place] if place in now else np.nan
                for place in places
            ],
        },
        index=pd.Index(places, name="place"),
    )
    return table.assign(cut_off=~(table["minutes"] <= limit))
