"""What a choice of sites may be good for: the objectives that every model is made of."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol

import numpy as np
import numpy.typing as npt

from hubplanner.siting.constraints import Floats
from hubplanner.siting.instance import Instance, number
from hubplanner.siting.integer_program import Linear, Program
from hubplanner.siting.reduction import merged
from hubplanner.siting.solution import nearest


class Objective(Protocol):
    """What a choice of sites is good for."""

    maximised: ClassVar[bool]
    """Whether more is better."""

    def value(self, instance: Instance, sites: Sequence[int]) -> float:
        """Of these sites."""
        ...

    def express(self, program: Program) -> Linear:
        """In columns of a program, negatively where more is better: a program minimises."""
        ...

    def is_whole(self, instance: Instance) -> bool:
        """Whether only whole numbers are values, as far as is easily told."""
        ...


ROWS = 256
"""So many rows of a matrix are looked at before all."""


@dataclass(frozen=True)
class TotalCost:
    r"""Weighted cost of serving all demand, :math:`\sum_i w_i d_i`: less is better."""

    maximised: ClassVar[bool] = False

    def value(self, instance: Instance, sites: Sequence[int]) -> float:
        costs = served_at(instance, sites)
        return math.fsum(instance.weights * costs) if np.isfinite(costs).all() else math.inf

    def express(self, program: Program) -> Linear:
        return Linear(program.service(), program.instance.weights)

    def is_whole(self, instance: Instance) -> bool:
        # Of very many costs that are not whole the first rows tell.
        return are_whole(instance.weights) and all(
            are_whole(np.where(instance.reach[of], instance.costs[of], 0.0))
            for of in (slice(ROWS), slice(None))
        )

    def weighing(self, instance: Instance) -> Floats:
        """What the cost of each demand is multiplied by."""
        return instance.weights


@dataclass(frozen=True)
class WorstCost:
    r"""Highest cost at which any demand is served, :math:`\max_i w_i d_i`: less is better.

    Attributes
    ----------
    weighted
        Whether the weights count; else every demand alike.
    """

    weighted: bool = True

    maximised: ClassVar[bool] = False

    def weighing(self, instance: Instance) -> Floats:
        """What the cost of each demand is multiplied by."""
        return instance.weights if self.weighted else np.ones(instance.shape[0])

    def value(self, instance: Instance, sites: Sequence[int]) -> float:
        costs = served_at(instance, sites)
        return (
            float(np.max(self.weighing(instance) * costs)) if np.isfinite(costs).all() else math.inf
        )

    def express(self, program: Program) -> Linear:
        theta = program.service()
        instance, weights = program.instance, self.weighing(program.instance)
        borne = np.where(instance.reach, instance.costs, 0.0) * weights[:, None]
        (worst,) = program.add_columns(1, most=borne.max(initial=0.0))
        for column, weight in zip(theta, weights, strict=True):
            program.add_row([worst, column], [1.0, -weight], lower=0.0)
        return Linear(np.array([worst]), np.ones(1))

    def is_whole(self, instance: Instance) -> bool:
        served = np.where(instance.reach, instance.costs, 0.0)
        return are_whole(self.weighing(instance)) and are_whole(served)


@dataclass(frozen=True)
class CoveredWeight:
    r"""Weight of the demand that is covered, :math:`\sum_i w_i \max_j g_{ij}`: more is better.

    Attributes
    ----------
    radius
        A demand is covered by an open site at this cost or less: :math:`g_{ij} = 1`, else 0.
    degree
        Instead, how well each site covers each demand: demand × site, 0 to 1 (gradual cover).
    """

    radius: float | None = None
    degree: npt.ArrayLike | None = None

    maximised: ClassVar[bool] = True

    def covers(self, instance: Instance) -> Floats:
        if (self.radius is None) == (self.degree is None):
            raise ValueError("cover needs a radius or a degree for each demand and site, not both")
        if self.radius is not None:
            return (instance.costs <= number(self.radius, "radius")).astype(float)
        degree = np.asarray(self.degree, dtype=float)
        if degree.shape != instance.shape or not ((degree >= 0) & (degree <= 1)).all():
            raise ValueError(f"degree must lie between 0 and 1 and have shape {instance.shape}")
        return degree

    def value(self, instance: Instance, sites: Sequence[int]) -> float:
        if not len(sites):
            return 0.0
        shares = self.covers(instance)[:, list(sites)].max(axis=1)
        return math.fsum(instance.weights * shares)

    def express(self, program: Program) -> Linear:
        """The negative of what is covered, as a program minimises.

        Gradual cover needs cuts; whole cover is said by a row, :math:`u_i \\le \\sum_j y_j`, for
        all demands that the same sites cover.
        """
        instance = program.instance
        covers, weights = of_the_best(self.covers(instance), instance.weights)
        if ((covers > 0) & (covers < 1)).any():
            bare = program.serve(1.0 - covers, unserved=1.0).columns
            return Linear(bare, weights, -math.fsum(weights))
        reach, weights = merged((covers > 0) & (instance.upper > 0), weights)
        shares = program.add_columns(len(reach), upper=1.0)
        for share, row in zip(shares, reach, strict=True):
            sites = np.flatnonzero(row)
            program.add_row(np.append(sites, share), [*np.ones(len(sites)), -1.0], lower=0.0)
        return Linear(shares, -weights)

    def is_whole(self, instance: Instance) -> bool:
        return self.degree is None and are_whole(instance.weights)


@dataclass(frozen=True)
class OpeningCost:
    r"""What opening costs, :math:`\sum_j f_j y_j` (their number where no costs are given).

    Existing facilities cost nothing. Less is better.
    """

    costs: npt.ArrayLike | None = None

    maximised: ClassVar[bool] = False

    def prices(self, instance: Instance) -> Floats:
        prices = np.ones(instance.shape[1]) if self.costs is None else np.asarray(self.costs, float)
        n_sites = instance.shape[1]
        if prices.shape != (n_sites,) or not ((prices >= 0) & (prices < math.inf)).all():
            raise ValueError(
                f"opening costs must be finite, non-negative and of shape {(n_sites,)}"
            )
        return np.where(instance.existing, 0.0, prices)

    def value(self, instance: Instance, sites: Sequence[int]) -> float:
        return math.fsum(self.prices(instance)[list(sites)])

    def express(self, program: Program) -> Linear:
        return Linear(np.arange(program.instance.shape[1]), self.prices(program.instance))

    def is_whole(self, instance: Instance) -> bool:
        return are_whole(self.prices(instance))


@dataclass(frozen=True)
class SiteWorth:
    r"""What the sites are worth in themselves, :math:`\sum_j v_j y_j`. More is better."""

    values: npt.ArrayLike

    maximised: ClassVar[bool] = True

    def _values(self, instance: Instance) -> Floats:
        values = np.asarray(self.values, dtype=float)
        if values.shape != (instance.shape[1],) or not np.isfinite(values).all():
            raise ValueError(f"values of sites must be finite and of shape {(instance.shape[1],)}")
        return values

    def value(self, instance: Instance, sites: Sequence[int]) -> float:
        return math.fsum(self._values(instance)[list(sites)])

    def express(self, program: Program) -> Linear:
        return Linear(np.arange(program.instance.shape[1]), -self._values(program.instance))

    def is_whole(self, instance: Instance) -> bool:
        return are_whole(self._values(instance))


def of_the_best(degree: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Degrees of cover as shares of each demand's highest, and the weights of these.

    Taken from 1, small degrees keep their digits so.
    """
    highest = degree.max(axis=1, initial=0.0)
    shares = np.divide(degree, highest[:, None], out=np.zeros_like(degree), where=degree > 0)
    return shares, weights * highest


def are_whole(values: Floats) -> bool:
    """Whether all are whole numbers, and so small that sums of them are exact."""
    size = float(np.abs(values).max(initial=0.0))
    return bool(size < 2.0**40 / max(values.size, 1) and (values == np.floor(values)).all())


def served_at(instance: Instance, sites: Sequence[int]) -> Floats:
    """The cost at which each demand is served by its nearest site, infinite where none can."""
    near = nearest(instance.costs, sites)
    costs = instance.costs[np.arange(len(near)), near]
    return np.where(near >= 0, costs, math.inf)
