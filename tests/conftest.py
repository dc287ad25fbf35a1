"""One dataset and one baseline plan for all tests: both are read-only by convention."""

from __future__ import annotations

import pytest
from hypothesis import settings

import hubplanner as hp

# Twenty times as many examples: pytest tests/siting --hypothesis-profile oracle
settings.register_profile("oracle", max_examples=2000)


@pytest.fixture(scope="session")
def dataset():
    return hp.load_dataset()


@pytest.fixture(scope="session")
def baseline(dataset):
    return hp.make_plan(dataset, hp.Scenario())
