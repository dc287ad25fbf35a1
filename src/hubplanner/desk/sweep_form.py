"""A simple sweep made by a form: which keys of a scenario take which values, and how many draws."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomlkit

from hubplanner.desk.form import Key, by_question, filled_in, keys, read_form
from hubplanner.errors import ScenarioError
from hubplanner.language import LANGUAGES, Joined, Text

METHODS = {
    "latin_hypercube": Text("evenly spread draws (Latin hypercube)"),
    "grid": Text("every value with every other (grid)"),
    "monte_carlo": Text("independent draws (Monte Carlo)"),
    "sobol": Text("shares of each assumption (Sobol)"),
    "morris": Text("screening of many assumptions (Morris)"),
}
"""How futures are drawn, in words."""

MOST_KEYS = 8
"""Lines of the form; a file can name more."""

_SECTIONS = ("candidates.", "siting.", "scoring.", "travel.", "future.")
_NOT_VARIED = ("seed", "draws", "time_limit_seconds", "hosts.city")
_KINDS = ("whole", "number", "choice", "switch")

_RANGE = re.compile(r"\s*(?P<start>[^~–]+?)\s*(?:~|–|\.\.)\s*(?P<to>[^~–]+?)\s*")


@dataclass(frozen=True)
class Line:
    """One key that is varied.

    Attributes
    ----------
    key
        Its path.
    decided
        Whether the planner decides it, rather than nobody.
    values
        As typed: values with commas, or ``from ~ to``; all of them where "" and the key offers
        some.
    """

    key: str
    decided: bool
    values: str


def varied_keys() -> dict[Text, list[Key]]:
    """Keys that the form offers, by question."""
    found = {
        question: [key for key in those if _is_varied(key)]
        for question, those in by_question().items()
    }
    return {question: those for question, those in found.items() if those}


def sweep_toml(
    scenario: str, content: bytes, path: Path, method: str, draws: int, lines: Sequence[Line]
) -> bytes:
    """The sweep file that a form describes.

    Parameters
    ----------
    scenario
        Where the sweep file finds the scenario that is varied.
    content, path
        Of that scenario: each value is checked in it.
    method, draws
        How futures are drawn.
    lines
        What is varied.

    Raises
    ------
    ScenarioError
        When nothing is varied, or a value is refused by its key.
    """
    if not lines:
        raise ScenarioError("choose at least one setting that varies")
    if method not in METHODS:
        raise ScenarioError("{method} is no way to draw", method=method)
    read = {line.key: _values(line) for line in lines}
    if len(read) < len(lines):
        raise ScenarioError("each setting once; give all its values in one line")
    for key, values in read.items():
        ends = list(values.values())[:2] if isinstance(values, dict) else values
        for value in ends:
            _refuse_value(content, path, key, value)
    document = tomlkit.document()
    document.update({"scenario": scenario, "method": method, "draws": draws})
    for section, decided in (("choices", True), ("futures", False)):
        chosen = {line.key: read[line.key] for line in lines if line.decided is decided}
        if chosen:
            document[section] = _table(chosen)
    return tomlkit.dumps(document).encode()


def plans_of(content: bytes) -> int | None:
    """How many plans a sweep file of this form makes; None where one by hand cannot be counted.

    As many as :meth:`hubplanner.sweeping.Sweep.runs` lays out, without the libraries that it needs.
    """
    try:
        said = tomlkit.parse(content).unwrap()
        futures, draws = said.get("futures", {}), int(said.get("draws", 1000))
        keys, method = len(futures), said.get("method", "latin_hypercube")
        of_choices = math.prod(len(values) for values in said.get("choices", {}).values())
        of_grid = math.prod(map(_steps, futures.values())) if method == "grid" else 1
    except (ValueError, TypeError, AttributeError, KeyError):
        return None
    # Saltelli et al. (2010) without interactions of two; Morris (1991).
    each = {"sobol": keys + 2, "morris": keys + 1}.get(method, 1)
    return of_choices * (of_grid if method == "grid" or not keys else draws * each)


def _steps(values: Any) -> int:
    """How many values a grid takes of a list or range."""
    if not isinstance(values, dict):
        return len(values)
    if values.get("whole"):
        return int(values["to"]) - int(values["from"]) + 1
    return int(values.get("steps", 5))


def _is_varied(key: Key) -> bool:
    return (
        key.kind in _KINDS and key.path.startswith(_SECTIONS) and not key.path.endswith(_NOT_VARIED)
    )


def _values(line: Line) -> list[Any] | dict[str, Any]:
    """A list of values, or ``from``, ``to`` and ``whole``."""
    key = keys().get(line.key)
    if key is None or not _is_varied(key):
        raise ScenarioError("{key}: this setting cannot be varied here", key=line.key)
    if key.kind in ("choice", "switch"):
        return _offered(key, line.values)
    if key.kind in ("whole", "number") and (ends := _RANGE.fullmatch(line.values)):
        start, to = _number(key, ends["start"]), _number(key, ends["to"])
        if start >= to:
            raise ScenarioError("{key}: 'from' must be below 'to'", key=key.title)
        if line.decided:
            raise ScenarioError(
                "{key}: what you decide has single values, such as 5, 6, 8", key=key.title
            )
        return {"from": start, "to": to, **({"whole": True} if key.kind == "whole" else {})}
    values = [_number(key, one) for one in line.values.split(",") if one.strip()]
    if not values:
        raise ScenarioError("{key}: give values (5, 6, 8) or a range (0.5 ~ 2)", key=key.title)
    return values


def _offered(key: Key, typed: str) -> list[Any]:
    """Choices by their words in either language or by their value in the file; all for ""."""
    values: Mapping[str, Any] = (
        {"true": True, "false": False}
        if key.kind == "switch"
        else {one: one for one in key.choices}
    )
    if not typed.strip():
        return list(values.values())
    known = {
        word.casefold(): value
        for name, value in values.items()
        for word in (name, *(key.told(value).in_language(one) for one in LANGUAGES))
    }
    wanted = [one.strip() for one in typed.split(",") if one.strip()]
    if unknown := [one for one in wanted if one.casefold() not in known]:
        raise ScenarioError(
            "{key}: '{value}' is none of its values: {values}",
            key=key.title,
            value=unknown[0],
            values=Joined(", ", [key.told(one) for one in values.values()]),
        )
    return [known[one.casefold()] for one in wanted]


def _number(key: Key, text: str) -> int | float:
    plain = text.strip().replace("−", "-")
    try:
        return int(plain) if key.kind == "whole" or plain.lstrip("-").isdigit() else float(plain)
    except ValueError as error:
        raise ScenarioError("{key}: '{value}' is no number", key=key.title, value=text) from error


def _refuse_value(content: bytes, path: Path, key: str, value: Any) -> None:
    """Refuse a value that its key refuses in the scenario that is varied."""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    form = read_form(filled_in(content, {key: text}, path), path)
    fields = [field for those in form.questions.values() for field in those]
    problems = next(field.problems for field in fields if field.key.path == key)
    if problems:
        raise ScenarioError(
            "{key}: {value}: {reason}",
            key=keys()[key].title,
            value=text,
            reason=Joined("; ", problems),
        )


def _table(values: Mapping[str, Any]) -> Any:
    table = tomlkit.table()
    for key, one in values.items():
        if isinstance(one, dict):
            table[key] = tomlkit.inline_table()
            table[key].update(one)
        else:
            table[key] = one
    return table
