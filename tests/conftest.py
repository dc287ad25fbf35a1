"""One dataset and one baseline plan for all tests: both are read-only by convention."""

from __future__ import annotations

import pytest

import hubplanner as hp


@pytest.fixture(scope="session")
def dataset():
    return hp.load_dataset()


@pytest.fixture(scope="session")
def baseline(dataset):
    return hp.make_plan(dataset, hp.Scenario())
