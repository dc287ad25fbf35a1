"""One dataset and one baseline plan for all tests: both are read-only by convention."""

from __future__ import annotations

import pytest
from hypothesis import settings

import hubplanner as hp
from hubplanner.scoring import score_regions
from hubplanner.travel import RoadNetwork

# Twenty times as many examples: pytest tests/siting --hypothesis-profile oracle
settings.register_profile("oracle", max_examples=2000)


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
    return score_regions(dataset.regions, dataset.statistics, km)
