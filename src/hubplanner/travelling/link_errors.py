"""Minutes drawn with errors link by link, so that ways which share a road err together.

Against published times the relative error of a way falls with the square root of its length
(docs/travel.md: 23 % at the median below 50 km, 10 % to 100 km, 7 % to 200 km, 4 % beyond), as it
does where links err independently of each other.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from hubplanner.travelling.choice import Travel
from hubplanner.travelling.points import as_places
from hubplanner.travelling.road_graph import Graph
from hubplanner.travelling.road_network import RoadNetwork

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
    however finely a road is cut, the sum has the same distribution. The ways stay those of the
    network, an error of the way chosen being small against that of its roads.

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


def _factors(links: Graph, start: Ints, end: Ints, draws: int, rng: np.random.Generator) -> Drawn:
    """Draws × pairs: drawn over told minutes along each way."""
    from scipy.sparse import csr_array

    pair, edge = ways(links, start, end)
    used, column = np.unique(edge, return_inverse=True)
    along = links.edges.iloc[used]
    told = along["minutes"].to_numpy(float)
    shape = np.maximum(along["km"].to_numpy(float), 1e-3) / ERROR_PER_ROOT_KM**2
    size = (draws, len(used))
    drawn = rng.standard_gamma(shape.astype(np.float32), size=size, dtype=np.float32)
    times = drawn.T * (told / shape).astype(np.float32)[:, None]
    ones = np.ones(len(pair), dtype=np.float32)
    on = csr_array((ones, (pair, column)), shape=(len(start), len(used)))
    total = (on @ told).astype(np.float32)
    sums = on @ times
    factors: Drawn = np.where(total > 0, sums.T / np.maximum(total, 1e-9), 1.0).astype(np.float32)
    return factors


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
