"""Where the hubs stand and whom they serve: a siting problem solved and told."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from hubplanner.errors import SitingError
from hubplanner.scenario import SitingChoice
from hubplanner.siting.clashes import explain
from hubplanner.siting.pose import pose
from hubplanner.siting.problem import Problem
from hubplanner.siting.solution import Solution
from hubplanner.sources import Dataset
from hubplanner.travel import Travel


@dataclass(frozen=True)
class Sites:
    """Where the hubs stand and whom they serve.

    Attributes
    ----------
    places
        By ``region_code``, as no region has two hubs: ``site_id``, ``name_ko``, ``name_en``,
        ``lon``, ``lat`` of the site, ``existing``.
    serves
        By region: ``hub_region``, the region whose hub serves it, and ``hub_minutes`` to it; the
        nearest hub unless a capacitated model assigns another.
    solution
        The solver's outcome.
    problem
        What was solved.
    """

    places: pd.DataFrame
    serves: pd.DataFrame
    solution: Solution
    problem: Problem

    @property
    def regions(self) -> list[str]:
        """Codes of the regions with a hub."""
        return [str(code) for code in self.places.index]


def site_hubs(
    choice: SitingChoice, dataset: Dataset, scores: pd.DataFrame, travel: Travel
) -> Sites:
    """The best hubs by the scenario's model that keep all of its wishes.

    Parameters
    ----------
    choice
        The scenario's ``[siting]``.
    dataset
        Regions, statistics and institutions.
    scores
        ``crisis_score`` and ``candidate`` by ``region_code``.
    travel
        Minutes and kilometres between any two tables of places.

    Raises
    ------
    ScenarioError
        When a wish is impossible whatever the others, naming the key.
    SitingError
        When the wishes clash, naming the smallest sets of them that do and the cheapest way out;
        or when time ran out before any hubs were found.
    """
    problem = pose(choice, dataset, scores, travel)
    solution = problem.solve()
    if solution.status == "infeasible":
        conflict = explain(problem)
        raise SitingError(conflict.message(), conflict)
    if not solution.sites:
        raise SitingError(
            f"siting.time_limit_seconds = {choice.time_limit_seconds:g} ran out before any hubs"
            " were found; allow more time or ask for less"
        )
    return _told(problem, solution, dataset, travel)


def _told(problem: Problem, solution: Solution, dataset: Dataset, travel: Travel) -> Sites:
    chosen = list(solution.sites)
    places = problem.sites.iloc[chosen].rename_axis("site_id").reset_index()
    standing = set(problem.asks().get("existing", ()))
    places["existing"] = [column in standing for column in chosen]
    places = places.set_index("region_code")

    to_hubs = travel.minutes(dataset.regions, places).to_numpy(float)
    nearest = to_hubs.argmin(axis=1)
    if problem.model == "capacitated_p_median" and problem.whom != "emd":
        rows = dataset.regions.index.get_indexer(problem.demand.index)
        nearest[rows] = np.searchsorted(chosen, solution.assignment)
    serves = pd.DataFrame(
        {
            "hub_region": places.index.to_numpy()[nearest],
            "hub_minutes": to_hubs[np.arange(len(nearest)), nearest],
        },
        index=dataset.regions.index,
    )
    return Sites(places, serves, solution, problem)
