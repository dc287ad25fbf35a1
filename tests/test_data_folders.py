"""A scenario's data folders are heeded in Python as on the command line, or told."""

from __future__ import annotations

import pytest

import hubplanner as hp
from hubplanner import pipeline
from hubplanner.errors import DataError

OWN = """region,year,measure,industry,value,unit,source
거제시,2020,population,total,200000,persons,own
"""


@pytest.fixture
def scenario(tmp_path):
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "statistics.csv").write_text(OWN, "utf-8")
    (tmp_path / "s.toml").write_text('[data]\nfolders = ["own"]\n', "utf-8")
    return hp.Scenario.from_toml(tmp_path / "s.toml")


@pytest.mark.parametrize(
    "step", [hp.make_plan, pipeline.score, pipeline.indicators, pipeline.validate]
)
def test_a_dataset_without_the_scenarios_folders_is_refused(step, scenario, dataset):
    with pytest.raises(DataError, match=r"without the scenario's data folders .*own; load it with"):
        step(dataset, scenario)


def test_a_dataset_with_them_is_taken_however_they_are_written(scenario, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    plan = hp.make_plan(hp.load_dataset(["./own"]), scenario)
    assert "own" in set(plan.trends.query("region_code == '38090'")["source"]) | set(
        plan.sources["title_ko"]
    )
