"""What sites save against multipliers: the inner problem of the p-median's Lagrangian relaxation.

A site at which demand i costs :math:`c_{ij}` saves :math:`\\lambda_i - c_{ij}` where that is
positive. Multipliers need not exceed the cost at a few times as many of the nearest sites as would
hold an open one, so of many sites only these pairs are looked at: the radii of García, Labbé and
Marín (2011), but as a limit of the multipliers, under which every bound stays exact.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from hubplanner.siting.constraints import Floats
from hubplanner.siting.interchange import BLOCK, Ints, Near

MARGIN = 6
"""A demand's multiplier is at most its cost at the nearest sites of which so many would be open,
were open ones spread evenly."""

DENSE = 0.3
"""Where that is a larger share of all sites, all pairs are looked at."""


def near(costs: Floats, sites: Ints, p: int) -> Near | None:
    """The sites that demand's multipliers may have to do with; None where all pairs are looked at.

    Parameters
    ----------
    costs
        Site × demand, finite; of `sites` alone p may be open.
    """
    rank = math.ceil(MARGIN * len(sites) / p)
    return None if rank > DENSE * len(sites) else Near.of(costs, sites, rank + 1)


class Savings:
    """What each of some sites saves against multipliers that keep their limits.

    Parameters
    ----------
    costs
        Site × demand, finite.
    limits
        Of each demand's multiplier.
    near
        The pairs that cost less; where given and there are many, only these are looked at.
    """

    def __init__(self, costs: Floats, limits: Floats, near: Near | None):
        self._shape = costs.shape
        self._costs: Floats | None = costs
        self._ones = np.ones(costs.shape[1])
        if near is not None and costs.size > BLOCK:
            demand, rank = np.nonzero(near.costs < limits[:, None])
            site = near.sites[demand, rank]
            order = np.argsort(site, kind="stable")
            self._demand, self._cost = demand[order], near.costs[demand, rank][order]
            self._counts = np.bincount(site, minlength=len(costs))
            self._costs = None

    def taking(self, sites: npt.NDArray[np.intp]) -> Savings:
        """Of these sites alone, by position; itself where these are all, in their order."""
        if len(sites) == self._shape[0] and (sites[:-1] < sites[1:]).all():
            return self
        taken = object.__new__(Savings)
        taken._shape, taken._ones = (len(sites), self._shape[1]), self._ones
        if self._costs is not None:
            taken._costs = self._costs[sites]
            return taken
        starts = np.cumsum(self._counts) - self._counts
        taken._costs, taken._counts = None, self._counts[sites]
        begins = np.cumsum(taken._counts) - taken._counts
        at = np.arange(taken._counts.sum()) + np.repeat(starts[sites] - begins, taken._counts)
        taken._demand, taken._cost = self._demand[at], self._cost[at]
        return taken

    def against(self, multipliers: Floats) -> Floats:
        """ρ: for each site what it saves, as a negative number."""
        if self._costs is not None:
            return _all_pairs(self._costs, multipliers, self._ones)
        below = self._cost - multipliers[self._demand]
        np.minimum(below, 0, out=below)
        rho = np.zeros(self._shape[0])
        filled = np.flatnonzero(self._counts)
        starts = np.cumsum(self._counts) - self._counts
        rho[filled] = np.add.reduceat(below, starts[filled]) if len(filled) else 0.0
        return rho

    def users(self, sites: Ints, multipliers: Floats) -> Ints:
        """By demand, how many of these sites, by position, it saves at."""
        if self._costs is not None:
            users: Ints = np.add.reduce(self._costs[sites] < multipliers, axis=0, dtype=np.intp)
            return users
        wanted = np.zeros(self._shape[0], dtype=bool)
        wanted[sites] = True
        at = np.flatnonzero(np.repeat(wanted, self._counts))
        demand = self._demand[at]
        saves = self._cost[at] < multipliers[demand]
        return np.bincount(demand[saves], minlength=self._shape[1])


def _all_pairs(costs: Floats, multipliers: Floats, ones: Floats) -> Floats:
    m, n = costs.shape
    step = max(1, BLOCK // n)
    if m <= step:
        below = costs - multipliers
        np.minimum(below, 0, out=below)
        return below @ ones
    rho = np.empty(m)
    buffer = np.empty((step, n))
    for start in range(0, m, step):
        stop = min(start + step, m)
        part = buffer[: stop - start]
        np.subtract(costs[start:stop], multipliers, out=part)
        np.minimum(part, 0, out=part)
        np.dot(part, ones, out=rho[start:stop])
    return rho
