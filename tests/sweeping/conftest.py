"""A small sweep, run once."""

from __future__ import annotations

import pytest

from hubplanner.sweeping import Sweep, run_sweep

SMALL = {
    "draws": 16,
    "choices": {"siting.hubs": [3, 4]},
    "futures": {
        "scoring.weights.decline": {"from": 0.5, "to": 2.0},
        "future.shocks.c30": {"from": 0, "to": 40},
        "candidates.top": {"from": 25, "to": 45, "whole": True},
        "siting.required": [[], ["군산시"]],
    },
}


@pytest.fixture(scope="session")
def small() -> Sweep:
    return Sweep(**SMALL)


@pytest.fixture(scope="session")
def swept(small, tmp_path_factory):
    """Its folder."""
    return run_sweep(small, tmp_path_factory.mktemp("swept") / "small", workers=1)
