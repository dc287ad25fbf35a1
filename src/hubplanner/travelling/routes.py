"""The way between two places in words, and which link on it matters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby

import pandas as pd

from hubplanner.travelling.paths import Leg, way
from hubplanner.travelling.road_network import RoadNetwork


@dataclass(frozen=True)
class Stretch:
    """A part of a way by one kind of road: its ends (eup-myeon-dong), length and time.

    ``kind`` is road, link, expressway or ferry; ``name`` that of the link or the expressway.
    """

    kind: str
    name: str
    start: str
    end: str
    km: float
    minutes: float


@dataclass(frozen=True)
class Route:
    """The fastest way between two places.

    Attributes
    ----------
    minutes, km
        Of the whole way.
    stretches
        In order.
    detours
        By link or expressway on the way: minutes that the journey would take without it.
    """

    minutes: float
    km: float
    stretches: list[Stretch]
    detours: dict[str, float]


def explain_route(network: RoadNetwork, origin: pd.DataFrame, destination: pd.DataFrame) -> Route:
    """The way from one place to another, and what each named link on it is worth.

    Parameters
    ----------
    network
        The roads.
    origin, destination
        One row each, with ``emd_code``, ``lon`` and ``lat``.
    """
    minutes, km = _journey(network, origin, destination)
    graph = network.graph
    start, end = (int(network.locate(place)[0]) for place in (origin, destination))
    emd = graph.tables.emd
    legs = way(graph, start, end)
    stretches = [
        Stretch(
            kind,
            name,
            _label(emd, int(graph.node_emd[part[0].start])),
            _label(emd, int(graph.node_emd[part[-1].end])),
            sum(leg.km for leg in part),
            sum(leg.minutes for leg in part),
        )
        for (kind, name), part in _parts(legs)
    ]
    named = dict.fromkeys(part.name for part in stretches if part.kind in ("link", "expressway"))
    detours = {
        name: _journey(replace(network, without=(*network.without, name)), origin, destination)[0]
        for name in named
    }
    return Route(minutes, km, stretches, detours)


def _journey(
    network: RoadNetwork, origin: pd.DataFrame, destination: pd.DataFrame
) -> tuple[float, float]:
    minutes, km = network.between(origin, destination)
    return float(minutes.to_numpy()[0, 0]), float(km.to_numpy()[0, 0])


def _parts(legs: Iterable[Leg]) -> list[tuple[tuple[str, str], list[Leg]]]:
    """Legs in a row of one kind and name; a ramp belongs to the road that it leaves."""
    plain = [replace(leg, kind="road") if leg.kind == "ramp" else leg for leg in legs]
    return [(key, list(part)) for key, part in groupby(plain, key=lambda leg: (leg.kind, leg.name))]


def _label(emd: pd.DataFrame, row: int) -> str:
    return str(emd["name_ko"].iloc[row])
