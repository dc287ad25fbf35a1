"""plan.xlsx, read back as Excel would."""

from __future__ import annotations

import dataclasses
import hashlib
import re

import openpyxl
import pandas as pd
import pytest

from hubplanner.report import write_workbook
from hubplanner.report.columns import HEADINGS
from hubplanner.report.meanings import meaning_in_korean
from hubplanner.report.sheets import plan_sheets, settings

SHEETS = {
    "regions": "지역 Regions",
    "hubs": "거점 Hubs",
    "institutions": "기관 Institutions",
    "links": "연계 Links",
}


@pytest.fixture(scope="module")
def path(baseline, tmp_path_factory):
    path = tmp_path_factory.mktemp("xlsx") / "plan.xlsx"
    write_workbook(baseline, path)
    return path


@pytest.fixture(scope="module")
def book(path):
    return openpyxl.load_workbook(path)


def table(page):
    """A sheet as a DataFrame, its columns named by the first line of each heading."""
    heading, *rows = page.iter_rows(values_only=True)
    return pd.DataFrame(rows, columns=[str(text).split("\n")[0] for text in heading])


def test_the_sheets(book):
    assert book.sheetnames == [
        "요약 Summary",
        *SHEETS.values(),
        "지표 Coverage",
        "시나리오 Scenario",
        "출처 Sources",
    ]


@pytest.mark.parametrize("name", SHEETS)
def test_every_row_of_the_plan_is_there(book, baseline, name):
    assert book[SHEETS[name]].max_row == 1 + len(baseline.printed[name])


@pytest.mark.parametrize("key", ["crisis_score", "dependency", "rank", "hub_minutes"])
def test_figures_are_those_of_the_csv(book, baseline, key):
    written = table(book["지역 Regions"]).set_index("시군구 코드")[HEADINGS[key].ko]
    expected = baseline.printed["regions"].set_index("region_code")[key]
    assert written.to_dict() == pytest.approx(expected.astype(float).to_dict())


def test_the_score_of_geoje_is_the_same_everywhere(book, baseline):
    regions = table(book["지역 Regions"]).set_index("이름")
    printed = baseline.printed["regions"].set_index("name_ko")
    assert regions["위기점수"]["거제시"] == printed["crisis_score"]["거제시"]


def test_an_indicator_says_its_unit_and_year_and_a_missing_value_stays_empty(book, baseline):
    page = book["지역 Regions"]
    titles = {cell.value.split("\n")[0]: cell for cell in page[1]}
    title = titles["광업·제조업 취업자 입지계수"]
    assert title.value.endswith("배 ratio, 2025H1")
    assert titles["제조업 부가가치 비중"].value.endswith("%, 2020")
    column = [cell.value for cell in page[title.column_letter][1:]]
    assert column.count(None) == baseline.regions["employed_lq"].isna().sum() > 0


def test_regions_come_worst_first_with_a_bold_frozen_filtered_heading(book):
    page = book["지역 Regions"]
    assert [page.cell(row, 1).value for row in (2, 3, 4)] == [1, 2, 3]
    assert page.freeze_panes == "F2"
    assert page.auto_filter.ref == page.dimensions
    assert page["A1"].font.bold
    assert page.page_setup.orientation == "landscape"
    assert page.print_title_rows == "$1:$1"
    assert page.print_title_cols == "$A:$E"


def test_number_formats(book):
    page = book["지역 Regions"]
    formats = {cell.value.split("\n")[0]: page.cell(2, cell.column) for cell in page[1]}
    assert formats["위기점수"].number_format == "0.0000"
    assert formats["제조업 부가가치 비중"].number_format == "0.0%"
    assert "−" in formats["인구 증감(전국 대비)"].number_format
    assert formats["시군구 코드"].number_format == "@"
    assert isinstance(formats["시군구 코드"].value, str)


def test_links_are_told_by_name(book):
    links = table(book["연계 Links"])
    assert links[["연계 주체", "연계 대상"]].notna().all(axis=None)
    of_hubs = links[links["역할"].str.startswith(("중심", "담당"))]
    assert of_hubs["연계 주체"].str.match(r"\d+ \S+ \S+").all()


def test_every_source_has_licence_and_attribution(book, baseline):
    sources = table(book["출처 Sources"])
    assert len(sources) == len(baseline.sources)
    assert sources["이용허락"].notna().all()
    assert sources["출처 표시"].str.contains("공공누리 제1유형").sum() >= 4
    assert sources["유의"].tolist() == baseline.sources["note_ko"].tolist()
    assert sources["유의 영문"].tolist() == baseline.sources["note_en"].tolist()


def test_coverage_names_the_regions_that_are_missing(book, baseline):
    coverage = table(book["지표 Coverage"]).set_index("열 이름").fillna("")
    for key, row in baseline.coverage.iterrows():
        told = coverage.loc[key, "관측되지 않은 시군구"]
        assert (told.split(", ") if told else []) == [
            f"{region.sido_short} {region.name_ko}"
            for region in baseline.regions.loc[row["missing"]].itertuples()
        ]


def test_every_setting_of_the_scenario_is_told(book, baseline):
    settings = table(book["시나리오 Scenario"]).set_index("설정")["값"]
    assert settings["siting.hubs"] == 6
    assert settings["siting.budget"] == settings["siting.required"] == "없음 · none"
    assert settings["travel.circuity"] == pytest.approx(1.26)
    assert {f"candidates.{key}" for key in type(baseline.scenario.candidates).model_fields} <= set(
        settings.index
    )


def test_settings_are_explained_in_korean(baseline):
    told = [meaning_in_korean(path, en) for path, _, _, en in settings(baseline.scenario)]
    assert all(re.search("[가-힣]", meaning) for meaning in told)
    assert len(set(told)) == len(told) > 60


def test_the_same_plan_gives_the_same_bytes(baseline, path, tmp_path):
    write_workbook(baseline, tmp_path / "again.xlsx")
    first, second = (
        hashlib.sha256(p.read_bytes()).hexdigest() for p in (path, tmp_path / "again.xlsx")
    )
    assert first == second


def test_no_text_is_or_becomes_a_formula(nasty, tmp_path):
    path = tmp_path / "nasty.xlsx"
    write_workbook(nasty, path)
    book = openpyxl.load_workbook(path)
    kinds = {cell.data_type for page in book for row in page.iter_rows() for cell in row}
    assert "f" not in kinds
    names = list(book["기관 Institutions"]["A"][1:])
    assert not any(cell.hyperlink for cell in names)
    for cell, text in zip(names, nasty.institutions["name_ko"], strict=True):
        if text[0] in "=+-@\t\r":
            assert cell.quotePrefix, text
        elif len(text) > 32_767:
            assert len(cell.value) == 32_767
            assert cell.value.endswith("…")
        elif "\x01" not in text:
            assert cell.value == text
            assert not cell.quotePrefix


def test_a_column_nobody_described_is_shown_by_its_own_name(baseline):
    hubs = baseline.hubs.assign(new_figure=range(len(baseline.hubs)))
    plan = dataclasses.replace(baseline, tables=dataclasses.replace(baseline.tables, hubs=hubs))
    sheet = next(sheet for sheet in plan_sheets(plan) if sheet.name == "거점 Hubs")
    assert [c.values for c in sheet.columns if c.heading.ko == "new_figure"] == [
        list(range(len(hubs)))
    ]
