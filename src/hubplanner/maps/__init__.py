"""Interactive Folium maps, one self-contained file each."""

from hubplanner.maps.page import render_map

__all__ = ["render_map"]
