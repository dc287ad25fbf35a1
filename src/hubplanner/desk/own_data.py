"""A planner's own files: uploaded, understood, kept as a data folder or discarded."""

from __future__ import annotations

import re
import secrets
import shutil
from pathlib import Path
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from hubplanner.desk import tasks
from hubplanner.desk.answering import Desk, field, go, page
from hubplanner.desk.uploads import make_room, sent_file
from hubplanner.errors import DataError
from hubplanner.language import Text
from hubplanner.scenario import NAME_PATTERN

WORDS = ("measure", "unit", "sheet", "source", "licence")
"""What a planner may say of a file, as options of ``hubplanner data import``; the year besides."""


def show(desk: Desk, request: Request, form: FormData) -> Response:
    """The data folders, and where a file is put in."""
    return page(request, "data.html", folders=desk.workspace.data_folders())


def upload(desk: Desk, request: Request, form: FormData) -> Response:
    """Take a file and look at what it is."""
    sent, name = sent_file(form)
    make_room(desk.workspace.uploads)
    place = desk.workspace.inside(".uploads", secrets.token_hex(8))
    place.mkdir(parents=True)
    file = place / name
    with file.open("wb") as written:
        shutil.copyfileobj(sent.file, written)
    return _understand(desk, file, {})


def again(desk: Desk, request: Request, form: FormData) -> Response:
    """Look at an uploaded file again, with the planner's words."""
    return _understand(desk, _uploaded(desk, form), _words(form))


def keep(desk: Desk, request: Request, form: FormData) -> Response:
    """Import an uploaded file into a data folder."""
    file, name = _uploaded(desk, form), field(form, "name")
    if not re.fullmatch(NAME_PATTERN, name) or name.endswith((".", " ")):
        raise DataError("use letters, digits, spaces, '.', '-' and '_' (at most 80)")
    into = desk.workspace.inside("own-data", name)
    job = desk.jobs.start(
        Text("import of {file}", file=file.name),
        tasks.importing,
        desk.workspace.data,
        "/data",
        file=file,
        into=into,
        words=_words(form),
    )
    return go(f"/job/{job.id}")


def discard(desk: Desk, request: Request, form: FormData) -> Response:
    """Remove an uploaded file."""
    shutil.rmtree(_uploaded(desk, form).parent)
    return go("/data")


def delete(desk: Desk, request: Request, form: FormData) -> Response:
    """A data folder into the bin."""
    desk.workspace.drop_data(field(form, "name"))
    return go("/data")


def _understand(desk: Desk, file: Path, words: dict[str, Any]) -> Response:
    job = desk.jobs.start(
        Text("reading {file}", file=file.name),
        tasks.understanding,
        desk.workspace.data,
        "",
        file=file,
        words=words,
    )
    return go(f"/job/{job.id}")


def _uploaded(desk: Desk, form: FormData) -> Path:
    """The uploaded file that a form is about."""
    told = field(form, "upload")
    path = desk.workspace.inside(".uploads", *told.split("/"))
    if path.parent.parent != desk.workspace.uploads or not path.is_file():
        raise DataError("{file}: there is no such file or folder", file=told)
    return path


def _words(form: FormData) -> dict[str, Any]:
    said: dict[str, Any] = {name: field(form, name) for name in WORDS if field(form, name)}
    if year := field(form, "year"):
        if not re.fullmatch(r"\d{4}", year):
            raise DataError("{year}: is no year", year=year)
        said["year"] = int(year)
    return said
