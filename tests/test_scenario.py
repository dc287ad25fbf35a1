"""Scenario files: what is taken, and what is refused with which words."""

from __future__ import annotations

import pytest

from hubplanner.errors import ScenarioError
from hubplanner.scenario import Scenario


def write(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "wish.toml"
    path.write_bytes(text.encode(encoding))
    return path


def test_the_file_names_the_scenario(tmp_path):
    scenario = Scenario.from_toml(write(tmp_path, "[siting]\nhubs = 4\n"))
    assert (scenario.name, scenario.title_ko, scenario.siting.hubs) == ("wish", "wish", 4)


def test_all_fixed_keys_are_read(tmp_path):
    text = """
    name = "남부"
    title_ko = "남부권"
    [data]
    folders = ["own"]
    [siting]
    hubs = 4
    required = ["거제시"]
    forbidden = ["48310"]
    """
    scenario = Scenario.from_toml(write(tmp_path, text))
    assert scenario.name == "남부"
    assert scenario.siting.required == ("거제시",)
    assert scenario.siting.forbidden == ("48310",)
    assert scenario.data.folders == (str(tmp_path / "own"),)


def test_a_file_from_windows_notepad_is_read(tmp_path):
    scenario = Scenario.from_toml(write(tmp_path, 'title_ko = "남부권"\r\n', "utf-8-sig"))
    assert scenario.title_ko == "남부권"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[siting]\nhub = 4", "unknown key 'siting.hub'; known keys here: model, then, hubs"),
        ("hubs = 4", "unknown key 'hubs'; known keys here: name"),
        (
            "[siting]\nhubs = 0",
            "siting.hubs = 0 is refused: it should be greater than or equal to 1",
        ),
        (
            "[siting]\nhubs = 230",
            "siting.hubs = 230 is refused: it should be less than or equal to",
        ),
        ('[siting]\nhubs = "6"', "siting.hubs = '6' is refused: it should be a valid integer"),
        ("[siting]\nhubs = 6.0", "siting.hubs = 6.0 is refused"),
        ("[siting]\nhubs = true", "siting.hubs = True is refused"),
        ('[siting]\nsites = "sea"', "it should be 'hosts', 'candidates', 'regions'"),
        ('[siting]\nweight = "workers"', "for weight = 'workers' add model = 'p_median'"),
        ('[siting]\nrequired = "거제시"', "siting.required = '거제시' is refused"),
        ("[siting]\nrequired = [38090]", "siting.required[0] = 38090 is refused"),
        ("[travel]\nspeed_kmh = -3.0", "travel.speed_kmh = -3.0 is refused"),
        ("[travel]\nspeed_kmh = nan", "travel.speed_kmh"),
        ("[network]\nreach_minutes = 0.0", "network.reach_minutes = 0.0 is refused"),
        ("siting = 3", "siting = 3 is refused: it should be a table"),
        ('title_ko = ""', "title_ko = '' is refused: String should have at least 1 character"),
        ("[data]\nas_of = 2099", "data.as_of = 2099 is refused: the year has not come"),
        ("[travel]\nas_of = 2099", "travel.as_of = 2099 is refused: the year has not come"),
        ('[siting.groups]\neach = ["경남"]', "'each' means something else in [siting]"),
        ('name = "../up"', "name = '../up' is refused: use letters, digits"),
        ("[siting\nhubs = 4", "not valid TOML"),
        ("[siting]\nhubs = 4\nhubs = 5", "not valid TOML"),
    ],
)
def test_refused_with_path_and_reason(tmp_path, text, words):
    path = write(tmp_path, text)
    with pytest.raises(ScenarioError) as caught:
        Scenario.from_toml(path)
    message = str(caught.value)
    assert words in message
    assert str(path) in message
    assert "\n" not in message


def test_all_problems_are_told_at_once(tmp_path):
    path = write(tmp_path, "[siting]\nhubs = 0\nspare = 1\n[travel]\ncircuity = 0.5\n")
    with pytest.raises(ScenarioError) as caught:
        Scenario.from_toml(path)
    for key in ("siting.hubs", "siting.spare", "travel.circuity"):
        assert key in str(caught.value)


def test_neither_utf8_nor_cp949(tmp_path):
    with pytest.raises(ScenarioError, match="neither UTF-8 nor CP949"):
        Scenario.from_toml(write(tmp_path, 'title_ko = "ÿÿ"', "latin-1"))


def test_missing_file(tmp_path):
    with pytest.raises(ScenarioError, match="cannot be read"):
        Scenario.from_toml(tmp_path / "none.toml")


def test_a_folder_is_no_scenario(tmp_path):
    with pytest.raises(ScenarioError, match="is no file"):
        Scenario.from_toml(tmp_path)


def test_the_shipped_scenarios_are_valid():
    from pathlib import Path

    files = sorted((Path(__file__).parents[1] / "scenarios").glob("*.toml"))
    assert files
    for file in files:
        Scenario.from_toml(file)


def test_the_shipped_baseline_is_the_default():
    from pathlib import Path

    assert Scenario.from_toml(Path(__file__).parents[1] / "scenarios/baseline.toml") == Scenario()


@pytest.mark.parametrize("number", ["nan", "inf", "-inf"])
def test_a_number_that_is_none_is_called_so(tmp_path, number):
    path = write(tmp_path, f"[scoring.weights]\ndependency = {number}")
    with pytest.raises(ScenarioError, match=r"dependency = .* it should be a finite number"):
        Scenario.from_toml(path)


def test_python_takes_lists_and_refuses_in_the_words_of_files():
    scenario = Scenario(siting={"required": ["거제시"], "groups": {"동남권": ["부산", "울산"]}})
    assert scenario.siting.required == ("거제시",)
    assert scenario.siting.groups == {"동남권": ("부산", "울산")}
    assert scenario == Scenario.model_validate(scenario.model_dump())
    with pytest.raises(ScenarioError, match=r"unknown key 'siting.hub'; known keys here: model"):
        Scenario(siting={"hub": 3})
    with pytest.raises(ScenarioError, match=r"siting.hubs = .six. is refused: it should"):
        Scenario(siting={"hubs": "six"})
