"""What a file may be: an ordinary one that fits in memory. Every door asks here first."""

from __future__ import annotations

import stat
from pathlib import Path

from hubplanner.errors import DataError

MAX_FILE = 1 << 30  # bytes of one file, and of all parts of a layer
MAX_UNPACKED = 1 << 30  # bytes of a file once its compression is undone
MAX_TEXTS = 300 << 20  # bytes of a workbook's text table, which is held in memory
MAX_PARTS = 10_000  # files in a zip file
MAX_FILLED = 16_000_000  # filled cells of one sheet
MAX_COLUMNS = 16_384  # as many as an Excel sheet has
MAX_CELLS = 40_000_000  # the whole rectangle; a million rows of forty columns
MAX_JSON = 64 << 20  # bytes of a JSON file, which grows about tenfold in memory


def refuse_unfit(path: Path, most: int = MAX_FILE) -> int:
    """Refuse what is no ordinary file, or a larger one; nothing is opened, so nothing waits.

    Returns
    -------
    int
        Size in bytes.

    Raises
    ------
    DataError
        When there is no such file, when it is a folder, a pipe, a socket or a device, or too large.
    """
    try:
        found = path.stat()
    except (OSError, ValueError) as error:  # ValueError: a zero byte in the name
        reason = getattr(error, "strerror", None) or error
        raise DataError(
            "{path}: cannot be read ({reason}); check the path", path=path, reason=reason
        ) from error
    if stat.S_ISDIR(found.st_mode):
        raise DataError("{path}: is a folder; name one file", path=path)
    if not stat.S_ISREG(found.st_mode):
        raise DataError("{path}: is no ordinary file; copy its content into one", path=path)
    if found.st_size > most:
        raise DataError(
            "{path}: is larger than {most:,} MB; keep the part that is needed",
            path=path,
            most=most >> 20,
        )
    return found.st_size
