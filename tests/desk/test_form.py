"""The form of a scenario: every key once, what the file states, and the file again."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from hubplanner.desk.form import by_question, filled_in, keys, read_form
from hubplanner.desk.questions import CHOICES, QUESTIONS
from hubplanner.desk.workspace import examples
from hubplanner.errors import ScenarioError
from hubplanner.scenario import Scenario, extended

HERE = Path("scenarios") / "own.toml"


def fields(form):
    return {field.key.path: field for found in form.questions.values() for field in found}


def typed(form):
    return {path: field.text for path, field in fields(form).items()}


def test_every_key_stands_under_one_question():
    placed = [key.path for found in by_question().values() for key in found]
    assert sorted(placed) == sorted(keys())
    assert len(placed) > 80
    for paths in QUESTIONS.values():
        for path in paths:
            assert any(f"{key}.".startswith(f"{path}.") for key in keys()), path


def test_keys_and_choices_have_their_korean():
    for key in keys().values():
        assert key.title.in_language("ko") != str(key.title), key.path
        if key.kind == "choice":
            assert set(CHOICES[key.path]) == set(key.choices)
    said = [*by_question(), *(text for found in CHOICES.values() for text in found.values())]
    assert [text for text in said if not re.search("[가-힣]|CRITIC", text.in_language("ko"))] == []


@pytest.mark.parametrize("example", examples(), ids=lambda path: path.stem)
def test_a_form_sent_back_as_it_is_changes_nothing(example):
    content = example.read_bytes()
    form = read_form(content, example)
    wrong = {path for path, field in fields(form).items() if field.problems}
    assert not form.problems
    assert wrong <= {"data.folders"}  # employment.toml names what is still to be fetched
    assert filled_in(content, typed(form), example) == content


@pytest.mark.parametrize("example", examples(), ids=lambda path: path.stem)
def test_every_key_of_an_example_survives_being_typed_anew(example):
    content = example.read_bytes()
    form = read_form(content, example)
    other = tomllib.loads(content.decode()).get("extends")
    head = f'extends = "{other}"\n' if other else ""
    again = tomllib.loads(filled_in(head.encode(), typed(form), example).decode())
    assert Scenario.from_table(extended(again, example), example) == Scenario.from_toml(example)


def test_what_is_stated_is_shown_and_marked_and_the_rest_shows_its_default():
    form = fields(read_form(b"[siting]\nhubs = 3\nfull_minutes = 30\n", HERE))
    hubs, full, median = (form[f"siting.{name}"] for name in ("hubs", "full_minutes", "model"))
    assert (hubs.text, str(hubs.otherwise), hubs.changed) == ("3", "6", True)
    assert (full.text, full.changed) == ("30", False)
    assert (median.text, median.changed) == ("", False)
    assert str(median.otherwise) == "most jobs at risk reached, nearer counting more"


def test_what_is_typed_comes_into_the_file_and_comments_stay():
    content = (
        '# 메모\n[siting] # why\nhubs = 3 # three\n[siting.at_least]\n"부산광역시" = 1\n'.encode()
    )
    told = filled_in(
        content,
        {
            "siting.hubs": "5",
            "siting.required": "거제시\r\n\r\n통영시",
            "siting.at_least": "전북특별자치도 = 1\n경상남도=2",
            "siting.groups": "동남 = 거제시, 통영시",
            "scoring.weights.decline": "1.5",
            "candidates.capital_region": "true",
            "title_ko": "다섯 곳",
            "funding.public": "1, 2.5, 3",
            "roadmap.waves": "거제시, 통영시\n군산시",
            "roadmap.after": "군산시 = 거제시, 통영시",
        },
        HERE,
    ).decode()
    assert "# 메모" in told
    assert "# three" in told
    assert tomllib.loads(told) == {
        "title_ko": "다섯 곳",
        "siting": {
            "hubs": 5,
            "required": ["거제시", "통영시"],
            "at_least": {"전북특별자치도": 1, "경상남도": 2},
            "groups": {"동남": ["거제시", "통영시"]},
        },
        "scoring": {"weights": {"decline": 1.5}},
        "candidates": {"capital_region": True},
        "funding": {"public": [1, 2.5, 3]},
        "roadmap": {
            "waves": [["거제시", "통영시"], ["군산시"]],
            "after": {"군산시": ["거제시", "통영시"]},
        },
    }


def test_an_emptied_field_is_no_longer_stated():
    told = filled_in(b"[siting]\nhubs = 3\nmodel = 'p_median'\n", {"siting.hubs": " "}, HERE)
    assert tomllib.loads(told.decode()) == {"siting": {"model": "p_median"}}


def test_what_is_wrong_stands_at_its_field():
    content = filled_in(
        b"", {"siting.hubs": "many", "siting.gini": "2", "siting.required": "거재시"}, HERE
    )
    form = read_form(content, HERE)
    wrong = {path: field.problems for path, field in fields(form).items() if field.problems}
    assert set(wrong) == {"siting.hubs", "siting.gini"}
    assert "valid integer" in str(wrong["siting.hubs"][0])
    assert form.refused
    form = read_form('[siting]\nrequired = ["거재시"]\n'.encode(), HERE)
    assert "거제시" in str(fields(form)["siting.required"].problems[0])


def test_what_does_not_hang_together_stands_above():
    form = read_form(b"[siting]\nfull_minutes = 200\n", HERE)
    assert "siting.full_minutes must be below" in str(form.problems[0])
    assert not any(field.problems for field in fields(form).values())


def test_an_extended_file_gives_the_defaults():
    example = next(path for path in examples() if path.stem == "equity")
    form = fields(read_form(b'extends = "eight_hubs.toml"\n', example))
    assert str(form["siting.hubs"].otherwise) == "8"
    assert form["siting.hubs"].text == ""


def test_what_is_no_toml_is_refused():
    with pytest.raises(ScenarioError, match="not valid TOML"):
        read_form(b"[siting\n", HERE)
    with pytest.raises(ScenarioError, match="not valid TOML"):
        filled_in(b"[siting\n", {"siting.hubs": "3"}, HERE)
