"""Interactive Folium maps, one self-contained file each."""

from hubplanner.maps.comparison_page import render_comparison
from hubplanner.maps.page import render_map

__all__ = ["render_comparison", "render_map"]
