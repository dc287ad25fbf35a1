"""What `hubplanner plan` gains by the shortcuts of `hubplanner.cli.short_run`.

    python benchmarks/short_run.py [--runs N]

Whole processes in turn, in a temporary folder, after one warm-up of each; medians.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time

LEFT_OUT = {
    "as it is": "",
    "collected often": "import hubplanner.cli as c; c.collect_seldom = lambda: None;",
    "taken apart": "import hubplanner.cli as c; c.leave = __import__('sys').exit;",
}

RUN = "from hubplanner.cli import run; run()"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=9)
    runs = parser.parse_args().runs
    seconds: dict[str, list[float]] = {name: [] for name in LEFT_OUT}
    with tempfile.TemporaryDirectory() as folder:
        for number in range(runs + 1):
            for name, patch in LEFT_OUT.items():
                code = f"import sys; sys.argv[1:] = ['plan']; {patch} {RUN}"
                start = time.perf_counter()
                subprocess.run(
                    [sys.executable, "-c", code], cwd=folder, check=True, stdout=subprocess.DEVNULL
                )
                if number:
                    seconds[name].append(time.perf_counter() - start)
    best = statistics.median(seconds["as it is"])
    for name, times in seconds.items():
        median = statistics.median(times)
        print(f"{name:<20}{median:6.2f} s  {median / best:5.2f}x  {median - best:+.2f} s")


if __name__ == "__main__":
    main()
