"""Multipliers for several draws of weights at once, by subgradient steps in lockstep.

Of draws on one matrix the Lagrangian relaxations (:mod:`hubplanner.siting.lagrangian`) differ in
the weights alone: by unit of weight :math:`w_i` a multiplier is :math:`\\mu_i = \\lambda_i / w_i`,
and what ranks the sites is :math:`\\sum_i w_i \\min(c_{ij}, \\mu_i)`, for which all draws share one
matrix of costs. So a round of several draws takes as many calls as that of one. Single precision is
enough, as nothing is proven here: the multipliers are no more than where a proof begins.
"""

from __future__ import annotations

import math
import time

import numpy as np
import numpy.typing as npt

from hubplanner.siting.constraints import Floats
from hubplanner.siting.interchange import Ints
from hubplanner.siting.lagrangian import GAIN, PATIENCE

Singles = npt.NDArray[np.float32]

ROUNDS = 30
"""Rounds of the relaxation at most; by then of the matrices of most draws little is left, …"""

CLOSE = 1e-4
"""… as of those of half of them when their gaps are no larger a share of what the sites cost."""

CHEAPER = 1e-6
"""Single precision tells costs apart that differ by more than this share."""


class Lockstep:
    """The relaxations of some sites' costs, for several draws of weights at once.

    Parameters
    ----------
    costs
        Site × demand, finite, not negative.
    locked
        The first so many sites are in every choice.
    draws
        At most so many at once.
    """

    def __init__(self, costs: Floats, locked: int, draws: int):
        # In units in which nothing is above 1, as single precision ends at 1e38.
        self._unit = float(costs.max(initial=0.0)) or 1.0
        self._costs = (costs / self._unit).astype(np.float32)
        self._locked = locked
        self._lower = np.empty((draws, *costs.shape), dtype=np.float32)

    def raised(
        self, weights: Floats, sites: Ints, each: Floats, deadline: float = math.inf
    ) -> tuple[Ints, Floats]:
        """Sites no dearer, as good as the relaxations' own, and multipliers that lift their bounds.

        Parameters
        ----------
        weights
            Draw × demand.
        sites
            Draw × position: good ones, with those that are locked among them.
        each
            Multipliers by unit of weight, to begin with.
        """
        sizes = weights.max(axis=1, initial=0.0, keepdims=True)
        sizes = np.where(sizes > 0, sizes, 1.0)
        best = _Best(self._costs, weights / sizes, sites)
        multipliers = self._ascended(best, each / self._unit, deadline)
        return best.sites, multipliers * (weights * self._unit)

    def _ascended(self, best: _Best, each: Floats, deadline: float) -> Floats:
        """The steps of :func:`hubplanner.siting.lagrangian.ascend`, boxed, by unit of weight."""
        weights = best.weights
        now = np.clip(each, best.low, best.high)
        sizes = weights * now
        scale = np.maximum(sizes, 0.01 * sizes.mean(axis=1, keepdims=True))
        scale_each = np.divide(scale, weights, out=np.zeros_like(weights), where=weights > 0)
        gaps, pace = np.full(len(weights), math.inf), np.full(len(weights), 1.5)
        highest, quiet = now.copy(), np.zeros(len(weights), dtype=int)
        direction = np.zeros_like(weights)
        for _ in range(ROUNDS):
            is_close = gaps <= CLOSE * best.values
            if 2 * np.count_nonzero(is_close) > len(gaps) or time.monotonic() > deadline:
                break
            gap, slope, less = self._relaxed(now, best)
            gaps -= less
            quiet = np.where(gap < (1 - GAIN) * gaps, 0, quiet + 1)
            is_higher = gap < gaps
            gaps[is_higher], highest[is_higher] = gap[is_higher], now[is_higher]
            is_tired = quiet >= PATIENCE
            pace[is_tired] *= 0.7
            quiet[is_tired], now[is_tired], direction[is_tired] = 0, highest[is_tired], 0.0
            direction *= 0.7
            direction += slope
            length = np.einsum("ij,ij,ij->i", direction, direction, scale)
            ratio = pace * np.maximum(gap, 0) / np.where(length > 0, length, 1.0)
            step = direction * scale_each
            step *= ratio[:, None]
            step += now
            now = np.clip(step, best.low, best.high, out=step)
        return highest

    def _relaxed(self, multipliers: Floats, best: _Best) -> tuple[Floats, Floats, Floats]:
        """How far bounds are below the best sites' costs, their slopes, how much these fell."""
        each = multipliers.astype(np.float32)[:, None]
        lower = np.minimum(self._costs, each, out=self._lower[: len(each)])
        keys = np.matmul(lower, best.column)[:, :, 0]
        at_best = np.take_along_axis(keys, best.sites, axis=1).sum(axis=1, dtype=float)
        p = best.sites.shape[1]
        order = keys
        if self._locked:
            order = keys.copy()
            order[:, : self._locked] = -math.inf
        chosen = order.argpartition(p - 1, axis=1)[:, :p]
        # In the box the best sites' bound is what they cost.
        gap = at_best - np.take_along_axis(keys, chosen, axis=1).sum(axis=1, dtype=float)
        rows = self._costs[chosen]
        users = np.add.reduce((rows < each).view(np.uint8), axis=1, dtype=np.intp)
        less = best.offer(chosen, rows)
        return gap - less, 1.0 - users, less


class _Best:
    """The cheapest sites known of each draw, and the box of what demand pays there.

    The box is from its nearest to its second nearest site: see
    :func:`hubplanner.siting.lagrangian.solve`.
    """

    def __init__(self, costs: Singles, weights: Floats, sites: Ints):
        self.weights, self.column = weights, weights.astype(np.float32)[:, :, None]
        self.sites = sites.copy()
        self.low, self.high = np.empty_like(weights), np.empty_like(weights)
        self.values = np.full(len(weights), math.inf)
        self.offer(sites, costs[sites])

    def offer(self, sites: Ints, rows: Singles) -> Floats:
        """Keep those that cost less; how much less."""
        values = np.einsum("ij,ij->i", self.weights, rows.min(axis=1))
        is_cheaper = values < (1 - CHEAPER) * self.values
        less = np.where(is_cheaper, self.values - values, 0.0)
        at = np.flatnonzero(is_cheaper)
        if len(at):
            self.sites[at], self.values[at] = sites[at], values[at]
            rows = rows[at]
            two = np.partition(rows, 1, axis=1) if rows.shape[1] > 1 else rows
            self.low[at] = two[:, 0]
            self.high[at] = two[:, 1] if rows.shape[1] > 1 else 1.0
        return less
