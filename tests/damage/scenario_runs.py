"""Any scenario on the command line: done, or refused in one line, and nothing half."""

from __future__ import annotations

import json
import sys
import unicodedata
import warnings
from contextlib import chdir
from functools import cache
from pathlib import Path

import pandas as pd
from bounded import renew
from scenarios import write
from sound_files import lay_out
from typer.testing import CliRunner

from hubplanner.cli import app
from hubplanner.scenario import Scenario

MINE = "the planner's own"


@cache
def _sound(place: Path) -> Path:
    return lay_out(place / "sound")


def prepared(seed: int, place: Path) -> tuple[Path, list[str]]:
    """A folder with the files of a seed, an output folder that holds a file of the planner's, and
    the words to type in it."""
    folder = place / "here"
    renew(folder, _sound(place))
    (folder / "out").mkdir()
    (folder / "out" / "mine.txt").write_text(MINE)
    return folder, write(seed, folder)


def survive(seed: int, place: Path) -> str:
    """Run the command of a seed in this process and check all that it leaves."""
    folder, words = prepared(seed, place)
    before = listing(folder)
    with chdir(folder), warnings.catch_warnings():
        warnings.simplefilter("error")
        done = CliRunner().invoke(app, words, env={"HUBPLANNER_LANG": ["en", "ko"][seed % 2]})
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    check_end(words, done.exit_code, done.stdout, done.stderr)
    check_files(folder, before, refused=done.exit_code != 0)
    if done.exit_code == 0 and words[0] == "plan":
        check_plan(folder)
    return f"{' '.join(words[: 1 + (words[0] in ('data', 'scenario'))])} {done.exit_code}"


def check_end(words: list[str], code: int, out: str, err: str) -> None:
    """0 with nothing on stderr, or 2 with one line there; no control characters anywhere."""
    lines = err.splitlines()
    assert code in (0, 2), (words, code)
    if code == 0:
        assert not err, (words, err)
    elif words[:2] == ["scenario", "check"]:
        assert lines, words
        assert all(lines), (words, err)
    else:
        assert len(lines) == 1, (words, err)
        assert not out, (words, out)
    control = {c for c in out + err if unicodedata.category(c) == "Cc"} - set("\n\t")
    assert not control, (words, control, err[:500])
    if "--json" in words and code == 0:
        json.loads(out, parse_constant=lambda name: sys.exit(f"{name} in JSON"))


def listing(folder: Path) -> dict[str, object]:
    """Every file but the outputs, with what would change if it were written."""
    found = {}
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if not name.startswith("out/"):
            found[name] = (path.stat().st_size, path.stat().st_mtime_ns) if path.is_file() else None
    return found


def check_files(folder: Path, before: dict[str, object], *, refused: bool) -> None:
    """Inputs and the planner's own file are untouched; a refusal writes nothing."""
    assert listing(folder) == before
    assert (folder / "out" / "mine.txt").read_text() == MINE
    written = [path for path in (folder / "out").iterdir() if path.name != "mine.txt"]
    assert not [path for path in written if path.name.startswith(".")], written
    assert not (refused and written), written
    for path in (folder / "out").rglob("*"):
        if path.suffix == ".json":
            json.loads(path.read_text("utf-8"), parse_constant=_no_number)
        elif path.suffix == ".csv":
            pd.read_csv(path)


def _no_number(name: str) -> None:
    raise ValueError(f"{name} in JSON")


def check_plan(folder: Path) -> None:
    """The page is whole; the hubs are as many as asked for, with those required and forbidden."""
    wish = Scenario.from_toml(folder / "drawn.toml")
    page = folder / "out" / f"{wish.name}.html"
    assert page.read_text("utf-8").rstrip().endswith("</html>")
    hubs = pd.read_csv(folder / "out" / wish.name / "hubs.csv", dtype={"region_code": str})
    siting, standing = wish.siting, set(hubs["region_code"])
    existing = hubs["existing"].sum() if "existing" in hubs else 0
    if siting.model not in ("set_cover", "budgeted") and not siting.existing:
        assert len(hubs) - existing == siting.hubs
    for name, code in (("거제시", "38090"), ("군산시", "35020"), ("38090", "38090")):
        if name in siting.required:
            assert code in standing
        if name in siting.forbidden and not siting.existing:
            assert code not in standing
