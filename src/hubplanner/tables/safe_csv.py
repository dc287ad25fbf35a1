"""Tables as CSV, so that no name in them becomes a formula."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd

# What a spreadsheet takes for a formula when it opens the file (OWASP, CSV injection), and the
# same behind apostrophes, so that taking one off gives back what was written.
_LIKE_A_FORMULA = re.compile(r"'*[=+\-@\t\n]")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")


def write_table(table: pd.DataFrame, path: Path, *, index: bool = False) -> None:
    """Write a table as CSV (UTF-8 with BOM); a text like a formula gets an apostrophe before it.

    Numbers stay as they are, as texts too. :func:`.read_grid` takes the apostrophe off again.
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


def _guarded(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    text = "\n".join(value.splitlines()) if "\r" in value else value  # csv quotes no lone CR
    return f"'{text}" if _LIKE_A_FORMULA.match(text) and not _NUMBER.fullmatch(text) else text
