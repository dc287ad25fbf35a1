"""The p-median under many weights on one matrix: one relaxation, kept from draw to draw.

Other weights are other costs of the columns of service, whose Benders cuts hold all the same
(:mod:`hubplanner.siting.benders_cuts`). So the relaxation is re-optimised by the primal simplex
method from where the draw before has left it, and the sites chosen there are the first to be
beaten.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Unpack

import numpy as np
import numpy.typing as npt

from hubplanner.siting.constraints import ConstraintKeywords, Constraints, Floats, Memory
from hubplanner.siting.highs import DUAL, set_simplex
from hubplanner.siting.instance import Instance, vector
from hubplanner.siting.integer_program import Outcome, Program, opened
from hubplanner.siting.objectives import TotalCost
from hubplanner.siting.optimise import conclude
from hubplanner.siting.p_median import solve_p_median
from hubplanner.siting.proof import Proof
from hubplanner.siting.solution import Solution

CROWDED = 4
"""Cuts are dropped that are loose when there are so many for each demand."""


def drawn_p_medians(
    cost: npt.ArrayLike,
    p: int,
    weights: npt.ArrayLike,
    **constraints: Unpack[ConstraintKeywords],
) -> list[Solution]:
    """:func:`hubplanner.siting.p_median` under many weights on one matrix.

    Parameters
    ----------
    cost, p, constraints
        As of :func:`hubplanner.siting.p_median`; a `time_limit` is that of all draws together.
    weights
        Draw × demand, finite and non-negative.

    Returns
    -------
    list of Solution
        One for each draw, in their order, with the same proof as by itself; of sites that cost
        the same they may be others.

    Raises
    ------
    ValueError
        As :func:`hubplanner.siting.p_median`, and where weights are no table of draws.

    Examples
    --------
    >>> cost = [[0, 4, 9], [4, 0, 5], [9, 5, 0]]
    >>> [one.sites for one in drawn_p_medians(cost, 1, [[1, 1, 1], [9, 1, 1]])]
    [(1,), (0,)]
    """
    drawn = np.asarray(weights, dtype=float)
    if drawn.ndim != 2:
        raise ValueError(f"weights must be a draw × demand table, got shape {drawn.shape}")
    instance = Instance.checked(cost, p, None, Constraints(**constraints))
    n = instance.shape[0]
    draws = [replace(instance, weights=vector(one, n, 1.0, "weights")) for one in drawn]
    if instance.equity or (instance.lower > instance.upper).any():
        return [solve_p_median(one) for one in draws]
    kept = _Kept(replace(instance, memory=Memory()))
    return [kept.solved(one) for one in draws]


class _Kept:
    """The program of an instance, for any weights."""

    def __init__(self, instance: Instance):
        self._program = Program(instance)
        self._theta = self._program.service()
        (self._service,) = self._program.services
        self._program.minimise(TotalCost().express(self._program))
        self._lp = self._program.relaxation()
        self._bounds = self._lp.lower, self._lp.upper
        self._found: dict[tuple[int, ...], tuple[Floats, Floats]] = {}

    def solved(self, instance: Instance) -> Solution:
        """The cheapest sites under an instance's weights."""
        lp, program = self._lp, self._program
        costs = np.zeros(len(lp.costs))
        costs[self._theta] = instance.weights
        if lp.n_rows > CROWDED * len(self._theta):
            self._service.forget(lp.drop_loose())
        lp.set_costs(costs)
        set_simplex(lp.highs, DUAL, presolve="off")
        proof = Proof(
            lp, program.integer, _judge(instance), program.violated, constant=0.0,
            whole=TotalCost().is_whole(instance), deadline=instance.deadline, plunges=True,
        )  # fmt: skip
        if self._found:
            # What was best in any draw before, by columns and by what it costs to serve each.
            known = list(self._found.values())
            proof.offer(known[int(np.argmin([instance.weights @ at for _, at in known]))][0])
        proven = proof.close(math.inf)
        return self._concluded(instance, proof, proven)

    def _concluded(self, instance: Instance, proof: Proof, proven: bool) -> Solution:
        sites, values = None, np.zeros(0)
        if proof.best:
            values = proof.best[1]
            sites = opened(values, instance.shape[1])
            self._found[sites] = values, instance.costs[:, list(sites)].min(axis=1)
        outcome = Outcome(
            sites, proof.bound, proof.termination(proven), proof.nodes, self._lp.size, values,
            verified=proven,
        )  # fmt: skip
        return conclude("p-median", instance, outcome, partial(TotalCost().value, instance))


def _judge(instance: Instance) -> Callable[[Floats], float]:
    def judged(values: Floats) -> float:
        sites = opened(values, instance.shape[1])
        return TotalCost().value(instance, sites) if instance.keeps(sites) else math.inf

    return judged
