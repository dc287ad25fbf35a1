"""The map beside the form of a scenario: it shows as a trial what the form states, and writes what
its reader tries into the form's fields.

The page of the last plan, or of the baseline where there is none, runs as a stranger in its frame
(``computing.SHOWN``). It is told a choice and tells one; what it tells is checked here as anything
else that is typed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from pydantic import ValidationError
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response

from hubplanner.bundled import bundled
from hubplanner.desk.answering import Desk, field, language_of
from hubplanner.desk.computing import RESULT
from hubplanner.desk.form import Key, keys
from hubplanner.desk.typed import typed_content
from hubplanner.desk.workspace import Workspace
from hubplanner.errors import HubplannerError, ScenarioError
from hubplanner.language import Language, Text
from hubplanner.scenario import Scenario, extended
from hubplanner.toml_file import parse_toml

if TYPE_CHECKING:
    import pandas as pd

BASELINE = "/baseline-map"


@dataclass(frozen=True)
class Shown:
    """The map that stands beside a form.

    Attributes
    ----------
    address
        Of its page.
    scenario
        That it was planned with, as ``plan.json`` has it.
    own
        Whether it is the plan of the scenario that is edited, not that of the baseline.
    """

    address: str
    scenario: dict[str, Any]
    own: bool


def shown_beside(workspace: Workspace, name: str) -> Shown:
    """The map of a scenario's last plan, or that of the baseline."""
    try:
        told = (workspace.maps / name / "plan.json").read_text(encoding="utf-8")
        scenario = json.loads(told)["scenario"]
        if (workspace.maps / f"{name}.html").is_file() and isinstance(scenario, dict):
            return Shown(f"/results/maps/{quote(name)}.html", scenario, True)
    except (OSError, ValueError, LookupError, TypeError):
        pass
    baseline = Scenario.from_toml(bundled("scenarios") / "baseline.toml")
    return Shown(BASELINE, baseline.of_plan(), False)


def baseline_map(desk: Desk, request: Request, form: FormData) -> Response:
    """The map of the baseline that comes with the package."""
    beside = Path(__file__).with_name("baseline.html")  # in a wheel
    path = beside if beside.is_file() else bundled("scenarios").parent / "maps" / "baseline.html"
    return FileResponse(path, headers=RESULT)


def trial_told(
    workspace: Workspace, name: str, content: bytes, language: Language
) -> dict[str, Any]:
    """What the map is told of a scenario as it is typed: ``choice``, None where it cannot be
    understood, and ``unshown``, a sentence on what the map cannot show, "" where it shows all."""
    from hubplanner.desk.trial import choice_of, not_on_the_map

    try:
        scenario, regions = _scenario(content, workspace.path(name)), _regions()
        choice = choice_of(scenario, regions)
    except HubplannerError:
        return {"choice": None, "unshown": ""}
    planned = shown_beside(workspace, name).scenario
    missing = [_called(key) for key in not_on_the_map(scenario, planned, regions)]
    return {"choice": choice.model_dump(), "unshown": _unshown(missing, language)}


def tried(desk: Desk, request: Request, form: FormData) -> Response:
    """The texts of the form's fields for what a reader tried on the map; nothing is written."""
    from hubplanner.desk.trial import Choice, texts_of

    path = desk.workspace.existing(request.path_params["name"])
    language, regions = language_of(desk, request), _regions()
    try:
        choice = Choice.model_validate_json(field(form, "tried"))
        if not {*choice.required, *choice.forbidden, *choice.fixed} <= set(regions.index):
            raise ScenarioError("the map names a region that there is not")
        scenario = _scenario(typed_content(form, path), path)
        texts = texts_of(scenario, choice, regions, language)
    except ValidationError:
        refused = Text("what the map tells is not understood")
        return JSONResponse({"refused": refused.in_language(language)}, 422)
    except HubplannerError as error:
        return JSONResponse({"refused": error.text.in_language(language)}, 422)
    return JSONResponse({"fields": texts})


@cache
def _regions() -> pd.DataFrame:
    """The table of regions without their shapes; it is asked for at every pause in typing."""
    import pandas as pd

    from hubplanner.regions import load_regions

    return pd.DataFrame(load_regions().drop(columns="geometry"))


def _scenario(content: bytes, path: Path) -> Scenario:
    return Scenario.from_table(extended(parse_toml(content, path, ScenarioError), path), path)


def _called(key: str) -> Text:
    """A key, or a section of keys, by its title."""
    known: dict[str, Key] = keys()
    return known[key].title if key in known else Text("{key}", key=key)


def _unshown(missing: list[Text], language: Language) -> str:
    if not missing:
        return ""
    named = ", ".join(dict.fromkeys(one.in_language(language) for one in missing))
    told = Text("The map cannot try this; compute to see it: {settings}", settings=named)
    return told.in_language(language)
