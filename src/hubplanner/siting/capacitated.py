"""The capacitated p-median model: sites that can serve only so much."""

from __future__ import annotations

import math
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Unpack

import numpy as np
import numpy.typing as npt

from hubplanner.siting.benders_cuts import Columns
from hubplanner.siting.constraints import (
    KEPT,
    ConstraintKeywords,
    Constraints,
    Floats,
    Gini,
    GroupMean,
)
from hubplanner.siting.equity import are_fair, burdens, members, shared
from hubplanner.siting.instance import Instance, mask, vector
from hubplanner.siting.integer_program import Linear, Outcome, Program, opened
from hubplanner.siting.objectives import OpeningCost, TotalCost, are_whole
from hubplanner.siting.optimise import conclude, worth_serving
from hubplanner.siting.solution import Solution


def capacitated_p_median(
    cost: npt.ArrayLike,
    p: int,
    capacities: npt.ArrayLike,
    *,
    weights: npt.ArrayLike | None = None,
    volumes: npt.ArrayLike | None = None,
    filled: Collection[int] = (),
    **constraints: Unpack[ConstraintKeywords],
) -> Solution:
    r"""Choose p sites and assign each demand to one, within the sites' capacities.

    .. math::
        \min \sum_i \sum_j w_i c_{ij} x_{ij} \quad\text{s.t.}\quad
        \sum_j x_{ij} = 1, \quad \sum_i h_i x_{ij} \le q_j y_j, \quad x_{ij} \le y_j, \quad
        \sum_j y_j = p, \quad x_{ij}, y_j \in \{0, 1\}

    with capacity :math:`q_j` and volume :math:`h_i` (Mulvey and Beck 1984; the weights where
    omitted). A demand is not split, and may have to go to a site that is not its nearest. Equity
    terms look at the sites it is assigned to. Sites that are to be filled before others are
    used serve all they can, :math:`\sum_i h_i x_{ij} = q_j`.

    Parameters
    ----------
    capacities
        One for each site, non-negative; infinite where there is no limit.
    volumes
        One for each demand row, finite and non-negative.
    filled
        Columns that are open and serve their whole capacity, which must be finite.

    Examples
    --------
    >>> solution = capacitated_p_median([[0, 9], [1, 9], [2, 9]], 2, [2, 2])
    >>> solution.assignment, solution.objective
    ((0, 0, 1), 10.0)
    >>> capacitated_p_median([[0, 9], [1, 9], [2, 9]], 2, [2, 2], filled=[1]).assignment
    (0, 1, 1)
    """
    instance = Instance.checked(cost, p, weights, Constraints(**constraints))
    return solve_capacitated(instance, capacities, volumes, filled=filled)


def solve_capacitated(
    instance: Instance,
    capacities: npt.ArrayLike | None,
    volumes: npt.ArrayLike | None = None,
    opening: OpeningCost | None = None,
    filled: Collection[int] = (),
) -> Solution:
    """The sites and the assignment to them that cost least within the capacities.

    What opening them costs counts too where it is given.
    """
    n_demand = instance.shape[0]
    instance, loads = limited(instance, capacities, volumes, filled)
    prices = np.zeros(instance.shape[1]) if opening is None else opening.prices(instance)
    outcome, x = _solved(instance, loads, prices)
    while not outcome.verified and outcome.sites is not None:
        served = (instance.weights[:, None] * instance.costs)[outcome.values[x] > 0.5]
        value = math.fsum([*served, *prices[list(outcome.sites)]])
        reach = worth_serving(instance, [(TotalCost(), 1.0)], value)
        if (reach == instance.reach).all() or time.monotonic() > instance.deadline:
            break
        instance = replace(instance, reach=reach)
        again, x = _solved(instance, loads, prices)
        if again.sites is None:
            break
        outcome = again
    assignment = [] if outcome.sites is None else outcome.values[x].argmax(axis=1).tolist()

    def total(sites: Sequence[int]) -> float:
        served = instance.weights * instance.costs[np.arange(n_demand), assignment]
        return math.fsum([*served, *prices[list(sites)]])

    model = "capacitated p-median" if opening is None else "single-source facility location"
    return conclude(model, instance, outcome, total, assignment=assignment)


@dataclass(frozen=True)
class Loads:
    """What sites can serve and demand needs.

    Attributes
    ----------
    least, most
        Of each site, where it is open.
    volume
        Of each demand.
    """

    least: Floats
    most: Floats
    volume: Floats

    def hold(self, loads: Floats) -> bool:
        """Whether sites that serve so much keep both, to within rounding."""
        return bool(
            (loads <= self.most * (1 + KEPT)).all() and (loads >= self.least * (1 - KEPT)).all()
        )


def loaded(
    instance: Instance,
    capacities: npt.ArrayLike | None,
    volumes: npt.ArrayLike | None,
    filled: Collection[int] = (),
) -> tuple[Instance, Loads]:
    """The instance with the filled sites open, and what all can serve."""
    n_demand, n_sites = instance.shape
    capacity = vector(capacities, n_sites, math.inf, "capacities", infinite=True)
    volume = instance.weights if volumes is None else vector(volumes, n_demand, 0.0, "volumes")
    full = mask(filled, n_sites, "filled")
    if np.isinf(capacity[full]).any():
        raise ValueError("a site that is to be filled needs a finite capacity")
    opened = replace(instance, lower=np.maximum(instance.lower, full))
    return opened, Loads(np.where(full, capacity, 0.0), capacity, volume)


def limited(
    instance: Instance,
    capacities: npt.ArrayLike | None,
    volumes: npt.ArrayLike | None,
    filled: Collection[int] = (),
) -> tuple[Instance, Loads]:
    """The same where no demand is split."""
    instance, loads = loaded(instance, capacities, volumes, filled)
    # Who alone is too much for a site is none of its; large volumes would blur the sum of others.
    fits = loads.volume[:, None] <= loads.most * (1 + KEPT / 2)
    return replace(instance, reach=instance.reach & fits), loads


def assigning(instance: Instance, loads: Loads) -> tuple[Program, Columns]:
    """The program, and its columns of assignment, demand × site."""
    weights = instance.weights
    # The equity terms bind what is assigned, not what is nearest: they are written here.
    program = Program(instance, equity=False)
    x = program.assign(nearest_only=False, integer=True)
    for j in np.flatnonzero(np.isfinite(loads.most)):
        load = np.where(instance.reach[:, j], loads.volume, 0.0)
        most = loads.most[j] * (1 + KEPT / 2)
        program.add_row(np.append(x[:, j], j), np.append(load, -most), upper=0.0)
        if loads.least[j] > 0:
            program.add_row(x[:, j], load, lower=loads.least[j] * (1 - KEPT / 2))
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


def _solved(instance: Instance, loads: Loads, prices: Floats) -> tuple[Outcome, Columns]:
    """The outcome and its columns of assignment, demand × site."""
    n_demand, n_sites = instance.shape
    program, x = assigning(instance, loads)
    program.minimise(Linear(np.arange(n_sites), prices))
    weights, costs = instance.weights, np.where(instance.reach, instance.costs, 0.0)
    weighted = weights[:, None] * costs

    def judged(values: Floats) -> float:
        sites, given = opened(values, n_sites), values[x] > 0.5
        at = given.argmax(axis=1)
        served = np.array([math.fsum(loads.volume[given[:, j]]) for j in range(n_sites)])
        kept = (
            instance.allows(sites)
            and (given.sum(axis=1) == 1).all()
            and np.isin(at, sites).all()
            and instance.reach[np.arange(n_demand), at].all()
            and loads.hold(served)
            and are_fair(instance.equity, weights, costs[np.arange(n_demand), at])
        )
        return math.fsum([*weighted[given], *prices[list(sites)]]) if kept else math.inf

    whole = TotalCost().is_whole(instance) and are_whole(prices)
    return program.solve(deadline=instance.deadline, judge=judged, whole=whole), x
