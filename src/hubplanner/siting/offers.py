"""Which technologies the sites could take, how well, and who needs them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from hubplanner.errors import ScenarioError
from hubplanner.industries.technologies import (
    Technology,
    TechnologyList,
    fixed_technologies,
    load_technologies,
)
from hubplanner.scenario_siting import NetworkChoice, SitingChoice
from hubplanner.scoring.jobs_at_risk import jobs_of_known_industry, need_of
from hubplanner.siting.constraints import Floats
from hubplanner.siting.demand_and_sites import DemandAndSites
from hubplanner.siting.multi_type import FacilityTypes, linear_decay
from hubplanner.siting.surroundings import Surroundings


@dataclass(frozen=True)
class TechnologyOffers:
    """What a siting of hubs with technologies is made from, by name.

    Attributes
    ----------
    technologies
        The list that hubs choose from.
    jobs
        Jobs at risk, demand × industry.
    need
        Demand × technology: jobs at risk that it could help.
    institution_fit
        Institution × technology, missing where unknown.
    capability
        Site × technology, 0–1.
    types
        The same as the model takes it.
    fixed
        By region code the technology that a hub there takes.
    """

    technologies: TechnologyList
    jobs: pd.DataFrame
    need: pd.DataFrame
    institution_fit: pd.DataFrame
    capability: pd.DataFrame
    types: FacilityTypes
    fixed: dict[str, str]

    @property
    def known_jobs(self) -> float:
        """Jobs at risk whose industry is known, in all."""
        return float(jobs_of_known_industry(self.jobs)[1].sum())

    def technology(self, kind: int) -> Technology:
        """That of a column of `types`."""
        return self.technologies.technologies[self.types.names[kind]]


def technology_offers(
    choice: SitingChoice,
    network: NetworkChoice,
    places: DemandAndSites,
    minutes: Floats,
    around: Surroundings,
) -> TechnologyOffers:
    """Needs, capabilities and what may go where, as the scenario asks for them.

    Parameters
    ----------
    choice, network
        The scenario's ``[siting]`` and ``[network]``.
    places
        Demand and sites.
    minutes
        Demand × site.
    around
        What is around the sites.

    Raises
    ------
    ScenarioError
        When a technology is fixed that the list lacks, or no site is able to take any.
    """
    technologies = load_technologies(network.technologies)
    every = list(technologies.technologies.values())
    keys = [one.key for one in every]
    jobs = places.jobs_of_demand
    need = need_of(jobs, every)

    sites = places.sites
    able = around.capability(sites, technologies, network.decay_minutes, choice.host_share)
    of_region = fixed_technologies(network.fixed, technologies, places.regions)
    fixed = {
        column: keys.index(key)
        for code, key in of_region.items()
        for column in places.in_regions([code])
    }
    allowed = able >= choice.min_fit
    if not allowed.any() and not fixed:
        raise ScenarioError(
            "siting.min_fit = {min_fit}: no site is that able in any technology; the most able has"
            " {most:.2f}",
            min_fit=choice.min_fit,
            most=float(able.max()),
        )
    # An existing hub takes a technology too.
    hubs = choice.hubs + sum(len(standing) for standing in places.existing.values())
    uses = network.technology_uses or math.ceil(hubs / len(every))
    types = FacilityTypes(
        keys,
        need.to_numpy(float),
        linear_decay(minutes, choice.full_minutes, choice.none_minutes),
        able,
        allowed=allowed,
        uses=uses,
        caps=_caps(technologies, network.ministry_most),
        fixed=fixed,
    )
    capabilities = pd.DataFrame(able, index=sites.index, columns=keys)
    fit = around.institution_fit(technologies)
    return TechnologyOffers(technologies, jobs, need, fit, capabilities, types, of_region)


def _caps(technologies: TechnologyList, most: int) -> list[tuple[list[int], int]]:
    """No ministry leads more hubs than that; no cap where none is stated."""
    if not most:
        return []
    of_ministry: dict[str, list[int]] = {}
    for column, one in enumerate(technologies.technologies.values()):
        of_ministry.setdefault(one.ministry, []).append(column)
    return [(columns, most) for columns in of_ministry.values()]
