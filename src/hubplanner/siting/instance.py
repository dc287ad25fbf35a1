"""A checked instance of siting: costs, weights, and the side constraints as bounds and rows."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from hubplanner.siting.constraints import (
    Constraints,
    Equity,
    Floats,
    GroupMean,
    Memory,
    PowerMean,
)


class Row(NamedTuple):
    """A linear constraint on columns of a program."""

    columns: npt.NDArray[np.intp]
    values: Floats
    lower: float
    upper: float

    def taking(self, columns: npt.NDArray[np.intp], n: int) -> Row:
        """The same of other columns, each of which is one of the n that there were."""
        values = np.zeros(n)
        values[self.columns] = self.values
        taken = values[columns]
        kept = np.flatnonzero(taken)
        return Row(kept, taken[kept], self.lower, self.upper)


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
            rows=tuple(row.taking(columns, self.shape[1]) for row in self.rows),
            reach=self.reach[:, columns],
            existing=self.existing[columns],
        )

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
        costs = np.asarray(cost, dtype=float)
        if costs.ndim != 2 or 0 in costs.shape:
            raise ValueError(f"cost must be a demand × site matrix, got shape {costs.shape}")
        if np.isnan(costs).any() or (costs < 0).any():
            raise ValueError("cost must be non-negative (infinite where a site cannot serve)")
        n_demand, n_sites = costs.shape
        existing = _mask(constraints.existing, n_sites, "existing")
        required = _mask(constraints.required, n_sites, "required")
        forbidden = _mask(constraints.forbidden, n_sites, "forbidden") & ~existing
        free = n_sites - int(existing.sum())
        if p is not None and not 0 <= p <= free:
            raise ValueError(f"p = {p} must lie between 0 and the number of sites, {free}")
        least, most = (0, free) if p is None else (int(p), int(p))
        rows = [_sum_row(~existing, least, most), *_rows(constraints, existing)]
        limit = vector(constraints.limit, n_demand, np.inf, "limit", infinite=True)
        equity = tuple(constraints.equity)
        _check_equity(equity, n_demand)
        return cls(
            costs=costs,
            weights=vector(weights, n_demand, 1.0, "weights"),
            least=least,
            most=most,
            lower=(existing | required).astype(float),
            upper=(~forbidden).astype(float),
            rows=tuple(rows),
            reach=np.isfinite(costs) & (costs <= limit[:, None]),
            served=np.isfinite(limit) | serves_all | bool(equity),
            existing=existing,
            equity=equity,
            deadline=time.monotonic() + constraints.time_limit,
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


def _mask(columns: Collection[int], n_sites: int, name: str) -> npt.NDArray[np.bool_]:
    mask = np.zeros(n_sites, dtype=bool)
    if outside := sorted(site for site in columns if not 0 <= site < n_sites):
        raise ValueError(f"{name} sites {outside} do not exist; columns are 0 to {n_sites - 1}")
    mask[list(columns)] = True
    return mask


def _rows(constraints: Constraints, existing: npt.NDArray[np.bool_]) -> Iterator[Row]:
    """Groups, spacing, budget and excluded sets, in this order."""
    n_sites = len(existing)
    for group, n in constraints.at_least:
        yield _sum_row(_mask(group, n_sites, "a group's"), n, np.inf)
    for group, n in constraints.at_most:
        yield _sum_row(_mask(group, n_sites, "a group's"), -np.inf, n)
    if constraints.spacing is not None:
        yield from spacing_rows(*constraints.spacing, existing)
    if constraints.budget is not None:
        opening, amount = constraints.budget
        prices = vector(opening, n_sites, 0.0, "the budget's opening costs")
        yield Row(np.arange(n_sites), np.where(existing, 0.0, prices), -np.inf, amount)
    for sites in constraints.excluded:
        yield _exclusion(sites, n_sites)


def _sum_row(sites: npt.NDArray[np.bool_], lower: float, upper: float) -> Row:
    """So many of these sites."""
    columns = np.flatnonzero(sites)
    return Row(columns, np.ones(len(columns)), float(lower), float(upper))


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
