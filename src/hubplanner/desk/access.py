"""Who is let in: on loopback one browser, at an institute its people behind a reverse proxy.

TLS is the proxy's: what comes in without it, or past the proxy, is refused.
"""

from __future__ import annotations

import ipaddress
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import Protocol
from urllib.parse import urlsplit

from starlette.datastructures import Headers, QueryParams
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import Scope

from hubplanner.desk.sessions import SignIn
from hubplanner.errors import DataError
from hubplanner.language import CONTROL

OPENED = """<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0; url=/">
<title>hubplanner</title><link rel="icon" href="/static/icon.svg"><a href="/">hubplanner</a>"""
"""Goes on to the first page by itself: a redirect would still count as coming from elsewhere, so
that the browser kept the strict cookie back."""

SESSION = "__Host-hubplanner-desk"
"""The cookie of who is signed in; browsers keep one of that prefix to TLS and this host."""
OPEN = ("/sign-in", "/language", "/static/")
"""Addresses that need no session."""
MAX_NAME = 100


class Access(Protocol):
    """Who may speak with the desk, and under which names it is reached."""

    @property
    def hosts(self) -> frozenset[str]:
        """What a request may name as its host."""

    @property
    def origins(self) -> frozenset[str]:
        """Where a form of ours comes from."""

    def admit(self, scope: Scope, headers: Headers) -> str | Response:
        """The name of who asks ("" where nobody has one), or what is answered instead."""


class OneBrowser:
    """On loopback: the browser that the address with its token was opened in.

    Parameters
    ----------
    port
        On which the server listens.
    """

    def __init__(self, port: int) -> None:
        self.hosts = frozenset({f"127.0.0.1:{port}", f"localhost:{port}"})
        self.origins = frozenset(f"http://{host}" for host in self.hosts)
        self.address = f"http://127.0.0.1:{port}/"
        # Browsers share cookies among all ports of a host.
        self.cookie = f"hubplanner-desk-{port}"
        self._session = secrets.token_urlsafe(32)
        self._token = secrets.token_urlsafe(32)

    @property
    def opened_at(self) -> str:
        """The address to open. It works once: other users of the machine may see it pass."""
        return f"{self.address}?token={self._token}"

    def admit(self, scope: Scope, headers: Headers) -> str | Response:
        """Exchange the token for a cookie, then ask for the cookie."""
        if self._takes_token(scope):
            answer = HTMLResponse(OPENED)
            answer.set_cookie(self.cookie, self._session, httponly=True, samesite="strict")
            return answer
        told = cookie_of(headers, self.cookie)
        if secrets.compare_digest(told.encode(), self._session.encode()):
            return ""
        return PlainTextResponse(
            "Open the address that `hubplanner desk` has printed.\n"
            "`hubplanner desk`가 출력한 주소로 열 것.\n",
            401,
        )

    def _takes_token(self, scope: Scope) -> bool:
        told = QueryParams(scope["query_string"]).get("token", "")
        if not self._token or not secrets.compare_digest(told.encode(), self._token.encode()):
            return False
        self._token = ""
        return True


@dataclass(frozen=True)
class Team:
    """Behind a reverse proxy: the people of a password file, or those that the proxy names.

    Attributes
    ----------
    address
        Where people reach the proxy, ``https://…``.
    proxies
        IP addresses of the proxy; nobody else may speak with the desk.
    sign_in
        People and passwords; None where the proxy knows who asks.
    header
        In which it says so.
    """

    address: str
    proxies: frozenset[str]
    sign_in: SignIn | None
    header: str

    @property
    def hosts(self) -> frozenset[str]:
        """The one that the address names."""
        return frozenset({urlsplit(self.address).netloc})

    @property
    def origins(self) -> frozenset[str]:
        """The one of the address."""
        return frozenset({self.address})

    def admit(self, scope: Scope, headers: Headers) -> str | Response:
        """Only by way of the proxy, only over TLS, only those who are known."""
        client = scope.get("client")
        if client is None or _plain(client[0]) not in self.proxies:
            return PlainTextResponse("refused: the request does not come from the proxy", 403)
        if headers.getlist("x-forwarded-proto") != ["https"]:
            return PlainTextResponse("refused: TLS is the proxy's to do", 403)
        return self._named(headers) if self.sign_in is None else self._signed_in(scope, headers)

    def _named(self, headers: Headers) -> str | Response:
        told = headers.getlist(self.header)
        name = told[0].encode("latin-1").decode("utf-8", "replace") if len(told) == 1 else ""
        if not name.strip() or len(name) > MAX_NAME or CONTROL.search(name):
            return PlainTextResponse("refused: the proxy names nobody", 403)
        return name

    def _signed_in(self, scope: Scope, headers: Headers) -> str | Response:
        assert self.sign_in is not None
        if name := self.sign_in.who(cookie_of(headers, SESSION)):
            return name
        if scope["path"].startswith(OPEN):
            return ""
        if scope["method"] == "GET":
            return RedirectResponse("/sign-in", 303)
        return PlainTextResponse("Sign in again.\n다시 로그인할 것.\n", 401)


def a_team(address: str, proxies: Sequence[str], sign_in: SignIn | None, header: str = "") -> Team:
    """How an institute's people come in.

    Parameters
    ----------
    address, proxies, sign_in, header
        Those of :class:`Team`.

    Raises
    ------
    DataError
        When people would not be known, the address has no TLS, or no proxy is named.
    """
    if (sign_in is None) == (not header):
        raise DataError(
            "--host opens the desk to others: name who they are by --passwords FILE or by the"
            " proxy's --user-header, one of both"
        )
    parts = urlsplit(address)
    if parts.scheme != "https" or not parts.netloc or parts.path not in ("", "/"):
        raise DataError(
            "--host needs --address https://…, where people reach the reverse proxy: TLS is its to"
            " do, the desk has none"
        )
    if not proxies:
        raise DataError(
            "--host needs --proxy, the IP address of the reverse proxy; nobody else may speak with"
            " the desk"
        )
    if header and not re.fullmatch(r"[A-Za-z0-9-]+", header):
        raise DataError("{header}: is no name of a header", header=header)
    return Team(
        f"https://{parts.netloc.lower()}", frozenset(map(_address, proxies)), sign_in, header
    )


def cookie_of(headers: Headers, name: str) -> str:
    """A cookie of a request; "" where it brings none."""
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(name)
    except CookieError:
        return ""
    return found.value if found else ""


def client_of(headers: Headers, peer: str) -> str:
    """Whose request a trusted proxy has passed on: the last address that it has added."""
    forwarded = headers.get("x-forwarded-for", "").split(",")
    return forwarded[-1].strip() or peer


def _address(text: str) -> str:
    try:
        return _plain(str(ipaddress.ip_address(text)))
    except ValueError as error:
        raise DataError("{address}: is no IP address", address=text) from error


def _plain(address: str) -> str:
    """An IPv4 address as such, though IPv6 may carry it."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return str(mapped or found)
