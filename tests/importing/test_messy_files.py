"""Ten messy files: every figure arrives, and every other cell is in the report."""

from __future__ import annotations

import pandas as pd
import pytest
from messy import FILES

from hubplanner.importing import import_file

KEY = ["region_code", "year", "period", "measure", "industry"]
NOT_VALUES = {"value", "missing", "quality", "key", "head", "title", "note", "unused"}


@pytest.mark.parametrize("name", FILES)
def test_nothing_is_lost(name, tmp_path):
    file = FILES[name](tmp_path)
    report = import_file(file.path, into=tmp_path / "out", **file.options)
    shown = "\n".join(report.lines())
    table = pd.read_parquet(tmp_path / "out" / "statistics.parquet")
    found = dict(zip(table[KEY].itertuples(index=False, name=None), table["value"], strict=True))
    assert found == pytest.approx(file.values), shown
    flags = table[table["flag"] != ""]
    assert (
        dict(zip(flags[KEY].itertuples(index=False, name=None), flags["flag"], strict=True))
        == file.flags
    ), shown
    if file.missing:
        missing = pd.read_parquet(tmp_path / "out" / "missing.parquet")
        reasons = zip(
            missing[KEY].itertuples(index=False, name=None), missing["reason"], strict=True
        )
        assert dict(reasons) == file.missing, shown
    assert report.counts.get("missing", 0) == len(file.missing), shown
    left = {outcome: n for outcome, n in report.counts.items() if outcome not in NOT_VALUES}
    assert left == file.left, shown
    assert report.cells == file.cells, shown
    assert sum(report.counts.values()) == file.cells, shown


def test_a_province_alone_on_its_row_heads_its_block(tmp_path):
    """As in a planner's own sheet; 계 under 산업별 is the total of industries, not the nation."""
    file = tmp_path / "own.csv"
    file.write_text(
        "시군구별(1),산업별(1),2022,2023\n,,종사자수 (명),종사자수 (명)\n경상남도,,,\n"
        "거제시,계,100,120\n"
        "고성군,계,5,6\n강원도,,,\n고성군,계,1,2\n",
        "utf-8",
    )
    report = import_file(file, into=tmp_path / "out")
    table = pd.read_parquet(tmp_path / "out" / "statistics.parquet")
    told = table.set_index(["region_code", "year"])["value"].to_dict()
    assert told == {
        ("38090", 2022): 100, ("38090", 2023): 120, ("38340", 2022): 5, ("38340", 2023): 6,
        ("32400", 2022): 1, ("32400", 2023): 2,
    }  # fmt: skip
    assert "industry = 산업별(1)" in "\n".join(report.lines())
    assert report.industries == ("total",)


def test_only_industries_with_a_figure_are_listed(tmp_path):
    file = tmp_path / "own.csv"
    file.write_text("시군구,산업,2023 종사자수(명)\n거제시,31 기타 운송장비 제조업,5\n", "utf-8")
    assert import_file(file, into=tmp_path / "out").industries == ("c31",)
