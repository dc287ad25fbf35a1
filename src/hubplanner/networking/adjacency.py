"""A networkx graph as arrays, for what networkx would take long over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import networkx as nx
    from scipy.sparse import csr_array

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Adjacency:
    """Nodes in the graph's order, and who is tied to whom.

    Attributes
    ----------
    names, kinds
        By node.
    matrix
        n × n, 1 where two nodes are tied, symmetric, without self-loops.
    """

    names: npt.NDArray[np.object_]
    kinds: npt.NDArray[np.object_]
    matrix: csr_array

    @property
    def size(self) -> int:
        return len(self.names)

    def of_kind(self, *kinds: str) -> Ints:
        """Positions of the nodes of these kinds."""
        return np.flatnonzero(np.isin(self.kinds.astype(str), kinds))


def adjacency(graph: nx.Graph[str]) -> Adjacency:
    """The arrays of an undirected graph whose nodes carry ``kind``."""
    names = np.array(list(graph.nodes), dtype=object)
    kinds = np.array([graph.nodes[name].get("kind", "") for name in names], dtype=object)
    row = {name: i for i, name in enumerate(names)}
    ends = np.array([(row[a], row[b]) for a, b in graph.edges if a != b], dtype=np.int64)
    return from_ends(names, kinds, ends.reshape(-1, 2))


def from_ends(
    names: npt.NDArray[np.object_], kinds: npt.NDArray[np.object_], ends: Ints
) -> Adjacency:
    """From pairs of positions (pairs × 2); a repeated pair counts once."""
    from scipy.sparse import csr_array

    both = np.concatenate([ends, ends[:, ::-1]])
    matrix: Any = csr_array(
        (np.ones(len(both), dtype=np.float64), (both[:, 0], both[:, 1])),
        shape=(len(names), len(names)),
    )
    matrix.sum_duplicates()
    matrix.data[:] = 1.0
    return Adjacency(names, kinds, matrix)


def hops(graph: Adjacency, sources: Iterable[int]) -> Ints:
    """Steps from each source to every node (sources × n), −1 where there is no way."""
    positions = np.fromiter(sources, dtype=np.int64)
    distance = np.full((graph.size, len(positions)), -1, dtype=np.int64)
    distance[positions, np.arange(len(positions))] = 0
    step = 0
    while True:
        frontier = (distance == step).astype(np.float64)
        fresh = (graph.matrix @ frontier > 0) & (distance < 0)
        if not fresh.any():
            return distance.T
        step += 1
        distance[fresh] = step
