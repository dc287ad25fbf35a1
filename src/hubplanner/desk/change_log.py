"""Who changed what, and when: a file that is only ever added to, a line an entry.

An entry is written and on the disk before the change that it tells is made. So a killed desk may
leave an entry of a change that did not come about, but never a change without its entry.
"""

from __future__ import annotations

import json
import os
import threading
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from hubplanner.language import LANGUAGES, Pair, Text

acting: ContextVar[str] = ContextVar("acting", default="")
"""Whose request is answered; "" where the desk has one planner."""

SHOWN = 64 << 10  # bytes of the log's end that are read to show it


@dataclass(frozen=True)
class Entry:
    """One change: when it was made, by whom, and what it was."""

    when: datetime
    who: str
    what: Text


class ChangeLog:
    """A log file.

    Parameters
    ----------
    file
        JSON Lines: ``when`` (UTC), ``who``, and what, in each language. Made by the first entry.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        self._lock = threading.Lock()

    def write(self, what: Text, who: str | None = None, version: str = "") -> None:
        """Add an entry; it is on the disk when this returns.

        Parameters
        ----------
        what
            The change, in words.
        who
            Who makes it; whose request is answered where omitted.
        version
            Of a scenario: the one that the change replaced, by its time.

        Raises
        ------
        OSError
            When it cannot be written.
        """
        entry: dict[str, str] = {
            "when": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "who": acting.get() if who is None else who,
            **{str(language): what.in_language(language) for language in LANGUAGES},
            **({"version": version} if version else {}),
        }
        line = json.dumps(entry, ensure_ascii=False).encode() + b"\n"
        with self._lock:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            with self.file.open("a+b", buffering=0) as file:
                # Half a line, that a machine without power has left, spoils no other.
                _write_all(file.fileno(), line if _ends_whole(file.fileno()) else b"\n" + line)
                os.fsync(file.fileno())

    def entries(self) -> list[Entry]:
        """The latest entries, the newest first; what is no entry is passed over."""
        try:
            with self.file.open("rb") as file:
                start = max(0, os.fstat(file.fileno()).st_size - SHOWN)
                file.seek(start)
                lines = file.read().splitlines()
        except FileNotFoundError:
            return []
        found = [_entry(line) for line in lines[1 if start else 0 :]]
        return [one for one in reversed(found) if one is not None]

    def replaced_by(self) -> dict[str, str]:
        """Who replaced a version of a scenario, by the version's time."""
        if not self.file.exists():
            return {}
        entries = (_told(line) for line in self.file.read_bytes().splitlines())
        return {one["version"]: one.get("who", "") for one in entries if "version" in one}


def _write_all(file: int, content: bytes) -> None:
    while content:
        content = content[os.write(file, content) :]


def _ends_whole(file: int) -> bool:
    size = os.fstat(file).st_size
    os.lseek(file, max(0, size - 1), os.SEEK_SET)
    return size == 0 or os.read(file, 1) == b"\n"


def _told(line: bytes) -> dict[str, str]:
    """What an entry says; nothing where it is none."""
    try:
        told = json.loads(line)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _entry(line: bytes) -> Entry | None:
    told = _told(line)
    try:
        when = datetime.fromisoformat(told["when"]).astimezone()
        return Entry(when, str(told["who"]), Pair(told["ko"], told["en"]))
    except (ValueError, LookupError, TypeError):
        return None
