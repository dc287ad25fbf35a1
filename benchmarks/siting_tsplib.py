"""The p-median on TSPLIB's points: objective, bound, gap and seconds, beside what is published.

    python benchmarks/siting_tsplib.py DIR [--only rl1304 fl1400] [--p 5 10 20] [--limit 100]

DIR holds point files, NAME.csv (columns x and y) or NAME.tsp as in TSPLIB (Reinelt 1991). Every
point is demand of weight 1 and a possible site; cost is the Euclidean distance rounded down, as in
García, Labbé and Marín (2011). Optima are published there and in Duran-Mateluna, Ales and Elloumi
(2023), whose seconds are those of CPLEX on a processor of their own; the ratio is our wall seconds
by theirs. Without --p those of the literature are taken. `--peer` lets spopt with HiGHS pose the
same, with the same limit (minutes and gigabytes from 1,000 points on).
"""

from __future__ import annotations

import argparse
import csv
import os
import platform
import time
from pathlib import Path

import numpy as np

from hubplanner.siting import p_median

ALL_P = (5, 10, 20, 50, 100, 200, 300, 400, 500)

OPTIMA = {
    "rl1304": {10: 2134295, 20: 1412108, 50: 795012, 100: 491639, 300: 177326, 500: 97024},
    "fl1400": {5: 174877, 10: 100601, 20: 57191, 50: 28486, 100: 15962, 200: 8806},
    "u1432": {20: 588766, 100: 243793, 500: 93200},
}
"""Published, or proven before by another way of this package, by instance and p."""

CPLEX_SECONDS = {
    ("rl1304", 10): 15.0,
    ("rl1304", 100): 2.4,
    ("rl1304", 500): 0.4,
    ("fl1400", 20): 0.4,
    ("fl1400", 200): 27.0,
    ("u1432", 100): 3.0,
    ("vm1748", 100): 3.0,
    ("d2103", 200): 5.0,
    ("pcb3038", 100): 96.0,
    ("pcb3038", 500): 4.0,
}


def points(path: Path) -> np.ndarray:
    """Coordinates, point × 2."""
    if path.suffix == ".csv":
        with path.open(newline="") as file:
            return np.array([(float(row["x"]), float(row["y"])) for row in csv.DictReader(file)])
    lines = path.read_text().split("NODE_COORD_SECTION", 1)[1].split("EOF")[0].splitlines()
    return np.array([[float(part) for part in line.split()[1:3]] for line in lines if line.strip()])


def distances(at: np.ndarray) -> np.ndarray:
    """Euclidean, rounded down."""
    return np.floor(np.hypot(*(at[:, None, :] - at[None, :, :]).transpose(2, 0, 1)))


def peer(cost: np.ndarray, p: int, limit: float) -> str:
    """spopt with HiGHS: seconds of the wall."""
    import pulp
    from spopt.locate import PMedian

    start = time.perf_counter()
    model = PMedian.from_cost_matrix(cost, np.ones(len(cost)), p_facilities=p)
    try:
        model.solve(pulp.HiGHS(msg=False, gapRel=0, threads=1, timeLimit=limit))
    except RuntimeError:
        return f"none in {limit:g}"
    proven = model.problem.sol_status == pulp.LpSolutionOptimal
    return f"{time.perf_counter() - start:.1f}" if proven else f"open at {limit:g}"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--only", nargs="+", help="names of instances")
    parser.add_argument("--p", type=int, nargs="+")
    parser.add_argument("--limit", type=float, default=100.0, help="seconds of the wall each")
    parser.add_argument("--peer", action="store_true", help="spopt with HiGHS beside it")
    asked = parser.parse_args()

    print(f"Python {platform.python_version()}, {os.cpu_count()} cores\n")
    print("| instance | p | objective | bound | gap % | wall s | CPU s | nodes |", end="")
    print(" published | its CPLEX s | ratio |" + (" spopt s |" if asked.peer else ""))
    print("| --- " + "| ---: " * (11 if asked.peer else 10) + "|")
    wrong, open_ = [], []
    for path in sorted(asked.folder.iterdir()):
        if path.suffix not in (".csv", ".tsp") or (asked.only and path.stem not in asked.only):
            continue
        cost = distances(points(path))
        for p in asked.p or ALL_P:
            wall, cpu = time.perf_counter(), time.process_time()
            solution = p_median(cost, p, time_limit=asked.limit)
            wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
            name, known = f"{path.stem} p = {p}", OPTIMA.get(path.stem, {}).get(p)
            theirs = CPLEX_SECONDS.get((path.stem, p))
            if not solution.optimal:
                open_.append(name)
            if known is not None and (
                solution.bound > known + 0.5
                or (solution.optimal and abs(solution.objective - known) > 0.5)
            ):
                wrong.append(name)
            told = [path.stem, p, f"{solution.objective:,.0f}", f"{solution.bound:,.2f}"]
            told += [f"{100 * solution.gap:.4f}", f"{wall:.1f}", f"{cpu:.1f}", solution.nodes]
            told += ["" if known is None else f"{known:,}", theirs or ""]
            told += [f"{wall / theirs:.1f}" if theirs else ""]
            told += [peer(cost, p, asked.limit)] if asked.peer else []
            print("| " + " | ".join(map(str, told)) + " |", flush=True)
    print(f"\n- open: {', '.join(open_) or 'none'}")
    print(f"- against what is published: {', '.join(wrong) or 'none'}")
    raise SystemExit(1 if wrong or open_ else 0)


if __name__ == "__main__":
    main()
