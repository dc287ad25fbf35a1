"""Codes beside names: where they mean other places, the rows stay out and the reason is told."""

from __future__ import annotations

import pandas as pd
import pytest

from hubplanner.errors import DataError
from hubplanner.importing import import_file

SEOUL = ["종로구", "용산구", "성동구", "광진구"]


def imported(tmp_path, head, rows):
    path = tmp_path / "t.csv"
    path.write_text("\n".join([head, *rows]), encoding="utf-8")
    report = import_file(path, into=tmp_path / "out")
    return report, pd.read_parquet(tmp_path / "out" / "statistics.parquet")


@pytest.mark.parametrize("head", ["시도코드", "코드", "행정구역코드", "code"])
@pytest.mark.parametrize("code", ["44", "21"])
def test_a_province_s_code_beside_another_s_names(tmp_path, head, code):
    rows = [f"{code},서울특별시,{name},2023,10" for name in SEOUL]
    with pytest.raises(DataError, match=f"'{code} 서울 종로구': code and name mean different"):
        imported(tmp_path, f"{head},시도,시군구,연도,종사자수(명)", rows)


@pytest.mark.parametrize("code", ["38", "48"])
def test_the_rows_that_fit_in_either_system_are_read(tmp_path, code):
    rows = [f"{code},거제시,2023,10", f"{code},통영시,2023,20", "44,사천시,2023,30"]
    report, table = imported(tmp_path, "코드,시군구,연도,종사자수(명)", rows)
    assert table["value"].tolist() == [10, 20]
    assert report.counts["unmatched"] == 1
    assert "row 4: '44 경남 사천시'" in str(report.problems[0])
    assert sum(report.counts.values()) == report.cells


def test_gunwi_has_the_code_of_either_of_its_provinces(tmp_path):
    rows = ["27,군위군,2023,10", "47,군위군,2022,20"]
    _, table = imported(tmp_path, "시도코드,시군구,연도,종사자수(명)", rows)
    assert sorted(table["value"]) == [10, 20]


def test_serial_numbers_are_no_codes_of_provinces(tmp_path):
    rows = [f"{21 + number},서울특별시,{name},2023,10" for number, name in enumerate(SEOUL)]
    _, table = imported(tmp_path, "코드,시도,시군구,연도,종사자수(명)", rows)
    assert len(table) == len(SEOUL)


def test_codes_of_regions_tell_the_region_however_few(tmp_path):
    rows = ["38340,고성군,2023,10", "35020,거제시,2023,20"]
    report, table = imported(tmp_path, "코드,시군구,연도,종사자수(명)", rows)
    assert table["region_code"].tolist() == ["38340"]
    assert "'35020 거제시': code and name mean different places" in str(report.problems[0])
