"""What all pages share: the desk behind them, the reader's language, templates, refusals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from hubplanner.desk.access import Team
from hubplanner.desk.change_log import acting
from hubplanner.desk.jobs import Jobs
from hubplanner.desk.workspace import Workspace
from hubplanner.errors import HubplannerError
from hubplanner.language import LANGUAGES, Language, Text, told

LANGUAGE_COOKIE = "hubplanner-language"
MAX_FIELD = 4 << 20  # bytes of one field of a form
MOST_FILES = 20  # in one form


@dataclass(frozen=True)
class Desk:
    """What the pages work on."""

    workspace: Workspace
    jobs: Jobs
    language: Language
    stop: Callable[[], None]
    team: Team | None = None


View = Callable[[Desk, Request, FormData], Response]
"""A page: in a thread of its own, so that it may read and write files."""

_environment = Environment(
    loader=PackageLoader("hubplanner.desk"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def route(path: str, view: View, method: str = "GET") -> Route:
    """A view at an address."""

    async def answered(request: Request) -> Response:
        desk: Desk = request.app.state.desk
        acting.set(request.state.person)
        if method == "GET":
            return await run_in_threadpool(view, desk, request, FormData())
        async with request.form(
            max_files=MOST_FILES, max_fields=300, max_part_size=MAX_FIELD
        ) as form:
            return await run_in_threadpool(view, desk, request, form)

    return Route(path, answered, methods=[method])


def language_of(desk: Desk, request: Request) -> Language:
    """The language that the reader chose, else that of the run."""
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    return next((one for one in LANGUAGES if one == chosen), desk.language)


def page(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A template in the reader's language."""
    desk: Desk = request.app.state.desk
    language = language_of(desk, request)

    def t(message: str | Text, **named: object) -> str:
        text = message if isinstance(message, Text) else Text(message, **named)
        return text.in_language(language)

    html = _environment.get_template(template).render(
        t=t,
        told=partial(told, language=language),
        language=language,
        path=request.url.path,
        workspace=desk.workspace.folder.name,
        unfinished=desk.jobs.unfinished(),
        team=desk.team,
        person=request.state.person,
        **values,
    )
    return HTMLResponse(html, status)


def go(address: str) -> Response:
    """On to another page after a form."""
    return RedirectResponse(address, 303)


def field(form: FormData, name: str) -> str:
    """What a form says; "" where it says nothing."""
    value = form.get(name, "")
    return "" if isinstance(value, UploadFile) else value.strip()


def refused(request: Request, error: Exception) -> Response:
    """A page that says what is wrong and how to mend it; of a path only its last part."""
    if isinstance(error, OSError):
        name = Path(error.filename or "").name
        reason = Text("{path}: {reason}", path=name, reason=error.strerror or "")
    else:
        assert isinstance(error, HubplannerError)
        reason = error.text
    return page(request, "refused.html", 422, reason=reason)


def failed(request: Request, error: Exception) -> Response:
    """A page for what should not happen; what it was is printed where the desk was started."""
    return page(request, "refused.html", 500, reason=Text("This went wrong inside hubplanner."))


def not_there(request: Request, error: Exception) -> Response:
    """A page for wrong addresses and requests that are too large."""
    assert isinstance(error, HTTPException)
    reasons = {
        404: Text("There is no such page."),
        408: Text("This took too long to arrive."),
        413: Text("This is larger than the desk takes."),
    }
    reason = reasons.get(error.status_code, Text("This request is not understood."))
    return page(request, "refused.html", error.status_code, reason=reason)


def static_folder() -> Path:
    """Style and script of the pages."""
    return Path(__file__).with_name("static")
