"""From a scenario's ``[siting]`` and the data to the siting problem that it states."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache, cached_property, partial

import numpy as np
import pandas as pd

from hubplanner.dataset import Dataset
from hubplanner.errors import ScenarioError
from hubplanner.language import Joined, Pair, Text
from hubplanner.scenario_siting import EACH, NetworkChoice, SitingChoice
from hubplanner.siting.constraints import Floats, Gini, GroupMean, PowerMean, Requirements
from hubplanner.siting.demand_and_sites import DemandAndSites, key_of
from hubplanner.siting.designated_areas import DesignatedAreas, designated_areas
from hubplanner.siting.hosts import judge_hosts
from hubplanner.siting.models import MODELS
from hubplanner.siting.offers import TechnologyOffers, technology_offers
from hubplanner.siting.problem import Constraint, Problem
from hubplanner.siting.strength import site_strength
from hubplanner.siting.surroundings import Surroundings
from hubplanner.siting.technology_constraints import any_technology, technology_constraints
from hubplanner.travelling import Travel

NAMED = 3
"""So many forbidden provinces and groups are told by name; of more, the regions are counted."""


def problem_from_scenario(
    choice: SitingChoice,
    dataset: Dataset,
    scores: pd.DataFrame,
    travel: Travel,
    *,
    provinces: Sequence[str] = (),
    network: NetworkChoice | None = None,
    jobs: pd.DataFrame | None = None,
    largest_industry: pd.Series[str] | None = None,
    as_of: int | None = None,
    around: Surroundings | None = None,
    places: DemandAndSites | None = None,
) -> Problem:
    """The siting problem that a scenario states on a dataset.

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
    provinces
        Whose regions or eup-myeon-dong are served where all are; the whole nation's where empty.
    network
        The scenario's ``[network]``: the technologies that hubs choose from, and how ties weaken
        with distance.
    jobs
        Jobs at risk, region × industry (see :mod:`hubplanner.scoring.jobs_at_risk`).
    largest_industry
        By region the largest known industry, '' where none is known: that of a designated area.
    as_of
        The last year that is known; later figures and designations are not read.
    around
        What is around the institutions of the dataset, where it is known already.
    places
        From :func:`places_of` on all of these, where they are known already.

    Raises
    ------
    ScenarioError
        When a constraint names what does not exist, or cannot be kept whatever the others; naming
        the key.
    DataError
        When the file of points, or the data that the weights come from, is not what it should be.
    """
    network = network or NetworkChoice()
    around = around or Surroundings(dataset.regions, dataset.institutions, travel)
    places = places or places_of(choice, dataset, scores, provinces, jobs, as_of, around)
    largest = pd.Series(dtype=str) if largest_industry is None else largest_industry
    problem = _Statement(choice, places, around, network, largest).problem()
    return replace(
        problem,
        strength=cache(
            lambda: site_strength(
                problem.sites, dataset.institutions, travel, network.decay_minutes
            )
        ),
        worth=choice.network_worth,
        hosts=places.hosts,
    )


def places_of(
    choice: SitingChoice,
    dataset: Dataset,
    scores: pd.DataFrame,
    provinces: Sequence[str],
    jobs: pd.DataFrame | None,
    as_of: int | None,
    around: Surroundings,
) -> DemandAndSites:
    """Whom the hubs serve and where they may stand: the same for any number of hubs.

    Parameters are those of :func:`problem_from_scenario`.
    """
    hosts = None
    if choice.sites == "hosts":
        crisis = around.regions.loc[scores.index[scores["candidate"]]]
        hosts = judge_hosts(around, crisis, choice.hosts)
    return DemandAndSites(choice, dataset, scores, provinces, jobs, hosts, as_of, around)


_AMOUNTS = 20_000
"""So many amounts are looked through for the least budget at which all fits."""

BEYOND_ALL = 100.0
"""A budget so many times the cost of all sites together is in another unit (won for 억 원)."""


class _Statement:
    def __init__(
        self,
        choice: SitingChoice,
        places: DemandAndSites,
        around: Surroundings,
        network: NetworkChoice,
        largest_industry: pd.Series[str],
    ):
        self.largest_industry = largest_industry
        self.choice, self.around, self.places, self.network = choice, around, places, network
        self.sites, self.demand = self.places.sites, self.places.demand

    def problem(self) -> Problem:
        self._refuse_impossible()
        named = self._named()
        between_sites = MODELS[self.choice.model].between_sites
        offers = self._offers() if MODELS[self.choice.model].typed else None
        of_technologies: tuple[Constraint, ...] = ()
        if offers is not None:
            of_technologies = technology_constraints(self.choice, self.network, self.places, offers)
        designated = self._designated(offers)
        return Problem(
            model=self.choice.model,
            demand=self.demand,
            sites=self.places.named_sites,
            minutes=self.minutes,
            between=self.between if between_sites else np.zeros((0, 0)),
            constraints=(
                *self._given(),
                *named.values(),
                *self._others(),
                *of_technologies,
                *self._near(designated),
            ),
            weight=self.choice.weight,
            whom=self.places.whom,
            served=self.places.served,
            asked_for={
                column: named[place] for column, place in enumerate(self.sites["only_for"]) if place
            },
            fixed=Requirements(at_most=self.places.one_a_region()),
            then=self.choice.then,
            radius=self.choice.radius_minutes,
            time_limit=self.choice.time_limit_seconds,
            types=None if offers is None else any_technology(offers.types),
            offers=offers,
            designated=designated,
        )

    def _designated(self, offers: TechnologyOffers | None) -> DesignatedAreas | None:
        if offers is None or self.choice.designated_minutes is None:
            return None
        regions = self.places.regions
        return designated_areas(
            self.places.dataset.designations,
            self.largest_industry,
            offers.technologies.technologies.values(),
            lambda codes: self.around.minutes(regions.loc[codes], self.sites).to_numpy(float),
            self.places.as_of,
        )

    def _near(self, designated: DesignatedAreas | None) -> Iterator[Constraint]:
        if designated is not None and (most := self.choice.designated_minutes) is not None:
            yield Constraint(
                "siting.designated_minutes",
                Text("every designated area within {number} minutes of a hub of its own industry"),
                designated.within,
                most,
                partial(_above, designated.minutes, most),
            )

    def _offers(self) -> TechnologyOffers:
        return technology_offers(self.choice, self.network, self.places, self.minutes, self.around)

    # -- distances -----------------------------------------------------------------------------

    @property
    def minutes(self) -> Floats:
        return self.places.minutes

    @cached_property
    def between(self) -> Floats:
        return self.around.minutes(self.sites, self.sites).to_numpy(float)

    @cached_property
    def between_km(self) -> Floats:
        return self.around.travel.km(self.sites, self.sites).to_numpy(float)

    # -- constraints ---------------------------------------------------------------------------

    def _given(self) -> list[Constraint]:
        """What a model is given: how many hubs, or within what radius."""
        choice = self.choice
        if choice.model == "set_cover":
            return [self._within("radius_minutes", choice.radius_minutes)]
        if not MODELS[choice.model].counts:
            return []
        others = [n for n in range(1, len(self.sites) + 1) if n != choice.hubs]
        return [
            Constraint(
                "siting.hubs",
                Text("{number} hubs"),
                lambda n: Requirements(p=int(n)),
                float(choice.hubs),
                lambda: sorted(others, key=lambda n: (abs(n - choice.hubs), n)),
                monotone=False,
            )
        ]

    def _named(self) -> dict[str, Constraint]:
        """Constraints on named places, by their key: required ones, then existing ones."""
        constraints = {}
        for name, regions in self.places.required.items():
            columns = self.places.in_regions(regions.index)
            constraints[key_of(regions)] = _fixed(
                "required",
                Text("a hub in {name}", name=self.places.called(name)),
                Requirements(at_least=[(columns, 1)]),
            )
        for name, places in self.places.existing.items():
            called: Text = Pair(places["name_ko"].iloc[0], places["name_en"].iloc[0])
            if len(places) > 1:
                called = self.places.called(name)
            columns = np.flatnonzero(self.sites.index.isin(places.index)).tolist()
            constraints[key_of(places)] = _fixed(
                "existing", Text("{name} stays", name=called), Requirements(existing=columns)
            )
        return constraints

    def _others(self) -> Iterator[Constraint]:
        choice = self.choice
        if forbidden := self.places.forbidden:
            names, n = tuple(dict.fromkeys(choice.forbidden)), len(forbidden)
            words = Text(
                "no hub in {count} regions" if n > 1 else "no hub in {count} region", count=n
            )
            if n > len(names) <= NAMED:
                words = Text(
                    "no hub in {where}", where=Joined(", ", map(self.places.called, names))
                )
            columns = self.places.in_regions(forbidden)
            yield _fixed("forbidden", words, Requirements(forbidden=columns))
        yield from (self._at_least(*asked) for asked in choice.at_least.items())
        yield from (self._at_most(*asked) for asked in choice.at_most.items())
        if (km := choice.spacing_km) is not None:
            yield _apart("spacing_km", Text("hubs {number} km apart"), self.between_km, km)
        if (minutes := choice.spacing_minutes) is not None:
            words = Text("hubs {number} minutes apart")
            yield _apart("spacing_minutes", words, self.between, minutes)
        if choice.max_minutes is not None:
            yield self._within("max_minutes", choice.max_minutes)
        if (budget := choice.budget) is not None:
            costs = self.sites["opening_cost"].to_numpy(float)
            if 0 < BEYOND_ALL * (total := float(costs.sum())) < budget:
                raise ScenarioError(
                    "siting.budget: {budget:,g} is more than {times:g} times what all {count:,}"
                    " sites cost together ({total:,g}); write it in the unit of"
                    " siting.opening_cost",
                    budget=budget,
                    times=BEYOND_ALL,
                    count=len(costs),
                    total=total,
                )
            yield Constraint(
                "siting.budget",
                Text("a budget of {number}"),
                lambda amount: Requirements(budget=(costs, amount)),
                budget,
                partial(_paid, costs, budget),
            )
        if (capacity := choice.capacity) is not None and choice.model == "capacitated_p_median":
            yield _bounded(
                "capacity",
                Text("no hub serves more than {number}"),
                lambda weight: Requirements(capacity=weight),
                capacity,
                most=float(self.demand["weight"].sum()),
            )
        yield from self._equity()

    def _equity(self) -> Iterator[Constraint]:
        choice, farthest = self.choice, float(self.minutes.max(initial=0.0))
        if (limit := choice.worst_province_minutes) is not None:
            labels = tuple(self.places.regions["sido_ko"].reindex(self.demand["region_code"]))
            yield _bounded(
                "worst_province_minutes",
                Text("every province within {number} minutes on average"),
                lambda mean: Requirements(equity=[GroupMean(labels, mean)]),
                limit,
                most=farthest,
            )
        if (limit := choice.fairness_minutes) is not None:
            alpha = choice.fairness_alpha
            wording = "an equally distributed equivalent of {number} minutes (α = {alpha:g})"
            yield _bounded(
                "fairness_minutes",
                Text(wording, alpha=alpha),
                lambda minutes: Requirements(equity=[PowerMean(alpha, minutes)]),
                limit,
                most=farthest,
            )
        if (limit := choice.gini) is not None:
            words = Text("a Gini coefficient of {number} or less")
            yield _bounded(
                "gini", words, lambda gini: Requirements(equity=[Gini(gini)]), limit, most=1.0
            )

    def _at_least(self, name: str, n: int) -> Constraint:
        groups, where = self._groups("at_least", name)
        return Constraint(
            f"siting.at_least.{name}",
            Text("at least {number} in {where}", where=where),
            lambda n: Requirements(at_least=[(group, int(n)) for group in groups]),
            float(n),
            lambda: range(n - 1, -1, -1),
        )

    def _at_most(self, name: str, n: int) -> Constraint:
        groups, where = self._groups("at_most", name)
        return Constraint(
            f"siting.at_most.{name}",
            Text("at most {number} in {where}", where=where),
            lambda n: Requirements(at_most=[(group, int(n)) for group in groups]),
            float(n),
            lambda: range(n + 1, max(map(len, groups), default=0) + 1),
        )

    def _groups(self, key: str, name: str) -> tuple[list[list[int]], Text]:
        """Columns of the sites in each group meant, and how the groups are called."""
        if name == EACH:
            provinces = self.places.provinces.values()
            return [self.places.in_regions(codes) for codes in provinces], Text("every province")
        codes = self.places.group(key, name)
        return [self.places.in_regions(codes)], self.places.called(name)

    def _within(self, key: str, most: float) -> Constraint:
        return Constraint(
            f"siting.{key}",
            Text("everyone within {number} minutes of a hub"),
            lambda most: Requirements(limit=most),
            most,
            partial(_above, self.minutes, most),
        )

    # -- what cannot be, whatever the other constraints -------------------------------------------

    def _refuse_impossible(self) -> None:
        choice, places = self.choice, self.places
        forbidden = set(places.forbidden)
        both = [name for name, regions in places.required.items() if forbidden >= {*regions.index}]
        if both:
            raise ScenarioError(
                "siting.required and siting.forbidden both name {both}; keep one",
                both=", ".join(both),
            )
        if not MODELS[choice.model].counts:
            return
        n_sites = len(self.sites)
        if choice.hubs > n_sites:
            asked = {"hubs": choice.hubs, "count": n_sites}
            if choice.sites == "candidates":
                raise ScenarioError(
                    "siting.hubs = {hubs} is refused: there are only {count} candidates; ask for"
                    " at most {count} hubs or raise candidates.top",
                    **asked,
                )
            raise ScenarioError(
                "siting.hubs = {hubs} is refused: there are only {count} sites; ask for at most"
                " {count} hubs",
                **asked,
            )
        required = [one for one in places.required.values() if len(one) == 1]
        if len(required) > choice.hubs:
            raise ScenarioError(
                "siting.required names {count} regions but siting.hubs = {hubs};"
                " raise siting.hubs to {count} or require fewer",
                count=len(required),
                hubs=choice.hubs,
            )
        left = n_sites - len(places.in_regions(places.forbidden))
        if left < choice.hubs:
            raise ScenarioError(
                "siting.hubs = {hubs} is refused: siting.forbidden leaves only {left}"
                " sites; forbid fewer or ask for fewer hubs",
                hubs=choice.hubs,
                left=left,
            )


def _fixed(key: str, wording: Text, required: Requirements) -> Constraint:
    """A constraint without a number."""
    return Constraint(f"siting.{key}", wording, lambda _: required)


def _bounded(
    key: str, wording: Text, require: Callable[[float], Requirements], limit: float, *, most: float
) -> Constraint:
    """A number that may not be exceeded, and is loosened by raising it, to `most` at the utmost."""
    return Constraint(f"siting.{key}", wording, require, limit, partial(_raised, limit, most))


def _apart(key: str, wording: Text, apart: Floats, least: float) -> Constraint:
    return Constraint(
        f"siting.{key}",
        wording,
        lambda least: Requirements(spacing=(apart, least)),
        least,
        partial(_below, np.minimum(apart, apart.T), least),
    )


def _below(distances: Floats, least: float) -> Sequence[float]:
    """Whole numbers at which fewer pairs are too near, the highest first."""
    shorter = np.unique(distances[distances < least])[::-1]
    return list(dict.fromkeys(np.floor(shorter).tolist()))


def _above(minutes: Floats, most: float) -> Sequence[float]:
    """Whole numbers at which more is within reach, the lowest first."""
    longer = np.unique(minutes[np.isfinite(minutes) & (minutes > most)])
    return list(dict.fromkeys(np.ceil(longer).tolist()))


def _paid(costs: Floats, asked: float) -> Sequence[float]:
    """Amounts above what is asked that hubs can come to: multiples of what divides every cost.

    A hundred steps instead where the costs, taken to a hundredth, have nothing much in common.
    """
    most, hundredths = float(costs.sum()), np.rint(costs * 100).astype(np.int64)
    step = int(np.gcd.reduce(hundredths)) if len(hundredths) else 0
    if not np.allclose(hundredths, costs * 100) or step * _AMOUNTS < 100 * (most - asked):
        return _raised(asked, most)
    above = np.arange(np.floor(100 * asked / step) + 1, 100 * most / step + 0.5) * step
    return (above / 100).tolist() if len(above) else [max(most, asked)]


def _raised(asked: float, most: float) -> Sequence[float]:
    """A hundred steps from what is asked to the most that could be needed."""
    steps = np.linspace(asked, max(most, asked), 101)[1:]
    return list(dict.fromkeys((np.ceil(steps * 100) / 100).tolist()))
