"""Files that are small and become large, at every door."""

from __future__ import annotations

import os
import zipfile

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

import hubplanner as hp
from hubplanner import limits
from hubplanner.dataset.folders import read_folder
from hubplanner.errors import DataError, HubplannerError, RegionError
from hubplanner.importing import import_file
from hubplanner.importing.mapping import Mapping
from hubplanner.regions import load_regions, resolve
from hubplanner.tables.grid import read_grid
from hubplanner.tables.parquet import read_parquet
from hubplanner.travelling import RoadNetwork
from hubplanner.travelling.matrix import read_matrix

REGIONS = load_regions()


def renamed(path, old, new, content=None):
    """A workbook with a part under another name, and perhaps other content."""
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    earlier = parts.pop(old)
    parts[new] = earlier if content is None else content
    place = old.removeprefix("xl/"), new.removeprefix("xl/")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, part in parts.items():
            book.writestr(name, part.replace(place[0].encode(), place[1].encode()))


@pytest.fixture
def workbook(tmp_path):
    path = tmp_path / "table.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet().write_row(0, 0, ["from", "to", "minutes"])
    return path


@pytest.mark.slow
def test_a_sheet_under_another_name_is_looked_at(workbook):
    sheet = "xl/worksheets/sheet1.xml"
    far = b'<worksheet><sheetData><c r="A1"/><c r="XFD1048576"/></sheetData></worksheet>'
    renamed(workbook, sheet, "xl/odd/part.dat", b"<!--" + b" " * 3_000_000 + b"-->" + far)
    with pytest.raises(DataError, match="spans"):
        read_grid(workbook)
    renamed(workbook, "xl/odd/part.dat", "xl/odd/part.dat", b" " * (limits.MAX_UNPACKED + 1))
    assert workbook.stat().st_size < 3 << 20
    with pytest.raises(DataError, match="unpacks to more than"):
        read_matrix(workbook, REGIONS, RoadNetwork())


def test_what_is_zipped_but_no_workbook_is_not_opened(tmp_path):
    for name, part in (("a.xlsx", "content.xml"), ("b.xlsb", "xl/workbook.bin"), ("c.csv", "x")):
        with zipfile.ZipFile(tmp_path / name, "w") as book:
            book.writestr(part, "<a/>")
        with pytest.raises(DataError, match="no workbook of Excel"):
            read_grid(tmp_path / name)


def test_a_parquet_file_that_unpacks_to_terabytes_is_refused(tmp_path):
    rows = 1_000_000
    index = pa.DictionaryArray.from_arrays(pa.nulls(rows, pa.int32()).fill_null(0), ["x" * 10**6])
    pq.write_table(pa.table({"region_code": index}), tmp_path / "statistics.parquet")
    assert (tmp_path / "statistics.parquet").stat().st_size < 2 << 20
    with pytest.raises(DataError, match="unpacks to more than"):
        read_folder(tmp_path, REGIONS)
    with pytest.raises(DataError, match="unpacks to more than"):
        read_matrix(tmp_path / "statistics.parquet", REGIONS, RoadNetwork())
    nested = pa.table({"a": [[1, 2]]})
    pq.write_table(nested, tmp_path / "nested.parquet")
    with pytest.raises(DataError, match="lists within cells"):
        read_parquet(tmp_path / "nested.parquet")


def test_a_parquet_file_comes_back_as_it_was(tmp_path):
    table = pd.DataFrame({"a": ["가", None, "가"], "b": [1.5, None, 2.0], "c": [1, 2, 3]})
    table["d"] = pd.Categorical(["x", "y", "x"])
    table.to_parquet(tmp_path / "a.parquet")
    pd.testing.assert_frame_equal(
        read_parquet(tmp_path / "a.parquet"), pd.read_parquet(tmp_path / "a.parquet")
    )


SUFFIXES = [".csv", ".xlsx", ".parquet", ".json", ".gpkg", ".geojson", ".shp", ".toml"]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_sparse_file_of_10_gb_is_not_read(tmp_path, suffix):
    path = tmp_path / f"large{suffix}"
    with path.open("wb") as file:
        file.truncate(10 << 30)
    doors = [lambda: read_matrix(path, REGIONS, RoadNetwork()), lambda: import_file(path)]
    if suffix == ".parquet":
        doors = doors[:1]
    if suffix in (".gpkg", ".geojson", ".shp"):
        doors = doors[1:]
    if suffix == ".toml":
        doors = [lambda: Mapping.from_toml(path), lambda: hp.Scenario.from_toml(path)]
    for door in doors:
        with pytest.raises(HubplannerError, match="larger than"):
            door()


@pytest.mark.timeout(60)
@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes on this system")
def test_no_door_waits_for_a_pipe(tmp_path):
    for name in ("a.toml", "a.json", "a.parquet", "a.csv", "statistics.csv"):
        os.mkfifo(tmp_path / name)
    for door in (
        lambda: hp.Scenario.from_toml(tmp_path / "a.toml"),
        lambda: Mapping.from_toml(tmp_path / "a.toml"),
        lambda: read_matrix(tmp_path / "a.json", REGIONS, RoadNetwork()),
        lambda: read_matrix(tmp_path / "a.parquet", REGIONS, RoadNetwork()),
        lambda: read_matrix(tmp_path / "a.csv", REGIONS, RoadNetwork()),
        lambda: read_folder(tmp_path, REGIONS),
    ):
        with pytest.raises(HubplannerError, match=r"no ordinary file|is no file"):
            door()


def test_more_rows_than_pairs_are_no_matrix(tmp_path):
    path = tmp_path / "matrix.csv"
    path.write_text("from,to,minutes\n" + "1,2,3\n" * limits.MAX_PAIRS)
    with pytest.raises(DataError, match="rows; at most"):
        read_matrix(path, REGIONS, RoadNetwork())


@pytest.mark.timeout(60)
def test_many_unknown_names_are_told_in_time_linear_in_their_number():
    """Comparing each with all that are known took minutes."""
    names = [f"없는곳{number}시" for number in range(20_000)]
    with pytest.raises(RegionError) as refused:
        resolve(names)
    assert len(str(refused.value)) < 4000
    with pytest.raises(RegionError, match="거제시"):
        resolve(["거재시"])
