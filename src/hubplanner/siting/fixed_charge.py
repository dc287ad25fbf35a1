"""Fixed-charge location: opening costs and the cost of serving all demand together."""

from __future__ import annotations

from collections.abc import Collection
from typing import Unpack

import numpy.typing as npt

from hubplanner.siting.capacitated import solve_capacitated
from hubplanner.siting.constraints import ConstraintKeywords, Constraints
from hubplanner.siting.instance import Instance
from hubplanner.siting.objectives import Objective, OpeningCost, TotalCost
from hubplanner.siting.optimise import optimise
from hubplanner.siting.solution import Solution


def fixed_charge(
    cost: npt.ArrayLike,
    opening_costs: npt.ArrayLike,
    *,
    weights: npt.ArrayLike | None = None,
    p: int | None = None,
    **constraints: Unpack[ConstraintKeywords],
) -> Solution:
    r"""Choose sites so that opening them and serving all demand from them costs least together.

    .. math::
        \min \sum_j f_j y_j + \sum_i \sum_j w_i c_{ij} x_{ij} \quad\text{s.t.}\quad
        \sum_j x_{ij} = 1 \;\forall i, \quad x_{ij} \le y_j \;\forall i, j, \quad
        y_j \in \{0, 1\}, \; x_{ij} \ge 0

    with the cost :math:`f_j` of opening site j, notation as in :func:`p_median`: the uncapacitated
    facility location problem (UFLP; Balinski 1965; Cornuéjols, Nemhauser and Wolsey 1990). How many
    are opened is free unless p is given.

    Parameters
    ----------
    cost
        Demand × site, non-negative; infinite where a site cannot serve a demand.
    opening_costs
        One for each site, finite and non-negative, in the unit of cost × weight; existing
        facilities cost nothing.
    weights
        One per demand row, non-negative; 1 for all where omitted.
    p
        Number of sites to open; None where it is free.

    Raises
    ------
    ValueError
        When shapes, values or p are out of range.

    Examples
    --------
    >>> solution = fixed_charge([[0, 4, 9], [4, 0, 5], [9, 5, 0]], [3, 3, 3])
    >>> solution.sites, solution.objective
    ((0, 1, 2), 9.0)
    >>> fixed_charge([[0, 4, 9], [4, 0, 5], [9, 5, 0]], [6, 6, 6]).sites
    (1,)
    """
    instance = Instance.checked(cost, p, weights, Constraints(**constraints))
    return solve_fixed_charge(instance, opening_costs)


def solve_fixed_charge(instance: Instance, opening_costs: npt.ArrayLike | None) -> Solution:
    """The sites that cost least to open and to serve from."""
    return optimise("uncapacitated facility location", instance, opening_and_serving(opening_costs))


def opening_and_serving(opening_costs: npt.ArrayLike | None) -> list[tuple[Objective, float]]:
    """The two parts of the objective."""
    return [(OpeningCost(opening_costs), 1.0), (TotalCost(), 1.0)]


def single_source_fixed_charge(
    cost: npt.ArrayLike,
    opening_costs: npt.ArrayLike,
    capacities: npt.ArrayLike,
    *,
    weights: npt.ArrayLike | None = None,
    volumes: npt.ArrayLike | None = None,
    p: int | None = None,
    filled: Collection[int] = (),
    **constraints: Unpack[ConstraintKeywords],
) -> Solution:
    r"""As :func:`fixed_charge`, no site serving more than its capacity and no demand split.

    .. math::
        \min \sum_j f_j y_j + \sum_i \sum_j w_i c_{ij} x_{ij} \quad\text{s.t.}\quad
        \sum_j x_{ij} = 1, \quad \sum_i h_i x_{ij} \le q_j y_j, \quad x_{ij} \le y_j, \quad
        x_{ij}, y_j \in \{0, 1\}

    with capacity :math:`q_j` and volume :math:`h_i`: the single-source capacitated facility
    location problem (SSCFLP; Neebe and Rao 1983; Holmberg, Rönnqvist and Yuan 1999). Where demand
    may be split see :func:`capacitated_fixed_charge`.

    Parameters
    ----------
    capacities
        One for each site, non-negative; infinite where there is no limit.
    volumes
        One for each demand row, finite and non-negative; the weights where omitted.
    filled
        Columns that are open and serve their whole capacity, which must be finite.

    Examples
    --------
    >>> cost = [[0, 9], [1, 9], [2, 9]]
    >>> solution = single_source_fixed_charge(cost, [5, 5], [2, 2])
    >>> solution.assignment, solution.objective
    ((0, 0, 1), 20.0)
    """
    instance = Instance.checked(cost, p, weights, Constraints(**constraints))
    opening = OpeningCost(opening_costs)
    return solve_capacitated(instance, capacities, volumes, opening, filled)
