"""What a Lagrangian search leaves open of a p-median, closed by branch and cut.

Most sites are fixed by then, a good choice is known, and the multipliers say which Benders cuts
matter: with :math:`D = \\lambda_i` the cuts of :mod:`hubplanner.siting.benders_cuts` add up to the
Lagrangian bound, and each lies between those of the two costs next to :math:`\\lambda_i`. So a
relaxation that starts with these two for each demand is as good as the search was, and the simplex
method makes it exact within a few rounds of cuts (in two phases, as Duran-Mateluna, Ales and
Elloumi 2023 do). What is left is branched on, with certain bounds
(:mod:`hubplanner.siting.proof`), while choices near the relaxation's are improved by interchange.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from hubplanner.siting.constraints import Floats, Memory
from hubplanner.siting.highs import DUAL, set_simplex
from hubplanner.siting.instance import Instance, Row
from hubplanner.siting.integer_program import Outcome, Program, opened
from hubplanner.siting.interchange import Ints
from hubplanner.siting.lagrangian import Search
from hubplanner.siting.local_cuts import LocalCuts
from hubplanner.siting.objectives import TotalCost
from hubplanner.siting.popmusic import improve as by_parts
from hubplanner.siting.proof import Proof

PATIENCE = 10
"""Choices tried before the best is improved part by part; twice as many before the next time."""

NEAR = 0.02
"""Sites that cost more by this share than the best are not worth improving."""


class BranchAndCut:
    """The cheapest sites of a plain instance, from what its search found and left open."""

    def __init__(self, instance: Instance, search: Search):
        left = search.left
        assert left is not None
        self._instance, self._search = instance, search
        _, best = search.found[0]
        self._columns = np.union1d(left.sites, best)
        rest = _restricted(instance, self._columns, left.inside, left.sites)
        rest.memory[0] = _first_cuts(rest, left.multipliers[instance.weights > 0])
        self._program = Program(rest)
        self._program.minimise(TotalCost().express(self._program))
        (self._service,) = self._program.services
        self._lp = self._program.relaxation()
        self._local = LocalCuts(rest.costs, self._lp, instance.deadline)
        set_simplex(self._lp.highs, DUAL, presolve="off")
        self._proof = Proof(
            self._lp, self._program.integer, self._judged, self._cuts,
            constant=0.0, whole=TotalCost().is_whole(instance), deadline=instance.deadline,
            near=_Improved(search, self._columns, left.multipliers, len(self._lp.costs)),
            plunges=True,
        )  # fmt: skip

    def close(self, iterations: float = math.inf) -> bool:
        """Search until nothing is left open, within so many simplex iterations for each column.

        What the search has learnt since is used, and what is found it is told.
        """
        search, proof, columns = self._search, self._proof, self._columns
        start = np.zeros(len(self._lp.costs))
        start[: len(columns)] = np.isin(columns, search.found[0][1])
        proof.offer(start)
        proof.bound = max(proof.bound, search.bound)
        nodes = proof.nodes
        self._proven = proof.close(iterations * len(self._lp.costs))
        search.nodes += proof.nodes - nodes
        assert proof.best is not None
        value, found = proof.best
        search.bound = max(search.bound, min(proof.bound, search.value))
        search.offer(self._sites(found), value)
        return self._proven

    @property
    def outcome(self) -> Outcome:
        proof = self._proof
        assert proof.best is not None
        values = proof.best[1]
        return Outcome(
            tuple(self._sites(values).tolist()), proof.bound, proof.termination(self._proven),
            self._search.nodes, self._lp.size, values, verified=self._proven,
        )  # fmt: skip

    def _judged(self, values: Floats) -> float:
        return TotalCost().value(self._instance, self._sites(values).tolist())

    def _sites(self, values: Floats) -> Ints:
        """The sites that whole values of the program's columns open."""
        return self._columns[list(opened(values, len(self._columns)))]

    def _cuts(self, values: Floats) -> list[Row]:
        rows = self._program.violated(values)
        if not rows and self._proof.nodes == 1:
            rows = self._local.violated(values[: len(self._columns)])
            if not rows:
                self._service.forget(self._lp.drop_loose())
        return rows


def _restricted(instance: Instance, columns: Ints, inside: Ints, open_to: Ints) -> Instance:
    """The instance on these columns alone, who weighs nothing left out."""
    return replace(
        instance.taking(columns).of_demand(instance.weights > 0),
        lower=np.isin(columns, inside).astype(float),
        upper=np.isin(columns, open_to).astype(float),
        memory=Memory(),
    )


def _first_cuts(instance: Instance, multipliers: Floats) -> dict[tuple[int, float], None]:
    """For each demand the costs next to its multiplier, below and above."""
    costs = np.sort(instance.costs, axis=1)
    reaches = multipliers / instance.weights
    above = np.minimum((costs < reaches[:, None]).sum(axis=1), costs.shape[1] - 1)
    rows = np.arange(len(costs))
    cuts: dict[tuple[int, float], None] = {}
    for i, low, high in zip(
        rows.tolist(),
        costs[rows, np.maximum(above - 1, 0)].tolist(),
        costs[rows, above].tolist(),
        strict=True,
    ):
        cuts[i, low] = cuts[i, high] = None
    return cuts


class _Improved:
    """Choices of sites near a relaxation's, improved by interchange; each is tried once.

    Where many have been tried without an end the best is improved part by part.
    """

    def __init__(self, search: Search, columns: Ints, multipliers: Floats, n: int):
        self._search, self._columns, self._n = search, columns, n
        self._multipliers = multipliers
        self._free = np.setdiff1d(columns, search.required)
        self._tried: set[bytes] = set()
        self._best = np.array(search.found[0][1])
        self._patience, self._improved = PATIENCE, math.inf

    def __call__(self, values: Floats, best: float) -> Floats | None:
        """Columns of a choice near these values, if it may be better than the best."""
        search, columns = self._search, self._columns
        nearest = np.argsort(-values[: len(columns)], kind="stable")[: search.p]
        sites = search.required_first(columns[nearest])
        key = np.sort(nearest).tobytes()
        if key in self._tried:
            return None
        self._tried.add(key)
        value = float(search.costs[sites].min(axis=0).sum())
        if value <= best * (1 + NEAR):
            sites, value = search.improved(sites, self._free, len(search.required))
        if value <= best:
            self._best = sites
        if len(self._tried) >= self._patience and best < self._improved:
            self._patience = 2 * len(self._tried)
            sites, value = by_parts(
                search.costs, search.required_first(self._best), self._free, len(search.required),
                search.deadline, search.near, self._multipliers,
            )  # fmt: skip
            self._improved = min(value, best)
        if value >= best:
            return None
        self._best = sites
        found = np.zeros(self._n)
        found[: len(columns)] = np.isin(columns, sites)
        return found
