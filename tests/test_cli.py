"""The command line as a planner meets it: in a process of its own where that could differ."""

from __future__ import annotations

import re
import subprocess
import sys
from contextlib import chdir
from functools import cache
from importlib.metadata import version
from pathlib import Path

import pytest
from rich.cells import cell_len

from hubplanner.language import Text

ROOT = Path(__file__).parents[1]
HANGUL = re.compile("[가-힣]")


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


def invoke(*arguments, language=None, cwd=".", **environment):
    """A command in this process, in the language that the environment tells unless one is said."""
    from typer.testing import CliRunner

    from hubplanner.cli import app

    spoken = ["--lang", language] if language else []
    with chdir(cwd):
        return CliRunner().invoke(app, [*spoken, *map(str, arguments)], env=environment)


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
    done = invoke("plan", ROOT / "scenarios/geoje_gunsan.toml", "--out", "here", cwd=tmp_path)
    assert done.exit_code == 0, done.stderr
    hubs = (tmp_path / "here" / "geoje_gunsan" / "hubs.csv").read_text(encoding="utf-8-sig")
    assert "거제시" in hubs
    assert "군산시" in hubs
    assert len(hubs.splitlines()) == 5


def test_compare_the_baseline_with_a_file(tmp_path):
    path = ROOT / "scenarios/geoje_gunsan.toml"
    done = invoke("compare", "baseline", path, "--out", "here", cwd=tmp_path)
    assert done.exit_code == 0, done.stderr
    assert (tmp_path / "here" / "compare-baseline-geoje_gunsan.html").exists()
    table = (tmp_path / "here/compare-baseline-geoje_gunsan/scenarios.csv").read_text("utf-8-sig")
    kept, moved, gained, lost = table.splitlines()[2].rsplit(",", 4)[1:]
    assert f"{kept} · {moved} · {gained} · {lost}" in done.stdout


@pytest.mark.slow
def test_compare_a_saved_plan_with_this_years(tmp_path):
    assert invoke("plan", "--out", "2025", cwd=tmp_path).exit_code == 0
    path = ROOT / "scenarios/geoje_gunsan.toml"
    done = invoke("compare", "2025/baseline", "baseline", path, cwd=tmp_path)
    assert done.exit_code == 0, done.stderr
    folder = tmp_path / "maps" / "compare-2025 baseline-baseline-geoje_gunsan"
    told = (folder / "differences.csv").read_text("utf-8-sig")
    assert "moves from" in told
    of = {line.split(",", 1)[0] for line in told.splitlines()[1:]}
    assert of == {"2025 baseline", "geoje_gunsan"}  # today's baseline differs in nothing
    assert "moves from" in done.stdout
    assert "read from saved files" in done.stdout
    done = invoke("compare", "2025", "baseline", cwd=tmp_path)
    assert done.exit_code == 2
    assert done.stderr.startswith("error: 2025: holds no saved plan")


@pytest.mark.slow
def test_compare_one_scenario_is_refused(tmp_path):
    done = hubplanner("compare", "baseline", cwd=tmp_path)
    assert done.returncode == 2
    assert "name two to 6" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.slow
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


@cache
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


@pytest.mark.slow
@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_help_is_in_the_language_and_whole_at_any_width(words, language):
    whole = invoke(*words, "--help", language=language, COLUMNS="400").output
    told = [Text(one.help).in_language(language) for one in commands()[words].params]
    assert all(help in whole for help in told)
    if language == "ko":
        assert all(HANGUL.search(help) for help in told)
    for width in (80, 90, 100, 120):
        done = invoke(*words, "--help", language=language, COLUMNS=str(width))
        assert done.exit_code == 0
        assert "…" not in done.output  # rich's mark where it cuts a line that is too wide
        assert {"ko": "─ 옵션 ─", "en": "─ Options ─"}[language] in done.output
        assert all(cell_len(line) <= width for line in done.output.splitlines())
        # Rich may take a letter of a Korean line that it wraps.
        assert sorted(HANGUL.findall(done.output)) == sorted(HANGUL.findall(whole))


@pytest.mark.parametrize(
    ("typed", "korean", "english"),
    [
        ("--nope", "없는 옵션 --nope", "No such option: --nope"),
        ("score --tpo 3", "없는 옵션 --tpo (비슷한 것: --top)", "No such option: --tpo"),
        ("plam", "없는 명령 'plam' (비슷한 것: 'plan')", "No such command 'plam'"),
        ("data foo", "없는 명령 'foo'", "No such command 'foo'"),
        ("travel", "인자 'origin' 빠짐", "Missing argument 'origin'"),
        ("data fetch sgis-workers", "옵션 '--years' 빠짐", "Missing option '--years'"),
        ("report one two", "남는 인자: two", "unexpected extra argument"),
        ("score --top", "옵션 '--top' 뒤에 값이 빠짐", "requires an argument"),
        ("plan --open=1", "옵션 '--open'에는 값을 적지 않음", "does not take a value"),
        ("score --top many", "'--top' 값이 맞지 않음: 정수가 아님", "Invalid value for '--top'"),
        (
            "site --within near",
            "'--within' 값이 맞지 않음: 수가 아님",
            "Invalid value for '--within'",
        ),
        ("score --top 0", "'--top' 값이 맞지 않음: 1 이상", "Invalid value for '--top'"),
        ("rules --as-of 2300", "'--as-of' 값이 맞지 않음: 2100 이하", "less than or equal to 2100"),
        ("plan --tiles x", "고를 수 있는 것: 'vworld', 'osm'", "'x' is not one of 'vworld', 'osm'"),
    ],
)
def test_a_mistyped_command_gives_one_line_in_the_language(typed, korean, english):
    for language, words in (("ko", korean), ("en", english)):
        done = invoke(*typed.split(), language=language)
        assert done.exit_code == 2
        assert done.stdout == ""
        (line,) = done.stderr.splitlines()
        assert line.startswith({"ko": "오류: ", "en": "error: "}[language])
        assert words in line
        assert bool(HANGUL.search(line)) == (language == "ko")


def test_braces_that_were_typed_are_told_as_they_are():
    for typed in ("--{x}", "{0}", "plan a {b}", "score --top {", "--lang {"):
        assert invoke(*typed.split(), language="ko").exit_code == 2


@pytest.mark.parametrize(
    ("typed", "environment", "heading"),
    [
        ("--lang ko --help", {"HUBPLANNER_LANG": "en"}, "옵션"),
        ("plan --help --lang ko", {"HUBPLANNER_LANG": "en"}, "옵션"),
        ("plan --lang=en --help", {"HUBPLANNER_LANG": "ko"}, "Options"),
        ("data --lang en list --help", {"HUBPLANNER_LANG": "ko"}, "Options"),
        ("report --lang en --help", {}, "Options"),
        ("--help", {"HUBPLANNER_LANG": "en", "LANG": "ko_KR.UTF-8"}, "Options"),
        ("--help", {"HUBPLANNER_LANG": "fr", "LANG": "en_US.UTF-8"}, "Options"),
        ("--help", {"LC_ALL": "ko_KR.UTF-8", "LANG": "en_US.UTF-8"}, "옵션"),
        ("--help", {"LC_MESSAGES": "en_GB", "LANG": "ko_KR.UTF-8"}, "Options"),
        ("--help", {"LC_ALL": "C", "LANG": "en_US.UTF-8"}, "옵션"),
        ("--help", {"LANG": "POSIX"}, "옵션"),
        ("--help", {"LANG": "kok_IN"}, "옵션"),
        ("--help", {}, "옵션"),
    ],
)
def test_the_language_is_told_by_option_variable_or_locale(typed, environment, heading):
    nothing = dict.fromkeys(["HUBPLANNER_LANG", "LC_ALL", "LC_MESSAGES", "LANG"], "")
    assert heading in invoke(*typed.split(), **{**nothing, **environment}).output


def test_an_unknown_language_is_refused_in_one_line():
    for typed in ("--lang fr plan", "plan --lang fr"):
        done = invoke(*typed.split())
        assert done.exit_code == 2
        assert "'fr' is not one of 'ko', 'en'" in done.stderr


def test_without_a_command_the_help_is_shown_and_nothing_else(tmp_path):
    for words in ((), ("data",), ("--lang", "en")):
        done = hubplanner(*words, cwd=tmp_path)
        assert done.returncode == 2
        assert "Commands" in done.stdout
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
        (
            '[siting]\nmodel = "p_median"\nsites = "candidates"\nhubs = 41\n',
            "there are only 40 candidates",
        ),
        (
            '[siting]\nhubs = 12\n[network]\ntechnologies = "pcast"\ntechnology_uses = 1\n',
            "cheapest way out: 12 → 11 hubs (siting.hubs)",
        ),
        ('[siting]\nrequired = ["없는시"]\n', "siting.required: '없는시' is no region"),
        ('[siting]\nforbidden = ["중구"]\n', "siting.forbidden: '중구' is ambiguous"),
        ('[data]\nfolders = ["none"]\n', "no such data folder"),
        ("[siting\n", "not valid TOML"),
        (None, "cannot be read"),
    ],
)
def test_wrong_scenarios_give_one_clear_line_and_exit_code_2(tmp_path, text, words):
    path = scenario(tmp_path, text) if text is not None else tmp_path / "missing.toml"
    done = invoke("plan", path, cwd=tmp_path)
    assert done.exit_code == 2
    assert words in done.stderr
    assert done.stderr.startswith("error: ")
    korean = invoke("plan", path, language="ko").stderr
    assert korean.startswith("오류: ")
    assert words not in korean
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert not (tmp_path / "maps").exists()


def test_a_folder_that_cannot_be_written(tmp_path):
    (tmp_path / "maps").write_text("a file in the way")
    done = invoke("plan", cwd=tmp_path)
    assert done.exit_code == 2
    assert "a file of that name is in the way; move it" in done.stderr
    assert "Traceback" not in done.stderr
    assert (tmp_path / "maps").read_text() == "a file in the way"


def test_readme_commands_are_the_ones_that_are_tested():
    for name in ("README.md", "README.ko.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert re.search(r"^pip install -e \. && hubplanner plan$", text, flags=re.MULTILINE)
        assert re.search(r"^pip install -e '\.\[test\]' && pytest$", text, flags=re.MULTILINE)
    assert "pip install -e '.[test]' && pytest" in (ROOT / ".ci/run").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "words", [["score"], ["indicators"], ["validate"], ["rules"], ["travel", "거제시", "통영시"]]
)
def test_no_command_tells_what_was_known_in_a_year_to_come(words):
    done = invoke(*words, "--as-of", "2099")
    assert done.exit_code == 2
    assert "2099: the year has not come; leave it out for the newest" in done.stderr
