"""The same answer in ten runs: of every model, in two processes with another order of hashes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from siting_scales import MODELS as OF_SCENARIOS
from siting_scales import drawn
from siting_scales_of_peers import MODELS as OF_PEERS
from siting_scales_of_peers import drawn as drawn_peer

RUNS = 5
HERE = Path(__file__).parent


def answers():
    """Of each model for instances with many ties and others at all scales, in words."""
    for of, models in ((drawn, OF_SCENARIOS), (drawn_peer, OF_PEERS)):
        for seed in range(3 * len(models)):
            case = of(seed)
            yield f"{case.model} {case.solve()!r}"


def told():
    """The answers of so many runs, one after the other in a process."""
    for _ in range(RUNS):
        print("\n".join(answers()))
        print("end of run")


@pytest.fixture(scope="module")
def runs():
    found = []
    for seed in ("0", "1"):
        command = [sys.executable, "-c", "import test_same_answer; test_same_answer.told()"]
        env = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(HERE)}
        done = subprocess.run(command, capture_output=True, text=True, check=True, env=env)
        found += done.stdout.split("end of run\n")[:-1]
    return found


@pytest.mark.slow
def test_ten_runs_give_the_same_answer(runs):
    assert len(runs) == 2 * RUNS
    assert {word for word in OF_PEERS + OF_SCENARIOS if f"{word} Solution(" not in runs[0]} == set()
    assert len(set(runs)) == 1
