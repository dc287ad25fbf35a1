"""Sheets as one XLSX file that Excel and Hancom Cell open, the same bytes for the same plan."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from hubplanner.plan import Plan
from hubplanner.report.sheets import Sheet, plan_sheets

# Number format and width (in characters) by kind of value. Minus signs as typeset: −, not -.
_KINDS: dict[str, tuple[str, float]] = {
    "text": ("@", 18),
    "name": ("@", 20),
    "words": ("@", 24),
    "long": ("@", 44),
    "wide": ("@", 90),
    "code": ("@", 12),
    "flag": ("@", 12),
    "count": ("#,##0", 10),
    "score": ("0.0000", 13),
    "minutes": ("0.0", 10),
    "share": ("0.0%", 20),
    "points": ('+0.0%;"−"0.0%;0.0%', 20),
    "ratio": ("#,##0.00", 20),
    "number": ("#,##0.00", 12),
    "degrees": ("0.0000", 11),
    "any": ("General", 16),
}

# A cell that starts so would be taken for a formula once somebody edits it (OWASP, CSV injection).
_LIKE_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_LONGEST = 32_767
"""Characters that a cell can hold."""

_WIDEST_FITTED = 300
"""Characters across one printed page at most."""

_WRITTEN = datetime(2000, 1, 1)
"""Instead of today, so that the same plan gives the same bytes."""


def write_workbook(plan: Plan, path: Path, more: Iterable[Sheet] = ()) -> None:
    """Write a plan as XLSX: a summary, its tables, coverage, scenario and sources, and `more`.

    Headings are Korean with English, unit and year below; rows sort and filter. An empty cell is
    a value that was not observed. No text becomes a formula, now or when its cell is edited.
    """
    title = f"{plan.scenario.title_ko} · {plan.scenario.title_en}"
    write_sheets([*plan_sheets(plan), *more], title, path)


def write_sheets(sheets: Iterable[Sheet], title: str, path: Path) -> None:
    """Write sheets as XLSX."""
    # In memory: parts that pass through files would carry the rights of these files along.
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with Workbook(str(path), options) as book:
        book.set_properties({"title": title[:255], "author": "hubplanner", "created": _WRITTEN})
        styles = _Styles(book)
        for sheet in sheets:
            _write(book.add_worksheet(sheet.name), sheet, styles)


class _Styles:
    """The formats of one workbook, each made once."""

    def __init__(self, book: Workbook) -> None:
        top = {"valign": "top"}
        band = {"bold": True, "text_wrap": True, "bg_color": "#12326B", "font_color": "#FFFFFF"}
        self.heading = book.add_format(band | top)
        self.quoted_heading = book.add_format(band | top | {"quote_prefix": True})
        self.kinds = {
            kind: book.add_format(
                {"num_format": number_format, "text_wrap": kind in ("long", "wide")} | top
            )
            for kind, (number_format, _) in _KINDS.items()
        }
        # As if typed behind an apostrophe: Excel keeps it text even when the cell is edited.
        self.quoted = book.add_format({"num_format": "@", "quote_prefix": True} | top)


def _write(page: Worksheet, sheet: Sheet, styles: _Styles) -> None:
    for place, column in enumerate(sheet.columns):
        kind = column.heading.kind
        page.set_column(place, place, _KINDS[kind][1], styles.kinds[kind])
    page.set_row(0, 80)
    for place, column in enumerate(sheet.columns):
        text = column.heading.lines()
        _write_text(page, 0, place, text, styles.heading, styles.quoted_heading)

    formats = [styles.kinds[column.heading.kind] for column in sheet.columns]
    rows = zip(*(column.values for column in sheet.columns), strict=True)
    last = 0
    for last, row in enumerate(rows, start=1):
        for place, value in enumerate(row):
            if isinstance(value, str):
                if value:
                    _write_text(page, last, place, value, formats[place], styles.quoted)
            elif value is not None:
                page.write_number(last, place, value, formats[place])
    page.autofilter(0, 0, last, len(sheet.columns) - 1)
    page.freeze_panes(1, sheet.frozen)
    _print_setup(page, sheet)


def _write_text(
    page: Worksheet, row: int, place: int, text: str, plain: Format, quoted: Format
) -> None:
    if len(text) > _LONGEST:
        text = text[: _LONGEST - 1] + "…"
    page.write_string(row, place, text, quoted if text.startswith(_LIKE_A_FORMULA) else plain)


def _print_setup(page: Worksheet, sheet: Sheet) -> None:
    """A4 landscape with the heading row and the first columns on each page.

    A sheet is fitted to one page's width unless it is so wide that nobody could read it.
    """
    page.set_landscape()
    page.set_paper(9)
    page.repeat_rows(0)
    if sum(_KINDS[column.heading.kind][1] for column in sheet.columns) <= _WIDEST_FITTED:
        page.fit_to_pages(1, 0)
    else:
        page.set_print_scale(60)
        if sheet.frozen:
            page.repeat_columns(0, sheet.frozen - 1)
    page.set_footer("&L&A&R&P / &N")
