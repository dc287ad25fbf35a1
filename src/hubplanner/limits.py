"""What a file may be: an ordinary one that fits in memory. Every door asks here first.

And what year may be asked for: one that has come.
"""

from __future__ import annotations

import errno
import os
import stat
from datetime import date
from pathlib import Path

from hubplanner.errors import DataError

MAX_FILE = 1 << 30  # bytes of one file, and of all parts of a layer
MAX_UNPACKED = 1 << 30  # bytes of a file once its compression is undone
MAX_TEXTS = 300 << 20  # bytes of a workbook's text table, which is held in memory
MAX_PARTS = 10_000  # files in a zip file
MAX_FILLED = 16_000_000  # filled cells of one sheet
MAX_COLUMNS = 16_384  # as many as an Excel sheet has
MAX_CELLS = 40_000_000  # the whole rectangle; a million rows of forty columns
MAX_JSON = 64 << 20  # bytes of a routing service's answer or a data package
MAX_TOML = 2 << 20  # bytes of a scenario, mapping, rule or list of technologies
MAX_PAIRS = 1_000_000  # rows of a travel matrix; 229 regions have 52,441 pairs
MAX_POINTS = 100_000  # rows of a list of places


def refuse_unfit(path: Path, most: int = MAX_FILE) -> int:
    """Refuse what is no ordinary file, or a larger one; nothing is opened, so nothing waits.

    Returns
    -------
    int
        Size in bytes.

    Raises
    ------
    OSError
        When there is no such file, or it is a folder.
    DataError
        When it is a pipe, a socket or a device, or too large.
    """
    if "\0" in str(path):
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), str(path))
    found = path.stat()
    if stat.S_ISDIR(found.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if not stat.S_ISREG(found.st_mode):
        raise DataError("{path}: is no ordinary file; copy its content into one", path=path)
    if found.st_size > most:
        raise DataError(
            "{path}: is larger than {most:,} MB; keep the part that is needed",
            path=path,
            most=most >> 20,
        )
    return found.st_size


def is_to_come(year: int) -> bool:
    """Whether a year has not come."""
    return year > date.today().year


def refuse_to_come(year: int | None) -> None:
    """Refuse to tell what was known at the end of a year to come: today's data would pass for it.

    Raises
    ------
    DataError
    """
    if year is not None and is_to_come(year):
        raise DataError("{year}: the year has not come; leave it out for the newest", year=year)
