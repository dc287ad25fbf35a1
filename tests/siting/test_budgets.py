"""Money in siting: what a host costs, and what each budget buys, against enumeration."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO
from itertools import combinations, permutations

import numpy as np
import pandas as pd
import pytest
from rich.console import Console
from typer.testing import CliRunner

import hubplanner as hp
from hubplanner.cli import app
from hubplanner.cli.site import _table
from hubplanner.errors import SitingError
from hubplanner.language import Text
from hubplanner.siting.alternatives import budget_curve
from hubplanner.siting.constraints import Requirements
from hubplanner.siting.from_scenario import _paid
from hubplanner.siting.problem import Constraint
from hubplanner.siting.study import Questions, study
from hubplanner.stages import Stages

COSTS = {
    "default": 120.0,
    "대학": 100.0,
    "경북": 110.0,
    "경북 포항시": 105.0,
    "institute-021": 150.0,
    "한국재료연구원": 90.0,
}


@pytest.fixture(scope="module")
def problem(dataset: hp.Dataset):
    scenario = hp.Scenario(siting={"hubs": 3, "opening_cost": COSTS})
    return Stages(dataset).problem(scenario)


def test_the_closer_goes_before_the_wider(problem, dataset: hp.Dataset) -> None:
    sites = problem.sites
    kind = dataset.institutions["kind"].reindex(sites.index)
    province, pohang = sites["region_code"].str[:2], sites["region_code"] == "37010"
    costs = sites["opening_cost"]
    assert costs["institute-021"] == 150.0
    assert (costs[sites["name_ko"] == "한국재료연구원"] == 90.0).all()
    assert (costs[pohang] == 105.0).all()
    assert (costs[(province == "37") & ~pohang] == 110.0).all()
    elsewhere = (province != "37") & (sites["name_ko"] != "한국재료연구원")
    assert (costs[elsewhere & (kind == "university")] == 100.0).all()
    rest = elsewhere & (kind != "university") & (sites.index != "institute-021")
    assert (costs[rest] == 120.0).all()
    assert {kind[pohang].nunique(), rest.sum() > 10} >= {True}


def test_a_host_that_nobody_knows_is_refused(dataset: hp.Dataset) -> None:
    scenario = hp.Scenario(siting={"opening_cost": {"한국재로연구원": 90.0}})
    with pytest.raises(hp.HubplannerError, match=r"siting\.opening_cost"):
        Stages(dataset).problem(scenario)


def test_each_budget_buys_the_best_of_all_sets(problem) -> None:
    """By enumeration on the seven sites that are worth most."""
    types, costs = problem.types, problem.sites["opening_cost"].to_numpy(float)
    worth = np.where(types.may, types.worth, 0.0)
    best = np.argsort(-worth.max(axis=1), kind="stable")[:7]
    others = sorted(set(range(len(costs))) - set(best.tolist()))
    out = Constraint("few", Text(""), lambda _: Requirements(forbidden=others))
    few = replace(problem, constraints=(*problem.constraints, out))
    regions = problem.sites["region_code"].to_numpy()

    def most(budget: float) -> float:
        found = 0.0
        for size in range(1, 4):
            for sites in combinations(best.tolist(), size):
                if costs[list(sites)].sum() > budget or len(set(regions[list(sites)])) < size:
                    continue
                for kinds in permutations(range(worth.shape[1]), size):
                    found = max(found, sum(worth[j, k] for j, k in zip(sites, kinds, strict=True)))
        return found

    budgets = [100.0, 200.0, 250.0, 330.0]
    for budget, one in zip(budgets, budget_curve(few, budgets), strict=True):
        assert one.optimal
        assert one.objective == pytest.approx(most(budget))
        assert problem.cost(one) <= budget


def test_the_table_says_what_the_last_hundred_bought(problem) -> None:
    budgets = (300.0, 500.0, 700.0)
    table = study(problem, Questions(budgets=budgets, curve=2)).tables["budgets"]
    assert table["budget"].tolist() == list(budgets)
    assert (table["cost"] <= table["budget"]).all()
    gained = table["objective"].diff().iloc[1:] / 2
    assert table["gain_of_100"].iloc[1:].tolist() == pytest.approx(gained.tolist(), abs=1e-3)
    assert (table["jobs_within_60"] >= table["jobs_within_45"]).all()
    assert table["objective"].is_monotonic_increasing


def test_a_budget_that_pays_for_nothing_is_told(problem) -> None:
    table = study(problem, Questions(budgets=(10.0,))).tables["budgets"]
    assert table["number"].tolist() == [0]


@pytest.mark.parametrize("text", ["a,3", "-5", "0", "nan", "1e999"])
def test_wrong_amounts_are_refused(text: str) -> None:
    refused = CliRunner().invoke(app, ["site", "--budgets", text])
    assert refused.exit_code == 2
    assert "--budgets" in refused.output


def test_a_model_of_given_numbers_is_asked_for_no_budgets(dataset: hp.Dataset) -> None:
    scenario = hp.Scenario(siting={"model": "p_center", "sites": "candidates"})
    with pytest.raises(hp.HubplannerError, match="curve of budgets"):
        budget_curve(Stages(dataset).problem(scenario), [5.0])


def test_the_way_out_of_a_budget_is_the_least_that_pays(dataset: hp.Dataset) -> None:
    """Six hubs of 125 each cost 750, and no less: not 772.75, a step of a hundred."""
    scenario = hp.Scenario(
        siting={"budget": 500.0, "opening_cost": {"default": 125.0, "university": 150.0}}
    )
    stages = Stages(dataset)
    with pytest.raises(SitingError) as refused:
        stages.solution(scenario)
    budget = next(
        number
        for way in refused.value.conflict.relaxations
        for one, number in way.changes
        if one.key == "siting.budget"
    )
    assert budget == 750.0
    enough = scenario.model_copy(
        update={"siting": scenario.siting.model_copy(update={"budget": budget})}
    )
    assert stages.problem(enough).cost(stages.solution(enough)) == 750.0


def test_costs_that_have_nothing_in_common_are_stepped_through() -> None:
    assert _paid(np.array([125.0, 150.0, 200.0]), 130.0)[:3] == [150.0, 175.0, 200.0]
    assert _paid(np.array([125.0, 150.0]), 275.0) == [275.0]
    odd = _paid(np.array([0.01, 12345.67]), 1.0)
    assert len(odd) == 100
    assert odd[-1] >= 12345.68
    third = _paid(np.array([1 / 3, 2 / 3]), 0.5)
    assert third[-1] >= 1.0


def test_which_hubs_come_and_go_is_seen_in_a_narrow_window():
    """Their column had no width left beside figures under long heads."""
    table = pd.DataFrame(
        {
            "budget": [1000.0],
            "number": [10],
            "cost": [1000.0],
            "gain_of_100": [15200.7],
            "jobs_within_45": [197363.0],
            "jobs_within_60": [228649.0],
            "changes": ["+ 전북테크노파크"],
        }
    )
    console = Console(width=80, record=True, file=StringIO())
    console.print(_table("budgets", table))
    seen = console.export_text()
    for figure in ("1,000", "15,200.70", "197,363", "228,649", "전북테크"):
        assert figure in seen
