"""The cost at which demand is served, as columns of a program and cuts on them.

A column :math:`\\theta_i` stands for the cost :math:`d_i` at which demand i is served, bounded from
below by the Benders cuts of the assignment problem,

.. math:: \\theta_i + \\sum_{j: c_{ij} < D} (D - c_{ij}) \\, y_j \\ge D,

for any D among the costs of row i. Those with D at the cost where the nearest sites' :math:`y`
first sum to one are the tightest (Magnanti and Wong 1981 for the cuts; Duran-Mateluna, Ales and
Elloumi 2023 for this separation in the p-median; they say what the radius formulation of García,
Labbé and Marín 2011 says, by far fewer columns). Cuts are added only where they are violated, so
that a program of n sites and m demands starts with n + m columns instead of n × m.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from hubplanner.siting.constraints import Floats
from hubplanner.siting.instance import Row

Columns = npt.NDArray[np.intp]

FIRST = 32
"""So many of the nearest sites are looked at first."""

WRONG = 1e-12
"""A cost of service that is too low by no more than this share of it is right."""


class Service:
    """Columns θ that stand for the cost at which each demand is served, and their cuts.

    `unserved` is what it costs not to be served at all, where that is allowed; `sites` are the
    program's columns that those of the costs are about.
    """

    def __init__(
        self,
        costs: Floats,
        columns: Columns,
        unserved: float | None,
        known: dict[tuple[int, float], None],
        sites: Columns,
    ):
        self.columns = columns
        self.unserved = unserved
        self._known = known
        self.costs, self.sites = costs, sites
        order = np.argsort(costs, axis=1, kind="stable")
        self._order = sites[order]
        self._sorted = np.take_along_axis(costs, order, axis=1)
        self._reachable = np.isfinite(self._sorted).sum(axis=1)
        self._scale = np.where(
            self._reachable > 0,
            self._sorted[np.arange(len(costs)), self._reachable - 1],
            0.0,
        )

    def violated(self, y: Floats, theta: Floats, share: float) -> list[Row]:
        """For each demand whose θ is below the cost at which y serves it, the tightest cut.

        A cut that the program holds already is not given again: HiGHS satisfies it as well as it
        can.
        """
        wanted: list[tuple[int, float]] = []
        left, width = np.flatnonzero(self._reachable), min(FIRST, self._order.shape[1])
        while len(left):
            # Most demand is served by sites that are near: only for the rest one looks farther.
            at, sorted_ = self._order[left, :width], self._sorted[left, :width]
            near = y[at]
            # The first position at which the nearest sites sum to one; the farthest if none does.
            last = (np.cumsum(near, axis=1) < 1 - 1e-9).sum(axis=1)
            done = (last < width) | (width == self._order.shape[1])
            reach = self._reach(left, last)
            with np.errstate(invalid="ignore"):
                held = np.where(near > 0, np.maximum(reach[:, None] - sorted_, 0.0) * near, 0.0)
            short = reach - held.sum(axis=1) - theta[left]
            wrong = short > np.maximum(share * self._scale[left], WRONG * reach)
            wrong &= done
            wanted += zip(left[wrong].tolist(), reach[wrong].tolist(), strict=True)
            left, width = left[~done], min(4 * width, self._order.shape[1])
        new = sorted(key for key in wanted if key not in self._known)
        self._known.update(dict.fromkeys(new))
        return [self._cut(*key) for key in new]

    def forget(self, cuts: Iterable[Row]) -> None:
        """These cuts are held no longer, and may be violated again."""
        for cut in cuts:
            self._known.pop((int(cut.columns[-1] - self.columns[0]), cut.lower), None)

    def remembered(self) -> list[Row]:
        """The cuts that were needed before, but for those of costs that none of these can have."""
        most = math.inf if self.unserved is None else self.unserved
        return [
            self._cut(i, reach)
            for i, reach in self._known
            if i < len(self.columns) and reach <= most
        ]

    def _reach(self, rows: Columns, last: Columns) -> Floats:
        """D of each of these demands where its sites up to this position sum to one."""
        reachable = self._reachable[rows]
        farthest = self._sorted[rows, np.minimum(last, reachable - 1)]
        beyond = farthest if self.unserved is None else self.unserved
        reach: Floats = np.where(last < reachable, farthest, beyond)
        return reach

    def _cut(self, i: int, reach: float) -> Row:
        nearer = int(np.searchsorted(self._sorted[i], reach, side="left"))
        return Row(
            np.append(self._order[i, :nearer], self.columns[i]),
            np.append(reach - self._sorted[i, :nearer], 1.0),
            float(reach),
            math.inf,
        )
