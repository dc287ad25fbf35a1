"""Beside the best answer: runners-up, what a further hub buys, what each constraint costs, and
which hubs were best were there none in a chosen one's region."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from hubplanner.errors import SitingError
from hubplanner.language import Text
from hubplanner.siting.constraints import Floats, Memory, Requirements
from hubplanner.siting.instance import Instance
from hubplanner.siting.p_median import cheapest
from hubplanner.siting.problem import Constraint, Problem
from hubplanner.siting.solution import Solution, tolerance

MOST = 1000
"""No more solutions than this are listed; all of a wide range can be beyond number."""


@dataclass(frozen=True)
class Alternatives:
    """The best distinct sets of hubs, best first.

    Attributes
    ----------
    solutions
        Each another set; equal ones in lexicographic order of their columns.
    shared
        Columns that all of them have in common.
    complete
        Whether these are all that was asked for: the k best, or all within the range.
    """

    solutions: tuple[Solution, ...]
    shared: tuple[int, ...]
    complete: bool


def alternatives(
    problem: Problem, k: int = MOST, *, within: float | None = None, memory: Memory | None = None
) -> Alternatives:
    """The k best distinct sets of hubs, or all that are within so many per cent of the best.

    Of a plain p-median one branch and bound finds them all, pruning by the worst of them; else each
    is proven the best of what is left when those before it are excluded (no-good cuts, Balas and
    Jeroslow 1972).

    Parameters
    ----------
    k
        How many, at most.
    within
        Per cent of the best objective; None for no such range.
    """
    if (instance := problem.plain()) is not None:
        return _by_search(instance, k, within)
    memory = Memory() if memory is None else memory
    found: list[Solution] = []
    edge, complete = math.inf, False
    while len(found) < min(k, MOST):
        solution = problem.solve(excluded=[one.sites for one in found], memory=memory)
        complete = solution.status == "infeasible"
        if not solution.optimal:
            break
        cost = -solution.objective if solution.maximised else solution.objective
        if not found and within is not None:
            edge = cost + abs(cost) * within / 100 + tolerance(cost)
        if cost > edge:
            complete = True
            break
        found.append(solution)
    complete = complete or (within is None and len(found) == k)
    sign = -1 if found and found[0].maximised else 1
    found.sort(key=lambda one: (round(sign * one.objective, 6), one.sites))
    return _gathered(found, complete)


def _by_search(instance: Instance, k: int, within: float | None) -> Alternatives:
    """Of a plain p-median, all in one search."""
    if within is None:
        return _gathered(cheapest(instance, k), True)
    best = cheapest(instance)
    if not best:
        return _gathered([], True)
    cost = best[0].objective
    edge = cost + cost * within / 100 + tolerance(cost)
    most = min(k, MOST)
    found = cheapest(instance, most, edge)
    return _gathered(found, len(found) < most or most == k)


def _gathered(found: Sequence[Solution], complete: bool) -> Alternatives:
    shared = set(found[0].sites).intersection(*(one.sites for one in found)) if found else set()
    complete = complete and all(one.optimal for one in found)
    return Alternatives(tuple(found), tuple(sorted(shared)), complete)


def curve(problem: Problem, most: int) -> list[Solution]:
    """The best hubs for every number from 1 to `most`; infeasible where the constraints forbid it.

    The other constraints are kept. Needs a model that is told the number of hubs.
    """
    if not problem.counts:
        raise SitingError(
            "siting.model = '{model}' finds the number of hubs itself: ask for no curve",
            model=problem.model,
        )
    memory = Memory()
    solutions = []
    for number in range(1, most + 1):
        solutions.append(problem.solve(with_hubs(problem, number), memory=memory))
    return solutions


def budget_curve(problem: Problem, budgets: Sequence[float]) -> list[Solution]:
    """The best hubs that each budget pays for, as many as that may be; all other wishes are kept.

    Infeasible where the wishes cost more. Needs a model to which a further hub is never worse.
    """
    if problem.model not in ("gradual_cover", "budgeted"):
        raise SitingError(
            "siting.model = '{model}' is asked for no curve of budgets: write model ="
            " 'gradual_cover', or 'budgeted' for minutes alone",
            model=problem.model,
        )
    costs = problem.sites["opening_cost"].to_numpy(float)
    rest = [one for one in problem.constraints if one.key not in ("siting.hubs", "siting.budget")]
    memory = Memory()
    return [problem.solve([*rest, _at_most(costs, most)], memory=memory) for most in budgets]


def _at_most(costs: Floats, budget: float) -> Constraint:
    return Constraint("siting.budget", Text(""), lambda _: Requirements(budget=(costs, budget)))


def with_hubs(problem: Problem, number: int) -> list[Constraint]:
    """The problem's constraints with another number of hubs."""
    return [
        replace(one, number=float(number)) if one.key == "siting.hubs" else one
        for one in problem.constraints
    ]


@dataclass(frozen=True)
class Price:
    """What a constraint costs.

    Attributes
    ----------
    constraint
        The constraint.
    without
        The best objective without it; for the number of hubs, with one more.
    price
        How much worse the objective is for keeping it; below zero where it helps, as a hub does
        that exists already.
    """

    constraint: Constraint
    without: float
    price: float

    @property
    def binds(self) -> bool:
        """Whether the constraint costs anything: the answer is worse for it."""
        return self.price > tolerance(self.without)


def prices(problem: Problem, solution: Solution, *, memory: Memory | None = None) -> list[Price]:
    """The objective without each constraint in turn, all others kept.

    Parameters
    ----------
    solution
        The best under all constraints.
    """
    memory = Memory() if memory is None else memory
    found = []
    for constraint in problem.constraints:
        if constraint.key == problem.given or not constraint.priced:
            continue
        rest = [one for one in problem.constraints if one is not constraint]
        if constraint.key == "siting.hubs":
            if len(solution.sites) == len(problem.sites):
                continue
            rest.append(replace(constraint, number=(constraint.number or 0) + 1))
        other = problem.solve(rest, memory=memory)
        if not other.optimal:
            continue
        better = other.objective - solution.objective
        price = better if solution.maximised else -better
        near = abs(price) <= tolerance(other.objective)
        found.append(Price(constraint, other.objective, 0.0 if near else price))
    return found


def next_door(problem: Problem, solution: Solution) -> dict[int, Solution]:
    """For each hub, by its column: the best hubs were none in that hub's region.

    All constraints are kept; infeasible where they ask for the hub. What the objective loses is the
    difference from that of `solution`.

    Parameters
    ----------
    solution
        The best under all constraints.
    """
    memory = Memory()
    regions = problem.sites["region_code"].to_numpy()
    found = {}
    for hub in solution.sites:
        barred = _none_at(np.flatnonzero(regions == regions[hub]).tolist())
        found[hub] = problem.solve([*problem.constraints, barred], memory=memory)
    return found


def _none_at(columns: Sequence[int]) -> Constraint:
    return Constraint("", Text(""), lambda _: Requirements(forbidden=columns))
