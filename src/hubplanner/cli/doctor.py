"""``hubplanner doctor``: what of this machine a plan needs, what else is there, how to mend it.

Each check is a function that gives findings; only what a plan cannot be made without is a
problem. All of hubplanner is imported late, as broken libraries are among what is looked for.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import typer

from hubplanner import __version__
from hubplanner.cli.language import say, speak
from hubplanner.language import Text

if TYPE_CHECKING:
    from packaging.requirements import Requirement

State = Literal["ok", "optional", "problem"]
STATES: dict[State, Text] = {
    "ok": Text("[ok]"),
    "optional": Text("[can do without]"),
    "problem": Text("[problem]"),
}

EXTRAS = {
    "report": Text("pictures and briefs"),
    "sweep": Text("sweeps of many scenarios"),
    "fetch": Text("figures from KOSIS and SGIS"),
    "keyring": Text("keys in the system's keyring"),
    "desk": Text("the desk in a browser"),
    "effects": Text("effects of designations"),
    "mcda": Text("weights read from the figures"),
}
FOR_DEVELOPERS = {"bench", "data", "docs", "test"}
"""Extras that no planner needs."""
ROOM = 50_000_000
"""Bytes free for a plan, whose page, tables and workbook take 5 MB."""


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at.

    Attributes
    ----------
    what
        What was looked at.
    found
        How it is.
    state
        ``problem`` where no plan can be made for it, ``optional`` where only a part is missing.
    mend
        What to do about it; None where nothing is wrong.
    """

    what: Text
    found: Text
    state: State = "ok"
    mend: Text | None = None


def doctor() -> None:
    """Tell whether plans can be made here, what is missing for more, and how to mend it.

    Exit code 0 where a plan can be made. Nothing is written or sent; keys are not shown.
    """
    if not _prints_korean():
        speak("en")
    problems = 0
    for finding in examine():
        say(
            "{state} {what}: {found}",
            state=STATES[finding.state],
            what=finding.what,
            found=finding.found,
        )
        if finding.mend:
            say("    → {mend}", mend=finding.mend)
        problems += finding.state == "problem"
    if problems:
        say("No plan can be made here yet: {count} to mend, named above.", count=problems)
        raise typer.Exit(2)
    say("Plans can be made here: hubplanner plan")


def examine() -> Iterator[Finding]:
    """Everything that is looked at, in order; what needs broken libraries is passed over."""
    yield _versions()
    yield _terminal()
    yield _working_folder()
    libraries = list(_libraries())
    yield from libraries
    yield from _extras()
    if any(one.state == "problem" for one in libraries):
        return
    data = _data()
    yield data
    yield _caches()
    yield from _fonts()
    yield _browser()
    yield from _keys()
    if data.state == "ok":
        yield _trial()


def _versions() -> Finding:
    return Finding(
        Text("versions"),
        Text(
            "hubplanner {ours}, Python {python}, {system}",
            ours=__version__,
            python=platform.python_version(),
            system=platform.platform(terse=True),
        ),
    )


def _prints_korean() -> bool:
    try:
        "한".encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _terminal() -> Finding:
    what = Text("letters that are printed")
    if _prints_korean():
        return Finding(what, Text("Korean can be shown ({encoding})", encoding=sys.stdout.encoding))
    return Finding(
        what,
        Text("{encoding} has no Korean letters", encoding=sys.stdout.encoding),
        "problem",
        Text("set the variable PYTHONUTF8=1 (Windows: setx PYTHONUTF8 1, then a new window)"),
    )


def _working_folder() -> Finding:
    folder = Path.cwd()
    what = Text("this folder")
    if not _can_be_written(folder):
        return Finding(
            what,
            Text("{folder} cannot be written", folder=folder),
            "problem",
            Text("change to a folder of your own, or name one with --out"),
        )
    free = shutil.disk_usage(folder).free
    found = Text("{folder} can be written, {free:,} MB free", folder=folder, free=free // 1_000_000)
    if free < ROOM:
        return Finding(what, found, "problem", Text("make room, or name another disk with --out"))
    return Finding(what, found)


def _can_be_written(folder: Path) -> bool:
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def _needs(extra: str = "") -> Iterator[Requirement]:
    """What the package itself needs, or what `extra` adds to it."""
    from packaging.requirements import Requirement

    for line in requires("hubplanner") or ():
        one = Requirement(line)
        always = one.marker is None or one.marker.evaluate({"extra": ""})
        with_extra = one.marker is None or one.marker.evaluate({"extra": extra})
        if with_extra and always == (not extra):
            yield one


def _lacking(extra: str = "") -> list[str]:
    """The libraries that are missing or older than what is needed, each with its bound."""
    lacking = []
    for one in _needs(extra):
        try:
            fits = one.specifier.contains(version(one.name), prereleases=True)
        except PackageNotFoundError:
            fits = False
        if not fits:
            lacking.append(f"{one.name}{one.specifier}")
    return lacking


def _libraries() -> Iterator[Finding]:
    what = Text("libraries")
    if lacking := _lacking():
        yield Finding(
            what,
            Text("missing or too old: {names}", names=", ".join(lacking)),
            "problem",
            Text("install them: pip install --upgrade hubplanner"),
        )
        return
    try:
        import_module("hubplanner.pipeline")  # the one module that needs all of them
    except (ImportError, OSError) as error:  # a wheel for another system loads no library
        yield Finding(
            what,
            Text("one cannot be loaded: {reason}", reason=str(error)),
            "problem",
            Text("install anew in a fresh environment: python -m venv, then pip install"),
        )
        return
    yield Finding(what, Text("all {count} are there", count=len(list(_needs()))))


def _extras() -> Iterator[Finding]:
    for extra, what in EXTRAS.items():
        label = Text("{what} (extra {extra})", what=what, extra=extra)
        lacking = _lacking(extra)
        if not lacking:
            yield Finding(label, Text("installed"))
            continue
        yield Finding(
            label,
            Text("missing or too old: {names}", names=", ".join(lacking)),
            "optional",
            Text("to have them: pip install 'hubplanner[{extra}]'", extra=extra),
        )


def _data() -> Finding:
    from hubplanner.regions import data_folder

    folder = data_folder()
    what = Text("data that comes along")
    again = Text("install anew: pip install --force-reinstall --no-deps hubplanner")
    try:
        described = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
        paths = [folder / str(one["path"]) for one in described["resources"]]
    except (OSError, ValueError, KeyError):
        return Finding(what, Text("{folder} cannot be read", folder=folder), "problem", again)
    missing = [path.name for path in paths if not path.is_file() or not path.stat().st_size]
    if missing:
        names = Text("missing: {names}", names=", ".join(missing))
        return Finding(what, names, "problem", again)
    return Finding(what, Text("{count} files in {folder}", count=len(paths), folder=folder))


def _caches() -> Finding:
    from hubplanner.regions import cache_folder

    folder = cache_folder()
    what = Text("cache")
    there = next(one for one in (folder, *folder.parents) if one.exists())
    if not there.is_dir() or not os.access(there, os.W_OK):
        return Finding(
            what,
            Text("{folder} cannot be written: travel times are computed each time", folder=folder),
            "optional",
            Text("name a folder of your own in the variable HUBPLANNER_CACHE"),
        )
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return Finding(
        what, Text("{folder} ({size:,} MB)", folder=folder, size=round(size / 1_000_000))
    )


def _fonts() -> Iterator[Finding]:
    if _lacking("report"):
        return
    from hubplanner.errors import DataError
    from hubplanner.report.fonts import font_for

    what = Text("Korean font of pictures and briefs")
    try:
        yield Finding(what, Text("{family}", family=font_for("ko").family))
    except DataError as error:
        yield Finding(what, Text("none"), "optional", error.text)


def _browser() -> Finding:
    import webbrowser

    what = Text("browser")
    try:
        webbrowser.get()
    except webbrowser.Error:
        return Finding(
            what,
            Text("none is found here"),
            "optional",
            Text("open maps/baseline.html on any PC that has one; it needs no network"),
        )
    return Finding(what, Text("found; hubplanner plan --open shows the map in it"))


def _keys() -> Iterator[Finding]:
    if _lacking("fetch"):  # whose libraries alone ask for keys
        return
    from hubplanner.errors import DataError
    from hubplanner.fetching import kosis, sgis
    from hubplanner.fetching.keys import find_key

    given_out_at = {
        "KOSIS_KEY": kosis.KEYS_AT,
        "SGIS_KEY": sgis.KEYS_AT,
        "SGIS_SECRET": sgis.KEYS_AT,
        "VWORLD_KEY": "https://www.vworld.kr",
    }
    for name, where in given_out_at.items():
        what = Text("key {name}", name=name)
        try:
            find_key(name, where)
        except DataError as error:
            yield Finding(what, Text("none; plans need none"), "optional", error.text)
        else:
            yield Finding(what, Text("there is one (not shown)"))


def _trial() -> Finding:
    """The baseline plan, made and thrown away: the one sure sign that plans can be made."""
    from hubplanner import Scenario, load_dataset, make_plan

    what = Text("a plan made on trial")
    try:
        plan = make_plan(load_dataset(), Scenario())
    except Exception as error:  # whatever it is, it is what the planner would meet
        return Finding(
            what,
            Text("failed: {reason}", reason=error),
            "problem",
            Text("send all of this to whoever looks after hubplanner"),
        )
    if not plan.siting.optimal:
        return Finding(
            what, Text("not proven in the time given"), "optional", Text("close other programs")
        )
    return Finding(what, Text("{count} hubs, proven optimal", count=len(plan.hubs)))
