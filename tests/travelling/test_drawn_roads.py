"""One draw of the road network's errors taken for true."""

from __future__ import annotations

import numpy as np
import pytest

import hubplanner as hp
from hubplanner.errors import ScenarioError
from hubplanner.scenario_sections import TravelChoice
from hubplanner.stages import Stages
from hubplanner.travelling import RoadNetwork
from hubplanner.travelling.choice import choose_travel
from hubplanner.travelling.link_errors import ERROR_PER_ROOT_KM, DrawnRoads


@pytest.fixture(scope="module")
def regions(dataset):
    return dataset.regions


def test_a_draw_is_the_same_however_it_is_asked_for(regions):
    one, again = DrawnRoads(RoadNetwork(), 7), DrawnRoads(RoadNetwork(), 7)
    whole = one.minutes(regions, regions)
    few = regions.loc[["38090", "35020", "11010"]]
    part = again.minutes(few, regions.iloc[::-1])
    assert np.allclose(part, whole.loc[few.index, part.columns])
    assert np.allclose(whole, whole.T)  # both directions err alike
    assert not np.allclose(whole, DrawnRoads(RoadNetwork(), 8).minutes(regions, regions))


def test_kilometres_and_nothing_stay_and_minutes_are_told_to_a_tenth(regions):
    minutes, km = DrawnRoads(RoadNetwork(), 1).between(regions, regions)
    told, told_km = RoadNetwork().between(regions, regions)
    assert np.array_equal(km, told_km)
    assert np.array_equal(np.diag(minutes), np.diag(told))
    assert np.allclose(minutes * 10, (minutes * 10).round(), atol=1e-6)
    assert (minutes.to_numpy() >= 0).all()


def test_errors_have_the_mean_and_the_spread_of_the_method(regions):
    """Relative errors of mean 0 and standard deviation 1.27 / √km: those of 60 draws of a way of
    150 km and more, against the formula, within the error of such a sample."""
    network = RoadNetwork()
    places = regions.loc[["38090", "35020", "21040", "11010", "36410", "37010"]]
    told, km = network.between(places, places)
    draws = np.array([DrawnRoads(network, n).minutes(places, places) for n in range(1, 61)])
    far = km.to_numpy() > 150
    errors = draws[:, far] / told.to_numpy()[far] - 1
    assert abs(errors.mean()) < 0.03
    expected = ERROR_PER_ROOT_KM / np.sqrt(km.to_numpy()[far])
    ratio = errors.std(axis=0) / expected
    assert 0.75 < np.median(ratio) < 1.3


def test_a_link_without_length_does_not_err():
    """Ramps take two minutes by assumption: with a spread by their length one in a thousand would
    take ten hours."""
    roads = DrawnRoads(RoadNetwork(), 1)
    ramps = roads.network.links.edges["km"].to_numpy() == 0
    assert ramps.sum() > 900
    assert (roads._factors[ramps] == 1).all()
    assert roads._factors[~ramps].std() > 0.1


def test_ways_that_share_a_road_err_together(regions):
    """Seoul to Busan and to Yangsan, next door; Seoul to Gunsan goes another way."""
    network = RoadNetwork()
    start, ends = regions.loc[["11010"]], regions.loc[["21110", "38100", "35020"]]
    told = network.minutes(start, ends).to_numpy()
    errors = np.array(
        [DrawnRoads(network, n).minutes(start, ends).to_numpy()[0] for n in range(1, 61)]
    )
    together = np.corrcoef((errors / told).T)
    assert together[0, 1] > 0.8
    assert together[0, 2] < 0.8


@pytest.mark.slow
def test_a_scenario_takes_a_draw_for_true_and_says_so(dataset):
    stages = Stages(dataset)
    base, drawn = hp.Scenario(), hp.Scenario(future={"drawn_travel": 3})
    stages.scores(base)
    assert stages.solution(drawn).objective != stages.solution(base).objective
    plan = hp.make_plan(dataset, drawn)
    assert "draw 3" in plan.travel["en"]
    assert "3번째" in plan.dates.in_language("ko") or "3번째" in plan.travel["ko"]
    assert "minutes" not in str(plan.sites.firm.varied)


@pytest.mark.parametrize(
    ("choice", "key"),
    [({"method": "great_circle"}, "travel.method"), ({"roads": "my.gpkg"}, "travel.roads")],
)
def test_only_the_network_has_links_that_err(choice, key):
    with pytest.raises(ScenarioError, match=key):
        choose_travel(TravelChoice(**choice), 1)
