from __future__ import annotations

import pytest

from hubplanner.evaluation.indicators import load_indicators


@pytest.fixture(autouse=True)
def in_2040(monkeypatch):
    """All years that are reported here have come, whenever the tests run."""
    monkeypatch.setattr("hubplanner.evaluation.checks.is_to_come", lambda year: year > 2040)


@pytest.fixture(scope="session")
def indicators():
    return load_indicators()
