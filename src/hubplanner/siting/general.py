"""Every model by one way: a program of its objectives and constraints, solved to proof."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

from hubplanner.siting.instance import Instance
from hubplanner.siting.objectives import Objective, WorstCost
from hubplanner.siting.program import Linear, Outcome, Program
from hubplanner.siting.solution import Solution, Status, infeasible, nearest, tolerance


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

    def total(sites: Sequence[int]) -> float:
        return math.fsum(
            (-share if one.maximised else share) * one.value(instance, sites)
            for one, share in terms
        )

    bounded = bool(at_most or instance.equity)
    outcome = program.solve(deadline=instance.deadline, judge=None if bounded else total)
    flip = len(terms) == 1 and terms[0][0].maximised
    return conclude(model, instance, outcome, total, maximised=flip)


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
            model, (), (), math.nan, sign * outcome.bound, "unknown", "time limit", maximised,
            outcome.nodes, outcome.size,
        )  # fmt: skip
    if assignment is None:
        assignment = nearest(instance.costs, outcome.sites).tolist()
    value = total(outcome.sites)
    bound = min(outcome.bound, value)
    proven = value - bound <= tolerance(value)
    status: Status = "optimal" if proven else "feasible"
    termination = outcome.termination
    if proven or termination == "proven":
        termination = "proven" if proven else "precision"
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
