"""Trade-offs: the Pareto front of two or three objectives."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from hubplanner.errors import SitingError
from hubplanner.siting.alternatives import MOST
from hubplanner.siting.constraints import Memory
from hubplanner.siting.instance import Instance
from hubplanner.siting.objectives import Objective, TotalCost, WorstCost
from hubplanner.siting.optimise import optimise
from hubplanner.siting.p_median import solve_p_median
from hubplanner.siting.problem import Problem
from hubplanner.siting.solution import Solution, tolerance

MODEL_ONLY = ("siting.radius_minutes", "siting.capacity")
"""Constraints that only the scenario's own model keeps."""


@dataclass(frozen=True)
class TradeOff:
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
        Names, in the order of each trade-off's values.
    trade_offs
        By the first objective, best first.
    complete
        Whether none is missing; false when time ran out.
    """

    objectives: tuple[str, ...]
    trade_offs: tuple[TradeOff, ...]
    complete: bool


def pareto(problem: Problem, objectives: Sequence[str], *, most: int = MOST) -> Front:
    r"""All non-dominated trade-offs of two or three objectives under the problem's constraints.

    The ε-constraint method (Haimes, Lasdon and Wismer 1971): one objective is optimised while the
    others stay below bounds, :math:`f_k \le \varepsilon_k`. Every solution z splits the box of
    bounds that it was found under, for whatever is not dominated by z must be strictly better in
    one of the bounded objectives (as Kirlik and Sayın 2014 do); where a box is contained in one
    that is known to be empty, or has the solution of a larger one, nothing is solved. What is only
    weakly non-dominated is left out at the end. Trade-offs whose values all differ by less than
    1e-6 count as one.

    Parameters
    ----------
    objectives
        Names of models: ``p_median`` (total), ``p_center`` (farthest), ``max_cover`` (covered),
        ``set_cover`` (cost of opening; the number of hubs is then free), or ``network`` (strength
        of the network that the sites would have).
    most
        So many programs are solved at most.

    Raises
    ------
    SitingError
        When the problem's hubs take types, which these objectives know nothing of.
    """
    if problem.given_types is not None:
        raise SitingError("siting.model = '{model}' has no Pareto front", model=problem.model)
    names = tuple(dict.fromkeys(objectives))
    if not 2 <= len(names) <= 3:
        raise ValueError("a Pareto front needs two or three different objectives")
    # The total is optimised and the others bounded: a bound on the farthest says who may not be
    # served from where, while a bound on the total says little.
    order = sorted(names, key=lambda name: name != "p_median")
    chosen = [problem.objective(name) for name in order]
    instance = _instance(problem, names)

    def signed(objective: Objective, sites: Sequence[int]) -> float:
        value = objective.value(instance, sites)
        return -value if objective.maximised else value

    boxes: list[tuple[float, ...]] = [(math.inf,) * (len(chosen) - 1)]
    solved: list[tuple[tuple[float, ...], tuple[float, ...] | None]] = []
    found: dict[tuple[float, ...], tuple[int, ...]] = {}
    complete = True
    while boxes and len(solved) < most:
        box = boxes.pop()
        value = _known(box, solved)
        if value is _UNKNOWN:
            bounds = [
                (one, -bound if one.maximised else bound)
                for one, bound in zip(chosen[1:], box, strict=True)
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
            solved.append((box, value))
        if value is None:
            continue
        for k, reached in enumerate(value[1:]):
            tighter = list(box)
            tighter[k] = reached - max(tolerance(reached), 2e-6)
            boxes.append(tuple(tighter))
    best = [value for value in found if not any(_dominates(other, value) for other in found)]
    back = [order.index(name) for name in names]
    trade_offs = [
        TradeOff(
            found[value],
            tuple(-value[k] if chosen[k].maximised else value[k] for k in back),
        )
        for value in sorted(best, key=lambda value: [value[k] for k in back])
    ]
    return Front(names, tuple(trade_offs), complete and not boxes)


def _instance(problem: Problem, names: Sequence[str]) -> Instance:
    """Without what the scenario's own model alone is given, which says nothing about the others."""
    kept = [one for one in problem.constraints if one.key not in MODEL_ONLY]
    required = replace(problem.requirements(kept), memory=Memory())
    if "set_cover" in names:
        required = replace(required, p=None)
    serves_all = any(name in ("p_median", "p_center") for name in names)
    return problem.instance(required, serves_all=serves_all)


def _least(
    objective: Objective, instance: Instance, bounds: Sequence[tuple[Objective, float]]
) -> Solution:
    """The best by one objective, the others bounded."""
    farthest = [v for one, v in bounds if isinstance(one, WorstCost) and not one.weighted]
    if isinstance(objective, TotalCost) and len(farthest) == len(bounds):
        reach = instance.reach & (instance.costs <= min(farthest, default=math.inf))
        return solve_p_median(replace(instance, reach=reach))
    return optimise("Pareto", instance, [(objective, 1.0)], at_most=bounds)


_UNKNOWN: Any = object()


def _known(
    box: tuple[float, ...], solved: Sequence[tuple[tuple[float, ...], tuple[float, ...] | None]]
) -> Any:
    """What a larger box tells: None where it is empty, its solution where that lies in here."""
    for larger, value in solved:
        if all(here <= there for here, there in zip(box, larger, strict=True)) and (
            value is None or all(v <= b for v, b in zip(value[1:], box, strict=True))
        ):
            return value
    return _UNKNOWN


def _dominates(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    """At least as good in all, better in one, by more than the tolerance."""
    slack = [max(tolerance(value), 2e-6) for value in other]
    return all(a <= b + s for a, b, s in zip(one, other, slack, strict=True)) and any(
        a < b - s for a, b, s in zip(one, other, slack, strict=True)
    )
