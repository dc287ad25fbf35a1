"""``hubplanner plan`` against an older version of itself, installed in an environment of its own.

    git worktree add ../older 8515c71
    python -m venv ../older-venv && ../older-venv/bin/pip install -c constraints.txt -e ../older
    python benchmarks/plan_vs_older.py ../older-venv/bin/hubplanner [--runs 7] [--at-most 1.3]

Whole processes in turn after one warm-up of each; processor time (user and system) as well, which
other work on the machine disturbs less. Each plans its own default scenario, so that what has come
since counts in full. Ends with 1 when the newer takes more than the ratio asked for.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sysconfig
import tempfile
from pathlib import Path

from plan_vs_peer import Run, run

MEASURES = ("seconds", "cpu_seconds", "peak_mb")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("older", help="the command hubplanner of the older version")
    parser.add_argument("--runs", type=int, default=7, help="measured pairs (default 7)")
    parser.add_argument("--at-most", type=float, default=1.3, help="ratio (default 1.3)")
    asked = parser.parse_args()
    commands = {
        "newer": str(Path(sysconfig.get_path("scripts"), "hubplanner")),
        "older": asked.older,
    }
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(asked.runs + 1):
            for name, command in commands.items():
                out, log = Path(folder, name), Path(folder, f"{name}.log")
                runs[name].append(run([command, "plan", "--out", str(out)], log))
    median = {
        name: [statistics.median(getattr(one, what) for one in of[1:]) for what in MEASURES]
        for name, of in runs.items()
    }
    print("|   | seconds | processor seconds | peak MB |\n| - | - | - | - |")
    for name, (seconds, cpu, peak) in median.items():
        print(f"| {name} | {seconds:.2f} | {cpu:.2f} | {peak:.0f} |")
    seconds, cpu, _ = (a / b for a, b in zip(median["newer"], median["older"], strict=True))
    met = max(seconds, cpu) <= asked.at_most
    print(
        f"\n{seconds:.2f} times the seconds, {cpu:.2f} times the processor time, load"
        f" {os.getloadavg()[0]:.1f}; target {asked.at_most:g}: {'met' if met else 'falls short'}"
    )
    raise SystemExit(0 if met else 1)


if __name__ == "__main__":
    main()
