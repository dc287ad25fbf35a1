from __future__ import annotations

import pytest

from hubplanner.evaluation.indicators import load_indicators


@pytest.fixture(scope="session")
def indicators():
    return load_indicators()
