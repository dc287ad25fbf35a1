"""Damaged files of every door: read or refused in one line, within bounds, and nothing is half."""

from __future__ import annotations

import sys

import pytest
from bounded import run_seeds
from doors import doors, survive

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pipes and limits are POSIX's")


def test_a_sample_of_damaged_files_of_every_door(tmp_path):
    ended = {survive(seed, tmp_path).split()[-1] for seed in range(3 * len(doors()))}
    assert ended == {"read", "refused"}


@pytest.mark.soak
@pytest.mark.timeout(2 * 3600)
def test_ten_thousand_damaged_files_of_every_door():
    ended, failures = run_seeds("doors", range(10_000))
    assert not failures, "\n".join(failures)
    assert ended.total() == 10_000
    for door in doors():
        assert ended[f"{door.name} refused"], door.name
