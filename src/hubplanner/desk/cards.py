"""What a start page tells of each scenario: its plan in a sentence, read from the plan's files."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from hubplanner.desk.workspace import Workspace
from hubplanner.errors import HubplannerError, ScenarioError
from hubplanner.fingerprint import fingerprint
from hubplanner.language import Pair, Text
from hubplanner.scenario import Scenario

REPORTS = (".xlsx", ".xlsm", ".xls", ".csv")
"""Endings of yearly reports."""


@dataclass(frozen=True)
class Made:
    """A plan that is there.

    Attributes
    ----------
    page
        Name of its map page in ``maps/``.
    sentences
        What its hubs are good for and how firm they are, as far as ``plan.json`` says it.
    hubs
        Where they stand.
    own
        What it took from each folder of own data, or that it took nothing and why.
    when
        It was written.
    current
        Whether it would come out the same today.
    """

    page: str
    sentences: tuple[Text, ...]
    hubs: tuple[Text, ...]
    own: tuple[Text, ...]
    when: datetime
    current: bool


@dataclass(frozen=True)
class Card:
    """A scenario: its title, or why it cannot be read, and its plan if there is one."""

    name: str
    title: Text
    problem: Text | None
    made: Made | None


def card(workspace: Workspace, name: str) -> Card:
    """The card of a scenario.

    Raises
    ------
    ScenarioError
        When there is none of that name.
    """
    try:
        scenario = Scenario.from_toml(workspace.existing(name))
    except HubplannerError as error:
        if not workspace.path(name).is_file():
            raise
        return Card(name, Pair(name, name), error.text, None)
    title = Pair(scenario.title_ko, scenario.title_en)
    return Card(name, title, None, _made(workspace, scenario))


def cards(workspace: Workspace) -> list[Card]:
    """Of all scenarios, the newest change first."""
    found = []
    for name in workspace.names():
        try:
            found.append(card(workspace, name))
        except ScenarioError:  # deleted meanwhile
            continue
    return found


def _made(workspace: Workspace, scenario: Scenario) -> Made | None:
    page = workspace.maps / f"{scenario.name}.html"
    try:
        when = datetime.fromtimestamp(page.stat().st_mtime, UTC).astimezone()
        told = json.loads((page.with_suffix("") / "plan.json").read_text(encoding="utf-8"))
        siting = told["siting"]
        said = [siting[key] for key in ("headline", "firm") if key in siting]
        hubs = _hubs(page.with_suffix("") / "hubs.csv")
        own = [one["sentence"] for one in told.get("own_figures", ()) if "sentence" in one]
        current = told["inputs"] == fingerprint(scenario)
    except (OSError, ValueError, LookupError, TypeError):
        return None  # no plan yet, or one of another program
    return Made(page.name, _pairs(said), hubs, _pairs(own), when, current)


def _pairs(said: list[dict[str, str]]) -> tuple[Text, ...]:
    return tuple(Pair(one["ko"], one["en"]) for one in said)


def _hubs(table: Path) -> tuple[Text, ...]:
    """Hosts of the hubs, or the regions that they stand in where they have none."""
    with table.open(encoding="utf-8-sig", newline="") as file:
        return tuple(
            Pair(
                row.get("host_ko") or f"{row['sido_ko']} {row['name_ko']}",
                row.get("host_en") or f"{row['name_en']}, {row['sido_en']}",
            )
            for row in csv.DictReader(file)
        )


def regions_of(workspace: Workspace, made: Made) -> list[tuple[str, Text]]:
    """Code and name of every region of a plan, in its order."""
    table = (workspace.maps / made.page).with_suffix("") / "regions.csv"
    try:
        with table.open(encoding="utf-8-sig", newline="") as file:
            return [
                (
                    row["region_code"],
                    Pair(
                        f"{row['sido_ko']} {row['name_ko']}", f"{row['name_en']}, {row['sido_en']}"
                    ),
                )
                for row in csv.DictReader(file)
            ]
    except (OSError, ValueError, LookupError):
        return []


def reports_of(workspace: Workspace, name: str) -> list[Path]:
    """The yearly reports of a scenario's hubs, by name."""
    kept = (workspace.programme / name / "reports").glob("*.*")
    return sorted(one for one in kept if one.suffix.lower() in REPORTS and one.name[0] != ".")


def report_files(folder: Path) -> list[tuple[str, datetime]]:
    """The pictures and briefs in a folder: name, and when it was made."""
    return sorted(
        (one.name, datetime.fromtimestamp(one.stat().st_mtime, UTC).astimezone())
        for one in folder.glob("*.*")
        if one.is_file() and one.name[0] != "."
    )
