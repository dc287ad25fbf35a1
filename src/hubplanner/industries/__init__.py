"""What manufacturing each region lives off: shares by division, and how each industry has fared."""

from hubplanner.industries.evidence import SOURCES
from hubplanner.industries.result import RegionIndustries
from hubplanner.industries.shares import region_industries
from hubplanner.industries.shock import IndustryShocks, industry_shock

__all__ = [
    "SOURCES",
    "IndustryShocks",
    "RegionIndustries",
    "industry_shock",
    "region_industries",
]
