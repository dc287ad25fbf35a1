"""No damaged file leads to a traceback, a hang or a half-written folder."""

from __future__ import annotations

import time
import warnings

import pytest
from fuzz import KINDS, bomb, clear, one, rare, sheet

from hubplanner.dataset.folders import read_folder
from hubplanner.errors import DataError
from hubplanner.importing import import_file
from hubplanner.regions import load_regions

REGIONS = load_regions()
SECONDS = 20


def survive(path, folder):
    """Import a file; True when it was imported, False when it was refused in one line."""
    out = folder / "out"
    started = time.process_time()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # GDAL warns of what it repairs
        refused = ""
        try:
            import_file(path, into=out, measure="workers", year=2023)
        except DataError as error:
            refused = str(error)
        assert "\n" not in refused
        assert not refused or str(path) in refused
        assert time.process_time() - started < SECONDS
        assert not [item for item in folder.iterdir() if item.name.startswith(".importing")]
        assert out.exists() == (not refused)
        if not refused:
            read_folder(out, REGIONS)
    return not refused


def run(seeds, folder, make=one):
    imported = 0
    for seed in seeds:
        try:
            imported += survive(make(seed, folder), folder)
        except BaseException as error:
            error.add_note(f"seed {seed}")
            raise
        clear(folder)
    return imported


def test_a_sample_of_damaged_files(tmp_path):
    imported = run(range(10 * len(KINDS)), tmp_path)
    assert 0 < imported < 10 * len(KINDS)


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_ten_thousand_damaged_files(tmp_path):
    run(range(9_950), tmp_path)
    run(range(50), tmp_path, make=rare)


@pytest.mark.parametrize(
    ("part", "megabytes", "stated"),
    [
        pytest.param("sheet1.xml", 1100, None, marks=pytest.mark.slow),
        ("sharedStrings.xml", 301, None),
        pytest.param("sheet1.xml", 1100, 1000, marks=pytest.mark.slow),
    ],
)
def test_a_zip_bomb_is_refused_before_it_is_unpacked(part, megabytes, stated, tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(bomb(part, megabytes, stated=stated))
    assert path.stat().st_size < 5 << 20
    with pytest.raises(DataError, match="unpacks to more than"):
        import_file(path, into=tmp_path / "out")


def test_two_cells_far_apart_are_refused(tmp_path):
    path = tmp_path / "a.xlsx"
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    cells = '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1048576"><v>2</v></c></row>'
    xml = f'<worksheet xmlns="{space}"><sheetData>{cells}</sheetData></worksheet>'
    path.write_bytes(sheet(xml.encode()))
    with pytest.raises(DataError, match="spans more than"):
        import_file(path, into=tmp_path / "out")


def test_a_cell_of_ten_megabytes_is_refused(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("지역,2023\n거제시," + "9" * (10 << 20), encoding="utf-8")
    with pytest.raises(DataError, match="line 2"):
        import_file(path, into=tmp_path / "out", measure="workers")
