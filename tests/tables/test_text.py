"""CSV files that no spreadsheet takes for formulas and that read back as they were."""

from __future__ import annotations

import csv
import unicodedata

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubplanner.errors import DataError
from hubplanner.importing import import_file
from hubplanner.tables.grid import read_grid
from hubplanner.tables.safe_csv import unguarded, write_table

LIKE_FORMULAS = ["=1+1", "+1+1", "-2+3", "@SUM(1,1)", "\t=1", "'=1", '=HYPERLINK("x",1)']


def read_text(path):
    """A table as it is read again, cells as texts."""
    grid = read_grid(path)
    return pd.DataFrame([grid.row(row) for row in range(1, grid.rows)], columns=grid.row(0))


def cells(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_texts_like_formulas_get_an_apostrophe_and_numbers_none(tmp_path):
    path = tmp_path / "a.csv"
    names = [*LIKE_FORMULAS, "'90s", "거제시", "−3"]
    table = pd.DataFrame({"name": names, "value": -1.5, "text": "-1.5"})
    write_table(table, path)
    assert len(cells(path)) == len(names) + 1
    written = [row[0] for row in cells(path)[1:]]
    assert written == [f"'{name}" for name in LIKE_FORMULAS] + ["'90s", "거제시", "−3"]
    assert {tuple(row[1:]) for row in cells(path)[1:]} == {("-1.5", "-1.5")}


def test_a_carriage_return_starts_no_row(tmp_path):
    path = tmp_path / "a.csv"
    write_table(pd.DataFrame({"name": ["\r=1+1", "a\r\n=1"]}), path)
    assert cells(path) == [["name"], ["'\n=1+1"], ["a\n=1"]]


def test_headings_and_index_are_texts_too(tmp_path):
    path = tmp_path / "a.csv"
    table = pd.DataFrame({"=a": [1]}, index=pd.Index(["@b"], name="node"))
    write_table(table, path, index=True)
    assert cells(path) == [["node", "'=a"], ["'@b", "1"]]
    write_table(table, path)
    assert cells(path) == [["'=a"], ["1"]]


def test_missing_values_stay_missing(tmp_path):
    path = tmp_path / "a.csv"
    write_table(pd.DataFrame({"a": ["=1", None], "b": [True, False]}), path)
    assert cells(path) == [["a", "b"], ["'=1", "True"], ["", "False"]]


LINE = st.characters(codec="utf-8", exclude_categories=("Cc", "Zs", "Zl", "Zp"))


@given(st.lists(st.text(st.sampled_from("'=+-@1a") | LINE, min_size=1), min_size=1))
def test_reading_gives_back_what_was_written(tmp_path_factory, names):
    path = tmp_path_factory.mktemp("csv") / "a.csv"
    table = pd.DataFrame({"name": names, "last": "x"}, dtype=str)
    write_table(table, path)
    # Hangul in parts, as macOS names files, is put together; a zero width at the ends is dropped.
    whole = [unicodedata.normalize("NFC", name.strip("\ufeff\u200b")) for name in names]
    assert read_text(path)["name"].tolist() == whole


def test_a_plan_writes_no_formula(baseline, tmp_path):
    from dataclasses import replace

    institutions = baseline.institutions.copy()
    institutions["name_ko"] = (LIKE_FORMULAS * len(institutions))[: len(institutions)]
    tables = replace(baseline.tables, institutions=institutions)
    replace(baseline, tables=tables).save(tmp_path)
    rows = cells(tmp_path / "institutions.csv")
    place = rows[0].index("name_ko")
    written = [row[place] for row in rows[1:]]
    assert all(name.startswith("'") for name in written)
    assert [unguarded(name) for name in written] == institutions["name_ko"].tolist()
    assert read_text(tmp_path / "regions.csv").shape == (
        229,
        len(cells(tmp_path / "regions.csv")[0]),
    )


def test_a_list_with_such_names_survives_import(tmp_path):
    file = tmp_path / "list.csv"
    file.write_text(
        "기관명,종류,지역,위도,경도\n=우리연구원,연구기관,거제시,34.88,128.62\n", encoding="utf-8"
    )
    folder = import_file(file, into=tmp_path / "own", source="시청").folder
    assert "'=우리연구원" in (folder / "institutions.csv").read_text("utf-8-sig")
    assert "=우리연구원" in read_text(folder / "institutions.csv")["name_ko"].tolist()
    again = import_file(folder / "institutions.csv", into=tmp_path / "again", source="시청").folder
    assert "=우리연구원" in read_text(again / "institutions.csv")["name_ko"].tolist()


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        (b"%PDF-1.4 a", "a PDF"),
        (b"\xef\xbb\xbf\n<HTML><table>", "a web page"),
        (b"<?xml version='1.0'?>", "XML"),
        (b"\x1f\x8b\x08\x00", "a compressed file"),
    ],
)
def test_what_is_no_table_is_called_what_it_is(tmp_path, start, kind):
    (tmp_path / "t.csv").write_bytes(start)
    with pytest.raises(DataError, match=f"is {kind}, no table; save the table as CSV"):
        read_grid(tmp_path / "t.csv")
    (tmp_path / "t.xls").write_bytes(start)
    with pytest.raises(DataError, match=f"named like a workbook but is none .{kind}.; open"):
        read_grid(tmp_path / "t.xls")
