"""Cooperative cover: what sites send adds up, and covers where it comes to enough."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Unpack

import numpy as np
import numpy.typing as npt

from hubplanner.siting.constraints import KEPT, ConstraintKeywords, Constraints, refuse_limits
from hubplanner.siting.instance import Instance, Row, vector
from hubplanner.siting.integer_program import Linear, Program
from hubplanner.siting.objectives import Objective, OpeningCost, are_whole
from hubplanner.siting.optimise import optimise
from hubplanner.siting.solution import Solution


def cooperative_cover(
    signal: npt.ArrayLike,
    threshold: float | npt.ArrayLike,
    *,
    p: int | None = None,
    weights: npt.ArrayLike | None = None,
    **constraints: Unpack[ConstraintKeywords],
) -> Solution:
    r"""Choose p sites whose signals together cover as much weight as can be.

    .. math::
        \max \sum_i w_i u_i \quad\text{s.t.}\quad
        \sum_j \varphi_{ij} y_j \ge T_i u_i \;\forall i, \quad \sum_j y_j = p, \quad
        u_i, y_j \in \{0, 1\}

    with the signal :math:`\varphi_{ij}` that demand i receives of site j (it decays by distance)
    and the threshold :math:`T_i` from which on it is covered: the cooperative maximum covering
    problem (Berman, Drezner and Krass 2010, 2011). Where p is omitted it is the fewest sites that
    cover all demand (the cooperative location set covering problem). Existing facilities send too.

    Parameters
    ----------
    signal
        Demand × site, finite and non-negative.
    threshold
        One for all or one for each demand row, finite and positive.
    p
        Number of sites to open beside existing ones; None: the fewest that cover all.
    weights
        One per demand row, non-negative; 1 for all where omitted.
    constraints
        See :class:`hubplanner.siting.Constraints`; ``limit`` and ``equity`` are about costs and
        don't go with it.

    Returns
    -------
    Solution
        Its objective is the weight that is covered, or where p is omitted the number of sites. Its
        ``assignment`` is empty, as sites cover together.

    Raises
    ------
    ValueError
        When shapes, values or p are out of range.

    Examples
    --------
    >>> signal = [[0.6, 0.5, 0.1], [0.1, 0.5, 0.6]]
    >>> solution = cooperative_cover(signal, 1.0, p=2, weights=[2, 1])
    >>> solution.sites, solution.objective
    ((0, 1), 2.0)
    >>> cooperative_cover(signal, 1.0).sites
    (0, 1, 2)
    """
    refuse_limits(constraints, "cooperative_cover")
    side = Constraints(**constraints)
    instance = Instance.checked(signal, p, weights, side, serves_all=False)
    return solve_cooperative_cover(instance, threshold, counted=p is not None)


def solve_cooperative_cover(
    instance: Instance, threshold: float | npt.ArrayLike, *, counted: bool
) -> Solution:
    """The sites that cover most; where they are not counted, the fewest that cover all."""
    asked, objective = cooperative(instance, threshold, counted=counted)
    return replace(optimise("cooperative covering", asked, [(objective, 1.0)]), assignment=())


def cooperative(
    instance: Instance, threshold: float | npt.ArrayLike, *, counted: bool
) -> tuple[Instance, Objective]:
    """The instance and the objective, of an instance whose costs are signals."""
    if not np.isfinite(instance.costs).all():
        raise ValueError("signal must be finite and non-negative")
    enough = vector(threshold, instance.shape[0], 0.0, "threshold", infinite=True)
    if not ((enough > 0) & np.isfinite(enough)).all():
        raise ValueError("threshold must be finite and positive")
    cover = CooperativeCover(tuple(enough.tolist()))
    return (instance, cover) if counted else (cover.of_all(instance), OpeningCost())


@dataclass(frozen=True)
class CooperativeCover:
    """Weight covered by signals, on an instance whose costs are signals: more is better.

    Attributes
    ----------
    threshold
        One for each demand.
    """

    threshold: tuple[float, ...]

    maximised: ClassVar[bool] = True

    def covers(self, instance: Instance, sites: Sequence[int]) -> npt.NDArray[np.bool_]:
        """Which demand these sites cover."""
        received = [math.fsum(row) for row in instance.costs[:, list(sites)]]
        return np.asarray(received >= np.array(self.threshold) * (1 - KEPT))

    def value(self, instance: Instance, sites: Sequence[int]) -> float:
        return math.fsum(instance.weights[self.covers(instance, sites)])

    def express(self, program: Program) -> Linear:
        """The negative of it, as a program minimises."""
        u = program.add_columns(program.instance.shape[0], upper=1.0, integer=True)
        for column, row in zip(u, self._rows(program.instance), strict=True):
            columns, signs = np.append(row.columns, column), np.append(row.values, -row.lower)
            program.add_row(columns, signs, lower=0.0)
        return Linear(u, -program.instance.weights)

    def of_all(self, instance: Instance) -> Instance:
        """The instance in which all demand is to be covered."""
        return replace(instance, rows=(*instance.rows, *self._rows(instance)), plain=False)

    def _rows(self, instance: Instance) -> list[Row]:
        """Enough for each demand; more than enough of one site covers no more."""
        rows = []
        for enough, sent in zip(self.threshold, instance.costs, strict=True):
            sites = np.flatnonzero(sent)
            counted = np.minimum(sent[sites], enough)
            rows.append(Row(sites, counted, enough * (1 - KEPT / 2), math.inf))
        return rows

    def is_whole(self, instance: Instance) -> bool:
        return are_whole(instance.weights)
