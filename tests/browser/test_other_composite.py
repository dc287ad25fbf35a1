"""A plan whose scores the page cannot make again: it shows the plan's, and offers no trial."""

from __future__ import annotations

from pathlib import Path

import pytest

import hubplanner as hp
from hubplanner.maps import render_map

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def plan(dataset):
    scenario = {
        "scoring": {"aggregation": "arithmetic", "normalisation": "min_max"},
        "candidates": {"top": 30, "provinces": ("경남", "울산", "전남")},
        "siting": {"hubs": 3},
    }
    return hp.make_plan(dataset, hp.Scenario.model_validate(scenario))


@pytest.fixture(scope="module")
def page(open_page, plan, tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "other.html"
    path.write_text(render_map(plan), "utf-8")
    return open_page(path)


def test_scores_ranks_and_candidates_are_the_plans(page, plan):
    rows = page.page.locator("#regions tbody tr").evaluate_all(
        "rows => rows.map((row) => [row.dataset.code, row.classList.contains('candidate'),"
        " row.textContent])"
    )
    assert len(rows) == 229
    for code, candidate, text in rows:
        region = plan.regions.loc[code]
        assert candidate == region["candidate"]
        assert f"{region['crisis_score']:.3f}" in text


def test_nothing_can_be_tried_and_the_reason_is_told(page, plan):
    assert page.page.locator("#whatif").is_hidden()
    page.again("#region=38090")
    edge = plan.regions.loc[plan.regions["candidate"], "crisis_score"].min()
    count = int(plan.regions["candidate"].sum())
    assert f"점수 상위 {count}곳({edge:.3f}까지)에 듦" in page.shown("#detail")
    page.again("#region=11010")
    assert plan.regions.loc["11010", "why_ko"] in page.shown("#detail")
    assert page.complaints == []


def listed(page):
    return page.page.locator("#regions tbody tr:visible").evaluate_all(
        "rows => rows.map((row) => row.dataset.code)"
    )


def test_the_list_is_of_the_plans_provinces_with_ranks_among_them(page, plan):
    page.again()
    here = plan.worst(len(plan.scope))
    assert listed(page) == here.index.tolist()
    for code, row in here.head(20).iterrows():
        cell = page.page.locator(f"#regions tr[data-code='{code}'] td").first.inner_text()
        assert cell.split("\n")[0] == f"{row['rank_here']} ({row['rank']})"
    assert page.page.locator("#only-scope").is_checked()
    assert f"{len(here)}곳" in page.shown("#regions-found")
    page.page.click("[data-language=en]")
    heads = page.page.locator("#regions th:first-child").evaluate_all(
        "heads => heads.map((head) => head.scrollWidth <= head.clientWidth)"
    )
    page.page.click("[data-language=ko]")
    assert all(heads)
    code = here.index[2]
    page.page.locator(f"#regions tr[data-code='{code}'] .choose").click()
    told = f"계획의 시·도 {len(here)}곳 중 {here.at[code, 'rank_here']}위"
    assert told in page.shown("#detail")


def test_regions_elsewhere_are_reachable_but_not_first(page, plan):
    page.again()
    outside = plan.regions.drop(plan.scope)
    page.page.fill("#find-region", "전북 군산시")
    assert listed(page) == ["35020"]
    assert page.page.locator("#regions tr[data-code='35020'] td").first.inner_text().startswith("(")
    page.page.fill("#find-region", "")
    page.page.uncheck("#only-scope")
    for _ in range(2):  # both ways
        order = listed(page)
        assert set(order[len(plan.scope) :]) == set(outside.index)
        page.page.locator("#regions th button", has_text="위기점수").click()
    assert page.complaints == []


def test_the_names_on_the_map_are_of_the_plans_provinces(page, plan):
    page.again()
    page.page.wait_for_selector(".region-label", state="attached")
    names = page.page.locator(".region-label .ko").all_text_contents()
    worst = plan.worst(5)["name_ko"]
    assert sorted(name.split(" ")[-1] for name in names) == sorted(worst)


def test_the_list_of_a_plan_for_the_nation_is_of_all(open_page):
    baseline = open_page(Path(__file__).parents[2] / "maps" / "baseline.html")
    assert baseline.page.locator("#only-scope").is_hidden()
    assert len(listed(baseline)) == 229
