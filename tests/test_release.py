"""The folder of wheels for separated networks: complete for its system, installed without one."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tomllib
import zipfile
from fnmatch import fnmatchcase
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"


def release_script():
    spec = importlib.util.spec_from_file_location("wheels", ROOT / "release" / "wheels.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


wheels = release_script()


def make_wheel(folder, name, *needs):
    lines = ["Metadata-Version: 2.1", f"Name: {name}", "Version: 1", "Provides-Extra: more"]
    lines += [f"Requires-Dist: {need}" for need in needs]
    with zipfile.ZipFile(folder / f"{name}-1-py3-none-any.whl", "w") as parts:
        parts.writestr(f"{name}-1.dist-info/METADATA", "\n".join(lines) + "\n\n")


def test_what_is_missing_is_what_that_system_needs_not_this_one(tmp_path):
    make_wheel(
        tmp_path,
        "ours",
        "shared>=2",
        "windows_only; sys_platform == 'win32'",
        "old; python_version < '3.12'",
        "asked; extra == 'more'",
    )
    make_wheel(tmp_path, "asked", "below; platform_system == 'Darwin'")
    need = {
        (system, python, ours): set(
            wheels.missing(tmp_path, Requirement(ours), wheels.marker_environment(system, python))
        )
        for system in wheels.SYSTEMS
        for python in ("3.11", "3.12")
        for ours in ("ours", "ours[more]")
    }
    assert need["linux", "3.12", "ours"] == {"shared>=2"}
    assert need["linux", "3.11", "ours[more]"] == {"shared>=2", "old"}
    assert need["windows", "3.12", "ours"] == {"shared>=2", "windows_only"}
    assert need["macos", "3.12", "ours[more]"] == {"shared>=2", "below"}


def test_a_container_is_built_of_a_copy_with_all_that_the_wheel_holds():
    """The folder of maps was left out whole, with the map that goes into the wheel."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    held = settings["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    rules = (ROOT / ".containerignore").read_text(encoding="utf-8").split()
    for path in held:
        parts = [path, *map(str, Path(path).parents)]
        fitting = [
            rule for rule in rules if any(fnmatchcase(one, rule.lstrip("!")) for one in parts)
        ]
        assert not fitting or fitting[-1].startswith("!"), path  # the last rule counts


def test_licences_are_told_as_each_library_tells_its_own(tmp_path):
    (tmp_path / "wheels").mkdir()
    for name, *told in (
        ("a", "License-Expression: MIT", "License: other"),
        ("b", "License: long text", "Classifier: License :: OSI Approved :: BSD License"),
        ("c", "License: (same as Leaflet)", "Project-URL: Home, https://example.org"),
    ):
        with zipfile.ZipFile(tmp_path / "wheels" / f"{name}-1-py3-none-any.whl", "w") as parts:
            lines = ["Metadata-Version: 2.4", f"Name: {name}", "Version: 1", *told]
            parts.writestr(f"{name}-1.dist-info/METADATA", "\n".join(lines) + "\n\n")
    wheels._write_licences(tmp_path)
    assert (tmp_path / "licences.csv").read_text("utf-8-sig").splitlines()[1:] == [
        "a,1,MIT,",
        "b,1,BSD License,",
        "c,1,(same as Leaflet),https://example.org",
    ]


def test_the_installer_is_in_the_manner_of_its_system(tmp_path):
    (tmp_path / "wheels").mkdir()
    make_wheel(tmp_path / "wheels", "hubplanner")
    wheels._write_requirements(tmp_path, "report")
    line = (tmp_path / "requirements.txt").read_text()
    digest = hashlib.sha256((tmp_path / "wheels/hubplanner-1-py3-none-any.whl").read_bytes())
    assert line == f"hubplanner[report]==1 --hash=sha256:{digest.hexdigest()}\n"
    wheels._write_installer(tmp_path, "windows", "3.12", "1")
    batch = (tmp_path / "install.bat").read_bytes()
    assert batch.count(b"\r\n") == batch.count(b"\n")
    assert b"py -3.12 -m venv" in batch
    assert (tmp_path / "README.txt").read_bytes().startswith(b"\xef\xbb\xbf")
    wheels._write_installer(tmp_path, "linux", "3.12", "1")
    shell = tmp_path / "install.sh"
    assert b"\r" not in shell.read_bytes()
    subprocess.run(["/bin/sh", "-n", shell], check=True)


def test_a_folder_named_from_here_is_whole_or_not_there(tmp_path, monkeypatch):
    """pip runs in another folder; what fails on the way leaves nothing behind."""
    monkeypatch.chdir(tmp_path)

    def pip(*words):
        into = Path(words[words.index("--wheel-dir") + 1])
        assert into.is_absolute()
        make_wheel(into, "hubplanner")

    monkeypatch.setattr(wheels, "_pip", pip)
    wheels.make_folder(Path("carried"), "windows", "3.11", extras="")
    assert {path.name for path in Path("carried").iterdir()} == {
        *("wheels", "requirements.txt", "licences.csv", "README.txt"),
        *("install.bat", "hubplanner-desk.bat"),
    }
    with pytest.raises(FileExistsError):
        wheels.make_folder(Path("carried"), "windows", "3.11")

    def fails(*words):
        raise subprocess.CalledProcessError(1, words)

    monkeypatch.setattr(wheels, "_pip", fails)
    with pytest.raises(subprocess.CalledProcessError):
        wheels.make_folder(Path("other"), "windows", "3.11")
    assert [path.name for path in tmp_path.iterdir()] == ["carried"]


def without_network():
    """How to run a command in a network namespace of its own, or a skip where that is forbidden."""
    command = [shutil.which("unshare") or "unshare", "--net"]
    try:
        subprocess.run([*command, "true"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        if os.environ.get("HUBPLANNER_NO_SKIP"):
            raise
        pytest.skip("network namespaces need Linux and the right to make them")
    return command


# The namespace has a loopback of its own, which is down at first. The address that the desk prints
# is asked for by a process in the same namespace.
ASK_THE_DESK = """
"$1" -c '
import fcntl, socket, struct
fcntl.ioctl(socket.socket(), 0x8914, struct.pack("16sh14x", b"lo", 1))  # SIOCSIFFLAGS: up
'
mkdir -p desk
planner/bin/hubplanner desk desk --no-browser > printed &
desk=$!
trap 'kill $desk' EXIT
"$1" -c '
import http.cookiejar, pathlib, re, time, urllib.request
for _ in range(600):
    printed = pathlib.Path("printed").read_text(encoding="utf-8")
    found = re.search("http://[-_?=:/.a-zA-Z0-9]+", printed)
    if found:
        break
    time.sleep(0.1)
jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), jar)
opener.open(found[0])
home = re.match("http://[^/]+/", found[0])[0]
print(opener.open(home).read().decode())
'
"""


@pytest.mark.package
@pytest.mark.slow
def test_the_folder_installs_and_plans_without_a_network(tmp_path):
    separated = without_network()
    folder = tmp_path / "carried over"
    wheels.make_folder(folder, "linux", PYTHON, extras="desk")
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "LANG": "C.UTF-8"}
    environment["HUBPLANNER_CACHE"] = str(tmp_path / "cache")

    def run(*words):
        return subprocess.run(
            [*separated, *map(str, words)],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    reach = "import socket; socket.create_connection(('127.0.0.1', 9), timeout=1)"
    assert "unreachable" in run(sys.executable, "-c", reach).stderr
    installed = run("sh", folder / "install.sh", "planner")
    assert installed.returncode == 0, installed.stdout + installed.stderr
    assert "hubplanner plan" in installed.stdout  # the doctor's last line
    planned = run("planner/bin/hubplanner", "plan")
    assert planned.returncode == 0, planned.stderr
    plan = json.loads((tmp_path / "maps/baseline/plan.json").read_text(encoding="utf-8"))
    assert plan["siting"]["status"] == "optimal"

    asked = run("sh", "-c", ASK_THE_DESK, "sh", sys.executable)
    assert asked.returncode == 0, asked.stderr
    assert "hubplanner" in asked.stdout

    carried = next((folder / "wheels").glob("numpy-*"))
    carried.write_bytes(carried.read_bytes() + b"changed")
    refused = run("sh", folder / "install.sh", "other")
    assert refused.returncode != 0
    assert "HASHES" in refused.stderr
