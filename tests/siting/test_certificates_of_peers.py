"""Certificates of the models that are no models of a scenario, at all scales, by enumeration."""

from __future__ import annotations

import json

import numpy as np
import pytest
from siting_scales import KEPT, admissible
from siting_scales_of_peers import MODELS as NAMES
from siting_scales_of_peers import drawn

from hubplanner.errors import SitingError
from hubplanner.siting import Gini, site
from hubplanner.siting.certificate import certificate
from hubplanner.siting.certificate_checker import RefusedError, check, read
from hubplanner.siting.certificate_programs import pose
from hubplanner.siting.constraints import Constraints
from hubplanner.siting.instance import Instance
from hubplanner.siting.models import MODELS, Parameters

WITHOUT = {"market_share"}
BLOCK = 500


def posed(case):
    """The solution of a drawn case, and what poses it."""
    known, side = MODELS[case.model], Constraints(**case.constraints)
    instance = Instance.checked(case.cost, case.p, case.weights, side, serves_all=known.serves_all)
    given = Parameters(p=case.p, **case.given)
    names = [str(j) for j in range(case.cost.shape[1])]
    solution = known.solve(instance, given)
    return solution, lambda: pose(case.model, instance, given, solution, names)


def said_of(seed):
    """Model and verdict on its certificate: '' where it is right."""
    case = drawn(seed)
    bounded = any(isinstance(one, Gini) for one in case.constraints.get("equity", ()))
    if case.model in WITHOUT or bounded:
        return case.model, "not asked"
    solution, program = posed(case)
    if not solution.optimal:
        return case.model, "not asked"
    try:
        objective, bound = check(read(certificate(program(), solution)))
    except SitingError:
        return case.model, "none"
    value, size = min((value, size) for _, value, size in admissible(case, KEPT))
    near = max(min(1e-6, 1e-9 * size), 1e-12 * size) * 2
    off = max(abs(float(one) - case.sign * value) for one in (objective, bound))
    return case.model, "" if off <= near else f"{seed} is certified at {float(objective)}"


def all_right(seeds):
    said = [said_of(seed) for seed in seeds]
    assert {word for _, word in said} <= {"", "none", "not asked"}
    right = [model for model, word in said if not word]
    assert set(right) == set(NAMES) - WITHOUT
    # Decimals of sums that nearly cancel out are not the same: a regret of 1e-13 in 1e9, say.
    none = [model for model, word in said if word == "none"]
    assert len(none) < len(right) / 10
    assert len([model for model in none if "regret" not in model]) < len(right) / 40


@pytest.mark.slow
def test_what_is_certified_is_the_optimum():
    all_right(range(BLOCK))


@pytest.mark.soak
@pytest.mark.parametrize("first", range(BLOCK, 8 * BLOCK, BLOCK))
def test_thousands_more(first):
    all_right(range(first, first + BLOCK))


COST = np.array([[0.0, 4.0, 9.0], [4.0, 0.0, 5.0], [9.0, 5.0, 0.0]])


def test_shares_are_told_as_fractions():
    found = site(COST, model="capacitated_fixed_charge", opening_costs=[1.0, 1, 1], capacity=1.0)
    assert check(read(found.certificate()))[0] == 3
    capacity, needed = [0.3, 9.0, 0.0], [0.7, 0.5, 0.2]
    found = site(
        COST, model="capacitated_fixed_charge", opening_costs=[1.0, 1, 1],
        capacity=capacity, volumes=needed,
    )  # fmt: skip
    document = json.loads(found.certificate())
    fractions = [one for one in document["chosen"] if isinstance(one[1], str)]
    assert [value for _, value in fractions] == ["3/7", "4/7"]
    fractions[0][1] = "2/7"
    with pytest.raises(RefusedError, match="break a bound or a row"):
        check(read(json.dumps(document)))
    fractions[0][1] = "three sevenths"
    with pytest.raises(RefusedError, match="incomplete or damaged"):
        check(read(json.dumps(document)))


def test_of_cover_that_grows_by_degrees():
    degree = np.array([[1.0, 0.3, 0.0], [0.3, 1.0, 1e-9], [0.0, 1e-9, 3e-9]])
    found = site(COST, model="max_cover", p=1, degree=degree, weights=[1.0, 2.0, 1.0])
    objective, _ = check(read(found.certificate()))
    assert float(objective) == pytest.approx(found.objective, abs=1e-12)


@pytest.mark.parametrize(
    "asked",
    [
        {"model": "market_share", "p": 1, "rival_attraction": 1.0},
        {"model": "backup_cover", "radius": 5.0},
    ],
)
def test_what_is_no_linear_program_or_an_order_of_two_has_none(asked):
    with pytest.raises(SitingError, match="has no certificate"):
        site(COST, **asked).certificate()
