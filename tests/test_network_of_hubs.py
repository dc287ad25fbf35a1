"""The network alone: of a plan, or of hubs wherever a data person puts them."""

from __future__ import annotations

import geopandas as gpd
import pytest

import hubplanner as hp
from hubplanner.errors import RegionError, ScenarioError
from hubplanner.pipeline import network


def test_of_a_plan_it_is_the_plan_s_own(baseline):
    assert network(baseline) is baseline.measured


@pytest.mark.slow
def test_hubs_by_name_and_by_shape_are_the_same(dataset):
    named = network(["거제시", "Gunsan-si"], dataset)
    shapes = dataset.regions.loc[["38090", "35020"], ["geometry"]]
    placed = network(gpd.GeoDataFrame(shapes).to_crs("EPSG:4326"), dataset)
    assert {"hub-38090", "hub-35020"} <= set(named.graph)
    assert sorted(named.graph.edges) == sorted(placed.graph.edges)


def test_the_scenario_s_network_counts_and_its_siting_does_not(dataset):
    scenario = hp.Scenario.model_validate(
        {"siting": {"hubs": 9}, "network": {"technologies": "korea", "reach_minutes": 30.0}}
    )
    near = network(["거제시"], dataset, scenario).graph
    far = network(["거제시"], dataset).graph
    assert [node for node in near if node.startswith("hub-")] == ["hub-38090"]
    assert near.degree("hub-38090") < far.degree("hub-38090")


def test_what_is_no_hub_is_told(dataset):
    with pytest.raises(ScenarioError, match="two hubs lie in one region"):
        network(["거제시", "거제시 장목면"], dataset)
    with pytest.raises(RegionError, match="없는시"):
        network(["없는시"], dataset)
