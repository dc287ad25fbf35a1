"""Signing in with a password: sessions, and fewer tries the more of them were wrong."""

from __future__ import annotations

import math
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from hubplanner.desk.passwords import Hash, PasswordFile
from hubplanner.errors import DataError

SESSION_SECONDS = 12 * 3600
FREE_TRIES = 5
"""Wrong passwords after which one has to wait: a second, then twice as long each time."""
LONGEST_WAIT = 900
MOST_AT_ONCE = 3
"""Passwords that wait to be looked at: the threads that answer pages are not all kept by them."""
MOST_REMEMBERED = 10_000
"""Names and addresses whose wrong tries are counted."""

Clock = Callable[[], float]


class WrongPasswordError(DataError):
    """Name and password are not of one person."""


@dataclass(frozen=True)
class _Session:
    name: str
    hash: Hash
    until: float


class Throttle:
    """How long somebody has to wait, by name and by address, after wrong passwords."""

    def __init__(self, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._wrong: dict[str, tuple[int, float]] = {}

    def wait(self, *keys: str) -> float:
        """Seconds until the next try is looked at."""
        return max(self._wait(key) for key in keys)

    def wrong(self, *keys: str) -> None:
        """Count a wrong password."""
        for key in keys:
            count, _ = self._wrong.pop(key, (0, 0.0))
            self._wrong[key] = (count + 1, self._clock())
        while len(self._wrong) > MOST_REMEMBERED:
            del self._wrong[next(iter(self._wrong))]

    def right(self, *keys: str) -> None:
        """Forget the wrong ones."""
        for key in keys:
            self._wrong.pop(key, None)

    def _wait(self, key: str) -> float:
        count, last = self._wrong.get(key, (0, 0.0))
        if count < FREE_TRIES:
            return 0.0
        pause = min(2.0 ** (count - FREE_TRIES), LONGEST_WAIT)
        return max(0.0, last + pause - self._clock())


class SignIn:
    """Who is signed in.

    Parameters
    ----------
    passwords
        Of the people.
    clock
        Seconds.
    """

    def __init__(self, passwords: PasswordFile, clock: Clock = time.monotonic) -> None:
        self._passwords, self._clock = passwords, clock
        self._throttle = Throttle(clock)
        self._sessions: dict[str, _Session] = {}
        self._lock = threading.Lock()  # one password at a time: each takes 128 MB
        self._room = threading.BoundedSemaphore(MOST_AT_ONCE)

    def enter(self, name: str, password: str, address: str) -> str:
        """Sign in; returns what the cookie holds.

        Raises
        ------
        WrongPasswordError
            When name and password are not of one person.
        DataError
            When too many were wrong just now, or come in at once: this one is not looked at.
        """
        if not self._room.acquire(blocking=False):
            raise DataError("too many sign in at this moment; try again")
        try:
            return self._entered(name, password, address)
        finally:
            self._room.release()

    def who(self, token: str) -> str | None:
        """Whose session it is; None when it is over, or the person has another password by now."""
        session = self._sessions.get(token)
        if session is None or session.until < self._clock():
            return None
        try:
            same = self._passwords.people().get(session.name) == session.hash
        except DataError:  # the file is gone or damaged: nobody is known
            return None
        return session.name if same else None

    def leave(self, token: str) -> None:
        """Sign out."""
        with self._lock:
            self._sessions.pop(token, None)

    def _entered(self, name: str, password: str, address: str) -> str:
        keys = (f"name {name}", f"address {address}")
        with self._lock:
            if (seconds := self._throttle.wait(*keys)) > 0:
                raise DataError(
                    "too many wrong passwords; wait {seconds} s", seconds=math.ceil(seconds)
                )
            found = self._passwords.check(name, password)
            if found is None:
                self._throttle.wrong(*keys)
                raise WrongPasswordError("name or password is wrong")
            self._throttle.right(*keys)
            now, token = self._clock(), secrets.token_urlsafe(32)
            self._sessions = {key: one for key, one in self._sessions.items() if one.until > now}
            self._sessions[token] = _Session(name, found, now + SESSION_SECONDS)
        return token
