"""A checked instance of siting: costs, weights, and the side constraints as bounds and rows."""

from __future__ import annotations

import math
import operator
import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from numbers import Real
from typing import Any, NamedTuple, Self

import numpy as np
import numpy.typing as npt

from hubplanner.siting.constraints import (
    KEPT,
    Constraints,
    Equity,
    Floats,
    GroupMean,
    Memory,
    PowerMean,
)
from hubplanner.siting.equity import are_fair, bearable


class Row(NamedTuple):
    """A linear constraint on columns of a program."""

    columns: npt.NDArray[np.intp]
    values: Floats
    lower: float
    upper: float

    def holds(self, y: Floats) -> bool:
        """Whether whole columns keep it, to within rounding."""
        parts = self.values * y[self.columns]
        total = math.fsum(parts)
        slack = KEPT * np.abs(parts).max(initial=0.0)
        return bool(self.lower - slack <= total <= self.upper + slack)


class Rows(NamedTuple):
    """Rows as arrays.

    Attributes
    ----------
    sizes
        How many entries each row has.
    columns, values
        Column and value of each entry, row by row.
    lower, upper
        Sides of each row.
    """

    sizes: npt.NDArray[np.intp]
    columns: npt.NDArray[np.int32]
    values: Floats
    lower: Floats
    upper: Floats

    @classmethod
    def of(cls, rows: Sequence[Row]) -> Self:
        """These, one after the other."""
        none = [np.zeros(0)]
        return cls(
            np.array([len(row.columns) for row in rows], dtype=np.intp),
            np.concatenate([row.columns for row in rows] or none).astype(np.int32),
            np.concatenate([row.values for row in rows] or none),
            np.array([row.lower for row in rows], dtype=float),
            np.array([row.upper for row in rows], dtype=float),
        )

    @property
    def start(self) -> npt.NDArray[np.int32]:
        """Where each row's entries begin, and where the last one's end."""
        return np.concatenate([[0], np.cumsum(self.sizes)]).astype(np.int32)

    @property
    def row(self) -> npt.NDArray[np.intp]:
        """The row of each entry."""
        return np.repeat(np.arange(len(self.sizes)), self.sizes)

    def taking(self, columns: npt.NDArray[np.intp], n: int) -> Iterator[Row]:
        """The same of other columns, each of which is one of the n that there were."""
        order, often = np.argsort(columns, kind="stable"), np.bincount(columns, minlength=n)
        times = often[self.columns]  # that an entry comes again, one after the other in `order`
        first = (np.cumsum(often) - often)[self.columns] - (np.cumsum(times) - times)
        taken = order[np.repeat(first, times) + np.arange(times.sum())]
        row, values = np.repeat(self.row, times), np.repeat(self.values, times)
        kept = np.lexsort((taken, row))
        kept = kept[values[kept] != 0]
        ends = np.searchsorted(row[kept], np.arange(len(self.sizes) + 1))
        for at, (lower, upper) in enumerate(zip(self.lower, self.upper, strict=True)):
            entries = kept[ends[at] : ends[at + 1]]
            yield Row(taken[entries], values[entries], float(lower), float(upper))

    def largest(self, values: Floats) -> Floats:
        """The largest absolute value of the entries of each row, had they these values."""
        most = np.zeros(len(self.sizes))
        np.maximum.at(most, self.row, np.abs(values))
        return most


@dataclass(frozen=True)
class Instance:
    """A checked instance: costs, weights, and the constraints as bounds and rows on the sites.

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

    def taking(self, columns: npt.NDArray[np.intp]) -> Instance:
        """The instance whose columns are these of its own, each as often as it is named."""
        return replace(
            self,
            costs=self.costs[:, columns],
            lower=self.lower[columns],
            upper=self.upper[columns],
            rows=tuple(Rows.of(self.rows).taking(columns, self.shape[1])),
            reach=self.reach[:, columns],
            existing=self.existing[columns],
        )

    def of_demand(self, rows: npt.NDArray[Any]) -> Instance:
        """The instance of this demand alone, by position or as a mask."""
        return replace(
            self,
            costs=self.costs[rows],
            weights=self.weights[rows],
            reach=self.reach[rows],
            served=self.served[rows],
        )

    def opening(self, p: int) -> Instance:
        """The instance in which so many sites are opened beside the existing ones."""
        return replace(self, least=p, most=p, rows=(_sum_row(~self.existing, p, p), *self.rows[1:]))

    def keeps(self, sites: Sequence[int]) -> bool:
        """Whether these open sites keep every constraint, each demand served by its nearest."""
        at = list(sites)
        return self.allows(sites) and (
            not self.equity
            or are_fair(self.equity, self.weights, self.costs[:, at].min(axis=1, initial=np.inf))
        )

    def allows(self, sites: Sequence[int]) -> bool:
        """Whether these open sites keep every constraint on sites and reach."""
        at = list(sites)
        y = np.zeros(self.shape[1])
        y[at] = 1.0
        return bool(
            (self.lower <= y).all()
            and (y <= self.upper).all()
            and self._keeps_rows(y)
            and self.reach[self.served][:, at].any(axis=1).all()
        )

    def _keeps_rows(self, y: Floats) -> bool:
        rows, others = self._whole_rows
        parts = rows.values * y[rows.columns]
        totals, slack = np.bincount(rows.row, parts, len(rows.sizes)), KEPT * rows.largest(parts)
        kept = (rows.lower - slack <= totals) & (totals <= rows.upper + slack)
        return bool(kept.all()) and all(row.holds(y) for row in others)

    @cached_property
    def _whole_rows(self) -> tuple[Rows, list[Row]]:
        """The rows of whole numbers, which add up exactly in any order, and the others."""
        every = Rows.of(self.rows)
        broken = set(every.row[every.values != np.round(every.values)].tolist())
        if not broken:
            return every, []
        whole = [row for at, row in enumerate(self.rows) if at not in broken]
        return Rows.of(whole), [self.rows[at] for at in sorted(broken)]

    @classmethod
    def checked(
        cls,
        cost: npt.ArrayLike,
        p: int | None,
        weights: npt.ArrayLike | None,
        constraints: Constraints,
        *,
        serves_all: bool = True,
    ) -> Instance:
        """The arguments of a model, checked.

        Parameters
        ----------
        cost
            Demand × site, non-negative; infinite where a site cannot serve.
        p
            How many sites are opened beside the existing ones; None for any number.
        weights
            One for each demand row, finite and non-negative; 1 for all where omitted.
        constraints
            On the columns of `cost`.
        serves_all
            Whether the model must serve every demand.

        Raises
        ------
        ValueError
            When a shape, value or column is out of range.
        """
        start = time.monotonic()
        costs = np.asarray(cost, dtype=float)
        if costs.ndim != 2 or 0 in costs.shape:
            raise ValueError(f"cost must be a demand × site matrix, got shape {costs.shape}")
        if not costs.min() >= 0:  # nor where one is no number
            raise ValueError("cost must be non-negative (infinite where a site cannot serve)")
        n_demand, n_sites = costs.shape
        existing = mask(constraints.existing, n_sites, "existing")
        required = mask(constraints.required, n_sites, "required")
        forbidden = mask(constraints.forbidden, n_sites, "forbidden") & ~existing
        free = n_sites - int(existing.sum())
        least, most = (0, free) if p is None else (whole(p, "p"),) * 2
        if not 0 <= least <= free:
            raise ValueError(f"p = {p} must lie between 0 and the number of sites, {free}")
        rows = [_sum_row(~existing, least, most), *_rows(constraints, existing)]
        limit = vector(constraints.limit, n_demand, np.inf, "limit", infinite=True)
        equity = tuple(constraints.equity)
        _check_equity(equity, n_demand)
        weight = vector(weights, n_demand, 1.0, "weights")
        reach = np.isfinite(costs)
        if np.isfinite(limit).any():
            reach &= costs <= limit[:, None]
        return cls(
            costs=costs,
            weights=weight,
            least=least,
            most=most,
            lower=(existing | required).astype(float),
            upper=(~(forbidden | _unaffordable(constraints, existing))).astype(float),
            rows=tuple(rows),
            reach=reach & bearable(equity, weight, costs) if equity else reach,
            served=np.isfinite(limit) | serves_all | bool(equity),
            existing=existing,
            equity=equity,
            deadline=start + number(constraints.time_limit, "time_limit"),
            memory=Memory() if constraints.memory is None else constraints.memory,
            plain=len(rows) == 1 and not equity,
        )


def vector(
    values: npt.ArrayLike | None, n: int, default: float, name: str, *, infinite: bool = False
) -> Floats:
    """One number for each row or column, checked; a single one stands for all where infinity may.

    Raises
    ------
    ValueError
        When the shape or a value is not what `name` must have.
    """
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


def whole(value: Any, name: str) -> int:
    """A whole number.

    Raises
    ------
    ValueError
        When it is anything else, as 1.7 or a text.
    """
    if isinstance(value, float) and value.is_integer():
        return int(value)
    try:
        return operator.index(value)
    except TypeError:
        raise ValueError(f"{name} must be a whole number, got {value!r}") from None


def number(value: Any, name: str) -> float:
    """A number, perhaps infinite.

    Raises
    ------
    ValueError
        When it is none, as NaN or a text.
    """
    if not isinstance(value, Real) or math.isnan(value):
        raise ValueError(f"{name} must be a number, got {value!r}")
    return float(value)


def mask(columns: Collection[int], n_sites: int, name: str) -> npt.NDArray[np.bool_]:
    """Which sites these columns are.

    Raises
    ------
    ValueError
        When one of them does not exist.
    """
    named = np.zeros(n_sites, dtype=bool)
    sites = [whole(site, f"a column of {name} sites") for site in columns]
    if outside := sorted(site for site in sites if not 0 <= site < n_sites):
        raise ValueError(f"{name} sites {outside} do not exist; columns are 0 to {n_sites - 1}")
    named[sites] = True
    return named


def _rows(constraints: Constraints, existing: npt.NDArray[np.bool_]) -> Iterator[Row]:
    """Groups, spacing, budget and excluded sets, in this order."""
    n_sites = len(existing)
    for group, n in constraints.at_least:
        yield _sum_row(mask(group, n_sites, "a group's"), whole(n, "at_least"), np.inf)
    for group, n in constraints.at_most:
        yield _sum_row(mask(group, n_sites, "a group's"), -np.inf, whole(n, "at_most"))
    if constraints.spacing is not None:
        yield from spacing_rows(*constraints.spacing, existing)
    if constraints.budget is not None:
        prices, amount = _priced(constraints.budget, existing)
        yield Row(np.arange(n_sites), prices, -np.inf, amount)
    for sites in constraints.excluded:
        yield _exclusion(sites, n_sites)


def _priced(
    budget: tuple[npt.ArrayLike, float], existing: npt.NDArray[np.bool_]
) -> tuple[Floats, float]:
    """What each site costs, and what all may, to within rounding."""
    prices = vector(budget[0], len(existing), 0.0, "the budget's opening costs")
    amount = number(budget[1], "the budget's amount")
    return np.where(existing, 0.0, prices), amount * (1 + KEPT / 2)


def _unaffordable(
    constraints: Constraints, existing: npt.NDArray[np.bool_]
) -> npt.NDArray[np.bool_]:
    """Sites that alone cost more than the budget: large prices would blur the sum of others."""
    if constraints.budget is None:
        return np.zeros(len(existing), dtype=bool)
    prices, amount = _priced(constraints.budget, existing)
    return prices > amount


def _sum_row(sites: npt.NDArray[np.bool_], lower: float, upper: float) -> Row:
    """So many of these sites."""
    columns = np.flatnonzero(sites)
    return Row(columns, np.ones(len(columns)), float(lower), float(upper))


def _exclusion(sites: Collection[int], n_sites: int) -> Row:
    """At least one site differs (a 'no-good' cut)."""
    chosen = mask(sites, n_sites, "excluded")
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
    near = np.minimum(apart, apart.T) < number(least, "the least distance of spacing")
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
        if isinstance(term, PowerMean) and not 0 <= term.alpha < math.inf:
            raise ValueError("the alpha of PowerMean must be finite and non-negative")
