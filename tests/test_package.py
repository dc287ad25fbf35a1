"""The package as a whole: its public face, its layers, its wheel, its docs."""

from __future__ import annotations

import doctest
import importlib
import json
import os
import pkgutil
import re
import subprocess
import sys
import tarfile
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

import hubplanner as hp

ROOT = Path(__file__).parents[1]
MODULES = sorted(
    module.name
    for module in pkgutil.walk_packages(hp.__path__, "hubplanner.")
    if module.name != "hubplanner.__main__"
)


def test_the_public_interface_is_small_and_all_there():
    steps = {
        "compare",
        "load_dataset",
        "make_plan",
        "network",
        "score",
        "site",
        "travel",
        "validate",
    }
    assert set(hp.__all__) == steps | {"HubplannerError", "Plan", "Scenario"}
    for name in steps:
        assert callable(getattr(hp, name)), "a room of the same name would hide it"
    for name in hp.__all__:
        assert getattr(hp, name).__doc__
    with pytest.raises(AttributeError):
        _ = hp.nothing


def test_commands_in_docs_run_without_the_repository():
    """An installed hubplanner has no folder of scenarios: without a file it takes the baseline."""
    told = {str(page): page.read_text("utf-8") for page in sorted((ROOT / "docs").rglob("*.md"))}
    command = re.compile(r"hubplanner [a-z][^\n`]*\bscenarios/\w+\.toml")
    assert {name: found for name, text in told.items() if (found := command.findall(text))} == {}


@pytest.mark.docs
@pytest.mark.parametrize("name", ["hubplanner", *MODULES])
def test_examples_in_docstrings_run(name):
    module = importlib.import_module(name)
    assert module.__doc__
    assert doctest.testmod(module).failed == 0


def run(*command, cwd=ROOT):
    # What CI pins is not what the package allows.
    free = {name: value for name, value in os.environ.items() if name != "PIP_CONSTRAINT"}
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, env=free)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.lint
def test_a_stage_imports_only_from_stages_to_its_left():
    run(str(Path(sys.executable).with_name("lint-imports")), "--no-cache")


@pytest.mark.slow
@pytest.mark.lint
def test_types_are_strict():
    run(sys.executable, "-m", "mypy")


@pytest.mark.lint
def test_lint_and_format():
    run(sys.executable, "-m", "ruff", "check", ".")
    run(sys.executable, "-m", "ruff", "format", "--check", ".")


@pytest.mark.docs
def test_the_changelog_is_at_this_version():
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == hp.__version__
    assert f"## {hp.__version__}" in changelog
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    (released,) = re.findall(rf"^## {re.escape(hp.__version__)} \((.+)\)$", changelog, re.MULTILINE)
    assert f"version: {hp.__version__}\n" in citation
    assert f'date-released: "{released}"\n' in citation


@pytest.mark.lint
def test_every_file_has_its_licence_and_data_that_of_its_publisher():
    """By the REUSE specification, as data/datapackage.json and the pages' notices have it."""
    run(str(Path(sys.executable).with_name("reuse")), "lint")
    annotations = tomllib.loads((ROOT / "REUSE.toml").read_text(encoding="utf-8"))["annotations"]
    stated = {
        path: one["SPDX-License-Identifier"]
        for one in annotations[1:]
        for path in one["path"]
        if path.startswith("data/")
    }
    package = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
    for one in package["resources"]:
        licences = {licence["name"] for licence in one["licenses"]}
        expected = " AND ".join(sorted(licences)).replace("KOGL-1", "LicenseRef-KOGL-1")
        assert stated.pop(f"data/{one['path']}", "MIT") == expected, one["path"]
    assert not stated


@pytest.fixture(scope="module")
def distributions(tmp_path_factory):
    """The sdist and the wheel that is built from it alone."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--outdir", str(folder), str(ROOT))
    return folder


@pytest.fixture(scope="module")
def wheel(distributions):
    (built,) = distributions.glob("hubplanner-*.whl")
    return built


@pytest.mark.slow
@pytest.mark.package
def test_the_sdist_holds_all_that_is_committed_and_nothing_else(distributions):
    (sdist,) = distributions.glob("hubplanner-*.tar.gz")
    with tarfile.open(sdist) as parts:
        held = {name.split("/", 1)[1] for name in parts.getnames()}
    committed = set(run("git", "-c", "core.quotepath=off", "ls-files").splitlines())
    assert held - {"PKG-INFO"} == committed
    assert sdist.stat().st_size < 15_000_000


def lowest_versions():
    """``name==version`` for each lower bound that the package states."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [re.sub(r"\[.*\]", "", bound).replace(">=", "==") for bound in project["dependencies"]]


@pytest.mark.slow
@pytest.mark.package
def test_the_wheel_holds_what_is_ours_and_data_whose_licence_is_stated(wheel):
    """Nothing of others is in the wheel but the data, each file of it with source and licence;
    docs/security.md names these licences, and the notice of what pages carry from elsewhere."""
    held = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    ours = {name.removeprefix("src/") for name in run("git", "ls-files", "src").split()}
    ours |= {f"hubplanner/{name}" for name in run("git", "ls-files", "scenarios").split()}
    package = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
    described = {f"hubplanner/data/{one['path']}": one for one in package["resources"]}
    others = {"hubplanner/data/datapackage.json", "hubplanner/desk/baseline.html"}
    assert held - ours == {*described, *others}
    table = (ROOT / "docs" / "security.md").read_text(encoding="utf-8").split("## Licences")[1]
    for name, one in described.items():
        assert one["sources"], name
        assert one["licenses"], name
        for licence in one["licenses"]:
            assert f"| {licence['title']}" in table, name
    page = (ROOT / "maps" / "baseline.html").read_text(encoding="utf-8")
    libraries = set(re.findall(r'<(?:style|script) data-library="([^"]+)"', page))
    assert libraries == {"leaflet"}
    assert "Leaflet 1.9" in table
    assert "(c) 2010-2022 Vladimir Agafonkin" in page
    assert "lean-qr 2.7" in table
    assert "(c) 2021-2025 David Evans, MIT License" in page


@pytest.mark.package
@pytest.mark.slow
@pytest.mark.parametrize("versions", ["newest", "lowest"])
def test_the_wheel_works_in_an_empty_folder(wheel, versions, tmp_path):
    """Installed into a fresh environment away from the repository, and run."""
    constraints = tmp_path / "constraints.txt"
    constraints.write_text("\n".join(lowest_versions()) if versions == "lowest" else "")
    environment = tmp_path / "fresh"
    venv.create(environment)
    scripts = environment / ("Scripts" if sys.platform == "win32" else "bin")
    pip = [sys.executable, "-m", "pip", "--python", str(scripts / "python")]
    words = ["install", "--quiet", "--no-compile", "--constraint", str(constraints), str(wheel)]
    run(*pip, *words)

    folder = tmp_path / "empty"
    folder.mkdir()
    run(str(scripts / "hubplanner"), "plan", cwd=folder)
    plan = json.loads((folder / "maps/baseline/plan.json").read_text(encoding="utf-8"))
    assert plan["siting"]["status"] == "optimal"
    assert (folder / "maps/baseline.html").stat().st_size > 100_000
