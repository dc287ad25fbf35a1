"""Cells of a workbook that hold Excel's errors, which its reader gives as blanks."""

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
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def error_cells(path: Path, sheet: str) -> dict[tuple[int, int], str]:
    """Row and column (from 0) of each cell of an .xlsx sheet that holds an error, as '#N/A'."""
    with zipfile.ZipFile(path) as book:
        targets = {
            one.get("Id"): one.get("Target", "")
            for one in ElementTree.fromstring(book.read("xl/_rels/workbook.xml.rels"))
        }
        for one in ElementTree.fromstring(book.read("xl/workbook.xml")).iter():
            if one.tag.endswith("}sheet") and one.get("name") == sheet:
                part = normpath(join("/xl", targets[one.get(_RELATION)])).lstrip("/")
                return {
                    (int(row) - 1, _number(letters)): text.decode()
                    for letters, row, text in _CELL.findall(book.read(part))
                }
    return {}


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number - 1
