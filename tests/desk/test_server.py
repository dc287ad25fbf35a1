"""The desk as a process: light until something is computed, alone on its folder, gone when told."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


@pytest.fixture
def desk(tmp_path):
    """A desk, and a client that it has let in."""
    command = [sys.executable, "-m", "hubplanner", "desk", str(tmp_path), "--no-browser"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8")
    address = re.search(r"http\S+", process.stdout.readline())[0]
    home = address.partition("?")[0]
    with httpx.Client(base_url=home, headers={"origin": home[:-1]}, timeout=60) as client:
        client.get(address).raise_for_status()
        yield process, client
    process.kill()
    process.wait()
    process.stdout.close()


def test_nothing_heavy_loads_before_something_is_computed():
    code = (
        "import sys; import hubplanner.desk.server;"
        "print(sorted({'pandas', 'geopandas', 'numpy', 'scipy', 'folium'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@LINUX
def test_clicking_through_the_pages_loads_nothing_heavy_either(desk):
    process, client = desk
    client.post("/scenarios", data={"example": "baseline", "name": "a"})
    for page in ("/", "/scenario/a", "/scenario/a/edit", "/scenario/a/history", "/data"):
        assert client.get(page).status_code == 200
    assert "pandas" not in Path(f"/proc/{process.pid}/maps").read_text()


def test_it_listens_on_this_machine_only(desk):
    _, client = desk
    assert client.base_url.host == "127.0.0.1"
    port = client.base_url.port
    for other in ("127.0.0.2", "0.0.0.1"):
        with pytest.raises(httpx.TransportError):
            httpx.get(f"http://{other}:{port}/", timeout=5)


def test_a_second_desk_on_the_folder_is_refused(desk, tmp_path):
    command = [sys.executable, "-m", "hubplanner", "desk", str(tmp_path), "--no-browser"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 2
    assert "another run is writing there" in done.stderr


@LINUX
@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_what_is_computed_ends_with_the_desk(desk, sent):
    process, client = desk
    client.post("/scenarios", data={"example": "baseline", "name": "a"})
    client.post("/scenario/a/plan")
    while not (workers := children(process.pid)):
        time.sleep(0.02)
    os.kill(process.pid, sent)
    process.wait()
    assert not any(alive(worker) for worker in workers)


@LINUX
def test_what_is_computed_ends_even_with_a_desk_that_is_killed(desk):
    process, client = desk
    client.post("/scenarios", data={"example": "baseline", "name": "a"})
    client.post("/scenario/a/plan")
    while not (workers := children(process.pid)):
        time.sleep(0.02)
    process.kill()
    process.wait()
    while any(map(alive, workers)):  # until the test's own limit ends it
        time.sleep(0.02)


def children(parent):
    """Processes that do a job; the tracker of multiprocessing's resources is none."""
    found = []
    for thread in Path(f"/proc/{parent}/task").iterdir():
        found += map(int, (thread / "children").read_text().split())
    return [one for one in found if b"spawn_main" in Path(f"/proc/{one}/cmdline").read_bytes()]


def alive(process):
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
