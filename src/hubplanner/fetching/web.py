"""One polite, patient way to ask a web service that wants a key, without ever showing the key.

The client, its log lines and its errors only know a *mark* in place of each key. The last step
before the wire, a transport of httpx, puts the key where the mark is, in path or query alike.
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

from pydantic import SecretStr

from hubplanner.errors import DataError, HubplannerError
from hubplanner.language import Text

try:
    import httpx
    import tenacity
except ImportError as missing:
    raise DataError(
        "fetching needs httpx and tenacity: pip install 'hubplanner[fetch]'"
    ) from missing

MOVES = 3  # redirects that are followed, on the same host only

_LOGGERS = ("httpx", "httpcore.connection", "httpcore.http11", "httpcore.proxy")


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


class Keys:
    """The keys by their marks: what is put on the wire, and hidden everywhere else."""

    def __init__(self) -> None:
        self._secrets: dict[str, SecretStr] = {}

    def mark(self, name: str, secret: SecretStr) -> str:
        """The text that stands for a key in everything that is asked."""
        mark = f"HUBPLANNER-{name}-MARK"
        self._secrets[mark] = secret
        return mark

    def fill(self, url: str) -> str:
        for mark, secret in self._secrets.items():
            url = url.replace(mark, urllib.parse.quote(secret.get_secret_value(), safe=""))
        return url

    def hide(self, text: str) -> str:
        """The text with marks in place of keys, in whatever way these are written in an address."""
        for mark, secret in self._secrets.items():
            key = secret.get_secret_value()
            spellings = {key, urllib.parse.quote(key, safe=""), urllib.parse.quote_plus(key)}
            for spelling in sorted(spellings, key=len, reverse=True):
                text = text.replace(spelling, mark)
        return text


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
    """

    def __init__(self, name: str, base: str, keys: Keys, retry: RetryPolicy) -> None:
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
        old, new = urllib.parse.urlsplit(url), urllib.parse.urlsplit(place)
        if new.hostname != old.hostname or (old.scheme, new.scheme) == ("https", "http"):
            raise DataError(
                "{name}: sends to {scheme}://{netloc}; the key was not sent there;"
                " if that is the service's new address, give it with --host",
                name=self.name,
                scheme=new.scheme,
                netloc=new.netloc,
            )
        return place

    def _parsed(self, answer: httpx.Response) -> Any:
        status = answer.status_code
        if status == 429 or status >= 500:
            raise TransientError(
                "answers with HTTP status {status}", status=status, wait=_retry_after(answer)
            )
        text = self.keys.hide(answer.content.decode("utf-8", "replace")).strip()
        if status >= 400:
            raise DataError(
                "{name}: refuses with HTTP status {status}{title}",
                name=self.name,
                status=status,
                title=_title(text),
            )
        if text.startswith("<"):
            raise TransientError(
                "answers with a web page{title}, not with data", title=_title(text)
            )
        try:
            return json.loads(text)
        except ValueError:
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


def _plain(error: Exception) -> str:
    return re.sub(r"\s+", " ", str(error)).strip() or type(error).__name__


def _title(text: str) -> str:
    match = re.search(r"<title[^>]*>(.*?)</title>", text, re.IGNORECASE | re.DOTALL)
    return f" ('{_plain(Exception(match[1]))[:80]}')" if match else ""


def _retry_after(answer: httpx.Response) -> float:
    seconds = answer.headers.get("retry-after", "")
    return min(float(seconds), 300.0) if seconds.isdigit() else 0.0
