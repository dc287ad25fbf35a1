"""The stages of a plan: those up to its hubs, made once for all scenarios that share what they
depend on, and those that need several rooms."""

from __future__ import annotations

import json
from collections import Counter, OrderedDict
from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple, TypeVar

import numpy as np
import pandas as pd

from hubplanner.dataset import Dataset
from hubplanner.dataset.panel import Panel
from hubplanner.industries import RegionIndustries, region_industries
from hubplanner.language import Text
from hubplanner.networking import Network
from hubplanner.networking.accessibility import Accessibility, accessibility
from hubplanner.networking.links import hub_id, ties_of_hubs
from hubplanner.scenario import Scenario
from hubplanner.scenario_sections import CandidateChoice
from hubplanner.scoring import (
    Robustness,
    Scores,
    candidates_of,
    choose_candidates,
    eligible,
    jobs_of,
    shock_exposure,
    with_exposure,
)
from hubplanner.scoring.composite import score_ranked
from hubplanner.scoring.jobs_at_risk import jobs_at_risk
from hubplanner.scoring.ranked_indicators import rank_indicators
from hubplanner.siting import ChosenSites
from hubplanner.siting.demand_and_sites import DemandAndSites
from hubplanner.siting.drawn_needs import drawn_needs, drawn_users
from hubplanner.siting.drawn_objectives import firmness, firmness_of_several
from hubplanner.siting.firm_hubs import FirmHubs, firm_hubs
from hubplanner.siting.from_scenario import places_of, problem_from_scenario
from hubplanner.siting.problem import Problem
from hubplanner.siting.solution import Solution
from hubplanner.siting.study import refuse_nothing
from hubplanner.siting.surroundings import Surroundings
from hubplanner.siting.trial_inputs import TrialInputs, trial_inputs
from hubplanner.travelling import Travel, choose_travel, reached
from hubplanner.travelling.link_errors import drawn_minutes

Made = TypeVar("Made")


class Ways(NamedTuple):
    """How far regions are from each other; institutions that travel leads to, and what is around.

    Attributes
    ----------
    travel
        As the scenario chooses it, with a word on the institutions that it does not lead to.
    minutes, km
        Region by region.
    dataset
        As of the scenario's year, without those institutions.
    around
        The regions and institutions of that dataset.
    """

    travel: Travel
    minutes: pd.DataFrame
    km: pd.DataFrame
    dataset: Dataset
    around: Surroundings


class Stages:
    """The stages up to the hubs on one dataset, each made once for all scenarios that share it.

    A stage is kept by the choices that it depends on, and by nothing else: another title makes
    nothing anew, another number of hubs no score.

    Parameters
    ----------
    dataset
        Loaded with the data folders of the scenarios.
    most
        Results kept of each stage; the oldest goes first.

    Attributes
    ----------
    made
        How often each stage was made, by its name.
    """

    def __init__(self, dataset: Dataset, most: int = 16):
        self.dataset, self._most = dataset, most
        self.made: Counter[str] = Counter()
        self._kept: dict[str, OrderedDict[Any, Any]] = {}

    def ways(self, scenario: Scenario) -> Ways:
        """Travel between the regions, and to the institutions that there were."""
        self.dataset.covers(scenario.data.folders)
        return self._once("travel", _of_travel(scenario), lambda: self._ways(scenario))

    def scores(self, scenario: Scenario) -> Scores:
        """Scores by the ways into crisis that the scenario heeds."""
        choice, as_of = scenario.scoring, scenario.data.as_of
        where, area = _of_travel(scenario), (choice.reach_km, choice.distance_decay)
        scale = (choice.normalisation, _key(choice.targets))
        weights = _key(choice.model_dump(exclude={"draws", "seed"}), scenario.future)

        def make() -> Scores:
            km, panel = self.ways(scenario).km, self.dataset.panel(as_of)
            ranked = self._once(
                "indicators", (where, area, scale), lambda: rank_indicators(panel, km, choice)
            )
            exposure = None
            if choice.ways != "decline" and (jobs := jobs_of(panel)) is not None:
                exposure = self._once(
                    "exposure",
                    (where, area, choice.area_weight, _key(scenario.future)),
                    lambda: shock_exposure(
                        jobs, km, choice, self.industries(scenario), as_of, scenario.future
                    ),
                )
            scores = score_ranked(ranked, choice)
            return with_exposure(scores, exposure, alone=choice.ways == "exposure")

        return self._once("scores", (where, weights), make)

    def candidates(self, scenario: Scenario) -> pd.Series[bool]:
        """Which regions are candidates."""
        scores = self.scores(scenario)
        return self._once(
            "candidates",
            (id(scores), _key(scenario.candidates)),
            lambda: candidates_of(scores, *self._conditions(scenario)),
            scores,
        )

    def told(self, scenario: Scenario) -> Scores:
        """The scores with what became of each region, and why."""
        scores = self.scores(scenario)
        chosen = choose_candidates(scores, *self._conditions(scenario))
        return scores.joined(chosen.drop(columns="candidate"))

    def industries(self, scenario: Scenario) -> RegionIndustries:
        """What manufacturing the regions live off."""
        as_of, draw = scenario.data.as_of, scenario.future.drawn_shares
        dataset = self.dataset.as_of(as_of)
        found = self._once("industries", as_of, lambda: region_industries(dataset, as_of))
        if not draw:
            return found
        return self._once("drawn industries", (as_of, draw), lambda: found.drawn(draw))

    def problem(self, scenario: Scenario) -> Problem:
        """The siting problem of a scenario, with the jobs at risk that it is about."""
        scores, candidate = self.scores(scenario), self.candidates(scenario)
        industries, ways = self.industries(scenario), self.ways(scenario)

        draw, as_of = scenario.future.drawn_shares, scenario.data.as_of
        provinces, network = scenario.candidates.provinces, scenario.network

        def located() -> DemandAndSites:
            counted, at_risk = jobs_of(self.dataset.panel(as_of)), None
            if counted is not None:
                score = scores.table["crisis_score"]
                at_risk = jobs_at_risk(counted["manufacturing_jobs"], industries.shares, score)
            told = scores.table[["crisis_score"]].join(candidate)
            return places_of(
                scenario.siting, ways.dataset, told, provinces, at_risk, as_of, ways.around
            )

        def make() -> Problem:
            # How many hubs there are changes nothing of where they may stand, but for own points.
            number = scenario.siting.hubs if scenario.siting.sites == "points" else 1
            siting = scenario.siting.model_copy(update={"hubs": number})
            key = (id(candidate), draw, _key(siting))
            places = self._once("places", key, located, candidate)
            return problem_from_scenario(
                scenario.siting,
                ways.dataset,
                places.scores,
                ways.travel,
                provinces=provinces,
                network=network,
                jobs=places.jobs,
                largest_industry=industries.largest["industry"],
                as_of=as_of,
                around=ways.around,
                places=places,
            )

        key = (id(candidate), draw, _key(scenario.siting, network))
        return self._once("problem", key, make, candidate)

    def solution(self, scenario: Scenario) -> Solution:
        """The best hubs; raises where there are none, naming the constraints that clash."""
        problem = self.problem(scenario)

        def make() -> Solution:
            found = problem.solve()
            refuse_nothing(problem, found)
            return found

        return self._once("solution", id(problem), make, problem)

    def _conditions(self, scenario: Scenario) -> tuple[CandidateChoice, pd.DataFrame, Panel]:
        panel = self.dataset.panel(scenario.data.as_of)
        return scenario.candidates, self.dataset.regions, panel

    def _ways(self, scenario: Scenario) -> Ways:
        dataset = self.dataset.as_of(scenario.data.as_of)
        travel = travel_of(scenario, scenario.data.as_of)
        minutes, km = travel.between(dataset.regions, dataset.regions)
        travel, institutions = reached(travel, dataset.institutions)
        on_roads = dataset.institutions.index.to_series().isin(institutions.index)
        if not on_roads.all():
            why = Text("lies too far from the roads of travel.roads")
            dataset = dataset.only(on_roads, why)
        return Ways(
            travel, minutes, km, dataset, Surroundings(dataset.regions, institutions, travel)
        )

    def _once(self, stage: str, key: Any, make: Callable[[], Made], *held: object) -> Made:
        """What a stage made of a key; objects that the key names by their id are `held` with it."""
        kept = self._kept.setdefault(stage, OrderedDict())
        if key in kept:
            kept.move_to_end(key)
        else:
            made = make()
            self.made[stage] += 1
            kept[key] = (made, held)
            if len(kept) > self._most:
                kept.popitem(last=False)
        result: Made = kept[key][0]
        return result


def _key(*choices: Any) -> str:
    """What choices say, whatever objects say it."""
    return json.dumps(choices, default=lambda one: one.model_dump(mode="json"), sort_keys=True)


def _of_travel(scenario: Scenario) -> Any:
    return scenario.data.as_of, scenario.future.drawn_travel, _key(scenario.travel)


def travel_of(scenario: Scenario, as_of: int | None) -> Travel:
    """The scenario's roads; with `as_of` none that opened after that year."""
    wish, drawn = scenario.travel, scenario.future.drawn_travel
    if as_of is not None:
        wish = wish.model_copy(update={"as_of": min(as_of, wish.as_of or as_of)})
    return choose_travel(wish, drawn)


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


def inputs_of_trials(
    dataset: Dataset,
    scenario: Scenario,
    scores: Scores,
    problem: Problem,
    around: Surroundings,
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
        around,
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
