"""The capacitated p-median model: sites that can serve only so much."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Unpack

import numpy as np
import numpy.typing as npt

from hubplanner.siting.constraints import ConstraintKeywords, Constraints, Gini, GroupMean
from hubplanner.siting.general import conclude
from hubplanner.siting.instance import Instance, vector
from hubplanner.siting.program import Linear, Program
from hubplanner.siting.solution import Solution


def capacitated_p_median(
    cost: npt.ArrayLike,
    p: int,
    capacities: npt.ArrayLike,
    *,
    weights: npt.ArrayLike | None = None,
    volumes: npt.ArrayLike | None = None,
    **constraints: Unpack[ConstraintKeywords],
) -> Solution:
    r"""Choose p sites and assign each demand to one, within the sites' capacities.

    .. math::
        \min \sum_i \sum_j w_i c_{ij} x_{ij} \quad\text{s.t.}\quad
        \sum_j x_{ij} = 1, \quad \sum_i h_i x_{ij} \le q_j y_j, \quad x_{ij} \le y_j, \quad
        \sum_j y_j = p, \quad x_{ij}, y_j \in \{0, 1\}

    with capacity :math:`q_j` and volume :math:`h_i` (Mulvey and Beck 1984; the weights where
    omitted). A demand is not split, and may have to go to a site that is not its nearest. Equity
    terms look at the sites it is assigned to.

    Parameters
    ----------
    capacities
        One for each site, non-negative; infinite where there is no limit.
    volumes
        One for each demand row, finite and non-negative.

    Examples
    --------
    >>> solution = capacitated_p_median([[0, 9], [1, 9], [2, 9]], 2, [2, 2])
    >>> solution.assignment, solution.objective
    ((0, 0, 1), 10.0)
    """
    instance = Instance.checked(cost, p, weights, Constraints(**constraints))
    return solve_capacitated(instance, capacities, volumes)


def solve_capacitated(
    instance: Instance, capacities: npt.ArrayLike | None, volumes: npt.ArrayLike | None = None
) -> Solution:
    """The sites and the assignment to them that cost least within the capacities."""
    n_demand, n_sites = instance.shape
    capacity = vector(capacities, n_sites, math.inf, "capacities", infinite=True)
    volume = instance.weights if volumes is None else vector(volumes, n_demand, 0.0, "volumes")

    # The equity terms bind what is assigned, not what is nearest: they are written here.
    program = Program(instance, equity=False)
    x = program.assign(nearest_only=False, integer=True)
    for j in np.flatnonzero(np.isfinite(capacity)):
        program.add_row(np.append(x[:, j], j), np.append(volume, -capacity[j]), upper=0.0)
    costs = np.where(instance.reach, instance.costs, 0.0)
    weighted = instance.weights[:, None] * costs
    for term in instance.equity:
        if isinstance(term, GroupMean):
            labels = list(term.groups)
            for label in dict.fromkeys(labels):
                of = np.array([one == label for one in labels])
                limit = term.limit * instance.weights[of].sum()
                program.add_row(x[of].ravel(), weighted[of].ravel(), upper=limit)
        elif isinstance(term, Gini):
            program.bound_gini(x, costs, term.limit)
        else:
            scale = term.limit if term.limit > 0 else 1.0
            burden = instance.weights[:, None] * (costs / scale) ** (1 + term.alpha)
            limit = instance.weights.sum() * (term.limit / scale)
            program.add_row(x.ravel(), burden.ravel(), upper=limit)
    program.minimise(Linear(x.ravel(), weighted.ravel()))
    outcome = program.solve(deadline=instance.deadline)
    assignment = (
        np.zeros(0, dtype=int) if outcome.sites is None else outcome.values[x].argmax(axis=1)
    )

    def total(sites: Sequence[int]) -> float:
        return math.fsum(weighted[np.arange(n_demand), assignment])

    return conclude(
        "capacitated p-median", instance, outcome, total, assignment=assignment.tolist()
    )
