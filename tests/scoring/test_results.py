"""What a notebook sees of scores, indicators and validation."""

from __future__ import annotations

import pytest

import hubplanner as hp
from hubplanner.pipeline import indicators


@pytest.fixture(scope="module")
def result(dataset):
    return hp.score(dataset, draws=50)


def test_a_score_shows_itself_worst_region_first(result):
    table = result.to_frame()
    assert table["rank"].is_monotonic_increasing
    assert len(table) == 229
    geoje = table.loc["38090"]
    assert (geoje["sido_short"], geoje["name_ko"], geoje["name_en"]) == (
        "경남",
        "거제시",
        "Geoje-si",
    )
    assert geoje["crisis_score"] == result.scores.table.loc["38090", "crisis_score"]
    assert geoje["rank_low"] == result.robustness.table.loc["38090", "rank_low"]
    worst = table.iloc[0]
    assert f"worst {worst['sido_short']} {worst['name_ko']}" in repr(result)
    assert "50 draws" in repr(result)


@pytest.mark.slow
def test_a_year_hides_what_came_after(dataset, result):
    then = hp.score(dataset, hp.Scenario(), 2017, draws=50)
    assert then.scores.composite.left_out
    # Of today the change of large plants is too old to tell (2014–2016), as of 2017 it is not.
    assert result.scores.composite.left_out == ("large_plant_change",)
    assert "large_plant_change" not in then.scores.composite.left_out
    assert hp.validate(dataset, hp.Scenario(), 2016).as_of.year == 2016


def test_every_result_is_a_line_and_a_table(dataset, result):
    validation = hp.validate(dataset)
    assert [block.label for block in validation] == ["hindsight", "as_of"]
    measures = validation.to_frame()
    assert (
        measures.loc[("as_of", "crisis_score"), "auc"] == validation.as_of.measures["auc"].iloc[0]
    )
    readings = indicators(dataset)
    shown = (result, result.scores, result.robustness, validation, validation.as_of, readings)
    for one in shown:
        assert repr(one).startswith(f"<{type(one).__name__}: ")
        assert len(repr(one)) < 250
        assert "\n" not in repr(one)
        html = one._repr_html_()
        assert html.count("<table") == 1
        assert str(one.to_frame().columns[0]) in html


def test_names_are_text_in_a_notebook(result):
    """A name in a planner's table never becomes markup."""
    regions = result.regions.assign(name_ko="<script>", name_en="<b>")
    evil = type(result)(result.scores, result.robustness, regions)._repr_html_()
    assert "<script>" not in evil
    assert "&lt;script&gt;" in evil
    assert "<b>" not in evil


def test_a_table_may_be_changed_without_changing_the_result(result):
    table = result.scores.to_frame()
    table["crisis_score"] = 0.0
    assert result.scores.table["crisis_score"].max() > 0.5
