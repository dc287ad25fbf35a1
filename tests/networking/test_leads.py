"""Lead hubs: the min-cost flow against HiGHS, networkx and by hand."""

from __future__ import annotations

import highspy
import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubplanner.networking.leads import assign_leads, balanced_capacity
from hubplanner.networking.links import ALWAYS_LED
from hubplanner.siting.program import quiet_highs
from hubplanner.travelling import choose_travel


def by_highs(cost, capacity):
    """The transportation problem as a linear program, written anew."""
    institutions, hubs = cost.shape
    highs = quiet_highs()
    for value in cost.ravel():
        highs.addVar(0.0, highspy.kHighsInf)
        highs.changeColCost(highs.getNumCol() - 1, float(value))
    for i in range(institutions):
        members = np.arange(i * hubs, (i + 1) * hubs)
        highs.addRow(1.0, 1.0, hubs, members, np.ones(hubs))
    for j in range(hubs):
        members = np.arange(j, institutions * hubs, hubs)
        highs.addRow(0.0, float(capacity), institutions, members, np.ones(institutions))
    highs.run()
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


def test_total_travel_of_the_baseline_equals_the_optimum(baseline):
    travel = choose_travel(baseline.scenario.travel)
    places = baseline.hubs.set_index("region_code")
    for kind in ALWAYS_LED:
        members = baseline.institutions[baseline.institutions["kind"] == kind]
        minutes = travel.minutes(places, members).set_axis(baseline.hubs.index).T
        capacity = balanced_capacity(len(members), len(baseline.hubs), 1.5)
        total = sum(minutes.at[i, hub] for i, hub in members["lead_hub"].items())
        assert total == pytest.approx(by_highs(minutes.to_numpy(), capacity))


def test_refused():
    with pytest.raises(ValueError, match="2 hubs of 1 cannot lead 3 institutions"):
        assign_leads(np.ones((3, 2)), 1)
    with pytest.raises(ValueError, match="finite"):
        assign_leads([[np.nan]], 1)


def test_capacity_never_leaves_anybody_out():
    for institutions in range(1, 40):
        for hubs in range(1, 12):
            assert balanced_capacity(institutions, hubs, 1.0) * hubs >= institutions
