"""The p-median model and its kin with a budget: least cost of serving all demand."""

from __future__ import annotations

import math
import time
from typing import Unpack

import numpy as np
import numpy.typing as npt

from hubplanner.siting import lagrangian
from hubplanner.siting.conditions import Conditions, Frame, frame
from hubplanner.siting.general import Term, optimise
from hubplanner.siting.objectives import TotalCost
from hubplanner.siting.solution import Size, Solution, infeasible, nearest

SMALL = 5000
"""Up to so many costs the first of all equal solutions is looked for."""

SOON = 60
"""Nodes after which a search with penalties is given up for an integer program."""


def p_median(
    cost: npt.ArrayLike,
    p: int,
    *,
    weights: npt.ArrayLike | None = None,
    **conditions: Unpack[Conditions],
) -> Solution:
    r"""Choose p sites so that the weighted cost of serving all demand is least.

    .. math::
        \min \sum_i \sum_j w_i c_{ij} x_{ij} \quad\text{s.t.}\quad
        \sum_j x_{ij} = 1 \;\forall i, \quad x_{ij} \le y_j \;\forall i, j, \quad
        \sum_j y_j = p, \quad y_j \in \{0, 1\}, \; x_{ij} \ge 0

    with demand i of weight :math:`w_i`, site j, cost :math:`c_{ij}`, :math:`y_j = 1` where site j
    is open and :math:`x_{ij}` the share of demand i that site j serves (Hakimi 1964; the
    formulation is that of ReVelle and Swain 1970). Given y, an x that sends each demand to its
    cheapest open site is optimal, so x need not be integer and is projected out (see
    :mod:`hubplanner.siting.program`).

    Parameters
    ----------
    cost
        Demand × site, non-negative; infinite where a site cannot serve a demand.
    p
        Number of sites to open.
    weights
        One per demand row, non-negative; 1 for all where omitted. A demand without weight still
        has to be within reach.
    conditions
        See :class:`hubplanner.siting.Conditions`.

    Returns
    -------
    Solution
        Objective in cost × weight; status ``infeasible`` where the conditions clash.

    Raises
    ------
    ValueError
        When shapes, values or p are out of range.

    Examples
    --------
    >>> solution = p_median([[0, 4, 9], [4, 0, 5], [9, 5, 0]], 1)
    >>> solution.sites, solution.objective, solution.optimal
    ((1,), 9.0, True)
    """
    return solved(frame(cost, p, weights, conditions))


def solved(problem: Frame) -> Solution:
    """The cheapest sites of a frame, by the quickest way to proof."""
    if is_plain(problem):
        return (cheapest(problem) or [infeasible("p-median")])[0]
    return _penalised(problem) or optimise("p-median", problem, [Term(TotalCost())])


def is_plain(problem: Frame) -> bool:
    """Whether :func:`cheapest` takes it."""
    return _counts(problem) and bool(problem.reach[:, problem.upper > 0].all())


def _counts(problem: Frame) -> bool:
    """Whether nothing but the number of sites, single sites and reach is asked for."""
    return problem.plain and problem.least == problem.most


def cheapest(problem: Frame, k: int = 1, edge: float = math.inf) -> list[Solution]:
    """The k cheapest sets of sites that cost no more than `edge`, without a solver.

    For a frame without side constraints, all of whose sites reach everybody: see
    :mod:`hubplanner.siting.lagrangian`. Of small problems' solutions that cost the same the one is
    given that comes first in lexicographic order of its sites.
    """
    search = _search(problem, 0.0)
    if search is None:
        return []
    search.keep, search.edge = k, edge
    search.first = k == 1 and problem.costs.size <= SMALL
    return _solutions(problem, lagrangian.solve(search))


def _penalised(problem: Frame) -> Solution | None:
    """The cheapest sites where not all reach everybody, without a solver; None: not soon proven.

    To be out of reach costs more than all demand does at sites that reach everybody, so that no
    sites that leave anybody out are the cheapest.
    """
    if not _counts(problem):
        return None
    farthest = np.where(problem.reach, problem.costs, 0.0).max(axis=1)
    if (search := _search(problem, float(problem.weights @ farthest) + 1)) is None:
        return None
    sites, value = lagrangian.first_sites(search)
    if not problem.reach[:, sites].any(axis=1).all():
        return None
    # The less it costs, the better the bounds.
    search = _search(problem, math.floor(value) + 1.0)
    assert search is not None
    search.offer(sites, value)
    search.most = SOON
    (solution,) = _solutions(problem, lagrangian.solve(search))
    done = solution.optimal or time.monotonic() > problem.deadline
    return solution if done else None


def _search(problem: Frame, out_of_reach: float) -> lagrangian.Search | None:
    """The search for its cheapest sites; None where there are not as many as asked for."""
    required = np.flatnonzero(problem.lower > 0)
    allowed = np.flatnonzero((problem.upper > 0) & (problem.lower == 0))
    p = problem.least + int(problem.existing.sum())
    clash = (problem.lower > problem.upper).any()
    if clash or p == 0 or not len(required) <= p <= len(required) + len(allowed):
        return None
    costs = problem.weights[:, None] * np.where(problem.reach, problem.costs, 0.0)
    costs[~problem.reach] = out_of_reach
    return lagrangian.Search(
        np.ascontiguousarray(costs.T), p, required, allowed, deadline=problem.deadline
    )


def _solutions(problem: Frame, search: lagrangian.Search) -> list[Solution]:
    def as_solution(place: int, sites: tuple[int, ...]) -> Solution:
        assignment = nearest(problem.costs, sites)
        served = problem.costs[np.arange(len(assignment)), assignment]
        objective = float(problem.weights @ served)
        proven = not search.stopped or search.bound >= objective
        bound = objective if proven else min(search.bound, objective)
        return Solution(
            model="p-median",
            sites=sites,
            assignment=tuple(assignment.tolist()),
            objective=objective,
            bound=bound,
            status="optimal" if proven else "feasible",
            termination="proven" if proven else "time limit",
            nodes=search.nodes if place == 0 else 0,
            size=Size(0, len(search.required) + len(search.allowed), 0),
        )

    return [as_solution(place, sites) for place, (_, sites) in enumerate(search.found)]


def budgeted(
    cost: npt.ArrayLike,
    *,
    weights: npt.ArrayLike | None = None,
    **conditions: Unpack[Conditions],
) -> Solution:
    r"""Choose sites within a budget so that the weighted cost of serving all demand is least.

    .. math::
        \min \sum_i \sum_j w_i c_{ij} x_{ij} \quad\text{s.t.}\quad
        \sum_j f_j y_j \le B, \quad \sum_j x_{ij} = 1, \quad x_{ij} \le y_j, \quad
        y_j \in \{0, 1\}, \; x_{ij} \ge 0

    with the cost :math:`f_j` of opening site j and the budget B; how many are opened is free: the
    knapsack median problem (Kumar 2012), notation as in :func:`p_median`.

    Raises
    ------
    ValueError
        Also when the condition ``budget`` is missing.

    Examples
    --------
    >>> budgeted([[0, 4, 9], [4, 0, 5], [9, 5, 0]], budget=([1, 5, 2], 3)).sites
    (0, 2)
    """
    if "budget" not in conditions:
        raise ValueError("budgeted needs budget = (opening costs, amount)")
    return optimise("budgeted median", frame(cost, None, weights, conditions), [Term(TotalCost())])
