"""Lead hubs: the min-cost flow against HiGHS, networkx and by hand."""

from __future__ import annotations

import highspy
import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubplanner.networking.leads import (
    ALWAYS_LED,
    assign_leads,
    balanced_capacity,
    lead_costs,
    lead_hubs,
)
from hubplanner.siting.highs import quiet_highs
from hubplanner.travelling import choose_travel


def by_highs(cost, capacity):
    """The transportation problem as a linear program, written anew."""
    institutions, hubs = cost.shape
    highs = quiet_highs()
    for value in cost.ravel():
        highs.addVar(0.0, highspy.kHighsInf if np.isfinite(value) else 0.0)
        highs.changeColCost(highs.getNumCol() - 1, float(value) if np.isfinite(value) else 0.0)
    for i in range(institutions):
        members = np.arange(i * hubs, (i + 1) * hubs)
        highs.addRow(1.0, 1.0, hubs, members, np.ones(hubs))
    for j in range(hubs):
        members = np.arange(j, institutions * hubs, hubs)
        highs.addRow(0.0, float(capacity), institutions, members, np.ones(institutions))
    highs.run()
    if highs.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
        return None
    assert highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return highs.getInfo().objective_function_value


def by_networkx(cost, capacity):
    """The same as a flow in whole numbers, by networkx's network simplex."""
    flow = nx.DiGraph()
    flow.add_node("sink", demand=len(cost))
    for i, row in enumerate(cost):
        flow.add_node(("i", i), demand=-1)
        for j, value in enumerate(row):
            flow.add_edge(("i", i), ("j", j), weight=int(value), capacity=1)
    for j in range(cost.shape[1]):
        flow.add_edge(("j", j), "sink", capacity=capacity)
    return nx.network_simplex(flow)[0]


def test_nearest_first_is_not_optimal():
    # In order, the first two would fill the near hub and send the third 90 minutes away.
    cost = np.array([[10.0, 12.0], [10.0, 11.0], [10.0, 100.0]])
    lead = assign_leads(cost, 2)
    assert lead.tolist() == [0, 1, 0]
    assert cost[np.arange(3), lead].sum() == 31


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_the_flow_is_optimal(data):
    hubs = data.draw(st.integers(1, 6))
    institutions = data.draw(st.integers(1, 20))
    capacity = data.draw(st.integers(-(-institutions // hubs), institutions))
    flat = data.draw(
        st.lists(st.integers(0, 50), min_size=institutions * hubs, max_size=institutions * hubs)
    )
    cost = np.array(flat, dtype=float).reshape(institutions, hubs)
    lead = assign_leads(cost, capacity)
    assert np.bincount(lead, minlength=hubs).max() <= capacity
    total = cost[np.arange(institutions), lead].sum()
    assert total == pytest.approx(by_highs(cost, capacity))
    assert total == by_networkx(cost, capacity)


@settings(max_examples=100, deadline=None)
@given(seed=st.integers(0, 10_000), hubs=st.integers(1, 5), institutions=st.integers(1, 12))
def test_the_flow_is_optimal_where_not_every_lead_is_allowed(seed, hubs, institutions):
    rng = np.random.default_rng(seed)
    cost = rng.integers(0, 50, (institutions, hubs)).astype(float)
    cost[rng.random(cost.shape) < 0.4] = np.inf
    capacity = int(rng.integers(1, institutions + 1))
    able = np.isfinite(cost).any(axis=1)
    best = by_highs(cost[able], capacity) if able.any() else 0.0
    if best is None:
        with pytest.raises(ValueError, match="cannot lead"):
            assign_leads(cost, capacity)
        return
    lead = assign_leads(cost, capacity)
    assert (lead[~able] == -1).all()
    assert (np.bincount(lead[able], minlength=hubs) <= capacity).all()
    assert cost[able, lead[able]].sum() == pytest.approx(best)


def test_leads_by_hand():
    minutes = pd.DataFrame(
        {"a": [50.0, 10.0], "b": [20.0, 30.0], "c": [130.0, 20.0], "jeju": [430.0, 400.0]},
        index=["hub-A", "hub-B"],
    )
    # a and c are of the province of hub A, which is too far from c.
    home = pd.DataFrame(
        [[True, False, True, False], [False, False, False, True]],
        index=minutes.index,
        columns=minutes.columns,
    )
    kinds = pd.Series("technopark", index=minutes.columns)
    leads, capacity = lead_hubs(minutes, home, kinds, limit=120, balance=1.0)
    assert leads.to_dict() == {"a": "hub-A", "b": "hub-A", "c": "hub-B"}
    assert capacity == 2
    # All near hub B alone: even shares would be 2 of 3, and one would be left without a lead.
    near_b, _ = minutes.assign(jeju=[430.0, 90.0], a=[430.0, 10.0], b=[430.0, 30.0]), None
    leads, capacity = lead_hubs(near_b, home & False, kinds, limit=120, balance=1.0)
    assert set(leads) == {"hub-B"}
    assert capacity == 4


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10_000), hubs=st.integers(1, 5), institutions=st.integers(1, 15))
def test_nobody_is_led_beyond_the_limit_and_the_own_province_goes_first(seed, hubs, institutions):
    rng = np.random.default_rng(seed)
    minutes = pd.DataFrame(
        rng.uniform(0, 250, (hubs, institutions)), index=[f"hub-{k}" for k in range(hubs)]
    )
    home = pd.DataFrame(rng.random(minutes.shape) < 0.2, index=minutes.index)
    kinds = pd.Series("ccei", index=minutes.columns)
    leads, capacity = lead_hubs(minutes, home, kinds, limit=120, balance=1.5)
    assert set(leads.index) == set(minutes.columns[(minutes <= 120).any()])
    for place, hub in leads.items():
        assert minutes.at[hub, place] <= 120
        if (home[place] & (minutes[place] <= 120)).any():
            assert home.at[hub, place]
    if leads.empty:
        return
    costs = lead_costs(minutes.to_numpy(), home.to_numpy(), 120).T[leads.index]
    even = balanced_capacity(len(leads), hubs, 1.5)
    assert capacity == even or by_highs(costs, capacity - 1) is None  # no larger than need be
    total = sum(minutes.at[hub, place] for place, hub in leads.items())
    assert total == pytest.approx(by_highs(costs, capacity))


def test_total_travel_of_the_baseline_equals_the_optimum(baseline):
    travel, choice = choose_travel(baseline.scenario.travel), baseline.scenario.network
    places = baseline.hubs.set_index("region_code")
    today = baseline.regions["sido_today_code"]
    for kind in ALWAYS_LED:
        members = baseline.institutions[baseline.institutions["kind"] == kind]
        minutes = travel.minutes(places, members).set_axis(baseline.hubs.index)
        home = today[places.index].to_numpy()[:, None] == today[members["region_code"]].to_numpy()
        costs = lead_costs(minutes.to_numpy(), home, choice.lead_minutes).T
        led = members[members["lead_hub"] != ""]["lead_hub"]
        able = np.isfinite(costs).any(axis=1)
        assert members.index[able].tolist() == led.index.tolist()
        total = sum(minutes.at[hub, place] for place, hub in led.items())
        capacity = max(
            balanced_capacity(len(led), len(places), choice.lead_balance),
            int(led.value_counts().max()),
        )
        assert total == pytest.approx(by_highs(costs[able], capacity))


def test_refused():
    with pytest.raises(ValueError, match="2 hubs of 1 cannot lead 3 institutions"):
        assign_leads(np.ones((3, 2)), 1)
    with pytest.raises(ValueError, match="finite"):
        assign_leads([[np.nan]], 1)


def test_capacity_never_leaves_anybody_out():
    for institutions in range(1, 40):
        for hubs in range(1, 12):
            assert balanced_capacity(institutions, hubs, 1.0) * hubs >= institutions
