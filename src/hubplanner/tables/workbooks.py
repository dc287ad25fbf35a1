"""Sheets of workbooks as grids, refused before they fill the memory."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any

from hubplanner.errors import DataError
from hubplanner.language import Text
from hubplanner.limits import MAX_CELLS, MAX_FILLED, MAX_PARTS, MAX_TEXTS, MAX_UNPACKED
from hubplanner.tables.columns import Grid, columns_of, too_many
from hubplanner.tables.delimited import other_kind
from hubplanner.tables.error_cells import cells_without_result, error_cells
from hubplanner.tables.hidden_parts import hidden_parts

WORKBOOK_SUFFIXES = (".xlsx", ".xlsm", ".xls")

ZIP_MAGIC = b"PK"
OLE_MAGIC = b"\xd0\xcf\x11\xe0"
# KOSIS puts the description of a table on a sheet of its own.
_NOTE_SHEETS = (
    "메타",
    "설명",
    "주석",
    "안내",
    "작성",
    "표지",
    "목차",
    "note",
    "meta",
    "cover",
    "readme",
    "about",
)


def read_workbook(
    path: Path, sheet: str | None, start: bytes, *, marks_formulas: bool = False
) -> Grid:
    import python_calamine as calamine

    if start.startswith(ZIP_MAGIC):
        _refuse_bombs(path, calculated=not marks_formulas)
    elif not start.startswith(OLE_MAGIC):
        raise DataError(
            "{path}: named like a workbook but is none"
            "{looks_like}; open it in Excel and save it as .xlsx or CSV",
            path=path,
            looks_like=Text(" ({kind})", kind=kind) if (kind := other_kind(path)) else "",
        )
    try:
        book = calamine.CalamineWorkbook.from_path(str(path))
        chosen, left, unseen = _choose_sheet(path, book, sheet)
        table = book.get_sheet_by_name(chosen)
        if table.total_height * table.total_width > MAX_CELLS:
            raise DataError(
                "{path}: sheet '{chosen}' spans {size}", path=path, chosen=chosen, size=too_many()
            )
        errors = error_cells(path, chosen) if start.startswith(ZIP_MAGIC) else {}
        if marks_formulas and start.startswith(ZIP_MAGIC):
            errors |= cells_without_result(path, chosen)
        hidden = hidden_parts(path, chosen) if start.startswith(ZIP_MAGIC) else ([], [])
        rows = _padded(table)
        columns, count = columns_of(_with_errors(rows, errors) if errors else rows, path)
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
    rows_hidden, spans = hidden
    return Grid(
        columns,
        count,
        Text("sheet '{sheet}'", sheet=chosen),
        left,
        chosen,
        tuple(row for row in rows_hidden if row < count and any(c[row] for c in columns)),
        tuple(
            n for n, c in enumerate(columns) if any(n in span for span in spans) and any(c.texts)
        ),
        unseen,
    )


def _padded(table: Any) -> Iterator[list[Any]]:
    """Rows and columns from the first of the sheet on, whatever the first filled ones are: row
    numbers must be those of Excel."""
    row, column = table.start or (0, 0)
    rows = iter(table.iter_rows())
    above = list(islice(rows, row))  # some versions of calamine give the blank rows above
    blank = next((n for n, cells in enumerate(above) if any(cells)), row)
    yield from ([""] for _ in range(row))
    for cells in chain(above[blank:], rows):
        yield [""] * column + cells


def _with_errors(
    rows: Iterator[list[Any]], errors: dict[tuple[int, int], str]
) -> Iterator[list[Any]]:
    """Rows with Excel's errors where they stand, so that they are told and no blanks."""
    columns: dict[int, dict[int, str]] = {}
    for (row, column), text in errors.items():
        columns.setdefault(row, {})[column] = text
    for number, cells in enumerate(rows):
        for column, text in columns.get(number, {}).items():
            cells += [""] * (column + 1 - len(cells))
            cells[column] = text
        yield cells


def _damaged(path: Path, error: BaseException) -> DataError:
    return DataError(
        "{path}: damaged workbook ({detail}); open it in Excel and save it again",
        path=path,
        detail=" ".join(str(error).split())[:200],
    )


def _choose_sheet(
    path: Path, book: Any, wanted: str | None
) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """The sheet to read, the others that can be seen, and those that are hidden."""
    import python_calamine as calamine

    sheets = [one for one in book.sheets_metadata if one.typ == calamine.SheetTypeEnum.WorkSheet]
    names = [
        sheet.name
        for sheet in sheets
        if sheet.visible == calamine.SheetVisibleEnum.Visible or sheet.name == wanted
    ]
    unseen = tuple(sheet.name for sheet in sheets if sheet.name not in names)
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
    return chosen, tuple(name for name in names if name != chosen), unseen


_REFERENCE = re.compile(rb"""<(?:\w+:)?c\b[^>]*?\sr\s*=\s*["']([A-Za-z]{1,8})([0-9]{1,10})["']""")
_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_NOT_CALCULATED = re.compile(rb"</(?:\w+:)?f>\s*(?:<(?:\w+:)?v\s*/>|<v></v>)?\s*</(?:\w+:)?c>")


def _refuse_bombs(path: Path, *, calculated: bool) -> None:
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
        names = {part.filename.lower() for part in parts}
        if "xl/workbook.xml" not in names or names & {"xl/workbook.bin", "content.xml"}:
            raise DataError(
                "{path}: no workbook of Excel; open it in Excel and save it as .xlsx or CSV",
                path=path,
            )
        with path.open("rb") as file:
            for part in parts:
                name = part.filename.lower()
                most = MAX_TEXTS if name.endswith("sharedstrings.xml") else MAX_UNPACKED
                most = min(most, MAX_UNPACKED - unpacked)
                size, sheet = 0, "worksheets/" in name
                if not sheet:
                    size, sheet = _size(_counted(path, _inflated(path, file, part), most))
                if sheet:
                    blocks = _counted(path, _inflated(path, file, part), most)
                    size = _refuse_far_cells(path, blocks, calculated)
                unpacked += size
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


def _size(blocks: Iterator[bytes]) -> tuple[int, bool]:
    """Bytes of a part, and whether it is a sheet, whatever it is called."""
    size, sheet, rest = 0, False, b""
    for block in blocks:
        size += len(block)
        sheet = sheet or b"sheetData" in rest + block
        rest = block[-8:]
    return size, sheet


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


def _refuse_far_cells(path: Path, blocks: Iterator[bytes], calculated: bool) -> int:
    """Refuse a sheet whose cells span too much, or, where it must be `calculated`, one with
    formulas that never were; returns its size in bytes."""
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
        last_row, last_column = _reach(path, text, last_row, last_column, calculated)
    last_row, last_column = _reach(path, rest, last_row, last_column, calculated)
    if last_row * last_column > MAX_CELLS:
        raise DataError("{path}: a sheet spans {size}", path=path, size=too_many())
    return size


def _reach(
    path: Path, text: bytes, last_row: int, last_column: int, calculated: bool
) -> tuple[int, int]:
    references = _REFERENCE.findall(text)
    if len(references) != len(_CELL.findall(text)):
        raise DataError(
            "{path}: cells without references; open the workbook in Excel and save it again",
            path=path,
        )
    if calculated and _NOT_CALCULATED.search(text):
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
