"""Cells of a table as arrays of one length."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

_Array = np.ndarray[Any, Any]

PARTS = ("Y", "H1", "H2")
FLAGS = ("", "provisional", "estimated", "unreliable", "derived")


@dataclass(frozen=True)
class Cells:
    """Cells of one kind as arrays of one length.

    Attributes
    ----------
    region, measure, industry
        Numbers into the lists of :class:`Tidy`.
    year, part
        Year and number into `PARTS`.
    value
        In the measure's own unit.
    flag
        Number into `FLAGS` (figures), kind of `words` (missing), 1 where marked (quality).
    source
        Number into the sources of :class:`Tidy`; 0 is the file's own.
    row, column
        Where the cell stands in the grid, from 0.
    unit
        Number of the administrative unit that the row names.
    rse
        Relative standard error in percent, NaN where none is stated (figures).
    """

    region: _Array
    year: _Array
    part: _Array
    measure: _Array
    industry: _Array
    value: _Array
    flag: _Array
    source: _Array
    row: _Array
    column: _Array
    unit: _Array
    rse: _Array

    def __len__(self) -> int:
        return len(self.region)

    def where(self, chosen: _Array) -> Cells:
        return Cells(**{name: array[chosen] for name, array in vars(self).items()})


def concat(parts: list[Cells]) -> Cells:
    if not parts:
        empty = np.zeros(0, dtype=np.int64)
        return Cells(**dict.fromkeys(Cells.__dataclass_fields__, empty))
    return Cells(
        **{
            name: np.concatenate([vars(part)[name] for part in parts])
            for name in Cells.__dataclass_fields__
        }
    )
