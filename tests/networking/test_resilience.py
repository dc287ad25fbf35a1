"""Losses worked by hand, and against searching anew."""

from __future__ import annotations

from itertools import combinations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubplanner.networking.adjacency import adjacency
from hubplanner.networking.leads import lead_hubs
from hubplanner.networking.resilience import cut_off, redundancy, resilience, take_over
from hubplanner.networking.values import link_values


@pytest.fixture
def two_hubs():
    """A and B, tied by the technopark t; a1, a2 only at A, b only at B, x beyond b."""
    graph = nx.Graph()
    kinds = {"A": "hub", "B": "hub", "t": "technopark", "a1": "university", "a2": "institute"}
    for node, kind in {**kinds, "b": "institute", "x": "region", "alone": "university"}.items():
        graph.add_node(node, kind=kind)
    for one, other in ["At", "Bt", ("A", "a1"), ("A", "a2"), "Bb", "bx"]:
        graph.add_edge(one, other, minutes=10.0, kind="rnd")
    return graph


def test_losses_by_hand(two_hubs):
    found = resilience(two_hubs)
    assert found.singles["cut_off"].to_dict() == {
        "A": 2, "B": 2, "b": 1, "t": 0, "a1": 0, "a2": 0, "x": 0, "alone": 0,
    }  # fmt: skip
    pairs = {(p.first, p.second): (p.cut_off, p.beyond) for p in found.pairs.itertuples()}
    # Without both hubs the technopark hangs in the air too.
    assert pairs == {("A", "B"): (5, 1), ("A", "t"): (2, 0), ("B", "t"): (2, 0)}


def test_random_loss_of_exactly_one_and_two_by_hand(two_hubs):
    found = resilience(two_hubs).random
    assert found.loc[1, "expected"] == pytest.approx((2 + 2 + 1) / 8 / 7)
    arrays = adjacency(two_hubs)
    total = 0
    for pair in combinations(two_hubs, 2):
        left = two_hubs.copy()
        left.remove_nodes_from(pair)
        had = {n for n in two_hubs if n != "alone"}
        reach = {n for hub in set("AB") - set(pair) for n in nx.descendants(left, hub) | {hub}}
        total += len(had - set(pair) - reach)
    assert found.loc[2, "losses"] == 28
    assert found.loc[2, "expected"] == pytest.approx(total / 28 / 6)
    assert found.loc[2, "error"] == 0
    assert arrays.size == 8


def test_attack_by_hand(two_hubs):
    found = resilience(two_hubs, attacks=2).attack
    assert found["node"].tolist() == ["A", "B"]
    # After A: B, t, b, x of seven others; after B too nothing is left.
    assert found["attached"].tolist() == pytest.approx([4 / 7, 0])
    assert found["largest_component"].tolist() == pytest.approx([4 / 7, 2 / 6])
    assert (found["attached_random"] >= found["attached"]).all()


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), nodes=st.integers(4, 30), edges=st.integers(0, 60))
def test_bits_against_searching_anew(seed, nodes, edges):
    graph = nx.relabel_nodes(nx.gnm_random_graph(nodes, edges, seed=seed), str)
    rng = np.random.default_rng(seed)
    for node in graph:
        graph.nodes[node]["kind"] = "hub" if rng.random() < 0.2 else "other"
    arrays = adjacency(graph)
    losses = np.array(list(combinations(range(nodes), 2)))
    counts = cut_off(arrays, losses)

    def attached(without):
        left = graph.subgraph([n for n in graph if n not in without])
        hubs = [n for n, data in left.nodes(data=True) if data["kind"] == "hub"]
        return {n for hub in hubs for n in nx.descendants(left, hub) | {hub}}

    before = attached(set())
    for loss, count in zip(losses[:40], counts, strict=False):
        lost = {arrays.names[i] for i in loss}
        assert count == len(before - attached(lost) - lost)


def test_values_of_links_against_removing_them():
    for seed in range(4):
        graph = nx.relabel_nodes(nx.gnm_random_graph(14, 18, seed=seed), str)
        nx.set_edge_attributes(graph, 10.0, "minutes")
        before = nx.global_efficiency(graph)
        table = link_values(graph).set_index(["source", "target"])
        for one, other in graph.edges:
            without = graph.copy()
            without.remove_edge(one, other)
            lost = (before - nx.global_efficiency(without)) / before
            value = table.loc[(one, other)]
            assert value["efficiency_lost"] == pytest.approx(lost)
            assert value["bridge"] == (not nx.has_path(without, one, other))
            if not value["bridge"]:
                way = 10 * nx.shortest_path_length(without, one, other)
                assert value["detour_minutes"] == pytest.approx(way - 10)


def test_sampled_values_are_some_of_all(baseline):
    whole = baseline.measured.values.set_index(["source", "target"])["efficiency_lost"]
    some = link_values(baseline.graph, sample=20, seed=1).set_index(["source", "target"])
    assert len(some) == 20
    assert some["efficiency_lost"].to_dict() == whole[some.index].to_dict()


def test_redundancy_by_hand():
    links = pd.DataFrame(
        {
            "target": ["t", "t", "u", "r", "r"],
            "role": ["lead", "second", "lead", "serves", "local"],
        }
    )
    kinds = pd.Series({"t": "technopark", "s": "technopark", "u": "university", "r": "region"})
    table = redundancy(links, kinds)
    assert table.loc["technopark"].tolist() == [1, 0, 1, 1.0]
    assert table.loc["region"].tolist() == [0, 1, 0, 1.0]


def kinds_of(plan):
    candidates = plan.regions.index[plan.regions["candidate"]]
    return pd.concat([plan.institutions["kind"], pd.Series("region", index=candidates)])


def test_who_takes_over(baseline):
    network, kinds = baseline.network, kinds_of(baseline)
    largest = baseline.hubs["candidates"].idxmax()
    table = take_over(network, kinds, [largest], balance=1.5, limit=180)
    led = baseline.institutions["lead_hub"] == largest
    led &= baseline.institutions["kind"].isin(["technopark", "ccei"])
    served = baseline.links[
        (baseline.links["role"] == "serves") & (baseline.links["source"] == largest)
    ]
    assert set(table.index) == set(baseline.institutions.index[led]) | set(served["target"])
    left = network.minutes.drop(index=largest)
    for kind in ("technopark", "ccei"):
        members = kinds.index[kinds == kind]
        expected, _ = lead_hubs(
            left[members],
            network.same_province.loc[left.index, members],
            kinds[members],
            limit=180,
            balance=1.5,
        )
        mine = table[table["kind"] == kind]
        assert mine["hub"].to_dict() == {place: expected.get(place, "") for place in mine.index}
    regions = table[table["kind"] == "region"]
    assert (regions["minutes"] == left[regions.index].min()).all()
    # Every technopark keeps a hub within the scenario's limit, or is named as cut off.
    assert (table["cut_off"] == ~(table["minutes"] <= 180)).all()
    strict = take_over(network, kinds, [largest], balance=1.5, limit=100)
    assert strict["cut_off"].any()


def test_nobody_takes_over_from_the_last_hub(baseline):
    hubs = list(baseline.hubs.index)
    table = take_over(baseline.network, kinds_of(baseline), hubs, balance=1.5, limit=180)
    assert table["cut_off"].all()
    assert (table["hub"] == "").all()
