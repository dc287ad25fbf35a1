"""A folder of wheels with a one-line installer, for machines behind a network separation.

    python release/wheels.py hubplanner-windows --system windows --python 3.11

makes, on any machine that reaches PyPI, a folder to carry over: ``wheels/`` (hubplanner as it
stands here and all it needs), ``requirements.txt`` with a hash of each, ``licences.csv``,
``install.sh`` or ``install.bat``, ``hubplanner-desk`` to double-click, and ``README.txt``.
Versions are those of ``constraints.txt``, with which CI runs.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from email.message import Message
from email.parser import HeaderParser
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

ROOT = Path(__file__).parents[1]
EXTRAS = "report,sweep,fetch,desk,effects,mcda"

# By system: pip's names for it (a wheel for any of them fits), and what markers say there.
LINUX = [f"manylinux_2_{minor}_x86_64" for minor in range(17, 40)] + ["manylinux2014_x86_64"]
SYSTEMS = {
    "linux": (LINUX, ("linux", "Linux", "posix", "x86_64")),
    "windows": (["win_amd64"], ("win32", "Windows", "nt", "AMD64")),
    "macos": (["macosx_14_0_arm64"], ("darwin", "Darwin", "posix", "arm64")),
}

INSTALL_SH = """\
#!/bin/sh
# sh install.sh [FOLDER]: hubplanner into a folder of its own, without network.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
into=${{1:-hubplanner}}
python{python} -m venv "$into"
echo "설치하는 중, 몇 분 걸림 / Installing, which takes minutes"
"$into/bin/python" -m pip install --quiet --no-index --find-links "$here/wheels" \\
  --require-hashes -r "$here/requirements.txt"
"$into/bin/hubplanner" doctor
"""
INSTALL_BAT = """\
@echo off
rem install.bat [FOLDER]: hubplanner into a folder of its own, without network.
setlocal
set PYTHONUTF8=1
set into=%~1
if "%into%"=="" set into=hubplanner
py -{python} -m venv "%into%" || exit /b 1
echo Installing, which takes minutes
"%into%\\Scripts\\python" -m pip install --quiet --no-index --find-links "%~dp0wheels" ^
  --require-hashes -r "%~dp0requirements.txt" || exit /b 1
"%into%\\Scripts\\hubplanner" doctor
"""
README = """\
hubplanner {version} ({system}, Python {python})

설치: 이 폴더에서 {command} (인터넷 불필요, 관리자 권한 불필요)
필요한 것: Python {python} (64비트)
실행: {run} plan
명령 없이: {desk} 두 번 누르기(처음 한 번 설치함)
requirements.txt에 파일마다 SHA-256 해시가 있으며, 다르면 설치가 멈춘다.
licences.csv에 라이브러리마다의 이용허락이 있다.

To install: {command} in this folder (no network, no administrator)
What is needed: Python {python} (64 bit)
To run: {run} plan
Without commands: double-click {desk} (it installs once)
requirements.txt has the SHA-256 of every file; another one stops the installation.
licences.csv has the licence of every library.
"""


def main() -> None:
    """Parse what was typed and make the folder."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path, help="where it goes; made anew")
    parser.add_argument("--system", choices=SYSTEMS, default="linux")
    parser.add_argument("--python", default="3.11", help="version there, as 3.11")
    parser.add_argument("--extras", default=EXTRAS, help=f"{EXTRAS} if left out")
    asked = parser.parse_args()
    try:
        make_folder(asked.folder, asked.system, asked.python, asked.extras)
    except FileExistsError:
        parser.error(f"{asked.folder}: is there already; name a new folder")
    except subprocess.CalledProcessError:
        parser.error("pip says above what failed; no folder was made")


def make_folder(folder: Path, system: str, python: str, extras: str = EXTRAS) -> None:
    """The folder to carry over.

    Parameters
    ----------
    folder
        Where it goes; must not exist.
    system, python
        What it is for: a key of `SYSTEMS`, a version such as ``3.11``.
    extras
        Of hubplanner, with commas between; may be empty.

    Raises
    ------
    FileExistsError
        When `folder` exists.
    subprocess.CalledProcessError
        When pip finds no wheel for a library; its words are on stderr.
    """
    folder = folder.absolute()  # pip runs elsewhere
    if folder.exists():
        raise FileExistsError(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as beside:  # all of it or nothing
        made = Path(beside) / folder.name
        _fill_folder(made, system, python, extras)
        made.rename(folder)


def _fill_folder(folder: Path, system: str, python: str, extras: str) -> None:
    wheels = folder / "wheels"
    wheels.mkdir(parents=True)
    _pip("wheel", "--no-deps", "--wheel-dir", str(wheels), str(ROOT))
    (ours,) = wheels.glob("hubplanner-*.whl")
    environment = marker_environment(system, python)
    wanted = Requirement(f"hubplanner[{extras}]" if extras else "hubplanner")
    # pip reads markers as of the machine it runs on, so it is asked for one library at a time.
    while lacking := list(missing(wheels, wanted, environment)):
        _download(wheels, lacking, system, python)
    _write_requirements(folder, extras)
    _write_licences(folder)
    _write_installer(folder, system, python, str(parse_wheel_filename(ours.name)[1]))


def marker_environment(system: str, python: str) -> dict[str, str]:
    """What environment markers say on that machine."""
    platform, name, kind, machine = SYSTEMS[system][1]
    return {
        "sys_platform": platform,
        "platform_system": name,
        "os_name": kind,
        "platform_machine": machine,
        "python_version": python,
        "python_full_version": f"{python}.0",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
    }


def missing(wheels: Path, wanted: Requirement, environment: dict[str, str]) -> Iterator[str]:
    """What `wanted` needs there, directly or through others, that is not among `wheels`."""
    there = {parse_wheel_filename(path.name)[0]: path for path in wheels.glob("*.whl")}
    seen: set[tuple[str, str]] = set()
    named: set[str] = set()
    queue = [wanted]
    while queue:
        one = queue.pop()
        name = canonicalize_name(one.name)
        if name not in there:
            if name not in named:
                named.add(name)
                yield f"{one.name}{one.specifier}"
            continue
        for extra in ("", *one.extras):
            if (name, extra) not in seen:
                seen.add((name, extra))
                queue += _needs(there[name], extra, environment)


def _needs(wheel: Path, extra: str, environment: dict[str, str]) -> Iterable[Requirement]:
    for line in _metadata(wheel).get_all("Requires-Dist") or ():
        need = Requirement(line)
        if need.marker is None or need.marker.evaluate({**environment, "extra": extra}):
            yield need


def _metadata(wheel: Path) -> Message:
    with zipfile.ZipFile(wheel) as parts:
        (name,) = (one for one in parts.namelist() if one.endswith(".dist-info/METADATA"))
        return HeaderParser().parsestr(parts.read(name).decode("utf-8"))


def _download(wheels: Path, lacking: list[str], system: str, python: str) -> None:
    # fmt: off
    where = [f"--platform={tag}" for tag in SYSTEMS[system][0]]
    _pip("download", "--no-deps", "--only-binary=:all:", *where, f"--python-version={python}",
         "--implementation=cp", "--constraint", str(ROOT / "constraints.txt"),
         "--dest", str(wheels), *lacking)
    # fmt: on


def _pip(*words: str) -> None:
    command = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *words]
    with tempfile.TemporaryDirectory() as elsewhere:  # no folder `build` in the repository
        subprocess.run(command, check=True, cwd=elsewhere, env=os.environ)


def _write_requirements(folder: Path, extras: str) -> None:
    lines = []
    for path in sorted((folder / "wheels").glob("*.whl")):
        name, version, *_ = parse_wheel_filename(path.name)
        asked = f"[{extras}]" if name == "hubplanner" and extras else ""
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        lines.append(f"{name}{asked}=={version} --hash=sha256:{digest}\n")
    (folder / "requirements.txt").write_text("".join(lines), encoding="utf-8", newline="\n")


def _write_licences(folder: Path) -> None:
    """What each library says of its licence; the wheels hold the texts."""
    with (folder / "licences.csv").open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        table.writerow(["name", "version", "licence", "home"])
        for path in sorted((folder / "wheels").glob("*.whl")):
            head = _metadata(path)
            links = (one.partition(", ")[2] for one in head.get_all("Project-URL") or ())
            home = head["Home-page"] or next(links, "")
            table.writerow([head["Name"], head["Version"], _licence(head), home])


def _licence(head: Message) -> str:
    classified = (one for one in head.get_all("Classifier") or () if one.startswith("License ::"))
    told = "; ".join(one.rpartition(" :: ")[2] for one in classified)
    return head["License-Expression"] or told or (head["License"] or "").partition("\n")[0]


def _write_installer(folder: Path, system: str, python: str, version: str) -> None:
    windows = system == "windows"
    name, text = ("install.bat", INSTALL_BAT) if windows else ("install.sh", INSTALL_SH)
    end = "\r\n" if windows else "\n"
    (folder / name).write_text(text.format(python=python), encoding="utf-8", newline=end)
    starters = ["bat"] if windows else ["sh", "desktop"]
    for ending in starters:
        shutil.copy(Path(__file__).with_name(f"hubplanner-desk.{ending}"), folder)
    told = README.format(
        version=version,
        system=system,
        python=python,
        command="install.bat" if windows else "sh install.sh",
        run=r"hubplanner\Scripts\hubplanner" if windows else "hubplanner/bin/hubplanner",
        desk=f"hubplanner-desk.{starters[-1]}",
    )
    # Notepad of older Windows tells UTF-8 by its mark.
    (folder / "README.txt").write_text(told, encoding="utf-8-sig", newline=end)


if __name__ == "__main__":
    main()
