"""Import of a table of statistics, wide or long: whatever is of no other kind."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from xlsxwriter.utility import xl_col_to_name

from hubplanner.dataset.folders import MISSING
from hubplanner.errors import DataError, HubplannerError
from hubplanner.importing.cells import FLAGS
from hubplanner.importing.checks import suspicions, too_few
from hubplanner.importing.kinds import NOT_STATED, Kind, Request, Understood
from hubplanner.importing.layout import Layout, find_layout, texts_below
from hubplanner.importing.looking_up import recognise
from hubplanner.importing.matching import RowRegions, match_heads, match_rows, one_region
from hubplanner.importing.outcomes import OUTCOMES
from hubplanner.importing.province_codes import without_contradictions
from hubplanner.importing.report import (
    Report,
    both_languages,
    describe_measure,
    industries_of,
    matched,
    measures_of,
    periods_of,
)
from hubplanner.importing.tidy import Tidy, convert
from hubplanner.importing.writing import (
    LEFT,
    QUALITY,
    REPORT,
    about,
    write_folder,
    write_statistics,
)
from hubplanner.importing.writing import (
    STATISTICS as STATISTICS_FILE,
)
from hubplanner.language import Joined, Text
from hubplanner.regions import load_regions, resolve
from hubplanner.regions.names import region_name
from hubplanner.tables import words
from hubplanner.tables.grid import Grid, hidden_told
from hubplanner.tables.industries import known_industries


@dataclass(frozen=True)
class _Statistics:
    """A table as far as it is understood."""

    grid: Grid
    layout: Layout
    rows: RowRegions
    tidy: Tidy


def _read(request: Request) -> Understood:
    if _states_travel(request.grid):
        raise DataError(
            "{path}: holds travel times, which are not imported; put the file into the scenario"
            ' as [travel] matrix = "{name}"',
            path=request.path,
            name=request.path.name,
        )
    try:
        found = _understand(request)
    except HubplannerError as error:
        raise DataError("{path}: {error}", path=request.path, error=error) from error
    measures = measures_of(found.tidy)
    name = measures[0] if len(measures) == 1 else "statistics"
    return Understood(_report(request.path, found), name, found)


def _write(request: Request, understood: Understood, folder: Path) -> None:
    report, found = understood.report, understood.content
    assert isinstance(report, Report)
    refuse_without_figures(request.path, report)
    source = _source(request, found)
    said = {
        **about("statistics", request.path, source["title_ko"], source["licence"]),
        "form": str(found.grid.form),
        "cells": report.counts,
        "periods": list(report.periods),
        "regions": report.regions,
    }
    write_folder(
        folder,
        lambda new: write_statistics(new, found.grid, found.tidy, source, both_languages(report)),
        replaced=(STATISTICS_FILE, MISSING, QUALITY, LEFT, REPORT),
        about=said,
    )


def refuse_without_figures(path: Path, report: Report) -> None:
    """Refuse a table of which no figure is left.

    Raises
    ------
    DataError
    """
    if not report.regions:
        raise DataError(
            "{path}: no figure could be imported: {why_none}",
            path=path,
            why_none=_why_none(report),
        )


STATISTICS = Kind(recognise=lambda request: True, read=_read, write=_write)


def _states_travel(grid: Grid) -> bool:
    """Whether a row near the top heads columns of from, to and minutes."""
    heads = (words.FROM, words.TO, words.MINUTES)
    for row in range(min(grid.rows, 12)):
        texts = {text.strip().casefold() for text in grid.row(row)}
        if all(texts.intersection(known) for known in heads):
            return True
    return False


def _understand(request: Request) -> _Statistics:
    layout, rows = find_parts(request)
    tidy = convert(request.grid, layout, rows, known_industries(), request.choices)
    return _Statistics(request.grid, layout, rows, tidy)


def find_parts(request: Request) -> tuple[Layout, RowRegions]:
    """Head, keys and figures of a table, and which region each row is about.

    Raises
    ------
    DataError
        When nothing in it names a region.
    """
    grid, mapping, industries = request.grid, request.mapping, known_industries()
    said = {f"industries.{label}": key for label, key in mapping.industries.items()}
    if mapping.constants.industry:
        said["constants.industry"] = mapping.constants.industry
    for where, key in said.items():
        if key not in industries.names:
            raise DataError(
                "{where} = {key!r} in the mapping is no industry key; write one of"
                " data/references/industries.csv, as '{near}'",
                where=where,
                key=key,
                near=industries.key(key, headed=True) or "manufacturing",
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
        rows = without_contradictions(grid, layout, rows)
    return layout, rows


def _source(request: Request, found: _Statistics) -> dict[str, str]:
    """A row of the source table: stated by the planner, else by the file's own note or name."""
    path, said, title = request.path, request.mapping.source, request.source
    title_ko = title or said.title_ko or _stated_source(found) or path.stem
    title_en = title or said.title_en or said.title_ko or title_ko
    publisher_ko = said.publisher_ko or "사용자 자료"
    publisher_en = said.publisher_en or "planner's own data"
    years = sorted({period[:4] for period in periods_of(found.tidy)})
    return {
        "source_id": title_ko,
        "title_ko": title_ko,
        "title_en": title_en,
        "publisher_ko": publisher_ko,
        "publisher_en": publisher_en,
        "table": said.table or path.name,
        "years": ";".join(years),
        "licence": request.licence or said.licence or NOT_STATED,
        "licence_url": said.licence_url,
        "attribution_ko": f"{publisher_ko}, {title_ko}",
        "attribution_en": f"{publisher_en}, {title_en}",
        "origin": path.name,
        "note_ko": "",
        "note_en": "",
    }


def _stated_source(found: _Statistics) -> str:
    """What a note '출처: …' or '자료: …' above or below the table says."""
    texts = [*found.layout.titles, *texts_below(found.grid, found.layout)]
    for text in texts:
        if match := re.match(
            r"^[\s*※]*(?:출처|자료원?|자료\s*출처)\s*[:：]\s*(?P<source>.+)$", text
        ):
            return match["source"].strip()[:120]
    return ""


def _report(path: Path, found: _Statistics) -> Report:
    grid, layout, rows, tidy = found.grid, found.layout, found.rows, found.tidy
    known = matched(rows, tidy)
    keys: dict[str, tuple[str, ...]] = {}
    for column, role in sorted(layout.roles.items()):
        keys[role] = (*keys.get(role, ()), layout.shown(column))
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
        titles=layout.titles,
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
        too_few=too_few(tidy),
        problems=tuple(_problems(layout, rows, tidy)),
        by_place=tuple(rows.by_place),
        notes=(*hidden_told(grid), *tidy.notes),
        suspicious=tuple(suspicions(tidy, known_industries().ksic)),
        examples=tuple(_examples(grid, tidy)),
    )


@cache
def _all_regions() -> tuple[str, ...]:
    return tuple(load_regions().index)


def _problems(layout: Layout, rows: RowRegions, tidy: Tidy) -> list[Text]:
    """What is wrong with each label whose figures stay out, and the first row of each."""
    first: dict[int, int] = {}
    for numbers, column, outcome in tidy.left:
        if outcome in ("unmatched", "ambiguous"):
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
    for rows, column, outcome in tidy.left:
        if outcome not in expected and len(rows):
            place = f"{xl_col_to_name(int(column))}{int(rows[0]) + 1}"
            text = grid.columns[column][int(rows[0])]
            cell = f"{place} {text[:40]!r}: "
            first.setdefault(outcome, Joined("", (cell, OUTCOMES[outcome])))
    return list(first.values())


def _why_none(report: Report) -> Text:
    left = [
        Text("{outcome}: {count:,}", outcome=OUTCOMES[outcome], count=count)
        for outcome, count in report.counts.items()
        if outcome not in ("key", "head", "title", "note")
    ]
    left += [Text("{problem}", problem=problem) for problem in report.problems[:1]]
    return Joined(", ", left) if left else Text("the table holds no figures")
