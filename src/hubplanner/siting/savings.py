"""What sites save against multipliers: the inner problem of the p-median's Lagrangian relaxation.

A site at which demand i costs :math:`c_{ij}` saves :math:`\\lambda_i - c_{ij}` where that is
positive. Multipliers need not exceed the cost at a few times as many of the nearest sites as would
hold an open one, so of many sites only these pairs are looked at: the radii of García, Labbé and
Marín (2011), but as a limit of the multipliers, under which every bound stays exact.
"""

from __future__ import annotations

import math
from copy import copy

import numpy as np

from hubplanner.siting.constraints import Floats
from hubplanner.siting.interchange import BLOCK, Ints, Near

UNIT = 2.0**-53
"""The largest relative error of one operation in double precision."""

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


def are_few(p: int) -> bool:
    """Whether a demand's multiplier has to do with few of the sites of which p may be open."""
    return p * DENSE >= MARGIN


class Savings:
    """What each of some sites saves against multipliers that keep the limits of the near ones.

    Parameters
    ----------
    costs
        Site × demand, finite.
    near
        The only pairs that are looked at where given and there are many, as all that cost less
        than the highest multipliers.
    """

    def __init__(self, costs: Floats, near: Near | None = None):
        self._shape = costs.shape
        self._costs: Floats | None = costs
        if near is not None and costs.size > BLOCK:
            self._limits = near.limits
            site = near.sites.ravel()
            order = np.argsort(site, kind="stable")
            self._demand, self._cost = order // near.sites.shape[1], near.costs.ravel()[order]
            self._counts = np.bincount(site, minlength=len(costs))
            self._costs = None
        # At most a block is worked on at once, always in the same memory.
        step = min(len(costs) + 1, max(1, BLOCK // costs.shape[1]))
        self._lower, self._ones = np.empty((step, costs.shape[1])), np.ones(costs.shape[1])

    def taking(self, sites: Ints, first: Floats | None = None) -> Savings:
        """Of these sites alone, by position, perhaps after one of these costs."""
        everything = len(sites) == self._shape[0] and (sites[:-1] < sites[1:]).all()
        if first is None and everything:
            return self
        taken = copy(self)
        added = np.zeros((0, self._shape[1])) if first is None else first[None, :]
        taken._shape = (len(added) + len(sites), self._shape[1])
        if self._costs is not None:
            taken._costs = np.empty(taken._shape)
            taken._costs[: len(added)] = added
            self._costs.take(sites, axis=0, out=taken._costs[len(added) :], mode="clip")
            return taken
        starts = np.cumsum(self._counts) - self._counts
        counts = self._counts[sites]
        begins = np.cumsum(counts) - counts
        at = np.arange(counts.sum()) + np.repeat(starts[sites] - begins, counts)
        lower = np.flatnonzero((added < self._limits).ravel())
        taken._counts = np.concatenate([np.full(len(added), len(lower)), counts])
        taken._demand = np.concatenate([lower, self._demand[at]])
        taken._cost = np.concatenate([added.ravel()[lower], self._cost[at]])
        return taken

    def against(self, multipliers: Floats, total: float) -> Floats:
        """ρ: for each site what it saves, as a negative number; `total` is the multipliers' sum."""
        if self._costs is not None:
            # As min(0, c - λ) = min(c, λ) - λ, of which the second part is the same for all.
            return self._lower_of_both(self._costs, multipliers) - total
        below = multipliers.take(self._demand)
        np.subtract(self._cost, below, out=below)
        np.minimum(below, 0, out=below)
        rho = np.zeros(self._shape[0])
        filled = np.flatnonzero(self._counts)
        starts = np.cumsum(self._counts) - self._counts
        rho[filled] = np.add.reduceat(below, starts[filled]) if len(filled) else 0.0
        return rho

    def _lower_of_both(self, costs: Floats, multipliers: Floats) -> Floats:
        m, step = len(costs), len(self._lower)
        if m <= step:
            lower = np.minimum(costs, multipliers, out=self._lower[:m])
            return np.asarray(lower.dot(self._ones))
        sums = np.empty(m)
        for start in range(0, m, step):
            stop = min(start + step, m)
            part = self._lower[: stop - start]
            np.minimum(costs[start:stop], multipliers, out=part).dot(
                self._ones, out=sums[start:stop]
            )
        return sums

    def error(self, size: float) -> float:
        """What rounding adds to ρ beside its own, where the multipliers' sizes sum up to this."""
        return 0.0 if self._costs is None else (self._shape[1] + 2) * UNIT * size

    def users(self, sites: Ints, multipliers: Floats) -> Ints:
        """By demand, how many of these sites, by position, it saves at."""
        if self._costs is not None:
            below = (self._costs.take(sites, axis=0) < multipliers).view(np.uint8)
            number = np.uint8 if len(sites) < 256 else np.intp
            users: Ints = np.add.reduce(below, axis=0, dtype=number)
            return users
        wanted = np.zeros(self._shape[0], dtype=bool)
        wanted[sites] = True
        at = np.flatnonzero(np.repeat(wanted, self._counts))
        demand = self._demand[at]
        saves = self._cost[at] < multipliers[demand]
        return np.bincount(demand[saves], minlength=self._shape[1])
