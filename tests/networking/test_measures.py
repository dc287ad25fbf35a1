"""Measures against networkx and by hand."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubplanner.networking.adjacency import adjacency, hops
from hubplanner.networking.centrality import centrality
from hubplanner.networking.measures import before_and_after, measure, reach


def graph_of(edges, kinds, **data):
    graph = nx.Graph()
    for node, kind in kinds.items():
        graph.add_node(node, kind=kind)
    for edge in edges:
        graph.add_edge(*edge, minutes=10.0, strength=1.0, **data)
    return graph


@settings(max_examples=40, deadline=None)
@given(
    nodes=st.integers(3, 25),
    edges=st.integers(0, 60),
    seed=st.integers(0, 10_000),
)
def test_centrality_and_steps_equal_networkx_s(nodes, edges, seed):
    graph = nx.relabel_nodes(nx.gnm_random_graph(nodes, edges, seed=seed), str)
    arrays = adjacency(graph)
    table = centrality(arrays).table
    betweenness, closeness = nx.betweenness_centrality(graph), nx.closeness_centrality(graph)
    for node in graph:
        assert table["betweenness"][node] == pytest.approx(betweenness[node], abs=1e-12)
        assert table["closeness"][node] == pytest.approx(closeness[node], abs=1e-12)
    assert (table[["betweenness_error", "closeness_error"]] == 0).all(axis=None)
    lengths = dict(nx.all_pairs_shortest_path_length(graph))
    steps = hops(arrays, range(nodes))
    for i, one in enumerate(arrays.names):
        for j, other in enumerate(arrays.names):
            assert steps[i, j] == lengths[one].get(other, -1)


def test_sampled_centrality_keeps_its_bound():
    graph = nx.relabel_nodes(nx.barabasi_albert_graph(400, 4, seed=3), str)
    graph.add_edge("apart", "also apart")  # outside the largest component
    arrays = adjacency(graph)
    whole = centrality(arrays).table
    kept = 0
    for seed in range(5):
        sampled = centrality(arrays, exact=np.arange(20), samples=150, seed=seed)
        error = (sampled.table - whole).abs()
        kept += bool(
            (error["betweenness"] <= sampled.table["betweenness_error"] + 1e-12).all()
            and (error["closeness"] <= sampled.table["closeness_error"] + 1e-12).all()
        )
        assert (sampled.table["closeness_error"].iloc[:20] == 0).all()
        assert sampled.table["closeness"].iloc[:20].to_numpy() == pytest.approx(
            whole["closeness"].iloc[:20].to_numpy()
        )
        assert (sampled.table.loc[["apart", "also apart"], "closeness_error"] == 0).all()
        assert sampled.sampled == 150
    assert kept == 5  # each time with a probability of at least 95 %


def test_measures_of_the_baseline_equal_networkx_s(baseline):
    graph, found = baseline.graph, baseline.measured.measures
    nodes, whole = found.nodes, found.whole
    assert dict(nodes["degree"]) == dict(graph.degree)
    strength = dict(graph.degree(weight="strength"))
    assert all(nodes["strength"][node] == pytest.approx(strength[node]) for node in graph)
    clustering = nx.clustering(graph)
    assert all(nodes["clustering"][node] == pytest.approx(clustering[node]) for node in graph)
    assert whole["density"] == pytest.approx(nx.density(graph))
    assert whole["components"] == nx.number_connected_components(graph)
    assert whole["isolated"] == nx.number_of_isolates(graph)
    mixing = nx.attribute_assortativity_coefficient(graph, "kind")
    assert whole["assortativity_kind"] == pytest.approx(mixing)
    assert -1 <= whole["communities_hub_areas"] <= 1
    path = found.paths.dropna().iloc[0]
    region, institute = found.paths.dropna().index[0]
    assert path["steps"] == nx.shortest_path_length(graph, region, institute)
    minutes = nx.dijkstra_path_length(graph, region, institute, weight="minutes")
    assert path["minutes"] == pytest.approx(minutes)


def test_communities_against_hub_areas_by_hand():
    # Two stars without a tie between them: communities and hub areas are the same.
    kinds = {"A": "hub", "B": "hub", **dict.fromkeys(["a1", "a2", "b1", "b2"], "university")}
    edges = [("A", "a1"), ("A", "a2"), ("B", "b1"), ("B", "b2")]
    found = measure(graph_of(edges, kinds, role="lead"))
    assert found.whole["communities_hub_areas"] == 1
    assert found.whole["communities"] == 2
    assert found.nodes["hub_area"].to_dict() == {
        "A": "A", "a1": "A", "a2": "A", "B": "B", "b1": "B", "b2": "B",
    }  # fmt: skip


def test_reach_by_hand():
    links = pd.DataFrame(
        [
            ("h", "r1", "serves", 30.0, np.nan),
            ("h", "r2", "serves", 100.0, np.nan),
            ("h", "tp", "lead", 20.0, 0.5),
            ("h", "uni", "lead", 40.0, 0.5),
            ("h", "near lab of another field", "lead", 1.0, 0.0),
            ("h", "lab", "second", 80.0, 0.1),
        ],
        columns=["source", "target", "role", "minutes", "fit"],
    )
    kinds = pd.Series(
        {"tp": "technopark", "uni": "university", "lab": "institute"}
        | {"near lab of another field": "institute"}
    )
    table = reach(links, kinds, pd.Series({"r1": 3.0, "r2": 1.0}), [50, 70, 110, 180])
    assert table["technopark"].tolist() == [0.5, 0.5, 0.5, 1.0]
    assert table["university"].tolist() == [0.0, 0.5, 0.5, 1.0]
    assert table["all"].tolist() == [0.0, 0.0, 0.5, 1.0]
    assert table["all_workers"].tolist() == [0.0, 0.0, 0.75, 1.0]
    unknown = reach(links, kinds, pd.Series({"r1": 3.0}), [110])
    assert unknown["all_workers"].tolist() == [1.0]  # over the regions that are published


def test_before_and_after_by_hand():
    kinds = {"H": "hub", "tp": "technopark", "lab": "institute", "r": "region", "s": "region"}
    edges = [("tp", "r"), ("H", "tp"), ("H", "lab"), ("H", "r"), ("H", "s")]
    table = before_and_after(graph_of(edges, kinds))
    assert table.loc["components"].tolist() == [3, 1]
    assert table.loc["partners"].tolist() == [0.5, 2]
    assert table.loc["institutes"].tolist() == [0, 1]
