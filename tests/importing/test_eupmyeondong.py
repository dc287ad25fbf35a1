"""Tables by 읍면동: added up where all of a region are there, else said what is missing."""

from __future__ import annotations

import pandas as pd
import pytest

import hubplanner as hp
from hubplanner.errors import DataError
from hubplanner.importing import import_file
from hubplanner.importing.mapping import Mapping
from hubplanner.regions import data_folder

EMD = pd.read_parquet(
    data_folder() / "boundaries" / "emd.parquet",
    columns=["emd_code", "region_code", "sigungu_code", "name_ko"],
)
HEAD = "시도,시군구,읍면동,연도,인구(명)"


def names_of(code):
    return EMD.loc[EMD["region_code"] == code, "name_ko"].tolist()


def rows_of(code, place, *, year=2023):
    return [f"{place},{name},{year},{100 + n}" for n, name in enumerate(names_of(code))]


def sum_of(code):
    return sum(100 + n for n in range(len(names_of(code))))


def imported(tmp_path, *rows, head=HEAD):
    path = tmp_path / "인구.csv"
    path.write_text("\n".join([head, *rows]), encoding="utf-8")
    into = tmp_path / "own"
    report = import_file(path, into=into)
    return report, pd.read_parquet(into / "statistics.parquet"), into


def test_all_parts_are_added_up(tmp_path):
    rows = [*rows_of("38090", "경남,거제시"), *rows_of("38050", "경남,통영시")]
    report, table, _ = imported(tmp_path, *rows)
    assert dict(zip(table["region_code"], table["value"], strict=True)) == {
        "38090": sum_of("38090"),
        "38050": sum_of("38050"),
    }
    assert any("added up to their region: 2 regions" in str(note) for note in report.notes)
    assert sum(report.counts.values()) == report.cells


def test_a_missing_part_is_named_and_nothing_silent(tmp_path):
    whole = rows_of("38090", "경남,거제시")
    lacking = rows_of("38050", "경남,통영시")[1:]
    report, table, into = imported(tmp_path, *whole, *lacking)
    assert table["region_code"].tolist() == ["38090"]
    gone = names_of("38050")[0]
    count = len(names_of("38050"))
    assert any(f"1 of {count} are missing ({gone})" in str(note) for note in report.notes)
    listed = pd.read_csv(into / "not_imported.csv")
    assert len(listed) == len(lacking)
    assert report.counts["incomplete"] == len(lacking)
    assert sum(report.counts.values()) == report.cells


@pytest.mark.parametrize("value", ["X", "-", "…", ""])
def test_a_part_without_a_figure_counts_as_missing(tmp_path, value):
    *rows, last = rows_of("38050", "경남,통영시")
    rows = [*rows, f"{last.rsplit(',', 1)[0]},{value}", *rows_of("38090", "경남,거제시")]
    report, table, _ = imported(tmp_path, *rows)
    assert table["region_code"].tolist() == ["38090"]
    assert any(f"are missing ({names_of('38050')[-1]})" in str(note) for note in report.notes)
    assert sum(report.counts.values()) == report.cells


def test_no_region_complete_is_refused_with_what_is_missing(tmp_path):
    with pytest.raises(DataError, match=r"거제시.*17 of 18 are missing") as caught:
        imported(tmp_path, rows_of("38090", "경남,거제시")[0])
    assert "\n" not in str(caught.value)


def test_parts_are_taken_as_they_are_where_asked_for(tmp_path):
    path = tmp_path / "인구.csv"
    path.write_text("\n".join([HEAD, "경남,거제시,장평동,2023,500"]), encoding="utf-8")
    mapping = Mapping(columns={"읍면동": "ignore"})
    import_file(path, into=tmp_path / "own", mapping=mapping)
    assert pd.read_parquet(tmp_path / "own" / "statistics.parquet")["value"].tolist() == [500]


def test_a_part_twice_and_one_of_another_year_are_not_added(tmp_path):
    rows = rows_of("38050", "경남,통영시")
    twice = [*rows, rows[0], *rows_of("38090", "경남,거제시")]
    assert imported(tmp_path, *twice)[1]["region_code"].tolist() == ["38090"]
    other = [rows[0].replace("2023", "2022"), *rows[1:], *rows_of("38090", "경남,거제시")]
    assert imported(tmp_path, *other)[1]["region_code"].tolist() == ["38090"]


def test_a_stated_total_is_taken_as_it_is(tmp_path):
    rows = ["경남,거제시,소계,2023,99999", *rows_of("38090", "경남,거제시")]
    _, table, _ = imported(tmp_path, *rows)
    assert table["value"].tolist() == [99999]


def test_names_are_read_as_other_offices_write_them(tmp_path):
    place = "서울,노원구"
    rows = [row.replace("상계1동", "상계제1동") for row in rows_of("11110", place)]
    code = hp.load_dataset().regions.query("name_ko == '노원구'").index[0]
    rows = [row.replace("상계1동", "상계제1동") for row in rows_of(code, place)]
    assert imported(tmp_path, *rows)[1]["value"].tolist() == [sum_of(code)]


def test_districts_of_a_city_are_added_up_together(tmp_path):
    names = names_of("38110")
    rows = [f"경남,창원시,{name},2023,{100 + n}" for n, name in enumerate(names)]
    assert imported(tmp_path, *rows)[1]["value"].tolist() == [sum_of("38110")]
    of_district = EMD[EMD["region_code"] == "38110"].set_index("name_ko")["sigungu_code"]
    shown = {"38111": "의창구", "38112": "성산구", "38113": "마산합포구", "38114": "마산회원구"}
    shown |= {"38115": "진해구"}
    by_district = [
        row.replace("창원시", f"창원시 {shown[of_district[name]]}")
        for row, name in zip(rows, names, strict=True)
    ]
    assert imported(tmp_path, *by_district)[1]["value"].tolist() == [sum_of("38110")]


# Codes of 읍면동 where those of regions are meant


@pytest.mark.parametrize("end", ["", "0"])
def test_figures_by_code_are_added_up_where_all_are_there(tmp_path, end):
    codes = EMD.loc[EMD["region_code"].isin(["38090", "38110"]), ["emd_code", "region_code"]]
    rows = [f"{code}{end},2023,{100 + n}" for n, code in enumerate(codes["emd_code"])]
    report, table, _ = imported(tmp_path, *rows, head="행정동코드,연도,인구(명)")
    wanted = pd.Series(range(100, 100 + len(codes))).groupby(codes["region_code"].tolist()).sum()
    assert dict(zip(table["region_code"], table["value"], strict=True)) == wanted.to_dict()
    assert any("added up to their region: 2 regions" in str(note) for note in report.notes)


def test_one_code_a_region_is_not_the_region(tmp_path):
    codes = EMD.groupby("region_code")["emd_code"].first()[["38090", "38050"]]
    with pytest.raises(DataError, match="17 of 18 are missing"):
        imported(tmp_path, *(f"{code},2023,5" for code in codes), head="행정동코드,연도,인구(명)")


def test_legal_codes_need_names_or_totals(tmp_path):
    parts = [f"48310{250 + n}00,2023,{n}" for n in range(3)]
    head = "법정동코드,연도,인구(명)"
    with pytest.raises(DataError, match="not known there in 2020: 4831025000"):
        imported(tmp_path, *parts, head=head)
    report, table, _ = imported(tmp_path, "4831000000,2023,77", *parts, head=head)
    assert table["value"].tolist() == [77]
    assert report.counts["breakdown"] == 3


def test_an_institution_lies_in_the_region_of_its_code(tmp_path):
    path = tmp_path / "기관.csv"
    path.write_text(
        "기관명,종류,법정동코드,위도,경도\n우리연구소,연구소,4822010100,34.85,128.43\n",
        encoding="utf-8",
    )
    import_file(path, into=tmp_path / "own")
    assert "통영시" in (tmp_path / "own" / "institutions.csv").read_text("utf-8")
