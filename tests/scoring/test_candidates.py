"""Who may be helped: every condition of the scenario, and the reason for each region."""

from __future__ import annotations

from pathlib import Path

import pytest

import hubplanner as hp
from hubplanner.errors import ScenarioError
from hubplanner.pipeline import score
from hubplanner.scenario_sections import CandidateChoice
from hubplanner.scoring import choose_candidates, eligible, pick_candidates

OPEN = {"min_jobs_share": 0.0, "min_jobs": 0, "capital_region": True}
"""No floors and the whole country: what else is asked for stands alone."""


@pytest.fixture(scope="module")
def scores(dataset):
    return score(dataset, hp.Scenario(), draws=100).scores


def choose(dataset, scores, **keys):
    choice = CandidateChoice.model_validate(keys)
    return choose_candidates(scores, choice, dataset.regions, dataset.panel())


def test_by_default_the_worst_forty(dataset, scores):
    chosen = choose(dataset, scores)
    # Of those that the floors and the capital region leave: all conditions come before the rank.
    may = eligible(scores, CandidateChoice(), dataset.regions, dataset.panel())
    assert (chosen["eligible"] == may).all()
    assert (chosen["candidate"] == pick_candidates(scores.table.where(may), 40)).all()
    assert chosen.loc["38090", "why_en"] == (
        f"rank {scores.table.loc['38090', 'rank']} by crisis score, by decline"
    )
    assert set(chosen.loc[~chosen["candidate"], "why_en"]) == {
        "not among the 40 worst",
        "in the capital region, which candidates.capital_region leaves out",
        "manufacturing has less than 16 % of the jobs",
        "fewer than 3,000 manufacturing jobs",
    }


def test_conditions_come_before_the_number(dataset, scores):
    chosen = choose(
        dataset,
        scores,
        top=12,
        provinces=("경남", "전북특별자치도", "Ulsan"),
        min_manufacturing=0.2,
        **OPEN,
    )
    sido = dataset.regions["sido_code"]
    inside = chosen["candidate"]
    assert inside.sum() == 12
    assert set(sido[inside]) <= {"38", "35", "26"}
    assert (scores.values.loc[inside, "manufacturing_share"] >= 0.2).all()
    # The worst of those that meet the conditions.
    left = sido.isin(["38", "35", "26"]) & (scores.values["manufacturing_share"] >= 0.2)
    table = scores.table["crisis_score"]
    assert table[inside].min() >= table[left & ~inside].max()
    assert chosen.loc["11010", "why_ko"] == "포함된 시도가 아님"
    assert chosen["why_en"].ne("").all()


def test_provinces_are_those_of_today(dataset, scores):
    def inside(*provinces):
        chosen = choose(dataset, scores, top=229, provinces=provinces, **OPEN)["candidate"]
        return set(chosen.index[chosen])

    assert inside("대구") == codes_of_2020(dataset, "22") | {"37310"}
    assert inside("경북") == codes_of_2020(dataset, "37") - {"37310"}
    assert inside("대경권") == codes_of_2020(dataset, "22") | codes_of_2020(dataset, "37")
    assert inside("전라북도") == inside("전북특별자치도") == codes_of_2020(dataset, "35")
    assert inside("전남광주통합특별시") == inside("광주", "전남") == inside("광주") | inside("전남")
    assert inside("광주") == codes_of_2020(dataset, "24")


def codes_of_2020(dataset, province):
    return set(dataset.regions.index[dataset.regions.index.str[:2] == province])


def test_fewer_than_asked_for_where_few_meet_the_conditions(dataset, scores):
    scored = scores.table["crisis_score"].drop_duplicates()  # two ways: two regions often tie
    limit = float(scored.nlargest(5).iloc[-1])
    chosen = choose(dataset, scores, min_score=limit, **OPEN)
    assert chosen["candidate"].sum() == (scores.table["crisis_score"] >= limit).sum() < 12
    assert "crisis score below" in chosen.loc[~chosen["candidate"], "why_en"].iloc[0]


def test_an_official_rule_as_a_condition(dataset, scores, tmp_path):
    own = tmp_path / "own.toml"
    own.write_text(
        'id = "makers"\nname_ko = "제조업 40 %"\nname_en = "40 % manufacturing"\n'
        'in_force = 2026-01-01\nlegal_basis = "-"\nsources = []\nmet_when = [["s"]]\n'
        '[[conditions]]\nid = "s"\nko = "s"\nen = "s"\ntest = "share"\nmeasure = "gva"\n'
        'industry = "manufacturing"\nat_least = 0.4\n',
        "utf-8",
    )
    chosen = choose(dataset, scores, rule=str(own), top=229, **OPEN)
    assert chosen["candidate"].sum() == (scores.values["manufacturing_share"] >= 0.4).sum()
    assert "제조업 40 %: 미충족" in set(chosen["why_ko"])
    assert chosen.loc[chosen["candidate"], "why_en"].str.match(r"rank \d+ by crisis score").all()
    # Whatever the weights, a region that fails the rule is no candidate; the page tells the rule.
    scenario = hp.Scenario.model_validate({"candidates": {"rule": str(own), "top": 229, **OPEN}})
    robustness = score(dataset, scenario, draws=100).robustness
    chance = robustness.table["candidate_chance"]
    assert chance.eq(chosen["candidate"].astype(float)).all()
    assert hp.make_plan(dataset, scenario).rulings[0].rule.name_ko == "제조업 40 %"
    # The bundled figures leave the official rules open, so nobody is left.
    with pytest.raises(
        ScenarioError, match=r"conditions \(229 regions: Employment-crisis area: not obs"
    ):
        choose(dataset, scores, rule="employment_crisis", **OPEN)


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({"rule": "wish"}, "is unknown; write one of employment_crisis"),
        ({"rule": "wish.toml"}, "no such rule file; mend candidates.rule"),
        ({"provinces": ("강남",)}, "강남 is no province; known: 서울"),
        (
            {"min_score": 0.999, **OPEN},
            r"no region meets all conditions \(229 regions: crisis score below 0.999\)",
        ),
    ],
)
def test_impossible_conditions_are_refused(dataset, scores, keys, message):
    with pytest.raises(ScenarioError, match=message):
        choose(dataset, scores, **keys)


def test_the_causes_are_told_in_the_planner_s_language(dataset, scores):
    with pytest.raises(ScenarioError) as caught:
        choose(dataset, scores, provinces=("제주",), rule="employment_crisis", **OPEN)
    assert "(227 regions: province not included, 2 regions:" in str(caught.value)
    korean = caught.value.text.in_language("ko")
    assert "(227곳: 포함된 시도가 아님, 2곳: 고용위기지역" in korean
    assert korean.count("관측 불가") == 1
    assert "not observable" not in korean


def test_a_rule_file_lies_beside_the_scenario(tmp_path):
    path = tmp_path / "wish.toml"
    path.write_text('[candidates]\nrule = "own.toml"\n', "utf-8")
    assert Path(hp.Scenario.from_toml(path).candidates.rule) == tmp_path / "own.toml"


def test_the_plan_says_why(baseline):
    assert (baseline.regions["why_ko"] != "").all()
    assert (baseline.regions["why_en"] != "").all()
