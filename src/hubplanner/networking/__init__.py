"""Who works with whom: hubs, institutions and the regions they serve as a networkx graph."""

from hubplanner.industries.technologies import load_technologies
from hubplanner.networking.build import Network, build_network
from hubplanner.networking.model import build_graph

__all__ = ["Network", "build_graph", "build_network", "load_technologies"]
