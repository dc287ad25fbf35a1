"""``hubplanner doctor`` on machines that lack one thing or another."""

from __future__ import annotations

import importlib
import importlib.metadata
import subprocess
import sys
import tomllib
import webbrowser
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hubplanner import regions
from hubplanner.cli import app

ROOT = Path(__file__).parents[1]
doctor = importlib.import_module("hubplanner.cli.doctor")  # the command has its name


@pytest.fixture
def no_keys(monkeypatch):
    for name in ("KOSIS_KEY", "SGIS_KEY", "SGIS_SECRET", "VWORLD_KEY"):
        monkeypatch.delenv(f"HUBPLANNER_{name}", raising=False)


def examined(language="en"):
    done = CliRunner().invoke(app, ["--lang", language, "doctor"])
    return done.exit_code, done.output


def test_a_machine_with_all_that_a_plan_needs(no_keys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    code, told = examined()
    assert code == 0
    assert "[problem]" not in told
    assert "a plan made on trial: 6 hubs, proven optimal" in told
    assert told.endswith("Plans can be made here: hubplanner plan\n")
    assert not list(tmp_path.iterdir())


def test_it_speaks_korean_and_names_a_mend_for_what_is_missing(no_keys, monkeypatch):
    def none():
        raise webbrowser.Error

    monkeypatch.setattr(webbrowser, "get", none)
    monkeypatch.setattr(doctor, "_trial", lambda: doctor.Finding(doctor.Text("cache"), ""))
    code, told = examined("ko")
    assert code == 0
    lines = told.splitlines()
    for number, line in enumerate(lines):
        assert line.startswith("    → ") == lines[number - 1].startswith("[없어도 됨]")
    assert any(line.startswith("[없어도 됨] 브라우저") for line in lines)


def test_a_key_is_found_and_never_shown(monkeypatch):
    monkeypatch.setenv("HUBPLANNER_KOSIS_KEY", "abcd1234efgh5678")
    found = {str(one.what): one for one in doctor._keys()}
    assert found["key KOSIS_KEY"].state == "ok"
    assert "abcd" not in "".join(str(one.found) for one in found.values())


def test_an_older_or_missing_library_is_named_with_its_mend(monkeypatch):
    installed = importlib.metadata.version

    def version(name):
        if name == "highspy":
            raise importlib.metadata.PackageNotFoundError
        return "0.1" if name == "folium" else installed(name)

    monkeypatch.setattr(doctor, "version", version)
    (found,) = doctor._libraries()
    assert found.state == "problem"
    assert str(found.found) == "missing or too old: folium>=0.20, highspy>=1.10"
    assert "pip install" in str(found.mend)
    code, told = examined()
    assert code == 2
    assert "1 to mend" in told
    assert "trial" not in told


def test_a_library_that_does_not_load_is_a_problem(monkeypatch):
    def broken(name):
        raise ImportError("DLL load failed while importing _core")

    monkeypatch.setattr(doctor, "import_module", broken)
    (found,) = doctor._libraries()
    assert found.state == "problem"
    assert "DLL load failed" in str(found.found)


def test_extras_are_those_of_the_package_but_for_developers():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    offered = set(project["optional-dependencies"])
    assert set(doctor.EXTRAS) == offered - doctor.FOR_DEVELOPERS


def test_a_missing_extra_is_no_problem(monkeypatch):
    def version(name):
        raise importlib.metadata.PackageNotFoundError

    monkeypatch.setattr(doctor, "version", version)
    found = list(doctor._extras())
    assert {one.state for one in found} == {"optional"}
    assert "hubplanner[report]" in str(found[0].mend)
    assert not [*doctor._fonts(), *doctor._keys()], "what only an extra asks for"


def test_data_that_is_gone_is_a_problem_and_no_trial_is_made(monkeypatch, tmp_path):
    (tmp_path / "datapackage.json").write_text('{"resources": [{"path": "a.csv"}]}')
    monkeypatch.setattr(regions, "data_folder", lambda: tmp_path)
    monkeypatch.setattr(doctor, "_trial", lambda: pytest.fail("nothing to try with"))
    code, told = examined()
    assert code == 2
    assert "[problem] data that comes along: missing: a.csv" in told
    monkeypatch.setattr(regions, "data_folder", lambda: tmp_path / "none")
    assert doctor._data().state == "problem"


def test_a_folder_without_write_rights_or_room(monkeypatch, tmp_path):
    monkeypatch.setattr(doctor, "_can_be_written", lambda folder: False)
    assert "--out" in str(doctor._working_folder().mend)
    assert doctor._working_folder().state == "problem"
    monkeypatch.undo()
    monkeypatch.setattr(doctor, "ROOM", 10**18)
    assert doctor._working_folder().state == "problem"
    file = tmp_path / "file"
    file.touch()
    assert not doctor._can_be_written(file)
    assert doctor._can_be_written(tmp_path)


def test_a_cache_that_cannot_be_written_costs_time_only(monkeypatch, tmp_path):
    file = tmp_path / "file"
    file.touch()
    monkeypatch.setenv("HUBPLANNER_CACHE", str(file))
    assert doctor._caches().state == "optional"
    monkeypatch.setenv("HUBPLANNER_CACHE", str(tmp_path / "not" / "yet"))
    assert doctor._caches().state == "ok"


@pytest.mark.slow
def test_letters_that_are_not_there_are_told_in_english():
    done = subprocess.run(
        [sys.executable, "-m", "hubplanner", "--lang", "ko", "doctor"],
        env={"PYTHONIOENCODING": "ascii"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "ascii has no Korean letters" in done.stdout
    assert "PYTHONUTF8=1" in done.stdout


def test_a_plan_that_fails_on_trial_is_told_not_raised(monkeypatch):
    import hubplanner

    def fails(*arguments):
        raise RuntimeError("no solver")

    monkeypatch.setattr(hubplanner, "make_plan", fails, raising=False)
    found = doctor._trial()
    assert found.state == "problem"
    assert "no solver" in str(found.found)
