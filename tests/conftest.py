"""One dataset and one baseline plan for all tests, read-only by convention; a test's level."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import settings

import hubplanner as hp
from hubplanner.cli.short_run import collect_seldom
from hubplanner.scoring import score_regions
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

LEVELS = {"docs", "lint", "package", "data", "browser", "slow"}


def pytest_collection_modifyitems(items):
    """A test that is of no other level is a unit test: `pytest -m unit` is for daily work."""
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker("browser")
        if not LEVELS & {mark.name for mark in item.iter_markers()}:
            item.add_marker("unit")


@pytest.fixture(scope="session")
def dataset():
    return hp.load_dataset()


@pytest.fixture(scope="session")
def baseline(dataset):
    return hp.make_plan(dataset, hp.Scenario())


@pytest.fixture(scope="session")
def km(dataset):
    return RoadNetwork().km(dataset.regions, dataset.regions)


@pytest.fixture(scope="session")
def scores(dataset, km):
    return score_regions(dataset.panel(), km)


@pytest.fixture(scope="session")
def documents(tmp_path_factory):
    """The documentation site, built strictly: any warning is an error."""
    root = Path(__file__).parents[1]
    site = tmp_path_factory.mktemp("site") / "html"
    words = ["-W", "--keep-going", "-q", "-E", "-d", site.parent / "trees"]
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", *words, "-c", root / "docs/site", root / "docs", site],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return site
