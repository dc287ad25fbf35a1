"""The 229 basic local governments: their boundaries, and their names and codes through time."""

from hubplanner.regions.boundaries import (
    cache_folder,
    data_folder,
    display_shapes,
    hexagon_cells,
    load_regions,
    read_reference,
    web_topology,
)
from hubplanner.regions.names import (
    Match,
    match_regions,
    own_name,
    parts_of_regions,
    refuse_taken_names,
    regions_of,
    resolve,
)
from hubplanner.regions.vintages import Carried, carry

__all__ = [
    "Carried",
    "Match",
    "cache_folder",
    "carry",
    "data_folder",
    "display_shapes",
    "hexagon_cells",
    "load_regions",
    "match_regions",
    "own_name",
    "parts_of_regions",
    "read_reference",
    "refuse_taken_names",
    "regions_of",
    "resolve",
    "web_topology",
]
