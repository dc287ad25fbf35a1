"""Where the hubs stand and whom they serve: a siting problem solved."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from hubplanner.dataset import Dataset
from hubplanner.siting.alternatives import alternatives
from hubplanner.siting.constraints import Memory
from hubplanner.siting.problem import Problem
from hubplanner.siting.solution import Solution
from hubplanner.siting.study import exchange, names, price_table, records, refuse_nothing
from hubplanner.travelling import Travel

QUICK = 5000
"""Up to so many pairs of demand and site a plan tells its runner-up and what constraints cost."""


@dataclass(frozen=True)
class ChosenSites:
    """Where the hubs stand and whom they serve.

    Attributes
    ----------
    hubs
        By ``region_code``, as no region has two hubs: ``site_id``, ``name_ko``, ``name_en``,
        ``lon``, ``lat`` of the site, ``existing``.
    serves
        By region: ``hub_region``, the region whose hub serves it, and ``hub_minutes`` to it; the
        nearest hub unless a capacitated model assigns another.
    solution
        The solver's outcome.
    problem
        What was solved.
    runner_up
        The best other set of hubs; None where there is none, or finding it would keep the plan
        waiting (``hubplanner site --alternatives`` does).
    prices
        By constraint: the objective without it and what keeping it costs, as
        :func:`hubplanner.siting.study.price_table`; None as for the runner-up.
    """

    hubs: pd.DataFrame
    serves: pd.DataFrame
    solution: Solution
    problem: Problem
    runner_up: Solution | None = None
    prices: pd.DataFrame | None = None

    @property
    def regions(self) -> list[str]:
        """Codes of the regions with a hub."""
        return [str(code) for code in self.hubs.index]

    def advice(self) -> dict[str, Any]:
        """The runner-up and which constraints bind, as plain values; empty where not sought."""
        advice: dict[str, Any] = {}
        if self.runner_up is not None:
            behind = abs(self.runner_up.objective - self.solution.objective)
            advice["runner_up"] = {
                "objective": round(self.runner_up.objective, 6),
                "behind": round(behind, 6),
                "behind_percent": round(100 * behind / max(abs(self.solution.objective), 1e-12), 2),
                "hubs": names(self.problem, self.runner_up.sites),
                **exchange(self.problem, self.solution, self.runner_up),
            }
        if self.prices is not None:
            advice["wishes"] = records(self.prices)
        return advice


def site_hubs(problem: Problem, dataset: Dataset, travel: Travel) -> ChosenSites:
    """The best hubs of a siting problem, and whom they serve.

    Parameters
    ----------
    problem
        From :func:`hubplanner.siting.from_scenario.problem_from_scenario`.
    dataset, travel
        What the problem was made from.

    Raises
    ------
    SitingError
        When the constraints clash, naming the smallest sets that do and the cheapest way out; or
        when time ran out before any hubs were found.
    """
    memory = Memory()
    solution = problem.solve(memory=memory)
    refuse_nothing(problem, solution)
    sites = _chosen(problem, solution, dataset, travel)
    if problem.minutes.size > QUICK or not solution.optimal:
        return sites
    return replace(
        sites,
        runner_up=_runner_up(problem, solution, memory),
        prices=price_table(problem, solution, memory),
    )


def _runner_up(problem: Problem, solution: Solution, memory: Memory) -> Solution | None:
    best = alternatives(problem, 2, memory=memory).solutions
    others = [one for one in best if one.sites != solution.sites and one.optimal]
    return others[0] if others else None


def _chosen(problem: Problem, solution: Solution, dataset: Dataset, travel: Travel) -> ChosenSites:
    chosen = list(solution.sites)
    hubs = problem.sites.iloc[chosen].rename_axis("site_id").reset_index()
    standing = set(problem.requirements().existing)
    hubs["existing"] = [column in standing for column in chosen]
    hubs = hubs.set_index("region_code")

    to_hubs = travel.minutes(dataset.regions, hubs).to_numpy(float)
    nearest = to_hubs.argmin(axis=1)
    if problem.model == "capacitated_p_median" and problem.whom != "emd":
        rows = dataset.regions.index.get_indexer(problem.demand.index)
        nearest[rows] = np.searchsorted(chosen, solution.assignment)
    serves = pd.DataFrame(
        {
            "hub_region": hubs.index.to_numpy()[nearest],
            "hub_minutes": to_hubs[np.arange(len(nearest)), nearest],
        },
        index=dataset.regions.index,
    )
    return ChosenSites(hubs, serves, solution, problem)
