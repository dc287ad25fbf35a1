"""The vertex of a relaxation that HiGHS ended at, in exact rational arithmetic.

A basis says which columns and rows lie at their bounds; the others are the solution of a system of
as many equations. What HiGHS tells of them has its tolerances; solved in fractions they are exact
(Applegate, Cook, Dash and Espinoza 2007 make linear programs exact so).
"""

from __future__ import annotations

import math
from fractions import Fraction

from hubplanner.siting.constraints import Floats
from hubplanner.siting.relaxation import Relaxation

Equation = dict[int, Fraction]


def exact_vertex(lp: Relaxation, lower: Floats, upper: Floats) -> list[Fraction] | None:
    """All columns in the program's units, within these bounds in the relaxation's own.

    None where the basis of the last run is none, or the vertex breaks a row or a bound.
    """
    import highspy

    at = highspy.HighsBasisStatus
    basis = lp.highs.getBasis()
    sides = {at.kLower: lower, at.kUpper: upper}
    known: dict[int, Fraction] = {}
    for column, status in enumerate(basis.col_status):
        if status != at.kBasic:
            value = float(sides[status][column]) if status in sides else 0.0
            if not math.isfinite(value):
                return None
            known[column] = Fraction(value)
    equations: list[tuple[Equation, Fraction]] = []
    for row, status in zip(lp.rows, basis.row_status, strict=True):
        if status != at.kBasic:
            side = row.upper if status == at.kUpper or row.lower == -math.inf else row.lower
            if not math.isfinite(side):
                return None
            equations.append(_reduced(row.columns.tolist(), row.values.tolist(), side, known))
    found = _solved(equations)
    if found is None or len(known | found) < len(lower):
        return None
    known |= found
    values = [known[column] for column in range(len(lower))]
    return _in_own_units(lp, values) if _holds(lp, values, lower, upper) else None


def _reduced(
    columns: list[int], values: list[float], side: float, known: dict[int, Fraction]
) -> tuple[Equation, Fraction]:
    left: Equation = {}
    right = Fraction(side)
    for column, value in zip(columns, values, strict=True):
        if column in known:
            right -= Fraction(value) * known[column]
        elif value:
            left[column] = Fraction(value)
    return left, right


def _solved(equations: list[tuple[Equation, Fraction]]) -> dict[int, Fraction] | None:
    """The unknowns of a square system; None where it has no one solution.

    Those with fewest unknowns first: most tell one of them at once.
    """
    using: dict[int, set[int]] = {}
    for number, (left, _) in enumerate(equations):
        for column in left:
            using.setdefault(column, set()).add(number)
    left_over, order = set(range(len(equations))), []
    while left_over:
        number = min(left_over, key=lambda one: (len(equations[one][0]), one))
        left_over.discard(number)
        left, right = equations[number]
        if not left:
            if right:
                return None
            continue
        pivot = min(left, key=lambda column: (len(using[column]), column))
        order.append((pivot, number))
        for other in using[pivot] & left_over:
            _eliminate(equations, other, number, pivot, using)
    found: dict[int, Fraction] = {}
    for pivot, number in reversed(order):
        left, right = equations[number]
        rest = sum((v * found[c] for c, v in left.items() if c != pivot), Fraction(0))
        found[pivot] = (right - rest) / left[pivot]
    return found


def _eliminate(
    equations: list[tuple[Equation, Fraction]],
    number: int,
    by: int,
    pivot: int,
    using: dict[int, set[int]],
) -> None:
    """Take from one equation so much of another that the pivot leaves it."""
    left, right = equations[number]
    other, side = equations[by]
    share = left[pivot] / other[pivot]
    for column, value in other.items():
        reduced = left.get(column, Fraction(0)) - share * value
        if reduced:
            left[column] = reduced
            using[column].add(number)
        else:
            left.pop(column, None)
            using[column].discard(number)
    equations[number] = left, right - share * side


def _holds(lp: Relaxation, values: list[Fraction], lower: Floats, upper: Floats) -> bool:
    for value, least, most in zip(values, lower.tolist(), upper.tolist(), strict=True):
        if value < least or value > most:
            return False
    for row in lp.rows:
        total = sum(
            (Fraction(v) * values[c] for c, v in zip(row.columns, row.values, strict=True)),
            Fraction(0),
        )
        if total < row.lower or total > row.upper:
            return False
    return True


def _in_own_units(lp: Relaxation, values: list[Fraction]) -> list[Fraction]:
    return [value * Fraction(unit) for value, unit in zip(values, lp.unit, strict=True)]


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
