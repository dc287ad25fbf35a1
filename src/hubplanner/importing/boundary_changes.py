"""Cells about units that changed, or are 일반구, carried to the regions of 2020."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from hubplanner import language
from hubplanner.importing.cells import FLAGS, PARTS, Cells, concat
from hubplanner.importing.outcomes import BORDERS, CARRIED, PART
from hubplanner.regions.vintages import (
    REPEATED,
    SUPPRESSED,
    Carried,
    Pair,
    carry_pairs,
    pair_of,
    regions_by_themselves,
)
from hubplanner.tables import words

_Array = np.ndarray[Any, Any]


def on_regions_of_2020(
    values: Cells, missing: Cells, units: list[frozenset[str]], regions: list[str]
) -> tuple[Cells, Cells, dict[str, Cells], list[language.Text]]:
    """Carry figures, and suppressed cells, as :func:`hubplanner.regions.carry` does.

    Parameters
    ----------
    values, missing
        Cells by unit (`Cells.unit`, a number into `units`).
    regions
        Region codes that `Cells.region` counts into; new ones are appended.

    Returns
    -------
    tuple
        Figures and missing cells by region; the cells that are not among them as they were, by
        outcome; sentences, on what was assumed and what could not be carried.
    """
    pairs = [pair_of(unit) if unit else Pair() for unit in units]
    grouped = np.array([bool(pair.group) for pair in pairs])
    touched, gaps = grouped[values.unit], grouped[missing.unit]
    if not touched.any() and not gaps.any():
        return values, missing, {}, []

    held_back = gaps & (missing.flag == words.SUPPRESSED)
    cells = concat([values.where(touched), missing.where(held_back)])
    figures = int(touched.sum())
    flags = np.array(FLAGS, dtype=object)[cells.flag]
    flags[figures:] = SUPPRESSED
    table = pd.DataFrame({name: array for name, array in vars(cells).items() if name != "flag"})
    table = table.assign(
        flag=flags, period=np.array(PARTS)[cells.part], value=cells.value.astype(float)
    )
    table.loc[figures:, "value"] = np.nan
    carried = carry_pairs(table, pairs, cells.unit, along=("region", "unit", "row", "column"))

    number = {code: place for place, code in enumerate(regions)}
    for code in carried.statistics["region_code"].unique():
        if code not in number:
            number[code] = len(regions)
            regions.append(code)
    result = _cells(carried.statistics, number)
    is_gap = np.isnan(result.value)
    # A mark about a unit that is no region by itself says nothing about a region.
    stray = gaps & ~held_back & ~_are_regions(units)[missing.unit]
    left = {
        outcome: cells.where(index.to_numpy(dtype=np.int64))
        for outcome, index in _outcomes(carried).items()
    }
    left[PART] = concat([left[PART], missing.where(stray)])
    gap_cells = result.where(is_gap)
    gap_cells = replace(gap_cells, flag=np.full(len(gap_cells), words.SUPPRESSED))
    return (
        concat([values.where(~touched), result.where(~is_gap)]),
        concat([missing.where(~held_back & ~stray), gap_cells]),
        {outcome: some for outcome, some in left.items() if len(some)},
        _sentences(carried),
    )


def _outcomes(carried: Carried) -> dict[str, pd.Index]:
    """The cells that do not stand in the output as they were."""
    reason = carried.left_out["reason"]
    inside = reason.index[reason.str.endswith("is given as a whole")]
    again = reason.index[reason == REPEATED]
    rest = reason.index.difference(inside).difference(again).difference(carried.changed)
    return {CARRIED: carried.changed, PART: inside, "repeat": again, BORDERS: rest}


def _sentences(carried: Carried) -> list[language.Text]:
    reasons = carried.left_out["reason"]
    told = reasons[~reasons.str.endswith("is given as a whole") & (reasons != REPEATED)]
    return [
        *(language.Pair("2020년 경계로 봄", sentence) for sentence in carried.assumed),
        *(language.Pair("2020년 경계로 옮기지 못함", sentence) for sentence in told.unique()),
    ]


def _are_regions(units: list[frozenset[str]]) -> _Array:
    """Whether a label may mean a unit that is a region of 2020 by itself."""
    return np.array([bool(unit & regions_by_themselves()) for unit in units])


def _cells(figures: pd.DataFrame, number: dict[str, int]) -> Cells:
    flags = {flag: place for place, flag in enumerate(FLAGS)} | {SUPPRESSED: 0}
    arrays = {name: figures[name].to_numpy() for name in vars(_EMPTY) if name in figures}
    arrays |= {
        "region": figures["region_code"].map(number).to_numpy(dtype=np.int64),
        "flag": figures["flag"].map(flags).to_numpy(dtype=np.int64),
    }
    return Cells(**arrays)


_EMPTY = concat([])
