"""What hubplanner offers, a line each: scenario keys, commands, files with columns, functions.

    python docs/site/promised.py

writes ``docs/site/promised.txt`` anew. A test compares the two, so that none of it changes without
a commit that says so; the reference of the site is made of the same lists.
"""

from __future__ import annotations

import csv
import dataclasses
import inspect
import json
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from typer.main import get_command

import hubplanner as hp
from hubplanner.cli import app
from hubplanner.pipeline import write_plan
from hubplanner.scenario_page import scenario_schema

LIST = Path(__file__).with_name("promised.txt")


def promised() -> str:
    """The whole list, sorted within its parts."""
    parts = {
        "scenario keys": [
            f"{path}: {kind} = {default}" for path, kind, default, _ in scenario_keys()
        ],
        "commands": [
            " ".join([name, *option_names(one)])
            for name, command in commands()
            for one in command.params
            if one.name != "help"
        ],
        "files of hubplanner plan": [
            f"{file}: {column}" for file, columns in tables().items() for column in columns
        ],
        "public names": [f"{name}{signature}" for name, signature in functions()],
    }
    return "\n".join(
        f"# {part}\n" + "\n".join(sorted(lines)) + "\n" for part, lines in parts.items()
    )


def scenario_keys() -> Iterator[tuple[str, str, str, str]]:
    """Every scenario key of the JSON Schema: its path, kind, default, English description."""
    schema = json.loads(scenario_schema())
    yield from _properties("", schema, schema["$defs"])


def _properties(
    path: str, table: dict[str, Any], defs: dict[str, Any]
) -> Iterator[tuple[str, str, str, str]]:
    for key, one in table["properties"].items():
        inner = _tables_within(one, defs)
        if not inner or not one.get("$ref"):
            default = json.dumps(one["default"], ensure_ascii=False) if "default" in one else "–"
            default = default if len(default) < 80 else "…"
            yield f"{path}{key}", _kind(one, defs), default, one.get("description", "")
        for below in inner:
            yield from _properties(f"{path}{key}.", below, defs)


def _tables_within(one: dict[str, Any], defs: dict[str, Any]) -> list[dict[str, Any]]:
    """The tables with keys of their own that a value is or holds."""
    if "$ref" in one:
        found = defs[one["$ref"].rpartition("/")[2]]
        return [found] if "properties" in found else []
    held = [*one.get("anyOf", []), *([one["items"]] if "items" in one else [])]
    return [table for each in held for table in _tables_within(each, defs)]


def _kind(one: dict[str, Any], defs: dict[str, Any]) -> str:
    """What a value is, in words of TOML."""
    if "$ref" in one:
        return _kind(defs[one["$ref"].rpartition("/")[2]], defs)
    if "anyOf" in one:
        return " or ".join(dict.fromkeys(_kind(each, defs) for each in one["anyOf"]))
    if "enum" in one:
        return " | ".join(map(str, one["enum"]))
    if "const" in one:
        return str(one["const"])
    if one.get("type") == "array":
        return f"list of {_kind(one['items'], defs)}" if "items" in one else "list"
    return {"object": "table", "null": "nothing"}.get(one.get("type", ""), one.get("type", "any"))


def commands() -> Iterator[tuple[str, Any]]:
    """Every command by its whole name, groups before what is in them."""
    queue = [("hubplanner", get_command(app))]
    while queue:
        name, command = queue.pop(0)
        yield name, command
        queue += [(f"{name} {sub}", one) for sub, one in getattr(command, "commands", {}).items()]


def option_names(one: Any) -> list[str]:
    """``--out`` and its like; an argument by its name in capitals."""
    return (
        list(one.opts) + one.secondary_opts if one.opts[0].startswith("-") else [one.name.upper()]
    )


@cache
def baseline() -> hp.Plan:
    """The plan of the defaults, made once."""
    return hp.make_plan(hp.load_dataset(), hp.Scenario())


@cache
def tables() -> dict[str, list[str]]:
    """The tables that `hubplanner plan` writes, with their columns; plan.json with its keys."""
    with tempfile.TemporaryDirectory() as folder:
        written = write_plan(baseline(), Path(folder)).with_suffix("")
        found = {}
        for path in sorted(written.rglob("*.csv")):
            with path.open(encoding="utf-8-sig", newline="") as file:
                found[path.relative_to(written).as_posix()] = next(csv.reader(file))
        found["plan.json"] = list(json.loads((written / "plan.json").read_text(encoding="utf-8")))
    return found


def functions() -> Iterator[tuple[str, str]]:
    """Every public name of the package with its signature; a class with what it offers."""
    for name in hp.__all__:
        one = getattr(hp, name)
        if not inspect.isclass(one):
            yield f"hp.{name}", signature(one)
            continue
        yield f"hp.{name}", ""
        for field in dataclasses.fields(one) if dataclasses.is_dataclass(one) else ():
            yield f"hp.{name}.{field.name}", f": {field.type}"
        for member, value in inspect.getmembers(one):
            ours = (getattr(value, "__module__", None) or "").startswith("hubplanner")
            if member.startswith("_") or not (ours or isinstance(value, property)):
                continue
            if isinstance(value, property) and not value.fget.__module__.startswith("hubplanner"):
                continue
            yield f"hp.{name}.{member}", signature(value) if callable(value) else ""


def signature(function: Any) -> str:
    """Its parameters and what it returns; a default that is an object of ours as ``…``."""
    shown = []
    for one in inspect.signature(function).parameters.values():
        text = f"{one}".partition(":")[0].partition("=")[0].strip()
        if one.annotation is not one.empty:
            text += f": {one.annotation}"
        if one.default is not one.empty:
            plain = one.default is None or isinstance(one.default, str | int | float | tuple)
            text += f" = {one.default!r}" if plain else " = …"
        if one.kind is one.KEYWORD_ONLY and "*" not in shown:
            shown.append("*")
        shown.append(text)
    returned = inspect.signature(function).return_annotation
    return f"({', '.join(shown)}) -> {returned}"


if __name__ == "__main__":
    LIST.write_text(promised(), encoding="utf-8")
