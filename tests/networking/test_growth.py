"""Growth by synthetic firms: counts, labels, seeds, and what is refused."""

from __future__ import annotations

import networkx as nx
import pandas as pd
import pytest
from typer.testing import CliRunner

from hubplanner.cli import app
from hubplanner.errors import ScenarioError
from hubplanner.networking.growth import US_SIZE, grow
from hubplanner.networking.measures import measure
from hubplanner.networking.resilience import resilience


@pytest.fixture(scope="module")
def us_size(baseline):
    return baseline.grown(*US_SIZE)


def firms_of(graph):
    return {node: data for node, data in graph.nodes(data=True) if data["kind"] == "firm"}


def test_as_many_organisations_and_links_as_in_the_us(baseline, us_size):
    kinds = pd.Series(nx.get_node_attributes(us_size, "kind"))
    assert (~kinds.isin(["hub", "region"])).sum() == 1_200
    assert us_size.number_of_edges() == 9_400
    assert nx.number_of_selfloops(us_size) == 0
    # All that stood stays as it was.
    assert all(us_size.nodes[node] == data for node, data in baseline.graph.nodes(data=True))
    assert all(us_size.edges[a, b] == d for a, b, d in baseline.graph.edges(data=True))


def test_everything_added_is_labelled_synthetic(baseline, us_size):
    firms = firms_of(us_size)
    assert all(data["synthetic"] and data["workers"] >= 1 for data in firms.values())
    for one, other, data in us_size.edges(data=True):
        assert bool(data.get("synthetic")) == (not baseline.graph.has_edge(one, other))
    served = baseline.links[baseline.links["role"] == "serves"].set_index("target")["source"]
    for name, data in firms.items():
        members = [hub for hub, tie in us_size.adj[name].items() if tie["role"] == "member"]
        assert members == [served[data["region_code"]]]


def test_firms_follow_workers_and_industries():
    graph = nx.Graph()
    for node, kind in {"h": "hub", "r": "region", "s": "region", "t": "region"}.items():
        graph.add_node(node, kind=kind)
        if kind == "region":
            graph.add_edge("h", node, role="serves", strength=1.0)
    workers = pd.Series({"r": 30.0, "s": 10.0})  # t is not published
    industries = pd.DataFrame({"c30": [0.0], "c31": [1.0]}, index=["r"])
    grown = grow(graph, 400, 1_000, workers, industries, seed=4)
    firms = pd.DataFrame(firms_of(grown)).T
    by_region = firms["region_code"].value_counts()
    assert by_region["r"] / 400 == pytest.approx(0.75, abs=0.07)
    assert "t" not in by_region
    assert set(firms["industry"]) == {"c31"}  # s by what is usual


def test_the_seed_decides(baseline):
    graphs = [baseline.grown(400, 900) for _ in range(2)]
    assert nx.utils.graphs_equal(*graphs)
    shares = baseline.network.industries.shares
    workers = pd.Series(1.0, index=baseline.regions.index)
    other = grow(baseline.graph, 400, 900, workers, shares, seed=1)
    assert not nx.utils.graphs_equal(graphs[0], other)


@pytest.mark.slow
def test_the_us_size_is_measured_like_networkx(us_size):
    found = measure(us_size)
    clustering = nx.clustering(us_size)
    closeness = nx.closeness_centrality(us_size, "firm-1")
    assert found.nodes["closeness"]["firm-1"] == pytest.approx(closeness)
    assert all(
        found.nodes["clustering"][node] == pytest.approx(clustering[node]) for node in us_size
    )
    losses = resilience(us_size)
    assert losses.random.loc[2, "losses"] == len(us_size) * (len(us_size) - 1) / 2


def test_sampled_measures_of_the_us_size_keep_their_bound(us_size):
    whole, drawn = measure(us_size), measure(us_size, samples=400)
    for name in ("betweenness", "closeness"):
        error = (whole.nodes[name] - drawn.nodes[name]).abs()
        assert (error <= drawn.centrality.table[f"{name}_error"] + 1e-12).all()


@pytest.mark.parametrize(
    ("organisations", "links", "words"),
    [
        (100, 9_400, "organisations = 100, links = 9400 is refused"),
        (1_200, 400, "each firm needs a link"),
        (300, 500_000, "joint projects are wanted, but these firms have room for"),
    ],
)
def test_refused(baseline, organisations, links, words):
    with pytest.raises(ScenarioError, match=words):
        baseline.grown(organisations, links)


def test_the_command_grows():
    grown = ["network", "--organisations", "500", "--links", "2000", "--samples", "100"]
    done = CliRunner().invoke(app, grown)
    assert done.exit_code == 0, done.output
    assert "with synthetic firms" in done.output
    assert "at 95 %, every node's error" in done.output
    refused = CliRunner().invoke(app, ["network", "--organisations", "500"])
    assert refused.exit_code == 2
    assert "--links go together" in refused.output
