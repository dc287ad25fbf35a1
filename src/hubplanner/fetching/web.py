"""One polite, patient way to ask a web service that wants a key, without ever showing the key.

The client, its log lines and its errors only know a *mark* in place of each key. The last step
before the wire, a transport of httpx, puts the key where the mark is, in path or query alike. What
comes back is hidden after it was parsed, when no escape is left that a key could stand in.
"""

from __future__ import annotations

import json
import logging
import re
import time
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from hubplanner.errors import DataError, HubplannerError
from hubplanner.fetching.hidden_keys import Keys
from hubplanner.language import Text

try:
    import httpx
    import tenacity
except ImportError as missing:
    raise DataError(
        "fetching needs httpx and tenacity: pip install 'hubplanner[fetch]'"
    ) from missing

MOVES = 3  # redirects that are followed, within the same origin only

LOOPBACK = "127.0.0.1"

_LOGGERS = ("httpx", "httpcore.connection", "httpcore.http11", "httpcore.proxy", "httpcore.socks")


class TransientError(HubplannerError):
    """An answer that may be a better one the next time; after `wait` seconds if it says so."""

    def __init__(self, template: str | Text, /, *, wait: float = 0.0, **values: object) -> None:
        super().__init__(template, **values)
        self.wait = wait


@dataclass(frozen=True)
class RetryPolicy:
    """How to ask.

    Attributes
    ----------
    pace
        Least seconds between two requests.
    attempts
        How often one request is tried.
    backoff
        Seconds before the second attempt; doubled for each further one, at most a minute.
    timeout
        Seconds of silence after which an attempt is given up.
    """

    pace: float = 0.35
    attempts: int = 5
    backoff: float = 1.0
    timeout: float = 60.0


class _HideKeys(logging.Filter):
    """The libraries below log addresses and the headers of answers, which may repeat a key."""

    def __init__(self, keys: Keys) -> None:
        super().__init__()
        self._keys = keys

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = self._keys.hide(record.getMessage()), ()
        return True


class Web:
    """A service at `base`; use it as a context.

    Parameters
    ----------
    name
        What the service is called in messages.
    base
        Its address, scheme included.
    keys
        Marks and keys.
    retry
        Pace, attempts, backoff.
    plain_http
        Whether a service on this very machine may be asked without encryption, as tests do.

    Raises
    ------
    DataError
        When the address is none of https: a key is never sent in the clear.
    """

    def __init__(
        self, name: str, base: str, keys: Keys, retry: RetryPolicy, *, plain_http: bool = False
    ) -> None:
        scheme, host, _ = _origin(base)
        if not host or (
            scheme != "https" and not (plain_http and (scheme, host) == ("http", LOOPBACK))
        ):
            raise DataError(
                "{base}: the key is sent to https addresses only; give --host as https://…",
                base=base,
            )
        self.name, self.base, self.keys, self.retry = name, base.rstrip("/"), keys, retry
        self.asked = 0
        self._last = -retry.pace
        self._filter = _HideKeys(keys)

    def __enter__(self) -> Self:
        for name in _LOGGERS:
            logging.getLogger(name).addFilter(self._filter)
        self._client = httpx.Client(
            transport=_WithKeys(self.base, self.keys), timeout=self.retry.timeout
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._client.close()
        for name in _LOGGERS:
            logging.getLogger(name).removeFilter(self._filter)

    def ask(
        self, path: str, request: dict[str, str], read: Callable[[Any], list[dict[str, str]]]
    ) -> list[dict[str, str]]:
        """Ask until there is an answer that `read` takes.

        Parameters
        ----------
        path
            Path below the base.
        request
            Query, marks in place of keys. A plus sign stays one: it parts the codes of a list.
        read
            Makes rows of the parsed JSON; raises TransientError where another attempt may help.

        Raises
        ------
        DataError
            When the service refuses, or gave no good answer in all attempts.
        """

        def wait(state: tenacity.RetryCallState) -> float:
            asked_for = getattr(state.outcome and state.outcome.exception(), "wait", 0.0)
            doubled = self.retry.backoff * 2 ** (state.attempt_number - 1)
            return float(max(asked_for, min(doubled, 60.0)))

        query = urllib.parse.urlencode(request, safe="+")
        attempts = tenacity.Retrying(
            stop=tenacity.stop_after_attempt(self.retry.attempts),
            retry=tenacity.retry_if_exception_type(TransientError),
            wait=wait,
            reraise=True,
        )
        try:
            return attempts(lambda: read(self._get(f"{self.base}/{path}?{query}")))
        except TransientError as problem:
            message = Text(
                "{name}: {problem}, {attempts} times; what was fetched is kept,"
                " so run the command again later",
                name=self.name,
                problem=problem.text,
                attempts=self.retry.attempts,
            )
        # Outside of the handler: a traceback shall not carry the library's objects along.
        raise DataError(message.with_values(self.keys.hide))

    def _get(self, url: str) -> Any:
        for _ in range(MOVES + 1):
            self._keep_pace()
            self.asked += 1
            try:
                answer = self._client.get(url)
            except httpx.TimeoutException:
                raise TransientError(
                    "no answer within {timeout:g} seconds", timeout=self.retry.timeout
                ) from None
            except httpx.TransportError as error:
                raise TransientError(
                    "the connection failed ({reason})", reason=_plain(error)
                ) from None
            if not answer.is_redirect:
                return self._parsed(answer)
            url = self._moved(answer, url)
        raise DataError("{name}: sends in circles from address to address", name=self.name)

    def _keep_pace(self) -> None:
        time.sleep(max(0.0, self._last + self.retry.pace - time.monotonic()))
        self._last = time.monotonic()

    def _moved(self, answer: httpx.Response, url: str) -> str:
        # The service repeats the query, key included, in the address that it sends to.
        place = self.keys.hide(urllib.parse.urljoin(url, answer.headers.get("location", "")))
        new = urllib.parse.urlsplit(place)
        if _origin(place) != _origin(self.base):
            raise DataError(
                "{name}: sends to {scheme}://{netloc}; the key was not sent there;"
                " if that is the service's new address, give it with --host",
                name=self.name,
                scheme=new.scheme,
                netloc=new.netloc.rpartition("@")[2],
            )
        return place

    def _parsed(self, answer: httpx.Response) -> Any:
        status = answer.status_code
        if status == 429 or status >= 500:
            raise TransientError(
                "answers with HTTP status {status}", status=status, wait=_retry_after(answer)
            )
        # No variable holds the text: a traceback that shows them shall not show a key.
        title = self.keys.hide(_title(_text(answer)))
        if status >= 400:
            raise DataError(
                "{name}: refuses with HTTP status {status}{title}",
                name=self.name,
                status=status,
                title=title,
            )
        if _text(answer).startswith("<"):
            raise TransientError("answers with a web page{title}, not with data", title=title)
        try:
            return self.keys.hide_in(json.loads(_text(answer)))
        except (ValueError, RecursionError):
            raise TransientError("the answer broke off") from None


class _WithKeys(httpx.BaseTransport):
    """Puts keys in place, through the system's proxy where there is one."""

    def __init__(self, base: str, keys: Keys) -> None:
        address = urllib.parse.urlsplit(base)
        proxy = urllib.request.getproxies().get(address.scheme)
        if urllib.request.proxy_bypass(address.hostname or ""):
            proxy = None
        self._keys = keys
        self._wire = httpx.HTTPTransport(proxy=proxy)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        filled = httpx.Request(
            request.method,
            self._keys.fill(str(request.url)),
            headers=request.headers,
            extensions=request.extensions,
        )
        return self._wire.handle_request(filled)

    def close(self) -> None:
        self._wire.close()


def _origin(address: str) -> tuple[str, str, int | None]:
    """Scheme, host and port (RFC 6454); of an address that cannot be read, nothing."""
    try:
        parts = urllib.parse.urlsplit(address)
        port = parts.port or {"https": 443, "http": 80}.get(parts.scheme)
    except ValueError:
        return "", "", None
    return parts.scheme, parts.hostname or "", port


def _plain(error: Exception) -> str:
    return re.sub(r"\s+", " ", str(error)).strip() or type(error).__name__


def _text(answer: httpx.Response) -> str:
    return answer.content.decode("utf-8", "replace").strip()


def _title(text: str) -> str:
    match = re.search(r"<title[^>]*>(.*?)</title>", text, re.IGNORECASE | re.DOTALL)
    return f" ('{_plain(Exception(match[1]))[:80]}')" if match else ""


def _retry_after(answer: httpx.Response) -> float:
    seconds = answer.headers.get("retry-after", "")
    return min(float(seconds), 300.0) if seconds.isdigit() else 0.0
