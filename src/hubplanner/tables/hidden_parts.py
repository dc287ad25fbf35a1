"""Rows and columns that a workbook hides from its reader, by a filter too."""

from __future__ import annotations

import re
from pathlib import Path

from hubplanner.tables.error_cells import part_of_sheet

_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*[^/>])>")
_COLUMNS = re.compile(rb"<(?:\w+:)?col\b([^>]*)>")
_HIDDEN = re.compile(rb"""\shidden\s*=\s*["'](?:1|true)["']""")


def hidden_parts(path: Path, sheet: str) -> tuple[list[int], list[range]]:
    """Rows with cells, and spans of columns (from 0), that a sheet of an .xlsx file hides."""
    part = part_of_sheet(path, sheet)
    rows = [
        number - 1
        for attributes in _ROW.findall(part)
        if _HIDDEN.search(attributes) and (number := _whole(attributes, b"r"))
    ]
    columns = [
        range(_whole(attributes, b"min") - 1, _whole(attributes, b"max"))
        for attributes in _COLUMNS.findall(part)
        if _HIDDEN.search(attributes)
    ]
    return rows, columns


def _whole(attributes: bytes, name: bytes) -> int:
    found = re.search(rb"\s" + name + rb"""\s*=\s*["'](\d{1,7})["']""", attributes)
    return int(found[1]) if found else 0
