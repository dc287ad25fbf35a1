"""What manufacturing each region lives off: shares by division, and how each industry has fared."""

from hubplanner.industries.result import RegionIndustries
from hubplanner.industries.shares import region_industries

__all__ = ["RegionIndustries", "region_industries"]
