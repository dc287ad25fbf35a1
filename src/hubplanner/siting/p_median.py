"""The p-median model and its kin with a budget: least cost of serving all demand."""

from __future__ import annotations

import math
import time
from functools import partial
from typing import Unpack

import numpy as np
import numpy.typing as npt

from hubplanner.siting import lagrangian, places
from hubplanner.siting.branch_and_cut import BranchAndCut
from hubplanner.siting.constraints import ConstraintKeywords, Constraints, Floats
from hubplanner.siting.instance import Instance
from hubplanner.siting.integer_program import Outcome
from hubplanner.siting.objectives import TotalCost
from hubplanner.siting.optimise import conclude, optimise
from hubplanner.siting.solution import Size, Solution, Termination, infeasible

SMALL = 5000
"""Up to so many costs the first of all equal solutions is looked for."""

WORK = 1e7
"""Costs looked at by nodes after which a search may be handed over to branch and cut."""

ROWS = 256
"""So many rows of a matrix are worked on at once."""

POSING = 2e-7
"""Seconds that it takes to pose a program, for each cost: it is not begun where fewer are left."""

FIRST = 1.5
"""Simplex iterations for each column of branch and cut before places are solved by themselves."""

SOON = 60
"""Nodes after which a search with penalties is given up for an integer program."""


def p_median(
    cost: npt.ArrayLike,
    p: int,
    *,
    weights: npt.ArrayLike | None = None,
    **constraints: Unpack[ConstraintKeywords],
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
    :mod:`hubplanner.siting.integer_program`).

    Parameters
    ----------
    cost
        Demand × site, non-negative; infinite where a site cannot serve a demand.
    p
        Number of sites to open.
    weights
        One per demand row, non-negative; 1 for all where omitted. A demand without weight still
        has to be within reach.
    constraints
        See :class:`hubplanner.siting.Constraints`.

    Returns
    -------
    Solution
        Objective in cost × weight; status ``infeasible`` where the constraints clash.

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
    return solve_p_median(Instance.checked(cost, p, weights, Constraints(**constraints)))


def solve_p_median(instance: Instance) -> Solution:
    """The cheapest sites of an instance, by the quickest way to proof."""
    if is_plain(instance):
        return (cheapest(instance) or [infeasible("p-median")])[0]
    return _penalised(instance) or optimise("p-median", instance, [(TotalCost(), 1.0)])


def is_plain(instance: Instance) -> bool:
    """Whether :func:`cheapest` takes it."""
    return _counts(instance) and bool(instance.reach.all(where=instance.upper > 0))


def _counts(instance: Instance) -> bool:
    """Whether nothing but the number of sites, single sites and reach is asked for."""
    return instance.plain and instance.least == instance.most


def cheapest(instance: Instance, k: int = 1, edge: float = math.inf) -> list[Solution]:
    """The k cheapest sets of sites that cost no more than `edge`, without a solver.

    For an instance without side constraints, all of whose sites reach everybody: see
    :mod:`hubplanner.siting.lagrangian`. Of small problems' solutions that cost the same the one is
    given that comes first in lexicographic order of its sites.
    """
    search = search_for(instance)
    if search is None:
        return []
    search.keep, search.edge = k, edge
    search.first = k == 1 and instance.costs.size <= SMALL
    if k == 1 and edge == math.inf and not search.first:
        search.work = WORK
    lagrangian.solve(search)
    return closed(instance, search)


def closed(instance: Instance, search: lagrangian.Search) -> list[Solution]:
    """What a search has found, proven by branch and cut or place by place where it was stopped.

    Branch and cut comes first, as far as its root and a little beyond, as most often that is all.
    """
    left = search.left
    assert left is not None
    posed = time.monotonic() + POSING * instance.shape[0] * len(left.sites)
    if not search.stopped or left.is_large or posed >= instance.deadline:
        return _solutions(instance, search)
    rest, apart = BranchAndCut(instance, search), places.apart(search)
    if not rest.close(FIRST if apart else math.inf) and apart:
        places.solve(search, apart, _cheapest_of_place)
        if not search.stopped:
            return _solutions(instance, search)
        rest.close(math.inf)
    return [_concluded(instance, rest.outcome)]


def _cheapest_of_place(instance: Instance) -> tuple[Solution, Floats]:
    """The cheapest sites of a part of the demand, and its multipliers."""
    search = search_for(instance)
    assert search is not None
    search.work = WORK
    lagrangian.solve(search)
    assert search.left is not None
    multipliers = search.left.multipliers
    return closed(instance, search)[0], multipliers


def _penalised(instance: Instance) -> Solution | None:
    """The cheapest sites where not all reach everybody, without a solver; None: not soon proven.

    To be out of reach costs more than all demand does at sites that reach everybody, so that no
    sites that leave anybody out are the cheapest.
    """
    if not _counts(instance):
        return None
    farthest = np.where(instance.reach, instance.costs, 0.0).max(axis=1)
    if (search := search_for(instance, float(instance.weights @ farthest) + 1)) is None:
        return None
    sites, value = lagrangian.first_sites(search)
    if not instance.reach[:, sites].any(axis=1).all():
        return None
    # The less it costs, the better the bounds.
    search = search_for(instance, math.floor(value) + 1.0)
    assert search is not None
    search.offer(sites, value)
    search.most = SOON
    (solution,) = _solutions(instance, lagrangian.solve(search))
    done = solution.optimal or time.monotonic() > instance.deadline
    return solution if done else None


def search_for(instance: Instance, out_of_reach: float = 0.0) -> lagrangian.Search | None:
    """The search for its cheapest sites; None where there are not as many as asked for."""
    required = np.flatnonzero(instance.lower > 0)
    allowed = np.flatnonzero((instance.upper > 0) & (instance.lower == 0))
    p = instance.least + int(instance.existing.sum())
    clash = (instance.lower > instance.upper).any()
    if clash or p == 0 or not len(required) <= p <= len(required) + len(allowed):
        return None
    costs = _by_site(instance, out_of_reach)
    return lagrangian.Search(costs, p, required, allowed, deadline=instance.deadline)


def _by_site(instance: Instance, out_of_reach: float) -> Floats:
    """Weighted costs, site × demand; block by block, as memory may hold few matrices."""
    costs, weights, reach = instance.costs, instance.weights, instance.reach
    n, m = instance.shape
    blocks = [slice(at, at + ROWS) for at in range(0, n, ROWS)]
    if (
        (n == m and (weights == 1).all() and reach.all())
        # Between points the matrix is its own, most often.
        and all((costs[of] == costs[:, of].T).all() for of in blocks)
    ):
        return np.ascontiguousarray(costs)
    by_site = np.empty((m, n))
    for of in blocks:
        part = weights[of, None] * np.where(reach[of], costs[of], 0.0)
        part[~reach[of]] = out_of_reach
        by_site[:, of] = part.T
    return by_site


def _solutions(instance: Instance, search: lagrangian.Search) -> list[Solution]:
    bound = search.bound if search.stopped else math.inf
    is_large = search.left is not None and search.left.is_large
    in_time = time.monotonic() <= instance.deadline
    open_: Termination = "size" if is_large and in_time else "time limit"
    termination = open_ if search.stopped else "proven"
    size = Size(0, len(search.required) + len(search.allowed), 0)
    solutions = []
    for rank, (_, sites) in enumerate(search.found):
        nodes = search.nodes if rank == 0 else 0
        outcome = Outcome(sites, bound, termination, nodes, size, np.zeros(0))
        solutions.append(_concluded(instance, outcome))
    return solutions


def _concluded(instance: Instance, outcome: Outcome) -> Solution:
    return conclude("p-median", instance, outcome, partial(TotalCost().value, instance))


def budgeted(
    cost: npt.ArrayLike,
    *,
    weights: npt.ArrayLike | None = None,
    **constraints: Unpack[ConstraintKeywords],
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
        Also when the constraint ``budget`` is missing.

    Examples
    --------
    >>> budgeted([[0, 4, 9], [4, 0, 5], [9, 5, 0]], budget=([1, 5, 2], 3)).sites
    (0, 2)
    """
    if "budget" not in constraints:
        raise ValueError("budgeted needs budget = (opening costs, amount)")
    return solve_budgeted(Instance.checked(cost, None, weights, Constraints(**constraints)))


def solve_budgeted(instance: Instance) -> Solution:
    """The cheapest sites of an instance, however many they are."""
    return optimise("budgeted median", instance, [(TotalCost(), 1.0)])
