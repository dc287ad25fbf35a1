"""Who works with whom: hubs, institutions and the regions they serve as a networkx graph."""

from hubplanner.network.links import link_hubs
from hubplanner.network.model import build_graph

__all__ = ["build_graph", "link_hubs"]
