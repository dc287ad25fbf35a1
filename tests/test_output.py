"""Files take their place all at once: whatever fails, and wherever a run is killed."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

import hubplanner as hp
from hubplanner.errors import DataError
from hubplanner.importing import import_file
from hubplanner.output import write_beside
from hubplanner.pipeline import (
    write_comparison,
    write_network,
    write_plan,
    write_report,
    write_study,
)
from hubplanner.siting.study import study


@pytest.fixture(scope="module")
def comparison(dataset, stages, baseline):
    four = hp.Scenario(name="four", title_ko="넷", title_en="four", siting={"hubs": 4})
    return hp.compare([baseline, hp.make_plan(dataset, four, stages=stages)])


def contents(place: Path) -> dict[str, bytes]:
    return {
        path.relative_to(place).as_posix(): path.read_bytes()
        for path in sorted(place.rglob("*"))
        if path.is_file()
    }


def hidden(place: Path) -> list[Path]:
    return [path for path in place.iterdir() if path.name.startswith(".")]


def two_entries(text: str):
    """Writes a page and a folder, as a plan does."""

    def write(new: Path) -> None:
        (new / "a").mkdir()
        (new / "a" / "table.csv").write_text(text)
        (new / "a.html").write_text(text)

    return write


def fail_at(monkeypatch, step: int) -> None:
    """The call number `step` of those that move or remove raises, as a full or locked disk does."""
    calls = iter(range(100))
    for module, name in ((os, "rename"), (os, "replace"), (shutil, "rmtree")):
        whole = getattr(module, name)

        def call(*args, whole=whole, **kwargs):
            if next(calls) == step and not kwargs.get("ignore_errors"):
                raise OSError(28, "No space left on device")
            return whole(*args, **kwargs)

        monkeypatch.setattr(module, name, call)


@pytest.mark.parametrize("step", range(4))
def test_a_failure_leaves_what_stood_there(tmp_path, monkeypatch, step):
    write_beside(tmp_path, "a", two_entries("one"), option="--out")
    (tmp_path / "a" / "notes.txt").write_text("mine")
    before = contents(tmp_path)
    with monkeypatch.context() as patch:
        fail_at(patch, step)
        with pytest.raises(DataError, match=r"No space left on device.*with --out"):
            write_beside(tmp_path, "a", two_entries("two"), option="--out")
    assert contents(tmp_path) == before
    assert not hidden(tmp_path)
    write_beside(tmp_path, "a", two_entries("two"), option="--out")
    assert contents(tmp_path) == {
        "a/notes.txt": b"mine",
        "a/table.csv": b"two",
        "a.html": b"two",
    }
    assert not hidden(tmp_path)


POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")


def run_killed(place: Path, call: Callable[[], object], step: int) -> None:
    """Do the call in a child, killed as it moves or removes for the time number `step`."""
    child = os.fork()
    if child == 0:
        calls = iter(range(100))
        for module, name in ((os, "rename"), (os, "replace"), (shutil, "rmtree")):
            whole = getattr(module, name)

            def killing(*args, whole=whole, **kwargs):
                if next(calls) == step:
                    os.kill(os.getpid(), signal.SIGKILL)
                return whole(*args, **kwargs)

            setattr(module, name, killing)
        try:
            call()
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status)
    assert os.WTERMSIG(status) == signal.SIGKILL
    assert hidden(place)


@POSIX
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
@pytest.mark.parametrize("step", range(5))
def test_the_next_run_puts_back_what_a_killed_one_moved(tmp_path, step):
    write_beside(tmp_path, "a", two_entries("one"), option="--out")
    (tmp_path / "a" / "notes.txt").write_text("mine")
    before = contents(tmp_path)
    run_killed(
        tmp_path, lambda: write_beside(tmp_path, "a", two_entries("two"), option="--out"), step
    )

    def fails(new: Path) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(DataError, match="No space left"):
        write_beside(tmp_path, "a", fails, option="--out")
    # Four moves and the clearing away: from there on the new files stand.
    after = {"a/notes.txt": b"mine", "a/table.csv": b"two", "a.html": b"two"}
    assert contents(tmp_path) == (after if step == 4 else before)
    assert not hidden(tmp_path)


@POSIX
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
@pytest.mark.parametrize("step", range(2))
def test_an_import_after_a_killed_one_keeps_what_others_brought(tmp_path, step):
    list_ = "시군구,지정일\n거제시,2018-05-29\n"
    (tmp_path / "list.csv").write_text(list_, encoding="utf-8")
    figures = "시군구,연도,종사자수\n거제시,2023,88500\n"
    (tmp_path / "workers.csv").write_text(figures, encoding="utf-8")
    import_file(tmp_path / "list.csv", into=tmp_path / "own")
    bring = partial(import_file, tmp_path / "workers.csv", into=tmp_path / "own")
    run_killed(tmp_path, bring, step)
    bring()
    assert (tmp_path / "own" / "designations.csv").exists()
    assert (tmp_path / "own" / "statistics.parquet").exists()
    assert not hidden(tmp_path)


def test_no_two_runs_write_into_one_folder(tmp_path):
    def write_again(new: Path) -> None:
        with pytest.raises(DataError, match="another run is writing there; wait"):
            write_beside(tmp_path, "a", two_entries("two"), option="--out")
        two_entries("one")(new)
        write_beside(tmp_path, "b", lambda new: (new / "b").mkdir(), option="--out")

    write_beside(tmp_path, "a", write_again, option="--out")
    assert (tmp_path / "a.html").read_text() == "one"
    assert (tmp_path / "b").is_dir()
    assert not hidden(tmp_path)


def test_a_file_is_never_taken_for_a_folder(tmp_path):
    (tmp_path / "a").write_text("a file")
    with pytest.raises(DataError, match="a file of that name is in the way"):
        write_beside(tmp_path, "a", two_entries("one"), option="--out")
    assert contents(tmp_path) == {"a": b"a file"}


@pytest.mark.slow
@pytest.mark.parametrize("what", ["plan", "comparison"])
def test_plans_and_comparisons_stay_whole(baseline, comparison, tmp_path, monkeypatch, what):
    written, write = {
        "plan": (baseline, write_plan),
        "comparison": (comparison, write_comparison),
    }[what]
    write(written, tmp_path)
    page = next(tmp_path.glob("*.html"))
    page.write_text("an earlier one")
    before = contents(tmp_path)
    for step in range(4):
        with monkeypatch.context() as patch:
            fail_at(patch, step)
            with pytest.raises(DataError, match="No space left on device"):
                write(written, tmp_path)
        assert contents(tmp_path) == before, step
        assert not hidden(tmp_path), step
    write(written, tmp_path)
    assert page.read_text(encoding="utf-8") != "an earlier one"


@pytest.mark.parametrize("step", range(2))
def test_an_import_leaves_the_earlier_one_whole(tmp_path, monkeypatch, step):
    file = tmp_path / "workers.csv"
    file.write_text("시군구,연도,종사자수\n거제시,2023,88500\n", encoding="utf-8")
    place = tmp_path / "own"
    import_file(file, into=place / "data", source="시청")
    before = contents(place)
    file.write_text("시군구,연도,종사자수\n거제시,2023,90000\n", encoding="utf-8")
    with monkeypatch.context() as patch:
        fail_at(patch, step)
        with pytest.raises(DataError, match=r"No space left on device.*with --into"):
            import_file(file, into=place / "data", source="시청")
    assert contents(place) == before
    assert not hidden(place)
    import_file(file, into=place / "data", source="시청")
    assert contents(place) != before


SYSTEM_CALLS = {
    "open",
    "os.mkdir",
    "os.rename",
    "os.remove",
    "os.rmdir",
    "os.scandir",
    "os.listdir",
}
"""Audit events of what touches files: whatever Python asks the system for is told by one."""


def killed_at(place: Path, call, step: int) -> bool:
    """Do the call in a child that is killed at the system call number `step` from the first move
    on; False where it ended before."""
    child = os.fork()
    if child == 0:
        left = step
        moving = False

        def count(event, args):
            nonlocal left, moving
            if event not in SYSTEM_CALLS or not str(args[0]).startswith(str(place)):
                return
            moving = moving or event == "os.rename"
            left -= moving
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(count)
        try:
            call()
        except BaseException:
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


def survives_every_kill(place: Path, write, again) -> int:
    """Killed anywhere in the move, the next run finds the old or the new, and what is the
    planner's; returns at how many calls it was killed. `write` writes one state over the other,
    `again` may fail or not and settles what was left."""
    steps = 0
    while True:
        shutil.rmtree(place, ignore_errors=True)
        write("old")
        folders = [path for path in place.iterdir() if path.is_dir()] or [place]
        mine = [path / "mine.txt" for path in folders]
        for path in mine:
            path.write_text("the planner's own")
        old = contents(place)
        killed = killed_at(place, lambda: write("new"), steps)
        everywhere = [path for path in place.rglob("mine.txt") if path.read_text()]
        assert everywhere, steps
        again()
        assert all(path.read_text() == "the planner's own" for path in mine), steps
        left = contents(place)
        if not killed:
            return steps
        shutil.rmtree(place)
        write("old")
        for path in mine:
            path.write_text("the planner's own")
        write("new")
        assert left in (old, contents(place)), steps
        steps += 1


def settle(place: Path, name: str) -> None:
    """A next run that fails at once, after it has put back what a killed one had moved."""

    def fails(new: Path) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(DataError):
        write_beside(place, name, fails, option="--out")


@POSIX
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_killed_at_any_system_call_of_the_move_it_is_old_or_new(tmp_path):
    place = tmp_path / "out"

    def write(state: str) -> None:
        write_beside(place, "a", two_entries(state), option="--out")

    assert survives_every_kill(place, write, lambda: settle(place, "a")) > 4


@POSIX
@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
@pytest.mark.parametrize("what", ["plan", "comparison", "report", "study", "network", "import"])
def test_every_writer_killed_at_any_system_call_of_the_move(what, baseline, comparison, tmp_path):
    place, table = tmp_path / "out", tmp_path / "workers.csv"
    language = {"old": "ko", "new": "en"}

    def figures(state: str) -> None:
        table.write_text(
            f"시군구,연도,종사자수\n거제시,2023,{len(state)}{language[state]!r:.0}88500\n"
        )
        import_file(table, into=place / "own", source=state)

    def other(state: str) -> hp.Scenario:
        return baseline.scenario.model_copy(update={"title_en": state, "name": "a"})

    writers = {
        "plan": lambda state: write_plan(replace(baseline, scenario=other(state)), place),
        "comparison": lambda state: write_comparison(comparison, place),
        "report": lambda state: write_report(baseline, place, ["svg"], language[state]),
        "study": lambda state: write_study(studied, other(state), place),
        "network": lambda state: write_network(baseline.measured, place),
        "import": figures,
    }
    studied = study(baseline.sites.problem) if what == "study" else None
    names = {"plan": "a", "comparison": comparison.name, "study": "a-siting", "import": "own"}
    name = names.get(what, what)
    assert survives_every_kill(place, writers[what], lambda: settle(place, name)) > 2
