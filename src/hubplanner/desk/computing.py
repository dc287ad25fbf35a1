"""Plans, comparisons and reports: started, followed, cancelled, shown."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response

from hubplanner.chapters import CHAPTERS
from hubplanner.desk import tasks
from hubplanner.desk.answering import Desk, field, go, language_of, page
from hubplanner.desk.cards import card, regions_of, report_files, reports_of
from hubplanner.desk.jobs import Job, Progress, Task
from hubplanner.desk.understood import understood_page
from hubplanner.errors import ScenarioError
from hubplanner.language import Language, Pair, Text
from hubplanner.stage_names import STAGES

SHOWN = "sandbox allow-scripts allow-downloads allow-popups allow-modals; frame-ancestors 'self'"
"""The policy of a result beside its own: its scripts run, but as those of a stranger, who has no
cookie and is let in nowhere. A page in a workspace may come from anywhere."""

RESULT = {"content-security-policy": SHOWN, "cross-origin-opener-policy": "unsafe-none"}

MOST_COMPARED = 6
OF_A_PLAN = ("plan", "compare", "evaluation")
"""Files that are called so in the folder of every plan, comparison or evaluation."""


def show(desk: Desk, request: Request, form: FormData) -> Response:
    """A scenario's plan: its page as it is, what else can be made of it."""
    found = card(desk.workspace, request.path_params["name"])
    files = report_files(desk.workspace.reports / found.name)
    return page(
        request,
        "plan.html",
        card=found,
        files=files,
        chapters=CHAPTERS,
        reported=bool(reports_of(desk.workspace, found.name)),
        regions=regions_of(desk.workspace, found.made) if found.made else [],
    )


def plan(desk: Desk, request: Request, form: FormData) -> Response:
    """Make the plan."""
    return go(f"/job/{start_plan(desk, request.path_params['name']).id}")


def start_plan(desk: Desk, name: str) -> Job:
    """Queue a scenario's plan; one of its own that is not done yet is given up for it."""
    return start_once(
        desk,
        Text("plan of {name}", name=name),
        tasks.plan,
        desk.workspace.maps,
        f"/scenario/{quote(name)}",
        path=desk.workspace.existing(name),
        out=desk.workspace.maps,
    )


def start_once(
    desk: Desk,
    what: Text,
    task: Task,
    writes: Path,
    leads_to: str,
    *,
    long: bool = False,
    **about: Any,
) -> Job:
    """Queue a task as :meth:`Jobs.start` does; the same one, not done yet, is given up for it."""
    for job in desk.jobs.unfinished():
        if job.task is task and job.about == about:
            desk.jobs.cancel(job)
    return desk.jobs.start(what, task, writes, leads_to, long=long, **about)


def report(desk: Desk, request: Request, form: FormData) -> Response:
    """Make pictures and brief, in the language of the page."""
    name = request.path_params["name"]
    out = desk.workspace.reports / name
    language: Language = language_of(desk, request)
    job = desk.jobs.start(
        Text("report of {name}", name=name),
        tasks.report,
        out,
        f"/scenario/{quote(name)}#reports",
        path=desk.workspace.existing(name),
        out=out,
        language=language,
        chapters=[chapter.value for chapter in CHAPTERS if field(form, chapter)],
        reports=reports_of(desk.workspace, name) if field(form, "evaluation") else [],
    )
    return go(f"/job/{job.id}")


def sheet(desk: Desk, request: Request, form: FormData) -> Response:
    """One region on the plan's page, which prints its sheet."""
    made = card(desk.workspace, request.path_params["name"]).made
    region = request.query_params.get("region", "")
    known = regions_of(desk.workspace, made) if made else []
    if made is None or region not in dict(known):
        raise HTTPException(404)
    return go(f"/results/maps/{quote(made.page)}#tab=regions&region={region}")


def compare(desk: Desk, request: Request, form: FormData) -> Response:
    """Put the ticked scenarios side by side: by name, the baseline first as the reference."""
    names = sorted(map(str, form.getlist("names")), key=lambda name: (name != "baseline", name))
    if not 2 <= len(names) <= MOST_COMPARED:
        raise ScenarioError("tick two to six scenarios to compare")
    job = desk.jobs.start(
        Text("comparison of {names}", names=", ".join(names)),
        tasks.comparison,
        desk.workspace.maps,
        "/comparison/{page}",
        paths=[desk.workspace.existing(name) for name in names],
        out=desk.workspace.maps,
    )
    return go(f"/job/{job.id}")


def show_comparison(desk: Desk, request: Request, form: FormData) -> Response:
    """A comparison's page as it is."""
    name = request.path_params["page"]
    if not desk.workspace.inside("maps", name).is_file():
        raise HTTPException(404)
    return page(request, "comparison.html", page=name)


def result(desk: Desk, request: Request, form: FormData) -> Response:
    """A file of a computation: pages are shown, all else is downloaded, named by its date."""
    work = desk.workspace
    path = work.inside(*request.path_params["path"].split("/"))
    results = (work.maps, work.reports, work.sweeps, work.programme)
    if not any(path.is_relative_to(place.resolve()) for place in results) or not path.is_file():
        raise HTTPException(404)
    shown = path.suffix == ".html" and "download" not in request.query_params
    return FileResponse(
        path,
        headers=RESULT,
        filename=_dated(path),
        content_disposition_type="inline" if shown else "attachment",
    )


def show_job(desk: Desk, request: Request, form: FormData) -> Response:
    """How far a computation is; what was understood of a file when that is what it was for."""
    job = _job(desk, request)
    if job.state == "done" and job.leads_to:
        return go(_place(job))
    if job.task is tasks.understanding and job.state in ("done", "refused"):
        return understood_page(request, job)
    return page(request, "job.html", job=job, state=state_of(desk, request, job))


def job_state(desk: Desk, request: Request, form: FormData) -> Response:
    """The same for the page's script."""
    job = _job(desk, request)
    state = state_of(desk, request, job)
    return JSONResponse({"state": state, "over": job.over, "progress": job.progress})


def cancel(desk: Desk, request: Request, form: FormData) -> Response:
    """End a computation."""
    job = _job(desk, request)
    desk.jobs.cancel(job)
    return go(f"/job/{job.id}")


def _dated(path: Path) -> str:
    """The name of a file with the day of its making; a plan's own files say which plan's."""
    made = datetime.fromtimestamp(path.stat().st_mtime).astimezone()
    stem = f"{path.parent.name} {path.stem}" if path.stem in OF_A_PLAN else path.stem
    return f"{stem} {made:%Y-%m-%d}{path.suffix}"


def _job(desk: Desk, request: Request) -> Job:
    job = desk.jobs.get(request.path_params["id"])
    if job is None:
        raise HTTPException(404)
    return job


def _place(job: Job) -> str:
    """Where the result of a job is shown."""
    return job.leads_to.replace("{page}", quote(str(job.result.get("page", ""))))


def state_of(desk: Desk, request: Request, job: Job) -> str:
    """The stage that runs, in words; of a long one how much is done and how long it takes still."""
    if job.state == "running" and job.progress:
        return _far(job.progress).in_language(language_of(desk, request))
    told = {
        "waiting": Text("waits for its turn"),
        "running": _stage(job.stage),
        "done": Text("done"),
        "refused": Text("could not be done"),
        "cancelled": Text("cancelled"),
    }
    return told[job.state].in_language(language_of(desk, request))


def _stage(stage: str) -> Text:
    """A stage in words; what a service is asked for next tells itself."""
    return STAGES.get(stage) or (Pair(stage, stage) if stage else Text("starts"))


def _far(progress: Progress) -> Text:
    done, count, seconds = progress
    return Text(
        "{done:,} of {count:,}, about {minutes} min {seconds} s left",
        done=done,
        count=count,
        minutes=int(seconds // 60),
        seconds=int(seconds % 60),
    )
