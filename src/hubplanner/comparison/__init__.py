"""Scenarios side by side, measured by one yardstick."""

from hubplanner.comparison.changes import MOVED_WITHIN_MINUTES
from hubplanner.comparison.comparing import Comparison, compare
from hubplanner.comparison.yardstick import COVERED_WITHIN_MINUTES

__all__ = ["COVERED_WITHIN_MINUTES", "MOVED_WITHIN_MINUTES", "Comparison", "compare"]
