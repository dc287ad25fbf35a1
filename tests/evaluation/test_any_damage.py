"""Whatever stands in the cells of a report: no crash, no row lost, and a result or a refusal."""

from __future__ import annotations

import csv
import tempfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from report_books import HEADS, rows_of

from hubplanner.evaluation.chapter import evaluation_chapter
from hubplanner.evaluation.evaluate import evaluate
from hubplanner.evaluation.findings import ReportError
from hubplanner.evaluation.indicators import load_indicators
from hubplanner.evaluation.reports import read_reports

INDICATORS = load_indicators()
SOUND = rows_of(2027) + rows_of(2028) + rows_of(2028, "hub-2")
CELLS = st.one_of(
    st.sampled_from(["", "-", "0", "-0", "1e9", "1e308", "nan", "inf", "79%", "1,291", "１２"]),
    st.sampled_from(["2028", "2028년", "2,028", "hub-1", "hub-2", "partners", "대학", "억 원"]),
    st.sampled_from(["예) 거점", "=1+1", "'", "#N/A"]),
    st.integers(-5, 3000).map(str),
    st.floats(0, 500).map(repr),
    st.text(max_size=6),
)
DAMAGE = st.lists(
    st.tuples(st.integers(0, len(SOUND) - 1), st.integers(0, len(HEADS) - 1), CELLS), max_size=8
)


def read(rows):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "reports.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([HEADS, *rows])
        return read_reports([path], INDICATORS, {"hub-1": ("울산 남구", ""), "hub-3": ("셋", "")})


@pytest.mark.slow
@settings(max_examples=40)
@given(DAMAGE)
def test_every_row_counts_or_is_listed_and_there_is_a_result_or_a_refusal(damage):
    rows = [["" if cell is None else str(cell) for cell in row] for row in SOUND]
    for row, column, cell in damage:
        rows[row][column] = cell
    reports = read(rows)
    listed = set(reports.unused["row"].dropna()) | set(reports.rows["row"])
    touched = {row for row, _, _ in damage}
    assert {number + 2 for number in range(len(SOUND)) if number not in touched} <= listed
    assert not set(reports.unused["row"].dropna()) & set(reports.rows["row"])
    assert not reports.rows.duplicated(["year", "hub_id", "indicator"]).any()
    assert all(str(one.mend) for one in reports.findings)
    if any(one.refused for one in reports.findings):
        with pytest.raises(ReportError):
            evaluate(reports, INDICATORS)
        return
    found = evaluate(reports, INDICATORS)
    whole = found.of("programme")
    now = reports.rows[reports.rows["year"] == found.year]
    sums = now.groupby("indicator")["value"].sum()
    for key in ("partners", "students", "co_investment"):
        if key in sums:
            assert whole.at[key, "value"] == pytest.approx(sums[key])
    tables = evaluation_chapter(found).tables
    assert all(isinstance(table, pd.DataFrame) for table in tables.values())
