"""The distinct labels of a table, put together from its region columns, and each row's."""

from __future__ import annotations

from typing import Any

import numpy as np

from hubplanner.importing.looking_up import recognise
from hubplanner.tables.grid import Grid

_Ints = np.ndarray[Any, np.dtype[np.int64]]


def labels_of(grid: Grid, columns: list[int], body: range) -> tuple[list[tuple[str, ...]], _Ints]:
    """Distinct labels (codes first, then names from province to district) and each row's."""
    texts_of = {column: grid.columns[column].texts for column in columns}
    is_code = {column: _mostly_codes(texts_of[column]) for column in columns}
    ordered = sorted(columns, key=lambda column: (not is_code[column], column))
    ids = np.zeros(len(body), dtype=np.int64)
    labels: list[tuple[str, ...]] = [()]
    said = np.zeros(len(body), dtype=bool)
    for column in columns:
        present = np.array([bool(text) for text in texts_of[column]], dtype=bool)
        said |= present[grid.columns[column].codes[body.start :]]
    for kind in (True, False):
        # A code belongs to the names beside it: it goes down only to rows that name nothing.
        started = said.copy() if kind else np.zeros(len(body), dtype=bool)
        for column in (column for column in ordered if is_code[column] is kind):
            codes, texts = grid.columns[column].codes[body.start :], texts_of[column]
            filled, started = _filled_down(codes, texts, started)
            blank = next((number for number, text in enumerate(texts) if not text), len(texts))
            filled = np.where(filled < 0, blank, filled)
            pairs, ids = np.unique(ids * (len(texts) + 1) + filled, return_inverse=True)
            shown = [*texts, ""]
            labels = [
                (*labels[pair // (len(texts) + 1)], shown[pair % (len(texts) + 1)])
                for pair in pairs.tolist()
            ]
    return labels, ids


def _mostly_codes(texts: list[str]) -> bool:
    """Whether the regions of a column are codes; notes below a table are neither."""
    codes = [text for text in texts if text.lstrip("'").isdigit()]
    return bool(codes) and len(codes) > len(recognise(text for text in texts if text not in codes))


def _filled_down(
    codes: np.ndarray[Any, np.dtype[np.int32]], texts: list[str], started: Any
) -> tuple[_Ints, Any]:
    """Text numbers with blanks filled from above, afresh wherever a wider area starts.

    Returns the numbers (−1 for blank) and where this level or a wider one starts anew.
    """
    present = np.array([bool(text) for text in texts], dtype=bool)[codes]
    said = np.where(present, codes.astype(np.int64), -1)
    last = np.maximum.accumulate(np.where(present | started, np.arange(len(codes)), 0))
    filled = said[last]
    anew = started.copy()
    anew[1:] |= filled[1:] != filled[:-1]
    anew[:1] = True
    return filled, anew
