"""Cuts on a part of the demand of a p-median, from the part's own integer optimum.

Where a relaxation is fractional it is so in places: a few sites share the demand around them. The
rows of that demand, added up with their multipliers :math:`\\pi`, give

.. math:: \\sum_{i \\in D} \\alpha_i \\theta_i + \\sum_j f_j y_j \\ge v,

whose left side is what serving D costs where site j costs :math:`f_j` to open: an uncapacitated
facility location problem of its own, small enough to be solved. Its optimum may stand for v, which
holds for all whole choices and cuts off the fractional one: a Lagrangian cut, as Rahmaniani, Ahmed,
Crainic, Gendreau and Rei (2020) strengthen Benders cuts.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from hubplanner.siting.constraints import Constraints, Floats
from hubplanner.siting.instance import Instance, Row
from hubplanner.siting.integer_program import Linear, Program, opened
from hubplanner.siting.interchange import Ints
from hubplanner.siting.relaxation import Relaxation

WIDE = 200
"""A part of more demand than this is not worth solving."""

FRACTION = 1e-6
"""What is nearer than this to 0 or 1 is whole."""

RAISED = 1e-4
"""A cut must raise v by this share of the cost of a site."""


class LocalCuts:
    """The cuts of a relaxation whose first columns are sites and whose others are costs of service.

    Parameters
    ----------
    costs
        Demand × site, finite.
    lp
        The relaxation, one column for each site, then one for each demand.
    """

    def __init__(self, costs: Floats, lp: Relaxation, deadline: float):
        self._costs, self._lp, self._deadline = costs, lp, deadline
        self._tried: set[bytes] = set()

    def violated(self, y: Floats) -> list[Row]:
        """Cuts that cut off the last solution of the relaxation."""
        served = self._served()
        found = []
        for part in self._parts(y, served):
            key = part.tobytes()
            if key in self._tried:
                continue
            row = self._cut(part, served)
            if row is None:
                self._tried.add(key)
            else:
                found.append(row)
        return found

    def _served(self) -> tuple[Floats, Floats]:
        """Of each demand's own rows, added up with their multipliers: values at sites, at θ."""
        n, m = self._costs.shape
        row, column, value = self._lp.held
        is_theta = (column >= m) & (column < m + n)
        count = np.bincount(row[is_theta], minlength=row[-1] + 1)
        demand = np.zeros(len(count), dtype=np.intp)
        demand[row[is_theta]] = column[is_theta] - m
        own = count[row] == 1
        at_sites, at_theta = own & (column < m), own & is_theta
        where = demand[row[at_sites]] * m + column[at_sites]
        sites = np.bincount(where, value[at_sites], n * m).astype(float)
        theta = np.bincount(demand[row[at_theta]], value[at_theta], n).astype(float)
        return sites.reshape(n, m), theta

    def _parts(self, y: Floats, served: tuple[Floats, Floats]) -> Iterator[Ints]:
        """Demand that is served by the same fractional sites, and by sites in common with these."""
        sites, _ = served
        uses = sites > 0
        left = (y > FRACTION) & (y < 1 - FRACTION)
        while left.any():
            part = np.zeros(len(y), dtype=bool)
            part[np.flatnonzero(left)[0]] = True
            while True:
                demand = uses[:, part].any(axis=1)
                grown = part | (left & uses[demand].any(axis=0))
                if (grown == part).all():
                    break
                part = grown
            left &= ~part
            if demand.sum() <= WIDE:
                wider = uses[:, uses[demand].any(axis=0) & (y > FRACTION)].any(axis=1)
                yield np.flatnonzero(wider if wider.sum() <= WIDE else demand)

    def _cut(self, part: Ints, served: tuple[Floats, Floats]) -> Row | None:
        sites, theta = served
        m = self._costs.shape[1]
        part = part[theta[part] > 0]
        fixed = sites[part].sum(axis=0)
        taking = np.flatnonzero(fixed > 0)
        may = self._lp.upper[:m] > 0
        inside = taking[may[taking]]
        others = np.flatnonzero(may & (fixed <= 0))
        unserved = self._costs[part][:, others].min(axis=1, initial=math.inf)
        if not len(inside) or not np.isfinite(unserved).all():
            return None
        alpha = theta[part]
        costs = np.column_stack([self._costs[np.ix_(part, inside)], unserved])
        optimum = _optimum(costs, alpha, np.append(fixed[inside], 0.0), self._deadline)
        values = self._lp.values
        columns = np.concatenate([inside, m + part])
        weights = np.concatenate([fixed[inside], alpha])
        now = float(weights @ values[columns])
        if optimum - now <= RAISED * fixed[inside].max():
            return None
        return Row(columns, weights, optimum, math.inf)


def _optimum(costs: Floats, weights: Floats, opening: Floats, deadline: float) -> float:
    """What it costs at least to open sites and serve all, the last site open already."""
    last = len(opening) - 1
    instance = Instance.checked(costs, None, weights, Constraints(required=[last]))
    program = Program(instance)
    program.minimise(Linear(program.service(), weights))
    program.minimise(Linear(np.arange(len(opening)), opening))

    def judged(values: Floats) -> float:
        sites = opened(values, len(opening))
        served = weights * costs[:, list(sites)].min(axis=1)
        return math.fsum([*served.tolist(), *opening[list(sites)].tolist()])

    return program.solve(deadline=deadline, judge=judged).bound
