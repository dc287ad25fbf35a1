"""What a choice of sites must satisfy besides the model: the side constraints of every model."""

from __future__ import annotations

import math
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypedDict

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


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

    By the number of the service (see :mod:`hubplanner.siting.program`), pairs of a demand row and
    a D. Such a cut holds whatever the costs, so remembering can make nothing wrong.
    """


class Conditions(TypedDict, total=False):
    """Side constraints, the same keywords in every model.

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


class Row(NamedTuple):
    """A linear constraint on columns of a program."""

    columns: npt.NDArray[np.intp]
    values: Floats
    lower: float
    upper: float


@dataclass(frozen=True)
class Frame:
    """A checked instance: costs, weights, and the conditions as bounds and rows on the sites.

    Attributes
    ----------
    costs
        Demand × site; infinite where a site cannot serve a demand.
    weights
        One for each demand.
    least, most
        How many sites are opened beside the existing ones.
    lower, upper
        Bounds of each site's variable.
    rows
        Groups, spacing, budget, excluded sets, and the number of sites; no service.
    reach
        Demand × site: who may serve whom, within the limit.
    served
        Demand that must be within reach of an open site: all of it where the model serves all or
        an equity term looks at all, otherwise what a limit is set for.
    plain
        Nothing beside the number of sites and bounds of single sites is asked for.
    """

    costs: Floats
    weights: Floats
    least: int
    most: int
    lower: Floats
    upper: Floats
    rows: tuple[Row, ...]
    reach: npt.NDArray[np.bool_]
    served: npt.NDArray[np.bool_]
    existing: npt.NDArray[np.bool_]
    equity: tuple[Equity, ...]
    deadline: float
    memory: Memory
    plain: bool

    @property
    def shape(self) -> tuple[int, int]:
        return self.costs.shape[0], self.costs.shape[1]


def frame(
    cost: npt.ArrayLike,
    count: int | tuple[int, int] | None,
    weights: npt.ArrayLike | None,
    conditions: Conditions,
    *,
    serves_all: bool = True,
) -> Frame:
    """Check the arguments of a model.

    Parameters
    ----------
    cost
        Demand × site, non-negative; infinite where a site cannot serve.
    count
        How many sites are opened beside the existing ones; None for any number, at least none.
    weights
        One for each demand row, finite and non-negative; 1 for all where omitted.
    conditions
        See :class:`Conditions`.
    serves_all
        Whether the model must serve every demand.

    Raises
    ------
    ValueError
        When a shape, value or column is out of range.
    """
    costs = np.asarray(cost, dtype=float)
    if costs.ndim != 2 or 0 in costs.shape:
        raise ValueError(f"cost must be a demand × site matrix, got shape {costs.shape}")
    if np.isnan(costs).any() or (costs < 0).any():
        raise ValueError("cost must be non-negative (infinite where a site cannot serve)")
    n_demand, n_sites = costs.shape
    demand_weights = vector(weights, n_demand, 1.0, "weights")

    existing = _mask(conditions.get("existing", ()), n_sites, "existing")
    required = _mask(conditions.get("required", ()), n_sites, "required")
    forbidden = _mask(conditions.get("forbidden", ()), n_sites, "forbidden") & ~existing
    free = n_sites - int(existing.sum())
    least, most = _range(count, free)
    if count is not None and not 0 <= least <= most <= free:
        raise ValueError(f"p = {count} must lie between 0 and the number of sites, {free}")

    rows = [_count_row(existing, least, most)]
    rows += [_group_row(group, n, n_sites) for group, n in conditions.get("at_least", ())]
    for group, n in conditions.get("at_most", ()):
        row = _group_row(group, n, n_sites)
        rows.append(row._replace(lower=-np.inf, upper=float(n)))
    if "spacing" in conditions:
        rows += spacing_rows(*conditions["spacing"], existing)
    if "budget" in conditions:
        opening, amount = conditions["budget"]
        prices = vector(opening, n_sites, 0.0, "the budget's opening costs")
        rows.append(Row(np.arange(n_sites), np.where(existing, 0.0, prices), -np.inf, amount))
    rows += [_exclusion(one, n_sites) for one in conditions.get("excluded", ())]

    limit = vector(conditions.get("limit"), n_demand, np.inf, "limit", infinite=True)
    equity = tuple(conditions.get("equity", ()))
    _check_equity(equity, n_demand)
    return Frame(
        costs=costs,
        weights=demand_weights,
        least=least,
        most=most,
        lower=(existing | required).astype(float),
        upper=(~forbidden).astype(float),
        rows=tuple(rows),
        reach=np.isfinite(costs) & (costs <= limit[:, None]),
        served=np.isfinite(limit) | serves_all | bool(equity),
        existing=existing,
        equity=equity,
        deadline=time.monotonic() + conditions.get("time_limit", math.inf),
        memory=conditions.get("memory", Memory()),
        plain=len(rows) == 1 and not equity,
    )


def _range(count: int | tuple[int, int] | None, free: int) -> tuple[int, int]:
    if count is None:
        return 0, free
    return count if isinstance(count, tuple) else (int(count), int(count))


def vector(
    values: npt.ArrayLike | None, n: int, default: float, name: str, *, infinite: bool = False
) -> Floats:
    if values is None:
        return np.full(n, default)
    vector = np.asarray(values, dtype=float)
    if infinite and vector.ndim == 0:
        vector = np.full(n, float(vector))
    if vector.shape != (n,):
        raise ValueError(f"{name} must have shape {(n,)}, got {vector.shape}")
    if np.isnan(vector).any() or (vector < 0).any() or (np.isinf(vector).any() and not infinite):
        raise ValueError(f"{name} must be {'' if infinite else 'finite and '}non-negative")
    return vector


def _mask(columns: Collection[int], n_sites: int, name: str) -> npt.NDArray[np.bool_]:
    mask = np.zeros(n_sites, dtype=bool)
    if outside := sorted(site for site in columns if not 0 <= site < n_sites):
        raise ValueError(f"{name} sites {outside} do not exist; columns are 0 to {n_sites - 1}")
    mask[list(columns)] = True
    return mask


def _count_row(existing: npt.NDArray[np.bool_], least: int, most: int) -> Row:
    new = np.flatnonzero(~existing)
    return Row(new, np.ones(len(new)), float(least), float(most))


def _group_row(group: Collection[int], n: int, n_sites: int) -> Row:
    columns = np.flatnonzero(_mask(group, n_sites, "a group's"))
    return Row(columns, np.ones(len(columns)), float(n), np.inf)


def _exclusion(sites: Collection[int], n_sites: int) -> Row:
    """At least one site differs (a 'no-good' cut)."""
    chosen = _mask(sites, n_sites, "excluded")
    signs = np.where(chosen, 1.0, -1.0)
    return Row(np.arange(n_sites), signs, -np.inf, float(chosen.sum()) - 1.0)


def spacing_rows(
    distances: npt.ArrayLike, least: float, existing: npt.NDArray[np.bool_]
) -> list[Row]:
    """One row for each clique of a cover of the pairs that stand too near (edge clique cover).

    A clique's row says of many pairs at once what a row for each pair says, and more tightly.
    """
    apart = np.asarray(distances, dtype=float)
    if apart.shape != (len(existing), len(existing)) or np.isnan(apart).any():
        raise ValueError(f"spacing needs site × site distances, got shape {apart.shape}")
    near = np.minimum(apart, apart.T) < least
    np.fill_diagonal(near, False)
    near[np.ix_(existing, existing)] = False
    open_pairs = np.triu(near)
    rows = []
    for site in np.flatnonzero(open_pairs.any(axis=1)):
        while open_pairs[site].any():
            clique = [int(site)]
            joins = near[site].copy()
            while joins.any():
                # First whoever still has an uncovered pair with this site, then anybody.
                uncovered = joins & open_pairs[site]
                clique.append(int(np.argmax(uncovered if uncovered.any() else joins)))
                joins &= near[clique[-1]]
            members = np.sort(np.array(clique, dtype=np.intp))
            open_pairs[np.ix_(members, members)] = False
            rows.append(Row(members, np.ones(len(members)), -np.inf, 1.0))
    return rows


def _check_equity(equity: tuple[Equity, ...], n_demand: int) -> None:
    for term in equity:
        if not term.limit >= 0:
            raise ValueError(f"the limit of {type(term).__name__} must be non-negative")
        if isinstance(term, GroupMean) and len(term.groups) != n_demand:
            raise ValueError(f"GroupMean needs {n_demand} labels, got {len(term.groups)}")
        if isinstance(term, PowerMean) and not term.alpha >= 0:
            raise ValueError("the alpha of PowerMean must be non-negative")
