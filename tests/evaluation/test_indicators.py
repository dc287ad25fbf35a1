"""Indicators as data: the brief's twelve in four areas, and a planner's own file laid over them."""

from __future__ import annotations

import pytest

from hubplanner.errors import DataError
from hubplanner.evaluation.indicators import load_indicators
from hubplanner.evaluation.manufacturing_usa import manufacturing_usa

KOREAN = {"products", "jobs_kept", "smes_served", "partners_crisis", "trainees_placed"}

OWN = """
[[indicators]]
id = "accidents"
area = "workforce"
name_ko = "재해"
name_en = "Accidents"
definition_ko = "그해 거점에서 난 재해"
definition_en = "Accidents at the hub in the year"
unit_ko = "건"
unit_en = "accidents"
kind = "count"
direction = "down"
reporter_ko = "거점"
reporter_en = "hub"
source = "ours"

[[targets]]
indicator = "projects"
of = "hub"
per = 5
by_year = [1]
why_ko = "다섯"
why_en = "five"

[rules]
jump_times = 3
"""


def test_the_areas_and_indicators_of_table_1_are_there(indicators):
    from_table = [one.id for one in indicators if "Table 1" in one.source]
    assert set(from_table) == set(manufacturing_usa()["indicator"])
    assert {indicators[key].area for key in from_table} == {
        "ecosystem",
        "finance",
        "technology",
        "workforce",
    }
    assert set(indicators.by_id) >= KOREAN
    assert indicators["crisis_share"].over == ("partners_crisis", "partners")
    assert indicators["leverage"].over == ("co_investment", "public_funds")
    parts = indicators.parts("partners", adding_up=True)
    assert parts == ["large_firms", "smes", "universities", "government"]


ACCIDENTS = OWN[: OWN.index("[[targets]]")]
PROJECTS = OWN[OWN.index("[[targets]]") : OWN.index("[rules]")]


def own(tmp_path, text=OWN):
    path = tmp_path / "own.toml"
    path.write_text(text, "utf-8")
    return path


def test_a_planners_own_file_adds_and_replaces(indicators, tmp_path):
    found = load_indicators(own(tmp_path))
    assert found["accidents"].direction == "down"
    assert len(found.by_id) == len(indicators.by_id) + 1
    assert found.targets["projects"].per == 5
    assert found.targets["students"] == indicators.targets["students"]
    assert found.rules.jump_times == 3
    assert found.rules.outlier_score == indicators.rules.outlier_score
    same = OWN.replace('"accidents"', '"projects"')
    assert load_indicators(own(tmp_path, same))["projects"].name_en == "Accidents"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('kind = "count"', 'kind = "word"', r"\[indicators\] accidents kind: it should be"),
        ('unit_ko = "건"\n', "", r"\[indicators\] accidents unit_ko: is missing; add it"),
        ('source = "ours"', 'sorce = "x"', r"accidents source: is missing|unknown key"),
        ('"accidents"', '"My id"', "small letters, digits"),
        ('source = "ours"', 'source = "x"\nwhole = "nobody"', "'nobody' is no indicator that"),
        ("jump_times = 3", "jump_times = 1", r"\[rules\]  jump_times"),
        ("[rules]", "[rule]", "unknown section rule; known: indicators"),
        ('indicator = "projects"', 'indicator = "projcts"', "'projcts' is no indicator"),
        ("by_year = [1]", "by_year = []", r"\[targets\] projects by_year"),
        ("[[targets]]", "[targets]", r"begin each with \[\[targets\]\]"),
        ("[[targets]]", ACCIDENTS + "[[targets]]", "accidents id: stands twice; keep one"),
        ("[rules]", PROJECTS + "[rules]", "projects indicator: stands twice; keep one"),
        ("by_year = [1]", "by_year = [-1]", r"by_year\.0: it should be greater than or equal to 0"),
        ('name_ko = "재해"', 'name_ko = "참여 기관"', "name_ko: is the name of partners too"),
        ('source = "ours"', 'source = "x"\nadds_up = true', "adds_up: needs whole"),
        ('source = "ours"', 'source = "x"\nwhole = "smes"', "whole: smes is a part itself"),
        (
            'source = "ours"',
            'source = "x"\nwhole = "partners"\nadds_up = true',
            "unit_en: a part that adds up has the unit of its whole, organisations",
        ),
        ('source = "ours"', 'source = "x"\nover = ["smes", "smes"]', "names one indicator twice"),
        (
            '"projects"\nof = "hub"\nper = 5',
            '"project_targets_met"\nof = "hub"\nper = 200',
            "per: a target of 200 % cannot be met",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_place(tmp_path, old, new, told):
    assert old in OWN
    with pytest.raises(DataError, match=told):
        load_indicators(own(tmp_path, OWN.replace(old, new)))
