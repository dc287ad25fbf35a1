"""What hubs report, by which rules it is judged, and how targets are derived: read from TOML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from hubplanner.errors import DataError
from hubplanner.language import Pair, Text
from hubplanner.scoring.definitions import reason_of
from hubplanner.toml_file import read_toml

BUNDLED = Path(__file__).with_name("indicators.toml")

Key = Field(pattern=r"^[a-z][a-z0-9_]*$")

AREAS = {
    "ecosystem": Text("Innovation ecosystem"),
    "finance": Text("Finance"),
    "technology": Text("Technology"),
    "workforce": Text("Workforce"),
}
"""The four areas of Manufacturing USA, in the order of its report."""


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


_Checked = TypeVar("_Checked", bound=_Entry)


class Indicator(_Entry):
    """One indicator; what each field means is said at the head of ``indicators.toml``."""

    id: str = Key
    area: Literal["ecosystem", "finance", "technology", "workforce"]
    name_ko: str = Field(min_length=1, max_length=60)
    name_en: str = Field(min_length=1, max_length=60)
    definition_ko: str = Field(min_length=1, max_length=200)
    definition_en: str = Field(min_length=1, max_length=200)
    unit_ko: str = Field(min_length=1, max_length=20)
    unit_en: str = Field(min_length=1, max_length=20)
    kind: Literal["count", "amount", "percent", "ratio"]
    direction: Literal["up", "down"] = "up"
    whole: str = ""
    adds_up: bool = False
    over: tuple[str, str] | None = None
    weight: str = ""
    reporter_ko: str = Field(min_length=1)
    reporter_en: str = Field(min_length=1)
    source: str = Field(min_length=1)

    @property
    def name(self) -> Pair:
        """In both languages."""
        return Pair(self.name_ko, self.name_en)

    @property
    def unit(self) -> Pair:
        """In both languages."""
        return Pair(self.unit_ko, self.unit_en)

    @property
    def digits(self) -> int:
        """Decimals that its figures are shown with."""
        return {"count": 0, "amount": 1, "percent": 1, "ratio": 2}[self.kind]


class Rules(_Entry):
    """When a figure is odd and a hub is flagged."""

    jump_times: float = Field(gt=1)
    jump_least: float = Field(ge=0)
    money_most: float = Field(gt=0)
    outlier_score: float = Field(gt=0)
    outlier_hubs: int = Field(ge=3)
    missed_below_percent: float = Field(gt=0, le=100)
    years_missed: int = Field(ge=1)
    leverage_fall_percent: float = Field(ge=0)
    network_fall_percent: float = Field(ge=0)


BASES = Literal["hub", "jobs_near", "jobs_served", "universities", "institutes", "supporters"]


class TargetRule(_Entry):
    """How a target follows from a figure of the plan: figure × `per` × `by_year`."""

    indicator: str
    of: BASES
    per: float = Field(gt=0)
    by_year: tuple[Annotated[float, Field(ge=0)], ...] = Field(min_length=1, max_length=30)
    why_ko: str = Field(min_length=1)
    why_en: str = Field(min_length=1)


@dataclass(frozen=True)
class Indicators:
    """All that an evaluation goes by.

    Attributes
    ----------
    by_id
        Indicators in the order of their areas.
    rules
        When a figure is odd and a hub is flagged.
    targets
        By indicator, how its target is derived.
    """

    by_id: Mapping[str, Indicator]
    rules: Rules
    targets: Mapping[str, TargetRule]

    def __iter__(self) -> Iterator[Indicator]:
        return iter(self.by_id.values())

    def __getitem__(self, key: str) -> Indicator:
        return self.by_id[key]

    @property
    def reported(self) -> list[Indicator]:
        """Those that hubs state; the others are computed."""
        return [one for one in self if one.over is None]

    def parts(self, whole: str, *, adding_up: bool = False) -> list[str]:
        """Keys of the parts of an indicator; of those that make it up only."""
        return [one.id for one in self if one.whole == whole and (one.adds_up or not adding_up)]


def load_indicators(own: Path | None = None) -> Indicators:
    """The bundled indicators with a planner's own file laid over them.

    An entry of `own` replaces the one of the same ``id`` (``indicator`` of targets), a key of its
    ``[rules]`` that key; all else is added.

    Raises
    ------
    DataError
        Naming file, entry, key and mend.
    """
    entries: dict[str, dict[str, Any]] = {"indicators": {}, "targets": {}}
    rules: dict[str, Any] = {}
    places: dict[str, Path] = {}
    for path in filter(None, (BUNDLED, own)):
        file = read_toml(path, DataError)
        _refuse_unknown_sections(file, path)
        seen: dict[str, set[str]] = {"indicators": set(), "targets": set()}
        for section, key in (("indicators", "id"), ("targets", "indicator")):
            for fields in _tables(file, section, path):
                name = str(fields.get(key, ""))
                if name in seen[section]:
                    raise _refusal(path, section, name, key, Text("stands twice; keep one"))
                seen[section].add(name)
                entries[section][name] = fields
                places[name] = path
        rules |= _table(file, "rules", path)
    last = own or BUNDLED
    indicators = {
        name: _checked(Indicator, fields, "indicators", name, places[name])
        for name, fields in entries["indicators"].items()
    }
    order = list(AREAS)
    in_order = sorted(indicators.values(), key=lambda one: order.index(one.area))
    found = Indicators(
        {one.id: one for one in in_order},
        _checked(Rules, rules, "rules", "", last),
        {
            name: _checked(TargetRule, fields, "targets", name, places[name])
            for name, fields in entries["targets"].items()
        },
    )
    _refuse_unknown_references(found, places, last)
    _refuse_contradictions(found, places, last)
    return found


def _refuse_unknown_sections(file: dict[str, Any], path: Path) -> None:
    known = ("indicators", "rules", "targets")
    if unknown := [key for key in file if key not in known]:
        raise DataError(
            "{path}: unknown section {key}; known: {known}",
            path=path,
            key=unknown[0],
            known=", ".join(known),
        )


def _tables(file: dict[str, Any], section: str, path: Path) -> list[dict[str, Any]]:
    tables = file.get(section, [])
    if not isinstance(tables, list) or not all(isinstance(one, dict) for one in tables):
        raise DataError(
            "{path}: {section} should be a list of tables; begin each with [[{section}]]",
            path=path,
            section=section,
        )
    return tables


def _table(file: dict[str, Any], section: str, path: Path) -> dict[str, Any]:
    table = file.get(section, {})
    if not isinstance(table, dict):
        raise DataError(
            "{path}: {section} should be one table; begin it with [{section}]",
            path=path,
            section=section,
        )
    return table


def _checked(
    kind: type[_Checked], fields: dict[str, Any], section: str, name: str, path: Path
) -> _Checked:
    try:
        return kind.model_validate(fields)
    except ValidationError as error:
        problem = error.errors()[0]
        key = ".".join(map(str, problem["loc"]))
        raise _refusal(path, section, name, key, reason_of(problem, kind)) from error


def _refusal(path: Path, section: str, name: str, key: str, reason: Text) -> DataError:
    return DataError(
        "{path}: [{section}] {name} {key}: {reason}",
        path=path,
        section=section,
        name=name,
        key=key,
        reason=reason,
    )


def _refuse_unknown_references(found: Indicators, places: dict[str, Path], last: Path) -> None:
    """Indicators that others name must be there and, where figures are asked of them, reported."""
    reported = {one.id for one in found.reported}
    for one in found:
        named = {"whole": [one.whole], "weight": [one.weight], "over": list(one.over or ())}
        for key, others in named.items():
            for other in filter(None, others):
                if other not in reported or other == one.id:
                    reason = _unknown(other, reported)
                    raise _refusal(places[one.id], "indicators", one.id, key, reason)
    for name in found.targets:
        if name not in found.by_id:
            reason = _unknown(name, found.by_id)
            raise _refusal(places.get(name, last), "targets", name, "indicator", reason)


def _refuse_contradictions(found: Indicators, places: dict[str, Path], last: Path) -> None:
    """What each entry may say by itself, but not beside the others."""
    named: dict[str, str] = {}
    for one in found:
        whole = found.by_id.get(one.whole)
        wrong: dict[str, Text | None] = {
            "name_ko": Text("is the name of {other} too", other=named.get(one.name_ko))
            if one.name_ko in named
            else None,
            "whole": Text("{whole} is a part itself", whole=one.whole)
            if whole and whole.whole
            else None,
            "unit_en": Text(
                "a part that adds up has the unit of its whole, {unit}", unit=whole.unit
            )
            if whole and one.adds_up and whole.unit_en != one.unit_en
            else None,
            "adds_up": Text("needs whole: of what it is a part")
            if one.adds_up and not whole
            else None,
            "over": Text("names one indicator twice")
            if one.over and one.over[0] == one.over[1]
            else None,
        }
        named[one.name_ko] = one.id
        for key, reason in wrong.items():
            if reason is not None:
                raise _refusal(places[one.id], "indicators", one.id, key, reason)
    for name, target in found.targets.items():
        most = target.per * max(target.by_year)
        if target.of == "hub" and found[name].kind == "percent" and most > 100:
            reason = Text("a target of {most:g} % cannot be met", most=most)
            raise _refusal(places.get(name, last), "targets", name, "per", reason)


def _unknown(name: str, known: Iterable[str]) -> Text:
    return Text(
        "{name!r} is no indicator that can stand here; they are {known}",
        name=name,
        known=", ".join(sorted(known)),
    )
