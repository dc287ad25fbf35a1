"""``hubplanner plan`` against the same plan written with geopandas, spopt and folium.

Both run as whole processes, in turn (A B A B …) so that a slow spell of the machine hits both,
after one warm-up of each. Ratios are taken pair by pair.

    python benchmarks/plan_vs_peer.py [--runs 5]

ends with 0 when every target is met and with 1 when one falls short.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

SPEEDUP, HTML_MB, PEAK_MB = 8.0, 1.5, 600.0  # the targets; 1 MB = 1,000,000 bytes
SAME = 1e-6  # relative difference at which two objectives count as equal
MAXRSS_BYTES = 1 if sys.platform == "darwin" else 1024  # the unit of ru_maxrss


@dataclass(frozen=True)
class Run:
    """One process: wall and processor time; peak memory is that of it or of a child of its own."""

    seconds: float
    cpu_seconds: float
    peak_mb: float


@dataclass(frozen=True)
class Outcome:
    """What a run left behind."""

    html_bytes: int
    objective: float
    proven: bool
    sites: list[str]


def run(command: list[str], log: Path) -> Run:
    """Run to the end, output to `log`; a failure ends the benchmark and shows the log."""
    # Modules are compiled once, as pip does for an installed package: the warm-up keeps the result.
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    with log.open("w") as output:
        start = time.perf_counter()
        process = subprocess.Popen(
            command, stdout=output, stderr=subprocess.STDOUT, env=environment
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}:\n{log.read_text()}")
    cpu_seconds = usage.ru_utime + usage.ru_stime
    return Run(seconds, cpu_seconds, usage.ru_maxrss * MAXRSS_BYTES / 1e6)


def outcome_of_hubplanner(out: Path) -> Outcome:
    plan = json.loads((out / "baseline" / "plan.json").read_text(encoding="utf-8"))
    return Outcome(
        html_bytes=(out / "baseline.html").stat().st_size,
        objective=plan["siting"]["objective"],
        proven=plan["siting"]["optimal"],
        sites=sorted(hub["region_code"] for hub in plan["hubs"]),
    )


def outcome_of_peer(out: Path, log: Path) -> Outcome:
    siting = json.loads(log.read_text().splitlines()[-1])
    return Outcome(html_bytes=(out / "map.html").stat().st_size, **siting)


def report(ours: list[Run], peers: list[Run], a: Outcome, b: Outcome) -> bool:
    """Print the table and the targets; true when all are met."""
    print("|   | seconds, median (min–max) | peak MB | HTML bytes | objective | proven |")
    print("| - | ------------------------- | ------- | ---------- | --------- | ------ |")
    for name, runs, outcome in (("hubplanner", ours, a), ("peer", peers, b)):
        seconds = [one.seconds for one in runs]
        print(
            f"| {name} | {statistics.median(seconds):.2f} ({min(seconds):.2f}–{max(seconds):.2f})"
            f" | {max(one.peak_mb for one in runs):.0f} | {outcome.html_bytes:,}"
            f" | {outcome.objective:.6f} | {'yes' if outcome.proven else 'no'} |"
        )
    ratios = [peer.seconds / our.seconds for our, peer in zip(ours, peers, strict=True)]
    ratio = statistics.median(ratios)
    html_mb = a.html_bytes / 1e6
    peak_mb = max(one.peak_mb for one in ours)
    same = abs(a.objective - b.objective) <= SAME * abs(b.objective)
    sites = "same sites" if a.sites == b.sites else f"sites {a.sites} against {b.sites}"
    targets = [
        (
            f"speed: {ratio:.2f}x ({min(ratios):.2f}–{max(ratios):.2f}), target >= {SPEEDUP:g}x",
            ratio >= SPEEDUP,
        ),
        (f"HTML: {html_mb:.2f} MB, target <= {HTML_MB:g} MB", html_mb <= HTML_MB),
        (f"peak memory: {peak_mb:.0f} MB, target <= {PEAK_MB:g} MB", peak_mb <= PEAK_MB),
        (
            f"objective within {SAME:g} of the peer's proven optimum ({sites})",
            same and a.proven and b.proven,
        ),
    ]
    print()
    for text, met in targets:
        print(f"- {text}: {'met' if met else 'falls short'}")
    return all(met for _, met in targets)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=5, help="measured pairs (default 5)")
    runs = parser.parse_args().runs
    if runs < 1:
        parser.error("--runs must be at least 1")

    with tempfile.TemporaryDirectory() as folder:
        a, b = Path(folder, "hubplanner"), Path(folder, "peer")
        log_a, log_b = Path(folder, "hubplanner.log"), Path(folder, "peer.log")
        hubplanner = str(Path(sysconfig.get_path("scripts"), "hubplanner"))
        peer = str(Path(__file__).with_name("peer_plan.py"))
        ours, peers = [], []
        for number in range(runs + 1):  # the first pair is the warm-up
            ours.append(run([hubplanner, "plan", "--out", str(a)], log_a))
            peers.append(run([sys.executable, peer, "--out", str(b)], log_b))
            print(
                f"{f'pair {number}' if number else 'warm-up'}: hubplanner {ours[-1].seconds:.2f} s,"
                f" peer {peers[-1].seconds:.2f} s",
                file=sys.stderr,
            )
        result = outcome_of_hubplanner(a), outcome_of_peer(b, log_b)

    machine = f"{platform.system()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    print(f"Python {platform.python_version()}, {machine}, {runs} pairs\n")
    raise SystemExit(0 if report(ours[1:], peers[1:], *result) else 1)


if __name__ == "__main__":
    main()
