"""The hub network as a graph."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    import networkx as nx

NODE = ("kind", "name_ko", "name_en", "region_code", "lat", "lon", "fields", "technology")
LINK = ("kind", "role", "minutes", "fit", "strength")


def build_graph(
    hubs: pd.DataFrame, institutions: pd.DataFrame, regions: pd.DataFrame, links: pd.DataFrame
) -> nx.Graph[str]:
    """An undirected graph of hubs, institutions and candidate regions.

    Parameters
    ----------
    hubs, institutions, regions
        Node tables indexed by node id, each with ``name_ko``, ``name_en``, ``lat``, ``lon``
        (WGS84); institutions with ``kind`` and ``fields``, hubs with ``technology``.
    links
        ``source``, ``target``, ``kind``, ``role``, ``minutes``, ``fit``, ``strength``.

    Returns
    -------
    networkx.Graph
        Node attributes ``kind``, ``name_ko``, ``name_en``, ``region_code``, ``lat``, ``lon``,
        ``fields`` (institutions), ``technology`` (hubs); edge attributes as the columns of
        `links`. What is unknown is absent. Institutions that no hub reaches are isolated nodes.
    """
    import networkx as nx

    graph: nx.Graph[str] = nx.Graph()
    nodes = pd.concat(
        [
            pd.DataFrame(hubs).assign(kind="hub"),
            pd.DataFrame(institutions),
            pd.DataFrame(regions).assign(kind="region", region_code=regions.index),
        ]
    ).reindex(columns=list(NODE))
    for node, *values in nodes.itertuples():
        graph.add_node(str(node), **_known(NODE, values))
    for source, target, *values in links[["source", "target", *LINK]].itertuples(index=False):
        graph.add_edge(str(source), str(target), **_known(LINK, values))
    return graph


def _known(names: tuple[str, ...], values: list[Any]) -> dict[str, Any]:
    return {name: value for name, value in zip(names, values, strict=True) if pd.notna(value)}
