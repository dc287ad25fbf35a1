"""Kill -9 at random moments, while the desk saves, computes, sweeps and logs: nothing is lost."""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
import threading
import time
import zipfile
from contextlib import suppress

import httpx
import psutil
import pyarrow.parquet as pq
import pytest

from hubplanner.desk.change_log import ChangeLog
from hubplanner.desk.workspace import Workspace, etag

pytestmark = [
    pytest.mark.soak,
    pytest.mark.timeout(3600),
    pytest.mark.skipif(sys.platform == "win32", reason="kill -9"),
]
MOMENTS = 30
SWEEP = """
scenario = "../scenarios/swept.toml"
method = "grid"
[choices]
"siting.hubs" = [2, 3, 4, 5, 6, 7, 8, 9]
[futures]
"candidates.top" = { from = 10, to = 229, whole = true }
"""


class Desk:
    """A desk of its own process, which is asked for everything at once until it is killed."""

    def __init__(self, folder):
        command = [sys.executable, "-m", "hubplanner", "desk", str(folder), "--no-browser"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8")
        address = re.search(r"http\S+", self.process.stdout.readline())[0]
        home = address.partition("?")[0]
        self.client = httpx.Client(
            base_url=home, headers={"origin": home[:-1]}, timeout=60, follow_redirects=False
        )
        self.client.get(address).raise_for_status()

    def post(self, path, **data):
        answer = self.client.post(path, data=data)
        assert answer.status_code == 303, answer.text
        return answer

    def kill(self):
        """At once, with no chance to tidy up; what it had started ends by itself."""
        started = psutil.Process(self.process.pid).children(recursive=True)
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        _, alive = psutil.wait_procs(started, timeout=120)
        assert alive == []


@pytest.fixture
def folder(tmp_path):
    """A workspace with a plan, and a sweep that is not over soon."""
    desk = Desk(tmp_path)
    for name in ("saved", "planned", "swept"):
        desk.post("/scenarios", example="baseline", name=name)
    desk.post("/scenario/planned/plan")
    while not (tmp_path / "maps" / "planned.html").exists():
        time.sleep(0.2)
    (tmp_path / "sweeps").mkdir(exist_ok=True)
    (tmp_path / "sweeps" / "s.toml").write_text(SWEEP, encoding="utf-8")
    desk.kill()
    desk.client.close()
    return tmp_path


def test_nothing_is_lost_or_half_written(folder):
    moments = random.Random(20)
    asked, answered = [], []  # texts of the scenario that were sent, and whose saving was answered
    original, solved = Workspace(folder).content("saved").decode(), set()
    kept = {}  # texts in the history, by time
    for moment in range(MOMENTS):
        desk = Desk(folder)
        seconds = moments.uniform(0.1, 8)
        everything_at_once(desk, folder, moment, seconds, asked, answered)
        scenarios_are_whole(folder, {original, *asked}, answered, kept)
        entries_are_there(folder, answered)
        solved = results_only_grow(folder, solved)
    workspace = Workspace(folder)
    with workspace.held():  # a start puts back what was being moved
        plan_is_whole(folder)
        for place in (folder / "maps", folder / "scenarios", folder / "sweeps"):
            assert not list(place.rglob(".*.writing"))
    assert len(answered) > MOMENTS
    assert solved


def everything_at_once(desk, folder, moment, seconds, asked, answered):
    """A plan, a sweep, and one save after the other, until the kill: at every third moment some
    seconds after the sweep has solved something, however slow the machine."""

    def save():
        workspace, number = Workspace(folder), 0
        while True:
            number += 1
            text = f"[siting]\nhubs = {1 + number % 9}\n# {moment}.{number} {'x' * 5000}\n"
            asked.append(text)
            seen = etag(workspace.content("saved"))
            desk.post("/scenario/saved/toml", toml=text, etag=seen)
            answered.append(text)

    def ask():
        with suppress(httpx.TransportError):  # killed
            save()

    desk.post("/scenario/planned/plan")
    desk.post("/sweep/s/start")
    saving = threading.Thread(target=ask)
    saving.start()
    before = parts_of(folder)
    while moment % 3 == 2 and parts_of(folder) == before:
        time.sleep(0.05)
    time.sleep(seconds / 4 if moment % 3 == 2 else seconds)
    desk.kill()
    saving.join()
    desk.client.close()


def scenarios_are_whole(folder, known, answered, kept):
    """Each save that was answered stands there or in the history, and nothing that is not whole."""
    workspace = Workspace(folder)
    standing = workspace.content("saved").decode()
    times = {*workspace.versions("saved")}
    assert {*kept} <= times
    kept |= {time: workspace.version("saved", time).decode() for time in times - {*kept}}
    assert {*answered} <= {*kept.values(), standing} <= known


def entries_are_there(folder, answered):
    """Each line an entry, and one at least for each save that was answered."""
    log = ChangeLog(folder / "changes.jsonl")
    entries = [json.loads(line) for line in log.file.read_bytes().splitlines()]
    assert sum(one["en"] == "saved saved" for one in entries) >= len(answered)
    assert log.file.read_bytes().endswith(b"\n")
    assert sum(one["en"] == "started: sweep s" for one in entries) >= 1


def results_only_grow(folder, before):
    """Every scenario of the sweep that was solved is still there."""
    ids = {
        one
        for part in parts_of(folder)
        for one in pq.read_table(part, columns=["id"])["id"].to_pylist()
    }
    assert before <= ids
    return ids


def parts_of(folder):
    return set((folder / "sweeps" / "s" / "results").glob("*.parquet"))


def plan_is_whole(folder):
    """Page and tables of one plan."""
    page = folder / "maps" / "planned.html"
    assert page.read_text("utf-8").rstrip().endswith("</html>")
    told = json.loads((folder / "maps" / "planned" / "plan.json").read_text("utf-8"))
    assert told["siting"]
    with zipfile.ZipFile(folder / "maps" / "planned" / "plan.xlsx") as book:
        assert book.testzip() is None
