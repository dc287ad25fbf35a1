"""A solver's outcome is data."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

Status = Literal["optimal", "feasible", "infeasible", "unknown"]
Termination = Literal["proven", "infeasible", "time limit", "unverified", "precision", "size"]

PROOF = 1e-6
"""Objective and bound may differ by this much, in the objective's own unit, …"""

SHARE = 1e-9
"""… and by no more than this share of the objective, whatever its unit; …"""

RESOLUTION = 1e-12
"""… but by this share always, where double precision cannot tell 1e-6 any more (person kilometres
of a whole country are about 1e9, known to about 1e-7 before any summing)."""


def tolerance(objective: float) -> float:
    """How far a bound may lie from `objective` and still prove it."""
    size = abs(objective)
    return max(min(PROOF, SHARE * size), RESOLUTION * size) if math.isfinite(objective) else 0.0


@dataclass(frozen=True)
class Size:
    """How large the program was that the solver saw last."""

    rows: int = 0
    columns: int = 0
    nonzeros: int = 0


@dataclass(frozen=True)
class Solution:
    """The outcome of a siting model.

    Attributes
    ----------
    model
        Name of the model.
    sites
        Chosen columns of the cost matrix, ascending; existing facilities included; empty where
        nothing was found.
    assignment
        For each demand row, the column that serves it: the cheapest chosen one (the first among
        equals), or what a capacitated model assigns; -1 where none can.
    objective
        Recomputed from the chosen sites, not taken from the solver; NaN where there are none.
    bound
        Proven bound on the objective of any solution: from below where the model minimises, from
        above where it maximises.
    status
        ``optimal`` (bound and objective meet), ``feasible`` (a solution without proof),
        ``infeasible`` (proven that there is none), ``unknown`` (stopped before either).
    termination
        Why the solver stopped: ``proven``, ``infeasible``, ``time limit``, ``unverified`` (HiGHS
        says that nothing better, or nothing, exists, but no certain bound was found that shows it),
        ``precision`` (its arithmetic came to no end) or ``size`` (too large for its memory).
    maximised
        Whether a higher objective is better.
    nodes
        Nodes of branch and bound, all programs together.
    size
        The last program's rows, columns and nonzeros.
    types
        Of each of `sites` the type that it takes, in a model of several; else empty.
    shares
        Triples of demand row, site and the share of the demand that the site serves, in a model
        that splits demand; else empty. ``assignment`` names the largest then.
    """

    model: str
    sites: tuple[int, ...]
    assignment: tuple[int, ...]
    objective: float
    bound: float
    status: Status
    termination: Termination
    maximised: bool = False
    nodes: int = 0
    size: Size = Size()
    types: tuple[int, ...] = ()
    shares: tuple[tuple[int, int, float], ...] = ()

    @property
    def gap(self) -> float:
        """Relative gap between objective and bound: 0 when proven, infinite without solution."""
        if self.optimal:
            return 0.0
        if not math.isfinite(self.objective) or not math.isfinite(self.bound):
            return math.inf
        distance = abs(self.objective - self.bound)
        return 0.0 if distance == 0 else distance / max(abs(self.objective), 1e-12)

    @property
    def optimal(self) -> bool:
        """Proven: the bound meets the objective within :func:`tolerance`."""
        if self.status != "optimal":
            return False
        return self.objective == self.bound or abs(self.objective - self.bound) <= tolerance(
            self.objective
        )

    @property
    def serves(self) -> dict[int, tuple[int, ...]]:
        """By chosen site: the demand rows that it serves."""
        served: dict[int, list[int]] = {site: [] for site in self.sites}
        for row, site in enumerate(self.assignment):
            if site >= 0:
                served[site].append(row)
        return {site: tuple(rows) for site, rows in served.items()}


def nearest(costs: npt.NDArray[np.float64], sites: npt.ArrayLike) -> npt.NDArray[np.intp]:
    """For each demand row its cheapest column among `sites`, the first among equals; -1 if none."""
    chosen = np.asarray(sites, dtype=np.intp)
    if not len(chosen):
        return np.full(len(costs), -1, dtype=np.intp)
    best = chosen[np.argmin(costs[:, chosen], axis=1)]
    return np.where(np.isfinite(costs[np.arange(len(costs)), best]), best, -1)


def infeasible(model: str, *, maximised: bool = False, nodes: int = 0) -> Solution:
    """Proven: no set of sites satisfies the constraints."""
    return Solution(model, (), (), math.nan, math.nan, "infeasible", "infeasible", maximised, nodes)
