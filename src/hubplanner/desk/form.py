"""A scenario as a form, made from its schema, and what is typed into it as TOML again.

A field holds what the file states; empty, it states nothing and the default counts, which the field
shows. Comments and the order of the file stay (tomlkit).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import tomlkit
from pydantic import BaseModel
from tomlkit.items import Table

from hubplanner.desk.questions import CHOICES, FIRST, MORE, QUESTIONS
from hubplanner.errors import ScenarioError
from hubplanner.language import Pair, Text
from hubplanner.scenario import Scenario, extended
from hubplanner.scenario_check import Problem, check_table
from hubplanner.toml_file import decoded, parse_toml

Kind = Literal[
    "text",
    "whole",
    "number",
    "switch",
    "choice",
    "numbers",
    "list",
    "lists",
    "table",
    "lists_table",
]
"""What a field takes: a list and a table have one entry a line; "numbers" are low, middle, high;
each entry of "lists" and "lists_table" is itself a list, with commas."""
Toml = dict[str, Any]


@dataclass(frozen=True)
class Key:
    """A key of a scenario: where it stands, what it is called and what it takes."""

    path: str
    title: Text
    help: Text
    kind: Kind
    choices: tuple[str, ...]
    default: Any

    @property
    def first(self) -> bool:
        """Whether it stands open in its question."""
        return self.path in FIRST

    def told(self, value: Any) -> Text:
        """A value in words, as the field offers it."""
        if self.kind == "switch":
            return Text("yes") if value else Text("no")
        if self.kind == "choice":
            return CHOICES.get(self.path, {}).get(str(value)) or Pair(str(value), str(value))
        if value is None or value in ("", (), [], {}):
            return Text("none")
        shown = written(value).replace("\n", ", ")
        return Pair(shown, shown)


@dataclass(frozen=True)
class Field:
    """A key in the form of one scenario.

    Attributes
    ----------
    text
        What the file states, as it is typed; "" where it states nothing.
    otherwise
        What counts where the file states nothing, in words.
    changed
        Whether the stated value differs from that.
    problems
        What is wrong with it.
    """

    key: Key
    text: str
    otherwise: Text
    changed: bool
    problems: tuple[Text, ...] = ()


@dataclass(frozen=True)
class Form:
    """The fields of a scenario by question; problems that belong to no field."""

    questions: dict[Text, list[Field]]
    problems: tuple[Text, ...]

    @property
    def refused(self) -> bool:
        """Whether the scenario cannot be computed as it is."""
        return bool(self.problems) or any(
            field.problems for fields in self.questions.values() for field in fields
        )


@cache
def keys() -> dict[str, Key]:
    """All keys of a scenario by their path, but its name, which is that of the file."""
    return {key.path: key for key in _keys(Scenario, "") if key.path != "name"}


def by_question() -> dict[Text, list[Key]]:
    """All keys, each under the question that it answers."""
    left = dict(keys())
    found = {}
    for question, paths in QUESTIONS.items():
        wanted = [key for path in paths for key in keys() if f"{key}.".startswith(f"{path}.")]
        found[question] = [left.pop(key) for key in wanted]
    found[MORE] = list(left.values())
    return found


def read_form(content: bytes, path: Path) -> Form:
    """The form of a scenario file at that path with this content, with all that is wrong.

    Raises
    ------
    ScenarioError
        When it is no TOML.
    """
    stated = parse_toml(content, path, ScenarioError)
    below = extended({"extends": stated["extends"]}, path) if "extends" in stated else {}
    problems = _problems(stated, content, path)
    named = {
        key: [one.text for one in problems if _belongs(one.key, key.split("."))] for key in keys()
    }
    questions = {
        question: [_field(key, stated, below, named[key.path]) for key in found]
        for question, found in by_question().items()
    }
    placed = [text for texts in named.values() for text in texts]
    return Form(questions, tuple(one.text for one in problems if one.text not in placed))


def filled_in(content: bytes, typed: Mapping[str, str], path: Path) -> bytes:
    """The file with what was typed into the form's fields, by the paths of their keys.

    Keys that the form does not send stay as they are.

    Raises
    ------
    ScenarioError
        When the file is no TOML.
    """
    stated = parse_toml(content, path, ScenarioError)
    document = tomlkit.parse(decoded(content))
    wanted = stated
    for key in keys().values():
        if key.path not in typed:
            continue
        text = typed[key.path].replace("\r\n", "\n").strip()
        value, standing = _value(key, text) if text else None, _at(stated, key.path)
        if value != standing and (text or written(standing)):
            _put(document, key.path, value)
            wanted = _with(wanted, key.path.split("."), value)
    told = tomlkit.dumps(document)
    if _without_empty(tomllib.loads(told)) != _without_empty(wanted):
        told = tomlkit.dumps(wanted)  # a layout that tomlkit cannot change: its comments go
    return told.encode()


def stated(content: bytes, path: Path, key: str) -> Any:
    """What the file states of a key by its path; None where it states nothing.

    Raises
    ------
    ScenarioError
        When the file is no TOML.
    """
    return _at(parse_toml(content, path, ScenarioError), key)


def changes(before: bytes, after: bytes, path: Path) -> list[Text]:
    """What one version of a file states otherwise than the one before it, key by key, in words."""
    try:
        old, new = (parse_toml(one, path, ScenarioError) for one in (before, after))
    except ScenarioError:
        return [Text("not readable as TOML")]
    told = []
    for key in keys().values():
        was, now = _at(old, key.path), _at(new, key.path)
        if written(was) != written(now):
            left, right = (Text("as usual") if one is None else key.told(one) for one in (was, now))
            told.append(Text("{key}: {before} → {after}", key=key.title, before=left, after=right))
    return told or [Text("only comments or what the form does not show")]


def called(content: bytes, title: str, path: Path) -> bytes:
    """The file with that title in both languages, and named by its file alone.

    Raises
    ------
    ScenarioError
        When it is no TOML.
    """
    parse_toml(content, path, ScenarioError)
    document = tomlkit.parse(decoded(content))
    document.pop("name", None)
    titles = {"title_ko": title, "title_en": title}
    return filled_in(tomlkit.dumps(document).encode(), titles, path)


def written(value: Any) -> str:
    """A value as it stands in a field: a list one a line (numbers and lists in lists with commas),
    a table as 'name = value' a line."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case list() | tuple():
            numbers = bool(value) and not isinstance(value[0], str | list | tuple)
            return (", " if numbers else "\n").join(map(_entry, value))
        case dict():
            return "\n".join(f"{name} = {_entry(one)}" for name, one in value.items())
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
    return str(value)


def _entry(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else written(value)


def _keys(model: type[BaseModel], above: str) -> Iterator[Key]:
    for name, field in model.model_fields.items():
        path = f"{above}{name}"
        if isinstance(field.default, BaseModel):
            yield from _keys(type(field.default), f"{path}.")
            continue
        title = Text(field.title or name)
        meaning = Text(field.description) if field.description else Text("")
        yield Key(path, title, meaning, *_taken(field.annotation), field.default)


def _taken(annotation: Any) -> tuple[Kind, tuple[str, ...]]:
    """What a key of that type takes, and its choices."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _taken(inner[0])
    if origin in (Union, UnionType):
        return _taken(next(one for one in inner if one is not NoneType))
    if origin is Literal:
        return "choice", inner
    if origin is tuple:
        if inner[-1] is not Ellipsis:
            return "numbers", ()
        return "lists" if get_origin(inner[0]) is tuple else "list", ()
    if origin is dict:
        return "lists_table" if get_origin(inner[1]) is tuple else "table", ()
    kinds: dict[Any, Kind] = {bool: "switch", int: "whole", float: "number", str: "text"}
    return kinds[annotation], ()


def _field(key: Key, stated: Toml, below: Toml, problems: list[Text]) -> Field:
    value, otherwise = _at(stated, key.path), _at(below, key.path)
    otherwise = key.default if otherwise is None else otherwise
    untitled = key.path in ("title_ko", "title_en")
    told = Text("the file's name") if untitled else key.told(otherwise)
    changed = value is not None and written(value) != written(otherwise)
    return Field(key, written(value), told, changed, tuple(problems))


def _problems(stated: Toml, content: bytes, path: Path) -> list[Problem]:
    try:
        return check_table(extended(stated, path), content, path)
    except ScenarioError as error:
        return [Problem(error.text, None)]


def _belongs(refused: tuple[int | str, ...], key: list[str]) -> bool:
    """Whether what is refused is the key, or lies in it."""
    return [str(one) for one in refused[: len(key)]] == key


def _value(key: Key, text: str) -> Any:
    """What was typed as a value of TOML; what is no number stays text, for the schema to refuse."""
    match key.kind:
        case "whole" | "number":
            return _number(text)
        case "switch":
            return {"true": True, "false": False}.get(text, text)
        case "numbers":
            return [_number(one) for one in _listed(text)]
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    match key.kind:
        case "list":
            return lines
        case "lists":
            return [_listed(line) for line in lines]
        case "table" | "lists_table":
            entry = _number if key.kind == "table" else _listed
            parts = (line.partition("=") for line in lines)
            return {name.strip().strip("\"'"): entry(value.strip()) for name, _, value in parts}
    return text


def _listed(text: str) -> list[str]:
    """The entries of a line, which commas part."""
    return [one.strip() for one in text.split(",") if one.strip()]


def _number(text: str) -> Any:
    plain = text.replace(",", "").replace("−", "-").replace(" ", "")
    if re.fullmatch(r"[+-]?\d{1,18}", plain):
        return int(plain)
    return float(plain) if re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", plain) else text


def _at(table: Any, path: str) -> Any:
    for name in path.split("."):
        if not isinstance(table, dict) or name not in table:
            return None
        table = table[name]
    return table


def _with(table: Toml, names: list[str], value: Any) -> Toml:
    """The same table with another value, or without that key for None."""
    first, *rest = names
    below = table.get(first)
    if rest:
        value = _with(below if isinstance(below, dict) else {}, rest, value)
    return {
        **{key: one for key, one in table.items() if key != first or value is not None},
        **({} if value is None else {first: value}),
    }


def _put(document: Any, path: str, value: Any) -> None:
    """Change a document of tomlkit, sections being made where there are none."""
    *sections, name = path.split(".")
    for section in sections:
        if section not in document:
            if value is None:
                return
            document[section] = tomlkit.table()
        document = document[section]
    if value is None:
        document.pop(name, None)
    elif isinstance(value, dict):
        table = tomlkit.inline_table()
        table.update(value)
        if isinstance(document.get(name), Table):
            del document[name]
        document[name] = table
    else:
        document[name] = value


def _without_empty(table: Any) -> Any:
    """Without sections that state nothing."""
    if not isinstance(table, dict):
        return table
    kept = {key: _without_empty(one) for key, one in table.items()}
    return {key: one for key, one in kept.items() if one != {}}
