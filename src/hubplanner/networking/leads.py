"""One lead hub for each institution: a min-cost flow, not nearest-first."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pandas as pd

ALWAYS_LED = ("technopark", "ccei")
"""Kinds that the brief re-casts to local support under a hub, each balanced on its own."""


def lead_hubs(
    minutes: pd.DataFrame,
    same_province: pd.DataFrame,
    kinds: pd.Series[str],
    *,
    limit: float,
    balance: float,
) -> tuple[pd.Series[str], int]:
    """Lead hub of each technopark and CCEI, and how many of a kind one hub may lead.

    A hub leads nobody beyond the limit. Where hubs of an institution's own province are within it,
    one of them leads it. So told, total minutes are least. The capacity is that of
    :func:`balanced_capacity`, raised by as little as gives a lead to all that may have one.

    Parameters
    ----------
    minutes, same_province
        Hub × institution: travel time, and whether both lie in one province of today.
    kinds
        Kind by institution.
    limit
        Minutes.
    balance
        The scenario's ``lead_balance``.

    Returns
    -------
    leads : Series
        Hub by institution; those without a hub near enough are absent.
    capacity : int
        The larger of both kinds'.
    """
    found, most = [pd.Series(dtype=str)], 0
    for kind in ALWAYS_LED:
        members = kinds.index[kinds == kind]
        at_home = same_province[members].to_numpy(bool)
        costs = lead_costs(minutes[members].to_numpy(float), at_home, limit).T
        near = np.flatnonzero(np.isfinite(costs).any(axis=1))
        if not near.size:
            continue
        members, costs = members[near], costs[near]
        capacity = balanced_capacity(len(members), len(minutes), balance)
        while (columns := _flow(costs, capacity)) is None:
            capacity += 1
        found.append(pd.Series(minutes.index[columns], index=members))
        most = max(most, capacity)
    return pd.concat(found), most


def lead_costs(
    minutes: npt.NDArray[np.float64], same_province: npt.NDArray[np.bool_], limit: float
) -> npt.NDArray[np.float64]:
    """Hub × institution: minutes, infinite where the hub may not lead the institution.

    >>> lead_costs(np.array([[30.0], [10.0], [90.0]]), np.array([[True], [False], [True]]), 60)
    array([[30.],
           [inf],
           [inf]])
    """
    near = minutes <= limit
    at_home = near & same_province
    return np.where(np.where(at_home.any(axis=0), at_home, near), minutes, np.inf)


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
        \sum_j x_{ij} = 1 \;\forall i, \quad \sum_i x_{ij} \le u \;\forall j, \quad x_{ij} \ge 0,
        \quad x_{ij} = 0 \text{ where } c_{ij} = \infty

    a transportation problem, whose vertices are integer. Solved as a min-cost flow by successive
    shortest paths (Ford and Fulkerson 1962; Ahuja, Magnanti and Orlin 1993, ch. 9): institutions
    join one by one, each along the cheapest path of moves from hub to hub that ends at one with
    room. As only hubs lie between, a path is found by Bellman–Ford on hubs × hubs.

    Parameters
    ----------
    cost
        Institution × hub: minutes, infinite where the hub may not lead the institution.
    capacity
        Most institutions of one hub.

    Returns
    -------
    array of int
        Column of the hub, by institution; −1 where none may lead it.

    Raises
    ------
    ValueError
        When the hubs have too little room, or a cost is not a number.

    Examples
    --------
    >>> assign_leads([[1, 5], [2, 3], [9, 12]], 2).tolist()
    [0, 1, 0]
    >>> assign_leads([[1, float("inf")], [float("inf"), float("inf")]], 1).tolist()
    [0, -1]
    """
    costs = np.asarray(cost, dtype=float)
    if np.isnan(costs).any() or np.isneginf(costs).any():
        raise ValueError("cost must be finite, or infinite where no lead is allowed")
    lead = _flow(costs, capacity)
    if lead is None:
        institutions, hubs = costs.shape
        raise ValueError(f"{hubs} hubs of {capacity} cannot lead {institutions} institutions")
    return lead


def _flow(costs: npt.NDArray[np.float64], capacity: int) -> npt.NDArray[np.int64] | None:
    """The leads of :func:`assign_leads`; None where there is too little room."""
    lead = np.full(len(costs), -1)
    load = np.zeros(costs.shape[1], dtype=int)
    for newcomer in np.flatnonzero(np.isfinite(costs).any(axis=1)):
        if not _admit(int(newcomer), costs, lead, load, capacity):
            return None
    return lead


def _admit(
    newcomer: int,
    costs: npt.NDArray[np.float64],
    lead: npt.NDArray[np.int64],
    load: npt.NDArray[np.int64],
    capacity: int,
) -> bool:
    """Give the newcomer a lead, moving others where need be; False where nobody can make room."""
    distance = costs[newcomer].copy()
    if load[best := int(distance.argmin())] < capacity:
        lead[newcomer] = best
        load[best] += 1
        return True
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
    if load[hub] >= capacity or np.isinf(distance[hub]):
        return False
    load[hub] += 1
    while came_from[hub] >= 0:
        before = int(came_from[hub])
        lead[mover[before, hub]] = hub
        hub = before
    lead[newcomer] = hub
    return True


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
