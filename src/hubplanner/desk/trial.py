"""What the form of a scenario and a trial on its map have in common, both ways.

The map's page solves again what ``TrialChoice`` in :mod:`hubplanner.maps.payload_trial` names; here
the same choice is read from a scenario, and what a reader tried on the map is written as the text
of the form's fields. Regions are told by code on the map, by any of their names in a scenario.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from hubplanner.desk.form import written
from hubplanner.industries.technologies import fixed_technologies, load_technologies
from hubplanner.language import Language
from hubplanner.regions import refuse_taken_names, regions_of, resolve
from hubplanner.regions.provinces import members
from hubplanner.scenario import Scenario
from hubplanner.scenario_siting import EACH

if TYPE_CHECKING:
    import pandas as pd

SINGLE = {
    "ways": "scoring.ways",
    "area_weight": "scoring.area_weight",
    "top": "candidates.top",
    "min_jobs_share": "candidates.min_jobs_share",
    "min_jobs": "candidates.min_jobs",
    "capital_region": "candidates.capital_region",
    "hubs": "siting.hubs",
}
"""Single values of a choice, each with its key in a scenario."""

TRIED = {*SINGLE.values(), "scoring.weights", "siting.required", "siting.forbidden"}
TRIED |= {"siting.at_most", "network.fixed"}
"""Keys, and a section, that a trial on the map can change."""

SAID = {"name", "title_ko", "title_en"}
"""Keys that change nothing on a map."""

Code = Annotated[str, Field(pattern=r"^\d{5}$")]
Key = Annotated[str, Field(pattern=r"^\w{1,60}$")]


class Choice(BaseModel):
    """What is tried on a map, as its page tells it (``TrialChoice``); regions by code."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    ways: Literal["either", "decline", "exposure"]
    weights: dict[Key, float]
    area_weight: float
    top: int
    min_jobs_share: float
    min_jobs: int
    capital_region: bool
    hubs: int
    required: list[Code]
    forbidden: list[Code]
    at_most_each: int | None
    fixed: dict[Code, Key]


def choice_of(scenario: Scenario, regions: pd.DataFrame) -> Choice:
    """What a scenario states of all that a map can try.

    Of what a choice cannot say (a province that must have a hub, a limit for one province) nothing
    is in it; :func:`not_on_the_map` names it.

    Raises
    ------
    RegionError
        When a name is that of no region.
    ScenarioError
        When a technology is not known, or a group has the name of a province or region.
    """
    refuse_taken_names(scenario.siting.groups)
    scoring, candidates, siting = scenario.scoring, scenario.candidates, scenario.siting
    technologies = load_technologies(scenario.network.technologies)
    return Choice(
        ways=scoring.ways,
        weights=scoring.weights.model_dump(),
        area_weight=scoring.area_weight,
        top=candidates.top,
        min_jobs_share=candidates.min_jobs_share,
        min_jobs=candidates.min_jobs,
        capital_region=candidates.capital_region,
        hubs=siting.hubs,
        required=_single_regions(siting.required, siting.groups, regions) or [],
        forbidden=regions_of(siting.forbidden, siting.groups, regions),
        at_most_each=siting.at_most.get(EACH),
        fixed=fixed_technologies(scenario.network.fixed, technologies, regions),
    )


def not_on_the_map(scenario: Scenario, planned: Mapping[str, Any], regions: Any) -> list[str]:
    """Keys that differ from those of the map's plan and that its page cannot try.

    Parameters
    ----------
    planned
        The plan's scenario as ``plan.json`` holds it.
    """
    now = scenario.of_plan()
    keys = [key for key in _differing(now, planned) if not _is_tried(key) and key not in SAID]
    siting = scenario.siting
    if _single_regions(siting.required, siting.groups, regions) is None:
        keys.append("siting.required")
    if set(siting.at_most) - {EACH}:
        keys.append("siting.at_most")
    return keys


def texts_of(
    scenario: Scenario, tried: Choice, regions: pd.DataFrame, language: Language
) -> dict[str, str]:
    """The texts of the form's fields that a trial on the map changes, by the paths of their keys.

    A name that stands in the scenario stays as it is spelled where its regions are still chosen.
    """
    stated = choice_of(scenario, regions)
    texts = {
        path: written(getattr(tried, one))
        for one, path in SINGLE.items()
        if getattr(tried, one) != getattr(stated, one)
    }
    for dimension, weight in tried.weights.items():
        if weight != stated.weights.get(dimension):
            texts[f"scoring.weights.{dimension}"] = written(weight)
    siting = scenario.siting
    for key in ("required", "forbidden"):
        wanted: list[str] = getattr(tried, key)
        if set(wanted) != set(getattr(stated, key)):
            names = getattr(siting, key)
            kept = [one for one in names if _keeps(one, siting.groups, regions, set(wanted))]
            left = set(regions_of(kept, siting.groups, regions))
            added = [_named(code, regions, language) for code in wanted if code not in left]
            texts[f"siting.{key}"] = written([*kept, *added])
    if tried.at_most_each != stated.at_most_each:
        most = {name: one for name, one in siting.at_most.items() if name != EACH}
        each = {} if tried.at_most_each is None else {EACH: tried.at_most_each}
        texts["siting.at_most"] = written({**most, **each})
    if tried.fixed != stated.fixed:
        fixed = scenario.network.fixed
        codes = dict(zip(fixed, resolve(list(fixed), regions), strict=True)) if fixed else {}
        names = {code: name for name, code in codes.items()}
        texts["network.fixed"] = written(
            {
                names.get(code) or _named(code, regions, language): key
                for code, key in tried.fixed.items()
            }
        )
    return texts


def _single_regions(
    names: Iterable[str], groups: Mapping[str, Any], regions: pd.DataFrame
) -> list[str] | None:
    """Codes of regions; None where a name is that of a province or group."""
    names = list(names)
    if any(name in groups or members([name], regions) for name in names):
        return None
    return resolve(names, regions) if names else []


def _keeps(name: str, groups: Mapping[str, Any], regions: pd.DataFrame, wanted: set[str]) -> bool:
    """Whether all that a name means is still chosen."""
    return set(regions_of([name], groups, regions)) <= wanted


def _named(code: str, regions: pd.DataFrame, language: Language) -> str:
    """A region's name with its province, which no other region has."""
    row = regions.loc[code]
    if language == "ko":
        return f"{row['sido_short']} {row['name_ko']}"
    return f"{row['name_en']}, {row['sido_en']}"


def _is_tried(key: str) -> bool:
    return any(f"{key}.".startswith(f"{one}.") for one in TRIED)


def _differing(now: Mapping[str, Any], planned: Mapping[str, Any], above: str = "") -> list[str]:
    """Paths of the keys whose values differ between two tables of sections."""
    found = []
    for key, value in now.items():
        path, other = f"{above}{key}", planned.get(key)
        if isinstance(value, dict) and isinstance(other, dict) and value and other:
            found += _differing(value, other, f"{path}.")
        elif value != other:
            found.append(path)
    return found
