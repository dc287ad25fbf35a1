"""The reference pages, made from the code in both languages each time the site is built."""

from __future__ import annotations

import ast
import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import columns
import promised

import hubplanner
from hubplanner import errors
from hubplanner.language import LANGUAGES, Language, Text
from hubplanner.report.columns import HEADINGS
from hubplanner.scoring import catalogue

DOCS = Path(__file__).parents[1]
GLOSSARY = Path(__file__).with_name("glossary.csv")
SOURCE = Path(hubplanner.__file__).parent

# Korean and English of what these pages say themselves; all else is in the catalogue of the code.
SAID = {
    "keys": ("시나리오 키", "Scenario keys"),
    "keys_about": (
        "시나리오 파일(TOML)의 모든 키. 코드의 스키마(`hubplanner scenario schema`)에서 만든다.",
        "Every key of a scenario file (TOML), from the schema (`hubplanner scenario schema`).",
    ),
    "commands": ("명령", "Commands"),
    "commands_about": (
        "모든 명령과 선택 사항. `hubplanner 명령 --help`와 같은 내용이다.",
        "Every command with its options, as `hubplanner COMMAND --help` tells them.",
    ),
    "tables": ("표와 열", "Tables and columns"),
    "tables_about": (
        "명령마다 쓰는 표(CSV)와 열. `*`가 든 이름은 그 자리에 거점, 연도, 시나리오가 들어가는"
        " 열이다. `plan.json`은 맨 바깥 키다. `network`가 쓰는 파일은"
        " [나오는 것](../outputs.md)에 있다.",
        "The tables (CSV) that each command writes, with their columns. A name with `*` stands for"
        " columns named after a hub, year or scenario. Of `plan.json` the outermost keys. What"
        " `network` writes: [outputs](../outputs.md).",
    ),
    "refusals": ("거절과 오류", "Refusals and errors"),
    "refusals_about": (
        "hubplanner가 거절할 때 하는 말. 무엇이, 어디서, 어떻게 고치는지를 한 줄로 말하고"
        " 종료 코드 2로 끝난다. `{…}` 자리에는 그때의 이름과 값이 들어간다. 영어 문장이 식별자다.",
        "What hubplanner says where it refuses: what is wrong, where, and how to mend it, in one"
        " line, with exit code 2. Names and values take the place of `{…}`. The English sentence"
        " is the identifier.",
    ),
    "terms": ("용어집", "Glossary"),
    "terms_about": (
        "표·지도·보고서에 나오는 말의 한국어와 영어.",
        "The words of tables, maps and briefs in Korean and English.",
    ),
    "of_tables": ("표의 제목과 지표", "Headings of tables, indicators"),
    "top": ("파일의 맨 앞", "At the head of the file"),
    "key": ("키", "Key"),
    "kind": ("값", "Value"),
    "default": ("기본값", "Default"),
    "meaning": ("뜻", "Meaning"),
    "option": ("선택 사항", "Option"),
    "column": ("열", "Column"),
    "korean": ("한국어", "Korean"),
    "english": ("영어", "English"),
    "unit": ("단위", "Unit"),
}
KINDS_OF_ERROR = (
    "ScenarioError",
    "DataError",
    "RegionError",
    "SitingError",
    "ExtraError",
    "HubplannerError",
)


def write_all(app: object = None) -> None:
    """All pages into ``docs/<language>/reference/code/``; none of them is committed."""
    for language in LANGUAGES:
        folder = DOCS / language / "reference" / "code"
        folder.mkdir(parents=True, exist_ok=True)
        for page in (keys, commands, tables, refusals, terms):
            lines = [
                f"# {said(page.__name__, language)}",
                "",
                said(f"{page.__name__}_about", language),
            ]
            text = "\n".join([*lines, "", *page(language)]) + "\n"
            (folder / f"{page.__name__}.md").write_text(text, encoding="utf-8")


def said(word: str, language: Language) -> str:
    """A word of these pages."""
    return SAID[word][language == "en"]


def keys(language: Language) -> Iterator[str]:
    """A table a section of the scenario file."""
    sections: dict[str, list[str]] = {}
    for path, kind, default, about in promised.scenario_keys():
        section, _, key = path.rpartition(".")
        told = Text(about).in_language(language) if about else ""
        cells = [f"`{key}`", f"`{kind}`", f"`{default}`", told]
        sections.setdefault(section, []).append(row(cells))
    for section, rows in sections.items():
        yield from heading(f"`[{section}]`" if section else said("top", language))
        yield from head_row(("key", "kind", "default", "meaning"), language)
        yield from rows


def commands(language: Language) -> Iterator[str]:
    """A section a command: what it does, its arguments and options."""
    for name, command in promised.commands():
        yield from heading(f"`{name}`")
        for paragraph in (command.help or "").split("\n\n"):
            yield from (Text(" ".join(paragraph.split())).in_language(language), "")
        asked = [one for one in command.params if one.name != "help"]
        if asked:
            yield from head_row(("option", "default", "meaning"), language)
        for one in asked:
            names = ", ".join(f"`{each}`" for each in promised.option_names(one))
            told = Text(one.help).in_language(language) if one.help else ""
            yield row([names, _default(one), told])


def _default(one: Any) -> str:
    plain = isinstance(one.default, str | int | float | Path) and one.default not in ("", False)
    return f"`{one.default}`" if plain else ""


def tables(language: Language) -> Iterator[str]:
    """A section a command, in it a section a file: its columns, what they are, and the unit."""
    for command, files in columns.written().items():
        yield from heading(f"`hubplanner {command}`")
        for file, described in files.items():
            yield from heading(f"`{file}`", 3)
            yield from head_row(("column", "meaning", "unit"), language)
            for one in described:
                yield row([f"`{one.column}`", one.ko if language == "ko" else one.en, one.unit])


def refusals(language: Language) -> Iterator[str]:
    """Every message that an error of ours is raised with, by the kind of error."""
    raised = raised_in_code()
    for kind in KINDS_OF_ERROR:
        if kind in raised:
            yield from heading(f"`{kind}`")
            yield from ((getattr(errors, kind).__doc__ or "").partition("\n")[0], "")
            yield from head_row(("english", "korean"), language)
            for template in sorted(raised[kind]):
                yield row([template, Text(template).in_language("ko")])


def raised_in_code() -> dict[str, set[str]]:
    """The templates of refusals by the class that carries them."""
    found: dict[str, set[str]] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.func, ast.Name):
                first = node.args[0]
                # Error(Text("…")) says the same as Error("…").
                if isinstance(first, ast.Call) and getattr(first.func, "id", "") == "Text":
                    first = first.args[0]
                if node.func.id in KINDS_OF_ERROR and isinstance(first, ast.Constant):
                    found.setdefault(node.func.id, set()).add(str(first.value))
    return found


def terms(language: Language) -> Iterator[str]:
    """Words of planning with what they mean; then headings of tables and the indicators."""
    yield from head_row(("korean", "english", "meaning"), language)
    with GLOSSARY.open(encoding="utf-8", newline="") as file:
        words = sorted(csv.DictReader(file), key=lambda one: one[language])
    yield from (row([one["ko"], one["en"], one[f"meaning_{language}"]]) for one in words)
    yield from heading(said("of_tables", language))
    pairs = {(one.ko, one.en, one.unit) for one in HEADINGS.values()}
    pairs |= {(one.name_ko, one.name_en, one.unit) for one in catalogue.CATALOGUE.values()}
    yield from head_row(("korean", "english", "unit"), language)
    for pair in sorted(pairs, key=lambda pair: pair[language == "en"]):
        yield row(pair)


def heading(text: str, level: int = 2) -> tuple[str, ...]:
    """A heading of a section with blank lines around it."""
    return ("", f"{'#' * level} {text}", "")


def head_row(words: Sequence[str], language: Language) -> tuple[str, str]:
    """The first lines of a table."""
    return row(said(word, language) for word in words), "|" + " --- |" * len(words)


def row(cells: Iterable[str]) -> str:
    """A row of a Markdown table; a bar in a cell would end it, markup in a message is none."""
    return "| " + " | ".join(_cell(cell) for cell in cells) + " |"


def _cell(text: str) -> str:
    text = " ".join(text.split()).replace("|", "\\|")
    # Between backticks nothing is markup, so an escape would be shown.
    return re.sub(r"(`[^`]*`)|([*_<>\[\]$])", lambda one: one[1] or f"\\{one[2]}", text)
