"""The starters open the desk on the folder beside them, wherever they are started from."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path

import pytest

STARTERS = Path(__file__).parents[2] / "release"
# What a desktop gives a script, wherever the tests' own commands lie.
SYSTEM = {**os.environ, "PATH": os.pathsep.join([os.environ.get("PATH", ""), os.defpath])}
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="starts a shell script")


@pytest.fixture
def installed(tmp_path):
    """The starters in a folder with a space, where hubplanner is there already."""
    folder = tmp_path / "my desk"
    folder.mkdir()
    for starter in STARTERS.glob("hubplanner-desk.*"):
        shutil.copy(starter, folder)
    command = folder / "hubplanner" / "bin" / "hubplanner"
    command.parent.mkdir(parents=True)
    command.write_text('#!/bin/sh\necho "$PWD: $*"\n')
    command.chmod(0o755)
    return folder


@POSIX
def test_the_shell_script_starts_beside_itself(installed):
    done = subprocess.run(
        ["/bin/sh", str(installed / "hubplanner-desk.sh")],
        capture_output=True,
        text=True,
        env=SYSTEM,
    )
    assert done.stdout == f"{installed}: desk workspace\n"


@POSIX
def test_the_desktop_entry_starts_the_script_beside_it(installed):
    entry = ConfigParser(interpolation=None)
    entry.read(installed / "hubplanner-desk.desktop", encoding="utf-8")
    line = entry["Desktop Entry"]["Exec"].replace("\\\\", "\\")  # as a value of the file
    line = line.replace("%k", "'" + str(installed / "hubplanner-desk.desktop") + "'")
    done = subprocess.run(
        ["/bin/sh", "-c", line], capture_output=True, text=True, env=SYSTEM, cwd="/"
    )
    assert done.stdout == f"{installed}: desk workspace\n"


@POSIX
def test_without_an_installer_the_script_ends_with_an_error(tmp_path):
    shutil.copy(STARTERS / "hubplanner-desk.sh", tmp_path)
    done = subprocess.run(
        ["/bin/sh", "hubplanner-desk.sh"], cwd=tmp_path, capture_output=True, text=True, env=SYSTEM
    )
    assert done.returncode != 0
    assert "install.sh" in done.stderr


@POSIX
def test_the_script_installs_once(installed):
    shutil.move(installed / "hubplanner", installed / "to install")
    (installed / "install.sh").write_text('echo installing; mv "to install" hubplanner\n')
    words = ["/bin/sh", str(installed / "hubplanner-desk.sh")]
    for first in ("installing\n", ""):
        done = subprocess.run(words, capture_output=True, text=True, env=SYSTEM)
        assert done.stdout == f"{first}{installed}: desk workspace\n"


def test_the_batch_file_has_the_line_ends_of_windows():
    content = (STARTERS / "hubplanner-desk.bat").read_bytes()
    assert content.count(b"\n") == content.count(b"\r\n") > 5
    assert content.isascii()
