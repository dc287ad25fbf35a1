"""The p-median under many weights on one matrix: what is learnt of one draw is kept for the next.

Each draw begins with the sites that were best in any draw before and are cheapest under its
weights. Where nothing but the number of sites is asked for, its Lagrangian search
(:mod:`hubplanner.siting.lagrangian`) begins with the multipliers of the draws before, by unit of
weight, too: of small matrices after some rounds for several draws together
(:mod:`hubplanner.siting.drawn_multipliers`). Else a relaxation is kept: other weights are other
costs of the columns of service, whose Benders cuts hold all the same
(:mod:`hubplanner.siting.benders_cuts`), so that the simplex method goes on from where the draw
before has left it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Unpack

import numpy as np
import numpy.typing as npt

from hubplanner.siting import lagrangian
from hubplanner.siting.constraints import ConstraintKeywords, Constraints, Floats, Memory
from hubplanner.siting.drawn_multipliers import Lockstep
from hubplanner.siting.highs import DUAL, set_simplex
from hubplanner.siting.instance import Instance, vector
from hubplanner.siting.integer_program import Outcome, Program, opened
from hubplanner.siting.interchange import BLOCK, Ints
from hubplanner.siting.lagrangian import Search
from hubplanner.siting.objectives import TotalCost
from hubplanner.siting.optimise import conclude
from hubplanner.siting.p_median import WORK, closed, is_plain, search_for, solve_p_median
from hubplanner.siting.proof import Proof
from hubplanner.siting.solution import Solution

CROWDED = 4
"""Cuts are dropped that are loose when there are so many for each demand."""

RECENT = 0.2
"""The share of the newest draw in the multipliers that are kept: the mean of the last few."""

FIRST = 16
"""So many draws are solved one by one, until good sites and multipliers are known."""

TOGETHER = 16
"""Of the others' relaxations so many are raised at once: more learn less of each other."""


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
    plain = is_plain(instance) and search_for(instance) is not None
    known = _Known(instance, len(draws))
    kept = _Multipliers(known, instance) if plain else _Relaxation(known, instance)
    return kept.solutions(draws)


class _Known:
    """The sites that were best in any draw before, and what it costs to serve each demand there."""

    def __init__(self, instance: Instance, draws: int):
        self._instance = instance
        self._sites: list[tuple[int, ...]] = []
        self._costs = np.empty((draws, instance.shape[0]))

    def add(self, sites: tuple[int, ...]) -> None:
        """Once for each draw at most."""
        if sites not in self._sites:
            self._costs[len(self._sites)] = self._instance.costs[:, list(sites)].min(axis=1)
            self._sites.append(sites)

    def cheapest(self, weights: Floats) -> tuple[int, ...] | None:
        """Of those known, the sites that serve demand of these weights best."""
        if not self._sites:
            return None
        return self._sites[int(np.argmin(self._costs[: len(self._sites)] @ weights))]


class _Multipliers:
    """The multipliers of a plain instance, for any weights."""

    def __init__(self, known: _Known, instance: Instance):
        self._known = known
        self._each = np.zeros(instance.shape[0])
        search = search_for(replace(instance, weights=np.ones(instance.shape[0])))
        assert search is not None
        search.work, search.again = WORK, 0
        self._unweighed = search

    def solutions(self, draws: list[Instance]) -> list[Solution]:
        """The cheapest sites under the weights of each draw: of small matrices of some at once."""
        search = self._unweighed
        alone = FIRST if search.costs.size <= BLOCK else len(draws)
        solutions = [self._solved(one, *self._begun(one)) for one in draws[:alone]]
        if alone >= len(draws):
            return solutions
        locked, usable = len(search.required), np.concatenate([search.required, search.allowed])
        lockstep = Lockstep(search.costs[usable], locked, TOGETHER)
        row = np.zeros(len(search.costs), dtype=np.intp)
        row[usable] = np.arange(len(usable))
        for at in range(alone, len(draws), TOGETHER):
            some = draws[at : at + TOGETHER]
            searches, starts = zip(*map(self._begun, some), strict=True)
            rows = np.array([np.concatenate([np.arange(locked), row[one]]) for one in starts])
            weights = np.array([one.weights for one in some])
            rows, multipliers = lockstep.raised(weights, rows, self._each, some[0].deadline)
            for one, begun, sites, each in zip(some, searches, rows, multipliers, strict=True):
                solutions.append(self._solved(one, begun, usable[sites[sites >= locked]], each))
        return solutions

    def _begun(self, instance: Instance) -> tuple[Search, Ints | None]:
        """The search under an instance's weights, and good sites beside the required ones."""
        search = self._unweighed.weighing(instance.weights)
        known = self._known.cheapest(instance.weights)
        if known is None:
            return search, None
        locked = len(search.required)
        sites = search.required_first(np.array(known))
        return search, search.improved(sites, search.allowed, locked)[0][locked:]

    def _solved(
        self,
        instance: Instance,
        search: Search,
        sites: Ints | None,
        multipliers: Floats | None = None,
    ) -> Solution:
        if sites is not None and multipliers is None:
            multipliers = self._each * instance.weights
        lagrangian.solve(search, sites, multipliers)
        assert search.left is not None
        self._learn(search.left.multipliers, instance.weights, 1.0 if sites is None else RECENT)
        solution = closed(instance, search)[0]
        self._known.add(solution.sites)
        return solution

    def _learn(self, multipliers: Floats, weights: Floats, share: float) -> None:
        each = np.divide(multipliers, weights, out=self._each.copy(), where=weights > 0)
        self._each += share * (each - self._each)


class _Relaxation:
    """The program of an instance, for any weights."""

    def __init__(self, known: _Known, instance: Instance):
        self._known = known
        self._program = Program(replace(instance, memory=Memory()))
        self._theta = self._program.service()
        (self._service,) = self._program.services
        self._program.minimise(TotalCost().express(self._program))
        self._lp = self._program.relaxation()

    def solutions(self, draws: list[Instance]) -> list[Solution]:
        """The cheapest sites under the weights of each draw."""
        return [self._solved(one) for one in draws]

    def _solved(self, instance: Instance) -> Solution:
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
        if known := self._known.cheapest(instance.weights):
            proof.offer(self._columns(known))
        return self._concluded(instance, proof, proof.close(math.inf))

    def _columns(self, sites: tuple[int, ...]) -> Floats:
        columns = np.zeros(len(self._lp.costs))
        columns[list(sites)] = 1.0
        return columns

    def _concluded(self, instance: Instance, proof: Proof, proven: bool) -> Solution:
        sites, values = None, np.zeros(0)
        if proof.best:
            values = proof.best[1]
            sites = opened(values, instance.shape[1])
            self._known.add(sites)
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
