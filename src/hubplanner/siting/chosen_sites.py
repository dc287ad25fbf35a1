"""Where the hubs stand and whom they serve: a siting problem solved."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from hubplanner.dataset import Dataset
from hubplanner.language import Text
from hubplanner.siting.alternatives import alternatives
from hubplanner.siting.constraints import Floats, Memory
from hubplanner.siting.firm_hubs import FirmHubs
from hubplanner.siting.minutes import minutes_between
from hubplanner.siting.no_hub import WithoutHub, without_hub
from hubplanner.siting.offers import TechnologyOffers
from hubplanner.siting.problem import NEAR_MINUTES, Problem
from hubplanner.siting.solution import Solution
from hubplanner.siting.study import exchange, names, price_table, records, refuse_nothing
from hubplanner.travelling import Travel

QUICK = 5000
"""Up to so many pairs of demand and site a plan tells its runner-up and what constraints cost; a
model that chooses technologies takes no longer for it whatever their number."""


@dataclass(frozen=True)
class ChosenSites:
    """Where the hubs stand and whom they serve.

    Attributes
    ----------
    hubs
        By ``region_code``, as no region has two hubs: ``site_id``, ``name_ko``, ``name_en``,
        ``lon``, ``lat`` of the site, ``existing``. In a model that chooses technologies too:
        ``technology``, ``capability`` (0–1), ``jobs_near`` (at risk, of its own technology, within
        :data:`NEAR_MINUTES`) and ``jobs_served`` (discounted by distance and capability: what it
        adds to the objective).
    serves
        By region: ``hub_region``, the region whose hub serves it, and ``hub_minutes`` to it; the
        nearest hub, unless a capacitated model assigns another or hubs have technologies: then the
        one that serves most of its jobs at risk, and the nearest where none does; with
        ``jobs_at_risk`` and ``jobs_served`` then, of the regions served (missing for others).
    solution
        The solver's outcome.
    problem
        What was solved.
    firm
        How firm each hub is under drawn assumptions; None where none were drawn, as for models
        whose hubs have no technology.
    without
        Technologies without a hub, and the next hub; None where hubs have no technology.
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
    firm: FirmHubs | None = None
    without: WithoutHub | None = None
    runner_up: Solution | None = None
    prices: pd.DataFrame | None = None

    @property
    def regions(self) -> list[str]:
        """Codes of the regions with a hub."""
        return [str(code) for code in self.hubs.index]

    @property
    def capability(self) -> pd.DataFrame | None:
        """Hub's region × technology, 0–1, where the model has chosen technologies."""
        offers = self.problem.offers
        if offers is None:
            return None
        return offers.capability.loc[self.hubs["site_id"]].set_axis(self.hubs.index)

    @property
    def served(self) -> pd.DataFrame | None:
        """Region × hub's region: jobs at risk that each hub serves, discounted by distance and
        capability; None where hubs have no technologies."""
        offers = self.problem.offers
        if offers is None:
            return None
        jobs = _jobs_served(offers, self.solution)
        return pd.DataFrame(jobs, index=offers.jobs.index, columns=self.regions)

    @property
    def designated(self) -> pd.DataFrame | None:
        """Which hub serves which designated area in how many minutes, as
        :meth:`hubplanner.siting.designated_areas.DesignatedAreas.served`; None where not asked."""
        areas, offers = self.problem.designated, self.problem.offers
        if areas is None or offers is None:
            return None
        technologies = list(offers.technologies.technologies.values())
        return areas.served(self.solution, self.problem.sites, technologies)

    @property
    def let_in(self) -> dict[str, Text]:
        """By region of a hub that meets not all criteria of a host: why it stands there still."""
        if self.problem.hosts is None:
            return {}
        hosts, told = self.problem.hosts, {}
        unfit = hosts.fit.get_indexer(pd.Index(self.hubs["site_id"])) < 0
        for region, hub in self.hubs[unfit].iterrows():
            words = Text("siting.required asks for a hub here, where no institution could host it")
            if hub["existing"]:
                words = Text("the scenario says that it stands already (siting.existing)")
            elif hub["site_id"] in hosts.places.index:
                words = Text(
                    "siting.required asks for a hub here, though no host meets all criteria; this"
                    " one does not: {why}",
                    why=hosts.why(hub["site_id"]),
                )
            told[str(region)] = words
        return told

    @property
    def not_drawn(self) -> Text | None:
        """Why nothing tells how firm hubs with technologies are; None where draws do."""
        offers = self.problem.offers
        if offers is None or self.firm is not None:
            return None
        if self.solution.optimal:
            return Text("how firm the hubs are is not told, as the score knows no exposure")
        return Text("how firm the hubs are is not told, as they are not proven")

    def reached(self) -> dict[str, Any]:
        """Jobs at risk, those near a hub of their own technology, and the draws, for JSON."""
        offers = self.problem.offers
        told: dict[str, Any] = {}
        if offers is not None:
            told = {
                "jobs_at_risk": round(float(offers.jobs.to_numpy().sum())),
                "jobs_at_risk_of_known_industry": round(offers.known_jobs),
                f"jobs_within_{NEAR_MINUTES:.0f}_minutes": round(self.jobs_reached or 0.0),
            }
        if self.firm is not None:
            told["draws"] = self.firm.draws
        if (why := self.not_drawn) is not None:
            told["not_drawn"] = why.in_both()
        return told

    def headline(self) -> Text | None:
        """What the hubs are good for, in a sentence; None where they have no technologies."""
        offers = self.problem.offers
        if offers is None or self.jobs_reached is None:
            return None
        return headline_of(self.jobs_reached, offers.known_jobs)

    @property
    def jobs_reached(self) -> float | None:
        """Jobs at risk within :data:`NEAR_MINUTES` of a hub of their own technology, each once."""
        return self.problem.jobs_reached(self.solution, NEAR_MINUTES)

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
    if not solution.optimal:
        return sites
    if problem.offers is not None:
        sites = replace(sites, without=without_hub(problem, solution))
    elif problem.minutes.size > QUICK:
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


def headline_of(reached: float, jobs: float) -> Text:
    """How many of the jobs at risk whose industry is known have a hub of their own technology
    near, in a sentence."""
    return Text(
        "{reached:,} of {jobs:,} jobs at risk whose industry is known lie within"
        " {minutes:.0f} minutes of a hub of their own technology",
        reached=_hundreds(reached),
        jobs=_hundreds(jobs),
        minutes=NEAR_MINUTES,
    )


def _hundreds(jobs: float) -> int:
    """Jobs as said to people: estimates bear no more than hundreds."""
    return int(round(jobs, -2))


def _jobs_served(offers: TechnologyOffers, solution: Solution) -> Floats:
    """Demand × hub: jobs at risk of the hub's technology, discounted by distance and capability."""
    sites, kinds = list(solution.sites), list(solution.types)
    types = offers.types
    served: Floats = types.need[:, kinds] * types.closeness[:, sites] * types.fit[sites, kinds]
    return served


def _with_technologies(
    problem: Problem, offers: TechnologyOffers, solution: Solution
) -> pd.DataFrame:
    sites, kinds = list(solution.sites), list(solution.types)
    near = problem.minutes[:, sites] <= NEAR_MINUTES
    return pd.DataFrame(
        {
            "technology": [offers.types.names[kind] for kind in kinds],
            "capability": offers.types.fit[sites, kinds],
            "jobs_near": (offers.types.need[:, kinds] * near).sum(axis=0),
            "jobs_served": _jobs_served(offers, solution).sum(axis=0),
        }
    )


def _chosen(problem: Problem, solution: Solution, dataset: Dataset, travel: Travel) -> ChosenSites:
    chosen = list(solution.sites)
    hubs = problem.sites.iloc[chosen].rename_axis("site_id").reset_index()
    standing = set(problem.requirements().existing)
    hubs["existing"] = [column in standing for column in chosen]
    hubs = hubs.set_index("region_code")

    to_hubs = minutes_between(travel, dataset.regions, hubs)
    nearest = to_hubs.argmin(axis=1)
    if problem.offers is not None:
        served = _jobs_served(problem.offers, solution)
        hubs = hubs.join(
            _with_technologies(problem, problem.offers, solution).set_index(hubs.index)
        )
        rows = dataset.regions.index.get_indexer(problem.demand.index)
        nearest[rows] = np.where(served.max(axis=1) > 0, served.argmax(axis=1), nearest[rows])
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
    if problem.offers is not None:
        serves["jobs_at_risk"] = problem.offers.jobs.sum(axis=1).reindex(serves.index)
        serves["jobs_served"] = pd.Series(served.sum(axis=1), problem.demand.index)
    return ChosenSites(hubs, serves, solution, problem)
