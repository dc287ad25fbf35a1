"""Each model as the program that its :mod:`hubplanner.siting.certificate` is about."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from hubplanner.errors import SitingError
from hubplanner.siting.benders_cuts import Columns
from hubplanner.siting.bottleneck import apart_and_compared, weighted_costs
from hubplanner.siting.capacitated import assigning, limited
from hubplanner.siting.certificate import Posed
from hubplanner.siting.competition import captured
from hubplanner.siting.constraints import Gini
from hubplanner.siting.cooperative_cover import CooperativeCover, cooperative
from hubplanner.siting.dispersion_sum import PairDistances
from hubplanner.siting.fixed_charge import opening_and_serving
from hubplanner.siting.instance import Instance, Row, spacing_rows
from hubplanner.siting.integer_program import Linear, Program
from hubplanner.siting.models import MODELS, OBJECTIVES, Parameters, hubs_of, ranked, shared
from hubplanner.siting.multi_type import OwnTypeCover, by_pairs
from hubplanner.siting.objectives import CoveredWeight, Objective, OpeningCost, of_the_best
from hubplanner.siting.ordered import OrderedCost
from hubplanner.siting.repeated_cover import backup, free_of
from hubplanner.siting.solution import Solution
from hubplanner.siting.stochastic import GreatestRegret, least_in_each


def pose(
    model: str, instance: Instance, given: Parameters, solution: Solution, names: Sequence[str]
) -> Posed:
    """The program of a model of :data:`hubplanner.siting.models.MODELS`, and what was chosen of it.

    Raises
    ------
    SitingError
        Where a bound on the Gini coefficient is asked for, whose program has no exact solution, or
        the model is no linear program in sites, or an order of two.
    """
    if any(isinstance(term, Gini) for term in instance.equity):
        raise SitingError("a bound on the Gini coefficient cannot be certified; leave out gini")
    if model == "market_share" or (model == "backup_cover" and given.p is None):
        raise SitingError(
            "model = '{model}' has no certificate (docs/en/explanation/siting.md says why)",
            model=model,
        )
    if model in OF_THEIR_OWN:
        return OF_THEIR_OWN[model](instance, given, solution, names)
    if model in SPLIT:
        return Posed(shared(instance, given, model).program, solution.sites, names)
    instance, terms = _terms(model, instance, given)
    return pose_weighted(instance, terms, solution, names)


def _terms(
    model: str, instance: Instance, given: Parameters
) -> tuple[Instance, list[tuple[Objective, float]]]:
    """The objectives of a model, and the instance whose sites are chosen by them."""
    objective: Objective
    if model == "fixed_charge":
        return instance, opening_and_serving(given.opening_costs)
    if model == "backup_cover":
        instance, objective = backup(instance, given.within)
    elif model == "expected_cover":
        objective = free_of(instance, given.within, given.busy)
    elif model == "p_dispersion_sum":
        objective = PairDistances()
    elif model == "minimax_regret_p_median":
        least = least_in_each(instance, given.n_scenarios)
        objective = GreatestRegret(given.n_scenarios, tuple(one.objective for one in least))
    elif model in ("ordered_median", "k_centrum", "centdian"):
        objective = OrderedCost.of(instance, ranked(instance, given, model))
    else:
        objective = OBJECTIVES[MODELS[model].objective](given)
    return instance, [(objective, 1.0)]


def pose_weighted(
    instance: Instance,
    terms: Sequence[tuple[Objective, float]],
    solution: Solution,
    names: Sequence[str],
) -> Posed:
    """The program of a weighted sum of objectives."""
    program = Program(instance)
    for objective, share in terms:
        program.minimise(objective.express(program), share)
    return Posed(program, solution.sites, names)


def _covering(
    instance: Instance, covered: CoveredWeight, solution: Solution, names: Sequence[str]
) -> Posed:
    """Each demand by itself, whom the solver joins with others that the same sites cover."""
    program = Program(instance)
    shares, weights = of_the_best(covered.covers(instance), instance.weights)
    bare = program.serve(1.0 - shares, unserved=1.0).columns
    program.minimise(Linear(bare, weights, -math.fsum(weights)))
    return Posed(program, solution.sites, names)


def _max_cover(
    instance: Instance, given: Parameters, solution: Solution, names: Sequence[str]
) -> Posed:
    return _covering(instance, CoveredWeight(given.radius, given.degree), solution, names)


def _maximal_capture(
    instance: Instance, given: Parameters, solution: Solution, names: Sequence[str]
) -> Posed:
    return _covering(instance, captured(instance, given.rival_cost), solution, names)


def _cooperative(
    instance: Instance, given: Parameters, solution: Solution, names: Sequence[str]
) -> Posed:
    """With a column for each demand that is covered."""
    asked, objective = cooperative(instance, given.threshold, counted=given.p is not None)
    program = Program(asked)
    said = objective.express(program)
    program.minimise(said)
    covered: list[int] = []
    if isinstance(objective, CooperativeCover):
        covered = said.columns[objective.covers(instance, solution.sites)].tolist()
    return Posed(program, [*solution.sites, *covered], names)


def _hubs(instance: Instance, given: Parameters, solution: Solution, names: Sequence[str]) -> Posed:
    """On hubs and node × hub."""
    program, x = hubs_of(instance, given).program()
    return _of_pairs(program, x, solution, names)


def _typed(
    instance: Instance, given: Parameters, solution: Solution, names: Sequence[str]
) -> Posed:
    """On pairs of site and type."""
    types = given.types
    assert types is not None
    program = Program(by_pairs(instance, types))
    program.minimise(OwnTypeCover(types).express(program))
    pairs = list(zip(*(of.tolist() for of in types.pairs), strict=True))
    at = {pair: column for column, pair in enumerate(pairs)}
    chosen = [at[pair] for pair in zip(solution.sites, solution.types, strict=True)]
    return Posed(program, chosen, [f"{names[j]} · {types.names[k]}" for j, k in pairs])


def _assigned(
    instance: Instance, given: Parameters, solution: Solution, names: Sequence[str]
) -> Posed:
    """On sites and demand × site."""
    loads = limited(instance, given.capacities, given.volumes, given.filled)
    program, x = assigning(*loads)
    return _of_pairs(program, x, solution, names)


def _assigned_and_opened(
    instance: Instance, given: Parameters, solution: Solution, names: Sequence[str]
) -> Posed:
    posed = _assigned(instance, given, solution, names)
    prices = OpeningCost(given.opening_costs).prices(instance)
    posed.program.minimise(Linear(np.arange(len(prices)), prices))
    return posed


def _of_pairs(program: Program, x: Columns, solution: Solution, names: Sequence[str]) -> Posed:
    """Sites, and who is assigned to which."""
    given = [int(x[i, j]) for i, j in enumerate(solution.assignment)]
    pairs = [f"{i} · {name}" for i in range(len(x)) for name in names]
    return Posed(program, [*solution.sites, *given], [*names, *pairs])


def _farthest(instance: Instance, _: Parameters, solution: Solution, names: Sequence[str]) -> Posed:
    costs = weighted_costs(instance)
    better = []
    for row in costs:
        near = np.flatnonzero(row < solution.objective)
        better.append(Row(near, np.ones(len(near)), 1.0, math.inf))
    sites = list(range(len(names)))
    farthest = {"sites": sites, "costs": [_finite(row) for row in costs.tolist()]}
    return Posed(Program(instance), solution.sites, names, better, {"farthest": farthest})


def _nearest(instance: Instance, _: Parameters, solution: Solution, names: Sequence[str]) -> Posed:
    apart, _pairs = apart_and_compared(instance)
    farther = math.nextafter(solution.objective, math.inf)
    better = spacing_rows(apart, farther, instance.existing)
    nearest = {
        "sites": list(range(len(names))),
        "distances": [_finite(row) for row in apart.tolist()],
        "standing": np.flatnonzero(instance.existing).tolist(),
        "cliques": [row.columns.tolist() for row in better],
    }
    return Posed(Program(instance), solution.sites, names, better, {"nearest": nearest})


def _finite(row: list[float]) -> list[float | None]:
    return [value if math.isfinite(value) else None for value in row]


OF_THEIR_OWN: dict[str, Callable[[Instance, Parameters, Solution, Sequence[str]], Posed]] = {
    "p_center": _farthest,
    "p_dispersion": _nearest,
    "max_cover": _max_cover,
    "maximal_capture": _maximal_capture,
    "cooperative_cover": _cooperative,
    "gradual_cover": _typed,
    "capacitated_p_median": _assigned,
    "single_source_fixed_charge": _assigned_and_opened,
    "p_hub_median": _hubs,
}
"""Models whose columns are not those that their solver has, or more than sites are chosen."""

SPLIT = ("capacitated_fixed_charge", "capacitated_set_cover", "capacitated_max_cover")
