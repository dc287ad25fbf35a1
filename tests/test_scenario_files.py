"""Scenario files: written to begin with, checked with all problems at once, one on another."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hubplanner.cli import app
from hubplanner.errors import ScenarioError
from hubplanner.scenario import Scenario
from hubplanner.scenario_check import check_scenario, line_of, without_effect
from hubplanner.scenario_page import scenario_page, scenario_schema

SCENARIOS = Path(__file__).parents[1] / "scenarios"


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_new_page_is_the_default_and_stays_it_when_all_is_uncommented(tmp_path, language):
    text = scenario_page("fresh", language)
    defaults = Scenario(name="fresh", title_ko="fresh", title_en="fresh")
    assert Scenario.from_toml(write(tmp_path, "fresh.toml", text)) == defaults
    # Every key that has a default stands in the page with exactly it.
    stated = re.sub(r"^#(\w+ = .*)$", r"\1", text, flags=re.MULTILINE)
    assert Scenario.from_toml(write(tmp_path, "fresh.toml", stated)) == defaults
    for section in ("data", "scoring", "candidates", "travel", "siting", "network"):
        for key in type(getattr(defaults, section)).model_fields:
            assert re.search(rf"^(#{key} =|\[.*{key}\])", text, flags=re.MULTILINE), key


def test_a_scenario_states_only_what_differs_from_the_one_it_extends(tmp_path):
    write(
        tmp_path / "base",
        "base.toml",
        'name = "base"\ntitle_ko = "바탕"\n[data]\nfolders = ["mine"]\n[network]\n'
        'technologies = "own.toml"\n[siting]\nhubs = 4\nrequired = ["거제시"]\n'
        '[siting.at_most]\neach = 2\n[travel]\nmatrix = "minutes.csv"\n',
    )
    child = write(
        tmp_path,
        "child.toml",
        'extends = "base/base.toml"\n[siting]\nhubs = 5\n[siting.at_most]\n"경남" = 1\n',
    )
    scenario = Scenario.from_toml(child)
    assert (scenario.name, scenario.title_ko) == ("child", "child")
    assert scenario.siting.hubs == 5
    assert scenario.siting.required == ("거제시",)
    assert scenario.siting.at_most == {"each": 2, "경남": 1}
    assert [Path(one).resolve() for one in scenario.data.folders] == [tmp_path / "base" / "mine"]
    assert Path(scenario.travel.matrix).resolve() == tmp_path / "base" / "minutes.csv"
    assert Path(scenario.network.technologies).resolve() == tmp_path / "base" / "own.toml"


def test_a_chain_of_three_and_a_circle(tmp_path):
    write(tmp_path, "a.toml", "[siting]\nhubs = 3\n[candidates]\ntop = 30\n")
    write(tmp_path, "b.toml", 'extends = "a.toml"\n[siting]\nhubs = 4\n')
    third = write(tmp_path, "c.toml", 'extends = "b.toml"\n[scoring]\ndraws = 200\n')
    scenario = Scenario.from_toml(third)
    told = (scenario.siting.hubs, scenario.candidates.top, scenario.scoring.draws)
    assert told == (4, 30, 200)
    write(tmp_path, "a.toml", 'extends = "c.toml"\n')
    with pytest.raises(ScenarioError, match=r"extends itself: c\.toml → b\.toml → a\.toml"):
        Scenario.from_toml(third)
    write(tmp_path, "a.toml", "extends = 3\n")
    with pytest.raises(ScenarioError, match="write the name of a scenario file"):
        Scenario.from_toml(third)
    write(tmp_path, "a.toml", 'extends = "gone.toml"\n')
    with pytest.raises(ScenarioError, match=r"gone\.toml"):
        Scenario.from_toml(third)


def test_all_problems_are_told_at_once_each_with_its_line(tmp_path):
    path = write(
        tmp_path,
        "bad.toml",
        'title_ko = "x"\n\n[siting]\nhubs = 400  # too many\nforbiden = ["a"]\n'
        "[siting.at_most]\n\"경남\" = -1\n[candidates]\ntop = 'many'\n",
    )
    found = {problem.line: str(problem.text) for problem in check_scenario(path)}
    assert "siting.hubs = 400" in found[4]
    assert "siting.forbiden" in found[5]
    assert "siting.at_most.경남 = -1" in found[7]
    assert "candidates.top = 'many'" in found[9]
    assert len(found) == 4


def test_files_and_places_that_are_not_there_are_told_too(tmp_path):
    path = write(
        tmp_path,
        "names.toml",
        '[data]\nfolders = ["mine"]\n[candidates]\nprovinces = ["경남", "갱남"]\n[siting]\n'
        'required = ["경남 거제시", "거제"]\n[siting.groups]\nwest = ["전북", "nowhere"]\n'
        "[siting.at_most]\nwest = 2\neach = 1\neast = 1\n",
    )
    found = {problem.line: str(problem.text) for problem in check_scenario(path)}
    assert "mine" in found[2]
    assert "갱남" in found[4]
    assert "nowhere" in found[8]
    assert "east" in found[9]
    assert set(found) <= {2, 4, 6, 8, 9}
    (tmp_path / "mine").mkdir()
    assert 2 not in {problem.line for problem in check_scenario(path)}


def test_a_group_has_no_name_of_a_province_or_region(tmp_path):
    path = write(
        tmp_path,
        "groups.toml",
        '[siting.groups]\n"경남" = ["부산"]\n"Geoje-si" = ["부산"]\n"동남권" = ["부산"]\n',
    )
    found = {problem.line: str(problem.text) for problem in check_scenario(path)}
    assert "is the name of a province" in found[2]
    assert "is the name of a region" in found[3]
    assert set(found) == {2, 3}


@pytest.mark.parametrize("path", sorted(SCENARIOS.glob("*.toml")), ids=lambda path: path.stem)
def test_nothing_is_wrong_with_the_worked_examples(path):
    unwritten = {"employment"}  # its data folder is the reader's own
    problems = check_scenario(path)
    assert bool(problems) == (path.stem in unwritten)


def test_lines_of_keys_however_they_are_written():
    lines = ["a.b.c = 1", "[x]", '"y z" = 2', "[x.'q']", "k = 3", "# n = 4"]
    for loc, line in ((("a", "b", "c"), 1), (("x", "y z"), 3), (("x", "q", "k"), 5)):
        assert line_of(lines, loc) == line
    assert line_of(lines, ("x", "q", "other")) == 4
    assert line_of(lines, ("n",)) is None


def test_the_schema_describes_every_key_and_takes_the_examples():
    schema = json.loads(scenario_schema())
    assert "extends" in schema["properties"]
    siting = schema["$defs"]["SitingChoice"]["properties"]
    assert siting["hubs"]["maximum"] == 229
    assert siting["hubs"]["description"]
    assert set(siting["model"]["enum"]) >= {"gradual_cover", "p_median"}


def test_the_commands(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run = CliRunner()
    assert run.invoke(app, ["scenario", "new", "mine"]).exit_code == 0
    assert run.invoke(app, ["scenario", "check", "mine.toml"]).exit_code == 0
    again = run.invoke(app, ["scenario", "new", "mine"])
    assert again.exit_code == 2
    assert "mine.toml" in again.output
    other = run.invoke(app, ["scenario", "new", "next", "--extends", "mine.toml"])
    assert other.exit_code == 0
    assert Scenario.from_toml("next.toml").siting == Scenario().siting
    refused = run.invoke(app, ["scenario", "new", "a", "--extends", "gone.toml"])
    assert (refused.exit_code, Path("a.toml").exists()) == (2, False)
    for name in ("a/b", "..", "a" * 90):
        assert run.invoke(app, ["scenario", "new", name]).exit_code == 2
    Path("mine.toml").write_text("[siting]\nhubs = 0\n", "utf-8")
    checked = run.invoke(app, ["scenario", "check", "mine.toml", "next.toml"])
    assert checked.exit_code == 2
    assert "mine.toml:2" in checked.output
    assert json.loads(run.invoke(app, ["scenario", "schema"]).stdout)["properties"]


def test_unknown_hubs_of_a_roadmap_are_told(tmp_path):
    path = tmp_path / "road.toml"
    text = '[roadmap]\nwaves = [["거제시"], ["없는시"]]\nafter = { "모르는시" = ["거제시"] }\n'
    path.write_text(text, encoding="utf-8")
    found = [str(one.told(path)) for one in check_scenario(path)]
    assert len(found) == 2
    assert all(":2:" in one or ":3:" in one for one in found)
    assert any("없는시" in one for one in found)
    assert any("모르는시" in one for one in found)


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("busan  TECHNOPARK", True),
        ("technopark-02", True),
        ("거제시", True),
        ("Busan", True),
        ("Busan Tecnopark", False),
    ],
)
def test_an_existing_hub_is_an_institution_or_a_place(tmp_path, name, known):
    path = tmp_path / "a.toml"
    path.write_text(f'[siting]\nexisting = ["{name}"]\n', encoding="utf-8")
    assert (check_scenario(path) == []) is known
    path.write_text(f'[data]\nfolders = ["."]\n[siting]\nexisting = ["{name}"]\n', encoding="utf-8")
    assert check_scenario(path) == [], "a folder may bring institutions of that name"


@pytest.mark.parametrize(
    ("changed", "key"),
    [
        ({"travel": {"circuity": 1.5}}, "travel.circuity"),
        ({"travel": {"circuity": 1.5, "method": "great_circle"}}, ""),
        ({"scoring": {"owa_power": 5}}, "scoring.owa_power"),
        ({"scoring": {"owa_power": 5, "aggregation": "owa"}}, ""),
        ({"siting": {"radius_minutes": 30}}, "siting.radius_minutes"),
        ({"siting": {"radius_minutes": 30, "model": "set_cover"}}, ""),
        ({"siting": {"radius_minutes": 30, "model": "p_median", "then": ["max_cover"]}}, ""),
        ({"siting": {"capacity": 30, "model": "p_median"}}, "siting.capacity"),
        ({}, ""),
    ],
)
def test_a_key_that_changes_nothing_is_told(changed, key):
    told = [str(text) for text in without_effect(Scenario(**changed))]
    assert len(told) == bool(key)
    assert all(key in text for text in told)
