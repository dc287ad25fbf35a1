"""The ordered median: what demand bears counts by its rank, from the least to the highest."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar, Unpack

import numpy as np
import numpy.typing as npt

from hubplanner.siting.constraints import ConstraintKeywords, Constraints, Floats
from hubplanner.siting.instance import Instance, number, vector, whole
from hubplanner.siting.integer_program import Linear, Program
from hubplanner.siting.objectives import are_whole, served_at
from hubplanner.siting.optimise import optimise
from hubplanner.siting.solution import Solution
from hubplanner.siting.threshold_search import least_of_highest

ROUNDED = 2.0**-49
"""What may be borne at most is raised by this share, so that no rounding makes it too little."""


def ordered_median(
    cost: npt.ArrayLike,
    p: int,
    lambdas: npt.ArrayLike,
    *,
    weights: npt.ArrayLike | None = None,
    **constraints: Unpack[ConstraintKeywords],
) -> Solution:
    r"""Choose p sites so that what demand bears, each by its rank's share, comes to least.

    .. math::
        \min \sum_{k=1}^{n} \lambda_k\, d_{(k)} \quad\text{s.t.}\quad
        d_i = w_i \min_{j: y_j = 1} c_{ij}, \quad d_{(1)} \le \dots \le d_{(n)}, \quad
        \sum_j y_j = p, \quad y_j \in \{0, 1\}

    with demand i of weight :math:`w_i`, cost :math:`c_{ij}` and the share :math:`\lambda_k` of the
    k-th least: the discrete ordered median problem (Nickel 2001; Nickel and Puerto 2005). Shares
    of 1 are the p-median, :math:`(0, …, 0, 1)` the p-center, :math:`(0, …, 0, 1, …, 1)` the
    :func:`k_centrum`, :math:`(\mu, …, \mu, 1)` the :func:`centdian`.

    The objective is a sum of k-centra, of which :math:`S_r(d)`, the sum of the r highest, counts by
    :math:`\Delta = \lambda_{n-r+1} - \lambda_{n-r}`. Where that is positive it is
    :math:`\min_t \big( r t + \sum_i \max(0, d_i - t) \big)` (Ogryczak and Tamir 2003); where it is
    negative :math:`\max \big\{ \sum_i d_i s_i : \sum_i s_i = r,\; 0 \le s_i \le 1 \big\}`, made
    linear by levels of cost, with :math:`z_{ih} = 1` where no site nearer than level h is open
    (the radius formulation; Marín, Nickel, Puerto and Velten 2009) and :math:`q_{ih} \le z_{ih}`,
    :math:`q_{ih} \le s_i`. Only the sites are integer. Where shares rise once, as in the k-centrum,
    t is searched for instead (:mod:`hubplanner.siting.threshold_search`).

    Parameters
    ----------
    cost
        Demand × site, non-negative; infinite where a site cannot serve a demand.
    p
        Number of sites to open beside existing ones.
    lambdas
        The share of each rank, that of the least cost first: one for each demand row, finite and
        non-negative.
    weights
        One per demand row, non-negative; 1 for all where omitted.

    Returns
    -------
    Solution
        Each demand is served by its nearest site, whatever the shares.

    Raises
    ------
    ValueError
        When shapes, values or p are out of range.

    Examples
    --------
    >>> cost = [[0, 4, 9], [4, 0, 5], [9, 5, 0]]
    >>> solution = ordered_median(cost, 1, [0, 1, 1])
    >>> solution.sites, solution.objective
    ((1,), 9.0)
    >>> ordered_median(cost, 2, [1, 1, 0]).objective
    0.0
    """
    instance = Instance.checked(cost, p, weights, Constraints(**constraints))
    return solve_ordered_median(instance, lambdas)


def k_centrum(
    cost: npt.ArrayLike,
    p: int,
    k: int,
    *,
    weights: npt.ArrayLike | None = None,
    **constraints: Unpack[ConstraintKeywords],
) -> Solution:
    r"""Choose p sites so that the k highest of what demand bears come to least together.

    .. math:: \min \sum_{l = n - k + 1}^{n} d_{(l)}

    notation as in :func:`ordered_median` (Slater 1978; Tamir 2001): the p-center where k is 1, the
    p-median where it is the number of demands.

    Parameters
    ----------
    k
        How many of the highest count, 1 to the number of demand rows.

    Raises
    ------
    ValueError
        When shapes, values, p or k are out of range.

    Examples
    --------
    >>> k_centrum([[0, 4, 9], [4, 0, 5], [9, 5, 0]], 1, 2).objective
    9.0
    """
    instance = Instance.checked(cost, p, weights, Constraints(**constraints))
    return solve_ordered_median(instance, highest(k, instance.shape[0]), "k-centrum")


def centdian(
    cost: npt.ArrayLike,
    p: int,
    share: float,
    *,
    weights: npt.ArrayLike | None = None,
    **constraints: Unpack[ConstraintKeywords],
) -> Solution:
    r"""Choose p sites that balance what all demand bears and what the worst off bears.

    .. math:: \min \mu \sum_i d_i + (1 - \mu) \max_i d_i

    with the share :math:`\mu` of the median, notation as in :func:`ordered_median` (Halpern 1976).

    Parameters
    ----------
    share
        Of the median, 0 (p-center) to 1 (p-median).

    Raises
    ------
    ValueError
        When shapes, values, p or the share are out of range.

    Examples
    --------
    >>> centdian([[0, 4, 9], [4, 0, 5], [9, 5, 0]], 1, 0.5).objective
    7.0
    """
    instance = Instance.checked(cost, p, weights, Constraints(**constraints))
    return solve_ordered_median(instance, balanced(share, instance.shape[0]), "centdian")


def highest(k: int, n: int) -> Floats:
    """Shares of n ranks of which the k highest count."""
    if not 1 <= whole(k, "k") <= n:
        raise ValueError(f"k = {k} must lie between 1 and the number of demands, {n}")
    return np.where(np.arange(n) >= n - whole(k, "k"), 1.0, 0.0)


def balanced(share: float, n: int) -> Floats:
    """Shares of n ranks of which all count by so much, the highest fully."""
    if not 0 <= number(share, "share") <= 1:
        raise ValueError(f"share = {share} must lie between 0 and 1")
    return np.append(np.full(n - 1, float(share)), 1.0)


def solve_ordered_median(
    instance: Instance, lambdas: npt.ArrayLike, model: str = "ordered median"
) -> Solution:
    """The sites at which the ordered costs come to least."""
    objective = OrderedCost.of(instance, lambdas)
    shares = objective.lambdas
    steps = np.flatnonzero(np.diff(shares))
    rises_once = len(steps) == 1 and shares[0] < shares[-1]
    r = len(shares) - int(steps[0]) - 1 if rises_once else 0
    # The highest alone is bounded well by the program; equity is about the costs as they are.
    if r < 2 or instance.equity:
        return optimise(model, instance, [(objective, 1.0)])
    value = partial(objective.value, instance)
    return least_of_highest(model, instance, value, r, shares[0], shares[-1] - shares[0])


@dataclass(frozen=True)
class OrderedCost:
    r"""Weighted costs of service by their rank, :math:`\sum_k \lambda_k d_{(k)}`: less is better.

    Attributes
    ----------
    lambdas
        The share of each rank, that of the least first.
    """

    lambdas: tuple[float, ...]

    maximised: ClassVar[bool] = False

    @classmethod
    def of(cls, instance: Instance, lambdas: npt.ArrayLike) -> OrderedCost:
        """Of these shares, checked."""
        return cls(tuple(vector(lambdas, instance.shape[0], 1.0, "lambdas").tolist()))

    def value(self, instance: Instance, sites: Sequence[int]) -> float:
        costs = served_at(instance, sites)
        if not np.isfinite(costs).all():
            return math.inf
        return math.fsum(np.array(self.lambdas) * np.sort(instance.weights * costs))

    def express(self, program: Program) -> Linear:
        shares = np.array(self.lambdas)
        # Rounded down, as what it multiplies is positive: else a bound could be too high.
        steps = np.nextafter(np.diff(shares), -math.inf)
        steps[np.diff(shares) == 0] = 0.0
        borne = _Levels(program) if (steps < 0).any() else _Served(program)
        parts = [borne.total(float(shares[0]))]
        for below in np.flatnonzero(steps).tolist():
            step, r = float(steps[below]), len(shares) - below - 1
            if isinstance(borne, _Levels) and step < 0:
                parts.append(borne.at_most(r, step))
            else:
                parts.append(borne.at_least(r, step))
        return Linear(
            np.concatenate([part.columns for part in parts]),
            np.concatenate([part.values for part in parts]),
            math.fsum(part.constant for part in parts),
        )

    def is_whole(self, instance: Instance) -> bool:
        served = np.where(instance.reach, instance.costs, 0.0)
        known = (np.array(self.lambdas), instance.weights, served)
        return all(are_whole(one) for one in known)


class _Served:
    """What demand bears, as columns of a program."""

    def __init__(self, program: Program):
        instance = program.instance
        costs = np.where(instance.reach, instance.costs, 0.0).max(axis=1, initial=0.0)
        self._program, self._weights = program, instance.weights
        self._most = np.asarray(instance.weights * costs * (1 + ROUNDED))
        self._borne = self._expressed()

    def _expressed(self) -> list[Linear]:
        """For each demand."""
        pairs = zip(self._program.service(), self._weights, strict=True)
        return [Linear(np.array([theta]), np.array([weight])) for theta, weight in pairs]

    def total(self, share: float) -> Linear:
        """All of it, times a share."""
        return Linear(
            np.concatenate([one.columns for one in self._borne]),
            share * np.concatenate([one.values for one in self._borne]),
            share * math.fsum(one.constant for one in self._borne),
        )

    def at_least(self, r: int, share: float) -> Linear:
        """The sum of the r highest, which is minimised, times a share."""
        (t,) = self._program.add_columns(1, most=self._most.max(initial=0.0))
        n = len(self._borne)
        over = self._program.add_columns(n, most=self._most) if r > 1 else np.zeros(0, dtype=int)
        for i, one in enumerate(self._borne):
            above = over[i : i + 1]
            columns = np.concatenate([[t], above, one.columns])
            signs = np.concatenate([np.ones(1 + len(above)), -one.values])
            self._program.add_row(columns, signs, lower=one.constant)
        return Linear(np.append(t, over), np.append(share * r, np.full(len(over), share)))


class _Levels(_Served):
    """The same by levels of cost: whether a demand bears each, and all below it."""

    def _expressed(self) -> list[Linear]:
        instance = self._program.instance
        self._z, self._steps, self._first = [], [], []
        for costs, may, weight in zip(instance.costs, instance.reach, self._weights, strict=True):
            levels = np.unique(costs[may])
            z = self._program.add_columns(max(len(levels) - 1, 0), upper=1.0)
            for h, column in enumerate(z):
                here = np.flatnonzero(may & (costs == levels[h]))
                before = z[h - 1 : h] if h else np.zeros(0, dtype=int)
                one, sign = float(not h), -np.ones(len(before))
                # Who bears what lies below bears this, unless a site there is open; none does else.
                row = np.concatenate([[column], here, before])
                self._program.add_row(
                    row, np.concatenate([np.ones(1 + len(here)), sign]), lower=one
                )
                if h:
                    self._program.add_row([column, before[0]], [1.0, -1.0], upper=0.0)
                for site in here:
                    self._program.add_row([column, site], [1.0, 1.0], upper=1.0)
            self._z.append(z)
            self._steps.append(weight * np.diff(levels))
            self._first.append(weight * float(levels[0] if len(levels) else 0.0))
        known = zip(self._z, self._steps, self._first, strict=True)
        return [Linear(z, steps, first) for z, steps, first in known]

    def at_most(self, r: int, share: float) -> Linear:
        """The sum of the r highest, which is maximised, times a share."""
        program = self._program
        s = program.add_columns(len(self._z), upper=1.0)
        program.add_row(s, lower=r, upper=r)
        columns, values = [s], [share * np.array(self._first)]
        for chosen, z, steps in zip(s, self._z, self._steps, strict=True):
            q = program.add_columns(len(z), upper=1.0)
            for column, level in zip(q, z, strict=True):
                program.add_row([column, level], [1.0, -1.0], upper=0.0)
                program.add_row([column, chosen], [1.0, -1.0], upper=0.0)
            columns.append(q)
            values.append(share * steps)
        return Linear(np.concatenate(columns), np.concatenate(values))
