"""CSV files: a planner's as a table of texts, ours so that no name in them becomes a formula."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd

from hubplanner.errors import DataError

# What a spreadsheet takes for a formula when it opens the file (OWASP, CSV injection), and the
# same behind apostrophes, so that taking one off gives back what was written.
_LIKE_A_FORMULA = re.compile(r"'*[=+\-@\t\n]")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")


def write_table(table: pd.DataFrame, path: Path, *, index: bool = False) -> None:
    """Write a table as CSV (UTF-8 with BOM); a text like a formula gets an apostrophe before it.

    Numbers stay as they are, as texts too. :func:`read_text` takes the apostrophe off again.
    """
    guarded = table.rename(columns=_guarded, index=_guarded if index else None)
    for place, dtype in enumerate(table.dtypes):
        if not pd.api.types.is_numeric_dtype(dtype):
            guarded.isetitem(place, [_guarded(value) for value in table.iloc[:, place]])
    guarded.to_csv(path, index=index, encoding="utf-8-sig", lineterminator="\n")


def unguarded(text: str) -> str:
    """The text that :func:`write_table` put an apostrophe before, if it did.

    >>> unguarded("'=1+1"), unguarded("'90s")
    ('=1+1', "'90s")
    """
    return text[1:] if text[:1] == "'" and _LIKE_A_FORMULA.match(text) else text


def _cleaned(text: str) -> str:
    return unguarded(text.strip())


def _cleaned_all(column: pd.Series[str]) -> pd.Series[str]:
    # Once for each distinct text: a long table says most of them many times.
    return column.map({text: _cleaned(text) for text in column.unique()}).astype(column.dtype)


def _guarded(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    text = "\n".join(value.splitlines()) if "\r" in value else value  # csv quotes no lone CR
    return f"'{text}" if _LIKE_A_FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def read_text(path: Path) -> pd.DataFrame:
    """The cells as they stand, stripped, under stripped names; an empty cell is ``''``.

    UTF-8 (with or without BOM) or CP949. ``index + 2`` is the row of the file.

    Raises
    ------
    DataError
        When the file cannot be read, or rows hold more cells than row 1 names.
    """
    for encoding in ("utf-8-sig", "cp949"):
        try:
            table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding=encoding)
        except UnicodeDecodeError:
            continue
        except OSError as error:
            raise DataError(
                "{path}: cannot be read ({reason}); check the path",
                path=path,
                reason=error.strerror,
            ) from error
        except pd.errors.EmptyDataError as error:
            raise DataError(
                "{path}: no readable table; row 1 must name the columns", path=path
            ) from error
        except pd.errors.ParserError as error:
            if opened := re.search(r"EOF inside string starting at row (\d+)", str(error)):
                raise DataError(
                    "{path}: row {row} opens a quotation mark that is never closed;"
                    " close it or take it out",
                    path=path,
                    row=int(opened[1]) + 1,
                ) from error
            raise DataError(
                "{path}: no readable table ({reason})", path=path, reason=str(error).strip()
            ) from error
        if not isinstance(table.index, pd.RangeIndex):  # pandas took the first cells for an index
            raise DataError(
                "{path}: row 2 holds {nlevels} more cells than the {shape}"
                " columns of row 1; put quotes around a cell with a comma in it, and take commas"
                " off the ends of rows",
                path=path,
                nlevels=table.index.nlevels,
                shape=table.shape[1],
            )
        return pd.DataFrame({_cleaned(str(name)): _cleaned_all(table[name]) for name in table})
    raise DataError("{path}: neither UTF-8 nor CP949; save it as 'CSV UTF-8' in Excel", path=path)
