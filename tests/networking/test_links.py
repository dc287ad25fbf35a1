"""Links and graph, worked by hand and on the baseline."""

from __future__ import annotations

import math

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from hubplanner.networking.links import (
    ALWAYS_LED,
    COLUMNS,
    Gravity,
    hub_links,
    institution_links,
    local_links,
    user_links,
)

GRAVITY = Gravity(decay_minutes=60, base_fit=0.5, mass={"institute": 2.0})


def tied(most_hubs=3):
    minutes = pd.DataFrame(
        {"tp": [200.0, 120.0], "uni": [30.0, 60.0], "far": [150.0, 100.0], "lab": [10.0, 80.0]},
        index=["hub-A", "hub-B"],
    )
    fit = pd.DataFrame(
        {"tp": [1.0, 1.0], "uni": [0.0, 1.0], "far": [1.0, 1.0], "lab": [np.nan, np.nan]},
        index=["hub-A", "hub-B"],
    )
    kinds = pd.Series(
        {"tp": "technopark", "uni": "university", "far": "university", "lab": "institute"}
    )
    leads = pd.Series({"tp": "hub-A"})
    return institution_links(
        minutes, fit, kinds, leads, GRAVITY, reach_minutes=90, most_hubs=most_hubs
    )


def test_links_by_hand():
    links, lead = tied()
    found = {(r.source, r.target): (r.kind, r.role, r.minutes) for r in links.itertuples()}
    assert found == {
        ("hub-A", "tp"): ("local_support", "lead", 200),  # beyond reach, as the flow decided
        # 30 minutes without fit, exp(-1/2) / 2, are weaker than 60 minutes with it, exp(-1).
        ("hub-B", "uni"): ("training", "lead", 60),
        ("hub-A", "uni"): ("training", "second", 30),
        ("hub-A", "lab"): ("rnd", "lead", 10),
        ("hub-B", "lab"): ("rnd", "second", 80),
    }
    assert lead.to_dict() == {"tp": "hub-A", "uni": "hub-B", "far": "", "lab": "hub-A"}


def test_an_institution_has_room_for_so_many_hubs():
    links, _ = tied(most_hubs=1)
    assert links["target"].is_unique
    assert set(links["role"]) == {"lead"}


def test_strength_by_hand():
    strength = tied()[0].set_index(["source", "target"])["strength"]
    assert strength["hub-A", "tp"] == pytest.approx(math.exp(-200 / 60))
    assert strength["hub-A", "uni"] == pytest.approx(math.exp(-0.5) * 0.5)
    # The mass of institutes is 2 and the unknown fit counts as none.
    assert strength["hub-A", "lab"] == pytest.approx(2 * math.exp(-10 / 60) * 0.5)


def test_users_and_peers_by_hand():
    users = pd.DataFrame(
        {"hub_region": ["A", "A"], "hub_minutes": [60.0, 0.0]}, index=["known", "unknown"]
    )
    fit = pd.DataFrame({"robots": [0.4]}, index=["known"])
    links = user_links(users, fit, pd.Series({"hub-A": "robots"}), GRAVITY).set_index("target")
    assert links["fit"]["known"] == 0.4
    assert math.isnan(links["fit"]["unknown"])
    assert links["strength"]["known"] == pytest.approx(math.exp(-1) * 0.7)
    assert links["strength"]["unknown"] == pytest.approx(0.5)

    apart = pd.DataFrame(60.0, index=["hub-A", "hub-B"], columns=["hub-A", "hub-B"])
    peers = hub_links(apart, apart / 120, GRAVITY)
    assert peers[["source", "target", "role"]].to_numpy().tolist() == [["hub-A", "hub-B", "peer"]]
    assert peers["strength"][0] == pytest.approx(math.exp(-1) * 0.75)


def test_local_support_comes_from_the_own_province():
    institutions = pd.DataFrame(
        {
            "kind": ["technopark", "technopark", "technopark", "ccei"],
            "region_code": ["21010", "21020", "22010", "22010"],
        },
        index=["tp-1", "tp-2", "tp-3", "ccei-1"],
    )
    regions = pd.DataFrame({"sido_code": ["21", "22"]}, index=["21030", "22020"])
    minutes = pd.DataFrame(
        [[40.0, 30.0, 5.0, 5.0], [1.0, 1.0, 20.0, 20.0]],
        index=regions.index,
        columns=institutions.index,
    )
    links = local_links(minutes, institutions, regions, GRAVITY)
    assert set(zip(links["source"], links["target"], strict=True)) == {
        ("tp-2", "21030"),
        ("tp-3", "22020"),
        ("ccei-1", "22020"),
    }


def test_every_technopark_and_ccei_has_one_lead_hub(baseline):
    led = baseline.institutions[baseline.institutions["kind"].isin(ALWAYS_LED)]
    assert len(led) == 38
    assert led["lead_hub"].isin(baseline.hubs.index).all()
    leads = baseline.links[baseline.links["role"] == "lead"].set_index("target")["source"]
    assert leads.index.is_unique
    assert (leads[led.index] == led["lead_hub"]).all()
    for kind in ALWAYS_LED:
        of_hub = led[led["kind"] == kind]["lead_hub"].value_counts()
        assert of_hub.max() <= baseline.network.lead_capacity == 5


def test_an_institution_without_a_hub_has_no_tie_to_one(baseline):
    alone = baseline.institutions.index[baseline.institutions["lead_hub"] == ""]
    ties = baseline.links[baseline.links["source"].str.startswith("hub-")]
    assert set(alone).isdisjoint(ties["target"])


def test_links_are_complete_and_sorted(baseline):
    links = baseline.links
    assert list(links.columns[: len(COLUMNS)]) == COLUMNS
    assert not links.duplicated(["source", "target"]).any()
    keys = links[["source", "kind", "target"]].apply(tuple, axis=1).tolist()
    assert keys == sorted(keys)
    known = links["fit"].dropna()
    assert known.between(0, 1).all()
    assert links["strength"].between(0, 1).all()
    assert set(links["kind"]) == {"rnd", "training", "local_support", "user", "hub_to_hub"}


def test_graph_holds_all_nodes_and_links(baseline):
    graph = baseline.graph
    kinds = nx.get_node_attributes(graph, "kind")
    assert sum(kind == "hub" for kind in kinds.values()) == 6
    assert sum(kind == "region" for kind in kinds.values()) == 40
    assert graph.number_of_edges() == len(baseline.links)
    for link in baseline.links.itertuples():
        assert graph.edges[link.source, link.target]["minutes"] == link.minutes
    hub = baseline.hubs.index[0]
    assert graph.nodes[hub]["technology"] == baseline.hubs["technology"].iloc[0]
    ends = baseline.links["source"].eq(hub) | baseline.links["target"].eq(hub)
    assert graph.degree[hub] == ends.sum()


def test_graph_can_be_exported(baseline, tmp_path):
    nx.write_graphml(baseline.graph, tmp_path / "network.graphml")
    again = nx.read_graphml(tmp_path / "network.graphml")
    assert set(again.nodes) == set(baseline.graph.nodes)
