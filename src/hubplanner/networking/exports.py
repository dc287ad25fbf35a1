"""The network as files for other programs: GraphML, GEXF, node-link JSON."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import networkx as nx


def write_graph(graph: nx.Graph[str], folder: Path) -> list[Path]:
    """Write ``network.graphml`` (yEd, Cytoscape), ``.gexf`` (Gephi) and ``.json`` (d3).

    The same graph gives the same bytes: nodes and links in their order, no date.

    Returns
    -------
    list of Path
        The files written.
    """
    import networkx as nx

    folder.mkdir(parents=True, exist_ok=True)
    gexf = "\n".join(nx.generate_gexf(graph))
    nodes = [{"id": node, **data} for node, data in graph.nodes(data=True)]
    links = [{"source": a, "target": b, **data} for a, b, data in graph.edges(data=True)]
    node_link = {
        "directed": False,
        "multigraph": False,
        "graph": dict(graph.graph),
        "nodes": nodes,
        "links": links,
    }
    texts = {
        "network.graphml": "\n".join(nx.generate_graphml(graph)),
        "network.gexf": re.sub(r' lastmodifieddate="[^"]*"', "", gexf),
        "network.json": json.dumps(node_link, ensure_ascii=False, indent=1),
    }
    paths = [folder / name for name in texts]
    for path, text in zip(paths, texts.values(), strict=True):
        path.write_text(text + "\n", encoding="utf-8", newline="\n")
    return paths
