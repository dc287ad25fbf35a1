"""Everything a planner chooses, in one TOML file."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import date, time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from pydantic import (
    BaseModel,
    Field,
    PrivateAttr,
    ValidationError,
    field_validator,
    model_validator,
)

from hubplanner.errors import ScenarioError, pydantic_reason
from hubplanner.language import Joined, Text
from hubplanner.scenario_programme import FundingChoice, RoadmapChoice
from hubplanner.scenario_sections import (
    CandidateChoice,
    DataChoice,
    FutureChoice,
    ScoringChoice,
    Section,
    TravelChoice,
)
from hubplanner.scenario_siting import NetworkChoice, SitingChoice
from hubplanner.toml_file import read_toml

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

AFTER_A_PLAN = ("funding", "roadmap")
"""Sections that no plan depends on: what is made of its hubs once they stand."""

NAME_PATTERN = r"[\w][\w .-]{0,79}"


class Scenario(Section):
    """A planner's choices; the defaults are the baseline.

    Raises
    ------
    ScenarioError
        Naming the key and the allowed values; from :meth:`from_toml` the file as well.

    Examples
    --------
    >>> Scenario().siting.hubs
    6
    >>> Scenario(siting={"hubs": 3, "required": ["거제시"]}).siting.required
    ('거제시',)
    """

    name: str = Field(
        "baseline", title="file name", description="names the output: maps/<name>.html"
    )
    title_ko: str = Field("기준안", title="Korean title", min_length=1, max_length=120)
    title_en: str = Field("Baseline", title="English title", min_length=1, max_length=120)
    data: DataChoice = DataChoice()
    scoring: ScoringChoice = ScoringChoice()
    future: FutureChoice = FutureChoice()
    candidates: CandidateChoice = CandidateChoice()
    travel: TravelChoice = TravelChoice()
    siting: SitingChoice = SitingChoice()
    network: NetworkChoice = NetworkChoice()
    funding: FundingChoice = FundingChoice()
    roadmap: RoadmapChoice = RoadmapChoice()
    _folder: Path = PrivateAttr(Path())

    def __init__(self, /, **given: Any) -> None:
        try:
            super().__init__(**given)
        except ValidationError as error:
            raise ScenarioError(_explain(error)) from error

    @field_validator("name")
    @classmethod
    def _usable_as_file_name(cls, name: str) -> str:
        if not re.fullmatch(NAME_PATTERN, name) or name.endswith((".", " ")):
            raise ValueError(Text("use letters, digits, spaces, '.', '-' and '_' (at most 80)"))
        return name

    @model_validator(mode="after")
    def _costs_of_hubs_are_stated(self) -> Self:
        if self.funding.by_hub and self.siting.opening_cost == SitingChoice().opening_cost:
            raise ValueError(
                Text(
                    "funding.by_hub takes each hub's public money from siting.opening_cost: state"
                    " it, in 100 million won (억 원) a year"
                )
            )
        return self

    @classmethod
    def from_toml(cls, path: str | Path) -> Self:
        """Read a scenario file (TOML); its name is the file's name unless it states one.

        Data folders and all files that the scenario names are taken relative to it.
        Without titles of its own a scenario is titled by its name. One that ``extends`` another
        file states only what differs: tables are laid over each other key by key.
        """
        path = Path(path)
        return cls.from_table(read_scenario(path), path)

    @classmethod
    def from_table(cls, raw: dict[str, Any], path: Path) -> Self:
        """What :meth:`from_toml` makes of a file at that path with this content.

        `raw` is already laid over what it extends (:func:`extended`).
        """
        raw.setdefault("name", path.stem)
        raw.setdefault("title_ko", raw["name"])
        raw.setdefault("title_en", raw["name"])
        try:
            scenario = cls(**plain(raw))
        except ScenarioError as error:
            raise ScenarioError("{path}: {reason}", path=path, reason=error.text) from error
        placed = scenario._with_paths(lambda value: str(path.parent / value))
        if placed != scenario:  # else the built-in settings stay equal to themselves
            placed._folder = path.parent
        for section, key, file in named_files(placed):
            _look_at(file, f"{section}.{key}", path)
        return placed

    def stated(self) -> Self:
        """The scenario as it may be passed on: files relative to the scenario's own.

        Of a file that was given by an absolute path only the name stays.
        """

        def relative(value: str) -> str:
            path = Path(value)
            if path.is_relative_to(self._folder):
                path = path.relative_to(self._folder)
            return path.name if path.is_absolute() else path.as_posix()

        return self._with_paths(relative)

    def of_plan(self) -> dict[str, Any]:
        """What a plan depends on, as JSON holds it: all but money and time, passed on safely."""
        return self.stated().model_dump(mode="json", exclude=set(AFTER_A_PLAN))

    def _with_paths(self, change: Callable[[str], str]) -> Self:
        """The scenario with every path in it changed; names of bundled things stay."""
        sections: dict[str, BaseModel] = {}
        for section, key, suffix in _PATHS:
            part = sections.get(section, getattr(self, section))
            value = getattr(part, key)
            if isinstance(value, tuple):
                value = tuple(map(change, value))
            elif value and value.endswith(suffix):
                value = change(value)
            sections[section] = part.model_copy(update={key: value})
        return self.model_copy(update=sections)


def read_scenario(path: Path, seen: tuple[Path, ...] = ()) -> dict[str, Any]:
    """A scenario file as a dictionary, laid over the file that it extends, if any.

    Files that the other one names are named as seen from this one's folder; its name and titles
    are not taken over.

    Raises
    ------
    ScenarioError
        Where a file cannot be read, or files extend each other in a circle.
    """
    whole = Path(
        os.path.realpath(path)
    )  # unlike Path.resolve, no error where links lead in a circle
    if whole in seen:
        around = " → ".join(one.name for one in (*seen, path))
        raise ScenarioError("{path}: extends itself: {around}", path=path, around=around)
    return extended(read_toml(path, ScenarioError), path, seen)


def extended(raw: dict[str, Any], path: Path, seen: tuple[Path, ...] = ()) -> dict[str, Any]:
    """The content of a scenario file at that path, laid over the file that it extends, if any.

    Raises
    ------
    ScenarioError
        As :func:`read_scenario` does.
    """
    raw = dict(raw)
    other = raw.pop("extends", None)
    if other is None:
        return raw
    if not isinstance(other, str):
        raise ScenarioError(
            "{path}: extends = {value!r} is refused: write the name of a scenario file",
            path=path,
            value=other,
        )
    below = path.parent / other
    base = read_scenario(below, (*seen, Path(os.path.realpath(path))))
    base = _seen_from(base, os.path.relpath(below.parent or ".", path.parent or "."))
    return _laid_over({key: base[key] for key in base if key not in _OWN}, raw)


_OWN = ("name", "title_ko", "title_en")
"""What a scenario does not take over from the one that it extends."""


def _laid_over(base: dict[str, Any], raw: dict[str, Any]) -> dict[str, Any]:
    both = {key for key in base if isinstance(base[key], dict) and isinstance(raw.get(key), dict)}
    return {**base, **raw, **{key: _laid_over(base[key], raw[key]) for key in both}}


def _seen_from(raw: dict[str, Any], folder: str) -> dict[str, Any]:
    """The same with every file that it names as it is reached by way of a folder."""
    moved = dict(raw)
    for section, key, suffix in _PATHS:
        part = moved.get(section)
        if not isinstance(part, dict) or not (value := part.get(key)):
            continue
        if isinstance(value, list):
            value = [str(Path(folder) / str(one)) for one in value]
        elif isinstance(value, str) and value.endswith(suffix):
            value = str(Path(folder) / value)
        moved[section] = {**part, key: value}
    return moved


def named_files(scenario: Scenario) -> list[tuple[str, str, str]]:
    """Section, key and path of every file and folder that a scenario names."""
    named = []
    for section, key, suffix in _PATHS:
        value = getattr(getattr(scenario, section), key)
        several = value if isinstance(value, tuple) else (value,)
        named += [(section, key, one) for one in several if one and one.endswith(suffix)]
    return named


def _look_at(file: str, key: str, scenario: Path) -> None:
    """Refuse what the system takes for no path at all: too long, without end, or with a zero."""
    try:
        Path(file).stat()
    except (FileNotFoundError, NotADirectoryError):
        return  # told where it is read
    except (OSError, ValueError) as error:
        raise ScenarioError(
            "{path}: {key}: {file} cannot be read ({reason}); check the path",
            path=scenario,
            key=key,
            file=file,
            reason=getattr(error, "strerror", None) or str(error),
        ) from error


_PATHS = (
    ("data", "folders", ""),
    ("candidates", "rule", ".toml"),
    ("travel", "matrix", ""),
    ("travel", "roads", ""),
    ("siting", "points", ""),
    ("network", "technologies", ".toml"),
    ("network", "own_links", ""),
)
"""Keys that name files, with the ending that tells a file from a bundled name."""


def plain(value: Any) -> Any:
    """TOML's dates are refused like any other wrong type, by what they say."""
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [plain(one) for one in value]
    return str(value) if isinstance(value, date | time) else value


def _explain(error: ValidationError) -> Text:
    """All refused keys in one line: path, value, reason, allowed values."""
    return Joined("; ", map(explain_one, error.errors()))


def explain_one(problem: ErrorDetails) -> Text:
    """One refused key: path, value, reason, what it is for."""
    if not problem["loc"]:  # of all keys together
        return pydantic_reason(problem)
    path = _key_path(problem["loc"])
    if problem["type"] == "extra_forbidden":
        known = ", ".join(_section_of(problem["loc"][:-1]).model_fields)
        return Text("unknown key '{path}'; known keys here: {known}", path=path, known=known)
    refused = Text(
        "{path} = {value!r} is refused: {reason}",
        path=path,
        value=problem["input"],
        reason=pydantic_reason(problem),
    )
    meaning = _meaning(problem["loc"])
    return (
        Text("{refused} ({meaning})", refused=refused, meaning=Text(meaning))
        if meaning
        else refused
    )


def _key_path(loc: tuple[int | str, ...]) -> str:
    path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in loc)
    return path.removeprefix(".")


def _section_of(loc: tuple[int | str, ...]) -> type[BaseModel]:
    section: type[BaseModel] = Scenario
    for name in loc:
        annotation = section.model_fields[str(name)].annotation
        assert isinstance(annotation, type)
        assert issubclass(annotation, BaseModel)
        section = annotation
    return section


def _meaning(loc: tuple[int | str, ...]) -> str:
    """What the key is for, when the refused value is a documented setting."""
    if len(loc) < 2:
        return ""
    field = _section_of(loc[:1]).model_fields.get(str(loc[1]))
    return (field and field.description) or ""
