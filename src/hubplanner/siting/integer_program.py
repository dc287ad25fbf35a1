"""Integer programs over the choice of sites, solved by HiGHS through its own interface.

Every model is a program in binary :math:`y_j` (site j is open). Where it needs the cost at which
demand i is served, a column :math:`\\theta_i` stands for it, bounded from below by cuts
(:mod:`hubplanner.siting.benders_cuts`).
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from hubplanner.siting.benders_cuts import Columns, Service
from hubplanner.siting.constraints import KEPT, Floats, Gini, GroupMean, PowerMean
from hubplanner.siting.equity import burdens, members, shared
from hubplanner.siting.highs import DUAL, PRIMAL, TIGHT, set_simplex
from hubplanner.siting.instance import Instance, Row
from hubplanner.siting.proof import Judge, Proof
from hubplanner.siting.relaxation import Relaxation
from hubplanner.siting.solution import Size, Termination, tolerance

VIOLATED = 1e-6
"""In the relaxation a cut is added where it is violated by more than this share of a row's costs;
once the sites are whole, wherever it is violated at all."""

STALLED = 1e-4
"""The relaxation is left for branch and bound when cuts raise its value by less than this share."""


PROOF_ITERATIONS = 5000
"""A proof by certain bounds is left to HiGHS after so many simplex iterations. With what HiGHS
found it is given up after ten times as many, or ten times as many as HiGHS needed."""

PLAIN = 1e6
"""Whole numbers up to this are a program's whose outcome HiGHS's tolerance of 1e-9 leaves sure."""

FEASIBLE = 2
"""HiGHS's word for a solution that is feasible."""


@dataclass(frozen=True)
class Linear:
    """A linear expression in columns of a program."""

    columns: Columns
    values: Floats
    constant: float = 0.0


@dataclass(frozen=True)
class Outcome:
    """What a program came to: open sites (None where nothing was found) and a proven bound.

    `with_site` bounds from below what any choice costs in which each site is open, by the reduced
    costs of the relaxation; minus infinity where none was solved. `verified` says whether nothing
    better exists for certain.
    """

    sites: tuple[int, ...] | None
    bound: float
    termination: Termination
    nodes: int
    size: Size
    values: Floats
    with_site: Floats | float = -math.inf
    verified: bool = False


class Cuts(Protocol):
    """Rows too many to be said at once."""

    def violated(self, values: Floats, share: float) -> list[Row]:
        """Those that these values of a program's columns violate by more than this share."""
        ...

    def remembered(self) -> list[Row]:
        """Those that were needed so far."""
        ...


class Program:
    """An integer program on the sites of an instance; what is not asked for costs no column.

    Columns 0 to n - 1 are the sites. Rows and columns are added by what the model and the
    conditions need; :meth:`solve` minimises.
    """

    def __init__(self, instance: Instance, *, equity: bool = True):
        self.instance = instance
        n = instance.shape[1]
        self._lower: list[Floats] = [instance.lower]
        self._upper: list[Floats] = [instance.upper]
        self._most: list[Floats] = [instance.upper]
        self._integer: list[npt.NDArray[np.bool_]] = [np.ones(n, dtype=bool)]
        self._cost: list[Floats] = [np.zeros(n)]
        self._n_columns = n
        self.rows: list[Row] = list(instance.rows)
        self.services: list[Service] = []
        self._cuts: list[Cuts] = []
        self._constant = 0.0
        self._base: Service | None = None
        # Alike rows are said once; most often all sites reach a demand.
        for reach in sorted({row.tobytes() for row in instance.reach[instance.served]}):
            self.add_row(np.flatnonzero(np.frombuffer(reach, bool)), lower=1.0)
        for term in instance.equity if equity else ():
            self._add_equity(term)

    # -- building ------------------------------------------------------------------------------

    def add_columns(
        self,
        n: int,
        *,
        upper: float = math.inf,
        most: npt.ArrayLike = math.inf,
        integer: bool = False,
    ) -> Columns:
        """New columns, from 0 to `upper`; no best solution needs more of them than `most`."""
        columns = np.arange(self._n_columns, self._n_columns + n)
        self._lower.append(np.zeros(n))
        self._upper.append(np.full(n, upper))
        self._most.append(np.minimum(np.broadcast_to(np.asarray(most, dtype=float), n), upper))
        self._integer.append(np.full(n, integer))
        self._cost.append(np.zeros(n))
        self._n_columns += n
        return columns

    def add_row(
        self,
        columns: npt.ArrayLike,
        values: npt.ArrayLike | None = None,
        *,
        lower: float = -math.inf,
        upper: float = math.inf,
    ) -> None:
        index = np.asarray(columns, dtype=np.intp)
        weight = np.ones(len(index)) if values is None else np.asarray(values, dtype=float)
        self.rows.append(Row(index, weight, lower, upper))

    def minimise(self, expression: Linear, weight: float = 1.0) -> None:
        """Add `weight` × `expression` to what is minimised."""
        cost = np.concatenate(self._cost)
        np.add.at(cost, expression.columns, weight * expression.values)
        self._cost = [cost]
        self._constant += weight * expression.constant

    def bound(self, expression: Linear, upper: float) -> None:
        self.add_row(expression.columns, expression.values, upper=upper - expression.constant)

    def service(self) -> Columns:
        """Columns that stand for the cost at which each demand is served."""
        if self._base is None:
            costs = np.where(self.instance.reach, self.instance.costs, math.inf)
            self._base = self.serve(costs)
        return self._base.columns

    def serve(
        self, costs: Floats, *, unserved: float | None = None, sites: Columns | None = None
    ) -> Service:
        """As :meth:`service`, for another cost matrix, by cuts added where they are needed.

        Its columns are all sites, or these.
        """
        reachable = np.isfinite(costs)
        most = costs.max(axis=1, where=reachable, initial=0.0)
        columns = self.add_columns(
            len(costs), most=most if unserved is None else np.maximum(most, unserved)
        )
        known = self.instance.memory.setdefault(len(self.services), {})
        of = np.arange(costs.shape[1]) if sites is None else sites
        service = Service(costs, columns, unserved, known, of)
        self.services.append(service)
        return service

    def cut_by(self, cuts: Cuts) -> None:
        """Columns of the program are bounded by these cuts too, added where they are needed."""
        self._cuts.append(cuts)

    def assign(self, *, nearest_only: bool, integer: bool = False) -> Columns:
        """Columns x (demand × site) that assign each demand to one open site.

        With `nearest_only` to its nearest open one: :math:`\\sum_{k: c_{ik} \\le c_{ij}} x_{ik}
        \\ge y_j` (Wagner and Falkson 1975).
        """
        instance = self.instance
        x = self.add_columns(instance.costs.size, upper=1.0, integer=integer).reshape(
            instance.shape
        )
        for i, allowed in enumerate(instance.reach):
            self.add_row(x[i, allowed], lower=1.0, upper=1.0)
            if (~allowed).any():
                self.add_row(x[i, ~allowed], upper=0.0)
            for j in np.flatnonzero(allowed):
                self.add_row([x[i, j], j], [1.0, -1.0], upper=0.0)
                if nearest_only:
                    nearer = allowed & (instance.costs[i] <= instance.costs[i, j])
                    row = np.append(x[i, nearer], j)
                    self.add_row(row, np.append(np.ones(nearer.sum()), -1.0), lower=0.0)
        return x

    def _add_equity(self, term: GroupMean | PowerMean | Gini) -> None:
        weights = self.instance.weights
        if isinstance(term, GroupMean):
            theta = self.service()
            for of in members(term):
                most = term.limit * math.fsum(weights[of]) * (1 + KEPT / 2)
                self.add_row(theta[of], weights[of], upper=most)
        elif isinstance(term, PowerMean):
            # Reach leaves out who alone would break the limit, which keeps figures small too.
            burden = np.where(self.instance.reach, burdens(term, self.instance.costs), math.inf)
            burden[weights == 0] = np.where(self.instance.reach[weights == 0], 0.0, math.inf)
            service = self.serve(burden)
            most = math.fsum(weights) * shared(term) * (1 + KEPT / 2)
            self.add_row(service.columns, weights, upper=most)
        else:
            x = self.assign(nearest_only=True)
            costs = np.where(self.instance.reach, self.instance.costs, 0.0)
            self.bound_gini(x, costs, term.limit + KEPT / 2)

    def bound_gini(self, x: Columns, costs: Floats, limit: float) -> None:
        """Rows for the Gini coefficient of the costs at which x serves: t ≥ |d_i - d_k|."""
        weights, farthest = self.instance.weights, float(costs.max(initial=0.0))
        counted = np.flatnonzero(weights)
        # What serves each stands in a column of its own: else every pair would repeat all of x.
        served = self.add_columns(len(counted), most=farthest)
        for d, i in zip(served, counted, strict=True):
            self.add_row(np.append(x[i], d), np.append(costs[i], -1.0), lower=0.0, upper=0.0)
        one, other = np.triu_indices(len(counted), k=1)
        apart = self.add_columns(len(one), most=farthest)
        for t, i, k in zip(apart, served[one], served[other], strict=True):
            self.add_row(np.array([t, i, k]), np.array([1.0, -1.0, 1.0]), lower=0.0)
            self.add_row(np.array([t, i, k]), np.array([1.0, 1.0, -1.0]), lower=0.0)
        w = weights[counted]
        total = limit * weights.sum() * w
        self.add_row(
            np.concatenate([apart, served]), np.concatenate([w[one] * w[other], -total]), upper=0.0
        )

    # -- solving -------------------------------------------------------------------------------

    def solve(
        self,
        *,
        deadline: float = math.inf,
        judge: Judge | None = None,
        least: Judge | None = None,
        relax: bool = False,
        whole: bool = False,
    ) -> Outcome:
        """The least value of what is minimised, proven unless time runs out.

        HiGHS searches; what it finds is judged, and what it says of all else is proven again by
        :mod:`hubplanner.siting.proof`, which goes on searching where the two differ.

        Parameters
        ----------
        deadline
            On the clock of :func:`time.monotonic`.
        judge
            True value of whole columns, or infinity where they break a constraint; of the sites'
            constraints alone where omitted.
        least
            What whole columns come to at least, for certain, where their true value is known to
            within a solver's tolerance only.
        relax
            Solve the relaxation first also where no cuts are needed: it may be whole.
        whole
            Whether only whole numbers are values.
        """
        if (self.lower > self.upper).any():
            return Outcome(None, math.inf, "infeasible", 0, Size(), np.zeros(0), verified=True)
        search = _Search(
            self, judge or self._judged, least, constant=self._constant, whole=whole,
            deadline=deadline,
        )  # fmt: skip
        # Where time may run out, the relaxation gives a bound at least.
        return search.run(
            relax or self.has_services or deadline < math.inf,
            primal=relax and not self.has_services,
            branch=relax or self.has_services,
        )

    def _judged(self, values: Floats) -> float:
        return 0.0 if self.instance.keeps(opened(values, self.instance.shape[1])) else math.inf

    @property
    def has_services(self) -> bool:
        """Whether cuts are to come."""
        return bool(self.services or self._cuts)

    @property
    def costs(self) -> Floats:
        return np.concatenate(self._cost)

    @property
    def integer(self) -> npt.NDArray[np.bool_]:
        return np.concatenate(self._integer)

    @property
    def lower(self) -> Floats:
        return np.concatenate(self._lower)

    @property
    def upper(self) -> Floats:
        return np.concatenate(self._upper)

    @property
    def constant(self) -> float:
        """What is minimised where all columns are zero."""
        return self._constant

    @property
    def most(self) -> Floats:
        """Of each column a value that it need not exceed."""
        return np.concatenate(self._most)

    def relaxation(self) -> Relaxation:
        """Its relaxation, with the cuts that were needed before."""
        known: list[Service | Cuts] = [*self.services, *self._cuts]
        rows = [*self.rows, *(cut for cuts in known for cut in cuts.remembered())]
        return Relaxation(self.costs, self.lower, self.upper, self.most, self.integer, rows)

    def violated(self, values: Floats) -> list[Row]:
        """Cuts that these values of the columns violate."""
        y = values[: self.instance.shape[1]]
        near = np.round(y)
        is_whole = bool((np.abs(y - near) <= TIGHT).all())
        share, y = (0.0, near) if is_whole else (VIOLATED, y)
        rows = [cut for s in self.services for cut in s.violated(y, values[s.columns], share)]
        return rows + [row for cuts in self._cuts for row in cuts.violated(values, share)]


class _Search:
    """HiGHS's search for the least value of a program, and the proof of what it finds."""

    def __init__(
        self,
        program: Program,
        judge: Judge,
        least: Judge | None,
        *,
        constant: float,
        whole: bool,
        deadline: float,
    ):
        self._program = program
        self._lp = program.relaxation()
        self._constant, self._deadline = constant, deadline
        self._proof = Proof(
            self._lp, program.integer, judge, program.violated,
            constant=constant, whole=whole, deadline=deadline, least=least,
        )  # fmt: skip
        self._with_site = np.full(program.instance.shape[1], -math.inf)
        self._claimed = -math.inf
        self._nodes = self._iterations = 0

    def run(self, relax: bool, *, primal: bool, branch: bool) -> Outcome:
        """Solve the relaxation first, by the primal method, and branch on it before HiGHS does."""
        claim = self._relaxed(primal) if relax else None
        verified = (branch or claim is not None) and self._proves(PROOF_ITERATIONS)
        if not verified:
            claim = claim or self._branched()
            iterations = max(PROOF_ITERATIONS, self._iterations)
            verified = self._proves(iterations if self._is_plain() else 10 * iterations)
        return self._outcome(claim, verified)

    def _proves(self, iterations: int) -> bool:
        set_simplex(self._lp.highs, DUAL, presolve="off")
        return self._proof.close(iterations)

    def _relaxed(self, primal: bool) -> Termination | None:
        """Solve the relaxation, with cuts; what it says of the program, if anything."""
        lp, proof = self._lp, self._proof
        if primal:
            # Without cuts to come it starts from sites that are closed, which is feasible or nearly
            # so: the primal method is there sooner than presolve.
            set_simplex(lp.highs, PRIMAL, presolve="off")
        slow, before = 0, -math.inf
        while True:
            ending = lp.run(self._deadline)
            if ending != "optimal":
                return "infeasible" if ending == "infeasible" else None
            values, value = lp.values, lp.highs.getInfo().objective_function_value
            whole = proof.is_whole(values)
            if whole:
                proof.offer(values)
            proof.learn(ending)
            slow = slow + 1 if value - before <= STALLED * abs(value) else 0
            before = max(before, value)
            self._claimed = before * lp.scale + self._constant
            self._note_sites(value)
            cuts = self._program.violated(values)
            if proof.proven or (whole and proof.value <= self._claimed + tolerance(proof.value)):
                return "proven"
            if not cuts or slow >= 3:
                return None
            lp.add(cuts)

    def _note_sites(self, value: float) -> None:
        reduced = self._lp.reduced_costs[: len(self._with_site)]
        closed = np.where(self._program.instance.lower > 0, 0.0, np.maximum(reduced, 0.0))
        cost = (value + closed) * self._lp.scale + self._constant
        self._with_site = np.maximum(self._with_site, cost)

    def _branched(self) -> Termination | None:
        """HiGHS's own branch and bound, with cuts; what it says of the program, if anything."""
        lp, proof = self._lp, self._proof
        set_simplex(lp.highs, DUAL, presolve="choose")
        lp.set_integer(True)
        claim: Termination | None = None
        while True:
            ending = lp.run(self._deadline)
            told = lp.highs.getInfo()
            self._nodes += max(told.mip_node_count, 0)
            self._iterations += lp.iterations
            if ending == "infeasible":
                claim = "infeasible"
                break
            if ending == "optimal":
                claimed = told.mip_dual_bound * lp.scale + self._constant
                self._claimed = max(self._claimed, claimed)
            found = told.primal_solution_status == FEASIBLE
            if found:
                proof.offer(lp.values)
            if ending != "optimal":
                break
            cuts = self._program.violated(lp.values)
            if not cuts or proof.value <= self._claimed:
                claim = "proven" if proof.best else None
                break
            lp.add(cuts)
        lp.set_integer(False)
        return claim

    def _is_plain(self) -> bool:
        """Whether all figures of the program are small whole numbers."""
        rows = self._program.rows
        figures = [row.values for row in rows]
        figures += [np.array([row.lower, row.upper]) for row in rows]
        known = np.concatenate([self._program.costs, *figures])
        known = known[np.isfinite(known)]
        whole = (known == np.round(known)).all() and np.abs(known).max(initial=0.0) <= PLAIN
        return bool(whole) and not self._program.has_services

    def _outcome(self, claim: Termination | None, verified: bool) -> Outcome:
        proof, lp = self._proof, self._lp
        n = self._program.instance.shape[1]
        sites, values = (opened(proof.best[1], n), proof.best[1]) if proof.best else (None, None)
        bound = proof.bound
        claimed = claim == ("infeasible" if sites is None else "proven")
        if not verified and self._is_plain():
            bound, verified = max(bound, min(self._claimed, proof.value)), claimed
        termination: Termination = "unverified" if claimed else "precision"
        if verified:
            termination = "infeasible" if sites is None else "proven"
        elif time.monotonic() > self._deadline:
            termination = "time limit"
        return Outcome(
            sites, bound, termination, self._nodes + proof.nodes, lp.size,
            np.zeros(0) if values is None else values, self._with_site, verified,
        )  # fmt: skip


def opened(values: Floats, n_sites: int) -> tuple[int, ...]:
    """The sites that whole values of a program's columns open."""
    return tuple(np.flatnonzero(values[:n_sites] > 0.5).tolist())
