"""Models of what is covered within a radius: set covering and maximal covering."""

from __future__ import annotations

from dataclasses import replace
from typing import Unpack

import numpy.typing as npt

from hubplanner.siting.constraints import ConstraintKeywords, Constraints
from hubplanner.siting.instance import Instance, number
from hubplanner.siting.objectives import CoveredWeight, OpeningCost
from hubplanner.siting.optimise import optimise
from hubplanner.siting.reduction import reduced, undominated
from hubplanner.siting.solution import Solution, nearest


def set_cover(
    cost: npt.ArrayLike,
    radius: float,
    *,
    opening_costs: npt.ArrayLike | None = None,
    **constraints: Unpack[ConstraintKeywords],
) -> Solution:
    r"""The fewest (or cheapest) sites from which all demand lies within a radius.

    .. math::
        \min \sum_j f_j y_j \quad\text{s.t.}\quad
        \sum_{j: c_{ij} \le r} y_j \ge 1 \;\forall i, \quad y_j \in \{0, 1\}

    with radius r and the cost :math:`f_j` of opening site j, 1 where omitted: the location set
    covering problem (Toregas, Swain, ReVelle and Bergman 1971).

    Parameters
    ----------
    cost
        Demand × site, non-negative; infinite where a site cannot serve a demand.
    radius
        Highest cost at which a site covers a demand, in the unit of `cost`.
    opening_costs
        One for each site, finite and non-negative; existing facilities cost nothing.

    Examples
    --------
    >>> set_cover([[0, 4, 9], [4, 0, 5], [9, 5, 0]], 5).sites
    (1,)
    """
    instance = Instance.checked(cost, None, None, Constraints(**constraints))
    within = replace(instance, reach=instance.reach & (instance.costs <= number(radius, "radius")))
    return solve_set_cover(within, opening_costs)


def solve_set_cover(instance: Instance, opening_costs: npt.ArrayLike | None) -> Solution:
    """The fewest or cheapest sites that reach all demand."""
    if not instance.plain or opening_costs is not None:
        return optimise("set covering", instance, [(OpeningCost(opening_costs), 1.0)])
    solution = optimise("set covering", reduced(instance), [(OpeningCost(), 1.0)])
    return replace(solution, assignment=tuple(nearest(instance.costs, solution.sites).tolist()))


def max_cover(
    cost: npt.ArrayLike,
    p: int,
    *,
    radius: float | None = None,
    degree: npt.ArrayLike | None = None,
    weights: npt.ArrayLike | None = None,
    **constraints: Unpack[ConstraintKeywords],
) -> Solution:
    r"""Choose p sites so that they cover as much weight as can be.

    .. math::
        \max \sum_i w_i u_i \quad\text{s.t.}\quad
        u_i \le \sum_{j: c_{ij} \le r} y_j \;\forall i, \quad \sum_j y_j = p, \quad
        0 \le u_i \le 1, \; y_j \in \{0, 1\}

    with radius r (the maximal covering location problem, Church and ReVelle 1974); or, where a
    degree :math:`0 \le g_{ij} \le 1` is given, :math:`\max \sum_i w_i \max_{j: y_j = 1} g_{ij}`,
    its generalisation to gradual cover (Church and Roberts 1983; Berman and Krass 2002).

    Parameters
    ----------
    cost
        Demand × site, non-negative; infinite where a site cannot serve a demand.
    p
        Number of sites to open.
    radius
        Highest cost at which a site covers a demand, in the unit of `cost`.
    degree
        Instead of a radius: demand × site, 0 to 1.
    weights
        One per demand row, non-negative; 1 for all where omitted.

    Examples
    --------
    >>> solution = max_cover([[0, 4, 9], [4, 0, 5], [9, 5, 0]], 1, radius=4, weights=[1, 1, 3])
    >>> solution.sites, solution.objective
    ((2,), 3.0)
    """
    instance = Instance.checked(cost, p, weights, Constraints(**constraints), serves_all=False)
    return solve_max_cover(instance, CoveredWeight(radius, degree))


def solve_max_cover(instance: Instance, covered: CoveredWeight) -> Solution:
    """The sites that cover most."""
    radius = covered.radius
    if radius is not None and instance.plain and not instance.served.any():
        instance = undominated(instance, instance.costs <= radius)
    return optimise("maximal covering", instance, [(covered, 1.0)])
