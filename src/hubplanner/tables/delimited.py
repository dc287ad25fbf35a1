"""Text files as grids: CSV in the encodings and with the separators that planners meet."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from hubplanner.errors import DataError
from hubplanner.language import Joined, Text
from hubplanner.tables.columns import Grid, columns_of

_OTHER_KINDS = {
    Text("a web page"): (b"<!doctype html", b"<html", b"<table"),
    Text("a PDF"): (b"%pdf",),
    Text("XML"): (b"<?xml", b"<svg"),
    Text("a compressed file"): (b"\x1f\x8b", b"7z\xbc\xaf", b"rar!"),
}
"""What is no table, by how it begins."""


def other_kind(path: Path) -> Text | None:
    """What a file is that is no table; None where it may be one."""
    with path.open("rb") as file:
        start = file.read(2000).removeprefix(codecs.BOM_UTF8).lstrip().lower()
    return next((kind for kind, starts in _OTHER_KINDS.items() if start.startswith(starts)), None)


def read_delimited(path: Path) -> Grid:
    if kind := other_kind(path):
        raise DataError(
            "{path}: is {kind}, no table; save the table as CSV or .xlsx", path=path, kind=kind
        )
    encoding = _encoding(path)
    try:
        with path.open(encoding=encoding, newline="") as file:
            separator = _separator(path, list(islice(file, 30)))
            file.seek(0)
            rows = csv.reader(file, delimiter=separator, strict=True)
            columns, count = columns_of(_rows(path, rows), path)
    except csv.Error as error:  # of the reader's own making
        raise DataError("{path}: {error}", path=path, error=error) from error
    return Grid(columns, count, Joined(", ", (_ENCODING_NAMES[encoding], _SEPARATORS[separator])))


_SEPARATORS = {
    ",": Text("separated by commas"),
    "\t": Text("separated by tabs"),
    ";": Text("separated by semicolons"),
    "|": Text("separated by bars"),
}
_ENCODING_NAMES = {"utf-8-sig": "UTF-8", "cp949": "CP949", "utf-16": "UTF-16"}


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        bom = file.read(2)
    if bom in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp949"]
    furthest = 0
    for encoding in encodings:
        bad = _first_undecodable(path, encoding)
        if bad is None:
            return encoding
        furthest = max(furthest, bad)
    raise DataError(
        "{path}: line {line} is neither {encodings};"
        " mixed or damaged text, save the file as 'CSV UTF-8' in Excel",
        path=path,
        line=_line_at(path, furthest),
        encodings=" nor ".join(encodings).upper(),
    )


def _first_undecodable(path: Path, encoding: str) -> int | None:
    """Byte of the block's start at which decoding fails; None when all of it decodes."""
    decoder = codecs.getincrementaldecoder(encoding)()
    read = 0
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            try:
                decoder.decode(block)
            except UnicodeDecodeError as error:
                return read + error.start
            read += len(block)
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return read
    return None


def _line_at(path: Path, byte: int) -> int:
    with path.open("rb") as file:
        return file.read(byte).count(b"\n") + 1


def _separator(path: Path, lines: list[str]) -> str:
    """The separator that most lines have, and most of: a list within cells may use another."""
    if any("\0" in line for line in lines):
        raise DataError(
            "{path}: holds zero bytes, so it is no text table; save it as CSV", path=path
        )
    counts = {
        mark: (sum(mark in line for line in lines), sum(line.count(mark) for line in lines))
        for mark in _SEPARATORS
    }
    best = max(counts, key=lambda mark: counts[mark])
    return best if counts[best][0] else ","


def _rows(path: Path, rows: Any) -> Iterator[list[str]]:
    """The rows; what the csv module refuses is told with its row."""
    read = 0
    try:
        for row in rows:
            read += 1
            yield row
    except csv.Error as error:
        if str(error) == "unexpected end of data":
            raise DataError(
                "{path}: row {row} opens a quotation mark that is never closed;"
                " close it or take it out",
                path=path,
                row=read + 1,
            ) from error
        reason: object = error
        if str(error) == "line contains NUL":
            reason = Text("holds a zero byte")
        raise DataError(
            "{path}: line {line_num}: {reason}; mend the line or save the file again in Excel",
            path=path,
            line_num=rows.line_num,
            reason=reason,
        ) from error
