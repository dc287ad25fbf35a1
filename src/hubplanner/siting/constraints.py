"""What a choice of sites must satisfy besides the model: the side constraints of every model."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from typing import Any, Self, TypedDict

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

KEPT = 1e-12
"""A sum is within its limit if it passes it by no more than this share: 0.1 + 0.2 is within 0.3."""


@dataclass(frozen=True)
class GroupMean:
    r"""The worst-off group of demand (a province) is served at a mean cost of at most `limit`.

    .. math:: \sum_{i \in g} w_i d_i \le \text{limit} \sum_{i \in g} w_i \quad \forall g

    with :math:`d_i` the cost at which demand i is served: the maximin criterion of Rawls (1971)
    on the means of groups.

    Attributes
    ----------
    groups
        A label for each demand row.
    limit
        Highest weighted mean cost of any group.
    """

    groups: Sequence[object]
    limit: float


@dataclass(frozen=True)
class PowerMean:
    r"""α-fairness (Mo and Walrand 2000, after Atkinson 1970) of what is served, bounded.

    .. math:: \Big( \sum_i w_i d_i^{1+\alpha} / \sum_i w_i \Big)^{1/(1+\alpha)} \le \text{limit}

    The equally distributed equivalent cost: were every demand served at this cost, society would
    be as badly off. α = 0 is the plain mean, a larger α gives more heed to those far away, and α →
    ∞ looks at the farthest alone.
    """

    alpha: float
    limit: float


@dataclass(frozen=True)
class Gini:
    r"""The Gini coefficient (1912) of the costs at which demand is served is at most `limit`.

    .. math::
        \frac{\sum_i \sum_k w_i w_k |d_i - d_k|}{2 \sum_i w_i \sum_i w_i d_i} \le \text{limit}

    It falls when everyone is served equally badly too, so each demand is held to its nearest
    chosen site by closest-assignment constraints (Wagner and Falkson 1975), and the term should
    go with an objective that cares for costs.
    """

    limit: float


Equity = GroupMean | PowerMean | Gini


class Memory(dict[int, dict[tuple[int, float], None]]):
    """Cuts that one program needed and the next one on the same demand will need too.

    By the number of the service (see :mod:`hubplanner.siting.integer_program`), pairs of a demand
    row and a D. Such a cut holds whatever the costs, so remembering can make nothing wrong.
    """


class ConstraintKeywords(TypedDict, total=False):
    """The fields of :class:`Constraints`, which every model takes as keywords."""

    required: Collection[int]
    forbidden: Collection[int]
    existing: Collection[int]
    at_least: Sequence[tuple[Collection[int], int]]
    at_most: Sequence[tuple[Collection[int], int]]
    spacing: tuple[npt.ArrayLike, float]
    budget: tuple[npt.ArrayLike, float]
    limit: float | npt.ArrayLike
    equity: Sequence[Equity]
    excluded: Sequence[Collection[int]]
    time_limit: float
    memory: Memory


def refuse_limits(constraints: ConstraintKeywords, model: str, of: str = "costs") -> None:
    """Refuse a limit and equity where there is nothing that they could be about.

    Raises
    ------
    ValueError
        Naming the model.
    """
    if {"limit", "equity"} & set(constraints):
        raise ValueError(f"limit and equity are about {of} and don't go with {model}")


@dataclass(frozen=True)
class Constraints:
    """Side constraints on the columns of a cost matrix, and how long a solver may search.

    Attributes
    ----------
    required, forbidden
        Columns that must, or must not, be chosen.
    existing
        Columns where a facility stands already: it serves and counts in groups and spacing, but
        is not one of the p and costs nothing. Two existing ones may be as near as they are.
    at_least, at_most
        Pairs (columns, n): so many of these are chosen.
    spacing
        Pair (site × site distances, least): two chosen sites are no nearer than `least`; where
        the two directions differ the shorter one counts.
    budget
        Pair (cost of opening each site, amount): the chosen sites cost no more together.
    limit
        Highest cost at which a demand may be served, one for all or one for each row.
    equity
        Terms of :class:`GroupMean`, :class:`PowerMean`, :class:`Gini`.
    excluded
        Sets of columns that are not the answer again.
    time_limit
        Seconds after which the best found so far is returned with its gap.
    memory
        Handed from call to call, it makes a series of like problems faster.
    """

    required: Collection[int] = ()
    forbidden: Collection[int] = ()
    existing: Collection[int] = ()
    at_least: Sequence[tuple[Collection[int], int]] = ()
    at_most: Sequence[tuple[Collection[int], int]] = ()
    spacing: tuple[npt.ArrayLike, float] | None = None
    budget: tuple[npt.ArrayLike, float] | None = None
    limit: float | npt.ArrayLike = math.inf
    equity: Sequence[Equity] = ()
    excluded: Sequence[Collection[int]] = ()
    time_limit: float = math.inf
    memory: Memory | None = None

    def __and__(self, other: Self) -> Self:
        """What both ask for together.

        Raises
        ------
        ValueError
            When both set what can be set only once, as a budget.
        """
        both = {
            field.name: _together(field.name, getattr(self, field.name), getattr(other, field.name))
            for field in fields(self)
        }
        return type(self)(**both)


@dataclass(frozen=True)
class Requirements(Constraints):
    """What the constraints of a scenario come to: side constraints, and what a model is given.

    Attributes
    ----------
    p
        How many sites are opened beside the existing ones; None where nothing says so.
    capacity
        Weight that one site can serve.
    uses
        No type is taken by more sites than this; None: as many as want it.
    allowed
        Site × type: which types a site may take; None: any.
    caps
        Pairs (types, most): no more hubs are of these types together.
    fixed_types
        Pairs (site, type): the site takes this type if it is open, whatever is allowed.
    of_types
        Triples (sites, types, n): so many of these sites take one of these types.
    """

    p: int | None = None
    capacity: float | None = None
    uses: int | None = None
    allowed: npt.NDArray[np.bool_] | None = None
    caps: Sequence[tuple[Collection[int], int]] = ()
    fixed_types: Sequence[tuple[int, int]] = ()
    of_types: Sequence[tuple[Collection[int], Collection[int], int]] = ()


def _together(name: str, one: Any, other: Any) -> Any:
    if name in ("limit", "time_limit"):
        return np.minimum(one, other)
    if one is None or other is None:
        return other if one is None else one
    if name == "spacing":
        return _nearer_than_either(one, other)
    if name == "allowed":
        return one & other
    if name in ("budget", "memory", "p", "capacity", "uses"):
        raise ValueError(f"{name} is set twice")
    return (*one, *other)


def _nearer_than_either(
    one: tuple[npt.ArrayLike, float], other: tuple[npt.ArrayLike, float]
) -> tuple[Floats, float]:
    """Two measures of distance as one, in shares of what each asks for."""
    shares = []
    for distances, least in (one, other):
        apart = np.asarray(distances, dtype=float)
        apart = np.minimum(apart, apart.T)
        shares.append(apart / least if least > 0 else np.full_like(apart, np.inf))
    return np.minimum(*shares), 1.0
