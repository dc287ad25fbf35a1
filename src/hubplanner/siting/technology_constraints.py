"""What a scenario asks of the technologies of its hubs, as constraints that can be loosened."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import numpy as np

from hubplanner.language import Text
from hubplanner.scenario_siting import NetworkChoice, SitingChoice
from hubplanner.siting.constraints import Floats, Requirements
from hubplanner.siting.demand_and_sites import DemandAndSites
from hubplanner.siting.multi_type import FacilityTypes
from hubplanner.siting.offers import TechnologyOffers
from hubplanner.siting.problem import Constraint


def any_technology(types: FacilityTypes) -> FacilityTypes:
    """The types as far as no constraint limits them: any at any site, as often as wanted."""
    return replace(types, allowed=None, uses=max(len(types.fit), 1), caps=(), fixed={})


def technology_constraints(
    choice: SitingChoice, network: NetworkChoice, places: DemandAndSites, offers: TechnologyOffers
) -> tuple[Constraint, ...]:
    """All that limits which hubs take which technology; together they make ``offers.types``.

    Parameters
    ----------
    choice, network
        The scenario's ``[siting]`` and ``[network]``.
    places
        Demand and sites.
    offers
        Technologies under all of these constraints.
    """
    return tuple(_constraints(choice, network, places, offers))


def _constraints(
    choice: SitingChoice, network: NetworkChoice, places: DemandAndSites, offers: TechnologyOffers
) -> Iterator[Constraint]:
    types, able = offers.types, offers.types.fit
    yield Constraint(
        "network.technology_uses",
        Text("hubs of one technology: at most {number}"),
        lambda uses: Requirements(uses=int(uses)),
        float(types.uses),
        lambda: range(types.uses + 1, choice.hubs + 1),
        priced=False,
    )
    if choice.min_fit > 0:
        # A technology that is fixed somewhere needs no capability, with or without this.
        planned = np.zeros(able.shape, dtype=bool)
        planned[list(types.fixed), list(types.fixed.values())] = True
        yield Constraint(
            "siting.min_fit",
            Text("hubs with a capability of {number} or more"),
            lambda least: Requirements(allowed=(able >= least) | planned),
            choice.min_fit,
            lambda: _hundredths_below(able, choice.min_fit),
            priced=False,
        )
    if most := network.ministry_most:
        ministries = [of for of, _ in types.caps]
        yield Constraint(
            "network.ministry_most",
            Text("hubs of one lead ministry: at most {number}"),
            lambda most: Requirements(caps=[(of, int(most)) for of in ministries]),
            float(most),
            lambda: range(most + 1, choice.hubs + 1),
        )
    for code, key in offers.fixed.items():
        kind = list(types.names).index(key)
        yield Constraint(
            "network.fixed",
            Text(
                "a hub in {name} takes {technology}",
                name=places.region_called(code),
                technology=offers.technology(kind).name,
            ),
            partial(_takes, places.in_regions([code]), kind),
        )


def _takes(sites: list[int], kind: int, _: float) -> Requirements:
    return Requirements(fixed_types=[(site, kind) for site in sites])


def _hundredths_below(able: Floats, least: float) -> list[float]:
    """Hundredths from which on more sites are able enough, the highest first."""
    lower = np.unique(np.floor(able[able < least] * 100 + 1e-9) / 100)[::-1]
    return [float(one) for one in lower if one < least]
