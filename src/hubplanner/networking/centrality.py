"""Betweenness and closeness, exact or sampled with a bound on the error."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from hubplanner.networking.adjacency import Adjacency, Floats, Ints

BATCH_CELLS = 8_000_000
"""Nodes × sources worked on at once: some 300 MB."""


@dataclass(frozen=True)
class Centrality:
    """Betweenness and closeness by node, with bounds on the error of sampled ones.

    Attributes
    ----------
    table
        By node: ``betweenness`` and ``closeness`` as networkx defines them (normalised;
        closeness after Wasserman and Faust 1994), ``betweenness_error`` and
        ``closeness_error``: bounds that hold for all nodes at once with `confidence`, 0 where
        the value is exact.
    sampled
        Number of sources drawn; 0 where all nodes were sources.
    confidence
        Probability that no error exceeds its bound.
    """

    table: pd.DataFrame
    sampled: int
    confidence: float


def centrality(
    graph: Adjacency,
    *,
    exact: Ints | None = None,
    samples: int = 0,
    seed: int = 0,
    confidence: float = 0.95,
) -> Centrality:
    r"""Betweenness (Freeman 1977) and closeness, by Brandes' (2001) accumulation over many sources.

    Without `samples` every node is a source and the values are exact. With them the nodes of
    `exact` are all sources, and `samples` of the others are drawn with replacement (Brandes and
    Pich 2007, here stratified). What a source adds to a node's betweenness lies in [0, 1] once
    divided by n − 2, so the error of the mean over r drawn sources is, for all n nodes at once
    with probability 1 − δ, at most

    .. math:: \sqrt{2 V \ln(4n/\delta) / r} + 7 R \ln(4n/\delta) / (3 (r - 1))

    with sample variance V and range R = 1 (empirical Bernstein bound, Maurer and Pontil 2009,
    theorem 4, both sides). For closeness the same bounds the mean distance; its range is at most
    the distance to a source plus that source's eccentricity. Exact remain: the closeness of the
    nodes of `exact`, the betweenness of nodes with a single tie, and everything outside the
    largest component.

    Parameters
    ----------
    graph
        Ties are counted, not minutes.
    exact
        Positions of nodes that are sources in any case.
    samples
        How many of the others are drawn; 0: all nodes are sources.
    seed
        Of the draw.
    confidence
        1 − δ, half of δ for either measure.
    """
    n = graph.size
    component, reach = _components(graph)
    largest = component == np.bincount(component).argmax()
    if samples:
        fixed = np.union1d(np.flatnonzero(~largest), [] if exact is None else exact).astype(int)
    else:
        fixed = np.arange(n)
    others = np.setdiff1d(np.arange(n), fixed)
    sums = _accumulate(graph, fixed)
    dependency, distance = sums.dependency, sums.distance
    beta_error, distance_error = np.zeros(n), np.zeros(n)
    if len(others):
        drawn = _accumulate(graph, np.random.default_rng(seed).choice(others, samples))
        dependency = dependency + len(others) / samples * drawn.dependency
        distance = distance + len(others) / samples * drawn.distance
        distance[fixed] = sums.from_source
        log = math.log(4 * n / ((1 - confidence) / 2))

        def bound(total: Floats, squares: Floats, spread: Floats | float) -> Floats:
            variance = np.maximum(squares - total**2 / samples, 0.0) / (samples - 1)
            return np.sqrt(2 * variance * log / samples) + 7 * spread * log / (3 * (samples - 1))

        beta_error = bound(drawn.dependency / (n - 2), drawn.dependency_squares / (n - 2) ** 2, 1.0)
        beta_error *= len(others) / (n - 1) * largest * (np.diff(graph.matrix.indptr) > 1)
        spread = np.minimum(sums.farthest, drawn.farthest)
        distance_error = len(others) * bound(drawn.distance, drawn.distance_squares, spread)
        distance_error[fixed] = 0.0

    with np.errstate(divide="ignore", invalid="ignore"):
        scale = (reach - 1) ** 2 / max(n - 1, 1)
        closeness = np.where(reach > 1, scale / distance, 0.0)
        high = scale / np.maximum(distance - distance_error, reach - 1)
    closeness_error = np.where(distance_error > 0, high - closeness, 0.0)
    table = pd.DataFrame(
        {
            "betweenness": dependency / max((n - 1) * (n - 2), 1),
            "betweenness_error": beta_error,
            "closeness": closeness,
            "closeness_error": closeness_error,
        },
        index=pd.Index(graph.names, name="node"),
    )
    return Centrality(table, samples if len(others) else 0, confidence)


@dataclass
class _Sums:
    """What sources add up to, by node; ``from_source`` by source."""

    dependency: Floats
    dependency_squares: Floats
    distance: Floats
    distance_squares: Floats
    farthest: Floats
    from_source: Floats


def _accumulate(graph: Adjacency, sources: Ints) -> _Sums:
    n = graph.size
    zeros = np.zeros((4, n))
    sums = _Sums(*zeros, farthest=np.full(n, np.inf), from_source=np.zeros(len(sources)))  # type: ignore[misc]
    width = max(1, BATCH_CELLS // max(n, 1))
    for start in range(0, len(sources), width):
        batch = sources[start : start + width]
        distance, dependency = _shortest_paths(graph, batch)
        there = np.where(distance < 0, 0, distance).astype(float)
        sums.dependency += dependency.sum(axis=1)
        sums.dependency_squares += (dependency**2).sum(axis=1)
        sums.distance += there.sum(axis=1)
        sums.distance_squares += (there**2).sum(axis=1)
        sums.from_source[start : start + len(batch)] = there.sum(axis=0)
        through = np.where(distance < 0, np.inf, there + there.max(axis=0)[None, :])
        sums.farthest = np.minimum(sums.farthest, through.min(axis=1, initial=np.inf))
    return sums


def _shortest_paths(graph: Adjacency, sources: Ints) -> tuple[Ints, Floats]:
    """Steps to, and dependency of, each source on every node (n × sources); −1: no way."""
    columns = np.arange(len(sources))
    distance = np.full((graph.size, len(sources)), -1, dtype=np.int64)
    paths = np.zeros(distance.shape)
    distance[sources, columns], paths[sources, columns] = 0, 1.0
    step, frontier = 0, paths.copy()
    while True:
        arriving = graph.matrix @ frontier
        fresh = (arriving > 0) & (distance < 0)
        if not fresh.any():
            break
        step += 1
        distance[fresh] = step
        frontier = np.where(fresh, arriving, 0.0)
        paths += frontier
    dependency = np.zeros(distance.shape)
    for level in range(step, 0, -1):
        here = distance == level
        share = np.divide(1 + dependency, paths, out=np.zeros_like(paths), where=here)
        dependency += np.where(distance == level - 1, paths * (graph.matrix @ share), 0.0)
    dependency[sources, columns] = 0.0
    return distance, dependency


def _components(graph: Adjacency) -> tuple[Ints, Ints]:
    """Component by node, and the size of its component."""
    from scipy.sparse.csgraph import connected_components

    _, label = connected_components(graph.matrix, directed=False)
    return label.astype(np.int64), np.bincount(label)[label]
