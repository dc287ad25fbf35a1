"""Files that a browser sends."""

from __future__ import annotations

import re
import shutil
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

from starlette.datastructures import FormData, UploadFile

from hubplanner.errors import DataError
from hubplanner.language import CONTROL

MOST_KEPT = 2 << 30  # bytes of all files that are not yet kept or discarded
FORGOTTEN_SECONDS = 24 * 3600
LONGEST_NAME = 200  # bytes


def make_room(uploads: Path) -> None:
    """Remove what was put into the folder of uploads a day ago and forgotten.

    Raises
    ------
    DataError
        When what is left takes as much room as it may.
    """
    kept = 0
    for place in list(uploads.glob("*")):
        with suppress(FileNotFoundError):  # discarded meanwhile
            if place.stat().st_mtime < time.time() - FORGOTTEN_SECONDS:
                shutil.rmtree(place, ignore_errors=True)
            else:
                kept += sum(file.stat().st_size for file in place.iterdir())
    if kept > MOST_KEPT:
        raise DataError("too many files wait to be kept or discarded; discard some first")


def sent_file(form: FormData) -> tuple[UploadFile, str]:
    """The file that a form brings, and the name to keep it under.

    Raises
    ------
    DataError
        When none was chosen, or more than one.
    """
    first, *others = sent_files(form)
    if others:
        raise DataError("choose one file at a time")
    return first


def sent_files(form: FormData) -> list[tuple[UploadFile, str]]:
    """The files that a form brings, each with the name to keep it under.

    Raises
    ------
    DataError
        When none was chosen, or two have one name.
    """
    sent = [one for one in form.getlist("file") if isinstance(one, UploadFile) and one.filename]
    if not sent:
        raise DataError("choose a file")
    named = [(one, _file_name(str(one.filename))) for one in sent]
    for name, times in Counter(name for _, name in named).items():
        if times > 1:
            raise DataError("{file}: two files of this name were sent", file=name)
    return named


def _file_name(sent: str) -> str:
    """The name of an uploaded file without a path, and without what a system refuses."""
    name = re.split(r"[/\\]", sent)[-1]
    name = re.sub(r'[<>:"|?*]', "_", CONTROL.sub("", name)).strip(" .")
    # Systems take names of 255 bytes; a letter of Hangul has three. The end tells the kind.
    return name.encode()[-LONGEST_NAME:].decode(errors="ignore") or "file"
