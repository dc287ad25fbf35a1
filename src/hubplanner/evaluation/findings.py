"""What is wrong or odd in reports: where, which value, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from hubplanner.errors import DataError
from hubplanner.language import Joined, Pair, Text


@dataclass(frozen=True)
class Place:
    """A cell of a report; `row` is that of the file, empty where a whole sheet is meant.

    `hub` and `indicator` are what the row is about, as far as that can be read.
    """

    file: str
    sheet: str = ""
    row: int | None = None
    column: str = ""
    hub: str = ""
    indicator: Pair | None = None

    def told(self) -> Text:
        """'reports.xlsx, sheet '보고 2028', row 12 (울산 남구, 교육생), column '값''."""
        parts: list[object] = [self.file]
        if self.sheet:
            parts.append(Text("sheet '{sheet}'", sheet=self.sheet))
        if self.row is not None:
            about = Joined(", ", [one for one in (self.hub, self.indicator) if one])
            row = Text("row {row} ({about})", row=self.row, about=about)
            parts.append(row if about.parts else Text("row {row}", row=self.row))
        if self.column:
            parts.append(Text("column '{column}'", column=self.column))
        return Joined(", ", parts)


@dataclass(frozen=True)
class Finding:
    """One thing that a check found.

    Attributes
    ----------
    place, value
        The cell and what stands in it.
    what, mend
        What is wrong or odd with it, and what to do.
    refused
        Whether no figure can be told before it is mended; else it is said with the result.
    names_file
        Whether `what` says which file is meant.
    """

    place: Place
    value: str
    what: Text
    mend: Text
    refused: bool
    names_file: bool = False

    def told(self) -> Text:
        """In one sentence."""
        if self.names_file:
            return Joined("; ", [self.what, self.mend])
        where = self.place.told()
        if self.value:
            where = Text("{where}: '{value}'", where=where, value=self.value)
        return Text("{where}: {what}; {mend}", where=where, what=self.what, mend=self.mend)


class ReportError(DataError):
    """Reports that cannot be evaluated; `findings` holds all that is wrong with them at once."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(Joined(" | ", [one.told() for one in findings]))
        self.findings = tuple(findings)


def findings_table(findings: Iterable[Finding]) -> pd.DataFrame:
    """One row a finding: ``file``, ``sheet``, ``row``, ``column``, ``value``, and in both
    languages what is the matter (``what_ko``, ``what_en``) and how to mend it."""
    rows = [
        {
            "file": one.place.file,
            "sheet": one.place.sheet,
            "row": one.place.row,
            "column": one.place.column,
            "value": one.value,
            "what_ko": one.what.in_language("ko"),
            "what_en": str(one.what),
            "mend_ko": one.mend.in_language("ko"),
            "mend_en": str(one.mend),
        }
        for one in findings
    ]
    columns = [
        "file",
        "sheet",
        "row",
        "column",
        "value",
        "what_ko",
        "what_en",
        "mend_ko",
        "mend_en",
    ]
    return pd.DataFrame(rows, columns=columns).astype({"row": "Int64"})
