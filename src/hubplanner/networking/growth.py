"""Synthetic firms: the network grown to the size of the US one and beyond."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from hubplanner.errors import ScenarioError
from hubplanner.networking.adjacency import Ints

if TYPE_CHECKING:
    import networkx as nx

US_SIZE = (1_200, 9_400)
"""Organisations and links of eight US institutes in 2016 (KRIHS Policy Brief 697, 2018)."""

PARETO = 1.06
"""Tail exponent of firm sizes, close to Zipf's law (Axtell 2001, for US firms)."""

TO_INSTITUTIONS = 0.5
"""Share of further ties that go to the hub's institutions, the rest to firms: an assumption."""


@dataclass(frozen=True)
class Firms:
    """Synthetic firms as arrays: region, division and size of each."""

    region: npt.NDArray[np.object_]
    industry: npt.NDArray[np.object_]
    workers: Ints


def grow(
    graph: nx.Graph[str],
    organisations: int,
    links: int,
    workers: pd.Series[float],
    industries: pd.DataFrame,
    *,
    seed: int = 0,
) -> nx.Graph[str]:
    """A copy of a hub network with synthetic firms added, up to so many organisations and links.

    Firms are spread over the candidate regions by their workers, take a division by the region's
    industries (where these are unknown: by those of all regions) and a size from a Pareto law.
    Each is a member of the hub that serves its region. Further ties are joint projects: a firm,
    the likelier the larger, with an institution of its hub (by strength of that tie) or with
    another firm of the same hub area, by size. Everything added carries ``synthetic``.

    Parameters
    ----------
    graph
        From :func:`hubplanner.networking.build_graph`.
    organisations
        Institutions and firms after growth.
    links
        Ties after growth.
    workers
        Workers by region; regions without a figure get no firms.
    industries
        Region × KSIC division, shares.
    seed
        Of everything drawn.

    Raises
    ------
    ScenarioError
        When the network is larger already, or there are too few or too many links for the firms.

    Examples
    --------
    >>> import networkx as nx
    >>> small = nx.Graph()
    >>> small.add_node("h", kind="hub"); small.add_node("r", kind="region")
    >>> small.add_node("u", kind="university")
    >>> small.add_edge("h", "r", role="serves", strength=1.0)
    >>> small.add_edge("h", "u", role="lead", strength=1.0)
    >>> known = pd.DataFrame({"c31": [1.0]}, index=["r"])
    >>> grown = grow(small, 5, 9, pd.Series({"r": 3.0}), known)
    >>> len(grown), grown.number_of_edges(), grown.nodes["firm-1"]["industry"]
    (7, 9, 'c31')
    """
    hub_of = {
        region: hub
        for one, other, data in graph.edges(data=True)
        if data.get("role") == "serves"
        for hub, region in [(one, other) if graph.nodes[one]["kind"] == "hub" else (other, one)]
    }
    standing = sum(data["kind"] not in ("hub", "region") for _, data in graph.nodes(data=True))
    number = organisations - standing
    extra = links - graph.number_of_edges() - number
    if number < 1 or extra < 0:
        raise ScenarioError(
            "organisations = {organisations}, links = {links} is refused: the network has"
            " {standing} organisations and {edges} links already, and each firm"
            " needs a link; ask for more of both",
            organisations=organisations,
            links=links,
            standing=standing,
            edges=graph.number_of_edges(),
        )
    rng = np.random.default_rng(seed)
    firms = _firms(number, workers[workers.index.isin(list(hub_of))], industries, rng)
    hub = np.array([hub_of[region] for region in firms.region], dtype=object)
    names = np.array([f"firm-{k}" for k in range(1, number + 1)], dtype=object)

    grown: nx.Graph[str] = graph.copy()
    grown.add_nodes_from(
        (
            name,
            {
                "kind": "firm",
                "region_code": region,
                "industry": industry,
                "workers": int(size),
                "synthetic": True,
            },
        )
        for name, region, industry, size in zip(
            names, firms.region, firms.industry, firms.workers, strict=True
        )
    )
    member = {"kind": "user", "role": "member", "strength": 1.0, "synthetic": True}
    grown.add_edges_from((h, name, dict(member)) for h, name in zip(hub, names, strict=True))
    joint = {"kind": "joint", "role": "project", "strength": 1.0, "synthetic": True}
    for one, other in _projects(grown, names, hub, firms.workers, extra, rng):
        grown.add_edge(one, other, **joint)
    return grown


def _firms(
    number: int, workers: pd.Series[float], industries: pd.DataFrame, rng: np.random.Generator
) -> Firms:
    known = workers.dropna()
    known = known[known > 0].sort_index()
    if known.empty:
        raise ScenarioError(
            "no candidate region has a figure of workers: no firms can be spread; import one"
        )
    region = rng.choice(known.index.to_numpy(dtype=object), number, p=known / known.sum())
    usual = industries.mean()
    industry = np.empty(number, dtype=object)
    for code in known.index:
        here = np.flatnonzero(region == code)
        shares = industries.loc[code] if code in industries.index else usual
        industry[here] = rng.choice(
            industries.columns.to_numpy(dtype=object), len(here), p=shares / shares.sum()
        )
    size = np.minimum(1 + rng.pareto(PARETO, number), 20_000).astype(np.int64)
    return Firms(region, industry, size)


def _projects(
    graph: nx.Graph[str],
    names: npt.NDArray[np.object_],
    hub: npt.NDArray[np.object_],
    size: Ints,
    wanted: int,
    rng: np.random.Generator,
) -> list[tuple[Any, Any]]:
    """Pairs of firms and partners, each pair once."""
    areas = {one: np.flatnonzero(hub == one) for one in dict.fromkeys(hub)}
    room = sum(len(area) * (len(area) - 1) // 2 for area in areas.values())
    partners = {one: _institutions(graph, one) for one in areas}
    room += sum(len(area) * len(partners[one][0]) for one, area in areas.items())
    if wanted > room:
        raise ScenarioError(
            "links: {wanted} joint projects are wanted, but these firms have room for {room};"
            " ask for fewer links or more organisations",
            wanted=wanted,
            room=room,
        )
    found: dict[tuple[Any, Any], None] = {}
    weight = np.sqrt(size)
    shares = {one: weight[area] / weight[area].sum() for one, area in areas.items()}
    sizes = np.array([weight[area].sum() for area in areas.values()])
    while len(found) < wanted:
        lacking = wanted - len(found)
        counts = rng.multinomial(lacking + 64, sizes / sizes.sum())
        for (one, area), count in zip(areas.items(), counts, strict=True):
            firm = rng.choice(area, count, p=shares[one])
            other = names[rng.choice(area, count, p=shares[one])]
            institutions, strength = partners[one]
            if len(institutions):
                to_institution = rng.random(count) < TO_INSTITUTIONS
                drawn = rng.choice(len(institutions), count, p=strength)
                other = np.where(to_institution, institutions[drawn], other)
            for a, b in zip(names[firm], other, strict=True):
                if a != b and (b, a) not in found:
                    found[(a, b)] = None
    return list(found)[:wanted]


def _institutions(
    graph: nx.Graph[str], hub: str
) -> tuple[npt.NDArray[np.object_], npt.NDArray[np.float64]]:
    """Institutions tied to a hub, and their shares of the strength of those ties."""
    tied = [
        (node, data["strength"])
        for node, data in graph.adj[hub].items()
        if graph.nodes[node]["kind"] not in ("hub", "region", "firm") and data["strength"] > 0
    ]
    strength = np.array([value for _, value in tied], dtype=float)
    names = np.array([node for node, _ in tied], dtype=object)
    return names, strength / strength.sum() if len(tied) else strength
