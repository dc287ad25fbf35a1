"""Runners-up, curves, prices and Pareto fronts against enumeration."""

from __future__ import annotations

import json
import re
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from siting_strategies import examples, matrices
from typer.testing import CliRunner

from hubplanner.cli import app
from hubplanner.language import Text
from hubplanner.siting.alternatives import alternatives, curve, prices
from hubplanner.siting.constraints import Requirements
from hubplanner.siting.pareto import pareto
from hubplanner.siting.problem import Constraint, Problem

few = examples(80)


@st.composite
def problems(draw, model="p_median"):
    """Small problems with a number of hubs, a group and a spacing."""
    n, m = draw(st.integers(1, 6)), draw(st.integers(2, 6))
    minutes = draw(matrices(n, m, infinite=False))
    weights = draw(st.lists(st.integers(0, 4), min_size=n, max_size=n))
    group = sorted(draw(st.sets(st.integers(0, m - 1), min_size=1)))
    between = draw(matrices(m, m, infinite=False))
    hubs = draw(st.integers(1, m))
    hubs_wanted = Text("{number} hubs")
    constraints = (
        Constraint("siting.hubs", hubs_wanted, lambda p: Requirements(p=int(p)), float(hubs)),
        Constraint("group", Text("g"), lambda _: Requirements(at_least=[(group, 1)])),
        Constraint("apart", Text("a"), lambda d: Requirements(spacing=(between, d)), 2.0),
    )
    demand = pd.DataFrame({"weight": np.array(weights, float)})
    labels = list("abcdef"[:m])
    sites = pd.DataFrame({"opening_cost": 1.0, "name_ko": labels, "label": labels}, index=labels)
    problem = Problem(
        model, demand, sites, minutes, between, constraints, "equal", "regions", radius=2.0
    )
    return problem, group, between


def sets(problem, group, between, p, kept=("group", "apart")):
    for sites in combinations(range(len(problem.sites)), p):
        apart = all(min(between[j, k], between[k, j]) >= 2 for j, k in combinations(sites, 2))
        if ("apart" in kept and not apart) or ("group" in kept and not set(sites) & set(group)):
            continue
        yield sites


def total(problem, sites):
    return float(problem.weights @ problem.minutes[:, sites].min(axis=1))


@few
@given(problems(), st.integers(1, 6))
def test_the_k_best(posed, k):
    problem, group, between = posed
    p = int(problem.constraints[0].number)
    values = sorted(total(problem, s) for s in sets(problem, group, between, p))
    found = alternatives(problem, k)
    assert [one.objective for one in found.solutions] == pytest.approx(values[:k], abs=1e-6)
    assert len({one.sites for one in found.solutions}) == len(found.solutions)
    assert found.complete
    if found.solutions:
        assert set(found.shared) == set.intersection(*(set(s.sites) for s in found.solutions))


@few
@given(problems(), st.sampled_from([0.0, 10.0, 50.0]))
def test_all_within_a_range(posed, within):
    problem, group, between = posed
    p = int(problem.constraints[0].number)
    values = sorted(total(problem, s) for s in sets(problem, group, between, p))
    found = alternatives(problem, within=within)
    near = [v for v in values if v <= values[0] * (1 + within / 100) + 1e-6]
    assert [one.objective for one in found.solutions] == pytest.approx(near, abs=1e-6)
    assert found.complete


@few
@given(problems())
def test_the_curve(posed):
    problem, group, between = posed
    for p, one in enumerate(curve(problem, len(problem.sites)), 1):
        values = [total(problem, s) for s in sets(problem, group, between, p)]
        if values:
            assert one.optimal
            assert one.objective == pytest.approx(min(values), abs=1e-6)
        else:
            assert one.status == "infeasible"


@few
@given(problems())
def test_the_price_of_a_constraint(posed):
    problem, group, between = posed
    p = int(problem.constraints[0].number)
    solution = problem.solve()
    if not solution.sites:
        return
    found = {price.constraint.key: price for price in prices(problem, solution)}
    for key, kept in (("group", ("apart",)), ("apart", ("group",))):
        free = min(total(problem, s) for s in sets(problem, group, between, p, kept))
        assert found[key].without == pytest.approx(free, abs=1e-6)
        assert found[key].price == pytest.approx(solution.objective - free, abs=1e-6)
        assert found[key].binds == (solution.objective - free > 1e-6)


OBJECTIVES = {
    "p_median": total,
    "p_center": lambda problem, sites: float(problem.minutes[:, sites].min(axis=1).max()),
    "max_cover": lambda problem, sites: float(
        problem.weights[problem.minutes[:, sites].min(axis=1) <= 2].sum()
    ),
    "set_cover": lambda problem, sites: float(len(sites)),
}


@few
@given(problems(), st.permutations(list(OBJECTIVES)), st.integers(2, 3))
def test_the_pareto_front_is_complete_and_not_dominated(posed, order, n):
    problem, group, between = posed
    names = order[:n]
    numbers = (
        range(1, len(problem.sites) + 1)
        if "set_cover" in names
        else [int(problem.constraints[0].number)]
    )
    signs = np.array([-1 if name == "max_cover" else 1 for name in names])
    values = {
        tuple(np.round(signs * [OBJECTIVES[name](problem, sites) for name in names], 6))
        for p in numbers
        for sites in sets(problem, group, between, p)
    }
    expected = sorted(
        one
        for one in values
        if not any(
            all(a <= b for a, b in zip(other, one, strict=True)) and other != one
            for other in values
        )
    )
    front = pareto(problem, names)
    assert front.complete
    found = sorted(tuple(np.round(signs * one.values, 6)) for one in front.trade_offs)
    assert np.allclose(found, expected, atol=1e-5)
    for one in front.trade_offs:
        by_hand = [OBJECTIVES[name](problem, list(one.sites)) for name in names]
        assert one.values == pytest.approx(by_hand)


# -- the command -------------------------------------------------------------------------------


def test_site_answers_everything_at_once(tmp_path):
    path = tmp_path / "p_median.toml"
    path.write_text('[siting]\nmodel = "p_median"\nsites = "candidates"\n', "utf-8")
    arguments = ["site", str(path), "--curve", "4", "--alternatives", "3", "--prices"]
    arguments += ["--pareto", "p_median,p_center", "--out", str(tmp_path), "--json"]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert told["solution"]["optimal"]
    assert [row["number"] for row in told["curve"]] == [1, 2, 3, 4]
    hubs: set[str] = set()
    for row, earlier in zip(told["curve"], [None, *told["curve"]], strict=False):
        marks = re.split(r" ?([+−]) ", row["changes"])[1:]
        moves = list(zip(marks[::2], marks[1::2], strict=True))
        hubs = hubs - {hub for mark, hub in moves if mark == "−"}
        hubs |= {hub for mark, hub in moves if mark == "+"}
        assert hubs == set(row["hubs"].split(" · "))
        assert 0 <= row["within_60_percent"] <= 100
        if earlier is not None:
            assert row["mean_minutes"] <= earlier["mean_minutes"]
            assert row["gain"] == pytest.approx(earlier["objective"] - row["objective"], abs=1e-3)
    assert [row["rank"] for row in told["alternatives"]] == [1, 2, 3]
    assert told["alternatives"][0]["objective"] == round(told["solution"]["objective"], 4)
    assert told["pareto_complete"]
    folder = tmp_path / "p_median-siting"
    names = {path.name for path in folder.iterdir()}
    tables = {"hubs.csv", "curve.csv", "alternatives.csv", "pareto.csv", "prices.csv"}
    assert names == tables | {"siting.json"}
    hubs = pd.read_csv(folder / "hubs.csv", dtype={"region_code": str})
    assert hubs["serves"].sum() == 40
    again = json.loads((folder / "siting.json").read_text("utf-8"))
    assert again["curve"] == told["curve"]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("ko", ("차선안", "모든 안에 공통: ", "최적해 증명됨")),
        ("en", ("alternatives", "in all of them: ", "proven optimal")),
    ],
)
def test_site_prints_tables_in_the_language(language, expected):
    result = CliRunner().invoke(app, ["site", "--within", "0.5", "--lang", language])
    assert result.exit_code == 0, result.output
    for words in expected:
        assert words in result.output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--pareto", "p_median"], "--pareto p_median is refused: name two or three"),
        (["--pareto", "p_median,beauty"], "is refused"),
        (["--curve", "-1"], "--curve"),
    ],
)
def test_site_refuses_what_it_cannot_answer(arguments, words):
    result = CliRunner().invoke(app, ["site", *arguments])
    assert result.exit_code == 2
    assert words in result.output


def test_site_says_where_a_number_has_no_answer(tmp_path):
    path = tmp_path / "near.toml"
    path.write_text("[siting]\nmax_minutes = 120.0\n", "utf-8")
    result = CliRunner().invoke(app, ["site", str(path), "--curve", "2"], env={"COLUMNS": "200"})
    assert result.exit_code == 0, result.output
    assert result.output.count("infeasible") == 2
    assert "proven optimal" in result.output


def test_site_says_where_no_wish_has_a_price(tmp_path):
    path = tmp_path / "budget.toml"
    path.write_text('[siting]\nmodel = "budgeted"\nsites = "regions"\nbudget = 3.0\n', "utf-8")
    result = CliRunner().invoke(app, ["site", str(path), "--prices"], env={"COLUMNS": "200"})
    assert result.exit_code == 0, result.output
    assert "no wish of the scenario can be dropped" in result.output
    assert "what each wish costs" not in result.output


def test_site_refuses_a_curve_where_the_number_is_found(tmp_path):
    path = tmp_path / "cover.toml"
    path.write_text('[siting]\nmodel = "set_cover"\nradius_minutes = 90.0\n', "utf-8")
    result = CliRunner().invoke(app, ["site", str(path), "--curve", "3"])
    assert result.exit_code == 2
    assert "set_cover" in result.output


def test_a_plan_tells_its_runner_up_and_what_binds(baseline):
    told = baseline.summary()["siting"]
    assert told["runner_up"]["objective"] <= told["objective"]  # jobs served: more is better
    assert len(told["runner_up"]["hubs"]) == 6
    assert [wish["key"] for wish in told["wishes"]] == ["siting.hubs"]
    assert told["wishes"][0]["binds"]


def test_a_budget_in_another_unit_than_the_costs_is_refused(tmp_path):
    """As won are, where costs are in 억 원."""
    path = tmp_path / "won.toml"
    stated = (
        '[siting]\nmodel = "budgeted"\nsites = "regions"\nbudget = {}\n'
        "opening_cost = {{default = 100.0}}\n"
    )
    path.write_text(stated.format("20000000000.0"), "utf-8")
    result = CliRunner().invoke(app, ["site", str(path)], env={"COLUMNS": "300"})
    assert result.exit_code == 2
    assert "siting.budget: 2e+10 is more than 100 times" in result.output
    assert "write it in the unit of siting.opening_cost" in result.output
    path.write_text(stated.format("300.0"), "utf-8")
    assert CliRunner().invoke(app, ["site", str(path)]).exit_code == 0
