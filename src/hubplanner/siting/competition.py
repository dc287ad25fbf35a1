"""Sites among competitors: maximal capture and market share."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Unpack

import numpy as np
import numpy.typing as npt

from hubplanner.siting.benders_cuts import Columns
from hubplanner.siting.constraints import ConstraintKeywords, Constraints, Floats, refuse_limits
from hubplanner.siting.instance import Instance, Row, vector
from hubplanner.siting.integer_program import Linear, Program
from hubplanner.siting.objectives import CoveredWeight
from hubplanner.siting.optimise import optimise
from hubplanner.siting.solution import Solution

ROUNDED = 2.0**-49
"""A cut is weakened by this share, so that no rounding makes it cut off what is possible."""

NEARLY = 0.05
"""Sites that are open by more than this are tried as a set."""


def maximal_capture(
    cost: npt.ArrayLike,
    p: int,
    rival_cost: npt.ArrayLike,
    *,
    weights: npt.ArrayLike | None = None,
    **constraints: Unpack[ConstraintKeywords],
) -> Solution:
    r"""Choose p sites so that they capture as much weight from competitors as can be.

    .. math::
        \max \sum_i w_i \max_{j: y_j = 1} g_{ij}, \quad
        g_{ij} = 1 \text{ if } c_{ij} < b_i, \;\tfrac12 \text{ if } c_{ij} = b_i, \;\text{else } 0

    with the cost :math:`b_i` of demand i's nearest competitor: the maximum capture problem (MAXCAP;
    ReVelle 1986), in which demand goes to the nearest facility and is shared where two are equally
    near.

    Parameters
    ----------
    cost
        Demand × site, non-negative; infinite where a site cannot serve a demand.
    p
        Number of sites to open.
    rival_cost
        One for each demand: that of its nearest competitor; infinite where it has none.
    weights
        One per demand row, non-negative; 1 for all where omitted.

    Raises
    ------
    ValueError
        When shapes, values or p are out of range.

    Examples
    --------
    >>> cost = [[0, 4, 9], [4, 0, 5], [9, 5, 0]]
    >>> solution = maximal_capture(cost, 1, [1, 4, 5], weights=[1, 2, 1])
    >>> solution.sites, solution.objective
    ((1,), 2.5)
    """
    instance = Instance.checked(cost, p, weights, Constraints(**constraints), serves_all=False)
    return solve_maximal_capture(instance, rival_cost)


def solve_maximal_capture(instance: Instance, rival_cost: npt.ArrayLike | None) -> Solution:
    """The sites that capture most."""
    return optimise("maximal capture", instance, [(captured(instance, rival_cost), 1.0)])


def captured(instance: Instance, rival_cost: npt.ArrayLike | None) -> CoveredWeight:
    """The weight that sites capture."""
    rival = vector(rival_cost, instance.shape[0], math.inf, "rival_cost", infinite=True)[:, None]
    nearer = np.where(instance.costs < rival, 1.0, np.where(instance.costs == rival, 0.5, 0.0))
    return CoveredWeight(degree=np.where(np.isfinite(instance.costs), nearer, 0.0))


def market_share(
    attraction: npt.ArrayLike,
    p: int,
    rival_attraction: npt.ArrayLike,
    *,
    weights: npt.ArrayLike | None = None,
    **constraints: Unpack[ConstraintKeywords],
) -> Solution:
    r"""Choose p sites so that their share of the market by Huff's rule is highest.

    .. math::
        \max \sum_i w_i \frac{\sum_j a_{ij} y_j}{\sum_j a_{ij} y_j + r_i} \quad\text{s.t.}\quad
        \sum_j y_j = p, \quad y_j \in \{0, 1\}

    with the attraction :math:`a_{ij}` of site j for demand i (its size by a power of the distance,
    say) and :math:`r_i` that of all competitors together (Huff 1964; Benati and Hansen 2002). What
    competitors keep, :math:`r / (u + r)`, is convex in u and supermodular in the sites: it is
    bounded from below by tangents and submodular cuts that are added where they are violated
    (Ljubić and Moreno 2018).

    Parameters
    ----------
    attraction
        Demand × site, finite and non-negative.
    p
        Number of sites to open.
    rival_attraction
        One for each demand, finite and non-negative; where it is 0 any attraction has all.
    weights
        One per demand row: what it buys; 1 for all where omitted.
    constraints
        See :class:`hubplanner.siting.Constraints`; ``limit`` and ``equity`` are about costs and
        don't go with it.

    Returns
    -------
    Solution
        Its ``assignment`` is empty, as every site has a share of every demand.

    Raises
    ------
    ValueError
        When shapes, values or p are out of range.

    Examples
    --------
    >>> solution = market_share([[4, 1], [1, 2]], 1, [4, 1], weights=[10, 1])
    >>> solution.sites, solution.objective
    ((0,), 5.5)
    """
    refuse_limits(constraints, "market_share")
    side = Constraints(**constraints)
    instance = Instance.checked(attraction, p, weights, side, serves_all=False)
    return solve_market_share(instance, rival_attraction)


def solve_market_share(instance: Instance, rival_attraction: npt.ArrayLike | None) -> Solution:
    """The sites whose share is highest, of an instance whose costs are attractions."""
    if not np.isfinite(instance.costs).all():
        raise ValueError("attraction must be finite and non-negative")
    rival = vector(rival_attraction, instance.shape[0], 0.0, "rival_attraction")
    solution = optimise("market share", instance, [(MarketShare(tuple(rival.tolist())), 1.0)])
    return replace(solution, assignment=())


@dataclass(frozen=True)
class MarketShare:
    """Weight × share of the market, on an instance whose costs are attractions: more is better.

    Attributes
    ----------
    rival
        Attraction of all competitors together, for each demand.
    """

    rival: tuple[float, ...]

    maximised: ClassVar[bool] = True

    def value(self, instance: Instance, sites: Sequence[int]) -> float:
        own = [math.fsum(row) for row in instance.costs[:, list(sites)]]
        return math.fsum(
            weight * u / (u + rival)
            for weight, u, rival in zip(instance.weights, own, self.rival, strict=True)
            if u > 0
        )

    def express(self, program: Program) -> Linear:
        """The negative of it, as a program minimises: what competitors keep, less all."""
        instance = program.instance
        kept = program.add_columns(instance.shape[0], upper=1.0)
        program.cut_by(KeptShares(instance.costs, np.array(self.rival), kept))
        return Linear(kept, instance.weights, -math.fsum(instance.weights))

    def is_whole(self, instance: Instance) -> bool:
        return False


class KeptShares:
    """Columns that are no less than what competitors keep, r / (u + r), by two kinds of cuts.

    Tangents of that curve at the u that were met; and, where sites attract much at once, cuts of
    the set S of sites that are most open, which hold as the gain of a site, :math:`\\rho_j`, is
    the less the more there are (submodularity; Nemhauser and Wolsey 1981):
    :math:`b + \\sum_{j \\notin S} \\rho_j(S) y_j + \\sum_{j \\in S} \\rho_j(N - j) (y_j - 1)
    \\ge r / (u_S + r)`. The better one is given. Where r is 0, competitors keep all unless
    anything is open that attracts.
    """

    def __init__(self, attraction: Floats, rival: Floats, columns: Columns):
        self._attraction, self._rival, self._columns = attraction, rival, columns
        whole = attraction.sum(axis=1, keepdims=True)
        self._last_gain = np.maximum(self._kept(whole - attraction) - self._kept(whole), 0.0)
        self._known: dict[tuple[int, float | tuple[int, ...]], Row] = {}
        for i in range(len(columns)):
            self._known[i, ()] = self._of_set(i, ())

    def _kept(self, own: Floats) -> Floats:
        rival = self._rival.reshape(-1, *[1] * (own.ndim - 1))
        total = own + rival
        return np.divide(rival, total, out=np.ones_like(total), where=total > 0)

    def violated(self, values: Floats, share: float) -> list[Row]:
        """Cuts that these values of a program's columns violate by more than this share."""
        y = values[: self._attraction.shape[1]]
        own = self._attraction @ y
        order = np.argsort(-y, kind="stable")
        sets = [tuple(sorted(order[:k].tolist())) for k in range(int((y > NEARLY).sum()) + 1)]
        bounds = np.stack([self._kept(own), *(self._by_set(one, y) for one in sets)])
        best = bounds.argmax(axis=0)
        short = bounds.max(axis=0) - values[self._columns]
        rows = []
        for i in np.flatnonzero((short > max(share, 1e-12)) & (self._rival > 0)).tolist():
            at = sets[best[i] - 1] if best[i] else float(own[i])
            if (i, at) not in self._known:
                row = self._of_set(i, at) if isinstance(at, tuple) else self._tangent(i, at)
                self._known[i, at] = row
                rows.append(row)
        return rows

    def remembered(self) -> list[Row]:
        """Those met so far, and those of no site."""
        return list(self._known.values())

    def _gains(self, chosen: tuple[int, ...]) -> tuple[Floats, Floats]:
        """What is kept where these are open, and how much less each site leaves."""
        of = self._attraction[:, list(chosen)].sum(axis=1, keepdims=True)
        kept = self._kept(of)
        gains = kept - self._kept(of + self._attraction)
        gains[:, list(chosen)] = self._last_gain[:, list(chosen)]
        return kept[:, 0], gains

    def _by_set(self, chosen: tuple[int, ...], y: Floats) -> Floats:
        kept, gains = self._gains(chosen)
        shut = y.copy()
        shut[list(chosen)] -= 1.0
        return np.asarray(kept - gains @ shut)

    def _of_set(self, i: int, chosen: tuple[int, ...]) -> Row:
        kept, gains = self._gains(chosen)
        least = kept[i] + math.fsum(gains[i, list(chosen)])
        return self._row(i, gains[i], float(least))

    def _tangent(self, i: int, at: float) -> Row:
        kept = self._rival[i] / (at + self._rival[i])
        slope = kept / (at + self._rival[i])
        return self._row(i, slope * self._attraction[i], float(kept + slope * at))

    def _row(self, i: int, gains: Floats, least: float) -> Row:
        sites = np.flatnonzero(gains)
        # Gains a little larger, and the bound lower, than rounding may have made them.
        values = gains[sites] * (1 + ROUNDED) + ROUNDED
        return Row(
            np.append(sites, self._columns[i]),
            np.append(values, 1.0),
            least - ROUNDED * (1 + least),
            math.inf,
        )
