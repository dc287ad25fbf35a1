"""A planner's TOML file, whatever it is for: one reader and one set of refusals."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from hubplanner.errors import HubplannerError
from hubplanner.limits import MAX_TOML


def read_toml(path: Path, error: type[HubplannerError]) -> dict[str, Any]:
    """The file as a dictionary; UTF-8, or CP949 as older Korean editors save.

    Raises
    ------
    HubplannerError
        Of the kind `error`: the file cannot be read, is too large or no text, or is no TOML.
    """
    try:
        if path.exists() and not path.is_file():
            raise error("{path}: is no file; name a TOML file", path=path)
        if path.stat().st_size > MAX_TOML:
            raise error("{path}: larger than 2 MB; is this the right file?", path=path)
        raw = path.read_bytes()
    except (OSError, ValueError) as reason:  # ValueError: a name with a null byte
        if isinstance(reason, HubplannerError):
            raise
        told = getattr(reason, "strerror", None) or str(reason)
        raise error(
            "{path}: cannot be read ({reason}); check the path", path=path, reason=told
        ) from reason
    try:
        return tomllib.loads(decoded(raw))
    except UnicodeDecodeError as reason:
        raise error(
            "{path}: byte {start} is neither UTF-8 nor CP949; save the file as UTF-8 text",
            path=path,
            start=reason.start,
        ) from reason
    except RecursionError as reason:
        raise error(
            "{path}: not valid TOML: brackets within brackets without end", path=path
        ) from reason
    except ValueError as reason:  # also a number of thousands of digits
        raise error(
            "{path}: not valid TOML: {error}; mend that line", path=path, error=reason
        ) from reason


def decoded(raw: bytes) -> str:
    """Text in UTF-8, or CP949 as older Korean editors save."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp949")
