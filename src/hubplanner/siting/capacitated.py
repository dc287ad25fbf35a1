"""The capacitated p-median model: sites that can serve only so much."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Unpack

import numpy as np
import numpy.typing as npt

from hubplanner.siting.constraints import (
    KEPT,
    ConstraintKeywords,
    Constraints,
    Floats,
    Gini,
    GroupMean,
)
from hubplanner.siting.equity import are_fair, burdens, members, shared
from hubplanner.siting.general import conclude, worth_serving
from hubplanner.siting.instance import Instance, vector
from hubplanner.siting.objectives import OpeningCost, TotalCost, are_whole
from hubplanner.siting.program import Linear, Outcome, Program, opened
from hubplanner.siting.service import Columns
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
    instance: Instance,
    capacities: npt.ArrayLike | None,
    volumes: npt.ArrayLike | None = None,
    opening: OpeningCost | None = None,
) -> Solution:
    """The sites and the assignment to them that cost least within the capacities.

    What opening them costs counts too where it is given.
    """
    n_demand = instance.shape[0]
    instance, capacity, volume = limited(instance, capacities, volumes)
    prices = np.zeros(instance.shape[1]) if opening is None else opening.prices(instance)
    outcome, x = _solved(instance, capacity, volume, prices)
    while not outcome.verified and outcome.sites is not None:
        served = (instance.weights[:, None] * instance.costs)[outcome.values[x] > 0.5]
        value = math.fsum([*served, *prices[list(outcome.sites)]])
        reach = worth_serving(instance, [(TotalCost(), 1.0)], value)
        if (reach == instance.reach).all() or time.monotonic() > instance.deadline:
            break
        instance = replace(instance, reach=reach)
        again, x = _solved(instance, capacity, volume, prices)
        if again.sites is None:
            break
        outcome = again
    assignment = [] if outcome.sites is None else outcome.values[x].argmax(axis=1).tolist()

    def total(sites: Sequence[int]) -> float:
        served = instance.weights * instance.costs[np.arange(n_demand), assignment]
        return math.fsum([*served, *prices[list(sites)]])

    model = "capacitated p-median" if opening is None else "single-source facility location"
    return conclude(model, instance, outcome, total, assignment=assignment)


def limited(
    instance: Instance, capacities: npt.ArrayLike | None, volumes: npt.ArrayLike | None
) -> tuple[Instance, Floats, Floats]:
    """The instance within the capacities, these and the volumes, checked."""
    n_demand, n_sites = instance.shape
    capacity = vector(capacities, n_sites, math.inf, "capacities", infinite=True)
    volume = instance.weights if volumes is None else vector(volumes, n_demand, 0.0, "volumes")
    # Who alone is too much for a site is none of its; large volumes would blur the sum of others.
    fits = volume[:, None] <= capacity * (1 + KEPT / 2)
    return replace(instance, reach=instance.reach & fits), capacity, volume


def assigning(instance: Instance, capacity: Floats, volume: Floats) -> tuple[Program, Columns]:
    """The program, and its columns of assignment, demand × site."""
    weights = instance.weights
    # The equity terms bind what is assigned, not what is nearest: they are written here.
    program = Program(instance, equity=False)
    x = program.assign(nearest_only=False, integer=True)
    for j in np.flatnonzero(np.isfinite(capacity)):
        load = np.where(instance.reach[:, j], volume, 0.0)
        most = capacity[j] * (1 + KEPT / 2)
        program.add_row(np.append(x[:, j], j), np.append(load, -most), upper=0.0)
    costs = np.where(instance.reach, instance.costs, 0.0)
    weighted = weights[:, None] * costs
    for term in instance.equity:
        if isinstance(term, GroupMean):
            for of in members(term):
                limit = term.limit * math.fsum(weights[of]) * (1 + KEPT / 2)
                program.add_row(x[of].ravel(), weighted[of].ravel(), upper=limit)
        elif isinstance(term, Gini):
            program.bound_gini(x, costs, term.limit + KEPT / 2)
        else:
            burden = weights[:, None] * burdens(term, costs)
            limit = math.fsum(weights) * shared(term) * (1 + KEPT / 2)
            program.add_row(x.ravel(), burden.ravel(), upper=limit)
    program.minimise(Linear(x.ravel(), weighted.ravel()))
    return program, x


def _solved(
    instance: Instance, capacity: Floats, volume: Floats, prices: Floats
) -> tuple[Outcome, Columns]:
    """The outcome and its columns of assignment, demand × site."""
    n_demand, n_sites = instance.shape
    program, x = assigning(instance, capacity, volume)
    program.minimise(Linear(np.arange(n_sites), prices))
    weights, costs = instance.weights, np.where(instance.reach, instance.costs, 0.0)
    weighted = weights[:, None] * costs

    def judged(values: Floats) -> float:
        sites, given = opened(values, n_sites), values[x] > 0.5
        at = given.argmax(axis=1)
        loads = [math.fsum(volume[given[:, j]]) for j in range(n_sites)]
        kept = (
            instance.allows(sites)
            and (given.sum(axis=1) == 1).all()
            and np.isin(at, sites).all()
            and instance.reach[np.arange(n_demand), at].all()
            and (loads <= capacity * (1 + KEPT)).all()
            and are_fair(instance.equity, weights, costs[np.arange(n_demand), at])
        )
        return math.fsum([*weighted[given], *prices[list(sites)]]) if kept else math.inf

    whole = TotalCost().is_whole(instance) and are_whole(prices)
    return program.solve(deadline=instance.deadline, judge=judged, whole=whole), x
