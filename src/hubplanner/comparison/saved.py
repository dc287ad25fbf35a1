"""A saved plan, read from the files that ``hubplanner plan`` wrote, as a comparison needs it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from hubplanner.comparison.compared import Compared
from hubplanner.errors import DataError, ScenarioError, pydantic_reason
from hubplanner.limits import MAX_JSON, refuse_unfit
from hubplanner.scenario import Scenario
from hubplanner.tables.schema import Column, Schema, read_table, refuse_repeats
from hubplanner.tables.values import ANY, LAT, LON, number, one_of, text

TABLES = ("regions", "hubs", "links")
HUB_MINUTES = "hub_minutes.csv"

_NAME = text()
_FLAG = one_of({"True": ("true", "TRUE"), "False": ("false", "FALSE")})


def _columns(**kinds: Any) -> tuple[Column, ...]:
    return tuple(Column(name, kind) for name, kind in kinds.items())


def _may_lack(**kinds: Any) -> tuple[Column, ...]:
    return tuple(Column(name, kind, required=False, blank="") for name, kind in kinds.items())


_REGIONS = Schema(
    (
        *_columns(region_code=_NAME, name_ko=_NAME, name_en=_NAME, sido_ko=_NAME, sido_en=_NAME),
        *_columns(sido_short=_NAME, sido_today_code=_NAME, lat=LAT, lon=LON, candidate=_FLAG),
        Column("crisis_score", number(0.0, 1.0), blank=float("nan")),
        Column("rank", number(1.0), blank=float("nan")),
        Column("hub_region", ANY, blank=""),
    ),
    strict=False,
)
_HUBS = Schema(
    (
        *_columns(hub_id=_NAME, number=number(1.0, whole=True), region_code=_NAME),
        *_columns(name_ko=_NAME, name_en=_NAME, lat=LAT, lon=LON),
        *_columns(technology=ANY, technology_ko=ANY, technology_en=ANY),
        Column("technology_fit", number(0.0, 1.0), blank=0.0),
        *_may_lack(host_ko=ANY, host_en=ANY),
    ),
    strict=False,
)
_LINKS = Schema(
    (
        *_columns(source=_NAME, target=_NAME, role=_NAME),
        Column("fit", number(0.0, 1.0), blank=float("nan")),
    ),
    strict=False,
)


class _Open(BaseModel):
    """Part of ``plan.json``: what is read must be there, what else stands there may."""

    model_config = ConfigDict(extra="allow", strict=True, allow_inf_nan=False)


class _Named(_Open):
    name: str
    title_ko: str = Field(min_length=1, max_length=120)
    title_en: str = Field(min_length=1, max_length=120)


class _Outcome(_Open):
    objective: float
    optimal: bool
    jobs_at_risk_of_known_industry: float | None = None
    jobs_within_45_minutes: float | None = None


class _Both(_Open):
    ko: str
    en: str


class _Indicator(_Open):
    indicator: str
    name_ko: str
    name_en: str
    years: str


class _Source(_Open):
    source_id: str
    title_ko: str
    title_en: str
    years: str
    attribution_ko: str
    attribution_en: str


class _PlanFile(_Open):
    scenario: _Named
    siting: _Outcome
    dates: _Both
    coverage: list[_Indicator]
    sources: list[_Source]
    versions: dict[str, str]


def read_saved_plan(folder: str | Path) -> Compared:
    """A plan from the folder of files that ``hubplanner plan`` or ``Plan.save`` wrote.

    Raises
    ------
    DataError
        In one line: the folder holds no plan, a file or column is missing (as in plans of older
        versions, which is said), or what stands in a file is not what a plan writes.
    """
    folder = Path(folder)
    path = folder / "plan.json"
    if not path.is_file():
        raise DataError(
            "{folder}: holds no saved plan, as there is no plan.json; name a folder that"
            " hubplanner plan has written, such as maps/baseline",
            folder=folder,
        )
    summary = _read_summary(path)
    version = summary["versions"].get("hubplanner", "?")
    if missing := [f"{name}.csv" for name in TABLES if not (folder / f"{name}.csv").is_file()]:
        raise DataError(
            "{folder}: plan saved by hubplanner {version} without {missing}; put the files back or"
            " make the plan again",
            folder=folder,
            version=version,
            missing=", ".join(missing),
        )
    try:
        return _from_tables(folder, summary)
    except DataError as error:
        raise DataError(
            "{reason} (plan saved by hubplanner {version})", reason=error.text, version=version
        ) from error


def _from_tables(folder: Path, summary: dict[str, Any]) -> Compared:
    regions = _read_by(folder / "regions.csv", _REGIONS, "region_code")
    hubs = _read_by(folder / "hubs.csv", _HUBS, "hub_id")
    refuse_repeats(hubs.reset_index(), ["number"], folder / "hubs.csv")
    if hubs["host_ko"].eq("").all():
        hubs = hubs.drop(columns=["host_ko", "host_en"])
    if unknown := set(hubs["region_code"]) - set(regions.index):
        raise DataError(
            "{path}: region {code} is not in regions.csv; put the files of one plan together",
            path=folder / "hubs.csv",
            code=min(unknown),
        )
    links = read_table(folder / "links.csv", _LINKS)
    _refuse_other_hubs(folder, regions, hubs, links)
    scenario = summary["scenario"]
    return Compared(
        name=scenario["name"],
        title_ko=scenario["title_ko"],
        title_en=scenario["title_en"],
        summary=summary,
        regions=regions.assign(candidate=regions["candidate"] == "True"),
        hubs=hubs,
        links=links,
        hub_minutes=_read_minutes(folder / HUB_MINUTES, regions, hubs),
        folder=folder,
    )


def _refuse_other_hubs(
    folder: Path, regions: pd.DataFrame, hubs: pd.DataFrame, links: pd.DataFrame
) -> None:
    """Files that name hubs which ``hubs.csv`` has not: of another plan, or a row was taken out."""
    ends = {end for side in ("source", "target") for end in links[side] if end.startswith("hub-")}
    for name, named, known in (
        ("links.csv", ends, set(hubs.index)),
        ("regions.csv", set(regions["hub_region"]) - {""}, set(hubs["region_code"])),
    ):
        if not named <= known:
            raise DataError(
                "{path}: names {hub}, which is not in hubs.csv; put the files of one plan together",
                path=folder / name,
                hub=min(named - known),
            )


def _read_by(path: Path, schema: Schema, key: str) -> pd.DataFrame:
    table = read_table(path, schema)
    refuse_repeats(table, [key], path)
    return table.set_index(key)


def _read_minutes(path: Path, regions: pd.DataFrame, hubs: pd.DataFrame) -> pd.DataFrame | None:
    """Region × hub's region; None where there is no such file."""
    if not path.exists():
        return None
    to_hubs = [
        Column(str(hub), number(0.0, finite=False), blank=float("nan")) for hub in hubs.index
    ]
    table = _read_by(
        path, Schema((*_columns(region_code=_NAME), *to_hubs), strict=False), "region_code"
    )
    if set(table.index) != set(regions.index):
        raise DataError(
            "{path}: other regions than in regions.csv; put the files of one plan together",
            path=path,
        )
    return table.loc[regions.index].set_axis(hubs["region_code"].tolist(), axis=1).astype(float)


def _read_summary(path: Path) -> dict[str, Any]:
    try:
        refuse_unfit(path, MAX_JSON)
        summary: dict[str, Any] = json.loads(path.read_text(encoding="utf-8-sig"))
        _PlanFile.model_validate(summary)
        named = {key: summary["scenario"][key] for key in ("name", "title_ko", "title_en")}
        Scenario(**named)  # its name becomes that of files
    except OSError as error:
        raise DataError(
            "{path}: cannot be read ({reason}); check the path", path=path, reason=error.strerror
        ) from error
    except ValidationError as error:
        problem = error.errors()[0]
        raise DataError(
            "{path}: not what hubplanner plan writes: {key}: {reason}; make the plan again",
            path=path,
            key=".".join(map(str, problem["loc"])) or "plan.json",
            reason=pydantic_reason(problem),
        ) from error
    except ScenarioError as error:
        raise DataError("{path}: {reason}", path=path, reason=error.text) from error
    except (ValueError, RecursionError) as error:
        if isinstance(error, DataError):
            raise
        raise DataError(
            "{path}: no JSON ({error}); make the plan again", path=path, error=error
        ) from error
    return summary


def label_of(plan: Compared, place: int) -> str:
    """A saved plan by its folder, for where its name says too little.

    As the folder was named, with that above it where the path is relative, as an absolute one tells
    of the machine; where both say no more than the scenario's name, with its `place` (from 1).
    """
    assert plan.folder is not None
    named = plan.folder.parts[-1:] if plan.folder.is_absolute() else plan.folder.parts[-2:]
    label = re.sub(r"[^\w.-]+", " ", " ".join(named)).strip(" .-")[-76:].strip(" .-")
    return f"{plan.name} {place}" if label in ("", plan.name) else label
