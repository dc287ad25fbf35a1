"""The p-median of demand that lies in places apart: each place by itself, for each number of sites.

At multipliers :math:`\\lambda_i` demand i has no use for a site that costs :math:`\\lambda_i` or
more. Demand and sites fall into places g between which nobody has a use for anybody's sites; let
:math:`v_g(k)` be the least cost of serving the demand of g from k of its sites, or from the
cheapest of all sites elsewhere as if that were open. Then

.. math:: \\min \\Big\\{ \\sum_g v_g(k_g) : \\sum_g k_g = p \\Big\\}

is a lower bound, and at least the Lagrangian one: that lets a place mix k and k + 1 sites, which is
all the gap there is where clusters are alike. The numbers are found by dynamic programming over
lower bounds on :math:`v_g(k)`, of which only those that a cheapest sum takes are made exact, by
solving the place, whose own multipliers then bound it for all other k. The sites of all places
together are a choice, the best one where the bound meets its cost.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from hubplanner.siting.constraints import Constraints, Floats
from hubplanner.siting.instance import Instance
from hubplanner.siting.interchange import Ints
from hubplanner.siting.lagrangian import Search
from hubplanner.siting.savings import UNIT
from hubplanner.siting.solution import Solution

MARGINS = (1.0, 1.5, 2.0, 3.0)
"""So many times its multiplier is what a site may cost to be of the same place; the last that
keeps places small. The wider, the less the places have to do with each other."""

SMALL = 1 / 3
"""A place has no more than this share of all demand."""

Solver = Callable[[Instance], tuple[Solution, Floats]]
"""Solves a plain instance to proof, or to its deadline; with its multipliers."""


def solve(search: Search, places: list[Place], solver: Solver) -> None:
    """Raise the bound, and offer better sites, until these are proven or the places say no more."""
    _, best = search.found[0]
    numbers = [int(np.isin(place.sites, best).sum()) for place in places]
    if sum(numbers) < search.p or any(map(Place.lacks, places, numbers)):
        # The best known has sites that nothing better has, or lacks some that all better ones have.
        _, numbers = _cheapest(places, search.p)
    while True:
        chosen = list(zip(places, numbers, strict=True))
        new = [(place, k) for place, k in chosen if k not in place.sites_of]
        for place, k in new:
            solution = place.solve(k, search.deadline, solver)
            search.nodes += solution.nodes
            if not solution.optimal:
                return
        together = np.concatenate([place.sites_of[k] for place, k in chosen])
        search.offer(together, float(search.costs[together].min(axis=0).sum()))
        least, numbers = _cheapest(places, search.p)
        search.bound = max(search.bound, search.rounded_up(least))
        search.stopped = search.bound < search.cutoff
        if not search.stopped or not new:
            return


@dataclass
class Place:
    """Demand with the sites that it may use, and what is known of serving it from k of them.

    Attributes
    ----------
    costs
        Site × demand, the last site being the cheapest elsewhere.
    sites, locked
        Which sites; the first of them are open.
    least
        A lower bound for each number of sites.
    sites_of
        By number of sites, those that attain it.
    """

    costs: Floats
    sites: Ints
    locked: int
    least: Floats
    sites_of: dict[int, Ints] = field(default_factory=dict)

    def lacks(self, k: int) -> bool:
        """Whether it has more open sites than these."""
        return k < self.locked

    def solve(self, k: int, deadline: float, solver: Solver) -> Solution:
        """Find the best k sites, and the one elsewhere."""
        elsewhere = len(self.sites)
        only = Constraints(required=[*range(self.locked), elsewhere])
        instance = Instance.checked(self.costs.T, k + 1, None, only)
        solution, multipliers = solver(replace(instance, deadline=deadline))
        self.learn(multipliers)
        # Fewer sites serve no better.
        np.maximum(self.least[: k + 1], solution.bound, out=self.least[: k + 1])
        self.sites_of[k] = self.sites[[at for at in solution.sites if at != elsewhere]]
        return solution

    def learn(self, multipliers: Floats) -> None:
        """Raise the bounds to the Lagrangian ones at these multipliers."""
        # At no more than the cost elsewhere nothing is saved there.
        prices = np.minimum(multipliers, self.costs[-1])
        saved = np.minimum(self.costs[:-1] - prices, 0.0).sum(axis=1)
        saved[self.locked :].sort()
        least = prices.sum() + np.append(0.0, np.cumsum(saved))
        operations = sum(self.costs.shape) + 4
        error = operations * UNIT * (np.abs(prices).sum() - saved.sum())
        np.maximum(self.least, least - error, out=self.least)


def _cheapest(places: list[Place], p: int) -> tuple[float, list[int]]:
    """The least sum of the places' bounds with p sites, and how many of them each place has."""
    sums, taken = np.full(p + 1, math.inf), []
    sums[0] = 0.0
    for place in places:
        options = np.full((min(p, len(place.sites)) + 1, p + 1), math.inf)
        for k in range(len(options)):
            options[k, k:] = sums[: p + 1 - k] + place.least[k]
        taken.append(options.argmin(axis=0))
        sums = options.min(axis=0)
    numbers, left = [], p
    for best in reversed(taken):
        numbers.append(int(best[left]))
        left -= numbers[-1]
    return float(sums[p]) * (1 - (len(places) + 1) * UNIT), numbers[::-1]


def apart(search: Search) -> list[Place]:
    """The places that a search has left; none where there are no small ones."""
    left = search.left
    assert left is not None
    costs = search.costs[left.sites]
    numbers = None
    for margin in MARGINS:
        wider = _numbers(costs < margin * left.multipliers, costs)
        if wider is None:
            break
        numbers = wider
    if numbers is None:
        return []
    of_site, of_demand = numbers
    is_locked = np.arange(len(costs)) < len(left.inside)
    places = []
    for at in range(of_site.max() + 1):
        here, demand = of_site == at, of_demand == at
        own = np.concatenate([np.flatnonzero(here & is_locked), np.flatnonzero(here & ~is_locked)])
        elsewhere = costs[np.ix_(~here, demand)].min(axis=0, initial=math.inf)
        locked = int((here & is_locked).sum())
        least = np.append(np.full(locked, math.inf), np.zeros(len(own) - locked + 1))
        place = Place(
            np.vstack([costs[np.ix_(own, demand)], elsewhere]), left.sites[own], locked, least
        )
        place.learn(left.multipliers[demand])
        if not demand.any():
            place.sites_of = {k: place.sites[:k] for k in range(locked, len(own) + 1)}
        places.append(place)
    return places


def _numbers(uses: npt.NDArray[np.bool_], costs: Floats) -> tuple[Ints, Ints] | None:
    """Numbers of the places of sites and of demand; None where one is not small.

    Who has no use for any site is with the cheapest.
    """
    most = SMALL * uses.shape[1]
    of_site, of_demand = np.full(len(uses), -1), np.full(uses.shape[1], -1)
    count = 0
    for site in range(len(uses)):
        new = np.array([site]) if of_site[site] < 0 else np.arange(0)
        count += len(new)
        while len(new):
            of_site[new] = count - 1
            demand = uses[new].any(axis=0) & (of_demand < 0)
            of_demand[demand] = count - 1
            if np.count_nonzero(of_demand == count - 1) > most:
                return None
            new = np.flatnonzero(uses[:, demand].any(axis=1) & (of_site < 0))
    alone = of_demand < 0
    of_demand[alone] = of_site[costs[:, alone].argmin(axis=0)]
    return None if np.bincount(of_demand).max() > most else (of_site, of_demand)
