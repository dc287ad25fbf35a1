"""Import of a planner's own file: one call from a file to a data folder and a report."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
from xlsxwriter.utility import xl_col_to_name

from hubplanner.dataset.folders import MISSING, describe_tables
from hubplanner.errors import DataError, HubplannerError
from hubplanner.importing.cells import FLAGS
from hubplanner.importing.checks import suspicions
from hubplanner.importing.layers import import_layer, is_layer
from hubplanner.importing.layout import Layout, find_layout
from hubplanner.importing.lists import find_list, import_list
from hubplanner.importing.mapping import Mapping
from hubplanner.importing.matching import (
    RowRegions,
    match_heads,
    match_rows,
    one_region,
    recognise,
)
from hubplanner.importing.report import (
    ListReport,
    Report,
    both_languages,
    describe_measure,
    industries_of,
    matched,
    measures_of,
    periods_of,
)
from hubplanner.importing.tidy import FATES, Choices, Tidy, convert
from hubplanner.importing.writing import (
    DEFAULT_PARENT,
    LEFT,
    QUALITY,
    REPORT,
    SOURCES,
    STATISTICS,
    about,
    write_folder,
    write_sources,
    write_statistics,
)
from hubplanner.language import Joined, Pair, Text
from hubplanner.regions import load_regions, resolve
from hubplanner.regions.names import region_name
from hubplanner.tables import words
from hubplanner.tables.grid import Grid, read_grid
from hubplanner.tables.industries import known_industries
from hubplanner.tables.measures import MEASURES

NOT_STATED = "명시되지 않음 · not stated"

__all__ = ["DEFAULT_PARENT", "ListReport", "Mapping", "Report", "import_file"]


def import_file(
    path: str | Path,
    *,
    into: str | Path | None = None,
    measure: str = "",
    sheet: str | None = None,
    year: int | None = None,
    unit: str = "",
    source: str = "",
    licence: str = "",
    mapping: Mapping | None = None,
    dry_run: bool = False,
) -> Report | ListReport:
    """Read a planner's file and write it as a data folder.

    What it is, is told from the file: a table of statistics, a list of institutions or of
    designated areas, an input-output table, or a boundary layer (GeoPackage, Shapefile, GeoJSON).

    Parameters
    ----------
    path
        CSV or Excel file, wide or long, as KOSIS gives it or as a planner keeps it; or a layer.
    into
        Folder to write; by default ``own-data/`` and the measure's or the list's name.
    measure, year, unit
        What the table does not say itself: measure key, year, unit of its figures.
    sheet
        Sheet of a workbook, by default the first that is no note; or layer of a GeoPackage.
    source, licence
        How the source and its licence are named wherever a figure is shown.
    mapping
        The planner's words for columns, regions and industries.
    dry_run
        Only report what was understood.

    Returns
    -------
    Report or ListReport
        In a report on statistics every cell that is not blank is counted.

    Raises
    ------
    DataError
        In one line, with the file, the place and the mend. Nothing is written then.
    """
    path = Path(path)
    mapping = mapping or Mapping()
    if measure and measure not in MEASURES:
        raise DataError(
            "measure {measure!r} is unknown; known: {measures}",
            measure=measure,
            measures=", ".join(MEASURES),
        )
    choices = Choices(
        measure=measure or mapping.constants.measure,
        year=year or mapping.constants.year,
        unit=unit or mapping.constants.unit,
        industry=mapping.constants.industry,
        industries=mapping.industries,
        measures={head: role for head, role in mapping.columns.items() if role in MEASURES},
    )
    folder = Path(into) if into else None
    stated = {"source": source, "licence": licence}
    if is_layer(path):
        return import_layer(path, folder, sheet, **stated, dry_run=dry_run)
    grid = read_grid(path, sheet)
    from hubplanner.dataset.input_output import is_input_output

    if is_input_output(grid, path):
        return _import_input_output(path, grid, folder, year, **stated, dry_run=dry_run)
    if (found := find_list(grid, path)) is not None:
        return import_list(path, grid, found, folder, **stated, dry_run=dry_run)
    if _states_travel(grid):
        raise DataError(
            "{path}: holds travel times, which are not imported; put the file into the scenario"
            ' as [travel] matrix = "{name}"',
            path=path,
            name=path.name,
        )
    try:
        layout, rows, tidy = _understand(grid, mapping, choices)
    except HubplannerError as error:
        raise DataError("{path}: {error}", path=path, error=error) from error
    described = _source(path, grid, layout, tidy, mapping, source, licence)
    report = _report(path, grid, layout, rows, tidy)
    if dry_run:
        return report
    if not len(tidy.values):
        raise DataError(
            "{path}: no figure could be imported: {why_none}", path=path, why_none=_why_none(report)
        )
    folder = folder or DEFAULT_PARENT / _name(tidy)
    report = replace(report, folder=folder)
    said = {
        **about("statistics", path, described["title_ko"], described["licence"]),
        "form": grid.form,
        "cells": report.counts,
        "periods": list(report.periods),
        "regions": report.regions,
    }
    write_folder(
        folder,
        lambda new: write_statistics(new, grid, tidy, described, both_languages(report)),
        replaced=(STATISTICS, MISSING, QUALITY, LEFT, REPORT),
        about=said,
    )
    return report


def _import_input_output(
    path: Path,
    grid: Grid,
    into: Path | None,
    year: int | None,
    *,
    source: str,
    licence: str,
    dry_run: bool,
) -> ListReport:
    """Check an input-output table as it will be read later, and write it, a file a year."""
    from hubplanner.dataset.input_output import read_table, write_table

    tables = read_table(path, grid, year=year)
    files = [f"input_output_{table.year}.csv" for table in tables]
    tables = [
        replace(table, source=source or table.source, file=file)
        for table, file in zip(tables, files, strict=True)
    ]
    report = ListReport(
        file=path.name,
        form=grid.form,
        kind="input_output",
        rows=len(tables[0].sectors),
        columns=tuple(str(table.year) for table in tables),
    )
    if dry_run:
        return report
    folder = into or DEFAULT_PARENT / "input_output"
    described = describe_tables(tables, folder).assign(
        licence=licence or NOT_STATED, origin=path.name
    )
    rows = [
        {str(column): str(cell) for column, cell in row.items()}
        for row in described.to_dict("records")
    ]

    def write(new: Path) -> None:
        for table in tables:
            write_table(table, new / table.file)
        write_sources(new / SOURCES, rows)

    said = about("input_output", path, tables[0].source, licence)
    write_folder(folder, write, replaced=files, about=said)
    return replace(report, folder=folder)


def _states_travel(grid: Grid) -> bool:
    """Whether a row near the top heads columns of from, to and minutes."""
    heads = (words.FROM, words.TO, words.MINUTES)
    for row in range(min(grid.rows, 12)):
        texts = {text.strip().casefold() for text in grid.row(row)}
        if all(texts.intersection(known) for known in heads):
            return True
    return False


def _understand(grid: Grid, mapping: Mapping, choices: Choices) -> tuple[Layout, RowRegions, Tidy]:
    industries = known_industries()
    for label, key in mapping.industries.items():
        if key not in industries.names:
            raise DataError(
                "industries.{label} = {key!r} in the mapping is no industry key",
                label=label,
                key=key,
            )
    region = mapping.constants.region

    def known(texts: Iterable[str]) -> set[str]:
        texts = list(texts)
        return recognise(texts) | (set(texts) & set(mapping.regions))

    layout = find_layout(grid, known, industries, mapping.columns, one_region=bool(region))
    if region:
        rows = one_region(resolve(region), layout.body)
    elif layout.across is not None:
        texts = [grid.columns[column][layout.across] for column in layout.figures]
        rows = match_heads(texts, mapping.regions)
    else:
        rows = match_rows(grid, layout.columns(words.REGION), layout.body, mapping.regions)
    return layout, rows, convert(grid, layout, rows, industries, choices)


def _name(tidy: Tidy) -> str:
    measures = measures_of(tidy)
    return measures[0] if len(measures) == 1 else "statistics"


def _source(
    path: Path,
    grid: Grid,
    layout: Layout,
    tidy: Tidy,
    mapping: Mapping,
    title: str,
    licence: str,
) -> dict[str, str]:
    """A row of the source table: stated by the planner, else by the file's own note or name."""
    said = mapping.source
    title_ko = title or said.title_ko or _stated_source(grid, layout) or path.stem
    title_en = title or said.title_en or said.title_ko or title_ko
    publisher_ko = said.publisher_ko or "사용자 자료"
    publisher_en = said.publisher_en or "planner's own data"
    years = sorted({period[:4] for period in periods_of(tidy)})
    return {
        "source_id": title_ko,
        "title_ko": title_ko,
        "title_en": title_en,
        "publisher_ko": publisher_ko,
        "publisher_en": publisher_en,
        "table": said.table or path.name,
        "years": ";".join(years),
        "licence": licence or said.licence or NOT_STATED,
        "licence_url": said.licence_url,
        "attribution_ko": f"{publisher_ko}, {title_ko}",
        "attribution_en": f"{publisher_en}, {title_en}",
        "origin": path.name,
        "note_ko": "",
        "note_en": "",
    }


def _stated_source(grid: Grid, layout: Layout) -> str:
    """What a note '출처: …' or '자료: …' above or below the table says."""
    texts = list(layout.titles)
    for row in range(max(layout.body.start, grid.rows - 12), grid.rows):
        texts += [text for text in grid.row(row)[:2] if text]
    for text in texts:
        if match := re.match(
            r"^[\s*※]*(?:출처|자료원?|자료\s*출처)\s*[:：]\s*(?P<source>.+)$", text
        ):
            return match["source"].strip()[:120]
    return ""


def _report(path: Path, grid: Grid, layout: Layout, rows: RowRegions, tidy: Tidy) -> Report:
    known = matched(rows, tidy)
    keys: dict[str, tuple[str, ...]] = {}
    for column, role in sorted(layout.roles.items()):
        shown = " ".join(layout.heads[column]) or xl_col_to_name(column)
        keys[role] = (*keys.get(role, ()), shown)
    figures = layout.figures
    keys["figures"] = (
        f"{len(figures)} ({xl_col_to_name(figures[0])}–{xl_col_to_name(figures[-1])})"
        if figures
        else "0",
    )
    flags = {
        name: count
        for number, name in enumerate(FLAGS)
        if (count := int((tidy.values.flag == number).sum()))
    }
    missing = {
        reason: count
        for kind, reason in words.MISSING.items()
        if (count := int((tidy.missing.flag == kind).sum()))
    }
    return Report(
        file=path.name,
        form=grid.form,
        sheets_left=grid.left,
        rows=grid.rows,
        cells=grid.filled(),
        counts=tidy.counts,
        keys=keys,
        regions=len(known),
        absent=tuple(region_name(code) for code in _all_regions() if code not in known),
        periods=periods_of(tidy),
        measures=tuple(describe_measure(key) for key in measures_of(tidy)),
        industries=tuple(industries_of(tidy)),
        flags=flags,
        missing=missing,
        problems=tuple(_problems(layout, rows, tidy)),
        by_place=tuple(rows.by_place),
        notes=tuple(Pair(*note) for note in tidy.notes),
        suspicious=tuple(suspicions(tidy, known_industries().ksic)),
        examples=tuple(_examples(grid, tidy)),
    )


@cache
def _all_regions() -> tuple[str, ...]:
    return tuple(load_regions().index)


def _problems(layout: Layout, rows: RowRegions, tidy: Tidy) -> list[Text]:
    """What is wrong with each label whose figures stay out, and the first row of each."""
    first: dict[int, int] = {}
    for numbers, column, fate in tidy.left:
        if fate in ("unmatched", "ambiguous"):
            across = layout.across is not None
            places = [layout.figures.index(column)] if across else numbers - layout.body.start
            labels = rows.label[places]
            for label in dict.fromkeys(labels.tolist()):
                row = layout.across if across else int(numbers[np.argmax(labels == label)])
                first[label] = min(row or 0, first.get(label, 1 << 62))
    ordered = sorted(first.items(), key=lambda pair: pair[1])
    return [
        Text("row {row}: {problem}", row=row + 1, problem=rows.problems[label])
        for label, row in ordered
    ]


def _examples(grid: Grid, tidy: Tidy) -> list[Text]:
    """The first cell of each column and reason that was left out, other than aggregates."""
    expected = {"nation", "province", "part"}
    first: dict[str, Text] = {}
    for rows, column, fate in tidy.left:
        if fate not in expected and len(rows):
            place = f"{xl_col_to_name(int(column))}{int(rows[0]) + 1}"
            text = grid.columns[column][int(rows[0])]
            first.setdefault(fate, Joined("", (f"{place} {text[:40]!r}: ", Pair(*FATES[fate]))))
    return list(first.values())


def _why_none(report: Report) -> Text:
    left = [
        Joined(": ", (Pair(*FATES[fate]), f"{count:,}"))
        for fate, count in report.counts.items()
        if fate not in ("key", "head", "title", "note")
    ]
    return Joined(", ", left) if left else Text("the table holds no figures")
