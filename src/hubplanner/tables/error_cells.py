"""Cells that a workbook's reader gives as blanks: Excel's errors, formulas without results."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from posixpath import join, normpath
from xml.etree import ElementTree

_CELL = re.compile(
    rb"""<(?:\w+:)?c\b(?=[^>]*\st\s*=\s*["']e["'])[^>]*?\sr\s*=\s*["']([A-Za-z]+)(\d+)["'][^>]*>"""
    rb"(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?v>([^<]*)</",
    re.DOTALL,
)
_NO_RESULT = re.compile(
    rb"""<(?:\w+:)?c\b[^>]*?\sr\s*=\s*["']([A-Za-z]+)(\d+)["'][^>]*>(?:(?!</(?:\w+:)?c>).)*?"""
    rb"</(?:\w+:)?f>\s*(?:<(?:\w+:)?v\s*/>|<v></v>)?\s*</(?:\w+:)?c>",
    re.DOTALL,
)
NO_RESULT = "#NO RESULT"
"""What stands in a cell whose formula was never calculated."""
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def error_cells(path: Path, sheet: str) -> dict[tuple[int, int], str]:
    """Row and column (from 0) of each cell of an .xlsx sheet that holds an error, as '#N/A'."""
    return {
        (int(row) - 1, _number(letters)): text.decode()
        for letters, row, text in _CELL.findall(part_of_sheet(path, sheet))
    }


def cells_without_result(path: Path, sheet: str) -> dict[tuple[int, int], str]:
    """:data:`NO_RESULT` by row and column (from 0) of each formula that was never calculated."""
    found = _NO_RESULT.findall(part_of_sheet(path, sheet))
    return {(int(row) - 1, _number(letters)): NO_RESULT for letters, row in found}


def part_of_sheet(path: Path, sheet: str) -> bytes:
    """The part of the file that holds a sheet; nothing where it is not found."""
    with zipfile.ZipFile(path) as book:
        targets = {
            one.get("Id"): one.get("Target", "")
            for one in ElementTree.fromstring(book.read("xl/_rels/workbook.xml.rels"))
        }
        for one in ElementTree.fromstring(book.read("xl/workbook.xml")).iter():
            if one.tag.endswith("}sheet") and one.get("name") == sheet:
                part = normpath(join("/xl", targets[one.get(_RELATION)])).lstrip("/")
                return book.read(part)
    return b""


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number - 1
