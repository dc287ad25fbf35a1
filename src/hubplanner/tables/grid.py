"""From a file to a grid of text cells; nothing is interpreted yet.

A column is kept as its distinct texts and, for each row, the number of its text. Whatever is
found out about a text (a region, a number) is then found out once, however long the table.
"""

from __future__ import annotations

import codecs
import csv
import re
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice, zip_longest
from pathlib import Path
from typing import IO, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from hubplanner.errors import DataError
from hubplanner.language import Text
from hubplanner.tables.text import unguarded

CHUNK_ROWS = 50_000
MAX_COLUMNS = 16_384  # as many as an Excel sheet has
MAX_CELLS = 40_000_000  # the whole rectangle; a million rows of forty columns
MAX_FILLED = 16_000_000  # filled cells of one sheet
MAX_UNPACKED = 1 << 30  # bytes of a workbook once unzipped
MAX_TEXTS = 300 << 20  # bytes of a workbook's text table, which is held in memory
MAX_PARTS = 10_000

WORKBOOK_SUFFIXES = (".xlsx", ".xlsm", ".xls")

ZIP_ERRORS = (OSError, zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError)
"""What the standard library raises on damaged, encrypted or unusual zip files."""

_ZIP_MAGIC = b"PK"
_OLE_MAGIC = b"\xd0\xcf\x11\xe0"
# KOSIS puts the description of a table on a sheet of its own.
_NOTE_SHEETS = ("메타", "설명", "주석", "안내", "작성", "note", "meta", "readme", "about")


@dataclass(frozen=True)
class Column:
    """One column: `texts` holds distinct cell texts, `codes` the number of each row's text."""

    texts: list[str]
    codes: np.ndarray[Any, np.dtype[np.int32]]

    def __getitem__(self, row: int) -> str:
        return self.texts[int(self.codes[row])]


@dataclass(frozen=True)
class Grid:
    """All cells of one table as text without outer blanks; short rows are filled with ''.

    Attributes
    ----------
    columns
        From left to right.
    rows
        Number of rows; row 0 is row 1 of the file.
    form
        What the file was read as, for the report: encoding and separator, or the sheet.
    left
        Names of sheets that were not read.
    """

    columns: list[Column]
    rows: int
    form: str
    left: tuple[str, ...] = ()

    def row(self, number: int) -> list[str]:
        return [column[number] for column in self.columns]

    def filled(self) -> int:
        """Number of cells that are not blank."""
        total = 0
        for column in self.columns:
            blank = np.array([not text for text in column.texts], dtype=bool)
            total += int((~blank[column.codes]).sum())
        return total


def read_grid(path: Path, sheet: str | None = None) -> Grid:
    """Read a CSV or Excel file.

    CSV may be UTF-8 (with or without BOM), CP949 or UTF-16 with BOM, separated by comma, tab,
    semicolon or bar. Of a workbook the first sheet is read that is visible and no note.

    Raises
    ------
    DataError
        When the file can't be read, is damaged, or would unpack to more than memory should hold.
    """
    try:
        with path.open("rb") as file:
            start = file.read(4)
    except IsADirectoryError as error:
        raise DataError("{path}: is a folder; name one file", path=path) from error
    except OSError as error:
        raise DataError(
            "{path}: cannot be read ({reason}); check the path", path=path, reason=error.strerror
        ) from error
    if not start:
        raise DataError("{path}: the file is empty; download or save it again", path=path)
    if start.startswith((_ZIP_MAGIC, _OLE_MAGIC)) or path.suffix.lower() in WORKBOOK_SUFFIXES:
        return _read_workbook(path, sheet, start)
    if sheet is not None:
        raise DataError("{path}: has no sheets; leave out --sheet", path=path)
    return _read_text(path)


def grid_of(rows: Iterable[list[Any]], path: Path) -> Grid:
    """Rows that are read already as a grid."""
    columns, count = _columns(rows, path)
    return Grid(columns, count, "")


# Text


def _read_text(path: Path) -> Grid:
    encoding = _encoding(path)
    try:
        with path.open(encoding=encoding, newline="") as file:
            separator = _separator(path, list(islice(file, 30)))
            file.seek(0)
            rows = csv.reader(file, delimiter=separator, strict=True)
            columns, count = _columns(_told(path, rows), path)
    except csv.Error as error:  # of the reader's own making
        raise DataError("{path}: {error}", path=path, error=error) from error
    shown = {",": "comma", "\t": "tab", ";": "semicolon", "|": "bar"}[separator]
    return Grid(columns, count, f"{_ENCODING_NAMES[encoding]}, {shown}")


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
        for mark in ",\t;|"
    }
    best = max(counts, key=lambda mark: counts[mark])
    return best if counts[best][0] else ","


def _told(path: Path, rows: Any) -> Iterator[list[str]]:
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


# Workbooks


def _read_workbook(path: Path, sheet: str | None, start: bytes) -> Grid:
    import python_calamine as calamine

    if start.startswith(_ZIP_MAGIC):
        _refuse_bombs(path)
    elif not start.startswith(_OLE_MAGIC):
        raise DataError(
            "{path}: named like a workbook but is none"
            "{looks_like}; open it in Excel and save it as .xlsx or CSV",
            path=path,
            looks_like=_looks_like(path),
        )
    try:
        book = calamine.CalamineWorkbook.from_path(str(path))
        chosen, left = _choose_sheet(path, book, sheet)
        table = book.get_sheet_by_name(chosen)
        if table.total_height * table.total_width > MAX_CELLS:
            raise DataError(
                "{path}: sheet '{chosen}' spans {size}", path=path, chosen=chosen, size=_too_many()
            )
        # Rows before the first filled one count too: row numbers must be those of Excel.
        empty = ([""] for _ in range(table.start[0] if table.start else 0))
        columns, count = _columns(chain(empty, _padded(table)), path)
    except calamine.PasswordError as error:
        raise DataError(
            "{path}: is protected by a password; save it without one", path=path
        ) from error
    except (calamine.CalamineError, OSError, ValueError) as error:
        if isinstance(error, DataError):
            raise
        raise _damaged(path, error) from error
    except BaseException as error:  # a panic of the Rust library is no Exception
        if type(error).__name__ != "PanicException":
            raise
        raise _damaged(path, error) from error
    return Grid(columns, count, f"sheet '{chosen}'", left)


def _padded(table: Any) -> Iterator[list[Any]]:
    """Rows from the sheet's first column on, whatever column is the first filled one."""
    before = [""] * (table.start[1] if table.start else 0)
    for row in table.iter_rows():
        yield before + row if before else row


def _damaged(path: Path, error: BaseException) -> DataError:
    return DataError(
        "{path}: damaged workbook ({detail}); open it in Excel and save it again",
        path=path,
        detail=" ".join(str(error).split())[:200],
    )


def _looks_like(path: Path) -> Text | str:
    with path.open("rb") as file:
        start = file.read(2000).lstrip().lower()
    return Text(" (a web page)") if start.startswith((b"<!doctype", b"<html", b"<table")) else ""


def _choose_sheet(path: Path, book: Any, wanted: str | None) -> tuple[str, tuple[str, ...]]:
    import python_calamine as calamine

    names = [
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.typ == calamine.SheetTypeEnum.WorkSheet
        and (sheet.visible == calamine.SheetVisibleEnum.Visible or sheet.name == wanted)
    ]
    if not names:
        raise DataError(
            "{path}: has no visible sheet; save the table as a workbook or CSV", path=path
        )
    if wanted is not None and wanted not in names:
        raise DataError(
            "{path}: has no sheet '{wanted}'; sheets: {names}",
            path=path,
            wanted=wanted,
            names=", ".join(names),
        )
    tables = [name for name in names if not any(word in name.lower() for word in _NOTE_SHEETS)]
    chosen = wanted or (tables or names)[0]
    return chosen, tuple(name for name in names if name != chosen)


_REFERENCE = re.compile(rb"""<(?:\w+:)?c\b[^>]*?\sr\s*=\s*["']([A-Za-z]{1,8})([0-9]{1,10})["']""")
_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_NOT_CALCULATED = re.compile(rb"</(?:\w+:)?f>\s*(?:<(?:\w+:)?v\s*/>|<v></v>)?\s*</(?:\w+:)?c>")


def _refuse_bombs(path: Path) -> None:
    """Refuse a workbook that would not fit in memory, before anything is unpacked into it.

    What a zip file says of its sizes may be false, so the parts are inflated in a stream and
    counted. The reader allots the whole rectangle up to the last cell, so two cells far apart are
    enough to exhaust memory; the references are therefore looked at on the way.
    """
    unpacked = 0
    try:
        with zipfile.ZipFile(path) as book:
            parts = book.infolist()
        if len(parts) > MAX_PARTS:
            raise DataError(
                "{path}: has more than {max_parts:,} parts; save it again in Excel",
                path=path,
                max_parts=MAX_PARTS,
            )
        with path.open("rb") as file:
            for part in parts:
                name = part.filename.lower()
                if not name.endswith((".xml", ".rels")):
                    continue
                most = MAX_TEXTS if name.endswith("sharedstrings.xml") else MAX_UNPACKED
                blocks = _counted(
                    path, _inflated(path, file, part), min(most, MAX_UNPACKED - unpacked)
                )
                if "worksheets/" in name:
                    unpacked += _refuse_far_cells(path, blocks)
                else:
                    unpacked += sum(map(len, blocks))
    except (zipfile.BadZipFile, NotImplementedError, zlib.error, struct.error) as error:
        raise _damaged(path, error) from error
    except (OSError, ValueError) as error:
        if isinstance(error, DataError):
            raise
        raise _damaged(path, error) from error


def _inflated(path: Path, file: IO[bytes], part: zipfile.ZipInfo) -> Iterator[bytes]:
    """A part's content in blocks, as much as there really is."""
    if part.flag_bits & 1:
        raise DataError("{path}: is protected by a password; save it without one", path=path)
    file.seek(part.header_offset)
    name_length, extra_length = struct.unpack("<26xHH", file.read(30))
    file.seek(part.header_offset + 30 + name_length + extra_length)
    left = part.compress_size
    if part.compress_type == zipfile.ZIP_STORED:
        while left > 0 and (block := file.read(min(left, 1 << 20))):
            left -= len(block)
            yield block
        return
    if part.compress_type != zipfile.ZIP_DEFLATED:
        raise DataError("{path}: is packed in an unusual way; save it again in Excel", path=path)
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    while left > 0 and not inflate.eof and (packed := file.read(min(left, 1 << 16))):
        left -= len(packed)
        while packed and (block := inflate.decompress(packed, 1 << 20)):
            yield block
            packed = inflate.unconsumed_tail


def _counted(path: Path, blocks: Iterator[bytes], most: int) -> Iterator[bytes]:
    for block in blocks:
        most -= len(block)
        if most < 0:
            raise DataError(
                "{path}: unpacks to more than {max_unpacked} MB, or to more than"
                " {max_texts} MB of text; is this the right file? Save the table as CSV",
                path=path,
                max_unpacked=MAX_UNPACKED >> 20,
                max_texts=MAX_TEXTS >> 20,
            )
        yield block


def _refuse_far_cells(path: Path, blocks: Iterator[bytes]) -> int:
    """Refuse a sheet whose cells span too much; returns its size in bytes."""
    size = filled = last_row = last_column = 0
    rest = b""
    for block in blocks:
        size += len(block)
        text = rest + block
        # A tag must not be cut in two; what follows the last one waits for the next block.
        cut = text.rfind(b"<c") if len(text) < (8 << 20) else len(text)
        cut = cut if cut > 0 else len(text)
        text, rest = text[:cut], text[cut:]
        filled += text.count(b"</c>") + text.count(b":c>")
        if filled > MAX_FILLED:
            raise DataError(
                "{path}: a sheet holds more than {max_filled:,} cells; save the table as CSV",
                path=path,
                max_filled=MAX_FILLED,
            )
        last_row, last_column = _reach(path, text, last_row, last_column)
    last_row, last_column = _reach(path, rest, last_row, last_column)
    if last_row * last_column > MAX_CELLS:
        raise DataError("{path}: a sheet spans {size}", path=path, size=_too_many())
    return size


def _reach(path: Path, text: bytes, last_row: int, last_column: int) -> tuple[int, int]:
    references = _REFERENCE.findall(text)
    if len(references) != len(_CELL.findall(text)):
        raise DataError(
            "{path}: cells without references; open the workbook in Excel and save it again",
            path=path,
        )
    if _NOT_CALCULATED.search(text):
        raise DataError(
            "{path}: holds formulas without results; open the workbook in Excel and save it again",
            path=path,
        )
    for letters in {letters for letters, _ in references}:
        number = 0
        for letter in letters.upper():
            number = number * 26 + letter - 64
        last_column = max(last_column, number)
    if references:
        last_row = max(last_row, max(int(digits) for _, digits in references))
    return last_row, last_column


def _too_many() -> Text:
    return Text(
        "more than {most:,} cells; delete far-off cells, or save the table alone as CSV",
        most=MAX_CELLS,
    )


# Columns


def _columns(rows: Iterable[list[Any]], path: Path) -> tuple[list[Column], int]:
    """Rows of any length as columns of distinct texts, a block of rows at a time."""
    parts: list[list[pa.Array]] = []
    count = 0
    rows = iter(rows)
    while block := list(islice(rows, CHUNK_ROWS)):
        width = max(map(len, block))
        if width > MAX_COLUMNS:
            raise DataError(
                "{path}: {width:,} columns; at most {max_columns:,} can be read",
                path=path,
                width=width,
                max_columns=MAX_COLUMNS,
            )
        if (count + len(block)) * max(width, len(parts)) > MAX_CELLS:
            raise DataError("{path}: {size}", path=path, size=_too_many())
        # A column that starts late is blank above, one that ends early is blank below.
        parts += [[_blank(count)] for _ in range(len(parts), width)]
        for column, values in zip(parts, zip_longest(*block, fillvalue=""), strict=False):
            column.append(_as_text(values).dictionary_encode())
        for column in parts[width:]:
            column.append(_blank(len(block)))
        count += len(block)
    return [_joined(column) for column in parts], count


def _blank(rows: int) -> pa.Array:
    return pa.DictionaryArray.from_arrays(np.zeros(rows, dtype=np.int32), pa.array([""]))


def _as_text(values: tuple[Any, ...]) -> pa.Array:
    kinds = set(map(type, values))
    if kinds <= {str}:
        return pa.array(values, pa.string())
    if kinds <= {int, float}:
        numbers = np.array(values, dtype=float)
        if np.array_equal(numbers, np.rint(numbers)) and np.abs(numbers).max() < 1e15:
            return pc.cast(pa.array(numbers.astype(np.int64)), pa.string())
    return pa.array([_text(value) for value in values], pa.string())


def _text(value: Any) -> str:
    """A workbook's cell as Excel shows it, numbers at full length."""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value)


def _joined(parts: list[pa.Array]) -> Column:
    whole = pa.chunked_array(parts).unify_dictionaries().combine_chunks()
    texts = [
        unguarded(unicodedata.normalize("NFC", text.strip(_BLANKS)))  # macOS parts Hangul
        for text in whole.dictionary.to_pylist()
    ]
    return Column(texts, whole.indices.to_numpy().astype(np.int32, copy=False))


# Blanks that Excel and KOSIS put around a text: also the no-break and the ideographic space.
_BLANKS = " \t\r\n\u00a0\u3000\ufeff\u200b"
