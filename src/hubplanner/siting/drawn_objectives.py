"""How firm a choice of sites and types is: the same program under many drawn objectives.

Constraints stay, so one relaxation is kept and only its costs change: from the basis of the last
draw the primal simplex method takes a few steps. Where its optimum is whole it is the answer, as
it always is where constraints on sites are nested or apart (with the rows on types the matrix is
that of a network flow); else branch and bound finds it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from hubplanner.siting.constraints import Floats, Memory
from hubplanner.siting.general import optimise
from hubplanner.siting.instance import Instance
from hubplanner.siting.multi_type import MODEL, NEAR, FacilityTypes, by_pairs
from hubplanner.siting.objectives import SiteWorth
from hubplanner.siting.program import TIGHT, Columns, Program, quiet_highs
from hubplanner.siting.solution import PROOF, Solution

PROMISING = 60
"""So many columns of least reduced cost are searched first."""


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


def _alike(paired: Instance) -> tuple[Columns, Columns]:
    """The columns, those together that stand in the same rows, and where each such class starts."""
    n = paired.shape[1]
    if paired.equity:  # looks at costs too
        return np.arange(n), np.arange(n)
    matrix = Program(paired).assembled(1.0).a_matrix_
    n_rows = len(matrix.start_) - 1
    columns = csr_array((matrix.value_, matrix.index_, matrix.start_), shape=(n_rows, n)).tocsc()
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
    every = np.arange(instance.shape[1])
    for row in worths:
        kept = every
        if relaxation is not None:
            columns, at_most = relaxation.solve(row)
            if columns is not None:
                yield columns, True
                continue
            # The best of the most promising columns closes most of the others.
            promising = np.sort(np.argsort(-at_most, kind="stable")[:PROMISING])
            reached = _branched(instance, row, promising).objective
            if not math.isnan(reached):
                kept = np.flatnonzero(at_most >= reached - PROOF - NEAR * abs(reached))
        solution = _branched(instance, row, kept)
        if solution.status == "infeasible":  # and so it is whatever is drawn
            yield from [(None, True)] * len(worths)
            return
        known = solution.status != "unknown"
        yield tuple(kept[list(solution.sites)].tolist()) if known else None, solution.optimal


def _branched(instance: Instance, worths: Floats, kept: Columns) -> Solution:
    """The best among some columns, by branch and bound."""
    fewer = replace(instance.taking(kept), memory=Memory())
    return optimise(MODEL, fewer, [(SiteWorth(worths[kept]), 1.0)])


class _Relaxation:
    """The linear relaxation of an instance, kept from draw to draw."""

    def __init__(self, instance: Instance, worths: Floats):
        self._n = instance.shape[1]
        self._scale = max(float(np.abs(worths).max(initial=0.0)), 1e-9)
        self._columns = np.arange(self._n, dtype=np.int32)
        self._highs: Any = quiet_highs()
        primal = 4
        options = {"presolve": "off", "solver": "simplex", "simplex_strategy": primal}
        for option, value in options.items():
            self._highs.setOptionValue(option, value)
        self._highs.passModel(Program(instance).assembled(1.0))

    def solve(self, worths: Floats) -> tuple[tuple[int, ...] | None, Floats]:
        """The best columns, where the relaxation tells; and the most with each of them open."""
        import highspy

        highs, scale = self._highs, self._scale
        highs.changeColsCost(self._n, self._columns, -worths / scale)
        highs.run()
        if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None, np.full(self._n, math.inf)
        solution, told = highs.getSolution(), highs.getInfo()
        values = np.asarray(solution.col_value)
        columns = np.flatnonzero(values > 0.5)
        # What a solver's tolerance may leave: no row has more slack than there are hubs.
        left = told.sum_dual_infeasibilities * scale * (len(columns) + 1)
        whole = len(columns) + TIGHT >= values.sum() and bool((values[columns] > 1 - TIGHT).all())
        if whole and left <= PROOF:
            return tuple(columns.tolist()), np.zeros(0)
        reduced = np.maximum(np.asarray(solution.col_dual), 0.0)
        return None, left - (told.objective_function_value + reduced) * scale
