"""What of a table a planner can put right: the roles of its columns, words for regions and
industries. Told even of a table that cannot be imported as it is, as that is when it is needed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from xlsxwriter.utility import xl_col_to_name

from hubplanner.errors import HubplannerError
from hubplanner.importing.files import KINDS
from hubplanner.importing.kinds import Request
from hubplanner.importing.layout import Layout
from hubplanner.importing.mapping import Mapping
from hubplanner.importing.matching import RowRegions
from hubplanner.importing.statistics import STATISTICS, find_parts
from hubplanner.importing.vocabulary import Choices, Vocabulary
from hubplanner.language import Text
from hubplanner.tables import words
from hubplanner.tables.columns import Column, Grid
from hubplanner.tables.industries import known_industries

FIGURES = "figures"
"""Role of a column of figures, beside those of :class:`hubplanner.importing.layout.Layout`."""

MOST = 40
"""Columns, and labels of each kind, that are told; a table may have thousands."""
EXAMPLES = 3
_HEAD_WITHIN = 12  # rows in which a head is looked for where no layout was found


@dataclass(frozen=True)
class ReadColumn:
    """A column as it was read.

    Attributes
    ----------
    letter
        Its place, as Excel calls it.
    head
        Its heads from top to bottom, in one text.
    key
        The head by which a mapping names it; "" where it has none.
    role
        What it was taken for: a role of the layout, `FIGURES`, or "" where nothing was understood.
    examples
        The first of its distinct texts.
    """

    letter: str
    head: str
    key: str
    role: str
    examples: tuple[str, ...]


@dataclass(frozen=True)
class Correctable:
    """A table, as far as a planner can correct what was understood of it.

    Attributes
    ----------
    sheets
        Other sheets of the workbook.
    columns
        From left to right, at most `MOST`; `more` counts the others.
    regions
        Labels that are no region, each with what is wrong.
    industries
        Labels that are no industry.
    """

    sheets: tuple[str, ...]
    columns: tuple[ReadColumn, ...]
    more: int
    regions: tuple[tuple[str, Text], ...] = ()
    industries: tuple[str, ...] = ()


def correctable(
    path: Path, *, sheet: str | None = None, mapping: Mapping | None = None
) -> Correctable | None:
    """What of a file can be put right by a mapping; None where it is no table of statistics, or
    cannot be read at all.

    Parameters
    ----------
    path, sheet, mapping
        As :func:`hubplanner.importing.import_file` takes them.
    """
    request = Request(path, sheet, mapping=mapping or Mapping())
    try:
        if next(kind for kind in KINDS if kind.recognise(request)) is not STATISTICS:
            return None
        grid = request.grid
    except HubplannerError:
        return None
    try:
        layout, rows = find_parts(request)
    except HubplannerError:
        columns = tuple(_unread(grid))
        return Correctable(grid.left, columns[:MOST], len(columns[MOST:]))
    columns = tuple(_read(grid, layout))
    return Correctable(
        grid.left,
        columns[:MOST],
        len(columns[MOST:]),
        tuple(_unknown_regions(grid, layout, rows))[:MOST],
        tuple(_unknown_industries(grid, layout, request.mapping))[:MOST],
    )


def _read(grid: Grid, layout: Layout) -> Iterator[ReadColumn]:
    often = [text for heads in layout.heads.values() for text in heads]
    for number, column in enumerate(grid.columns):
        heads = layout.heads.get(number, ())
        # A mapping finds a column by any of its heads: one that no other column has.
        key = next((head for head in heads if often.count(head) == 1), heads[-1] if heads else "")
        role = layout.roles.get(number, FIGURES)
        examples = _examples(column, layout.body.start)
        yield ReadColumn(xl_col_to_name(number), " · ".join(heads), key, role, examples)


def _unread(grid: Grid) -> Iterator[ReadColumn]:
    """Columns of a table whose head was not found: under its fullest row near the top."""
    near = range(min(grid.rows, _HEAD_WITHIN))
    head = max(near, key=lambda row: sum(map(bool, grid.row(row))), default=0)
    for number, column in enumerate(grid.columns):
        text = column[head] if grid.rows else ""
        yield ReadColumn(xl_col_to_name(number), text, text, "", _examples(column, head + 1))


def _examples(column: Column, start: int) -> tuple[str, ...]:
    present = dict.fromkeys(column.codes[start : start + 1000].tolist())
    return tuple(text for code in present if (text := column.texts[code]))[:EXAMPLES]


def _unknown_regions(grid: Grid, layout: Layout, rows: RowRegions) -> Iterator[tuple[str, Text]]:
    """The text of each label by which a mapping can say which region it is."""
    columns = layout.columns(words.REGION)
    for label, problem in rows.problems.items():
        place = int((rows.label == label).argmax())
        if layout.across is not None:
            yield grid.columns[layout.figures[place]][layout.across], problem
            continue
        texts = [grid.columns[column][layout.body.start + place] for column in columns]
        if said := [text for text in texts if text]:
            yield said[-1], problem


def _unknown_industries(grid: Grid, layout: Layout, mapping: Mapping) -> Iterator[str]:
    vocabulary = Vocabulary(known_industries(), Choices(industries=mapping.industries))
    for number in layout.columns(words.INDUSTRY):
        column = grid.columns[number]
        for code in dict.fromkeys(column.codes[layout.body.start :].tolist()):
            text = column.texts[code]
            if text and not words.is_total(text) and not vocabulary.industry(text, headed=True):
                yield text
