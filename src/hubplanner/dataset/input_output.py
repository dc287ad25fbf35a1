"""A planner's own input-output table: read as it was published, tied to divisions, checked."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from hubplanner.dataset.industry_tables import InputOutput
from hubplanner.dataset.input_output_checks import checked
from hubplanner.dataset.input_output_shapes import MOST_HEAD_ROWS, listed_tables, square_table
from hubplanner.dataset.sector_names import KIND_WORDS
from hubplanner.errors import DataError
from hubplanner.tables import words
from hubplanner.tables.grid import Grid, read_grid

FILES = "input_output*"
SUFFIXES = (".csv", ".xlsx", ".xlsm", ".xls")


def read_input_output(folder: Path) -> tuple[InputOutput, ...]:
    """The tables of a folder: ``input_output.csv`` or ``.xlsx``, also with a year in the name.

    Raises
    ------
    DataError
        Naming the file, row, column and value that is refused, and the mend.
    """
    tables: list[InputOutput] = []
    for path in sorted(folder.glob(FILES)):
        if path.suffix.lower() not in SUFFIXES:
            raise DataError(
                "{path}: an input-output table is read from {suffixes}; save it so",
                path=path,
                suffixes=", ".join(SUFFIXES),
            )
        for table in read_table(path):
            if twice := [own.file for own in tables if own.year == table.year]:
                raise DataError(
                    "{path}: is of {year}, as {twice} is; keep one table a year",
                    path=path,
                    year=table.year,
                    twice=twice[0],
                )
            tables.append(table)
    return tuple(tables)


def read_table(
    path: Path, grid: Grid | None = None, *, year: int | None = None
) -> list[InputOutput]:
    """The tables of a file, one a year.

    Parameters
    ----------
    path
        The file.
    grid
        Its cells, where they were read already.
    year
        Of a square table that does not say it.

    Raises
    ------
    DataError
        As :func:`read_input_output`.
    """
    grid = grid or read_grid(path)
    # Names are often broken over lines within their cell.
    texts = [[" ".join(text.split()) for text in grid.row(row)] for row in range(grid.rows)]
    try:
        found = listed_tables(texts, path) or [square_table(texts, path, grid.sheet, year)]
        return [checked(one, texts, path) for one in found]
    except DataError as error:
        raise DataError("{path}: {error}", path=path, error=error) from None


def is_input_output(grid: Grid, path: Path) -> bool:
    """Whether a file says that it holds an input-output table, in its name or first rows."""
    texts = {text for row in range(min(grid.rows, MOST_HEAD_ROWS)) for text in grid.row(row)}
    names = ("산업연관표", "투입산출표", "투입계수", "생산유발", "거래표", "inputoutput")
    folded = map(words.fold, {path.stem, grid.sheet, *texts})
    return any(name in text for text in folded for name in names)


def write_table(table: InputOutput, path: Path) -> None:
    """A table as CSV (UTF-8 with BOM), as :func:`read_table` reads it back."""
    kind = KIND_WORDS["inverse" if table.output is None else "flows"][0]
    rows: list[Sequence[object]] = [
        [f"출처: {table.source}"],
        ["", *(";".join(held) for held in table.industries)],
        [f"{kind} {table.year}", *table.sectors],
        *([name, *row] for name, row in zip(table.sectors, table.cells.tolist(), strict=True)),
    ]
    if table.output is not None:
        rows.append(["총산출", *table.output.tolist()])
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
