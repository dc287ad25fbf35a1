"""Models with capacities whose demand may be split: sites are whole, shares of demand are not.

Given the sites, the best shares are a transportation problem. It is solved by HiGHS, within whose
tolerance of 1e-9 the shares keep the capacities; where they may not be the best it is solved on
exactly. Bounds are certain, as ever.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Unpack

import numpy as np
import numpy.typing as npt

from hubplanner.siting.capacitated import Loads, loaded
from hubplanner.siting.constraints import ConstraintKeywords, Constraints, Floats
from hubplanner.siting.exact_simplex import ExactProgram
from hubplanner.siting.instance import Instance, number
from hubplanner.siting.integer_program import Linear, Program, opened
from hubplanner.siting.objectives import OpeningCost
from hubplanner.siting.optimise import conclude
from hubplanner.siting.relaxation import Ending
from hubplanner.siting.solution import Solution

SHARE = 1e-9
"""A share below this is none."""

EXACT = 1e-14
"""Shares are worked out exactly where they may not be the best by more than this."""


def capacitated_fixed_charge(
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
    r"""Least cost of opening sites and serving all demand within their capacities, demand split.

    .. math::
        \min \sum_j f_j y_j + \sum_i \sum_j w_i c_{ij} x_{ij} \quad\text{s.t.}\quad
        \sum_j x_{ij} = 1, \quad \sum_i h_i x_{ij} \le q_j y_j, \quad 0 \le x_{ij} \le y_j, \quad
        y_j \in \{0, 1\}

    with the cost :math:`f_j` of opening site j, its capacity :math:`q_j`, volume :math:`h_i` and
    share :math:`x_{ij}`: the capacitated facility location problem (CFLP; Kuehn and Hamburger
    1963; the rows :math:`x_{ij} \le y_j` make its relaxation strong, Geoffrion and Graves 1974).
    Where no demand may be split see :func:`single_source_fixed_charge`.

    Parameters
    ----------
    cost
        Demand × site, non-negative; infinite where a site cannot serve a demand.
    opening_costs
        One for each site, finite and non-negative; existing facilities cost nothing.
    capacities
        One for each site, non-negative; infinite where there is no limit.
    weights
        One per demand row, non-negative; 1 for all where omitted.
    volumes
        One for each demand row, finite and non-negative; the weights where omitted.
    p
        Number of sites to open; None where it is free.
    filled
        Columns that are open and serve their whole capacity, which must be finite.

    Raises
    ------
    ValueError
        When shapes, values or p are out of range, or equity is asked for, which a split demand has
        no single cost for.

    Examples
    --------
    >>> solution = capacitated_fixed_charge([[0, 9], [1, 9]], [5, 5], [1.5, 2])
    >>> solution.objective, solution.shares
    (15.0, ((0, 0, 1.0), (1, 0, 0.5), (1, 1, 0.5)))
    """
    instance = _instance(cost, p, weights, constraints)
    return share_all(instance, opening_costs, capacities, volumes, filled).solution()


def capacitated_set_cover(
    cost: npt.ArrayLike,
    radius: float,
    capacities: npt.ArrayLike,
    *,
    opening_costs: npt.ArrayLike | None = None,
    volumes: npt.ArrayLike | None = None,
    filled: Collection[int] = (),
    **constraints: Unpack[ConstraintKeywords],
) -> Solution:
    r"""The fewest (or cheapest) sites that serve all demand within a radius and their capacities.

    .. math::
        \min \sum_j f_j y_j \quad\text{s.t.}\quad
        \sum_{j: c_{ij} \le r} x_{ij} = 1 \;\forall i, \quad \sum_i h_i x_{ij} \le q_j y_j, \quad
        0 \le x_{ij} \le y_j, \quad y_j \in \{0, 1\}

    with radius r, volume :math:`h_i`, capacity :math:`q_j`, share :math:`x_{ij}` and the cost
    :math:`f_j` of opening site j, 1 where omitted: the capacitated location set covering problem
    (CLSCP; Current and Storbeck 1988).

    Parameters
    ----------
    volumes
        One for each demand row, finite and non-negative; 1 where omitted.
    filled
        Columns that are open and serve their whole capacity, which must be finite.

    Examples
    --------
    >>> capacitated_set_cover([[0, 4, 9], [4, 0, 5], [9, 5, 0]], 5, [1, 2, 2]).sites
    (0, 1)
    """
    instance = _instance(cost, None, None, constraints)
    given = opening_costs, capacities, volumes, filled
    return cover_all_by_shares(instance, radius, *given).solution()


def capacitated_max_cover(
    cost: npt.ArrayLike,
    p: int,
    radius: float,
    capacities: npt.ArrayLike,
    *,
    weights: npt.ArrayLike | None = None,
    volumes: npt.ArrayLike | None = None,
    filled: Collection[int] = (),
    **constraints: Unpack[ConstraintKeywords],
) -> Solution:
    r"""Choose p sites that serve as much weight as can be within a radius and their capacities.

    .. math::
        \max \sum_i w_i \sum_{j: c_{ij} \le r} x_{ij} \quad\text{s.t.}\quad
        \sum_j x_{ij} \le 1 \;\forall i, \quad \sum_i h_i x_{ij} \le q_j y_j, \quad
        0 \le x_{ij} \le y_j, \quad \sum_j y_j = p, \quad y_j \in \{0, 1\}

    notation as in :func:`capacitated_set_cover`: the capacitated maximal covering location problem
    (CMCLP; Current and Storbeck 1988).

    Parameters
    ----------
    weights
        One per demand row, non-negative; 1 for all where omitted.
    volumes
        One for each demand row, finite and non-negative; the weights where omitted.
    filled
        Columns that are open and serve their whole capacity, which must be finite.

    Examples
    --------
    >>> cost = [[0, 4, 9], [4, 0, 5], [9, 5, 0]]
    >>> capacitated_max_cover(cost, 1, 5, [3, 2.5, 3]).objective
    2.5
    """
    instance = _instance(cost, p, weights, constraints, serves_all=False)
    return cover_most_by_shares(instance, radius, capacities, volumes, filled).solution()


def _instance(
    cost: npt.ArrayLike,
    p: int | None,
    weights: npt.ArrayLike | None,
    constraints: ConstraintKeywords,
    *,
    serves_all: bool = True,
) -> Instance:
    if constraints.get("equity"):
        raise ValueError("equity terms do not go with a model that splits demand")
    side = Constraints(**constraints)
    return Instance.checked(cost, p, weights, side, serves_all=serves_all)


def _within(instance: Instance, radius: float) -> Instance:
    near = instance.costs <= number(radius, "radius")
    return replace(instance, reach=instance.reach & near)


def share_all(
    instance: Instance,
    opening_costs: npt.ArrayLike | None,
    capacities: npt.ArrayLike | None,
    volumes: npt.ArrayLike | None,
    filled: Collection[int] = (),
) -> Split:
    """All demand is served at least cost, that of opening sites included."""
    prices = OpeningCost(opening_costs).prices(instance)
    served = instance.weights[:, None] * np.where(instance.reach, instance.costs, 0.0)
    opened, loads = loaded(instance, capacities, volumes, filled)
    return Split("capacitated facility location", opened, loads, prices, served)


def cover_all_by_shares(
    instance: Instance,
    radius: float,
    opening_costs: npt.ArrayLike | None,
    capacities: npt.ArrayLike | None,
    volumes: npt.ArrayLike | None,
    filled: Collection[int] = (),
) -> Split:
    """All demand is covered by the fewest or cheapest sites."""
    within, loads = loaded(_within(instance, radius), capacities, volumes, filled)
    prices = OpeningCost(opening_costs).prices(within)
    return Split("capacitated set covering", within, loads, prices, np.zeros(within.shape))


def cover_most_by_shares(
    instance: Instance,
    radius: float,
    capacities: npt.ArrayLike | None,
    volumes: npt.ArrayLike | None,
    filled: Collection[int] = (),
) -> Split:
    """As much weight as can be is covered."""
    within, loads = loaded(_within(instance, radius), capacities, volumes, filled)
    gained = np.where(within.reach, -within.weights[:, None], 0.0)
    nothing = np.zeros(within.shape[1])
    model = "capacitated maximal covering"
    return Split(model, within, loads, nothing, gained, maximised=True)


class Split:
    """The program on sites and shares, and what a choice of sites comes to.

    What is `maximised` need not serve all demand.
    """

    def __init__(
        self,
        model: str,
        instance: Instance,
        loads: Loads,
        prices: Floats,
        costs: Floats,
        *,
        maximised: bool = False,
    ):
        n_sites = instance.shape[1]
        self._model, self._instance, self._maximised = model, instance, maximised
        self.program = program = Program(instance)
        self._x = x = program.add_columns(instance.costs.size, upper=1.0).reshape(instance.shape)
        for i, reach in enumerate(instance.reach):
            program.add_row(x[i, reach], lower=0.0 if maximised else 1.0, upper=1.0)
            if (~reach).any():
                program.add_row(x[i, ~reach], upper=0.0)
            for j in np.flatnonzero(reach):
                program.add_row([x[i, j], j], [1.0, -1.0], upper=0.0)
        for j in np.flatnonzero(np.isfinite(loads.most)):
            load = np.append(loads.volume, -loads.most[j])
            program.add_row(np.append(x[:, j], j), load, upper=0.0)
            if loads.least[j] > 0:
                program.add_row(x[:, j], loads.volume, lower=loads.least[j])
        program.minimise(Linear(np.arange(n_sites), prices))
        program.minimise(Linear(x.ravel(), costs.ravel()))
        self._lp = program.relaxation()
        self._known: dict[tuple[int, ...], tuple[float, Floats, float]] = {}

    def _best(self, sites: tuple[int, ...]) -> tuple[float, Floats, float]:
        """What these sites come to, the shares of demand × site, and what is certain of it.

        Infinity where no shares are possible.
        """
        if sites not in self._known:
            y = np.zeros(self._instance.shape[1])
            y[list(sites)] = 1.0
            lower, upper = self._lp.lower.copy(), self._lp.upper.copy()
            lower[: len(y)] = upper[: len(y)] = y
            self._lp.set_bounds(lower, upper)
            allowed = self._instance.allows(sites)
            ending = self._lp.run(math.inf) if allowed else "infeasible"
            if ending not in ("optimal", "infeasible"):
                raise RuntimeError(f"HiGHS could not share demand among the sites {sites}")
            exactly = self._exactly(y)
            least = self._least(ending, exactly, lower, upper) if allowed else math.inf
            value, shares = math.inf, np.zeros(self._instance.shape)
            if ending == "optimal":
                shares = np.clip(self._lp.values[self._x], 0.0, 1.0)
                value = math.fsum(self.program.costs * np.append(y, shares))
                exact = None
                if value - least > EXACT * abs(value):
                    exact = exactly.optimum(self._lp.highs)
                if exact is not None:
                    shares = np.array([float(one) for one in exact])[self._x]
                    value = least = math.fsum(self.program.costs * np.append(y, shares))
            self._known[sites] = value, shares, least
        return self._known[sites]

    def _exactly(self, y: Floats) -> ExactProgram:
        """The program with these sites."""
        program, n = self.program, len(y)
        lower, upper = program.lower, program.upper
        lower[:n] = upper[:n] = y
        return ExactProgram(program.costs, lower, upper, program.rows)

    def _least(self, ending: Ending, exactly: ExactProgram, lower: Floats, upper: Floats) -> float:
        """What is certain, by the last run within these bounds."""
        if ending == "optimal":
            return exactly.least(self._lp.multipliers)
        surely = self._lp.is_surely_infeasible(lower, upper, math.inf)
        return math.inf if surely else -math.inf

    def solution(self) -> Solution:
        """The sites at which it is best, and the shares."""
        model, maximised = self._model, self._maximised
        n_sites = self._instance.shape[1]

        def judged(values: Floats) -> float:
            return self._best(opened(values, n_sites))[0]

        def least(values: Floats) -> float:
            return self._best(opened(values, n_sites))[2]

        def total(sites: Sequence[int]) -> float:
            return self._best(tuple(sites))[0]

        deadline = self._instance.deadline
        outcome = self.program.solve(deadline=deadline, judge=judged, least=least)
        if outcome.sites is None:
            return conclude(model, self._instance, outcome, total, maximised=maximised)
        shares = self._best(outcome.sites)[1]
        most = np.where(shares.max(axis=1) > SHARE, shares.argmax(axis=1), -1)
        solution = conclude(
            model, self._instance, outcome, total, maximised=maximised, assignment=most.tolist()
        )
        given = [(i, j, float(shares[i, j])) for i, j in np.argwhere(shares > SHARE).tolist()]
        return replace(solution, shares=tuple(given))
