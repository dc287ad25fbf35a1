"""In which year each hub's building begins: as early as order, limits and a ceiling allow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from hubplanner.errors import DataError

if TYPE_CHECKING:
    from scipy.optimize import LinearConstraint

Floats = npt.NDArray[np.float64]
NEVER = -1

Factors = Iterable[tuple[int, float]]
"""Columns and what each counts in a sum."""
Row = tuple[dict[int, float], float]
"""Factors by column of a constraint, and what their sum is at most."""


def openings(
    public: Floats,
    earliest: Sequence[int],
    after: Iterable[tuple[int, int, int]] = (),
    *,
    years: int,
    ceiling: float | None = None,
    per_year: int | None = None,
) -> npt.NDArray[np.int_]:
    r"""The year (from 0) in which each hub opens; -1 where there is no room for it.

    As many hubs as there is room for, then the least sum of waiting years; among equals the hubs
    that stand first open first. An integer program, solved to proof by HiGHS through scipy, where
    :math:`y_{ht}` says whether hub h has opened by year t:

    .. math:: \max \sum_{h,t} w_{ht} y_{ht}, \quad
        y_{ht} \le y_{h,t+1}, \quad
        \sum_{h, a} p_{ha} (y_{h,t-a} - y_{h,t-a-1}) \le C \;\forall t, \quad
        \sum_h (y_{ht} - y_{h,t-1}) \le n \;\forall t

    Parameters
    ----------
    public
        Public money of each hub by year of its life, shape (hubs, years of life): so long that the
        ceiling is kept to the end of what opens late.
    earliest
        The first year (from 0) in which each may open.
    after
        ``(first, then, gap)``: the hub `then` opens `gap` years after the hub `first` or later, and
        only if that one opens.
    years
        Hubs may open in the first so many years.
    ceiling
        What all hubs may get together in one year; none where omitted.
    per_year
        Hubs that may open in one year; any number where omitted.

    Raises
    ------
    DataError
        When the solver gives up.
    """
    hubs, after = len(public), list(after)
    if not hubs:
        return np.empty(0, dtype=int)
    if ceiling is None and per_year is None:
        return _as_early_as_can_be(earliest, after, years)
    from scipy.optimize import Bounds, milp

    by = np.arange(hubs * years).reshape(hubs, years)  # columns: opened by the end of that year
    rows = [*_stay_open(by), *_order(by, after)]
    if per_year is not None:
        rows += [
            (_sum(_opens(by, hub, year) for hub in range(hubs)), per_year) for year in range(years)
        ]
    if ceiling is not None:
        rows += list(_within(by, public, ceiling))
    may = np.ones(by.shape)
    for hub, year in enumerate(earliest):
        may[hub, : min(year, years)] = 0
    solved = milp(
        -_worth(hubs, years).ravel(),
        integrality=np.ones(by.size),
        bounds=Bounds(0, may.ravel()),
        constraints=_as_constraint(rows, by.size),
        options={"mip_rel_gap": 0.0},
    )
    if solved.x is None:
        raise DataError("the years of opening were not found ({reason})", reason=solved.message)
    opened = solved.x.reshape(by.shape) > 0.5
    return np.where(opened.any(axis=1), opened.argmax(axis=1), NEVER)


def _as_early_as_can_be(
    earliest: Sequence[int], after: Sequence[tuple[int, int, int]], years: int
) -> npt.NDArray[np.int_]:
    """Where nothing but the order holds hubs back: the longest way to each (no circle is asked)."""
    year = np.array(earliest, dtype=int)
    for _ in year:
        for first, then, gap in after:
            year[then] = max(year[then], year[first] + gap)
    return np.where(year < years, year, NEVER)


def _worth(hubs: int, years: int) -> Floats:
    """What each year that a hub is open counts; to be open at all counts more than all years."""
    worth = np.ones((hubs, years))
    worth[:, -1:] += hubs * (years + 1.0)
    # Among equal sums the earlier hub first: worth less than one year altogether.
    first = (hubs - np.arange(hubs)) / (2.0 * (hubs + 1) ** 2 * (years + 1))
    return np.asarray((1 + first)[:, None] * worth)


def _opens(by: npt.NDArray[np.int_], hub: int, year: int, factor: float = 1.0) -> Factors:
    """That a hub opens in a year: open by then, and not by the year before."""
    yield int(by[hub, year]), factor
    if year:
        yield int(by[hub, year - 1]), -factor


def _stay_open(by: npt.NDArray[np.int_]) -> Iterator[Row]:
    for of_hub in by:
        yield from (({int(one): 1.0, int(next_): -1.0}, 0.0) for one, next_ in pairwise(of_hub))


def _order(by: npt.NDArray[np.int_], after: Iterable[tuple[int, int, int]]) -> Iterator[Row]:
    """Open by a year only if the hub before has opened so many years before that."""
    for first, then, gap in after:
        for year, column in enumerate(by[then]):
            before = [(int(by[first, year - gap]), -1.0)] if year >= gap else []
            yield _sum([[(int(column), 1.0)], before]), 0.0


def _within(by: npt.NDArray[np.int_], public: Floats, ceiling: float) -> Iterator[Row]:
    hubs, years = by.shape
    for now in range(public.shape[1]):
        paid = (
            _opens(by, hub, year, float(public[hub, now - year]))
            for hub in range(hubs)
            for year in range(min(now + 1, years))
            if public[hub, now - year]
        )
        yield _sum(paid), ceiling * (1 + 1e-9)


def _sum(parts: Iterable[Factors]) -> dict[int, float]:
    factors: dict[int, float] = {}
    for part in parts:
        for column, factor in part:
            factors[column] = factors.get(column, 0.0) + factor
    return factors


def _as_constraint(rows: Sequence[Row], width: int) -> LinearConstraint:
    from scipy.optimize import LinearConstraint
    from scipy.sparse import csr_array

    ends = np.cumsum([0, *(len(factors) for factors, _ in rows)])
    columns = [column for factors, _ in rows for column in factors]
    values = [value for factors, _ in rows for value in factors.values()]
    matrix = csr_array((values, columns, ends), shape=(len(rows), width))
    return LinearConstraint(matrix, -np.inf, [most for _, most in rows])
