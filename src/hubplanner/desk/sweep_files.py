"""The sweeps of a workspace: their files, and how far each has been worked off.

::

    sweeps/NAME.toml                sweep file, as ``hubplanner sweep`` takes it (--out sweeps)
    sweeps/NAME.html, sweeps/NAME/  what came of it; NAME/progress.json is the desk's own
    sweeps/.bin/TIME NAME/          all of a deleted one
"""

from __future__ import annotations

import json
import re
from functools import partial
from pathlib import Path

from hubplanner.desk.workspace import BIN, OPTION, ConflictError, Workspace, etag, now
from hubplanner.errors import ScenarioError
from hubplanner.language import Pair, Text
from hubplanner.output import replace_file
from hubplanner.scenario import NAME_PATTERN, Scenario
from hubplanner.toml_file import parse_toml

PROGRESS = "progress.json"


def sweep_names(workspace: Workspace) -> list[str]:
    """Of all sweeps, by name; a link that leads out is none."""
    found = workspace.sweeps.glob("*.toml")
    return sorted(one.stem for one in found if re.fullmatch(NAME_PATTERN, one.stem) and _in(one))


def sweep_path(workspace: Workspace, name: str) -> Path:
    """The file of a sweep, whether there is one or not.

    Raises
    ------
    ScenarioError
        When a sweep cannot be called so.
    """
    Scenario(name=name)
    return workspace.inside("sweeps", f"{name}.toml")


def existing_sweep(workspace: Workspace, name: str) -> Path:
    """The file of a sweep.

    Raises
    ------
    ScenarioError
        When there is none.
    """
    path = sweep_path(workspace, name)
    if not path.is_file():
        raise ScenarioError("there is no sweep {name}", name=name)
    return path


def create_sweep(workspace: Workspace, name: str, content: bytes) -> None:
    """Write a new sweep file.

    Raises
    ------
    ScenarioError
        When there is one of that name, or a name like it that some systems take for the same.
    """
    names, what = partial(sweep_names, workspace), Text("new sweep {name}", name=name)
    workspace.write_new(sweep_path(workspace, name), content, names, what)


def save_sweep(workspace: Workspace, name: str, content: bytes, seen: str) -> None:
    """Write a sweep file anew.

    Parameters
    ----------
    name, content
        Of the sweep.
    seen
        :func:`etag` of the version that was edited.

    Raises
    ------
    ScenarioError
        When the content is no TOML.
    ConflictError
        When another version stands there now.
    """
    path = existing_sweep(workspace, name)
    parse_toml(content, path, ScenarioError)

    def check() -> None:
        if etag(path.read_bytes()) != seen:
            raise ConflictError(
                "{name} was changed meanwhile; look at it again before changing it", name=name
            )
        workspace.log.write(Text("saved the sweep {name}", name=name))

    replace_file(path, content, option=OPTION, unless=check)


def delete_sweep(workspace: Workspace, name: str) -> None:
    """Put a sweep and all that came of it into the bin."""
    existing_sweep(workspace, name)
    workspace.log.write(Text("deleted the sweep {name}", name=name))
    place = workspace.sweeps / BIN / f"{now()} {name}"
    place.mkdir(parents=True)
    for part in _parts(name):  # the file first: without it nothing of the sweep is shown
        if (standing := workspace.sweeps / part).exists():
            standing.rename(place / part)


def binned_sweeps(workspace: Workspace) -> list[str]:
    """Sweeps in the bin, the newest first."""
    found = (workspace.sweeps / BIN).glob("*Z *")
    return sorted((one.name for one in found if any(one.glob("*.toml"))), reverse=True)


def take_back_sweep(workspace: Workspace, binned: str) -> str:
    """Take a sweep out of the bin; returns its name.

    Raises
    ------
    ScenarioError
        When it is not there, or another has that name now.
    """
    name = binned.partition(" ")[2]
    if binned not in binned_sweeps(workspace):
        raise ScenarioError("there is no sweep {name}", name=name)
    if any((workspace.sweeps / part).exists() for part in _parts(name)):
        raise ScenarioError("{path} is there already; choose another name", path=f"{name}.toml")
    workspace.log.write(Text("took {name} back from the bin", name=name))
    for part in reversed(_parts(name)):
        if (lying := workspace.sweeps / BIN / binned / part).exists():
            lying.rename(workspace.sweeps / part)
    return name


def progress_of(workspace: Workspace, name: str) -> tuple[int, int] | None:
    """How many scenarios of a sweep are done, and of how many; None where nobody knows yet.

    Of another version of the sweep file nothing is told: results of scenarios that both have in
    common are kept all the same.
    """
    try:
        told = json.loads((workspace.sweeps / name / PROGRESS).read_text(encoding="utf-8"))
        if told["of"] != etag(existing_sweep(workspace, name).read_bytes()):
            return None
        return int(told["done"]), int(told["count"])
    except (OSError, ValueError, LookupError, TypeError):
        return None


def last_pace(workspace: Workspace) -> float | None:
    """Seconds that a plan of the sweep that ran last has taken; None where nobody knows."""
    found = workspace.sweeps.glob(f"*/{PROGRESS}")
    for file in sorted(found, key=lambda one: one.stat().st_mtime, reverse=True):
        try:
            return float(json.loads(file.read_text(encoding="utf-8"))["pace"])
        except (OSError, ValueError, LookupError, TypeError):
            continue
    return None


def write_progress(folder: Path, of: str, done: int, count: int, pace: float | None) -> None:
    """Keep how far a sweep is beside its results.

    Parameters
    ----------
    folder
        Of its results.
    of
        :func:`etag` of the sweep file.
    pace
        Seconds a plan, where that is known.
    """
    told = json.dumps({"of": of, "done": done, "count": count, "pace": pace}).encode()
    replace_file(folder / PROGRESS, told, option=OPTION)


def sentences_of(workspace: Workspace, name: str) -> list[Text]:
    """What a sweep has found, as its report says it; none where there is no report."""
    try:
        file = workspace.sweeps / name / "report" / "findings.json"
        return [Pair(one["ko"], one["en"]) for one in json.loads(file.read_text("utf-8"))]
    except (OSError, ValueError, LookupError, TypeError):
        return []


def tables_of(workspace: Workspace, name: str) -> list[str]:
    """File names of a sweep's tables."""
    return sorted(one.name for one in (workspace.sweeps / name / "report").glob("*.csv"))


def _parts(name: str) -> tuple[str, str, str]:
    return (f"{name}.toml", f"{name}.html", name)


def _in(path: Path) -> bool:
    return path.is_file() and path.resolve().parent == path.parent.resolve()
