"""Printed employment: each figure keeps its survey, and only one survey is compared with itself."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from hubplanner.dataset.published_employment import (
    LEVEL_BREAKS,
    SERIES,
    change_line,
    changes_over,
    changes_within_surveys,
    coverage,
    evidence_lines,
    published_changes,
    published_employment,
    surveys,
)
from hubplanner.regions import data_folder

NINE = ["35020", "36410", "36010", "36400", "38090", "38110", "38050", "38340", "26030"]


def one(**key):
    rows = published_employment()
    for column, value in key.items():
        rows = rows[rows[column] == value]
    return rows["value"].tolist()


def test_figures_are_those_of_their_sources():
    """Compared by hand with the page that each row names."""
    geoje = {"region_code": "38090", "survey": "local_labour_force", "measure": "employed"}
    assert one(**geoje, industry="mining_and_manufacturing", year=2016, period="H2") == [64_900]
    assert one(**geoje, industry="mining_and_manufacturing", year=2018, period="H1") == [54_800]
    assert one(**geoje, industry="total", year=2018, period="H1") == [120_000]
    census = {"region_code": "38090", "survey": "establishments", "year": 2014}
    assert one(**census, industry="manufacturing") == [61_771]
    assert one(region_code="35020", survey="jeonbuk_manufacturers", year=2015) == [25_510]
    assert one(
        place_ko="울산광역시", survey="labour_force", year=2015, industry="manufacturing"
    ) == [217_000]
    # In the press in billions, here in the unit of the statistics.
    assert one(area="nation", measure="shipments", industry="shipbuilding", year=2017) == [
        50_887_000
    ]


def test_each_figure_has_place_survey_source_and_unit(dataset):
    rows = published_employment()
    assert len(rows) == 253 + 51 + 69
    assert len(published_changes()) == 15
    for table in (rows, published_changes()):
        assert set(table["survey"]) <= set(surveys().index)
        assert set(table["confidence"]) <= {"high", "medium", "low"}
        assert table["source"].str.startswith("http").all()
        assert (table["source_title"] != "").all()
        inside = table["area"].isin(["region", "part"])
        assert set(table.loc[inside, "region_code"]) <= set(dataset.regions.index)
        assert (table.loc[~inside, "region_code"] == "").all()
        assert not table["source_title"].str.contains("기억|remembered").any()
    assert (rows["value"] > 0).all()
    assert set(rows["unit"]) == {"persons", "establishments", "million KRW", "%"}
    keys = pd.read_csv(data_folder() / "references" / "industries.csv")["industry"]
    words = set(rows["industry"]) - set(keys)
    assert words == {
        "shipbuilding",
        "steel",
        "services",
        "motor_vehicles_and_shipbuilding_and_electronics",
    }
    assert dataset.published is rows


def test_parts_lie_in_their_region():
    parts = published_employment().query("area == 'part'")
    places = dict(zip(parts["place_ko"], parts["region_code"], strict=True))
    assert places["영암군 대불산단"] == "36410"
    assert places["청원군 현 청주시"] == places["청주시 통합 전"] == "33040"
    assert one(region_code="26030", industry="shipbuilding", period="M08") == [33_987]
    jinhae = published_changes().query("place_ko == '창원시 진해구'")
    assert jinhae[["area", "region_code"]].to_numpy().tolist() == [["part", "38110"]]


def test_only_one_survey_is_compared_with_itself():
    rows = published_employment()
    pairs = changes_within_surveys(rows)
    assert len(pairs) > 70
    for pair in pairs.to_dict("records"):
        series = rows
        for column in [*SERIES, "unit"]:
            series = series[series[column] == pair[column]]
        assert pair["value_from"] in series.loc[series["year"] == pair["year_from"], "value"].array
        assert pair["value_to"] in series.loc[series["year"] == pair["year_to"], "value"].array
        assert pair["year_from"] < pair["year_to"]
    yeongam = pairs.query("region_code == '36410' and survey == 'insured_mean'").iloc[0]
    assert yeongam["change"] == pytest.approx(-0.1927, abs=1e-4)  # −19.27 %, as printed


def test_a_break_of_level_is_not_compared_across():
    assert LEVEL_BREAKS["local_labour_force"] == "2022H2"
    rows = published_employment().query("region_code == '35020' and survey == 'local_labour_force'")
    assert 131_200 in rows["value"].array  # Gunsan 2022H2
    pairs = changes_within_surveys(rows).query("industry == 'total' and period == 'H2'")
    assert pairs[["year_from", "year_to"]].to_numpy().tolist() == [[2016, 2017]]


def test_two_surveys_of_the_same_place_give_no_change():
    rows = (
        published_employment()
        .iloc[[0, 0]]
        .assign(survey=["establishments", "economic_census"], year=[2010, 2015], value=[10.0, 20.0])
    )
    assert changes_within_surveys(rows).empty
    assert len(changes_within_surveys(rows.assign(survey="establishments"))) == 1


def test_the_source_that_prints_both_ends_goes_first():
    rows = (
        published_employment()
        .iloc[[0] * 3]
        .assign(year=[2016, 2017, 2017], value=[100.0, 90.0, 95.0], source_title=["a", "a", "b"])
    )
    assert changes_within_surveys(rows)["value_to"].tolist() == [90.0]
    rows["source_title"] = ["a", "b", "c"]
    assert changes_within_surveys(rows)["value_to"].tolist() == [95.0]


def test_changes_over_a_span_are_of_one_survey_and_as_printed():
    year = changes_over("insured", "total", 1).set_index("region_code")
    assert set(year.index) == {"26030", "37050", "38110"}
    dong = year.loc["26030"]
    assert dong["change"] == pytest.approx(55_428 / 69_183 - 1)
    assert (dong["survey"], dong["year_from"], dong["year_to"]) == ("insured_mean", 2016, 2017)
    three = changes_over("insured", "total", 3)
    # Yeongam's change was printed beside both of its ends: once. Goseong's was printed alone.
    assert three["region_code"].tolist() == ["26030", "36410", "38340"]
    assert three["change"].tolist() == pytest.approx([-0.3628, -0.1927, -0.088], abs=1e-4)
    assert three["value_from"].isna().tolist() == [False, False, True]
    assert changes_over("insured", "total", 1, as_of=2016).empty
    assert changes_over("benefit_claims", "total", 1).empty


@pytest.mark.parametrize(
    ("measure", "industry"), [("employed", "total"), ("workers", "manufacturing")]
)
def test_changes_over_a_span_are_those_within_a_survey(measure, industry):
    rows = published_employment().query(
        "area == 'region' and measure == @measure and industry == @industry"
    )
    pairs = changes_within_surveys(rows)
    for years in pairs["year_to"].sub(pairs["year_from"]).unique():
        found = changes_over(measure, industry, int(years)).dropna(subset="value_from")
        found = found.rename(columns={"period_from": "period"})
        keys = ["region_code", "survey", "period", "year_from", "year_to", "value_from", "value_to"]
        both = pairs[pairs["year_to"] - pairs["year_from"] == years].merge(found, on=keys)
        assert len(both) == (pairs["year_to"] - pairs["year_from"] == years).sum()


def test_a_change_in_words():
    year, three = (changes_over("insured", "total", n).to_dict("records") for n in (1, 3))
    ko, en = change_line(year[0]).in_both().values()
    assert ko.startswith(
        "고용보험 피보험자(월평균), 2016년 69,183명 → 2017년 55,428명, −19.9 %; 국민일보"
    )
    assert "mean of months, 2016 69,183 → 2017 55,428 persons, −19.9 %; " in en
    assert "2017년 1분기 243,810명 → 2018년 1분기 245,764명, +0.8 % (불확실)" in change_line(
        year[2]
    ).in_language("ko")
    ko, en = change_line(three[2]).in_both().values()
    assert "2015년 3월까지 12개월 평균 → 2018년 2월, −8.8 %; 경남도민신문" in ko
    assert "mean of 12 months to 2015-03 → 2018-02, −8.8 %" in en


def test_coverage_says_how_little_there_is():
    table = coverage()
    assert table.index.tolist() == surveys().index.tolist()
    assert table["figures"].sum() == len(published_employment())
    assert table.loc["local_labour_force", "regions"] == 16
    assert table["both_ends"].sum() == len(changes_within_surveys(published_employment()))
    assert np.issubdtype(table["figures"].dtype, np.integer)


@pytest.mark.docs
@pytest.mark.parametrize(
    ("language", "counts"),
    [
        ("ko", {"residence": "거주지", "workplace": "사업장", "insured": "피보험자"}),
        ("en", {}),
    ],
)
def test_the_documented_coverage_is_that_of_the_data(language, counts):
    page = Path(__file__).parents[2] / "docs" / language / "explanation" / "employment.md"
    text = page.read_text(encoding="utf-8")
    for row in coverage().join(surveys()).to_dict("records"):
        years = f"{row['first_year']}–{row['last_year']}"
        if row["figures"] == 0:
            years = "–"
        elif row["first_year"] == row["last_year"]:
            years = str(row["first_year"])
        counted = counts.get(row["counts"], row["counts"])
        figures = f"{row['figures']} | {row['regions']} | {years} | {row['both_ends']}"
        assert f"| {row['name_ko']} | {counted} | {figures} |" in text
    words = ("개 수치", "건") if counts else (" figures", " changes")
    assert f"{len(published_employment())}{words[0]}" in text
    assert f"{len(published_changes())}{words[1]}" in text


def test_what_is_shown_for_a_region():
    lines = evidence_lines("38090")
    shown = "\n".join(map(str, lines))
    assert "2016 H2 64,900 → 2017 H2 58,000 persons (2016 → 2017: −10.6 %)" in shown
    assert str(lines[0]).startswith("local area labour force survey (persons of 15 or more")
    assert lines[0].in_language("ko").startswith("지역별고용조사 (15세 이상")
    assert str(lines[-1]).startswith("  printed in: 매일경제/MBN 2017-10-18")
    assert lines[-1].in_language("ko").startswith("  출처: 매일경제/MBN 2017-10-18")
    assert "−2,800 persons" in "\n".join(map(str, evidence_lines("38340")))
    assert "창원시 진해구: shipbuilding" in "\n".join(map(str, evidence_lines("38110")))
    assert evidence_lines("32010") == []
    with_evidence = [code for code in NINE if evidence_lines(code)]
    assert set(NINE) - set(with_evidence) == {"36400"}  # nothing was found for Haenam
