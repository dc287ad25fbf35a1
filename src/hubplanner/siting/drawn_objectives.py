"""How firm a choice of sites and types is: the same program under many drawn objectives.

Constraints stay, so one relaxation is kept and only its costs change: from the basis of the last
draw the primal simplex method takes a few steps. Where its optimum is whole it is the answer, as
it always is where constraints on sites are nested or apart (with the rows on types the matrix is
that of a network flow); else branch and bound on the same relaxation finds it, starting with the
best of what was found in other draws.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from hubplanner.siting.benders_cuts import Columns
from hubplanner.siting.constraints import Floats, Memory
from hubplanner.siting.highs import DUAL, PRIMAL, TIGHT
from hubplanner.siting.instance import Instance, Rows
from hubplanner.siting.integer_program import Program
from hubplanner.siting.multi_type import MODEL, FacilityTypes, OwnTypeCover, by_pairs, most_covered
from hubplanner.siting.objectives import SiteWorth
from hubplanner.siting.optimise import optimise
from hubplanner.siting.solution import Solution, tolerance

MOST_NODES = 2000
"""A search that branches more often is left to HiGHS's own branch and bound."""


@dataclass(frozen=True)
class Draws:
    """The best choice of each draw.

    Attributes
    ----------
    chosen
        By draw: pairs of a site and its type, in the order of sites; none where no choice keeps
        the constraints.
    objectives
        By draw: what the choice is worth in it; NaN where there is none.
    unproven
        Draws whose choice is not proven to be the best.
    """

    chosen: tuple[tuple[tuple[int, int], ...], ...]
    objectives: Floats
    unproven: tuple[int, ...]


def firmness(instance: Instance, types: FacilityTypes, worths: npt.ArrayLike) -> Draws:
    """The best sites and types of each draw, exactly, under the same constraints.

    Parameters
    ----------
    instance
        Demand and sites under their constraints.
    types
        What may go where; its need, closeness and fit are not looked at.
    worths
        Draw × site × type, finite: what a hub of the type is worth at the site.

    Raises
    ------
    ValueError
        When shapes or values are out of range; or where a type may be used more than once, as what
        its hubs are worth together is then no sum.
    """
    drawn = np.asarray(worths, dtype=float)
    if drawn.ndim != 3 or drawn.shape[1:] != types.fit.shape or not np.isfinite(drawn).all():
        raise ValueError(f"worths must be finite and draws × {types.fit.shape}")
    if types.uses != 1:
        raise ValueError("what hubs are worth adds up only where each type is used once")
    site, kind = types.pairs
    paired = by_pairs(instance, types)
    # Pairs that stand in the same rows exclude each other, by the row of their type at least: in
    # each draw only the best of them counts.
    order, starts = _alike(paired)
    ends = np.append(starts[1:], len(order))
    of_pairs = drawn[:, site[order], kind[order]]
    best = np.maximum.reduceat(of_pairs, starts, axis=1)

    solved = _best_columns(paired.taking(order[starts]), best)
    chosen: list[tuple[tuple[int, int], ...]] = []
    objectives, unproven = np.full(len(drawn), math.nan), []
    for draw, (classes, proven) in zip(range(len(drawn)), solved, strict=False):
        pairs = [
            order[starts[one] + of_pairs[draw, starts[one] : ends[one]].argmax()]
            for one in classes or ()
        ]
        chosen.append(tuple((int(site[pair]), int(kind[pair])) for pair in sorted(pairs)))
        if classes is not None:
            objectives[draw] = math.fsum(best[draw, list(classes)])
        if not proven:
            unproven.append(draw)
    return Draws(tuple(chosen), objectives, tuple(unproven))


def firmness_of_several(
    instance: Instance, types: FacilityTypes, drawn: Iterable[FacilityTypes]
) -> Draws:
    """The best of each draw where a type may be used more than once, exactly.

    What hubs of one type are worth together is no sum then, so that each draw is a program of its
    own: some 30 ms instead of 1.

    Parameters
    ----------
    instance
        Sites under their constraints.
    types
        What may go where.
    drawn
        By draw the same types with another need and closeness, of whatever demand.
    """
    paired = by_pairs(instance, types)
    site, kind = types.pairs
    chosen: list[tuple[tuple[int, int], ...]] = []
    objectives, unproven = [], []
    for draw, one in enumerate(drawn):
        solution, _ = most_covered(replace(paired, memory=Memory()), OwnTypeCover(one))
        chosen.append(tuple((int(site[pair]), int(kind[pair])) for pair in solution.sites))
        objectives.append(solution.objective)
        if not (solution.optimal or solution.status == "infeasible"):
            unproven.append(draw)
    return Draws(tuple(chosen), np.array(objectives), tuple(unproven))


def _alike(paired: Instance) -> tuple[Columns, Columns]:
    """The columns, those together that stand in the same rows, and where each such class starts."""
    n = paired.shape[1]
    if paired.equity:  # looks at costs too
        return np.arange(n), np.arange(n)
    rows = Rows.of(Program(paired).rows)
    shape = len(rows.sizes), n
    columns = csr_array((rows.values, rows.columns, rows.start), shape=shape).tocsc()
    columns.sort_indices()
    known: dict[tuple[bytes, bytes, float], int] = {}
    classes = np.zeros(n, dtype=np.intp)
    for column in range(n):
        stands = slice(columns.indptr[column], columns.indptr[column + 1])
        key = (
            columns.indices[stands].tobytes(),
            columns.data[stands].tobytes(),
            float(paired.upper[column]),
        )
        classes[column] = known.setdefault(key, len(known))
    order = np.argsort(classes, kind="stable")
    return order, np.flatnonzero(np.diff(classes[order], prepend=-1))


def _best_columns(
    instance: Instance, worths: Floats
) -> Iterator[tuple[tuple[int, ...] | None, bool]]:
    """For each row of worths the best columns, None where there are none, and whether proven."""
    relaxation = None if instance.equity else _Relaxation(instance, worths)
    for row in worths:
        if relaxation is not None:
            columns, proven = relaxation.best(row)
            if proven:
                yield columns, True
                continue
        solution = _branched(instance, row)
        if solution.status == "infeasible":  # and so it is whatever is drawn
            yield from [(None, True)] * len(worths)
            return
        known = solution.status != "unknown"
        yield tuple(solution.sites) if known else None, solution.optimal


def _branched(instance: Instance, worths: Floats) -> Solution:
    """The best by the solver's own branch and bound."""
    return optimise(MODEL, replace(instance, memory=Memory()), [(SiteWorth(worths), 1.0)])


class _Node(NamedTuple):
    """The relaxation under bounds: the best of it, and what its columns would cost it."""

    values: Floats
    bound: float
    reduced_costs: Sequence[float]
    scale: float

    @property
    def at_most(self) -> Floats:
        """The most with each column open."""
        # Only a column that is closed would cost its reduced cost if it were opened.
        closed = self.values <= TIGHT
        reduced = np.where(closed, np.maximum(np.asarray(self.reduced_costs), 0.0), 0.0)
        return self.bound - reduced * self.scale


class _Relaxation:
    """The linear relaxation of an instance, kept from draw to draw, and what was best in each.

    Whatever kept the constraints in one draw keeps them in all, so that the best of these closes
    most columns of the next draw before any branching.
    """

    def __init__(self, instance: Instance, worths: Floats):
        self._n = instance.shape[1]
        self._scale = max(float(np.abs(worths).max(initial=0.0)), 1e-9)
        self._near = tolerance(self._scale)
        self._columns = np.arange(self._n, dtype=np.int32)
        self._lower, self._upper = instance.lower, instance.upper
        self._deadline = instance.deadline
        self._known: dict[tuple[int, ...], None] = {}
        self._highs: Any = Program(instance).relaxation().highs
        options = {
            "presolve": "off",
            "solver": "simplex",
            # Few steps lead from one draw to the next: perturbed bounds only add some to go back.
            "primal_simplex_bound_perturbation_multiplier": 0.0,
        }
        for option, value in options.items():
            self._highs.setOptionValue(option, value)

    def best(self, worths: Floats) -> tuple[tuple[int, ...] | None, bool]:
        """The best columns, and whether that is proven."""
        highs = self._highs
        highs.changeColsCost(self._n, self._columns, -worths / self._scale)
        root = self._solved(PRIMAL)
        if root is None:
            return None, False
        worth = math.fsum(worths[root.values > 0.5])
        if _whole(root.values) and root.bound - worth <= self._near:
            return self._learnt(root.values), True
        basis = highs.getBasis()
        try:
            return self._search(worths, root)
        finally:
            highs.changeColsBounds(self._n, self._columns, self._lower, self._upper)
            highs.setBasis(basis)

    def _search(self, worths: Floats, root: _Node) -> tuple[tuple[int, ...] | None, bool]:
        """Branch and bound, depth first, on the columns that may be better than what is known."""
        found, reached = self._best_known(worths)
        open_nodes = [(self._lower, self._upper, root.at_most)]
        for _ in range(MOST_NODES):
            if not open_nodes:
                return found, found is not None
            lower, upper, at_most = open_nodes.pop()
            upper = np.where(at_most > reached + self._near / 2, upper, 0.0)
            if time.monotonic() > self._deadline:
                break
            if (lower > upper).any():
                continue
            self._highs.changeColsBounds(self._n, self._columns, lower, upper)
            node = self._solved(DUAL)
            if node is None:
                if self._infeasible:
                    continue
                break
            if node.bound <= reached + self._near / 2:
                continue
            if _whole(node.values):
                columns = self._learnt(node.values)
                value = math.fsum(worths[list(columns)])
                if (
                    node.bound - value > self._near
                ):  # what the solver's tolerance leaves is no proof
                    break
                if value > reached:
                    found, reached = columns, value
                continue
            between = (node.values > TIGHT) & (node.values < 1 - TIGHT)
            split = int(np.argmax(np.where(between, node.values * worths, -math.inf)))
            without, with_it = upper.copy(), lower.copy()
            without[split], with_it[split] = 0.0, 1.0
            at_most = node.at_most
            open_nodes += [(lower, without, at_most), (with_it, upper, at_most)]
        return found, False

    def _solved(self, strategy: int) -> _Node | None:
        """The relaxation as it is bounded now; None where it has no optimum."""
        import highspy

        highs, scale = self._highs, self._scale
        highs.setOptionValue("simplex_strategy", strategy)
        highs.run()
        status = highs.getModelStatus()
        self._infeasible = status == highspy.HighsModelStatus.kInfeasible
        if status != highspy.HighsModelStatus.kOptimal:
            return None
        solution, told = highs.getSolution(), highs.getInfo()
        values = np.asarray(solution.col_value)
        # What a solver's tolerance may leave: no row has more slack than there are hubs.
        left = told.sum_dual_infeasibilities * scale * (np.ceil(values.sum()) + 1)
        bound = left - told.objective_function_value * scale
        return _Node(values, bound, solution.col_dual, scale)

    def _learnt(self, values: Floats) -> tuple[int, ...]:
        columns = tuple(np.flatnonzero(values > 0.5).tolist())
        self._known[columns] = None
        return columns

    def _best_known(self, worths: Floats) -> tuple[tuple[int, ...] | None, float]:
        if not self._known:
            return None, -math.inf
        columns = max(self._known, key=lambda one: float(worths[list(one)].sum()))
        return columns, math.fsum(worths[list(columns)])


def _whole(values: Floats) -> bool:
    return bool((np.abs(values - np.round(values)) <= TIGHT).all())
