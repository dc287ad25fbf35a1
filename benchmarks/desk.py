"""How soon the desk starts, how long its pages take, and what many people at once do to it.

    python benchmarks/desk.py [--people 50] [--minutes 10] [--pause 1]

A desk of its own on loopback, in a temporary folder with ten scenarios of which one has a plan.
First each page alone; then all people click through the pages, each with a pause of that many
seconds on average between two clicks (none for 0). Percentiles of all answers, errors, and the
server's memory minute by minute where the system tells it.
"""

from __future__ import annotations

import argparse
import random
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
    "/sweeps",
    "/data",
    "/bin",
    "/activity",
    "/scenario/baseline",
    "/scenario/baseline/edit",
    "/scenario/baseline/yearly",
    "/scenario/baseline/history",
    "/scenario/baseline/map.svg",
]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--pause", type=float, default=1)
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
                fill(client)
                alone(client)
            together(client, desk.pid, asked.people, 60 * asked.minutes, asked.pause)
        finally:
            desk.terminate()
            desk.wait()


def fill(client: httpx.Client) -> None:
    """Ten scenarios, the first of which has the plan."""
    origin = {"origin": str(client.base_url).rstrip("/")}
    for number in range(10):
        name = f"scenario {number}" if number else "baseline"
        told = {"example": "baseline", "name": name}
        client.post("/scenarios", data=told, headers=origin, follow_redirects=True)


def alone(client: httpx.Client) -> None:
    """Each page while nobody else asks for one."""
    for page in PAGES:
        took = sorted(timed(client, page) for _ in range(10))
        print(f"{page:32} {1000 * statistics.median(took):6.0f} ms")


def together(known: httpx.Client, process: int, people: int, seconds: float, pause: float) -> None:
    """All people at once, each with a connection of their own."""
    took: list[float] = []
    wrong: list[str] = []
    start = time.perf_counter()

    def click(number: int) -> None:
        random_pause = random.Random(number)
        with httpx.Client(base_url=known.base_url, cookies=known.cookies, timeout=60) as client:
            step = number
            while time.perf_counter() - start < seconds:
                time.sleep(random_pause.uniform(0, 2 * pause))
                step += 1
                try:
                    took.append(timed(client, PAGES[step % len(PAGES)]))
                except httpx.HTTPError as error:
                    wrong.append(str(error))

    threads = [threading.Thread(target=click, args=[number]) for number in range(people)]
    for thread in threads:
        thread.start()
    used = [memory(process)]
    while any(thread.is_alive() for thread in threads):
        time.sleep(min(60, max(1, seconds / 10)))
        used.append(memory(process))
    cuts = statistics.quantiles(took, n=100)
    print(f"{people} people, {seconds:.0f} s: {len(took)} pages, {len(wrong)} errors")
    print(f"median {1000 * cuts[49]:.0f} ms, 95th percentile {1000 * cuts[94]:.0f} ms")
    print(f"memory {' '.join(f'{one:.0f}' for one in used)} MB")
    for one in wrong[:5]:
        print(one)


def timed(client: httpx.Client, page: str) -> float:
    """Seconds of one page."""
    started = time.perf_counter()
    client.get(page).raise_for_status()
    return time.perf_counter() - started


def memory(process: int) -> float:
    """Resident memory of a process in MB; not a number where the system does not tell it."""
    status = Path(f"/proc/{process}/status")
    if not status.exists():
        return float("nan")
    return int(re.search(r"VmRSS:\s*(\d+)", status.read_text())[1]) / 1024


if __name__ == "__main__":
    main()
