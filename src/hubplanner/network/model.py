"""The hub network as a graph."""

from __future__ import annotations

import networkx as nx
import pandas as pd


def build_graph(
    hubs: pd.DataFrame, institutions: pd.DataFrame, regions: pd.DataFrame, links: pd.DataFrame
) -> nx.Graph:
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
    graph = nx.Graph()
    nodes = pd.concat([hubs.assign(kind="hub"), institutions, regions.assign(kind="region")])
    shown = ["kind", "name_ko", "name_en", "lat", "lon"]
    graph.add_nodes_from(
        (str(node), attributes) for node, attributes in nodes[shown].to_dict("index").items()
    )
    graph.add_edges_from(
        (link.source, link.target, {k: getattr(link, k) for k in ("kind", "minutes", "strength")})
        for link in links.itertuples()
    )
    return graph
