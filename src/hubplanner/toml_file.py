"""A planner's TOML file, whatever it is for: one reader and one set of refusals."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from hubplanner.errors import HubplannerError
from hubplanner.language import CONTROL, Text
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
    return parse_toml(raw, path, error)


def parse_toml(raw: bytes, path: Path, error: type[HubplannerError]) -> dict[str, Any]:
    """The content of a file at that path as a dictionary, refused as :func:`read_toml` does."""
    try:
        return _without_control(tomllib.loads(decoded(raw)), path, error)
    except UnicodeDecodeError as reason:
        raise error(
            "{path}: byte {start} is neither UTF-8 nor CP949; save the file as UTF-8 text",
            path=path,
            start=reason.start,
        ) from reason
    except RecursionError as reason:
        raise _bottomless(path, error) from reason
    except ValueError as reason:  # also a number of thousands of digits
        raise error(
            "{path}: not valid TOML: {error}; mend that line", path=path, error=reason
        ) from reason


DEEPEST = 50
"""Tables within tables; what we read has four."""


def _bottomless(path: Path, error: type[HubplannerError]) -> HubplannerError:
    return error("{path}: not valid TOML: brackets within brackets without end", path=path)


def _without_control(
    table: dict[str, Any], path: Path, error: type[HubplannerError]
) -> dict[str, Any]:
    """The same table, none of whose texts would act on a terminal or break a file of XML."""
    left: list[tuple[Any, int]] = [(table, 0)]
    while left:
        value, depth = left.pop()
        if depth > DEEPEST:
            raise _bottomless(path, error)
        match value:
            case dict() as part:
                left += [(one, depth + 1) for one in (*part, *part.values())]
            case list() as part:
                left += [(one, depth + 1) for one in part]
            case int() if not -(2**63) <= value < 2**63:  # TOML 1.0; Python writes no longer ones
                raise error(
                    "{path}: not valid TOML: {error}; mend that line",
                    path=path,
                    error=Text("a number has more than 64 bits"),
                )
            case str() as text if found := CONTROL.search(text):
                raise error(
                    "{path}: {text!r} holds the control character {code}; take it out",
                    path=path,
                    text=text,
                    code=f"U+{ord(found[0]):04X}",
                )
    return table


def decoded(raw: bytes) -> str:
    """Text in UTF-8, or CP949 as older Korean editors save."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp949")
