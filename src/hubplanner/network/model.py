"""The hub network as a graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    import networkx as nx

NODE = ["kind", "name_ko", "name_en", "lat", "lon"]
LINK = ["kind", "minutes", "strength"]


def build_graph(
    hubs: pd.DataFrame, institutions: pd.DataFrame, regions: pd.DataFrame, links: pd.DataFrame
) -> nx.Graph[str]:
    """An undirected graph of hubs, institutions and candidate regions.

    Parameters
    ----------
    hubs, institutions, regions
        Node tables indexed by node id, each with ``name_ko``, ``name_en``, ``lat``, ``lon``
        (WGS84); institutions with ``kind``.
    links
        ``source``, ``target``, ``kind``, ``minutes``, ``strength``.

    Returns
    -------
    networkx.Graph
        Node attributes ``kind``, ``name_ko``, ``name_en``, ``lat``, ``lon``; edge attributes
        ``kind``, ``minutes``, ``strength``. Institutions that no hub reaches are isolated nodes.
    """
    import networkx as nx

    graph: nx.Graph[str] = nx.Graph()
    nodes = pd.concat([hubs.assign(kind="hub"), institutions, regions.assign(kind="region")])
    for node, *values in nodes[NODE].itertuples():
        graph.add_node(str(node), **dict(zip(NODE, values, strict=True)))
    for source, target, *values in links[["source", "target", *LINK]].itertuples(index=False):
        graph.add_edge(str(source), str(target), **dict(zip(LINK, values, strict=True)))
    return graph
