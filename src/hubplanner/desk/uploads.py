"""Files that a browser sends."""

from __future__ import annotations

import re

from starlette.datastructures import FormData, UploadFile

from hubplanner.errors import DataError
from hubplanner.language import CONTROL


def sent_file(form: FormData, name: str = "file") -> tuple[UploadFile, str]:
    """The file that a form brings, and the name to keep it under.

    Raises
    ------
    DataError
        When none was chosen.
    """
    sent = form.get(name)
    if not isinstance(sent, UploadFile) or not sent.filename:
        raise DataError("choose a file")
    return sent, _file_name(sent.filename)


def _file_name(sent: str) -> str:
    """The name of an uploaded file without a path, and without what a system refuses."""
    name = re.split(r"[/\\]", sent)[-1]
    name = re.sub(r'[<>:"|?*]', "_", CONTROL.sub("", name)).strip(" .")
    return name[-120:] or "file"
