"""What a sweep says, against small cases worked by hand and by brute force."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

import hubplanner as hp
from hubplanner.cli import app
from hubplanner.stages import Stages
from hubplanner.sweeping import Sweep, run_sweep
from hubplanner.sweeping.design import varied
from hubplanner.sweeping.findings import find
from hubplanner.sweeping.frequency import candidate_shares, hub_shares, part_of
from hubplanner.sweeping.importance import importance, where_hubs_come
from hubplanner.sweeping.regret import futures_of, pairs_of, plans_of, regrets
from hubplanner.sweeping.results import SweepResults, load_results


def made_up(sweep: Sweep, hubs: list[list[str]], near: list[float]) -> SweepResults:
    """Results with these hubs and shares of jobs near, one future after the other."""
    runs = sweep.runs()
    table = pd.DataFrame(
        {
            "choice": 0,
            "future": [run.future for run in runs],
            "values": [json.dumps(run.values) for run in runs],
            "status": "optimal",
            "objective": 1.0,
            "hubs": hubs,
            "jobs_near": near,
            "jobs_known": 1.0,
        },
    )
    results = SweepResults(Path(), sweep, hp.Scenario(), table[["choice", "future"]])
    results.__dict__["table"] = table  # in place of what would be read from the folder
    return results


def over(method: str, draws: int) -> Sweep:
    return Sweep(
        method=method,
        draws=draws,
        futures={
            "scoring.weights.decline": {"from": 0.5, "to": 2.0},
            "future.shocks.c30": {"from": 0, "to": 40},
            "siting.required": [[], ["군산시"]],
        },
    )


# -- regret ------------------------------------------------------------------------------


def test_regret_by_hand() -> None:
    """Savage's table: the plan that is never best may regret least."""
    plans = [(("a", "ships"),), (("b", "ships"),), (("c", "ships"),)]
    worth = np.array([[10.0, 2.0, 7.0], [1.0, 12.0, 8.0]])
    table = regrets(plans, [(row, row.max()) for row in worth])
    assert table["worst_regret"].tolist() == [11.0, 8.0, 4.0]
    assert table["mean_regret"].tolist() == [5.5, 4.0, 3.5]
    assert table["best_in"].tolist() == [0.5, 0.5, 0.0]
    assert table["minimax"].tolist() == [False, False, True]
    assert table["worst_regret_share"].tolist() == pytest.approx([11 / 12, 0.8, 4 / 12])


@given(data=st.data())
def test_regret_against_brute_force(data: st.DataObject) -> None:
    hosts, futures = data.draw(st.integers(2, 5)), data.draw(st.integers(1, 6))
    numbers = st.integers(0, 100)
    worth = np.array([[data.draw(numbers) for _ in range(hosts)] for _ in range(futures)], float)
    names = [(f"h{n}", "ships") for n in range(hosts)]
    plans = [tuple(pair) for pair in combinations(names, min(2, hosts))]
    best = [max(sum(row[names.index(one)] for one in plan) for plan in plans) for row in worth]
    table = regrets(plans, list(zip(worth, best, strict=True)))
    for plan, told in zip(plans, table.to_dict("records"), strict=True):
        behind = [
            most - sum(row[names.index(one)] for one in plan)
            for row, most in zip(worth, best, strict=True)
        ]
        assert told["worst_regret"] == pytest.approx(max(behind))
        assert told["mean_regret"] == pytest.approx(sum(behind) / futures)
    least = table["worst_regret"].min()
    assert (table["minimax"] == (table["worst_regret"] <= least * (1 + 1e-9))).all()


@pytest.mark.slow
def test_a_plan_is_worth_in_each_future_what_the_model_says(
    swept: Path, dataset: hp.Dataset
) -> None:
    """The plan of a future is worth its objective there; another one what siting makes of it."""
    results, stages = load_results(swept), Stages(dataset)
    for choice in (0, 1):
        plans = plans_of(results, choice)
        pairs = pairs_of(plans)
        solved = results.solved[results.solved["choice"] == choice]
        own = {
            tuple(sorted(zip(one.hosts, one.technologies, strict=True))): one.objective
            for one in solved.itertuples()
        }
        assert set(own) == set(plans)
        futures = list(futures_of(results, choice, pairs, stages))
        assert len(futures) == len(solved)
        worths = np.array([worth for worth, _ in futures])
        best = np.array([most for _, most in futures])
        for plan, objective in own.items():
            values = worths[:, [pairs.index(pair) for pair in plan]].sum(axis=1)
            at = np.isclose(best, objective, rtol=1e-12)
            assert np.isclose(values[at], objective, rtol=1e-9).any()
        # Where no future changes who may host, nothing beats the optimum of a future.
        table = regrets(plans, futures)
        assert (table["worst_regret"] >= 0).all()
        assert table["best_in"].sum() >= 1 - 1e-9


# -- how often ---------------------------------------------------------------------------


def test_shares_are_counts_over_the_futures(swept: Path) -> None:
    results = load_results(swept)
    hubs = hub_shares(results).set_index(["choice", "region_code"])
    for choice, found in results.solved.groupby("choice"):
        for code in {code for row in found["hubs"] for code in row}:
            times = sum(code in set(row) for row in found["hubs"])
            assert hubs.at[(choice, code), "share"] == times / len(found)
    assert hubs.groupby("choice")["share"].sum().round(9).tolist() == [3.0, 4.0]
    shares = candidate_shares(results)
    assert ((shares > 0) & (shares <= 1)).any(axis=None)
    assert shares.sum().between(25, 45).all()


@pytest.mark.parametrize(
    ("share", "part"), [(1.0, "core"), (0.8, "core"), (0.79, "likely"), (0.5, "likely"),
                        (0.49, "swing"), (0.05, "swing"), (0.04, "rare")],
)  # fmt: skip
def test_parts(share: float, part: str) -> None:
    assert part_of(share) == part


# -- what matters ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "draws", "measure"),
    [("sobol", 256, "total"), ("morris", 20, "effect"), ("latin_hypercube", 400, "first_order"),
     ("monte_carlo", 400, "first_order")],
)  # fmt: skip
def test_the_key_that_makes_the_difference_is_told(method: str, draws: int, measure: str) -> None:
    sweep = over(method, draws)
    x = sweep.layout()
    near = (0.8 * x[:, 1] + 0.1 * x[:, 0]).tolist()
    hubs = [["35020"] if one > 0.5 else ["38090"] for one in x[:, 2]]
    table = importance(made_up(sweep, hubs, near), 0)
    told = table[table["measure"] == measure].pivot(index="key", columns="outcome", values="value")
    assert told["near_share"].idxmax() == "future.shocks.c30"
    assert told["kept"].idxmax() == "siting.required"
    if method == "sobol":  # by hand: variances 0.64/12 and 0.01/12, nothing else
        assert told.at["future.shocks.c30", "near_share"] == pytest.approx(0.64 / 0.65, abs=0.03)
        assert told.at["siting.required", "near_share"] == pytest.approx(0.0, abs=0.01)
        first = table[(table["measure"] == "first_order") & (table["outcome"] == "near_share")]
        assert first["value"].sum() == pytest.approx(1.0, abs=0.05)


def test_a_layout_with_holes_tells_no_indices() -> None:
    sweep = over("sobol", 64)
    results = made_up(sweep, [["35020"]] * len(sweep.runs()), [0.5] * len(sweep.runs()))
    results.__dict__["table"] = results.table.iloc[1:]
    assert importance(results, 0).empty


def test_where_a_hub_comes_is_told_in_its_conditions() -> None:
    sweep = over("latin_hypercube", 400)
    values = pd.DataFrame([run.values for run in sweep.runs()])
    comes = (values["scoring.weights.decline"] > 1.4) & (values["future.shocks.c30"] <= 20)
    hubs = [["38090", "35020"] if one else ["38090"] for one in comes]
    found = where_hubs_come(made_up(sweep, hubs, [0.5] * 400), 0, ["35020", "38090"])
    assert found["region_code"].tolist() == ["35020"]  # the other is always there
    told = found.iloc[0]
    assert told["density"] > 0.95
    assert told["coverage"] > 0.9
    assert told["share"] == pytest.approx(comes.mean())
    words = str(told["conditions"])
    assert words.startswith("weight of decline above 1.4")
    fall = "percent fall of motor vehicles and trailers up to"
    assert f"{fall} 2" in words or f"{fall} 19.9" in words
    assert "쇠퇴도 가중치" in told["conditions"].in_language("ko")


def test_where_a_hub_comes_by_a_value_of_a_list() -> None:
    sweep = over("monte_carlo", 200)
    asked = [bool(run.values["siting.required"]) for run in sweep.runs()]
    hubs = [["35020"] if one else ["38090"] for one in asked]
    found = where_hubs_come(made_up(sweep, hubs, [0.5] * 200), 0, ["35020"])
    assert "군산시" in str(found["conditions"].iloc[0]) or "–" in str(found["conditions"].iloc[0])
    assert found[["density", "coverage"]].to_numpy().tolist() == [[1.0, 1.0]]


# -- all of it ---------------------------------------------------------------------------


def test_the_findings_are_written_and_said(swept: Path, dataset: hp.Dataset) -> None:
    found = find(load_results(swept), Stages(dataset))
    said = [str(one) for one in found.sentences]
    assert said[0].startswith("32 of 32 scenarios are solved, 0 have no answer")
    assert any("least worst regret" in one for one in said)
    choices = found.tables["choices"]
    assert choices["siting.hubs"].tolist() == ["3", "4"]
    assert choices["front"].tolist() == [True, True]  # more hubs cost more and reach more
    plans = found.tables["plans"]
    assert plans.groupby("choice")["minimax"].any().all()
    assert (
        plans.groupby("choice")["worst_regret"].apply(lambda one: one.is_monotonic_increasing).all()
    )

    told = CliRunner().invoke(app, ["sweep", "report", str(swept)])
    assert told.exit_code == 0, told.output
    report = swept / "report"
    assert {path.stem for path in report.glob("*.csv")} == set(found.tables)
    sentences = json.loads((report / "findings.json").read_text(encoding="utf-8"))
    assert [one["en"] for one in sentences] == said
    assert (swept.parent / f"{swept.name}.html").is_file()
    assert "후회" in " ".join(one["ko"] for one in sentences)


def test_the_reference_lists_every_column(
    swept: Path, dataset: hp.Dataset, columns_are_described: Callable[..., None]
) -> None:
    results = load_results(swept)
    phased = replace(results, sweep=results.sweep.model_copy(update={"phases": (2,)}))
    tables = find(phased, Stages(dataset)).tables
    assert len(tables["pathway"]) == 4
    for name, table in tables.items():
        columns_are_described("sweep", f"{name}.csv", [str(one) for one in table.columns])


def test_nothing_solved_is_an_error_and_not_an_empty_report(
    dataset: hp.Dataset, tmp_path: Path
) -> None:
    sweep = Sweep(choices={"siting.required": [["거제시"]], "siting.forbidden": [["거제시"]]})
    run_sweep(sweep, tmp_path / "none", workers=1)
    with pytest.raises(hp.HubplannerError, match="no scenario"):
        find(load_results(tmp_path / "none"), Stages(dataset))


def test_drawn_shares_change_what_is_found(dataset: hp.Dataset) -> None:
    stages = Stages(dataset)
    base = hp.Scenario(siting={"hubs": 4})
    values = [
        stages.solution(varied(base, {"future.drawn_shares": n})).objective for n in (0, 1, 2)
    ]
    assert len(set(values)) == 3
