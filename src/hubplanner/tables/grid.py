"""From a file to a grid of text cells, whatever the file is."""

from __future__ import annotations

import re
from pathlib import Path

from xlsxwriter.utility import xl_col_to_name

from hubplanner.errors import DataError
from hubplanner.language import Text
from hubplanner.limits import refuse_unfit
from hubplanner.tables.columns import Column, Grid, grid_of
from hubplanner.tables.delimited import read_delimited
from hubplanner.tables.workbooks import OLE_MAGIC, WORKBOOK_SUFFIXES, ZIP_MAGIC, read_workbook

__all__ = [
    "WORKBOOK_SUFFIXES",
    "Column",
    "Grid",
    "grid_of",
    "hidden_told",
    "read_grid",
    "refuse_parted_figures",
]

MOST_SHOWN = 8

_REMARKS = re.compile(
    r"비\s*고|참\s*고|메\s*모|주\s*석|출\s*처|자료\s*출처|notes?|remarks?|comments?|source", re.I
)


def read_grid(path: Path, sheet: str | None = None, *, marks_formulas: bool = False) -> Grid:
    """Read a CSV or Excel file.

    CSV may be UTF-8 (with or without BOM), CP949 or UTF-16 with BOM, separated by comma, tab,
    semicolon or bar. Of a workbook the first sheet is read that is visible and no note.

    A workbook with formulas that were never calculated is refused; with `marks_formulas` it is
    read, and :data:`hubplanner.tables.error_cells.NO_RESULT` stands in their cells.

    Raises
    ------
    DataError
        When the file can't be read, is damaged, or would unpack to more than memory should hold.
    """
    try:
        refuse_unfit(path)
        with path.open("rb") as file:
            start = file.read(4)
    except IsADirectoryError as error:
        raise DataError("{path}: is a folder; name one file", path=path) from error
    except OSError as error:
        raise DataError(
            "{path}: cannot be read ({reason}); check the path", path=path, reason=error.strerror
        ) from error
    if not start:
        raise DataError("{path}: the file is empty; download or save it again", path=path)
    if start.startswith((ZIP_MAGIC, OLE_MAGIC)) or path.suffix.lower() in WORKBOOK_SUFFIXES:
        return read_workbook(path, sheet, start, marks_formulas=marks_formulas)
    if sheet is not None:
        raise DataError("{path}: has no sheets; leave out --sheet", path=path)
    return read_delimited(path)


def refuse_parted_figures(grid: Grid, head: int, body: int) -> None:
    """Refuse a figure that its thousands separator has parted, so that its end stands under the
    head of remarks: 91,200 without quotation marks.

    Parameters
    ----------
    head
        Row of the heads.
    body
        First row below them.

    Raises
    ------
    DataError
    """
    for left, right in zip(grid.columns, grid.columns[1:], strict=False):
        if not _REMARKS.fullmatch(right[head].strip()):
            continue
        for row in range(body, grid.rows):
            first, rest = left[row], right[row]
            if re.fullmatch(r"\d{3}", rest) and re.fullmatch(r"[1-9]\d{0,2}", first):
                raise DataError(
                    "row {row}: '{first}' and '{rest}' under '{head}' look like one figure, parted"
                    " at its thousands separator; put it into quotation marks",
                    row=row + 1,
                    first=first,
                    rest=rest,
                    head=right[head],
                )


def hidden_told(grid: Grid) -> list[Text]:
    """That what a workbook hides, by a filter too, is read like the rest."""
    rows = tuple(str(row + 1) for row in grid.hidden_rows)
    columns = tuple(xl_col_to_name(column) for column in grid.hidden_columns)
    return [
        Text(sentence, count=len(hidden), hidden=_some(hidden))
        for sentence, hidden in (
            ("hidden or filtered rows, read like the others: {count:,} ({hidden})", rows),
            ("hidden columns, read like the others: {count:,} ({hidden})", columns),
            ("hidden sheets, not read: {count:,} ({hidden})", grid.hidden_sheets),
        )
        if hidden
    ]


def _some(items: tuple[str, ...]) -> str:
    more = ", …" if len(items) > MOST_SHOWN else ""
    return ", ".join(items[:MOST_SHOWN]) + more
