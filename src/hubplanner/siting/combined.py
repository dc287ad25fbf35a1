"""Several objectives at once: weighted sums and orders of priority."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Unpack

import numpy.typing as npt

from hubplanner.siting.conditions import Conditions, frame
from hubplanner.siting.general import Term, optimise
from hubplanner.siting.objectives import CoveredWeight, Objective, SiteWorth
from hubplanner.siting.solution import Solution, tolerance


def weighted(
    cost: npt.ArrayLike,
    p: int | None,
    objectives: Sequence[tuple[Objective, float]],
    *,
    weights: npt.ArrayLike | None = None,
    **conditions: Unpack[Conditions],
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
    _check(objectives)
    if any(not share >= 0 for _, share in objectives):
        raise ValueError("the shares of objectives must be non-negative")
    problem = frame(
        cost, p, weights, conditions, serves_all=_serves_all([o for o, _ in objectives])
    )
    return optimise("weighted objectives", problem, [Term(*pair) for pair in objectives])


def lexicographic(
    cost: npt.ArrayLike,
    p: int | None,
    objectives: Sequence[Objective],
    *,
    weights: npt.ArrayLike | None = None,
    **conditions: Unpack[Conditions],
) -> Solution:
    r"""Choose p sites best by the first objective, among these by the second, and so on.

    .. math:: \min s_k f_k(y) \quad\text{s.t.}\quad s_l f_l(y) \le s_l f_l^* \;\forall l < k,
        \quad k = 1, 2, …

    (preemptive goals, Ignizio 1976). Equal means within 1e-6 (see
    :data:`hubplanner.siting.solution.PROOF`). The solution is that of the last objective.
    """
    _check(objectives)
    problem = frame(cost, p, weights, conditions, serves_all=_serves_all(objectives))
    reached: list[tuple[Objective, float]] = []
    for objective in objectives:
        solution = optimise("lexicographic", problem, [Term(objective)], at_most=reached)
        if not solution.optimal:
            return solution
        slack = tolerance(solution.objective)
        worst = solution.objective + (-slack if objective.maximised else slack)
        reached.append((objective, worst))
    return solution


def _check(objectives: Sequence[object]) -> None:
    if not objectives:
        raise ValueError("at least one objective is needed")


def _serves_all(objectives: Sequence[Objective]) -> bool:
    return any(not isinstance(one, CoveredWeight | SiteWorth) for one in objectives)
