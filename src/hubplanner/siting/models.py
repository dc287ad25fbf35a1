"""The siting models and objectives by name: what each is given, and how it is solved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from hubplanner.siting.bottleneck import solve_p_center, solve_p_dispersion
from hubplanner.siting.capacitated import solve_capacitated
from hubplanner.siting.constraints import Floats
from hubplanner.siting.covering import solve_max_cover, solve_set_cover
from hubplanner.siting.instance import Instance
from hubplanner.siting.multi_type import FacilityTypes, solve_gradual_cover
from hubplanner.siting.objectives import (
    CoveredWeight,
    Objective,
    OpeningCost,
    SiteWorth,
    TotalCost,
    WorstCost,
)
from hubplanner.siting.p_median import solve_budgeted, solve_p_median
from hubplanner.siting.solution import Solution


@dataclass(frozen=True)
class Parameters:
    """What models and objectives are given besides costs, weights and constraints.

    Attributes
    ----------
    radius
        Within this cost a site covers a demand.
    opening_costs
        One for each site; None: all alike.
    capacities
        Weight that each site can serve; None: no limit.
    strength
        Of the network at each site (see :mod:`hubplanner.siting.strength`), worked out when asked.
    types
        That sites may take, in a model of several.
    then
        What decides among equals there.
    """

    radius: float | None = None
    opening_costs: Floats | None = None
    capacities: Floats | None = None
    strength: Callable[[], Floats] = lambda: np.zeros(0)
    types: FacilityTypes | None = None
    then: Sequence[Objective] = ()


OBJECTIVES: dict[str, Callable[[Parameters], Objective]] = {
    "p_median": lambda given: TotalCost(),
    "p_center": lambda given: WorstCost(weighted=False),
    "max_cover": lambda given: CoveredWeight(given.radius),
    "set_cover": lambda given: OpeningCost(given.opening_costs),
    "network": lambda given: SiteWorth(given.strength()),
}
"""What a choice of sites can be good for; a model's name stands for what that model optimises."""


@dataclass(frozen=True)
class Model:
    """A siting model.

    Attributes
    ----------
    name
        As in the scenario.
    unit
        What its objective is counted in, Korean and English; ``{weight}`` and ``{demand}`` stand
        for how demand is counted and called.
    solve
        The best sites of an instance.
    objective
        What it optimises, by its name in :data:`OBJECTIVES`; '' where it stands for itself.
    counts
        Whether the number of hubs is asked for, not found.
    parameter
        Key of ``[siting]`` that the model is about: without it there is nothing to solve.
    weighted
        Whether the weights of a scenario's demand count.
    serves_all
        Whether it must serve every demand.
    between_sites
        Whether its matrix is site × site: it serves nobody.
    typed
        Whether it gives each site a type.
    """

    name: str
    unit: tuple[str, str]
    solve: Callable[[Instance, Parameters], Solution]
    objective: str = ""
    counts: bool = True
    parameter: str = ""
    weighted: bool = True
    serves_all: bool = True
    between_sites: bool = False
    typed: bool = False


WEIGHTED_MINUTES = ("분 × {weight}, 합계", "minutes x {weight}, summed over {demand}")
FARTHEST = ("분, 가장 먼 곳", "minutes, farthest of {demand}")
COVERED = ("{weight}, 권역 안 합계", "{weight}, covered")
NEED_COVERED = (
    "일자리, 거리와 적합도로 감한 합계", "jobs, discounted by distance and fit, summed",
)  # fmt: skip
OPENED = ("비용 합계", "cost, summed over hubs")
APART = ("분, 가장 가까운 두 거점", "minutes, nearest two hubs")


def _gradual_cover(instance: Instance, given: Parameters) -> Solution:
    assert given.types is not None
    return solve_gradual_cover(instance, given.types, given.then)


_MODELS = (
    Model("p_median", WEIGHTED_MINUTES, lambda it, _: solve_p_median(it), "p_median"),
    Model("p_center", FARTHEST, lambda it, _: solve_p_center(it), "p_center", weighted=False),
    Model(
        "max_cover", COVERED, lambda it, given: solve_max_cover(it, CoveredWeight(given.radius)),
        "max_cover", parameter="radius_minutes", serves_all=False,
    ),
    Model("gradual_cover", NEED_COVERED, _gradual_cover, serves_all=False, typed=True),
    Model(
        "set_cover", OPENED, lambda it, given: solve_set_cover(it, given.opening_costs),
        "set_cover", parameter="radius_minutes", counts=False, weighted=False,
    ),
    Model(
        "p_dispersion", APART, lambda it, _: solve_p_dispersion(it),
        weighted=False, serves_all=False, between_sites=True,
    ),
    Model(
        "capacitated_p_median", WEIGHTED_MINUTES,
        lambda it, given: solve_capacitated(it, given.capacities), parameter="capacity",
    ),
    Model(
        "budgeted", WEIGHTED_MINUTES, lambda it, _: solve_budgeted(it),
        "p_median", parameter="budget", counts=False,
    ),
)  # fmt: skip
MODELS = {model.name: model for model in _MODELS}
"""By name; the order is that of :data:`hubplanner.scenario_siting.SitingModel`."""
