"""The optimum of a small linear program in exact rational arithmetic, from where HiGHS ended.

HiGHS ends within its tolerances, which costs over ten orders of magnitude make large. Its basis is
nearly always the optimal one or a few steps from it: these are done here in fractions, as exact
solvers do (Applegate, Cook, Dash and Espinoza 2007), with Bland's rule, which never cycles.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable
from fractions import Fraction

from hubplanner.siting.constraints import Floats
from hubplanner.siting.relaxation import Relaxation

Sparse = dict[int, Fraction]

STEPS = 200
"""More steps than this are not made."""


def exact_optimum(lp: Relaxation, lower: Floats, upper: Floats) -> list[Fraction] | None:
    """The best columns within these bounds (in the relaxation's units), in the program's units.

    None where the basis of the last run is none, breaks a row or bound, or is too far from it.
    """
    simplex = _Simplex.of(lp, lower, upper)
    values = None if simplex is None else simplex.optimum()
    if values is None:
        return None
    return [value * Fraction(unit) for value, unit in zip(values, lp.unit.tolist(), strict=False)]


def exact_least(lp: Relaxation, lower: Floats, upper: Floats) -> float:
    """What any columns within these bounds cost at least, by the multipliers of the last run.

    As :meth:`Relaxation.least`, without rounding until the end; in the program's units.
    """
    left = [Fraction(cost) for cost in lp.costs.tolist()]
    total = Fraction(0)
    for row, multiplier in zip(lp.rows, lp.duals.tolist(), strict=True):
        side = row.lower if multiplier > 0 else row.upper
        if multiplier == 0 or not math.isfinite(side):
            continue
        pi = Fraction(multiplier)
        total += pi * Fraction(side)
        for column, value in zip(row.columns.tolist(), row.values.tolist(), strict=True):
            left[column] -= pi * Fraction(value)
    for cost, least, most in zip(left, lower.tolist(), upper.tolist(), strict=True):
        if cost:
            bound = least if cost > 0 else most
            if not math.isfinite(bound):
                return -math.inf
            total += cost * Fraction(bound)
    total *= Fraction(lp.scale)
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
        lower: list[float],
        upper: list[float],
        at: dict[int, float],
    ):
        self._costs, self._columns = costs, columns
        self._lower, self._upper, self._at = lower, upper, at
        self._basic = [k for k in range(len(costs)) if k not in at]

    @classmethod
    def of(cls, lp: Relaxation, lower: Floats, upper: Floats) -> _Simplex | None:
        """At the basis of the last run; None where what is not basic has no bound there."""
        import highspy

        basis, status = lp.highs.getBasis(), highspy.HighsBasisStatus
        n = len(lp.costs)
        columns: list[Sparse] = [{} for _ in range(n)]
        for number, row in enumerate(lp.rows):
            for column, value in zip(row.columns.tolist(), row.values.tolist(), strict=True):
                if value:
                    columns[column][number] = Fraction(value)
            columns.append({number: Fraction(-1)})
        least = [*lower.tolist(), *(row.lower for row in lp.rows)]
        most = [*upper.tolist(), *(row.upper for row in lp.rows)]
        at = {}
        for k, one in enumerate([*basis.col_status, *basis.row_status]):
            if one != status.kBasic:
                at[k] = most[k] if one == status.kUpper or least[k] == -math.inf else least[k]
        if not all(map(math.isfinite, at.values())) or len(columns) - len(at) != len(lp.rows):
            return None
        costs = [Fraction(cost) for cost in lp.costs.tolist()] + [Fraction(0)] * len(lp.rows)
        return cls(costs, columns, least, most, at)

    def optimum(self) -> list[Fraction] | None:
        for _ in range(STEPS):
            values = self._values()
            if values is None or not all(self._may_be(k, values[k]) for k in self._basic):
                return None
            duals = _solved((self._columns[k], self._costs[k]) for k in self._basic)
            if duals is None:
                return None
            entering = self._entering(duals)
            if entering is None:
                return [values[k] for k in range(len(self._costs))]
            if not self._step(*entering, values):
                return None
        return None

    def _may_be(self, k: int, value: Fraction) -> bool:
        return bool(self._lower[k] <= value <= self._upper[k])

    def _values(self) -> dict[int, Fraction] | None:
        values = {k: Fraction(at) for k, at in self._at.items()}
        rows: list[Sparse] = [{} for _ in self._basic]
        sides = [Fraction(0) for _ in self._basic]
        for k, value in values.items():
            if value:
                for row, entry in self._columns[k].items():
                    sides[row] -= entry * value
        for k in self._basic:
            for row, entry in self._columns[k].items():
                rows[row][k] = entry
        found = _solved(zip(rows, sides, strict=True))
        return None if found is None else values | found

    def _entering(self, duals: Sparse) -> tuple[int, int] | None:
        """The first that makes it cheaper, and whether by more or less of it."""
        for k in sorted(self._at):
            if self._lower[k] < self._upper[k]:
                held = sum((duals[r] * v for r, v in self._columns[k].items()), Fraction(0))
                way = 1 if self._at[k] == self._lower[k] else -1
                if (self._costs[k] - held) * way < 0:
                    return k, way
        return None

    def _step(self, k: int, way: int, values: dict[int, Fraction]) -> bool:
        """Take as much of it as there may be; False where there is no end to it."""
        rows: list[Sparse] = [{} for _ in self._basic]
        for one in self._basic:
            for row, entry in self._columns[one].items():
                rows[row][one] = entry
        sides = [-way * self._columns[k].get(row, Fraction(0)) for row in range(len(rows))]
        moves = _solved(zip(rows, sides, strict=True))
        if moves is None:
            return False
        span = self._upper[k] - self._lower[k]
        ends = [(Fraction(span), k, 0.0)] if math.isfinite(span) else []
        for one, move in moves.items():
            end = self._upper[one] if move > 0 else self._lower[one]
            if move and math.isfinite(end):
                ends.append(((Fraction(end) - values[one]) / move, one, end))
        if not ends:
            return False
        _, leaving, end = min(ends)
        if leaving == k:
            self._at[k] = self._upper[k] if way > 0 else self._lower[k]
        else:
            self._at[leaving] = end
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
