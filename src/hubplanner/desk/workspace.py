"""A workspace: one folder of plain files, the same that the command line and git see.

::

    scenarios/NAME.toml                 scenarios
    scenarios/.history/NAME/TIME.toml   their earlier versions
    scenarios/.bin/TIME NAME.toml       what was deleted
    maps/NAME.html, maps/NAME/          plans and comparisons
    reports/NAME/                       pictures and briefs
    own-data/NAME/                      data folders
    sweeps/NAME.toml                    sweep files
    sweeps/NAME.html, sweeps/NAME/      their pages and results
    programme/NAME/                     yearly reports of a plan's hubs, and what they come to
    changes.jsonl                       who changed what, and when
    .uploads/                           files not yet kept; emptied by the next start

Every file takes its place by one rename, so that a killed desk leaves no half of one. An earlier
version is kept before a new one is written.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tomllib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from hubplanner.bundled import bundled
from hubplanner.desk.change_log import ChangeLog
from hubplanner.errors import DataError, ScenarioError
from hubplanner.language import Text
from hubplanner.output import only_run, put_back, replace_file
from hubplanner.scenario import NAME_PATTERN, Scenario, named_files

OPTION = "hubplanner desk FOLDER"
BIN = ".bin"
TIME = "%Y%m%dT%H%M%S.%fZ"
"""Of a version: in UTC, so that names sort by time."""


class ConflictError(ScenarioError):
    """The scenario is no longer the one that was edited."""


class Workspace:
    """The files of a folder, and what a desk does to them.

    Parameters
    ----------
    folder
        Made by the first that is written.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.scenarios = self.folder / "scenarios"
        self.maps = self.folder / "maps"
        self.reports = self.folder / "reports"
        self.data = self.folder / "own-data"
        self.sweeps = self.folder / "sweeps"
        self.programme = self.folder / "programme"
        self.log = ChangeLog(self.folder / "changes.jsonl")
        self.bin = self.scenarios / BIN
        self.uploads = self.folder / ".uploads"

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the folder for one desk, and mend what a killed one has left.

        Raises
        ------
        DataError
            When another desk holds it, or it cannot be written.
        """
        with only_run(self.folder, "desk", option=OPTION):
            results = (self.maps, self.reports, self.sweeps, self.programme)
            for place in (self.scenarios, self.data, *results):
                for left in {path.parent for path in place.rglob(".*.writing")}:
                    put_back(left)
            shutil.rmtree(self.uploads, ignore_errors=True)
            yield

    def inside(self, *parts: str) -> Path:
        """A path in the workspace.

        Raises
        ------
        DataError
            When it would lie outside, by its name or by way of a link.
        """
        told = "/".join(parts)
        try:
            path = self.folder.joinpath(*parts).resolve()
        except (OSError, ValueError) as error:  # ValueError: a null byte
            raise DataError("{path}: lies outside the workspace", path=told) from error
        if not path.is_relative_to(self.folder):
            raise DataError("{path}: lies outside the workspace", path=told)
        return path

    def names(self) -> list[str]:
        """Of all scenarios, the newest change first; a link that leads out is none."""
        found = [path for path in self.scenarios.glob("*.toml") if self._is_scenario(path)]
        return [
            path.stem for path in sorted(found, key=lambda one: (-one.stat().st_mtime, one.stem))
        ]

    def path(self, name: str) -> Path:
        """The file of a scenario, whether there is one or not.

        Raises
        ------
        ScenarioError
            When a scenario cannot be called so.
        """
        Scenario(name=name)
        return self.inside("scenarios", f"{name}.toml")

    def existing(self, name: str) -> Path:
        """The file of a scenario.

        Raises
        ------
        ScenarioError
            When there is none.
        """
        path = self.path(name)
        if not path.is_file():
            raise ScenarioError("there is no scenario {name}", name=name)
        return path

    def content(self, name: str) -> bytes:
        """The text of a scenario as its file has it."""
        return self.existing(name).read_bytes()

    def create(self, name: str, content: bytes) -> None:
        """Write a new scenario.

        Raises
        ------
        ScenarioError
            When there is one of that name, or a name like it that some systems take for the same.
        """
        self.write_new(self.path(name), content, self.names, Text("new scenario {name}", name=name))

    def write_new(
        self, path: Path, content: bytes, names: Callable[[], Iterable[str]], what: Text
    ) -> None:
        """Write a file that is not there yet, and log what it is.

        Raises
        ------
        ScenarioError
            When it is among these names, or like one that some systems take for the same.
        """

        def refuse() -> None:
            if path.stem.casefold() in {one.casefold() for one in names()}:
                raise ScenarioError("{path} is there already; choose another name", path=path.name)
            self.log.write(what)

        replace_file(path, content, option=OPTION, unless=refuse)

    def save(self, name: str, content: bytes, seen: str) -> None:
        """Write a scenario anew, the version that stands there being kept.

        Parameters
        ----------
        name, content
            Of the scenario.
        seen
            :func:`etag` of the version that was edited.

        Raises
        ------
        ConflictError
            When another version stands there now.
        """
        path = self.existing(name)

        def keep() -> None:
            standing = path.read_bytes()
            if etag(standing) != seen:
                raise ConflictError("{name} was changed meanwhile", name=name)
            if standing != content:
                time = now()
                self.log.write(Text("saved {name}", name=name), version=time)
                replace_file(self._history(name) / f"{time}.toml", standing, option=OPTION)

        replace_file(path, content, option=OPTION, unless=keep)

    def copy_example(self, example: Path, name: str, content: bytes) -> None:
        """A new scenario from one that comes with the package, with the files that it names."""
        self.path(name)  # refused before anything is copied
        used = [Path(file) for _, _, file in named_files(Scenario.from_toml(example))]
        for below in _extended_by(example):
            if not (standing := self.scenarios / below.name).exists():
                replace_file(standing, below.read_bytes(), option=OPTION)
        for file in used:
            place = self.inside("scenarios", os.path.relpath(file, example.parent))
            if file.is_file() and not place.exists():
                replace_file(place, file.read_bytes(), option=OPTION)
        self.create(name, content)

    def rename(self, name: str, new: str) -> None:
        """Call a scenario otherwise; its history goes with it, its plan keeps its name.

        Raises
        ------
        ScenarioError
            When another has that name, or goes on from this one.
        """
        path, place = self.existing(name), self.path(new)
        self._refuse_extended(name)
        if place.exists() and new.casefold() != name.casefold():
            raise ScenarioError("{path} is there already; choose another name", path=place.name)
        self.log.write(Text("renamed {name} to {new}", name=name, new=new))
        if (history := self._history(name)).is_dir():
            history.rename(self._history(new))
        path.rename(place)

    def delete(self, name: str) -> str:
        """Put a scenario into the bin; returns its name there.

        Raises
        ------
        ScenarioError
            When another goes on from it.
        """
        path = self.existing(name)
        self._refuse_extended(name)
        self.log.write(Text("deleted {name}", name=name))
        return into_bin(path).stem

    def binned(self) -> list[str]:
        """What lies in the bin, the newest first."""
        return sorted((path.stem for path in self.bin.glob("*.toml")), reverse=True)

    def take_back(self, binned: str) -> str:
        """Take a scenario out of the bin; returns its name, another where that is taken."""
        path = self.inside("scenarios", BIN, f"{binned}.toml")
        if path.parent != self.bin or not path.is_file():
            raise ScenarioError("there is no scenario {name}", name=binned)
        name = self.free_name(binned.partition(" ")[2])
        self.log.write(Text("took {name} back from the bin", name=name))
        path.rename(self.path(name))
        return name

    def free_name(self, name: str) -> str:
        """The name, or with a number behind it where it is taken."""
        taken = {one.casefold() for one in self.names()}
        names = (name if number == 1 else f"{name[:75]} {number}" for number in range(1, 10_000))
        return next(one for one in names if one.casefold() not in taken)

    def versions(self, name: str) -> list[str]:
        """Times of a scenario's earlier versions, the newest first."""
        return sorted((path.stem for path in self._history(name).glob("*.toml")), reverse=True)

    def history(self, name: str) -> dict[str, bytes]:
        """A scenario's earlier versions by their times, the newest first."""
        return {
            time: (self._history(name) / f"{time}.toml").read_bytes()
            for time in self.versions(name)
        }

    def version(self, name: str, time: str) -> bytes:
        """An earlier version.

        Raises
        ------
        ScenarioError
            When there is none of that time.
        """
        if time not in self.versions(name):
            raise ScenarioError("there is no version of {time}", time=time)
        return (self._history(name) / f"{time}.toml").read_bytes()

    def data_folders(self) -> list[str]:
        """Names of the data folders."""
        folders = self.data.iterdir() if self.data.is_dir() else ()
        return sorted(one.name for one in folders if one.is_dir() and one.name[0] != ".")

    def data_paths(self) -> dict[str, str]:
        """The data folders by name, each as a scenario names it."""
        return {name: f"../{self.data.name}/{name}" for name in self.data_folders()}

    def drop_data(self, name: str) -> str:
        """Move a data folder out of the way of scenarios; returns its name in their bin."""
        path = self.inside("own-data", name)
        if path.parent != self.data or not path.is_dir():
            raise DataError("{file}: there is no such file or folder", file=name)
        self.log.write(Text("deleted {name}", name=name))
        return into_bin(path).name

    def take_back_data(self, binned: str) -> None:
        """Take a data folder out of the bin.

        Raises
        ------
        DataError
            When there is none of that name, or another has taken its place.
        """
        path = self.inside("own-data", BIN, binned)
        if path.parent != self.data / BIN or not path.is_dir():
            raise DataError("{file}: there is no such file or folder", file=binned)
        place = self.data / binned.partition(" ")[2]
        if place.exists():
            raise DataError("{path} is there already; choose another name", path=place.name)
        self.log.write(Text("took {name} back from the bin", name=place.name))
        path.rename(place)

    def _history(self, name: str) -> Path:
        self.path(name)
        return self.inside("scenarios", ".history", name)

    def _is_scenario(self, path: Path) -> bool:
        named = re.fullmatch(NAME_PATTERN, path.stem) is not None
        return named and path.is_file() and path.resolve().is_relative_to(self.folder)

    def _refuse_extended(self, name: str) -> None:
        """Refuse to move what other scenarios go on from."""
        for other in self.names():
            with_it = re.compile(rf'^extends\s*=\s*["\']{re.escape(name)}\.toml["\']', re.M)
            if other != name and with_it.search(self.content(other).decode("utf-8", "replace")):
                raise ScenarioError("{other} goes on from {name}", other=other, name=name)


def etag(content: bytes) -> str:
    """Tells one version of a file from another."""
    return hashlib.sha256(content).hexdigest()[:32]


def told_time(time: str) -> datetime:
    """When a version was replaced, by its name."""
    return datetime.strptime(time, TIME).replace(tzinfo=UTC)


def examples() -> list[Path]:
    """The files of the example scenarios, the baseline first."""
    return sorted(
        bundled("scenarios").glob("*.toml"), key=lambda one: (one.stem != "baseline", one)
    )


def _extended_by(path: Path) -> list[Path]:
    """The files that a scenario goes on from, in the same folder."""
    other = tomllib.loads(path.read_text(encoding="utf-8")).get("extends")
    return [path.parent / other, *_extended_by(path.parent / other)] if other else []


def into_bin(path: Path) -> Path:
    """Move a file or folder into the bin beside it; returns where it lies, by the time."""
    place = path.parent / BIN / f"{now()} {path.name}"
    place.parent.mkdir(exist_ok=True)
    return path.rename(place)


def now() -> str:
    """The time in the names of versions and of what lies in a bin."""
    return datetime.now(UTC).strftime(TIME)
