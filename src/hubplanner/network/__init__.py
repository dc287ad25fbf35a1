"""Who works with whom: hubs, institutions and the regions they serve as a networkx graph."""

from hubplanner.network.model import build_graph
from hubplanner.network.technologies import load_technologies
from hubplanner.network.weave import Network, weave_network

__all__ = ["Network", "build_graph", "load_technologies", "weave_network"]
