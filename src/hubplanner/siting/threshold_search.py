"""The k-centrum by p-medians: what costs above a threshold, for thresholds searched by bisection.

The sum of the r highest of d is :math:`\\min_t \\big( r t + \\sum_i \\max(0, d_i - t) \\big)`, and
the best t is one of the costs (Ogryczak and Tamir 2003). So for each t there is a p-median with
costs above t; between two thresholds :math:`a < b` nothing is less than :math:`r a` and the
p-median of b, so that most of them are never looked at.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from hubplanner.siting.constraints import Floats
from hubplanner.siting.instance import Instance
from hubplanner.siting.integer_program import Outcome
from hubplanner.siting.optimise import conclude
from hubplanner.siting.p_median import solve_p_median
from hubplanner.siting.solution import Size, Solution, Termination, infeasible, tolerance

ROUNDED = 1e-14
"""A bound is lowered by this share, which is more than rounding may have made it too high."""


def least_of_highest(
    model: str,
    instance: Instance,
    value: Callable[[Sequence[int]], float],
    r: int,
    of_all: float,
    of_highest: float,
) -> Solution:
    """The sites at which `of_all` times all costs and `of_highest` times the r highest are least.

    `value` is what sites come to. An instance without equity terms, which are about costs.
    """
    search = _Search(instance, value, r, of_all, of_highest)
    ending = search.run()
    if ending == "infeasible":
        return infeasible(model, nodes=search.nodes)
    outcome = Outcome(search.sites, search.bound, ending, search.nodes, Size(), np.zeros(0))
    return conclude(model, instance, outcome, value)


class _Search:
    """Thresholds looked at, and what is open between them."""

    def __init__(
        self,
        instance: Instance,
        value: Callable[[Sequence[int]], float],
        r: int,
        of_all: float,
        of_highest: float,
    ):
        self._instance, self._value = instance, value
        self._r, self._of_all, self._of_highest = r, of_all, of_highest
        with np.errstate(invalid="ignore"):  # no weight × out of reach
            borne = instance.weights[:, None] * instance.costs
        self._borne: Floats = np.where(instance.reach, borne, math.inf)
        self._thresholds = np.unique(self._borne[instance.reach])
        self._above: dict[int, float] = {}
        self.sites: tuple[int, ...] | None = None
        self.best, self.bound, self.nodes = math.inf, -math.inf, 0

    def run(self) -> Termination:
        """Until nothing that is open may be better."""
        if not len(self._thresholds):  # nobody can be served at all
            return "infeasible"
        last = len(self._thresholds) - 1
        closed = math.inf
        for at in dict.fromkeys((0, last)):
            ending = self._look(at)
            if ending != "proven":
                return ending
            closed = min(closed, self._least(at, at))
        stack = self._between(0, last)
        while stack and stack[0][0] < self.best - tolerance(self.best):
            _, low, high = heapq.heappop(stack)
            middle = (low + high) // 2
            ending = self._look(middle)
            self.bound = min([closed, self._least(low + 1, high), *(one[0] for one in stack)])
            if ending != "proven":
                return ending
            closed = min(closed, self._least(middle, middle))
            for part in (*self._between(low, middle), *self._between(middle, high)):
                heapq.heappush(stack, part)
        self.bound = min([closed, *(one[0] for one in stack)])
        return "proven"

    def _between(self, low: int, high: int) -> list[tuple[float, int, int]]:
        """What lies between two thresholds looked at, with its bound."""
        return [(self._least(low + 1, high), low, high)] if high - low > 1 else []

    def _least(self, low: int, high: int) -> float:
        """What no threshold from this to that one is below."""
        under = self._of_highest * self._r * float(self._thresholds[low])
        return (under + self._above[high]) * (1 - ROUNDED)

    def _look(self, at: int) -> Termination:
        """The p-median of what costs above a threshold."""
        threshold = float(self._thresholds[at])
        over = np.maximum(self._borne - threshold, 0.0)
        costs = (
            self._of_all * self._borne + self._of_highest * over
            if self._of_all
            else (self._of_highest * over)
        )
        one = replace(self._instance, costs=costs, weights=np.ones(len(costs)))
        solution = solve_p_median(one)
        self.nodes += solution.nodes
        self._above[at] = max(solution.bound, 0.0)
        if solution.sites and (found := self._value(solution.sites)) < self.best:
            self.best, self.sites = found, solution.sites
        return "proven" if solution.optimal else solution.termination
