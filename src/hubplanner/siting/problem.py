"""A siting problem in a planner's words: whom the hubs serve, where they may stand, what is wished.

The models know a cost matrix; here its rows and columns have names, and each condition is a wish
that can be dropped, loosened and told.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import pandas as pd

from hubplanner.siting.bottleneck import p_center, p_dispersion
from hubplanner.siting.capacitated import capacitated_p_median
from hubplanner.siting.combined import lexicographic, weighted
from hubplanner.siting.conditions import Conditions, Frame, Memory, frame
from hubplanner.siting.covering import max_cover, set_cover
from hubplanner.siting.objectives import (
    CoveredWeight,
    Objective,
    OpeningCost,
    SiteWorth,
    TotalCost,
    WorstCost,
)
from hubplanner.siting.p_median import budgeted, is_plain, p_median
from hubplanner.siting.program import Program
from hubplanner.siting.solution import Solution, nearest
from hubplanner.siting.wishes import Wish, merge

UNITS = {
    "p_median": ("분 × {ko}, 합계", "minutes x {en}, summed over {demand}"),
    "p_center": ("분, 가장 먼 곳", "minutes, farthest of {demand}"),
    "max_cover": ("{ko}, 권역 안 합계", "{en}, covered"),
    "set_cover": ("비용 합계", "cost, summed over hubs"),
    "p_dispersion": ("분, 가장 가까운 두 거점", "minutes, nearest two hubs"),
}
UNITS["capacitated_p_median"] = UNITS["budgeted"] = UNITS["p_median"]

WEIGHTS = {
    "crisis_score": ("위기점수", "crisis score"),
    "population": ("주민 수", "residents"),
    "workers": ("종사자 수", "workers"),
    "employed": ("취업자 수", "employed persons"),
    "equal": ("곳", "place"),
}
DEMANDS = {
    "candidates": ("후보지역", "candidates"),
    "regions": ("지역", "regions"),
    "emd": ("읍면동", "eup-myeon-dong"),
}


@dataclass(frozen=True)
class Problem:
    """One siting problem, to be solved with all of its wishes or with some.

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
        Minutes, site × site (asked for only where a model or wish needs it).
    wishes
        In the order of the scenario.
    asked_for
        By column: the only wish that lets a hub stand there.
    fixed
        Conditions that are no wishes: one hub a region.
    weight, whom
        How demand is counted and called, for units.
    then
        Objectives that decide among equals.
    radius
        Minutes within which a hub covers.
    strength
        Of the network at each site (see :mod:`hubplanner.siting.strength`), worked out when asked.
    worth
        What one unit of it is worth, in the objective's unit; 0: it does not count.
    """

    model: str
    demand: pd.DataFrame
    sites: pd.DataFrame
    minutes: npt.NDArray[np.float64]
    between: npt.NDArray[np.float64]
    wishes: tuple[Wish, ...]
    asked_for: dict[int, Wish]
    fixed: dict[str, Any]
    weight: str
    whom: str
    then: tuple[str, ...] = ()
    radius: float = 60.0
    time_limit: float | None = None
    strength: Callable[[], npt.NDArray[np.float64]] = lambda: np.zeros(0)
    worth: float = 0.0

    @property
    def weights(self) -> npt.NDArray[np.float64]:
        return self.demand["weight"].to_numpy(float)

    @property
    def unit(self) -> tuple[str, str]:
        """What the objective is counted in, Korean and English."""
        ko, en = UNITS[self.model]
        weight_ko, weight_en = WEIGHTS[self.weight]
        demand_en = DEMANDS[self.whom][1]
        ko, en = ko.format(ko=weight_ko), en.format(en=weight_en, demand=demand_en)
        if self.worth:
            ko += f", 협력망 세기 1마다 {self.worth:g} 뺌"
            en += f", less {self.worth:g} for each unit of network strength"
        return ko, en

    @property
    def given(self) -> tuple[str, ...]:
        """Keys of wishes that the model is about: without them there is nothing to solve."""
        of = {
            "set_cover": "radius_minutes",
            "budgeted": "budget",
            "capacitated_p_median": "capacity",
        }
        return (f"siting.{of[self.model]}",) if self.model in of else ()

    @property
    def counts(self) -> bool:
        """Whether the number of hubs is asked for, not found."""
        return self.model not in ("set_cover", "budgeted")

    def asks(self, wishes: Sequence[Wish] | None = None) -> dict[str, Any]:
        """All that these wishes (all, where omitted) ask for, as keywords."""
        kept = self.wishes if wishes is None else tuple(wishes)
        barred = [column for column, wish in self.asked_for.items() if not _stands(wish, kept)]
        return merge([self.fixed, {"forbidden": barred}, *(wish.conditions() for wish in kept)])

    def solve(
        self,
        wishes: Sequence[Wish] | None = None,
        *,
        excluded: Sequence[Sequence[int]] = (),
        memory: Memory | None = None,
    ) -> Solution:
        """The best hubs that keep these wishes (all, where omitted).

        Parameters
        ----------
        excluded
            Sets of columns that are not the answer again.
        memory
            From call to call, makes a series of like problems faster.
        """
        asked = self.asks(wishes)
        if excluded:
            asked["excluded"] = excluded
        if memory is not None:
            asked["memory"] = memory
        if self.time_limit is not None:
            asked["time_limit"] = self.time_limit
        p, radius = asked.pop("p", None), asked.pop("radius", None)
        capacity = asked.pop("capacity", None)
        if self.then:
            if radius is not None:
                asked["limit"] = np.minimum(asked.get("limit", np.inf), radius)
            order = [self.objective(self.model), *(self.objective(name) for name in self.then)]
            return lexicographic(self.minutes, p, order, weights=self.weights, **asked)
        if self.worth:
            terms = [(self.objective("p_median"), 1.0), (self.objective("network"), self.worth)]
            return weighted(self.minutes, p, terms, weights=self.weights, **asked)
        if self.model == "p_median":
            return p_median(self.minutes, p, weights=self.weights, **asked)
        if self.model == "p_center":
            return p_center(self.minutes, p, **asked)
        if self.model == "max_cover":
            return max_cover(self.minutes, p, radius=self.radius, weights=self.weights, **asked)
        if self.model == "set_cover":
            costs = self.sites["opening_cost"].to_numpy()
            reach = np.inf if radius is None else radius
            return set_cover(self.minutes, reach, opening_costs=costs, **asked)
        if self.model == "p_dispersion":
            asked = self._between_sites(asked)
            return p_dispersion(self.between, p, **asked)
        if self.model == "budgeted":
            return budgeted(self.minutes, weights=self.weights, **asked)
        capacities = np.full(len(self.sites), np.inf if capacity is None else capacity)
        return capacitated_p_median(self.minutes, p, capacities, weights=self.weights, **asked)

    def plain(self) -> Frame | None:
        """Its frame, where it is a p-median without side constraints."""
        if self.model != "p_median" or self.then or self.worth:
            return None
        asked = self.asks()
        p = asked.pop("p")
        if self.time_limit is not None:
            asked["time_limit"] = self.time_limit
        instance = frame(self.minutes, p, self.weights, cast(Conditions, asked))
        return instance if is_plain(instance) else None

    def feasible(self, wishes: Sequence[Wish]) -> bool:
        """Whether any hubs keep these wishes."""
        asked = self.asks(wishes)
        p, radius = asked.pop("p", None), asked.pop("radius", None)
        if asked.pop("capacity", None) is not None:
            alike = replace(self, then=(), time_limit=None)
            return p is None or alike.solve(wishes).status != "infeasible"
        if radius is not None:
            asked["limit"] = np.minimum(asked.get("limit", np.inf), radius)
        if p is not None and not 0 <= p <= len(self.sites) - len(asked.get("existing", ())):
            return False
        serves_all = self.model not in ("max_cover", "p_dispersion")
        conditions = cast(Conditions, asked)
        problem = frame(self.minutes, p, self.weights, conditions, serves_all=serves_all)
        return Program(problem).solve().sites is not None

    def objective(self, name: str) -> Objective:
        """An objective by the name of the model that optimises it."""
        if name in ("p_median", "budgeted"):
            return TotalCost()
        if name == "p_center":
            return WorstCost(weighted=False)
        if name == "max_cover":
            return CoveredWeight(self.radius)
        if name == "network":
            return SiteWorth(self.strength())
        return OpeningCost(self.sites["opening_cost"].to_numpy())

    def served_by(self, solution: Solution) -> tuple[int, ...]:
        """For each demand the column of the hub that serves it."""
        if self.model == "p_dispersion":  # its rows are sites, not demand
            return tuple(nearest(self.minutes, solution.sites).tolist())
        return solution.assignment

    def _between_sites(self, asked: dict[str, Any]) -> dict[str, Any]:
        """A limit on demand becomes 'at least one of those that are near enough'."""
        limit = asked.pop("limit", None)
        if limit is not None:
            near = self.minutes <= np.broadcast_to(limit, len(self.minutes))[:, None]
            asked["at_least"] = [
                *asked.get("at_least", ()),
                *((np.flatnonzero(row).tolist(), 1) for row in np.unique(near, axis=0)),
            ]
        if asked.pop("equity", None):
            raise ValueError("equity terms do not go with p-dispersion, which serves nobody")
        return asked


def _stands(wish: Wish, among: Sequence[Wish]) -> bool:
    """Whether this wish, maybe with another number, is among these."""
    return any(one.key == wish.key and one.en == wish.en for one in among)
