"""Good sites for the p-median by exchanging one for another (Teitz and Bart 1968).

What each exchange gains is known for all of them at once from who is served by whom: what the new
site saves, less what the old one's demand then pays at its second nearest, plus what of that the
new site saves (Whitaker 1983, Resende and Werneck 2007). Costs are site × demand, so that a site's
costs lie together.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from hubplanner.siting.constraints import Floats
from hubplanner.siting.point_costs import PointCosts

Ints = npt.NDArray[np.intp]

BLOCK = 131_072
"""Cells worked on at once: a megabyte stays in the cache of any processor of today."""

TABLE = 20_000_000
"""So many pairs of an open and another site are kept with what exchanging them gains."""

LEAST = 1e-9
"""An exchange that gains no more than this share is none."""


@dataclass(frozen=True)
class Near:
    """Of each demand some of the sites that serve it best, in any order.

    Attributes
    ----------
    sites, costs
        Demand × rank: which, and what it costs there. Every site that costs less than the
        dearest of them is among them.
    """

    sites: Ints
    costs: Floats

    @classmethod
    def of(cls, costs: Floats, sites: Ints, rank: int) -> Near:
        """So many of these sites (sorted), the cheapest, from costs site × demand."""
        n = costs.shape[1]
        pool = costs if len(sites) == len(costs) else costs[sites]
        step = max(1, BLOCK // len(sites))
        nearest = np.empty((n, rank), dtype=np.intp)
        for at in range(0, n, step):
            # Filled block by block: of a list of views each would keep all its sites.
            part = pool[:, at : at + step].argpartition(rank - 1, axis=0)
            nearest[at : at + step] = part[:rank].T
        nearest = sites[nearest]
        return cls(nearest, costs[nearest, np.arange(n)[:, None]])

    @cached_property
    def limits(self) -> Floats:
        """What the dearest of them costs."""
        dearest: Floats = self.costs.max(axis=1)
        return dearest


def interchange(
    costs: Floats,
    sites: Ints,
    free: Ints,
    locked: int,
    deadline: float = math.inf,
    near: Near | None = None,
) -> tuple[Ints, float]:
    """Exchange one site for another while that helps; the first `locked` sites stay.

    Of one evaluation every site's best exchange is tried, the best first, as long as it still
    helps after those before it.

    Parameters
    ----------
    costs
        Site × demand, finite; a matrix or :class:`hubplanner.siting.point_costs.PointCosts`.
    sites, free
        Where to begin, and what may come instead.
    deadline
        On the clock of :func:`time.monotonic`.
    near
        With many sites open, those that demand may come to be served from: what the exchanges
        gain is then kept from one to the next, and only changed where demand was touched.

    Returns
    -------
    tuple
        The sites and what serving all demand from them costs.
    """
    served = _Served(costs, sites)
    kept = None
    if near is not None and costs.shape[0] * len(sites) <= TABLE:
        kept = _Kept(near, served, free, len(costs))
    while len(sites) > locked and len(free) and time.monotonic() <= deadline:
        gains, partners = kept.exchanges() if kept else _exchanges(costs, served, free, deadline)
        gains[:locked] = -math.inf
        least = LEAST * served.value
        opened: set[int] = set()
        for out in np.argsort(-gains, kind="stable").tolist():
            if gains[out] <= least:
                break
            site = int(partners[out])
            if site not in opened and served.change(out, site) < -least:
                touched = served.touched(out, site)
                if kept:
                    kept.count(touched, -1.0)
                served.exchange(out, site, touched)
                if kept:
                    kept.count(touched)
                opened.add(site)
        if not opened:
            break
    return served.sites, float(served.nearest.sum())


def two_nearest(rows: Floats) -> tuple[Ints, Floats, Floats]:
    """For each demand the nearest of these sites, its cost and that of the second.

    Examples
    --------
    >>> which, nearest, second = two_nearest(np.array([[1.0, 4.0], [3.0, 2.0]]))
    >>> which.tolist(), nearest.tolist(), second.tolist()
    ([0, 1], [1.0, 2.0], [3.0, 4.0])
    """
    first, demand = rows.argmin(axis=0), np.arange(rows.shape[1])
    nearest = rows[first, demand]
    others = rows.copy()
    others[first, demand] = math.inf
    return first, nearest, others.min(axis=0)


def spread(
    costs: Floats,
    required: Ints,
    allowed: Ints,
    p: int,
    seed: int,
    deadline: float = math.inf,
) -> Ints:
    """Required sites and, one after the other, the best of a few drawn; late, any of these."""
    rng = np.random.default_rng(seed)
    sites = list(required)
    now = costs[sites].min(axis=0) if sites else None
    is_free = np.zeros(len(costs), dtype=bool)
    is_free[allowed] = True
    is_free[sites] = False
    while len(sites) < p:
        free = np.flatnonzero(is_free)
        if time.monotonic() > deadline:
            sites += rng.choice(free, size=p - len(sites), replace=False).tolist()
            break
        tries = rng.choice(free, size=min(len(free), 8), replace=False)
        if now is None:
            totals = costs[tries].sum(axis=1)
        else:
            totals = np.minimum(costs[tries], now).sum(axis=1)
        site = int(tries[totals.argmin()])
        sites.append(site)
        is_free[site] = False
        now = costs[site] if now is None else np.minimum(now, costs[site])
    return np.array(sites, dtype=np.intp)


class _Served:
    """Sites, which of them is nearest to each demand, and the costs there and at the second."""

    def __init__(self, costs: Floats, sites: Ints):
        self._costs = costs
        self.sites = sites.copy()
        self.first, self.nearest, self.second = two_nearest(costs[sites])
        self.value = float(self.nearest.sum())

    def change(self, out: int, site: int) -> float:
        """What all pays more with this site instead of the one at position `out`."""
        now = np.minimum(np.where(self.first == out, self.second, self.nearest), self._costs[site])
        return float(now.sum()) - self.value

    def touched(self, out: int, site: int) -> Ints:
        """Demand whose two nearest sites change with this site instead of the one at `out`."""
        old = self._costs[self.sites[out]]
        return np.flatnonzero((old <= self.second) | (self._costs[site] < self.second))

    def exchange(self, out: int, site: int, touched: Ints) -> None:
        self.sites[out] = site
        rows = self._costs[self.sites[:, None], touched]
        self.first[touched], self.nearest[touched], self.second[touched] = two_nearest(rows)
        self.value = float(self.nearest.sum())


class _Kept:
    """What exchanges gain, kept while sites are exchanged."""

    def __init__(self, near: Near, served: _Served, free: Ints, m: int):
        self._near, self._served = near, served
        self._barred = np.full(m, -math.inf)
        self._barred[free] = 0.0
        self._saved = np.zeros(m)
        self._again = np.zeros(len(served.sites) * m)
        self.count(np.arange(len(near.sites)))

    def count(self, demand: Ints, sign: float = 1.0) -> None:
        """Count what of this demand is saved, and paid again, or no longer."""
        served, near = self._served, self._near
        cost = near.costs[demand]
        of, rank = np.nonzero(cost < served.second[demand][:, None])
        demand, cost = demand[of], cost[of, rank]
        site, nearest = near.sites[demand, rank], served.nearest[demand]
        where = served.first[demand] * len(self._saved) + site
        np.add.at(self._saved, site, sign * np.maximum(nearest - cost, 0))
        again = served.second[demand] - np.maximum(cost, nearest)
        np.add.at(self._again, where, sign * again)

    def exchanges(self) -> tuple[Floats, Ints]:
        """As :func:`_exchanges`; of demand that has no near site open, as if it gained nothing."""
        served, p = self._served, len(self._served.sites)
        loss = np.bincount(served.first, served.second - served.nearest, minlength=p)
        gains = self._again.reshape(p, -1) + (self._saved + self._barred)
        partners = gains.argmax(axis=1)
        return gains[np.arange(p), partners] - loss, partners


def pairs_below(
    costs: Floats, sites: Ints, limits: Floats
) -> Iterator[tuple[int, int, Ints, Ints, Floats]]:
    """As :meth:`hubplanner.siting.point_costs.PointCosts.below`, of a matrix too."""
    if isinstance(costs, PointCosts):
        yield from costs.below(sites, limits)
        return
    n, is_all = costs.shape[1], len(sites) == len(costs)
    step = max(1, BLOCK // n)
    for start in range(0, len(sites), step):
        of = slice(start, start + step)
        part = costs[of] if is_all else costs[sites[of]]
        at = np.flatnonzero(part < limits)
        site = at // n
        yield start, len(part), site, at - n * site, part.ravel().take(at)


def _exchanges(costs: Floats, served: _Served, free: Ints, deadline: float) -> tuple[Floats, Ints]:
    """For each site the most that exchanging it gains, and for which of the free ones.

    After the deadline for which of those that were looked at by then.
    """
    p = len(served.sites)
    first, nearest, second = served.first, served.nearest, served.second
    if p == 1:
        step = max(1, BLOCK // costs.shape[1])
        blocks = (free[at : at + step] for at in range(0, len(free), step))
        totals = np.concatenate([costs[block].sum(axis=1) for block in blocks])
        return np.array([served.value - totals.min()]), free[[totals.argmin()]]
    loss = np.bincount(first, weights=second - nearest, minlength=p)
    gains, partners = np.full(p, -math.inf), np.zeros(p, dtype=np.intp)
    # Only whom a site would serve better than the second nearest is touched: about 2 in p.
    for start, rows, site, demand, cost in pairs_below(costs, free, second):
        near = nearest.take(demand)
        saved = np.bincount(site, np.maximum(near - cost, 0), rows)
        again = second.take(demand) - np.maximum(cost, near)
        site *= p
        site += first.take(demand)
        gains_of = np.bincount(site, again, rows * p).reshape(-1, p)
        gains_of += saved[:, None]
        at = gains_of.argmax(axis=0)
        gain = gains_of[at, np.arange(p)] - loss
        better = gain > gains
        gains[better], partners[better] = gain[better], start + at[better]
        if time.monotonic() > deadline:
            break
    return gains, free[partners]
