"""What each link is worth: the network with it and without."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from hubplanner.networking.adjacency import adjacency, hops

if TYPE_CHECKING:
    import networkx as nx


LARGEST = 10_000
"""Nodes at which the table of steps takes a gigabyte."""


def link_values(graph: nx.Graph[str], *, sample: int = 0, seed: int = 0) -> pd.DataFrame:
    r"""The marginal value of each link.

    The efficiency of a network is the mean of 1/d over all ordered pairs of nodes, with d the
    steps between them and 0 where there is no way (Latora and Marchiori 2001). A link's value is
    the share of it that is lost without that link. Exact: only pairs whose every shortest way
    runs over the link change, and they lie between the nodes whose every shortest way to one end
    runs over the other, so the ways of the smaller side are searched again.

    Parameters
    ----------
    graph
        Its size is limited by a table of steps, nodes × nodes.
    sample
        Links drawn; 0: all.
    seed
        Of the draw.

    Returns
    -------
    DataFrame
        ``source``, ``target``, ``kind``, ``efficiency_lost`` (share), ``bridge`` (without it
        somebody is cut off), ``detour_minutes`` (what the way between its ends takes more
        without it; missing for bridges), most valuable first.
    """
    import networkx as nx

    arrays = adjacency(graph)
    if arrays.size > LARGEST:
        raise ValueError(f"{arrays.size} nodes are too many: a table of steps takes {LARGEST}")
    row = {name: i for i, name in enumerate(arrays.names)}
    partners = [
        arrays.matrix.indices[arrays.matrix.indptr[i] : arrays.matrix.indptr[i + 1]].tolist()
        for i in range(arrays.size)
    ]
    steps = hops(arrays, range(arrays.size))
    inverse = np.divide(1.0, steps, out=np.zeros(steps.shape), where=steps > 0)
    total = inverse.sum()
    bridges = {frozenset(ends) for ends in nx.bridges(graph)}
    links = list(graph.edges(data=True))
    if sample and sample < len(links):
        chosen = np.random.default_rng(seed).choice(len(links), sample, replace=False)
        links = [links[i] for i in np.sort(chosen)]
    rows = []
    for one, other, data in links:
        u, v = row[one], row[other]
        bridge = frozenset((one, other)) in bridges
        rows.append(
            {
                "source": one,
                "target": other,
                "kind": data.get("kind", ""),
                "efficiency_lost": _lost(steps, inverse, partners, u, v) / total,
                "bridge": bridge,
                "detour_minutes": np.nan if bridge else _detour(graph, one, other),
            }
        )
    columns = ["source", "target", "kind", "efficiency_lost", "bridge", "detour_minutes"]
    table = pd.DataFrame(rows, columns=columns)
    return table.sort_values(
        ["efficiency_lost", "source", "target"], ascending=[False, True, True], ignore_index=True
    )


def _lost(
    steps: np.ndarray, inverse: np.ndarray, partners: list[list[int]], u: int, v: int
) -> float:
    """Sum of 1/d over ordered pairs, with the link less without it."""
    behind_u = _only_through(steps, partners, u, v)
    behind_v = _only_through(steps, partners, v, u)
    near, far = sorted((behind_u, behind_v), key=len)
    lost = 0.0
    for start in near:
        anew = _search(partners, int(start), u, v)
        after = np.array([1 / anew[t] if anew.get(t) else 0.0 for t in far.tolist()])
        lost += float((inverse[start, far] - after).sum())
    return 2 * lost


def _only_through(steps: np.ndarray, partners: list[list[int]], u: int, v: int) -> np.ndarray:
    """Nodes on u's side: every shortest way to v ends with the step u – v."""
    beside = (steps[:, u] >= 0) & (steps[:, v] == steps[:, u] + 1)
    others = [w for w in partners[v] if w != u]
    if others:
        beside &= ~(steps[:, others] == steps[:, [u]]).any(axis=1)
    return np.flatnonzero(beside)


def _search(partners: list[list[int]], start: int, u: int, v: int) -> dict[int, int]:
    """Steps from start to all nodes, the link u – v left out."""
    found, queue = {start: 0}, deque([start])
    while queue:
        node = queue.popleft()
        for partner in partners[node]:
            if partner not in found and {node, partner} != {u, v}:
                found[partner] = found[node] + 1
                queue.append(partner)
    return found


def _detour(graph: nx.Graph[str], one: str, other: str) -> float:
    import networkx as nx

    without = nx.restricted_view(graph, [], [(one, other)])
    way = nx.dijkstra_path_length(without, one, other, weight="minutes")
    return float(way - graph.edges[one, other].get("minutes", np.nan))
