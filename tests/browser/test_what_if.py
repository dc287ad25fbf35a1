"""The map that answers back: the reader moves something, and the page sites the hubs again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import hubplanner as hp
from hubplanner.maps import render_map

pytestmark = pytest.mark.slow

MAP = Path(__file__).parents[2] / "maps" / "baseline.html"
TRY = "decline:3,area:0.2,top:25"


@pytest.fixture(scope="module")
def opened(open_page):
    return open_page(MAP)


@pytest.fixture
def page(opened):
    opened.again()
    opened.page.click("#try-open")
    return opened


@pytest.fixture(scope="module")
def tried(dataset):
    """What Python plans with the same choices."""
    return hp.make_plan(
        dataset,
        hp.Scenario.model_validate(
            {
                "scoring": {"area_weight": 0.2, "weights": {"decline": 3.0}},
                "candidates": {"top": 25},
            }
        ),
    )


def slide(page, key: str, value: float) -> None:
    page.page.locator(f"#try-{key}").fill(str(value))
    page.page.locator(f"#try-{key}").dispatch_event("change")


def settle(page) -> None:
    """Until the hubs of the trial are drawn and rows out of view have followed."""
    page.page.locator("#strip:not([aria-busy=true])").wait_for(state="attached")
    page.page.wait_for_timeout(350)


def set_trial(page) -> None:
    for key, value in (pair.split(":") for pair in TRY.split(",")):
        slide(page, key, float(value))
    settle(page)


def codes(page) -> list[str]:
    return page.page.locator("#regions tbody tr").evaluate_all(
        "rows => rows.map((row) => row.dataset.code)"
    )


def hubs(page) -> list[tuple[str, str]]:
    """Technology and host of each hub at a glance."""
    rows = page.page.locator("#glance-hubs li")
    return [
        (row.locator(".technology").text_content(), row.locator(".host").text_content())
        for row in rows.all()
    ]


def of_plan(plan) -> set[tuple[str, str]]:
    both = zip(
        plan.hubs["technology_ko"] + plan.hubs["technology_en"],
        plan.hubs["host_ko"] + plan.hubs["host_en"],
        strict=True,
    )
    return set(both)


def test_controls_start_where_the_plan_stands(page, baseline):
    assert page.page.locator("#ribbon").is_hidden()
    weights = baseline.scenario.scoring.weights
    assert float(page.page.input_value("#try-decline")) == weights.decline
    assert float(page.page.input_value("#try-area")) == baseline.scenario.scoring.area_weight
    assert int(page.page.input_value("#try-top")) == baseline.scenario.candidates.top
    assert int(page.page.input_value("#try-hubs")) == baseline.scenario.siting.hubs
    assert page.page.input_value("#try-ways") == baseline.scenario.scoring.ways
    assert page.page.locator("#try-undo").is_disabled()


def test_a_trial_ranks_and_sites_as_python_does(page, tried):
    set_trial(page)
    table = tried.regions.sort_values("rank", kind="stable")
    assert codes(page)[:20] == table.index[:20].tolist()
    assert f"{table['crisis_score'].max():.3f}" in page.shown("#regions tbody tr:first-child")
    assert page.page.locator("#regions tbody tr.candidate").count() == 25
    page.tab("glance")
    assert set(hubs(page)) == of_plan(tried)


def test_the_map_follows(page, tried):
    set_trial(page)
    darkest = page.page.locator("path.region[fill='#bd0026']").evaluate_all(
        "paths => paths.map((path) => path.dataset.region)"
    )
    score = tried.regions["crisis_score"]
    assert set(darkest) == set(tried.regions.index[score >= score.quantile(0.8) - 1e-9])
    outlines = "path:not(.region):not(.casing)[stroke='#26323c']"
    assert page.page.locator(outlines).count() == 25
    assert page.page.locator(".hub-marker").count() == len(tried.hubs)
    page.tab("hubs")
    catchments = page.page.locator("path.region").evaluate_all(
        "all => new Set(all.map(one => one.getAttribute('fill'))).size"
    )
    assert catchments >= tried.regions["hub_region"].nunique()


def test_headline_tiles_and_table_follow(page, tried):
    set_trial(page)
    hub = tried.regions["hub_minutes"]
    row = page.page.locator("#regions tr[data-code='38090']").inner_text()
    assert f"{hub['38090']:.0f}" in row
    page.tab("glance")
    reached = round(tried.sites.jobs_reached, -2)
    known = round(tried.sites.problem.offers.known_jobs, -2)
    assert f"{reached:,.0f}" in page.shown("#tiles")
    assert f"{known:,.0f}" in page.shown("#finding")
    assert f"{100 * reached / known:.0f} %" in page.shown("#finding")


def test_the_strip_says_what_changed_and_one_click_leads_back(page, baseline, tried):
    published = codes(page)
    before = page.shown("header.bar")
    set_trial(page)
    strip = page.shown("#strip")
    assert "최적 증명됨" in strip
    near = (round(baseline.sites.jobs_reached, -2), round(tried.sites.jobs_reached, -2))
    assert f"{near[0]:,.0f} → {near[1]:,.0f}" in strip
    came = set(tried.hubs["region_code"]) - set(baseline.hubs["region_code"])
    assert ("들어옴" in strip) == bool(came)
    for code in came:
        assert baseline.regions.at[code, "name_ko"] in strip
    assert "(탐색)" in page.shown("header.bar")
    assert "탐색 후보지역 25곳(발표 40곳)" in page.shown("header.bar")
    page.page.locator("#regions tr[data-code='38090'] .choose").click()
    score = f"{baseline.regions.loc['38090', 'crisis_score']:.3f}"
    assert f"발표값: {score}" in page.shown("#detail")
    page.page.click("#ribbon .as-published")
    settle(page)
    assert page.page.locator("#ribbon").is_hidden()
    assert codes(page) == published
    assert page.shown("header.bar") == before
    assert "발표값" not in page.shown("#detail")
    assert "try=" not in page.page.evaluate("location.hash")


@pytest.mark.parametrize("language", ["ko", "en"])
def test_tabs_say_what_is_still_as_published(page, language):
    page.page.click(f"[data-language={language}]")
    words = {"ko": "발표된 계획 그대로", "en": "the plan as published"}[language]
    page.tab("proof")
    assert words not in page.shown("#panel-proof")
    slide(page, "hubs", 7)
    settle(page)
    for name in ("network", "proof", "draws", "sources"):
        page.tab(name)
        assert words in page.shown(f"#panel-{name}")
    page.tab("hubs")
    assert page.page.locator("#headline").is_hidden()
    assert page.page.locator("#hub-list li").count() == 7


def test_a_hub_here_never_here_and_with_which_technology(page, dataset, baseline):
    page.page.locator("#regions tr[data-code='37010'] .choose").click()
    page.page.locator("#detail .wish").first.click()
    settle(page)
    assert "경북 포항시" in page.shown("#try-pins")
    page.page.select_option("#detail .wishes select", "machinery")
    settle(page)
    plan = hp.make_plan(
        dataset,
        hp.Scenario(
            siting={"required": ["경북 포항시"]}, network={"fixed": {"경북 포항시": "machinery"}}
        ),
    )
    page.tab("glance")
    assert set(hubs(page)) == of_plan(plan)
    page.tab("regions")
    page.page.locator("#detail .wish").nth(1).click()  # never here instead
    settle(page)
    assert "제외: 경북 포항시" in page.shown("#try-pins")
    page.page.locator("#try-pins .drop").click()
    settle(page)
    assert page.page.locator("#ribbon").is_hidden()


def test_wishes_that_clash_are_named_and_the_hubs_stay(page):
    slide(page, "hubs", 1)
    for code in ("38090", "37010"):
        page.page.locator(f"#regions tr[data-code='{code}'] .choose").click()
        page.page.locator("#detail .wish").first.click()
    settle(page)
    strip = page.shown("#strip")
    assert "모두 지키는 거점이 없음" in strip
    assert "반드시 두는 거점" in strip
    assert "거점 수" in strip
    assert page.complaints == []


def test_undo_redo_and_the_browsers_back(page, baseline):
    slide(page, "hubs", 8)
    settle(page)
    slide(page, "hubs", 3)
    settle(page)
    assert page.page.locator(".hub-marker").count() == 3
    page.page.click("#try-undo")
    settle(page)
    assert page.page.locator(".hub-marker").count() == 8
    page.page.go_back()
    settle(page)
    assert page.page.locator(".hub-marker").count() == len(baseline.hubs)
    assert page.page.locator("#ribbon").is_hidden()
    page.page.click("#try-redo")
    settle(page)
    assert page.page.locator(".hub-marker").count() == 8
    assert int(page.page.input_value("#try-hubs")) == 8


def test_trials_are_kept_beside_each_other(page, baseline):
    for n in (4, 7, 8):
        slide(page, "hubs", n)
        settle(page)
        page.page.click("#try-keep")
        settle(page)
    rows = page.page.locator("#try-kept tbody tr")
    assert rows.count() == 1 + 3
    jobs = [int(one.replace(",", "")) for one in rows.locator("td:nth-child(3)").all_inner_texts()]
    assert jobs[0] == round(baseline.sites.jobs_reached, -2)
    assert jobs[1] < jobs[0] < jobs[3]
    rows.nth(1).locator(".choose").click()
    settle(page)
    assert page.page.locator(".hub-marker").count() == 4
    address = page.page.evaluate("location.hash")
    page.again(address)
    settle(page)
    assert page.page.locator("#try-kept tbody tr").count() == 1 + 3
    page.page.locator("#try-kept .drop").first.click()
    assert page.page.locator("#try-kept tbody tr").count() == 1 + 2


def test_the_trial_is_a_scenario_to_take_away(page, tmp_path, dataset, stages, tried):
    set_trial(page)
    with page.page.expect_download() as download:
        page.page.click("#try-download")
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    scenario = hp.Scenario.from_toml(path)
    assert scenario.name == "baseline-what-if"
    plan = hp.make_plan(dataset, scenario, stages=stages)
    assert plan.regions["crisis_score"].equals(tried.regions["crisis_score"])
    assert plan.regions["candidate"].equals(tried.regions["candidate"])
    assert plan.siting.objective == pytest.approx(tried.siting.objective, rel=1e-12)
    assert of_plan(plan) == of_plan(tried)
    assert page.complaints == []


def test_the_saved_page_opens_on_the_trial_and_knows_the_way_back(page, open_page, tmp_path):
    slide(page, "hubs", 8)
    slide(page, "decline", 2)
    settle(page)
    page.tab("hubs")
    shown = page.shown("#hub-list"), page.shown("#strip")
    with page.page.expect_download() as download:
        page.page.click("#try-save")
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    saved = open_page(path, fragment="")
    settle(saved)
    assert saved.page.locator("#panel-hubs").is_visible()
    assert (saved.shown("#hub-list"), saved.shown("#strip")) == shown
    assert saved.complaints == []
    assert [one for one in saved.requests if not one.startswith("blob:")] == [saved.address]
    saved.page.click("#ribbon .as-published")
    settle(saved)
    assert saved.page.locator(".hub-marker").count() == 6
    # What a browser reads in it is the same but for what it opens on.
    parts = "all => all.map(one => one.textContent)"
    scripts = [one.page.locator("script, style").evaluate_all(parts) for one in (page, saved)]
    changed = [pair for pair in zip(*scripts, strict=True) if pair[0] != pair[1]]
    assert [json.loads(start) for start, _ in changed] == [""]
    assert json.loads(changed[0][1]).startswith("#tab=hubs")


def test_a_trial_is_kept_in_the_address(page, open_page, tried):
    set_trial(page)
    address = page.page.evaluate("location.hash")
    again = open_page(MAP, fragment=address)
    assert again.page.locator("#ribbon").is_visible()
    settle(again)
    table = tried.regions.sort_values("rank", kind="stable")
    assert codes(again)[:20] == table.index[:20].tolist()


def test_all_weights_at_zero_are_refused(page):
    for key in ("dependency", "decline", "outflow"):
        slide(page, key, 0)
    assert "가중치 하나는 0보다 커야 함" in page.shown("#whatif")
    slide(page, "outflow", 1)
    assert page.page.locator("#try-refused").is_hidden()


def test_the_table_shows_candidates_of_the_trial_only(page):
    page.page.check("#only-candidates")
    slide(page, "top", 12)
    settle(page)
    assert page.page.locator("#regions tbody tr:visible").count() == 12


def test_what_the_page_cannot_solve_is_said_with_the_scenarios_key(
    open_page, dataset, stages, tmp_path
):
    """Weights can be tried all the same; the hubs stay those of the plan, and it is said."""
    plan = hp.make_plan(dataset, hp.Scenario(siting={"spacing_km": 20.0}), stages=stages)
    path = tmp_path / "spacing.html"
    path.write_text(render_map(plan), encoding="utf-8")
    page = open_page(path)
    page.page.click("#try-open")
    assert "siting.spacing_km" in page.shown("#try-cannot")
    assert page.page.locator("#try-hubs").is_hidden()
    slide(page, "decline", 3)
    settle(page)
    assert "거점은 계획의 것" in page.shown("#strip")
    page.tab("hubs")
    page.page.locator("#hub-list button").first.click()
    assert "(발표값)" in page.shown("#detail")
    assert page.complaints == []


def test_memory_does_not_grow_with_moves(page):
    """Two hundred moves and back; what was drawn is let go."""
    nodes = "document.querySelectorAll('*').length"
    slide(page, "hubs", 7)
    settle(page)
    before = page.page.evaluate(nodes)
    for k in range(40):
        slide(page, "hubs", 4 + k % 6)
        slide(page, "decline", 1 + k % 4)
    slide(page, "decline", 1)
    slide(page, "hubs", 7)
    settle(page)
    assert page.page.evaluate(nodes) <= before * 1.02


@pytest.mark.parametrize(
    ("typed", "found"),
    [("전북 군산시", True), ("ㄱㅅㅅ", False), ("거제", True), ("없는 곳", False)],
)
def test_a_hub_is_put_in_the_region_that_is_named(page, typed, found):
    field = page.page.locator("#try-place")
    field.fill(typed)
    field.press("Enter")
    required = page.page.locator('#detail .wish[aria-pressed="true"]')
    assert required.first.is_visible() == found
    assert page.page.locator("#try-pins li").count() == int(found)
    assert field.input_value() == ("" if found else typed)
    if found:  # its score is what it was, which needs no second figure
        assert "발표값" not in page.shown("#detail")


def test_one_hub_more_is_a_trial_that_says_what_it_brings(page):
    page.again("#lang=en")
    page.page.click("#try-more")
    page.page.wait_for_selector("#strip:not(:empty)")
    assert page.page.locator("#try-hubs").input_value() == "7"
    assert "in: Seo-gu" in page.shown("#strip")
    assert "jobs at risk within 45 minutes (+" in page.shown("#strip")
    page.page.click("#ribbon .as-published")
    assert page.page.locator("#ribbon").is_hidden()
