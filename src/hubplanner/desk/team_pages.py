"""The pages of an institute's desk: signing in and out, what is computed, who changed what."""

from __future__ import annotations

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from hubplanner.desk.access import SESSION, client_of, cookie_of
from hubplanner.desk.answering import Desk, field, go, page
from hubplanner.desk.computing import state_of
from hubplanner.desk.passwords import MAX_NAME
from hubplanner.desk.sessions import SESSION_SECONDS, SignIn, WrongPasswordError
from hubplanner.errors import DataError
from hubplanner.language import Text


def show_sign_in(desk: Desk, request: Request, form: FormData) -> Response:
    """Where one signs in."""
    _sign_in(desk)
    return page(request, "sign_in.html", refusal=None, name="")


def sign_in(desk: Desk, request: Request, form: FormData) -> Response:
    """Name and password for a cookie."""
    people, name = _sign_in(desk), field(form, "name")
    address = client_of(request.headers, request.client.host if request.client else "")
    try:
        token = people.enter(name, str(form.get("password", "")), address)
    except DataError as error:
        if isinstance(error, WrongPasswordError):  # those that are not looked at would fill the log
            desk.workspace.log.write(Text("could not sign in"), who=name[:MAX_NAME])
        return page(request, "sign_in.html", 401, refusal=error.text, name=name)
    desk.workspace.log.write(Text("signed in"), who=name)
    answer = go("/")
    answer.set_cookie(
        SESSION, token, SESSION_SECONDS, secure=True, httponly=True, samesite="strict"
    )
    return answer


def sign_out(desk: Desk, request: Request, form: FormData) -> Response:
    """End the session."""
    _sign_in(desk).leave(cookie_of(request.headers, SESSION))
    desk.workspace.log.write(Text("signed out"))
    answer = go("/sign-in")
    answer.delete_cookie(SESSION, secure=True, httponly=True, samesite="strict")
    return answer


def activity(desk: Desk, request: Request, form: FormData) -> Response:
    """What is computed or waits, for whom; and who changed what, when."""
    queue = [(job, state_of(desk, request, job)) for job in desk.jobs.unfinished()]
    return page(request, "activity.html", queue=queue, entries=desk.workspace.log.entries())


def _sign_in(desk: Desk) -> SignIn:
    if desk.team is None or desk.team.sign_in is None:
        raise HTTPException(404)
    return desk.team.sign_in
