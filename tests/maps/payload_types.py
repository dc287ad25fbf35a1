"""The page's payload as types for its scripts: writes src/hubplanner/maps/static/payload.d.ts.

python tests/maps/payload_types.py
"""

from __future__ import annotations

import inspect
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from hubplanner.maps import (
    payload,
    payload_common,
    payload_comparison,
    payload_sweep,
    payload_trial,
)

FILE = Path(payload.__file__).parent / "static" / "payload.d.ts"

PLAIN = {str: "string", int: "number", float: "number", bool: "boolean", object: "unknown"}
HEAD = "/* Made of hubplanner/maps/payload*.py by tests/maps/payload_types.py. */\n"
MODULES = (payload_common, payload_trial, payload, payload_comparison, payload_sweep)


def declarations() -> str:
    """TypeScript of every class and alias of the modules, in their order."""
    return HEAD + "".join(_declaration(name, thing) for name, thing in _named().items())


def _named() -> dict[str, Any]:
    return {
        name: thing
        for module in MODULES
        for name, thing in vars(module).items()
        if get_origin(thing) is Literal or getattr(thing, "__module__", "") == module.__name__
    }


def _declaration(name: str, thing: Any) -> str:
    if get_origin(thing) is Literal:
        values = " | ".join(f'"{value}"' for value in get_args(thing))
        return f"\nexport type {name} = {values};\n"
    doc = inspect.cleandoc(thing.__doc__).replace("\n", "\n   ").replace("\n   \n", "\n\n")
    hints = get_type_hints(thing)
    if issubclass(thing, tuple):
        members = ", ".join(f"{key}: {_written(hint)}" for key, hint in hints.items())
        return f"\n/** {doc} */\nexport type {name} = [{members}];\n"
    lines = "".join(f"  {key}: {_written(hint)};\n" for key, hint in hints.items())
    return f"\n/** {doc} */\nexport interface {name} {{\n{lines}}}\n"


def _written(hint: Any) -> str:
    """A type of Python as TypeScript writes it, by name where the module names it."""
    origin, parts = get_origin(hint), get_args(hint)
    if origin is Literal:
        return next(name for name, thing in _named().items() if thing == hint)
    if origin in (Union, UnionType):
        return " | ".join(_written(part) for part in parts)
    if origin is list:
        inner = _written(parts[0])
        return f"({inner})[]" if " " in inner else f"{inner}[]"
    if origin is tuple:
        return f"[{', '.join(map(_written, parts))}]"
    if origin is dict:
        return f"Record<string, {_written(parts[1])}>"
    if hint is NoneType:
        return "null"
    return PLAIN.get(hint) or hint.__name__


if __name__ == "__main__":
    FILE.write_text(declarations(), encoding="utf-8")
