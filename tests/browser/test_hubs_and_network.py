"""Hubs, network and sources as a planner reads them."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest

import hubplanner as hp
from hubplanner.maps import render_map

pytestmark = pytest.mark.slow

MAP = Path(__file__).parents[2] / "maps" / "baseline.html"


@pytest.fixture(scope="module")
def opened(open_page):
    return open_page(MAP)


@pytest.fixture
def tab(opened):
    def show(name: str, more: str = "", language: str = "ko"):
        opened.again(f"#lang={language}&tab={name}{more}")
        return opened

    return show


def test_every_hub_has_its_technology_and_ministry(tab, baseline):
    page = tab("hubs")
    for k, hub in enumerate(baseline.hubs.itertuples()):
        row = page.page.locator("#hub-list li").nth(k).inner_text()
        assert f"{hub.technology_ko} · {hub.ministry_ko}" in row
        assert f"후보지역 {hub.candidates}곳" in row


def test_near_ties_of_technologies_stand_beside_them(open_page, dataset, stages, tmp_path):
    """Where technologies are assigned after the sites, as with the p-median."""
    siting = {"model": "p_median", "sites": "candidates", "weight": "crisis_score"}
    scenario = hp.Scenario(siting=siting, network={"technologies": "pcast"})
    plan = hp.make_plan(dataset, scenario, stages=stages)
    other, names = plan.network.runner_up, plan.network.technologies.technologies
    path = tmp_path / "p_median.html"
    path.write_text(render_map(plan), encoding="utf-8")
    page = open_page(path)
    page.page.click("#tab-hubs")
    if other.near_tie:
        assert f"{other.cost:.4f}" in page.shown("#technologies-tie")
    for k, hub in enumerate(plan.hubs.itertuples()):
        row = page.page.locator("#hub-list li").nth(k).inner_text()
        second = other.by_hub.loc[hub.Index]
        assert f"{names[second['technology']].name_ko}" in row
        assert ("사실상 동률" in row) == (second["cost"] < 0.01)


def test_the_proof_gives_objective_bound_and_gap(tab, baseline):
    text = tab("proof").shown("#panel-proof")
    assert "최적해 증명됨" in text
    assert text.count(f"{baseline.siting.objective:,.3f}") >= 1
    assert f"{baseline.siting.bound:,.3f}" in text
    assert "0.0000 %" in text
    assert baseline.sites.problem.unit.in_language("ko") in text


def test_the_runner_up_and_its_cost(tab, baseline):
    told = baseline.sites.advice()["runner_up"]
    text = tab("proof").shown("#runner-up")
    assert ", ".join(told["stands"]) in text
    assert ", ".join(told["instead_of"]) in text
    assert f"{told['behind_percent']:.2f} %" in text


def test_which_wishes_bind(tab, baseline):
    page = tab("proof", language="en")
    for k, wish in enumerate(baseline.sites.advice()["wishes"]):
        row = page.page.locator("#wishes tbody tr").nth(k).inner_text()
        assert wish["wish_en"] in row
        assert f"{wish['price_percent']:.2f} %" in row
        assert ("yes" if wish["binds"] else "no") in row


def test_a_hub_says_why_and_with_whom(tab, baseline):
    hub = baseline.hubs.iloc[0]
    page = tab("hubs", f"&hub={hub['region_code']}")
    text = page.shown("#detail")
    assert hub["technology_why_ko"] in text
    ties = baseline.links[baseline.links["source"] == baseline.hubs.index[0]]
    rows = page.page.locator("#detail .ties tbody tr").count()
    peers = (baseline.links["role"] == "peer") & (
        baseline.links[["source", "target"]].eq(baseline.hubs.index[0]).any(axis=1)
    )
    assert rows == (ties["role"] != "peer").sum() + peers.sum()


@pytest.mark.parametrize("hub_first", [True, False])
def test_a_tie_of_the_planners_own_stands_with_the_others(
    open_page, dataset, stages, tmp_path, hub_first
):
    ends = "hub:경남 거제시,제주테크노파크" if hub_first else "제주테크노파크,hub:경남 거제시"
    (tmp_path / "ties.csv").write_text(
        f"source,target,kind,minutes,fit,strength\n{ends},rnd,300,1,0.9\n", "utf-8"
    )
    (tmp_path / "own.toml").write_text(
        '[siting]\nrequired = ["경남 거제시"]\n[network]\nown_links = "ties.csv"\n', "utf-8"
    )
    plan = hp.make_plan(dataset, hp.Scenario.from_toml(tmp_path / "own.toml"), stages=stages)
    path = tmp_path / "own.html"
    path.write_text(render_map(plan), encoding="utf-8")
    page = open_page(path, fragment="#tab=hubs&hub=38090")
    row = page.page.locator("#detail .ties tr", has_text="제주테크노파크")
    assert "직접 넣은 연계 · 적합 100 %" in row.inner_text()
    assert page.complaints == []


def test_the_catchment_of_the_chosen_hub_is_outlined(tab, baseline):
    page = tab("hubs", f"&hub={baseline.hubs.iloc[1]['region_code']}")
    assert page.page.locator("path.chosen").count() == 1
    outline = page.page.locator("path.chosen").get_attribute("d")
    assert outline.count("M") > 1


@pytest.mark.parametrize(
    ("layer", "selector"),
    [
        ("산업위기대응특별지역", "path[fill='url(#designated)']"),
        ("노후산단 재생사업지구", ".leaflet-marker-icon.renewal"),
        ("스마트산단", ".leaflet-marker-icon.smart"),
    ],
)
def test_layers_of_the_brief(tab, baseline, layer, selector):
    page = tab("network")
    assert page.page.locator(selector).count() == 0  # off at first
    page.switch(layer)
    programmes = baseline.institutions["programmes"]
    expected = {
        "산업위기대응특별지역": len(baseline.designations),
        "노후산단 재생사업지구": programmes.str.contains("renewal").sum(),
        "스마트산단": programmes.str.contains("smart").sum(),
    }
    assert page.page.locator(selector).count() == expected[layer]


def test_a_designated_region_says_so(tab):
    text = tab("regions", "&region=35020").shown("#detail")
    assert "지정 이력: 산업위기대응특별지역" in text
    assert "2018-04-05" in text


def test_pointing_at_an_institution_shows_its_ties_only_then(tab, baseline):
    page = tab("network")
    links = baseline.links[baseline.links["role"].isin(["lead", "second"])]
    most = links["target"].value_counts().index[0]
    name = baseline.institutions.at[most, "name_ko"]
    page.page.fill("#find-institution", name)
    row = page.page.locator("#institutions tbody tr:visible").first
    row.hover()
    assert page.page.locator("path.pointed:not(.casing)").count() == (links["target"] == most).sum()
    page.page.locator("#find-institution").hover()
    assert page.page.locator("path.pointed").count() == 0
    row.locator("button").focus()  # by keyboard just as well
    assert page.page.locator("path.pointed:not(.casing)").count() == (links["target"] == most).sum()


def test_ties_of_what_is_chosen_stay_lit_and_can_be_pointed_at(tab, baseline):
    """Only they are drawn, and everything else is dimmed, until nothing is chosen any more."""
    hub = baseline.hubs.iloc[3]
    page = tab("network", f"&hub={hub['region_code']}")
    ties = baseline.links[baseline.links["source"] == baseline.hubs.index[3]]
    peers = (baseline.links["role"] == "peer") & (
        baseline.links["target"] == baseline.hubs.index[3]
    )
    assert page.page.locator("path.lit:not(.casing)").count() == len(ties) + peers.sum()
    said = []
    for k in range(page.page.locator("path.reach").count()):
        page.page.locator("path.reach").nth(k).dispatch_event("mouseover")
        said.append(page.page.locator(".leaflet-tooltip:not(.region-label)").last.inner_text())
        page.page.locator("path.reach").nth(k).dispatch_event("mouseout")
    assert all(re.search(r"거점 \d – .+: .+, \d+분", told) for told in said)
    assert sum(told.startswith("거점 4 –") for told in said) == len(ties)
    dim = page.page.locator(".cluster").first.evaluate("node => getComputedStyle(node).opacity")
    assert float(dim) < 0.5
    page.page.keyboard.press("Escape")
    assert page.page.locator("path.lit").count() == 0
    dim = page.page.locator(".cluster").first.evaluate("node => getComputedStyle(node).opacity")
    assert float(dim) == 1


def test_the_tab_says_what_the_map_draws(tab, baseline):
    """Calm at first sight: regions and hubs; the rest where it is asked for."""
    marks = {
        "glance": (0, 0, 5),
        "regions": (0, 0, 5),
        "hubs": (0, 0, 12),
        "network": (1, 0, 2),
        "draws": (0, 1, 4),
    }
    for name, (institutions, rivals, most) in marks.items():
        page = tab(name)
        count = page.page.locator(".institution, .cluster").count()
        assert bool(count) == bool(institutions), name
        assert bool(page.page.locator(".ghost-marker").count()) == bool(rivals), name
        assert page.page.locator("path.pointed, path.lit").count() == 0
        fills = page.page.locator("path.region").evaluate_all(
            "all => [...new Set(all.map(one => one.getAttribute('fill')))].length"
        )
        assert 2 <= fills <= most, name
        assert page.page.locator(".hub-marker").count() == len(baseline.hubs)


def test_a_layer_switched_by_hand_stays_and_is_kept_in_the_address(tab):
    page = tab("hubs")
    page.switch("테크노파크")
    assert page.page.locator(".institution, .cluster").count() > 0
    page.page.click("#tab-regions")
    assert page.page.locator(".institution, .cluster").count() > 0
    address = page.page.evaluate("location.hash")
    assert "layers=%2Btechnopark" in address
    page.again(address)
    assert page.page.locator(".institution, .cluster").count() > 0


def test_the_ring_of_a_hub_is_filled_by_its_share_of_the_draws(tab, baseline):
    page = tab("glance")
    arcs = page.page.locator(".hub-marker .ringed circle[stroke-dasharray]").evaluate_all(
        "all => all.map(one => one.getAttribute('stroke-dasharray').split(' ').map(Number))"
    )
    for (filled, whole), share in zip(arcs, baseline.hubs["draw_share"], strict=True):
        assert filled / whole == pytest.approx(share, abs=0.006)


def test_at_a_glance_says_the_finding_and_each_hub(tab, baseline):
    page = tab("glance")
    reached = round(baseline.sites.jobs_reached, -2)
    known = round(baseline.sites.problem.offers.known_jobs, -2)
    assert f"{known:,.0f}" in page.shown("#finding")
    assert f"{100 * reached / known:.0f} %" in page.shown("#finding")
    assert f"{reached:,.0f}" in page.shown("#tiles")
    for k, hub in enumerate(baseline.hubs.itertuples()):
        row = page.page.locator("#glance-hubs li").nth(k).inner_text()
        assert hub.host_ko in row
        assert hub.technology_ko in row
        assert f"{hub.draw_share:.0%}".replace("%", " %") in row
    assert page.page.evaluate(
        "document.querySelector('#panel-glance').getBoundingClientRect().bottom <= innerHeight"
    )


def test_levels_hold_their_tabs(tab):
    page = tab("glance")
    assert page.page.locator("[role=tab]:visible").count() == 0
    page.page.click("[data-level=examine]")
    assert page.page.locator("[role=tab]:visible").all_inner_texts() == ["증명", "확실성", "출처"]
    assert page.page.locator("#panel-proof").is_visible()
    page.page.click("#tab-draws")
    page.page.click("[data-level=explore]")
    assert page.page.locator("#panel-regions").is_visible()
    page.page.click("[data-level=examine]")  # where one was before
    assert page.page.locator("#panel-draws").is_visible()
    page.page.click("[data-level=glance]")
    page.page.click("[data-open=hubs]")
    assert page.page.locator("#panel-hubs").is_visible()


def test_institutions_that_nobody_reaches(tab, baseline):
    page = tab("network")
    page.page.check("#only-unreached")
    alone = baseline.institutions["lead_hub"] == ""
    assert page.page.locator("#institutions tbody tr:visible").count() == alone.sum() > 0
    page.page.locator("#institutions tbody tr:visible .choose").first.click()
    assert "이동시간 안에 분야가 맞는 거점 없음" in page.shown("#detail")


def test_links_are_told_apart_by_dashes_as_well(tab, baseline):
    page = tab("network")
    kinds = set(baseline.links["kind"])
    lines = page.page.locator(".layers svg line").evaluate_all(
        "all => all.map((one) => one.getAttribute('stroke-dasharray'))"
    )
    assert len(lines) == len(kinds) == len(set(lines))


def test_the_institutes_abroad(tab):
    page = tab("network", language="en")
    assert page.page.locator("#abroad tbody tr").count() == 14
    assert page.page.locator(".abroad circle").count() == 14
    text = page.shown("#abroad")
    assert "LIFT" in text
    assert "Detroit, MI" in text


def test_every_source_with_licence_year_and_attribution(tab, baseline):
    text = tab("sources").shown("#panel-sources")
    for source in baseline.sources.to_dict("records"):
        assert source["title_ko"] in text
        assert source["licence"].replace("KOGL type 1", "공공누리 제1유형") in text
        assert source["attribution_ko"] in text
        assert source["years"].replace(";", "·").replace("-", "–") in text


def test_coverage_estimates_and_versions(tab, baseline):
    text = tab("sources").shown("#panel-sources")
    for row in baseline.coverage.itertuples():
        assert f"{row.observed} / {row.regions}" in text
    assert f"기관 {len(baseline.institutions)}곳의 위치" in text
    assert f"hubplanner {hp.__version__}" in text


def test_the_scenario_stands_in_the_page(tab, baseline):
    shown = tomllib.loads(tab("sources").shown("#scenario"))
    expected = json.loads(baseline.scenario.model_dump_json(exclude_none=True))
    assert shown["siting"]["hubs"] == expected["siting"]["hubs"]
    assert shown["scoring"] == expected["scoring"]


def test_ranks_carry_their_interval(tab, baseline):
    geoje = baseline.regions.loc["38090"]
    page = tab("regions", "&region=38090")
    interval = f"{geoje['rank_low']}–{geoje['rank_high']}"
    assert interval in page.shown("#regions tr[data-code='38090'] td:first-child")
    assert f"90 % 구간 {interval}위" in page.shown("#detail .why")
    page.page.click("#try-open")
    page.page.locator("#try-decline").fill("3")
    first = page.page.locator("#regions tr[data-code='38090'] td:first-child", has_text=interval)
    first.wait_for(state="detached")


@pytest.mark.parametrize(("language", "means"), [("ko", "테크노파크"), ("en", "technopark")])
def test_a_term_tells_its_meaning_where_it_stands(tab, language, means):
    page = tab("glance", language=language)
    assert page.page.locator("#glossary").is_hidden()
    page.page.locator("#tiles .term").first.focus()
    assert means in page.shown("#glossary")
    described = page.page.evaluate("document.activeElement.getAttribute('aria-describedby')")
    assert described == "glossary"
    box = page.page.locator("#glossary").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 1400
    page.page.keyboard.press("Escape")
    assert page.page.locator("#glossary").is_hidden()
    page.tab("sources")
    assert means in page.shown("#terms")


def test_every_term_of_the_page_is_in_the_glossary(tab):
    page = tab("glance")
    used = page.page.locator(".term").evaluate_all("all => all.map(one => one.dataset.term)")
    for node in page.page.locator(".term").element_handles():
        node.dispatch_event("click")
        assert len(page.page.locator("#glossary").text_content()) > 10
    assert len(set(used)) >= 5


def test_a_hub_that_serves_no_job_of_a_region_is_called_the_nearest_only(tab, baseline):
    page = tab("regions")
    served = baseline.regions["jobs_served"].round()
    known = baseline.regions["candidate"] & served.notna()
    for helped, code in ((False, served[known & (served == 0)].index[0]), (True, served.idxmax())):
        cell = page.page.locator(f"#regions tr[data-code='{code}'] td").nth(4)
        assert (cell.text_content()[0] != "(") == helped
        page.page.locator(f"#regions tr[data-code='{code}'] button").click()
        told = page.shown("#detail")
        assert ("제 업종에 맞는 거점이 닿지 않음" in told) != helped
        assert ("담당 거점:" in told) == helped


def test_the_name_beside_a_hub_leads_to_it_as_its_marker_does(tab, baseline):
    page = tab("hubs")
    page.page.locator(".hub-label").first.click()
    hub = baseline.hubs[baseline.hubs["number"] == 1].iloc[0]
    assert hub["technology_ko"] in page.shown("#detail")
