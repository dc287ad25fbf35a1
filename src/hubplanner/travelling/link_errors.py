"""Minutes drawn with errors link by link, so that ways which share a road err together.

Against published times the relative error of a way falls with the square root of its length
(docs/en/explanation/travel.md: 23 % at the median below 50 km, 10 % to 100 km, 7 % to 200 km, 4 %
beyond), as it does where links err independently of each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from hubplanner.language import Text
from hubplanner.travelling.points import as_places
from hubplanner.travelling.road_graph import Graph
from hubplanner.travelling.road_network import DIGITS, RoadNetwork

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from hubplanner.travelling.choice import Travel

Drawn = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

ERROR_PER_ROOT_KM = 1.27
"""Standard deviation of a way's relative error, times the root of its km: a median error of 7.0 %
at 150 km, where the held-out times are most (0.07 / 0.6745 × √150)."""

FARTHEST_MINUTES = 150.0
"""Ways longer than this are not varied: at no drawn error is a hub at their end near."""


def drawn_minutes(
    travel: Travel,
    origins: pd.DataFrame,
    destinations: pd.DataFrame,
    minutes: npt.ArrayLike,
    draws: int,
    rng: np.random.Generator,
) -> Drawn | None:
    r"""Minutes between places under drawn errors; None where the travel has no links to err.

    Each link's minutes are drawn from the gamma distribution of mean τ and variance
    :math:`\tau^2 s^2 / l`, with l its km and s :data:`ERROR_PER_ROOT_KM`: never negative, and
    however finely a road is cut, the sum has the same distribution. A link without length (a ramp)
    does not err. The ways stay those of the network, an error of the way chosen being small against
    that of its roads.

    Parameters
    ----------
    travel
        Which told the minutes; only :class:`RoadNetwork` has links.
    origins, destinations
        As for :meth:`RoadNetwork.minutes`.
    minutes
        Origins × destinations.
    draws, rng
        Size of the sample, and where it comes from.

    Returns
    -------
    array of float32
        Draws × origins × destinations.
    """
    if not isinstance(travel, RoadNetwork):
        return None
    told = np.asarray(minutes, dtype=np.float32)
    start = travel.locate(as_places(origins))
    end = travel.locate(as_places(destinations))
    varied = (told <= FARTHEST_MINUTES) & (start[:, None] != end[None, :])
    row, column = np.nonzero(varied)
    drawn = np.broadcast_to(told.ravel(), (draws, told.size)).copy()
    if len(row):
        factors = _factors(travel.links, start[row], end[column], draws, rng)
        drawn[:, np.flatnonzero(varied)] *= factors
    return drawn.reshape(draws, *told.shape)


@dataclass(frozen=True)
class DrawnRoads:
    """The road network with one draw of its links' errors taken for true.

    Kilometres, and which way is taken, stay those of the network; so do the last kilometres from a
    place to its eup-myeon-dong's point. The same draw gives the same minutes, in whatever order
    they are asked for.

    Attributes
    ----------
    network
        Which tells the ways.
    draw
        Seed of the draw.
    """

    network: RoadNetwork
    draw: int

    def minutes(self, origins: pd.DataFrame, destinations: pd.DataFrame) -> pd.DataFrame:
        """As :meth:`RoadNetwork.minutes`."""
        return self._drawn(origins, destinations, self.network.minutes(origins, destinations))

    def km(self, origins: pd.DataFrame, destinations: pd.DataFrame) -> pd.DataFrame:
        """Those of the network."""
        return self.network.km(origins, destinations)

    def between(
        self, origins: pd.DataFrame, destinations: pd.DataFrame
    ) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Minutes and kilometres at once."""
        minutes, km = self.network.between(origins, destinations)
        return self._drawn(origins, destinations, minutes), km

    def note(self) -> dict[str, Any]:
        """That of the network, and that its errors were drawn."""
        told = Text(
            "{network} Errors drawn link by link are taken for true (draw {draw}).",
            network=self.network.in_words(),
            draw=self.draw,
        )
        return told.in_both()

    def _drawn(
        self, origins: pd.DataFrame, destinations: pd.DataFrame, told: pd.DataFrame
    ) -> pd.DataFrame:
        start = self.network.locate(as_places(origins))
        end = self.network.locate(as_places(destinations))
        row, column = np.nonzero(start[:, None] != end[None, :])
        values = told.to_numpy(float).copy()
        if len(row):
            on, of = _on_edges(self.network.links, start[row], end[column])
            minutes = self.network.links.edges["minutes"].to_numpy(float)[of]
            whole = on @ minutes
            drawn = on @ (minutes * self._factors[of])
            values[row, column] *= np.where(whole > 0, drawn / np.maximum(whole, 1e-9), 1.0)
        return pd.DataFrame(values.round(DIGITS), index=told.index, columns=told.columns)

    @cached_property
    def _factors(self) -> Drawn:
        """By edge the drawn over the told minutes, both directions alike."""
        edges, size = self.network.links.edges, self.network.links.size
        a, b = (edges[end].to_numpy(np.int64) for end in ("a", "b"))
        link = np.minimum(a, b) * size + np.maximum(a, b)
        _, first, of = np.unique(link, return_index=True, return_inverse=True)
        km = edges["km"].to_numpy(float)[first]
        return _drawn_factors(km, (len(km),), np.random.default_rng(self.draw))[of]


def _drawn_factors(
    km: npt.NDArray[np.float64], size: tuple[int, ...], rng: np.random.Generator
) -> Drawn:
    """Drawn over told minutes of links of these km (the last of `size`).

    A link without length, as a ramp of two minutes, is an assumption and errs in none of them.
    """
    shape = (np.where(km > 0, km, 1.0) / ERROR_PER_ROOT_KM**2).astype(np.float32)
    drawn: Drawn = rng.standard_gamma(shape, size=size, dtype=np.float32) / shape
    drawn[..., km <= 0] = 1.0
    return drawn


def _factors(links: Graph, start: Ints, end: Ints, draws: int, rng: np.random.Generator) -> Drawn:
    """Draws × pairs: drawn over told minutes along each way."""
    on, used = _on_edges(links, start, end)
    along = links.edges.iloc[used]
    told = along["minutes"].to_numpy(float)
    drawn = _drawn_factors(along["km"].to_numpy(float), (draws, len(used)), rng)
    times = drawn.T * told.astype(np.float32)[:, None]
    total = (on @ told).astype(np.float32)
    sums = on @ times
    factors: Drawn = np.where(total > 0, sums.T / np.maximum(total, 1e-9), 1.0).astype(np.float32)
    return factors


def _on_edges(links: Graph, start: Ints, end: Ints) -> tuple[csr_array, Ints]:
    """Which of the used edges each pair's way takes: pairs × edges, and which edges these are."""
    from scipy.sparse import csr_array

    pair, edge = ways(links, start, end)
    used, column = np.unique(edge, return_inverse=True)
    ones = np.ones(len(pair), dtype=np.float32)
    return csr_array((ones, (pair, column)), shape=(len(start), len(used))), used


def ways(links: Graph, start: Ints, end: Ints) -> tuple[Ints, Ints]:
    """The edges of the fastest way of each pair: numbers of pairs, and of edges on their ways."""
    from scipy.sparse.csgraph import dijkstra

    sources, source = np.unique(start, return_inverse=True)
    _, before = dijkstra(links.matrix, indices=sources, return_predecessors=True)
    key = links.edges["a"].to_numpy(np.int64) * links.size + links.edges["b"].to_numpy(np.int64)
    pairs, edges = [], []
    open_pairs, node = np.arange(len(start)), end.astype(np.int64)
    while True:
        parent = before[source[open_pairs], node].astype(np.int64)
        goes_on = parent >= 0
        open_pairs, node, parent = open_pairs[goes_on], node[goes_on], parent[goes_on]
        if not len(open_pairs):
            break
        pairs.append(open_pairs)
        edges.append(np.searchsorted(key, parent * links.size + node))
        node = parent
    return np.concatenate(pairs), np.concatenate(edges)
