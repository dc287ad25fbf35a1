"""Figures that are stated more than once, and the figures that state another's reliability."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from hubplanner.importing.cells import FLAGS, PARTS, Cells
from hubplanner.importing.vocabulary import MEASURE_KEYS
from hubplanner.language import Pair, Text

_Array = np.ndarray[Any, Any]

MOST_ERROR = 100
"""Percent: a figure with a larger standard error is unreliable whatever its publisher calls it."""


def without_repeats(values: Cells, industries: int) -> tuple[Cells, dict[str, Cells]]:
    """Figures that are stated once; repeats, and figures that contradict each other."""
    keys = _keys(values, industries)
    _, first, back, times = np.unique(
        keys, return_index=True, return_inverse=True, return_counts=True
    )
    if (times == 1).all():
        return values, {}
    lowest = np.full(len(times), np.inf)
    highest = np.full(len(times), -np.inf)
    np.minimum.at(lowest, back, values.value)
    np.maximum.at(highest, back, values.value)
    agrees = (lowest == highest)[back]
    is_first = np.zeros(len(values), dtype=bool)
    is_first[first] = True
    kept = agrees & is_first
    return values.where(kept), {
        "repeat": values.where(agrees & ~is_first),
        "conflict": values.where(~agrees),
    }


def all_differ(cells: Cells, texts: _Array, industries: int) -> bool:
    """Whether no two cells of one key have the same number in `texts`."""
    pairs = np.column_stack([_keys(cells, industries), texts])
    return len(np.unique(pairs, axis=0)) == len(cells)


def pair_of_one_key(cells: Cells, industries: int) -> tuple[int, int]:
    """Rows of the first two cells that are of the same key."""
    keys = _keys(cells, industries)
    first, second = np.flatnonzero(keys == keys[0])[:2]
    return int(cells.row[first]), int(cells.row[second])


def of_one_measure(quality: Cells, values: Cells) -> Cells:
    """Reliability goes with the one measure of the table; of several it tells none."""
    measures = np.unique(values.measure)
    measure = int(measures[0]) if len(measures) == 1 else -1
    return replace(quality, measure=np.full(len(quality), measure))


def with_quality(values: Cells, quality: Cells, industries: int) -> tuple[Cells, list[Text]]:
    """Figures with the error that is stated of them, flagged where they are called unreliable;
    sentences, on what was assumed.

    One whose standard error is larger than itself is taken for unreliable too.
    """
    if not len(quality):
        return values, []
    wanted, keys = _keys(values, industries), _keys(quality, industries)
    marked = np.isin(wanted, keys[(quality.flag == 1) | (quality.value > MOST_ERROR)])
    stated = quality.where(~np.isnan(quality.value))
    if not len(stated):
        return _flagged(values, marked), []
    order = np.lexsort((stated.value, _keys(stated, industries)))  # the larger of two counts
    keys, errors = _keys(stated, industries)[order], stated.value[order]
    at = np.searchsorted(keys, wanted, side="right") - 1
    rse = np.where((at >= 0) & (keys[at] == wanted), errors[at], np.nan)
    note = Pair(
        "상대표준오차는 %로 봄",
        f"relative standard errors are taken as percent: {errors.min():g} to {errors.max():g}",
    )
    return replace(_flagged(values, marked), rse=rse), [note]


def _flagged(values: Cells, unreliable: _Array) -> Cells:
    flag = np.where(unreliable, FLAGS.index("unreliable"), values.flag)
    return replace(values, flag=flag)


def _keys(cells: Cells, industries: int) -> _Array:
    """One whole number for unit, year, period, measure and industry."""
    key = cells.unit.astype(np.int64) * 10_000 + cells.year
    for array, size in (
        (cells.part, len(PARTS)),
        (cells.measure + 1, len(MEASURE_KEYS) + 1),
        (cells.industry, max(industries, 1)),
    ):
        key = key * size + array
    return key
