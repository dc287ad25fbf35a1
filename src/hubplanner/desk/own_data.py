"""A planner's own files: uploaded, understood, kept as a data folder or discarded."""

from __future__ import annotations

import json
import re
import secrets
import shutil
import tempfile
from pathlib import Path
from urllib.parse import quote

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from hubplanner.desk import tasks
from hubplanner.desk.answering import Desk, field, go, page
from hubplanner.desk.form import filled_in, stated, written
from hubplanner.desk.understood import words_of, write_mapping
from hubplanner.desk.uploads import make_room, sent_file
from hubplanner.desk.workspace import etag
from hubplanner.errors import DataError
from hubplanner.language import Text
from hubplanner.limits import MAX_JSON, refuse_unfit
from hubplanner.scenario import NAME_PATTERN

FOLDERS = "data.folders"
"""The key of a scenario that names its data folders."""

TEMPLATES = {
    "employment": Text("employment by region and industry"),
    "institutions": Text("institutions: technoparks, universities, institutes"),
    "designations": Text("designated regions"),
    "travel": Text("minutes between places"),
}
"""Workbooks of :mod:`hubplanner.importing.templates`, each with what it is for."""

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show(desk: Desk, request: Request, form: FormData) -> Response:
    """The data folders, and where a file is put in."""
    work = desk.workspace
    return page(
        request,
        "data.html",
        folders=[(name, at, _held(work.data / name)) for name, at in work.data_paths().items()],
        scenarios=work.names(),
        deleted=request.query_params.get("deleted", ""),
        templates=TEMPLATES,
    )


def template(desk: Desk, request: Request, form: FormData) -> Response:
    """An empty workbook to fill in."""
    kind = request.path_params["kind"]
    if kind not in TEMPLATES:
        raise HTTPException(404)
    from hubplanner.importing.templates import write_template

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{kind}.xlsx"
        write_template(kind, path)
        content = path.read_bytes()
    headers = {"content-disposition": f'attachment; filename="{path.name}"'}
    return Response(content, media_type=WORKBOOK, headers=headers)


def _held(folder: Path) -> list[dict[str, str]]:
    """What the imports of a folder said of themselves: source, licence, regions and periods."""
    try:
        refuse_unfit(folder / "datapackage.json", MAX_JSON)
        package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
        return [
            {
                "title": str(one["source"]["title"]),
                "licence": str(one["source"]["licence"]),
                "regions": str(one.get("regions", "")),
                "periods": ", ".join(map(str, one.get("periods", ()))),
            }
            for one in package["imports"].values()
        ]
    except (OSError, ValueError, LookupError, TypeError, AttributeError, DataError):
        return []  # a folder that a planner has put together


def upload(desk: Desk, request: Request, form: FormData) -> Response:
    """Take a file and look at what it is."""
    sent, name = sent_file(form)
    make_room(desk.workspace.uploads)
    place = desk.workspace.inside(".uploads", secrets.token_hex(8))
    place.mkdir(parents=True)
    file = place / name
    with file.open("wb") as copy:
        shutil.copyfileobj(sent.file, copy)
    return _understand(desk, file, form)


def again(desk: Desk, request: Request, form: FormData) -> Response:
    """Look at an uploaded file again, with the planner's words."""
    return _understand(desk, _uploaded(desk, form), form)


def keep(desk: Desk, request: Request, form: FormData) -> Response:
    """Import an uploaded file into a data folder."""
    file, name = _uploaded(desk, form), field(form, "name")
    if not re.fullmatch(NAME_PATTERN, name) or name.endswith((".", " ")):
        raise DataError("use letters, digits, spaces, '.', '-' and '_' (at most 80)")
    into = desk.workspace.inside("own-data", name)
    if into.exists():
        raise DataError(
            "{name}: a data folder of this name is there; choose another name, or delete it first",
            name=name,
        )
    job = desk.jobs.start(
        Text("import of {file}", file=file.name),
        tasks.importing,
        desk.workspace.data,
        "/data",
        file=file,
        into=into,
        words=words_of(form),
        mapping=write_mapping(form, file),
    )
    return go(f"/job/{job.id}")


def discard(desk: Desk, request: Request, form: FormData) -> Response:
    """Remove an uploaded file."""
    shutil.rmtree(_uploaded(desk, form).parent)
    return go("/data")


def use(desk: Desk, request: Request, form: FormData) -> Response:
    """A data folder named in a scenario, whose plan then reads it."""
    name, used = field(form, "scenario"), desk.workspace.data_paths().get(field(form, "folder"))
    if used is None:
        raise HTTPException(404)
    path, content = desk.workspace.existing(name), desk.workspace.content(name)
    named = dict.fromkeys([*written(stated(content, path, FOLDERS)).splitlines(), used])
    new = filled_in(content, {FOLDERS: "\n".join(named)}, path)
    desk.workspace.save(name, new, etag(content))
    return go(f"/scenario/{quote(name)}/edit?saved=1")


def delete(desk: Desk, request: Request, form: FormData) -> Response:
    """A data folder into the bin."""
    binned = desk.workspace.drop_data(field(form, "name"))
    return go(f"/data?deleted={quote(binned)}")


def take_back(desk: Desk, request: Request, form: FormData) -> Response:
    """A data folder out of the bin."""
    desk.workspace.take_back_data(field(form, "binned"))
    return go("/data")


def _understand(desk: Desk, file: Path, form: FormData) -> Response:
    job = desk.jobs.start(
        Text("reading {file}", file=file.name),
        tasks.understanding,
        desk.workspace.data,
        "",
        file=file,
        words=words_of(form),
        mapping=write_mapping(form, file),
    )
    return go(f"/job/{job.id}")


def _uploaded(desk: Desk, form: FormData) -> Path:
    """The uploaded file that a form is about."""
    told = field(form, "upload")
    path = desk.workspace.inside(".uploads", *told.split("/"))
    if path.parent.parent != desk.workspace.uploads or not path.is_file():
        raise DataError("{file}: there is no such file or folder", file=told)
    return path
