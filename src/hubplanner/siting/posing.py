"""Each model as the program that its :mod:`hubplanner.siting.certificate` is about."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from hubplanner.errors import SitingError
from hubplanner.siting.bottleneck import apart_and_compared, weighted_costs
from hubplanner.siting.capacitated import assigning, limited
from hubplanner.siting.certificate import Posed
from hubplanner.siting.constraints import Floats, Gini
from hubplanner.siting.instance import Instance, Row, spacing_rows
from hubplanner.siting.models import MODELS, OBJECTIVES, Parameters
from hubplanner.siting.multi_type import FacilityTypes, OwnTypeCover, by_pairs
from hubplanner.siting.objectives import CoveredWeight, Objective
from hubplanner.siting.program import Linear, Program
from hubplanner.siting.solution import Solution


def pose(
    model: str, instance: Instance, given: Parameters, solution: Solution, names: Sequence[str]
) -> Posed:
    """The program of a model of :data:`hubplanner.siting.models.MODELS`, and what was chosen of it.

    Raises
    ------
    SitingError
        Where a bound on the Gini coefficient is asked for, whose program has no exact solution.
    """
    if any(isinstance(term, Gini) for term in instance.equity):
        raise SitingError("a bound on the Gini coefficient cannot be certified; leave out gini")
    if MODELS[model].unit is None:
        raise SitingError(
            "model = '{model}' has no certificate (docs/siting.md says why)", model=model
        )
    if model == "p_center":
        return _farthest(instance, solution, names)
    if model == "p_dispersion":
        return _nearest(instance, solution, names)
    if model == "capacitated_p_median":
        return _assigned(instance, given.capacities, solution, names)
    if model == "max_cover":
        return _covering(instance, CoveredWeight(given.radius), solution, names)
    if MODELS[model].typed:
        assert given.types is not None
        return _typed(instance, given.types, solution, names)
    return pose_weighted(
        instance, [(OBJECTIVES[MODELS[model].objective](given), 1.0)], solution, names
    )


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
    bare = program.serve(1.0 - covered.covers(instance), unserved=1.0).columns
    program.minimise(Linear(bare, instance.weights, -math.fsum(instance.weights)))
    return Posed(program, solution.sites, names)


def _typed(
    instance: Instance, types: FacilityTypes, solution: Solution, names: Sequence[str]
) -> Posed:
    """On pairs of site and type."""
    program = Program(by_pairs(instance, types))
    program.minimise(OwnTypeCover(types).express(program))
    pairs = list(zip(*(of.tolist() for of in types.pairs), strict=True))
    at = {pair: column for column, pair in enumerate(pairs)}
    chosen = [at[pair] for pair in zip(solution.sites, solution.types, strict=True)]
    return Posed(program, chosen, [f"{names[j]} · {types.names[k]}" for j, k in pairs])


def _assigned(
    instance: Instance, capacities: Floats | None, solution: Solution, names: Sequence[str]
) -> Posed:
    """On sites and demand × site."""
    program, x = assigning(*limited(instance, capacities, None))
    given = [int(x[i, j]) for i, j in enumerate(solution.assignment)]
    pairs = [f"{i} · {name}" for i in range(len(x)) for name in names]
    return Posed(program, [*solution.sites, *given], [*names, *pairs])


def _farthest(instance: Instance, solution: Solution, names: Sequence[str]) -> Posed:
    costs = weighted_costs(instance)
    better = []
    for row in costs:
        near = np.flatnonzero(row < solution.objective)
        better.append(Row(near, np.ones(len(near)), 1.0, math.inf))
    sites = list(range(len(names)))
    farthest = {"sites": sites, "costs": [_finite(row) for row in costs.tolist()]}
    return Posed(Program(instance), solution.sites, names, better, {"farthest": farthest})


def _nearest(instance: Instance, solution: Solution, names: Sequence[str]) -> Posed:
    apart, _ = apart_and_compared(instance)
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
