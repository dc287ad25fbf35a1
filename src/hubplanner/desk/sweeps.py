"""Sweeps: made by a form or put there as files, started, paused, gone on with, looked at."""

from __future__ import annotations

import math
from urllib.parse import quote

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from hubplanner.desk import tasks
from hubplanner.desk.answering import Desk, field, go, language_of, page
from hubplanner.desk.computing import start_once, state_of
from hubplanner.desk.jobs import Job
from hubplanner.desk.sweep_files import (
    create_sweep,
    delete_sweep,
    existing_sweep,
    last_pace,
    progress_of,
    save_sweep,
    sentences_of,
    sweep_names,
    tables_of,
    take_back_sweep,
)
from hubplanner.desk.sweep_form import METHODS, MOST_KEYS, Line, plans_of, sweep_toml, varied_keys
from hubplanner.desk.workspace import etag
from hubplanner.errors import HubplannerError, ScenarioError
from hubplanner.language import Text
from hubplanner.toml_file import decoded


def show_sweeps(desk: Desk, request: Request, form: FormData) -> Response:
    """All sweeps with how far they are, and the form of a new one."""
    names = sweep_names(desk.workspace)
    return page(
        request,
        "sweeps.html",
        sweeps=[(name, _running(desk, name), progress_of(desk.workspace, name)) for name in names],
        scenarios=desk.workspace.names(),
        chosen=request.query_params.get("scenario", ""),
        methods=METHODS,
        keys=varied_keys(),
        lines=range(MOST_KEYS),
    )


def create(desk: Desk, request: Request, form: FormData) -> Response:
    """A new sweep by form."""
    name = field(form, "name")
    create_sweep(desk.workspace, name, _described(desk, form))
    return go(f"/sweep/{quote(name)}")


def size(desk: Desk, request: Request, form: FormData) -> Response:
    """How many plans the form describes so far and how long they take, or what is missing."""
    try:
        told = _size(desk, _described(desk, form)) or Text("")
    except HubplannerError as error:
        told = error.text
    return JSONResponse({"told": told.in_language(language_of(desk, request))})


def _described(desk: Desk, form: FormData) -> bytes:
    """The sweep file that the form describes."""
    scenario = field(form, "scenario")
    lines = [
        Line(key, field(form, f"who-{number}") == "choice", field(form, f"values-{number}"))
        for number in range(MOST_KEYS)
        if (key := field(form, f"key-{number}"))
    ]
    return sweep_toml(
        f"../scenarios/{scenario}.toml",
        desk.workspace.content(scenario),
        desk.workspace.path(scenario),
        field(form, "method"),
        _draws(field(form, "draws")),
        lines,
    )


def _size(desk: Desk, content: bytes) -> Text | None:
    count, pace = plans_of(content), last_pace(desk.workspace)
    if count is None:
        return None
    if pace is None:
        return Text("plans to compute: {count:,}", count=count)
    hours, minutes = divmod(math.ceil(count * pace / 60), 60)
    return Text(
        "plans to compute: {count:,}, in about {time} at the pace of the last sweep",
        count=count,
        time=Text("{hours} h {minutes} min", hours=hours, minutes=minutes)
        if hours
        else Text("{n} min", n=minutes),
    )


def show(desk: Desk, request: Request, form: FormData) -> Response:
    """One sweep: how far it is, its page and tables, its file."""
    name = request.path_params["name"]
    content = existing_sweep(desk.workspace, name).read_bytes()
    job = _running(desk, name)
    return page(
        request,
        "sweep.html",
        name=name,
        job=job,
        size=_size(desk, content),
        state=state_of(desk, request, job) if job else "",
        progress=progress_of(desk.workspace, name),
        made=(desk.workspace.sweeps / f"{name}.html").is_file(),
        sentences=sentences_of(desk.workspace, name),
        tables=tables_of(desk.workspace, name),
        toml=decoded(content),
        etag=etag(content),
        saved="saved" in request.query_params,
    )


def save(desk: Desk, request: Request, form: FormData) -> Response:
    """The sweep file as it was typed."""
    name = request.path_params["name"]
    content = str(form.get("toml", "")).replace("\r\n", "\n").encode()
    save_sweep(desk.workspace, name, content, field(form, "etag"))
    return go(f"/sweep/{quote(name)}?saved=1")


def start(desk: Desk, request: Request, form: FormData) -> Response:
    """Start a sweep, or go on with it: what is solved is not solved again."""
    name = request.path_params["name"]
    path = existing_sweep(desk.workspace, name)
    start_once(
        desk,
        Text("sweep {name}", name=name),
        tasks.sweep,
        desk.workspace.sweeps,
        f"/sweep/{quote(name)}",
        long=True,
        path=path,
        out=desk.workspace.sweeps,
    )
    return go(f"/sweep/{quote(name)}")


def pause(desk: Desk, request: Request, form: FormData) -> Response:
    """End a sweep's computation; what is solved is kept."""
    name = request.path_params["name"]
    if job := _running(desk, name):
        desk.jobs.cancel(job)
    return go(f"/sweep/{quote(name)}")


def delete(desk: Desk, request: Request, form: FormData) -> Response:
    """A sweep into the bin; what works it off is ended."""
    name = request.path_params["name"]
    if job := _running(desk, name):
        desk.jobs.cancel(job)
    delete_sweep(desk.workspace, name)
    return go("/bin")


def take_back(desk: Desk, request: Request, form: FormData) -> Response:
    """Out of the bin, with all that came of it."""
    return go(f"/sweep/{quote(take_back_sweep(desk.workspace, field(form, 'binned')))}")


def so_far(desk: Desk, request: Request, form: FormData) -> Response:
    """Page and tables of what is solved already."""
    name = request.path_params["name"]
    existing_sweep(desk.workspace, name)
    job = start_once(
        desk,
        Text("what the sweep {name} says so far", name=name),
        tasks.sweep_report,
        desk.workspace.sweeps,
        f"/sweep/{quote(name)}",
        folder=desk.workspace.sweeps / name,
    )
    return go(f"/job/{job.id}")


def _running(desk: Desk, name: str) -> Job | None:
    """What works a sweep off, or has been refused to since its file was changed."""
    path = desk.workspace.sweeps / f"{name}.toml"
    of_it = [
        job
        for job in desk.jobs.remembered()
        if job.task is tasks.sweep and job.about["path"] == path
    ]
    latest = of_it[-1] if of_it else None
    return latest if latest and (not latest.over or latest.refusal) else None


def _draws(text: str) -> int:
    if not (text.isdecimal() and 1 <= int(text) <= 100_000):
        raise ScenarioError("{value}: draws are a whole number from 1 to 100,000", value=text)
    return int(text)
