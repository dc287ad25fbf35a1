"""The workbook that hubs fill in: a sheet a year with checks beside each figure.

One row for each hub and indicator, so that it can be filtered, split by hub and put together
again; only the yellow column is to be filled. Definitions and targets are on sheets of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from hubplanner.errors import DataError
from hubplanner.evaluation.indicators import AREAS, Indicator, Indicators
from hubplanner.evaluation.reports import HEADS, OWN_SHEETS
from hubplanner.evaluation.targets import (
    first_years,
    hub_names,
    in_years,
    not_running,
    told_first_years,
)
from hubplanner.importing.templates import new_workbook
from hubplanner.language import Pair, Text
from hubplanner.report.words import both

_WRITTEN = datetime(2000, 1, 1)
"""Instead of today, so that the same template gives the same bytes."""

_FIRST = 4
"""Row of the first figure, from 0: above are title, how to fill, what is left to check, heads."""

_COLUMNS = {
    "year": 7,
    "hub_id": 12,
    "hub": 22,
    "area": 16,
    "name": 30,
    "unit": 16,
    "target": 10,
    "value": 14,
    "check": 26,
    "note": 28,
    "definition": 60,
    "indicator": 20,
}
"""Columns of a year's sheet with their width."""

_MORE_HEADS = {"area": "영역", "name": "지표", "target": "목표", "check": "점검"}
_ENGLISH = {"hub_id": "hub id", "indicator": "indicator id", "name": "indicator"}

_VALUE = list(_COLUMNS).index("value")
_CHECK = list(_COLUMNS).index("check")

# What the checks say, in both languages; a formula cannot know its reader's.
_OK = "✓"
_SAID = {
    "missing": Text("no figure yet"),
    "text": Text("not a number"),
    "negative": Text("negative"),
    "whole": Text("no whole number"),
    "percent": Text("above 100 %"),
    "part": Text("above its whole"),
    "sum": Text("its parts add up to another figure"),
}


def write_template(
    targets: pd.DataFrame,
    indicators: Indicators,
    years: Sequence[int],
    path: Path,
    *,
    first_year: int | None = None,
) -> None:
    """Write the workbook for the hubs of `targets` and these years.

    Parameters
    ----------
    targets
        As :func:`hubplanner.evaluation.targets.read_targets` gives them.
    years
        A sheet each.
    first_year
        The first year of work of all hubs, for the targets; by hub, as of
        :func:`hubplanner.evaluation.targets.first_years`, where omitted.

    Raises
    ------
    DataError
        When there is no hub, or the file is there already or cannot be written.
    """
    if targets.empty:
        raise DataError("the plan has no hub with a target; make the plan again")
    hubs = {hub: Pair(*names) for hub, names in hub_names(targets).items()}
    first = first_years(targets, years, first_year)
    dated = in_years(targets, first, years)
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with new_workbook(path, options) as book:
        book.set_properties({"author": "hubplanner", "created": _WRITTEN})
        styles = _Styles.of(book)
        for year in years:
            now = dated[dated["year"] == year]
            keys = zip(now["hub_id"], now["indicator"], strict=True)
            of_year = dict(zip(keys, now["target"], strict=True))
            sheet = book.add_worksheet(f"보고 {year}")
            _write_year(sheet, year, hubs, of_year, indicators, styles)
            if waiting := not_running(first, hubs, year):
                sheet.write_string(0, list(_COLUMNS).index("unit"), both(waiting))
        _write_definitions(book.add_worksheet(OWN_SHEETS[0]), indicators, styles)
        begun = told_first_years(first, hubs)
        _write_targets(book.add_worksheet(OWN_SHEETS[1]), dated, begun, styles)


@dataclass(frozen=True)
class _Styles:
    title: Any
    head: Any
    text: Any
    wrapped: Any
    figure: Any
    to_fill: Any
    check: Any
    good: Any
    bad: Any

    @classmethod
    def of(cls, book: Workbook) -> _Styles:
        top = {"valign": "top"}
        number = top | {"num_format": "#,##0.##"}
        return cls(
            title=book.add_format({"bold": True, "font_size": 14}),
            head=book.add_format(
                {"bold": True, "text_wrap": True, "bg_color": "#12326B", "font_color": "#FFFFFF"}
                | top
            ),
            text=book.add_format(top),
            wrapped=book.add_format(top | {"text_wrap": True}),
            figure=book.add_format(number),
            to_fill=book.add_format(number | {"bg_color": "#FFF6C8", "border": 1}),
            check=book.add_format(top | {"text_wrap": True}),
            good=book.add_format({"font_color": "#1B6E3A"}),
            bad=book.add_format({"font_color": "#A11212", "bold": True}),
        )


def _write_year(
    sheet: Worksheet,
    year: int,
    hubs: Mapping[str, Pair],
    targets: dict[tuple[str, str], float],
    indicators: Indicators,
    styles: _Styles,
) -> None:
    reported = indicators.reported
    last = _FIRST + len(hubs) * len(reported) - 1
    _write_top(sheet, year, last, styles)
    for place, (name, width) in enumerate(_COLUMNS.items()):
        sheet.set_column(place, place, width)
        sheet.write_string(_FIRST - 1, place, _head(name), styles.head)
    for number, (hub_id, called) in enumerate(hubs.items()):
        hub = (hub_id, called.ko)
        first = _FIRST + number * len(reported)
        rows = {one.id: first + offset for offset, one in enumerate(reported)}
        for one in reported:
            target = targets.get((hub[0], one.id))
            _write_row(sheet, rows, one, year, hub, target, indicators, styles)
    for state, style in ((_OK, styles.good), ("", styles.bad)):
        rule = {"type": "cell", "criteria": "==" if state else "!=", "value": f'"{_OK}"'}
        sheet.conditional_format(_FIRST, _CHECK, last, _CHECK, rule | {"format": style})
    sheet.autofilter(_FIRST - 1, 0, last, len(_COLUMNS) - 1)
    sheet.freeze_panes(_FIRST, list(_COLUMNS).index("unit"))
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_FIRST - 1)


def _write_top(sheet: Worksheet, year: int, last: int, styles: _Styles) -> None:
    title = Text("Report of the hubs, {year}", year=year)
    how = Text(
        "Fill in the yellow column: 0 where there was none, a dash where nothing is known; leave"
        " heads and ids as they are. Definitions and targets are on the other sheets."
    )
    sheet.write_string(0, 0, both(title), styles.title)
    sheet.write_string(1, 0, both(how))
    sheet.write_string(2, 0, both(Text("Still to check")))
    column = _letter(_CHECK)
    cells = f"{column}{_FIRST + 1}:{column}{last + 1}"
    left = f'=ROWS({cells})-COUNTIF({cells},"{_OK}")'
    sheet.write_formula(2, _VALUE, left, styles.figure, last - _FIRST + 1)


def _write_row(
    sheet: Worksheet,
    rows: dict[str, int],
    one: Indicator,
    year: int,
    hub: tuple[str, str],
    target: float | None,
    indicators: Indicators,
    styles: _Styles,
) -> None:
    row = rows[one.id]
    texts = {
        "hub_id": hub[0],
        "hub": hub[1],
        "area": both(AREAS[one.area]),
        "name": f"{one.name_ko} {one.name_en}",
        "unit": _doubled(one.unit_ko, one.unit_en),
        "definition": f"{one.definition_ko} · {one.definition_en}",
        "indicator": one.id,
    }
    for place, name in enumerate(_COLUMNS):
        if name in texts:
            wraps = name in ("definition", "name", "area", "unit", "hub")
            sheet.write_string(row, place, texts[name], styles.wrapped if wraps else styles.text)
    sheet.write_number(row, 0, year, styles.text)
    if target is not None:
        sheet.write_number(row, list(_COLUMNS).index("target"), target, styles.figure)
    sheet.write_blank(row, _VALUE, None, styles.to_fill)
    sheet.data_validation(row, _VALUE, row, _VALUE, _validation(one))
    formula = _formula(one, rows, indicators)
    # The result that the blank cell has: readers of files do not calculate.
    sheet.write_formula(row, _CHECK, formula, styles.check, both(_SAID["missing"]))


def _validation(one: Indicator) -> dict[str, Any]:
    """What the cell takes; a dash stays possible, as Excel only warns."""
    most = {"criteria": "between", "minimum": 0, "maximum": 100}
    least = {"criteria": ">=", "value": 0}
    return {
        "validate": "integer" if one.kind == "count" else "decimal",
        **(most if one.kind == "percent" else least),
        "error_type": "warning",
        "error_title": both(Text("Figure"))[:32],
        "error_message": f"{both(one.name)} ({_doubled(one.unit_ko, one.unit_en)}): "
        + both(Text("a figure of 0 or more, without words")),
    }


def _formula(one: Indicator, rows: dict[str, int], indicators: Indicators) -> str:
    """What is wrong with the row's figure, the first that applies; a tick where nothing is."""

    def cell(key: str) -> str:
        return f"{_letter(_VALUE)}{rows[key] + 1}"

    own = cell(one.id)
    wrong: list[tuple[str, str]] = [
        ("missing", f'OR(ISBLANK({own}),{own}="-")'),
        ("text", f"NOT(ISNUMBER({own}))"),
        ("negative", f"{own}<0"),
    ]
    if one.kind == "count":
        wrong.append(("whole", f"{own}<>INT({own})"))
    if one.kind == "percent":
        wrong.append(("percent", f"{own}>100"))
    if one.whole:
        whole = cell(one.whole)
        wrong.append(("part", f"AND(ISNUMBER({whole}),{own}>{whole})"))
    if parts := indicators.parts(one.id, adding_up=True):
        cells = ",".join(map(cell, parts))
        wrong.append(("sum", f"AND(COUNT({cells})={len(parts)},SUM({cells})<>{own})"))
    formula = f'"{_OK}"'
    for name, condition in reversed(wrong):
        formula = f'IF({condition},"{both(_SAID[name])}",{formula})'
    return f"={formula}"


def _write_definitions(sheet: Worksheet, indicators: Indicators, styles: _Styles) -> None:
    cells: dict[str, tuple[int, Callable[[Indicator], str]]] = {
        both(Text("Area", context="evaluation")): (18, lambda one: both(AREAS[one.area])),
        both(Text("Indicator")): (34, lambda one: both(one.name)),
        both(Text("Unit")): (18, lambda one: _doubled(one.unit_ko, one.unit_en)),
        both(Text("Definition")): (70, lambda one: f"{one.definition_ko}\n{one.definition_en}"),
        both(Text("Better")): (10, lambda one: "↑" if one.direction == "up" else "↓"),
        both(Text("Who reports")): (24, lambda one: _doubled(one.reporter_ko, one.reporter_en)),
        both(Text("Part of")): (24, lambda one: _whole(one, indicators)),
        both(Text("Source")): (34, lambda one: one.source),
        "ID": (20, lambda one: one.id),
    }
    for place, (head, (width, value)) in enumerate(cells.items()):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, head, styles.head)
        for row, one in enumerate(indicators, start=1):
            sheet.write_string(row, place, value(one), styles.wrapped)
    sheet.freeze_panes(1, 2)


def _write_targets(sheet: Worksheet, dated: pd.DataFrame, begun: Text, styles: _Styles) -> None:
    notice = Text(
        "Targets are derived from the plan by rules (hubplanner evaluate, indicators.toml): they"
        " are assumptions, not forecasts. Edit targets.csv of the plan to set others. First year of"
        " work: {begun}.",
        begun=begun,
    )
    sheet.write_string(0, 0, both(notice), styles.text)
    columns: dict[str, tuple[int, list[Any]]] = {
        both(Text("Year")): (8, dated["year"].tolist()),
        both(Text("Hub")): (22, dated["hub_ko"].tolist()),
        both(Text("Indicator")): (26, dated["indicator_ko"].tolist()),
        both(Text("Unit")): (12, dated["unit_ko"].tolist()),
        both(Text("Target")): (12, dated["target"].tolist()),
        both(Text("What it was derived from")): (
            100,
            [f"{ko}\n{en}" for ko, en in zip(dated["why_ko"], dated["why_en"], strict=True)],
        ),
    }
    for place, (head, (width, values)) in enumerate(columns.items()):
        sheet.set_column(place, place, width)
        sheet.write_string(2, place, head, styles.head)
        for row, value in enumerate(values, start=3):
            if isinstance(value, str):
                sheet.write_string(row, place, value, styles.wrapped)
            else:
                sheet.write_number(row, place, value, styles.figure)
    sheet.freeze_panes(3, 3)


def _whole(one: Indicator, indicators: Indicators) -> str:
    if one.over is not None:
        above, below = (indicators[key].name for key in one.over)
        return f"{above.ko} ÷ {below.ko}\n{above} / {below}"
    return both(indicators[one.whole].name) if one.whole else ""


def _doubled(ko: str, en: str) -> str:
    return ko if ko == en else f"{ko} ({en})"


def _head(name: str) -> str:
    korean = (HEADS | _MORE_HEADS)[name]
    return f"{korean} ({_ENGLISH.get(name, name)})"


def _letter(column: int) -> str:
    return chr(ord("A") + column)
