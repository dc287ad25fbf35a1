"""Hosts: institutions at which a hub may stand, judged by named criteria.

A hub is a host, a city and a technology. Which hosts are fit is a suitability analysis with stated
thresholds (Malczewski 2004): every criterion is told with its value and whether it is met.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from hubplanner.language import Joined, Text
from hubplanner.scenario_sections import HostCriteria
from hubplanner.siting.constraints import Floats
from hubplanner.siting.minutes import minutes_between
from hubplanner.travelling import Travel

KINDS = ("technopark", "institute", "university", "complex")
SUPPORTING = ("technopark", "institute")
CITY_ENDINGS = ("시", "구")


@dataclass(frozen=True)
class Hosts:
    """Every institution that might host a hub, and how it meets the criteria.

    Attributes
    ----------
    table
        By institution id: ``crisis_minutes``, ``institute_minutes``, ``university_minutes``
        (minutes to the nearest candidate region, other public institute or technopark, and
        university, infinite where none is reached), ``in_city``, ``supports`` (a complex: has a
        programme of renewal or a smart complex), ``stands``, ``public``, each with ``…_met``;
        ``fit``: whether all are met; ``why_ko`` and ``why_en``: the criteria that fail.
    """

    table: pd.DataFrame

    @property
    def fit(self) -> pd.Index[str]:
        """Ids of the hosts that meet every criterion."""
        return self.table.index[self.table["fit"].to_numpy()]


def judge_hosts(
    institutions: pd.DataFrame,
    regions: pd.DataFrame,
    candidates: pd.DataFrame,
    criteria: HostCriteria,
    travel: Travel,
) -> Hosts:
    """Which institutions may host a hub, and why the others may not.

    Parameters
    ----------
    institutions
        By id: ``kind``, ``region_code``, ``programmes``, ``name_ko``, ``standing`` (``planned``
        where it is not built yet), ``lon``, ``lat``.
    regions
        ``name_ko`` by region code.
    candidates
        Places of the candidate regions.
    criteria
        Thresholds of the scenario.
    travel
        Minutes between places.
    """
    hosts = institutions[institutions["kind"].isin(KINDS)]
    kinds = institutions["kind"]
    partners = institutions[kinds.isin([*SUPPORTING, "university"])]
    away = minutes_between(travel, hosts, partners)
    away[hosts.index.to_numpy()[:, None] == partners.index.to_numpy()[None, :]] = np.inf
    minutes = {
        "crisis_minutes": _nearest(minutes_between(travel, hosts, candidates)),
        "institute_minutes": _nearest(away[:, partners["kind"].isin(SUPPORTING).to_numpy()]),
        "university_minutes": _nearest(away[:, (partners["kind"] == "university").to_numpy()]),
    }
    national = institutions.loc[
        (kinds == "complex")
        & institutions["name_ko"].str.contains("국가산업단지|국가생태산업단지"),
        "region_code",
    ]
    name = hosts["region_code"].map(regions["name_ko"])
    in_city = name.str.endswith(CITY_ENDINGS) | hosts["region_code"].isin(national)
    supports = (hosts["kind"] != "complex") | (hosts["programmes"] != "")
    flags = {
        "in_city": in_city,
        "supports": supports,
        "stands": hosts["standing"] != "planned",
        "public": hosts["standing"] != "private",
    }
    table = pd.DataFrame({**minutes, **flags})
    met = {
        **{key: table[key] <= getattr(criteria, key) for key in minutes},
        **flags,
        "in_city": in_city | (not criteria.city),
    }
    table = table.assign(**{f"{key}_met": passed for key, passed in met.items()})
    table["fit"] = pd.DataFrame(met).all(axis=1)
    why = [_why(row, criteria, met) for row in table.to_dict("records")]
    table["why_ko"] = [text.in_language("ko") for text in why]
    table["why_en"] = [str(text) for text in why]
    return Hosts(table)


def _nearest(minutes: Floats) -> Floats:
    """The least of each row, infinite where there is none."""
    nearest: Floats = minutes.min(axis=1, initial=np.inf)
    return nearest


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


def _why(row: dict[Any, Any], criteria: HostCriteria, met: dict[str, pd.Series[bool]]) -> Joined:
    """The criteria that fail, with value and threshold."""
    fails = []
    for key in met:
        if not row[f"{key}_met"]:
            limit = getattr(criteria, key, None)
            words = _FAILS[key]
            fails.append(Text(words.template, limit=limit, value=row[key]) if limit else words)
    return Joined("; ", fails)
