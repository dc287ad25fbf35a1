"""Beyond one answer: runners-up, trade-offs, what a further hub buys, what each wish costs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from hubplanner.errors import SitingError
from hubplanner.siting.conditions import Conditions, Frame, Memory, frame
from hubplanner.siting.general import Term, optimise
from hubplanner.siting.objectives import Objective, TotalCost, WorstCost
from hubplanner.siting.p_median import cheapest, solved
from hubplanner.siting.problem import Problem
from hubplanner.siting.solution import Solution, tolerance
from hubplanner.siting.wishes import Wish

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


def _by_search(instance: Frame, k: int, within: float | None) -> Alternatives:
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
    """The best hubs for every number from 1 to `most`; infeasible where the wishes forbid it.

    The other wishes are kept. Needs a model that is told the number of hubs.
    """
    if not problem.counts:
        raise SitingError(
            "siting.model = '{model}' finds the number of hubs itself: ask for no curve",
            model=problem.model,
        )
    memory = Memory()
    solutions = []
    for number in range(1, most + 1):
        wishes = [
            replace(wish, number=float(number)) if wish.key == "siting.hubs" else wish
            for wish in problem.wishes
        ]
        solutions.append(problem.solve(wishes, memory=memory))
    return solutions


@dataclass(frozen=True)
class Price:
    """What a wish costs.

    Attributes
    ----------
    wish
        The wish.
    without
        The best objective without it; for the number of hubs, with one more.
    price
        How much worse the objective is for keeping it; below zero where it helps, as a hub does
        that exists already.
    """

    wish: Wish
    without: float
    price: float

    @property
    def binds(self) -> bool:
        """Whether the wish costs anything: the answer is worse for it."""
        return self.price > tolerance(self.without)


def prices(problem: Problem, solution: Solution, *, memory: Memory | None = None) -> list[Price]:
    """The objective without each wish in turn, all others kept.

    Parameters
    ----------
    solution
        The best with all wishes.
    """
    memory = Memory() if memory is None else memory
    found = []
    for wish in problem.wishes:
        if wish.key in problem.given:
            continue
        rest = [one for one in problem.wishes if one is not wish]
        if wish.key == "siting.hubs":
            if len(solution.sites) == len(problem.sites):
                continue
            rest.append(replace(wish, number=(wish.number or 0) + 1))
        other = problem.solve(rest, memory=memory)
        if not other.optimal:
            continue
        better = other.objective - solution.objective
        price = better if solution.maximised else -better
        near = abs(price) <= tolerance(other.objective)
        found.append(Price(wish, other.objective, 0.0 if near else price))
    return found


@dataclass(frozen=True)
class Point:
    """A set of hubs that no other beats in one objective without losing in another.

    Attributes
    ----------
    sites
        Columns.
    values
        By objective, in its natural sense.
    """

    sites: tuple[int, ...]
    values: tuple[float, ...]


@dataclass(frozen=True)
class Front:
    """The Pareto front: every non-dominated combination of values, once.

    Attributes
    ----------
    objectives
        Names, in the order of each point's values.
    points
        By the first objective, best first.
    complete
        Whether none is missing; false when time ran out.
    """

    objectives: tuple[str, ...]
    points: tuple[Point, ...]
    complete: bool


def pareto(problem: Problem, objectives: Sequence[str], *, most: int = MOST) -> Front:
    r"""All non-dominated trade-offs of two or three objectives under the problem's wishes.

    The ε-constraint method (Haimes, Lasdon and Wismer 1971): one objective is optimised while the
    others stay below bounds, :math:`f_k \le \varepsilon_k`. Every solution z splits the bounds that
    it was found under, for whatever is not dominated by z must be strictly better in one of the
    bounded objectives (as Kirlik and Sayın 2014 do); where a region is contained in one that is
    known to be empty, or has the solution of a larger one, nothing is solved. What is only weakly
    non-dominated is left out at the end. Points whose values all differ by less than 1e-6 count as
    one.

    Parameters
    ----------
    objectives
        Names of models: ``p_median`` (total), ``p_center`` (farthest), ``max_cover`` (covered),
        ``set_cover`` (cost of opening; the number of hubs is then free), or ``network`` (strength
        of the network that the sites would have).
    most
        So many programs are solved at most.
    """
    names = tuple(dict.fromkeys(objectives))
    if not 2 <= len(names) <= 3:
        raise ValueError("a Pareto front needs two or three different objectives")
    # The total is optimised and the others bounded: a bound on the farthest says who may not be
    # served from where, while a bound on the total says little.
    order = sorted(names, key=lambda name: name != "p_median")
    chosen = [problem.objective(name) for name in order]
    asked = problem.asks()
    p = None if "set_cover" in names else asked.pop("p", None)
    for other in ("p", "radius", "capacity"):
        asked.pop(other, None)
    asked["memory"] = Memory()
    if problem.time_limit is not None:
        asked["time_limit"] = problem.time_limit
    serves_all = any(name in ("p_median", "p_center") for name in names)
    instance = frame(
        problem.minutes, p, problem.weights, cast(Conditions, asked), serves_all=serves_all
    )

    def signed(objective: Objective, sites: Sequence[int]) -> float:
        value = objective.value(instance, sites)
        return -value if objective.maximised else value

    regions: list[tuple[float, ...]] = [(math.inf,) * (len(chosen) - 1)]
    solved: list[tuple[tuple[float, ...], tuple[float, ...] | None]] = []
    found: dict[tuple[float, ...], tuple[int, ...]] = {}
    complete = True
    while regions and len(solved) < most:
        region = regions.pop()
        value = _known(region, solved)
        if value is _UNKNOWN:
            bounds = [
                (one, -bound if one.maximised else bound)
                for one, bound in zip(chosen[1:], region, strict=True)
                if bound < math.inf
            ]
            solution = _least(chosen[0], instance, bounds)
            if solution.status not in ("optimal", "infeasible"):
                complete = False
                break
            value = None
            if solution.sites:
                value = tuple(signed(one, solution.sites) for one in chosen)
                found.setdefault(value, solution.sites)
            solved.append((region, value))
        if value is None:
            continue
        for k, reached in enumerate(value[1:]):
            tighter = list(region)
            tighter[k] = reached - max(tolerance(reached), 2e-6)
            regions.append(tuple(tighter))
    kept = [value for value in found if not any(_dominates(other, value) for other in found)]
    back = [order.index(name) for name in names]
    points = [
        Point(
            found[value],
            tuple(-value[k] if chosen[k].maximised else value[k] for k in back),
        )
        for value in sorted(kept, key=lambda value: [value[k] for k in back])
    ]
    return Front(names, tuple(points), complete and not regions)


def _least(
    objective: Objective, instance: Frame, bounds: Sequence[tuple[Objective, float]]
) -> Solution:
    """The best by one objective, the others bounded."""
    farthest = [v for one, v in bounds if isinstance(one, WorstCost) and not one.weighted]
    if isinstance(objective, TotalCost) and len(farthest) == len(bounds):
        reach = instance.reach & (instance.costs <= min(farthest, default=math.inf))
        return solved(replace(instance, reach=reach))
    return optimise("Pareto", instance, [Term(objective)], at_most=bounds)


_UNKNOWN: Any = object()


def _known(
    region: tuple[float, ...], solved: Sequence[tuple[tuple[float, ...], tuple[float, ...] | None]]
) -> Any:
    """What a larger region tells: None where it is empty, its solution where that lies in here."""
    for larger, value in solved:
        if all(here <= there for here, there in zip(region, larger, strict=True)) and (
            value is None or all(v <= b for v, b in zip(value[1:], region, strict=True))
        ):
            return value
    return _UNKNOWN


def _dominates(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    """At least as good in all, better in one, by more than the tolerance."""
    slack = [max(tolerance(value), 2e-6) for value in other]
    return all(a <= b + s for a, b, s in zip(one, other, slack, strict=True)) and any(
        a < b - s for a, b, s in zip(one, other, slack, strict=True)
    )
