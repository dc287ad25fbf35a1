"""Technologies of hubs: the fit by hand, the assignment against brute force."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import hubplanner as hp
from hubplanner.errors import ScenarioError
from hubplanner.industries.technologies import Technology, TechnologyList
from hubplanner.language import Pair
from hubplanner.networking.technology_assignment import (
    assign_technologies,
    runner_up,
    technology_fit,
)


def a_list(ministries):
    technologies = {
        f"t{k}": Technology(f"t{k}", f"기술{k}", f"technology {k}", (), "", (), "", ministry, "")
        for k, ministry in enumerate(ministries)
    }
    names = {ministry: Pair(ministry, ministry) for ministry in ministries}
    return TechnologyList("목록", "list", "", technologies, names)


def brute_force(fit, technologies, uses, most, fixed):
    """All feasible totals, best first."""
    ministries = [one.ministry for one in technologies.technologies.values()]
    totals = []
    for choice in itertools.product(range(fit.shape[1]), repeat=len(fit)):
        times = pd.Series(choice).value_counts()
        led = pd.Series([ministries[k] for k in choice]).value_counts()
        kept = all(fit.columns[choice[fit.index.get_loc(hub)]] == key for hub, key in fixed.items())
        if times.max() <= uses and led.max() <= most and kept:
            totals.append((fit.to_numpy()[np.arange(len(fit)), list(choice)].sum(), choice))
    return sorted(totals, reverse=True)


@settings(max_examples=50, deadline=None)
@given(data=st.data())
def test_the_assignment_and_its_runner_up_against_brute_force(data):
    hubs, keys = data.draw(st.integers(1, 4)), data.draw(st.integers(2, 5))
    technologies = a_list(data.draw(st.lists(st.sampled_from("xyz"), min_size=keys, max_size=keys)))
    cells = st.integers(0, 1000).map(lambda value: value / 1000)
    values = data.draw(st.lists(cells, min_size=hubs * keys, max_size=hubs * keys))
    names = [f"h{i}" for i in range(hubs)]
    fit = pd.DataFrame(
        np.reshape(values, (hubs, keys)), index=names, columns=list(technologies.technologies)
    )
    uses, most = data.draw(st.integers(1, 2)), data.draw(st.integers(1, 4))
    fixed = {"h0": "t1"} if data.draw(st.booleans()) else {}
    every = brute_force(fit, technologies, uses, most, fixed)
    if not every:
        with pytest.raises(ScenarioError):
            assign_technologies(fit, technologies, uses=uses, ministry_most=most, fixed=fixed)
        return
    found = assign_technologies(fit, technologies, uses=uses, ministry_most=most, fixed=fixed)
    assert found.total == pytest.approx(every[0][0])
    second = runner_up(fit, technologies, found, fixed)
    if len(every) == 1:
        assert second.assignment is None
    else:
        assert second.cost == pytest.approx(every[0][0] - every[1][0])
    for row, hub in enumerate(names):
        taken = list(fit.columns).index(found.technology[hub])
        others = [total for total, choice in every if choice[row] != taken]
        if others and hub not in fixed:
            assert second.by_hub["cost"][hub] == pytest.approx(every[0][0] - max(others))
        else:
            assert second.by_hub["technology"][hub] == ""


def test_caps_widen_only_as_far_as_the_hubs_need():
    technologies = a_list("xxxy")
    fit = pd.DataFrame(
        np.full((4, 4), 0.5), index=list("abcd"), columns=list(technologies.technologies)
    )
    found = assign_technologies(fit, technologies)
    assert (found.uses, found.ministry_most) == (1, 3)  # half would be 2: one hub too few
    more = assign_technologies(pd.concat([fit, fit.set_axis(list("efgh"))]), technologies)
    assert more.uses == 2


def test_too_few_technologies_are_refused():
    technologies = a_list("xy")
    fit = pd.DataFrame(
        np.full((3, 2), 0.5), index=list("abc"), columns=list(technologies.technologies)
    )
    with pytest.raises(ScenarioError, match="raise it to 2, or set it to 0"):
        assign_technologies(fit, technologies, uses=1)
    with pytest.raises(ScenarioError, match="'t9' of a is no technology of the list"):
        assign_technologies(fit, technologies, fixed={"a": "t9"})


def test_the_fit_by_hand():
    user_fit = pd.DataFrame({"k": [1.0, 0.0, 0.0, 0.0], "rare": 0.0}, index=list("pqrs"))
    user_weight = pd.DataFrame(
        [[2.0, 2.0, 0.0, 0.0, 9.0], [0.0, 0.0, 0.0, 0.0, 9.0]],
        index=["h", "alone"],
        columns=[*"pqrs", "unknown"],
    )
    field_fit = pd.DataFrame({"k": [0.5, 0.5, np.nan], "rare": [0.0, 0.0, np.nan]}, index=[*"xyz"])
    near = pd.DataFrame(1.0, index=["h", "alone"], columns=[*"xyz"])
    fit = technology_fit(user_fit, user_weight, field_fit, near)
    # Half of h's users against a quarter in the country, two observations and the country's one.
    smoothed = (2 * 0.5 + 0.25) / 3
    assert fit.users.at["h", "k"] == pytest.approx(smoothed / (smoothed + 0.25))
    assert fit.supply.at["h", "k"] == pytest.approx(0.5)  # like the country
    assert fit.fit.at["h", "k"] == pytest.approx((fit.users.at["h", "k"] + 0.5) / 2)
    # No user of 'alone' is known: the institutions alone.
    assert np.isnan(fit.users.at["alone", "k"])
    assert fit.fit.at["alone", "k"] == pytest.approx(0.5)
    assert (fit.fit["rare"] == 0).all()


def test_what_a_national_plan_fixes_stays(after_siting):
    hub = after_siting.hubs.iloc[0]
    place = f"kostat:{hub['region_code']}"
    wishes = after_siting.scenario.model_dump()
    wishes["network"]["fixed"] = {place: "composites", "서울 금천구": "robots"}
    plan = hp.make_plan(hp.load_dataset(), hp.Scenario.model_validate(wishes))
    assert plan.hubs["technology"][hub.name] == "composites"
    assert plan.hubs["technology_why_ko"][hub.name].startswith("국가계획으로 정해진 기술.")
    assert plan.network.fixed == {hub.name: "composites"}  # no hub in Geumcheon


def test_a_fixed_technology_that_no_list_has_is_refused_wherever_hubs_come():
    wrong = hp.Scenario.model_validate({"network": {"fixed": {"서울 금천구": "robotics"}}})
    with pytest.raises(ScenarioError, match="'robotics' of 서울 금천구 is no technology"):
        hp.make_plan(hp.load_dataset(), wrong)


def test_technologies_of_a_plan(after_siting):
    hubs = after_siting.hubs
    assert hubs["technology"].is_unique
    assert hubs["technology_fit"].between(0, 1).all()
    assert hubs["ministry_ko"].value_counts().max() <= 3
    assert (hubs["technology_why_ko"].str.len() > 20).all()
    assert (hubs["technology_why_en"].str.len() > 20).all()
    total = hubs["technology_fit"].sum()
    assert total == pytest.approx(after_siting.network.assignment.total)


def test_plan_json_tells_the_technologies_and_what_is_known(after_siting):
    told = after_siting.summary()
    assert [hub["technology"] for hub in told["hubs"]] == after_siting.hubs["technology"].tolist()
    network = told["network"]
    assert network["technologies"] == "Eleven core technologies of PCAST (2012)"
    total = after_siting.hubs["technology_fit"].sum()
    assert network["summed_fit"] == pytest.approx(total, abs=1e-5)
    assert network["regions_of_known_industries"]["by own statistics"] == 0
    assert network["regions_of_known_industries"]["estimated, half or more of the jobs"] > 30
