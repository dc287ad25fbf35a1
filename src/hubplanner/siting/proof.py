"""Branch and bound whose every bound is certain: the proof that no choice is better than the best.

A solver's word that nothing better exists rests on its tolerances. Here each node is closed by a
bound that rounding cannot make wrong (:mod:`hubplanner.siting.relaxation`), or, where all its
integer columns are fixed, by what the choice comes to, worked out by itself.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from hubplanner.siting.constraints import Floats
from hubplanner.siting.highs import TIGHT
from hubplanner.siting.instance import Row
from hubplanner.siting.relaxation import Ending, Relaxation
from hubplanner.siting.solution import Termination, tolerance

ROUNDS = 20
"""So often cuts are added at one node before it is branched on."""

Judge = Callable[[Floats], float]
"""What whole values of the columns come to, or infinity where they break a constraint."""


Near = Callable[[Floats, float], Floats | None]
"""Columns of a choice near these values that may be better than the best value known."""


class Proof:
    """The best choice known of a program, and what is certain of all others.

    Attributes
    ----------
    best
        Value and columns of the best choice known.
    bound
        No choice is worth less, for certain.
    nodes, spent
        Looked at so far; simplex iterations at these, and ten for each.
    """

    def __init__(
        self,
        relaxation: Relaxation,
        integer: npt.NDArray[np.bool_],
        judge: Judge,
        cuts: Callable[[Floats], Sequence[Row]],
        *,
        constant: float,
        whole: bool,
        deadline: float,
        near: Near | None = None,
        least: Judge | None = None,
        plunges: bool = False,
    ):
        self._plunges = plunges
        self._near, self._least = near, least
        self._lp = relaxation
        self._integer = np.flatnonzero(integer)
        self._judge = judge
        self._cuts = cuts
        self._constant = constant
        self._whole = whole
        self._deadline = deadline
        self.best: tuple[float, Floats] | None = None
        self.bound = self._total(relaxation.floor)
        self.nodes = self.spent = 0
        self._tried: set[bytes] = set()

    def termination(self, proven: bool) -> Termination:
        """How the search has ended, which has `proven` what is best or not."""
        if proven:
            return "proven" if self.best else "infeasible"
        return "time limit" if time.monotonic() > self._deadline else "precision"

    @property
    def value(self) -> float:
        return self.best[0] if self.best else math.inf

    @property
    def cutoff(self) -> float:
        """A bound of this closes a node: nothing better is there."""
        if not self.best:
            return math.inf
        if self._whole:  # the next better is better by one
            return self.value - 1 + 1e-6
        return self.value - tolerance(self.value)

    @property
    def proven(self) -> bool:
        return self.bound >= self.cutoff

    def is_whole(self, values: Floats, within: float = TIGHT) -> bool:
        counted = values[self._integer]
        return bool((abs(counted - np.round(counted)) <= within).all())

    def offer(self, values: Floats) -> None:
        """Keep these columns, rounded, if they are the best and keep all constraints."""
        rounded = values.copy()
        rounded[self._integer] = np.round(values[self._integer])
        key = rounded[self._integer].tobytes()
        if key in self._tried:
            return
        self._tried.add(key)
        value = self._judge(rounded)
        if value < self.value:
            self.best = (value, rounded)

    def learn(self, ending: Ending) -> None:
        """What the relaxation's last run says of all choices."""
        self.bound = max(self.bound, self._certain(self._lp.lower, self._lp.upper, ending))

    def _certain(self, lower: Floats, upper: Floats, ending: Ending) -> float:
        """A bound on all choices within these bounds that are better than the best."""
        scale = self._lp.scale
        ceiling = (self.value - self._constant) / scale
        if ending == "infeasible":
            surely = self._lp.is_surely_infeasible(lower, upper, ceiling)
            return self.value if surely else -math.inf
        if ending != "optimal":
            return -math.inf
        return min(self._total(self._lp.least(lower, upper, ceiling)), self.value)

    def _total(self, bound: float) -> float:
        """A bound on the relaxation as one on the program's value."""
        if bound == -math.inf:
            return bound
        bound *= self._lp.scale
        total = bound + self._constant - 1e-15 * (abs(bound) + abs(self._constant))
        return math.ceil(total - 1e-6) if self._whole else total

    def close(self, iterations: float) -> bool:
        """Search until nothing is left open, within so many simplex iterations.

        A node counts as ten at least.
        """
        if self.proven:
            return True
        spendable = self.spent + iterations
        closed = math.inf
        stack = [(self.bound, self._lp.lower, self._lp.upper, self._lp.basis)]
        plunging = False
        while stack:
            if self.best and not plunging:  # first down to some choice, then where the best may be
                stack.sort(key=lambda node: -node[0])
            bound, lower, upper, basis = stack.pop()
            if bound >= self.cutoff:
                closed = min(closed, bound)
                plunging = False
                continue
            if self.spent >= spendable or time.monotonic() > self._deadline:
                self.bound = max(self.bound, min(bound, closed, *(one[0] for one in stack)))
                self._lp.set_bounds(self._lp.lower, self._lp.upper)
                return False
            self.nodes += 1
            self.spent += 10
            if not plunging and self.nodes > 1:
                self._lp.begin_at(basis)
            bound, lower, upper, values = self._looked_at(bound, lower, upper)
            plunging = self._plunges and bound < self.cutoff
            if bound < self.cutoff and not self._is_leaf(lower, upper):
                basis = self._lp.basis
                stack += [(*half, basis) for half in self._branched(bound, lower, upper, values)]
            else:
                closed = min(closed, bound)
        self.bound = max(self.bound, min(closed, self.value))
        return True

    def _is_leaf(self, lower: Floats, upper: Floats) -> bool:
        return bool((lower[self._integer] == upper[self._integer]).all())

    def _looked_at(
        self, bound: float, lower: Floats, upper: Floats
    ) -> tuple[float, Floats, Floats, Floats | None]:
        """A bound on what lies within these bounds, these bounds made narrower where nothing
        better lies outside, and the relaxation's columns."""
        values = None
        for _ in range(ROUNDS):
            if self._is_leaf(lower, upper):
                self.offer(lower)
                return (self._least(lower) if self._least else math.inf), lower, upper, None
            self._lp.set_bounds(lower, upper)
            ending = self._lp.run(self._deadline)
            self.spent += self._lp.iterations
            certain = self._certain(lower, upper, ending)
            bound = max(bound, certain)
            if ending != "optimal":
                break
            values = self._lp.values
            if self.is_whole(values, 1e-6):
                self.offer(values)
            if self._near and (found := self._near(values, self.value)) is not None:
                self.offer(found)
            if bound >= self.cutoff:
                break
            cuts = self._cuts(values)
            self._lp.add(cuts)
            lower, upper, fixed = self._fixed(certain, lower, upper)
            if not (cuts or fixed):
                break
        return bound, lower, upper, values

    def _fixed(self, bound: float, lower: Floats, upper: Floats) -> tuple[Floats, Floats, bool]:
        """Columns are fixed that by their reduced costs are the same in all that is better."""
        room = (self.cutoff - bound) / self._lp.scale * (1 + 1e-9)
        free = np.zeros(len(lower), dtype=bool)
        free[self._integer] = lower[self._integer] < upper[self._integer]
        out, into = free & (self._lp.dearer > room), free & (self._lp.cheaper > room)
        fixed = bool(out.any() or into.any())
        return np.where(into, upper, lower), np.where(out, lower, upper), fixed

    def _branched(
        self, bound: float, lower: Floats, upper: Floats, values: Floats | None
    ) -> list[tuple[float, Floats, Floats]]:
        """Two halves; what the relaxation is nearer to is looked at first."""
        free = self._integer[lower[self._integer] < upper[self._integer]]
        at = values[free] if values is not None else np.zeros(len(free))
        between = np.abs(at - np.round(at))
        # As long as nothing is known, what is nearly open is opened: the quickest way to a choice.
        wanted = between if self.best else np.where(between > TIGHT, at, 0.0)
        column = free[int(np.argmax(wanted if wanted.any() else between))]
        without, with_it = upper.copy(), lower.copy()
        without[column], with_it[column] = 0.0, 1.0
        halves = [(bound, lower, without), (bound, with_it, upper)]
        likely = values is not None and (values[column] >= 0.5 or not self.best)
        return halves if likely else halves[::-1]
