"""Ten messy files: every figure arrives, and every other cell is in the report."""

from __future__ import annotations

import pandas as pd
import pytest
from messy import FILES

from hubplanner.sources.importing import import_file

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
    left = {fate: n for fate, n in report.counts.items() if fate not in NOT_VALUES}
    assert left == file.left, shown
    assert report.cells == file.cells, shown
    assert sum(report.counts.values()) == file.cells, shown
