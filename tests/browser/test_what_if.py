"""Other weights in the page: re-ranked and re-shaded at once, never passed off as the plan."""

from __future__ import annotations

from pathlib import Path

import pytest

import hubplanner as hp
from hubplanner.scenario_sections import CandidateChoice
from hubplanner.scoring import eligible, pick_candidates, score_both_ways
from hubplanner.travelling import choose_travel

MAP = Path(__file__).parents[2] / "maps" / "baseline.html"
TRY = "decline:3,area:0.2,top:25"


@pytest.fixture(scope="module")
def opened(open_page):
    return open_page(MAP)


@pytest.fixture
def page(opened):
    opened.again()
    opened.page.click("#whatif summary")
    return opened


@pytest.fixture(scope="module")
def tried(dataset, baseline):
    """What Python says of the same weights."""
    choice = hp.Scenario.model_validate(
        {"scoring": {"area_weight": 0.2, "weights": {"decline": 3.0}}}
    ).scoring
    km = choose_travel(baseline.scenario.travel).km(dataset.regions, dataset.regions)
    scores = score_both_ways(dataset, km, choice)
    may = eligible(scores, CandidateChoice(), dataset.regions, dataset.panel())
    return scores.table.join(pick_candidates(scores.table.where(may), 25))


def slide(page, key: str, value: float) -> None:
    page.page.locator(f"#try-{key}").fill(str(value))
    page.page.evaluate("() => new Promise(requestAnimationFrame)")


def set_trial(page) -> None:
    for key, value in (pair.split(":") for pair in TRY.split(",")):
        slide(page, key, float(value))
    page.page.wait_for_timeout(250)  # rows out of view follow when the slider rests


def codes(page) -> list[str]:
    return page.page.locator("#regions tbody tr").evaluate_all(
        "rows => rows.map((row) => row.dataset.code)"
    )


def test_sliders_start_where_the_plan_stands(page, baseline):
    assert page.page.locator("#ribbon").is_hidden()
    weights = baseline.scenario.scoring.weights
    assert float(page.page.input_value("#try-decline")) == weights.decline
    assert float(page.page.input_value("#try-area")) == baseline.scenario.scoring.area_weight
    assert int(page.page.input_value("#try-top")) == baseline.scenario.candidates.top


def test_sliders_rank_as_python_does(page, tried):
    set_trial(page)
    assert codes(page)[:20] == tried.sort_values("rank", kind="stable").index[:20].tolist()
    shown = page.page.locator("#regions tbody tr").first.inner_text()
    assert f"{tried['crisis_score'].max():.3f}" in shown
    marked = page.page.locator("#regions tbody tr.candidate").count()
    assert marked == int(tried["candidate"].sum()) == 25


def test_the_map_follows(page, tried):
    set_trial(page)
    darkest = page.page.locator("path.region[fill='#bd0026']").evaluate_all(
        "paths => paths.map((path) => path.dataset.region)"
    )
    fifth = tried["crisis_score"].quantile(0.8)
    assert set(darkest) == set(tried.index[tried["crisis_score"] >= fifth - 1e-9])
    outlines = "path:not(.region):not(.off)[stroke='#26323c']"
    assert page.page.locator(outlines).count() == 25


def test_the_page_says_that_it_explores_and_one_click_leads_back(page, baseline):
    published = codes(page)
    set_trial(page)
    assert "탐색 중: 거점 위치는 다시 풀지 않음" in page.shown("#ribbon")
    page.page.locator("#regions tr[data-code='38090'] .choose").click()
    score = f"{baseline.regions.loc['38090', 'crisis_score']:.3f}"
    assert f"발표값: {score}" in page.shown("#detail")
    page.page.click("#ribbon .as-published")
    page.page.wait_for_timeout(250)
    assert page.page.locator("#ribbon").is_hidden()
    assert codes(page) == published
    assert "발표값" not in page.shown("#detail")
    assert "try=" not in page.page.evaluate("location.hash")


@pytest.mark.parametrize("language", ["ko", "en"])
def test_header_and_tabs_say_what_is_tried_and_what_is_as_published(page, language):
    page.page.click(f"[data-language={language}]")
    before = page.shown("header.bar")
    words = {
        "ko": (
            "(탐색)",
            "탐색 후보지역 25곳(발표 40곳)",
            "거점·증명·담당 인구는 발표값",
            "발표된 계획",
        ),
        "en": (
            "(what if)",
            "25 candidates in the trial, 40 as published",
            "hubs, proof and whom they serve: as published",
            "the plan as published",
        ),
    }[language]
    assert not any(word in before for word in words)
    set_trial(page)
    header = page.shown("header.bar")
    assert all(word in header for word in words[:3])
    for name in ("hubs", "network", "sources"):
        page.page.click(f"#tab-{name}")
        assert words[3] in page.shown(f"#panel-{name}")
    page.page.click("#tab-hubs")
    page.page.locator("#hub-list button").first.click()
    published = {"ko": "(발표값)", "en": "(as published)"}[language]
    assert published in page.shown("#detail")
    assert published in page.shown(".hub-popup")
    page.page.click("#ribbon .as-published")
    assert page.shown("header.bar") == before
    assert words[3] not in page.shown("#panel-hubs")


def test_hubs_whose_regions_drop_out_are_marked(page, tried, baseline):
    set_trial(page)
    kept = tried["candidate"]
    was = baseline.regions["candidate"]  # a host may stand beside a candidate region
    gone = [code for code in baseline.hubs["region_code"] if was[code] and not kept[code]]
    assert page.page.locator(".hub-marker.dropped").count() == len(gone)
    page.page.click("#tab-hubs")
    text = page.shown("#hub-list")
    assert text.count("이 탐색에서 소재지가 후보지역에서 빠짐") == len(gone)
    lost = baseline.regions["candidate"] & ~kept
    for hub, n in baseline.regions[lost].groupby("hub_region").size().items():
        number = baseline.hubs.set_index("region_code").at[hub, "number"]
        row = page.page.locator("#hub-list li").nth(number - 1).inner_text()
        assert f"담당 후보지역 {n}곳이 빠짐" in row


def test_the_trial_is_a_scenario_to_take_away(page, tmp_path, dataset, tried):
    set_trial(page)
    with page.page.expect_download() as download:
        page.page.click("#try-download")
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    scenario = hp.Scenario.from_toml(path)
    assert scenario.name == "baseline-what-if"
    plan = hp.make_plan(dataset, scenario)
    assert plan.regions["crisis_score"].equals(tried["crisis_score"])
    assert plan.regions["candidate"].equals(tried["candidate"])
    assert page.complaints == []


def test_a_trial_is_kept_in_the_address(page, open_page, tried):
    set_trial(page)
    address = page.page.evaluate("location.hash")
    again = open_page(MAP, fragment=address)
    assert again.page.locator("#ribbon").is_visible()
    again.page.wait_for_timeout(250)
    assert codes(again)[:20] == tried.sort_values("rank", kind="stable").index[:20].tolist()


def test_all_weights_at_zero_are_refused(page):
    for key in ("dependency", "decline", "outflow"):
        slide(page, key, 0)
    assert "가중치 하나는 0보다 커야 함" in page.shown("#whatif")
    slide(page, "outflow", 1)
    assert page.page.locator("#try-refused").is_hidden()


def test_the_table_shows_candidates_of_the_trial_only(page):
    page.page.check("#only-candidates")
    slide(page, "top", 12)
    assert page.page.locator("#regions tbody tr:visible").count() == 12


def test_the_five_worst_of_the_trial_are_named(page, tried):
    set_trial(page)
    names = " ".join(page.page.locator(".region-label").all_inner_texts())
    for code in tried.sort_values("rank").index[:5]:
        name = page.page.locator(f"#regions tr[data-code='{code}'] .choose").inner_text()
        assert name in names
