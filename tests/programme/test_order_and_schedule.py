"""Rounds of selection, what must stand before what, and the critical path, worked by hand."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubplanner.errors import ScenarioError
from hubplanner.programme.funding import fund
from hubplanner.programme.order import BuildingOrder, building_order
from hubplanner.programme.schedule import schedule
from hubplanner.scenario import Scenario
from hubplanner.scenario_programme import FundingChoice, RoadmapChoice

CODES = {"hub-26020": "26020", "hub-38090": "38090", "hub-37050": "37050"}
FEW = FundingChoice(draws=100)


@pytest.fixture(scope="module")
def regions(dataset):
    return dataset.regions


def hubs(*tiers):
    table = pd.DataFrame({"region_code": list(CODES.values())}, index=list(CODES))
    return table.assign(tier=tiers) if tiers else table


def order_of(*waves, after=()):
    wave = {hub: number for number, wave in enumerate(waves, 1) for hub in wave}
    return BuildingOrder(list(wave), pd.Series(wave), list(after))


def test_firm_hubs_come_first(regions):
    found = building_order(hubs("contested", "firm", "contested"), regions, RoadmapChoice())
    assert found.hubs == ["hub-38090", "hub-26020", "hub-37050"]
    assert found.wave.to_dict() == {"hub-38090": 1, "hub-26020": 2, "hub-37050": 2}


def test_without_draws_there_is_one_round(regions):
    assert set(building_order(hubs(), regions, RoadmapChoice()).wave) == {1}


def test_a_scenario_s_rounds_and_what_must_stand_before(regions):
    choice = RoadmapChoice(
        waves=(("구미시",), ("거제시", "울산 남구")), after={"구미시": ("거제시",)}
    )
    found = building_order(hubs("firm", "firm", "firm"), regions, choice)
    # Gumi waits for Geoje of the second round, and with it its own round moves.
    assert found.hubs == ["hub-26020", "hub-38090", "hub-37050"]
    assert found.wave.tolist() == [2, 2, 2]
    assert found.after == [("hub-38090", "hub-37050")]


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        (
            {"after": {"구미시": ("거제시",), "거제시": ("구미시",)}},
            "roadmap.after goes in a circle",
        ),
        ({"after": {"구미시": ("군산시",)}}, "roadmap.after: 군산시 is no hub of this plan"),
        ({"waves": (("구미시",),)}, "roadmap.waves leaves out 남구, 거제시"),
        ({"waves": (("없는곳",),)}, "roadmap.waves: "),
    ],
)
def test_what_cannot_be_is_refused_by_its_key(regions, choice, words):
    with pytest.raises(ScenarioError, match=words):
        building_order(hubs("firm", "firm", "firm"), regions, RoadmapChoice(**choice))


@pytest.mark.parametrize(
    ("section", "words"),
    [
        ({"funding": {"public": [3.0, 2.0, 4.0]}}, "funding.public.*low, middle, high"),
        ({"funding": {"years": [5, 6]}}, "funding.years"),
        ({"funding": {"public": [1e4, 12_500.0, 15_000.0]}}, "less than or equal to 10000"),
        ({"funding": {"by_hub": True}}, "^funding.by_hub takes .* siting.opening_cost: state it"),
        ({"roadmap": {"waves": [["거제시"], ["거제시"]]}}, "roadmap.waves names 거제시 twice"),
        ({"funding": {"ceilings": 1.0}}, "unknown key 'funding.ceilings'"),
    ],
)
def test_refused_keys_are_named(section, words):
    with pytest.raises(ScenarioError, match=words):
        Scenario(**section)


# -- the critical path -------------------------------------------------------------------


def test_two_rounds_by_hand():
    """Selected 2027 and 2028, built 2028 and 2029, public money to 2033 and 2034: the second
    round, and the selection of the first before it, cannot be late; the first's building can, by a
    year."""
    order, choice = order_of(["a"], ["b"]), RoadmapChoice(start=2027)
    tasks = schedule(order, fund(order, FEW, choice), choice).tasks
    shown = tasks[["start", "end", "slack", "critical"]].astype(object)
    told = shown.where(shown.notna(), None).T.to_dict("list")
    assert told == {
        "a/select": [2027, 2027, 0, True],
        "a/build": [2028, 2028, 1, False],
        "a/run": [2029, 2033, 1, False],
        "a/after_public": [2034, 2046, None, False],
        "b/select": [2028, 2028, 0, True],
        "b/build": [2029, 2029, 0, True],
        "b/run": [2030, 2034, 0, True],
        "b/after_public": [2035, 2046, None, False],
    }
    assert tasks.loc["b/select", "after"] == "a/select"


def test_what_must_be_built_before_is_waited_for():
    order = order_of(["a", "b"], after=[("a", "b")])
    choice = RoadmapChoice(build_years=2)
    tasks = schedule(order, fund(order, FEW, choice), choice).tasks
    assert tasks.loc["a/build", "end"] == 2029
    assert tasks.loc["b/build", "start"] == 2030
    assert "a/build" in tasks.loc["b/build", "after"].split(";")


def test_building_that_takes_all_years_of_money_is_refused():
    order, choice = order_of(["a"]), RoadmapChoice(build_years=6)
    with pytest.raises(ScenarioError, match="build_years = 6 leaves no year to run"):
        schedule(order, fund(order, FEW, choice), choice)


@settings(max_examples=40)
@given(
    st.lists(st.integers(1, 3), min_size=1, max_size=3),
    st.integers(1, 3),
    st.integers(1, 3),
    st.none() | st.integers(125, 600),
)
def test_every_dependency_is_kept_and_money_is_all_of_it(sizes, select, build, ceiling):
    names = iter("abcdefghij")
    order = order_of(*([next(names) for _ in range(size)] for size in sizes))
    choice = RoadmapChoice(select_years=select, build_years=build)
    funding = fund(order, FEW.model_copy(update={"ceiling": ceiling}), choice)
    found = schedule(order, funding, choice)
    tasks = found.tasks
    for before, then in found.graph.edges:
        assert tasks.at[before, "end"] < tasks.at[then, "start"]
    counted = tasks.dropna(subset="slack")
    assert (counted["slack"] >= 0).all()
    assert counted.empty or counted["critical"].any()
    by_task = tasks.groupby("hub_id")["public"].sum()
    by_hub = funding.hubs["public"].dropna()
    assert by_task.reindex(by_hub.index).tolist() == pytest.approx(by_hub.tolist())
