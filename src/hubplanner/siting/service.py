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

import numpy as np
import numpy.typing as npt

from hubplanner.siting.constraints import Floats
from hubplanner.siting.instance import Row

Columns = npt.NDArray[np.intp]

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
        before = np.cumsum(y[self._order], axis=1)
        # The first position at which the nearest sites sum to one; the farthest where none does.
        last = (before < 1 - 1e-9).sum(axis=1)
        rows = []
        for i in np.flatnonzero(self._reachable).tolist():
            reach = self._reach(i, int(last[i]))
            nearer = min(int(last[i]), int(self._reachable[i]))
            held = (reach - self._sorted[i, :nearer]) @ y[self._order[i, :nearer]]
            short = reach - held - theta[i]
            key = (i, reach)
            if short > max(share * self._scale[i], WRONG * reach) and key not in self._known:
                self._known[key] = None
                rows.append(self._cut(*key))
        return rows

    def remembered(self) -> list[Row]:
        """The cuts that were needed before, but for those of costs that none of these can have."""
        most = math.inf if self.unserved is None else self.unserved
        return [
            self._cut(i, reach)
            for i, reach in self._known
            if i < len(self.columns) and reach <= most
        ]

    def _reach(self, i: int, last: int) -> float:
        if last < self._reachable[i]:
            return float(self._sorted[i, last])
        if self.unserved is not None:
            return self.unserved
        return float(self._sorted[i, self._reachable[i] - 1])

    def _cut(self, i: int, reach: float) -> Row:
        nearer = int(np.searchsorted(self._sorted[i], reach, side="left"))
        return Row(
            np.append(self._order[i, :nearer], self.columns[i]),
            np.append(reach - self._sorted[i, :nearer], 1.0),
            float(reach),
            math.inf,
        )
