"""Certificates: what is certified is true, and what is not true no certificate proves."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from fractions import Fraction
from itertools import product

import numpy as np
import pandas as pd
import pytest
from certified_cases import CERTIFIED, Drawn
from hypothesis import given
from hypothesis import strategies as st
from siting_strategies import examples

from hubplanner.errors import SitingError
from hubplanner.siting import Gini, certificate_checker, p_median, site
from hubplanner.siting.certificate import certificate
from hubplanner.siting.certificate_checker import RefusedError, check, read
from hubplanner.siting.certificate_programs import pose
from hubplanner.siting.constraints import Constraints
from hubplanner.siting.instance import Instance
from hubplanner.siting.models import MODELS, Parameters
from hubplanner.siting.solution import tolerance

BLOCK = 500


def told_of(seed):
    """What is wrong with the certificate of this instance; the model where nothing is."""
    case = Drawn(seed)
    if not case.is_possible:
        return ""
    solution, best = case.solution(), case.optimum()
    if solution.status == "infeasible":
        return "" if best is None else f"{seed} is feasible"
    if solution.status != "optimal":
        return ""
    objective, bound = check(read(case.certificate(solution)))
    near = max(1e-9 * abs(best), 1e-12)
    within = max(abs(float(objective) - best), abs(float(bound) - best)) <= near
    return case.model if within else f"{seed} is certified at {float(objective)}, not {best}"


def all_right(seeds):
    said = {told_of(seed) for seed in seeds} - {""}
    assert said == set(CERTIFIED)


def test_what_is_certified_is_the_optimum_by_enumeration():
    all_right(range(400))


@pytest.mark.soak
@pytest.mark.parametrize("first", range(400, 4400, BLOCK))
def test_thousands_more(first):
    all_right(range(first, first + BLOCK))


# -- corrupted certificates ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def certified():
    """Of a p-median whose relaxation is not whole, so that its tree has branches."""
    rng = np.random.default_rng(1)
    cost = np.round(rng.random((20, 12)) * 100, 2)
    document = json.loads(certificate_of("p_median", cost, 4))
    kinds = {node[0] for node in document["tree"]}
    assert {"branch", "bound"} <= kinds
    assert document["cuts"]
    return document


def certificate_of(model, cost, p, given=None, **asked):
    known, given = MODELS[model], given or Parameters()
    instance = Instance.checked(cost, p, None, Constraints(**asked), serves_all=known.serves_all)
    solution = known.solve(instance, given)
    names = [str(j) for j in range(instance.shape[1])]
    return certificate(pose(model, instance, given, solution, names), solution)


def copied(document):
    return json.loads(json.dumps(document))


def checked(document):
    return check(read(json.dumps(document)))


def binding(document):
    """A leaf whose bound is the least, and its largest multiplier."""
    leaf = next(node for node in document["tree"] if node[0] == "bound")
    return max(document["multipliers"][leaf[1]], key=lambda one: abs(one[1]))


def test_the_original_is_verified(certified):
    objective, bound = checked(certified)
    assert abs(objective - bound) <= 1e-6


@pytest.mark.parametrize("factor", [2, -1, 0.9])
def test_another_multiplier_is_refused(certified, factor):
    document = copied(certified)
    binding(document)[1] *= factor
    with pytest.raises(RefusedError, match="bound"):
        checked(document)


def test_a_multiplier_of_no_row_is_refused(certified):
    document = copied(certified)
    binding(document)[0] = len(document["rows"]) + len(document["cuts"])
    with pytest.raises(RefusedError, match="no row"):
        checked(document)


def test_another_cost_is_refused(certified):
    chosen = {column for column, _ in certified["chosen"]}
    for cheaper in (True, False):
        document = copied(certified)
        (service,) = document["services"]
        row = service["costs"][0]
        served = min(chosen, key=lambda j: row[j])
        row[served] = 0 if cheaper else row[served] + 50
        with pytest.raises(RefusedError):
            checked(document)


def test_another_site_is_refused(certified):
    document = copied(certified)
    chosen = {column for column, _ in document["chosen"]}
    document["chosen"][0][0] = next(j for j in range(12) if j not in chosen)
    with pytest.raises(RefusedError, match="objective"):
        checked(document)


def test_one_site_fewer_is_refused(certified):
    document = copied(certified)
    document["chosen"].pop()
    with pytest.raises(RefusedError, match="break a bound or a row"):
        checked(document)


def test_a_missing_leaf_is_refused(certified):
    document = copied(certified)
    document["tree"].pop()
    with pytest.raises(RefusedError, match="missing"):
        checked(document)


def test_a_branch_that_leads_to_one_leaf_twice_is_refused(certified):
    document = copied(certified)
    branch = next(node for node in document["tree"] if node[0] == "branch")
    branch[3] = branch[2]
    with pytest.raises(RefusedError):
        checked(document)


def test_a_branch_that_leads_back_is_refused(certified):
    document = copied(certified)
    document["tree"][0] = ["branch", 0, 0, 1]
    with pytest.raises(RefusedError, match="leads back"):
        checked(document)


def test_a_better_bound_or_objective_than_proven_is_refused(certified):
    for key, by in (("bound", 1), ("bound", -1), ("objective", 1), ("objective", -1)):
        document = copied(certified)
        document[key] += by
        with pytest.raises(RefusedError):
            checked(document)


def test_a_cut_beyond_being_unserved_is_refused():
    rng = np.random.default_rng(1)
    cost = rng.integers(0, 9, (8, 8)).astype(float)
    document = json.loads(certificate_of("max_cover", cost, 2, Parameters(radius=1.0)))
    document["cuts"].append([0, 0, 2])
    document["multipliers"][0].append([len(document["rows"]) + len(document["cuts"]) - 1, 0.5])
    with pytest.raises(RefusedError, match="unserved"):
        checked(document)


@pytest.mark.parametrize("key", ["tree", "cuts", "rows", "chosen", "multipliers", "costs", "whole"])
def test_what_is_left_out_is_told(certified, key):
    document = copied(certified)
    del document[key]
    with pytest.raises(RefusedError, match="incomplete"):
        checked(document)


def test_a_clique_of_sites_that_stand_apart_is_refused():
    rng = np.random.default_rng(2)
    apart = rng.integers(1, 60, (9, 9)).astype(float)
    document = json.loads(certificate_of("p_dispersion", apart, 4))
    chosen = [column for column, _ in document["chosen"]]
    document["nearest"]["cliques"][0] = chosen
    with pytest.raises(RefusedError, match="clique too far apart"):
        checked(document)


def test_a_farthest_with_other_costs_is_refused():
    rng = np.random.default_rng(3)
    document = json.loads(certificate_of("p_center", rng.random((9, 9)), 3))
    for row in document["farthest"]["costs"]:
        row[:] = [cost / 2 for cost in row]
    with pytest.raises(RefusedError, match="objective"):
        checked(document)


def optimum_of(document):
    """Of a program with at most one service, by going through all its whole columns."""
    whole = [k for k, is_whole in enumerate(document["whole"]) if is_whole]
    best = None
    for values in product((0, 1), repeat=len(whole)):
        x = dict(zip(whole, values, strict=True))
        for service in document["services"]:
            for column, costs in zip(service["columns"], service["costs"], strict=True):
                known = [c for j, c in zip(service["sites"], costs, strict=True) if x[j]]
                known = [Fraction(c) for c in [*known, service["unserved"]] if c is not None]
                x[column] = min(known, default=None)
        if None in x.values() or not all(
            document["lower"][k] <= x[k] <= document["upper"][k] for k in whole
        ):
            continue
        sums = [
            (sum(v * x[k] for k, v in zip(columns, values, strict=True)), least, most)
            for columns, values, least, most in document["rows"]
        ]
        if all(
            (least is None or total >= least) and (most is None or total <= most)
            for total, least, most in sums
        ):
            value = sum(c * x[k] for k, c in enumerate(document["costs"]))
            value += sum(document["constants"])
            best = value if best is None else min(best, value)
    return best


def numbers_in(part, path=()):
    """Where numbers stand."""
    if isinstance(part, (int, float)) and not isinstance(part, bool):
        yield path
    elif isinstance(part, (list, dict)):
        inside = part.items() if isinstance(part, dict) else enumerate(part)
        for key, one in inside:
            yield from numbers_in(one, (*path, key))


@examples(300)
@given(st.integers(0, 40), st.data())
def test_no_corrupted_certificate_proves_what_is_false(seed, data):
    rng = np.random.default_rng(seed)
    model = ["p_median", "set_cover", "max_cover"][seed % 3]
    cost = rng.integers(0, 9, (5, 5)).astype(float)
    given_to = Parameters(radius=2.0, opening_costs=rng.integers(1, 4, 5).astype(float))
    p, limit = (None, 7.0) if model == "set_cover" else (2, np.inf)
    document = json.loads(certificate_of(model, cost, p, given_to, limit=limit))
    for _ in range(data.draw(st.integers(1, 3))):
        *path, last = data.draw(st.sampled_from(list(numbers_in(document))))
        part = document
        for key in path:
            part = part[key]
        part[last] = data.draw(st.integers(-2, 9) | st.sampled_from([0.5, -0.5, 1.5]))
    try:
        objective, _ = checked(document)
    except RefusedError:
        return
    sign = -1 if document["maximised"] else 1
    best = optimum_of(read(json.dumps(document)))
    assert best is not None
    assert abs(sign * objective - best) <= Fraction(1, 10**6)


# -- what cannot be certified, and the checker by itself -------------------------------------------


def test_any_siting_has_its_certificate():
    towns = ["north", "middle", "south"]
    cost = pd.DataFrame([[0, 4, 9], [4, 0, 5], [9, 5, 0]], index=towns, columns=towns)
    document = read(site(cost, p=1, weights=[1, 1, 9]).certificate())
    assert document["names"][:3] == towns
    objective, bound = check(document)
    assert objective == 14
    assert 0 <= objective - bound <= tolerance(14.0)


def test_what_is_not_proven_has_no_certificate():
    instance = Instance.checked(np.ones((3, 3)), 1, None, Constraints())
    unproven = p_median(np.ones((3, 3)), 3, forbidden=[0])
    with pytest.raises(SitingError, match="not proven"):
        certificate(pose("p_median", instance, Parameters(), unproven, "abc"), unproven)


def test_a_bound_on_the_gini_coefficient_cannot_be_certified():
    with pytest.raises(SitingError, match="Gini"):
        certificate_of("p_median", np.ones((3, 3)), 1, equity=[Gini(0.5)])


def test_the_checker_runs_alone(certified, tmp_path):
    """Without the package: in isolated mode, from its file."""
    file = tmp_path / "certificate.json"

    def run(document):
        file.write_text(json.dumps(document), encoding="utf-8")
        command = [sys.executable, "-I", "-S", certificate_checker.__file__, str(file)]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    right = run(certified)
    assert (right.returncode, right.stderr) == (0, "")
    assert right.stdout.startswith("verified: objective ")
    document = copied(certified)
    document["tree"].pop()
    wrong = run(document)
    assert (wrong.returncode, wrong.stderr) == (1, "")
    assert wrong.stdout.startswith("refused: node ")


def test_decimals_are_read_as_they_stand():
    assert read('{"a": 0.1}')["a"] == Fraction(1, 10)
    assert math.isclose(float(read('{"a": 1e-3}')["a"]), 0.001)
