"""The optimum of a small linear program in exact rational arithmetic, from where HiGHS ended.

HiGHS ends within its tolerances, which costs over ten orders of magnitude make large. Its basis is
nearly always the optimal one or a few steps from it: these are done here in fractions, as exact
solvers do (Applegate, Cook, Dash and Espinoza 2007), with Bland's rule, which never cycles.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from hubplanner.siting.constraints import Floats
from hubplanner.siting.instance import Row

Sparse = dict[int, Fraction]

Ending = Literal["optimal", "infeasible"]

STEPS = 200
"""More steps than this are not made."""


@dataclass(frozen=True)
class ExactProgram:
    """A linear program in its own units, as who reads its figures reads them.

    Attributes
    ----------
    costs, lower, upper
        Of each column.
    rows
        Those that HiGHS holds, in its order.
    read
        What number a figure is: that of the double itself, or that of its shortest decimal.
    """

    costs: Floats
    lower: Floats
    upper: Floats
    rows: Sequence[Row]
    read: Callable[[float], Fraction] = Fraction

    def optimum(self, highs: Any) -> list[Fraction] | None:
        """The best columns, from the basis of the last run.

        None where there are none, or the basis is too far from them.
        """
        simplex = _Simplex.of(self, highs)
        if simplex is None or simplex.solve() != "optimal":
            return None
        return [simplex.values[column] for column in range(len(self.costs))]

    def multipliers(self, highs: Any) -> tuple[Ending, list[Fraction]] | None:
        """Of the rows: what proves the optimum, or that there is none.

        None where neither is known after so many steps.
        """
        simplex = _Simplex.of(self, highs)
        ending = None if simplex is None else simplex.solve()
        if simplex is None or ending is None:
            return None
        return ending, [simplex.duals[row] for row in range(len(self.rows))]

    def least(self, multipliers: Floats) -> float:
        """What all columns cost at least, by these multipliers of the rows.

        As :meth:`Relaxation.least`, without rounding until the end.
        """
        left = [self.read(cost) for cost in self.costs.tolist()]
        total = Fraction(0)
        for row, multiplier in zip(self.rows, multipliers.tolist(), strict=True):
            side = row.lower if multiplier > 0 else row.upper
            if multiplier == 0 or not math.isfinite(side):
                continue
            pi = Fraction(multiplier)
            total += pi * self.read(side)
            for column, value in zip(row.columns.tolist(), row.values.tolist(), strict=True):
                left[column] -= pi * self.read(value)
        for cost, least, most in zip(left, self.lower.tolist(), self.upper.tolist(), strict=True):
            if cost:
                bound = least if cost > 0 else most
                if not math.isfinite(bound):
                    return -math.inf
                total += cost * self.read(bound)
        near = float(total)
        return near if Fraction(near) <= total else math.nextafter(near, -math.inf)


class _Simplex:
    """Minimise costs x within bounds, rows A x - r = 0: columns x, then the activities r of rows.

    What is not basic lies at one of its bounds.
    """

    def __init__(
        self,
        costs: list[Fraction],
        columns: list[Sparse],
        lower: list[Fraction | None],
        upper: list[Fraction | None],
        at: dict[int, Fraction],
    ):
        self._costs, self._columns = costs, columns
        self._lower, self._upper, self._at = lower, upper, at
        self._basic = [k for k in range(len(costs)) if k not in at]
        self.values: Sparse = {}
        self.duals: Sparse = {}

    @classmethod
    def of(cls, program: ExactProgram, highs: Any) -> _Simplex | None:
        """At the basis of the last run; None where what is not basic has no bound there."""
        import highspy

        read, n = program.read, len(program.costs)
        columns: list[Sparse] = [{} for _ in range(n)]
        for number, row in enumerate(program.rows):
            for column, value in zip(row.columns.tolist(), row.values.tolist(), strict=True):
                if value:
                    columns[column][number] = read(value)
            columns.append({number: Fraction(-1)})

        def sides(of_columns: Floats, of_rows: Iterable[float]) -> list[Fraction | None]:
            every = [*of_columns.tolist(), *of_rows]
            return [read(one) if math.isfinite(one) else None for one in every]

        lower = sides(program.lower, (row.lower for row in program.rows))
        upper = sides(program.upper, (row.upper for row in program.rows))
        basis, status = highs.getBasis(), highspy.HighsBasisStatus
        at: dict[int, Fraction] = {}
        for k, one in enumerate([*basis.col_status, *basis.row_status]):
            if one != status.kBasic:
                above = one == status.kUpper or lower[k] is None
                side = upper[k] if above and upper[k] is not None else lower[k]
                if side is None:
                    return None
                at[k] = side
        if len(columns) - len(at) != len(program.rows):
            return None
        costs = [read(cost) for cost in program.costs.tolist()] + [Fraction(0)] * len(program.rows)
        return cls(costs, columns, lower, upper, at)

    def solve(self) -> Ending | None:
        """First within all bounds, then at least cost; `duals` prove either ending."""
        for _ in range(STEPS):
            values = self._values()
            if values is None:
                return None
            self.values = values
            # Until all is within its bounds, what lies outside of them is what costs.
            outside = {k: way for k in self._basic if (way := self._outside(k, values[k]))}
            costs: Mapping[int, Fraction | int] = outside or dict(enumerate(self._costs))
            duals = _solved((self._columns[k], Fraction(costs.get(k, 0))) for k in self._basic)
            if duals is None:
                return None
            self.duals = duals
            entering = self._entering(costs)
            if entering is None:
                return "infeasible" if outside else "optimal"
            if not self._step(*entering, outside):
                return None
        return None

    def _outside(self, k: int, value: Fraction) -> int:
        """-1 below its lower bound, 1 above its upper one, else 0."""
        least, most = self._lower[k], self._upper[k]
        return int(most is not None and value > most) - int(least is not None and value < least)

    def _of_basic(self) -> list[Sparse]:
        """By row what of it is basic."""
        rows: list[Sparse] = [{} for _ in self._basic]
        for k in self._basic:
            for row, entry in self._columns[k].items():
                rows[row][k] = entry
        return rows

    def _values(self) -> Sparse | None:
        values = dict(self._at)
        sides = [Fraction(0) for _ in self._basic]
        for k, value in values.items():
            if value:
                for row, entry in self._columns[k].items():
                    sides[row] -= entry * value
        found = _solved(zip(self._of_basic(), sides, strict=True))
        return None if found is None else values | found

    def _entering(self, costs: Mapping[int, Fraction | int]) -> tuple[int, int] | None:
        """The first that makes it cheaper, and whether by more or less of it."""
        for k in sorted(self._at):
            if self._lower[k] != self._upper[k]:
                column = self._columns[k].items()
                held = sum((self.duals[row] * v for row, v in column), Fraction(0))
                way = 1 if self._at[k] == self._lower[k] else -1
                if (costs.get(k, 0) - held) * way < 0:
                    return k, way
        return None

    def _step(self, k: int, way: int, outside: Mapping[int, int]) -> bool:
        """Take as much of it as there may be; False where there is no end to it."""
        sides = [-way * self._columns[k].get(row, Fraction(0)) for row in range(len(self._basic))]
        moves = _solved(zip(self._of_basic(), sides, strict=True))
        if moves is None:
            return False
        least, most = self._lower[k], self._upper[k]
        ends: list[tuple[Fraction, int, Fraction]] = []
        if least is not None and most is not None:
            ends.append((most - least, k, most if way > 0 else least))
        for one, move in moves.items():
            end = self._upper[one] if move > 0 else self._lower[one]
            if one in outside:  # it comes back to the bound that it passed
                passed = self._upper[one] if outside[one] > 0 else self._lower[one]
                end = passed if outside[one] * move < 0 else None
            if move and end is not None:
                ends.append(((end - self.values[one]) / move, one, end))
        if not ends:
            return False
        _, leaving, end = min(ends)
        self._at[leaving] = end
        if leaving != k:
            del self._at[k]
            self._basic = sorted({*self._basic, k} - {leaving})
        return True


def _solved(equations: Iterable[tuple[Sparse, Fraction]]) -> Sparse | None:
    """The unknowns of a square system; None where it has no one solution.

    Equations with fewest unknowns first: most tell one of them at once.
    """
    system = [(dict(left), right) for left, right in equations]
    using: dict[int, set[int]] = {}
    for number, (left, _) in enumerate(system):
        for unknown in left:
            using.setdefault(unknown, set()).add(number)
    waiting = [(len(left), number) for number, (left, _) in enumerate(system)]
    heapq.heapify(waiting)
    done: set[int] = set()
    order: list[tuple[int, int]] = []
    while waiting:
        size, number = heapq.heappop(waiting)
        left, right = system[number]
        if number in done or size != len(left):
            continue
        if not left:
            return None
        done.add(number)
        pivot = min(left, key=lambda unknown: (len(using[unknown]), unknown))
        order.append((pivot, number))
        for other in using[pivot] - done:
            _eliminate(system, other, number, pivot, using)
            heapq.heappush(waiting, (len(system[other][0]), other))
    found: Sparse = {}
    for pivot, number in reversed(order):
        left, right = system[number]
        rest = sum((v * found[one] for one, v in left.items() if one != pivot), Fraction(0))
        found[pivot] = (right - rest) / left[pivot]
    return found


def _eliminate(
    system: list[tuple[Sparse, Fraction]],
    number: int,
    by: int,
    pivot: int,
    using: dict[int, set[int]],
) -> None:
    """Take from one equation so much of another that the pivot leaves it."""
    left, right = system[number]
    other, side = system[by]
    share = left[pivot] / other[pivot]
    for unknown, value in other.items():
        reduced = left.get(unknown, Fraction(0)) - share * value
        if reduced and unknown != pivot:
            left[unknown] = reduced
            using[unknown].add(number)
        else:
            left.pop(unknown, None)
            using[unknown].discard(number)
    system[number] = left, right - share * side
