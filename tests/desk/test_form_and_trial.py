"""The form and a trial on its map: the same choice, both ways."""

from __future__ import annotations

import json

import pytest

from hubplanner.desk.trial import Choice, choice_of, not_on_the_map, texts_of
from hubplanner.errors import ScenarioError
from hubplanner.maps.payload_trial import TrialChoice
from hubplanner.maps.trial_payload import trial_payload
from hubplanner.regions import load_regions
from hubplanner.scenario import Scenario

GEOJE, GUNSAN = "38090", "35020"


@pytest.fixture(scope="module")
def regions():
    return load_regions()


def scenario(**sections):
    return Scenario.model_validate(sections)


def texts(before, regions, language="ko", **changes):
    tried = choice_of(before, regions).model_copy(update=changes)
    return texts_of(before, tried, regions, language)


def test_a_choice_has_what_the_page_calls_so():
    assert set(Choice.model_fields) == set(TrialChoice.__annotations__)


def test_a_scenario_is_read_as_its_own_page_reads_it(baseline, regions):
    published = trial_payload(baseline)["tables"]["published"]
    assert choice_of(baseline.scenario, regions).model_dump() == published


def test_names_become_codes_and_stay_as_they_are_spelled(regions):
    before = scenario(siting={"required": ["경남 거제시"], "forbidden": ["제주", "Gunsan-si"]})
    choice = choice_of(before, regions)
    assert choice.required == [GEOJE]
    assert GUNSAN in choice.forbidden
    assert len(choice.forbidden) == 3
    assert texts(before, regions) == {}
    more = texts(before, regions, required=[GEOJE, GUNSAN])
    assert more == {"siting.required": "경남 거제시\n전북 군산시"}
    without = [code for code in choice.forbidden if code != GUNSAN]
    assert texts(before, regions, forbidden=without) == {"siting.forbidden": "제주"}
    assert texts(before, regions, required=[]) == {"siting.required": ""}


@pytest.mark.parametrize("name", ["경남", "거제시"])
def test_a_group_that_has_a_place_s_name_is_no_choice(regions, name):
    with pytest.raises(ScenarioError, match=f"groups.{name}: is the name of a"):
        choice_of(scenario(siting={"groups": {name: ["부산"]}}), regions)


def test_one_region_taken_out_of_a_province_leaves_the_others_by_name(regions):
    before = scenario(siting={"forbidden": ["제주"]})
    first, second = choice_of(before, regions).forbidden
    left = texts(before, regions, "en", forbidden=[second])["siting.forbidden"]
    assert left.endswith("Jeju-do")
    assert choice_of(scenario(siting={"forbidden": [left]}), regions).forbidden == [second]
    assert first != second


def test_single_values_limits_and_technologies_are_written_as_typed(regions):
    before = scenario(
        siting={"at_most": {"경남": 2, "each": 1}}, network={"fixed": {"거제시": "ships"}}
    )
    changed = {"hubs": 4, "capital_region": True, "at_most_each": 3}
    weights = {"dependency": 1.0, "decline": 2.5, "outflow": 1.0}
    fixed = {GEOJE: "machinery", GUNSAN: "ships"}
    assert texts(before, regions, weights=weights, fixed=fixed, **changed) == {
        "siting.hubs": "4",
        "candidates.capital_region": "true",
        "scoring.weights.decline": "2.5",
        "siting.at_most": "경남 = 2\neach = 3",
        "network.fixed": "거제시 = machinery\n전북 군산시 = ships",
    }
    assert texts(before, regions, at_most_each=None) == {"siting.at_most": "경남 = 2"}


def test_what_no_map_can_try_is_named(regions):
    planned = scenario().of_plan()
    tried = scenario(
        siting={"hubs": 3, "at_most": {"each": 1}}, candidates={"top": 20}, title_ko="a"
    )
    assert not_on_the_map(tried, planned, regions) == []
    other = scenario(siting={"budget": 3.0, "required": ["경남"], "at_most": {"경남": 1}})
    keys = ["siting.budget", "siting.required", "siting.at_most"]
    assert not_on_the_map(other, planned, regions) == keys
    assert choice_of(other, regions).required == []


def told(visitor, **typed):
    return visitor.post("/scenario/a/check", typed).json()["trial"]


@pytest.fixture
def mine(visitor):
    visitor.post("/scenarios", {"example": "baseline", "name": "a"})
    return visitor


def test_the_page_is_told_what_is_typed(mine):
    assert told(mine, **{"siting.hubs": "3"})["choice"]["hubs"] == 3
    assert told(mine, **{"siting.hubs": "3"})["unshown"] == ""
    assert "budget" in told(mine, **{"siting.budget": "3"})["unshown"]
    for wrong in ({"siting.hubs": "many"}, {"siting.required": "no such place"}):
        assert told(mine, **wrong) == {"choice": None, "unshown": ""}


def test_what_is_tried_is_checked_before_it_is_written_anywhere(mine):
    choice = told(mine)["choice"]
    before = mine.workspace.content("a")

    def tried(**changes):
        return mine.post("/scenario/a/tried", {"tried": json.dumps({**choice, **changes})})

    assert tried(required=[GEOJE]).json() == {
        "fields": {"siting.required": "Geoje-si, Gyeongsangnam-do"}
    }
    for wrong in (
        {"required": ["99999"]},
        {"required": ["<script>"]},
        {"fixed": {GEOJE: "a\nb"}},
        {"hubs": "many"},
        {"more": 1},
    ):
        assert tried(**wrong).status_code == 422
    assert mine.post("/scenario/a/tried", {"tried": "[}"}).status_code == 422
    assert mine.workspace.content("a") == before


def test_the_map_is_that_of_the_last_plan_else_of_the_baseline(mine):
    assert 'src="/baseline-map#lang=en"' in mine.get("/scenario/a/edit").text
    page = mine.get("/baseline-map")
    assert page.headers["content-security-policy"].startswith("sandbox allow-scripts")
    assert "allow-same-origin" not in page.headers["content-security-policy"]
    maps = mine.workspace.maps
    (maps / "a").mkdir(parents=True)
    (maps / "a.html").write_text("<!doctype html>", encoding="utf-8")
    (maps / "a" / "plan.json").write_text("[]", encoding="utf-8")
    assert 'src="/baseline-map#lang=en"' in mine.get("/scenario/a/edit").text
    planned = scenario(siting={"budget": 3.0}).of_plan()
    (maps / "a" / "plan.json").write_text(json.dumps({"scenario": planned}), encoding="utf-8")
    assert 'src="/results/maps/a.html#lang=en"' in mine.get("/scenario/a/edit").text
    assert "budget" in told(mine)["unshown"]
