"""Run many seeds in processes with bounds on time and memory, so that a hang or a crash is seen.

``python tests/damage/bounded.py scenario_runs 0 2000`` prints what went wrong; so does
``doors 0 10000`` for damaged files.
"""

from __future__ import annotations

import faulthandler
import importlib
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

GIGABYTES = 6
"""Address space of a process, libraries included; more is a failure."""

HANGS_AFTER = 300
"""Seconds for one seed, many times what a sound one takes on a loaded machine."""

HERE = Path(__file__).parent


def run_seeds(check: str, seeds: range, workers: int = 2) -> tuple[Counter[str], list[str]]:
    """How many seeds ended how, and every failure in words.

    Parameters
    ----------
    check
        Name of a module here whose ``survive(seed, folder)`` returns how a seed ended, or raises.
    seeds
        Each is run in one of `workers` processes at a time.
    """
    step = -(-len(seeds) // workers)
    parts = [seeds[at : at + step] for at in range(0, len(seeds), step)]
    with ThreadPoolExecutor(workers) as pool:
        results = list(pool.map(lambda part: _run_part(check, part), parts))
    ended = sum((one for one, _ in results), Counter())
    return ended, [failure for _, failures in results for failure in failures]


def _run_part(check: str, seeds: range) -> tuple[Counter[str], list[str]]:
    """A process for the seeds; where it dies, another for those that are left."""
    ended: Counter[str] = Counter()
    failures = []
    left = list(seeds)
    while left:
        words = [sys.executable, __file__, "--worker", check, str(left[0]), str(left[-1] + 1)]
        done = subprocess.run(words, capture_output=True, text=True, errors="replace", check=False)
        told = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
        ended.update(one["ended"] for one in told if "ended" in one)
        failures += [f"seed {one['seed']}: {one['failed']}" for one in told if "failed" in one]
        begun = max((one["seed"] for one in told), default=left[0])
        if done.returncode:
            failures.append(f"seed {begun}: ended with {done.returncode}\n{done.stderr[-4000:]}")
        left = [seed for seed in left if seed > begun] if done.returncode else []
    return ended, failures


def _work(check: str, first: int, beyond: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (GIGABYTES << 30, GIGABYTES << 30))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    survive = importlib.import_module(check).survive
    with tempfile.TemporaryDirectory() as place:
        for seed in range(first, beyond):
            _tell(seed=seed)
            started = time.monotonic()
            faulthandler.dump_traceback_later(HANGS_AFTER, exit=True)
            try:
                _tell(seed=seed, ended=survive(seed, Path(place)), s=time.monotonic() - started)
            except BaseException:
                _tell(seed=seed, failed=traceback.format_exc(limit=-12))
            faulthandler.cancel_dump_traceback_later()
    _tell(seed=beyond - 1, megabytes=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10)


def _tell(**what: object) -> None:
    line = json.dumps(what)
    sys.__stdout__.write(line + "\n")
    sys.__stdout__.flush()
    if log := os.environ.get("HUBPLANNER_SEEDS_LOG"):
        with Path(log).open("a") as file:
            file.write(line + "\n")


def renew(folder: Path, sound: Path) -> None:
    """Make `folder` anew as a copy of `sound`; pipes stay pipes."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for item in sound.iterdir():
        if item.is_dir():
            shutil.copytree(item, folder / item.name)
        elif item.is_fifo():
            os.mkfifo(folder / item.name)
        else:
            os.link(item, folder / item.name)


if __name__ == "__main__":
    if sys.argv[1] == "--worker":
        _work(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
    else:
        how, wrong = run_seeds(sys.argv[1], range(int(sys.argv[2]), int(sys.argv[3])))
        print("\n".join(wrong))
        print(how)
