"""Reports of hubs, read sheet by sheet through the one table reader; every row is accounted for."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import pandas as pd

from hubplanner.errors import DataError
from hubplanner.evaluation.checks import check
from hubplanner.evaluation.findings import Finding, Place, ReportError
from hubplanner.evaluation.indicators import Indicators
from hubplanner.language import Pair, Text
from hubplanner.tables.error_cells import NO_RESULT
from hubplanner.tables.grid import Grid, hidden_told, read_grid
from hubplanner.tables.schema import Column, Head, Schema, find_head, read_cells, rows_of
from hubplanner.tables.values import ANY, Kind, each, number, plain, refused, text
from hubplanner.tables.words import fold, is_unit, parted

HEADS = {
    "year": "연도",
    "hub_id": "거점 ID",
    "hub": "거점",
    "indicator": "지표 ID",
    "value": "값",
    "unit": "단위",
    "definition": "정의",
    "note": "비고",
}
"""What stands over each column in the template; its English does too."""

OWN_SHEETS = ("정의 Definitions", "목표 Targets")
"""Sheets of the template that hold no report."""

ROWS = ("file", "sheet", "row", *HEADS, "value_told")
UNUSED = ("file", "sheet", "row", "year", "hub_id", "indicator", "value", "reason_ko", "reason_en")

_MISSING = {"", "-", "–", "−", "…", "...", "n/a", "na"}
_FIGURE = number(0.0, mend="", empty="")


@dataclass(frozen=True)
class Reports:
    """What was read.

    Attributes
    ----------
    rows
        The rows that count, one for each year, hub and indicator: ``file``, ``sheet``, ``row``,
        ``year``, ``hub_id``, ``hub``, ``indicator``, ``value`` (in the indicator's unit),
        ``unit``, ``definition``, ``note``, ``value_told`` (the figure as it stands in the file).
    findings
        What was found, refusals first, then by file, sheet and row as they were read.
    unused
        Every filled row that does not count, and every sheet that was not read, with the reason
        in both languages (``reason_ko``, ``reason_en``).
    """

    rows: pd.DataFrame
    findings: tuple[Finding, ...]
    unused: pd.DataFrame

    @property
    def warnings(self) -> list[Finding]:
        """What is said with the result."""
        return [one for one in self.findings if not one.refused]

    def refuse(self) -> None:
        """Raise what no figure can be told with.

        Raises
        ------
        ReportError
            With every refusal.
        """
        if wrong := [one for one in self.findings if one.refused]:
            raise ReportError(wrong)


def read_reports(
    paths: Sequence[Path], indicators: Indicators, hubs: Mapping[str, tuple[str, str]] | None = None
) -> Reports:
    """Read and check reports: every sheet that has the columns, of every file.

    Parameters
    ----------
    paths
        Workbooks or CSV files, in any order; years and hubs may be spread over them.
    indicators
        What may be reported.
    hubs
        By id, Korean and English name of the hubs of the plan, where there is one.

    Returns
    -------
    Reports
        Nothing is raised for what stands in the files: all problems are told at once, by
        :meth:`Reports.refuse` or in ``findings``.
    """
    findings: list[Finding] = []
    unused: list[dict[str, object]] = []
    tables = [pd.DataFrame(columns=list(ROWS))]
    heads: dict[tuple[str, str], dict[str, str]] = {}
    schema = _schema(indicators)
    read: list[tuple[str, str]] = []
    for label, path, sheet, grid in _sheets(paths, findings):
        read.append((label, sheet))
        head = find_head(grid, schema, schema.required)
        place = Place(label, sheet)
        shown = Text("show them, or take out what is not meant")
        findings += [Finding(place, "", what, shown, refused=False) for what in hidden_told(grid)]
        if head is None:
            if sheet not in OWN_SHEETS:
                reason = Text("no row of it names the columns year, hub id, indicator and value")
                unused.append(_unused(place, reason))
            continue
        if not len(rows_of(grid, head)):
            unused.append(_unused(place, Text("no row below its heads")))
            continue
        texts = grid.row(head.row)
        heads[label, sheet] = {name: texts[at] for name, at in head.columns.items()}
        try:
            tables.append(_rows(path, place, grid, head, indicators, findings, unused))
        except DataError as error:
            mend = Text("nothing of this sheet was read")
            findings.append(Finding(place, "", error.text, mend, True, names_file=True))
    rows = pd.concat([one for one in tables if len(one)] or tables, ignore_index=True)
    checked = check(rows, indicators, heads, hubs or {})
    unused += [_unused(place, reason, row) for place, reason, row in checked.dropped]
    found = _in_order([*findings, *checked.findings], paths, read)
    if checked.rows.empty and not (found and found[0].refused):
        place = Place(", ".join(path.name for path in paths))
        mend = Text("fill in the column value of a workbook of hubplanner evaluate template")
        found.insert(0, Finding(place, "", Text("no figure was found"), mend, refused=True))
    return Reports(checked.rows, tuple(found), pd.DataFrame(unused, columns=list(UNUSED)))


def _sheets(
    paths: Sequence[Path], findings: list[Finding]
) -> Iterator[tuple[str, Path, str, Grid]]:
    """Every sheet of every file by the file's name; one that cannot be opened is a finding."""
    for path, label in zip(paths, _labels(paths), strict=True):
        try:
            grid = read_grid(path, marks_formulas=True)
            yield label, path, grid.sheet, grid
            for sheet in grid.left:
                other = read_grid(path, sheet, marks_formulas=True)
                yield label, path, sheet, replace(other, hidden_sheets=())
        except DataError as error:
            mend = Text("nothing of this file was read")
            findings.append(Finding(Place(label), "", error.text, mend, True, names_file=True))


def _labels(paths: Sequence[Path]) -> list[str]:
    """Each file's name; its path where two have the same name."""
    names = [path.name for path in paths]
    return [path.name if names.count(path.name) == 1 else str(path) for path in paths]


def _in_order(
    findings: Sequence[Finding], paths: Sequence[Path], sheets: Sequence[tuple[str, str]]
) -> list[Finding]:
    """Refusals first; then as one meets them in the files, what is about no row behind."""
    files = {label: number for number, label in enumerate(_labels(paths))}
    order = {place: number for number, place in enumerate(sheets)}

    def key(one: Finding) -> tuple[float, ...]:
        place = one.place
        row = math.inf if place.row is None else place.row
        sheet = order.get((place.file, place.sheet), math.inf)
        return (not one.refused, files.get(place.file, math.inf), sheet, row)

    return sorted(findings, key=key)


def _about(row: Mapping[Any, Any], indicators: Indicators) -> tuple[str, Pair | None]:
    """The hub and the indicator of a row, as far as they could be read."""
    told = [one for one in (row["hub"], row["hub_id"]) if isinstance(one, str) and one]
    one = indicators.by_id.get(row["indicator"]) if isinstance(row["indicator"], str) else None
    return (told[0] if told else ""), None if one is None else one.name


def _rows(
    path: Path,
    place: Place,
    grid: Grid,
    head: Head,
    indicators: Indicators,
    findings: list[Finding],
    unused: list[dict[str, object]],
) -> pd.DataFrame:
    """The readable rows of one sheet; what is wrong with the others is told."""
    table, problems = read_cells(path, _schema(indicators), grid, head)
    heads = grid.row(head.row)
    formulas = [
        (int(index) + 2, name)
        for index in table.index
        for name, at in head.columns.items()
        if name != "note" and grid.columns[at][index + 1] == NO_RESULT
    ]
    for row, name in dict.fromkeys([*problems, *formulas]):
        at = head.columns[name]
        hub, one = _about(dict(zip(table, table.loc[row - 2], strict=True)), indicators)
        where = Place(place.file, place.sheet, row, heads[at], hub, one)
        cell = grid.columns[at][row - 1]
        if cell == NO_RESULT:
            what = Text("a formula without its result")
            mend = Text("open the workbook in Excel and save it again, or write the value")
            findings.append(Finding(where, "", what, mend, refused=True))
            continue
        problem = problems[row, name]
        stated = problem.values.get("mend")
        what = Text("cannot be read") if cell else Text("nothing stands there")
        if isinstance(stated, Text):
            findings.append(Finding(where, cell, what, stated, refused=True))
        else:
            findings.append(Finding(where, cell, problem, Text("mend the cell"), refused=True))
    wrong = {row - 2 for row, _ in [*problems, *formulas]}
    told = table["value_told"]
    for index in sorted(wrong):
        where = Place(place.file, place.sheet, index + 2)
        cells = {"value": told[index], "indicator": table.at[index, "indicator_told"]}
        unused.append(_unused(where, Text("a cell of it cannot be read"), cells))
    sound = table.drop(index=list(wrong))
    sound = sound.assign(file=place.file, sheet=place.sheet, row=sound.index + 2)
    return sound[list(ROWS)].astype({"year": int, "value": float})


def _unused(
    place: Place, reason: Text, row: Mapping[str, object] | None = None
) -> dict[str, object]:
    return {
        "file": place.file,
        "sheet": place.sheet,
        "row": place.row,
        **{key: (row or {}).get(key) for key in ("year", "hub_id", "indicator", "value")},
        "reason_ko": reason.in_language("ko"),
        "reason_en": str(reason),
    }


def _schema(indicators: Indicators) -> Schema:
    def heads(name: str, *others: str) -> tuple[str, ...]:
        return (HEADS[name], name.replace("_", " "), *others)

    mend = "a year is needed, such as 2028"
    year = number(1990, 2100, whole=True, after="년|년도|회계연도", mend=mend)
    name = text(mend="must not be empty")
    return Schema(
        (
            Column("year", year, heads("year", "년도", "회계연도")),
            Column("hub_id", name, heads("hub_id", "거점ID")),
            Column("hub", ANY, heads("hub", "거점명", "hub name"), required=False, blank=""),
            Column(
                "indicator",
                _indicator(indicators),
                heads("indicator", "indicator id", "지표"),
                spelled="indicator_told",
            ),
            Column(
                "value",
                _value(indicators),
                heads("value", "실적"),
                blank=float("nan"),
                spelled="value_told",
            ),
            *(
                Column(key, ANY, heads(key), required=False, blank="")
                for key in ("unit", "definition", "note")
            ),
        ),
        strict=False,
    )


def _value(indicators: Indicators) -> Kind:
    """A figure of 0 or more, maybe with its unit behind it; a dash or the like is none."""
    own = {fold(unit) for one in indicators for unit in (one.unit_ko, one.unit_en)}

    def read(cell: str) -> object:
        if plain(cell).casefold() in _MISSING:
            return float("nan")
        digits, unit = parted(plain(cell))
        found = _FIGURE([digits])[0] if is_unit(unit) or fold(unit) in own else None
        return found if isinstance(found, float) else _FIGURE([cell])[0]

    return each(read)


def _indicator(indicators: Indicators) -> Kind:
    """An indicator by its id or a name of it."""
    keys = {
        fold(word): one.id
        for one in indicators.reported
        for word in (one.id, one.name_ko, one.name_en)
    }

    def read(cell: str) -> object:
        if (found := keys.get(fold(cell))) is not None:
            return found
        near = get_close_matches(fold(cell), keys, n=1)
        if near:
            return refused(cell, Text("is it {near}?", near=keys[near[0]]))
        return refused(
            cell,
            Text("no known indicator; add it to a TOML file and name that with --indicators"),
        )

    return each(read)
