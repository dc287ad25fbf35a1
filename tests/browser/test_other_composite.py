"""A plan whose scores the page cannot make again: it shows the plan's, and offers no trial."""

from __future__ import annotations

import pytest

import hubplanner as hp
from hubplanner.maps import render_map


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
