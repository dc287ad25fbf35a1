"""The stages of a plan that need several rooms: what hubs are sited for, and what holds of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from hubplanner.dataset import Dataset
from hubplanner.industries import RegionIndustries, region_industries
from hubplanner.language import Text
from hubplanner.networking import Network
from hubplanner.networking.accessibility import Accessibility, accessibility
from hubplanner.networking.links import hub_id, ties_of_hubs
from hubplanner.scenario import Scenario
from hubplanner.scoring import Robustness, Scores, eligible, jobs_of
from hubplanner.scoring.jobs_at_risk import jobs_at_risk
from hubplanner.siting import ChosenSites
from hubplanner.siting.drawn_needs import drawn_needs, drawn_users
from hubplanner.siting.drawn_objectives import firmness, firmness_of_several
from hubplanner.siting.firm_hubs import FirmHubs, firm_hubs
from hubplanner.siting.from_scenario import problem_from_scenario
from hubplanner.siting.trial_inputs import TrialInputs, trial_inputs
from hubplanner.travelling import Travel, reached
from hubplanner.travelling.link_errors import drawn_minutes

if TYPE_CHECKING:
    from hubplanner.siting.problem import Problem


def within_reach(travel: Travel, dataset: Dataset) -> tuple[Travel, Dataset]:
    """Travel that says which institutions it does not lead to, and the dataset without them."""
    travel, institutions = reached(travel, dataset.institutions)
    on_roads = dataset.institutions.index.to_series().isin(institutions.index)
    if on_roads.all():
        return travel, dataset
    return travel, dataset.only(on_roads, Text("lies too far from the roads of travel.roads"))


def how_firm(
    dataset: Dataset,
    scenario: Scenario,
    scores: Scores,
    robustness: Robustness,
    sites: ChosenSites,
    travel: Travel,
) -> FirmHubs | None:
    """How firm the hubs are; None where they have no technologies, or no proof to draw around."""
    problem, solution = sites.problem, sites.solution
    offers, exposure = problem.offers, scores.exposure
    if offers is None or exposure is None or not solution.optimal:
        return None
    choice, panel = scenario.candidates, dataset.panel(scenario.data.as_of)
    rng = np.random.default_rng(scenario.scoring.seed)
    may, top = eligible(scores, choice, dataset.regions, panel), choice.top
    if scenario.siting.demand != "candidates":  # whom the hubs serve is then the same in all draws
        may = pd.Series(dataset.regions.index.isin(problem.demand.index), dataset.regions.index)
        top = len(problem.demand)
    users = drawn_users(robustness.scores, may, top)
    places = dataset.regions.loc[users.codes]
    told = travel.minutes(places, problem.sites).to_numpy(np.float32)
    minutes = drawn_minutes(travel, places, problem.sites, told, len(users.scores), rng)
    needs = drawn_needs(
        offers,
        users,
        exposure.table["manufacturing_jobs"],
        exposure.industries,
        told if minutes is None else minutes,
        (scenario.siting.full_minutes, scenario.siting.none_minutes),
        rng,
    )
    required = problem.requirements()
    types = problem.types_under(required)
    assert types is not None
    instance = problem.instance(required, serves_all=False)
    if types.uses == 1:
        drawn = firmness(instance, types, needs.worths(types.fit))
    else:
        drawn = firmness_of_several(instance, types, needs.each(types))
    varied = Text("weights, minutes, shares of industries")
    if minutes is None:
        varied = Text("weights, shares of industries")
    return firm_hubs(problem, solution, drawn.chosen, varied)


def industries_of(dataset: Dataset, scenario: Scenario, scores: Scores) -> RegionIndustries:
    """The industries of regions, which exposure has been told already where it counts."""
    if scores.exposure is not None:
        return scores.exposure.industries
    return region_industries(dataset, scenario.data.as_of)


def siting_problem(
    dataset: Dataset,
    scenario: Scenario,
    scores: Scores,
    candidate: pd.Series[bool],
    travel: Travel,
    industries: RegionIndustries,
) -> Problem:
    """The siting problem of a scenario, with the jobs at risk that it is about."""
    jobs = jobs_of(dataset.panel(scenario.data.as_of))
    at_risk = None
    if jobs is not None:
        score = scores.table["crisis_score"]
        at_risk = jobs_at_risk(jobs["manufacturing_jobs"], industries.shares, score)
    return problem_from_scenario(
        scenario.siting,
        dataset,
        scores.table.join(candidate),
        travel,
        provinces=scenario.candidates.provinces,
        network=scenario.network,
        jobs=at_risk,
        largest_industry=industries.largest["industry"],
        as_of=scenario.data.as_of,
    )


def inputs_of_trials(
    dataset: Dataset,
    scenario: Scenario,
    scores: Scores,
    problem: Problem,
    travel: Travel,
    industries: RegionIndustries,
) -> TrialInputs:
    """What a page needs to solve a siting problem again under other choices."""
    panel = dataset.panel(scenario.data.as_of)
    counted = jobs_of(panel)
    # Floors and the capital region are the reader's to move, and a score may come with weights.
    unbound = {"min_jobs_share": 0.0, "min_jobs": 0, "capital_region": True}
    scored = replace(scores, table=scores.table.fillna({"crisis_score": 0.0}))
    lasting = scenario.candidates.model_copy(update=unbound)
    may = eligible(scored, lasting, dataset.regions, panel)
    name = scenario.siting.weight
    stated = None
    if name not in ("jobs_at_risk", "crisis_score"):
        stated = pd.Series(1.0, dataset.regions.index)
        if name != "equal" and (when := panel.latest(name, "total")) is not None:
            stated = panel.series(name, "total", when).reindex(dataset.regions.index)
    return trial_inputs(
        scenario.siting,
        scenario.network,
        problem,
        dataset.regions,
        dataset.institutions,
        counted,
        industries.shares,
        may,
        stated,
        travel,
    )


def access_with_hubs(
    dataset: Dataset, scenario: Scenario, sites: ChosenSites, network: Network, travel: Travel
) -> Accessibility | None:
    """What regions in crisis reach without the hubs and with them; None where jobs are not told."""
    offers = sites.problem.offers
    if offers is None:
        return None
    institutions, regions = dataset.institutions, dataset.regions.loc[offers.need.index]
    feeds = (offers.institution_fit > 0).to_numpy() @ (offers.need > 0).to_numpy().T
    hubs = [hub_id(code) for code in sites.regions]
    return accessibility(
        travel.minutes(regions, institutions),
        travel.minutes(regions, sites.hubs).set_axis(hubs, axis=1),
        ties_of_hubs(network.links, hubs, institutions.index),
        pd.DataFrame(feeds.T, index=offers.need.index, columns=institutions.index),
        institutions["kind"],
        offers.jobs.sum(axis=1),
        scenario.network.decay_minutes,
    )
