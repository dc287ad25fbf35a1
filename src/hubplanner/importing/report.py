"""What an import understood, as data and as text in both languages."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from hubplanner.importing.cells import PARTS
from hubplanner.importing.matching import RowRegions
from hubplanner.importing.outcomes import OUTCOMES
from hubplanner.importing.tidy import Tidy
from hubplanner.importing.vocabulary import MEASURE_KEYS
from hubplanner.tables.measures import MEASURES

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
    by_place, notes, suspicious, examples
        Sentences for the planner.
    folder
        Where the result was written; None for a dry run.
    """

    file: str
    form: str
    sheets_left: tuple[str, ...]
    rows: int
    cells: int
    counts: dict[str, int]
    keys: dict[str, tuple[str, ...]]
    regions: int
    absent: tuple[str, ...]
    periods: tuple[str, ...]
    measures: tuple[str, ...]
    industries: tuple[str, ...]
    flags: dict[str, int]
    missing: dict[str, int]
    problems: tuple[str, ...] = ()
    by_place: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    suspicious: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    folder: Path | None = field(default=None, compare=False)

    def lines(self) -> list[str]:
        """The report as text, a planner's reading order, Korean before English."""
        text = [
            f"파일 · file: {self.file} ({self.form}), {self.rows:,}행 rows,"
            f" 빈칸 아닌 칸 filled cells {self.cells:,}",
        ]
        if self.sheets_left:
            text.append(f"읽지 않은 시트 · sheets not read: {', '.join(self.sheets_left)}")
        columns = (f"{role} = {', '.join(heads)}" for role, heads in self.keys.items())
        text += [
            f"열 · columns: {'; '.join(columns)}",
            f"지역 · regions: {self.regions} / 229",
            f"시점 · periods: {_some(self.periods, 30)}",
            f"항목 · measures: {', '.join(self.measures) or '–'}",
            f"산업 · industries ({len(self.industries)}): {_some(self.industries, 12)}",
            "칸의 행방 · where the cells went:",
        ]
        text += [
            f"  {OUTCOMES[outcome][0]} · {OUTCOMES[outcome][1]}: {count:,}"
            for outcome, count in self.counts.items()
        ]
        text.append(f"  합 · sum: {sum(self.counts.values()):,}")
        for title, counts in (
            ("표시 · flags", {k: v for k, v in self.flags.items() if k}),
            ("결측 사유 · missing", self.missing),
        ):
            if counts:
                text.append(f"{title}: {', '.join(f'{k} {v:,}' for k, v in counts.items())}")
        if 0 < len(self.absent) <= 109:
            text.append(f"값 없는 지역 · regions without a figure: {_some(self.absent, 20)}")
        for title, sentences in (
            ("순서로 구별 · told by place in the list", self.by_place),
            ("가정 · assumed", self.notes),
            ("맞추지 못한 지역 · regions not matched", self.problems),
            ("의심 · suspicious", self.suspicious),
            ("가져오지 않은 값의 예 · examples of cells left out", self.examples),
        ):
            if sentences:
                text.append(f"{title} ({len(sentences)}):")
                text += [f"  {sentence}" for sentence in sentences[:MOST_SHOWN]]
                if len(sentences) > MOST_SHOWN:
                    text.append(f"  … 외 and {len(sentences) - MOST_SHOWN} more")
        return text


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
    form: str
    kind: str
    rows: int
    columns: tuple[str, ...]
    unused: tuple[str, ...] = ()
    examples: int = 0
    notes: tuple[str, ...] = ()
    folder: Path | None = field(default=None, compare=False)

    def lines(self) -> list[str]:
        """The report as text, Korean before English."""
        kinds = {
            "institutions": "기관",
            "designations": "지정지역",
            "layer": "경계 레이어",
            "input_output": "산업연관표",
        }
        text = [
            f"파일 · file: {self.file} ({self.form})",
            f"종류 · kind: {kinds[self.kind]} · {self.kind}",
            f"가져온 것 · imported: {self.rows:,}",
            f"읽은 열 · columns read: {', '.join(self.columns) or '–'}",
        ]
        if self.unused:
            text.append(f"쓰지 않은 열 · columns not used (칸 cells): {', '.join(self.unused)}")
        if self.examples:
            text.append(f"건너뛴 예시 행 · example rows passed over: {self.examples}")
        return [*text, *self.notes]


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


def describe_measure(key: str) -> str:
    measure = MEASURES[key]
    return f"{key} ({measure.name_ko}, {measure.unit})"


def matched(rows: RowRegions, tidy: Tidy) -> set[str]:
    """Codes of the regions that have a figure."""
    return {rows.codes[number] for number in np.unique(tidy.values.region).tolist()}
