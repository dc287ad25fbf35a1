"""A planner's wishes on regions."""

from __future__ import annotations

import pytest

from hubplanner.errors import ScenarioError
from hubplanner.scenario import SitingChoice
from hubplanner.siting import site_hubs


@pytest.fixture(scope="module")
def country(dataset, baseline):
    scores = baseline.regions[["crisis_score", "candidate"]]
    from hubplanner.travel import GreatCircle

    minutes = GreatCircle(1.26, 60.0).minutes(dataset.regions, dataset.regions)
    return dataset.regions, scores, minutes


def test_wishes_are_kept(country):
    regions, scores, minutes = country
    free = site_hubs(SitingChoice(), regions, scores, minutes)
    dropped = free.regions[0]
    wish = SitingChoice(required=("전북 전주시",), forbidden=(dropped,))
    sites = site_hubs(wish, regions, scores, minutes)

    assert "35010" in sites.regions  # Jeonju is no candidate, but the planner wants it
    assert not scores.loc["35010", "candidate"]
    assert dropped not in sites.regions
    assert sites.solution.objective >= free.solution.objective


def test_every_region_is_served_by_its_nearest_hub(country):
    regions, scores, minutes = country
    sites = site_hubs(SitingChoice(), regions, scores, minutes)
    to_hubs = minutes[sites.regions]
    assert (sites.serves["hub_minutes"] == to_hubs.min(axis=1)).all()
    demand = scores[scores["candidate"]]
    by_hand = (sites.serves.loc[demand.index, "hub_minutes"] * demand["crisis_score"]).sum()
    assert sites.solution.objective == pytest.approx(by_hand)


def test_sites_anywhere_is_never_worse(country):
    regions, scores, minutes = country
    inside = site_hubs(SitingChoice(), regions, scores, minutes).solution.objective
    anywhere = site_hubs(SitingChoice(sites="regions"), regions, scores, minutes)
    assert anywhere.solution.optimal
    assert anywhere.solution.objective <= inside + 1e-9


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        (SitingChoice(hubs=41), "siting.hubs = 41 is refused: there are only 40 candidates"),
        (SitingChoice(required=("없는시",)), "siting.required: '없는시' is no region"),
        (SitingChoice(required=("고성군",)), "'고성군' is ambiguous"),
        (SitingChoice(required=("거제시",), forbidden=("38090",)), "both name 거제시"),
        (
            SitingChoice(hubs=1, required=("거제시", "군산시")),
            "names 2 regions but siting.hubs = 1",
        ),
    ],
)
def test_impossible_wishes_name_the_key(country, choice, words):
    with pytest.raises(ScenarioError, match=words.replace("(", r"\(")):
        site_hubs(choice, *country)


def test_forbidding_too_much_is_explained(country):
    regions, scores, minutes = country
    candidates = scores.index[scores["candidate"]]
    with pytest.raises(ScenarioError, match="leaves only 3 sites"):
        site_hubs(SitingChoice(forbidden=tuple(candidates[3:])), regions, scores, minutes)
