"""Iterative proportional fitting: a table scaled to given sums of rows and columns."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hubplanner.errors import DataError

Array = NDArray[np.float64]


def rake(
    seed: Array, rows: Array, columns: Array, *, tolerance: float = 1e-9, rounds: int = 10_000
) -> Array:
    """The table with the given margins that is nearest to the seed in relative entropy.

    Parameters
    ----------
    seed
        n × m, no cell negative; a cell of zero stays zero.
    rows, columns
        n and m sums that the table must have, in the seed's unit; both add up to one total.
    tolerance
        Largest deviation from a margin, as a fraction of the total.

    Raises
    ------
    DataError
        When the margins add up to different totals, or no table with the seed's zeros has them.

    Notes
    -----
    Deming and Stephan (1940), "On a least squares adjustment of a sampled frequency table when the
    expected marginal totals are known"; that the limit is the nearest table in relative entropy is
    due to Csiszár (1975).

    Examples
    --------
    >>> seed, sums = np.array([[1.0, 1.0], [1.0, 4.0]]), np.array([3.0, 3.0])
    >>> rake(seed, sums, sums).round(6)
    array([[2., 1.],
           [1., 2.]])
    """
    total = rows.sum()
    if abs(total - columns.sum()) > tolerance * total:
        raise DataError(
            "rows add up to {rows} and columns to {columns}: the margins of a table must agree",
            rows=float(total),
            columns=float(columns.sum()),
        )
    table = seed
    for _ in range(rounds):
        table = table * _factors(rows, table.sum(axis=1))[:, None]
        table = table * _factors(columns, table.sum(axis=0))
        off = np.abs(table.sum(axis=1) - rows).max() + np.abs(table.sum(axis=0) - columns).max()
        if off <= tolerance * total:
            return table
    raise DataError("no table has these margins and the zeros of the seed")


def _factors(wanted: Array, sums: Array) -> Array:
    return np.divide(wanted, sums, out=np.zeros_like(wanted), where=sums > 0)
