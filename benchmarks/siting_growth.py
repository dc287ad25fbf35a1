"""How the p-median grows from 250 to 10,000 nodes, with spopt (HiGHS) beside as far as it gets.

    python benchmarks/siting_growth.py [--sizes 250 500 …] [--limit 120] [--out benchmarks]
    python benchmarks/siting_growth.py --points 10 100 1000 [--sizes 20000] [--limit 100]

Random points in a square (seed 0), p = 10, each node demand and site. Seconds are CPU seconds of
this process from the matrix to the proof. The peer stops at the first size that it does not prove
within --limit. Writes siting_growth.svg.

With --points the same points, many more, are handed over without their matrix, for each of these
p in a process of its own: gap, wall seconds and the most memory of that process.
"""

from __future__ import annotations

import argparse
import math
import os
import platform
import resource
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np

from hubplanner.siting import p_median, p_median_of_points

SIZES = [250, 500, 1000, 2000, 4000, 7000, 10_000]
P = 10
MANY = [5000, 10_000, 20_000]
WIDTH, HEIGHT, EDGE = 560, 360, 60
Line = list[tuple[int, float]]


def coordinates(n: int) -> np.ndarray:
    return np.random.default_rng(0).uniform(0, 100, (n, 2))


def instance(n: int) -> np.ndarray:
    at = coordinates(n)
    squares = (at[:, None, 0] - at[None, :, 0]) ** 2
    squares += (at[:, None, 1] - at[None, :, 1]) ** 2
    return np.sqrt(squares, out=squares)


def peer(cost: np.ndarray, limit: float) -> tuple[float, bool]:
    import pulp
    from spopt.locate import PMedian

    start = time.process_time()
    model = PMedian.from_cost_matrix(cost, np.ones(len(cost)), p_facilities=P)
    solver = pulp.HiGHS(msg=False, gapRel=0, threads=1, timeLimit=limit)
    try:
        model.solve(solver)
    except RuntimeError:
        return time.process_time() - start, False
    return time.process_time() - start, model.problem.sol_status == pulp.LpSolutionOptimal


def of_points(n: int, p: int, limit: float) -> str:
    """A row of the table of points."""
    start = time.perf_counter()
    solution = p_median_of_points(coordinates(n), p, time_limit=limit)
    wall = time.perf_counter() - start
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    told = f"{solution.objective:,.1f} | {solution.bound:,.1f} | {solution.gap:.3%}"
    return f"| {n:,} | {p:,} | {told} | {wall:.1f} | {most:.2f} |"


def grow_points(sizes: list[int], numbers: list[int], limit: float) -> None:
    print("| points | p | objective | bound | gap | wall s | GB at most |")
    print("| ---: " * 7 + "|")
    for n in sizes:
        for p in numbers:
            with ProcessPoolExecutor(1) as pool:  # memory is counted from its beginning
                print(pool.submit(of_points, n, p, limit).result(), flush=True)


def plot(lines: dict[str, Line]) -> str:
    """Seconds by nodes, both logarithmic, as SVG."""
    points = [point for line in lines.values() for point in line]
    low = [math.log10(min(point[k] for point in points)) for k in (0, 1)]
    high = [math.log10(max(point[k] for point in points)) for k in (0, 1)]

    def place(n: float, seconds: float) -> tuple[float, float]:
        x, y = (
            (math.log10(value) - low[k]) / max(high[k] - low[k], 1e-9)
            for k, value in enumerate((n, seconds))
        )
        return EDGE + x * (WIDTH - 2 * EDGE), HEIGHT - EDGE - y * (HEIGHT - 2 * EDGE)

    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"'
             ' font-family="sans-serif" font-size="12"><rect width="100%" height="100%"'
             ' fill="white"/>']  # fmt: skip
    for (name, line), colour in zip(lines.items(), ("#0072b2", "#d55e00"), strict=False):
        if not line:
            continue
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in (place(*point) for point in line))
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        for n, seconds in line:
            x, y = place(n, seconds)
            parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>')
            parts.append(f'<text x="{x + 5:.1f}" y="{y - 6:.1f}">{seconds:.2g} s</text>')
        x, y = place(*line[-1])
        parts.append(f'<text x="{x - 70:.1f}" y="{y + 18:.1f}" fill="{colour}">{name}</text>')
    for n in sorted({n for n, _ in points}):
        x, _ = place(n, 10 ** low[1])
        parts.append(f'<text x="{x:.1f}" y="{HEIGHT - 30}" text-anchor="middle">{n:,}</text>')
    parts.append(f'<text x="{WIDTH / 2}" y="{HEIGHT - 8}" text-anchor="middle">nodes</text></svg>')
    return "\n".join(parts) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="+")
    parser.add_argument("--points", type=int, nargs="+", metavar="P")
    parser.add_argument("--limit", type=float, default=120.0)
    parser.add_argument("--out", type=Path, default=Path("benchmarks"))
    asked = parser.parse_args()

    load = f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    print(f"Python {platform.python_version()}, {load}\n")
    if asked.points:
        grow_points(asked.sizes or MANY, asked.points, asked.limit)
        return
    print("| nodes | ours CPU s | proof | spopt + HiGHS CPU s | proof | ratio |")
    print("| ---: | ---: | --- | ---: | --- | ---: |")
    lines: dict[str, Line] = {"hubplanner": [], "spopt, HiGHS": []}
    peer_runs = True
    for n in asked.sizes or SIZES:
        cost = instance(n)
        start = time.process_time()
        solution = p_median(cost, P, time_limit=asked.limit)
        seconds = time.process_time() - start
        proof = "proven" if solution.optimal else f"gap {solution.gap:.2%}"
        lines["hubplanner"].append((n, seconds))
        told = "– | – | –"
        if peer_runs:
            took, peer_runs = peer(cost, asked.limit)
            if peer_runs:
                lines["spopt, HiGHS"].append((n, took))
            ratio = f"{took / seconds:,.0f}" if peer_runs else f"> {took / seconds:,.0f}"
            told = f"{took:.1f} | {'proven' if peer_runs else 'open'} | {ratio}"
        print(f"| {n:,} | {seconds:.2f} | {proof} | {told} |", flush=True)
    path = asked.out / "siting_growth.svg"
    path.write_text(plot(lines), encoding="utf-8")
    print(f"\n{path}")


if __name__ == "__main__":
    main()
