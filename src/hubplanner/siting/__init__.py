"""Where the hubs go: exact facility location."""

from hubplanner.siting.p_median import p_median
from hubplanner.siting.solution import Solution
from hubplanner.siting.wishes import Sites, site_hubs

__all__ = ["Sites", "Solution", "p_median", "site_hubs"]
