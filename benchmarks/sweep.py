"""A sweep against as many runs of ``hubplanner plan``, and two workers against one.

    pip install -e '.[sweep]' && python benchmarks/sweep.py [--scenarios 10000] [--plans 3]
    python benchmarks/sweep.py --soak 100000

Weights, number of hubs, shocks and wishes vary, so that hardly two scenarios share a score. The
peer is the command itself: the median of some runs of it in the same session, each its own process.
Ends with 1 when the sweep is under 60 times as fast, two workers are under 1.7 times as fast as
one, or the whole took more than 240 s or 1.5 GB. A soak is one long sweep, whose pace and memory
are told by tenths: it ends with 1 when the last tenth held a tenth more memory than the second, or
took half as long again.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import psutil

from hubplanner.sweeping import Sweep, run_sweep

FUTURES = {
    "scoring.weights.dependency": {"from": 0.5, "to": 2.0},
    "scoring.weights.decline": {"from": 0.5, "to": 2.0},
    "scoring.weights.outflow": {"from": 0.5, "to": 2.0},
    "candidates.top": {"from": 30, "to": 50, "whole": True},
    "future.shocks.c30": {"from": 0, "to": 30},
    "future.shocks.c311": {"from": 0, "to": 30},
    "siting.required": [[], ["군산시"], ["거제시"]],
    "siting.at_most.each": [1, 2, 6],
}
CHOICES = {"siting.hubs": [5, 6, 7, 8]}
AT_LEAST, WORKERS, SECONDS, PEAK_MB = 60.0, 1.7, 240.0, 1500.0


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--scenarios", type=int, default=10_000)
    parser.add_argument("--plans", type=int, default=3)
    parser.add_argument("--soak", type=int, default=0)
    asked = parser.parse_args()
    if asked.soak:
        sys.exit(not soaked(asked.soak))
    print(f"load {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores, {asked.scenarios:,} scenarios\n")
    plan = statistics.median(one_plan() for _ in range(asked.plans))
    pace = {count: swept(asked.scenarios // 10, count)[0] for count in (1, 2)}
    seconds, peak = swept(asked.scenarios, 2)
    faster = plan * asked.scenarios / seconds
    two = pace[1] / pace[2]
    told = [
        (f"{asked.scenarios:,} scenarios, two workers: {seconds:.0f} s", seconds <= SECONDS),
        (f"memory of all processes together: {peak:.0f} MB", peak <= PEAK_MB),
        (f"as many runs of hubplanner plan ({plan:.2f} s each): {faster:.0f}x", faster >= AT_LEAST),
        (f"two workers against one: {two:.2f}x", two >= WORKERS),
        (
            f"growth, a scenario of {asked.scenarios:,} against one of a tenth:"
            f" {seconds / pace[2] / 10:.2f}x",
            True,
        ),
    ]
    for words, met in told:
        print(f"- {words}{'' if met else ': falls short'}")
    sys.exit(not all(met for _, met in told))


def one_plan() -> float:
    """Seconds of one run of the command on the baseline."""
    command = Path(sysconfig.get_path("scripts")) / "hubplanner"
    with tempfile.TemporaryDirectory() as out:
        started = time.perf_counter()
        subprocess.run([command, "plan", "--out", out], check=True, stdout=subprocess.DEVNULL)
        return time.perf_counter() - started


def swept(scenarios: int, workers: int) -> tuple[float, float]:
    """Seconds of a sweep, with its start, and the most memory of this process and its workers."""
    most = 0.0

    def watch(done: int, count: int, left: float) -> None:
        nonlocal most
        most = max(most, held_below())

    seconds = seconds_of(scenarios, workers, watch)
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return seconds, most + own


def soaked(scenarios: int) -> bool:
    """Print pace and memory by tenths; whether both stayed as they were."""
    started = time.perf_counter()
    tenths: list[tuple[float, float]] = []

    def watch(done: int, count: int, left: float) -> None:
        while done >= count * (len(tenths) + 1) / 10:
            own = psutil.Process().memory_info().rss / 2**20
            tenths.append((time.perf_counter() - started, held_below() + own))
            at, held = tenths[-1]
            print(f"- {len(tenths)} tenths after {at:,.0f} s: {held:,.0f} MB", flush=True)

    print(f"load {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores, {scenarios:,} scenarios\n")
    seconds_of(scenarios, 2, watch)
    lengths = [after - before for (before, _), (after, _) in pairwise(tenths)]
    flat = tenths[-1][1] <= 1.1 * tenths[1][1]
    steady = lengths[-1] <= 1.5 * lengths[0]
    print(f"memory {'stayed' if flat else 'grew'}, pace {'stayed' if steady else 'fell'}")
    return flat and steady


def seconds_of(scenarios: int, workers: int, watch: Callable[[int, int, float], None]) -> float:
    """Seconds of a sweep, with its start."""
    sweep = Sweep(draws=scenarios // 4, choices=CHOICES, futures=FUTURES)
    with tempfile.TemporaryDirectory() as out:
        started = time.perf_counter()
        run_sweep(sweep, out, workers=workers, on_progress=watch)
        return time.perf_counter() - started


def held_below() -> float:
    """MB that the processes of this one hold."""
    below = psutil.Process().children(recursive=True)
    return sum(one.memory_info().rss for one in below if one.is_running()) / 2**20


if __name__ == "__main__":
    main()
