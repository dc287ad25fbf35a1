"""The addresses of the desk."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from anyio.to_thread import current_default_thread_limiter
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from hubplanner.desk import (
    computing,
    editing,
    live_map,
    own_data,
    services,
    start,
    sweeps,
    team_pages,
    yearly_reports,
)
from hubplanner.desk.access import Team
from hubplanner.desk.answering import Desk, failed, not_there, refused, route, static_folder
from hubplanner.desk.jobs import Jobs
from hubplanner.desk.middleware import UPLOADS, YEARLY_UPLOADS
from hubplanner.desk.workspace import Workspace
from hubplanner.errors import HubplannerError
from hubplanner.language import Language

THREADS = 8
"""That answer pages: more of them would only wait for each other, and each keeps memory."""


@asynccontextmanager
async def _few_threads(app: Starlette) -> AsyncIterator[None]:
    current_default_thread_limiter().total_tokens = THREADS
    yield


def make_app(
    workspace: Workspace,
    jobs: Jobs,
    language: Language,
    stop: Callable[[], None],
    team: Team | None = None,
) -> Starlette:
    """The desk as an ASGI application, before which `middleware` stands.

    Parameters
    ----------
    workspace, jobs
        What it works on.
    language
        Of pages until a reader chooses.
    stop
        Called by the page's button.
    team
        How people come in, where they are several.
    """
    scenario, sweep = "/scenario/{name}", "/sweep/{name}"
    app = Starlette(
        routes=[
            route("/", start.start),
            route("/language", start.choose_language, "POST"),
            route("/stop", start.stop, "POST"),
            route("/sign-in", team_pages.show_sign_in),
            route("/sign-in", team_pages.sign_in, "POST"),
            route("/sign-out", team_pages.sign_out, "POST"),
            route("/activity", team_pages.activity),
            route("/scenarios", start.create, "POST"),
            route("/places", editing.places),
            route(live_map.BASELINE, live_map.baseline_map),
            route("/bin", start.show_bin),
            route("/bin", start.take_back, "POST"),
            route(scenario, computing.show),
            route(f"{scenario}/map.svg", start.small_map),
            route(f"{scenario}/duplicate", start.duplicate, "POST"),
            route(f"{scenario}/rename", start.rename, "POST"),
            route(f"{scenario}/delete", start.delete, "POST"),
            route(f"{scenario}/edit", editing.edit),
            route(f"{scenario}/edit", editing.save, "POST"),
            route(f"{scenario}/check", editing.check, "POST"),
            route(f"{scenario}/tried", live_map.tried, "POST"),
            route(f"{scenario}/toml", editing.save_toml, "POST"),
            route(f"{scenario}/history", editing.history),
            route(f"{scenario}/history", editing.restore, "POST"),
            route(f"{scenario}/plan", computing.plan, "POST"),
            route(f"{scenario}/sheet", computing.sheet),
            route(f"{scenario}/report", computing.report, "POST"),
            route(f"{scenario}/yearly", yearly_reports.show),
            route(f"{scenario}/yearly/remove", yearly_reports.remove, "POST"),
            route(f"{scenario}/template", yearly_reports.make_template, "POST"),
            route(f"{scenario}/evaluate", yearly_reports.evaluate, "POST"),
            route(YEARLY_UPLOADS, yearly_reports.upload, "POST"),
            route("/sweeps", sweeps.show_sweeps),
            route("/sweeps", sweeps.create, "POST"),
            route("/sweeps/size", sweeps.size, "POST"),
            route(sweep, sweeps.show),
            route(sweep, sweeps.save, "POST"),
            route(f"{sweep}/start", sweeps.start, "POST"),
            route(f"{sweep}/pause", sweeps.pause, "POST"),
            route(f"{sweep}/so-far", sweeps.so_far, "POST"),
            route(f"{sweep}/delete", sweeps.delete, "POST"),
            route("/bin/sweeps", sweeps.take_back, "POST"),
            route("/compare", computing.compare, "POST"),
            route("/comparison/{page}", computing.show_comparison),
            route("/results/{path:path}", computing.result),
            route("/job/{id}", computing.show_job),
            route("/job/{id}/state", computing.job_state),
            route("/job/{id}/cancel", computing.cancel, "POST"),
            route("/data", own_data.show),
            route(UPLOADS, own_data.upload, "POST"),
            route("/data/again", own_data.again, "POST"),
            route("/data/keep", own_data.keep, "POST"),
            route("/data/discard", own_data.discard, "POST"),
            route("/data/use", own_data.use, "POST"),
            route("/data/delete", own_data.delete, "POST"),
            route("/data/back", own_data.take_back, "POST"),
            route("/data/template/{kind}", own_data.template),
            route(services.ADDRESS, services.show),
            route(services.ADDRESS, services.fetch, "POST"),
            route(f"{services.ADDRESS}/key", services.keep, "POST"),
            Mount("/static", StaticFiles(directory=static_folder())),
        ],
        lifespan=_few_threads,
        exception_handlers={
            HubplannerError: refused,
            OSError: refused,
            HTTPException: not_there,
            Exception: failed,
        },
    )
    app.state.desk = Desk(workspace, jobs, language, stop, team)
    return app
