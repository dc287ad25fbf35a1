"""How soon the desk starts, how long its pages take, and what many readers at once do to it.

    python benchmarks/desk.py [--readers 50] [--seconds 60]

A desk of its own on loopback, in a temporary folder with ten scenarios of which one has a plan. The
readers click through its pages without a pause; percentiles of all answers, and the server's memory
before and after where the system tells it.
"""

from __future__ import annotations

import argparse
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import httpx

PAGES = [
    "/",
    "/data",
    "/bin",
    "/scenario/baseline",
    "/scenario/baseline/edit",
    "/scenario/baseline/history",
]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [sys.executable, "-m", "hubplanner", "plan", "--out", f"{folder}/maps"], check=True
        )
        started = time.perf_counter()
        command = [sys.executable, "-m", "hubplanner", "desk", folder, "--no-browser"]
        desk = subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8")
        try:
            address = re.search(r"http\S+", desk.stdout.readline())[0]
            with httpx.Client(base_url=address.partition("?")[0], timeout=60) as client:
                client.get(address).raise_for_status()
                client.get("/").raise_for_status()
                print(f"start to first page  {time.perf_counter() - started:.2f} s")
                measure(client, desk.pid, asked.readers, asked.seconds)
        finally:
            desk.terminate()
            desk.wait()


def measure(client: httpx.Client, process: int, readers: int, seconds: float) -> None:
    """Fill the workspace, time each page alone, then all readers together."""
    origin = {"origin": str(client.base_url).rstrip("/")}
    for number in range(10):
        name = f"scenario {number}" if number else "baseline"
        client.post("/scenarios", data={"example": "baseline", "name": name}, headers=origin)
    for page in PAGES:
        alone = sorted(timed(client, page) for _ in range(10))
        print(f"{page:32} {1000 * statistics.median(alone):6.0f} ms")
    before = memory(process)
    took: list[float] = []
    wrong: list[str] = []
    end = time.perf_counter() + seconds

    def read(first: int) -> None:
        step = first
        while time.perf_counter() < end:
            step += 1
            try:
                took.append(timed(client, PAGES[step % len(PAGES)]))
            except httpx.HTTPError as error:
                wrong.append(str(error))

    threads = [threading.Thread(target=read, args=[number]) for number in range(readers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    cuts = statistics.quantiles(took, n=100)
    print(f"{readers} readers, {seconds:.0f} s: {len(took)} pages, {len(wrong)} errors")
    print(f"median {1000 * cuts[49]:.0f} ms, 95th percentile {1000 * cuts[94]:.0f} ms")
    print(f"memory {before} before, {memory(process)} after")


def timed(client: httpx.Client, page: str) -> float:
    """Seconds of one page."""
    started = time.perf_counter()
    client.get(page).raise_for_status()
    return time.perf_counter() - started


def memory(process: int) -> str:
    """Resident memory of a process, where the system tells it."""
    status = Path(f"/proc/{process}/status")
    return re.search(r"VmRSS:\s*(.+)", status.read_text())[1] if status.exists() else "unknown"


if __name__ == "__main__":
    main()
