"""What is wrong with a scenario file: all of it at once, each with its line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from hubplanner.errors import HubplannerError, ScenarioError
from hubplanner.language import Text, without_spaces
from hubplanner.scenario import Scenario, explain_one, named_files, plain, read_scenario
from hubplanner.scenario_siting import DEFAULT, EACH, HOST_KINDS

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Problem:
    """What is wrong, and the line of the file that says it; None where no line does (it stands in
    the file that this one extends, or between two keys). `key` is the path of what is refused, as
    in ``("siting", "hubs")``; of what does not hang together it is that of the section."""

    text: Text
    line: int | None
    key: tuple[int | str, ...] = ()

    def told(self, path: Path) -> Text:
        """As a line of output: file, line, what is wrong."""
        where = f"{path}:{self.line}" if self.line else str(path)
        return Text("{where}: {problem}", where=where, problem=self.text)


def check_scenario(path: Path) -> list[Problem]:
    """All problems of a scenario file: keys, values, files that are not there, names of places.

    What only the data can tell (wishes that clash, figures that are missing) a plan tells.

    Raises
    ------
    ScenarioError
        When the file cannot be read as TOML at all.
    """
    return check_table(read_scenario(path), path.read_bytes(), path)


def check_table(raw: dict[str, Any], content: bytes, path: Path) -> list[Problem]:
    """What :func:`check_scenario` tells of a file at that path with this content.

    `raw` is the content already laid over what it extends (:func:`hubplanner.scenario.extended`).
    """
    lines = content.decode("utf-8", errors="replace").splitlines()
    raw.setdefault("name", path.stem)
    try:
        Scenario(**plain(raw))
    except ScenarioError as error:
        if not isinstance(error.__cause__, ValidationError):
            raise
        refused = error.__cause__.errors()
        found = [
            Problem(explain_one(one), line_of(lines, one["loc"]), one["loc"]) for one in refused
        ]
        return sorted(found, key=lambda one: one.line or 0)
    scenario = Scenario.from_table(raw, path)
    problems = [*_missing_files(scenario), *_unknown_places(scenario)]
    return [Problem(text, line_of(lines, loc), loc) for loc, text in problems]


def wrong_names(scenario: Scenario) -> list[Text]:
    """Files that are not there, and names of places that are none."""
    return [text for _, text in (*_missing_files(scenario), *_unknown_places(scenario))]


_COUNTS_WITH: dict[str, tuple[str, tuple[str, ...]]] = {
    "travel.circuity": ("travel.method", ("great_circle",)),
    "travel.speed_kmh": ("travel.method", ("great_circle",)),
    "scoring.owa_power": ("scoring.aggregation", ("owa",)),
    "scoring.indifference": ("scoring.aggregation", ("promethee",)),
    "scoring.preference": ("scoring.aggregation", ("promethee",)),
    "siting.radius_minutes": ("siting.model", ("max_cover", "set_cover")),
    "siting.capacity": ("siting.model", ("capacitated_p_median",)),
}
"""Keys that one choice alone reads: by key the choice and its values."""


def without_effect(scenario: Scenario) -> list[Text]:
    """Keys whose value is not the default but changes nothing, as another choice is made."""
    usual = Scenario()
    return [
        Text(
            "{key} = {value:g} changes nothing here: it counts with {choice} = {values} only",
            key=key,
            value=value,
            choice=choice,
            values=", ".join(values),
        )
        for key, (choice, values) in _COUNTS_WITH.items()
        if (value := _value(scenario, key)) is not None
        and value != _value(usual, key)
        and _value(scenario, choice) not in values
        and not (key == "siting.radius_minutes" and "max_cover" in scenario.siting.then)
    ]


def _value(scenario: Scenario, key: str) -> Any:
    section, name = key.split(".")
    return getattr(getattr(scenario, section), name)


def line_of(lines: list[str], loc: tuple[int | str, ...]) -> int | None:
    """The line (from 1) of a key by its path, as tables and dotted keys are written in TOML.

    >>> line_of(["[siting]", "hubs = 3", "[siting.groups]", 'a = ["b"]'], ("siting", "groups", "a"))
    4
    """
    keys = [str(one) for one in loc if isinstance(one, str)]
    table: list[str] = []
    best: tuple[int, int] | None = None  # how much of the path, and where
    for number, line in enumerate(lines, 1):
        if head := re.fullmatch(r"\s*\[\[?(.+?)\]\]?\s*(#.*)?", line):
            table = _parts(head[1])
            here = table
        elif key := re.match(r"\s*((?:[\w-]+|\"[^\"]*\"|'[^']*')(?:\s*\.\s*[\w\"'-]+)*)\s*=", line):
            here = [*table, *_parts(key[1])]
        else:
            continue
        if here == keys[: len(here)] and (best is None or len(here) > best[0]):
            best = len(here), number
    return best[1] if best else None


def _parts(dotted: str) -> list[str]:
    return [part.strip().strip("\"'") for part in re.findall(r"\"[^\"]*\"|'[^']*'|[^.]+", dotted)]


Found = Iterator[tuple[tuple[str, ...], Text]]


def _missing_files(scenario: Scenario) -> Found:
    for section, key, file in named_files(scenario):
        if not Path(file).exists():
            yield (section, key), Text("{file}: there is no such file or folder", file=file)


def _unknown_places(scenario: Scenario) -> Found:
    """Names that are no region, province or group."""
    # The table of regions is read only where a scenario names places.
    siting, named, roadmap = scenario.siting, scenario.network.fixed, scenario.roadmap
    places: dict[tuple[str, ...], tuple[str, ...]] = {
        ("candidates", "provinces"): scenario.candidates.provinces,
        ("siting", "required"): siting.required,
        ("siting", "forbidden"): siting.forbidden,
        ("siting", "existing"): siting.existing if _hosts_are_bundled(scenario) else (),
        ("siting", "at_least"): tuple(siting.at_least),
        ("siting", "at_most"): tuple(siting.at_most),
        ("siting", "opening_cost"): tuple(siting.opening_cost),
        **{("siting", "groups", name): names for name, names in siting.groups.items()},
        ("network", "fixed"): tuple(named),
        ("roadmap", "waves"): tuple(name for wave in roadmap.waves for name in wave),
        ("roadmap", "after"): (
            *roadmap.after,
            *(n for names in roadmap.after.values() for n in names),
        ),
    }
    places = {
        loc: tuple(name for name in names if name not in ALWAYS.get(loc[-1], ()))
        for loc, names in places.items()
    }
    if not any(places.values()) and not siting.groups:
        return
    from hubplanner.regions import load_regions

    regions = load_regions()
    hosts = _host_names() if any(places["siting", key] for key in NAME_HOSTS) else set()
    spelled = set(map(without_spaces, hosts))
    yield from _taken_names(siting.groups)
    for loc, names in places.items():
        own = set(siting.groups) if loc[1] != "groups" else set()
        own |= hosts if loc[1] in NAME_HOSTS else set()
        for name in names:
            if name in own or (loc[1] == "existing" and without_spaces(name) in spelled):
                continue
            if (why := _unknown(name, regions, only_provinces=loc[1] == "provinces")) is not None:
                yield loc, why


def _taken_names(groups: Iterable[str]) -> Found:
    """Groups with the name of a province or region."""
    from hubplanner.regions import refuse_taken_names

    for name in groups:
        try:
            refuse_taken_names([name])
        except ScenarioError as error:
            yield ("siting", "groups", name), error.text


NAME_HOSTS = ("existing", "opening_cost")
"""Keys of ``[siting]`` that name institutions besides places."""


def _hosts_are_bundled(scenario: Scenario) -> bool:
    """Whether no hub can stand at an institution or point of the planner's own."""
    return not scenario.data.folders and not scenario.siting.points


def _host_names() -> set[str]:
    """What the bundled institutions are called, and their ids."""
    from hubplanner.dataset.institutions import bundled_institutions

    table = bundled_institutions()
    return {*table["institution_id"], *table["name_ko"], *table["name_en"]}


ALWAYS: Mapping[str, tuple[str, ...]] = {
    "at_least": (EACH,),
    "at_most": (EACH,),
    "opening_cost": (DEFAULT, *HOST_KINDS),
}
"""Words among the names of places that mean no place."""


def _unknown(name: str, regions: pd.DataFrame, *, only_provinces: bool) -> Text | None:
    from hubplanner.regions import resolve
    from hubplanner.regions.provinces import area_codes, members

    if area_codes(name) or members([name], regions):
        return None
    if only_provinces:
        return Text("'{name}' is no province", name=name)
    try:
        resolve([name], regions)
    except HubplannerError as error:
        return Text("{error}", error=error.text)
    return None
