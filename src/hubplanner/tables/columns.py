"""A table as columns of texts; nothing is interpreted yet.

A column is kept as its distinct texts and, for each row, the number of its text. Whatever is
found out about a text (a region, a number) is then found out once, however long the table.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice, zip_longest
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from hubplanner.errors import DataError
from hubplanner.language import CONTROL, Text
from hubplanner.limits import MAX_CELLS, MAX_COLUMNS
from hubplanner.tables.safe_csv import unguarded

CHUNK_ROWS = 50_000


@dataclass(frozen=True)
class Column:
    """One column: `texts` holds distinct cell texts, `codes` the number of each row's text."""

    texts: list[str]
    codes: np.ndarray[Any, np.dtype[np.int32]]

    def __getitem__(self, row: int) -> str:
        return self.texts[int(self.codes[row])]


@dataclass(frozen=True)
class Grid:
    """All cells of one table as text without outer blanks; short rows are filled with ''.

    Attributes
    ----------
    columns
        From left to right.
    rows
        Number of rows; row 0 is row 1 of the file.
    form
        What the file was read as, for the report: encoding and separator, or the sheet.
    left
        Names of sheets that were not read.
    sheet
        Name of the sheet of a workbook; else ''.
    hidden_rows, hidden_columns
        Numbers of those that a workbook hides from its reader, by a filter too; they are read.
    hidden_sheets
        Names of sheets that a workbook hides; they are not read.
    """

    columns: list[Column]
    rows: int
    form: Text | str
    left: tuple[str, ...] = ()
    sheet: str = ""
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[int, ...] = ()
    hidden_sheets: tuple[str, ...] = ()

    def row(self, number: int) -> list[str]:
        return [column[number] for column in self.columns]

    def filled(self) -> int:
        """Number of cells that are not blank."""
        total = 0
        for column in self.columns:
            blank = np.array([not text for text in column.texts], dtype=bool)
            total += int((~blank[column.codes]).sum())
        return total


def grid_of(rows: Iterable[list[Any]], path: Path) -> Grid:
    """Rows that are read already as a grid."""
    columns, count = columns_of(rows, path)
    return Grid(columns, count, "")


def columns_of(rows: Iterable[list[Any]], path: Path) -> tuple[list[Column], int]:
    """Rows of any length as columns of distinct texts, a block of rows at a time."""
    parts: list[list[pa.Array]] = []
    count = 0
    rows = iter(rows)
    while block := list(islice(rows, CHUNK_ROWS)):
        width = max(map(len, block))
        if width > MAX_COLUMNS:
            raise DataError(
                "{path}: {width:,} columns; at most {max_columns:,} can be read",
                path=path,
                width=width,
                max_columns=MAX_COLUMNS,
            )
        if (count + len(block)) * max(width, len(parts)) > MAX_CELLS:
            raise DataError("{path}: {size}", path=path, size=too_many())
        # A column that starts late is blank above, one that ends early is blank below.
        parts += [[_blank(count)] for _ in range(len(parts), width)]
        for column, values in zip(parts, zip_longest(*block, fillvalue=""), strict=False):
            column.append(_as_text(values).dictionary_encode())
        for column in parts[width:]:
            column.append(_blank(len(block)))
        count += len(block)
    return [_joined(column) for column in parts], count


def _blank(rows: int) -> pa.Array:
    return pa.DictionaryArray.from_arrays(np.zeros(rows, dtype=np.int32), pa.array([""]))


def _as_text(values: tuple[Any, ...]) -> pa.Array:
    kinds = set(map(type, values))
    if kinds <= {str}:
        return pa.array(values, pa.string())
    if kinds <= {int, float}:
        numbers = np.array(values, dtype=float)
        if np.array_equal(numbers, np.rint(numbers)) and np.abs(numbers).max() < 1e15:
            return pc.cast(pa.array(numbers.astype(np.int64)), pa.string())
    return pa.array([_text(value) for value in values], pa.string())


def _text(value: Any) -> str:
    """A workbook's cell as Excel shows it, numbers at full length."""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value)


def _joined(parts: list[pa.Array]) -> Column:
    whole = pa.chunked_array(parts).unify_dictionaries().combine_chunks()
    texts = [unguarded(_clean(text)) for text in whole.dictionary.to_pylist()]
    return Column(_whole_numbers(texts), whole.indices.to_numpy().astype(np.int32, copy=False))


def _clean(text: str) -> str:
    """Without outer blanks; control characters, which nobody sees, count as blanks."""
    text = CONTROL.sub(" ", text).strip(_BLANKS)
    return unicodedata.normalize("NFC", text)  # macOS parts Hangul


def _whole_numbers(texts: list[str]) -> list[str]:
    """Texts without the '.0' of whole numbers kept as floats ('38090.0'), where all numbers of the
    column have it."""
    floats = [re.fullmatch(r"\d+\.0", text) for text in texts]
    others = any(
        not its and re.fullmatch(r"-?[\d.,]+", text)
        for its, text in zip(floats, texts, strict=True)
    )
    if others or not any(floats):
        return texts
    return [
        text.removesuffix(".0") if its else text for its, text in zip(floats, texts, strict=True)
    ]


# Blanks that Excel and KOSIS put around a text: also the no-break and the ideographic space.
_BLANKS = " \t\r\n\u00a0\u3000\ufeff\u200b"


def too_many() -> Text:
    return Text(
        "more than {most:,} cells; delete far-off cells, or save the table alone as CSV",
        most=MAX_CELLS,
    )
