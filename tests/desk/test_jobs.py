"""Computations in processes of their own: followed, refused, cancelled, never more than allowed."""

from __future__ import annotations

import errno
import os
import sys
import time
from multiprocessing.context import SpawnProcess
from pathlib import Path
from unittest.mock import Mock

import pytest

from hubplanner.desk.jobs import Jobs
from hubplanner.errors import DataError
from hubplanner.language import Text


def writes(*, on_stage, file, seconds=0.0):
    on_stage("data")
    Path(file).write_text(str(os.getpid()))
    time.sleep(seconds)
    on_stage("map")
    return {"page": "a.html"}


def counts(*, on_stage, file):
    on_stage("sweep", (1, 2, 3.5))
    while not Path(file).exists():
        time.sleep(0.02)
    return {}


def refuses(*, on_stage):
    on_stage("data")
    raise DataError("{file}: cannot be read", file="a.csv")


def ends(*, on_stage):
    os._exit(3)


def waited(condition):
    """Until it holds, or the test's own limit ends it."""
    while not condition():
        time.sleep(0.02)


@pytest.fixture
def jobs():
    with Jobs(at_once=1) as jobs:
        yield jobs


def start(jobs, task, place, **about):
    return jobs.start(Text("it"), task, place, "/", **about)


def test_a_job_says_its_stage_and_its_result(jobs, tmp_path):
    job = start(jobs, writes, tmp_path, file=str(tmp_path / "a"))
    waited(lambda: job.over)
    assert (job.state, job.stage, job.result) == ("done", "map", {"page": "a.html"})
    assert (tmp_path / "a").read_text() != str(os.getpid())
    assert jobs.get(job.id) is job
    assert jobs.unfinished() == []


def test_a_long_one_tells_how_much_is_done_and_keeps_nobody_waiting(jobs, tmp_path):
    long = jobs.start(Text("it"), counts, tmp_path, "/", long=True, file=str(tmp_path / "end"))
    waited(lambda: long.progress)
    assert (long.stage, long.progress) == ("sweep", (1, 2, 3.5))
    short = start(jobs, writes, tmp_path, file=str(tmp_path / "a"))
    second = jobs.start(Text("it"), counts, tmp_path, "/", long=True, file=str(tmp_path / "end"))
    waited(lambda: short.over)
    assert [one.state for one in (long, short, second)] == ["running", "done", "waiting"]
    (tmp_path / "end").touch()
    waited(lambda: second.over)
    assert [one.state for one in (long, second)] == ["done", "done"]


def test_who_starts_and_ends_what_is_logged_before_it_is_done(tmp_path):
    told = []
    with Jobs(at_once=1, log=lambda what: told.append(str(what))) as jobs:
        job = start(jobs, writes, tmp_path, file=str(tmp_path / "a"), seconds=1000)
        jobs.cancel(job)
        jobs.cancel(job)
    assert told == ["started: it", "ended: it"]


def test_a_refusal_comes_in_words(jobs, tmp_path):
    job = start(jobs, refuses, tmp_path)
    waited(lambda: job.over)
    assert job.state == "refused"
    assert str(job.refusal) == "a.csv: cannot be read"


def test_a_process_that_just_ends_is_told(jobs, tmp_path):
    job = start(jobs, ends, tmp_path)
    waited(lambda: job.over)
    assert job.state == "refused"
    assert "without an answer" in str(job.refusal)


def test_a_process_that_cannot_start_is_told_and_the_next_one_runs(jobs, tmp_path, monkeypatch):
    with monkeypatch.context() as patch:
        full = OSError(errno.EAGAIN, os.strerror(errno.EAGAIN))
        patch.setattr(SpawnProcess, "start", Mock(side_effect=full))
        job = start(jobs, writes, tmp_path, file=str(tmp_path / "a"))
        waited(lambda: job.over)
    assert job.state == "refused"
    assert str(job.refusal) == os.strerror(errno.EAGAIN)
    job = start(jobs, writes, tmp_path, file=str(tmp_path / "b"))
    waited(lambda: job.over)
    assert job.state == "done"


@pytest.mark.skipif(sys.platform == "win32", reason="asks for a process by signal 0")
def test_what_is_cancelled_stops_and_the_next_one_runs(jobs, tmp_path):
    first = start(jobs, writes, tmp_path, file=str(tmp_path / "a"), seconds=1000)
    second = start(jobs, writes, tmp_path, file=str(tmp_path / "b"), seconds=1000)
    third = start(jobs, writes, tmp_path, file=str(tmp_path / "c"))
    waited((tmp_path / "a").exists)
    waited(lambda: (tmp_path / "a").read_text())
    assert [job.state for job in jobs.unfinished()] == ["running", "waiting", "waiting"]
    jobs.cancel(second)
    jobs.cancel(first)
    waited(lambda: third.over)
    assert [job.state for job in (first, second, third)] == ["cancelled", "cancelled", "done"]
    assert not (tmp_path / "b").exists()
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "a").read_text()), 0)


def test_leaving_the_queue_ends_what_runs(tmp_path):
    with Jobs(at_once=1) as jobs:
        job = start(jobs, writes, tmp_path, file=str(tmp_path / "a"), seconds=1000)
        waited((tmp_path / "a").exists)
    assert job.state == "cancelled"
    assert not job.process.is_alive()
