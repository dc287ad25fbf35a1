"""Plans, comparisons and reports: started, followed, cancelled, shown."""

from __future__ import annotations

from urllib.parse import quote

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response

from hubplanner.desk import tasks
from hubplanner.desk.answering import Desk, field, go, language_of, page
from hubplanner.desk.cards import card, report_files
from hubplanner.desk.jobs import Job
from hubplanner.desk.understood import understood_page
from hubplanner.errors import ScenarioError
from hubplanner.language import Language, Pair, Text
from hubplanner.stage_names import STAGES

SHOWN = "sandbox allow-scripts allow-downloads allow-popups allow-modals; frame-ancestors 'self'"
"""The policy of a result beside its own: its scripts run, but as those of a stranger, who has no
cookie and is let in nowhere. A page in a workspace may come from anywhere."""

RESULT = {"content-security-policy": SHOWN, "cross-origin-opener-policy": "unsafe-none"}

MOST_COMPARED = 6
CHAPTERS = {
    "portfolio": Text("the programme"),
    "funding": Text("money"),
    "roadmap": Text("time"),
    "impact": Text("effects on the economy"),
}
"""Names of :data:`hubplanner.chapters.CHAPTERS`, each with what it is about."""


def show(desk: Desk, request: Request, form: FormData) -> Response:
    """A scenario's plan: its page as it is, what else can be made of it."""
    found = card(desk.workspace, request.path_params["name"])
    files = report_files(desk.workspace.reports / found.name)
    return page(request, "plan.html", card=found, files=files, chapters=CHAPTERS)


def plan(desk: Desk, request: Request, form: FormData) -> Response:
    """Make the plan."""
    return go(f"/job/{start_plan(desk, request.path_params['name']).id}")


def start_plan(desk: Desk, name: str) -> Job:
    """Queue a scenario's plan; one of its own that is not done yet is given up for it."""
    about = {"path": desk.workspace.existing(name), "out": desk.workspace.maps}
    for job in desk.jobs.unfinished():
        if job.task is tasks.plan and job.about == about:
            desk.jobs.cancel(job)
    return desk.jobs.start(
        Text("plan of {name}", name=name),
        tasks.plan,
        desk.workspace.maps,
        f"/scenario/{quote(name)}",
        **about,
    )


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
        chapters=[chapter for chapter in CHAPTERS if field(form, chapter)],
    )
    return go(f"/job/{job.id}")


def compare(desk: Desk, request: Request, form: FormData) -> Response:
    """Put the ticked scenarios side by side, the first ticked as the reference."""
    names = [str(name) for name in form.getlist("names")]
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
    """A file of ``maps/`` or ``reports/``: pages are shown, all else is downloaded."""
    path = desk.workspace.inside(*request.path_params["path"].split("/"))
    results = (desk.workspace.maps.resolve(), desk.workspace.reports.resolve())
    if not any(path.is_relative_to(place) for place in results) or not path.is_file():
        raise HTTPException(404)
    shown = path.suffix == ".html" and "download" not in request.query_params
    return FileResponse(
        path,
        headers=RESULT,
        filename=path.name,
        content_disposition_type="inline" if shown else "attachment",
    )


def show_job(desk: Desk, request: Request, form: FormData) -> Response:
    """How far a computation is; what was understood of a file when that is what it was for."""
    job = _job(desk, request)
    if job.state == "done" and job.leads_to:
        return go(_place(job))
    if job.task is tasks.understanding and job.state in ("done", "refused"):
        return understood_page(request, job)
    return page(request, "job.html", job=job, state=_state(desk, request, job))


def job_state(desk: Desk, request: Request, form: FormData) -> Response:
    """The same for the page's script."""
    job = _job(desk, request)
    return JSONResponse({"state": _state(desk, request, job), "over": job.over})


def cancel(desk: Desk, request: Request, form: FormData) -> Response:
    """End a computation."""
    job = _job(desk, request)
    desk.jobs.cancel(job)
    return go(f"/job/{job.id}")


def _job(desk: Desk, request: Request) -> Job:
    job = desk.jobs.get(request.path_params["id"])
    if job is None:
        raise HTTPException(404)
    return job


def _place(job: Job) -> str:
    """Where the result of a job is shown."""
    return job.leads_to.replace("{page}", quote(str(job.result.get("page", ""))))


def _state(desk: Desk, request: Request, job: Job) -> str:
    """The stage that runs, in words."""
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
