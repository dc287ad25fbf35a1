"""Scenarios as plain files: what is replaced, renamed or deleted can be had again, always whole."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest

from hubplanner.desk.workspace import ConflictError, Workspace, etag, examples, told_time
from hubplanner.errors import DataError, ScenarioError
from hubplanner.scenario import Scenario


@pytest.fixture
def workspace(tmp_path):
    return Workspace(tmp_path / "here")


def example(name):
    return next(path for path in examples() if path.stem == name)


def text(hubs):
    return f"# {'long ' * 2000}\n[siting]\nhubs = {hubs}\n".encode()


@pytest.mark.parametrize("path", examples(), ids=lambda path: path.stem)
def test_an_example_copied_is_the_same_scenario(workspace, path):
    workspace.copy_example(path, "mine", path.read_bytes())
    copied, original = (
        Scenario.from_toml(one).stated().model_dump(exclude={"name"})
        for one in (workspace.path("mine"), path)
    )
    assert copied == original


def test_links_that_lead_out_and_what_is_no_file_are_no_scenarios(workspace):
    workspace.create("a", text(1))
    outside = workspace.folder.parent / "outside.toml"
    outside.write_bytes(text(2))
    (workspace.scenarios / "link.toml").symlink_to(outside)
    (workspace.scenarios / "gone.toml").symlink_to(outside.with_name("gone.toml"))
    (workspace.scenarios / "folder.toml").mkdir()
    (workspace.scenarios / ".hidden.toml").write_bytes(text(3))
    assert workspace.names() == ["a"]
    with pytest.raises(DataError, match="outside the workspace"):
        workspace.content("link")
    with pytest.raises(DataError, match="outside the workspace"):
        workspace.save("link", text(4), etag(text(2)))
    assert outside.read_bytes() == text(2)


def test_what_was_saved_is_kept_and_comes_back(workspace):
    workspace.create("a", text(1))
    for hubs in (2, 3):
        workspace.save("a", text(hubs), etag(workspace.content("a")))
    kept = workspace.versions("a")
    assert [workspace.version("a", time) for time in kept] == [text(2), text(1)]
    assert told_time(kept[0]) > told_time(kept[1])
    workspace.save("a", text(1), etag(text(3)))
    assert workspace.content("a") == text(1)
    assert len(workspace.versions("a")) == 3
    workspace.save("a", text(1), etag(text(1)))
    assert len(workspace.versions("a")) == 3, "the same again is no version"


def test_a_version_that_is_no_longer_there_is_not_overwritten(workspace):
    workspace.create("a", text(1))
    seen = etag(text(1))
    workspace.save("a", text(2), seen)
    with pytest.raises(ConflictError):
        workspace.save("a", text(3), seen)
    assert workspace.content("a") == text(2)
    assert len(workspace.versions("a")) == 1


def test_a_change_by_another_program_is_kept_too(workspace):
    workspace.create("a", text(1))
    workspace.path("a").write_bytes(text(7))
    workspace.save("a", text(2), etag(text(7)))
    assert [workspace.version("a", time) for time in workspace.versions("a")] == [text(7)]


def test_deleted_is_taken_back_beside_one_of_the_same_name(workspace):
    workspace.create("a", text(1))
    binned = workspace.delete("a")
    assert workspace.names() == []
    workspace.create("a", text(2))
    assert workspace.take_back(binned) == "a 2"
    assert workspace.content("a 2") == text(1)
    assert workspace.binned() == []
    with pytest.raises(ScenarioError):
        workspace.take_back(binned)
    with pytest.raises(ScenarioError):
        workspace.take_back("../a")


def test_history_goes_with_a_new_name(workspace):
    workspace.create("a", text(1))
    workspace.save("a", text(2), etag(text(1)))
    workspace.create("c", text(3))
    workspace.rename("a", "b")
    assert sorted(workspace.names()) == ["b", "c"]
    assert [workspace.version("b", time) for time in workspace.versions("b")] == [text(1)]
    with pytest.raises(ScenarioError, match="already"):
        workspace.rename("b", "c")
    with pytest.raises(ScenarioError, match="already"):
        workspace.create("B", text(1))


def test_what_others_go_on_from_stays(workspace):
    path = example("equity")
    workspace.copy_example(path, "mine", path.read_bytes())
    assert sorted(workspace.names()) == ["baseline", "mine"]
    for move in (workspace.delete, lambda name: workspace.rename(name, "other")):
        with pytest.raises(ScenarioError, match="mine goes on from baseline"):
            move("baseline")
    workspace.delete("mine")
    workspace.delete("baseline")


def test_one_desk_holds_a_folder_and_leaves_it(workspace):
    with workspace.held(), pytest.raises(DataError, match="another run"), workspace.held():
        pass
    with workspace.held():
        pass


def test_what_a_killed_run_left_is_mended(workspace):
    beside = workspace.maps / ".plan.writing"
    for part in ("new", "old"):
        (beside / part).mkdir(parents=True)
    (beside / "old" / "plan.html").write_text("earlier")
    (beside / "new" / "plan.html").write_text("half")
    workspace.scenarios.mkdir()
    (workspace.scenarios / ".a.toml.writing").write_text("half")
    report = workspace.reports / "plan" / ".report.writing"
    (report / "new").mkdir(parents=True)
    with workspace.held():
        assert (workspace.maps / "plan.html").read_text() == "earlier"
        assert [path.name for path in workspace.maps.iterdir()] == ["plan.html"]
        assert list(workspace.scenarios.iterdir()) == []
        assert list((workspace.reports / "plan").iterdir()) == []


BUSY = """
import sys
from pathlib import Path
from hubplanner.desk.workspace import Workspace, etag
sys.path.insert(0, {tests!r})
from test_workspace import text

workspace = Workspace(Path({folder!r}))
print("ready", flush=True)
hubs = 0
while True:
    hubs = hubs % 99 + 1
    name = workspace.names()[0]
    workspace.save(name, text(hubs), etag(workspace.content(name)))
    workspace.rename(name, "b" if name == "a" else "a")
    workspace.take_back(workspace.delete(workspace.names()[0]))
"""


def whole(path):
    hubs = tomllib.loads(path.read_text())["siting"]["hubs"]
    assert path.read_bytes() == text(hubs)
    return hubs


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
@pytest.mark.parametrize("kills", [4, pytest.param(30, marks=pytest.mark.soak)])
def test_a_kill_at_any_moment_loses_nothing(workspace, kills):
    """Nothing half-written, no version lost, and the next run goes on."""
    workspace.create("a", text(1))
    script = BUSY.format(tests=str(Path(__file__).parent), folder=str(workspace.folder))
    chance = random.Random(20)
    kept = 0
    for _ in range(kills):
        busy = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)
        assert busy.stdout.readline() == b"ready\n"
        time.sleep(chance.uniform(0, 0.3))
        busy.kill()
        assert busy.wait() == -signal.SIGKILL
        busy.stdout.close()
        for binned in workspace.binned():
            workspace.take_back(binned)
        (name,) = workspace.names()
        whole(workspace.path(name))
        versions = list((workspace.scenarios / ".history").rglob("*.toml"))
        for version in versions:
            whole(version)
        assert len(versions) >= kept
        kept = len(versions)
        workspace.save(name, text(50), etag(workspace.content(name)))
    assert kept > 0
