"""In which year each hub's building begins: as early as order, limits and a ceiling allow."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from hubplanner.errors import DataError

Floats = npt.NDArray[np.float64]
NEVER = -1

Row = tuple[list[int], list[float], float, float]
"""Columns and factors of a constraint, its least and its most."""


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
    that stand first open first. An integer program, solved to proof by HiGHS through scipy:

    .. math:: \min \sum_{h,t} w_{ht} x_{ht}, \quad
        \sum_t x_{ht} = 1, \quad
        \sum_{h, s \le t} p_{h, t - s} x_{hs} \le C \;\forall t, \quad
        \sum_h x_{ht} \le n \;\forall t

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
    hubs = len(public)
    cells = np.arange(hubs * (years + 1)).reshape(hubs, years + 1)  # the last column: never
    rows = [*_once_each(cells), *_order(cells, after)]
    if per_year is not None:
        rows += [_row(cells[:, year], most=per_year) for year in range(years)]
    if ceiling is not None:
        rows += list(_within(cells, public, ceiling))
    may = np.ones(cells.shape)
    for hub, year in enumerate(earliest):
        may[hub, : min(year, years)] = 0
    solved = milp(
        _waiting(hubs, years).ravel(),
        integrality=np.ones(cells.size),
        bounds=Bounds(0, may.ravel()),
        constraints=_as_constraint(rows, cells.size),
        options={"mip_rel_gap": 0.0},
    )
    if solved.x is None:
        raise DataError("the years of opening were not found ({reason})", reason=solved.message)
    chosen = solved.x.reshape(cells.shape).argmax(axis=1)
    return np.where(chosen == years, NEVER, chosen)


def _waiting(hubs: int, years: int) -> Floats:
    """What each hub's opening in each year counts: years, and more than all of them for never."""
    wait = np.arange(years + 1, dtype=float)
    wait[-1] = hubs * (years + 1.0)
    # Among equal sums the earlier hub first: worth less than one year altogether.
    first = (hubs - np.arange(hubs)) / (2.0 * (hubs + 1) ** 2 * (years + 1))
    return np.asarray((1 + first)[:, None] * wait)


def _once_each(cells: npt.NDArray[np.int_]) -> Iterable[Row]:
    for of_hub in cells:
        yield _row(of_hub, least=1, most=1)


def _order(cells: npt.NDArray[np.int_], after: Iterable[tuple[int, int, int]]) -> Iterable[Row]:
    """Open by a year only if the hub before has opened so many years before that."""
    for first, then, gap in after:
        for year in range(cells.shape[1] - 1):
            before = cells[first, : max(year - gap + 1, 0)]
            opened = cells[then, : year + 1]
            yield _row([*opened, *before], [1.0] * len(opened) + [-1.0] * len(before), most=0)


def _within(cells: npt.NDArray[np.int_], public: Floats, ceiling: float) -> Iterable[Row]:
    opening = cells.shape[1] - 1
    for year in range(public.shape[1]):
        opened = cells[:, : min(year + 1, opening)]
        now = public[:, year::-1][:, : opened.shape[1]]  # by year of opening: the age in this one
        yield _row(opened.ravel(), now.ravel(), most=ceiling * (1 + 1e-9))


def _row(
    columns: Sequence[int] | npt.NDArray[np.int_],
    factors: Sequence[float] | Floats | None = None,
    *,
    least: float = -np.inf,
    most: float,
) -> Row:
    of_each = np.ones(len(columns)) if factors is None else factors
    return [*map(int, columns)], [*map(float, of_each)], least, most


def _as_constraint(rows: Sequence[Row], width: int) -> LinearConstraint:
    ends = np.cumsum([0, *(len(columns) for columns, *_ in rows)])
    columns = np.concatenate([row[0] for row in rows])
    factors = np.concatenate([row[1] for row in rows])
    matrix = csr_array((factors, columns, ends), shape=(len(rows), width))
    return LinearConstraint(matrix, [row[2] for row in rows], [row[3] for row in rows])
