"""A scenario file to begin with: every key with its default, commented; its JSON Schema; and what
a file says of itself."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from hubplanner.language import Language, Pair, Text
from hubplanner.scenario import Scenario
from hubplanner.toml_file import decoded

WIDTH = 100

ABOUT = Text(
    "A scenario of hubplanner. What stands right behind # is the default: take the # away and"
    " change it. What is not stated stays as it is."
)
CHECKED = Text("`hubplanner scenario check {name}.toml` tells whether all of it can be read.")


def scenario_page(name: str, language: Language, extends: str = "") -> str:
    """A commented TOML file in which every key stands with its default and what it is for.

    Parameters
    ----------
    name
        Of the scenario, its title too until another is written.
    language
        Of the comments.
    extends
        The file that it goes on from, if any.
    """
    text = Text("{about} {checked}", about=ABOUT, checked=Text(CHECKED.template, name=name))
    lines = [*_comment(text.in_language(language)), ""]
    if extends:
        lines += [f"extends = {_written(extends)}", ""]
    lines += [f"title_ko = {_written(name)}", f"title_en = {_written(name)}"]
    for section, field in Scenario.model_fields.items():
        if isinstance(field.default, BaseModel):
            lines += ["", *_section([section], field.default, language)]
    return "\n".join(lines) + "\n"


def scenario_schema() -> str:
    """The JSON Schema of scenario files: editors that read it complete and check keys."""
    schema: dict[str, Any] = Scenario.model_json_schema()
    schema["properties"]["extends"] = {
        "type": "string",
        "description": "scenario file that this one goes on from",
    }
    return json.dumps(
        {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema},
        ensure_ascii=False,
        indent=2,
    )


def _section(path: list[str], section: BaseModel, language: Language) -> Iterator[str]:
    """Its keys first, then the sections within it."""
    fields = type(section).model_fields
    inner = [key for key in fields if isinstance(getattr(section, key), BaseModel)]
    yield f"[{'.'.join(path)}]"
    for key, field in fields.items():
        if key not in inner:
            yield from _key(key, field, getattr(section, key), language)
    for key in inner:
        yield ""
        yield from _section([*path, key], getattr(section, key), language)


def _key(key: str, field: FieldInfo, default: Any, language: Language) -> Iterator[str]:
    yield from _comment(field.description or "", language)
    if default is None or default is PydanticUndefined:
        yield f"#{key} ="
    else:
        yield f"#{key} = {_written(default)}"


def _comment(text: str, language: Language = "en") -> list[str]:
    told = Text(text).in_language(language) if text else ""
    return [f"# {line}" for line in textwrap.wrap(told, WIDTH)]


def _written(value: Any) -> str:
    """As TOML writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, dict):
        pairs = (f"{json.dumps(k, ensure_ascii=False)} = {_written(v)}" for k, v in value.items())
        return f"{{ {', '.join(pairs)} }}" if value else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_written, value))}]"
    return str(value)


def story(path: Path) -> Pair:
    """What a scenario file says of itself: the comment at its head, first in Korean, then in
    English."""
    lines = []
    for line in decoded(path.read_bytes()).splitlines():
        if not line.startswith("#"):
            break
        lines.append(line.removeprefix("#").removeprefix(" "))
    turn = next((k for k, line in enumerate(lines) if _is_english(line)), len(lines))
    return Pair("\n".join(lines[:turn]).strip(), "\n".join(lines[turn:]).strip())


def _is_english(line: str) -> bool:
    """By words: a Korean line may name keys, an English one places."""
    return len(_LATIN.findall(line)) > len(_HANGUL.findall(line))


_HANGUL, _LATIN = re.compile("[가-힣]+"), re.compile("[A-Za-z_]+")
