"""In which order hubs are built: rounds of selection, and what must have been built before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from hubplanner.errors import RegionError, ScenarioError
from hubplanner.regions import resolve
from hubplanner.scenario_programme import RoadmapChoice
from hubplanner.siting.firm_hubs import TIERS

if TYPE_CHECKING:
    import networkx as nx


@dataclass(frozen=True)
class BuildingOrder:
    """The order of a plan's hubs.

    Attributes
    ----------
    hubs
        Hub ids in the order in which they are built.
    wave
        By hub id, in that order: its round of selection, from 1; never before that of a hub that
        is built earlier.
    after
        Pairs of hub ids: the first must have been built before the second's building begins.
    """

    hubs: list[str]
    wave: pd.Series[int]
    after: list[tuple[str, str]]


def building_order(
    hubs: pd.DataFrame, regions: pd.DataFrame, choice: RoadmapChoice
) -> BuildingOrder:
    """The order that a scenario asks for; else by how firm they are, required ones first.

    Parameters
    ----------
    hubs
        By hub id, in order of their number: ``region_code`` and, where siting has drawn, ``tier``.
    regions
        The region table, in which names of hubs are looked up.

    Raises
    ------
    ScenarioError
        When ``roadmap.waves`` or ``roadmap.after`` names what is no hub of the plan, leaves one
        out, or asks for a circle.
    """
    ids = {str(code): str(hub) for hub, code in hubs["region_code"].items()}
    names = hubs["region_code"].map(regions["name_ko"])
    wave = _waves(hubs, names, ids, regions, choice)
    after = [
        (before, then)
        for name, needed in choice.after.items()
        for then in _hubs_named([name], "roadmap.after", ids, names, regions)
        for before in _hubs_named(needed, "roadmap.after", ids, names, regions)
    ]
    place = {hub: (wave[hub], number) for number, hub in enumerate(hubs.index)}
    order = sorted(hubs.index, key=place.__getitem__)
    if after:
        order = _sorted(after, order, place, names)
    return BuildingOrder(order, wave[order].cummax(), after)


def _sorted(
    after: list[tuple[str, str]],
    hubs: list[str],
    place: dict[str, tuple[int, int]],
    names: pd.Series[str],
) -> list[str]:
    """The hubs by their place, each after all that it must wait for."""
    import networkx as nx

    graph = nx.DiGraph(after)
    graph.add_nodes_from(hubs)
    _refuse_circles(graph, names)
    return list(nx.lexicographical_topological_sort(graph, key=place.__getitem__))


def _waves(
    hubs: pd.DataFrame,
    names: pd.Series[str],
    ids: dict[str, str],
    regions: pd.DataFrame,
    choice: RoadmapChoice,
) -> pd.Series[int]:
    if choice.waves:
        stated = {
            hub: number
            for number, wave in enumerate(choice.waves, 1)
            for hub in _hubs_named(wave, "roadmap.waves", ids, names, regions)
        }
        if missing := [str(names[hub]) for hub in hubs.index if hub not in stated]:
            raise ScenarioError(
                "roadmap.waves leaves out {names}; name every hub in one of the lists, or leave"
                " the key out",
                names=", ".join(missing),
            )
        return pd.Series([stated[hub] for hub in hubs.index], hubs.index)
    if "tier" not in hubs:
        return pd.Series(1, hubs.index)
    there = [tier for tier in TIERS if (hubs["tier"] == tier).any()]
    return hubs["tier"].map({tier: number for number, tier in enumerate(there, 1)}).astype(int)


def _hubs_named(
    given: tuple[str, ...] | list[str],
    key: str,
    ids: dict[str, str],
    names: pd.Series[str],
    regions: pd.DataFrame,
) -> list[str]:
    found = []
    for name in given:
        try:
            code = resolve([name], regions)[0]
        except RegionError as error:
            raise ScenarioError("{key}: {error}", key=key, error=error.text) from error
        if code not in ids:
            raise ScenarioError(
                "{key}: {name} is no hub of this plan; its hubs are {names}",
                key=key,
                name=name,
                names=", ".join(names),
            )
        found.append(ids[code])
    return found


def _refuse_circles(graph: nx.DiGraph[str], names: pd.Series[str]) -> None:
    import networkx as nx

    try:
        circle = nx.find_cycle(graph)
    except nx.NetworkXNoCycle:
        return
    around = " → ".join(str(names[hub]) for hub, _ in [*circle, circle[0]])
    raise ScenarioError(
        "roadmap.after goes in a circle: {around}; take one of them away", around=around
    )
