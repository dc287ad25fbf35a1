"""Every table that a command writes, and what each of its columns is.

Files and columns come from tables made anew where that takes a second (`plan`, `compare` and the
chapters of a plan), else from ``columns.csv``, which a test beside each of those commands holds to
what it writes. A column is described there, or as the workbooks head it, or as an indicator; one
that nothing describes stops the site from being built.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

import promised

import hubplanner as hp
from hubplanner.chapters import make_chapter
from hubplanner.evaluation.chapter import HEADINGS as EVALUATION
from hubplanner.evaluation.targets import HEADINGS as TARGETS
from hubplanner.evaluation.targets import TARGETS_FILE
from hubplanner.report.columns import HEADINGS, UNITS, Heading
from hubplanner.report.comparison_sheets import HEADINGS as COMPARISON
from hubplanner.scoring.catalogue import CATALOGUE

LIST = Path(__file__).with_suffix(".csv")
CHAPTERS = {"fund": "funding", "roadmap": "roadmap", "portfolio": "portfolio", "impact": "impact"}
ADDED = "0–1, 쇠퇴 경로에 보탠 몫 part of the decline path"


@dataclass(frozen=True)
class Described:
    """A column, or all whose names fit a pattern."""

    column: str
    ko: str
    en: str
    unit: str


@cache
def written() -> dict[str, dict[str, list[Described]]]:
    """By command and file the columns in their order."""
    plan = promised.baseline()
    found = {"plan": described("plan", promised.tables(), {})}
    four = hp.make_plan(hp.load_dataset(), hp.Scenario(name="four", siting={"hubs": 4}))
    compared = hp.compare([plan, four])
    tables = {
        "scenarios.csv": compared.scenarios.reset_index(),
        "hubs.csv": compared.hubs,
        "regions.csv": compared.regions.reset_index(),
        "differences.csv": compared.differences,
    }
    found["compare"] = described("compare", tables, COMPARISON)
    for command, name in CHAPTERS.items():
        chapter = make_chapter(plan, name)
        files = {
            f"{sheet.lower().replace(' ', '_')}.csv": table
            for sheet, table in chapter.tables.items()
        }
        found[command] = described(command, files, chapter.headings)
    for command in ("evaluate", "effect", "sweep"):
        found[command] = described(command, listed(command), EVALUATION)
    return found


def listed(command: str) -> dict[str, list[str]]:
    """The files of a command with their columns, as ``columns.csv`` lists them."""
    files: dict[str, list[str]] = {}
    for row in _rows():
        if row["command"] == command and row["file"] != "*":
            files.setdefault(row["file"], []).append(row["column"])
    return files


def described(
    command: str, files: Mapping[str, Iterable[str]], own: Mapping[str, Heading]
) -> dict[str, list[Described]]:
    """Of each file its columns with what they are, an own heading before the common one."""
    return {
        file: list(dict.fromkeys(_one(command, file, str(column), own) for column in columns))
        for file, columns in files.items()
    }


def _one(command: str, file: str, column: str, own: Mapping[str, Heading]) -> Described:
    for row in _rows():
        fits = row["command"] == command and fnmatchcase(file, row["file"])
        if fits and row["ko"] and (column == row["column"] or fnmatchcase(column, row["column"])):
            return Described(row["column"], row["ko"], row["en"], row["unit"])
    indicators = {one.key: one for one in CATALOGUE.values()}
    indicator = indicators.get(column.removesuffix("_area"))
    if indicator is not None:
        area = column.endswith("_area")
        kind, unit = UNITS.get(indicator.unit, ("number", indicator.unit))
        return Described(
            column,
            indicator.name_ko + ("(노동시장권)" if area else ""),
            indicator.name_en + (" (labour-market area)" if area else ""),
            ADDED if file == "contributions.csv" else _unit(Heading("", "", kind, unit)),
        )
    if file == TARGETS_FILE:
        own = TARGETS
    found = own.get(column) or HEADINGS[column]
    return Described(column, found.ko, found.en, _unit(found))


def _unit(found: Heading) -> str:
    """The unit shown, and how files for machines hold what is shown as a percentage."""
    return f"{found.unit} (CSV: 0.31 = 31 %)" if found.kind in {"share", "points"} else found.unit


@cache
def _rows() -> list[dict[str, str]]:
    with LIST.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
