"""All pairs of shortest paths, with the kilometres along them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from hubplanner.travelling.road_graph import Graph, RoadGraph

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

BLOCK = 256


def shortest(graph: Graph, sources: Ints, targets: Ints) -> tuple[Floats, Floats]:
    """Minutes of the fastest ways and the kilometres along them, sources by targets.

    Dijkstra (1959) from each source, by scipy. Unreachable pairs are infinite in both.

    Parameters
    ----------
    graph
        The network.
    sources, targets
        Nodes.

    Returns
    -------
    minutes, km
        float32, ``len(sources)`` × ``len(targets)``.
    """
    from scipy.sparse.csgraph import dijkstra

    matrix = graph.matrix
    edge_km = graph.edges["km"].to_numpy()
    key = graph.edges["a"].to_numpy() * graph.size + graph.edges["b"].to_numpy()
    minutes = np.empty((len(sources), len(targets)), np.float32)
    km = np.empty_like(minutes)
    for first in range(0, len(sources), BLOCK):
        block = slice(first, first + BLOCK)
        times, before = dijkstra(matrix, indices=sources[block], return_predecessors=True)
        minutes[block] = times[:, targets]
        km[block] = _along(before, key, edge_km)[:, targets]
    km[np.isinf(minutes)] = np.inf
    return minutes, km


def _along(before: npt.NDArray[np.int32], key: Ints, edge_km: npt.NDArray[np.float64]) -> Floats:
    """Kilometres from each source along its tree of predecessors, by pointer jumping."""
    rows, size = before.shape
    node = np.arange(size)
    rootless = before < 0
    parent = np.where(rootless, node, before).astype(np.int64)
    edge = np.searchsorted(key, parent * size + node)
    steps = edge_km[np.minimum(edge, len(edge_km) - 1)]
    km: Floats = np.where(rootless, 0.0, steps).astype(np.float32)
    # Each round doubles how far back a node has summed, until all stand at their root.
    base = (np.arange(rows) * size)[:, None]
    while True:
        flat = parent + base
        further = parent.ravel()[flat.ravel()].reshape(parent.shape)
        km = km + km.ravel()[flat.ravel()].reshape(km.shape)
        if (further == parent).all():
            return km
        parent = further


@dataclass(frozen=True)
class Leg:
    """One edge of a way: from node to node, by what, called what."""

    start: int
    end: int
    km: float
    minutes: float
    kind: str
    name: str


def way(graph: RoadGraph, source: int, target: int) -> list[Leg]:
    """The edges of the fastest way; empty where there is none, or none is needed."""
    from scipy.sparse.csgraph import dijkstra

    _, before = dijkstra(graph.matrix, indices=source, return_predecessors=True)
    edges = graph.edges
    key = edges["a"].to_numpy() * graph.size + edges["b"].to_numpy()
    legs: list[Leg] = []
    node = target
    while before[node] >= 0:
        parent = int(before[node])
        edge = edges.iloc[int(np.searchsorted(key, parent * graph.size + node))]
        legs.append(Leg(parent, node, edge["km"], edge["minutes"], edge["kind"], edge["name"]))
        node = parent
    return legs[::-1]
