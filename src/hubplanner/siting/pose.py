"""From a scenario's ``[siting]`` and the data to the siting problem that it poses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache, cached_property, partial
from typing import Any

import numpy as np
import pandas as pd

from hubplanner.dataset import Dataset
from hubplanner.errors import ScenarioError
from hubplanner.scenario import SitingChoice
from hubplanner.siting.conditions import Equity, Floats, Gini, GroupMean, PowerMean
from hubplanner.siting.places import EACH, Places, columns_of
from hubplanner.siting.problem import Problem
from hubplanner.siting.strength import site_strength
from hubplanner.siting.wishes import Wish
from hubplanner.travel import Travel


def pose(
    choice: SitingChoice,
    dataset: Dataset,
    scores: pd.DataFrame,
    travel: Travel,
    *,
    decay_minutes: float = 60.0,
) -> Problem:
    """The siting problem that a scenario poses on a dataset.

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
    decay_minutes
        How ties of the network weaken with distance, for the strength of sites.

    Raises
    ------
    ScenarioError
        When a wish names what does not exist, or cannot be kept whatever the others; naming the
        key.
    DataError
        When the file of points, or the data that the weights come from, is not what it should be.
    """
    problem = _Posing(choice, dataset, scores, travel).problem()
    return replace(
        problem,
        strength=cache(
            lambda: site_strength(problem.sites, dataset.institutions, travel, decay_minutes)
        ),
        worth=choice.network_worth,
    )


class _Posing:
    def __init__(
        self, choice: SitingChoice, dataset: Dataset, scores: pd.DataFrame, travel: Travel
    ):
        self.choice, self.travel = choice, travel
        self.places = Places(choice, dataset, scores)
        self.sites, self.demand = self.places.sites, self.places.demand

    def problem(self) -> Problem:
        self._refuse_impossible()
        named = self._named()
        disperses = self.choice.model == "p_dispersion"
        return Problem(
            model=self.choice.model,
            demand=self.demand,
            sites=self.sites.drop(columns="only_for"),
            minutes=self.minutes,
            between=self.between if disperses else np.zeros((0, 0)),
            wishes=(*self._counts(), *named.values(), *self._others()),
            asked_for={
                column: named[place] for column, place in enumerate(self.sites["only_for"]) if place
            },
            fixed={"at_most": self.places.one_a_region()},
            weight=self.choice.weight,
            whom=self.choice.demand,
            then=self.choice.then,
            radius=self.choice.radius_minutes,
            time_limit=self.choice.time_limit_seconds,
        )

    # -- distances -----------------------------------------------------------------------------

    @cached_property
    def minutes(self) -> Floats:
        return self.travel.minutes(self.demand, self.sites).to_numpy(float)

    @cached_property
    def between(self) -> Floats:
        return self.travel.minutes(self.sites, self.sites).to_numpy(float)

    @cached_property
    def between_km(self) -> Floats:
        return self.travel.km(self.sites, self.sites).to_numpy(float)

    # -- wishes --------------------------------------------------------------------------------

    def _counts(self) -> list[Wish]:
        """What a model is given: how many hubs, or within what radius."""
        choice = self.choice
        if choice.model == "budgeted":
            return []
        if choice.model == "set_cover":
            return [self._within("siting.radius_minutes", "radius", choice.radius_minutes)]
        others = [n for n in range(1, len(self.sites) + 1) if n != choice.hubs]
        return [
            Wish(
                "siting.hubs",
                "거점 {}곳",
                "{} hubs",
                lambda n: {"p": int(n)},
                float(choice.hubs),
                lambda: sorted(others, key=lambda n: (abs(n - choice.hubs), n)),
                monotone=False,
            )
        ]

    def _named(self) -> dict[str, Wish]:
        """Wishes for single places, by the place's id: required ones, then existing ones."""
        wishes = {}
        for place in self.places.required:
            ko, en = self.places.name(place.index[0]), place["name_en"].iloc[0]
            columns = self.places.in_regions([place.index[0]])
            asked = {"at_least": [(columns, 1)]}
            wishes[place.index[0]] = Wish(
                "siting.required", f"{ko}에 거점", f"a hub in {en}", partial(_fixed, asked)
            )
        for place in self.places.existing:
            ko, en = place["name_ko"].iloc[0], place["name_en"].iloc[0]
            columns = np.flatnonzero(columns_of(self.sites, place)).tolist()
            stays = partial(_fixed, {"existing": columns})
            wishes[place.index[0]] = Wish("siting.existing", f"{ko} 유지", f"{en} stays", stays)
        return wishes

    def _others(self) -> list[Wish]:
        choice = self.choice
        wishes = []
        if forbidden := self.places.forbidden:
            asked = {"forbidden": self.places.in_regions(forbidden)}
            n = len(forbidden)
            wishes.append(
                Wish(
                    "siting.forbidden",
                    f"{n}개 지역에는 두지 않음",
                    f"no hub in {n} region{'s' if n > 1 else ''}",
                    partial(_fixed, asked),
                )
            )
        wishes += [self._group("at_least", *asked) for asked in choice.at_least.items()]
        wishes += [self._group("at_most", *asked) for asked in choice.at_most.items()]
        if choice.spacing_km is not None:
            wishes.append(self._apart("spacing_km", "km", "km", choice.spacing_km))
        if choice.spacing_minutes is not None:
            wishes.append(self._apart("spacing_minutes", "분", "minutes", choice.spacing_minutes))
        if choice.max_minutes is not None:
            wishes.append(self._within("siting.max_minutes", "limit", choice.max_minutes))
        if choice.budget is not None:
            costs = self.sites["opening_cost"].to_numpy(float)
            wishes.append(
                Wish(
                    "siting.budget",
                    "예산 {} 이하",
                    "a budget of {}",
                    lambda amount: {"budget": (costs, amount)},
                    choice.budget,
                    partial(_raised, choice.budget, float(costs.sum())),
                )
            )
        if choice.model == "capacitated_p_median" and choice.capacity is not None:
            wishes.append(
                Wish(
                    "siting.capacity",
                    "거점당 {} 이하 담당",
                    "no hub serves more than {}",
                    lambda most: {"capacity": most},
                    choice.capacity,
                    partial(_raised, choice.capacity, float(self.demand["weight"].sum())),
                )
            )
        return wishes + self._equity()

    def _group(self, key: str, name: str, n: int) -> Wish:
        if name == EACH:
            groups = list(self.places.provinces.values())
        else:
            groups = [self.places.group(f"siting.{key}", name)]
        members = [self.places.in_regions(group) for group in groups]
        if key == "at_least":
            side_ko, side_en, looser = "이상", "at least", range(n - 1, -1, -1)
        else:
            largest = max(map(len, members), default=0)
            side_ko, side_en, looser = "이하", "at most", range(n + 1, largest + 1)
        return Wish(
            f"siting.{key}.{name}",
            f"{'모든 시도' if name == EACH else name}에 거점 {{}}곳 {side_ko}",
            f"{side_en} {{}} in {'every province' if name == EACH else name}",
            lambda n: {key: [(group, int(n)) for group in members]},
            float(n),
            lambda: looser,
        )

    def _apart(self, key: str, unit_ko: str, unit_en: str, least: float) -> Wish:
        apart = self.between_km if key == "spacing_km" else self.between
        return Wish(
            f"siting.{key}",
            f"거점 간 {{}}{unit_ko} 이상",
            f"hubs {{}} {unit_en} apart",
            lambda least: {"spacing": (apart, least)},
            least,
            partial(_below, np.minimum(apart, apart.T), least),
        )

    def _within(self, key: str, name: str, most: float) -> Wish:
        return Wish(
            key,
            "모두 거점에서 {}분 이내",
            "everyone within {} minutes of a hub",
            lambda most: {name: most},
            most,
            partial(_above, self.minutes, most),
        )

    def _equity(self) -> list[Wish]:
        choice, wishes = self.choice, []
        farthest = float(self.minutes.max(initial=0.0))

        def bounded(
            key: str, ko: str, en: str, term: Callable[[float], Equity], limit: float, most: float
        ) -> Wish:
            looser = partial(_raised, limit, most)
            return Wish(f"siting.{key}", ko, en, lambda t: {"equity": [term(t)]}, limit, looser)

        if (limit := choice.worst_province_minutes) is not None:
            labels = tuple(self.places.regions["sido_code"].reindex(self.demand["region_code"]))
            ko, en = "어느 시도든 평균 {}분 이내", "every province within {} minutes on average"
            term = partial(GroupMean, labels)
            wishes.append(bounded("worst_province_minutes", ko, en, term, limit, farthest))
        if (limit := choice.fairness_minutes) is not None:
            alpha = choice.fairness_alpha
            ko = f"형평 등가 {{}}분 이내(α = {alpha:g})"
            en = f"an equally distributed equivalent of {{}} minutes (α = {alpha:g})"
            wishes.append(
                bounded("fairness_minutes", ko, en, partial(PowerMean, alpha), limit, farthest)
            )
        if (limit := choice.gini) is not None:
            ko, en = "지니계수 {} 이하", "a Gini coefficient of {} or less"
            wishes.append(bounded("gini", ko, en, Gini, limit, 1.0))
        return wishes

    # -- what cannot be, whatever the other wishes ----------------------------------------------

    def _refuse_impossible(self) -> None:
        choice, places = self.choice, self.places
        required = [place.index[0] for place in places.required]
        both = [str(places.regions.at[c, "name_ko"]) for c in required if c in places.forbidden]
        if both:
            raise ScenarioError(
                "siting.required and siting.forbidden both name {both}; keep one",
                both=", ".join(both),
            )
        if choice.model in ("set_cover", "budgeted"):
            return
        n_sites = len(self.sites)
        if choice.hubs > n_sites:
            of_candidates = choice.sites == "candidates"
            raise ScenarioError(
                "siting.hubs = {hubs} is refused: there are only {n_sites}"
                " {value}; ask for at most {n_sites}"
                " hubs{value2}",
                hubs=choice.hubs,
                n_sites=n_sites,
                value="candidates" if of_candidates else "sites",
                value2=" or raise candidates.top" if of_candidates else "",
            )
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


def _fixed(asked: dict[str, Any], number: float) -> dict[str, Any]:
    """What a wish without a number asks for."""
    return asked


def _below(distances: Floats, least: float) -> Sequence[float]:
    """Whole numbers at which fewer pairs are too near, the highest first."""
    shorter = np.unique(distances[distances < least])[::-1]
    return list(dict.fromkeys(np.floor(shorter).tolist()))


def _above(minutes: Floats, most: float) -> Sequence[float]:
    """Whole numbers at which more is within reach, the lowest first."""
    longer = np.unique(minutes[np.isfinite(minutes) & (minutes > most)])
    return list(dict.fromkeys(np.ceil(longer).tolist()))


def _raised(asked: float, most: float) -> Sequence[float]:
    """A hundred steps from what is asked to the most that could be needed."""
    steps = np.linspace(asked, max(most, asked), 101)[1:]
    return list(dict.fromkeys((np.ceil(steps * 100) / 100).tolist()))
