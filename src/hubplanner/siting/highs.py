"""HiGHS as siting uses it: silent, exact, the same answer on any machine; rows as it takes them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from hubplanner.siting.constraints import Floats
from hubplanner.siting.instance import Row

TIGHT = 1e-9
"""Feasibility and integrality tolerance given to HiGHS: its 1e-6 times a big cost is no proof."""

LOOSE = 1e-7
"""HiGHS's own tolerance, where it cannot reach the tight one."""


def compressed(rows: Sequence[Row]) -> tuple[npt.NDArray[Any], npt.NDArray[Any], Floats]:
    """Rows in compressed form: where each starts, its columns, their values."""
    start = np.concatenate([[0], np.cumsum([len(row.columns) for row in rows])])
    if not rows:
        return start.astype(np.int32), np.zeros(0, dtype=np.int32), np.zeros(0)
    index = np.concatenate([row.columns for row in rows]).astype(np.int32)
    return start.astype(np.int32), index, np.concatenate([row.values for row in rows])


def add_rows(highs: Any, rows: Sequence[Row]) -> None:
    """Add rows to a model that HiGHS holds."""
    if not rows:
        return
    start, index, value = compressed(rows)
    lower = np.array([row.lower for row in rows])
    upper = np.array([row.upper for row in rows])
    highs.addRows(len(rows), lower, upper, len(index), start[:-1], index, value)


@cache
def _quiet_class() -> type[Any]:
    import highspy

    class QuietHighs(highspy.Highs):  # type: ignore[misc]
        # The constructor enables callbacks, at which HiGHS prints its banner unless told before.
        def enableCallbacks(self) -> None:  # noqa: N802 (HiGHS's name)
            self.setOptionValue("output_flag", False)
            super().enableCallbacks()

    return QuietHighs


PRIMAL, DUAL = 4, 1
"""HiGHS's simplex methods: for other costs under the same bounds, and for other bounds."""


def use_simplex(highs: Any, strategy: int, presolve: str) -> None:
    """Solve by this simplex method from now on."""
    highs.setOptionValue("simplex_strategy", strategy)
    highs.setOptionValue("presolve", presolve)


def given_up() -> tuple[Any, ...]:
    """How HiGHS ends where numbers of very different size keep it from the tight tolerance."""
    from highspy import HighsModelStatus as Status

    return Status.kUnknown, Status.kNotset, Status.kSolveError, Status.kPresolveError


def misstated(highs: Any) -> bool:
    """Whether HiGHS (1.16) states another value than that of the solution it gives, as it does at
    times when it goes on from a relaxation; the proof that it claims is none then."""
    values, stated = highs.getSolution().col_value, highs.getInfo().objective_function_value
    costs = highs.getLp().col_cost_
    if len(values) != len(costs) or not np.isfinite(stated):
        return False
    value = float(np.dot(costs, values))
    return bool(abs(value - stated) > 1e-6 * max(1.0, abs(value)))


def loosen(highs: Any) -> None:
    """Ask for no more than HiGHS does by itself."""
    for option in ("primal_feasibility_tolerance", "dual_feasibility_tolerance"):
        highs.setOptionValue(option, LOOSE)


def quiet_highs() -> Any:
    """A silent HiGHS that gives the same proven answer on any machine."""
    highs = _quiet_class()()
    for option, value in {
        "threads": 1,  # the same answer among equals, whatever the machine
        "random_seed": 0,
        # HiGHS stops at a gap of 1e-4 by default, which would be no proof.
        "mip_rel_gap": 0.0,
        "mip_abs_gap": 0.0,
        "mip_feasibility_tolerance": TIGHT,
        "primal_feasibility_tolerance": TIGHT,
        "dual_feasibility_tolerance": TIGHT,
    }.items():
        highs.setOptionValue(option, value)
    return highs
