"""Several objectives at once: weighted sums and orders of priority."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Unpack

import numpy.typing as npt

from hubplanner.siting.constraints import ConstraintKeywords, Constraints
from hubplanner.siting.instance import Instance
from hubplanner.siting.objectives import CoveredWeight, Objective, SiteWorth
from hubplanner.siting.optimise import optimise
from hubplanner.siting.solution import Solution, tolerance


def weighted(
    cost: npt.ArrayLike,
    p: int | None,
    objectives: Sequence[tuple[Objective, float]],
    *,
    weights: npt.ArrayLike | None = None,
    **constraints: Unpack[ConstraintKeywords],
) -> Solution:
    r"""Choose p sites so that a weighted sum of objectives is least.

    .. math:: \min \sum_k \lambda_k s_k f_k(y), \quad s_k = -1 \text{ where more of } f_k
        \text{ is better, else } 1

    (the weighting method, Zadeh 1963).

    Parameters
    ----------
    p
        Number of sites to open; None where it is free.
    objectives
        Pairs of an objective and its :math:`\lambda \ge 0`.

    Examples
    --------
    >>> from hubplanner.siting import TotalCost, WorstCost
    >>> cost = [[0, 4, 9], [4, 0, 5], [9, 5, 0]]
    >>> weighted(cost, 1, [(TotalCost(), 1.0), (WorstCost(), 2.0)]).sites
    (1,)
    """
    if any(not 0 <= share < math.inf for _, share in objectives):
        raise ValueError("the shares of objectives must be finite and non-negative")
    serving = serves_all([objective for objective, _ in objectives])
    side = Constraints(**constraints)
    instance = Instance.checked(cost, p, weights, side, serves_all=serving)
    return solve_weighted(instance, objectives)


def solve_weighted(instance: Instance, objectives: Sequence[tuple[Objective, float]]) -> Solution:
    """The sites at which the weighted sum of the objectives is least."""
    return optimise("weighted objectives", instance, objectives)


def lexicographic(
    cost: npt.ArrayLike,
    p: int | None,
    objectives: Sequence[Objective],
    *,
    weights: npt.ArrayLike | None = None,
    **constraints: Unpack[ConstraintKeywords],
) -> Solution:
    r"""Choose p sites best by the first objective, among these by the second, and so on.

    .. math:: \min s_k f_k(y) \quad\text{s.t.}\quad s_l f_l(y) \le s_l f_l^* \;\forall l < k,
        \quad k = 1, 2, …

    (preemptive goals, Ignizio 1976). Equal means within 1e-6 (see
    :data:`hubplanner.siting.solution.PROOF`). The solution is that of the last objective.
    """
    side = Constraints(**constraints)
    instance = Instance.checked(cost, p, weights, side, serves_all=serves_all(objectives))
    return solve_lexicographic(instance, objectives)


def solve_lexicographic(instance: Instance, objectives: Sequence[Objective]) -> Solution:
    """The sites best by the first objective, among these by the second, and so on."""
    reached: list[tuple[Objective, float]] = []
    for objective in objectives:
        solution = optimise("lexicographic", instance, [(objective, 1.0)], at_most=reached)
        if not solution.optimal:
            return solution
        slack = tolerance(solution.objective)
        worst = solution.objective + (-slack if objective.maximised else slack)
        reached.append((objective, worst))
    return solution


def serves_all(objectives: Sequence[Objective]) -> bool:
    """Whether any of the objectives looks at all demand.

    Raises
    ------
    ValueError
        When there is no objective.
    """
    if not objectives:
        raise ValueError("at least one objective is needed")
    return any(not isinstance(one, CoveredWeight | SiteWorth) for one in objectives)
