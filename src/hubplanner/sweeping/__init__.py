"""Many scenarios at once: what is tried, how it is worked off, and what comes out of it."""

from hubplanner.sweeping.design import Range, Sweep
from hubplanner.sweeping.run import run_sweep

__all__ = ["Range", "Sweep", "run_sweep"]
