"""The siting models and objectives by name: what each is given, and how it is solved."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from hubplanner.language import Text
from hubplanner.siting.bottleneck import solve_p_center, solve_p_dispersion
from hubplanner.siting.capacitated import solve_capacitated
from hubplanner.siting.competition import solve_market_share, solve_maximal_capture
from hubplanner.siting.constraints import Floats
from hubplanner.siting.cooperative_cover import solve_cooperative_cover
from hubplanner.siting.covering import solve_max_cover, solve_set_cover
from hubplanner.siting.dispersion_sum import solve_p_dispersion_sum
from hubplanner.siting.fixed_charge import solve_fixed_charge
from hubplanner.siting.hub_median import HubFlows, hub_flows
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
from hubplanner.siting.ordered import balanced, highest, solve_ordered_median
from hubplanner.siting.p_median import solve_budgeted, solve_p_median
from hubplanner.siting.repeated_cover import solve_backup_cover, solve_expected_cover
from hubplanner.siting.solution import Solution
from hubplanner.siting.split_demand import (
    Split,
    cover_all_by_shares,
    cover_most_by_shares,
    share_all,
)
from hubplanner.siting.stochastic import expected, solve_expected_p_median, solve_minimax_regret


@dataclass(frozen=True)
class Parameters:
    """What models and objectives are given besides costs, weights and constraints.

    What is not said here is of the function of the model's name.

    Attributes
    ----------
    p
        How many sites are opened; None where that is free or found.
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
    n_scenarios
        The rows are as many blocks, in a model of scenarios.
    """

    p: int | None = None
    radius: float | None = None
    degree: npt.ArrayLike | None = None
    opening_costs: Floats | None = None
    capacities: Floats | None = None
    volumes: Floats | None = None
    filled: Collection[int] = ()
    busy: float = math.nan
    rival_cost: Floats | None = None
    rival_attraction: Floats | None = None
    threshold: npt.ArrayLike = math.nan
    lambdas: npt.ArrayLike = ()
    k: int = 0
    share: float = math.nan
    flows: npt.ArrayLike | None = None
    transfer: float = math.nan
    collection: float = 1.0
    distribution: float = 1.0
    probabilities: npt.ArrayLike | None = None
    n_scenarios: int = 1
    strength: Callable[[], Floats] = lambda: np.zeros(0)
    types: FacilityTypes | None = None
    then: Sequence[Objective] = ()

    @property
    def within(self) -> float:
        """The radius, of a model that needs one."""
        assert self.radius is not None
        return self.radius


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
        As in the scenario, and of the function.
    solve
        The best sites of an instance.
    unit
        What its objective is counted in, Korean and English; ``{weight}`` and ``{demand}`` stand
        for how demand is counted and called. None: it is no model of a scenario.
    objective
        What it optimises, by its name in :data:`OBJECTIVES`; '' where it stands for itself.
    counts
        Whether the number of hubs is asked for, not found; None: either.
    parameter
        Key of ``[siting]`` that the model is about: without it there is nothing to solve.
    needs, takes
        Arguments of :func:`hubplanner.siting.site` that it cannot, and that it can, do without.
    refuses
        Arguments of :func:`hubplanner.siting.site` that others take and that mean nothing to it.
    weighted
        Whether the weights of a scenario's demand count.
    serves_all
        Whether it must serve every demand.
    between_sites
        Whether its matrix is site × site: it serves nobody.
    of_costs
        Whether its matrix is of costs, as places tell them; else of what the function says.
    by_scenario
        Whether there is a matrix for each of several scenarios.
    weigh
        What the weights of its rows come to.
    typed
        Whether it gives each site a type.
    """

    name: str
    solve: Callable[[Instance, Parameters], Solution]
    unit: Text | None = None
    objective: str = ""
    counts: bool | None = True
    parameter: str = ""
    needs: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    refuses: tuple[str, ...] = ()
    weighted: bool = True
    serves_all: bool = True
    between_sites: bool = False
    of_costs: bool = True
    by_scenario: bool = False
    weigh: Callable[[Floats, Parameters], Floats] = lambda weights, _: weights
    typed: bool = False


WEIGHTED_MINUTES = Text("minutes x {weight}, {summed}")
FARTHEST = Text("minutes, {farthest}")
COVERED = Text("{weight}, covered")
NEED_COVERED = Text("jobs, discounted by distance and fit, summed")
OPENED = Text("cost, summed over hubs")
APART = Text("minutes, nearest two hubs")


def _gradual_cover(instance: Instance, given: Parameters) -> Solution:
    assert given.types is not None
    return solve_gradual_cover(instance, given.types, given.then)


def shared(instance: Instance, given: Parameters, model: str) -> Split:
    """What of demand each site serves, in a model that splits it."""
    loads = given.capacities, given.volumes, given.filled
    if model == "capacitated_fixed_charge":
        return share_all(instance, given.opening_costs, *loads)
    if model == "capacitated_set_cover":
        return cover_all_by_shares(instance, given.within, given.opening_costs, *loads)
    return cover_most_by_shares(instance, given.within, *loads)


def hubs_of(instance: Instance, given: Parameters) -> HubFlows:
    """The flows of a hub median."""
    rates = given.transfer, given.collection, given.distribution
    return hub_flows(instance, given.flows, *rates)


def ranked(instance: Instance, given: Parameters, model: str) -> npt.ArrayLike:
    """The shares of ranks of an ordered median, or of a special case of it."""
    n = instance.shape[0]
    if model == "k_centrum":
        return highest(given.k, n)
    return balanced(given.share, n) if model == "centdian" else given.lambdas


_IN_PLANS = (
    Model(
        "p_median", lambda it, _: solve_p_median(it), WEIGHTED_MINUTES, "p_median",
    ),
    Model(
        "p_center", lambda it, _: solve_p_center(it), FARTHEST, "p_center", weighted=False,
    ),
    Model(
        "max_cover",
        lambda it, given: solve_max_cover(it, CoveredWeight(given.radius, given.degree)),
        COVERED, "max_cover",
        parameter="radius_minutes", takes=("radius", "degree"), serves_all=False,
    ),
    Model(
        "gradual_cover", _gradual_cover, NEED_COVERED,
        needs=("types",), serves_all=False, typed=True,
    ),
    Model(
        "set_cover",
        lambda it, given: solve_set_cover(it, given.opening_costs),
        OPENED, "set_cover", counts=False, parameter="radius_minutes",
        needs=("radius",), takes=("opening_costs",), refuses=("weights",), weighted=False,
    ),
    Model(
        "p_dispersion", lambda it, _: solve_p_dispersion(it), APART,
        refuses=("weights",), weighted=False, serves_all=False, between_sites=True,
    ),
    Model(
        "capacitated_p_median",
        lambda it, given: solve_capacitated(
            it, given.capacities, given.volumes, filled=given.filled
        ),
        WEIGHTED_MINUTES,
        parameter="capacity", needs=("capacity",), takes=("volumes", "filled"),
    ),
    Model(
        "budgeted", lambda it, _: solve_budgeted(it), WEIGHTED_MINUTES, "p_median",
        counts=False, parameter="budget", needs=("budget",),
    ),
)  # fmt: skip

_OTHERS = (
    Model(
        "fixed_charge", lambda it, given: solve_fixed_charge(it, given.opening_costs),
        counts=None, needs=("opening_costs",),
    ),
    Model(
        "single_source_fixed_charge",
        lambda it, given: solve_capacitated(
            it, given.capacities, given.volumes, OpeningCost(given.opening_costs), given.filled
        ),
        counts=None, needs=("opening_costs", "capacity"), takes=("volumes", "filled"),
    ),
    Model(
        "capacitated_fixed_charge",
        lambda it, given: shared(it, given, "capacitated_fixed_charge").solution(),
        counts=None, needs=("opening_costs", "capacity"), takes=("volumes", "filled"),
        refuses=("equity",),
    ),
    Model(
        "capacitated_set_cover",
        lambda it, given: shared(it, given, "capacitated_set_cover").solution(),
        counts=False, needs=("radius", "capacity"), takes=("opening_costs", "volumes", "filled"),
        refuses=("weights", "equity"),
    ),
    Model(
        "capacitated_max_cover",
        lambda it, given: shared(it, given, "capacitated_max_cover").solution(),
        needs=("radius", "capacity"), takes=("volumes", "filled"), refuses=("equity",),
        serves_all=False,
    ),
    Model(
        "backup_cover",
        lambda it, given: solve_backup_cover(it, given.within, counted=given.p is not None),
        counts=None, needs=("radius",),
    ),
    Model(
        "expected_cover", lambda it, given: solve_expected_cover(it, given.within, given.busy),
        needs=("radius", "busy"), serves_all=False,
    ),
    Model(
        "cooperative_cover",
        lambda it, given: solve_cooperative_cover(
            it, given.threshold, counted=given.p is not None
        ),
        counts=None, needs=("threshold",), refuses=("limit", "equity"), serves_all=False,
        of_costs=False,
    ),
    Model(
        "maximal_capture", lambda it, given: solve_maximal_capture(it, given.rival_cost),
        needs=("rival_cost",), serves_all=False,
    ),
    Model(
        "market_share", lambda it, given: solve_market_share(it, given.rival_attraction),
        needs=("rival_attraction",), refuses=("limit", "equity"), serves_all=False,
        of_costs=False,
    ),
    Model(
        "p_dispersion_sum", lambda it, _: solve_p_dispersion_sum(it),
        refuses=("weights", "limit", "equity"), serves_all=False, between_sites=True,
    ),
    Model(
        "p_hub_median", lambda it, given: hubs_of(it, given).solution(),
        needs=("flows", "transfer"), takes=("collection", "distribution"),
        refuses=("weights", "equity"), between_sites=True,
    ),
    Model(
        "ordered_median",
        lambda it, given: solve_ordered_median(it, ranked(it, given, "ordered_median")),
        needs=("lambdas",),
    ),
    Model(
        "k_centrum",
        lambda it, given: solve_ordered_median(
            it, ranked(it, given, "k_centrum"), "k-centrum"
        ),
        needs=("k",),
    ),
    Model(
        "centdian",
        lambda it, given: solve_ordered_median(it, ranked(it, given, "centdian"), "centdian"),
        needs=("share",),
    ),
    Model(
        "expected_p_median", lambda it, _: solve_expected_p_median(it), objective="p_median",
        takes=("probabilities",), by_scenario=True,
        weigh=lambda weights, given: expected(weights, given.n_scenarios, given.probabilities),
    ),
    Model(
        "minimax_regret_p_median", lambda it, given: solve_minimax_regret(it, given.n_scenarios),
        by_scenario=True,
    ),
)  # fmt: skip

MODELS = {model.name: model for model in (*_IN_PLANS, *_OTHERS)}
"""By name; first those of :data:`hubplanner.scenario_siting.SitingModel`, in its order."""
