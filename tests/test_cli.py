"""The command line as a planner meets it, in a process of its own."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from rich.cells import cell_len

ROOT = Path(__file__).parents[1]


def hubplanner(*arguments, cwd):
    return subprocess.run(
        [sys.executable, "-m", "hubplanner", *map(str, arguments)],
        cwd=cwd,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=None,
        check=False,
    )


def scenario(tmp_path, text, name="wish.toml"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_plan_in_an_empty_folder(tmp_path):
    done = hubplanner("plan", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "maps" / "baseline.html").exists()
    assert (tmp_path / "maps" / "baseline" / "plan.json").exists()
    assert "proven optimal" in done.stdout
    assert "baseline.html" in done.stdout
    assert done.stderr == ""
    assert "HiGHS" not in done.stdout


def test_plan_of_a_scenario_with_out(tmp_path):
    done = hubplanner("plan", ROOT / "scenarios/geoje_gunsan.toml", "--out", "here", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    hubs = (tmp_path / "here" / "geoje_gunsan" / "hubs.csv").read_text(encoding="utf-8-sig")
    assert "거제시" in hubs
    assert "군산시" in hubs
    assert len(hubs.splitlines()) == 5


def test_compare_the_baseline_with_a_file(tmp_path):
    path = ROOT / "scenarios/geoje_gunsan.toml"
    done = hubplanner("compare", "baseline", path, "--out", "here", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "here" / "compare-baseline-geoje_gunsan.html").exists()
    table = (tmp_path / "here/compare-baseline-geoje_gunsan/scenarios.csv").read_text("utf-8-sig")
    kept, moved, gained, lost = table.splitlines()[2].rsplit(",", 4)[1:]
    assert f"{kept} · {moved} · {gained} · {lost}" in done.stdout


def test_compare_one_scenario_is_refused(tmp_path):
    done = hubplanner("compare", "baseline", cwd=tmp_path)
    assert done.returncode == 2
    assert "name two to 6" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_open_shows_the_map(tmp_path, monkeypatch):
    from typer.testing import CliRunner

    from hubplanner.cli import app

    opened = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    done = CliRunner().invoke(app, ["plan", "--out", str(tmp_path), "--open"])
    assert done.exit_code == 0, done.output
    assert opened == [(tmp_path / "baseline.html").resolve().as_uri()]


def test_version(tmp_path):
    assert hubplanner("--version", cwd=tmp_path).stdout == f"hubplanner {version('hubplanner')}\n"


def test_help_names_the_command(tmp_path):
    done = hubplanner("--help", cwd=tmp_path)
    assert done.returncode == 0
    assert "plan" in done.stdout


def commands():
    """Every command by the words that call it."""
    from typer.main import get_command

    from hubplanner.cli import app

    found = {(): get_command(app)}
    for name, command in found[()].commands.items():
        found[(name,)] = command
        for inner, one in getattr(command, "commands", {}).items():
            found[(name, inner)] = one
    return found


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_help_is_korean_first_and_whole_at_any_width(words, monkeypatch):
    from typer.testing import CliRunner

    from hubplanner.cli import app

    command = commands()[words]
    for parameter in command.params:
        korean, english = parameter.help.split(" · ")
        assert re.search("[가-힣]", korean), parameter.name
        assert re.search("[A-Za-z]", english), parameter.name
    for width in (80, 90, 100, 120):
        monkeypatch.setenv("COLUMNS", str(width))
        told = CliRunner().invoke(app, [*words, "--help"]).output
        assert "…" not in told  # rich's mark where it cuts a line that is too wide
        assert "옵션 · Options" in told
        assert all(cell_len(line) <= width for line in told.splitlines())


@pytest.mark.parametrize(
    ("typed", "korean", "english"),
    [
        ("--nope", "없는 옵션 --nope", "No such option: --nope"),
        ("score --tpo 3", "없는 옵션 --tpo (비슷한 것: --top)", "No such option: --tpo"),
        ("plam", "없는 명령 'plam' (비슷한 것: 'plan')", "No such command 'plam'"),
        ("data foo", "없는 명령 'foo'", "No such command 'foo'"),
        ("travel", "인자 'origin' 빠짐", "Missing argument 'origin'"),
        ("data fetch sgis-workers", "옵션 '--years' 빠짐", "Missing option '--years'"),
        ("plan one two", "남는 인자: two", "unexpected extra argument"),
        ("score --top", "옵션 '--top' 뒤에 값이 빠짐", "requires an argument"),
        ("plan --open=1", "옵션 '--open'에는 값을 적지 않음", "does not take a value"),
        ("score --top many", "'--top' 값이 맞지 않음: 정수가 아님", "Invalid value for '--top'"),
        (
            "site --within near",
            "'--within' 값이 맞지 않음: 수가 아님",
            "Invalid value for '--within'",
        ),
        ("score --top 0", "'--top' 값이 맞지 않음: ", "Invalid value for '--top'"),
        ("rules --as-of 2300", "'--as-of' 값이 맞지 않음: ", "Invalid value for '--as-of'"),
        ("report --lang fr", "고를 수 있는 것: 'ko', 'en'", "'fr' is not one of 'ko', 'en'"),
    ],
)
def test_a_mistyped_command_gives_one_line_in_both_languages(typed, korean, english):
    from typer.testing import CliRunner

    from hubplanner.cli import app

    done = CliRunner().invoke(app, typed.split())
    assert done.exit_code == 2
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith("오류 · error: ")
    assert korean in line
    assert english in line


def test_without_a_command_the_help_is_shown_and_nothing_else(tmp_path):
    for words in ((), ("data",)):
        done = hubplanner(*words, cwd=tmp_path)
        assert done.returncode == 2
        assert "명령 · Commands" in done.stdout
        assert done.stderr == ""


def test_help_does_not_wait_for_heavy_libraries(tmp_path):
    probe = (
        "import sys; from typer.testing import CliRunner; from hubplanner.cli import app;"
        "assert CliRunner().invoke(app, ['--help']).exit_code == 0;"
        "heavy = {'pandas', 'geopandas', 'folium', 'networkx', 'highspy', 'numpy', 'pydantic'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[siting]\nhub = 6\n", "unknown key 'siting.hub'"),
        ("[siting]\nhubs = 0\n", "siting.hubs = 0 is refused"),
        ("[siting]\nhubs = 41\n", "there are only 40 candidates"),
        ('[siting]\nrequired = ["없는시"]\n', "siting.required: '없는시' is no region"),
        ('[siting]\nforbidden = ["중구"]\n', "siting.forbidden: '중구' is ambiguous"),
        ('[data]\nfolders = ["none"]\n', "no such data folder"),
        ("[siting\n", "not valid TOML"),
        (None, "cannot be read"),
    ],
)
def test_wrong_scenarios_give_one_clear_line_and_exit_code_2(tmp_path, text, words):
    path = scenario(tmp_path, text) if text is not None else tmp_path / "missing.toml"
    done = hubplanner("plan", path, cwd=tmp_path)
    assert done.returncode == 2
    assert words in done.stderr
    assert re.match(r"오류 · error: .*[가-힣].* · ", done.stderr)
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert not (tmp_path / "maps").exists()


def test_a_folder_that_cannot_be_written(tmp_path):
    (tmp_path / "maps").write_text("a file in the way")
    done = hubplanner("plan", cwd=tmp_path)
    assert done.returncode == 2
    assert "a file of that name is in the way; move it" in done.stderr
    assert "Traceback" not in done.stderr
    assert (tmp_path / "maps").read_text() == "a file in the way"


def test_readme_commands_are_the_ones_that_are_tested():
    for name in ("README.md", "README.ko.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert re.search(r"^pip install -e \. && hubplanner plan$", text, flags=re.MULTILINE)
        assert re.search(r"^pip install -e '\.\[test\]' && pytest$", text, flags=re.MULTILINE)
    assert "pip install -e '.[test]' && pytest" in (ROOT / ".ci/run").read_text(encoding="utf-8")
