"""What a planner reads of a region: the sentence, the make-up of the score, trends with gaps."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

MAP = Path(__file__).parents[2] / "maps" / "baseline.html"
GEOJE, SEJONG = "38090", "29010"


@pytest.fixture(scope="module")
def opened(open_page):
    return open_page(MAP)


@pytest.fixture
def profile(opened):
    def of(code: str, language: str = "ko"):
        opened.again(f"#lang={language}&tab=regions&region={code}")
        return opened

    return of


def test_the_sentence_gives_share_output_people_and_rank(profile, baseline):
    geoje = baseline.regions.loc[GEOJE]
    gva = baseline.trends.query("region_code == @GEOJE and measure == 'gva'").set_index("year")
    change = gva["value"][2020] / gva["value"][2015] - 1
    text = profile(GEOJE).shown("#detail .why")
    assert f"제조업 비중 {geoje['manufacturing_share'] * 100:.0f} %(2020년, 전국 27 %)" in text
    assert f"2015–2020 제조업 부가가치 −{abs(change) * 100:.0f} %" in text
    assert "2020–2025 인구 −" in text
    assert f"229곳 중 {geoje['rank']}위(90 % 구간 " in text


def test_the_national_share_is_that_of_all_regions(baseline, dataset):
    from hubplanner.maps.page import page_payload

    gva = dataset.statistics.query("measure == 'gva' and year == 2020")
    total = gva.groupby("industry")["value"].sum()
    expected = total["manufacturing"] / total["total"]
    share = page_payload(baseline)["nation"]["manufacturing_share"]
    assert share == pytest.approx(expected, abs=1e-4)


def test_contributions_in_the_page_add_up_to_the_decline_path(profile, baseline):
    page = profile(GEOJE)
    strong = page.page.locator("#detail .parts strong.number").all_inner_texts()
    total = float(page.shown("#detail .parts .sum .number"))
    assert total == round(baseline.regions.loc[GEOJE, "decline_path"], 3)
    assert sum(map(float, strong)) == pytest.approx(total, abs=0.0016)
    lines = page.page.locator("#detail .parts li").count()
    assert lines == 3 + baseline.scores.contributions.loc[GEOJE].notna().sum() + 1


def test_the_bar_is_as_long_as_the_decline_path(profile, baseline):
    page = profile(GEOJE)
    ends = page.page.locator("#detail svg.bar rect").evaluate_all(
        "all => all.map((r) => [Number(r.getAttribute('x')), Number(r.getAttribute('width'))])"
    )
    unit, zero = 320 / 1.2, 320 * 0.2 / 1.2  # from −0.2 to 1
    above = (max(x + width for x, width in ends) - zero) / unit
    held_down = min([(x - zero) / unit for x, _ in ends] + [0])
    score = baseline.regions.loc[GEOJE, "decline_path"]
    assert above + held_down == pytest.approx(score, abs=0.003)


def test_trends_carry_years_and_units(profile, baseline):
    text = profile(GEOJE).shown("#detail .trends")
    people = baseline.trends.query("region_code == @GEOJE and measure == 'population'")
    for year, value in zip(people["year"], people["value"], strict=True):
        assert f"{year} {value:,.0f}" in text
    assert "억 원" in text
    assert "천 명" in text


def test_gaps_are_gaps(profile):
    page = profile(GEOJE)  # no output published for 2010
    row = page.page.locator("#detail .trends tr").first
    assert re.search(r"2010\s–", row.inner_text())
    assert row.locator("circle").count() == 2
    sejong = profile(SEJONG)  # not in the employment survey
    assert "관측 없음" in sejong.page.locator("#detail .trends tr").nth(1).inner_text()


def test_unreliable_figures_are_marked(profile, baseline):
    marked = baseline.trends.query("flag == 'unreliable'")
    code = marked["region_code"].iloc[0]
    page = profile(code)
    assert "신뢰도가 낮다고 표시" in page.shown("#detail")
    assert page.page.locator("#detail .trends circle[fill='#fff']").count() == int(
        (marked["region_code"] == code).sum()
    )


def test_it_says_why_a_region_is_a_candidate_or_not(profile, baseline):
    edge = baseline.regions.loc[baseline.regions["candidate"], "crisis_score"].min()
    geoje = profile(GEOJE).shown("#detail")
    among = f"조건을 갖춘 지역 가운데 점수 상위 40곳({edge:.3f}까지)에 듦"
    assert f"쇠퇴 경로로 후보지역: {among}" in geoje
    yeosu = profile("36020").shown("#detail")
    assert f"업종 충격 노출과 쇠퇴 경로로 후보지역: {among}" in yeosu
    for code in (baseline.regions.query("affected").index[0], "11010"):
        row, shown = baseline.regions.loc[code], profile(code).shown("#detail")
        assert f"후보지역 아님: {row['why_ko']}." in shown
        assert ("영향 지역:" in shown) == row["affected"]
    outside = baseline.regions.query("eligible")["crisis_score"].idxmin()
    text = profile(outside, "en").shown("#detail")
    assert f"No candidate: not among the 40 highest scores (down to {edge:.3f})" in text


def test_both_ways_are_told_with_the_industries_behind(profile, baseline):
    text, row = profile(GEOJE).shown("#detail"), baseline.regions.loc[GEOJE]
    told = f"쇠퇴 경로 {row['decline_rank']}위 · 업종 충격 노출 {row['exposure_rank']}위"
    assert told in text
    assert f"{told}:" not in text  # no industry of Geoje fell: its ships rose
    lines = baseline.scores.exposure.industries.lines(GEOJE)
    assert all(line.in_language("ko") in text for line in (*lines[:-1][:3], lines[-1]))
    assert "1위: 화학 물질 및 화학제품" in profile("36020").shown("#detail")


def test_sources_of_every_figure_are_named(profile, baseline):
    text = profile(GEOJE).shown("#detail p.from")
    for source in baseline.trends["source"].unique():
        assert baseline.sources.at[source, "title_ko"] in text


@pytest.mark.parametrize("scheme", ["quantile", "natural", "equal"])
def test_classes_by_scheme(opened, baseline, scheme):
    opened.again(f"#tab=regions&classes={scheme}")
    score = baseline.regions["crisis_score"]
    fills = opened.page.locator("path.region").evaluate_all(
        "all => Object.fromEntries(all.map((p) => [p.dataset.region, p.getAttribute('fill')]))"
    )
    counts = [list(fills.values()).count(c) for c in ("#ffffb2", "#bd0026")]
    by_class = {
        c: [score[code] for code, fill in fills.items() if fill == c] for c in {*fills.values()}
    }
    ranges = sorted((min(v), max(v)) for v in by_class.values())
    assert len(ranges) == 5
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(ranges))
    if scheme == "quantile":
        assert max(counts) - min(counts) <= 1
    if scheme == "equal":
        step = (score.max() - score.min()) / 5
        assert ranges[0][1] <= score.min() + step <= ranges[1][0]


def test_given_classes_and_their_legend(opened):
    opened.again("#tab=regions&classes=given&edges=0.3,0.6")
    lines = opened.page.locator(".legend .classes li").all_inner_texts()
    assert any(line.startswith("0.60 –") for line in lines)
    assert opened.page.locator("#edges").is_visible()


def test_two_dimensions_at_once(opened, baseline):
    opened.again("#tab=regions&shade=bivariate")
    table = baseline.regions[["dependency", "decline"]]
    worst = (table > table.quantile(2 / 3)).all(axis=1)
    dark = opened.page.locator("path.region[fill='#3b4994']").evaluate_all(
        "all => all.map((p) => p.dataset.region)"
    )
    assert set(dark) == set(table.index[worst])
    assert "의존도 × 쇠퇴도" in opened.shown(".legend summary")
    assert opened.page.locator(".legend .square rect").count() == 9


def test_official_rules_met_not_met_or_not_observable(profile, baseline):
    words = {"met": "충족", "not met": "미충족", "not observable": "관측 불가"}
    page = profile(GEOJE)
    unseen = sum(ruling.status[GEOJE] == "not observable" for ruling in baseline.rulings)
    assert f"관측할 수 없는 규정 {unseen}개" in page.shown("#detail .rules .unseen > summary")
    page.page.click("#detail .rules .unseen > summary")
    rules = page.page.locator("#detail .rules details:not(.unseen)")
    assert rules.count() == len(baseline.rulings)
    for ruling in baseline.rulings:
        rule = rules.filter(has_text=ruling.rule.name_ko).first
        rule.locator("summary").click()
        text = rule.inner_text()
        assert f"{ruling.rule.name_ko}: {words[ruling.status[GEOJE]]}" in text
        for condition in ruling.rule.conditions:
            assert condition.ko in text
        assert ruling.rule.legal_basis in text


def test_a_printed_figure_stands_beside_its_condition(profile):
    page = profile("26030")  # Ulsan Dong-gu, insured persons in the press
    page.page.click("#detail .rules .unseen > summary")
    crisis = page.page.locator("#detail .rules details:not(.unseen)").first
    crisis.locator("summary").click()
    conditions = crisis.locator("li").all_inner_texts()
    assert (
        "인쇄된 수치(판정에 쓰지 않음): 고용보험 피보험자(월평균), 2016년 69,183명" in conditions[1]
    )
    assert "인쇄된 수치" not in conditions[0] + conditions[2]
    assert "인쇄된 수치" not in profile(GEOJE).page.locator("#detail .rules").text_content()


def test_the_profile_is_folded_by_reading_level(opened, baseline):
    opened.again(f"#tab=glance&region={GEOJE}")
    assert opened.page.locator("#detail .fold[open]").count() == 0
    assert "주력 업종: 선박" in opened.shown(".region-popup")
    opened.again(f"#tab=regions&region={GEOJE}")
    assert opened.page.locator("#detail .fold:not([open])").count() == 0


def test_several_regions_are_added_up_and_two_stand_side_by_side(opened, baseline):
    opened.again("#tab=regions")
    for code in (GEOJE, "38070"):
        opened.page.dispatch_event(f"path[data-region='{code}']", "click", {"ctrlKey": True})
    both = baseline.regions.loc[[GEOJE, "38070"]]
    assert "고른 지역 2곳" in opened.shown("#selection")
    people = baseline.trends.query("measure == 'population' and year == 2025")
    people = people[people["region_code"].isin(both.index)]["value"].sum()
    assert f"{people:,.0f}" in opened.shown("#selection .sums")
    jobs = round(both.loc[GEOJE, "jobs_at_risk"])
    assert f"{jobs:,}" in opened.shown("#selection .sums")
    pair = opened.page.locator("#selection .pair tr", has_text="위기점수").inner_text()
    for score in both["crisis_score"]:
        assert f"{score:.3f}" in pair
    address = opened.page.evaluate("location.hash")
    opened.again(address)
    assert "고른 지역 2곳" in opened.shown("#selection")
    opened.page.click("#selection-clear")
    assert opened.page.locator("#selection").is_hidden()
    assert opened.page.locator("path.selected").count() == 0


def test_a_missing_figure_is_no_part_of_a_sum_and_said(opened):
    opened.again(f"#tab=regions&some={SEJONG}.{GEOJE}")
    assert "(1곳 관측 없음)" in opened.shown("#selection .sums")


def test_a_lasso_takes_the_regions_whose_point_it_holds(opened, baseline):
    opened.again("#tab=regions")
    opened.page.click(".lasso")
    box = opened.page.locator(".map").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    mouse = opened.page.mouse
    mouse.move(x - 70, y - 70)
    mouse.down()
    for dx, dy in ((70, -70), (70, 70), (-70, 70), (-70, -60)):
        mouse.move(x + dx, y + dy, steps=4)
    mouse.up()
    assert opened.page.locator("path.selected").count() > 3
    assert "곳" in opened.shown("#selection h2")
    assert opened.page.get_attribute(".lasso", "aria-pressed") == "false"


def test_regions_of_one_province_or_hub_only(opened, baseline):
    opened.again("#tab=regions")
    opened.page.select_option("#only-hub", "4")
    served = baseline.regions["hub_region"] == baseline.hubs["region_code"].iloc[3]
    assert opened.page.locator("#regions tbody tr:visible").count() == served.sum()
    assert opened.page.locator("path.region.dimmed").count() == (~served).sum()
    opened.page.select_option("#only-hub", "")
    opened.page.select_option("#only-province", label="제주특별자치도")
    assert opened.page.locator("#regions tbody tr:visible").count() == 2
    opened.again(opened.page.evaluate("location.hash"))
    assert opened.page.locator("path.region.dimmed").count() == 227


def test_a_slider_goes_through_the_years_of_a_series_but_not_across_a_break(opened, baseline):
    opened.again("#tab=regions&shade=trend_population")
    people = baseline.trends.query("measure == 'population'")
    years = sorted(people["year"].unique())
    assert f"{years[0]}–{years[1]}" in opened.shown("#shade-years")
    opened.page.locator("#shade-year").fill("1")
    assert f"{years[1]}–{years[2]}" in opened.shown("#shade-years")
    assert f"{years[1]}–{years[2]}" in opened.shown(".legend")
    table = people.pivot(index="region_code", columns="year", values="value")
    change = table.at[GEOJE, years[2]] / table.at[GEOJE, years[1]] - 1
    opened.page.locator(f"path[data-region='{GEOJE}']").dispatch_event("mouseover")
    shown = opened.page.locator(".leaflet-tooltip:not(.region-label)").last.inner_text()
    assert f"{abs(100 * change):.1f} %" in shown
    opened.page.select_option("#shade", "trend_employed")
    spans = []
    for step in range(int(opened.page.get_attribute("#shade-year", "max")) + 1):
        opened.page.locator("#shade-year").fill(str(step))
        spans.append(opened.shown("#shade-years"))
    assert spans == ["2019–2021", "2023–2025"]  # the survey begins anew in between
