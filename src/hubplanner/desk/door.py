"""Who may speak with the desk: the browser that its address was opened in, and nobody else.

Another page in the same browser could send requests to a server on loopback (cross-site request
forgery), under a name of its own that leads there, too (DNS rebinding). So each request must name
this server as its host, come from no other origin, and bring the cookie that the address with its
token was exchanged for. OWASP's cheat sheet on cross-site request forgery says the same.
"""

from __future__ import annotations

import secrets
from http.cookies import CookieError, SimpleCookie

from starlette.datastructures import Headers, MutableHeaders, QueryParams
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_UPLOAD = 200 << 20  # bytes of a planner's file
MAX_FORM = 8 << 20  # bytes of any other request; a scenario has 2 MB, which a form may triple
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

OPENED = """<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0; url=/">
<title>hubplanner</title><link rel="icon" href="/static/icon.svg"><a href="/">hubplanner</a>"""
"""Goes on to the first page by itself: a redirect would still count as coming from elsewhere, so
that the browser kept the strict cookie back."""


class Door:
    """ASGI middleware that lets one browser in.

    Parameters
    ----------
    app
        What lies behind.
    port
        On which the server listens, on loopback.
    """

    def __init__(self, app: ASGIApp, port: int) -> None:
        self.app = app
        self.hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}
        self.address = f"http://127.0.0.1:{port}/"
        # Browsers share cookies among all ports of a host.
        self.cookie = f"hubplanner-desk-{port}"
        self._session = secrets.token_urlsafe(32)
        self._token = secrets.token_urlsafe(32)

    @property
    def opened_at(self) -> str:
        """The address to open. It works once: other users of the machine may see it pass."""
        return f"{self.address}?token={self._token}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass on what may enter."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, _with_headers(send))

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        most = MAX_UPLOAD if scope["path"] in TAKE_FILES else MAX_FORM
        if headers.get("host") not in self.hosts or not self._same_origin(scope, headers):
            answer: Response = PlainTextResponse("refused: the request comes from elsewhere", 403)
        elif self._takes_token(scope):
            answer = HTMLResponse(OPENED)
            answer.set_cookie(self.cookie, self._session, httponly=True, samesite="strict")
        elif not secrets.compare_digest(_cookie(headers, self.cookie), self._session.encode()):
            answer = PlainTextResponse(
                "Open the address that `hubplanner desk` has printed.\n"
                "`hubplanner desk`가 출력한 주소로 열 것.\n",
                401,
            )
        elif int(headers.get("content-length") or 0) > most:
            answer = PlainTextResponse("too large", 413)
        else:
            await self.app(scope, _limited(receive, most), send)
            return
        await answer(scope, receive, send)

    def _same_origin(self, scope: Scope, headers: Headers) -> bool:
        origin = headers.get("origin")
        if origin is None:  # browsers tell it of everything that changes something
            return scope["method"] in ("GET", "HEAD")
        return origin == f"http://{headers['host']}"

    def _takes_token(self, scope: Scope) -> bool:
        told = QueryParams(scope["query_string"]).get("token", "")
        if not self._token or not secrets.compare_digest(told.encode(), self._token.encode()):
            return False
        self._token = ""
        return True


def _cookie(headers: Headers, name: str) -> bytes:
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(name)
    except CookieError:
        return b""
    return found.value.encode() if found else b""


def _with_headers(send: Send) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return sent


def _limited(receive: Receive, most: int) -> Receive:
    """The body as it comes in, whatever length was told beforehand."""
    taken = 0

    async def received() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > most:
            raise HTTPException(413)
        return message

    return received
