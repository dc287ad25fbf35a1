"""Stages are made once for all scenarios that share what they depend on."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

import hubplanner as hp
from hubplanner.cli import app
from hubplanner.pipeline import make_plan
from hubplanner.stages import Stages

HEAVY = ("travel", "indicators", "scores", "exposure", "industries")


def solve(stages: Stages, **sections: object) -> dict[str, int]:
    """How often each stage was made for one more scenario."""
    before = stages.made.copy()
    stages.solution(hp.Scenario(**sections))
    return dict(stages.made - before)


def test_what_a_scenario_does_not_change_is_not_made_again(dataset: hp.Dataset) -> None:
    stages = Stages(dataset)
    first = solve(stages)
    assert set(HEAVY) <= set(first)
    assert solve(stages, title_ko="다른 이름", title_en="Another name") == {}
    assert solve(stages, siting={"hubs": 5}) == {"problem": 1, "solution": 1}
    sited = {"candidates": 1, "places": 1, "problem": 1, "solution": 1}
    assert solve(stages, candidates={"top": 30}) == sited
    weighed = solve(stages, scoring={"weights": {"decline": 2.0}})
    assert weighed == {"scores": 1, **sited}
    # Draws say how firm a plan is; no hub depends on them.
    assert solve(stages, scoring={"draws": 100}) == {}


def test_a_plan_with_shared_stages_is_the_plan_alone(dataset: hp.Dataset) -> None:
    stages = Stages(dataset)
    for hubs in (6, 4):
        scenario = hp.Scenario(siting={"hubs": hubs})
        shared = make_plan(dataset, scenario, stages=stages)
        alone = make_plan(dataset, scenario)
        assert shared.summary() == alone.summary()
        assert shared.regions.equals(alone.regions)


def test_the_oldest_results_go_first(dataset: hp.Dataset) -> None:
    stages = Stages(dataset, most=2)
    for hubs in (3, 4, 5):
        solve(stages, siting={"hubs": hubs})
    assert solve(stages, siting={"hubs": 5}) == {}
    assert solve(stages, siting={"hubs": 3})["solution"] == 1


# -- what is assumed of the future -------------------------------------------------------


def test_a_fall_of_cars_exposes_the_regions_that_live_off_them(dataset: hp.Dataset) -> None:
    stages = Stages(dataset)
    today = stages.scores(hp.Scenario()).exposure
    fallen = stages.scores(hp.Scenario(future={"shocks": {"c30": 40.0}})).exposure
    assert today is not None
    assert fallen is not None
    assert fallen.shocks["c30"] == pytest.approx(0.4)
    others = fallen.shocks.index.drop("c30")
    assert fallen.shocks[others].equals(today.shocks[others])
    shares = fallen.industries.shares["c30"]
    made = shares > 0
    more = fallen.table["exposed_share"] - today.table["exposed_share"]
    assert (more[made] > 0).all()
    assert np.allclose(more[~made], 0.0)
    assert solve(stages, future={"shocks": {"자동차": 40.0}})["exposure"] == 1  # its name as well


def test_a_plant_that_closes_takes_its_jobs(dataset: hp.Dataset) -> None:
    """By hand: 2,044 jobs of a car plant, less what cars lose there by their shock anyway."""
    stages = Stages(dataset)
    today = stages.scores(hp.Scenario()).exposure
    closed = stages.scores(hp.Scenario(future={"closures": ["한국GM 군산공장"]})).exposure
    assert today is not None
    assert closed is not None
    code = "35020"
    lost = 2044 * (1 - today.shocks["c30"])
    more = closed.table.at[code, "exposed_share"] - today.table.at[code, "exposed_share"]
    assert more == pytest.approx(lost / today.table.at[code, "jobs"])
    elsewhere = today.table.index != code
    assert closed.table["exposed_share"][elsewhere].equals(today.table["exposed_share"][elsewhere])


def test_drawn_shares_are_shares_and_one_draw_is_one_draw(dataset: hp.Dataset) -> None:
    stages = Stages(dataset)
    one, again, other = (
        stages.industries(hp.Scenario(future={"drawn_shares": n})).shares for n in (1, 1, 2)
    )
    assert one is again
    assert not np.allclose(one, other)
    assert np.allclose(one.sum(axis=1), 1.0)
    assert (one >= 0).all(axis=None)


@pytest.mark.parametrize(
    ("future", "said"),
    [
        ({"shocks": {"c99": 1.0}}, "no industry of manufacturing"),
        ({"shocks": {"c30": 300.0}}, "future.shocks.c30"),
        ({"closures": ["한국GM 군산공자"]}, "한국GM 군산공장"),
        ({"closures": ["삼성전자(주)"]}, "삼성전자(주), 24040"),
        ({"closure": []}, "unknown key 'future.closure'"),
    ],
)
def test_a_wrong_future_is_refused_with_the_mend(
    dataset: hp.Dataset, future: dict[str, object], said: str
) -> None:
    with pytest.raises(hp.HubplannerError, match=said.replace("(", r"\(").replace(")", r"\)")):
        Stages(dataset).scores(hp.Scenario(future=future))


def test_what_is_assumed_is_said_with_the_plan(dataset: hp.Dataset) -> None:
    future = {"shocks": {"c311": 12.5}, "closures": ["한국GM 군산공장"]}
    plan = hp.make_plan(dataset, hp.Scenario(future=future))
    assert "선박 제조업 대비 12.5 % 감소" in plan.dates.in_language("ko").replace("조선", "선박")
    assert "한국GM 군산공장 closes" in str(plan.dates)
    assert "Assumed" not in str(hp.make_plan(dataset, hp.Scenario()).dates)


# -- several scenarios at once -----------------------------------------------------------


@pytest.mark.slow
def test_of_several_plans_only_those_are_made_that_are_not_there(tmp_path: Path) -> None:
    for name, hubs in (("a", 3), ("b", 4)):
        (tmp_path / f"{name}.toml").write_text(f"siting.hubs = {hubs}\n")
    files = [str(tmp_path / "a.toml"), str(tmp_path / "b.toml")]
    out = tmp_path / "out"
    first = CliRunner().invoke(app, ["plan", *files, "--out", str(out)])
    assert first.exit_code == 0, first.output
    made = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    (out / "b" / "plan.json").write_text(
        json.dumps({**json.loads((out / "b" / "plan.json").read_text()), "inputs": "older"})
    )
    again = CliRunner().invoke(app, ["plan", *files, "--out", str(out)])
    assert again.exit_code == 0, again.output
    assert "unchanged" in again.output.split("gradual cover")[0]
    assert again.output.count("unchanged") == 1
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == made


def test_two_scenarios_of_one_name_are_refused(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "same.toml").write_text("siting.hubs = 3\n")
    files = [str(tmp_path / folder / "same.toml") for folder in ("a", "b")]
    refused = CliRunner().invoke(app, ["plan", *files, "--out", str(tmp_path / "out")])
    assert refused.exit_code == 2
    assert "same" in refused.output
    assert not (tmp_path / "out").exists()
