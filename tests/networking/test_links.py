"""Links and graph, worked by hand and on the baseline."""

from __future__ import annotations

import math

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubplanner.networking.leads import ALWAYS_LED
from hubplanner.networking.links import (
    COLUMNS,
    LINK_KIND,
    Gravity,
    hub_links,
    institution_links,
    local_links,
    partner_ties,
    user_links,
)

GRAVITY = Gravity(decay_minutes=60, base_fit=0.5, mass={"institute": 2.0})


def tied(most_hubs=3):
    hubs = ["hub-A", "hub-B"]
    minutes = pd.DataFrame(
        {
            **{"tp": [100.0, 120.0], "alone": [400.0, 80.0], "uni": [30.0, 60.0]},
            **{"far": [150.0, 100.0], "lab": [10.0, 80.0], "other": [5.0, 5.0]},
        },
        index=hubs,
    )
    fit = pd.DataFrame(
        {
            **{"tp": [0.0, 1.0], "alone": [1.0, 0.4], "uni": [0.1, 1.0]},
            **{"far": [1.0, 1.0], "lab": [np.nan, np.nan], "other": [0.0, 0.0]},
        },
        index=hubs,
    )
    kinds = pd.Series(
        {
            **{"tp": "technopark", "alone": "ccei", "uni": "university"},
            **{"far": "university", "lab": "institute", "other": "institute"},
        }
    )
    leads = pd.Series({"tp": "hub-A"})
    return institution_links(
        minutes, fit, kinds, leads, GRAVITY, reach_minutes=90, most_hubs=most_hubs
    )


def test_links_by_hand():
    links, lead, unknown = tied()
    found = {(r.source, r.target): (r.kind, r.role, r.minutes) for r in links.itertuples()}
    assert found == {
        # Beyond reach and without a common field, as the flow decided.
        ("hub-A", "tp"): ("local_support", "lead", 100),
        # The flow gave it no lead: it is a partner, and led by none.
        ("hub-B", "alone"): ("local_support", "second", 80),
        # 30 minutes of fit 0.1, 0.55 exp(-1/2), are weaker than 60 minutes of fit 1, exp(-1).
        ("hub-B", "uni"): ("training", "lead", 60),
        ("hub-A", "uni"): ("training", "second", 30),
    }
    assert lead[lead != ""].to_dict() == {"tp": "hub-A", "uni": "hub-B"}
    assert unknown.to_numpy().tolist() == [
        ["hub-A", "lab", "rnd", 10.0],
        ["hub-B", "lab", "rnd", 80.0],
    ]


def test_partners_have_a_common_field_or_are_the_planner_s_own():
    links = pd.DataFrame(
        {
            "target": ["a", "b", "c", "d", "region", "hub"],
            "role": ["lead", "lead", "second", "own", "serves", "peer"],
            "fit": [0.0, 0.2, 0.1, np.nan, 1.0, 1.0],
        }
    )
    assert partner_ties(links)["target"].tolist() == ["b", "c", "d"]


@settings(max_examples=80, deadline=None)
@given(seed=st.integers(0, 10_000), hubs=st.integers(1, 5), most=st.integers(1, 4))
def test_nothing_is_tied_without_a_common_field(seed, hubs, most):
    rng = np.random.default_rng(seed)
    names, number = [f"hub-{k}" for k in range(hubs)], 30
    minutes = pd.DataFrame(rng.uniform(0, 200, (hubs, number)), index=names)
    fit = pd.DataFrame(rng.choice([0.0, 0.5, 1.0, np.nan], (hubs, number)), index=names)
    kinds = pd.Series(rng.choice(list(LINK_KIND), number))
    led = kinds.index[kinds.isin(ALWAYS_LED) & (rng.random(number) < 0.5)]
    leads = pd.Series(rng.choice(names, len(led)), index=led)
    links, lead, unknown = institution_links(
        minutes, fit, kinds, leads, GRAVITY, reach_minutes=90, most_hubs=most
    )
    others = links[~((links["role"] == "lead") & links["target"].isin(led))]
    assert (others["fit"] > 0).all()
    assert (others["minutes"] <= 90).all()
    assert (links.groupby("target").size() <= most).all()
    assert (lead[led] == leads).all()
    assert (lead[kinds.isin(ALWAYS_LED) & ~kinds.index.isin(led)] == "").all()
    # Of what fits within reach only a full institution leaves somebody out.
    fits = ((minutes <= 90) & (fit > 0)).sum()
    tied_to = links.groupby("target").size().reindex(kinds.index, fill_value=0)
    assert (tied_to >= np.minimum(fits, most)).all()
    assert (unknown["minutes"] <= 90).all()
    assert all(
        np.isnan(fit.at[source, target])
        for source, target in zip(unknown["source"], unknown["target"], strict=True)
    )


def test_an_institution_has_room_for_so_many_hubs():
    links, _, _ = tied(most_hubs=1)
    assert links["target"].is_unique
    assert links.set_index("target")["role"].to_dict() == {
        "tp": "lead",
        "alone": "second",
        "uni": "lead",
    }


def test_strength_by_hand():
    strength = tied()[0].set_index(["source", "target"])["strength"]
    assert strength["hub-A", "tp"] == pytest.approx(math.exp(-100 / 60) * 0.5)
    assert strength["hub-A", "uni"] == pytest.approx(math.exp(-0.5) * 0.55)
    # The mass of institutes is 2 and an unknown fit counts as none.
    lab = GRAVITY.strength(pd.Series(["institute"]), pd.Series([10.0]), pd.Series([np.nan]))
    assert lab[0] == pytest.approx(2 * math.exp(-10 / 60) * 0.5)


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
            "province": ["21", "21", "22", "22"],
        },
        index=["tp-1", "tp-2", "tp-3", "ccei-1"],
    )
    # 군위군 was in 경상북도 (37) in 2020 and is in 대구 (22) today.
    regions = pd.Series({"21030": "21", "37310": "22"})
    minutes = pd.DataFrame(
        [[40.0, 30.0, 5.0, 5.0], [1.0, 1.0, 20.0, 20.0]],
        index=regions.index,
        columns=institutions.index,
    )
    links = local_links(minutes, institutions, regions, GRAVITY)
    assert set(zip(links["source"], links["target"], strict=True)) == {
        ("tp-2", "21030"),
        ("tp-3", "37310"),
        ("ccei-1", "37310"),
    }


def test_technoparks_and_cceis_have_one_lead_hub_where_one_is_near_enough(baseline):
    institutions = baseline.institutions
    assert institutions["kind"].isin(ALWAYS_LED).sum() == 38
    near = institutions["nearest_hub_minutes"] <= baseline.scenario.network.lead_minutes
    alone = institutions[institutions["kind"].isin(ALWAYS_LED) & ~near]
    assert (alone["lead_hub"] == "").all()
    assert {"제주테크노파크", "제주창조경제혁신센터"} <= set(alone["name_ko"])
    led = institutions[institutions["kind"].isin(ALWAYS_LED) & near]
    assert led["lead_hub"].isin(baseline.hubs.index).all()
    leads = baseline.links[baseline.links["role"] == "lead"].set_index("target")["source"]
    assert leads.index.is_unique
    assert (leads[led.index] == led["lead_hub"]).all()
    for kind in ALWAYS_LED:
        of_hub = led[led["kind"] == kind]["lead_hub"].value_counts()
        assert of_hub.max() <= baseline.network.lead_capacity


def test_every_partner_of_the_baseline_has_a_common_field(baseline):
    kind = baseline.institutions["kind"]
    ties = baseline.links[baseline.links["source"].str.startswith("hub-")]
    ties = ties[ties["target"].isin(kind.index)]
    lead = (ties["role"] == "lead") & ties["target"].map(kind).isin(ALWAYS_LED)
    assert (ties[~lead]["fit"] > 0).all()
    partners = ties[ties["fit"] > 0].groupby("source").size()
    assert baseline.hubs["institutions"].to_dict() == partners.to_dict()
    apart = baseline.network.fields_unknown
    assert len(apart)
    assert set(zip(apart["source"], apart["target"], strict=True)).isdisjoint(
        zip(ties["source"], ties["target"], strict=True)
    )


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
