"""One dataset and one baseline plan for all tests, read-only by convention; a test's level."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from fnmatch import fnmatchcase
from pathlib import Path

import pytest
from hypothesis import settings

import hubplanner as hp
from hubplanner import pipeline
from hubplanner.cli.short_run import collect_seldom
from hubplanner.scoring import score_regions
from hubplanner.stages import Stages
from hubplanner.travelling import RoadNetwork

# No test asserts seconds: a loaded machine is no fault of what is tested.
settings.register_profile("unhurried", deadline=None)
# Twenty times as many examples: pytest tests/siting --hypothesis-profile oracle
settings.register_profile("oracle", deadline=None, max_examples=2000)
settings.load_profile("unhurried")

# As a command does: most of what is made is kept, and looking for cycles in it takes time.
collect_seldom()

# What a test reads of a terminal is English, on any machine, unless it says --lang.
os.environ["HUBPLANNER_LANG"] = "en"

LEVELS = {"docs", "lint", "package", "data", "browser", "qgis", "slow", "soak"}


def pytest_collection_modifyitems(items):
    """A test that is of no other level is one of the whole or of one part: `pytest -m unit` is for
    daily work."""
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker("browser")
        if not LEVELS & {mark.name for mark in item.iter_markers()}:
            item.add_marker("whole" if is_of_the_whole(item) else "unit")
    # Files of few tests are handed out last; what installs begins first among them, so that no
    # worker waits for it at the end.
    items.sort(key=lambda item: item.get_closest_marker("package") is None)


def is_of_the_whole(item):
    """Where a plan is made or looked at, commands are run, or the desk is."""
    in_a_room = item.path.parent != Path(__file__).parent
    makes = any(hasattr(item.module, name) for name in ("make_plan", "CliRunner", "subprocess"))
    looks = bool({"baseline", "stages"} & set(item.fixturenames))
    return not in_a_room or "desk" in item.path.parts or makes or looks


@pytest.fixture(scope="session")
def dataset():
    return hp.load_dataset()


@pytest.fixture(scope="session")
def stages(dataset):
    """What scenarios share of the way to a plan, made once for all plans that are given it."""
    return Stages(dataset)


@pytest.fixture(scope="session")
def baseline(dataset, stages):
    return hp.make_plan(dataset, hp.Scenario(), stages=stages)


@pytest.fixture
def one_baseline(baseline, monkeypatch):
    """Commands are given the baseline's plan where they make it: most of them begin with it."""
    make_plan = pipeline.make_plan

    def made(dataset, scenario, **more):
        is_baseline = scenario == baseline.scenario
        return baseline if is_baseline else make_plan(dataset, scenario, **more)

    monkeypatch.setattr(pipeline, "make_plan", made)


@pytest.fixture(scope="session")
def km(dataset):
    return RoadNetwork().km(dataset.regions, dataset.regions)


@pytest.fixture(scope="session")
def scores(dataset, km):
    return score_regions(dataset.panel(), km)


@pytest.fixture(scope="session")
def columns_are_described():
    """Holds the columns of a command's table to those that the reference lists of it."""
    listed: dict[tuple[str, str], list[str]] = {}
    with (Path(__file__).parents[1] / "docs/site/columns.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            listed.setdefault((row["command"], row["file"]), []).append(row["column"])

    def check(command, file, columns):
        patterns = listed[command, file]
        assert not [one for one in columns if not any(fnmatchcase(one, p) for p in patterns)]
        assert not [p for p in patterns if not any(fnmatchcase(one, p) for one in columns)]

    return check


@contextmanager
def one_at_a_time(lock: Path):
    """Wait until no other worker holds it."""
    while True:
        try:
            lock.mkdir()
        except FileExistsError:
            time.sleep(0.2)
        else:
            break
    try:
        yield
    finally:
        lock.rmdir()


@pytest.fixture(scope="session")
def documents(tmp_path_factory, worker_id):
    """The documentation site, built strictly: any warning is an error. Once for all workers."""
    ours = tmp_path_factory.getbasetemp()
    folder = ours if worker_id == "master" else ours.parent
    site = folder / "documents"
    with one_at_a_time(folder / "documents.lock"):
        if not site.exists():
            _build(site, ours / "documents in work")
    return site


def _build(site: Path, new: Path) -> None:
    root = Path(__file__).parents[1]
    strict = ["-W", "--keep-going", "-q", "-E", "-d", new / "trees"]
    folders = ["-c", root / "docs/site", root / "docs", new / "html"]
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", *strict, *folders],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    (new / "html").rename(site)
