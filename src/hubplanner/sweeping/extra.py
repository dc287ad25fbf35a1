"""What is said where the extra ``sweep`` is not installed."""

from __future__ import annotations

from hubplanner.errors import ExtraError


def not_installed() -> ExtraError:
    """For whoever could not import a library of the extra."""
    return ExtraError(
        "sweeps need SALib and Dask, which are not installed;"
        " pip install 'hubplanner[sweep]' adds them"
    )
