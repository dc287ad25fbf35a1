"""The 229 basic local governments: their boundaries, names and codes."""

from hubplanner.regions.boundaries import data_folder, load_regions, web_topology
from hubplanner.regions.names import resolve

__all__ = ["data_folder", "load_regions", "resolve", "web_topology"]
