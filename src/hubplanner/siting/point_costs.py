"""Costs between points, worked out where they are looked at: of many points no matrix fits.

Points are kept in an order in which neighbours lie together, so that a block of sites is a small
box, and demand farther from the box than it would pay is left out without a look.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from copy import copy
from typing import Any

import numpy as np
import numpy.typing as npt

from hubplanner.siting.constraints import Floats

Ints = npt.NDArray[np.intp]

ROWS = 32
"""So many neighbouring sites are looked at together."""

MARGIN = 1e-9
"""The share by which rounding may mistake the distance of a box, and far more."""


class PointCosts:
    """Weighted Euclidean costs, site × demand, indexed as the matrix that it stands for.

    A cost is rounded the same way wherever it is worked out.

    Parameters
    ----------
    sites, demand
        Coordinates, point × 2; neighbours together (see :func:`cells`).
    weights
        One for each demand.
    rounded_down
        Whether distances are rounded down to whole ones.
    """

    def __init__(self, sites: Floats, demand: Floats, weights: Floats, rounded_down: bool):
        self._sites = np.ascontiguousarray(sites.T)
        self._demand = np.ascontiguousarray(demand.T)
        self._weights = weights
        self._weighs = bool((weights != 1).any())
        self._rounded_down = rounded_down
        self.shape = (len(sites), len(demand))
        self.size = len(sites) * len(demand)
        low = np.minimum(sites.min(axis=0), demand.min(axis=0))
        high = np.maximum(sites.max(axis=0), demand.max(axis=0))
        self.farthest = weights * (math.hypot(*(high - low)) * (1 + MARGIN) + MARGIN)
        self.are_whole = rounded_down and bool((weights == np.floor(weights)).all())

    def __len__(self) -> int:
        return self.shape[0]

    def __getitem__(self, key: Any) -> Floats:
        if isinstance(key, tuple):
            sites, demand = key
            return self._between(self._sites[:, sites], demand)
        at = self._sites[:, key]
        return self._between(at[..., None], slice(None))

    def _between(self, at: Floats, demand: Any) -> Floats:
        there = self._demand[:, demand]
        costs: Floats = at[0] - there[0]
        costs *= costs
        across = at[1] - there[1]
        across *= across
        costs += across
        np.sqrt(costs, out=costs)
        if self._rounded_down:
            np.floor(costs, out=costs)
        if self._weighs:
            costs *= self._weights[demand]
        return costs

    def of_demand(self, demand: Ints) -> PointCosts:
        """The costs of this demand alone."""
        some = copy(self)
        some._demand, some._weights = self._demand[:, demand], self._weights[demand]
        some.farthest = self.farthest[demand]
        some.shape = (self.shape[0], len(demand))
        some.size = self.shape[0] * len(demand)
        return some

    def below(self, sites: Ints, limits: Floats) -> Iterator[tuple[int, int, Ints, Ints, Floats]]:
        """Pairs that cost less than the demand's limit, block by block of these sites.

        Each block: the position of its first site, how many sites it has, and of each pair the
        site as a position in the block, the demand and the cost.
        """
        with np.errstate(divide="ignore", invalid="ignore"):
            reach = np.where(limits > 0, limits * (1 + MARGIN) / self._weights, 0.0)
        reach += MARGIN * reach + float(self._rounded_down)
        reach *= reach
        x, y = self._demand
        for start in range(0, len(sites), ROWS):
            rows = sites[start : start + ROWS]
            here = self._sites[:, rows]
            (left, bottom), (right, top) = here.min(axis=1), here.max(axis=1)
            aside = np.maximum(np.maximum(left - x, x - right), 0.0)
            above = np.maximum(np.maximum(bottom - y, y - top), 0.0)
            near = np.flatnonzero(aside * aside + above * above <= reach)
            part = self._between(here[..., None], near)
            at = np.flatnonzero(part < limits[near])
            site, k = np.divmod(at, max(len(near), 1))
            yield start, len(rows), site, near[k], part.ravel()[at]


def cells(at: Floats, most: int) -> list[Ints]:
    """Points in cells of at most so many, halved across their longer side, neighbours in turn.

    Examples
    --------
    >>> [cell.tolist() for cell in cells(np.array([[0.0, 0], [9, 0], [1, 0], [8, 1]]), 2)]
    [[0, 2], [3, 1]]
    """
    waiting, done = [np.arange(len(at))], []
    while waiting:
        part = waiting.pop()
        if len(part) <= most:
            done.append(part)
            continue
        along = at[part, int(np.argmax(np.ptp(at[part], axis=0)))]
        halves = part[np.argsort(along, kind="stable")]
        waiting += [halves[len(part) // 2 :], halves[: len(part) // 2]]
    return done
