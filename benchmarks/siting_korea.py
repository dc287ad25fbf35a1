"""3,501 eup-myeon-dong as demand and as sites: p-median, p-center, set cover, maximal cover.

    python benchmarks/siting_korea.py [--only p-median …] [--seeds 5] [--limit 120]

Great-circle kilometres, residents of 2020 as weights (fourteen eup-myeon-dong without published
residents weigh nothing). Seconds are CPU seconds of this process, so that other work on the
machine counts less; the p-median is solved from several seeds of its first guess, of which the
slowest is told.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import sys
import time
from collections.abc import Callable

import numpy as np
import pandas as pd

from hubplanner.regions import data_folder
from hubplanner.siting import Solution, max_cover, p_center, set_cover
from hubplanner.siting.lagrangian import Search, solve
from hubplanner.siting.solution import tolerance
from hubplanner.travelling import GreatCircle

MAXRSS_BYTES = 1 if sys.platform == "darwin" else 1024


def instance() -> tuple[np.ndarray, np.ndarray]:
    columns = ["population", "lon", "lat"]
    emd = pd.read_parquet(data_folder() / "boundaries" / "emd.parquet", columns=columns)
    return GreatCircle(1.0, 60.0).km(emd, emd).to_numpy(float), emd["population"].fillna(
        0
    ).to_numpy(float)


def row(task: str, seconds: float, value: float, bound: float, note: str = "") -> None:
    gap = abs(value - bound) / max(abs(value), 1e-12)
    proof = "proven" if abs(value - bound) <= tolerance(value) else f"gap {gap:.2%}"
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * MAXRSS_BYTES / 1e6
    print(f"| {task} | {seconds:.1f} | {value:,.3f} | {proof} | {peak:,.0f} | {note} |", flush=True)


def medians(km: np.ndarray, weights: np.ndarray, seeds: int, limit: float) -> None:
    costs = np.ascontiguousarray((km * weights[:, None]).T)
    nobody, everybody = np.arange(0), np.arange(len(costs))
    for p in (10, 20, 50):
        runs = []
        for seed in range(seeds):
            search = Search(costs, p, nobody, everybody, seed=seed)
            search.deadline = time.monotonic() + limit
            start = time.process_time()
            solve(search)
            runs.append((time.process_time() - start, search.found[0][0], search.bound))
        worst = max(runs)
        spread = f"{min(runs)[0]:.1f}–{worst[0]:.1f} s over {seeds} seeds"
        least = min(value for _, value, _ in runs)
        bound = min(bound for _, _, bound in runs)
        row(f"p-median, p = {p}", worst[0], least, bound, spread)


def timed(task: str, run: Callable[[], Solution]) -> None:
    start = time.process_time()
    solution = run()
    row(
        task,
        time.process_time() - start,
        solution.objective,
        solution.bound,
        f"{solution.nodes} nodes",
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    tasks = ("p-median", "p-center", "set-cover", "max-cover")
    parser.add_argument("--only", nargs="+", choices=tasks, default=tasks)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--limit", type=float, default=120.0, help="seconds for each (wall)")
    asked = parser.parse_args()

    km, weights = instance()
    load = f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    print(f"Python {platform.python_version()}, {load}, {len(km)} eup-myeon-dong\n")
    print("| task | CPU s (worst) | objective | proof | peak MB | |")
    print("| --- | ---: | ---: | --- | ---: | --- |")
    if "p-median" in asked.only:
        medians(km, weights, asked.seeds, asked.limit)
    limit = {"time_limit": asked.limit}
    if "p-center" in asked.only:
        for p in (10, 20):
            timed(f"p-center, p = {p} (km)", lambda p=p: p_center(km, p, **limit))
    if "set-cover" in asked.only:
        for radius in (50, 30):
            timed(f"set cover, {radius} km (hubs)", lambda r=radius: set_cover(km, r, **limit))
    if "max-cover" in asked.only:
        for radius, p in ((30, 10), (30, 20), (20, 50)):
            timed(
                f"maximal cover, {radius} km, p = {p} (residents)",
                lambda r=radius, p=p: max_cover(km, p, radius=r, weights=weights, **limit),
            )


if __name__ == "__main__":
    main()
