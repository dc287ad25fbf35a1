"""What hubs report each year: the workbook to fill in, filled ones dropped in, what they come to.

::

    programme/NAME/reports-YEARS.xlsx   to be filled in
    programme/NAME/reports/FILE         filled in; an earlier one of that name goes into .bin/
    programme/NAME/checked.json         what the last check found
    programme/NAME/evaluation/          page, workbook and tables of the last evaluation
"""

from __future__ import annotations

import json
import re
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import Response

from hubplanner.desk import tasks
from hubplanner.desk.answering import Desk, field, go, page
from hubplanner.desk.cards import REPORTS, card, reports_of
from hubplanner.desk.computing import start_once
from hubplanner.desk.uploads import sent_files
from hubplanner.desk.workspace import OPTION, into_bin
from hubplanner.errors import DataError, ScenarioError
from hubplanner.language import Text
from hubplanner.output import replace_file

MAX_REPORTS = 20 << 20  # bytes of one workbook of reports
MOST_YEARS = 10


def show(desk: Desk, request: Request, form: FormData) -> Response:
    """The workbook to fill in, filled ones, all that is wrong with them, and the evaluation."""
    found = card(desk.workspace, request.path_params["name"])
    folder = desk.workspace.programme / found.name
    return page(
        request,
        "yearly.html",
        card=found,
        planned=bool(found.made) and _plan_folder(desk, found.name).is_dir(),
        templates=sorted(one.name for one in folder.glob("reports-*.xlsx")),
        reports=[one.name for one in reports_of(desk.workspace, found.name)],
        checked=_checked(folder / tasks.CHECKED),
        made=(folder / "evaluation" / "evaluation.html").is_file(),
        this_year=datetime.now().year,
        endings=",".join(REPORTS),
    )


def make_template(desk: Desk, request: Request, form: FormData) -> Response:
    """The workbook that hubs fill in, a sheet a year."""
    name = request.path_params["name"]
    first, last = _year(field(form, "from")), _year(field(form, "to") or field(form, "from"))
    if not first <= last < first + MOST_YEARS:
        raise DataError("choose one to {most} years, the first before the last", most=MOST_YEARS)
    job = start_once(
        desk,
        Text("reports of {name} to fill in", name=name),
        tasks.report_template,
        desk.workspace.programme / name,
        f"{_address(name)}#template",
        plan=_plan_folder(desk, name),
        years=list(range(first, last + 1)),
        out=desk.workspace.programme / name,
    )
    return go(f"/job/{job.id}")


def upload(desk: Desk, request: Request, form: FormData) -> Response:
    """Keep filled workbooks, all or none, and judge all of the hubs' reports."""
    name = field(form, "name")
    plan = _plan_folder(desk, name)
    contents = {called: _read(sent, called) for sent, called in sent_files(form)}
    for called, content in contents.items():
        place = desk.workspace.inside("programme", name, "reports", called)
        keep = partial(_put_away, desk, name, place)
        replace_file(place, content, option=OPTION, unless=keep)
    return _evaluate(desk, name, plan, None)


def _read(sent: UploadFile, called: str) -> bytes:
    if not called.lower().endswith(REPORTS):
        raise DataError("{file}: reports are workbooks (XLSX) or CSV files", file=called)
    content = sent.file.read(MAX_REPORTS + 1)
    if len(content) > MAX_REPORTS:
        raise DataError("{file}: has more than {most} MB", file=called, most=MAX_REPORTS >> 20)
    return content


def _put_away(desk: Desk, name: str, place: Path) -> None:
    """An earlier file of that name goes into the bin."""
    desk.workspace.log.write(Text("reports {file} of {name}", file=place.name, name=name))
    if place.exists():
        into_bin(place)


def evaluate(desk: Desk, request: Request, form: FormData) -> Response:
    """Judge the reports again, for another year where one is named."""
    name = request.path_params["name"]
    year = field(form, "year")
    return _evaluate(desk, name, _plan_folder(desk, name), _year(year) if year else None)


def remove(desk: Desk, request: Request, form: FormData) -> Response:
    """A filled workbook into the bin."""
    name, told = request.path_params["name"], field(form, "file")
    file = next((one for one in reports_of(desk.workspace, name) if one.name == told), None)
    if file is None:
        raise DataError("{file}: there is no such file or folder", file=told)
    desk.workspace.log.write(Text("deleted {name}", name=told))
    into_bin(file)
    return go(_address(name))


def _evaluate(desk: Desk, name: str, plan: Path, year: int | None) -> Response:
    reports = reports_of(desk.workspace, name)
    if not reports:
        raise DataError("choose a file")
    job = start_once(
        desk,
        Text("yearly reports of {name}", name=name),
        tasks.evaluation,
        desk.workspace.programme / name,
        _address(name),
        reports=reports,
        plan=plan,
        year=year,
        out=desk.workspace.programme / name,
    )
    return go(f"/job/{job.id}")


def _plan_folder(desk: Desk, name: str) -> Path:
    """The folder of a scenario's plan.

    Raises
    ------
    ScenarioError
        When it has none yet.
    """
    made = card(desk.workspace, name).made
    if made is None:
        raise ScenarioError("{name} has no plan yet: compute it first", name=name)
    return (desk.workspace.maps / made.page).with_suffix("")


def _address(name: str) -> str:
    return f"/scenario/{quote(name)}/yearly"


def _year(text: str) -> int:
    if not re.fullmatch(r"(19|20)\d\d", text):
        raise DataError("{year}: is no year", year=text)
    return int(text)


def _checked(file: Path) -> dict[str, Any]:
    """What the last check found; nothing where there was none."""
    try:
        found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found
