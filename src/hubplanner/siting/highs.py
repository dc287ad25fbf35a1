"""HiGHS by its own interface: silent, on one thread, with tolerances that a proof can rest on."""

from __future__ import annotations

from functools import cache
from typing import Any

from hubplanner.siting.instance import Rows

TIGHT = 1e-9
"""Feasibility and integrality tolerance given to HiGHS: its 1e-6 times a big cost is no proof."""

LOOSE = 1e-7
"""HiGHS's own tolerance, where it cannot reach the tight one."""

PRIMAL, DUAL = 4, 1
"""HiGHS's simplex methods: for other costs under the same bounds, and for other bounds."""


@cache
def _quiet_class() -> type[Any]:
    import highspy

    class QuietHighs(highspy.Highs):  # type: ignore[misc]
        # The constructor enables callbacks, at which HiGHS prints its banner unless told before.
        def enableCallbacks(self) -> None:  # noqa: N802 (HiGHS's name)
            self.setOptionValue("output_flag", False)
            super().enableCallbacks()

    return QuietHighs


def quiet_highs() -> Any:
    """A silent HiGHS that gives the same proven answer on any machine."""
    highs = _quiet_class()()
    for option, value in {
        "threads": 1,  # the same answer among equals, whatever the machine
        "random_seed": 0,
        # HiGHS stops at a gap of 1e-4 by default, which would be no proof.
        "mip_rel_gap": 0.0,
        "mip_abs_gap": 0.0,
    }.items():
        highs.setOptionValue(option, value)
    set_tolerance(highs, TIGHT)
    return highs


def set_tolerance(highs: Any, tolerance: float) -> None:
    for option in ("primal", "dual", "mip"):
        highs.setOptionValue(f"{option}_feasibility_tolerance", tolerance)


def set_simplex(highs: Any, strategy: int, presolve: str) -> None:
    highs.setOptionValue("simplex_strategy", strategy)
    highs.setOptionValue("presolve", presolve)


def add_rows(highs: Any, rows: Rows) -> None:
    n = len(rows.sizes)
    if n:
        sizes = len(rows.columns), rows.start[:-1]
        highs.addRows(n, rows.lower, rows.upper, *sizes, rows.columns, rows.values)
