"""Labels of places in place of positions: what is given by label, in the order of a matrix."""

from __future__ import annotations

from collections.abc import Collection, Hashable
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from hubplanner.errors import DataError
from hubplanner.siting.constraints import Floats

Labels = Collection[Hashable]


def aligned(values: npt.ArrayLike | str | None, labels: pd.Index, table: object) -> Floats | None:
    """One figure for each label: from a column of a table, by label, in order, or one for all.

    Raises
    ------
    DataError
        When there is no such column, or no figure for a label.
    """
    if values is None:
        return None
    if isinstance(values, str):
        if not isinstance(table, pd.DataFrame) or values not in table:
            raise DataError("there is no column {column!r}; name one of the places", column=values)
        values = table[values].to_numpy()
    if isinstance(values, pd.Series):
        if len(lacking := labels.difference(values.index)):
            raise DataError("there is no figure for {label!r}; add it", label=lacking[0])
        values = values[labels].to_numpy()
    figures = np.asarray(values, dtype=float)
    return np.full(len(labels), figures) if figures.ndim == 0 else figures


def positions(known: pd.Index, labels: Labels) -> list[int]:
    """Of these labels of sites.

    Raises
    ------
    DataError
        When one of them is unknown.
    """
    found = known.get_indexer(pd.Index(list(labels), dtype=object))
    if (found < 0).any():
        raise DataError(
            "there is no site {label!r}; the first of the sites are {known}",
            label=list(labels)[int(np.argmin(found))],
            known=", ".join(map(repr, known[:3])),
        )
    return [int(column) for column in found]


def matrix(values: Any, rows: pd.Index, columns: pd.Index) -> npt.NDArray[np.float64]:
    """Figures for each row and column: by label where these are known, else in order.

    Raises
    ------
    DataError
        When a row or column is missing.
    """
    if isinstance(values, pd.DataFrame):
        for known, asked in ((values.index, rows), (values.columns, columns)):
            if len(lacking := asked.difference(known)):
                raise DataError("there is no figure for {label!r}; add it", label=lacking[0])
        values = values.loc[rows, columns]
    return np.asarray(values, dtype=float)
