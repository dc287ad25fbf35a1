"""Covering for when the nearest is busy: backup coverage and expected coverage."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Unpack

import numpy as np
import numpy.typing as npt

from hubplanner.siting.constraints import ConstraintKeywords, Constraints
from hubplanner.siting.covering import solve_set_cover
from hubplanner.siting.instance import Instance, number
from hubplanner.siting.integer_program import Linear, Program
from hubplanner.siting.objectives import are_whole
from hubplanner.siting.optimise import optimise
from hubplanner.siting.reduction import merged
from hubplanner.siting.solution import Solution


def backup_cover(
    cost: npt.ArrayLike,
    radius: float,
    *,
    p: int | None = None,
    weights: npt.ArrayLike | None = None,
    **constraints: Unpack[ConstraintKeywords],
) -> Solution:
    r"""Choose sites that cover all demand once and as much weight as can be twice.

    .. math::
        \max \sum_i w_i u_i \quad\text{s.t.}\quad
        1 + u_i \le \sum_{j: c_{ij} \le r} y_j \;\forall i, \quad \sum_j y_j = p, \quad
        0 \le u_i \le 1, \; y_j \in \{0, 1\}

    with radius r: the backup coverage problem (BACOP1; Hogan and ReVelle 1986). Where p is omitted
    it is the fewest sites that cover all (LSCP-B, location set covering with backup).

    Parameters
    ----------
    cost
        Demand × site, non-negative; infinite where a site cannot serve a demand.
    radius
        Highest cost at which a site covers a demand, in the unit of `cost`.
    p
        Number of sites to open beside existing ones; None: the fewest.
    weights
        One per demand row, non-negative; 1 for all where omitted.

    Returns
    -------
    Solution
        Its objective is the weight that two sites cover; ``infeasible`` where not all demand can
        be covered.

    Raises
    ------
    ValueError
        When shapes, values or p are out of range.

    Examples
    --------
    >>> solution = backup_cover([[0, 4, 9], [4, 0, 5], [9, 5, 0]], 5, p=2)
    >>> solution.sites, solution.objective
    ((0, 1), 2.0)
    >>> backup_cover([[0, 4, 9], [4, 0, 5], [9, 5, 0]], 5).sites
    (1,)
    """
    instance = Instance.checked(cost, p, weights, Constraints(**constraints))
    return solve_backup_cover(instance, radius, counted=p is not None)


def solve_backup_cover(instance: Instance, radius: float, *, counted: bool) -> Solution:
    """The sites that cover most twice, all once; where they are not counted, of the fewest."""
    within, twice = backup(instance, radius)
    if not counted:
        fewest = solve_set_cover(within, None)
        if not fewest.optimal:
            return replace(fewest, model=BACKUP, maximised=True)
        within = within.opening(round(fewest.objective))
    return optimise(BACKUP, within, [(twice, 1.0)])


def backup(instance: Instance, radius: float) -> tuple[Instance, RepeatedCover]:
    """The instance in which all are covered, and the weight that is so twice."""
    near = instance.costs <= number(radius, "radius")
    within = replace(instance, reach=instance.reach & near)
    return within, RepeatedCover(radius, (1.0,), once=True)


def expected_cover(
    cost: npt.ArrayLike,
    p: int,
    radius: float,
    busy: float,
    *,
    weights: npt.ArrayLike | None = None,
    **constraints: Unpack[ConstraintKeywords],
) -> Solution:
    r"""Choose p sites so that the weight expected to find a site within a radius free is highest.

    .. math::
        \max \sum_i \sum_{k=1}^{p} w_i (1 - q) q^{k-1} z_{ik} \quad\text{s.t.}\quad
        \sum_k z_{ik} \le \sum_{j: c_{ij} \le r} y_j \;\forall i, \quad \sum_j y_j = p, \quad
        0 \le z_{ik} \le 1, \; y_j \in \{0, 1\}

    with radius r and the probability q that a site is busy, each by itself: the maximum expected
    covering location problem (MEXCLP; Daskin 1983). For several units at one place repeat its
    column.

    Parameters
    ----------
    busy
        Probability q that a site is busy, 0 to 1 (less than 1).

    Raises
    ------
    ValueError
        When shapes, values, p or the probability are out of range.

    Examples
    --------
    >>> cost = [[0, 4, 9], [4, 0, 5], [9, 5, 0]]
    >>> solution = expected_cover(cost, 2, 5, 0.5, weights=[4, 4, 1])
    >>> solution.sites, solution.objective
    ((0, 1), 6.5)
    """
    instance = Instance.checked(cost, p, weights, Constraints(**constraints), serves_all=False)
    return solve_expected_cover(instance, radius, busy)


def solve_expected_cover(instance: Instance, radius: float, busy: float) -> Solution:
    """The sites of which most weight is expected to find one free."""
    return optimise("expected covering", instance, [(free_of(instance, radius, busy), 1.0)])


def free_of(instance: Instance, radius: float, busy: float) -> RepeatedCover:
    """The weight expected to find a site free."""
    q = number(busy, "busy")
    if not 0 <= q < 1:
        raise ValueError(f"busy = {busy} must be a probability below 1")
    gains = tuple((1 - q) * q**k for k in range(instance.shape[1]))
    return RepeatedCover(radius, tuple(one for one in gains if one > 0))


BACKUP = "backup covering"


@dataclass(frozen=True)
class RepeatedCover:
    r"""Weight by how many sites cover it, :math:`\sum_i w_i \sum_{k \le n_i} g_k`: more is better.

    Attributes
    ----------
    radius
        A site covers at this cost or less.
    gains
        What each further covering site adds, none more than the one before it.
    once
        Whether the first counts for nothing, as all demand has it.
    """

    radius: float
    gains: tuple[float, ...]
    once: bool = False

    maximised: ClassVar[bool] = True

    def value(self, instance: Instance, sites: Sequence[int]) -> float:
        near = instance.costs[:, list(sites)] <= number(self.radius, "radius")
        counts = near.sum(axis=1) - self.once
        sums = np.array([math.fsum(self.gains[:k]) for k in range(len(self.gains) + 1)])
        return math.fsum(instance.weights * sums[np.clip(counts, 0, len(self.gains))])

    def express(self, program: Program) -> Linear:
        """The negative of it, as a program minimises."""
        instance = program.instance
        near = (instance.costs <= number(self.radius, "radius")) & (instance.upper > 0)
        columns, values = [np.zeros(0, dtype=np.intp)], [np.zeros(0)]
        for row, weight in zip(*merged(near, instance.weights), strict=True):
            sites = np.flatnonzero(row)
            n = min(len(self.gains), len(sites))
            levels = program.add_columns(n, upper=1.0)
            signs = np.append(np.ones(len(sites)), -np.ones(n))
            program.add_row(np.append(sites, levels), signs, lower=float(self.once))
            columns.append(levels)
            values.append(-weight * np.array(self.gains[:n]))
        return Linear(np.concatenate(columns), np.concatenate(values))

    def is_whole(self, instance: Instance) -> bool:
        return are_whole(instance.weights) and are_whole(np.array(self.gains))
