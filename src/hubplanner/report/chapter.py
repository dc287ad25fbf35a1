"""A chapter: what one study of a plan found, as tables, workbook, page and part of the brief."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from hubplanner.language import LANGUAGES, Language, Text
from hubplanner.output import write_beside
from hubplanner.report.blocks import Block, Document, Heading
from hubplanner.report.columns import HEADINGS
from hubplanner.report.columns import Heading as ColumnHeading
from hubplanner.report.files import need_extra
from hubplanner.report.html import as_html
from hubplanner.report.sheets import Column, Sheet, sheet_name, values_of
from hubplanner.report.words import Speaker
from hubplanner.report.workbook import write_sheets
from hubplanner.tables.safe_csv import write_table


@dataclass(frozen=True)
class Chapter:
    """What one study found, told once for every kind of file.

    Attributes
    ----------
    name
        Of its folder and files, such as ``funding``.
    title, subtitle
        What it is about; of which plan.
    tables
        By the English name of their sheet in the workbook: 'Cash flow' becomes ``cash_flow.csv``
        too. Columns only; an index is not written.
    blocks
        The finding, tables and pictures for readers, in the speaker's language.
    headings
        How its own columns read, by column; others as in a plan's tables.
    more
        Further files by name, such as a calendar.
    """

    name: str
    title: Text
    subtitle: Text
    tables: Mapping[str, pd.DataFrame]
    blocks: Callable[[Speaker], list[Block]]
    headings: Mapping[str, ColumnHeading] = field(default_factory=dict)
    more: Mapping[str, bytes] = field(default_factory=dict)

    def document(self, language: Language) -> Document:
        """The chapter as a document of its own."""
        say = Speaker(language)
        return Document(say(self.title), say(self.subtitle), language, self.blocks(say))

    def part(self, say: Speaker) -> list[Block]:
        """The chapter as a part of a longer document, under its title."""
        return [Heading(say(self.title), chapter=True), *self.blocks(say)]

    def sheets(self) -> list[Sheet]:
        """Its tables as sheets of a workbook, in their order."""
        return [_sheet(name, table, self.headings) for name, table in self.tables.items()]


def write_chapter(chapter: Chapter, out: str | Path) -> Path:
    """Write a chapter into the folder `out`/<its name>, and return that folder.

    It holds each table as CSV, all of them as ``<name>.xlsx``, the page ``<name>.html`` in Korean
    and English, and what files the chapter has besides.

    Raises
    ------
    DataError
        When a file cannot be written, or no Korean font is installed.
    ExtraError
        When the extra ``report``, which draws its pictures, is not installed.
    """
    need_extra()
    page = as_html([chapter.document(language) for language in LANGUAGES])
    title = " · ".join(chapter.title.in_language(language) for language in LANGUAGES)

    def save(place: Path) -> None:
        folder = place / chapter.name
        folder.mkdir()
        for name, table in chapter.tables.items():
            write_table(table, folder / f"{name.lower().replace(' ', '_')}.csv")
        write_sheets(chapter.sheets(), title, folder / f"{chapter.name}.xlsx")
        (folder / f"{chapter.name}.html").write_text(page, encoding="utf-8", newline="\n")
        for name, content in chapter.more.items():
            (folder / name).write_bytes(content)

    write_beside(Path(out), chapter.name, save, keep=False, option="--out")
    return Path(out) / chapter.name


def _sheet(name: str, table: pd.DataFrame, own: Mapping[str, ColumnHeading]) -> Sheet:
    columns = [
        Column(
            own.get(key) or HEADINGS.get(key) or ColumnHeading(key, "", "any"),
            values_of(key, table[key].tolist()),
        )
        for key in map(str, table.columns)
    ]
    return Sheet(sheet_name(name), columns, frozen=1)
