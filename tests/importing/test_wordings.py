"""Tables that say plainly what they mean, in ways that were refused: units in cells, English heads,
several units in the title, regions in addresses, coordinates that are not there."""

from __future__ import annotations

import pandas as pd
import pytest

from hubplanner.errors import DataError
from hubplanner.importing import import_file


def imported(tmp_path, lines, **said):
    path = tmp_path / "t.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    report = import_file(path, into=tmp_path / "out", **said)
    return report, pd.read_parquet(tmp_path / "out" / "statistics.parquet")


def refused(tmp_path, lines, **said):
    with pytest.raises(DataError) as caught:
        imported(tmp_path, lines, **said)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_cells_may_state_their_unit(tmp_path):
    rows = [
        '거제시,2023,"91,200명"',
        "통영시,2023,30.1천명",
        "사천시,2023,31700",
        "남해군,2023,5톤",
    ]
    report, table = imported(tmp_path, ["시군구,연도,종사자수(명)", *rows])
    assert table["value"].tolist() == [91_200, 30_100, 31_700]
    assert report.counts["unit"] == 1


@pytest.mark.parametrize("text", ["약 300명", "300명 이상", "1,2명", "-명", "명"])
def test_what_is_no_figure_with_a_unit_stays_unread(tmp_path, text):
    rows = [f'거제시,2023,"{text}"', "통영시,2023,10"]
    report, table = imported(tmp_path, ["시군구,연도,종사자수(명)", *rows])
    assert table["value"].tolist() == [10]
    assert report.counts["unreadable"] == 1


def test_heads_of_english_tables_are_read(tmp_path):
    head = "By administrative divisions,By industry,Item,2022"
    rows = [
        "Geoje-si,Total,Number of workers (Person),100",
        "Geoje-si,C.Manufacturing(10~34),Number of workers (Person),60",
        "Geoje-si,Total,Number of establishments (Count),7",
    ]
    _, table = imported(tmp_path, [head, *rows])
    found = table[["measure", "industry", "value"]].to_numpy().tolist()
    assert sorted(found) == [
        ["establishments", "total", 7.0],
        ["workers", "manufacturing", 60.0],
        ["workers", "total", 100.0],
    ]


@pytest.mark.parametrize("note", ["(단위: 천명, %)", '"(단위: 천명, %)"', "(단위 : %/천명)"])
def test_of_several_units_the_one_that_fits_is_taken_and_said(tmp_path, note):
    lines = [note, "시군구,2022,2023", "거제시,120.1,121.3", "통영시,60.1,61.3"]
    report, table = imported(tmp_path, lines, measure="employed")
    assert sorted(table["value"]) == [60.1, 61.3, 120.1, 121.3]
    assert any("the one that fits employed: 천명" in str(note) for note in report.notes)
    assert "does not say what it counts" in refused(tmp_path, lines)


def test_of_two_units_that_fit_none_is_taken(tmp_path):
    lines = ["(단위: 천명, 명)", "시군구,2022,2023", "거제시,120,121", "통영시,60,61"]
    message = refused(tmp_path, lines, measure="employed")
    assert "천명, 명" in message
    assert "add --unit" in message
    assert len(imported(tmp_path, lines, measure="employed", unit="천명")[1]) == 4


@pytest.mark.parametrize("head", ["소재지도로명주소", "주소", "소재지지번주소"])
def test_an_address_tells_the_region(tmp_path, head):
    path = tmp_path / "t.csv"
    lines = [
        f"학교명,학교구분명,시도명,{head},위도,경도",
        "가나대학교,대학교,경상남도,경상남도 거제시 가나로 1,34.89,128.62",
        "다라대학교,대학교,경상남도,경상남도 창원시 성산구 다라로 2,35.22,128.68",
        "마바대학교,대학교,세종특별자치시,세종특별자치시 마바로 3,36.5,127.27",
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    import_file(path, into=tmp_path / "out")
    table = pd.read_csv(tmp_path / "out" / "institutions.csv", dtype=str)
    assert table["region"].str.split().str[-1].tolist() == ["거제시", "창원시", "세종시"]


@pytest.mark.parametrize("blank", ["nan", "", "-", "N/A"])
def test_a_coordinate_that_is_not_there_is_called_so(tmp_path, blank):
    lines = ["기관명,종류,시군구,위도,경도", f"가나대학교,대학교,경남 거제시,{blank},128.6"]
    message = refused(tmp_path, lines)
    assert "row 2, column 'lat'" in message
    assert "no coordinate is stated" in message
    assert "exchanged" not in message


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("20241231", 2024),
        ("FY2023", 2023),
        ("FY23", 2023),
        ("'24", 2024),
        ("24년", 2024),
        ("2024.12.31 기준", 2024),
        ("2024년 12월 31일 현재", 2024),
        ("2024년말", 2024),
        ("2023 회계연도", 2023),
    ],
)
def test_years_as_offices_write_them(tmp_path, text, year):
    rows = [f"거제시,{text},10", f"통영시,{text},20"]
    _, table = imported(tmp_path, ["시군구,연도,종사자수(명)", *rows])
    assert set(table["year"]) == {year}
    assert set(table["period"]) == {"Y"}


@pytest.mark.parametrize("text", ["20240630", "2024.6월말", "2024.3.31 기준"])
def test_a_day_within_the_year_is_no_year(tmp_path, text):
    assert "year" in refused(
        tmp_path, ["시군구,연도,종사자수(명)", f"거제시,{text},10", f"통영시,{text},20"]
    )


@pytest.mark.parametrize(
    "head",
    ["22년", "'22년", "22년도", "22년말", "22년도(p)", "22년 종사자수(명)", "종사자수(22년)"],
)
def test_a_head_with_a_year_of_two_digits_is_read_and_told(tmp_path, head):
    report, table = imported(tmp_path, [f"시군구,{head}", "거제시,10"], measure="workers")
    assert table[["year", "value"]].to_numpy().tolist() == [[2022, 10]]
    assert any("2022년" in str(note) for note in report.notes)


@pytest.mark.parametrize("head", ["10년 이상", "최근 10년", "22년 이내", "45년"])
def test_a_span_of_years_is_no_year(tmp_path, head):
    assert "year" in refused(tmp_path, [f"시군구,{head}", "거제시,10"], measure="workers")


def test_a_title_with_a_year_of_two_digits(tmp_path):
    _, table = imported(tmp_path, ["22년 시군구별 종사자수", "시군구,종사자수", "거제시,10"])
    assert table["year"].tolist() == [2022]


@pytest.mark.parametrize(
    ("cell", "million"),
    [
        ("12.1조원", 12_100_000),
        ("12조 1,000억원", 12_100_000),
        ("121000억", 12_100_000),
        ("5천억원", 500_000),
        ("3십억원", 3_000),
        ("500만원", 5),
    ],
)
def test_amounts_of_money_as_planners_write_them_need_no_other_unit(tmp_path, cell, million):
    lines = ["시군구,연도,출하액", f'거제시,2023,"{cell}"', "통영시,2023,-"]
    assert imported(tmp_path, lines)[1]["value"].tolist() == [million]


@pytest.mark.parametrize("unit", ["백만불", "천달러"])
def test_money_of_another_country_is_refused_for_its_unit(tmp_path, unit):
    assert "units that do not fit" in refused(
        tmp_path, [f"시군구,연도,출하액({unit})", "거제시,2023,5"]
    )


@pytest.mark.parametrize("cell", ["5(r)", "5 (p)", "5 P", "5 1) 2)", "5 주1) 주2)"])
def test_marks_and_several_footnotes_behind_a_figure(tmp_path, cell):
    assert imported(tmp_path, ["시군구,2023 종사자수", f"거제시,{cell}"])[1]["value"].tolist() == [
        5
    ]


@pytest.mark.parametrize("name", ["거제시 주1) 2)", "거제시*1)"])
def test_several_footnotes_behind_a_region(tmp_path, name):
    lines = ["구분,2023 종사자수", f"{name},5", "통영시,6"]
    assert set(imported(tmp_path, lines)[1]["region_code"]) == {"38090", "38050"}


@pytest.mark.parametrize("name", ["창원시 통합", "창원통합시", "통합창원시"])
def test_a_city_that_was_joined(tmp_path, name):
    assert imported(tmp_path, ["시군구,2023 인구", f"{name},5"])[1]["region_code"].tolist() == [
        "38110"
    ]


@pytest.mark.parametrize("head", ["SIG_CD", "sigungu_cd", "adm_cd"])
def test_heads_of_official_layers_say_that_codes_stand_below(tmp_path, head):
    lines = [f"{head},base_year,population", "38090,2023,5", "38050,2023,6"]
    assert imported(tmp_path, lines)[1]["value"].tolist() == [5, 6]


def test_tables_of_public_data_reader(tmp_path):
    """PublicDataReader gives the columns of KOSIS's API Korean names."""
    heads = "기관ID,통계표ID,통계표명,분류명1,분류영문명1,분류값명1,분류값ID1,항목ID,항목명,단위명"
    heads += ",수록주기,수록시점,수치값"
    row = "101,DT_X,경제활동,행정구역별,By region,{},{},T1,취업자,천명,H,{},{}"
    rows = [row.format("거제시", "38090", "202301", 5), row.format("거제시", "38090", "202302", 6)]
    _, table = imported(tmp_path, [heads, *rows])
    assert table[["year", "period", "value"]].to_numpy().tolist() == [
        [2023, "H1", 5],
        [2023, "H2", 6],
    ]


@pytest.mark.parametrize(
    ("head", "industry"),
    [
        ("종사자수 계", "total"),
        ("종사자수_합계", "total"),
        ("종사자수(소계)", "total"),
        ("제조업종사자수", "manufacturing"),
    ],
)
def test_heads_of_a_measure_and_its_total_or_industry_in_one_word(tmp_path, head, industry):
    _, table = imported(tmp_path, [f"시군구,2023 {head}", "거제시,5"])
    assert table[["industry", "value"]].to_numpy().tolist() == [[industry, 5]]


def test_a_title_of_residents_and_a_column_of_sexes_before_the_regions(tmp_path):
    lines = ["시군구별 인구 2023년 (단위: 명),,", "성별,시군구,값", "계,거제시,10", "남자,거제시,6"]
    _, table = imported(tmp_path, lines)
    assert table[["region_code", "measure", "value"]].to_numpy().tolist() == [
        ["38090", "population", 10]
    ]
