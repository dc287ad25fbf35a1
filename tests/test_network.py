"""Links and graph, worked by hand and on the baseline."""

from __future__ import annotations

import math

import networkx as nx
import pandas as pd
import pytest

from hubplanner.network import link_hubs
from hubplanner.network.links import ALWAYS_LED


@pytest.fixture
def hand_worked():
    minutes = pd.DataFrame(
        {"tp": [200.0, 120.0], "uni": [30.0, 60.0], "far": [150.0, 100.0], "lab": [10.0, 95.0]},
        index=["A", "B"],
    )
    kinds = pd.Series(
        {"tp": "technopark", "uni": "university", "far": "university", "lab": "institute"}
    )
    users = pd.DataFrame({"hub_region": ["A"], "hub_minutes": [60.0]}, index=["R"])
    return link_hubs(minutes, kinds, users, reach_minutes=90, decay_minutes=60)


def test_links_by_hand(hand_worked):
    links, _ = hand_worked
    found = {(r.source, r.target): (r.kind, r.minutes) for r in links.itertuples()}
    assert found == {
        ("hub-A", "lab"): ("rnd", 10),
        ("hub-A", "R"): ("user", 60),
        ("hub-A", "uni"): ("training", 30),
        ("hub-B", "uni"): ("training", 60),
        ("hub-B", "tp"): ("local_support", 120),  # beyond reach, yet never left without a hub
    }


def test_lead_hub_by_hand(hand_worked):
    _, lead = hand_worked
    assert lead.to_dict() == {"tp": "hub-B", "uni": "hub-A", "far": "", "lab": "hub-A"}


def test_strength_decays_with_minutes(hand_worked):
    links, _ = hand_worked
    for link in links.itertuples():
        assert link.strength == pytest.approx(math.exp(-link.minutes / 60))


def test_every_technopark_and_ccei_has_one_lead_hub(baseline):
    led = baseline.institutions[baseline.institutions["kind"].isin(ALWAYS_LED)]
    assert len(led) == 38
    assert led["lead_hub"].isin(baseline.hubs.index).all()


def test_the_lead_hub_is_the_nearest_that_is_linked(baseline):
    links = baseline.links[baseline.links["target"].isin(baseline.institutions.index)]
    nearest = links.sort_values("minutes").drop_duplicates("target").set_index("target")["source"]
    lead = baseline.institutions["lead_hub"]
    assert (lead[lead != ""] == nearest.reindex(lead[lead != ""].index)).all()
    assert set(lead.index[lead == ""]).isdisjoint(links["target"])


def test_graph_holds_all_nodes_and_links(baseline):
    graph = baseline.graph
    kinds = nx.get_node_attributes(graph, "kind")
    assert sum(kind == "hub" for kind in kinds.values()) == 6
    assert sum(kind == "region" for kind in kinds.values()) == 40
    assert graph.number_of_edges() == len(baseline.links)
    for link in baseline.links.itertuples():
        assert graph.edges[link.source, link.target]["minutes"] == link.minutes
    hub = baseline.hubs.index[0]
    assert graph.degree[hub] == (baseline.links["source"] == hub).sum()


def test_graph_can_be_exported(baseline, tmp_path):
    nx.write_graphml(baseline.graph, tmp_path / "network.graphml")
    again = nx.read_graphml(tmp_path / "network.graphml")
    assert set(again.nodes) == set(baseline.graph.nodes)
