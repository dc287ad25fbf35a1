"""What every request goes through before the pages: from where, from whom, how large, how long.

Another page in the same browser could send requests to a server on loopback (cross-site request
forgery), under a name of its own that leads there, too (DNS rebinding). So each request must name
this server as its host, come from no other origin, and be of somebody whom `access` lets in.
OWASP's cheat sheet on cross-site request forgery says the same.
"""

from __future__ import annotations

import asyncio
import time

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hubplanner.desk.access import Access

MAX_UPLOAD = 200 << 20  # bytes of a planner's file
MAX_FORM = 8 << 20  # bytes of any other request; a scenario has 2 MB, which a form may triple
MAX_UPLOAD_SECONDS = 600
MAX_FORM_SECONDS = 60
MOST_UPLOADS = 4  # at once
UPLOADS = "/data/upload"
YEARLY_UPLOADS = "/yearly/upload"
TAKE_FILES = (UPLOADS, YEARLY_UPLOADS)
"""The addresses that take files."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
    " frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""The Content-Security-Policy of the desk's own pages; results bring another."""

HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    # Not 'no-referrer', with which browsers tell no origin of a form.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}


class RequestChecks:
    """ASGI middleware before the pages.

    Parameters
    ----------
    app
        What lies behind; it finds who asks in its scope's state as ``person``.
    access
        Who is let in.
    """

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self.app = app
        self.access = access
        self._uploads = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass on what may enter."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, _with_headers(send))

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = self._refused(scope)
        if answer is not None:
            await answer(scope, receive, send)
        elif scope["path"] not in TAKE_FILES:
            await self.app(scope, _limited(receive, MAX_FORM, MAX_FORM_SECONDS), send)
        else:
            self._uploads += 1
            try:
                await self.app(scope, _limited(receive, MAX_UPLOAD, MAX_UPLOAD_SECONDS), send)
            finally:
                self._uploads -= 1

    def _refused(self, scope: Scope) -> Response | None:
        """What is answered to a request that may not enter; who asks is told to the pages else."""
        headers = Headers(scope=scope)
        if headers.get("host") not in self.access.hosts or not self._same_origin(scope, headers):
            return PlainTextResponse("refused: the request comes from elsewhere", 403)
        person = self.access.admit(scope, headers)
        if isinstance(person, Response):
            return person
        takes_file = scope["path"] in TAKE_FILES
        length = headers.get("content-length") or "0"
        if not length.isdecimal() or int(length) > (MAX_UPLOAD if takes_file else MAX_FORM):
            return PlainTextResponse("too large", 413)
        if takes_file and self._uploads >= MOST_UPLOADS:
            return PlainTextResponse("too many files at once; try again", 503)
        scope.setdefault("state", {})["person"] = person
        return None

    def _same_origin(self, scope: Scope, headers: Headers) -> bool:
        origin = headers.get("origin")
        if origin is None:  # browsers tell it of everything that changes something
            return scope["method"] in ("GET", "HEAD")
        return origin in self.access.origins and origin.endswith(f"//{headers['host']}")


def _with_headers(send: Send) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return sent


def _limited(receive: Receive, most: int, seconds: float) -> Receive:
    """The body as it comes in, whatever length was told beforehand, and however slowly."""
    taken, whole = 0, False
    end = time.monotonic() + seconds

    async def received() -> Message:
        nonlocal taken, whole
        if whole:  # what comes then tells that the browser has gone
            return await receive()
        try:
            message = await asyncio.wait_for(receive(), max(0.0, end - time.monotonic()))
        except TimeoutError as error:
            raise HTTPException(408) from error
        taken += len(message.get("body", b""))
        whole = not message.get("more_body", False)
        if taken > most:
            raise HTTPException(413)
        return message

    return received
