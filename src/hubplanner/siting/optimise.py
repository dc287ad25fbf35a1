"""Every model by one way: a program of its objectives and constraints, solved to proof."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from hubplanner.siting.constraints import KEPT, Floats
from hubplanner.siting.instance import Instance
from hubplanner.siting.integer_program import Linear, Outcome, Program, opened
from hubplanner.siting.objectives import Objective, TotalCost, WorstCost
from hubplanner.siting.solution import RESOLUTION, Solution, Status, infeasible, nearest, tolerance


def optimise(
    model: str,
    instance: Instance,
    terms: Sequence[tuple[Objective, float]],
    *,
    at_most: Sequence[tuple[Objective, float]] = (),
) -> Solution:
    """Minimise the terms, objectives and their shares, with each of `at_most` bounded.

    What is maximised counts negatively, and a bound on it is one from below. The solution's
    objective is in the natural sense when there is one term, else the weighted sum.
    """
    # Nobody worse off than so much: who may not be served from where; it bounds far better.
    worst = [value for one, value in at_most if isinstance(one, WorstCost) and not one.weighted]
    if worst:
        instance = replace(instance, reach=instance.reach & (instance.costs <= min(worst)))
    at_most = [(o, v) for o, v in at_most if not isinstance(o, WorstCost) or o.weighted]

    def total(sites: Sequence[int]) -> float:
        return math.fsum(
            (-share if one.maximised else share) * one.value(instance, sites)
            for one, share in terms
        )

    outcome = _solved(instance, terms, at_most, total)
    while not outcome.verified and outcome.sites is not None:
        # Costs that nothing as good as this can bear only blur the others.
        reach = worth_serving(instance, terms, total(outcome.sites))
        if (reach == instance.reach).all() or time.monotonic() > instance.deadline:
            break
        instance = replace(instance, reach=reach)
        again = _solved(instance, terms, at_most, total)
        if again.sites is None:
            break
        outcome = again
    flip = len(terms) == 1 and terms[0][0].maximised
    return conclude(model, instance, outcome, total, maximised=flip)


def _solved(
    instance: Instance,
    terms: Sequence[tuple[Objective, float]],
    at_most: Sequence[tuple[Objective, float]],
    total: Callable[[Sequence[int]], float],
) -> Outcome:
    program = Program(instance)
    expressed: dict[int, Linear] = {}

    def expression(objective: Objective) -> Linear:
        if id(objective) not in expressed:
            expressed[id(objective)] = objective.express(program)
        return expressed[id(objective)]

    for objective, share in terms:
        program.minimise(expression(objective), share)
    for objective, value in at_most:
        program.bound(expression(objective), -value if objective.maximised else value)

    def judged(values: Floats) -> float:
        sites = opened(values, instance.shape[1])
        return total(sites) if instance.keeps(sites) and keeps_bounds(sites) else math.inf

    def keeps_bounds(sites: Sequence[int]) -> bool:
        return all(
            (worst - one.value(instance, sites)) * (-1.0 if one.maximised else 1.0)
            >= -RESOLUTION * abs(worst)
            for one, worst in at_most
        )

    whole = len(terms) == 1 and terms[0][1] == 1 and terms[0][0].is_whole(instance)
    return program.solve(deadline=instance.deadline, judge=judged, whole=whole)


def worth_serving(
    instance: Instance, terms: Sequence[tuple[Objective, float]], value: float
) -> npt.NDArray[np.bool_]:
    """Who may be served from where in a choice that is no worse than this value."""
    reach = instance.reach.copy()
    if any(one.maximised and share > 0 for one, share in terms):
        return reach
    for one, share in terms:
        if isinstance(one, TotalCost | WorstCost) and share > 0:
            weights = share * one.weighing(instance)[:, None]
            with np.errstate(invalid="ignore"):  # no weight × out of reach
                reach &= (weights * instance.costs <= value * (1 + KEPT)) | (weights == 0)
    return reach


def conclude(
    model: str,
    instance: Instance,
    outcome: Outcome,
    total: Callable[[Sequence[int]], float],
    *,
    maximised: bool = False,
    assignment: Sequence[int] | None = None,
) -> Solution:
    """The outcome of a program as a solution, its objective recomputed from the sites."""
    if outcome.termination == "infeasible":
        return infeasible(model, maximised=maximised, nodes=outcome.nodes)
    sign = -1.0 if maximised else 1.0
    if outcome.sites is None:
        return Solution(
            model, (), (), math.nan, sign * outcome.bound, "unknown", outcome.termination,
            maximised, outcome.nodes, outcome.size,
        )  # fmt: skip
    if assignment is None:
        assignment = nearest(instance.costs, outcome.sites).tolist()
    value = total(outcome.sites)
    bound = min(outcome.bound, value)
    proven = value - bound <= tolerance(value)
    status: Status = "optimal" if proven else "feasible"
    termination = outcome.termination
    if proven or termination == "proven":
        termination = "proven" if proven else "unverified"
    return Solution(
        model=model,
        sites=outcome.sites,
        assignment=tuple(int(site) for site in assignment),
        objective=sign * value + 0.0,
        bound=sign * bound + 0.0,
        status=status,
        termination=termination,
        maximised=maximised,
        nodes=outcome.nodes,
        size=outcome.size,
    )
