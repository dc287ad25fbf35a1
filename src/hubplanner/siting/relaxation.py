"""The linear relaxation of a program, and bounds on it that no rounding can make wrong.

Whatever multipliers :math:`\\pi` of the rows :math:`l_r \\le A x \\le u_r` a solver hands over, on
columns within :math:`l \\le x \\le u`

.. math:: c x \\ge \\sum_r \\min(\\pi_r l_r, \\pi_r u_r)
    + \\sum_j \\min_{l_j \\le x_j \\le u_j} (c - A^T \\pi)_j x_j

(weak duality; its finite one of the two sides where a row has one). It is summed here with every
rounding error counted against it (Neumaier and Shcherbina 2004), so that it holds however the
multipliers came about. With costs of zero a positive bound proves that nothing fits (Farkas).
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from hubplanner.siting.constraints import Floats
from hubplanner.siting.highs import LOOSE, TIGHT, add_rows, quiet_highs, set_tolerance
from hubplanner.siting.instance import Row, Rows
from hubplanner.siting.solution import Size

Ending = Literal["optimal", "infeasible", "time limit", "failed"]

SPARE = 1e-6
"""A row that is kept with more room than this may be dropped."""

EPS = 2.0**-52
"""Twice the largest relative error of one operation in double precision."""


class Relaxation:
    """The relaxation of a program in HiGHS, its rows and columns scaled by powers of two.

    HiGHS's tolerances are absolute, so each row's largest coefficient, each continuous column's
    highest value and the largest cost are brought to about 1, exactly.

    Parameters
    ----------
    costs, lower, upper
        Of each column; costs and lower bounds finite, lower bounds non-negative.
    most
        Of each column a value that it need not exceed in a best solution.
    integer
        Which columns are integer: these keep their unit.
    rows
        In the program's own columns.
    """

    def __init__(
        self,
        costs: Floats,
        lower: Floats,
        upper: Floats,
        most: Floats,
        integer: npt.NDArray[np.bool_],
        rows: Sequence[Row],
    ):
        import highspy

        self.unit = np.where(integer, 1.0, power_of_two(most))
        self.scale = float(power_of_two(np.abs(costs * self.unit).max(initial=0.0)))
        self.costs = costs * self.unit / self.scale
        self.lower, self.upper = lower / self.unit, upper / self.unit
        self._most = np.minimum(most, upper) / self.unit
        self._integer = np.flatnonzero(integer).astype(np.int32)
        self._columns = np.arange(len(costs), dtype=np.int32)
        self._is_integer = False
        self.row_units = np.zeros(0)
        self._blocks = [self._scaled(rows)]
        self.highs: Any = quiet_highs()
        lp, scaled = highspy.HighsLp(), self._rows
        lp.num_col_, lp.num_row_ = len(costs), len(rows)
        lp.col_cost_, lp.col_lower_, lp.col_upper_ = self.costs, self.lower, self.upper
        lp.row_lower_, lp.row_upper_ = scaled.lower, scaled.upper
        matrix = lp.a_matrix_
        matrix.format_ = highspy.MatrixFormat.kRowwise
        matrix.start_, matrix.index_, matrix.value_ = scaled.start, scaled.columns, scaled.values
        self.highs.passModel(lp)

    def _scaled(self, rows: Sequence[Row]) -> Rows:
        own = Rows.of(rows)
        values = own.values * self.unit[own.columns]
        by = power_of_two(own.largest(values))
        self.row_units = np.concatenate([self.row_units, by])
        values /= np.repeat(by, own.sizes)
        return own._replace(values=values, lower=own.lower / by, upper=own.upper / by)

    @property
    def size(self) -> Size:
        """Of the program as HiGHS holds it now."""
        return Size(self.highs.getNumRow(), self.highs.getNumCol(), self.highs.getNumNz())

    def add(self, rows: Sequence[Row]) -> None:
        """Add rows in the program's own columns."""
        scaled = self._scaled(rows)
        add_rows(self.highs, scaled)
        self._blocks.append(scaled)

    def drop_loose(self) -> list[Row]:
        """Drop the rows that the solution found last keeps with room to spare.

        They are given back in the program's own columns.
        """
        import highspy

        status = np.asarray(self.highs.getBasis().row_status)
        values = np.asarray(self.highs.getSolution().row_value)
        rows = self._rows
        room = np.minimum(values - rows.lower, rows.upper - values)
        loose = (room > SPARE) & np.array(
            [one == highspy.HighsBasisStatus.kBasic for one in status]
        )
        at = np.flatnonzero(loose).astype(np.int32)
        self.highs.deleteRows(len(at), at)
        dropped = [self._own(row) for row in at.tolist()]
        kept = np.repeat(~loose, rows.sizes)
        sides = rows.lower[~loose], rows.upper[~loose]
        self._blocks = [Rows(rows.sizes[~loose], rows.columns[kept], rows.values[kept], *sides)]
        self.row_units = self.row_units[~loose]
        return dropped

    def _own(self, at: int) -> Row:
        """A row in the program's own columns, exactly as it was added."""
        rows, by = self._rows, float(self.row_units[at])
        entries = slice(*rows.start[at : at + 2])
        columns = rows.columns[entries].astype(np.intp)
        values = rows.values[entries] * by / self.unit[columns]
        return Row(columns, values, float(rows.lower[at]) * by, float(rows.upper[at]) * by)

    @property
    def n_rows(self) -> int:
        """How many rows it has now."""
        return len(self.row_units)

    @property
    def sides(self) -> tuple[Floats, Floats]:
        """Lower and upper sides of its rows, in its own units."""
        return self._rows.lower, self._rows.upper

    def set_costs(self, costs: Floats) -> None:
        """Other costs of the columns, in the program's own units."""
        self.scale = float(power_of_two(np.abs(costs * self.unit).max(initial=0.0)))
        self.costs = costs * self.unit / self.scale
        self.highs.changeColsCost(len(self._columns), self._columns, self.costs)

    def set_bounds(self, lower: Floats, upper: Floats) -> None:
        """Other bounds of the columns, in its own units."""
        self.highs.changeColsBounds(len(self._columns), self._columns, lower, upper)

    def set_integer(self, whole: bool) -> None:
        """Whether the integer columns must be whole."""
        self._is_integer = whole
        # A solution known before, HiGHS would first complete to a whole one, past any time limit.
        self.highs.clearSolver()
        kinds = np.full(len(self._integer), int(whole), dtype=np.uint8)
        self.highs.changeColsIntegrality(len(self._integer), self._integer, kinds)

    def run(self, deadline: float) -> Ending:
        """Solve it as it stands now."""
        ending = self._run(deadline)
        if ending == "failed":
            # It could not reach the tolerance asked for; whatever it finds is checked.
            set_tolerance(self.highs, LOOSE)
            ending = self._run(deadline)
            set_tolerance(self.highs, TIGHT)
        return ending

    def _run(self, deadline: float) -> Ending:
        import highspy

        left = deadline - time.monotonic()
        if left <= 0:
            return "time limit"
        # HiGHS counts an integer program's time from its start, a linear one's from the first.
        before = 0.0 if self._is_integer else self.highs.getRunTime()
        self.highs.setOptionValue("time_limit", before + left)
        self.highs.run()
        status = highspy.HighsModelStatus
        endings: dict[Any, Ending] = {
            status.kOptimal: "optimal",
            status.kInfeasible: "infeasible",
            status.kTimeLimit: "time limit",
        }
        return endings.get(self.highs.getModelStatus(), "failed")

    @property
    def basis(self) -> Any:
        """Where the last run ended, to begin another there."""
        return self.highs.getBasis()

    def begin_at(self, basis: Any) -> None:
        """Begin the next run where another has ended; rows added since are loose."""
        import highspy

        new = self.n_rows - len(basis.row_status)
        basis.row_status = [*basis.row_status, *[highspy.HighsBasisStatus.kBasic] * new]
        self.highs.setBasis(basis)

    @property
    def values(self) -> Floats:
        """Of the program's columns, in the solution found last."""
        found = np.asarray(self.highs.getSolution().col_value)
        return found * self.unit if len(found) else found

    @property
    def reduced_costs(self) -> Floats:
        return np.asarray(self.highs.getSolution().col_dual)

    @property
    def duals(self) -> Floats:
        """Multipliers of its rows in the solution found last, in its units."""
        return np.asarray(self.highs.getSolution().row_dual)

    @property
    def multipliers(self) -> Floats:
        """Of the program's rows, in its own units, in the solution found last."""
        own: Floats = self.duals * self.scale / self.row_units
        return own

    @property
    def held(self) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp], Floats]:
        """Row, column and value times the row's multiplier of each entry, in the program's units.

        Of the solution found last; rows whose multiplier is not positive count as nothing.
        """
        rows, row = self._rows, self._rows.row
        duals = np.maximum(np.asarray(self.highs.getSolution().row_dual), 0.0) * self.scale
        return (
            row,
            rows.columns.astype(np.intp),
            rows.values * duals[row] / self.unit[rows.columns],
        )

    @property
    def iterations(self) -> int:
        return max(int(self.highs.getInfo().simplex_iteration_count), 0)

    # -- what is certain ---------------------------------------------------------------------------

    @property
    def _rows(self) -> Rows:
        """All rows, scaled."""
        if len(self._blocks) > 1:
            self._blocks = [Rows(*map(np.concatenate, zip(*self._blocks, strict=True)))]
        return self._blocks[0]

    def least(self, lower: Floats, upper: Floats, ceiling: float) -> float:
        """What any solution within these bounds costs at least, if it costs less than `ceiling`.

        By the multipliers of the last run, in scaled units. Of each column `dearer` says what at
        least one more of it adds to that, `cheaper` what one less of it adds.
        """
        duals = np.asarray(self.highs.getSolution().row_dual)
        within = self._within(lower, upper, ceiling)
        bound, reduced, error = self._bound(self.costs, duals, lower, within)
        self.dearer, self.cheaper = reduced - error, -reduced - error
        return bound

    def is_surely_infeasible(self, lower: Floats, upper: Floats, ceiling: float) -> bool:
        """Whether the ray of the last run proves that nothing fits within these bounds."""
        return self._proving_ray(lower, self._within(lower, upper, ceiling)) is not None

    def multipliers_of_nothing(self, lower: Floats, upper: Floats) -> Floats | None:
        """Those of the program's rows that prove that nothing fits within these bounds.

        None where the ray of the last run proves no such thing.
        """
        ray = self._proving_ray(lower, self._within(lower, upper, math.inf))
        return None if ray is None else ray / self.row_units

    def _proving_ray(self, lower: Floats, upper: Floats) -> Floats | None:
        _, there_is, ray = self.highs.getDualRay()
        if not there_is:
            return None
        nothing = np.zeros(len(self.costs))
        proving = (one for one in (ray, -ray) if self._bound(nothing, one, lower, upper)[0] > 0)
        return next(proving, None)

    @property
    def floor(self) -> float:
        """What every solution costs at least, by the bounds of its columns alone."""
        with np.errstate(invalid="ignore"):
            costs = np.where(self.costs < 0, self.costs * self._most, self.costs * self.lower)
        return math.fsum(np.where(self.costs == 0, 0.0, costs))

    def _within(self, lower: Floats, upper: Floats, ceiling: float) -> Floats:
        """Upper bounds that every solution keeps that costs less than `ceiling`."""
        most = np.minimum(self._most, upper)
        if ceiling < math.inf:
            with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
                costs = np.where(self.costs < 0, self.costs * most, self.costs * lower)
                spare = ceiling - costs.sum() + 1e-9 * (abs(ceiling) + np.abs(costs).sum())
                by_cost = lower + spare / self.costs
            most = np.where((self.costs > 0) & (by_cost < most), np.maximum(by_cost, lower), most)
        return most

    def _bound(
        self, costs: Floats, duals: Floats, lower: Floats, upper: Floats
    ) -> tuple[float, Floats, Floats]:
        """The bound, the reduced costs and how far these may be wrong."""
        sizes, index, values, row_lower, row_upper = self._rows
        n = len(costs)
        usable = np.where(duals > 0, np.isfinite(row_lower), np.isfinite(row_upper))
        duals = np.where(usable, duals, 0.0)
        sides = np.where(duals > 0, row_lower, row_upper)
        sides[duals == 0] = 0.0
        entries = values * np.repeat(duals, sizes)
        held = np.bincount(index, entries, n)
        size = np.abs(costs) + np.bincount(index, np.abs(entries), n)
        error = np.asarray((np.bincount(index, minlength=n) + 8) * EPS * size, dtype=float)
        reduced = costs - held
        least = reduced - error
        with np.errstate(invalid="ignore", over="ignore"):
            columns = np.where(least >= 0, least * lower, least * upper)
            parts = [*(duals * sides).tolist(), *columns.tolist()]
        if not all(map(math.isfinite, parts)):
            return -math.inf, reduced, error
        bound = math.fsum(parts) - 4 * EPS * math.fsum(map(abs, parts))
        return bound, reduced, error


def power_of_two(sizes: npt.ArrayLike) -> Floats:
    """The powers of two next below these sizes; 1 for none and for infinity.

    Examples
    --------
    >>> power_of_two([3.0, 1.0, 0.3, 0.0, np.inf]).tolist()
    [2.0, 1.0, 0.25, 1.0, 1.0]
    """
    known = np.asarray(sizes, dtype=float)
    usable = np.isfinite(known) & (known > 0)
    return np.where(usable, np.ldexp(1.0, np.frexp(np.where(usable, known, 1.0))[1] - 1), 1.0)
