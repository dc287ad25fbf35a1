"""How equally demand is served: whether costs keep the equity terms, and what none may bear."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from hubplanner.siting.constraints import KEPT, Equity, Floats, Gini, GroupMean, PowerMean


def are_fair(terms: Sequence[Equity], weights: Floats, costs: Floats) -> bool:
    """Whether the costs at which demand is served keep all terms, to within rounding."""
    return all(_keeps(term, weights, costs) for term in terms)


def _keeps(term: Equity, weights: Floats, costs: Floats) -> bool:
    if isinstance(term, GroupMean):
        return all(
            math.fsum(weights[of] * costs[of]) <= term.limit * math.fsum(weights[of]) * (1 + KEPT)
            for of in members(term)
        )
    if isinstance(term, PowerMean):
        borne = burdens(term, costs)[weights > 0]
        mass = weights[weights > 0]
        # The root of a power is less by as much again.
        return math.fsum(mass * borne) <= math.fsum(mass) * shared(term) * (1 + KEPT)
    apart = np.abs(costs[:, None] - costs[None, :]) * weights[:, None] * weights[None, :]
    mean = 2 * math.fsum(weights) * math.fsum(weights * costs)
    return math.fsum(apart.ravel()) <= (term.limit + KEPT) * mean


def members(term: GroupMean) -> list[npt.NDArray[np.intp]]:
    """The demand rows of each group."""
    groups: dict[object, list[int]] = {}
    for row, label in enumerate(term.groups):
        groups.setdefault(label, []).append(row)
    return [np.array(rows, dtype=np.intp) for rows in groups.values()]


def burdens(term: PowerMean, costs: Floats) -> Floats:
    """What costs come to in the power mean, in units in which the limit is 1 (or 0)."""
    with np.errstate(over="ignore"):
        return np.asarray((costs / (term.limit or 1.0)) ** (1 + term.alpha))


def shared(term: PowerMean) -> float:
    """The limit in these units."""
    return 1.0 if term.limit > 0 else 0.0


def bearable(terms: Sequence[Equity], weights: Floats, costs: Floats) -> npt.NDArray[np.bool_]:
    """Demand × site: who can be served from where without breaking a limit all alone."""
    may = np.ones(costs.shape, dtype=bool)
    for term in terms:
        with np.errstate(invalid="ignore", over="ignore"):  # no weight × out of reach
            if isinstance(term, GroupMean):
                for of in members(term):
                    most = term.limit * math.fsum(weights[of]) * (1 + KEPT)
                    may[of] &= (weights[of, None] * costs[of] <= most) | (weights[of, None] == 0)
            elif isinstance(term, PowerMean):
                most = math.fsum(weights) * shared(term) * (1 + KEPT)
                borne = weights[:, None] * burdens(term, costs)
                may &= (borne <= most) | (weights[:, None] == 0)
            elif not isinstance(term, Gini):
                raise TypeError(f"{term!r} is no equity term")
    return may
