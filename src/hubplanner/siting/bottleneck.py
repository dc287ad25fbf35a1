"""Models of the worst case: p-center and p-dispersion, by search over the distances."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Unpack

import numpy as np
import numpy.typing as npt

from hubplanner.siting.constraints import ConstraintKeywords, Constraints, Floats
from hubplanner.siting.instance import Instance, spacing_rows
from hubplanner.siting.integer_program import Outcome, Program
from hubplanner.siting.objectives import WorstCost
from hubplanner.siting.optimise import conclude
from hubplanner.siting.row_generation import cover
from hubplanner.siting.solution import Size, Solution, Termination


def p_center(
    cost: npt.ArrayLike,
    p: int,
    *,
    weights: npt.ArrayLike | None = None,
    **constraints: Unpack[ConstraintKeywords],
) -> Solution:
    r"""Choose p sites so that the demand worst off is served at least cost.

    .. math::
        \min z \quad\text{s.t.}\quad
        z \ge \sum_j w_i c_{ij} x_{ij} \;\forall i, \quad \sum_j x_{ij} = 1, \quad
        x_{ij} \le y_j, \quad \sum_j y_j = p, \quad y_j \in \{0, 1\}, \; x_{ij} \ge 0

    (Hakimi 1964; notation as in :func:`p_median`). The least z is one of the :math:`w_i c_{ij}`,
    and r is high enough exactly when p sites cover all demand within r, so it is found by binary
    search over these values with a set covering problem at each (Minieka 1970; Daskin 1995), asked
    of a few rows (:mod:`hubplanner.siting.row_generation`) where there are no side constraints.

    Parameters
    ----------
    weights
        1 for all where omitted, which is the usual model; else the *weighted* p-center.

    Examples
    --------
    >>> p_center([[0, 4, 9], [4, 0, 5], [9, 5, 0]], 1).sites
    (1,)
    """
    return solve_p_center(Instance.checked(cost, p, weights, Constraints(**constraints)))


def solve_p_center(instance: Instance) -> Solution:
    """The sites that serve the demand worst off at least weighted cost."""
    weighted = weighted_costs(instance)
    openable = weighted[:, instance.upper > 0]
    values = np.unique(openable[np.isfinite(openable)])
    # Nobody is served better than by the best of all sites.
    least = openable.min(axis=1).max() if openable.size else math.inf
    values = values[values >= least]

    rows = np.arange(0)

    def attempt(radius: float) -> Outcome:
        nonlocal rows
        asked = replace(instance, reach=weighted <= radius)
        if not instance.plain:
            return Program(asked).solve(deadline=instance.deadline)
        outcome, rows = cover(asked, rows)
        return outcome

    return _search("p-center", instance, values, attempt, partial(WorstCost().value, instance))


def weighted_costs(instance: Instance) -> Floats:
    """Demand × site, infinite where out of reach."""
    with np.errstate(invalid="ignore"):  # no weight × out of reach
        return np.where(instance.reach, instance.weights[:, None] * instance.costs, math.inf)


def p_dispersion(
    distances: npt.ArrayLike, p: int, **constraints: Unpack[ConstraintKeywords]
) -> Solution:
    r"""Choose p sites so that the two nearest to each other are as far apart as can be.

    .. math::
        \max D \quad\text{s.t.}\quad D \le d_{jk} + M (2 - y_j - y_k) \;\forall j < k, \quad
        \sum_j y_j = p, \quad y_j \in \{0, 1\}

    with the distance :math:`d_{jk}` between sites (the shorter direction) and M no less than any
    (Kuby 1987). D is one of the :math:`d_{jk}`: binary search, at each value the question whether
    p sites stand that far apart, with a row for each clique of pairs that do not (Sayah and Irnich
    2017 search likewise). Pairs of existing facilities do not count.

    Parameters
    ----------
    distances
        Site × site, non-negative.

    Raises
    ------
    ValueError
        Also when fewer than two sites would be compared.

    Examples
    --------
    >>> solution = p_dispersion([[0, 4, 9], [4, 0, 5], [9, 5, 0]], 2)
    >>> solution.sites, solution.objective
    ((0, 2), 9.0)
    """
    instance = Instance.checked(distances, p, None, Constraints(**constraints), serves_all=False)
    return solve_p_dispersion(instance)


def solve_p_dispersion(instance: Instance) -> Solution:
    """The sites whose nearest two are farthest apart, of an instance of site × site distances."""
    if instance.shape[0] != instance.shape[1]:
        raise ValueError(f"distances must be site × site, got shape {instance.shape}")
    if instance.least < 1 or instance.least + instance.existing.sum() < 2:
        raise ValueError("dispersion compares at least two sites, one of them new")
    apart, compared = apart_and_compared(instance)
    values = np.unique(apart[compared])

    def attempt(negative: float) -> Outcome:
        rows = (*instance.rows, *spacing_rows(apart, -negative, instance.existing))
        return Program(replace(instance, rows=rows)).solve(deadline=instance.deadline)

    def value(sites: Sequence[int]) -> float:
        pairs = np.ix_(sites, sites)
        return -float(apart[pairs][compared[pairs]].min())

    return _search("p-dispersion", instance, -values[::-1], attempt, value, maximised=True)


def apart_and_compared(instance: Instance) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Distances of sites by the shorter direction, and which of them count."""
    apart = np.minimum(instance.costs, instance.costs.T)
    compared = ~np.eye(len(apart), dtype=bool) & ~np.outer(instance.existing, instance.existing)
    return apart, compared


def _search(
    model: str,
    instance: Instance,
    values: Floats,
    attempt: Callable[[float], Outcome],
    value: Callable[[Sequence[int]], float],
    *,
    maximised: bool = False,
) -> Solution:
    """The least of `values` (ascending) at which sites are found, by bisection.

    All below `low` is proven to be too little; `best` is the sites found and what they reach.
    """
    low, high, nodes, size = 0, len(values), 0, Size()
    best: tuple[int, ...] | None = None
    stopped: Termination | None = None
    while low < high and stopped is None:
        # First whether there is any solution: what it reaches is often far below the highest.
        middle = (low + high) // 2 if best else high - 1
        outcome = attempt(values[middle])
        nodes, size = nodes + outcome.nodes, outcome.size
        if outcome.sites is not None:
            best = outcome.sites
            high = int(np.searchsorted(values, value(best)))
        elif outcome.termination == "infeasible":
            low = middle + 1
        else:
            stopped = outcome.termination
    bound = float(values[low]) if low < len(values) else math.inf
    found: Termination = "infeasible" if best is None else "proven"
    termination: Termination = stopped or found
    outcome = Outcome(best, bound, termination, nodes, size, np.zeros(0))
    return conclude(model, instance, outcome, value, maximised=maximised)
