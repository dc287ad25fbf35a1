"""Hosts: institutions at which a hub may stand, judged by named criteria.

A hub is a host, a city and a technology. Which hosts are fit is a suitability analysis with stated
thresholds (Malczewski 2004): every criterion is told with its value and whether it is met.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from hubplanner.language import Joined, Text
from hubplanner.scenario_siting import HostCriteria
from hubplanner.siting.constraints import Floats
from hubplanner.siting.minutes import minutes_between
from hubplanner.siting.surroundings import Surroundings, nearest

NEARNESS = "crisis_minutes"
"""The one criterion of a host that depends on which regions are candidates."""


@dataclass(frozen=True)
class Hosts:
    """Every institution that might host a hub, and how it meets the criteria.

    Attributes
    ----------
    places
        By institution id, see :attr:`hubplanner.siting.surroundings.Surroundings.hosts`.
    crisis_minutes
        Of each, to the nearest candidate region; infinite where none is reached.
    criteria
        Thresholds of the scenario.
    """

    places: pd.DataFrame
    crisis_minutes: Floats
    criteria: HostCriteria

    @cached_property
    def met(self) -> dict[str, npt.NDArray[np.bool_]]:
        """By criterion which hosts meet it."""
        met = {}
        for key in _FAILS:
            value = self._value(key)
            met[key] = value <= getattr(self.criteria, key) if key.endswith("_minutes") else value
        met["in_city"] = met["in_city"] | (not self.criteria.city)
        return met

    @property
    def fit(self) -> pd.Index[str]:
        """Ids of the hosts that meet every criterion."""
        return self.places.index[np.logical_and.reduce(list(self.met.values()))]

    @property
    def lasting(self) -> pd.Index[str]:
        """Ids of those that would meet every criterion whichever regions were candidates."""
        met = [met for key, met in self.met.items() if key != NEARNESS]
        return self.places.index[np.logical_and.reduce(met)]

    def why(self, host: str) -> Text:
        """The criteria that a host fails, with value and threshold; empty where it is fit."""
        row, fails = self.places.index.get_loc(host), []
        for key, words in _FAILS.items():
            if not self.met[key][row]:
                limit, value = getattr(self.criteria, key, None), self._value(key)[row]
                fails.append(Text(words.template, limit=limit, value=value) if limit else words)
        return Joined("; ", fails)

    def _value(self, key: str) -> npt.NDArray[Any]:
        return self.crisis_minutes if key == NEARNESS else self.places[key].to_numpy()


def judge_hosts(around: Surroundings, candidates: pd.DataFrame, criteria: HostCriteria) -> Hosts:
    """Which institutions may host a hub, and why the others may not.

    Parameters
    ----------
    around
        The institutions and what is around them.
    candidates
        Places of the candidate regions.
    criteria
        Thresholds of the scenario.
    """
    minutes = minutes_between(around, around.hosts, candidates)
    return Hosts(around.hosts, nearest(minutes), criteria)


_FAILS = {
    "crisis_minutes": Text("no candidate region within {limit:g} minutes ({value:.0f})"),
    "institute_minutes": Text(
        "no other public institute or technopark within {limit:g} minutes ({value:.0f})"
    ),
    "university_minutes": Text(
        "no university strong in engineering within {limit:g} minutes ({value:.0f})"
    ),
    "in_city": Text("neither in a city nor by a national complex"),
    "supports": Text("a complex without a support centre (renewal or smart complex)"),
    "stands": Text("not built yet"),
    "public": Text("private"),
}
"""The criteria in the order in which they are told."""
