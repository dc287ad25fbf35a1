"""A siting problem in a planner's words: whom the hubs serve, where they may stand, what is asked.

The models know a cost matrix; here its rows and columns have names, and each constraint of the
scenario can be dropped, loosened and told.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from operator import and_

import numpy as np
import pandas as pd

from hubplanner.errors import ScenarioError, SitingError
from hubplanner.language import Pair, Text
from hubplanner.scoring.jobs_at_risk import reached
from hubplanner.siting.combined import serves_all, solve_lexicographic, solve_weighted
from hubplanner.siting.constraints import Floats, Memory, Requirements
from hubplanner.siting.designated_areas import DesignatedAreas
from hubplanner.siting.hosts import Hosts
from hubplanner.siting.instance import Instance
from hubplanner.siting.integer_program import Program
from hubplanner.siting.models import MODELS, OBJECTIVES, Model, Parameters
from hubplanner.siting.multi_type import FacilityTypes, by_pairs
from hubplanner.siting.objectives import Objective
from hubplanner.siting.offers import TechnologyOffers
from hubplanner.siting.p_median import is_plain
from hubplanner.siting.solution import Solution, nearest

NEAR_MINUTES, FAR_MINUTES = 45.0, 60.0
"""Within the first a hub is near enough for everyday work, what headlines count; within the second
it is near at all."""

SECONDS = 300.0
"""So long one search takes where the scenario sets no time limit: whoever asks gets an answer."""

WEIGHTS = {
    "jobs_at_risk": Text("jobs at risk", context="number"),
    "crisis_score": Text("crisis score"),
    "population": Text("residents", context="number"),
    "workers": Text("workers", context="number"),
    "employed": Text("employed persons", context="number"),
    "equal": Text("place", context="number"),
}
DEMANDS = {
    "candidates": (Text("summed over candidates"), Text("farthest of candidates")),
    "regions": (Text("summed over regions"), Text("farthest of regions")),
    "emd": (Text("summed over eup-myeon-dong"), Text("farthest of eup-myeon-dong")),
}


@dataclass(frozen=True)
class Constraint:
    """One constraint of the scenario, that can be dropped or, where it has a number, loosened.

    Attributes
    ----------
    key
        Where the scenario states it, as ``siting.spacing_km``.
    wording
        What it says; ``{number}`` in it stands for its number.
    require
        What it requires, given its number (0 where it has none).
    number
        Its number, None where it has none.
    looser
        Numbers that ask for less, the nearest first.
    monotone
        Whether each of these asks for less than all before it.
    priced
        Whether it is told what keeping it costs; not of what says which hubs there are at all.
    """

    key: str
    wording: Text
    require: Callable[[float], Requirements]
    number: float | None = None
    looser: Callable[[], Sequence[float]] = tuple
    monotone: bool = True
    priced: bool = True

    @property
    def text(self) -> Text:
        """What it says, with its number."""
        return self.with_number("" if self.number is None else spell(self.number))

    def with_number(self, number: str) -> Text:
        """What it says, with this written in place of its number."""
        return Text(self.wording.template, **{**self.wording.values, "number": number})


def spell(number: float) -> str:
    """A number as planners write it: no more digits than it needs, at most two."""
    return f"{number:,.2f}".rstrip("0").rstrip(".")


@dataclass(frozen=True)
class Problem:
    """One siting problem, to be solved under all of its constraints or under some.

    Attributes
    ----------
    model
        Name of the model, as in the scenario.
    demand
        By id: ``region_code``, ``lon``, ``lat`` and ``weight``.
    sites
        By id: ``region_code``, ``name_ko``, ``name_en``, ``label`` (Korean, with
        the province where it is a region), ``lon``, ``lat``, ``opening_cost``.
    minutes
        Demand × site.
    between
        Minutes, site × site (asked for only where a model or constraint needs it).
    constraints
        In the order of the scenario.
    weight, whom
        How demand is counted and called, for units.
    served
        Whom the hubs serve: where, how many places, how many residents.
    asked_for
        By column: the only constraint that lets a hub stand there.
    fixed
        What no constraint of the scenario asks for: one hub a region.
    then
        Objectives that decide among equals.
    radius
        Minutes within which a hub covers.
    time_limit
        Seconds after which the best found so far is taken; :data:`SECONDS` where None.
    strength
        Of the network at each site (see :mod:`hubplanner.siting.strength`), worked out when asked.
    worth
        What one unit of it is worth, in the objective's unit; 0: it does not count.
    types
        The technologies that hubs may take, for a model that gives each hub one, as far as no
        constraint limits them.
    offers
        The same by name and under all constraints, with who needs them.
    hosts
        How institutions meet the criteria of a host, where hubs stand at hosts.
    designated
        Designated areas, where each is to have a hub of its own industry near.

    Raises
    ------
    ScenarioError
        When such a model has no technologies.
    """

    model: str
    demand: pd.DataFrame
    sites: pd.DataFrame
    minutes: Floats
    between: Floats
    constraints: tuple[Constraint, ...]
    weight: str
    whom: str
    served: Text = field(default_factory=lambda: Text(""))
    asked_for: dict[int, Constraint] = field(default_factory=dict)
    fixed: Requirements = field(default_factory=Requirements)
    then: tuple[str, ...] = ()
    radius: float = 60.0
    time_limit: float | None = None
    strength: Callable[[], Floats] = lambda: np.zeros(0)
    worth: float = 0.0
    types: FacilityTypes | None = None
    offers: TechnologyOffers | None = None
    hosts: Hosts | None = None
    designated: DesignatedAreas | None = None

    def __post_init__(self) -> None:
        if self._model.typed and self.types is None:
            raise ScenarioError(
                "siting.model = '{model}' needs technologies to give to the hubs", model=self.model
            )

    def site_name(self, column: int) -> Pair:
        """Of a site, in both languages."""
        return Pair(self.sites["name_ko"].iloc[column], self.sites["name_en"].iloc[column])

    @property
    def weights(self) -> Floats:
        """How much each demand counts."""
        return self.demand["weight"].to_numpy(float)

    @property
    def unit(self) -> Text:
        """What the objective is counted in."""
        assert self._model.unit is not None
        summed, farthest = DEMANDS[self.whom]
        words = {"weight": WEIGHTS[self.weight], "summed": summed, "farthest": farthest}
        unit = Text(self._model.unit.template, **words)
        if not self.worth:
            return unit
        return Text(
            "{unit}, less {worth:g} for each unit of network strength", unit=unit, worth=self.worth
        )

    def served_in_words(self) -> dict[str, str]:
        """Whom the hubs serve, for JSON."""
        return self.served.columns("serves")

    @property
    def seconds(self) -> float:
        """How long one search takes at most."""
        return SECONDS if self.time_limit is None else self.time_limit

    @property
    def given(self) -> str:
        """Key of the constraint that the model is about, without which nothing is to be solved."""
        return f"siting.{self._model.parameter}" if self._model.parameter else ""

    @property
    def counts(self) -> bool:
        """Whether the number of hubs is asked for, not found."""
        return bool(self._model.counts)

    @property
    def given_types(self) -> FacilityTypes | None:
        """The technologies, where the model gives each hub one."""
        return self.types if self._model.typed else None

    def types_under(self, required: Requirements) -> FacilityTypes | None:
        """The technologies as these requirements limit them, where each hub takes one."""
        types = self.given_types
        return None if types is None else types.under(required)

    @property
    def _model(self) -> Model:
        return MODELS[self.model]

    def requirements(self, constraints: Sequence[Constraint] | None = None) -> Requirements:
        """All that these constraints (all, where omitted) require."""
        kept = self.constraints if constraints is None else constraints
        barred = [column for column, only in self.asked_for.items() if not _stands(only, kept)]
        required = [
            Requirements(forbidden=barred, time_limit=self.seconds),
            *(one.require(one.number or 0.0) for one in kept),
        ]
        return reduce(and_, required, self.fixed)

    def solve(
        self,
        constraints: Sequence[Constraint] | None = None,
        *,
        excluded: Sequence[Sequence[int]] = (),
        memory: Memory | None = None,
    ) -> Solution:
        """The best hubs under these constraints (all, where omitted).

        Parameters
        ----------
        excluded
            Sets of columns that are not the answer again.
        memory
            From call to call, makes a series of like problems faster.
        """
        required = replace(self.requirements(constraints), excluded=excluded, memory=memory)
        if self.then and not self._model.typed:
            order = [self.objective(self._model.objective), *self._deciding()]
            instance = self.instance(required, serves_all=serves_all(order))
            return solve_lexicographic(instance, order)
        if self.worth:
            return solve_weighted(self.instance(required), self._with_network())
        given = self._parameters(required.capacity)
        given = replace(given, types=self.types_under(required), then=self._deciding())
        return self._model.solve(self._own_instance(required), given)

    def certificate(self, solution: Solution) -> str:
        """What proves a solution under all constraints, to be checked by itself (JSON).

        See :mod:`hubplanner.siting.certificate`.

        Raises
        ------
        SitingError
            When the solution is not proven, or cannot be certified.
        """
        # Asked for seldom, and the checker is to run by itself as well (python -m).
        from hubplanner.siting.certificate import certificate
        from hubplanner.siting.certificate_programs import pose, pose_weighted

        required = self.requirements()
        labels = self.sites["label"].tolist()
        if self.then and not self._model.typed:
            raise SitingError("an order of objectives cannot be certified; leave out siting.then")
        if self.worth:
            instance = self.instance(required)
            posed = pose_weighted(instance, self._with_network(), solution, labels)
            return certificate(posed, solution)
        given = replace(self._parameters(required.capacity), types=self.types_under(required))
        instance = self._own_instance(required)
        return certificate(pose(self.model, instance, given, solution, labels), solution)

    def feasible(self, constraints: Sequence[Constraint], until: float = math.inf) -> bool:
        """Whether any hubs keep these constraints.

        Raises
        ------
        TimeoutError
            When that is not known at `until` (of ``time.monotonic``), or within :attr:`seconds`.
        """
        left = min(until - time.monotonic(), self.seconds)
        if left <= 0:
            raise TimeoutError
        timed = replace(self, then=(), time_limit=left)
        required = timed.requirements(constraints)
        p = required.p
        if required.capacity is not None:
            hubs = len(self.sites) if p is None else p + len(set(required.existing))
            if hubs * required.capacity < self.weights.sum():
                return False
            status = "optimal" if p is None else timed.solve(constraints).status
            if status == "unknown":
                raise TimeoutError
            return status != "infeasible"
        if p is not None and not 0 <= p <= len(self.sites) - len(required.existing):
            return False
        instance = self.instance(required, serves_all=self._model.serves_all)
        if (types := self.types_under(required)) is not None:
            instance = by_pairs(instance, types)
        outcome = Program(instance).solve(deadline=instance.deadline)
        if outcome.sites is None and outcome.termination == "time limit":
            raise TimeoutError
        return outcome.sites is not None

    def lack_of_types(self) -> Text | None:
        """Why there are no hubs, where there are too few technologies whatever is dropped."""
        required = self.requirements()
        hubs = (required.p or 0) + len(set(required.existing))
        types = self.given_types
        if types is None or hubs <= types.most:
            return None
        return Text(
            "{hubs} hubs need a technology each, but {types} technologies, each for at most {uses}"
            " hubs where it is allowed, make {most}; ask for fewer hubs or allow more",
            hubs=hubs,
            types=len(types.names),
            uses=types.uses,
            most=types.most,
        )

    def plain(self) -> Instance | None:
        """Its instance, where it is a p-median without side constraints."""
        if self.model != "p_median" or self.then or self.worth:
            return None
        instance = self.instance(self.requirements())
        return instance if is_plain(instance) else None

    def objective(self, name: str) -> Objective:
        """One of :data:`hubplanner.siting.models.OBJECTIVES`."""
        return OBJECTIVES[name](self._parameters())

    def instance(self, required: Requirements, *, serves_all: bool = True) -> Instance:
        """Demand and sites under these requirements."""
        return Instance.checked(
            self.minutes, required.p, self.weights, required, serves_all=serves_all
        )

    def _own_instance(self, required: Requirements) -> Instance:
        """As the model wants it."""
        model = self._model
        costs = self.between if model.between_sites else self.minutes
        if model.between_sites:
            required = self._between_sites(required)
        weights = self.weights if model.weighted else None
        serving = model.serves_all or (bool(self.then) and serves_all(self._deciding()))
        return Instance.checked(costs, required.p, weights, required, serves_all=serving)

    def _with_network(self) -> list[tuple[Objective, float]]:
        return [(self.objective("p_median"), 1.0), (self.objective("network"), self.worth)]

    def _deciding(self) -> list[Objective]:
        """What decides among equals."""
        return [self.objective(name) for name in self.then]

    def _between_sites(self, required: Requirements) -> Requirements:
        """A limit on demand becomes 'at least one of those that are near enough'."""
        if required.equity:
            raise ScenarioError(
                "siting.worst_province_minutes, fairness_minutes and gini do not go with model ="
                " '{model}', which serves nobody; leave them out",
                model=self.model,
            )
        if np.isinf(required.limit).all():
            return required
        limit = np.broadcast_to(required.limit, len(self.minutes))
        near = np.unique(self.minutes <= limit[:, None], axis=0)
        groups = [(np.flatnonzero(row).tolist(), 1) for row in near]
        return replace(required, limit=np.inf, at_least=[*required.at_least, *groups])

    def _parameters(self, capacity: float | None = None) -> Parameters:
        n = len(self.sites)
        return Parameters(
            radius=self.radius,
            opening_costs=self.sites["opening_cost"].to_numpy(),
            capacities=None if capacity is None else np.full(n, capacity),
            strength=self.strength,
        )

    def jobs_reached(self, solution: Solution, within: float) -> float | None:
        """Jobs at risk within so many minutes of a hub of their own technology, each counted once;
        None where hubs have no technologies."""
        if (offers := self.offers) is None:
            return None
        near = self.minutes[:, list(solution.sites)] <= within
        kinds = np.eye(len(offers.types.names), dtype=bool)[list(solution.types)]
        has = np.asarray(near @ kinds, dtype=bool)
        table = pd.DataFrame(has, index=offers.jobs.index, columns=list(offers.types.names))
        return reached(offers.jobs, table, offers.technologies.technologies.values())

    def cost(self, solution: Solution) -> float:
        """What opening its hubs costs."""
        prices = self.sites["opening_cost"].to_numpy(float)
        standing = set(self.requirements().existing)
        return float(sum(prices[column] for column in solution.sites if column not in standing))

    def served_by(self, solution: Solution) -> tuple[int, ...]:
        """For each demand the column of the hub that serves it."""
        if self._model.between_sites:  # its rows are sites, not demand
            return tuple(nearest(self.minutes, solution.sites).tolist())
        return solution.assignment


def _stands(constraint: Constraint, among: Sequence[Constraint]) -> bool:
    """Whether this constraint, maybe with another number, is among these."""
    return any(one.key == constraint.key and one.wording == constraint.wording for one in among)
