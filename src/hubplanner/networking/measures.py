"""What the network is like: who stands where in it, how near, how mixed, in which communities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from hubplanner.networking.adjacency import Adjacency, adjacency, hops
from hubplanner.networking.centrality import Centrality, centrality

if TYPE_CHECKING:
    import networkx as nx

NEAR = (30, 60, 90, 120, 180)
"""Minutes at which reach is told."""

PARTNERS = ("technopark", "university", "institute")


@dataclass(frozen=True)
class Measures:
    """Measures of one graph.

    Attributes
    ----------
    nodes
        By node: ``kind``, ``degree``, ``strength`` (sum of its ties'), ``betweenness``,
        ``closeness``, ``clustering``, ``community``, ``hub_area`` (the hub that leads or serves
        it, else empty).
    whole
        Numbers of the graph as a whole, by name.
    paths
        Crisis region × research institute: steps and minutes on the way through the network,
        missing where there is none.
    centrality
        Betweenness and closeness with the bounds of their errors.
    """

    nodes: pd.DataFrame
    whole: dict[str, float]
    paths: pd.DataFrame
    centrality: Centrality


def measure(graph: nx.Graph[str], *, samples: int = 0, seed: int = 0) -> Measures:
    """All measures of a hub network.

    Degree, strength, clustering (Watts and Strogatz 1998), Louvain communities by strength
    (Blondel et al. 2008) and their modularity, and assortativity by kind (Newman 2003) are
    networkx's; betweenness and closeness are those of :func:`centrality`, equal to networkx's.
    Communities and hub areas are compared by the adjusted Rand index (Hubert and Arabie 1985)
    over the nodes that have a hub.

    Parameters
    ----------
    graph
        From :func:`hubplanner.networking.build_graph`, or grown from it.
    samples
        Sources drawn among the firms for betweenness and closeness; 0: all nodes, exact.
    seed
        Of the draw and of Louvain.
    """
    import networkx as nx

    arrays = adjacency(graph)
    firms = arrays.kinds == "firm"
    central = centrality(arrays, exact=np.flatnonzero(~firms), samples=samples, seed=seed)
    communities = nx.community.louvain_communities(graph, weight="strength", seed=seed)
    community = {node: k for k, group in enumerate(communities) for node in group}
    strength: dict[str, float] = dict(graph.degree(weight="strength"))
    nodes = pd.DataFrame(
        {
            "kind": arrays.kinds,
            "degree": np.diff(arrays.matrix.indptr),
            "strength": [strength[name] for name in arrays.names],
            "betweenness": central.table["betweenness"].to_numpy(),
            "closeness": central.table["closeness"].to_numpy(),
            "clustering": _clustering(arrays),
            "community": [community[name] for name in arrays.names],
            "hub_area": _hub_areas(graph, arrays.names),
        },
        index=central.table.index,
    )
    paths = _paths(graph, arrays)
    whole = {
        **_sizes(graph, arrays),
        "clustering": float(nodes["clustering"].mean()),
        "assortativity_kind": _or_missing(nx.attribute_assortativity_coefficient, graph, "kind"),
        "communities": float(sum(len(group) > 1 for group in communities)),
        "modularity": float(nx.community.modularity(graph, communities, weight="strength")),
        "communities_hub_areas": _adjusted_rand(nodes[nodes["hub_area"] != ""]),
        "region_institute_steps": float(paths["steps"].mean()),
        "region_institute_minutes": float(paths["minutes"].mean()),
        "region_institute_unreached": float(paths["steps"].isna().mean()) if len(paths) else 0.0,
    }
    return Measures(nodes, whole, paths, central)


def _sizes(graph: nx.Graph[str], arrays: Adjacency) -> dict[str, float]:
    from scipy.sparse.csgraph import connected_components

    n = arrays.size
    number, label = connected_components(arrays.matrix, directed=False)
    links = graph.number_of_edges()
    return {
        "nodes": float(n),
        "links": float(links),
        "density": 2 * links / (n * (n - 1)) if n > 1 else 0.0,
        "components": float(number),
        "largest_component": float(np.bincount(label).max() / n),
        "isolated": float((np.diff(arrays.matrix.indptr) == 0).sum()),
    }


def _clustering(arrays: Adjacency) -> npt.NDArray[np.float64]:
    """Triangles at a node over its pairs of partners.

    Ties are turned from the node of fewer partners to the one of more, so that no node has many
    outgoing ones and each triangle is met once (Chiba and Nishizeki 1985).
    """
    from scipy.sparse import csr_array

    degree = np.diff(arrays.matrix.indptr)
    rank = np.empty(arrays.size, dtype=np.int64)
    rank[np.lexsort((np.arange(arrays.size), degree))] = np.arange(arrays.size)
    one = np.repeat(np.arange(arrays.size), degree)
    other = arrays.matrix.indices
    upward = rank[one] < rank[other]
    up: Any = csr_array(
        (np.ones(upward.sum()), (one[upward], other[upward])), shape=arrays.matrix.shape
    )
    ends = (up @ up) * up  # lowest and highest of each triangle
    middle = (up.T @ up) * up
    triangles = ends.sum(axis=1) + ends.sum(axis=0) + middle.sum(axis=1)
    pairs = degree * (degree - 1.0)
    clustering = np.zeros(arrays.size)
    np.divide(2 * triangles, pairs, out=clustering, where=pairs > 0)
    return clustering


def _hub_areas(graph: nx.Graph[str], names: npt.NDArray[np.object_]) -> list[str]:
    area = dict.fromkeys(names, "")
    hubs = {node for node, data in graph.nodes(data=True) if data.get("kind") == "hub"}
    area.update(zip(hubs, hubs, strict=True))
    for one, other, data in graph.edges(data=True):
        if data.get("role") in ("lead", "serves", "member"):
            hub, led = (one, other) if one in hubs else (other, one)
            area[led] = hub
    return [area[name] for name in names]


def _paths(graph: nx.Graph[str], arrays: Adjacency) -> pd.DataFrame:
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import dijkstra

    regions, institutes = arrays.of_kind("region"), arrays.of_kind("institute")
    steps = hops(arrays, regions)[:, institutes].astype(float)
    index = pd.MultiIndex.from_product(
        [arrays.names[regions], arrays.names[institutes]], names=["region", "institute"]
    )
    row = {name: i for i, name in enumerate(arrays.names)}
    # Ties between synthetic firms have no minutes: no way is measured over them.
    timed = [
        (row[one], row[other], data["minutes"])
        for one, other, data in graph.edges(data=True)
        if "minutes" in data
    ]
    table = np.array(timed, dtype=float).reshape(-1, 3)
    ends = table[:, :2].astype(np.int64)
    lengths: Any = csr_array(
        (table[:, 2], (ends[:, 0], ends[:, 1])), shape=(arrays.size, arrays.size)
    )
    minutes = (
        dijkstra(lengths, directed=False, indices=regions)[:, institutes]
        if len(regions)
        else np.zeros((0, len(institutes)))
    )
    minutes[np.isinf(minutes)] = np.nan
    steps[steps < 0] = np.nan
    return pd.DataFrame({"steps": steps.ravel(), "minutes": minutes.ravel()}, index=index)


def _or_missing(function: Any, *arguments: Any) -> float:
    """Some coefficients are not defined on graphs of one kind."""
    with np.errstate(invalid="ignore", divide="ignore"):
        try:
            return float(function(*arguments))
        except ZeroDivisionError:
            return float("nan")


def _adjusted_rand(nodes: pd.DataFrame) -> float:
    table = pd.crosstab(nodes["community"], nodes["hub_area"]).to_numpy(float)

    def pairs(counts: npt.NDArray[np.float64]) -> float:
        return float((counts * (counts - 1)).sum() / 2)

    both, rows, columns = pairs(table), pairs(table.sum(axis=1)), pairs(table.sum(axis=0))
    every = pairs(np.array([table.sum()]))
    chance = rows * columns / every if every else 0.0
    most = (rows + columns) / 2
    return (both - chance) / (most - chance) if most != chance else 1.0


def reach(
    links: pd.DataFrame,
    kinds: pd.Series[str],
    workers: pd.Series[float],
    minutes: Sequence[float] = NEAR,
) -> pd.DataFrame:
    """How many crisis regions have partners of matching field within so many minutes, by the hub.

    A region has a partner of a kind within t where its hub is tied to one whose fields match the
    hub's technology (fit > 0) and the way region – hub – partner takes at most t minutes.

    Parameters
    ----------
    links
        A plan's links.
    kinds
        Kind by institution.
    workers
        Workers by region, missing where not published.
    minutes
        Values of t.

    Returns
    -------
    DataFrame
        By minutes: share of candidate regions with a ``technopark``, ``university``,
        ``institute`` and with ``all`` three, and the same of workers (``…_workers``) over
        regions whose workers are published.
    """
    serves = links[links["role"] == "serves"]
    ties = links[links["role"].isin(["lead", "second"]) & (links["fit"] > 0)]
    ties = ties.assign(partner=ties["target"].map(kinds))
    nearest = ties.groupby(["source", "partner"])["minutes"].min().unstack()
    nearest = nearest.reindex(index=serves["source"], columns=list(PARTNERS))
    way = nearest.set_axis(serves["target"]).add(serves["minutes"].to_numpy(), axis=0)
    way["all"] = way[list(PARTNERS)].max(axis=1, skipna=False)
    known = workers.reindex(way.index)
    rows = []
    for limit in minutes:
        within = way <= limit
        of_workers = within.mul(known, axis=0).sum() / known.sum()
        rows.append({**within.mean(), **of_workers.add_suffix("_workers")})
    return pd.DataFrame(rows, index=pd.Index(minutes, name="minutes"))


def before_and_after(graph: nx.Graph[str]) -> pd.DataFrame:
    """The same nodes without the hubs, and with them.

    Before, only the local support of technoparks and CCEIs in their own province ties anybody.

    Returns
    -------
    DataFrame
        Columns ``before`` and ``after``: ``components``, ``largest_component`` (share of nodes),
        ``isolated``, and for a crisis region on average ``partners`` (institutions it can reach
        by any number of steps) and ``institutes`` among them.
    """
    import networkx as nx

    hubs = [node for node, data in graph.nodes(data=True) if data.get("kind") == "hub"]
    without = nx.restricted_view(graph, hubs, [])
    return pd.DataFrame({"before": _standing(without), "after": _standing(graph)})


def _standing(graph: nx.Graph[str]) -> dict[str, float]:
    arrays = adjacency(graph)
    sizes = _sizes(graph, arrays)
    regions = arrays.of_kind("region")
    there = hops(arrays, regions) >= 0
    partners = arrays.of_kind("technopark", "ccei", "university", "institute", "complex")
    return {
        **{key: sizes[key] for key in ("components", "largest_component", "isolated")},
        "partners": float(there[:, partners].sum(axis=1).mean()),
        "institutes": float(there[:, arrays.of_kind("institute")].sum(axis=1).mean()),
    }
