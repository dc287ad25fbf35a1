"""Good sites for the p-median, made better part by part (POPMUSIC, Taillard and Voss 2002).

A few neighbouring sites with the demand that they serve are a small p-median by themselves, which
the Lagrangian search solves; what is gained there is gained by the whole. Exchanging one site for
another finds no more where this has ended, nor does exchanging several near each other.
"""

from __future__ import annotations

import math
import time
from collections import deque

import numpy as np

from hubplanner.siting.constraints import Floats
from hubplanner.siting.interchange import LEAST, Ints, Near, two_nearest
from hubplanner.siting.lagrangian import Search, solve
from hubplanner.siting.point_costs import PointCosts

PART = 300
"""So much demand is about a part, …"""

FEWEST, MOST = 3, 12
"""… of no fewer and no more sites than these."""

NODES = 10
"""So many nodes are spent on a part."""


def improve(
    costs: Floats,
    sites: Ints,
    free: Ints,
    locked: int,
    deadline: float = math.inf,
    near: Near | None = None,
    multipliers: Floats | None = None,
) -> tuple[Ints, float]:
    """Solve part by part until none is left that was changed since.

    With `multipliers` of the whole the parts begin there, where their proof often ends.
    Parameters, and what is returned, as of :func:`hubplanner.siting.interchange.interchange`.
    """
    sites = sites.copy()
    p, n = len(sites), costs.shape[1]
    size = min(max(round(PART * p / n), FEWEST), MOST, p)
    waiting = deque(range(p))
    is_waiting = np.ones(p, dtype=bool)
    first, nearest, _ = two_nearest(costs[sites])
    while waiting and time.monotonic() <= deadline:
        seed = waiting.popleft()
        is_waiting[seed] = False
        part = _around(costs, sites, first, seed, size)
        demand = np.flatnonzero(np.isin(first, part))
        useful = _useful(costs, free, demand, nearest[demand], near)
        of_part = None if multipliers is None else multipliers[demand]
        better = _solved(costs, sites, part, useful, demand, nearest, locked, deadline, of_part)
        if better is None:
            continue
        sites[part] = better
        first, nearest, _ = two_nearest(costs[sites])
        again = part[~is_waiting[part]]
        waiting.extend(again.tolist())
        is_waiting[again] = True
    return sites, float(nearest.sum())


def _around(costs: Floats, sites: Ints, first: Ints, seed: int, size: int) -> Ints:
    """Positions of this site and of those that would serve its demand best."""
    its = np.flatnonzero(first == seed)
    if not len(its):
        return np.arange(size) if seed < size else np.append(np.arange(size - 1), seed)
    near = costs[sites[:, None], its].sum(axis=1)
    near[seed] = -1.0
    return np.sort(np.argsort(near, kind="stable")[:size])


def _useful(costs: Floats, free: Ints, demand: Ints, nearest: Floats, near: Near | None) -> Ints:
    """Of the free sites those that serve some of this demand better."""
    if isinstance(costs, PointCosts):
        blocks = costs.of_demand(demand).below(free, nearest)
        useful = [start + np.unique(site) for start, _, site, _, _ in blocks]
        return free.take(np.concatenate(useful))
    if near is None:
        return free[(costs[free[:, None], demand] < nearest).any(axis=1)]
    return np.intersect1d(free, near.sites[demand][near.costs[demand] < nearest[:, None]])


def _solved(
    costs: Floats,
    sites: Ints,
    part: Ints,
    useful: Ints,
    demand: Ints,
    nearest: Floats,
    locked: int,
    deadline: float,
    multipliers: Floats | None,
) -> Ints | None:
    """Better sites for this part, in the order of its positions; None where none are found."""
    others = np.delete(sites, part)
    kept = sites[part[part < locked]]
    usable = np.concatenate([kept, np.setdiff1d(np.union1d(useful, sites[part]), [*kept, *others])])
    local = costs[usable[:, None], demand]
    if len(others):
        np.minimum(local, costs[others[:, None], demand].min(axis=0), out=local)
    now = float(nearest[demand].sum())
    search = Search(
        local, len(part), np.arange(len(kept)), np.arange(len(kept), len(usable)),
        most=NODES, again=0, deadline=deadline,
    )  # fmt: skip
    start = np.searchsorted(usable[len(kept) :], sites[part[len(kept) :]]) + len(kept)
    solve(search, start, multipliers)
    value, found = search.found[0]
    if value >= now * (1 - LEAST):
        return None
    return np.concatenate([kept, usable[[at for at in found if at >= len(kept)]]])
