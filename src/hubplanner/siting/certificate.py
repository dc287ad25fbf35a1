"""Certificates of optimality, to be checked by who trusts neither this package nor its solver.

A certificate poses the program, says what was chosen and proves that nothing is better, by a tree
of branches whose every leaf is closed by multipliers of the rows; what it looks like is told in
:mod:`hubplanner.siting.certificate_checker`, the checker, which needs none of this. The tree is
grown here with the objective known, whatever way the solution was found, and the checker is asked
before anything is handed out: a certificate that proves nothing is not given.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from hubplanner.errors import SitingError
from hubplanner.siting.certificate_checker import RefusedError, check, read
from hubplanner.siting.constraints import Floats
from hubplanner.siting.exact_simplex import ExactProgram
from hubplanner.siting.highs import DUAL, set_simplex
from hubplanner.siting.instance import Row
from hubplanner.siting.integer_program import Program
from hubplanner.siting.proof import ROUNDS
from hubplanner.siting.relaxation import Relaxation
from hubplanner.siting.solution import Solution, tolerance

NODES = 20_000
"""A tree that would have more nodes than this is given up."""


@dataclass(frozen=True)
class Posed:
    """A model's program, and what of it was chosen.

    Attributes
    ----------
    program
        With what it minimises; nothing of that for a bottleneck.
    chosen
        Its whole columns that are 1.
    names
        Of its whole columns.
    better
        Rows that hold wherever a bottleneck objective is better than what was chosen.
    bottleneck
        ``farthest`` or ``nearest``, as the checker reads them.
    """

    program: Program
    chosen: Sequence[int]
    names: Sequence[str]
    better: Sequence[Row] = ()
    bottleneck: dict[str, Any] = field(default_factory=dict)


def certificate(posed: Posed, solution: Solution) -> str:
    """The certificate of a proven solution (JSON).

    Raises
    ------
    SitingError
        When the solution is not proven, or no proof was found that stands by itself.
    """
    if not solution.optimal:
        raise SitingError(
            "{model}: the answer is not proven, so that there is no certificate",
            model=solution.model,
        )
    sign = -1.0 if solution.maximised else 1.0
    document = _document(posed, solution)
    value = sign * solution.objective
    tree = _Tree(posed, value)
    tree.grow()
    document |= {"cuts": tree.cuts, "multipliers": tree.multipliers, "tree": tree.nodes}
    # What a leaf may leave is within the tolerance; all of it but a margin for its own rounding.
    least = value - (0.0 if posed.bottleneck else 0.9 * tolerance(value))
    document["bound"] = sign * least
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    try:
        check(read(text))
    except RefusedError as refused:
        raise SitingError(
            "{model}: no proof was found that stands by itself, so that there is no certificate",
            model=solution.model,
        ) from refused
    return text + "\n"


def _document(posed: Posed, solution: Solution) -> dict[str, Any]:
    program = posed.program
    whole = program.integer
    names = [*posed.names, *[""] * (len(whole) - len(posed.names))]
    # A column without end needs no more than this in a best solution.
    upper = np.where(np.isfinite(program.upper), program.upper, program.most)
    return {
        "format": "hubplanner certificate 1",
        "model": solution.model,
        "maximised": solution.maximised,
        "names": names,
        "lower": _numbers(program.lower),
        "upper": _numbers(upper),
        "whole": whole.tolist(),
        "costs": _numbers(program.costs),
        "constants": _constants(program),
        "services": [
            {
                "columns": one.columns.tolist(),
                "sites": one.sites.tolist(),
                "costs": [_numbers(row) for row in one.costs],
                "unserved": one.unserved,
            }
            for one in program.services
        ],
        "rows": [
            [row.columns.tolist(), _numbers(row.values), _number(row.lower), _number(row.upper)]
            for row in program.rows
        ],
        "farthest": posed.bottleneck.get("farthest"),
        "nearest": posed.bottleneck.get("nearest"),
        "chosen": _chosen(posed),
        "objective": solution.objective,
    }


def _constants(program: Program) -> list[Any]:
    """What is added to the costs of columns: of cover, all that may be covered, exactly."""
    bare = [
        -program.costs[column] * one.unserved
        for one in program.services
        if one.unserved is not None
        for column in one.columns
    ]
    return _numbers(bare or [program.constant])


def _chosen(posed: Posed) -> list[list[Any]]:
    """Columns that are not 0, those of services aside: exactly, as fractions where need be."""
    program = posed.program
    values = np.zeros(len(program.integer))
    values[list(posed.chosen)] = 1.0
    known = program.integer.copy()
    for service in program.services:
        open_ = service.costs[:, values[service.sites] > 0]
        beyond = math.inf if service.unserved is None else service.unserved
        values[service.columns] = open_.min(axis=1, initial=beyond)
        known[service.columns] = True
    exact = [_as_written(value) for value in values.tolist()]
    if not known.all():
        lp = Relaxation(
            program.costs, program.lower, program.upper, program.most, program.integer, program.rows
        )
        lower = np.where(known, values, program.lower)
        upper = np.where(known, values, np.minimum(program.upper, program.most))
        lp.set_bounds(lower / lp.unit, upper / lp.unit)
        if lp.run(math.inf) == "optimal":
            exactly = ExactProgram(program.costs, lower, upper, program.rows, _as_written)
            exact = exactly.optimum(lp.highs) or exact
    served = {column for one in program.services for column in one.columns.tolist()}
    return [[k, _exactly(one)] for k, one in enumerate(exact) if one and k not in served]


def _as_written(value: float) -> Fraction:
    """What the checker reads: decimals are the fractions they are."""
    return Fraction(repr(float(value)))


def _exactly(value: Fraction) -> float | int | str:
    near = float(value)
    return _number(near) or 0 if _as_written(near) == value else str(value)


class _Tree:
    """Branches on whole columns, each leaf closed by multipliers of rows and cuts."""

    def __init__(self, posed: Posed, value: float):
        program = posed.program
        for row in posed.better:
            program.add_row(row.columns, row.values, lower=row.lower, upper=row.upper)
        self._program, self._bottleneck = program, bool(posed.bottleneck)
        self._integer = np.flatnonzero(program.integer)
        self._lp = program.relaxation()
        remembered = [row for one in program.services for row in one.remembered()]
        self._rows = [*program.rows, *remembered]
        set_simplex(self._lp.highs, DUAL, presolve="off")
        self._target = (value - tolerance(value) / 2 - program.constant) / self._lp.scale
        self._demand = {
            column: (at, i)
            for at, one in enumerate(program.services)
            for i, column in enumerate(one.columns.tolist())
        }
        self.cuts = [self._cut(row) for row in remembered]
        self.multipliers: list[list[list[Any]]] = []
        self.nodes: list[list[Any]] = []

    def _cut(self, row: Row) -> list[Any]:
        return [*self._demand[int(row.columns[-1])], _number(row.lower)]

    def grow(self) -> None:
        """To the end, or to :data:`NODES`, where the last leaves prove too little."""
        self.nodes = [[]]
        stack = [(0, self._lp.lower, self._lp.upper)]
        while stack:
            at, lower, upper = stack.pop()
            self.nodes[at] = leaf = self._leaf(lower, upper)
            if leaf[0] == "branch" and len(self.nodes) < NODES:
                column = leaf[1]
                leaf += [len(self.nodes), len(self.nodes) + 1]
                self.nodes += [[], []]
                without, with_it = upper.copy(), lower.copy()
                without[column], with_it[column] = 0.0, 1.0
                stack += [(leaf[2], lower, without), (leaf[3], with_it, upper)]

    def _leaf(self, lower: Floats, upper: Floats) -> list[Any]:
        """What closes what lies within these bounds, or the column to branch on."""
        lp = self._lp
        values = None
        for _ in range(ROUNDS):
            lp.set_bounds(lower, upper)
            ending = lp.run(math.inf)
            if ending == "infeasible":
                proving = lp.multipliers_of_nothing(lower, upper)
                if proving is not None:
                    return ["nothing", self._told(proving)]
            if ending != "optimal":
                break
            values = lp.values
            if not self._bottleneck and lp.least(lower, upper, math.inf) >= self._target:
                return ["bound", self._told(lp.multipliers)]
            cuts = self._program.violated(values)
            if not cuts:
                break
            lp.add(cuts)
            self._rows += cuts
            self.cuts += [self._cut(row) for row in cuts]
        return self._branch(lower, upper, values)

    def _branch(self, lower: Floats, upper: Floats, values: Floats | None) -> list[Any]:
        free = self._integer[lower[self._integer] < upper[self._integer]]
        if not len(free):
            return self._exact_leaf(lower, upper)
        between = np.zeros(len(free)) if values is None else np.abs(values[free] - 0.5)
        return ["branch", int(free[int(np.argmin(between))])]

    def _exact_leaf(self, lower: Floats, upper: Floats) -> list[Any]:
        """What is left where all whole columns are fixed: HiGHS's multipliers were not enough."""
        others = len(self._integer) + len(self._demand)
        if others == len(lower):
            return ["fixed"]
        own = lower * self._lp.unit, np.minimum(upper * self._lp.unit, self._program.most)
        exactly = ExactProgram(self._program.costs, *own, self._rows, _as_written)
        proving = exactly.multipliers(self._lp.highs)
        if proving is None:
            return ["fixed"]
        ending, multipliers = proving
        return ["bound" if ending == "optimal" else "nothing", self._told(multipliers)]

    def _told(self, multipliers: Floats | Sequence[Fraction]) -> int:
        """The place of these among all, those that a row has no side for left out."""
        lower, upper = self._lp.sides
        told = [
            [at, _exactly(pi) if isinstance(pi, Fraction) else float(pi)]
            for at, pi in enumerate(multipliers)
            if pi and math.isfinite(lower[at] if pi > 0 else upper[at])
        ]
        self.multipliers.append(told)
        return len(self.multipliers) - 1


def _numbers(values: npt.ArrayLike) -> list[Any]:
    return [_number(value) for value in np.asarray(values).tolist()]


def _number(value: float) -> float | int | None:
    """As JSON has it: whole numbers as such, infinity as null."""
    if not math.isfinite(value):
        return None
    return int(value) if value == int(value) else float(value)
