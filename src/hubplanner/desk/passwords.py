"""The people of an institute and their passwords: a file of scrypt hashes, a line a person.

``python -m hubplanner.desk.passwords FILE NAME`` adds a person or gives a new password, which it
asks for; a line taken out of the file puts that person out at once.

    NAME:scrypt:N:R:P:SALT:HASH       (salt and hash in hexadecimal)

scrypt is RFC 7914's, from the standard library; N, R and P are those that OWASP's cheat sheet on
password storage recommends.
"""

from __future__ import annotations

import getpass
import hashlib
import hmac
import os
import secrets
import stat
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

from hubplanner.errors import DataError
from hubplanner.language import CONTROL, Text
from hubplanner.output import replace_file

COST, BLOCK, PARALLEL = 2**17, 8, 1
LEAST = 10
"""Letters of a password."""
MAX_NAME, MAX_PASSWORD = 80, 1000


@dataclass(frozen=True)
class Hash:
    """A password, hashed."""

    cost: int
    block: int
    parallel: int
    salt: bytes
    digest: bytes

    @classmethod
    def of(cls, password: str) -> Hash:
        """With a salt of its own."""
        salt = secrets.token_bytes(16)
        digest = _scrypt(password, salt, COST, BLOCK, PARALLEL)
        return cls(COST, BLOCK, PARALLEL, salt, digest)

    @classmethod
    def read(cls, text: str) -> Hash:
        """As :meth:`written` has it; ValueError otherwise."""
        method, cost, block, parallel, salt, digest = text.split(":")
        if method != "scrypt":
            raise ValueError(method)
        found = cls(
            int(cost), int(block), int(parallel), bytes.fromhex(salt), bytes.fromhex(digest)
        )
        # Of a file that someone has tampered with, no more memory is asked for than of ours.
        if not (1 < found.cost <= COST and found.block == BLOCK and found.parallel == PARALLEL):
            raise ValueError(text)
        return found

    def written(self) -> str:
        """As it stands in the file."""
        salt, digest = self.salt.hex(), self.digest.hex()
        return f"scrypt:{self.cost}:{self.block}:{self.parallel}:{salt}:{digest}"

    def is_of(self, password: str) -> bool:
        """Whether it is that of a password; takes as long either way."""
        digest = _scrypt(password, self.salt, self.cost, self.block, self.parallel)
        return hmac.compare_digest(digest, self.digest)


class PasswordFile:
    """A file of people, read again when it has changed.

    Raises
    ------
    DataError
        When it cannot be read, is empty, or others of the machine may read it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._seen: tuple[int, int] | None = None
        self._people: dict[str, Hash] = {}
        self._nobody = Hash.of(secrets.token_urlsafe())
        if not self.people():
            raise DataError("{file}: names nobody", file=path.name)

    def people(self) -> dict[str, Hash]:
        """Hashes by name, as the file has them now."""
        with self._lock:
            try:
                state = self.path.stat()
                seen = (state.st_mtime_ns, state.st_size)
                if seen != self._seen:
                    _refuse_open_to_others(self.path, state)
                    self._people, self._seen = _read(self.path), seen
            except OSError as error:
                raise DataError(
                    "{path}: cannot be read ({reason}); check the path",
                    path=self.path.name,
                    reason=error.strerror,
                ) from error
            return self._people

    def check(self, name: str, password: str) -> Hash | None:
        """The person's hash when the password is right; takes as long for a name that is none."""
        found = self.people().get(name)
        right = (found or self._nobody).is_of(password[:MAX_PASSWORD])
        return found if right else None


def set_password(path: Path, name: str, password: str) -> None:
    """Add a person to a file, or give a new password; the file is made where there is none.

    Raises
    ------
    DataError
        When name or password cannot be one, or the file cannot be read or written.
    """
    if not name or name != name.strip() or len(name) > MAX_NAME or _forbidden(name):
        raise DataError("{name}: is no name: up to 80 letters, without ':'", name=name)
    if len(password) < LEAST:
        raise DataError("a password has at least {count} letters", count=LEAST)
    people = _read(path) if path.exists() else {}
    people[name] = Hash.of(password[:MAX_PASSWORD])
    lines = "".join(f"{one}:{found.written()}\n" for one, found in people.items())
    before = os.umask(0o077)
    try:
        replace_file(path, lines.encode(), option="FILE")
    finally:
        os.umask(before)


def _read(path: Path) -> dict[str, Hash]:
    people = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        name, _, told = line.partition(":")
        try:
            people[name] = Hash.read(told)
        except ValueError as error:
            raise DataError(
                "{file}, line {line}: is no password's line; python -m"
                " hubplanner.desk.passwords writes them",
                file=path.name,
                line=number,
            ) from error
    return people


def _refuse_open_to_others(path: Path, state: os.stat_result) -> None:
    if sys.platform != "win32" and state.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise DataError(
            "{file}: others of this machine can read it; chmod 600 {file}", file=path.name
        )


def _scrypt(password: str, salt: bytes, cost: int, block: int, parallel: int) -> bytes:
    return hashlib.scrypt(
        password.encode(),
        salt=salt,
        n=cost,
        r=block,
        p=parallel,
        maxmem=2 * 128 * COST * BLOCK,
        dklen=32,
    )


def _forbidden(name: str) -> bool:
    return ":" in name or name.startswith("#") or bool(CONTROL.search(name)) or "\n" in name


def main() -> int:
    """Ask for a person's password, twice, and keep it."""
    if len(sys.argv) != 3:
        print("python -m hubplanner.desk.passwords FILE NAME", file=sys.stderr)
        return 2
    path, name = Path(sys.argv[1]), sys.argv[2]
    try:
        first = getpass.getpass(f"{name}: ")
        if first != getpass.getpass(f"{name}, {Text('once more')}: "):
            raise DataError("the two differ; nothing is changed")
        set_password(path, name, first)
    except DataError as error:
        print(error, file=sys.stderr)
        return 2
    except (EOFError, KeyboardInterrupt):
        print(DataError("no password is typed; nothing is changed"), file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
