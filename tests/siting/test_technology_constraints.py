"""Why hubs cannot have the technologies asked for: against enumeration, and in words."""

from __future__ import annotations

from itertools import combinations
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from siting_oracle import choices
from siting_strategies import examples

import hubplanner as hp
from hubplanner.errors import SitingError
from hubplanner.language import Text
from hubplanner.pipeline import make_plan
from hubplanner.scenario_siting import NetworkChoice, SitingChoice
from hubplanner.siting import FacilityTypes
from hubplanner.siting.clashes import explain
from hubplanner.siting.constraints import Requirements
from hubplanner.siting.problem import Constraint, Problem
from hubplanner.siting.technology_constraints import any_technology, technology_constraints

MINISTRIES = [(0, 1), (2,)]


def posed(fit, hubs, uses, min_fit, most, fixed, required):
    """Five regions with a site each, three technologies of two ministries, as a scenario does."""
    n_sites, n_types = fit.shape
    allowed = fit >= min_fit
    types = FacilityTypes(
        tuple(range(n_types)), np.ones((1, n_types)), np.ones((1, n_sites)), fit, allowed,
        uses, [(one, most) for one in MINISTRIES] if most else [], dict(fixed),
    )  # fmt: skip
    constraints = technology_constraints(
        SitingChoice(hubs=hubs, min_fit=min_fit),
        NetworkChoice(ministry_most=most),
        SimpleNamespace(in_regions=list, region_called=lambda code: Text("{code}", code=code)),
        SimpleNamespace(
            types=types,
            fixed=fixed,
            technology=lambda kind: SimpleNamespace(name=Text("{kind}", kind=kind)),
        ),
    )
    given_number = Constraint(
        "siting.hubs", Text("{number} hubs"), lambda p: Requirements(p=int(p)), float(hubs),
        lambda: range(hubs - 1, 0, -1), monotone=False,
    )  # fmt: skip
    there = [
        Constraint("siting.required", Text("{j}", j=j), lambda _, j=j: Requirements(required=[j]))
        for j in sorted(required)
    ]
    places = {"region_code": range(n_sites), "opening_cost": 1.0}
    return Problem(
        "gradual_cover", pd.DataFrame({"weight": [1.0]}), pd.DataFrame(places),
        np.zeros((1, n_sites)), np.zeros((0, 0)), (given_number, *there, *constraints),
        "equal", "regions", types=any_technology(types),
    )  # fmt: skip


def possible(kept, fit, fixed):
    """Whether any sites with any technologies keep these constraints, one after the other."""
    n_sites, n_types = fit.shape
    numbers = {one.key: one.number for one in kept}
    told = [str(one.text) for one in kept]
    allowed = fit >= numbers.get("siting.min_fit", 0.0)
    for site, kind in fixed.items():
        allowed[site, kind] = True
    most = numbers.get("network.ministry_most")
    asked = {
        "need": np.ones((1, n_types)),
        "allowed": allowed,
        "uses": numbers.get("network.technology_uses", n_sites),
        "caps": [] if most is None else [(one, most) for one in MINISTRIES],
        "fixed": {
            site: kind for site, kind in fixed.items() if f"a hub in {site} takes {kind}" in told
        },
    }
    required = {int(str(one.text)) for one in kept if one.key == "siting.required"}
    sizes = [int(numbers["siting.hubs"])] if "siting.hubs" in numbers else range(n_sites + 1)
    return any(
        True
        for size in sizes
        for sites in combinations(range(n_sites), size)
        if required <= set(sites)
        for _ in choices(sites, asked)
    )  # fmt: skip


@examples(60)
@given(st.data())
def test_clashes_and_ways_out_against_enumeration(data):
    cells = st.sampled_from([0.0, 0.1, 0.25, 0.4, 0.8])
    fit = np.array(data.draw(st.lists(cells, min_size=12, max_size=12))).reshape(4, 3)
    fixed = data.draw(st.dictionaries(st.integers(0, 3), st.integers(0, 2), max_size=2))
    problem_of = {
        "hubs": data.draw(st.integers(1, 4)),
        "uses": data.draw(st.integers(1, 2)),
        "min_fit": data.draw(st.sampled_from([0.0, 0.2, 0.5])),
        "most": data.draw(st.integers(0, 2)),
        "required": data.draw(st.sets(st.integers(0, 3), max_size=2)),
    }
    assume(fixed or (fit >= problem_of["min_fit"]).any())
    problem = posed(fit, fixed=fixed, **problem_of)
    every = problem.constraints
    fits = possible(every, fit, fixed)
    assert problem.feasible(every) == fits
    assert (problem.solve().status == "infeasible") != fits
    if fits:
        return

    conflict = explain(problem)
    least = [
        some
        for size in range(1, 4)
        for some in combinations(every, size)
        if not possible(some, fit, fixed)
        and all(possible([o for o in some if o is not one], fit, fixed) for one in some)
    ]
    if least:
        assert {frozenset(map(id, clash)) for clash in conflict.clashes} == {
            frozenset(map(id, clash)) for clash in least
        }
    else:
        (clash,) = conflict.clashes
        assert not possible(clash, fit, fixed)
        assert all(possible([o for o in clash if o is not one], fit, fixed) for one in clash)

    way = conflict.relaxations[0]
    new = {id(one): number for one, number in way.changes}
    assert possible(changed(every, new), fit, fixed)
    if len(way.changes) == 1:  # nothing nearer would do, and no other constraint gives up less
        for one in every:
            for number in one.looser():
                share = abs(number - one.number) / one.number
                if possible(changed(every, {id(one): number}), fit, fixed):
                    assert way.share <= share + 1e-9
                    break


def changed(constraints, new):
    """The constraints with new numbers, those without one left out."""
    from dataclasses import replace

    kept = [one for one in constraints if id(one) not in new or new[id(one)] is not None]
    return [replace(one, number=new[id(one)]) if id(one) in new else one for one in kept]


def planned(dataset: hp.Dataset, **choices: object) -> hp.Plan:
    return make_plan(dataset, hp.Scenario.model_validate(choices))


def test_too_few_technologies_are_named_with_the_way_out(dataset: hp.Dataset) -> None:
    with pytest.raises(SitingError) as told:
        planned(dataset, siting={"hubs": 20}, network={"technology_uses": 1})
    text = str(told.value)
    assert "[20 hubs (siting.hubs) + hubs of one technology: at most 1" in text
    assert "cheapest way out: 20 → 15 hubs (siting.hubs)" in text


def test_ministries_are_named_with_the_way_out(dataset: hp.Dataset) -> None:
    with pytest.raises(SitingError) as told:
        planned(dataset, siting={"hubs": 8}, network={"ministry_most": 2})
    text = str(told.value)
    assert "hubs of one lead ministry: at most 2 (network.ministry_most)" in text
    assert "cheapest way out: 8 → 6 hubs (siting.hubs)" in text


def test_technologies_fixed_are_named(dataset: hp.Dataset) -> None:
    fixed = {"군산시": "ships", "거제시": "ships"}
    with pytest.raises(SitingError) as told:
        planned(
            dataset,
            siting={"hubs": 3, "required": ("군산시", "거제시")},
            network={"fixed": fixed, "technology_uses": 1},
        )
    text = str(told.value)
    assert text.count("(network.fixed)") == 2
    assert "(network.technology_uses)" in text
    assert "1 → 2" in text


def test_a_floor_on_capability_is_named_with_what_would_do(dataset: hp.Dataset) -> None:
    with pytest.raises(SitingError) as told:
        planned(dataset, siting={"hubs": 3, "required": ("울릉군",)})
    text = str(told.value)
    assert "(siting.required)" in text
    assert "(siting.min_fit)" in text
    assert "hubs with a capability of 0.2 → " in text
