"""What very many sites save against multipliers, as :mod:`hubplanner.siting.savings` of fewer.

Only pairs that cost less than the highest multipliers are held, in chunks that fit the cache; of
too many none are, and they are looked for again each time.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from hubplanner.siting.constraints import Floats
from hubplanner.siting.interchange import Ints, pairs_below

CHUNK = 131_072
"""Pairs that are worked on at once."""

HELD = 120_000_000
"""More pairs than about so many, 12 bytes each, are not held."""

ROOM = 1.1
"""Multipliers stay below so many times the cost at the second nearest of good sites."""

Demand = npt.NDArray[np.integer]
Parts = Iterable[tuple[int, Ints, Demand, Floats]]
"""Of blocks of sites: the first site, and of each pair site in the block, demand and cost."""


def _alone(first: Floats | None) -> Parts:
    """All pairs of one site with these costs, if there is one."""
    if first is not None:
        yield 0, np.zeros(len(first), dtype=np.intp), np.arange(len(first)), first


class HeldSavings:
    """The pairs of some sites, site by site."""

    def __init__(self, counts: Ints, chunks: list[tuple[Demand, Floats]], ends: list[int], n: int):
        self._counts, self._chunks, self._ends, self._n = counts, chunks, ends, n
        self._chunk_of = np.repeat(np.arange(len(chunks)), np.diff([0, *ends]))
        before = np.append(0, np.cumsum(counts))
        self._begin = before[:-1] - before[[0, *ends[:-1]]][self._chunk_of]

    @classmethod
    def gathered(cls, parts: Parts, m: int, n: int, most: float = math.inf) -> HeldSavings | None:
        """Of m sites, in their order; None of more pairs than about so many."""
        counts = np.zeros(m, dtype=np.intp)
        chunks: list[tuple[Demand, Floats]] = []
        ends: list[int] = []
        demands, costs = [np.zeros(0, dtype=np.int32)], [np.zeros(0)]
        end = held = 0
        for start, site, demand, cost in parts:
            if not len(site):
                continue
            if held > CHUNK:
                chunks.append((np.concatenate(demands), np.concatenate(costs)))
                ends.append(end)
                demands, costs, held = [], [], 0
                if len(chunks) * CHUNK > most:
                    return None
            of_block = np.bincount(site)
            end = start + len(of_block)
            counts[start:end] = of_block
            demands.append(demand.astype(np.int32))
            costs.append(cost)
            held += len(cost)
        chunks.append((np.concatenate(demands), np.concatenate(costs)))
        return cls(counts, chunks, [*ends, m], n)

    def taking(self, sites: Ints, first: Floats | None = None) -> HeldSavings:
        """As :meth:`hubplanner.siting.savings.Savings.taking`."""
        if first is None and len(sites) == len(self._counts):
            return self
        added = 0 if first is None else 1
        taken = HeldSavings.gathered(self._parts(sites, first), added + len(sites), self._n)
        assert taken is not None, "no more than were held"
        return taken

    def _parts(self, sites: Ints, first: Floats | None) -> Parts:
        yield from _alone(first)
        for at, site in enumerate(sites.tolist(), 0 if first is None else 1):
            demand, cost = self._of(site)
            yield at, np.zeros(len(demand), dtype=np.intp), demand, cost

    def _of(self, site: int) -> tuple[Demand, Floats]:
        demand, cost = self._chunks[self._chunk_of[site]]
        pairs = slice(self._begin[site], self._begin[site] + self._counts[site])
        return demand[pairs], cost[pairs]

    def against(self, multipliers: Floats, total: float) -> Floats:
        """As :meth:`hubplanner.siting.savings.Savings.against`."""
        rho = np.zeros(len(self._counts))
        start = 0
        for (demand, cost), end in zip(self._chunks, self._ends, strict=True):
            below = np.take(multipliers, demand, mode="clip")  # much quicker than by index
            np.subtract(cost, below, out=below)
            np.minimum(below, 0, out=below)
            filled = start + np.flatnonzero(self._counts[start:end])
            if len(filled):
                rho[filled] = np.add.reduceat(below, self._begin[filled])
            start = end
        return rho

    def users(self, sites: Ints, multipliers: Floats) -> Ints:
        """As :meth:`hubplanner.siting.savings.Savings.users`."""
        users = np.zeros(self._n, dtype=np.intp)
        for site in sites.tolist():
            demand, cost = self._of(site)
            users[demand[cost < multipliers[demand]]] += 1
        return users

    def error(self, size: float) -> float:
        """As :meth:`hubplanner.siting.savings.Savings.error`."""
        return 0.0


class SoughtSavings:
    """The same of pairs that are too many to be held."""

    def __init__(self, costs: Floats, sites: Ints, first: Floats | None = None):
        self._costs, self._sites, self._first = costs, sites, first

    def taking(self, sites: Ints, first: Floats | None = None) -> SoughtSavings:
        """As :meth:`hubplanner.siting.savings.Savings.taking`."""
        added = 0 if self._first is None else 1
        return SoughtSavings(self._costs, self._sites[sites - added], first)

    def against(self, multipliers: Floats, total: float) -> Floats:
        """As :meth:`hubplanner.siting.savings.Savings.against`."""
        rho = np.zeros(len(self._sites))
        for start, rows, site, demand, cost in pairs_below(self._costs, self._sites, multipliers):
            rho[start : start + rows] = np.bincount(site, cost - multipliers[demand], rows)
        if self._first is None:
            return rho
        return np.append(np.minimum(self._first - multipliers, 0.0).sum(), rho)

    def users(self, sites: Ints, multipliers: Floats) -> Ints:
        """As :meth:`hubplanner.siting.savings.Savings.users`."""
        users = np.zeros(self._costs.shape[1], dtype=np.intp)
        for at in sites.tolist():
            if self._first is None:
                costs = self._costs[self._sites[at]]
            else:
                costs = self._costs[self._sites[at - 1]] if at else self._first
            users += costs < multipliers
        return users

    def error(self, size: float) -> float:
        """As :meth:`hubplanner.siting.savings.Savings.error`."""
        return 0.0


class LimitedSavings:
    """What sites save against multipliers up to these limits, gathered when some are taken."""

    def __init__(self, costs: Floats, limits: Floats):
        self._costs, self._limits = costs, limits

    def taking(self, sites: Ints, first: Floats | None = None) -> HeldSavings | SoughtSavings:
        """As :meth:`hubplanner.siting.savings.Savings.taking`."""
        added, n = 0 if first is None else 1, self._costs.shape[1]
        held = HeldSavings.gathered(self._parts(sites, first), added + len(sites), n, HELD)
        return held or SoughtSavings(self._costs, sites, first)

    def _parts(self, sites: Ints, first: Floats | None) -> Parts:
        yield from _alone(first)
        added = 0 if first is None else 1
        for start, _, site, demand, cost in pairs_below(self._costs, sites, self._limits):
            yield added + start, site, demand, cost
