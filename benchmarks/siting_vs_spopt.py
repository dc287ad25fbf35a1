"""p-median and p-center of the OR-Library against spopt with CBC and with HiGHS, in one run.

    python benchmarks/siting_vs_spopt.py FOLDER [--limit 300] [--instances 1 2 3 7 11]

FOLDER holds the files pmedN.txt of Beasley (1985, https://people.brunel.ac.uk/~mastjjb/jeb/) and
may hold optima.csv (instance, p_median_optimum, p_center_optimum) to check against. Seconds are CPU
seconds of the process and its children, so that other work on the machine counts less, from the
cost matrix to the proven solution, building the model included. spopt gets no gap, one thread and
--limit seconds (wall) with each solver, and the better of the two counts; where neither is through
the ratio is a lower bound. Ours is the median of five runs after one to load the libraries.
"""

from __future__ import annotations

import argparse
import math
import os
import platform
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pulp
from spopt.locate import PCenter, PMedian

from hubplanner.siting import Solution, p_center, p_median

TARGETS = {"p-median": 300.0, "p-center": 50.0}
CENTERS = (1, 2, 3)
RUNS = 5


def distances(path: Path) -> tuple[np.ndarray, int]:
    """Shortest paths between all nodes, and p; of an edge given twice the last line counts."""
    lines = path.read_text().split("\n")
    n, _, p = map(int, lines[0].split())
    table = np.full((n, n), math.inf)
    np.fill_diagonal(table, 0.0)
    for line in lines[1:]:
        if line.strip():
            a, b, length = line.split()
            table[int(a) - 1, int(b) - 1] = table[int(b) - 1, int(a) - 1] = float(length)
    for via in range(n):
        np.minimum(table, table[:, [via]] + table[[via], :], out=table)
    return table, p


def cpu() -> float:
    """CPU seconds of this process, finely, and of its children."""
    children = os.times()
    return time.process_time() + children.children_user + children.children_system


def peer(kind: str, cost: np.ndarray, p: int, solver: pulp.LpSolver) -> tuple[float, float | None]:
    """Seconds, and the objective where it is proven."""
    start = cpu()
    if kind == "p-median":
        model = PMedian.from_cost_matrix(cost, np.ones(len(cost)), p_facilities=p)
    else:
        model = PCenter.from_cost_matrix(cost, p_facilities=p)
    try:
        model.solve(solver)
    except RuntimeError:
        return cpu() - start, None
    seconds = cpu() - start
    # spopt says 'Optimal' of a solution that was found before time ran out.
    proven = model.problem.sol_status == pulp.LpSolutionOptimal
    return seconds, float(pulp.value(model.problem.objective)) if proven else None


def ours(solve: Callable[[], Solution]) -> tuple[float, Solution]:
    solution, seconds = solve(), []
    for _ in range(RUNS):
        start = cpu()
        solution = solve()
        seconds.append(cpu() - start)
    return statistics.median(seconds), solution


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--limit", type=float, default=300.0, help="seconds for each peer run")
    parser.add_argument("--instances", type=int, nargs="+", default=[1, 2, 3, 7, 11])
    asked = parser.parse_args()

    load = f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    print(f"Python {platform.python_version()}, {load}\n")
    print("| model | instance | ours s | CBC s | HiGHS s | ratio | objective | proven |")
    print("| --- | --- | ---: | ---: | ---: | ---: | ---: | --- |")
    ratios: dict[str, list[float]] = {"p-median": [], "p-center": []}
    proven_all = True
    wanted = [("p-median", k) for k in asked.instances]
    wanted += [("p-center", k) for k in CENTERS]
    for kind, number in wanted:
        cost, p = distances(asked.folder / f"pmed{number}.txt")
        model = p_median if kind == "p-median" else p_center
        seconds, solution = ours(lambda model=model, cost=cost, p=p: model(cost, p))
        peers, told = [], []
        for solver in (
            pulp.PULP_CBC_CMD(msg=False, gapRel=0, threads=1, timeLimit=asked.limit),
            pulp.HiGHS(msg=False, gapRel=0, threads=1, timeLimit=asked.limit),
        ):
            took, objective = peer(kind, cost, p, solver)
            peers.append(took)
            told.append(f"{took:.1f}" if objective is not None else f"> {asked.limit:g}")
            if objective is not None and abs(objective - solution.objective) > 1e-6:
                raise SystemExit(f"{kind} pmed{number}: {solution.objective} against {objective}")
        ratio = min(peers) / seconds
        ratios[kind].append(ratio)
        proven_all &= solution.optimal
        sign = "" if any(">" not in one for one in told) else "> "
        print(
            f"| {kind} | pmed{number} | {seconds:.4f} | {told[0]} | {told[1]} | {sign}{ratio:,.0f}"
            f" | {solution.objective:g} | {'yes' if solution.optimal else 'no'} |",
            flush=True,
        )
    print()
    met = proven_all
    for kind, values in ratios.items():
        mean = statistics.geometric_mean(values)
        reached = mean >= TARGETS[kind]
        met &= reached
        print(
            f"- {kind}: geometric mean {mean:,.0f}x, target >= {TARGETS[kind]:g}x:"
            f" {'met' if reached else 'falls short'}"
        )
    print(f"- all proven: {'met' if proven_all else 'falls short'}")
    met &= against_published(asked.folder)
    raise SystemExit(0 if met else 1)


def against_published(folder: Path) -> bool:
    """Ours alone on every instance of the folder whose optimum is published."""
    path = folder / "optima.csv"
    if not path.exists():
        return True
    seconds, wrong = [0.0, 0.0], []
    table = pd.read_csv(path)
    for row in table.itertuples():
        cost, p = distances(folder / f"{row.instance}.txt")
        for of, (model, published) in enumerate(
            ((p_median, row.p_median_optimum), (p_center, row.p_center_optimum))
        ):
            start = cpu()
            solution = model(cost, p)
            seconds[of] += cpu() - start
            if not solution.optimal or abs(solution.objective - published) > 1e-6:
                wrong.append(f"{solution.model} {row.instance}: {solution.objective:g}")
    print(
        f"- {len(table)} published optima: p-median {seconds[0]:.1f} s together, p-center"
        f" {seconds[1]:.1f} s: {'met' if not wrong else 'falls short: ' + ', '.join(wrong)}"
    )
    return not wrong


if __name__ == "__main__":
    main()
