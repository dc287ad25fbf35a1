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
from typing import Any

import numpy as np
import numpy.typing as npt

from hubplanner.errors import SitingError
from hubplanner.siting.certificate_checker import RefusedError, check, read
from hubplanner.siting.constraints import Floats
from hubplanner.siting.highs import DUAL, TIGHT, set_simplex
from hubplanner.siting.instance import Row
from hubplanner.siting.program import Program
from hubplanner.siting.proof import ROUNDS
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
    """Columns that are not 0, those of services aside."""
    program = posed.program
    values = np.zeros(len(program.integer))
    values[list(posed.chosen)] = 1.0
    served = [column for one in program.services for column in one.columns.tolist()]
    others = np.setdiff1d(np.flatnonzero(~program.integer), served)
    if len(others):
        lp = program.relaxation()
        lower, upper = lp.lower.copy(), lp.upper.copy()
        lower[program.integer] = upper[program.integer] = values[program.integer]
        lp.set_bounds(lower, upper)
        if lp.run(math.inf) == "optimal":
            found = lp.values[others]
            near = np.abs(found - np.round(found)) <= TIGHT
            values[others] = np.where(near, np.round(found), found)
    return [[int(at), _number(values[at])] for at in np.flatnonzero(values)]


class _Tree:
    """Branches on whole columns, each leaf closed by multipliers of rows and cuts."""

    def __init__(self, posed: Posed, value: float):
        program = posed.program
        for row in posed.better:
            program.add_row(row.columns, row.values, lower=row.lower, upper=row.upper)
        self._program, self._bottleneck = program, bool(posed.bottleneck)
        self._integer = np.flatnonzero(program.integer)
        self._lp = program.relaxation()
        set_simplex(self._lp.highs, DUAL, presolve="off")
        self._target = (value - tolerance(value) / 2 - program.constant) / self._lp.scale
        self._demand = {
            column: (at, i)
            for at, one in enumerate(program.services)
            for i, column in enumerate(one.columns.tolist())
        }
        self.cuts = [self._cut(row) for one in program.services for row in one.remembered()]
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
            self.cuts += [self._cut(row) for row in cuts]
        return self._branch(lower, upper, values)

    def _branch(self, lower: Floats, upper: Floats, values: Floats | None) -> list[Any]:
        free = self._integer[lower[self._integer] < upper[self._integer]]
        if not len(free):
            return ["fixed"]
        between = np.zeros(len(free)) if values is None else np.abs(values[free] - 0.5)
        return ["branch", int(free[int(np.argmin(between))])]

    def _told(self, multipliers: Floats) -> int:
        """The place of these among all, those that a row has no side for left out."""
        lower, upper = self._lp.sides
        told = [
            [int(at), float(multipliers[at])]
            for at in np.flatnonzero(multipliers)
            if math.isfinite(lower[at] if multipliers[at] > 0 else upper[at])
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
