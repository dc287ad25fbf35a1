"""Every designated area within so many minutes of a hub of its own industry."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from siting_strategies import examples

import hubplanner as hp
from hubplanner.errors import ScenarioError, SitingError
from hubplanner.industries.technologies import load_technologies
from hubplanner.pipeline import make_plan
from hubplanner.siting import FacilityTypes
from hubplanner.siting.designated_areas import DesignatedAreas, designated_areas, sentences
from hubplanner.siting.instance import Instance
from hubplanner.siting.multi_type import solve_gradual_cover

KOREA = list(load_technologies("korea").technologies.values())
LISTED = pd.DataFrame(
    {
        "area": ["거제", "군산", "어딘가", "인쇄골"],
        "region_code": ["38090", "35020", "32010", "11020"],
        "name_ko": ["거제시", "군산시", "춘천시", "중구"],
        "name_en": ["Geoje-si", "Gunsan-si", "Chuncheon-si", "Jung-gu"],
        "start": ["2018-05-29", "2018-04-05", "2020-01-01", "2021-01-01"],
        "industry": ["", "c301", "", "tourism"],
    }
)


def planned(dataset: hp.Dataset, **choices: object) -> hp.Plan:
    return make_plan(dataset, hp.Scenario.model_validate(choices))


def listed(as_of: int | None = None) -> DesignatedAreas:
    largest = pd.Series({"38090": "c311", "35020": "c24", "32010": ""})
    return designated_areas(LISTED, largest, KOREA, lambda of: np.zeros((len(of), 2)), as_of)


def test_an_area_is_about_its_stated_industry_else_its_largest_known_one() -> None:
    areas = listed()
    assert areas.table["industry"].tolist() == ["c311", "c301", "", "tourism"]
    keys = np.array([one.key for one in KOREA])
    assert "ships" in keys[areas.own[0]]
    assert "future_cars" in keys[areas.own[1]]
    assert areas.asked.tolist() == [True, True, False, False]


def test_later_designations_are_not_known_yet() -> None:
    assert listed(as_of=2018).table["region_code"].tolist() == ["38090", "35020"]
    with pytest.raises(ScenarioError, match="designated_minutes"):
        listed(as_of=2017)


@examples(60)
@given(st.integers(0, 2**32 - 1))
def test_against_enumeration(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n_sites, n_types, n_areas, p = 5, 3, 3, int(rng.integers(1, 4))
    fit, need = rng.uniform(0, 1, (n_sites, n_types)), rng.integers(0, 9, (4, n_types))
    closeness = rng.uniform(0, 1, (4, n_sites))
    minutes, own = rng.uniform(0, 100, (n_areas, n_sites)), rng.random((n_areas, n_types)) < 0.5
    types = FacilityTypes("abc", need, closeness, fit)
    areas = DesignatedAreas(pd.DataFrame(index=range(n_areas)), minutes, own)
    required = replace(areas.within(60.0), p=p)
    instance = Instance.checked(np.ones((4, n_sites)), p, None, required, serves_all=False)
    solution = solve_gradual_cover(instance, types.under(required))

    def near(sites: tuple[int, ...], kinds: tuple[int, ...]) -> bool:
        return all(
            any(minutes[a, j] <= 60 and own[a, k] for j, k in zip(sites, kinds, strict=True))
            for a in range(n_areas)
            if own[a].any()
        )

    worth = fit * (closeness.T @ need)
    values = [
        sum(worth[j, k] for j, k in zip(sites, kinds, strict=True))
        for sites in combinations(range(n_sites), p)
        for kinds in permutations(range(n_types), p)
        if near(sites, kinds)
    ]
    if not values:
        assert solution.status == "infeasible"
        return
    assert near(solution.sites, solution.types)
    assert solution.objective == pytest.approx(max(values), abs=1e-6)


def test_each_area_is_told_its_hub_or_why_there_is_none(dataset: hp.Dataset) -> None:
    plan = planned(dataset, siting={"designated_minutes": 140.0})
    told = plan.sites.designated
    assert told is not None
    assert len(told) == len(dataset.designations)
    served = told[told["hub_region"] != ""]
    assert (served["minutes"] <= 140.0).all()
    assert ((told["hub_region"] == "") == (told["why_en"] != "")).all()
    hubs = plan.hubs.set_index("region_code")
    for area in served.to_dict("records"):
        technology = plan.network.technologies.technologies[
            hubs.at[area["hub_region"], "technology"]
        ]
        assert technology.name_ko == area["technology_ko"]
        assert any(
            area["industry"].startswith(used) or used.startswith(area["industry"])
            for used in technology.industries
        )
    assert plan.summary()["siting"]["designated_areas"][0]["region_code"] == "35020"
    assert "Geoje-si ← " in str(sentences(told)[0])


def test_an_area_of_unknown_industry_is_said(dataset: hp.Dataset) -> None:
    areas = listed()
    only = load_technologies("korea").technologies["ships"]
    sites = pd.DataFrame(
        {"region_code": ["38090"] * 2, "place_ko": ["경남 거제시"] * 2, "place_en": ["Geoje"] * 2}
    )
    kind = KOREA.index(only)
    solution = replace(make_plan(dataset, hp.Scenario()).sites.solution, sites=(0,), types=(kind,))
    text = [str(one) for one in sentences(areas.served(solution, sites, KOREA))]
    assert "Geoje-si ← Geoje, " in text[0]
    assert "Chuncheon-si (its industry is not known)" in text[1]
    assert "Jung-gu (no technology of the list is for its industry)" in text[1]


@pytest.mark.slow
def test_a_clash_gives_the_minutes_that_would_do(dataset: hp.Dataset) -> None:
    with pytest.raises(SitingError, match=r"60 → \d+ minutes of a hub of its own industry") as told:
        planned(dataset, siting={"designated_minutes": 60.0})
    assert told.value.conflict is not None
    ((_, minutes),) = told.value.conflict.relaxations[0].changes
    assert minutes is not None
    assert planned(dataset, siting={"designated_minutes": minutes}).siting.optimal
    with pytest.raises(SitingError):
        planned(dataset, siting={"designated_minutes": minutes - 1.0})


def test_it_goes_with_hubs_that_have_technologies_only() -> None:
    with pytest.raises(ValueError, match="goes with model = 'gradual_cover' only"):
        hp.Scenario.model_validate(
            {"siting": {"model": "p_median", "weight": "equal", "designated_minutes": 60.0}}
        )
