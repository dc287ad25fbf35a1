"""compare.xlsx, read back."""

from __future__ import annotations

import openpyxl
import pandas as pd
import pytest

import hubplanner as hp
from hubplanner.report import write_comparison_workbook


@pytest.fixture(scope="module")
def comparison(dataset, stages, baseline):
    three = hp.Scenario(name="three", title_ko="=세 곳", siting={"hubs": 3})
    return hp.compare([baseline, hp.make_plan(dataset, three, stages=stages)])


@pytest.fixture(scope="module")
def book(comparison, tmp_path_factory):
    path = tmp_path_factory.mktemp("compare") / "compare.xlsx"
    write_comparison_workbook(comparison, path)
    return openpyxl.load_workbook(path)


def table(page):
    heading, *rows = page.iter_rows(values_only=True)
    return pd.DataFrame(rows, columns=[str(text).split("\n")[0] for text in heading])


def test_the_sheets(book):
    assert book.sheetnames == [
        "시나리오 Scenarios",
        "다른 점 Differences",
        "시나리오별 거점 Hubs by scenario",
        "거점 Hubs",
        "지역 Regions",
        "다른 설정 Settings",
        "출처 Sources",
    ]


def test_scenarios_with_their_figures(book, comparison):
    scenarios = table(book["시나리오 Scenarios"]).set_index("시나리오")
    for name, row in comparison.scenarios.iterrows():
        assert scenarios.at[name, "거점"] == row["hubs"]
        assert scenarios.at[name, "목적값(기준 잣대)"] == pytest.approx(row["objective"], abs=1e-3)
        mean = scenarios.at[name, "위기점수 가중평균"]
        assert mean == pytest.approx(row["mean_minutes"], abs=1e-3)
        assert scenarios.at[name, "유지"] == row["kept"]
    assert scenarios["최적해 증명"].tolist() == ["예 · yes"] * 2


def test_minutes_of_every_region_and_their_change(book, comparison):
    regions = table(book["지역 Regions"]).set_index("시군구 코드")
    before, after = "기준안(baseline): 가까운 거점까지", "=세 곳(three): 가까운 거점까지"
    change = regions["=세 곳(three): 기준과의 차이"]
    assert len(regions) == 229
    assert (regions[after] - regions[before]).tolist() == pytest.approx(change.tolist(), abs=0.002)
    assert change.to_dict() == pytest.approx(
        comparison.regions["change_three"].to_dict(), abs=0.001
    )


def test_changes_of_hubs_are_in_both_languages(book, comparison):
    hubs = table(book["거점 Hubs"])
    assert len(hubs) == len(comparison.hubs)
    assert hubs["변화"].str.contains(" · ").all()


def test_only_settings_that_differ_are_listed(book):
    settings = table(book["다른 설정 Settings"])
    assert settings["설정"].tolist() == ["siting.hubs"]
    assert settings.iloc[0].tolist()[1:] == [6, 3]


def test_no_formula_and_every_source(book, comparison):
    assert "f" not in {cell.data_type for page in book for row in page.iter_rows() for cell in row}
    heading = book["다른 설정 Settings"]["C1"]
    assert heading.value.startswith("=세 곳")
    assert heading.quotePrefix
    assert book["출처 Sources"].max_row == 1 + len(comparison.plans[0].sources)


def test_the_same_comparison_gives_the_same_bytes(comparison, tmp_path):
    for name in ("a.xlsx", "b.xlsx"):
        write_comparison_workbook(comparison, tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
