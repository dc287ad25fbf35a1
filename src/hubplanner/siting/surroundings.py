"""What is around the places where hubs might stand, whichever regions are in crisis.

Asked for by every scenario on the same data and roads, and found once for all of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from hubplanner.industries.capability import capability, institution_fit
from hubplanner.industries.technologies import TechnologyList
from hubplanner.scenario_siting import HOST_KINDS
from hubplanner.siting.constraints import Floats
from hubplanner.siting.minutes import minutes_between
from hubplanner.travelling import Travel

PLACE = ["region_code", "emd_code", "name_ko", "name_en", "lon", "lat"]
SUPPORTING = ("technopark", "institute")
CITY_ENDINGS = ("시", "구")


@dataclass(frozen=True)
class Surroundings:
    """Institutions and regions, how far they are from each other, and what they can do.

    Attributes
    ----------
    regions
        By code, all of them; shapes are left out.
    institutions
        By id, those that travel leads to; the same.
    travel
        Minutes between any two tables of places.
    """

    regions: pd.DataFrame
    institutions: pd.DataFrame
    travel: Travel
    _found: dict[object, pd.DataFrame] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        for name in ("regions", "institutions"):
            table = pd.DataFrame(getattr(self, name))
            object.__setattr__(self, name, table.drop(columns="geometry", errors="ignore"))

    def minutes(self, origins: pd.DataFrame, destinations: pd.DataFrame) -> pd.DataFrame:
        """As :meth:`Travel.minutes`; between regions and institutions asked for once."""
        known = self._known(origins), self._known(destinations)
        if "" in known:
            return self.travel.minutes(origins, destinations)
        places = {"regions": self.regions, "institutions": self.institutions}
        table = self._once(known, lambda: self.travel.minutes(*(places[one] for one in known)))
        row, column = (
            whole.get_indexer(part.index)
            for whole, part in ((table.index, origins), (table.columns, destinations))
        )
        values = table.to_numpy()[row[:, None], column]
        return pd.DataFrame(values, origins.index, destinations.index)

    @cached_property
    def hosts(self) -> pd.DataFrame:
        """Every institution that might host a hub, by id, with what its place is like.

        ``institute_minutes`` and ``university_minutes`` (to the nearest other public institute or
        technopark, and university; infinite where none is reached), ``in_city`` (in a city, a
        district of one, or by a national complex), ``supports`` (a complex: has a programme of
        renewal or a smart complex), ``stands`` (is built), ``public``, and the place.
        """
        institutions, kinds = self.institutions, self.institutions["kind"]
        hosts = institutions[kinds.isin(set(HOST_KINDS.values()))]
        partners = institutions[kinds.isin([*SUPPORTING, "university"])]
        away = minutes_between(self, hosts, partners)
        away[hosts.index.to_numpy()[:, None] == partners.index.to_numpy()[None, :]] = np.inf
        national = institutions.loc[
            (kinds == "complex")
            & institutions["name_ko"].str.contains("국가산업단지|국가생태산업단지"),
            "region_code",
        ]
        name = hosts["region_code"].map(self.regions["name_ko"])
        supporting = partners["kind"].isin(SUPPORTING).to_numpy()
        return hosts[PLACE].assign(
            institute_minutes=nearest(away[:, supporting]),
            university_minutes=nearest(away[:, ~supporting]),
            in_city=name.str.endswith(CITY_ENDINGS) | hosts["region_code"].isin(national),
            supports=(hosts["kind"] != "complex") | (hosts["programmes"] != ""),
            stands=hosts["standing"] != "planned",
            public=hosts["standing"] != "private",
        )

    def institution_fit(self, technologies: TechnologyList) -> pd.DataFrame:
        """As :func:`hubplanner.industries.capability.institution_fit`, of all institutions."""
        every = technologies.technologies
        key = ("fit", tuple(every.values()))
        return self._once(key, lambda: institution_fit(self.institutions, list(every.values())))

    def capability(
        self,
        sites: pd.DataFrame,
        technologies: TechnologyList,
        decay_minutes: float,
        host_share: float,
    ) -> Floats:
        """Site × technology, 0–1: :func:`hubplanner.industries.capability.capability` of sites.

        Parameters
        ----------
        sites
            By id, that of an institution where a site is one.
        technologies
            The list that hubs choose from.
        decay_minutes
            How what is around weakens with distance.
        host_share
            Weight of the host's own fields; the rest is what is around it.
        """

        def of(places: pd.DataFrame) -> pd.DataFrame:
            fit = self.institution_fit(technologies)
            minutes = self.minutes(places, self.institutions)
            near = np.exp(-minutes.to_numpy(float) / decay_minutes)
            near[places.index.to_numpy()[:, None] == fit.index.to_numpy()[None, :]] = 0.0
            # A place that is no institution has no fields of its own: what is around counts alone.
            shares = np.where(places.index.isin(fit.index), host_share, 0.0)[:, None]
            able = capability(fit.reindex(places.index), fit, near, shares)
            return pd.DataFrame(able, places.index)

        at = self.hosts.index.get_indexer(sites.index)
        if (at < 0).any():
            return of(sites).to_numpy()
        key = ("able", tuple(technologies.technologies.values()), decay_minutes, host_share)
        return self._once(key, lambda: of(self.hosts)).to_numpy()[at]

    def _known(self, places: pd.DataFrame) -> str:
        """Which of the two tables all these places stand in, '' where in none."""
        for name in ("regions", "institutions"):
            table: pd.DataFrame = getattr(self, name)
            rows = table.index.get_indexer(places.index)
            if (rows >= 0).all() and all(
                np.array_equal(table[axis].to_numpy()[rows], places[axis].to_numpy())
                for axis in ("lon", "lat")
            ):
                return name
        return ""

    def _once(self, key: object, find: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        if key not in self._found:
            self._found[key] = find()
        return self._found[key]


def nearest(minutes: Floats) -> Floats:
    """The least of each row, infinite where there is none."""
    least: Floats = minutes.min(axis=1, initial=np.inf)
    return least
