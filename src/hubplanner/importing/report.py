"""What an import understood, as data and as text."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from hubplanner.importing.cells import PARTS
from hubplanner.importing.matching import RowRegions
from hubplanner.importing.outcomes import OUTCOMES
from hubplanner.importing.tidy import Tidy
from hubplanner.importing.vocabulary import MEASURE_KEYS
from hubplanner.language import Joined, Language, Pair, Text, told
from hubplanner.tables.measures import MEASURES, UNIT_NAMES

MOST_SHOWN = 8


@dataclass(frozen=True)
class Report:
    """What was understood of one file.

    Attributes
    ----------
    file, form
        Name of the file and how it was read (encoding and separator, or sheet).
    sheets_left
        Sheets that were not read.
    titles
        What stands above the table.
    rows, cells
        Size of the table: rows, and cells that are not blank.
    counts
        Cells that are not blank, by outcome (:data:`hubplanner.importing.outcomes.OUTCOMES`); they
        add up to `cells`.
    keys
        What each key column was taken for: role to heads.
    regions, absent
        Number of regions with a figure; names of those of the 229 that have none.
    periods, measures, industries
        What the figures are about, in order; measures with their unit.
    flags, missing
        Figures by flag, missing cells by reason.
    problems
        Sentences on regions that stay out, with their first row and near matches.
    too_few
        Why scores and weights read none of the figures; None where they can.
    by_place, notes, suspicious, examples
        Sentences for the planner.
    folder
        Where the result was written; None for a dry run.
    """

    file: str
    form: Text | str
    sheets_left: tuple[str, ...]
    titles: tuple[str, ...]
    rows: int
    cells: int
    counts: dict[str, int]
    keys: dict[str, tuple[str, ...]]
    regions: int
    absent: tuple[str, ...]
    periods: tuple[str, ...]
    measures: tuple[Text, ...]
    industries: tuple[str, ...]
    flags: dict[str, int]
    missing: dict[str, int]
    problems: tuple[Text | str, ...] = ()
    too_few: Text | None = None
    by_place: tuple[Text | str, ...] = ()
    notes: tuple[Text | str, ...] = ()
    suspicious: tuple[Text | str, ...] = ()
    examples: tuple[Text | str, ...] = ()
    folder: Path | None = field(default=None, compare=False)

    def lines(self, language: Language = "en") -> list[str]:
        """The report as text, in a planner's reading order."""
        columns = (f"{role} = {', '.join(heads)}" for role, heads in self.keys.items())
        text = [
            Text(
                "file: {file} ({form}), {rows:,} rows, {cells:,} filled cells",
                file=self.file,
                form=self.form,
                rows=self.rows,
                cells=self.cells,
            ),
            Text("columns: {columns}", columns="; ".join(columns)),
            Text("regions: {count} / 229", count=self.regions),
            *([] if self.too_few is None else [Joined("", ("  ", self.too_few))]),
            Text("periods: {periods}", periods=_some(self.periods, 30)),
            Text("measures: {measures}", measures=Joined(", ", self.measures or ("–",))),
            Text(
                "industries ({count}): {industries}",
                count=len(self.industries),
                industries=_some(self.industries, 12),
            ),
            Text("where the cells went:"),
            *(
                Text("  {outcome}: {count:,}", outcome=OUTCOMES[outcome], count=count)
                for outcome, count in self.counts.items()
            ),
            Text("  sum: {count:,}", count=sum(self.counts.values())),
        ]
        if self.titles:
            text.insert(1, Text("title: {titles}", titles=" | ".join(self.titles)))
        if self.sheets_left:
            text.insert(1, Text("sheets not read: {sheets}", sheets=", ".join(self.sheets_left)))
        for title, counts in (
            (Text("flags"), {k: v for k, v in self.flags.items() if k}),
            (Text("missing values"), self.missing),
        ):
            if counts:
                each = ", ".join(f"{k} {v:,}" for k, v in counts.items())
                text.append(Joined(": ", (title, each)))
        if 0 < len(self.absent) <= 109:
            text.append(Joined(" ", (Text("regions without a figure:"), _some(self.absent, 20))))
        for title, sentences in (
            (Text("told by place in the list"), self.by_place),
            (Text("assumed"), self.notes),
            (Text("regions not matched"), self.problems),
            (Text("suspicious"), self.suspicious),
            (Text("examples of cells left out"), self.examples),
        ):
            if sentences:
                text.append(Joined("", (title, f" ({len(sentences)}):")))
                text += [Joined("", ("  ", sentence)) for sentence in sentences[:MOST_SHOWN]]
                if len(sentences) > MOST_SHOWN:
                    more = len(sentences) - MOST_SHOWN
                    text.append(Text("  … and {count} more", count=more))
        return [line.in_language(language) for line in text]


@dataclass(frozen=True)
class ListReport:
    """What was understood of a list of institutions or designations, or of a boundary layer.

    Attributes
    ----------
    file, form
        Name of the file and how it was read.
    kind
        ``institutions``, ``designations`` or ``layer``.
    rows
        Entries imported.
    columns
        Columns that were read.
    unused
        Columns that were not, with their filled cells.
    examples
        Rows passed over because they are the example of a template.
    notes
        Sentences for the planner, Korean and English.
    folder
        Where the result was written; None for a dry run.
    """

    file: str
    form: Text | str
    kind: str
    rows: int
    columns: tuple[str, ...]
    unused: tuple[str, ...] = ()
    examples: int = 0
    notes: tuple[Text | str, ...] = ()
    folder: Path | None = field(default=None, compare=False)

    def lines(self, language: Language = "en") -> list[str]:
        """The report as text."""
        kinds = {
            "institutions": Text("institutions"),
            "designations": Text("designated regions"),
            "layer": Text("boundary layer"),
            "input_output": Text("input-output table"),
        }
        text = [
            Text("file: {file} ({form})", file=self.file, form=self.form),
            Text("kind: {kind}", kind=kinds[self.kind]),
            Text("imported: {count:,}", count=self.rows),
            Text("columns read: {columns}", columns=", ".join(self.columns) or "–"),
        ]
        if self.unused:
            unused = ", ".join(self.unused)
            text.append(Text("columns not used (cells): {columns}", columns=unused))
        if self.examples:
            text.append(Text("example rows passed over: {count}", count=self.examples))
        return [str(told(line, language)) for line in (*text, *self.notes)]


def both_languages(report: Report) -> list[str]:
    """A report as it is kept beside the data: in Korean, then in English."""
    return [*report.lines("ko"), "", *report.lines("en")]


def _some(items: tuple[str, ...], most: int) -> str:
    more = f" … (+{len(items) - most})" if len(items) > most else ""
    return ", ".join(items[:most]) + more or "–"


def periods_of(tidy: Tidy) -> tuple[str, ...]:
    """'2019H1', '2024' and so on, in order."""
    numbers = np.unique(tidy.values.year * len(PARTS) + tidy.values.part)
    return tuple(
        f"{number // len(PARTS)}{'' if number % len(PARTS) == 0 else PARTS[number % len(PARTS)]}"
        for number in numbers.tolist()
    )


def measures_of(tidy: Tidy) -> list[str]:
    """Keys of the measures that have a figure."""
    return [MEASURE_KEYS[number] for number in np.unique(tidy.values.measure).tolist()]


def industries_of(tidy: Tidy) -> list[str]:
    """Keys of the industries that have a figure."""
    return [tidy.industries[number] for number in np.unique(tidy.values.industry).tolist()]


def describe_measure(key: str) -> Text:
    """Its name, its key as options and mapping files take it, and the unit that it is kept in."""
    one = MEASURES[key]
    name = Pair(one.name_ko, one.name_en)
    return Joined("", (name, f" ({key}, ", UNIT_NAMES[one.unit], ")"))


def matched(rows: RowRegions, tidy: Tidy) -> set[str]:
    """Codes of the regions that have a figure."""
    return {rows.codes[number] for number in np.unique(tidy.values.region).tolist()}
