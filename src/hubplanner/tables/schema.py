"""One reader for every table that a planner writes: columns by head, values by their kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd

from hubplanner.errors import DataError
from hubplanner.language import Joined, Text, listed
from hubplanner.regions.provinces import province_codes
from hubplanner.tables.grid import WORKBOOK_SUFFIXES, Grid, read_grid, refuse_parted_figures
from hubplanner.tables.values import Kind
from hubplanner.tables.words import fold, is_example

MOST_ROWS_ABOVE = 30

_Rows = np.ndarray[tuple[int], np.dtype[np.int64]]
_Flags = np.ndarray[tuple[int], np.dtype[np.bool_]]


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Attributes
    ----------
    name
        By which it is known in the result and in refusals.
    kind
        What its cells hold (:mod:`hubplanner.tables.values`).
    heads
        What stands over it beside its name, the best first; blanks, case, width and what is in
        brackets don't matter.
    required
        Whether a table without it is refused.
    blank
        Value of an empty cell and of a column that is not there; None where a cell must be filled.
    spelled
        Name of one more column of the result, with the cells as they stand.
    within
        Name of the column of provinces whose cell is put before one that names none.
    """

    name: str
    kind: Kind
    heads: tuple[str, ...] = ()
    required: bool = True
    blank: object = None
    spelled: str = ""
    within: str = ""


@dataclass(frozen=True)
class Schema:
    """The columns of a kind of table.

    `strict` where a column of another head is refused; `importable` where ``hubplanner data
    import`` makes such a table of one with other heads.
    """

    columns: tuple[Column, ...]
    strict: bool = True
    importable: bool = False

    @property
    def required(self) -> list[str]:
        """Names of the columns without which a table is refused."""
        return [column.name for column in self.columns if column.required]


@dataclass(frozen=True)
class Head:
    """The row of a grid that names the columns, and where each column of the schema stands.

    `telling` are columns without any of which a row is a note below the table; empty where a row
    counts that has anything in it.
    """

    row: int
    columns: dict[str, int]
    telling: tuple[str, ...] = ()


def find_head(grid: Grid, schema: Schema, needed: Sequence[str]) -> Head | None:
    """The first row that names all of the `needed` columns."""
    for row in range(min(grid.rows, MOST_ROWS_ABOVE)):
        columns = _columns(grid.row(row), schema)
        if all(name in columns for name in needed):
            return Head(row, columns)
    return None


def read_table(
    path: Path, schema: Schema, grid: Grid | None = None, head: Head | None = None
) -> pd.DataFrame:
    """Read a planner's table: CSV in any usual encoding and with any separator, or a workbook.

    Parameters
    ----------
    path
        The file.
    schema
        Its columns.
    grid, head
        Its cells and its head, where they are known already.

    Returns
    -------
    DataFrame
        The columns of the schema; ``index + 2`` is the row of the file. Rows that are blank or
        the example of a template are left out.

    Raises
    ------
    DataError
        Naming file, row, column, value and mend; up to five cells at once.
    """
    table, problems = read_cells(path, schema, grid, head)
    if problems:
        told = [
            Text("row {row}, column '{column}': {problem}", row=row, column=name, problem=value)
            for (row, name), value in problems.items()
        ]
        raise DataError("{path}: {listed}", path=path, listed=listed(told))
    return table


def read_cells(
    path: Path, schema: Schema, grid: Grid | None = None, head: Head | None = None
) -> tuple[pd.DataFrame, dict[tuple[int, str], Text]]:
    """As :func:`read_table`, with what is wrong with cells beside the table, not raised.

    Returns
    -------
    table : DataFrame
        As of :func:`read_table`; a cell that is wrong holds what is wrong with it.
    problems : dict
        The same by row of the file and name of the column, in the order of the rows.

    Raises
    ------
    DataError
        When columns are missing or unknown, or there is no row at all.
    """
    grid = grid or read_grid(path)
    if not grid.rows:
        raise DataError("{path}: the file is empty; download or save it again", path=path)
    head = (
        head or find_head(grid, schema, schema.required) or Head(0, _columns(grid.row(0), schema))
    )
    _refuse_missing(path, grid, schema, head)
    _refuse_long_rows(path, grid, head)
    try:
        refuse_parted_figures(grid, head.row, head.row + 1)
    except DataError as error:
        raise DataError("{path}: {reason}", path=path, reason=error.text) from error
    if schema.strict:
        _refuse_unknown(path, grid, schema, head)
    rows = rows_of(grid, head)
    if not len(rows):
        raise DataError(
            "{path}: holds no row; fill in at least one, or take the file away", path=path
        )
    table: dict[str, list[object]] = {}
    problems: dict[tuple[int, str], Text] = {}
    for column in schema.columns:
        if column.name not in head.columns:
            table[column.name] = [column.blank] * len(rows)
            continue
        texts, back = _texts(grid, head, column, rows)
        values = _values(texts, column)
        table[column.name] = [values[number] for number in back.tolist()]
        if column.spelled:
            table[column.spelled] = [texts[number] for number in back.tolist()]
        for row, value in zip(rows.tolist(), table[column.name], strict=True):
            if isinstance(value, Text):
                problems[row + 1, column.name] = value
    by_row = dict(sorted(problems.items(), key=lambda found: found[0][0]))
    return pd.DataFrame(table, index=rows - 1), by_row


def _texts(grid: Grid, head: Head, column: Column, rows: _Rows) -> tuple[list[str], _Rows]:
    """The distinct texts of a column, and which of them each row has."""
    whole = grid.columns[head.columns[column.name]]
    if column.within not in head.columns:
        used, back = np.unique(whole.codes[rows], return_inverse=True)
        return [whole.texts[code] for code in used.tolist()], back
    provinces = grid.columns[head.columns[column.within]]
    both = np.stack([provinces.codes[rows], whole.codes[rows]], axis=1)
    pairs, back = np.unique(both, axis=0, return_inverse=True)
    texts = [_in_province(provinces.texts[one], whole.texts[two]) for one, two in pairs.tolist()]
    return texts, back.ravel()


def _in_province(province: str, text: str) -> str:
    """A region's name with its province before it, where it names none itself and is no code.

    >>> _in_province("강원", "고성군"), _in_province("경상남도", "경남 고성군")
    ('강원 고성군', '경남 고성군')
    """
    first = (text.split() or [""])[0]
    if not province or not first or first.isdigit() or province_codes(first):
        return text
    return text if text.startswith(province) else f"{province} {text}"


_NOTE = re.compile(r"^(?:[※*†‡]|(?:주|자료|출처|비고)\s*\d*\s*[:：)])")


def rows_of(grid: Grid, head: Head) -> _Rows:
    """The rows below the head with anything in the columns that are read, without examples and
    notes, which stand alone in their row."""
    telling = [head.columns[name] for name in head.telling or head.columns if name in head.columns]
    filled = _any(grid, head, bool, telling)
    cells = np.zeros(grid.rows, dtype=int)
    for column in grid.columns:
        cells += np.array([bool(text) for text in column.texts], dtype=int)[column.codes]
    notes = (cells == 1) & _any(
        grid, head, lambda text: bool(_NOTE.match(text)), range(len(grid.columns))
    )
    return np.flatnonzero(filled & ~notes & ~_any(grid, head, is_example, head.columns.values()))


def examples_in(grid: Grid, head: Head) -> int:
    """How many rows are the example of a template."""
    return int(_any(grid, head, is_example, head.columns.values()).sum())


def _any(grid: Grid, head: Head, what: Callable[[str], bool], columns: Iterable[int]) -> _Flags:
    """By row of the grid, whether `what` holds for any of its cells in these columns."""
    found: _Flags = np.zeros(grid.rows, dtype=bool)
    for number in columns:
        column = grid.columns[number]
        found |= np.array([what(text) for text in column.texts], dtype=bool)[column.codes]
    found[: head.row + 1] = False
    return found


def _values(texts: list[str], column: Column) -> list[object]:
    """The value of each text, read once."""
    read = [text for text in texts if text or column.blank is None]
    values = dict(zip(read, column.kind(read), strict=True))
    return [values.get(text, column.blank) for text in texts]


def _columns(heads: Sequence[str], schema: Schema) -> dict[str, int]:
    places: dict[str, int] = {}
    for number, head in enumerate(map(_bare, heads)):
        if head:
            places.setdefault(head, number)
    found: dict[str, int] = {}
    for column in schema.columns:
        for head in (column.name, *column.heads):
            if _bare(head) in places:
                found[column.name] = places[_bare(head)]
                break
    return found


@lru_cache(maxsize=4096)
def _bare(head: str) -> str:
    """A head without what varies, and without what stands in brackets behind it."""
    return fold(re.sub(r"(?<=.)[(\[].*$", "", head))


def unread(grid: Grid, head: Head) -> list[str]:
    """Heads of the columns that are not read."""
    texts = grid.row(head.row)
    read = set(head.columns.values())
    return [text for number, text in enumerate(texts) if text and number not in read]


def _refuse_missing(path: Path, grid: Grid, schema: Schema, head: Head) -> None:
    if missing := [name for name in schema.required if name not in head.columns]:
        add = Text("add them to row {row}", row=head.row + 1)
        if schema.importable:
            add = Text(
                "{add}, or bring a table with other headings into this form with hubplanner data"
                " import",
                add=add,
            )
        raise DataError(
            "{path}: column(s) {missing} missing; {add}",
            path=path,
            missing=Joined(", ", [_with_near(name, grid, head) for name in missing]),
            add=add,
        )


def _with_near(name: str, grid: Grid, head: Head) -> Text:
    near = get_close_matches(name, unread(grid, head), n=1)
    if not near:
        return Text("{name}", name=name)
    return Text("{name} (is it '{head}'?)", name=name, head=near[0])


def _refuse_unknown(path: Path, grid: Grid, schema: Schema, head: Head) -> None:
    known = [column.name for column in schema.columns]
    if unknown := unread(grid, head):
        named = [
            Text("{head} (did you mean '{near}'?)", head=text, near=near[0])
            if (near := get_close_matches(text, known, n=1))
            else text
            for text in unknown
        ]
        raise DataError(
            "{path}: unknown column(s) {unknown}; known: {known}",
            path=path,
            unknown=Joined(", ", named),
            known=", ".join(known),
        )


def _refuse_long_rows(path: Path, grid: Grid, head: Head) -> None:
    """In a text file, cells beyond the head come of a separator within a cell."""
    if path.suffix.lower() in WORKBOOK_SUFFIXES:
        return
    headed = max(number for number, text in enumerate(grid.row(head.row)) if text) + 1
    last = np.full(grid.rows, headed)
    for number, column in enumerate(grid.columns[headed:], headed + 1):
        filled = np.array([bool(text) for text in column.texts])[column.codes]
        last[filled] = number
    last[: head.row] = headed
    if (last > headed).any():
        row = int((last > headed).argmax())
        raise DataError(
            "{path}: row {row} holds {more} more cells than the {count} columns of row {head};"
            " put quotes around a cell with a comma in it",
            path=path,
            row=row + 1,
            more=int(last[row]) - headed,
            count=headed,
            head=head.row + 1,
        )


def refuse_more_rows(path: Path, rows: int, most: int) -> None:
    """Refuse a table that is longer than any of its kind."""
    if rows > most:
        raise DataError(
            "{path}: {rows:,} rows; at most {most:,} of such a table can be read",
            path=path,
            rows=rows,
            most=most,
        )


def refuse_repeats(table: pd.DataFrame, key: list[str], path: Path) -> None:
    """Refuse rows that agree in all of `key`."""
    repeated = table[table.duplicated(key, keep=False)]
    if not repeated.empty:
        rows = ", ".join(str(row + 2) for row in repeated.index[:5])
        raise DataError(
            "{path}: rows {rows} state the same {key} more than once; keep one",
            path=path,
            rows=rows,
            key=", ".join(key),
        )
