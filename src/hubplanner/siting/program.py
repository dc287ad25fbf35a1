"""Integer programs over the choice of sites, solved by HiGHS through its own interface.

Every model is a program in binary :math:`y_j` (site j is open). Where it needs the cost
:math:`d_i` at which demand i is served, a column :math:`\\theta_i` stands for it, bounded from
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
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from hubplanner.errors import SitingError
from hubplanner.siting.constraints import Floats, Gini, GroupMean, PowerMean
from hubplanner.siting.highs import (
    DUAL,
    PRIMAL,
    TIGHT,
    add_rows,
    compressed,
    given_up,
    loosen,
    misstated,
    quiet_highs,
    use_simplex,
)
from hubplanner.siting.instance import Instance, Row
from hubplanner.siting.solution import Size, Termination, tolerance

Columns = npt.NDArray[np.intp]

VIOLATED = 1e-6
"""In the relaxation a cut is added where it is violated by more than this share of a row's costs;
once the sites are whole, wherever it is violated at all."""

STALLED = 1e-4
"""The relaxation is left for branch and bound when cuts raise its value by less than this share."""


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
    costs of the relaxation; minus infinity where none was solved.
    """

    sites: tuple[int, ...] | None
    bound: float
    termination: Termination
    nodes: int
    size: Size
    values: Floats
    with_site: Floats | float = -math.inf


class _Service:
    """Columns θ that stand for the cost at which each demand is served, and their cuts.

    `unserved` is what it costs not to be served at all, where that is allowed.
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
        self._unserved = unserved
        self._known = known
        order = np.argsort(costs, axis=1, kind="stable")
        self._order = sites[order]
        self._sorted = np.take_along_axis(costs, order, axis=1)
        self._reachable = np.isfinite(self._sorted).sum(axis=1)
        self._scale = np.where(
            self._reachable > 0,
            np.maximum(self._sorted[np.arange(len(costs)), self._reachable - 1], 1.0),
            1.0,
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
            if short > max(share * self._scale[i], TIGHT) and key not in self._known:
                self._known[key] = None
                rows.append(self._cut(*key))
        return rows

    def remembered(self) -> list[Row]:
        """The cuts that were needed before, but for those of costs that none of these can have."""
        most = math.inf if self._unserved is None else self._unserved
        return [
            self._cut(i, reach)
            for i, reach in self._known
            if i < len(self.columns) and reach <= most
        ]

    def _reach(self, i: int, last: int) -> float:
        if last < self._reachable[i]:
            return float(self._sorted[i, last])
        if self._unserved is not None:
            return self._unserved
        return float(self._sorted[i, self._reachable[i] - 1])

    def _cut(self, i: int, reach: float) -> Row:
        nearer = int(np.searchsorted(self._sorted[i], reach, side="left"))
        return Row(
            np.append(self._order[i, :nearer], self.columns[i]),
            np.append(reach - self._sorted[i, :nearer], 1.0),
            float(reach),
            math.inf,
        )


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
        self._integer: list[npt.NDArray[np.bool_]] = [np.ones(n, dtype=bool)]
        self._cost: list[Floats] = [np.zeros(n)]
        self._n_columns = n
        self._rows: list[Row] = list(instance.rows)
        self._services: list[_Service] = []
        self._constant = 0.0
        self._base: _Service | None = None
        # Alike rows are said once; most often all sites reach a demand.
        for reach in sorted({row.tobytes() for row in instance.reach[instance.served]}):
            self.add_row(np.flatnonzero(np.frombuffer(reach, bool)), lower=1.0)
        for term in instance.equity if equity else ():
            self._add_equity(term)

    # -- building ------------------------------------------------------------------------------

    def add_columns(
        self, n: int, lower: float = 0.0, upper: float = math.inf, *, integer: bool = False
    ) -> Columns:
        columns = np.arange(self._n_columns, self._n_columns + n)
        self._lower.append(np.full(n, lower))
        self._upper.append(np.full(n, upper))
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
        self._rows.append(Row(index, weight, lower, upper))

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
    ) -> _Service:
        """As :meth:`service`, for another cost matrix, by cuts added where they are needed.

        Its columns are all sites, or these.
        """
        columns = self.add_columns(len(costs))
        known = self.instance.memory.setdefault(len(self._services), {})
        of = np.arange(costs.shape[1]) if sites is None else sites
        service = _Service(costs, columns, unserved, known, of)
        self._services.append(service)
        return service

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
                self._take_nearest(x[i], instance.costs[i], allowed)
        return x

    def _take_nearest(self, x: Columns, costs: Floats, allowed: npt.NDArray[np.bool_]) -> None:
        """Rows by which x serves one demand from its nearest open site.

        What is served up to each cost is a column: written out, these sums would grow with the
        square of the sites.
        """
        levels, level = np.unique(costs[allowed], return_inverse=True)
        up_to = self.add_columns(len(levels), upper=1.0)
        columns = np.flatnonzero(allowed)
        for r, within in enumerate(up_to):
            here = columns[level == r]
            before = up_to[r - 1 : r]  # none at the first
            row = np.concatenate([x[here], before, [within]])
            self.add_row(row, np.append(np.ones(len(row) - 1), -1.0), lower=0.0, upper=0.0)
            for j in here:
                self.add_row([within, j], [1.0, -1.0], lower=0.0)

    def _add_equity(self, term: GroupMean | PowerMean | Gini) -> None:
        # Rows are about shares of the weight: the solver's tolerances are absolute, and bounds of
        # weight × minutes would be billions.
        weights = self.instance.weights
        if isinstance(term, GroupMean):
            theta = self.service()
            groups: dict[object, list[int]] = {}
            for row, label in enumerate(term.groups):
                groups.setdefault(label, []).append(row)
            for members in groups.values():
                if (total := weights[members].sum()) > 0:
                    self.add_row(theta[members], weights[members] / total, upper=term.limit)
        elif isinstance(term, PowerMean):
            scale = term.limit if term.limit > 0 else 1.0
            total = weights.sum() * (term.limit / scale)
            with np.errstate(over="ignore"):
                burden = (self.instance.costs / scale) ** (1 + term.alpha)
            burden[weights == 0] = 0.0
            # Whoever alone would break the limit may not be served so; keeps figures small too.
            bearable = self.instance.reach & (weights[:, None] * burden <= total + TIGHT)
            for allowed in bearable[(self.instance.reach & ~bearable).any(axis=1)]:
                self.add_row(np.flatnonzero(allowed), lower=1.0)
            service = self.serve(np.where(bearable, burden, math.inf))
            whole = weights.sum() or 1.0
            self.add_row(service.columns, weights / whole, upper=total / whole)
        else:
            x = self.assign(nearest_only=True)
            costs = np.where(self.instance.reach, self.instance.costs, 0.0)
            self.bound_gini(x, costs, term.limit)

    def bound_gini(self, x: Columns, costs: Floats, limit: float) -> None:
        """Rows for the Gini coefficient of the costs at which x serves: t ≥ |d_i - d_k|."""
        weights = self.instance.weights / (self.instance.weights.sum() or 1.0)
        counted = np.flatnonzero(weights)
        served = self.add_columns(len(counted))
        for d, i in zip(served, counted, strict=True):
            self.add_row(np.append(x[i], d), np.append(costs[i], -1.0), lower=0.0, upper=0.0)
        one, other = np.triu_indices(len(counted), k=1)
        apart = self.add_columns(len(one))
        for t, i, k in zip(apart, served[one], served[other], strict=True):
            self.add_row([t, i, k], [1.0, -1.0, 1.0], lower=0.0)
            self.add_row([t, i, k], [1.0, 1.0, -1.0], lower=0.0)
        w = weights[counted]
        self.add_row(
            np.concatenate([apart, served]),
            np.concatenate([w[one] * w[other], -limit * w]),
            upper=0.0,
        )

    # -- solving -------------------------------------------------------------------------------

    def solve(
        self,
        *,
        deadline: float = math.inf,
        judge: Callable[[tuple[int, ...]], float] | None = None,
        relax: bool = False,
    ) -> Outcome:
        """The least value of what is minimised, proven unless time runs out.

        Parameters
        ----------
        deadline
            On the clock of :func:`time.monotonic`.
        judge
            True objective of a set of sites, or infinity where it breaks a constraint: lets a
            solution that is found before the proof be returned when time runs out.
        relax
            Solve the relaxation first also where no cuts are needed: it may be whole.
        """
        import highspy

        highs = quiet_highs()
        # HiGHS's tolerances are absolute: weights of millions are brought to about 1.
        scale = max(float(np.abs(np.concatenate(self._cost)).max()), 1e-9)
        highs.passModel(self.assembled(scale))
        add_rows(highs, [cut for s in self._services for cut in s.remembered()])
        best: tuple[float, tuple[int, ...]] | None = None
        slow = 0
        bound, nodes, values = -math.inf, 0, np.zeros(0)
        with_site = np.full(self.instance.shape[1], -math.inf)

        def ended(termination: Termination, sites: tuple[int, ...] | None) -> Outcome:
            size = Size(highs.getNumRow(), highs.getNumCol(), highs.getNumNz())
            return Outcome(
                sites, bound * scale + self._constant, termination, nodes, size, values,
                with_site * scale + self._constant,
            )  # fmt: skip

        integer = not (self._services or relax)
        if integer:
            self._make_integer(highs)
        elif not self._services:
            # Without cuts to come it starts from sites that are closed, which is feasible or nearly
            # so: the primal method is there sooner than presolve.
            use_simplex(highs, PRIMAL, presolve="off")
        while True:
            left = deadline - time.monotonic()
            if left <= 0:
                return ended("time limit", best[1] if best else None)
            highs.setOptionValue("time_limit", highs.getRunTime() + left)
            highs.run()
            status = highs.getModelStatus()
            if status in given_up():
                # It could not reach the tolerance asked for; the proof is checked at the end.
                loosen(highs)
                highs.run()
            if integer and misstated(highs):
                highs.clearSolver()
                highs.run()
            status = highs.getModelStatus()
            if status == highspy.HighsModelStatus.kInfeasible:
                return ended("infeasible", None)
            if integer:
                nodes += max(highs.getInfo().mip_node_count, 0)
                bound = max(bound, highs.getInfo().mip_dual_bound)
            proven = status == highspy.HighsModelStatus.kOptimal
            if not proven and status != highspy.HighsModelStatus.kTimeLimit:
                raise SitingError(
                    "the solver gave up ({status}); loosen a limit of [siting] or leave it out",
                    status=highs.modelStatusToString(status),
                )
            values = np.asarray(highs.getSolution().col_value)
            if not proven and not (integer and len(values) and self._has_solution(highs)):
                return ended("time limit", best[1] if best else None)
            y = values[: self.instance.shape[1]]
            whole = integer or self._is_whole(values)
            if whole:
                y = np.round(y)
                sites = tuple(int(site) for site in np.flatnonzero(y))
                if judge is not None and (found := judge(sites)) < math.inf:
                    best = min(best or (math.inf, ()), (found, sites))
            if proven and not integer:
                value = highs.getInfo().objective_function_value
                slow = slow + 1 if value - bound <= STALLED * abs(value) else 0
                bound = max(bound, value)
                reduced = np.asarray(highs.getSolution().col_dual)[: len(with_site)]
                closed = np.where(self.instance.lower > 0, 0.0, np.maximum(reduced, 0.0))
                with_site = np.maximum(with_site, value + closed)
            share = 0.0 if whole else VIOLATED
            cuts = [cut for s in self._services for cut in s.violated(y, values[s.columns], share)]
            if not proven:
                return ended("time limit", best[1] if best else (None if cuts else sites))
            if integer and not cuts:
                return ended("proven", sites)
            if whole and best:
                # The relaxation's own sites, when they are whole, need no branching.
                slack = 0.0 if integer else tolerance(best[0])
                if best[0] - self._constant <= bound * scale + slack:
                    return ended("proven", best[1])
            if not cuts or (slow >= 3 and not integer):
                integer = True
                use_simplex(highs, DUAL, presolve="choose")
                self._make_integer(highs)
            add_rows(highs, cuts)

    def _has_solution(self, highs: Any) -> bool:
        return bool(highs.getInfo().primal_solution_status == 2)

    def _is_whole(self, values: Floats) -> bool:
        counted = values[np.concatenate(self._integer)]
        return bool((abs(counted - np.round(counted)) <= TIGHT).all())

    def _make_integer(self, highs: Any) -> None:
        columns = np.flatnonzero(np.concatenate(self._integer)).astype(np.int32)
        highs.changeColsIntegrality(len(columns), columns, np.ones(len(columns), dtype=np.uint8))

    def assembled(self, scale: float) -> Any:
        """Its relaxation as HiGHS takes it, all costs divided by `scale`; rows lie row by row."""
        import highspy

        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = self._n_columns, len(self._rows)
        lp.col_cost_ = np.concatenate(self._cost) / scale
        lp.col_lower_, lp.col_upper_ = np.concatenate(self._lower), np.concatenate(self._upper)
        start, index, value = compressed(self._rows)
        lp.row_lower_ = np.array([row.lower for row in self._rows])
        lp.row_upper_ = np.array([row.upper for row in self._rows])
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = start, index, value
        return lp
