"""Scenarios drawn at random through the command line: done or refused in one line, never half."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from bounded import run_seeds
from scenario_runs import check_end, check_files, listing, prepared, survive

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="pipes and memory limits are POSIX's")
pytestmark = POSIX


@pytest.mark.slow
def test_a_sample_of_drawn_scenarios(tmp_path):
    ended = {survive(seed, tmp_path)[-1] for seed in range(6)}
    assert ended == {"0", "2"}


@pytest.mark.soak
@pytest.mark.timeout(4 * 3600)
def test_two_thousand_drawn_scenarios():
    ended, failures = run_seeds("scenario_runs", range(2000))
    assert not failures, "\n".join(failures)
    assert ended.total() == 2000
    assert min(ended["plan 0"], ended["plan 2"], ended["site 0"], ended["site 2"]) > 50


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_drawn_scenarios_in_processes_of_their_own(tmp_path):
    codes = set()
    for seed in range(0, 2000, 20):
        folder, words = prepared(seed, tmp_path)
        if any("\0" in word for word in words):  # which no process can be given
            continue
        before = listing(folder)
        done = subprocess.run(
            [sys.executable, "-m", "hubplanner", *words],
            cwd=folder,
            env={**os.environ, "HUBPLANNER_LANG": ["en", "ko"][seed % 40 // 20]},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        check_end(words, done.returncode, done.stdout, done.stderr)
        check_files(folder, before, refused=done.returncode != 0)
        codes.add(done.returncode)
    assert codes == {0, 2}
