"""One lead hub for each institution: a min-cost flow, not nearest-first."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt


def balanced_capacity(institutions: int, hubs: int, balance: float) -> int:
    """Most institutions that one hub may lead: `balance` times the even share, rounded up.

    >>> balanced_capacity(38, 6, 1.5)
    10
    """
    return max(math.ceil(institutions / hubs), math.ceil(balance * institutions / hubs))


def assign_leads(cost: npt.ArrayLike, capacity: int) -> npt.NDArray[np.int64]:
    r"""The hub of each institution, so that total cost is least and no hub leads too many.

    .. math::
        \min \sum_{ij} c_{ij} x_{ij} \quad\text{s.t.}\quad
        \sum_j x_{ij} = 1 \;\forall i, \quad \sum_i x_{ij} \le u \;\forall j, \quad x_{ij} \ge 0

    a transportation problem, whose vertices are integer. Solved as a min-cost flow by successive
    shortest paths (Ford and Fulkerson 1962; Ahuja, Magnanti and Orlin 1993, ch. 9): institutions
    join one by one, each along the cheapest path of moves from hub to hub that ends at one with
    room. As only hubs lie between, a path is found by Bellman–Ford on hubs × hubs.

    Parameters
    ----------
    cost
        Institution × hub, finite: minutes.
    capacity
        Most institutions of one hub.

    Returns
    -------
    array of int
        Column of the hub, by institution.

    Raises
    ------
    ValueError
        When all hubs together have too little room, or a cost is not finite.

    Examples
    --------
    >>> assign_leads([[1, 5], [2, 3], [9, 12]], 2).tolist()
    [0, 1, 0]
    """
    costs = np.asarray(cost, dtype=float)
    if not np.isfinite(costs).all():
        raise ValueError("cost must be finite")
    institutions, hubs = costs.shape
    if capacity * hubs < institutions:
        raise ValueError(f"{hubs} hubs of {capacity} cannot lead {institutions} institutions")
    lead = np.full(institutions, -1)
    load = np.zeros(hubs, dtype=int)
    for newcomer in range(institutions):
        _admit(newcomer, costs, lead, load, capacity)
    return lead


def _admit(
    newcomer: int,
    costs: npt.NDArray[np.float64],
    lead: npt.NDArray[np.int64],
    load: npt.NDArray[np.int64],
    capacity: int,
) -> None:
    distance = costs[newcomer].copy()
    if load[best := int(distance.argmin())] < capacity:
        lead[newcomer] = best
        load[best] += 1
        return
    move, mover = _cheapest_moves(costs, lead)
    came_from = np.full(len(load), -1)
    for _ in range(len(load)):
        through = distance[:, None] + move
        via = through.argmin(axis=0)
        shorter = through[via, np.arange(len(load))] < distance - 1e-12
        if not shorter.any():
            break
        distance[shorter] = through[via, np.arange(len(load))][shorter]
        came_from[shorter] = via[shorter]
    hub = int(np.where(load < capacity, distance, np.inf).argmin())
    load[hub] += 1
    while came_from[hub] >= 0:
        before = int(came_from[hub])
        lead[mover[before, hub]] = hub
        hub = before
    lead[newcomer] = hub


def _cheapest_moves(
    costs: npt.NDArray[np.float64], lead: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    """From hub to hub: the least extra cost of moving one institution, and which one."""
    hubs = costs.shape[1]
    move = np.full((hubs, hubs), np.inf)
    mover = np.full((hubs, hubs), -1)
    for hub in range(hubs):
        led = np.flatnonzero(lead == hub)
        if led.size:
            extra = costs[led] - costs[led, hub][:, None]
            mover[hub] = led[extra.argmin(axis=0)]
            move[hub] = extra.min(axis=0)
    np.fill_diagonal(move, np.inf)
    return move, mover
