"""Figures with their unit behind them, money beyond all measure, and years that cannot be meant."""

from __future__ import annotations

import pytest
from report_books import rows_of, write_book

from hubplanner.evaluation.reports import read_reports


@pytest.fixture
def report(tmp_path, indicators):
    def read(rows, name="a.xlsx", sheet="Sheet1"):
        return read_reports([write_book(tmp_path / name, **{sheet: rows})], indicators)

    return read


def of(reports, indicator):
    return reports.rows.set_index("indicator")["value"][indicator]


def told(reports, *, refused=False):
    return [str(one.told()) for one in reports.findings if one.refused is refused]


@pytest.mark.parametrize(
    ("indicator", "cell", "value"),
    [
        ("students", "500명", 500),
        ("students", "1,500 명", 1500),
        ("students", "500 persons", 500),
        ("projects", "5건", 5),
        ("partners", "20개", 20),
        ("project_targets_met", "80%", 80),
        ("project_targets_met", "80 %", 80),
        ("public_funds", "100억 원", 100),
        ("public_funds", "100억", 100),
    ],
)
def test_a_figure_may_have_the_unit_of_its_indicator_behind_it(report, indicator, cell, value):
    reports = report(rows_of(2028, **{indicator: cell}))
    assert not reports.findings
    assert of(reports, indicator) == value


@pytest.mark.parametrize(
    ("indicator", "cell", "value"),
    [
        ("co_investment", "1,200백만원", 12),
        ("co_investment", "1,200백만 원", 12),
        ("co_investment", "1,200,000,000원", 12),
        ("co_investment", "1,200,000 천원", 12),
        ("students", "0.5천명", 500),
    ],
)
def test_another_unit_of_the_same_kind_is_carried_over_and_told(report, indicator, cell, value):
    reports = report(rows_of(2028, **{indicator: cell}))
    assert of(reports, indicator) == value
    (one,) = told(reports)
    assert f"'{cell}'" in one
    assert f"read as {value}" in one


@pytest.mark.parametrize(
    ("indicator", "cell"), [("students", "500억"), ("projects", "5명"), ("public_funds", "100%")]
)
def test_a_unit_of_another_kind_is_refused(report, indicator, cell):
    (one,) = told(report(rows_of(2028, **{indicator: cell})), refused=True)
    assert f"'{cell}'" in one
    assert "another unit than that of the indicator" in one


def test_a_word_that_is_no_unit_is_no_figure(report):
    for cell in ("5백", "약 500명", "500여 명", "500명 이상"):
        (one,) = told(report(rows_of(2028, students=cell)), refused=True)
        assert "a number is needed" in one, cell


def test_money_in_won_is_refused_in_the_first_year_too(report):
    for cell in (11_050_000_000, 11_050, "11,050,000"):
        (one,) = told(report(rows_of(2028, co_investment=cell)), refused=True)
        assert "more than 1,500 (KRW 100 million) for one hub and year" in one
    assert not report(rows_of(2028, co_investment=1500)).findings


def test_the_bound_on_money_is_the_planners_to_set(tmp_path, report):
    from hubplanner.evaluation.indicators import load_indicators

    own = tmp_path / "own.toml"
    own.write_text("[rules]\nmoney_most = 20000\n")
    path = write_book(tmp_path / "b.xlsx", Sheet1=rows_of(2028, co_investment=11_050))
    assert not read_reports([path], load_indicators(own)).findings


def test_a_year_to_come_is_told_once_a_sheet(report):
    (one,) = told(report(rows_of(2041)))
    assert "'2041': the year has not come" in one


def test_the_year_in_the_files_name_is_compared(report):
    (one,) = told(report(rows_of(2028), name="reports-2029.xlsx", sheet="보고_2028"))
    assert "another year than that in the name of the file, 2029" in one
    assert not report(rows_of(2028), name="reports-2028-2029.xlsx").findings
    assert not report(rows_of(2028), name="2028.xlsx").findings


@pytest.mark.parametrize("other", ["HUB-1", "hub- 1", "ｈｕｂ-1"])
def test_an_id_in_two_spellings_is_refused_instead_of_two_hubs(report, other):
    reports = report(rows_of(2027) + rows_of(2028, other, name="거점"))
    refused = told(reports, refused=True)
    assert any("the same id is written hub-1 elsewhere" in one for one in refused)
    two = report(rows_of(2027) + rows_of(2028, "hub-11", name="다른 거점"))
    assert not told(two, refused=True)
